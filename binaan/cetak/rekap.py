"""The recap of the province as blocks, of what the dashboard reads: its figures, each village with its OPD, the sums."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from binaan.dasbor.baca import Ringkasan, jumlahkan
from binaan.dasbor.kartu import Kartu, susun_kartu
from binaan.dasbor.kartu_hasil import survival_card, watch_card
from binaan.dasbor.kata import ribuan, rupiah
from binaan.dasbor.tautan import Tautan
from desa.angka import format_tanggal
from opd.cetak.blok import Bab, Blok, Isi, Kolom, Paragraf, Tabel
from opd.rekap.desa import KeadaanDesa, RekapDesa
from opd.rekap.rentang import sebut_triwulan

KOLOM_ANGKA = (Kolom("Angka", 20), Kolom("Nilai", 24), Kolom("Perubahan", 26), Kolom("Rincian dan arti", 56))
KOLOM_DESA = (
    Kolom("OPD", 22), Kolom("Desa", 24), Kolom("Keadaan", 16), Kolom("Hari tanpa kunjungan", 12, True),
    Kolom("UMKM berjualan", 12, True), Kolom("UMKM diam", 8, True), Kolom("Kegiatan", 9, True), Kolom("Dana", 16, True),
    Kolom("Omzet", 16, True),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Jumlah:
    """The figures of one village's row, or of many."""

    kegiatan: int = 0
    dana_rp: int = 0
    omzet_rp: int = 0
    pelapor: int = 0


def recap_blocks(r: Ringkasan, t: Tautan) -> Isi:
    """The province on the day that was read, as known then."""
    anak = ["Program Satu OPD Satu Desa Binaan", f"Keadaan per {format_tanggal(r.until)}"]
    if t.diketahui is not None:
        anak.append(f"menurut yang sudah dicatat sampai {format_tanggal(t.diketahui)}")
    blok: tuple[Blok, ...] = (
        Bab("A. Angka kunci"),
        Tabel("", KOLOM_ANGKA, tuple(map(_figure, (*susun_kartu(r, t), watch_card(r, t), survival_card(r, t))))),
        Bab("B. Desa binaan dan OPD penanggung jawabnya"),
        *_villages(r),
    )
    return Isi("REKAPITULASI DESA BINAAN PROVINSI MALUKU", tuple(anak), r.until, blok)


# Families are left to their own page: what a reader sees of them depends on who reads, and a paper is the same for all.


def _figure(k: Kartu) -> tuple[str, ...]:
    bagian = "; ".join(f"{b.nama}: {b.teks}" for b in k.bagian)
    return k.nama, f"{k.nilai} {k.satuan}".strip(), k.perubahan or "–", "\n".join(x for x in (bagian, k.catatan) if x)


def _villages(r: Ringkasan) -> Iterable[Blok]:
    isi = _by_pair(r)
    urut = sorted(r.desa, key=lambda d: (list(KeadaanDesa).index(d.keadaan), d.penugasan.opd, d.penugasan.kode))
    baris = tuple(_row(d, isi.get((d.penugasan.opd_id, d.penugasan.desa_id), Jumlah())) for d in urut)
    tw, omzet = sebut_triwulan(r.until), sebut_triwulan(r.jumlah_omzet.awal)
    judul = f"{ribuan(len(baris))} desa, yang paling perlu perhatian di atas; kegiatan dan dana {tw}, omzet {omzet}"
    yield Tabel(judul, KOLOM_DESA, baris, tuple(_feet(r, isi)), "Belum ada penugasan yang berjalan pada tanggal ini.")
    yield Paragraf("Dana menurut catatan OPD, bukan realisasi SIPD.", kecil=True)


def _by_pair(r: Ringkasan) -> dict[tuple[int | None, int], Jumlah]:
    """The figures by OPD and village."""
    kegiatan, dana = defaultdict[tuple[int | None, int], int](int), defaultdict[tuple[int | None, int], int](int)
    for k in r.kegiatan:
        kegiatan[k.opd_id, k.desa_id] += k.tw
    for d in r.dana:
        dana[d.opd_id, d.desa_id] += d.tw_rp
    omzet = {(o.opd_id, o.desa_id): (o.omzet_rp, o.n) for o in r.omzet}
    return {k: Jumlah(kegiatan[k], dana[k], *omzet.get(k, (0, 0))) for k in {*kegiatan, *dana, *omzet}}


def _row(d: RekapDesa, j: Jumlah) -> tuple[str, ...]:
    p, u, k = d.penugasan, d.umkm, d.kunjungan
    kunjungan = ribuan(k.hari) if k.hari is not None else f"belum pernah, {ribuan(k.hari_tanpa)} sejak mulai"
    return (
        p.opd, p.tempat, ", ".join(str(x.label) for x in d.semua), kunjungan,
        f"{ribuan(u.berjualan)} dari {ribuan(u.belum_tutup)}" if u.belum_tutup else "tanpa UMKM", ribuan(u.diam),
        ribuan(j.kegiatan), rupiah(j.dana_rp), rupiah(j.omzet_rp) if j.pelapor else "belum ada",
    )  # fmt: skip


def _feet(r: Ringkasan, isi: dict[tuple[int | None, int], Jumlah]) -> Iterable[tuple[str, ...]]:
    """What belongs to no row above, if anything, and the province."""
    umkm = jumlahkan(r.umkm)
    semua = [umkm.berjualan, umkm.belum_tutup, umkm.diam, *_sum(isi.values())]
    punya = {(d.penugasan.opd_id, d.penugasan.desa_id) for d in r.desa}
    atas = jumlahkan(d.umkm for d in r.desa)
    di_atas = [atas.berjualan, atas.belum_tutup, atas.diam, *_sum(j for k, j in isi.items() if k in punya)]
    lain = [a - b for a, b in zip(semua, di_atas, strict=True)]
    if any(lain):
        yield _foot("Penugasan yang berakhir atau pendukung, dan desa tanpa OPD", lain)
    yield _foot("Provinsi", semua)


def _sum(isi: Iterable[Jumlah]) -> tuple[int, int, int]:
    semua = tuple(isi)
    return sum(j.kegiatan for j in semua), sum(j.dana_rp for j in semua), sum(j.omzet_rp for j in semua)


def _foot(nama: str, isi: list[int]) -> tuple[str, ...]:
    berjualan, belum_tutup, diam, kegiatan, dana, omzet = isi
    jumlah = (
        f"{ribuan(berjualan)} dari {ribuan(belum_tutup)}",
        ribuan(diam),
        ribuan(kegiatan),
        rupiah(dana),
        rupiah(omzet),
    )
    return nama, "", "", "", *jumlah
