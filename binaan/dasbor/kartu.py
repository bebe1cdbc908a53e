"""The key figures as cards: value with unit, source and date, change since last quarter, and the list behind it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from binaan.dasbor.kata import (
    BELUM_TERUKUR,
    arah,
    beda_bilangan,
    beda_poin,
    bertanda,
    gerak_poin,
    persen,
    ribuan,
    rupiah,
)
from binaan.dasbor.pokok import Pokok
from binaan.dasbor.tautan import Tautan
from desa.angka import format_bulan, format_tanggal
from desa.enums import BentukUsaha
from desa.grafik import Butir, bagian
from opd.ambang import FOTO_KUNJUNGAN, KUNJUNGAN_RUTIN, TUNGGU_PENJUALAN
from opd.enums import SumberDana
from opd.rekap import hitung
from opd.rekap.angka_rencana import Jumlah
from opd.rekap.desa import KeadaanDesa
from opd.rekap.gerak_indeks import NAIK, TETAP, TURUN
from opd.rekap.kunjungan import KeadaanKunjungan
from opd.rekap.rentang import akhir_triwulan, sebut_triwulan
from opd.rekap.umkm import KeadaanUmkm, jendela

WARNA_DESA = {
    KeadaanDesa.BELUM_DIKUNJUNGI: "buruk",
    KeadaanDesa.UMKM_DIAM: "awas",
    KeadaanDesa.TANPA_KEGIATAN: "netral",
    KeadaanDesa.TANPA_NASKAH: "pudar",
    KeadaanDesa.TERTIB: "baik",
}
WARNA_UMKM = {
    KeadaanUmkm.BERJUALAN: "baik",
    KeadaanUmkm.DIAM: "awas",
    KeadaanUmkm.TUTUP: "buruk",
    KeadaanUmkm.BELUM_DIKETAHUI: "netral",
}
WARNA_KUNJUNGAN = {
    KeadaanKunjungan.RUTIN: "baik",
    KeadaanKunjungan.JARANG: "awas",
    KeadaanKunjungan.LAMA: "buruk",
    KeadaanKunjungan.BELUM_PERNAH: "netral",
}

DENGAN_TUTUP = "tutup"
"""Asks for the rows of growth with what closed at −100 %."""
TERTIB = "dikunjungi, berkegiatan, berencana, UMKM-nya melapor dan tidak diam"
"""What an orderly village is, in the fewest words; `opd/arti` says it whole."""


@dataclass(frozen=True, slots=True)
class Bagian:
    """One part of a figure: its word, value, address (empty for zero) and colour."""

    nama: str
    teks: str
    tautan: str = ""
    kelas: str = ""


@dataclass(frozen=True, slots=True)
class Kartu:
    """One figure and the key of its definition (`arti`). `arah` colours the change only where up is good; words say it anyway.

    `target` says what was promised or is due and how far that is; "" where nobody set one. `asal`: the sources and days of
    a figure that is made of several. `singkat`: what the first screen says beside the value, without the day before, and
    `sasaran` below it where there is room: the target, or of what the figure speaks.
    """

    arti: str
    nama: str
    nilai: str
    satuan: str = ""
    tautan: str = ""
    perubahan: str = ""
    arah: str = ""
    catatan: str = ""
    gambar: str = ""
    bagian: tuple[Bagian, ...] = ()
    target: str = ""
    asal: str = ""
    singkat: str = ""
    sasaran: str = ""


def susun_kartu(r: Pokok, t: Tautan) -> tuple[Kartu, ...]:
    """The figures that are counted."""
    return (
        _desa(r, t), _umkm(r, t), _kunjungan(r, t), _rencana(r, t), _kegiatan(r, t), _dana(r, t),
        _omzet(r, t), _pertumbuhan(r, t), _tim(r, t), _kosong(r, t), _indeks(r, t),
    )  # fmt: skip


def _kapan(r: Pokok) -> str:
    return format_tanggal(r.rentang.akhir_tw_lalu)


def _desa(r: Pokok, t: Tautan) -> Kartu:
    kini, lalu = r.desa.keadaan, r.desa.keadaan_lalu
    n = len(r.desa)
    a, b = hitung.persen(kini[KeadaanDesa.TERTIB], n), hitung.persen(lalu[KeadaanDesa.TERTIB], r.desa.banyak_lalu)
    opd = len(r.desa.opd)
    return Kartu(
        "desa-tertib",
        "Desa tertib",
        f"{ribuan(kini[KeadaanDesa.TERTIB])} dari {ribuan(n)}" if n else BELUM_TERUKUR,
        "desa binaan" if n else "",
        t.rinci("desa") if n else "",
        beda_poin(a, b, _kapan(r)),
        _arah(a, b),
        f"{ribuan(opd)} OPD punya penugasan berjalan. Tertib: {TERTIB}",
        bagian("Keadaan desa binaan", [Butir(k.label, kini[k], kelas=WARNA_DESA[k]) for k in KeadaanDesa]),  # type: ignore[arg-type]
        tuple(
            Bagian(k.label, ribuan(kini[k]), t.rinci("desa", keadaan=k.value) if kini[k] else "", WARNA_DESA[k])
            for k in KeadaanDesa
        ),
        singkat=_share(a, b),
        sasaran=TERTIB,
    )


def _arah(a: Decimal | None, b: Decimal | None) -> str:
    return "" if a is None or b is None else arah(a, b)


def _share(a: Decimal | None, b: Decimal | None) -> str:
    """A value of counts as the percentage that its change is measured in, and the change."""
    return "" if a is None else ", ".join(filter(None, (persen(a), gerak_poin(a, b))))


def _umkm(r: Pokok, t: Tautan) -> Kartu:
    kini, lalu = r.umkm, r.desa.umkm_lalu
    bulan = jendela(r.until)
    jumlah = {k: getattr(kini, k.value) for k in KeadaanUmkm}
    return Kartu(
        "umkm-berjualan",
        "UMKM berjualan",
        persen(kini.persen_berjualan),
        f"dari {ribuan(kini.belum_tutup)} UMKM yang belum tutup" if kini.belum_tutup else "belum ada UMKM binaan",
        t.umkm("berjualan") if kini.berjualan else "",
        beda_poin(kini.persen_berjualan, lalu.persen_berjualan, _kapan(r)),
        _arah(kini.persen_berjualan, lalu.persen_berjualan),
        f"Penjualan {format_bulan(bulan[0])} sampai {format_bulan(bulan[-1])}",
        bagian("Keadaan UMKM binaan", [Butir(k.label, jumlah[k], kelas=WARNA_UMKM[k]) for k in KeadaanUmkm]),  # type: ignore[arg-type]
        (
            *(
                Bagian(k.label, ribuan(jumlah[k]), t.umkm(k.value) if jumlah[k] else "", WARNA_UMKM[k])
                for k in KeadaanUmkm
            ),
            *(
                Bagian(f"Terpisah, {nama}", ribuan(n), t.umkm(bentuk=bentuk.value) if n else "")
                for nama, n, bentuk in (
                    ("koperasi", kini.koperasi, BentukUsaha.KOPERASI),
                    ("BUM Desa", kini.bumdes, BentukUsaha.BUMDES),
                )
            ),
        ),
        singkat=gerak_poin(kini.persen_berjualan, lalu.persen_berjualan),
        sasaran=f"dari {ribuan(kini.belum_tutup)} UMKM yang belum tutup" if kini.belum_tutup else "",
    )


def _kunjungan(r: Pokok, t: Tautan) -> Kartu:
    kini, lalu = r.desa.kunjungan, r.desa.kunjungan_lalu
    rutin = KeadaanKunjungan.RUTIN
    a, b = hitung.persen(kini[rutin], len(r.desa)), hitung.persen(lalu[rutin], r.desa.banyak_lalu)
    butir = [Butir(k.label, kini[k], kelas=WARNA_KUNJUNGAN[k]) for k in KeadaanKunjungan]  # type: ignore[arg-type]
    kurang = len(r.desa) - kini[rutin]
    return Kartu(
        "dikunjungi-rutin",
        "Dikunjungi rutin",
        f"{ribuan(kini[rutin])} dari {ribuan(len(r.desa))}" if r.desa else BELUM_TERUKUR,
        "desa binaan" if r.desa else "",
        t.rinci("kunjungan") if r.desa else "",
        beda_poin(a, b, _kapan(r)),
        _arah(a, b),
        f"Kunjungan lapangan paling lama {KUNJUNGAN_RUTIN.nilai} hari lalu, berfoto ≥ {FOTO_KUNJUNGAN.nilai} dan menyebut warga",
        bagian("Kunjungan ke desa binaan", butir),
        tuple(
            Bagian(
                k.label, ribuan(kini[k]), t.rinci("kunjungan", keadaan=k.value) if kini[k] else "", WARNA_KUNJUNGAN[k]
            )
            for k in KeadaanKunjungan
        ),
        _all_of(kurang, f"semua desa, setiap {KUNJUNGAN_RUTIN.nilai} hari") if r.desa else "",
        singkat=_share(a, b),
        sasaran=_all_of(kurang, "semua desa") if r.desa else "",
    )


def _all_of(kurang: int, semua: str) -> str:
    """A duty of all of them, and how many still lack it."""
    return f"Target: {semua}; {f'kurang {ribuan(kurang)}' if kurang else 'tercapai'}"


def _rentang_lalu(r: Pokok) -> str:
    return f"{format_tanggal(r.rentang.awal_tw_lalu)} – {format_tanggal(r.rentang.sampai_lalu)}"


def _kegiatan(r: Pokok, t: Tautan) -> Kartu:
    tw, tahun, lalu = r.desa.kegiatan
    return Kartu(
        "kegiatan-triwulan",
        f"Kegiatan {sebut_triwulan(r.until)}",
        ribuan(tw),
        "kegiatan sampai hari itu" if not t.kini else "kegiatan sampai hari ini",
        t.kegiatan() if tw else "",
        beda_bilangan(tw, lalu, _rentang_lalu(r)),
        arah(tw, lalu),
        "Semua OPD; menurut rencana aksi maupun di luar rencana",
        bagian=(Bagian(f"Tahun {r.until.year}", ribuan(tahun), t.kegiatan(tahun=True) if tahun else ""),),
    )


def _dana(r: Pokok, t: Tautan) -> Kartu:
    semua = r.desa.semua_dana
    tw, tahun, lalu = semua.tw_rp, semua.tahun_rp, semua.tw_lalu_rp
    sumber = sorted(((s, n.tw_rp) for s, n in r.desa.dana.items() if n.tw_rp), key=lambda x: -x[1])
    isi = [Bagian(SumberDana(s).label, rupiah(n), t.kegiatan(sumber=s)) for s, n in sumber]
    isi.append(Bagian(f"Tahun {r.until.year}, semuanya", rupiah(tahun), t.kegiatan(tahun=True) if tahun else ""))
    isi += _within_plans(r.rencana.berlaku, tahun, t)
    return Kartu(
        "dana-kegiatan",
        f"Dana kegiatan {sebut_triwulan(r.until)}",
        rupiah(tw),
        "",
        t.kegiatan() if tw else "",
        f"{arah(tw, lalu)} dari {rupiah(lalu)} ({_rentang_lalu(r)})",
        arah(tw, lalu),
        "Menurut catatan OPD, bukan realisasi SIPD",
        bagian=tuple(isi),
        target=_spent(r.rencana.berlaku, r.until.year),
    )


def _within_plans(rencana: Jumlah, tahun_rp: int, t: Tautan) -> list[Bagian]:
    """Which part of the year's money the plans had a pagu for: only that is divided by the pagu."""
    if not rencana.pagu_rp:
        return []
    luar = tahun_rp - rencana.belanja_rp
    return [
        Bagian("di antaranya dari pagu rencana", rupiah(rencana.belanja_rp), t.rinci("pagu")),
        Bagian("di luar pagu rencana", rupiah(luar), t.rinci("luar_pagu") if luar else ""),
    ]


def _spent(rencana: Jumlah, tahun: int) -> str:
    """The year's pagu of the plans in force and what its sources spent of it."""
    if not rencana.pagu_rp:
        return ""
    return f"Target: pagu rencana {tahun} {rupiah(rencana.pagu_rp)}; terserap {persen(rencana.serapan)}"


def _rencana(r: Pokok, t: Tautan) -> Kartu:
    g, tahun = r.rencana, r.until.year
    if not g.penugasan:
        return Kartu("capaian-rencana", f"Capaian rencana {tahun}", BELUM_TERUKUR)
    belum = Bagian("Belum ada rencana", f"{g.tanpa_rencana} penugasan", t.rencana(tahun, status="belum"))
    uang = g.berlaku.serapan
    serapan = () if uang is None else (Bagian("Serapan pagu", persen(uang), t.rinci("pagu")),)
    dari = f"{ribuan(g.penugasan - g.tanpa_rencana)} dari {ribuan(g.penugasan)} penugasan"
    cakupan = f"{dari}; {ribuan(g.tanpa_rencana)} belum berencana" if g.tanpa_rencana else dari
    return Kartu(
        "capaian-rencana",
        f"Capaian rencana {tahun}",
        g.kata.lower() if g.nilai is None else persen(g.nilai),
        f"{g.kata}, {ribuan(g.ukuran.dinilai)} baris jatuh tempo pada {cakupan}" if g.ukuran.dinilai else cakupan,
        t.rencana(tahun),
        bagian=(*((belum,) if g.tanpa_rencana else ()), *serapan),
        target="Target: 100 % dari target setiap baris yang jatuh tempo" if g.ukuran.dinilai else "",
        singkat=f"{g.kata}, {cakupan}" if g.ukuran.dinilai else cakupan,
        sasaran="target 100 %",
    )


def _omzet(r: Pokok, t: Tautan) -> Kartu:
    o, lalu = r.jumlah_omzet, r.jumlah_omzet_lalu
    return Kartu(
        "omzet-triwulan",
        f"Omzet UMKM {sebut_triwulan(o.awal)}",
        rupiah(o.omzet_rp) if o.n else BELUM_TERUKUR,
        f"dari {ribuan(o.n)} UMKM yang melapor tiga bulan penuh, dari {ribuan(o.binaan)} UMKM binaan",
        t.rinci("omzet") if o.n else "",
        f"{sebut_triwulan(lalu.awal)}: {rupiah(lalu.omzet_rp)} dari {ribuan(lalu.n)} UMKM" if lalu.n else "",
        "",
        f"Triwulan terakhir yang jatuh tempo, sampai {format_tanggal(akhir_triwulan(o.awal))}; "
        "jumlah pelapor berbeda, jadi tidak dibandingkan langsung",
    )


def _pertumbuhan(r: Pokok, t: Tautan) -> Kartu:
    p = r.pertumbuhan
    if p.median is None and p.median_tutup is None:
        nilai = "belum setahun" if p.belum_setahun else BELUM_TERUKUR
    else:
        nilai = bertanda(p.median) if p.median is not None else BELUM_TERUKUR
    tutup = bertanda(p.median_tutup) if p.median_tutup is not None else BELUM_TERUKUR
    isi = []
    if p.n_tutup:
        alamat = t.rinci("pertumbuhan", sebab=DENGAN_TUTUP)
        isi.append(Bagian("Bila tutup dihitung −100 %", f"{tutup} ({ribuan(p.n_tutup)} UMKM)", alamat))
    isi += [Bagian(a.label, f"{ribuan(n)} tidak ikut", t.rinci("pertumbuhan", sebab=a.value)) for a, n in p.keluar]
    return Kartu(
        "pertumbuhan-omzet-setahun",
        "Pertumbuhan omzet setahun",
        nilai,
        f"median {ribuan(p.n)} UMKM" if p.n else "",
        t.rinci("pertumbuhan") if p.n or p.n_tutup or p.keluar else "",
        catatan=f"{sebut_triwulan(r.jumlah_omzet.awal)} terhadap triwulan yang sama tahun lalu",
        bagian=tuple(isi),
    )


def _tim(r: Pokok, t: Tautan) -> Kartu:
    opd, tanpa = r.desa.opd, r.desa.opd_tanpa_tim
    return Kartu(
        "opd-tanpa-tim",
        "OPD tanpa tim",
        f"{len(tanpa)} dari {len(opd)}" if opd else BELUM_TERUKUR,
        "OPD penanggung jawab" if opd else "",
        t.rinci("tim") if tanpa else "",
        catatan=f"Tim ber-SK kepala OPD, per {format_tanggal(r.until)}",
        target=_all_of(len(tanpa), "semua OPD ber-tim") if opd else "",
    )


def _kosong(r: Pokok, t: Tautan) -> Kartu:
    n, desa = r.desa.kosong
    return Kartu(
        "laporan-penjualan-kosong",
        "Laporan penjualan kosong",
        ribuan(n),
        f"bulan-usaha di {ribuan(desa)} desa",
        t.rinci("kosong") if n else "",
        f"bagian yang dilaporkan {beda_poin(r.terlapor, r.terlapor_lalu, _kapan(r))}" if r.wajib else "",
        _arah(r.terlapor, r.terlapor_lalu),
        catatan=f"{format_bulan(jendela(r.until)[0])} sampai {format_bulan(jendela(r.until)[-1])}, "
        f"sudah lewat {TUNGGU_PENJUALAN.nilai} hari",
        target=f"Target: {ribuan(r.wajib)} bulan-usaha dilaporkan; sudah {persen(r.terlapor)}" if r.wajib else "",
    )


def _indeks(r: Pokok, t: Tautan) -> Kartu:
    """Of the newest kind in which any village can be measured; the other kind stands below, never added to it."""
    semua, tahun = r.desa.indeks, r.desa.indeks.tahun
    *lain, utama = semua.jenis or (None,)
    belum = len(r.desa) - semua.terukur

    def satu(nama: str, teks: str, n: int, sebab: str) -> Bagian:
        return Bagian(nama, teks, t.rinci("indeks", sebab=sebab) if n else "")

    gerak = (("Turun", utama.turun, TURUN), ("Tetap", utama.tetap, TETAP)) if utama else ()
    return Kartu(
        "indeks-desa-naik",
        "Indeks desa naik",
        f"{ribuan(utama.naik)} dari {ribuan(utama.terukur)}" if utama else BELUM_TERUKUR,
        f"desa, {utama.nama} terhadap garis dasar program"
        if utama
        else "(belum ada desa yang dapat dibandingkan dengan garis dasar program)",
        t.rinci("indeks") if semua.ada else "",
        catatan=f"Kemendes, tahun data terbaru {tahun}, jenis indeks yang sama" if tahun else "Kemendes",
        bagian=(
            *(satu(nama, ribuan(n), n, f"{a}-{utama.jenis}") for nama, n, a in gerak if utama),
            *(
                satu(f"{k.nama} naik", f"{ribuan(k.naik)} dari {ribuan(k.terukur)} desa", k.naik, f"{NAIK}-{k.jenis}")
                for k in lain
            ),
            satu("Belum dapat diukur", f"{ribuan(belum)} desa", belum, "belum"),
            satu(
                "di antaranya baru data sebelum pendampingan", f"{ribuan(semua.sebelum)} desa", semua.sebelum, "sebelum"
            ),
        ),
    )
