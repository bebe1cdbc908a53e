"""Register and change an enterprise, take it out of the programme, and show its owner. Names and phones never reach a Catatan."""

from __future__ import annotations

import uuid as uuid_
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError

from desa.angka import format_tanggal, format_waktu
from desa.models import Catatan, Desa, PenutupanUmkm, Umkm, record
from desa.nama_dikosongkan import without_numbers
from desa.sandi import samarkan_nik
from desa.scoped import deed
from desa.validators import kunci_nama
from desa.waktu import tanggal_wit
from opd.actions.banding_nik import count_comparison
from opd.actions.dasar import BERUBAH, SUDAH_ADA, diff, save_checked
from opd.actions.fakta import require_alasan
from opd.actions.hari_usaha import require_own_day
from opd.actions.isi_keluarga import require_nameless
from opd.actions.isi_umkm import (
    KOLOM_PRIBADI,
    TERBUKA,
    IsiUmkm,
    Perubahan,
    odd_nik,
    pribadi_differs,
    require_dates,
    require_kbli,
    require_nib,
    require_sure,
    write_pribadi,
)
from opd.actions.kunci import TERKUNCI, lock_villages, require_alasan_susulan
from opd.models import Pengguna, Penugasan
from opd.permissions import can_edit_umkm, can_see_personal
from opd.rekap.kunci import BukuKunci, Kunci
from opd.rekap.umkm_serupa import umkm_serupa

BENTUK_DIHITUNG = (
    "Laporan {} yang diverifikasi sudah menghitung usaha ini menurut bentuknya. Bila kini benar-benar berganti menjadi atau dari "
    "koperasi atau BUM Desa, keluarkan dari binaan dan daftarkan yang baru; bila sejak awal keliru, minta verifikator membuka "
    "kunci triwulan itu dan sesudahnya."
)
SESUDAH_TUTUP = "UMKM ini tercatat tutup pada {}. Tanggal mulai dibina tidak boleh sesudahnya."


@dataclass(frozen=True)
class DataPemilik:
    """What is stored of an owner, for one showing; of the NIK only its last four digits."""

    pemilik: str
    telepon: str
    jenis_kelamin: str = ""
    nik_samar: str = ""
    keluarga_miskin: str = ""


@deed
def create_umkm(
    desa: Desa, isi: IsiUmkm, *, uuid: uuid_.UUID, by: Pengguna, at: datetime, susulan: str = "", yakin: bool = False
) -> Umkm:
    """A new enterprise of the village; the stored one when this form was sent before.

    Raises PermissionDenied, or ValidationError when a field is wrong, the NIB is taken, the uuid holds other content, or the
    quarter of `dibina_sejak` is locked and `susulan` does not say why it comes late; MintaYakin for an odd NIK, or for one
    that may be there already.
    """
    require_right(by, desa.pk, at)
    buku = lock_villages(desa.pk, at=at)
    if (ada := Umkm.objects.filter(uuid=uuid).first()) is not None:
        if ada.desa_id != desa.pk or diff(ada, isi.open_fields()) or pribadi_differs(ada, isi):
            raise ValidationError(SUDAH_ADA, code="sudah_ada")
        return ada
    require_dates(isi, on=tanggal_wit(at))
    require_kbli(isi)
    require_own_day(desa.pk, isi.dibina_sejak, "dibina_sejak", by=by, at=at)
    alasan = require_alasan_susulan(buku.of_desa(desa.pk, isi.dibina_sejak), susulan)
    require_nib(Umkm(), isi.nib)
    umkm = Umkm(desa=desa, uuid=uuid, dicatat_pada=at, **isi.open_fields())
    write_pribadi(umkm, isi)
    require_sure([*_unassigned(desa), *_doubts(umkm)], yakin=yakin)
    save_checked(umkm)
    record(by, "mendaftarkan UMKM", umkm, at=at, alasan=alasan)
    return umkm


@deed
def change_umkm(
    umkm: Umkm, isi: IsiUmkm, *, versi: int, by: Pengguna, at: datetime, yakin: bool = False, alasan: str = ""
) -> Umkm:
    """The enterprise with the form's values; `versi` is what the writer saw, `alasan` why and on whose request.

    Raises PermissionDenied, or ValidationError when a field is wrong, somebody changed the row meanwhile, or a verified report
    counted it by the start or the kind that would change; MintaYakin for a new owner or name that is odd or may be there already.
    """
    kini, buku = lock_umkm(umkm, versi, by=by, at=at)
    require_nameless("alasan_ubah", alasan, {kunci_nama(kini.pemilik), kunci_nama(isi.pemilik or "")})
    require_dates(isi, on=tanggal_wit(at))
    require_kbli(isi)
    require_nib(kini, isi.nib)
    pertama = PenutupanUmkm.objects.in_force().filter(umkm=kini).order_by("tutup_pada").first()
    require_start(kini, kini.dibina_sejak, isi.dibina_sejak, pertama.tutup_pada if pertama else None, buku)
    perubahan = write_changes(kini, isi, write_pribadi)
    require_kind(kini, perubahan, buku)
    pribadi = perubahan.keys() - set(TERBUKA)
    require_sure(_doubts(kini, nik=bool(pribadi)) if pribadi or "nama" in perubahan else [], yakin=yakin)
    if perubahan:
        save_umkm(kini, [*TERBUKA, *KOLOM_PRIBADI])
        record(by, "mengubah UMKM", kini, at=at, perubahan=perubahan, alasan=alasan)
    return kini


def require_start(umkm: Umkm, dari: date, ke: date, pertama_tutup: date | None, buku: BukuKunci) -> None:
    """Raise ValidationError for a start that would leave, enter or pass a locked quarter, or come after the first closure."""
    if ke != dari and (kunci := buku.holder_of_start(umkm, dari, ke)) is not None:
        raise ValidationError(kunci.kalimat, code=TERKUNCI)
    if pertama_tutup is not None and ke > pertama_tutup:
        raise ValidationError({"dibina_sejak": SESUDAH_TUTUP.format(format_tanggal(pertama_tutup))})


def require_kind(umkm: Umkm, perubahan: Perubahan, buku: BukuKunci) -> None:
    """Raise ValidationError where it would leave or join the UMKM, koperasi and BUM Desa being none, of a verified report."""
    dulu, kini = perubahan.get("bentuk", (umkm.bentuk, umkm.bentuk))
    if (kunci := buku.holder_of_kind(umkm, dulu, kini)) is not None:
        raise ValidationError({"bentuk": ValidationError(BENTUK_DIHITUNG.format(kunci.nama), code=TERKUNCI)})


def write_changes(umkm: Umkm, isi: IsiUmkm, pribadi: Callable[[Umkm, IsiUmkm], Perubahan]) -> Perubahan:
    """Set on `umkm` what the form says, the owner's part by `pribadi`, and what its Catatan tells of it."""
    perubahan, nama_lama, dulu_bernama = diff(umkm, isi.open_fields()), umkm.nama, umkm.bears_owner()
    for nama, nilai in isi.open_fields().items():
        setattr(umkm, nama, nilai)
    perubahan |= pribadi(umkm, isi)
    if "nama" in perubahan and (dulu_bernama or umkm.bears_owner() or umkm.bears_owner(nama_lama)):
        perubahan["nama"] = ["", "diubah"]
    return without_numbers(perubahan, umkm)


@deed
def release_umkm(umkm: Umkm, *, dibina_sampai: date, alasan: str, versi: int, by: Pengguna, at: datetime) -> Umkm:
    """The enterprise taken out of the programme: mentored on days before `dibina_sampai`, not on it or after.

    It keeps its history and stays in the survival figures (desain.md, section 4, UMKM binaan). In a locked quarter that is a
    late fact: its reason stands already, and the Catatan names the quarter.
    """
    kini, buku = lock_umkm(umkm, versi, by=by, at=at)
    if kini.dibina_sampai:
        raise ValidationError(
            "UMKM ini sudah keluar dari binaan. Buka profilnya untuk melihat tanggalnya.", code="keluar"
        )
    if dibina_sampai > tanggal_wit(at):
        raise ValidationError({"dibina_sampai": "Tanggal keluar belum terjadi. Isi tanggal hari ini atau sebelumnya."})
    if dibina_sampai <= kini.dibina_sejak:
        raise ValidationError(
            {"dibina_sampai": "Tanggal keluar harus sesudah UMKM ini mulai dibina. Periksa tanggalnya."}
        )
    require_own_day(kini.desa_id, dibina_sampai - timedelta(days=1), "dibina_sampai", by=by, at=at)
    kini.dibina_sampai, kini.alasan_keluar, kini.keluar_dicatat_pada = dibina_sampai, alasan, at
    save_umkm(kini, ["dibina_sampai", "alasan_keluar", "keluar_dicatat_pada"])
    perubahan = {"dibina_sampai": [None, dibina_sampai.isoformat()]} | late_mark(
        buku.of_desa(kini.desa_id, dibina_sampai)
    )
    record(by, "mengeluarkan UMKM dari binaan", kini, at=at, alasan=alasan, perubahan=perubahan)
    return kini


@deed
def undo_release(umkm: Umkm, *, alasan: str, versi: int, by: Pengguna, at: datetime) -> Umkm:
    """An enterprise taken out by mistake, back in the programme as if it had never left, with the reason."""
    kini, buku = lock_umkm(umkm, versi, by=by, at=at)
    if not kini.dibina_sampai:
        raise ValidationError("UMKM ini tidak tercatat keluar dari binaan. Muat ulang halaman.", code="berubah")
    require_unlocked_day(kini, kini.dibina_sampai, kini.keluar_dicatat_pada, buku)
    alasan, perubahan = require_alasan(alasan), {"dibina_sampai": [kini.dibina_sampai.isoformat(), None]}
    kini.dibina_sampai, kini.alasan_keluar, kini.keluar_dicatat_pada = None, "", None
    save_umkm(kini, ["dibina_sampai", "alasan_keluar", "keluar_dicatat_pada"])
    record(by, "membatalkan keluarnya UMKM dari binaan", kini, at=at, alasan=alasan, perubahan=perubahan)
    return kini


@deed
def show_pemilik(umkm: Umkm, *, by: Pengguna, at: datetime) -> DataPemilik:
    """Owner and phone in the clear, and the record that `by` read them. Raises PermissionDenied."""
    if not can_see_personal(by, umkm.desa_id, on=tanggal_wit(at)):
        raise PermissionDenied("Data pemilik hanya untuk OPD pendamping desa ini dan verifikator.")
    kini = Umkm.objects.get(pk=umkm.pk)
    record(by, "melihat data pemilik", kini, at=at)
    keluarga = ", ".join(k for k in (str(kini.get_keluarga_miskin_display()), kini.asal_keluarga_miskin) if k)
    return DataPemilik(kini.pemilik, kini.telepon, kini.get_jenis_kelamin_display(), samarkan_nik(kini.nik), keluarga)


def require_right(by: Pengguna, desa_id: int, at: datetime) -> None:
    if not can_edit_umkm(by, desa_id, on=tanggal_wit(at)):
        raise PermissionDenied("UMKM hanya diubah oleh OPD pendamping desanya, verifikator, atau admin sistem.")


def require_unlocked_day(umkm: Umkm, hari: date, dicatat: datetime | None, buku: BukuKunci) -> None:
    """Raise ValidationError if a verified report holds what was recorded of that day at `dicatat` (None: nothing yet)."""
    kunci = buku.of_desa(umkm.desa_id, hari)
    if kunci is not None and dicatat is not None:
        kunci = buku.holder(kunci, susulan=dicatat > kunci.sejak, dicatat=dicatat)
    if kunci is not None and kunci.dibuka_sampai is None:
        raise ValidationError(kunci.kalimat, code=TERKUNCI)


def late_mark(kunci: Kunci | None) -> dict[str, list[str | None]]:
    """The mark of a late fact in its Catatan."""
    return {"susulan": [None, kunci.nama]} if kunci else {}


def lock_umkm(umkm: Umkm, versi: int, *, by: Pengguna, at: datetime) -> tuple[Umkm, BukuKunci]:
    """The row, locked, if it is still the one `by` saw, and the locks on its village; otherwise who changed it and when."""
    require_right(by, umkm.desa_id, at)
    buku = lock_villages(umkm.desa_id, at=at)
    kini = Umkm.objects.select_for_update(of=("self",)).get(pk=umkm.pk)
    if kini.versi != versi:
        raise changed_since(kini)
    return kini, buku


def changed_since(umkm: Umkm) -> ValidationError:
    """The refusal of who saw an older version, with who changed it and when."""
    terakhir = Catatan.objects.about(umkm).exclude(tindakan="melihat data pemilik").first()
    siapa = f" Terakhir: {terakhir.oleh}, {format_waktu(terakhir.pada)}." if terakhir else ""
    return ValidationError(BERUBAH + siapa, code="berubah")


def _unassigned(desa: Desa) -> list[str]:
    """The sentence for a village that no penugasan ever named: only maintainers can reach one."""
    if Penugasan.objects.in_force().filter(desa=desa).exists():
        return []
    return [f"{desa.nama} belum pernah mendapat penugasan, sehingga UMKM ini tidak dihitung pada OPD mana pun."]


def _doubts(umkm: Umkm, *, nik: bool = True) -> list[str]:
    """What is unlikely about an enterprise before it is saved, one sentence each; also whether it is there already.

    `nik` False: what tells of the owner did not change, so an odd NIK that was accepted once is not asked about again.
    """
    janggal = odd_nik(umkm) if nik else ""
    return [*([janggal] if janggal else []), *(s.kalimat for s in umkm_serupa(umkm))]


@deed
def count_nik_check(desa: Desa, *, by: Pengguna, at: datetime) -> None:
    """Record that an owner's NIK is about to be compared with all villages; see `count_comparison`. Raises PermissionDenied."""
    require_right(by, desa.pk, at)
    count_comparison("pemilik UMKM", desa, by=by, at=at)


def save_umkm(umkm: Umkm, fields: list[str]) -> None:
    umkm.versi += 1
    save_checked(umkm, update_fields=[*fields, "versi"])
