"""The key figures of who needs somebody, who lasts, and who left poverty; and the province's macro figures, clearly apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from binaan.dasbor.kartu import Bagian, Kartu, susun_kartu
from binaan.dasbor.kata import BELUM_TERUKUR, persen, ribuan
from binaan.dasbor.pokok import Pokok
from binaan.dasbor.tautan import Tautan
from desa.angka import format_desimal, format_tanggal
from opd.rekap.hasil_kelangsungan import DIBANDINGKAN_BULAN, TERSEDIKIT
from opd.rekap.kelangsungan import Nasib, curve_end
from opd.rekap.kemiskinan import Jumlah
from opd.rekap.makro import RekapMakro

WARNA_NASIB = {Nasib.BERJALAN: "baik", Nasib.BERHENTI: "buruk", Nasib.HILANG: "netral"}


MENDESAK = "tanpa kabar, omzet turun, atau izin habis"
"""Which reasons make an enterprise pressing (`GENTING`), in the fewest words."""
URUTAN = (
    "desa-tertib", "kk-miskin-ekstrem-kini", "umkm-berjualan", "dikunjungi-rutin", "capaian-rencana", "umkm-mendesak",
    "dana-kegiatan", "kelangsungan-usaha", "kegiatan-triwulan", "omzet-triwulan", "pertumbuhan-omzet-setahun",
    "laporan-penjualan-kosong", "opd-tanpa-tim", "indeks-desa-naik",
)  # fmt: skip
"""The figures in the order they are read: the first six are the first screen's, the first eight hang on the wall."""


@dataclass(frozen=True, slots=True)
class Makro:
    """One figure of the strip: what, how much, of when, beside which target, and where all sources stand."""

    nama: str
    nilai: str
    kapan: str
    tautan: str


def every_card(r: Pokok, t: Tautan, *, umum: bool = False) -> tuple[Kartu, ...]:
    """All key figures in their order; `umum` as for `progress_card`."""
    semua = (*susun_kartu(r, t), watch_card(r, t), survival_card(r, t), progress_card(r, t, umum=umum))
    return tuple(sorted(semua, key=lambda k: URUTAN.index(k.arti)))


def watch_card(r: Pokok, t: Tautan) -> Kartu:
    """How many UMKM are pressing, how many others only have to be met, and all of them by reason; one may have several."""
    p = r.pantau
    isi = [
        Bagian("Perlu ditemui", ribuan(p.ditemui), t.pantau(tingkat="ditemui") if p.ditemui else ""),
        *(Bagian(a.label, ribuan(n), t.pantau(alasan=a.value) if n else "") for a, n in p.per_alasan),
        Bagian("Kunjungannya direncanakan", ribuan(p.direncanakan), t.pantau(rencana="ada") if p.direncanakan else ""),
    ]
    dari = f"dari {ribuan(p.binaan)} UMKM"
    return Kartu(
        "umkm-mendesak",
        "UMKM mendesak",
        ribuan(p.mendesak),
        f"{dari} yang belum tutup",
        t.pantau(tingkat="mendesak") if p.mendesak else "",
        catatan=f"Mendesak: {MENDESAK}. Satu UMKM dapat mempunyai beberapa alasan; koperasi dan BUM Desa tidak dihitung",
        bagian=tuple(isi),
        singkat=dari,
        sasaran=MENDESAK,
    )


def survival_card(r: Pokok, t: Tautan) -> Kartu:
    """The share still running a year after mentoring began, as stored, with its range and the counts behind it."""
    nama, k = f"Bertahan setelah {DIBANDINGKAN_BULAN} bulan", r.kelangsungan
    if k is None:
        return Kartu(
            "kelangsungan-usaha",
            nama,
            BELUM_TERUKUR,
            catatan="Kelangsungan usaha belum pernah dihitung sampai tanggal ini",
        )
    kelompok, per = k.kelompok, k.sampai
    setahun = kelompok.setahun if kelompok.cukup else None
    satuan = (
        f"antara {format_desimal(setahun.bawah)} dan {persen(setahun.atas)}, {ribuan(setahun.berisiko)} diamati selama itu"
        if setahun
        else f"kurang dari {TERSEDIKIT} usaha diamati selama itu"
    )
    isi = [
        Bagian(n.label, ribuan(jumlah), t.kelangsungan(per, n.value) if jumlah and k.terbuka else "", WARNA_NASIB[n])
        for n, jumlah in kelompok.jumlah
    ]
    return Kartu(
        "kelangsungan-usaha",
        nama,
        persen(setahun.hidup) if setahun else BELUM_TERUKUR,
        satuan,
        t.kurva(per),
        catatan=f"Kaplan–Meier dari {ribuan(kelompok.n)} usaha, dihitung per {format_tanggal(per)}; kisaran 95 %. "
        f"Berhenti sampai {format_tanggal(curve_end(per))}; yang tutup sesudahnya baru ada pada “Tutup”",
        bagian=tuple(isi),
    )


def progress_card(r: Pokok, t: Tautan, *, umum: bool = False) -> Kartu:
    """KK miskin ekstrem against the programme's baseline, its coverage always beside it.

    `umum`: for what leaves the reader's hands, with small groups of families closed as to everybody.
    """
    j = r.kemajuan_umum if umum else r.kemajuan
    sisa = f", {j.tertutup} berkelompok kecil tidak dijumlahkan" if j.tertutup else ""
    cakupan = [
        Bagian("Punya garis dasar", f"{j.berdasar} dari {j.desa} desa", t.kemajuan("berdasar") if j.berdasar else ""),
        Bagian("Dapat dibandingkan", f"{j.terukur} dari {j.desa} desa", t.kemajuan("terukur") if j.terukur else ""),
    ]
    if j.tertutup:
        cakupan.append(Bagian("Kelompok kecil, tidak dijumlahkan", f"{j.tertutup} desa", t.kemajuan("tertutup")))
    if j != r.kemajuan_umum:
        cakupan.append(Bagian("Angka resmi, sama bagi semua pembaca", _now(r.kemajuan_umum)))
    return Kartu(
        "kk-miskin-ekstrem-kini",
        "KK miskin ekstrem",
        _now(j),
        f"{j.perubahan} dari {ribuan(j.dasar)} KK pada garis dasar; {j.terukur} dari {j.desa} desa dapat dibandingkan{sisa}"
        if j.terukur
        else "",
        t.kemajuan("terukur") if j.terukur else "",
        catatan="Hanya desa yang potretnya sesumber dan searti; menyebut perubahan, bukan sebabnya",
        bagian=tuple(cakupan),
        asal=j.kata_asal,
        singkat=f"{j.perubahan}, {j.terukur} dari {j.desa} desa" if j.terukur else "",
        sasaran=f"dari {ribuan(j.dasar)} KK garis dasar" if j.terukur else "",
    )


def _now(j: Jumlah) -> str:
    return f"{ribuan(j.kini)} KK" if j.terukur else j.perubahan


def macro_strip(r: Pokok, t: Tautan) -> tuple[Makro, ...]:
    """Each macro indicator that has a realised figure by the date."""
    return tuple(_macro(m, t) for m in r.makro if m.kini)


def _macro(m: RekapMakro, t: Tautan) -> Makro:
    kini: Any = m.kini
    sasaran = m.target_terdekat
    nilai = f"{'sekitar ' if kini.utama.kira else ''}{format_desimal(kini.utama.nilai, 2)} {m.satuan}"
    kapan = [kini.utama.sebutan]
    if m.lalu:
        kapan.append(f"{m.lalu.utama.sebutan}: {format_desimal(m.lalu.utama.nilai, 2)}")
    if sasaran:
        atas = f" sampai {format_desimal(sasaran.nilai_atas, 2)}" if sasaran.nilai_atas is not None else ""
        kapan.append(f"target {sasaran.sebutan}: {format_desimal(sasaran.nilai, 2)}{atas}")
    if kini.berbeda:
        kapan.append("sumber berbeda")
    return Makro(m.nama, nilai, "; ".join(kapan), t.konteks(m.kode))
