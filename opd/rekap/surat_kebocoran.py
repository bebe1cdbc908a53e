"""The draft notices of a breach, to each person and to the lembaga, with what UU 27/2022 art. 46 (2) asks for; the workbook."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from desa.angka import format_ribuan, format_tanggal, format_waktu
from desa.impor.tulis import Lembar, tulis_lembar
from opd.rekap.kebocoran import Penelusuran, Terdampak, Tingkat
from opd.rekap.simpanan_pribadi import JenisData

TENGGAT = timedelta(hours=3 * 24)
"""How long after it is known (art. 46 (1))."""
BELUM = "(belum diisi)"
KOLOM = (
    ("Nama", 32), ("Tercatat sebagai", 28), ("Desa", 46), ("Dihubungi lewat", 30), ("Kepastian", 44), ("Data yang terungkap", 50),
    ("Perbuatan akun", 60), ("Pertama", 28), ("Terakhir", 28), ("Isi pemberitahuan", 80),
)  # fmt: skip


@dataclass(frozen=True)
class Kebocoran:
    """What is known of the breach; texts may still be empty."""

    akun: str
    dari: date
    sampai: date
    diketahui: datetime
    bagaimana: str = ""
    penanganan: str = ""
    pemulihan: str = ""
    narahubung: str = ""

    @property
    def tenggat(self) -> datetime:
        return self.diketahui + TENGGAT


def letter_to_person(k: Kebocoran, jenis: Iterable[JenisData]) -> tuple[str, ...]:
    """The paragraphs of the notice to a person whose data of these kinds was disclosed."""
    return (
        "Pemberitahuan kegagalan pelindungan data pribadi",
        "Kepada Bapak/Ibu yang datanya tersimpan di aplikasi Binaan Maluku, Pemerintah Provinsi Maluku.",
        f"Data pribadi Bapak/Ibu yang terungkap: {_kinds(jenis)}.",
        f"Kapan dan bagaimana terungkap: {_when(k)} {k.bagaimana or BELUM}",
        f"Upaya penanganan: {k.penanganan or BELUM}",
        f"Upaya pemulihan: {k.pemulihan or BELUM}",
        f"Pertanyaan, dan permintaan atas data Bapak/Ibu sendiri, disampaikan kepada: {k.narahubung or BELUM}",
        "Waspadai orang yang mengaku petugas dan meminta uang, kata sandi, atau kode. Petugas program tidak pernah memintanya.",
        "Pemberitahuan ini disampaikan menurut Undang-Undang Nomor 27 Tahun 2022 Pasal 46.",
    )


def letter_to_authority(k: Kebocoran, hasil: Penelusuran) -> tuple[str, ...]:
    """The paragraphs of the notice to the lembaga: the same fields, and how many persons."""
    jumlah = ", ".join(f"{format_ribuan(hasil.count(t))} orang {str(t.label).lower()}" for t in Tingkat)
    desa = len({t.desa.pk for t in hasil.terdampak if t.desa})
    return (
        "Pemberitahuan kegagalan pelindungan data pribadi",
        "Kepada lembaga penyelenggara pelindungan data pribadi.",
        f"Pengendali data: Pemerintah Provinsi Maluku. Diketahui pada {format_waktu(k.diketahui)}.",
        f"Data pribadi yang terungkap: {_kinds(hasil.jenis)}.",
        f"Subjek data: {format_ribuan(len(hasil.terdampak))} orang di {desa} desa ({jumlah}).",
        *(f"Daftar unggahan yang orangnya belum disebut: {kalimat}" for kalimat in hasil.daftar_hilang),
        f"Kapan dan bagaimana terungkap: {_when(k)} {k.bagaimana or BELUM}",
        f"Upaya penanganan: {k.penanganan or BELUM}",
        f"Upaya pemulihan: {k.pemulihan or BELUM}",
        f"Narahubung: {k.narahubung or BELUM}",
        "Pemberitahuan ini disampaikan paling lambat 3 × 24 jam sesudah diketahui, yaitu sebelum "
        f"{format_waktu(k.tenggat)} (Undang-Undang Nomor 27 Tahun 2022 Pasal 46).",
    )


def _kinds(jenis: Iterable[JenisData]) -> str:
    return ", ".join(str(j.label) for j in jenis) or "tidak ada yang tercatat"


def _when(k: Kebocoran) -> str:
    return f"antara {format_tanggal(k.dari)} dan {format_tanggal(k.sampai)}, melalui satu akun petugas."


def sheet_of(k: Kebocoran, hasil: Penelusuran) -> bytes:
    """The workbook: the persons, each with a notice of the own kinds of data, and both notices to finish and sign."""
    judul = (
        f"Terdampak akun {k.akun}, {format_tanggal(k.dari)} sampai {format_tanggal(k.sampai)}",
        f"Beri tahu sebelum {format_waktu(k.tenggat)}",
    )
    return tulis_lembar(
        Lembar("Terdampak", judul, KOLOM, [_row(k, t) for t in hasil.terdampak]),
        _paper("Surat kepada orangnya", letter_to_person(k, hasil.jenis)),
        _paper("Surat kepada lembaga", letter_to_authority(k, hasil)),
    )


def _paper(nama: str, alinea: tuple[str, ...]) -> Lembar:
    return Lembar(
        nama, ("Rancangan; lengkapi dan tandatangani sebelum dikirim",), (("Isi", 120),), [(a,) for a in alinea]
    )


def _row(k: Kebocoran, t: Terdampak) -> tuple[str, ...]:
    saat = [format_waktu(w) if w else "" for w in (t.pertama, t.akhir)]
    return (
        t.nama,
        t.siapa,
        t.tempat,
        t.lewat,
        str(t.tingkat.label),
        t.kata_jenis,
        "; ".join(t.cara),
        *saat,
        "\n".join(letter_to_person(k, t.jenis)),
    )
