"""Sample partners with pledges and hand-overs, all by the real deeds; every name says CONTOH."""

from decimal import Decimal

from opd.actions.janji import IsiJanji, record_janji
from opd.actions.mitra import IsiMitra, create_mitra
from opd.actions.serah_mitra import IsiSerah, record_serah
from opd.contoh.dunia import Dunia
from opd.enums import BentukJanji, JenisMitra
from opd.models import BarisRencana, Mitra, RencanaAksi

UANG, BARANG, JASA = BentukJanji
KOPERASI, PMD = "diskop-ukm", "dpmd"
DAFTAR = (
    ("PT Teluk Biru", JenisMitra.PERUSAHAAN, "Kepala Bagian CSR"),
    ("Bank Nusa Timur", JenisMitra.BANK, "Pimpinan Cabang"),
    ("Baznas", JenisMitra.BAZNAS, "Bidang Pendistribusian"),
    ("Yayasan Pesisir Lestari", JenisMitra.NGO, "Koordinator Program"),
    ("Universitas Kepulauan", JenisMitra.KAMPUS, "Lembaga Pengabdian"),
    ("Dinas Koperasi Kabupaten", JenisMitra.OPD_KABUPATEN, "Kepala Bidang Usaha"),
)
"""Who takes part: name, kind, and the office of its contact."""

JANJI = (
    (
        0,
        KOPERASI,
        0,
        BARANG,
        "Mesin pengering ikan",
        45_000_000,
        "3 unit",
        95,
        (("15000000", "1", 60), ("15000000", "1", 25)),
    ),
    (0, PMD, 0, UANG, "Modal awal BUM Desa", 30_000_000, "", 80, (("30000000", "", 40),)),
    (1, KOPERASI, 1, UANG, "Biaya stan pameran", 12_500_000, "", 50, ()),
    (2, KOPERASI, None, UANG, "Modal usaha keluarga miskin", 25_000_000, "", 70, (("10000000", "", 30),)),
    (3, PMD, 1, JASA, "Pendamping lapangan", None, "60 hari", 65, (("", "24", 20),)),
    (4, KOPERASI, 0, JASA, "Pelatih pengolahan pangan", 8_000_000, "4 hari", 55, (("8000000", "4", 35),)),
)
"""Partner, OPD, line of its plan, form, what, rupiah, volume with unit, days ago, and hand-overs (rupiah, volume, days ago)."""


def buat_mitra(dunia: Dunia) -> None:
    """The register, and what the two OPDs that sign in were pledged."""
    mitra = [_daftar(dunia, *isi) for isi in DAFTAR]
    for siapa, *isi in JANJI:
        _janji(dunia, mitra[siapa], *isi)


def _daftar(dunia: Dunia, nama: str, jenis: JenisMitra, kontak: str) -> Mitra:
    isi = IsiMitra(
        f"CONTOH {nama}", jenis, alamat="CONTOH Ambon", nama_kontak=f"CONTOH {kontak}", telepon="+628110000000"
    )
    by, at = dunia.akun["contoh.bappeda"], dunia.pada(dunia.lalu(100))
    return create_mitra(isi, uuid=dunia.uuid(), by=by, at=at)


def _janji(
    dunia: Dunia,
    mitra: Mitra,
    slug: str,
    urutan: int | None,
    bentuk: BentukJanji,
    uraian: str,
    nilai_rp: int | None,
    ukuran: str,
    hari: int,
    serah: tuple[tuple[str, str, int], ...],
) -> None:
    penugasan = next(p for p in dunia.penugasan if p.opd.slug == slug and p.covers(dunia.lalu(0)))
    if penugasan.mulai > dunia.lalu(hari):
        return
    volume, _, satuan = ukuran.partition(" ")
    baris = None if urutan is None else _line(penugasan.pk, dunia.per.year, urutan)
    by = dunia.akun["contoh.operator" if slug == KOPERASI else f"contoh.operator.{slug}"]
    ukur = (nilai_rp, Decimal(volume) if volume else None, satuan, baris.pk if baris else None)
    isi = IsiJanji(dunia.lalu(hari), bentuk, f"CONTOH {uraian}", *ukur)
    janji = record_janji(mitra, penugasan, isi, uuid=dunia.uuid(), by=by, at=dunia.pada(dunia.lalu(hari - 1)))
    for rp, banyak, lalu in serah:
        kini = IsiSerah(dunia.lalu(lalu), int(rp) if rp else None, Decimal(banyak) if banyak else None)
        record_serah(janji, kini, uuid=dunia.uuid(), by=by, at=dunia.pada(dunia.lalu(lalu - 1)))


def _line(penugasan_id: int, tahun: int, urutan: int) -> BarisRencana | None:
    """A line of the plan in force; None early in a year, while there is none."""
    terbit = RencanaAksi.objects.verified().filter(penugasan=penugasan_id, tahun=tahun).order_by("-nomor").first()
    return terbit.baris.all()[urutan : urutan + 1].first() if terbit else None
