"""The page that lays two OPDs or villages side by side."""

from __future__ import annotations

from typing import Any

from binaan.dasbor.banding import compare, sides
from binaan.dasbor.kolom import ARTI_KOLOM, KOLOM
from binaan.dasbor.layar import read_on
from binaan.dasbor.layar_opd import head_of
from binaan.dasbor.saringan import FormBanding
from binaan.dasbor.tabel import susun_tabel
from opd.models import Pengguna
from opd.rekap.deret_kegiatan import deret_kegiatan


def comparison_screen(user: Pengguna, form: FormBanding) -> dict[str, Any]:
    """The figures of both, when both are chosen and stand in the table of the day."""
    r, t = read_on(user, form)
    d = form.cleaned_data
    jenis = d["jenis"] or "opd"
    lain = "desa" if jenis == "opd" else "opd"
    ada = sides(susun_tabel(r, t, deret_kegiatan(user, until=r.until, known_at=r.known_at)), jenis)
    per = {s.kunci: s for s in ada}
    a, b = per.get(d["a"]), per.get(d["b"])
    kepala = {k: head_of(k, r.until, r.jumlah_omzet.awal) for k in KOLOM}
    return {
        "until": r.until,
        "kini": t.kini,
        "jenis": jenis,
        "pilihan": [(s.kunci, s.nama) for s in ada],
        "a": a,
        "b": b,
        "hilang": [d[n] for n, s in (("a", a), ("b", b)) if d[n] and s is None],
        "sama": a is not None and a is b,
        "baris": compare(a, b, kepala) if a and b else (),
        "arti": tuple(ARTI_KOLOM.values()),
        "saat": t.saat,
        "lain": form.link(jenis=lain, a="", b=""),
    }
