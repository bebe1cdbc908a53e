"""What taking back an applied list does to its rows, by kind. Each raises ValidationError naming who built on which row since.

Dated facts are taken back as any correction is: by a row that replaces them. An enterprise that the list brought in and that
nothing names yet goes altogether, or the mended list would find it there and change nothing.
"""

from __future__ import annotations

import uuid as uuid_
from collections.abc import Callable, Collection
from dataclasses import fields
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import ProtectedError

from desa.angka import format_bulan, format_waktu
from desa.enums import StatusPotret
from desa.models import (
    Catatan,
    Penjualan,
    PenjualanSaluran,
    PerkembanganUmkm,
    PotretKesejahteraan,
    Umkm,
    make_catatan,
)
from desa.waktu import akhir_bulan
from opd.actions.batal_kegiatan import since, undo_kegiatan
from opd.actions.impor_baris import sales_notes, sales_uuid
from opd.actions.isi_perkembangan import IsiPerkembangan
from opd.actions.isi_umkm import TERBUKA, IsiUmkm, stored_fields
from opd.actions.kunci import TERKUNCI, lock_villages
from opd.actions.perkembangan import cancel_perkembangan, correct_perkembangan
from opd.actions.potret import cancel_potret, correct_potret, isi_of
from opd.actions.umkm import change_umkm, require_unlocked_day
from opd.enums import JenisImpor
from opd.impor.rencana import Hasil
from opd.models import Impor, Pengguna
from opd.rekap.pembacaan import MEMBACA, starts_with
from opd.rekap.saluran import Keadaan, Saluran, channels_of, tell

BUKAN_DESANYA = "Sebagian desa pada daftar ini bukan lagi desa Anda. Minta verifikator membatalkannya."
_TEMPAT = "desa__kecamatan__kabupaten"


def _require_villages(by: Pengguna, desa: Collection[int]) -> None:
    if not by.may_maintain_reference() and by.managed_desa().filter(pk__in=desa).count() != len(set(desa)):
        raise PermissionDenied(BUKAN_DESANYA)


# --- enterprises --------------------------------------------------------------------------------------------------------


def undo_umkm(impor: Impor, alasan: str, *, by: Pengguna, at: datetime) -> int:
    """New enterprises gone, changed ones as they were; how many."""
    label = Umkm._meta.label_lower
    saat: dict[str, Any] = {"pada": impor.diterapkan_pada, "oleh_id": impor.diterapkan_oleh_id, "objek_jenis": label}
    catatan = {int(c.objek_id): c for c in Catatan.objects.filter(**saat)}
    semua = {u.pk: u for u in Umkm.semua.filter(pk__in=catatan).select_related(_TEMPAT)}
    _require_villages(by, {u.desa_id for u in semua.values()})
    buku = lock_villages(*{u.desa_id for u in semua.values()}, at=at)
    _require_untouched(semua, catatan, impor)
    baru = [u for u in semua.values() if catatan[u.pk].tindakan == "mendaftarkan UMKM"]
    for u in baru:
        require_unlocked_day(u, u.dibina_sejak, u.dicatat_pada, buku)
    _require_unused(baru)
    for u in semua.values():
        if catatan[u.pk].tindakan == "mengubah UMKM":
            _put_back(u, catatan[u.pk].perubahan, alasan, by=by, at=at)
    kabar = [make_catatan(by, "membatalkan pendaftaran UMKM", u, at=at, alasan=alasan) for u in baru]
    try:
        Umkm.semua.filter(pk__in=[u.pk for u in baru]).delete()
    except ProtectedError as galat:
        raise since("Sebagian UMKM dari daftar ini sudah dipakai pada catatan lain.") from galat
    Catatan.objects.bulk_create(kabar, batch_size=500)
    return len(semua)


def _require_untouched(semua: dict[int, Umkm], catatan: dict[int, Catatan], impor: Impor) -> None:
    """Raise ValidationError for a row that is gone, or that somebody changed after the list was applied."""
    if hilang := catatan.keys() - semua.keys():
        raise since(f"{catatan[min(hilang)].objek} sudah tidak ada.")
    kemudian = Catatan.objects.filter(
        objek_jenis=Umkm._meta.label_lower, objek_id__in=[str(pk) for pk in semua], pada__gt=impor.diterapkan_pada
    )
    if c := kemudian.exclude(starts_with(MEMBACA)).order_by("pada", "pk").first():
        nama = semua[int(c.objek_id)].nama
        raise since(f"{c.oleh} {c.tindakan} {nama} pada {format_waktu(c.pada)}, sesudah daftar ini diterapkan.")


def _require_unused(baru: Collection[Umkm]) -> None:
    """Raise ValidationError for a new enterprise that a record names already. One query for each kind of record."""
    nama = {u.pk: u.nama for u in baru}
    for hubungan in Umkm._meta.related_objects:
        medan = hubungan.field.name
        semua = hubungan.related_model._base_manager.filter(**{f"{medan}__in": list(nama)})
        pk = semua.order_by().values_list(medan, flat=True).first()
        if pk is not None:
            kata = hubungan.related_model._meta.verbose_name
            raise since(f"{nama[pk]} sudah disebut pada {kata}, sesudah daftar ini diterapkan.")


def _put_back(umkm: Umkm, perubahan: dict[str, list[Any]], alasan: str, *, by: Pengguna, at: datetime) -> None:
    """The enterprise with the values that its Catatan says it had; the owner's are told by none."""
    if set(perubahan) - set(TERBUKA) or perubahan.get("nama", [None, ""])[0] == "":
        raise ValidationError(
            f"Daftar ini mengubah data pemilik {umkm.nama}, dan nilai lamanya tidak disimpan. Koreksi barisnya pada halaman "
            "UMKM. Tidak ada yang dibatalkan.",
            code="pribadi",
        )
    medan = {f.attname: f for f in Umkm._meta.concrete_fields}
    lama = {nama: medan[nama].to_python(nilai[0]) for nama, nilai in perubahan.items()}
    isi = IsiUmkm(**stored_fields(umkm) | lama)
    change_umkm(umkm, isi, versi=umkm.versi, by=by, at=at, yakin=True, alasan=alasan)


# --- sales --------------------------------------------------------------------------------------------------------------


def undo_penjualan(impor: Impor, alasan: str, *, by: Pengguna, at: datetime) -> int:
    """Each month as it was before: not reported, or what stood there; how many rows."""
    semua = [p for p in _written(Penjualan, impor, "umkm__desa") if p.uuid == sales_uuid(impor, p)]
    hitungan = impor.ringkasan.get("hitungan", {})
    if len(semua) < hitungan.get(Hasil.BARU, 0) + hitungan.get(Hasil.BERUBAH, 0):
        raise since("Sebagian UMKM dari daftar ini sudah digabungkan, sesudah daftar ini diterapkan.")
    desa = {p.umkm.desa_id for p in semua}
    _require_villages(by, desa)
    buku = lock_villages(*desa, at=at)
    pengganti = Penjualan.objects.filter(menggantikan__in=semua).select_related("umkm").order_by("pk").first()
    if pengganti is not None:
        kata = f"{pengganti.pencatat} mengoreksi penjualan {pengganti.umkm.nama} {format_bulan(pengganti.bulan)}"
        raise since(f"{kata} pada {format_waktu(pengganti.dicatat_pada)}, sesudah daftar ini diterapkan.")
    for p in semua:
        kunci = buku.of_desa(p.umkm.desa_id, akhir_bulan(p.bulan))
        if (oleh := buku.holder_of(p, kunci)) is not None:
            raise ValidationError(oleh.kalimat, code=TERKUNCI)
    lama = {p.pk: p.menggantikan for p in semua}
    pk_lama = [x.pk for x in lama.values() if x]
    saluran = channels_of(PenjualanSaluran.objects.filter(penjualan__in=[*pk_lama, *lama]))
    baru = [_taken_back(p, alasan, by=by, at=at) for p in semua]
    Penjualan.objects.bulk_create(baru, batch_size=500)
    bagian = [
        PenjualanSaluran(penjualan=b, saluran=s, omzet_rp=rp)
        for b, p in zip(baru, semua, strict=True)
        for s, rp in saluran.get(p.menggantikan_id or 0, ())
        if not b.batal
    ]
    PenjualanSaluran.objects.bulk_create(bagian, batch_size=500)
    kabar = [(p.umkm.desa_id, p.bulan, p.umkm_id, [_told(p, saluran), _told(p.menggantikan, saluran)]) for p in semua]
    catatan = sales_notes("mengembalikan penjualan", kabar, alasan, by=by, at=at)
    Catatan.objects.bulk_create(catatan, batch_size=500)
    return len(semua)


def _taken_back(p: Penjualan, alasan: str, *, by: Pengguna, at: datetime) -> Penjualan:
    """The row in the place of one that the list wrote: what it replaced, or nothing reported."""
    lama = p.menggantikan if p.menggantikan and not p.menggantikan.batal else None
    return Penjualan(
        uuid=uuid_.uuid5(p.uuid, "batal"),
        umkm_id=p.umkm_id,
        bulan=p.bulan,
        omzet_rp=lama.omzet_rp if lama else 0,
        berjualan=lama.berjualan if lama else False,
        batal=lama is None,
        menggantikan=p,
        alasan_koreksi=alasan,
        alasan_susulan=p.alasan_susulan,
        dicatat_pada=at,
        pencatat_id=by.pk,
        pencatat=by.nama,
    )


def _told(p: Penjualan | None, saluran: dict[int, Saluran]) -> str:
    keadaan: Keadaan | None = None
    if p is not None and not p.batal:
        keadaan = (p.omzet_rp, p.berjualan, saluran.get(p.pk, ()))
    return tell(keadaan)


# --- states and potret --------------------------------------------------------------------------------------------------


def _written(model: Any, impor: Impor, *tempat: str) -> Any:
    """The dated rows that the list wrote, oldest first: signed at the moment it was applied, by who applied it."""
    oleh = {"dicatat_pada": impor.diterapkan_pada, "pencatat_id": impor.diterapkan_oleh_id}
    return model.objects.filter(**oleh).select_related("menggantikan", *tempat).order_by("pk")


def undo_perkembangan(impor: Impor, alasan: str, *, by: Pengguna, at: datetime) -> int:
    """Each state cancelled, or as it was before the list; how many."""
    semua = list(_written(PerkembanganUmkm, impor, "umkm__desa"))
    for p in semua:
        lama = p.menggantikan
        oleh: dict[str, Any] = {"uuid": uuid_.uuid5(p.uuid, "batal"), "alasan": alasan, "by": by, "at": at}
        try:
            if lama is None or lama.batal:
                cancel_perkembangan(p, **oleh)
            else:
                isi = IsiPerkembangan(**{f.name: getattr(lama, f.name) for f in fields(IsiPerkembangan)})
                correct_perkembangan(p, isi, yakin=True, **oleh)
        except ValidationError as galat:
            raise since(f"{p.umkm.nama}: {' '.join(galat.messages)}") from galat
    return len(semua)


def undo_potret(impor: Impor, alasan: str, *, by: Pengguna, at: datetime) -> int:
    """Each potret taken back, or as it was, while no verifikator has looked at it; how many."""
    semua = list(_written(PotretKesejahteraan, impor, "desa"))
    for p in semua:
        if p.status != StatusPotret.DRAF:
            kata = f"{p} {p.desa.nama} sudah {p.get_status_display().lower()} oleh {p.pemeriksa}"
            raise since(f"{kata} pada {format_waktu(p.diperiksa_pada)}, sesudah daftar ini diterapkan.")
        oleh: dict[str, Any] = {"uuid": uuid_.uuid5(p.uuid, "batal"), "alasan": alasan, "by": by, "at": at}
        lama = p.menggantikan
        try:
            if lama is None or lama.status == StatusPotret.DIVERIFIKASI:
                cancel_potret(p, **oleh)
            else:
                correct_potret(p, isi_of(lama), yakin=True, **oleh)
        except ValidationError as galat:
            raise since(f"{p} {p.desa.nama}: {' '.join(galat.messages)}") from galat
    return len(semua)


PEMBATAL: dict[str, Callable[..., int]] = {
    JenisImpor.UMKM: undo_umkm,
    JenisImpor.PENJUALAN: undo_penjualan,
    JenisImpor.PERKEMBANGAN: undo_perkembangan,
    JenisImpor.KEGIATAN: undo_kegiatan,
    JenisImpor.POTRET: undo_potret,
}
"""How each kind of list is taken back."""
