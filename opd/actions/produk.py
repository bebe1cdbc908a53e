"""Write, withdraw and bring back a product. Its texts are public, so no number, address or owner's name gets into them."""

from __future__ import annotations

import uuid as uuid_
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import transaction

from desa.models import PersetujuanTampil, Produk, Umkm, record
from desa.scoped import deed
from desa.teks_umum import SUREL, has_number, names, names_village
from desa.waktu import tanggal_wit
from opd.actions.dasar import SUDAH_ADA, changed_meanwhile, diff, save_checked
from opd.actions.fakta import require_alasan
from opd.foto import FotoTayang
from opd.models import Pengguna
from opd.permissions_produk import can_edit_produk

BUKAN_PENDAMPING = "Produk hanya diisi oleh OPD pendamping desanya, verifikator, atau admin sistem."
TEKS_UMUM = ("nama", "satuan", "uraian", "cara_pesan")
KOLOM_FOTO = ("foto", "foto_kecil", "lebar", "tinggi")
NAMA_DESA = (
    "Jangan tulis nama desa di sini: pemilik belum mengizinkannya tampil. Sebut kabupatennya, atau catat persetujuan baru "
    "yang mengizinkan nama desa."
)


@dataclass(frozen=True)
class IsiProduk:
    """What the form says of a product; all of it is public once the owner agrees."""

    nama: str
    kategori: str
    harga_rp: int
    satuan: str
    uraian: str = ""
    ketersediaan: str = "tersedia"
    cara_pesan: str = ""


@deed
def create_produk(
    umkm: Umkm, isi: IsiProduk, *, uuid: uuid_.UUID, foto: FotoTayang | None, by: Pengguna, at: datetime
) -> Produk:
    """A new product of the enterprise; the stored one when this form was sent before.

    Raises PermissionDenied, or ValidationError when a field is wrong, a text holds personal data, or the uuid holds other
    content.
    """
    milik = _locked_umkm(umkm.pk, by=by, at=at)
    if (ada := Produk.objects.filter(uuid=uuid).first()) is not None:
        if ada.umkm_id != milik.pk or diff(ada, asdict(isi)) or (foto is not None and not ada.foto):
            raise ValidationError(SUDAH_ADA, code="sudah_ada")
        return ada
    _require_public(isi, milik)
    produk = Produk(umkm=milik, uuid=uuid, dicatat_pada=at, **asdict(isi))
    if foto is not None:
        _attach(produk, foto)
    save_checked(produk)
    record(by, "mencatat produk", produk, at=at)
    return produk


@deed
def change_produk(
    produk: Produk,
    isi: IsiProduk,
    *,
    versi: int,
    foto: FotoTayang | None,
    hapus_foto: bool = False,
    by: Pengguna,
    at: datetime,
) -> Produk:
    """The product with the form's values; a photo given replaces the last one. `versi` is what the writer saw.

    Raises as `create_produk`, or ValidationError naming who changed it meanwhile.
    """
    kini = _locked(produk, versi, by=by, at=at)
    _require_public(isi, kini.umkm)
    perubahan = diff(kini, asdict(isi))
    for nama, nilai in asdict(isi).items():
        setattr(kini, nama, nilai)
    lama = _files(kini)
    if foto is not None:
        _attach(kini, foto)
        perubahan["foto"] = ["ada" if lama else "belum ada", "diganti" if lama else "ditambahkan"]
    elif hapus_foto and lama:
        kini.foto, kini.foto_kecil, kini.lebar, kini.tinggi = "", "", None, None
        perubahan["foto"] = ["ada", "dihapus"]
    if not perubahan:
        return kini
    _save(kini, *asdict(isi), *KOLOM_FOTO)
    if "foto" in perubahan:
        _delete_later(kini, lama)
    record(by, "mengubah produk", kini, at=at, perubahan=perubahan)
    return kini


@deed
def withdraw_produk(produk: Produk, *, alasan: str, versi: int, by: Pengguna, at: datetime) -> Produk:
    """The product taken from the public pages at once, with the reason. It keeps its history."""
    kini, alasan = _locked(produk, versi, by=by, at=at), require_alasan(alasan)
    if kini.ditarik_pada is not None:
        raise ValidationError("Produk ini sudah ditarik. Buka halamannya untuk melihat alasannya.", code="ditarik")
    kini.ditarik_pada, kini.alasan_tarik = at, alasan
    _save(kini, "ditarik_pada", "alasan_tarik")
    record(by, "menarik produk", kini, at=at, alasan=alasan)
    return kini


@deed
def restore_produk(produk: Produk, *, alasan: str, versi: int, by: Pengguna, at: datetime) -> Produk:
    """A withdrawn product offered again, with the reason; it shows if a consent in force covers it."""
    kini, alasan = _locked(produk, versi, by=by, at=at), require_alasan(alasan)
    if kini.ditarik_pada is None:
        raise ValidationError("Produk ini tidak sedang ditarik. Muat ulang halaman.", code="berubah")
    kini.ditarik_pada, kini.alasan_tarik = None, ""
    _save(kini, "ditarik_pada", "alasan_tarik")
    record(by, "menawarkan kembali produk", kini, at=at, alasan=alasan)
    return kini


def _locked_umkm(pk: int, *, by: Pengguna, at: datetime) -> Umkm:
    """The enterprise, locked, if `by` may write its products. Raises PermissionDenied."""
    umkm = Umkm.objects.select_for_update().get(pk=pk)
    if not can_edit_produk(by, umkm.desa_id, on=tanggal_wit(at)):
        raise PermissionDenied(BUKAN_PENDAMPING)
    return umkm


def _locked(produk: Produk, versi: int, *, by: Pengguna, at: datetime) -> Produk:
    """The product as it stands, locked, if it is still the one `by` saw; otherwise who changed it and when."""
    umkm = _locked_umkm(produk.umkm_id, by=by, at=at)
    kini = Produk.objects.select_for_update().get(pk=produk.pk)
    if kini.versi != versi:
        raise ValidationError(changed_meanwhile(kini), code="berubah")
    kini.umkm = umkm
    return kini


def _require_public(isi: IsiProduk, umkm: Umkm) -> None:
    """Raise ValidationError, beside its field, for a text that names the owner or holds a number or an e-mail address; or
    the village, while a consent in force keeps it hidden.
    """
    galat: dict[str, str] = {}
    tertutup = PersetujuanTampil.objects.in_force().filter(umkm=umkm, tampil_desa=False).exists()
    for bidang in TEKS_UMUM:
        teks = getattr(isi, bidang)
        if has_number(teks) or SUREL.search(teks):
            galat[bidang] = (
                "Jangan tulis nomor telepon, nomor pribadi, atau surel di sini, juga tidak dengan huruf atau seperti harga. "
                "Nomor WhatsApp tampil sendiri bila pemilik menyetujuinya."
            )
        elif names(teks, umkm.pemilik):
            galat[bidang] = "Jangan tulis nama pemilik di sini. Namanya tampil sendiri bila pemilik menyetujuinya."
        elif tertutup and names_village(teks, umkm.desa.nama):
            galat[bidang] = NAMA_DESA
    if galat:
        raise ValidationError(galat)


def _attach(produk: Produk, foto: FotoTayang) -> None:
    """The photo in both sizes under names that say nothing."""
    nama = uuid_.uuid4().hex
    produk.foto.save(f"{nama}.jpg", ContentFile(foto.isi), save=False)
    produk.foto_kecil.save(f"{nama}-kecil.jpg", ContentFile(foto.kecil), save=False)
    produk.lebar, produk.tinggi = foto.lebar, foto.tinggi


def _files(produk: Produk) -> tuple[str, ...]:
    return tuple(str(b.name) for b in (produk.foto, produk.foto_kecil) if b)


def _delete_later(produk: Produk, nama: tuple[str, ...]) -> None:
    """A photo that was replaced leaves the disk with the commit: nobody is to find it again."""

    def hapus() -> None:
        for satu in nama:
            produk.foto.storage.delete(satu)

    transaction.on_commit(hapus)


def _save(produk: Produk, *kolom: Any) -> None:
    produk.versi += 1
    save_checked(produk, update_fields=[*kolom, "versi"])
