"""Factories: each makes one valid row, with the least a test must say. Names repeat nowhere."""

from __future__ import annotations

import functools
import itertools
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import get_hasher, make_password

from desa.enums import JenisIndeks, StatusDesa
from desa.models import (
    BatasStatus,
    Desa,
    IndeksDesa,
    Kabupaten,
    Kbli,
    Kecamatan,
    Penjualan,
    PenjualanSaluran,
    PenutupanUmkm,
    Umkm,
)
from desa.models.kbli import kunci_kbli
from opd.enums import JenisOpd, Peran, SumberDana
from opd.models import (
    AnggotaTim,
    Bukti,
    DanaKegiatan,
    Jabatan,
    Kegiatan,
    Kunjungan,
    Opd,
    Pengguna,
    Penugasan,
    PeranPengguna,
    Sk,
    Tim,
)

WIT = ZoneInfo("Asia/Jayapura")
SEKARANG = datetime(2026, 7, 20, 9, 0, tzinfo=WIT)
SANDI = "Ikan-Asar-77-Maluku"
_nomor = itertools.count(1)


def nomor() -> int:
    """A number not given before in this run."""
    return next(_nomor)


def pada(hari: date, jam: int = 9) -> datetime:
    """The moment `jam`.00 WIT of a day."""
    return datetime(hari.year, hari.month, hari.day, jam, tzinfo=WIT)


def buat_kabupaten(**isi: Any) -> Kabupaten:
    n = nomor()
    dasar = {"kode": f"81.{n % 90 + 10:02d}", "nama": f"Kabupaten Uji {n}", "jenis": "kabupaten", "sumber": "uji"}
    kode = (dasar | isi)["kode"]
    return Kabupaten.objects.filter(kode=kode).first() or Kabupaten.objects.create(**dasar | isi)


def buat_kecamatan(**isi: Any) -> Kecamatan:
    kab = isi.pop("kabupaten", None) or buat_kabupaten()
    n = nomor()
    dasar = {"kode": f"{kab.kode}.{n % 99 + 1:02d}", "nama": f"Kecamatan Uji {n}", "kabupaten": kab, "sumber": "uji"}
    kode = (dasar | isi)["kode"]
    return Kecamatan.objects.filter(kode=kode).first() or Kecamatan.objects.create(**dasar | isi)


def buat_desa(**isi: Any) -> Desa:
    kec = isi.pop("kecamatan", None) or buat_kecamatan()
    n = nomor()
    dasar = {
        "kode": f"{kec.kode}.2{n % 1000:03d}",
        "nama": f"Desa Uji {n}",
        "kecamatan": kec,
        "sumber": "uji",
        "lintang": "-3.500000",
        "bujur": "129.500000",
    }
    return Desa.objects.create(**dasar | isi)


def buat_indeks(desa: Desa, tahun: int = 2024, **isi: Any) -> IndeksDesa:
    """An IDM to 2024, an Indeks Desa from 2025."""
    dasar: dict[str, Any] = {"status": StatusDesa.TERTINGGAL, "sumber": "uji", "tanggal_data": date(tahun, 12, 31)}
    if tahun < 2025:
        dasar |= {"jenis": JenisIndeks.IDM, "nilai": "0.5500", "iks": "0.6000", "ike": "0.5000", "ikl": "0.5500"}
    else:
        dasar |= {"jenis": JenisIndeks.INDEKS_DESA, "nilai": "55.0000"}
    return IndeksDesa.objects.create(desa=desa, tahun=tahun, **dasar | isi)


def buat_batas(jenis: str = "idm", mulai_tahun: int = 2016, **isi: Any) -> BatasStatus:
    """The thresholds of a kind: those of the law for IDM, the reported ones for Indeks Desa."""
    nilai = ("0.4907", "0.5989", "0.7072", "0.8155") if jenis == "idm" else ("49.48", "57.38", "69.34", "79.62")
    dasar = dict(zip(("sangat_tertinggal", "tertinggal", "berkembang", "maju"), map(Decimal, nilai), strict=True))
    dasar |= {"dipastikan": jenis == "idm", "sumber": "uji"}
    return BatasStatus.objects.create(jenis=jenis, mulai_tahun=mulai_tahun, **dasar | isi)


def buat_opd(**isi: Any) -> Opd:
    n = nomor()
    dasar = {
        "slug": f"opd-{n}",
        "nama": f"Dinas Uji {n}",
        "singkatan": f"DU{n}",
        "jenis": JenisOpd.DINAS,
        "bukti": "terlihat",
    }
    return Opd.objects.create(**dasar | isi)


def buat_sk(**isi: Any) -> Sk:
    n = nomor()
    dasar = {"nomor": f"{n} Tahun 2025", "tanggal": date(2025, 1, 10), "tentang": "Uji", "mulai": date(2025, 1, 10)}
    return Sk.objects.create(**dasar | isi)


def buat_penugasan(**isi: Any) -> Penugasan:
    dasar: dict[str, Any] = {"mulai": date(2025, 1, 10), "dicatat_pada": pada(date(2025, 1, 10))}
    dasar |= isi
    for nama, buat in (("sk", buat_sk), ("opd", buat_opd), ("desa", buat_desa)):
        dasar[nama] = dasar.get(nama) or buat()
    if dasar.get("selesai"):
        dasar.setdefault("cara_selesai", "dialihkan")
        dasar.setdefault("alasan_selesai", "uji")
        dasar.setdefault("selesai_dicatat_pada", pada(dasar["selesai"]))
    return Penugasan.objects.create(**dasar)


@functools.cache
def _sidik_sandi(cara: str) -> str:
    """SANDI hashed once for all accounts of a run, in the way that is in use at the moment."""
    return make_password(SANDI, hasher=cara)


def buat_pengguna(peran: Peran | str | None = None, *, opd: Opd | None = None, **isi: Any) -> Pengguna:
    """An account with password SANDI that holds one role since 2020; `kepala_opd` becomes a Jabatan."""
    n = nomor()
    dasar = {"username": f"pengguna{n}", "nama": f"Pengguna Uji {n}", "password": _sidik_sandi(get_hasher().algorithm)}
    pengguna = Pengguna.objects.create(**dasar | isi)
    if peran:
        beri_peran(pengguna, peran, opd=opd)
    return pengguna


def beri_peran(
    pengguna: Pengguna, peran: Peran | str, *, opd: Opd | None = None, mulai: date = date(2020, 1, 1)
) -> None:
    if peran == Peran.KEPALA_OPD:
        assert opd is not None
        buat_jabatan(opd=opd, pengguna=pengguna, mulai=mulai)
    else:
        PeranPengguna.objects.create(pengguna=pengguna, peran=peran, opd=opd, mulai=mulai)
    pengguna.forget_roles()


def buat_jabatan(*, opd: Opd, **isi: Any) -> Jabatan:
    dasar = {
        "nama_jabatan": f"Kepala {opd.nama}",
        "pemegang": f"Pejabat Uji {nomor()}",
        "status": "definitif",
        "mulai": date(2020, 1, 1),
    }
    return Jabatan.objects.create(opd=opd, **dasar | isi)


def buat_tim(penugasan: Penugasan, *, anggota: int = 2, **isi: Any) -> Tim:
    dasar = {"nomor_sk": f"SK-TIM/{nomor()}", "tanggal_sk": penugasan.mulai, "mulai": penugasan.mulai}
    tim = Tim.objects.create(penugasan=penugasan, **dasar | isi)
    for i in range(anggota):
        AnggotaTim.objects.create(tim=tim, nama=f"Anggota Uji {nomor()}", peran="ketua" if i == 0 else "anggota")
    return tim


def buat_kbli(
    kode: str = "10794", nama: str = "Industri Kerupuk, Keripik, Peyek dan Sejenisnya", kata: str = ""
) -> Kbli:
    isi = {"nama": nama, "kata": kata, "kunci": kunci_kbli(nama, kata), "sumber": "uji"}
    return Kbli.objects.get_or_create(kode=kode, defaults=isi)[0]


def buat_umkm(**isi: Any) -> Umkm:
    n = nomor()
    isi["desa"] = isi.get("desa") or buat_desa()
    telepon, nik = isi.pop("telepon", ""), isi.pop("nik", "")
    dasar = {
        "nama": f"Usaha Uji {n}",
        "pemilik": f"Pemilik Uji {n}",
        "dibina_sejak": date(2025, 1, 10),
        "dicatat_pada": pada(date(2025, 1, 10)),
    }
    tutup = isi.pop("tutup_pada", None)
    umkm = Umkm(**dasar | isi)
    umkm.telepon, umkm.nik = telepon, nik
    umkm.save()
    if tutup:
        buat_penutupan(umkm, tutup)
    return umkm


def buat_penutupan(umkm: Umkm, tutup_pada: date, dibuka_pada: date | None = None, **isi: Any) -> PenutupanUmkm:
    """A closure, with the enterprise's own day as the deeds keep it."""
    dasar: dict[str, Any] = {"alasan": "uji", "dicatat_pada": pada(tutup_pada), "pencatat": "uji"}
    if dibuka_pada:
        dasar |= {"alasan_buka": "uji", "buka_dicatat_pada": pada(dibuka_pada), "buka_pencatat": "uji"}
    hasil = PenutupanUmkm.objects.create(umkm=umkm, tutup_pada=tutup_pada, dibuka_pada=dibuka_pada, **dasar | isi)
    if dibuka_pada is None and hasil.dibatalkan_pada is None:
        umkm.tutup_pada = tutup_pada
        umkm.save(update_fields=["tutup_pada"])
    return hasil


def buat_penjualan(
    umkm: Umkm, bulan: date, omzet_rp: int = 1_000_000, *, saluran: dict[str, int] | None = None, **isi: Any
) -> Penjualan:
    dasar = {
        "berjualan": omzet_rp > 0,
        "dicatat_pada": pada(bulan + timedelta(days=35)),
        "pencatat": "uji",
    }
    penjualan = Penjualan.objects.create(umkm=umkm, bulan=bulan, omzet_rp=omzet_rp, **dasar | isi)
    for nama, rp in (saluran or {}).items():
        PenjualanSaluran.objects.create(penjualan=penjualan, saluran=nama, omzet_rp=rp)
    return penjualan


def buat_kegiatan(penugasan: Penugasan, tanggal: date, *, dana: dict[str, int] | None = None, **isi: Any) -> Kegiatan:
    dasar = {"judul": f"Kegiatan Uji {nomor()}", "dicatat_pada": pada(tanggal, 15), "pencatat": "uji"}
    kegiatan = Kegiatan.objects.create(penugasan=penugasan, tanggal=tanggal, **dasar | isi)
    for sumber, jumlah in (dana or {}).items():
        DanaKegiatan.objects.create(kegiatan=kegiatan, sumber=SumberDana(sumber), jumlah_rp=jumlah)
    return kegiatan


def buat_kunjungan(penugasan: Penugasan, tanggal: date, *, foto: int = 2, warga: int = 1, **isi: Any) -> Kunjungan:
    dasar = {
        "dicatat_pada": pada(tanggal, 15),
        "pencatat": "uji",
        "warga_ditemui": "\n".join(f"Warga Uji {i}" for i in range(warga)),
        "jumlah_warga": warga,
    }
    kunjungan = Kunjungan.objects.create(penugasan=penugasan, tanggal=tanggal, **dasar | isi)
    for _ in range(foto):
        buat_bukti(kunjungan=kunjungan)
    return kunjungan


def buat_bukti(**isi: Any) -> Bukti:
    n = nomor()
    dasar = {
        "berkas": f"foto/uji-{n}.jpg",
        "kecil": f"foto/uji-{n}-kecil.jpg",
        "sha256": f"{n:064x}",
        "phash": f"{n * 0x9E3779B97F4A7C15 % 2**64:016x}",
        "cocok_waktu": "cocok",
        "cocok_tempat": "tidak_ada",
        "lebar": 1280,
        "tinggi": 960,
        "ukuran": 100_000,
        "dicatat_pada": SEKARANG,
    }
    return Bukti.objects.create(**dasar | isi)
