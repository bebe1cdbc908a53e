"""The programme in a few figures for everybody, each with what it covers: sums of nothing but the cells that open data show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from binaan.dasbor.baca import Ringkasan, baca
from binaan.peta import Titik
from binaan.terbuka.saat import Saat, umum
from binaan.terbuka.tutup import open_omzet, total_umkm, village_omzet
from desa.angka import format_persen, format_ribuan, format_rupiah
from opd.rekap import hitung
from opd.rekap.desa import RekapDesa
from opd.rekap.kegiatan import sum_money
from opd.rekap.kemiskinan import Jumlah
from opd.rekap.kunjungan import KeadaanKunjungan
from opd.rekap.omzet import hitung_omzet
from opd.rekap.penugasan import BarisPenugasan, aktif, rekap_penugasan
from opd.rekap.rentang import bulan_triwulan
from opd.rekap.sel import sum_open
from opd.rekap.umkm import baca_buku

BERTAUT = 150
"""Up to how many points of the map are links; more would make the page heavy, and the list below finds each."""

DIDAMPINGI = "yang didampingi OPD"


@dataclass(frozen=True, slots=True)
class AngkaUmum:
    """One figure: its value in words, what it counts, how much of the whole it covers, and the set of open data behind it.

    What it covers begins with `hitungan`, the short words that lead to the data; `dasar` says the rest.
    """

    nama: str
    nilai: str
    arti: str
    hitungan: str
    dasar: str
    kunci: str

    @property
    def cakupan(self) -> str:
        return f"{self.hitungan}{self.dasar}"


def villages(hari: date) -> tuple[BarisPenugasan, ...]:
    """Who answers for which village on a day, by kabupaten and village."""
    baris = aktif(rekap_penugasan(umum(), until=hari), hari)
    return tuple(sorted(baris, key=lambda b: b.kode))


def regencies(baris: Iterable[BarisPenugasan]) -> list[tuple[str, str]]:
    """The kabupaten and kota of the villages, as (code, name)."""
    return sorted({(b.kode[:5], b.kabupaten) for b in baris})


def points(baris: Iterable[BarisPenugasan], alamat: str) -> list[Titik]:
    """The villages as points of the map, each leading to its row."""
    isi = tuple(baris)
    bertaut = len(isi) <= BERTAUT
    return [
        Titik(b.desa, b.lintang, b.bujur, "Desa binaan", "baik", f"{alamat}?q={b.kode}" if bertaut else "") for b in isi
    ]


def figures(saat: Saat) -> tuple[AngkaUmum, ...]:
    """The figures of the quarter, in their order; none before the first village. Ten queries."""
    r = baca(umum(), until=saat.per, known_at=saat.diketahui)
    if not r.desa:
        return ()
    return _visits(r.desa), _selling(r), _omzet(saat, r), _money(saat, r), _plans(saat, r), _poverty(r.kemajuan)


def _visits(desa: tuple[RekapDesa, ...]) -> AngkaUmum:
    rutin = sum(d.kunjungan.keadaan == KeadaanKunjungan.RUTIN for d in desa)
    return AngkaUmum(
        "Dikunjungi rutin", f"{format_ribuan(rutin)} desa", "kunjungan lapangan paling lama 90 hari sebelumnya",
        f"dari {format_ribuan(len(desa))} desa", f" {DIDAMPINGI}", "keadaan",
    )  # fmt: skip


def _selling(r: Ringkasan) -> AngkaUmum:
    """Of every village with enterprises, as the dashboard: they sell on where no OPD answers any more."""
    ada = {d.penugasan.desa_id for d in r.desa}
    lain = [u for u in r.umkm if u.desa_id not in ada and u.belum_tutup]
    jual, belum_tutup, banyak = total_umkm((d.umkm for d in r.desa), lain)
    bagian = hitung.persen(jual, belum_tutup)
    if bagian is None:
        return AngkaUmum(
            "UMKM berjualan", "belum ditampilkan", "kelompoknya masih kecil", "lihat datanya", "", "keadaan"
        )
    arti = f"dari {format_ribuan(belum_tutup)} UMKM yang belum tutup ({format_persen(bagian)})"
    hitungan = f"{format_ribuan(banyak)} dari {format_ribuan(len(r.desa) + len(lain))} desa"
    return AngkaUmum("UMKM berjualan", format_ribuan(jual), arti, hitungan, _left(len(lain)), "keadaan")


def _left(lepas: int) -> str:
    """How many of the villages just named no OPD answers for any more."""
    return f", {format_ribuan(lepas)} di antaranya tidak lagi didampingi OPD" if lepas else f" {DIDAMPINGI}"


def _omzet(saat: Saat, r: Ringkasan) -> AngkaUmum:
    buku = baca_buku(umum(), bulan_triwulan(saat.awal), known_at=saat.diketahui, temuan=())
    per_desa = village_omzet(hitung_omzet(buku, r.penjawab, saat.awal))
    semua = [open_omzet(*per_desa.get(d.penugasan.desa_id, (0, 0))) for d in r.desa]
    buka = [(rp, n) for rp, n in semua if n.nilai]
    sisa = "" if len(buka) == len(semua) else "; selebihnya belum melapor lengkap atau kelompoknya kecil"
    return AngkaUmum(
        "Omzet UMKM", format_rupiah(sum_open(rp for rp, _ in buka)),
        f"{saat.triwulan}, oleh {format_ribuan(sum_open(n for _, n in buka))} UMKM yang melapor lengkap",
        f"{format_ribuan(len(buka))} dari {format_ribuan(len(semua))} desa", f" {DIDAMPINGI}{sisa}", "omzet",
    )  # fmt: skip


def _money(saat: Saat, r: Ringkasan) -> AngkaUmum:
    desa = {d.desa_id for d in r.dana if d.tahun_rp}
    lepas = desa - {d.penugasan.desa_id for d in r.desa}
    return AngkaUmum(
        f"Dana kegiatan {saat.per.year}", format_rupiah(sum_money(r.dana).tahun_rp),
        "sejak 1 Januari, menurut catatan OPD", f"kegiatan di {format_ribuan(len(desa))} desa", _left(len(lepas)), "dana",
    )  # fmt: skip


def _plans(saat: Saat, r: Ringkasan) -> AngkaUmum:
    g = r.rencana
    nilai = "belum dinilai" if g.nilai is None else format_persen(g.nilai)
    ada = g.penugasan - g.tanpa_rencana
    usai = g.penugasan - len(aktif((b.penugasan for b in r.rencana_penugasan), r.until))
    juga = f"; {format_ribuan(usai)} dari {format_ribuan(g.penugasan)} itu sudah berakhir" if usai else ""
    return AngkaUmum(
        f"Capaian rencana {saat.per.year}", nilai, g.kata,
        f"{format_ribuan(ada)} dari {format_ribuan(g.penugasan)} penugasan",
        f" tahun itu rencananya terverifikasi{juga}", "capaian",
    )  # fmt: skip


def _poverty(j: Jumlah) -> AngkaUmum:
    hitungan, dasar = (
        f"{format_ribuan(j.terukur)} dari {format_ribuan(j.desa)} desa",
        f" {DIDAMPINGI} dapat dibandingkan",
    )
    if not j.terukur:
        menunggu = "" if j.tertutup else "menunggu potret kedua yang sejenis"
        return AngkaUmum("KK miskin ekstrem", j.perubahan, menunggu, hitungan, dasar, "kemiskinan")
    arti = f"KK, dari {format_ribuan(j.dasar)} KK pada garis dasar ({j.perubahan})"
    return AngkaUmum(
        "KK miskin ekstrem", format_ribuan(j.kini), arti, hitungan, f"{dasar}. {j.kata_asal}", "kemiskinan"
    )
