"""Sample enterprises and their months of sales: trend, season, gaps, silence and closure."""

import math
import random
from datetime import date, datetime, time, timedelta
from uuid import uuid5

from desa.enums import BentukUsaha, KeluargaMiskin, SaluranPenjualan
from desa.models import Legalitas, MasaTutup, Penjualan, PenjualanSaluran, PenutupanUmkm, Umkm, make_catatan
from desa.waktu import WIT, akhir_bulan, awal_bulan, tambah_bulan
from opd.contoh.dunia import Dunia
from opd.contoh.nama import Barang, barang_desa, nama_orang, nama_usaha
from opd.models import Penugasan

ALASAN_TUTUP = (
    "Pemilik pindah ke Ambon",
    "Kekurangan modal",
    "Bahan baku tidak tersedia",
    "Pemilik meninggal dunia",
    "Tidak ada pembeli",
)
ALASAN_KELUAR = "Sudah dibina program kementerian"
KBLI = {
    "Pala": "01284", "Olahan Pala": "10733", "Cengkih": "01282", "Sagu": "10710", "Bagea Sagu": "10710",
    "Minyak Kelapa": "10422", "Ikan Asar": "10212", "Abon Ikan": "10216", "Ikan Asin": "10211",
    "Rumput Laut": "03217", "Kopra": "10421", "Kenari": "10393", "Kue Kenari": "10710", "Kayu Putih": "20294",
    "Tenun": "13122", "Madu": "02307", "Gula Aren": "10722", "Keripik": "10794", "Anyaman": "16292",
    "Kebun Sayur": "01131", "Kios": "47112", "Jagung": "01111", "Kacang": "01114", "Nelayan": "03111",
}  # fmt: skip
PANGAN = frozenset(nama for nama, kode in KBLI.items() if kode.startswith("10"))
NASIB = ("jalan",) * 78 + ("tutup",) * 7 + ("diam",) * 9 + ("senyap",) * 6
"""What becomes of an enterprise: it goes on, closes, reports nothing but zeros for months, or never reports."""


def buat_usaha(dunia: Dunia) -> list[Umkm]:
    """The enterprises of every village, with their sales."""
    penugasan = [p for p in dunia.penugasan if p.selesai is None]
    jatah = _jatah(dunia, len(penugasan))
    umkm: list[Umkm] = []
    barang: list[Barang] = []
    for p, n in zip(penugasan, jatah, strict=True):
        bumdes = False
        for _ in range(n):
            baru, dagangan = _umkm(dunia, p, nomor=len(umkm) + 1, boleh_bumdes=not bumdes)
            bumdes = bumdes or baru.bentuk == BentukUsaha.BUMDES
            umkm.append(baru)
            barang.append(dagangan)
    nasib = [dunia.acak.choice(NASIB) for _ in umkm]
    penutupan = [p for u, akhir in zip(umkm, nasib, strict=True) if (p := _tutup(dunia, u, akhir))]
    Umkm.objects.bulk_create(umkm)
    _simpan_penutupan(dunia, [*penutupan, _buka_kembali(dunia, umkm, nasib)])
    Legalitas.objects.bulk_create(izin for n, u in enumerate(umkm, 1) for izin in _legalitas(dunia, u, n))
    dunia.catatan += [make_catatan(None, "mendaftarkan UMKM", u, at=u.dicatat_pada) for u in umkm]
    penjualan = []
    for u, b, akhir in zip(umkm, barang, nasib, strict=True):
        masa = dunia.buka_kembali.get(u.uuid)
        penjualan += [p for p in _penjualan(dunia, u, b, akhir) if not (masa and masa.whole_month(p.bulan))]
    Penjualan.objects.bulk_create(penjualan, batch_size=2000)
    PenjualanSaluran.objects.bulk_create(_saluran(penjualan), batch_size=2000)
    return umkm


def _saluran(penjualan: list[Penjualan]) -> list[PenjualanSaluran]:
    """Two enterprises in three tell their channels, each its own two or three, in parts of Rp 5.000."""
    hasil = []
    for p in penjualan:
        acak = random.Random(str(p.umkm.uuid))  # noqa: S311  sample data; an enterprise keeps its channels
        if not p.omzet_rp or acak.random() < 0.34:
            continue
        pilihan = acak.sample(SaluranPenjualan.values, acak.randint(2, 3))
        sisa = p.omzet_rp
        for nama in pilihan[1:]:
            bagian = round(p.omzet_rp * acak.uniform(0.1, 0.35) / 5000) * 5000
            if bagian:
                hasil.append(PenjualanSaluran(penjualan=p, saluran=nama, omzet_rp=bagian))
                sisa -= bagian
        hasil.append(PenjualanSaluran(penjualan=p, saluran=pilihan[0], omzet_rp=sisa))
    return hasil


def _jatah(dunia: Dunia, desa: int) -> list[int]:
    """How many enterprises each village gets: uneven, and together exactly the wanted number."""
    bobot = [dunia.acak.uniform(0.5, 1.6) for _ in range(desa)]
    jatah = [max(1, math.floor(dunia.jumlah_umkm * b / sum(bobot))) for b in bobot]
    for i in range(dunia.jumlah_umkm - sum(jatah)):
        jatah[i % desa] += 1
    return jatah


def _umkm(dunia: Dunia, p: Penugasan, *, nomor: int, boleh_bumdes: bool) -> tuple[Umkm, Barang]:
    acak = dunia.acak
    barang = barang_desa(acak, p.desa.kode[:5])
    pilihan = [BentukUsaha.PERORANGAN] * 14 + [BentukUsaha.KELOMPOK] * 4 + [BentukUsaha.KOPERASI]
    bentuk = acak.choice([*pilihan, BentukUsaha.BUMDES] if boleh_bumdes else pilihan)
    pemilik = nama_orang(acak)
    sejak = min(dunia.mulai + timedelta(days=int(acak.triangular(15, 420, 40))), dunia.lalu(20))
    umkm = Umkm(
        uuid=dunia.uuid(),
        desa=p.desa,
        nama=nama_usaha(acak, bentuk, barang, pemilik, p.desa.nama),
        bentuk=bentuk,
        pemilik=pemilik,
        nib=f"00000{nomor:08d}" if acak.random() < 0.5 else "",
        produk=barang.produk,
        mulai_usaha=sejak.year - acak.randint(0, 14),
        dibina_sejak=sejak,
        dicatat_pada=dunia.pada(sejak + timedelta(days=acak.randint(0, 9))),
    )
    if acak.random() < 0.7:
        umkm.telepon = f"+628120000{nomor:04d}"
    _isian_lain(umkm, barang, nomor)
    return umkm, barang


def _isian_lain(umkm: Umkm, barang: Barang, nomor: int) -> None:
    """What the register asks besides, by the running number alone; a NIK of area 819999 is nobody's."""
    umkm.kbli_id = KBLI.get(barang.sebutan) if nomor % 7 else None
    umkm.makanan_minuman = barang.sebutan in PANGAN
    if nomor % 5:
        umkm.modal_usaha_rp = 2_000_000 + nomor % 23 * 1_500_000
        umkm.penjualan_setahun_rp = barang.omzet_rp * 12
    if umkm.bentuk == BentukUsaha.PERORANGAN:
        umkm.jenis_kelamin = "P" if nomor % 3 else "L"
        umkm.keluarga_miskin = KeluargaMiskin.values[nomor % 3]
        if nomor % 4:
            umkm.nik = f"819999{nomor % 28 + 1 + (40 if nomor % 3 else 0):02d}0180{nomor:04d}"


def _legalitas(dunia: Dunia, umkm: Umkm, nomor: int) -> list[Legalitas]:
    """Licences by the running number alone: some are there, some end soon, some are being applied for."""
    if not umkm.makanan_minuman or nomor % 4 == 0:
        return []
    sampai = dunia.per + timedelta(days=nomor % 50 * 30 - 40)
    halal = {"status": "terbit", "nomor": f"ID{nomor:017d}"} if nomor % 3 else {"status": "proses"}
    pirt = {"status": "terbit", "nomor": f"2060000{nomor:06d}-29", "berlaku_sampai": sampai}
    isi = {"halal": halal, "pirt": pirt if nomor % 2 else {"status": "belum"}}
    return [
        Legalitas(uuid=uuid5(umkm.uuid, jenis), umkm=umkm, jenis=jenis, dicatat_pada=umkm.dicatat_pada, **kolom)
        for jenis, kolom in isi.items()
    ]


def _tutup(dunia: Dunia, umkm: Umkm, nasib: str) -> PenutupanUmkm | None:
    """Write the end of the few that closed, and of three that left the programme."""
    hari = dunia.lalu(dunia.acak.randint(25, 260))
    if hari <= umkm.dibina_sejak + timedelta(days=60):
        return None
    if nasib == "tutup":
        umkm.tutup_pada, alasan = hari, dunia.acak.choice(ALASAN_TUTUP)
        dicatat = dunia.pada(hari + timedelta(days=dunia.acak.randint(1, 15)))
        return PenutupanUmkm(umkm=umkm, tutup_pada=hari, alasan=alasan, dicatat_pada=dicatat)
    if nasib == "jalan" and dunia.acak.random() < 0.006:
        umkm.dibina_sampai, umkm.alasan_keluar = hari, ALASAN_KELUAR
        umkm.keluar_dicatat_pada = dunia.pada(hari + timedelta(days=4))
    return None


def _buka_kembali(dunia: Dunia, umkm: list[Umkm], nasib: list[str]) -> PenutupanUmkm:
    """Of those that go on with the most diligent OPDs the one mentored longest: it closed for five months."""
    lapor = {p.desa_id: dunia.watak[p.opd_id].lapor for p in dunia.penugasan if p.selesai is None}
    jalan = [u for u, n in zip(umkm, nasib, strict=True) if n == "jalan" and u.dibina_sampai is None]
    u = min(jalan, key=lambda u: (u.badan_bersama, -lapor[u.desa_id], u.dibina_sejak))
    masa = dunia.buka_kembali[u.uuid] = MasaTutup(dunia.lalu(330), dunia.lalu(180))
    return PenutupanUmkm(
        umkm=u,
        tutup_pada=masa.tutup,
        alasan="CONTOH Mesin pengolah rusak",
        dicatat_pada=datetime.combine(masa.tutup + timedelta(days=6), time(10), WIT),
        dibuka_pada=masa.buka,
        alasan_buka="CONTOH Mesin sudah diganti dengan bantuan OPD",
        buka_dicatat_pada=datetime.combine(dunia.lalu(175), time(10), WIT),
    )


def _simpan_penutupan(dunia: Dunia, penutupan: list[PenutupanUmkm]) -> None:
    """The closures, with who recorded them and the history of both acts."""
    for p in penutupan:
        petugas = dunia.penugasan_pada(p.umkm.desa_id, p.tutup_pada)
        p.pencatat = f"CONTOH Operator {petugas.opd.singkatan}" if petugas else "CONTOH Operator"
        p.buka_pencatat = p.pencatat if p.dibuka_pada else ""
        dunia.catatan.append(make_catatan(None, "mencatat UMKM tutup", p.umkm, at=p.dicatat_pada, alasan=p.alasan))
        if p.buka_dicatat_pada is not None:
            kata = {"at": p.buka_dicatat_pada, "alasan": p.alasan_buka}
            dunia.catatan.append(make_catatan(None, "mencatat UMKM buka kembali", p.umkm, **kata))
    PenutupanUmkm.objects.bulk_create(penutupan)


def _penjualan(dunia: Dunia, umkm: Umkm, barang: Barang, nasib: str) -> list[Penjualan]:
    """The reported months of one enterprise."""
    if nasib == "senyap":
        return []
    acak = dunia.acak
    ukuran = barang.omzet_rp * math.exp(acak.gauss(0, 0.45)) * (1.8 if umkm.badan_bersama else 1.0)
    laju, henti = acak.gauss(0.012, 0.02), acak.randint(3, 7) if nasib == "diam" else 0
    hasil = []
    for i, bulan in enumerate(dunia.bulan):
        akhir = umkm.tutup_pada or umkm.dibina_sampai
        if tambah_bulan(bulan, 1) <= umkm.dibina_sejak or (akhir and bulan >= awal_bulan(akhir)):
            continue
        p = dunia.penugasan_pada(umkm.desa_id, akhir_bulan(bulan))
        if p is None or not _dilaporkan(dunia, p, bulan):
            continue
        musim = 1.45 if bulan.month in barang.musim else 0.9 if barang.musim else 1.0
        omzet = ukuran * (1 + laju) ** i * musim * math.exp(acak.gauss(0, 0.14))
        jalan = i < len(dunia.bulan) - henti and acak.random() > 0.03
        hasil.append(
            Penjualan(
                uuid=dunia.uuid(),
                umkm=umkm,
                bulan=bulan,
                omzet_rp=max(50_000, round(omzet / 5000) * 5000) if jalan else 0,
                berjualan=jalan,
                dicatat_pada=dunia.pada(akhir_bulan(bulan) + timedelta(days=acak.randint(2, 16))),
                pencatat=f"Operator {p.opd.singkatan}",
            )
        )
    return hasil


def _dilaporkan(dunia: Dunia, p: Penugasan, bulan: date) -> bool:
    """Whether the OPD of that day entered this month: careless ones skip, silent ones stopped long ago."""
    watak = dunia.watak[p.opd_id]
    umur = (dunia.per - akhir_bulan(bulan)).days
    if umur < watak.sepi_hari * 0.7 or umur < 6:
        return False
    return dunia.acak.random() < watak.lapor
