"""The key figures as bare numbers, so that two days can be laid beside each other; each with what acts may move it."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from decimal import Decimal

from binaan.dasbor.kata import BELUM_TERUKUR, poin, ribuan, rupiah
from binaan.dasbor.pokok import Pokok
from binaan.dasbor.tautan import Tautan
from desa.angka import format_bulan, format_desimal
from opd.rekap.desa import KeadaanDesa
from opd.rekap.kunjungan import KeadaanKunjungan
from opd.rekap.rentang import sebut_triwulan
from opd.rekap.umkm import jendela

Nilai = int | Decimal | None
PERSEN, RP = "%", "Rp"


@dataclass(frozen=True, slots=True)
class Angka:
    """One figure: its name, value (None = belum dapat diukur), unit, the rows behind it, and the kinds of acts that move it.

    `atas`: in words, what a sum is made of, where another day may have other members; `anggota`: who they are.
    `jendela`: the months of sales that count, which move with the day.
    """

    nama: str
    nilai: Nilai
    satuan: str
    tautan: str
    sebab: tuple[str, ...]
    atas: str = ""
    anggota: Hashable = ()
    jendela: str = ""

    @property
    def teks(self) -> str:
        """The value with its unit."""
        if self.nilai is None:
            return BELUM_TERUKUR
        if self.satuan == PERSEN:
            return f"{format_desimal(Decimal(self.nilai))} %"
        return rupiah(int(self.nilai)) if self.satuan == RP else f"{ribuan(int(self.nilai))} {self.satuan}"


def beda(dulu: Angka, kini: Angka) -> str:
    """The change in words; "" when there is none, or it cannot be said. Sums of other members are never subtracted."""
    if dulu.nilai is None or kini.nilai is None or dulu.nilai == kini.nilai:
        return ""
    if (dulu.atas, dulu.anggota) != (kini.atas, kini.anggota):
        rinci = (
            f"dahulu {dulu.atas}, kini {kini.atas}"
            if dulu.atas != kini.atas
            else f"{kini.atas}, tetapi bukan yang sama"
        )
        return f"cakupan berbeda, tidak dikurangkan ({rinci})"
    selisih = kini.nilai - dulu.nilai
    arah = "naik" if selisih > 0 else "turun"
    if kini.satuan == PERSEN:
        return f"{arah} {poin(Decimal(selisih))}"
    n = abs(int(selisih))
    return f"{arah} {rupiah(n) if kini.satuan == RP else ribuan(n)}"


def key_numbers(r: Pokok, t: Tautan) -> tuple[Angka, ...]:
    """The figures of the one screen, in its order."""
    return (*_villages(r, t), *_enterprises(r, t), *_work(r, t), *_poverty(r, t))


def _villages(r: Pokok, t: Tautan) -> list[Angka]:
    keadaan, rutin = r.desa.keadaan, r.desa.kunjungan.get(KeadaanKunjungan.RUTIN, 0)
    sebab = {
        KeadaanDesa.BELUM_DIKUNJUNGI: ("kunjungan", "penugasan"),
        KeadaanDesa.UMKM_DIAM: ("penjualan", "umkm", "kunjungan", "penugasan"),
        KeadaanDesa.TANPA_KEGIATAN: ("kegiatan", "penugasan"),
        KeadaanDesa.TANPA_NASKAH: ("rencana", "penjualan", "umkm", "penugasan"),
        KeadaanDesa.TERTIB: ("kunjungan", "kegiatan", "rencana", "penjualan", "umkm", "penugasan"),
    }
    return [
        Angka("Desa binaan", len(r.desa), "desa", t.rinci("desa"), ("penugasan",)),
        *(
            Angka(f"Desa {k.label.lower()}" if k == KeadaanDesa.TERTIB else f"Desa: {k.label}", keadaan.get(k, 0), "desa",
                  t.rinci("desa", keadaan=k.value), sebab[k])
            for k in (KeadaanDesa.TERTIB, *(k for k in KeadaanDesa if k != KeadaanDesa.TERTIB))
        ),
        Angka("Desa dikunjungi rutin", rutin, "desa", t.rinci("kunjungan", keadaan="rutin"), ("kunjungan", "penugasan")),
        Angka("OPD tanpa tim", len(r.desa.opd_tanpa_tim), "OPD", t.rinci("tim"), ("penugasan",)),
    ]  # fmt: skip


def _enterprises(r: Pokok, t: Tautan) -> list[Angka]:
    u, o = r.umkm, r.jumlah_omzet
    jual, pantau = ("penjualan", "umkm", "kunjungan"), ("penjualan", "umkm", "kunjungan", "pasar")
    bulan = jendela(r.until)
    tiga = {"jendela": f"{format_bulan(bulan[0])}–{format_bulan(bulan[-1])}"}
    tempo = {"jendela": f"sampai {format_bulan(bulan[-1])}"}
    return [
        Angka("UMKM berjualan, bagian", u.persen_berjualan, PERSEN, t.umkm("berjualan"), jual, **tiga),
        Angka("UMKM berjualan", u.berjualan, "UMKM", t.umkm("berjualan"), jual, **tiga),
        Angka("UMKM diam", u.diam, "UMKM", t.umkm("diam"), jual, **tiga),
        Angka("UMKM tutup", u.tutup, "UMKM", t.umkm("tutup"), ("umkm",)),
        Angka("UMKM belum diketahui", u.belum_diketahui, "UMKM", t.umkm("belum_diketahui"), jual, **tiga),
        Angka("UMKM mendesak", r.pantau.mendesak, "UMKM", t.pantau(tingkat="mendesak"), pantau),
        Angka("UMKM perlu ditemui", r.pantau.ditemui, "UMKM", t.pantau(tingkat="ditemui"), pantau),
        Angka("Laporan penjualan kosong", r.desa.kosong.jumlah, "laporan", t.rinci("kosong"),
              ("penjualan", "umkm"), **tempo),
        Angka("Omzet triwulan jatuh tempo", o.omzet_rp if o.n else None, RP, t.rinci("omzet"), ("penjualan", "umkm"),
              f"{sebut_triwulan(o.awal)}, {ribuan(o.n)} UMKM", o.pelapor),
    ]  # fmt: skip


def _work(r: Pokok, t: Tautan) -> list[Angka]:
    g, tahun = r.rencana, r.until.year
    rp, kegiatan, atas = r.desa.semua_dana.tahun_rp, r.desa.kegiatan.tahun, f"tahun {tahun}"
    naskah, keduanya = ("rencana",), ("rencana", "kegiatan")
    return [
        Angka(f"Capaian rencana {tahun}", g.nilai, PERSEN, t.rencana(tahun), keduanya, atas),
        Angka("Penugasan belum punya rencana", g.tanpa_rencana, "penugasan", t.rencana(tahun, status="belum"), naskah, atas),
        Angka(f"Serapan pagu {tahun}", g.berlaku.serapan, PERSEN, t.rencana(tahun), keduanya, atas),
        Angka(f"Kegiatan {tahun}", kegiatan, "kegiatan", t.kegiatan(tahun=True), ("kegiatan",), atas),
        Angka(f"Dana kegiatan {tahun}", rp, RP, t.kegiatan(tahun=True), ("kegiatan",), atas),
    ]  # fmt: skip


def _poverty(r: Pokok, t: Tautan) -> list[Angka]:
    j, sebab = r.kemajuan, ("potret", "penugasan")
    kini = j.kini if j.terukur else None
    return [
        Angka("KK miskin ekstrem, desa terbandingkan", kini, "KK", t.kemajuan("terukur"), sebab,
              f"{ribuan(j.terukur)} desa", j.anggota),
        Angka("Desa punya garis dasar", j.berdasar, "desa", t.kemajuan("berdasar"), sebab),
        Angka("Desa yang dapat dibandingkan", j.terukur, "desa", t.kemajuan("terukur"), sebab),
    ]  # fmt: skip
