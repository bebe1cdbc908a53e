"""The table of OPDs with its map, the card of one village, and the columns its reader chose."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Subquery

from binaan.dasbor.kolom import ARTI_KOLOM, KOLOM, TERBANYAK, read_columns
from binaan.dasbor.layar import read_on
from binaan.dasbor.layar_peta import draw_map
from binaan.dasbor.saringan import FormTabel
from binaan.dasbor.tabel import BarisOpd, sort_rows, susun_kaki, susun_tabel
from binaan.models import PilihanKolom
from desa.angka import format_bulan
from desa.waktu import tambah_bulan
from opd.models import Pengguna
from opd.rekap.daftar_json import read_lists
from opd.rekap.deret_kegiatan import DeretKegiatan, deret_kegiatan
from opd.rekap.rentang import sebut_triwulan
from opd.rekap.strategi import strategies_of, strategy_list


def opd_screen(user: Pengguna, form: FormTabel) -> dict[str, Any]:
    """Rows, map and card for the filters asked for."""
    r, t = read_on(user, form)
    milik = {"kolom": Subquery(PilihanKolom.objects.visible_to(user).values("kolom"))}
    lain = read_lists(user, milik | strategy_list(r.until.year, r.known_at))
    kolom, strategi = read_columns(lain["kolom"] or ""), strategies_of(lain)
    setahun = deret_kegiatan(user, until=r.until, known_at=r.known_at)
    semua = susun_tabel(r, t, setahun)
    tampil = sort_rows((b for b in semua if form.fits(b, strategi)), form.cleaned_data["urut"] or "keadaan")
    pilih = form.cleaned_data["pilih"]
    isi = {
        "until": r.until,
        "kini": t.kini,
        "kolom": kolom,
        "arti": [ARTI_KOLOM[k] for k in kolom],
        "mutakhir": r.mutakhir if t.kini and not r.known_at else None,
        "kepala": [(k, head_of(k, r.until, r.jumlah_omzet.awal)) for k in kolom],
        "semua_kolom": [(k, nama, k in kolom) for k, nama in KOLOM.items()],
        "paling_banyak": TERBANYAK,
        "baris": tampil,
        "banyak": len(semua),
        "banyak_opd": len({b.rekap.penugasan.opd_id for b in semua}),
        "kaki": susun_kaki(r, t, semua, tampil, setahun, kolom),
        "kabupaten": sorted({(b.rekap.penugasan.kode[:5], b.rekap.penugasan.kabupaten) for b in semua}),
        "pilih": pilih,
        "kartu": next(
            (_card(b, setahun, r.until, r.jumlah_omzet.awal) for b in semua if b.rekap.penugasan.kode == pilih), None
        ),
        "saat": t.saat,
    }
    wilayah = None if form.cleaned_data["kabupaten"] else form.region
    return isi | draw_map([b.rekap for b in tampil], lambda d: form.link(pilih=d.penugasan.kode), wilayah)


def head_of(kunci: str, until: date, awal_omzet: date) -> str:
    """The heading of a column, with the quarter its figures are of."""
    tw = {"kegiatan": until, "dana": until, "omzet": awal_omzet}.get(kunci)
    rupiah = " (Rp)" if kunci in ("dana", "omzet") else ""
    return f"{KOLOM[kunci]} {sebut_triwulan(tw)}{rupiah}" if tw else KOLOM[kunci]


def _card(b: BarisOpd, setahun: DeretKegiatan, until: date, awal_omzet: date) -> dict[str, Any]:
    """One village: every figure of its row, and its activities by month."""
    p = b.rekap.penugasan
    bulan: Sequence[date] = [tambah_bulan(setahun.dari, n) for n in range(len(b.isian["setahun"].deret))]
    return {
        "p": p,
        "alamat_opd": b.alamat_opd,
        "alamat_desa": b.alamat_desa,
        "isi": [(head_of(k, until, awal_omzet), isian) for k, isian in b.isian.items()],
        "bulan": list(zip(map(format_bulan, bulan), b.isian["setahun"].deret, strict=True)),
    }
