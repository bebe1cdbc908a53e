"""The lists of the top floor as they go out: the table of OPDs with the columns its reader chose, and the ranking."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from binaan.dampak.daftar import Baris
from binaan.dampak.hasil import Kelompok
from binaan.dasbor.dana import BarisStrategi, BarisSumber
from binaan.dasbor.ketepatan import BarisLaporan
from binaan.dasbor.rincian import Rincian
from binaan.dasbor.rincian import Sel as SelRincian
from binaan.dasbor.tabel import BarisOpd
from binaan.peringkat.hasil import BarisPenghargaan, BarisPeringkat
from binaan.peringkat.komponen import Butir
from desa.ekspor.daftar import Daftar, KolomDaftar
from opd.ekspor.kolom import DIHITUNG, place


def _value(kunci: str) -> Callable[[BarisOpd], int | None]:
    return lambda b: b.isian[kunci].nilai


def _share(b: BarisOpd) -> Decimal | None:
    nilai = b.isian["capaian"].nilai
    return None if nilai is None else Decimal(nilai) / 10


def _enterprises(nama: str) -> Callable[[BarisOpd], int]:
    return lambda b: int(getattr(b.rekap.umkm, nama))


def _visited(b: BarisOpd) -> str:
    return "" if b.rekap.kunjungan.hari is not None else "belum pernah; dihitung sejak mulai"


def _columns(kunci: str, judul: str) -> Iterator[KolomDaftar]:
    """What stands for one column of the page: the figure as a number, and beside it what else the page says."""
    if kunci == "keadaan":
        yield KolomDaftar(judul, lambda b: b.isian["keadaan"].teks, lebar=22)
    elif kunci == "capaian":
        yield KolomDaftar(judul, _share, satuan="%", lebar=16)
        yield KolomDaftar("Predikat", "kata", layar=judul, lebar=22)
    elif kunci == "kunjungan":
        yield KolomDaftar(judul, _value(kunci), lebar=14)
        yield KolomDaftar("Keterangan kunjungan", _visited, layar=judul, lebar=30)
    elif kunci == "berjualan":
        yield KolomDaftar(judul, _enterprises("berjualan"), lebar=12)
        yield KolomDaftar("UMKM belum tutup", _enterprises("belum_tutup"), layar=judul, lebar=12)
    elif judul.endswith(" (Rp)"):
        yield KolomDaftar(judul.removesuffix(" (Rp)"), _value(kunci), layar=judul, satuan="Rp")
    else:
        yield KolomDaftar(judul, _value(kunci), lebar=14)


def opd_table(kepala: Iterable[tuple[str, str]]) -> Daftar:
    """The table of OPDs with these columns, (key, heading) each."""
    return Daftar(
        "OPD dan desa",
        "OPD penanggung jawab dan desa binaannya",
        (
            KolomDaftar("OPD", "rekap.penugasan.opd", lebar=44),
            *place("rekap.penugasan"),
            *(k for kunci, judul in kepala for k in _columns(kunci, judul)),
        ),
        "Rencana aksi, kegiatan, kunjungan, dan penjualan yang dicatat OPD",
    )


def _rupiah(nama: str) -> Callable[[BarisSumber], int]:
    return lambda b: int(getattr(b, nama).jumlah)


def source_table(tw: str, tahun: int) -> Daftar:
    """Money by source of a quarter and its year."""
    return Daftar(
        "Dana menurut sumber",
        f"Dana kegiatan {tw} dan tahun {tahun} menurut sumber, beserta pagu rencana yang berlaku",
        (
            KolomDaftar("Sumber", "nama", lebar=30),
            KolomDaftar(tw, _rupiah("tw"), satuan="Rp"),
            KolomDaftar(f"Tahun {tahun}", _rupiah("tahun"), satuan="Rp"),
            KolomDaftar(f"Pagu {tahun}", _rupiah("pagu"), satuan="Rp"),
            KolomDaftar("Belanja dari pagu", _rupiah("belanja"), satuan="Rp"),
            KolomDaftar("Serapan", "serapan", satuan="%", lebar=12),
            KolomDaftar("Di luar pagu", _rupiah("luar"), satuan="Rp"),
        ),
        "Kegiatan yang dicatat OPD dan pagu rencana yang berlaku; bukan realisasi SIPD",
        kembali=DIHITUNG,
    )


def strategy_table(kepala: Sequence[str], tahun: int) -> Daftar:
    """A year's money by strategy and source."""

    def rupiah(nomor: int) -> Callable[[BarisStrategi], int]:
        return lambda b: b.isi[nomor][1].jumlah

    return Daftar(
        "Dana menurut strategi",
        f"Dana kegiatan tahun {tahun} menurut strategi baris rencananya",
        (
            KolomDaftar("Strategi", "nama", lebar=44),
            *(KolomDaftar(s, rupiah(n), satuan="Rp") for n, s in enumerate(kepala)),
            KolomDaftar("Semua", lambda b: b.jumlah.jumlah, satuan="Rp"),
        ),
        "Kegiatan yang dicatat OPD; bukan realisasi SIPD",
        kembali=DIHITUNG,
    )


def report_table(kepala: Sequence[str]) -> Daftar:
    """The board of reports with these quarters."""

    def baca(nomor: int) -> Callable[[BarisLaporan], str]:
        return lambda b: ", ".join(filter(None, (b.sel[nomor].teks, b.sel[nomor].meja)))

    return Daftar(
        "Ketepatan laporan",
        "Ketepatan laporan triwulan, yang paling lama lewat tenggat di atas",
        (
            KolomDaftar("OPD", "opd", lebar=44),
            KolomDaftar("Desa", "desa", lebar=30),
            *(KolomDaftar(k, baca(n), lebar=34) for n, k in enumerate(kepala)),
        ),
        "Laporan triwulan dan tenggatnya",
        kembali=DIHITUNG,
    )


def detail_table(rincian: Rincian) -> Daftar:
    """The rows behind a figure of the dashboard: a number, a day or a word to a column."""

    def baca(n: int, ke: int) -> Callable[[Sequence[SelRincian]], Any]:
        return lambda baris: baris[n].values[ke]

    kolom = tuple(
        KolomDaftar(judul, baca(n, ke), layar=k, lebar=26)
        for n, k in enumerate(rincian.kolom)
        for ke, judul in enumerate(rincian.berkas.get(k, (k,)))
    )
    return Daftar("Rincian dasbor", f"{rincian.judul}. {rincian.jumlah}", kolom, kembali=DIHITUNG)


def _year(nomor: int) -> Callable[[Baris], float | None]:
    return lambda b: b.nilai[nomor][1]


def impact_list(k: Kelompok, ukuran: str, tahun: Sequence[int]) -> Daftar:
    """The villages of a comparison with a measure per year."""
    nama = f"Perubahan {k.dasar}–{k.akhir or '…'}"
    return Daftar(
        "Desa pada hitungan dampak",
        f"Desa binaan sejak {k.tahun_mulai} di atas, lalu pembandingnya; {ukuran}",
        (
            KolomDaftar("Desa", "nama", lebar=24),
            KolomDaftar("Letak", "tempat", layar="Desa", lebar=40),
            KolomDaftar("Kode desa", "kode", layar="Desa", lebar=16),
            KolomDaftar("Pada hitungan ini", "golongan", lebar=26),
            KolomDaftar("Belum ada tahun", "kurang", layar="Pada hitungan ini", lebar=20),
            KolomDaftar("Dibandingkan dengan", "pasangan", layar="Pada hitungan ini", lebar=40),
            KolomDaftar("Mulai dibina", "mulai", lebar=14),
            *(KolomDaftar(str(t), _year(n), lebar=12) for n, t in enumerate(tahun)),
            KolomDaftar(nama, "beda", lebar=16),
        ),
        "Kementerian Desa (indeks) dan hitungan dampak yang tersimpan",
        ("Nilai yang kosong berarti tidak diketahui, bukan nol.",),
        kembali=DIHITUNG,
    )


EVALUASI = Daftar(
    "Evaluasi desa",
    "Evaluasi tahunan per desa, menurut kabupaten dan nama",
    (
        *place("penugasan"),
        KolomDaftar("OPD", "penugasan.opd", lebar=44),
        KolomDaftar(
            "Putusan", lambda b: b.evaluasi.get_putusan_display() if b.evaluasi else "Belum dievaluasi", lebar=18
        ),
        KolomDaftar("Ditetapkan oleh", "evaluasi.ditetapkan_oleh.__str__", layar="Putusan", lebar=30),
        KolomDaftar("Ditetapkan", "evaluasi.ditetapkan_pada", layar="Putusan", lebar=18),
        KolomDaftar("Alasan", "evaluasi.alasan", layar="Alasan dan langkah berikut", lebar=60),
        KolomDaftar("Langkah berikut", "evaluasi.langkah", layar="Alasan dan langkah berikut", lebar=60),
    ),
    "Evaluasi yang ditetapkan verifikator",
)


def _basis(b: BarisPenghargaan) -> str:
    return f"Peringkat {b.hadiah.peringkat.tahun}, versi {b.hadiah.peringkat.nomor}"


def _giver(b: BarisPenghargaan) -> str:
    return f"{b.hadiah.dicatat_oleh}, {b.hadiah.dicatat_sebagai}"


PENGHARGAAN = Daftar(
    "Penghargaan",
    "Penghargaan OPD, tahun terbaru di atas",
    (
        KolomDaftar("Penghargaan", "hadiah.nama", lebar=40),
        KolomDaftar("Tahun", "hadiah.tahun", layar="Penghargaan", lebar=8),
        KolomDaftar("Keterangan", "hadiah.keterangan", layar="Penghargaan", lebar=40),
        KolomDaftar("Dibatalkan", "hadiah.dibatalkan_pada", layar="Penghargaan", lebar=18),
        KolomDaftar("Alasan batal", "hadiah.alasan_batal", layar="Penghargaan", lebar=30),
        KolomDaftar("OPD", "opd", lebar=44),
        KolomDaftar("Jenis", "hadiah.get_jenis_display", lebar=24),
        KolomDaftar("Dasar", _basis, lebar=26),
        KolomDaftar("Ditetapkan", "hadiah.tanggal", lebar=12),
        KolomDaftar("Ditetapkan oleh", _giver, layar="Ditetapkan", lebar=40),
    ),
    "Penghargaan yang ditetapkan Sekda atas dasar peringkat beku",
)


def _points(nomor: int, nama: str) -> tuple[KolomDaftar, ...]:
    """Of a group: its points, the most they could be, and the weight that applied there before any moved."""

    def baca(medan: str) -> Callable[[BarisPeringkat], Decimal | None]:
        return lambda b: getattr(b, medan)[nomor] if getattr(b, medan) else None

    return (
        KolomDaftar(nama, baca("kelompok"), lebar=10),
        KolomDaftar(f"{nama} paling banyak", baca("paling"), layar=nama, lebar=14),
        KolomDaftar(f"{nama} terukur", baca("terukur"), layar=nama, lebar=14),
    )


def trial_list(berlaku: Sequence[Butir], dicoba: Sequence[Butir]) -> Daftar:
    """The ranking that other weights would give; the weights that differ stand in its notes."""
    lain = ", ".join(
        f"{b.komponen.label} {b.bobot} (berlaku {a.bobot})"
        for a, b in zip(berlaku, dicoba, strict=True)
        if a.bobot != b.bobot
    )
    return Daftar(
        "Peringkat percobaan",
        "PERCOBAAN: peringkat dengan bobot lain, tidak disimpan dan tidak berlaku",
        (
            KolomDaftar("Peringkat", lambda b: b[0].peringkat, lebar=12),
            KolomDaftar("OPD", lambda b: b[0].nama, lebar=50),
            KolomDaftar("Seri dengan", lambda b: b[0].seri or None, layar="OPD", satuan="OPD lain", lebar=16),
            KolomDaftar("Nilai", lambda b: b[0].skor, lebar=10),
            KolomDaftar("Nilai semula", lambda b: b[1].skor, lebar=14),
            KolomDaftar("Geser", lambda b: b[2], lebar=12),
        ),
        "Masukan yang tersimpan bersama peringkatnya",
        kembali=DIHITUNG,
        catatan=(f"Bobot percobaan: {lain or 'sama dengan yang berlaku'}.",),
    )


PERINGKAT = Daftar(
    "Peringkat",
    "Peringkat OPD; nilai 0 sampai 100",
    (
        KolomDaftar("Peringkat", "peringkat", lebar=12),
        KolomDaftar("Seri dengan", lambda b: b.seri or None, layar="Peringkat", satuan="OPD lain", lebar=16),
        KolomDaftar("OPD", "nama", lebar=50),
        KolomDaftar("Keadaan", "keadaan", layar="OPD", lebar=22),
        KolomDaftar("Sebab tidak diperingkat", "sebab", layar="OPD", lebar=40),
        KolomDaftar("Nilai", "skor", lebar=10),
        KolomDaftar("Rentang wajar nilai", lambda b: "–".join(b.selang_skor), layar="Nilai", lebar=18),
        KolomDaftar("Rentang wajar", lambda b: b.wajar if b.peringkat else None, lebar=20),
        *(k for n, nama in enumerate(("Hasil", "Keluaran", "Proses")) for k in _points(n, nama)),
        KolomDaftar("Dalam kelompok akses", "akses", lebar=24),
        KolomDaftar("Peringkat dalam kelompok", "peringkat_akses", layar="Dalam kelompok akses", lebar=14),
    ),
    "Masukan dan bobot yang tersimpan bersama peringkatnya",
    kembali=DIHITUNG,
)
