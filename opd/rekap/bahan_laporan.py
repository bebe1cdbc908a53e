"""The rows of a quarterly report, read in one query: side by side as JSON lists, in words that were written out before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet, Subquery

from desa.models import Penjualan, PenutupanUmkm, PerkembanganUmkm, Umkm
from desa.waktu import akhir_bulan
from opd.models import (
    Bantuan,
    BarisRencana,
    Bukti,
    DanaKegiatan,
    Kegiatan,
    Kunjungan,
    KunjunganUmkm,
    LangkahNaskah,
    LaporanTriwulan,
    PaguBaris,
    Pengguna,
    RencanaAksi,
)
from opd.rekap.daftar_json import json_list, read_about
from opd.rekap.foto_fakta import photos_of

Baris = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rentang:
    """The days and months that a report reads: its own in [dari, sampai], the year before them, and the window of UMKM."""

    dari: date
    sampai: date
    awal_tahun: date
    bulan: tuple[date, ...]
    jendela: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Bahan:
    """The rows as JSON gave them; `day_of`, `moment_of` and `decimal_of` read their values."""

    rencana: list[Baris]
    baris: list[Baris]
    pagu: list[Baris]
    kegiatan: list[Baris]
    dana: list[Baris]
    kunjungan: list[Baris]
    bantuan: list[Baris]
    bukti: list[Baris]
    umkm: list[Baris]
    penutupan: list[Baris]
    penjualan: list[Baris]
    perkembangan: list[Baris]
    temuan: list[Baris]
    kunci: list[Baris]
    dipilih: list[Baris]
    langkah: list[Baris]


def read_bahan(laporan: LaporanTriwulan, r: Rentang) -> Bahan:
    """Every row that the report needs, in one query whatever their number: the same for everybody who may read the report.

    Of the plan the version recorded with it when it was submitted; while it is written, the one in force.
    """
    tetap = laporan.rencana_id is not None and not laporan.terbuka
    kunci = (laporan.penugasan_id, laporan.pk, laporan.rencana_id or 0)
    terbaca = read_about(kunci, _lists, laporan.tahun, tetap, r)
    return Bahan(**{nama: daftar or [] for nama, daftar in terbaca.items()})


def _lists(kunci: Sequence[int], tahun: int, tetap: bool, r: Rentang) -> dict[str, Subquery]:
    siapa = Pengguna()
    p, laporan, rencana = kunci[:3]
    terbit = RencanaAksi.objects.published()
    berlaku = terbit.filter(penugasan=p, tahun=tahun).order_by("-nomor").values("pk")[:1]
    pakai = terbit.filter(pk=rencana if tetap else Subquery(berlaku))
    semua = {**_plan(pakai), **_facts(siapa, p, r), **_village(siapa, p, r), **_papers(siapa, p, laporan)}
    return {nama: json_list(kueri, **kolom) for nama, (kueri, kolom) in semua.items()}


Daftar = dict[str, tuple[QuerySet, Baris]]


def _same(nama: str) -> Baris:
    """Columns under their own names."""
    return {n: n for n in nama.split()}


def _plan(pakai: QuerySet[RencanaAksi]) -> Daftar:
    baris = BarisRencana.objects.published().filter(rencana__in=pakai.order_by().values("pk"))
    pagu = PaguBaris.objects.published().filter(baris__in=baris.order_by().values("pk"))
    target = "target_tw1 target_tw2 target_tw3 target_tw4"
    return {
        "rencana": (pakai, _same("pk uuid nomor tahun")),
        "baris": (baris, _same(f"pk kunci urutan kegiatan satuan {target} polaritas akumulasi")),
        "pagu": (pagu, {"baris": "baris_id", "sumber": "sumber", "rp": "pagu_rp"}),
    }


def _in_force(p: int, jalur: str = "") -> Q:
    return Q(**{f"{jalur}penugasan": p, f"{jalur}pengganti__isnull": True, f"{jalur}batal": False})


def _of_quarter(p: int, r: Rentang) -> Q:
    return _in_force(p) & Q(tanggal__gte=r.dari, tanggal__lte=r.sampai)


def _dated(r: Rentang, awal: date, jalur: str = "") -> Q:
    """Facts dated from `awal` on, and late ones of any time before."""
    kini = Q(**{f"{jalur}tanggal__gte": awal, f"{jalur}tanggal__lte": r.sampai})
    susulan = Q(**{f"{jalur}tanggal__lt": r.dari}) & ~Q(**{f"{jalur}alasan_susulan": ""})
    return kini | susulan


FAKTA = "pk uuid tanggal alasan_susulan dicatat_pada menggantikan_id"


def _facts(user: Pengguna, p: int, r: Rentang) -> Daftar:
    setahun, triwulan = _in_force(p) & _dated(r, r.awal_tahun), _in_force(p) & _dated(r, r.dari)
    kegiatan = Kegiatan.objects.visible_to(user).filter(setahun)
    belanja = _in_force(p, "kegiatan__") & _dated(r, r.awal_tahun, "kegiatan__")
    dana = DanaKegiatan.objects.visible_to(user).filter(belanja)
    kunjungan = Kunjungan.objects.visible_to(user).filter(triwulan)
    bantuan = Bantuan.objects.visible_to(user).filter(triwulan)
    sini = _of_quarter(p, r)
    foto = photos_of(
        user, Kegiatan.objects.visible_to(user).filter(sini), Kunjungan.objects.visible_to(user).filter(sini)
    )
    penerima = "penerima_l penerima_p penerima_difabel penerima_kk"
    return {
        "kegiatan": (kegiatan, _same(f"{FAKTA} judul volume satuan {penerima}") | {"baris": "baris__kunci"}),
        "dana": (dana, {"kegiatan": "kegiatan_id", "sumber": "sumber", "rp": "jumlah_rp"}),
        "kunjungan": (kunjungan, _same(f"{FAKTA} cara kepala_hadir jumlah_warga")),
        "bantuan": (bantuan, _same(f"{FAKTA} barang volume satuan nilai_rp jumlah_penerima")),
        "bukti": (foto, {"kegiatan": "kegiatan_id", "kunjungan": "kunjungan_id"} | _same("pk uuid sha256 urutan")),
    }


def _village(user: Pengguna, p: int, r: Rentang) -> Daftar:
    umkm = Umkm.objects.visible_to(user).filter(desa__penugasan=p)
    penutupan = PenutupanUmkm.objects.visible_to(user).in_force().filter(umkm__desa__penugasan=p)
    perlu = Q(bulan__in=sorted({*r.bulan, *r.jendela})) | (~Q(alasan_susulan="") & Q(bulan__lt=r.dari))
    penjualan = Penjualan.objects.visible_to(user).in_force().filter(perlu, umkm__desa__penugasan=p)
    temuan = KunjunganUmkm.objects.visible_to(user).filter(
        umkm__desa__penugasan=p,
        kunjungan__pengganti__isnull=True,
        kunjungan__batal=False,
        kunjungan__tanggal__range=(r.jendela[0], akhir_bulan(r.jendela[-1])),
    )
    potret = PerkembanganUmkm.objects.visible_to(user).in_force()
    susulan = potret.filter(
        ~Q(alasan_susulan=""), umkm__desa__penugasan=p, umkm__digabung_ke__isnull=True, tanggal__lt=r.dari
    )
    kolom = {"kunjungan": "kunjungan_id", "umkm": "umkm_id", "berjalan": "berjalan", "tanggal": "kunjungan__tanggal"}
    return {
        "umkm": (umkm, _same("pk uuid nama bentuk dibina_sejak dibina_sampai")),
        "penutupan": (penutupan, {"umkm": "umkm_id", "tutup": "tutup_pada", "buka": "dibuka_pada"}),
        "penjualan": (
            penjualan,
            _same("bulan omzet_rp alasan_susulan dicatat_pada menggantikan_id") | {"umkm": "umkm_id"},
        ),
        "perkembangan": (susulan, _same("tanggal alasan_susulan dicatat_pada") | {"umkm": "umkm_id"}),
        "temuan": (temuan, kolom),
    }


def _papers(user: Pengguna, p: int, laporan: int) -> Daftar:
    """The verified reports of this penugasan; of this one the photos chosen and who signed as what."""
    dipilih = Bukti.objects.visible_to(user).filter(laporan=laporan)
    langkah = LangkahNaskah.objects.progress().filter(laporan=laporan)
    return {
        "kunci": (
            LaporanTriwulan.objects.published().filter(penugasan=p),
            {"tahun": "tahun", "triwulan": "triwulan", "sejak": "diverifikasi_pada"},
        ),
        "dipilih": (dipilih, {"sha256": F("sha256")}),
        "langkah": (langkah, {"nama": "oleh__nama"} | _same("pk tindakan sebagai pada")),
    }


def per_key(daftar: Iterable[Baris], kunci: str) -> dict[Any, list[Baris]]:
    """The rows by one of their columns."""
    hasil: dict[Any, list[Baris]] = {}
    for b in daftar:
        hasil.setdefault(b[kunci], []).append(b)
    return hasil
