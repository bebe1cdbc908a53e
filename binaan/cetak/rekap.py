"""The recap of the province as blocks, of what the dashboard reads: its figures, each village with its OPD, the sums."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from binaan.dasbor.baca import Ringkasan
from binaan.dasbor.kartu import Kartu
from binaan.dasbor.kartu_hasil import every_card
from binaan.dasbor.kata import ribuan, rupiah
from binaan.dasbor.pokok import Pokok
from binaan.dasbor.tabel import BarisOpd, Kaki, sort_rows, susun_kaki, susun_tabel
from binaan.dasbor.tautan import Tautan
from desa.angka import format_tanggal
from desa.waktu import not_recorded_yet
from opd.cetak.blok import Bab, Blok, Isi, Kolom, Paragraf, Tabel
from opd.rekap.deret_kegiatan import DeretKegiatan
from opd.rekap.rentang import sebut_triwulan

KOLOM_ANGKA = (Kolom("Angka", 20), Kolom("Nilai", 24), Kolom("Perubahan", 26), Kolom("Rincian dan arti", 56))
KOLOM_DESA = (
    Kolom("OPD", 22), Kolom("Desa", 24), Kolom("Keadaan", 16), Kolom("Hari tanpa kunjungan", 12, True),
    Kolom("UMKM berjualan", 12, True), Kolom("UMKM diam", 8, True), Kolom("Kegiatan", 9, True), Kolom("Dana", 16, True),
    Kolom("Omzet", 16, True),
)  # fmt: skip
KUNCI = ("kunjungan", "berjualan", "diam", "kegiatan", "dana", "omzet")
"""The columns of the dashboard's table that the paper has, in its order."""
RUPIAH = ("dana", "omzet")
TANPA_DERET = DeretKegiatan(date.min, date.min, {})
"""Its twelve months of activities are left to the screen."""


def recap_blocks(pokok: Pokok, r: Ringkasan, t: Tautan) -> Isi:
    """The province on the day that was read, as known then."""
    anak = ["Program Satu OPD Satu Desa Binaan", f"Keadaan per {format_tanggal(r.until)}"]
    anak.append(f"menurut yang sudah dicatat sampai {format_tanggal(t.diketahui or t.hari_ini)}")
    if t.diketahui is not None and (kalimat := not_recorded_yet(r.until, r.known_at)):
        anak.append(kalimat)
    # Families as everybody sees them: a paper is the same for all who print it.
    kartu = every_card(pokok, t, umum=True)
    blok: tuple[Blok, ...] = (
        Bab("A. Angka kunci"),
        Tabel("", KOLOM_ANGKA, tuple(map(_figure, kartu))),
        Bab("B. Desa binaan dan OPD penanggung jawabnya"),
        *_villages(r, t),
    )
    return Isi("REKAPITULASI DESA BINAAN PROVINSI MALUKU", tuple(anak), r.until, blok)


def _figure(k: Kartu) -> tuple[str, ...]:
    bagian = "; ".join(f"{b.nama}: {b.teks}" for b in k.bagian)
    return (
        k.nama,
        f"{k.nilai} {k.satuan}".strip(),
        k.perubahan or "–",
        "\n".join(x for x in (k.target, bagian, k.catatan, k.asal) if x),
    )


def _villages(r: Ringkasan, t: Tautan) -> Iterable[Blok]:
    """The rows and sums of the dashboard's table."""
    isi = susun_tabel(r, t, TANPA_DERET)
    baris = tuple(map(_row, sort_rows(isi, "keadaan")))
    kaki = tuple(_foot(k) for k in susun_kaki(r, t, isi, isi, TANPA_DERET, KUNCI))
    tw, omzet = sebut_triwulan(r.until), sebut_triwulan(r.jumlah_omzet.awal)
    judul = f"{ribuan(len(baris))} desa, yang paling perlu perhatian di atas; kegiatan dan dana {tw}, omzet {omzet}"
    yield Tabel(judul, KOLOM_DESA, baris, kaki, "Belum ada penugasan yang berjalan pada tanggal ini.")
    yield Paragraf("Dana menurut catatan OPD, bukan realisasi SIPD.", kecil=True)


def _row(b: BarisOpd) -> tuple[str, ...]:
    d = b.rekap
    isi = zip(KUNCI, b.cells(KUNCI), strict=True)
    angka = (i.teks if k not in RUPIAH or i.nilai is None else rupiah(i.nilai) for k, i in isi)
    return d.penugasan.opd, d.penugasan.tempat, ", ".join(str(x.label) for x in d.semua), *angka


def _foot(kaki: Kaki) -> tuple[str, ...]:
    isi = (f"Rp {teks}" if k in RUPIAH else teks for k, (teks, _) in zip(KUNCI, kaki.isi, strict=True))
    return kaki.nama, "", "", *isi
