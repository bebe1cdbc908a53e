"""The presentation of a village as blocks: what its page says, its lists in full."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from desa.angka import format_bulan
from desa.enums import JenisIndeks
from desa.templatetags.angka import desimal, indeks, persen, ribuan, rupiah, tanggal
from opd.cetak.blok import Bab, Blok, Fakta, Foto, Isi, Kolom, LembarFoto, Paragraf, Tabel
from opd.rekap.angka_rencana import RekapBaris
from opd.rekap.paparan import BarisPaparan, FotoPaparan, Langkah, Lanjutan, Usaha

KOLOM_MASALAH = (Kolom("Indikator", 50), Kolom("Keterangan", 38), Kolom("Skor", 12, True))
KOLOM_BARIS = (
    Kolom("Kegiatan", 40), Kolom("Setahun", 18, True), Kolom("Target", 12, True), Kolom("Realisasi", 13, True),
    Kolom("Capaian", 17, True),
)  # fmt: skip
KOLOM_LANGKAH = (Kolom("Yang masih harus dikerjakan", 72), Kolom("Batas", 28))


def sheet_blocks(s: dict[str, Any]) -> Isi:
    """The paper of what `read_sheet` read."""
    desa, utama = s["desa"], s["utama"]
    anak = [f"Kec. {desa.kecamatan.nama}, {desa.kecamatan.kabupaten.nama_singkat} ({desa.kode})"]
    if utama:
        anak.append(
            f"{utama.opd.nama}, {utama.sk} tanggal {tanggal(utama.sk.tanggal)}, mendampingi sejak {tanggal(utama.mulai)}"
        )
    else:
        anak.append(s["tanpa_opd"])
    if s["pendukung"]:
        anak.append(f"Pendukung: {', '.join(o.nama for o in s['pendukung'])}")
    anak.append(f"Keadaan per {tanggal(s['hari'])}")
    blok = (*state_blocks(s, "A"), *_plan(s), *_figures(s), *next_steps(s["lanjut"], "D. Langkah berikut"))
    return Isi(f"PAPARAN {desa.nama_setempat.upper()}", tuple(anak), s["hari"], blok, tuple(_photos(s["lanjut"])))


def state_blocks(s: dict[str, Any], huruf: str) -> Iterable[Blok]:
    """Index, its parts in words, and the problem indicators."""
    yield Bab(f"{huruf}. Status dan masalah desa")
    if not s["desa"].berindeks:
        yield Paragraf("Tidak berlaku: kelurahan tidak dinilai dengan IDM atau Indeks Desa.")
    elif s["indeks"]:
        i = s["indeks"][0]
        nama = "IDM" if i.jenis == JenisIndeks.IDM else "Indeks Desa"
        isi = [(f"{nama} {i.tahun}", f"{indeks(i.nilai, i.jenis)} ({i.status})")]
        isi += [(sub.nama, f"{sub.kata}, {desimal(sub.nilai, 4)}, setara {sub.setara}") for sub in i.sub]
        yield Fakta(tuple(isi))
        yield Paragraf(f"Sumber: {i.sumber}, data {tanggal(i.tanggal_data)}.", kecil=True)
    else:
        yield Paragraf("Indeks desa ini belum diketahui.")
    masalah = tuple((m.nama, m.keterangan, str(m.skor)) for m in s["masalah"])
    judul = (
        f"Indikator bermasalah, skor IDM {s['masalah'][0].tahun} (0 sampai 5; bermasalah bila 2 atau kurang)"
        if masalah
        else ""
    )
    yield Tabel(judul, KOLOM_MASALAH, masalah, (), "Indikator bermasalah: skor 50 indikator desa ini belum diketahui.")


def _plan(s: dict[str, Any]) -> Iterable[Blok]:
    r, tahun = s["rencana"], s["hari"].year
    yield Bab(f"B. Rencana dan capaian {tahun}")
    if r is None:
        yield Paragraf("Rencana disusun oleh OPD yang mendampingi. Tidak ada OPD itu pada hari ini.")
        return
    if r.ukuran is None:
        yield Paragraf(
            f"Belum ada rencana aksi {tahun} yang diverifikasi, sehingga capaiannya {persen(r.nilai)} ({r.kata.lower()})."
        )
        return
    yield Fakta(plan_facts(r))
    baris = tuple(_plan_row(b) for b in s["baris"])
    yield Tabel("Target dan realisasi sampai triwulan terakhir yang sudah berakhir", KOLOM_BARIS, baris)
    yield Paragraf(plan_note(r), kecil=True)


def plan_facts(r: Any) -> tuple[tuple[str, str], ...]:
    """Achievement and spending of a penugasan's year."""
    if r.serapan is None:
        serapan = "tanpa pagu"
    else:
        j = r.berlaku.jumlah
        serapan = f"{persen(r.serapan)}, {rupiah(j.belanja_rp)} dari pagu {rupiah(j.pagu_rp)}"
    return ("Capaian rencana", f"{persen(r.nilai)} ({r.kata})"), ("Serapan", serapan)


def plan_note(r: Any) -> str:
    """How the achievement is counted, and what is left out of it."""
    kalimat = "Capaian rencana: rata-rata baris jatuh tempo, paling tinggi 100 % sebaris."
    if r.luar_kegiatan:
        kalimat += f" Di luar rencana {ribuan(r.luar_kegiatan)} kegiatan, tidak dihitung."
    if r.berlaku.nomor != r.ukuran.nomor:
        kalimat += f" Dinilai terhadap versi {r.ukuran.nomor}; serapan terhadap versi {r.berlaku.nomor} yang berlaku."
    return f"{kalimat} Sumber: kegiatan yang dicatat OPD."


def due_percent(nilai: Decimal | None) -> str:
    """An achievement of many lines; words while none of them is due."""
    return "belum jatuh tempo" if nilai is None else persen(nilai)


def capaian_word(b: RekapBaris) -> str:
    return str(b.capaian.keadaan.label).lower() if b.capaian.nilai is None else persen(b.capaian.nilai)


def _plan_row(b: BarisPaparan) -> tuple[str, ...]:
    return b.rekap.kegiatan, f"{b.setahun} {b.rekap.satuan}", b.target or "–", b.realisasi or "–", capaian_word(b.rekap)


def _figures(s: dict[str, Any]) -> Iterable[Blok]:
    yield Bab("C. Angka kunci")
    isi = list(business_facts(s["usaha"]))
    if s["utama"]:
        k = s["lanjut"].kunjungan
        kata = str(k.keadaan.label).lower()
        isi.append(
            (
                "Kunjungan lapangan terakhir",
                f"{ribuan(k.hari)} hari lalu, {tanggal(k.tanggal)}, {kata}" if k.tanggal else kata,
            )
        )
    yield Fakta(tuple(isi))


def business_facts(u: Usaha) -> Iterable[tuple[str, str]]:
    """The village's enterprises on the day, and their omzet of the newest quarter that is due."""
    h = u.hitung
    if h is not None and h.binaan:
        yield (
            "UMKM binaan berjualan",
            f"{ribuan(h.berjualan)} dari {ribuan(h.belum_tutup)} UMKM; {ribuan(h.diam)} diam, {ribuan(h.belum_diketahui)} belum "
            f"diketahui, {ribuan(h.tutup)} tutup (penjualan {format_bulan(u.bulan[0])} – {format_bulan(u.bulan[2])})",
        )
    else:
        yield "UMKM binaan berjualan", "belum ada UMKM binaan"
    if u.omzet.n:
        yield (
            f"Omzet {u.tw}",
            f"{rupiah(u.omzet.omzet_rp)} dari {ribuan(u.omzet.n)} UMKM yang melaporkan ketiga bulannya, di antara "
            f"{ribuan(u.omzet.binaan)} UMKM",
        )
    else:
        yield f"Omzet {u.tw}", "belum dapat diukur: belum ada UMKM yang melaporkan ketiga bulannya"


def next_steps(lanjut: Lanjutan, judul: str) -> Iterable[Blok]:
    """What the last report plans, and what is open."""
    yield Bab(judul)
    if lanjut.laporan and lanjut.laporan.isi:
        yield Paragraf(f"{lanjut.laporan.isi}\n\n(Rencana menurut laporan {lanjut.laporan.tw}.)")
    baris = tuple((x.kalimat, _due(x)) for x in lanjut.langkah)
    kosong = "Tidak ada tindak lanjut kunjungan, arahan, target klinik, atau pemeriksaan bantuan yang terbuka."
    yield Tabel("", KOLOM_LANGKAH, baris, (), kosong)


def _due(x: Langkah) -> str:
    if x.batas is None:
        return "tanpa batas"
    return f"{'lewat batas' if x.lewat else 'paling lambat'} {tanggal(x.batas)}"


def _photos(lanjut: Lanjutan) -> Iterable[Blok]:
    if lanjut.foto:
        yield Bab("Foto terbaru")
        yield LembarFoto(tuple(_photo(f) for f in lanjut.foto))


def _photo(f: FotoPaparan) -> Foto:
    keterangan = f": {f.keterangan}" if f.keterangan else ""
    return Foto(f.uuid, "", f"{f.judul}{keterangan}, {tanggal(f.tanggal)}")
