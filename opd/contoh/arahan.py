"""A sample rakor with three arahan, one arahan from the dashboard, and questions to the clinic, all by the real deeds."""

from datetime import timedelta

from opd.actions.arahan import IsiArahan, answer_arahan, close_answer, give_arahan, return_answer
from opd.actions.konsultasi import IsiPertanyaan, Target, answer_konsultasi, ask_konsultasi, report_target
from opd.actions.rakor import IsiRakor, record_rakor
from opd.contoh.dunia import Dunia
from opd.models import Arahan, Konsultasi, Penugasan, Rakor, TindakLanjut

RAKOR_HARI = 62
"""Days before the sample's last day on which its rakor was held."""

NOTULEN = """CONTOH Rakor dibuka Sekretaris Daerah. Setiap OPD melaporkan keadaan desa binaannya.

1. Sebagian OPD belum mengunjungi desanya dalam tiga bulan terakhir.
2. Penjualan UMKM di beberapa desa belum dilaporkan, sehingga keadaannya belum diketahui.
3. OPD yang usahanya berhasil diminta berbagi cara kepada yang lain.

Rakor berikut diadakan sesudah laporan triwulan diverifikasi."""


def buat_arahan(dunia: Dunia) -> None:
    """Answered, returned, closed, open and overdue follow-ups, as life has them."""
    rakor = _rakor(dunia)
    _data_umkm(dunia, rakor)
    _pemasaran(dunia, rakor)
    _beri(
        dunia,
        "CONTOH Lengkapi laporan penjualan bulanan UMKM desa binaan sampai bulan terakhir.",
        {p.opd.slug for p in dunia.penugasan if p.covers(dunia.per)},
        batas=-9,
        rakor=rakor,
    )
    _beri(
        dunia,
        "CONTOH Kunjungi desa binaan bulan ini dan laporkan hasilnya dengan foto.",
        {"biro-hukum"},
        batas=4,
        hari=18,
    )
    _klinik(dunia)


def _rakor(dunia: Dunia) -> Rakor:
    hari = dunia.lalu(RAKOR_HARI)
    peserta = (
        "Sekretaris Daerah",
        "Kepala Bappeda",
        "Kepala Dinas PMD",
        "Kepala OPD penanggung jawab",
        "Baznas Maluku",
    )
    isi = IsiRakor(
        tanggal=hari,
        tempat="CONTOH Kantor Gubernur, lantai 6",
        perihal="CONTOH Evaluasi pendampingan desa binaan",
        peserta="\n".join(f"CONTOH {p}" for p in peserta),
        notulen=NOTULEN,
    )
    at = dunia.pada(hari + timedelta(days=1))
    return record_rakor(isi, uuid=dunia.uuid(), by=dunia.akun["contoh.bappeda"], at=at)


def _beri(
    dunia: Dunia, isi: str, slug: set[str], *, batas: int, hari: int = RAKOR_HARI, rakor: Rakor | None = None
) -> Arahan:
    """An arahan of the Sekda, `batas` days before the last day; what was born in the rakor is recorded by Bappeda."""
    sekda = dunia.akun["contoh.sekda"]
    opd = frozenset(dunia.opd[s].pk for s in slug)
    pesan = IsiArahan(isi, dunia.lalu(batas), opd, pemberi=sekda if rakor else None)
    by, at = (dunia.akun["contoh.bappeda"], hari - 1) if rakor else (sekda, hari)
    return give_arahan(pesan, uuid=dunia.uuid(), by=by, at=dunia.pada(dunia.lalu(at)), rakor=rakor)


def _tindak(arahan: Arahan, slug: str) -> TindakLanjut:
    return TindakLanjut.objects.in_force().with_names().get(arahan=arahan, opd__slug=slug)


def _data_umkm(dunia: Dunia, rakor: Rakor) -> None:
    """Three OPDs: one answered and is done, one was sent back and answered again, one is late."""
    isi = "CONTOH Perbarui daftar UMKM desa binaan: pemilik, produk, dan NIB bila ada."
    arahan = _beri(dunia, isi, {"diskop-ukm", "disperindag", "dinsos"}, batas=34, rakor=rakor)
    operator, kepala, bappeda = (dunia.akun[f"contoh.{n}"] for n in ("operator", "kepala", "bappeda"))
    satu = _tindak(arahan, "diskop-ukm")
    jawaban = "CONTOH Daftar diperbarui bersama pendamping desa; usaha tanpa NIB dijadwalkan mendaftar bulan depan."
    answer_arahan(satu, versi=1, jawaban=jawaban, by=operator, at=dunia.pada(dunia.lalu(45)))
    close_answer(satu, versi=2, by=bappeda, at=dunia.pada(dunia.lalu(43)))
    dua = _tindak(arahan, "disperindag")
    answer_arahan(dua, versi=1, jawaban="CONTOH Sudah diperbarui.", by=kepala, at=dunia.pada(dunia.lalu(36)))
    alasan = "CONTOH Sebutkan berapa usaha yang diperbarui dan apa yang belum."
    tiga = return_answer(dua, versi=2, alasan=alasan, by=bappeda, at=dunia.pada(dunia.lalu(33)))
    jawaban = "CONTOH Semua usaha diperbarui; dua di antaranya belum punya NIB."
    answer_arahan(tiga, versi=tiga.versi, jawaban=jawaban, by=kepala, at=dunia.pada(dunia.lalu(28)))


def _pemasaran(dunia: Dunia, rakor: Rakor) -> None:
    """One OPD, answered in time and closed."""
    isi = "CONTOH Bawa produk unggulan desa binaan ke pameran di Ambon."
    arahan = _beri(dunia, isi, {"diskop-ukm"}, batas=15, rakor=rakor)
    tindak = _tindak(arahan, "diskop-ukm")
    jawaban = "CONTOH Empat produk ikut pameran; satu pembeli memesan rutin."
    answer_arahan(tindak, versi=1, jawaban=jawaban, by=dunia.akun["contoh.operator"], at=dunia.pada(dunia.lalu(20)))
    close_answer(tindak, versi=2, by=dunia.akun["contoh.bappeda"], at=dunia.pada(dunia.lalu(18)))


def _tanya(dunia: Dunia, penugasan: Penugasan, topik: str, pertanyaan: str, *, hari: int) -> Konsultasi:
    isi = IsiPertanyaan(f"CONTOH {topik}", f"CONTOH {pertanyaan}")
    by, at = dunia.akun["contoh.operator"], dunia.pada(dunia.lalu(hari))
    return ask_konsultasi(penugasan, isi, uuid=dunia.uuid(), by=by, at=at)


def _klinik(dunia: Dunia) -> None:
    """Four questions: with a target reached, with one coming due, answered, and not answered yet."""
    p = next(p for p in dunia.penugasan if p.opd.slug == "diskop-ukm" and p.covers(dunia.per))
    bappeda, operator = dunia.akun["contoh.bappeda"], dunia.akun["contoh.operator"]
    soal = (
        (
            "Kapal jarang singgah",
            "Produk rusak sebelum dijual karena kapal dua minggu sekali. Apa jalan keluarnya?",
            120,
        ),
        ("Usaha tanpa NIB", "Pemilik tidak punya telepon pintar untuk mendaftar NIB. Siapa yang dapat membantu?", 75),
        ("Modal kelompok", "Apakah kelompok tanpa badan hukum dapat mengajukan KUR?", 40),
        ("Kemasan produk", "Adakah bantuan kemasan untuk usaha yang belum punya PIRT?", 6),
    )
    kapal, nib, modal, _ = (_tanya(dunia, p, t, isi, hari=hari) for t, isi, hari in soal)
    jawab = (
        (
            kapal,
            "Jadwalkan panen menurut jadwal kapal, dan olah sebagian menjadi produk kering.",
            "Satu produk kering",
            60,
            110,
        ),
        (
            nib,
            "Minta pendamping desa mendaftarkan di kantor kecamatan; Dinas PMD mengirim petugas.",
            "Lima NIB terbit",
            -12,
            70,
        ),
        (modal, "Dapat, atas nama anggota dengan penjamin kelompok. Hubungi bank penyalur di kabupaten.", "", 0, 35),
    )
    for k, isi, target, batas, hari in jawab:
        sepakat = Target(f"CONTOH {target}", dunia.lalu(batas)) if target else None
        at = dunia.pada(dunia.lalu(hari))
        answer_konsultasi(k, versi=1, jawaban=f"CONTOH {isi}", target=sepakat, by=bappeda, at=at)
    hasil = "CONTOH Abon ikan kering dijual sejak bulan lalu."
    report_target(kapal, versi=2, hasil=hasil, by=operator, at=dunia.pada(dunia.lalu(58)))
