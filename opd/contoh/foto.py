"""Drawn photos for the sample's visits and activities, put through the same cleaning as real ones."""

import random
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.core.files.base import ContentFile

from desa.waktu import WIT
from opd.actions.bukti import nearest
from opd.contoh.dunia import Dunia
from opd.contoh.gambar import gambar_lapangan, simpan_jpeg
from opd.enums import CaraKunjungan
from opd.foto import FotoBersih, olah_foto
from opd.models import Bukti, Kegiatan, Kunjungan

KETERANGAN_FOTO = ("Keadaan desa", "Bersama warga", "Tempat usaha", "Produk yang dijual", "Pertemuan kelompok", "")
CADANGAN = 100_000
"""Added to the seed of a drawing that came out too like an earlier one."""


@dataclass(frozen=True)
class Jepretan:
    """One photo to be drawn: whose it is, its seed, and its EXIF block: cocok, lain_hari, lain_tempat or polos."""

    fakta: Kegiatan | Kunjungan
    urutan: int
    benih: int
    exif: str


def buat_foto(dunia: Dunia) -> None:
    """Two photos or more for most field visits, one for some activities; exactly one photo is used a second time."""
    jepretan = list(_rencana(dunia))[: dunia.maks_foto]
    with ThreadPoolExecutor(2) as kolam:
        bersih = list(kolam.map(_proses, jepretan))
    baris: list[Bukti] = []
    lain: list[tuple[int, str]] = []
    for i, (j, foto) in enumerate(zip(jepretan, bersih, strict=True)):
        while nearest(foto.phash, lain) is not None:
            j = Jepretan(j.fakta, j.urutan, j.benih + CADANGAN, j.exif)
            foto = _proses(j)
        lain.append((i, foto.phash))
        baris.append(_simpan(dunia, j, foto))
    Bukti.objects.bulk_create(baris)
    _pakai_ulang(dunia, jepretan, baris)


def _rencana(dunia: Dunia) -> Iterable[Jepretan]:
    """Which photos there are, oldest first, with their seeds."""
    acak = dunia.acak
    fakta: list[tuple[Kegiatan | Kunjungan, int]] = []
    nama = "penugasan__opd", "penugasan__desa"
    for k in Kunjungan.objects.filter(cara=CaraKunjungan.LAPANGAN).select_related(*nama).order_by("pk"):
        rajin = acak.random() < dunia.watak[k.penugasan.opd_id].berfoto
        fakta.append((k, acak.choice((2, 2, 2, 2, 3)) if rajin else acak.choice((0, 1))))
    for g in Kegiatan.objects.select_related(*nama).order_by("pk"):
        fakta.append((g, int(acak.random() < dunia.watak[g.penugasan.opd_id].berfoto * 0.35)))
    benih = 0
    for satu, banyak in sorted(fakta, key=lambda f: (f[0].tanggal, f[0].uuid.int)):
        for urutan in range(banyak):
            benih += 1
            exif = acak.choice(["cocok"] * 13 + ["polos"] * 5 + ["lain_hari", "lain_tempat"])
            yield Jepretan(satu, urutan, benih, exif)


def _proses(j: Jepretan) -> FotoBersih:
    desa = j.fakta.penugasan.desa
    titik = (float(desa.lintang), float(desa.bujur))
    geser = random.Random(j.benih)
    pada = dekat = None
    if j.exif != "polos":
        hari = j.fakta.tanggal - timedelta(days=34 if j.exif == "lain_hari" else 0)
        pada = datetime.combine(hari, time(geser.randint(8, 16), geser.randint(0, 59)), WIT)
        jauh = 1.4 if j.exif == "lain_tempat" else 0.02
        dekat = (titik[0] + jauh * geser.uniform(0.5, 1), titik[1] + jauh * geser.uniform(-1, 1))
    isi = simpan_jpeg(gambar_lapangan(j.benih), pada=pada, titik=dekat)
    return olah_foto(isi, tanggal=j.fakta.tanggal, titik_desa=titik)


def _simpan(dunia: Dunia, j: Jepretan, foto: FotoBersih) -> Bukti:
    """The row with its two files, which replace those of an earlier sample under the same name."""
    milik = "kunjungan" if isinstance(j.fakta, Kunjungan) else "kegiatan"
    bukti = Bukti(
        uuid=dunia.uuid(),
        urutan=j.urutan,
        keterangan=dunia.acak.choice(KETERANGAN_FOTO),
        sha256=foto.sha256,
        phash=foto.phash,
        cocok_waktu=foto.cocok_waktu,
        cocok_tempat=foto.cocok_tempat,
        lebar=foto.lebar,
        tinggi=foto.tinggi,
        ukuran=len(foto.isi),
        dicatat_pada=j.fakta.dicatat_pada,
        **{milik: j.fakta},
    )
    for kolom, nama, isi in (
        (bukti.berkas, f"{bukti.uuid}.jpg", foto.isi),
        (bukti.kecil, f"{bukti.uuid}-kecil.jpg", foto.kecil),
    ):
        kolom.storage.delete(kolom.field.generate_filename(bukti, nama))
        kolom.save(nama, ContentFile(isi), save=False)
    return bukti


def _pakai_ulang(dunia: Dunia, jepretan: list[Jepretan], baris: list[Bukti]) -> None:
    """The last visit of one OPD shows a picture that another OPD took months before."""
    dari = next((i for i, b in enumerate(baris) if b.kunjungan_id), None)
    akhir = [j for j in jepretan if isinstance(j.fakta, Kunjungan)]
    if dari is None or len(akhir) < 2:
        return
    sasaran = akhir[-1].fakta
    tiruan = Jepretan(sasaran, sasaran.bukti.count(), jepretan[dari].benih, "polos")
    bukti = _simpan(dunia, tiruan, _proses(tiruan))
    bukti.mirip_dengan = baris[dari]
    bukti.save(force_insert=True)
