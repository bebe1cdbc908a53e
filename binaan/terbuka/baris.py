"""The rows of each set, from the roll-ups of the pages. Read for everybody: `umum()`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from binaan.terbuka.saat import Saat, umum
from binaan.terbuka.tutup import open_omzet, open_umkm, village_omzet
from opd.enums import SumberDana
from opd.rekap.desa import rekap_desa
from opd.rekap.kegiatan import rekap_dana
from opd.rekap.kemiskinan import Terlihat, rekap_kemiskinan
from opd.rekap.omzet import rekap_omzet
from opd.rekap.penugasan import BarisPenugasan, aktif, rekap_penugasan
from opd.rekap.rencana import rekap_rencana
from opd.rekap.sel import Sel

Nilai = str | int | Decimal | date | None


class Baris(NamedTuple):
    """One row: the village it is about, and its values in the order of the columns."""

    tempat: BarisPenugasan
    isi: tuple[Nilai, ...]


def _sel(s: Sel | None) -> tuple[int | None, str]:
    """A count and, where it is closed, how."""
    return (None, "belum ada") if s is None else (s.nilai, s.tanda or ("belum diketahui" if s.nilai is None else ""))


def penugasan(saat: Saat) -> list[Baris]:
    """Who answers for which village on the quarter's last day."""
    semua = aktif(rekap_penugasan(umum(), until=saat.per, known_at=saat.diketahui), saat.per)
    return [Baris(b, (b.opd, b.mulai, "ya" if b.bertim else "tidak")) for b in semua]


def keadaan(saat: Saat) -> list[Baris]:
    """Visits, activities and enterprises of each desa binaan."""
    hasil = []
    for d in rekap_desa(umum(), until=saat.per, known_at=saat.diketahui):
        u = open_umkm(d.umkm)
        kunjungan = (str(d.kunjungan.keadaan.label), d.kunjungan.terakhir)
        hasil.append(Baris(d.penugasan, (*kunjungan, d.kegiatan_terakhir, *_sel(u.belum_tutup), *_sel(u.berjualan))))
    return hasil


def omzet(saat: Saat) -> list[Baris]:
    """What the enterprises of each village sold together in the quarter."""
    u = umum()
    per_desa = village_omzet(rekap_omzet(u, awal=saat.awal, known_at=saat.diketahui))
    hasil = []
    for b in aktif(rekap_penugasan(u, until=saat.per, known_at=saat.diketahui), saat.per):
        rp, n = open_omzet(*per_desa.get(b.desa_id, (0, 0)))
        hasil.append(Baris(b, (saat.triwulan, *_sel(n), *_sel(rp))))
    return hasil


def dana(saat: Saat) -> list[Baris]:
    """Rupiah of activities since the year began, by OPD, village and source; also where the penugasan was recorded later."""
    u = umum()
    kini = _places(rekap_penugasan(u, until=saat.per))
    tempat = kini | _places(rekap_penugasan(u, until=saat.per, known_at=saat.diketahui))
    semua = rekap_dana(u, until=saat.per, known_at=saat.diketahui)
    return [
        Baris(
            tempat[d.opd_id, d.desa_id],
            (tempat[d.opd_id, d.desa_id].opd, saat.per.year, str(SumberDana(d.sumber).label), d.tahun_rp),
        )
        for d in semua
        if d.tahun_rp and (d.opd_id, d.desa_id) in tempat
    ]


def _places(baris: Iterable[BarisPenugasan]) -> dict[tuple[int, int], BarisPenugasan]:
    return {(b.opd_id, b.desa_id): b for b in baris}


def capaian(saat: Saat) -> list[Baris]:
    """How far the plan of each penugasan is."""
    semua = rekap_rencana(umum(), tahun=saat.per.year, until=saat.per, known_at=saat.diketahui)
    return [
        Baris(
            b.penugasan,
            (b.penugasan.opd, b.tahun, b.nilai, b.kata, b.berlaku.jumlah.pagu_rp if b.berlaku else None,
             b.berlaku.jumlah.belanja_rp if b.berlaku else None, b.serapan),
        )
        for b in semua
    ]  # fmt: skip


def kemiskinan(saat: Saat) -> list[Baris]:
    """KK miskin ekstrem against the programme's baseline, small groups closed."""
    semua = rekap_kemiskinan(umum(), until=saat.per, known_at=saat.diketahui)
    return [Baris(b.penugasan, (*_baseline(b.program), b.program.penurunan, b.program.kata)) for b in semua]


def _baseline(t: Terlihat) -> Sequence[Nilai]:
    """Both counts with their marks, source and days."""
    dasar, kini = t.banding.dasar, t.banding.kini
    sumber = str(dasar.get_sumber_display()) if dasar else None
    hari = (dasar.tanggal_data if dasar else None, kini.tanggal_data if kini else None)
    return (sumber, hari[0], *_sel(t.dasar), hari[1], *_sel(t.kini))
