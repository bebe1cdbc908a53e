"""Record and end an owner's consent to be shown. Names and numbers never reach a Catatan."""

from __future__ import annotations

import uuid as uuid_
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Max

from desa.angka import format_tanggal
from desa.enums import CaraPersetujuan
from desa.models import PersetujuanTampil, Produk, Umkm, record
from desa.scoped import deed
from desa.teks_umum import names_village
from desa.waktu import tanggal_wit
from opd.actions.dasar import SUDAH_ADA, diff, save_checked
from opd.actions.fakta import require_alasan
from opd.actions.hari_usaha import require_own_day
from opd.actions.nisan import require_names_not_erased
from opd.actions.produk import TEKS_UMUM
from opd.models import Pengguna
from opd.permissions_produk import can_edit_produk, can_revoke_persetujuan

BUKAN_PENDAMPING = "Persetujuan hanya dicatat oleh OPD pendamping desanya, verifikator, atau admin sistem."
BUKAN_PENCABUT = "Persetujuan hanya dicabut oleh OPD pendamping desanya, verifikator, pimpinan, atau admin sistem."
SUDAH_BERAKHIR = (
    "Isian ini sudah pernah dikirim dan persetujuannya sudah tidak berlaku. Buka isian baru untuk mencatatnya lagi."
)
TANPA_PEMILIK = "{}: pemilik usaha ini tidak disebut lagi, jadi persetujuannya tidak dicatat."
DIGANTI = "diganti persetujuan baru"
DIGABUNG = "Catatan usaha ini digabungkan."


@dataclass(frozen=True)
class IsiPersetujuan:
    """What the owner agreed to. `nama_tampil` and `whatsapp` empty: that is not to be shown."""

    penyetuju: str
    tanggal: date
    cara: str
    produk: frozenset[int]
    saksi: str = ""
    tampil_foto: bool = False
    tampil_desa: bool = False
    nama_tampil: str = ""
    whatsapp: str = ""

    def columns(self) -> dict[str, Any]:
        """The stored columns but the products and the sealed number."""
        nama = ("penyetuju", "tanggal", "cara", "saksi", "tampil_foto", "tampil_desa", "nama_tampil")
        hasil = {n: getattr(self, n) for n in nama}
        return hasil | {"tampil_pemilik": bool(self.nama_tampil), "tampil_whatsapp": bool(self.whatsapp)}


@deed
def record_persetujuan(
    umkm: Umkm, isi: IsiPersetujuan, *, uuid: uuid_.UUID, surat: Any, by: Pengguna, at: datetime
) -> PersetujuanTampil:
    """A consent in force from now on, which ends the last one; the stored one when this form was sent before.

    Raises PermissionDenied, or ValidationError when a field is wrong, a product is not the enterprise's, the day is another
    OPD's or before the owner's last revocation, or the uuid holds other content or a consent that ended.
    """
    milik = Umkm.objects.select_for_update().get(pk=umkm.pk)
    if not can_edit_produk(by, milik.desa_id, on=tanggal_wit(at)):
        raise PermissionDenied(BUKAN_PENDAMPING)
    if (ada := PersetujuanTampil.objects.filter(uuid=uuid).first()) is not None:
        _require_same(ada, milik, isi)
        return ada
    if milik.pengosongan:
        raise ValidationError(TANPA_PEMILIK.format(milik.get_pengosongan_display()), code="dikosongkan")
    _require_valid(milik, isi, surat, on=tanggal_wit(at))
    require_own_day(milik.desa_id, isi.tanggal, "tanggal", by=by, at=at)
    _require_unrevoked(milik, isi)
    lama = PersetujuanTampil.objects.in_force().filter(umkm=milik).first()
    if lama is not None:
        PersetujuanTampil.objects.filter(pk=lama.pk).update(dicabut_pada=at, alasan_cabut=DIGANTI)
    baru = PersetujuanTampil(
        umkm=milik, uuid=uuid, dicatat_pada=at, pencatat_id=by.pk, pencatat=by.label, **isi.columns()
    )
    baru.whatsapp = isi.whatsapp
    if surat is not None:
        baru.surat.save(surat.name, surat, save=False)
    save_checked(baru)
    baru.produk.set(isi.produk)
    ganti = {"menggantikan": [None, f"persetujuan {format_tanggal(lama.tanggal)}"]} if lama else {}
    record(by, "mencatat persetujuan tampil", baru, at=at, perubahan={"produk": [None, len(isi.produk)]} | ganti)
    return baru


@deed
def revoke_persetujuan(persetujuan: PersetujuanTampil, *, alasan: str, by: Pengguna, at: datetime) -> None:
    """The consent ended now: everything it showed is gone from the public pages with this transaction.

    Raises PermissionDenied, or ValidationError when it was ended before.
    """
    umkm = Umkm.objects.get(pk=persetujuan.umkm_id)
    if not can_revoke_persetujuan(by, umkm.desa_id, on=tanggal_wit(at)):
        raise PermissionDenied(BUKAN_PENCABUT)
    alasan = require_alasan(alasan)
    berlaku = PersetujuanTampil.objects.in_force().filter(pk=persetujuan.pk)
    if not berlaku.update(dicabut_pada=at, alasan_cabut=alasan):
        raise ValidationError("Persetujuan ini sudah tidak berlaku. Muat ulang halaman.", code="berubah")
    record(by, "mencabut persetujuan tampil", persetujuan, at=at, alasan=alasan)


@deed
def open_surat(persetujuan: PersetujuanTampil, *, by: Pengguna, at: datetime) -> Any:
    """The signed paper, and the record that `by` opened it. Raises PermissionDenied."""
    kini = PersetujuanTampil.objects.personal_for(by).filter(pk=persetujuan.pk).first()
    if kini is None:
        raise PermissionDenied("Surat persetujuan hanya untuk OPD pendamping desa ini dan verifikator.")
    record(by, "melihat surat persetujuan", kini, at=at)
    return kini.surat


def _require_same(ada: PersetujuanTampil, umkm: Umkm, isi: IsiPersetujuan) -> None:
    """Raise ValidationError unless the stored consent says what the form says and is still in force."""
    produk = set(ada.produk.scoped().values_list("pk", flat=True))
    beda = diff(ada, isi.columns()) or ada.whatsapp != isi.whatsapp or produk != isi.produk
    if ada.umkm_id != umkm.pk or beda:
        raise ValidationError(SUDAH_ADA, code="sudah_ada")
    if ada.dicabut_pada is not None:
        raise ValidationError(SUDAH_BERAKHIR, code="sudah_ada")


def _require_valid(umkm: Umkm, isi: IsiPersetujuan, surat: Any, *, on: date) -> None:
    """Raise ValidationError beside the field that is wrong."""
    if isi.tanggal > on:
        raise ValidationError({"tanggal": "Tanggal ini belum terjadi. Isi tanggal hari ini atau sebelumnya."})
    if isi.cara == CaraPersetujuan.TERTULIS and surat is None:
        raise ValidationError({"surat": "Unggah foto atau pindaian surat yang ditandatangani pemilik."})
    if isi.cara == CaraPersetujuan.LISAN and not isi.saksi:
        raise ValidationError({"saksi": "Tulis nama saksi yang mendengar persetujuan ini."})
    require_names_not_erased("saksi", umkm.desa_id, (isi.saksi,))
    milik = list(Produk.objects.filter(umkm=umkm, pk__in=isi.produk).order_by("pk"))
    if not isi.produk or {p.pk for p in milik} != isi.produk:
        raise ValidationError({"produk": "Pilih sedikitnya satu produk usaha ini. Muat ulang halaman bila berubah."})
    if not isi.tampil_desa:
        _require_hidden_village(umkm, milik, isi)


def _require_unrevoked(umkm: Umkm, isi: IsiPersetujuan) -> None:
    """Raise ValidationError for a consent older than the owner's last revocation; an end for another reason is none."""
    dicabut = PersetujuanTampil.objects.filter(umkm=umkm, dicabut_pada__isnull=False)
    akhir = dicabut.exclude(alasan_cabut__in=(DIGANTI, DIGABUNG)).aggregate(m=Max("dicabut_pada"))["m"]
    if akhir is not None and isi.tanggal < tanggal_wit(akhir):
        raise ValidationError(
            {
                "tanggal": f"Persetujuan pemilik dicabut pada {format_tanggal(tanggal_wit(akhir))}. Yang diberikan sebelumnya "
                "tidak berlaku lagi; minta persetujuan baru."
            }
        )


def _require_hidden_village(umkm: Umkm, produk: Iterable[Produk], isi: IsiPersetujuan) -> None:
    """Raise ValidationError when the village would be read all the same: in the enterprise's name or a product's texts."""
    if names_village(f"{umkm.nama}\n{isi.nama_tampil}", umkm.desa.nama):
        raise ValidationError(
            {
                "tampil_desa": "Nama usaha atau nama yang ditampilkan memuat nama desanya, jadi desa tetap terbaca. Minta izin "
                "pemilik untuk menampilkan nama desa, atau ubah dahulu namanya."
            }
        )
    sebut = [p.nama for p in produk if any(names_village(getattr(p, n), umkm.desa.nama) for n in TEKS_UMUM)]
    if sebut:
        raise ValidationError(
            {
                "tampil_desa": f"Nama desa tertulis pada {', '.join(f'“{n}”' for n in sebut)}. Hapus dari teks produknya "
                "dahulu, atau minta izin pemilik untuk menampilkan nama desa."
            }
        )
