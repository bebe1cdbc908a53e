"""What a data subject asked for: proposed by one person, confirmed and carried out by another, ended again where it can be.

Law: UU 27/2022 art. 41 (restriction), 43-45 (erasure, and telling the subject of it). No name or number reaches a Catatan.
"""

from __future__ import annotations

import json
import uuid as uuid_
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from desa.enums import Pengosongan
from desa.models import record
from desa.scoped import deed
from desa.waktu import tanggal_wit
from opd.actions.akhir_pembatasan import lift, locked_restriction, require_end
from opd.actions.dasar import SUDAH_ADA, save_checked
from opd.actions.fakta import require_alasan
from opd.actions.isi_keluarga import require_nameless
from opd.actions.kosongkan import Cara, Diambil, drop_files, empty_rows
from opd.actions.kunci import lock_villages
from opd.actions.lupakan_impor import DaftarMenyebut, forget_lists, lists_naming
from opd.actions.nisan import set_nisan
from opd.actions.rekaman_diminta import looked_for, names_of, records_of, villages_of
from opd.enums import JenisPermintaan, PengajuPermintaan, StatusPermintaan
from opd.models import Pengguna, PermintaanSubjek
from opd.permissions_permintaan import BUKAN_PENGUSUL, can_decide_permintaan, can_propose_permintaan
from opd.rekap.berkas_subjek import gather_rows
from opd.rekap.simpanan_pribadi import UMKM, Kunci
from opd.rekap.subjek_dibatasi import BERSAMA

J, S = JenisPermintaan, StatusPermintaan
BUKAN_PEMUTUS = (
    "Permintaan diputuskan verifikator atau admin sistem yang tidak mengusulkannya. Minta orang lain memutuskannya."
)
SUDAH_DIPUTUS = "Permintaan ini sudah diputuskan atau ditarik. Muat ulang halaman."
SUDAH_LEWAT = (
    "Hari berakhirnya pembatasan ini sudah lewat atau belum disebut. Tolak, lalu usulkan lagi dengan hari lain."
)
TANPA_REKAMAN = "Pilih sedikitnya satu catatan yang menyangkut orang ini."
PEJABAT = (
    "Akun, jabatan, dan keanggotaan tim pejabat tetap selama pertanggungjawaban tugasnya (UU 43/2009). Pilih catatan lain, atau "
    "perbaiki datanya lewat panel."
)
KEADAAN = {J.PEMBATASAN: Pengosongan.DIBATASI, J.PENGHAPUSAN: Pengosongan.DIHAPUS}
BERNAMA_BANYAK = frozenset({"opd.kunjungan", "desa.persetujuantampil"})
"""Records that name several persons."""
LABEL_PEJABAT = frozenset({"opd.pengguna", "opd.jabatan", "opd.anggotatim"})


@dataclass(frozen=True)
class IsiPermintaan:
    """What the form says: what is asked for, under which number, since when, by whom, why, and of which records.

    `nama`: how the person is written in records that name several, one spelling a line. `dibatasi_sampai`: the day on which
    a restriction ends.
    """

    jenis: JenisPermintaan
    nomor: str
    diterima: date
    pengaju: PengajuPermintaan
    alasan: str
    rekaman: tuple[Kunci, ...]
    nama: str = ""
    dibatasi_sampai: date | None = None


@deed
def propose_permintaan(isi: IsiPermintaan, *, uuid: uuid_.UUID, by: Pengguna, at: datetime) -> PermintaanSubjek:
    """A request that waits for its decision; the stored one when this form was sent before.

    Raises PermissionDenied, or ValidationError for a day to come, words that name the person, records of officials, records
    that a request waits for already, or a uuid with other content.
    """
    if not can_propose_permintaan(by, on=tanggal_wit(at)):
        raise PermissionDenied(BUKAN_PENGUSUL)
    rekaman = [str(k) for k in sorted(set(isi.rekaman))]
    if (ada := PermintaanSubjek.objects.filter(uuid=uuid).first()) is not None:
        if ada.rekaman != rekaman or (ada.jenis, ada.nomor, ada.alasan) != (isi.jenis, isi.nomor, isi.alasan):
            raise ValidationError(SUDAH_ADA, code="sudah_ada")
        return ada
    baris = _require_records(isi.rekaman)
    if isi.diterima > tanggal_wit(at):
        raise ValidationError({"diterima": "Tanggal ini belum terjadi. Isi hari permintaannya diterima."})
    if isi.jenis == J.PEMBATASAN:
        require_end(isi.dibatasi_sampai, on=tanggal_wit(at))
    _require_name(baris, isi)
    for bidang, teks in (("alasan", require_alasan(isi.alasan)), ("nomor", isi.nomor)):
        require_nameless(bidang, teks, names_of(baris, isi.nama))
    permintaan = PermintaanSubjek(
        uuid=uuid, jenis=isi.jenis, nomor=isi.nomor, diterima=isi.diterima, pengaju=isi.pengaju, alasan=isi.alasan,
        rekaman=rekaman, dibatasi_sampai=isi.dibatasi_sampai if isi.jenis == J.PEMBATASAN else None, diusulkan_oleh=by,
        diusulkan_pada=at,
    )  # fmt: skip
    permintaan.nama_subjek = isi.nama
    save_checked(permintaan)
    record(by, "mengusulkan permintaan subjek data", permintaan, at=at, perubahan=_counts(isi.jenis, rekaman))
    return permintaan


@deed
def propose_end(
    pembatasan: PermintaanSubjek, *, alasan: str, uuid: uuid_.UUID, by: Pengguna, at: datetime
) -> PermintaanSubjek:
    """A proposal to lift a restriction. Raises PermissionDenied, or ValidationError when it ended or one waits already."""
    if not can_propose_permintaan(by, on=tanggal_wit(at)):
        raise PermissionDenied(BUKAN_PENGUSUL)
    if (ada := PermintaanSubjek.objects.filter(uuid=uuid).first()) is not None:
        return ada
    kini = locked_restriction(pembatasan.pk)
    require_nameless("alasan", require_alasan(alasan), looked_for(kini).nama)
    akhir = PermintaanSubjek(
        uuid=uuid, jenis=J.PENGAKHIRAN, nomor=kini.nomor, diterima=tanggal_wit(at), pengaju=kini.pengaju, alasan=alasan,
        rekaman=kini.rekaman, mengakhiri=kini, diusulkan_oleh=by, diusulkan_pada=at,
    )  # fmt: skip
    save_checked(akhir)
    record(by, "mengusulkan pengakhiran pembatasan", akhir, at=at, perubahan=_counts(akhir.jenis, akhir.rekaman))
    return akhir


def carry_out(permintaan: PermintaanSubjek, *, by: Pengguna, at: datetime) -> PermintaanSubjek:
    """Confirm and do what was asked, all or nothing. Raises PermissionDenied, or ValidationError when it was decided.

    The uploaded lists are looked through before the transaction, for that may take long; those that came meanwhile in it.
    """
    if not can_decide_permintaan(by, permintaan, on=tanggal_wit(at)):
        raise PermissionDenied(BUKAN_PEMUTUS)
    kini = PermintaanSubjek.objects.filter(pk=permintaan.pk).scoped().get()
    dibaca = DaftarMenyebut()
    if kini.jenis != J.PENGAKHIRAN:
        dibaca = lists_naming(looked_for(kini))
    return _carry_out(kini, dibaca, by=by, at=at)


@deed
def _carry_out(permintaan: PermintaanSubjek, dibaca: DaftarMenyebut, *, by: Pengguna, at: datetime) -> PermintaanSubjek:
    kini = _waiting(permintaan, by=by, at=at)
    baris = records_of(kini)
    lock_villages(*villages_of(baris), at=at)
    if kini.jenis == J.PEMBATASAN and not (kini.dibatasi_sampai and kini.dibatasi_sampai > tanggal_wit(at)):
        raise ValidationError(SUDAH_LEWAT, code="lewat")
    if kini.mengakhiri_id is not None:
        kini.hasil = lift(locked_restriction(kini.mengakhiri_id), baris)
    else:
        kini.hasil = _empty(kini, baris, dibaca, at=at)
    kini.status, kini.diputus_oleh, kini.diputus_pada, kini.nama_subjek = S.DILAKSANAKAN, by, at, ""
    save_checked(kini)
    perubahan = {nama: [None, jumlah] for nama, jumlah in kini.hasil.items()}
    record(by, f"melaksanakan {kini.get_jenis_display().lower()}", kini, at=at, perubahan=perubahan)
    return kini


def _empty(
    permintaan: PermintaanSubjek, baris: Mapping[Kunci, Any], dibaca: DaftarMenyebut, *, at: datetime
) -> dict[str, int]:
    """Take the person out of records, imports and what a restriction kept, and set the tombstones."""
    keadaan, dicari = KEADAAN[J(permintaan.jenis)], looked_for(permintaan)
    berkas = forget_lists({*dibaca.pk, *lists_naming(dicari, sesudah=dibaca.sampai).pk})
    umkm = frozenset(k.pk for k in baris if k.label == UMKM)
    cara = Cara(keadaan, at, dicari.nama, umkm)
    diambil = empty_rows(baris, cara)
    if keadaan == Pengosongan.DIBATASI:
        permintaan.simpanan = json.dumps(diambil.nilai)
    else:
        _erase_kept(baris, diambil, cara)
    set_nisan(permintaan, diambil.nomor, keadaan, on=tanggal_wit(at))
    return diambil.jumlah | {"berkas impor dilepas": berkas, "nomor dan nama dijaga": len(diambil.nomor)}


def _erase_kept(baris: Mapping[Kunci, Any], diambil: Diambil, cara: Cara) -> None:
    """What restrictions of these records still keep is erased with them, numbers noted for the tombstones first.

    Of a record that names several persons only this one's lines, unless the restriction is of nothing else.
    """
    semua = PermintaanSubjek.objects.select_for_update(of=("self",)).exclude(simpanan_sandi="")
    for pembatasan in semua.order_by("pk"):
        simpanan: dict[str, dict[str, Any]] = json.loads(pembatasan.simpanan)
        semuanya = set(simpanan) <= set(map(str, baris))
        for kunci in [k for k in baris if str(k) in simpanan]:
            nilai = simpanan.pop(str(kunci))
            if not semuanya and (sisa := _lines_of_others(nilai, cara)):
                simpanan[str(kunci)] = sisa
                continue
            diambil.note_kept(baris[kunci], nilai)
            diambil.nilai.setdefault(str(kunci), {})
        if not simpanan:
            pembatasan.status = S.BERAKHIR
        pembatasan.simpanan = json.dumps(simpanan) if simpanan else ""
        pembatasan.save(update_fields=["simpanan_sandi", "status"])
    drop_files(diambil.berkas)


def _lines_of_others(nilai: Mapping[str, Any], cara: Cara) -> dict[str, str]:
    """What is kept of a shared record without the lines that bear the person's name; empty when nothing is left."""
    baris = {n: ["" if cara.bears_name(b) else b for b in isi.split("\n")] for n, isi in nilai.items() if n in BERSAMA}
    return {n: "\n".join(isi) for n, isi in baris.items() if any(isi)}


@deed
def refuse_permintaan(permintaan: PermintaanSubjek, *, alasan: str, by: Pengguna, at: datetime) -> PermintaanSubjek:
    """Turn a request down with the reason. Raises as `carry_out`."""
    kini = _waiting(permintaan, by=by, at=at)
    require_nameless("alasan", require_alasan(alasan), looked_for(kini).nama)
    kini.status, kini.diputus_oleh, kini.diputus_pada, kini.alasan_putusan = S.DITOLAK, by, at, alasan
    kini.nama_subjek = ""
    save_checked(kini)
    record(by, "menolak permintaan subjek data", kini, at=at, alasan=alasan)
    return kini


@deed
def withdraw_permintaan(permintaan: PermintaanSubjek, *, by: Pengguna, at: datetime) -> PermintaanSubjek:
    """Take back what oneself proposed. Raises PermissionDenied, or ValidationError when it was decided already."""
    kini = PermintaanSubjek.objects.select_for_update(of=("self",)).get(pk=permintaan.pk)
    if kini.diusulkan_oleh_id != by.pk:
        raise PermissionDenied("Permintaan ditarik oleh orang yang mengusulkannya.")
    if kini.status != S.MENUNGGU:
        raise ValidationError(SUDAH_DIPUTUS, code="berubah")
    kini.status, kini.nama_subjek = S.DITARIK, ""
    save_checked(kini)
    record(by, "menarik permintaan subjek data", kini, at=at)
    return kini


@deed
def record_wrong_password(*, by: Pengguna, at: datetime) -> None:
    """Somebody in this account's session did not know its password."""
    record(by, "salah kata sandi pada permintaan subjek data", by, at=at)


def _waiting(permintaan: PermintaanSubjek, *, by: Pengguna, at: datetime) -> PermintaanSubjek:
    """The request, locked, if it waits and is this person's to decide."""
    kini = PermintaanSubjek.objects.select_for_update(of=("self",)).get(pk=permintaan.pk)
    if not can_decide_permintaan(by, kini, on=tanggal_wit(at)):
        raise PermissionDenied(BUKAN_PEMUTUS)
    if kini.status != S.MENUNGGU:
        raise ValidationError(SUDAH_DIPUTUS, code="berubah")
    return kini


def _require_records(kunci: Collection[Kunci]) -> dict[Kunci, Any]:
    """The chosen rows and all that belongs to them. Raises ValidationError for none, for officials, or for one that waits."""
    if not kunci:
        raise ValidationError(TANPA_REKAMAN, code="kosong")
    if any(k.label in LABEL_PEJABAT for k in kunci):
        raise ValidationError(PEJABAT, code="pejabat")
    baris = gather_rows(kunci)
    if missing := set(kunci) - set(baris):
        raise ValidationError(f"{len(missing)} catatan tidak ada lagi. Cari orangnya sekali lagi.", code="hilang")
    menunggu = PermintaanSubjek.objects.filter(status=S.MENUNGGU).values_list("rekaman", flat=True)
    if {str(k) for k in kunci} & {teks for daftar in menunggu for teks in daftar}:
        raise ValidationError(
            "Salah satu catatan ini sudah menunggu putusan permintaan lain. Putuskan itu lebih dahulu.", code="menunggu"
        )
    return baris


def _require_name(baris: Mapping[Kunci, Any], isi: IsiPermintaan) -> None:
    """Raise ValidationError for records that name several persons alone, without which of these it is."""
    if not names_of(baris, isi.nama) and any(k.label in BERNAMA_BANYAK for k in baris):
        kalimat = "Tulis namanya seperti pada catatan itu, karena catatannya juga menyebut orang lain."
        raise ValidationError({"nama": kalimat}, code="nama")


def _counts(jenis: str, rekaman: Collection[str]) -> dict[str, list[Any]]:
    return {"yang diminta": [None, jenis], "catatan": [None, len(rekaman)]}
