"""The quarterly report as blocks: the sections of its page, in their order, with the same words and figures."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from desa.angka import format_bulan
from desa.templatetags.angka import persen, ribuan, rupiah, tanggal, volume, waktu
from opd.cetak.blok import Bab, Blok, Fakta, Foto, Isi, Kolom, LembarFoto, Paragraf, Tabel
from opd.cetak.paparan import due_percent
from opd.rekap.isi_laporan import (
    BarisLaporan,
    IsiLaporan,
    KegiatanLaporan,
    Pengesah,
    RencanaLaporan,
    SusulanLaporan,
    UmkmLaporan,
)
from opd.rekap.umkm import KeadaanUmkm

BELUM_DITULIS = "Belum ditulis."
KOLOM_RENCANA = (
    Kolom("Kegiatan", 21), Kolom("Target TW", 8, True), Kolom("Realisasi TW", 9, True), Kolom("Target s.d. TW", 8, True),
    Kolom("Realisasi s.d. TW", 9, True), Kolom("Capaian fisik", 9, True), Kolom("Pagu setahun", 14, True),
    Kolom("Belanja", 18, True), Kolom("Serapan", 9, True),
)  # fmt: skip
KOLOM_KEGIATAN = (
    Kolom("Kegiatan", 22), Kolom("Tanggal", 14), Kolom("Volume", 10, True), Kolom("Laki-laki", 9, True),
    Kolom("Perempuan", 11, True), Kolom("Difabel", 8, True), Kolom("Keluarga", 9, True), Kolom("Dana", 15, True),
    Kolom("Foto", 6, True),
)  # fmt: skip
KOLOM_KUNJUNGAN = (
    Kolom("Tanggal", 18), Kolom("Cara", 20), Kolom("Terhitung", 12), Kolom("Kepala OPD", 16),
    Kolom("Warga ditemui", 16, True), Kolom("Foto", 8, True),
)  # fmt: skip
KOLOM_BANTUAN = (
    Kolom("Bantuan", 30), Kolom("Tanggal", 18), Kolom("Volume", 16, True), Kolom("Penerima", 16, True), Kolom("Nilai", 20, True)
)  # fmt: skip
KOLOM_OMZET = (Kolom("UMKM", 70), Kolom("Omzet", 30, True))
KOLOM_SUSULAN = (
    Kolom("Catatan", 34),
    Kolom("Triwulan", 12),
    Kolom("Tanggal kejadian", 18),
    Kolom("Alasan susulan", 36),
)


def report_blocks(isi: IsiLaporan, *, per: date, pengesahan: Iterable[tuple[str, str]] = ()) -> Isi:
    """The report on paper; `pengesahan` adds what its page says of the verification."""
    k = isi.kepala
    anak = (
        k.opd,
        f"{k.tempat} ({k.kode})",
        f"{k.peran} menurut SK {k.sk}; memuat {tanggal(k.dari)} sampai {tanggal(k.sampai)}",
    )
    blok: list[Blok] = [*_summary(isi), *_plan(isi), *activities(isi), *visits(isi), *aid(isi), *_enterprises(isi)]
    blok += [*_late(isi.susulan), *_narrative(isi), *_signed(isi, tuple(pengesahan))]
    return Isi(f"LAPORAN TRIWULAN {k.tw.removeprefix('TW ').upper()}", anak, per, tuple(blok), tuple(_photos(isi)))


def _summary(isi: IsiLaporan) -> Iterable[Blok]:
    r = isi.rencana
    if r is None:
        capaian = "0,0 % (belum ada rencana)"
    elif r.capaian is None:
        capaian = "belum jatuh tempo"
    else:
        capaian = f"{persen(r.capaian)} ({r.predikat}, {ribuan(r.dinilai)} baris dinilai)"
    baris = [("Capaian rencana", capaian)]
    if r is not None:
        serapan = f"{persen(r.serapan)}, {rupiah(r.belanja_rp)} dari {rupiah(r.pagu_rp)}"
        baris.append(("Serapan pagu setahun", serapan))
    baris += [
        ("Kegiatan", f"{ribuan(len(isi.kegiatan))} kegiatan"),
        ("Belanja triwulan ini", rupiah(isi.rupiah)),
        ("Kunjungan lapangan terhitung", f"{ribuan(isi.kunjungan_sah)} dari {ribuan(len(isi.kunjungan))} kunjungan"),
        ("Keluarga dijangkau", f"{ribuan(isi.keluarga)} KK, dihitung sekali setiap kegiatan"),
    ]
    if isi.umkm is not None:
        omzet = f"{rupiah(isi.umkm.omzet_rp)} dari {ribuan(len(isi.umkm.omzet))} UMKM yang melapor tiga bulan"
        baris.append(
            (f"Omzet {isi.kepala.tw}", omzet if isi.umkm.omzet else "belum ada UMKM yang melapor ketiga bulannya")
        )
    return Bab("A. Ringkasan"), Fakta(tuple(baris))


# --- the plan ------------------------------------------------------------------------------------------------------


def _plan(isi: IsiLaporan) -> Iterable[Blok]:
    r, k = isi.rencana, isi.kepala
    yield Bab("B. Rencana dan capaian")
    if r is None:
        yield Paragraf(
            f"Belum ada rencana aksi {k.tahun} yang diverifikasi, sehingga capaiannya 0 dan semua kegiatan di luar rencana."
        )
        return
    yield Paragraf(
        f"{r.nama}. Target dan realisasi sampai akhir {k.tw}, menurut cara menghitung tiap baris; keuangan sejak "
        f"{tanggal(k.dari_tahun)}.",
        kecil=True,
    )
    yield Tabel(
        f"{ribuan(len(r.baris))} baris rencana aksi", KOLOM_RENCANA, tuple(map(_plan_row, r.baris)), (_plan_sum(r),)
    )
    yield Paragraf(
        f"Di luar rencana sejak {tanggal(k.dari_tahun)}: {ribuan(r.luar_kegiatan)} kegiatan, {rupiah(r.luar_rp)} termasuk "
        "dana dari sumber tanpa pagu. Tidak dihitung dalam capaian.",
        kecil=True,
    )


def _plan_row(b: BarisLaporan) -> tuple[str, ...]:
    satuan = f"{b.satuan}; {b.beda_satuan} kegiatan bersatuan lain tidak dijumlahkan" if b.beda_satuan else b.satuan
    belanja = rupiah(b.belanja_rp)
    if b.luar_rp:
        belanja += f"\ndan {rupiah(b.luar_rp)} dari sumber tanpa pagu"
    return (
        f"{b.kegiatan} ({satuan})", volume(b.target_tw), volume(b.realisasi_tw), volume(b.target), volume(b.realisasi),
        b.kata if b.capaian is None else persen(b.capaian), rupiah(b.pagu_rp) if b.pagu_rp else "tanpa pagu", belanja,
        persen(b.serapan),
    )  # fmt: skip


def _plan_sum(r: RencanaLaporan) -> tuple[str, ...]:
    return (
        "Seluruh rencana",
        "",
        "",
        "",
        "",
        due_percent(r.capaian),
        rupiah(r.pagu_rp),
        rupiah(r.belanja_rp),
        persen(r.serapan),
    )


# --- facts of the quarter ------------------------------------------------------------------------------------------


def activities(isi: IsiLaporan, judul: str = "C. Kegiatan", masa: str = "triwulan ini") -> Iterable[Blok]:
    """What was done, with its sums."""
    nama = {b.kunci: b.kegiatan for b in isi.rencana.baris} if isi.rencana else {}
    k = isi.kepala
    yield Bab(judul)
    baris = tuple(_activity_row(x, nama.get(x.baris, "") if x.baris else "") for x in isi.kegiatan)
    jumlah = (
        "Jumlah", "", "", ribuan(isi.penerima_l), ribuan(isi.penerima_p), ribuan(isi.penerima_difabel), ribuan(isi.keluarga),
        rupiah(isi.rupiah), "",
    )  # fmt: skip
    nama_tabel = f"Kegiatan {tanggal(k.dari)} sampai {tanggal(k.sampai)}; penerima dalam orang, keluarga dalam KK"
    yield Tabel(nama_tabel, KOLOM_KEGIATAN, baris, (jumlah,), f"Tidak ada kegiatan yang dicatat dalam {masa}.")
    if isi.per_sumber:
        yield Paragraf(
            f"Menurut sumber dana: {', '.join(f'{s} {rupiah(rp)}' for s, rp in isi.per_sumber)}.", kecil=True
        )


def _activity_row(k: KegiatanLaporan, baris: str) -> tuple[str, ...]:
    return (
        k.judul if k.judul == baris else f"{k.judul} ({baris or 'di luar rencana'})", tanggal(k.tanggal),
        "–" if k.volume is None else f"{volume(k.volume)} {k.satuan}", ribuan(k.penerima_l), ribuan(k.penerima_p),
        ribuan(k.penerima_difabel), ribuan(k.penerima_kk), rupiah(k.rupiah), str(k.foto),
    )  # fmt: skip


def visits(isi: IsiLaporan, judul: str = "D. Kunjungan", masa: str = "triwulan ini") -> Iterable[Blok]:
    """Every visit, and which of them count."""
    yield Bab(judul)
    baris = tuple(
        (
            tanggal(k.tanggal), k.nama, "ya" if k.sah else "tidak", "hadir" if k.kepala_hadir else "tidak hadir",
            f"{ribuan(k.warga)} orang", str(k.foto),
        )
        for k in isi.kunjungan
    )  # fmt: skip
    nama_tabel = (
        f"{ribuan(isi.kunjungan_sah)} kunjungan lapangan terhitung dari {ribuan(len(isi.kunjungan))} kunjungan; "
        f"{ribuan(isi.kunjungan_kepala)} dihadiri kepala OPD. Terhitung bila di lapangan, berfoto sedikitnya dua, dan "
        "menyebut sedikitnya satu warga."
    )
    yield Tabel(nama_tabel, KOLOM_KUNJUNGAN, baris, (), f"Tidak ada kunjungan yang dicatat dalam {masa}.")


def aid(isi: IsiLaporan, judul: str = "E. Bantuan yang diserahkan", masa: str = "triwulan ini") -> Iterable[Blok]:
    """What was handed over; never to whom."""
    yield Bab(judul)
    baris = tuple(
        (
            b.barang, tanggal(b.tanggal), f"{volume(b.volume)} {b.satuan}", f"{ribuan(b.penerima)} penerima",
            "tidak diisi" if b.nilai_rp is None else rupiah(b.nilai_rp),
        )
        for b in isi.bantuan
    )  # fmt: skip
    nama_tabel = f"{ribuan(len(isi.bantuan))} penyerahan, nilai {rupiah(isi.nilai_bantuan_rp)}"
    yield Tabel(nama_tabel, KOLOM_BANTUAN, baris, (), f"Tidak ada bantuan yang diserahkan dalam {masa}.")


def _enterprises(isi: IsiLaporan) -> Iterable[Blok]:
    yield Bab(f"F. UMKM desa pada {tanggal(isi.kepala.sampai)}")
    if isi.umkm is None:
        yield Paragraf(
            "Keadaan dan omzet UMKM dilaporkan OPD penanggung jawab desa ini, supaya tidak terhitung dua kali."
        )
        return
    yield Fakta(tuple((nama, f"{ribuan(n)} usaha") for nama, n in states_of(isi.umkm)))
    omzet = tuple((o.nama, rupiah(o.omzet_rp)) for o in isi.umkm.omzet)
    yield Tabel(
        f"Omzet {isi.kepala.tw}: UMKM yang melaporkan ketiga bulan; hanya bulan yang pada hari terakhirnya didampingi OPD ini",
        KOLOM_OMZET,
        omzet,
        (("Jumlah", rupiah(isi.umkm.omzet_rp)),),
        f"Belum ada UMKM yang melaporkan ketiga bulan {isi.kepala.tw}, sehingga omzetnya belum dapat dijumlahkan.",
    )


def states_of(u: UmkmLaporan) -> tuple[tuple[str, int], ...]:
    """The four counts of the village; koperasi and BUM Desa apart, where there are any."""
    bersama = (("Koperasi", u.koperasi), ("BUM Desa", u.bumdes))
    return (*((str(k.label), getattr(u, k.value)) for k in KeadaanUmkm), *(x for x in bersama if x[1]))


def _late(susulan: tuple[SusulanLaporan, ...]) -> Iterable[Blok]:
    if not susulan:
        return
    yield Bab("G. Susulan triwulan sebelumnya")
    baris = tuple(
        (
            f"{_named(s)} ({s.jenis})",
            s.tw,
            format_bulan(s.tanggal) if s.jenis == "penjualan" else tanggal(s.tanggal),
            s.alasan,
        )
        for s in susulan
    )
    judul = f"{ribuan(len(susulan))} catatan masuk sesudah triwulannya dikunci; angka di atas tidak memuatnya"
    yield Tabel(judul, KOLOM_SUSULAN, baris)


def _named(s: SusulanLaporan) -> str:
    awalan = {"penjualan": "Penjualan ", "perkembangan": "Perkembangan "}.get(s.jenis, "")
    return f"{awalan}{s.nama}"


# --- words ---------------------------------------------------------------------------------------------------------


def _narrative(isi: IsiLaporan) -> Iterable[Blok]:
    n = isi.narasi
    yield Bab("H. Uraian" if isi.susulan else "G. Uraian")
    bagian = (
        ("Kendala", n.kendala),
        ("Tindak lanjut", n.tindak_lanjut),
        ("Rencana triwulan berikut", n.rencana_berikut),
    )
    for nama, teks in bagian:
        yield Bab(nama, 2)
        yield Paragraf(teks or BELUM_DITULIS)


def _signed(isi: IsiLaporan, lain: tuple[tuple[str, str], ...]) -> Iterable[Blok]:
    """Who submitted, approved and verified, as the page says it."""
    p = isi.pengesahan
    sudah = [(nama, _who(x)) for nama, x in (("Diajukan", p.diajukan), ("Disetujui", p.disetujui)) if x is not None]
    if sudah or lain:
        yield Bab("I. Pengesahan" if isi.susulan else "H. Pengesahan")
        yield Fakta((*sudah, *lain))


def _who(p: Pengesah) -> str:
    return f"{p.nama}, {p.sebagai}, {waktu(p.pada)}"


def verified_line(nama: str, pada: datetime, sha: str) -> tuple[tuple[str, str], ...]:
    """Who verified, when, and the fingerprint of what was."""
    return ("Diverifikasi", f"{nama}, {waktu(pada)}"), ("Sidik jari isi (SHA-256)", sha)


def _photos(isi: IsiLaporan) -> Iterable[Blok]:
    if isi.foto:
        yield Bab("Lampiran: foto")
        yield LembarFoto(tuple(Foto(f.uuid, f.sha256, f"{f.keterangan}, {tanggal(f.tanggal)}") for f in isi.foto))
