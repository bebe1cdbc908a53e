"""The page that lays two OPDs or villages side by side."""

from __future__ import annotations

from typing import Any

from binaan.dasbor.baca import Ringkasan
from binaan.dasbor.banding import Bahan, Sisi, compare, sides
from binaan.dasbor.kolom import ARTI_KOLOM, KOLOM
from binaan.dasbor.layar import read_on
from binaan.dasbor.layar_opd import head_of
from binaan.dasbor.saringan import FormBanding
from binaan.dasbor.tabel import susun_tabel
from binaan.peringkat.hasil import read_sheet, sheets
from opd.models import Pengguna
from opd.rekap.daftar_json import read_lists
from opd.rekap.deret_kegiatan import deret_kegiatan
from opd.rekap.kemiskinan_singkat import progress_by_village, reader_list, seen_by_reader, snapshot_list


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
        "baris": compare(a, b, kepala, _read(user, r, a, b), t) if a and b else (),
        "arti": ("kk-miskin-ekstrem-kini", *ARTI_KOLOM.values(), "serapan", "belum_diketahui", "nilai-peringkat"),
        "saat": t.saat,
        "lain": form.link(jenis=lain, a="", b=""),
    }


def _read(user: Pengguna, r: Ringkasan, a: Sisi, b: Sisi) -> Bahan:
    """What the table has not: five queries at most."""
    desa = {x.rekap.penugasan.desa_id for s in (a, b) for x in s.baris}
    milik = [p for p in r.penugasan if p.desa_id in desa]
    hari: dict[str, Any] = {"until": r.until, "known_at": r.known_at}
    keluarga = read_lists(user, snapshot_list(user, **hari, desa=desa) | reader_list(user))
    kunci = next(iter(sheets(user)), "")
    return Bahan(
        r.until.year,
        {x.penugasan.penugasan_id: x for x in r.rencana_penugasan if x.penugasan.desa_id in desa},
        seen_by_reader(keluarga, progress_by_village(keluarga, milik, until=r.until)),
        read_sheet(user, kunci) if kunci else None,
    )
