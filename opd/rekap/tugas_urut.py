"""What waits for a person, by when: each task with why it matters, about how long it takes, and what falls due next.

The tasks themselves are those of Beranda (`tugas_saya`); here they stand by the day they are due. What has no deadline is
due since it began to wait.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from desa.angka import format_bulan, format_tanggal
from desa.waktu import akhir_bulan, awal_bulan, tambah_bulan, triwulan
from opd.ambang import DESA_TANPA_KUNJUNGAN, DIANGGAP_BERHENTI, KUNJUNGAN_PANTAU, TUNGGU_PENJUALAN
from opd.enums import Peran
from opd.models import Pengguna, Sk
from opd.rekap.tenggat import kalender
from opd.rekap.tugas import Bahan
from opd.rekap.tugas_dasar import Tugas, address


@dataclass(frozen=True, slots=True)
class Cara:
    """A kind of task: its heading, about how many minutes it takes in the application, and what depends on it."""

    judul: str
    menit: int
    mengapa: str


CARA = {
    "arahan": Cara("Arahan", 15, "Arahan yang terlambat dijawab tampil di dasbor dan menurunkan ketepatan OPD."),
    "kembali": Cara("Naskah dikembalikan", 20, "Selama dikembalikan, naskahnya berhenti pada Anda dan harinya dihitung."),
    "laporan": Cara("Laporan triwulan", 30, "Ketepatan OPD dihitung dari hari laporannya disetujui."),
    "setujui": Cara("Persetujuan", 10, "Selama di meja Anda, naskah tidak dapat diverifikasi dan harinya dihitung."),
    "verifikasi": Cara("Verifikasi naskah", 15, "Rencana baru dinilai dan laporan baru terkunci sesudah diverifikasi."),
    "penjualan": Cara("Penjualan bulanan", 10, "Tanpa laporan, UMKM terhitung “belum diketahui” dan omzetnya tidak dihitung."),
    "perkembangan": Cara("Perkembangan UMKM", 15, "Naik kelas hanya dapat diukur dari catatan setiap triwulan."),
    "kunjungan": Cara(
        "Kunjungan", 20, f"Lewat {DESA_TANPA_KUNJUNGAN.nilai} hari, dasbor menyebut desa itu lewat tanpa kunjungan."
    ),
    "umkm_diam": Cara("UMKM diam", 20, f"Usaha yang {DIANGGAP_BERHENTI.nilai} hari tanpa penjualan dianggap berhenti."),
    "rencana_kunjungan": Cara("Rencana kunjungan", 20, "Rencana yang lewat tetap tertulis belum dilaksanakan."),
    "tindak_lanjut": Cara("Tindak lanjut kunjungan", 10, "Janji kepada usaha itu tetap terbuka sampai hasilnya ditulis."),
    "tim": Cara("Tim pendamping", 10, "OPD tanpa tim disebut di dasbor Sekda."),
    "foto": Cara("Foto kegiatan", 5, "Kegiatan tanpa foto tidak dapat diperiksa siapa pun."),
    "rencana": Cara("Rencana aksi", 45, "Tanpa rencana terverifikasi, capaian tahun itu 0 %."),
    "asesmen": Cara("Asesmen desa", 30, "Keadaan sebelum dan sesudah hanya dapat dibandingkan dari asesmen."),
    "potret": Cara("Potret kesejahteraan", 15, "Tanpa garis dasar, penurunan kemiskinan tidak dapat diukur."),
    "potret_kembali": Cara("Potret dikembalikan", 10, "Potret yang belum diverifikasi tidak dihitung."),
    "potret_verifikasi": Cara("Verifikasi potret", 10, "Potret yang belum diverifikasi tidak dihitung."),
    "bantuan": Cara("Pemeriksaan bantuan", 15, "Hanya pemeriksaan yang menunjukkan bantuan masih ada dan dipakai."),
    "periksa_entas": Cara("Periksa ulang entas", 20, "Hanya entas yang terbukti bertahan yang diperingkat."),
    "verifikasi_entas": Cara("Verifikasi entas", 10, "Entas dihitung sesudah diverifikasi di luar OPD."),
    "legalitas": Cara("Legalitas UMKM", 10, "Izin yang habis menutup pasar dan pembiayaan bagi usaha itu."),
    "dukungan": Cara("Dukungan antar-OPD", 10, "OPD yang meminta menunggu jawaban untuk rencananya."),
    "dukungan_ditolak": Cara("Dukungan ditolak", 5, "Rencana yang bersandar pada dukungan itu perlu disesuaikan."),
    "pasar": Cara("Bantuan pasar", 10, "Usaha tanpa pembeli menunggu jawabannya."),
    "konsultasi": Cara("Klinik konsultasi", 15, "OPD yang bertanya menunggu jawaban sebelum melangkah."),
    "target_klinik": Cara("Target klinik", 10, "Target yang disepakati tetap terbuka sampai hasilnya dilaporkan."),
    "periksa_arahan": Cara("Jawaban arahan", 10, "Arahan baru selesai sesudah jawabannya diperiksa."),
    "jabatan_kosong": Cara("Jabatan kosong", 5, "Naskah tidak bergerak selama jabatan kepalanya kosong."),
    "konfirmasi_opd": Cara("OPD perlu konfirmasi", 10, "Namanya bertanda “perlu konfirmasi” sampai naskahnya dilihat."),
    "konfirmasi_penggabungan": Cara("Penggabungan OPD", 15, "Penggabungan yang baru dilaporkan belum mengubah apa pun."),
    "impor": Cara("Impor", 5, "Isi berkas itu belum tersimpan sebelum diterapkan."),
    "peringkat": Cara("Peringkat", 15, "Sebelum dibekukan dan sanggahannya diputus, belum ada peringkat resmi."),
    "petik": Cara("Uji petik", 20, "Data yang tampak rapi baru terbukti sesudah dicocokkan di lapangan."),
    "permintaan_subjek": Cara("Hak subjek data", 20, "Yang diminta ialah hak orang itu atas datanya sendiri."),
}  # fmt: skip
"""Every kind of task there is (tests/binaan/test_tugas.py)."""
SEMUA, SEKALIGUS, SEJENIS = 30, 20, 3
"""All tasks are shown up to so many; of more only so many: of each kind the first ones, then what else fits."""


@dataclass(frozen=True, slots=True)
class TugasUrut:
    """A task in its place: `hari` to go, negative when it is late."""

    tugas: Tugas
    hari: int

    @property
    def cara(self) -> Cara:
        return CARA[self.tugas.jenis]

    @property
    def kapan(self) -> str:
        """By when, in words, and how far that is."""
        t = self.tugas
        if t.batas is None:
            lama = f", {-self.hari} hari" if self.hari < 0 else ""
            return f"Menunggu sejak {format_tanggal(t.sejak)}{lama}"
        sisa = (
            f"lewat {-self.hari} hari" if self.hari < 0 else "hari ini" if self.hari == 0 else f"{self.hari} hari lagi"
        )
        return f"Paling lambat {format_tanggal(t.batas)}, {sisa}"

    @property
    def kelas(self) -> str:
        return "buruk" if self.tugas.batas and self.hari < 0 else "awas" if self.hari <= 0 else "netral"


def in_order(tugas: Iterable[Tugas], until: date) -> list[TugasUrut]:
    """By the day they are due, what waits longest first."""
    urut = sorted(tugas, key=lambda t: (t.tempo, t.batas is None, t.jenis, t.kalimat))
    return [TugasUrut(t, (t.tempo - until).days) for t in urut]


@dataclass(frozen=True, slots=True)
class Berikut:
    """Something that is not due yet: the day, a sentence, and its page."""

    hari: date
    kalimat: str
    tautan: str


def coming_up(user: Pengguna, bahan: Bahan, *, until: date) -> tuple[Berikut, ...]:
    """What falls due next of each kind that comes by itself, the nearest first. One query, two for who keeps the decrees."""
    semua = (*_sales(bahan, until), *_visit(bahan, until), _report(user, until), *_decree(user, until))
    return tuple(sorted(semua, key=lambda b: b.hari))


def _decree(user: Pengguna, until: date) -> Iterator[Berikut]:
    """The decree that ends next: without another one its villages have no OPD from that day on."""
    if not user.holds(Peran.ADMIN_SISTEM, Peran.VERIFIKATOR, on=until):
        return
    sk = Sk.objects.visible_to(user).filter(selesai__gte=until).order_by("selesai", "pk").first()
    if sk is not None and sk.selesai is not None:
        yield Berikut(sk.selesai, f"{sk} berakhir; siapkan SK penggantinya.", address("penugasan:daftar"))


def _sales(bahan: Bahan, until: date) -> Iterator[Berikut]:
    if not any(not u.badan_bersama for u in bahan.buku.umkm):
        return
    bulan = tambah_bulan(awal_bulan(until), -1)
    while akhir_bulan(bulan) + timedelta(days=TUNGGU_PENJUALAN.nilai) <= until:
        bulan = tambah_bulan(bulan, 1)
    tempo = akhir_bulan(bulan) + timedelta(days=TUNGGU_PENJUALAN.nilai)
    yield Berikut(tempo, f"Penjualan {format_bulan(bulan)} jatuh tempo.", address("penjualan_mulai"))


def _visit(bahan: Bahan, until: date) -> Iterator[Berikut]:
    per = {b.penugasan_id: b for b in bahan.baris}
    nanti = [(KUNJUNGAN_PANTAU.nilai + 1 - k.hari_tanpa, k.penugasan_id) for k in bahan.kunjungan]
    for sisa, penugasan in sorted(n for n in nanti if n[0] > 0)[:1]:
        yield Berikut(
            until + timedelta(days=sisa),
            f"{per[penugasan].desa} perlu dikunjungi sebelum hari ini.",
            address("kunjungan:baru", penugasan=penugasan),
        )


def _report(user: Pengguna, until: date) -> Berikut:
    """The deadline of the quarter that runs."""
    tahun, tw = triwulan(until)
    batas = kalender(user, tahun, until=until)[tw - 1]
    return Berikut(batas.batas, f"Laporan {batas.nama} paling lambat disetujui kepala OPD.", address("tenggat:daftar"))


def pressing(tugas: list[Tugas]) -> list[Tugas]:
    """The tasks to show, in their order: no kind with hundreds crowds the others out."""
    if len(tugas) <= SEMUA:
        return tugas
    ke, urutan = Counter[str](), []
    for n, t in enumerate(tugas):
        urutan.append((ke[t.jenis] >= SEJENIS, n))
        ke[t.jenis] += 1
    return [tugas[n] for n in sorted(n for _, n in sorted(urutan)[:SEKALIGUS])]


def per_kind(banyak: Counter[str]) -> list[tuple[str, str, int]]:
    """Each kind with its name and how many there are, the most first: what the list of all tasks shows of it."""
    return [(jenis, CARA[jenis].judul, n) for jenis, n in banyak.most_common()]
