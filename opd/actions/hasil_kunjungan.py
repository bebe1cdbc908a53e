"""What a visit leaves behind: its answered checklist, its follow-ups, and their end.

Finishing a follow-up is an act of its own, dated when it is said: it stays possible when the visit's quarter is locked.
So is taking that back.
"""

from __future__ import annotations

import uuid as uuid_
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError

from desa.angka import format_tanggal, format_waktu
from desa.models import record
from desa.scoped import deed
from desa.waktu import tanggal_wit
from opd.actions.dasar import BERUBAH, SUDAH_ADA, insert_checked, lock_penugasan
from opd.actions.fakta import require_alasan
from opd.enums import DAFTAR_PERIKSA
from opd.models import JawabanPeriksa, Kunjungan, Pengguna, TindakLanjutKunjungan
from opd.permissions import can_follow_up

Periksa = tuple[str, str, str]
"""One answered item: butir, jawaban, keterangan."""

Tindak = tuple[int | None, str, date]
"""One follow-up: primary key of the enterprise or None for the village, what, and by when."""

Selesai = tuple[uuid_.UUID, str]
"""A follow-up said to be done: its kunci, and what came of it."""

TERJAUH_HARI = 731
BUKAN_PELAKSANA = "Tindak lanjut dinyatakan selesai oleh OPD yang berkunjung atau yang kini mendampingi desanya."
SUDAH_TIADA = "Tindak lanjut ini tidak ada lagi karena kunjungannya dibatalkan atau dikoreksi. Muat ulang halaman."
TANPA_HASIL = "Tulis hasil tindak lanjut ini, lalu simpan kembali."


def write_hasil(
    kunjungan: Kunjungan,
    *,
    periksa: Collection[Periksa],
    tindak: Collection[Tindak],
    dilihat: Collection[int],
    lama: Kunjungan | None,
) -> None:
    """Store the answers and follow-ups of a new visit; of a corrected one what was done comes along from `lama`."""
    _require_whole(periksa, lama)
    insert_checked([JawabanPeriksa(kunjungan=kunjungan, butir=b, jawaban=j, keterangan=k) for b, j, k in periksa])
    sudah = {t.umkm_id: t for t in lama.tindak.all()} if lama else {}
    _require_done_kept(sudah.values(), {t[0] for t in tindak})
    semua = []
    for umkm_id, isi, jatuh_tempo in tindak:
        _require_fits(kunjungan, umkm_id, jatuh_tempo, dilihat)
        baru = TindakLanjutKunjungan(kunjungan=kunjungan, umkm_id=umkm_id, isi=isi, jatuh_tempo=jatuh_tempo)
        if (asal := sudah.get(umkm_id)) is not None:
            for kolom in ("kunci", "selesai_pada", "selesai_oleh", "hasil", "selesai_kunjungan"):
                setattr(baru, kolom, getattr(asal, kolom))
        semua.append(baru)
    insert_checked(semua)


def _require_whole(periksa: Collection[Periksa], lama: Kunjungan | None) -> None:
    """All items of today's list or of the one the corrected visit was asked, or none."""
    dijawab = {p[0] for p in periksa}
    daftar = [set(), set(DAFTAR_PERIKSA), set(lama.periksa.values_list("butir", flat=True)) if lama else set()]
    if dijawab not in daftar:
        raise ValidationError("Jawab semua butir daftar periksa, atau kosongkan seluruhnya.", code="daftar_periksa")


def _require_done_kept(sudah: Iterable[TindakLanjutKunjungan], tetap: Collection[int | None]) -> None:
    for t in sudah:
        if t.selesai_pada and t.umkm_id not in tetap:
            raise ValidationError(
                f"Tindak lanjut “{t.isi}” sudah dinyatakan selesai, sehingga tidak dapat dihapus dari kunjungan ini. "
                "Isi kembali bersama jatuh temponya."
            )


def _require_fits(kunjungan: Kunjungan, umkm_id: int | None, jatuh_tempo: date, dilihat: Collection[int]) -> None:
    bidang = "jatuh_tempo" if umkm_id is None else f"tempo_{umkm_id}"
    if umkm_id is not None and umkm_id not in dilihat:
        raise ValidationError({f"keadaan_{umkm_id}": "Pilih keadaan usahanya juga."})
    if jatuh_tempo < kunjungan.tanggal:
        raise ValidationError({bidang: "Jatuh tempo tidak boleh sebelum tanggal kunjungan. Periksa kedua tanggalnya."})
    if jatuh_tempo > kunjungan.tanggal + timedelta(days=TERJAUH_HARI):
        raise ValidationError({bidang: "Jatuh tempo lebih dari dua tahun sesudah kunjungan. Periksa tahunnya."})


@deed
def finish_tindak_lanjut(kunci: uuid_.UUID, *, hasil: str, by: Pengguna, at: datetime) -> TindakLanjutKunjungan:
    """Say on its own page that a follow-up is done. The same sent again changes nothing.

    Raises PermissionDenied, or ValidationError when no result is written, somebody else said it meanwhile, or its visit
    was cancelled.
    """
    tindak = _finish(kunci, hasil, by=by, at=at)
    if tindak.selesai_pada == at:
        opd_id, perubahan = tindak.kunjungan.penugasan.opd_id, _said([tindak])
        record(by, "menyelesaikan tindak lanjut kunjungan", tindak.kunjungan, at=at, opd_id=opd_id, perubahan=perubahan)
    return tindak


@deed
def reopen_tindak_lanjut(
    kunci: uuid_.UUID, *, dilihat: datetime, alasan: str, by: Pengguna, at: datetime
) -> TindakLanjutKunjungan:
    """Take back that a follow-up is done, as `by` saw it said at `dilihat`; it is to be done again by its due date.

    What had been said stays in the Catatan. Sent twice it reopens once. Raises PermissionDenied, or ValidationError
    without a reason, when it was finished anew meanwhile, or when its visit was cancelled.
    """
    tindak = _locked(kunci, by=by, at=at)
    alasan = require_alasan(alasan)
    if tindak.selesai_pada is None or tindak.selesai_oleh is None:
        return tindak
    kosong = {"selesai_pada": None, "selesai_oleh": None, "hasil": "", "selesai_kunjungan": None}
    milik = TindakLanjutKunjungan.objects.filter(pk=tindak.pk, selesai_pada=dilihat)
    if not milik.update(**kosong):
        raise ValidationError(BERUBAH, code="berubah")
    kunjungan = tindak.kunjungan
    record(
        by,
        "membuka kembali tindak lanjut kunjungan",
        kunjungan,
        at=at,
        opd_id=kunjungan.penugasan.opd_id,
        perubahan={"tindak lanjut selesai": [f"{tindak.isi}: {tindak.hasil}", ""]},
        alasan=alasan,
    )
    tindak.refresh_from_db()
    return tindak


def lock_with_origins(penugasan_id: int, selesai: Iterable[Selesai]) -> None:
    """Lock a visit's penugasan together with those whose follow-ups it ends, in pk order; that of a visit that ends none is
    left to `lock_for_facts`.
    """
    if kunci := [k for k, _ in selesai]:
        asal = TindakLanjutKunjungan.objects.filter(kunci__in=kunci)
        lock_penugasan(penugasan_id, *asal.values_list("kunjungan__penugasan_id", flat=True))


def finish_on_visit(
    kunjungan: Kunjungan, selesai: Iterable[Selesai], *, by: Pengguna, at: datetime
) -> dict[str, list[str]]:
    """Say on a later visit that follow-ups of its village are done; what changed, for the visit's own Catatan."""
    return _said([_finish(kunci, kata, by=by, at=at, kunjungan=kunjungan) for kunci, kata in selesai])


def require_said_on(kunjungan: Kunjungan, selesai: Iterable[Selesai]) -> None:
    """Raise ValidationError if a form sent again says more done than the stored visit did."""
    if not set(selesai) <= set(kunjungan.menyelesaikan.values_list("kunci", "hasil")):
        raise ValidationError(SUDAH_ADA, code="sudah_ada")


def _said(tindak: list[TindakLanjutKunjungan]) -> dict[str, list[str]]:
    return {"tindak lanjut selesai": ["", "; ".join(f"{t.isi}: {t.hasil}" for t in tindak)]} if tindak else {}


def _finish(
    kunci: uuid_.UUID, hasil: str, *, by: Pengguna, at: datetime, kunjungan: Kunjungan | None = None
) -> TindakLanjutKunjungan:
    """The follow-up, done by this act or by the same act before."""
    tindak = _locked(kunci, by=by, at=at)
    if kunjungan is not None and kunjungan.penugasan.desa_id != tindak.kunjungan.penugasan.desa_id:
        raise ValidationError("Tindak lanjut itu milik desa lain. Muat ulang formulir.")
    if kunjungan is not None and kunjungan.tanggal < tindak.kunjungan.tanggal:
        hari = format_tanggal(tindak.kunjungan.tanggal)
        raise ValidationError(f"Tindak lanjut “{tindak.isi}” baru lahir pada kunjungan {hari}. Periksa tanggalnya.")
    if not hasil.strip():
        raise ValidationError({"hasil": TANPA_HASIL})
    if tindak.selesai_pada and tindak.selesai_oleh:
        if (tindak.selesai_oleh_id, tindak.hasil) == (by.pk, hasil.strip()) and kunjungan is None:
            return tindak
        siapa, kapan = tindak.selesai_oleh.nama, format_waktu(tindak.selesai_pada)
        raise ValidationError(
            f"Tindak lanjut “{tindak.isi}” sudah dinyatakan selesai oleh {siapa} pada {kapan}. Muat ulang halaman.",
            code="berubah",
        )
    isi = {"selesai_pada": at, "selesai_oleh": by, "hasil": hasil.strip(), "selesai_kunjungan": kunjungan}
    for kolom, nilai in isi.items():
        setattr(tindak, kolom, nilai)
    tindak.full_clean()
    if not TindakLanjutKunjungan.objects.filter(pk=tindak.pk, selesai_pada__isnull=True).update(**isi):
        raise ValidationError(BERUBAH, code="berubah")
    return tindak


def _locked(kunci: uuid_.UUID, *, by: Pengguna, at: datetime) -> TindakLanjutKunjungan:
    """The follow-up as it stands, its penugasan locked first. Raises PermissionDenied unless `by` may end it."""
    (penugasan,) = lock_penugasan(_current(kunci).kunjungan.penugasan_id)
    tindak = _current(kunci)
    if not can_follow_up(by, penugasan, on=tanggal_wit(at)):
        raise PermissionDenied(BUKAN_PELAKSANA)
    return tindak


def _current(kunci: uuid_.UUID) -> TindakLanjutKunjungan:
    semua = TindakLanjutKunjungan.objects.in_force().filter(kunci=kunci)
    tindak = semua.select_related("kunjungan__penugasan", "selesai_oleh").first()
    if tindak is None:
        raise ValidationError(SUDAH_TIADA, code="berubah")
    return tindak
