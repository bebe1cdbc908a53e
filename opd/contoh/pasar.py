"""Sample buyers, who supplies them, fairs, and requests for a market, all by the real deeds; every name says CONTOH."""

from desa.models import Kabupaten, Umkm
from opd.actions.hasil_pameran import IsiHasil, record_hasil
from opd.actions.pameran import IsiPameran, create_pameran
from opd.actions.pasar import IsiPasar, answer_pasar, ask_pasar, report_pasar
from opd.actions.pasokan import IsiPasokan, record_pasokan
from opd.actions.pembeli import IsiPembeli, create_pembeli
from opd.contoh.dunia import Dunia
from opd.enums import JenisPembeli, ModaAngkut
from opd.models import Pembeli, Penugasan
from opd.rekap.pasar import rekap_pasar

OPERATOR = {"diskop-ukm": "contoh.operator", "dpmd": "contoh.operator.dpmd"}
"""The OPDs that sign in, and who of them."""

TOKO, PASAR, RESELLER, HOTEL, EKSPORTIR, INSTANSI, _ = JenisPembeli
PERINTIS, FERI, DARAT, UDARA = ModaAngkut
DAFTAR = (
    (
        "Toko Oleh-oleh Mardika",
        TOKO,
        "81.71",
        "Abon ikan, sagu kering, kenari",
        "40 bungkus tiap pekan",
        35_000,
        "bungkus",
        FERI,
        "Pelabuhan Hunimua",
        "setiap hari",
    ),
    (
        "Pasar Masohi",
        PASAR,
        "81.01",
        "Sayur, ikan asin, minyak kelapa",
        "",
        25_000,
        "kg",
        DARAT,
        "Terminal Masohi",
        "Senin dan Kamis",
    ),
    ("Hotel Pantai Natsepa", HOTEL, "81.71", "Tenun, ikan segar, sambal", "10 kg tiap pekan", None, "", DARAT, "", ""),
    (
        "CV Rempah Timur",
        EKSPORTIR,
        "",
        "Pala, cengkih, minyak kayu putih",
        "2 ton tiap musim",
        95_000,
        "kg",
        PERINTIS,
        "Pelabuhan Yos Sudarso",
        "Selasa, dua pekan sekali",
    ),
    (
        "Reseller Makassar",
        RESELLER,
        "",
        "Kerajinan, tenun, keripik",
        "",
        150_000,
        "lembar",
        UDARA,
        "Bandara Pattimura",
        "Rabu dan Sabtu",
    ),
    (
        "Kantin Balai Diklat",
        INSTANSI,
        "81.71",
        "Kue kering, keripik pisang, kopi",
        "60 kotak tiap bulan",
        20_000,
        "kotak",
        DARAT,
        "",
        "hari kerja",
    ),
)
"""Name, kind, regency (empty: Makassar), what it looks for, how much, price, its unit, transport, port, days."""

PAMERAN = (
    ("Pesona Rempah Maluku", "Lapangan Merdeka, Ambon", "Dinas Perindustrian dan Perdagangan", 75),
    ("Ambon UMKM Expo", "Maluku City Mall, Ambon", "Bank Nusa Timur", 32),
    ("Bazar Akhir Tahun", "Gong Perdamaian, Ambon", "Pemerintah Kota Ambon", -20),
)
"""Name, place, organiser, and how many days ago it began; the last one is to come."""

PEMASOK = (0, 3, 5)
"""Which buyers are supplied already, each by one enterprise of every OPD that signs in."""


def buat_pasar(dunia: Dunia) -> None:
    """The register, and a few enterprises that found a buyer."""
    pembeli = [_daftar(dunia, *isi) for isi in DAFTAR]
    for slug, nama in OPERATOR.items():
        for u, nomor in zip(_umkm(_penugasan(dunia, slug)), PEMASOK, strict=False):
            isi = IsiPasokan(f"CONTOH {u.produk}"[:200], max(dunia.lalu(60), u.dibina_sejak))
            at = dunia.pada(dunia.lalu(10))
            record_pasokan(u, pembeli[nomor], isi, uuid=dunia.uuid(), by=dunia.akun[nama], at=at)
    _pameran(dunia)
    for slug in OPERATOR:
        _minta(dunia, slug)


def _penugasan(dunia: Dunia, slug: str) -> Penugasan:
    return next(p for p in dunia.penugasan if p.opd.slug == slug and p.covers(dunia.lalu(0)))


def _umkm(penugasan: Penugasan) -> list[Umkm]:
    """Three enterprises of the village that go on."""
    ada = Umkm.objects.filter(desa=penugasan.desa_id, tutup_pada__isnull=True, dibina_sampai__isnull=True)
    return list(ada.order_by("pk")[: len(PEMASOK)])


def _pameran(dunia: Dunia) -> None:
    """Two fairs that are over, with what enterprises of both OPDs sold, and one to come."""
    for nama, tempat, penyelenggara, lalu in PAMERAN:
        isi = IsiPameran(f"CONTOH {nama}", tempat, f"CONTOH {penyelenggara}", dunia.lalu(lalu), dunia.lalu(lalu - 2))
        by, at = dunia.akun["contoh.bappeda"], dunia.pada(dunia.lalu(max(lalu, 10)))
        pameran = create_pameran(isi, uuid=dunia.uuid(), by=by, at=at)
        for slug, siapa in OPERATOR.items() if lalu > 0 else ():
            for n, u in enumerate(_umkm(_penugasan(dunia, slug))[:2], 1):
                hasil = IsiHasil(n * 850_000, f"CONTOH {u.produk}"[:200], n - 1, (n - 1) * 600_000)
                at = dunia.pada(dunia.lalu(lalu - 4))
                record_hasil(pameran, u, hasil, uuid=dunia.uuid(), by=dunia.akun[siapa], at=at)


def _minta(dunia: Dunia, slug: str) -> None:
    """Requests of one OPD to the other that signs in: one with a result, one declined, one that waits."""
    (lain,) = set(OPERATOR) - {slug}
    penugasan, by, jawab = _penugasan(dunia, slug), dunia.akun[OPERATOR[slug]], dunia.akun[OPERATOR[lain]]
    desa = Umkm.objects.filter(desa=penugasan.desa_id)
    tanpa = [b.umkm_id for b in rekap_pasar(by, until=dunia.lalu(6), umkm=desa)]
    for n, u in enumerate(desa.filter(pk__in=tanpa).order_by("pk")[:3]):
        at = [dunia.pada(dunia.lalu(hari)) for hari in (6, 4, 2)]
        isi = IsiPasar(dunia.opd[lain].pk, f"CONTOH Carikan pembeli {u.produk}, sekitar 20 kg sebulan."[:1500])
        minta = ask_pasar(u, penugasan, isi, uuid=dunia.uuid(), by=by, at=at[0])
        if n < 2:
            jawaban = "CONTOH Kami tanyakan kepada pembeli terdaftar." if n == 0 else "CONTOH Bukan tugas OPD kami."
            answer_pasar(minta, versi=1, terima=n == 0, jawaban=jawaban, by=jawab, at=at[1])
        if n == 0:
            hasil = "CONTOH Toko Oleh-oleh Mardika bersedia mencoba 10 kg."
            report_pasar(minta, versi=2, hasil=hasil, by=jawab, at=at[2])


def _daftar(
    dunia: Dunia,
    nama: str,
    jenis: JenisPembeli,
    kabupaten: str,
    dicari: str,
    kebutuhan: str,
    harga_rp: int | None,
    satuan: str,
    moda: ModaAngkut,
    pelabuhan: str,
    hari: str,
) -> Pembeli:
    isi = IsiPembeli(
        f"CONTOH {nama}",
        jenis,
        dicari,
        kabupaten_id=Kabupaten.objects.get(kode=kabupaten).pk if kabupaten else None,
        kota_luar="" if kabupaten else "Makassar",
        alamat="CONTOH Jalan Pasar",
        kebutuhan=kebutuhan,
        harga_rp=harga_rp,
        satuan_harga=satuan,
        tanggal_harga=dunia.lalu(72) if harga_rp else None,
        moda=moda,
        pelabuhan=pelabuhan,
        hari_kapal=hari,
        nama_kontak="CONTOH Bagian Pembelian",
        telepon="+628110000000",
    )
    by, at = dunia.akun["contoh.bappeda"], dunia.pada(dunia.lalu(70))
    return create_pembeli(isi, uuid=dunia.uuid(), by=by, at=at)
