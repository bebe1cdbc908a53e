"""Enter, correct, take back, verify and return potret kesejahteraan. No Catatan holds a count: small groups stay closed."""

from __future__ import annotations

import uuid as uuid_
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File

from desa.angka import format_tanggal, format_waktu
from desa.enums import StatusPotret, SumberKesejahteraan
from desa.models import Desa, PotretKesejahteraan, record
from desa.models.kesejahteraan import KK, count_words
from desa.scoped import deed
from desa.waktu import tanggal_wit
from opd.actions.dasar import BERUBAH, SUDAH_ADA, MintaYakin, changed_meanwhile, lock_desa, save_checked
from opd.actions.fakta import require_alasan
from opd.ambang import POTRET_LONJAKAN, POTRET_TOTAL
from opd.models import Pengguna
from opd.permissions import can_see_personal
from opd.permissions_potret import can_correct_potret, can_record_potret, can_verify_potret
from opd.rekap.potret import chain_of, replaceable
from opd.rekap.sel import cells_of

BUKAN_PENCATAT = "Potret kesejahteraan dicatat oleh OPD yang mendampingi desanya, verifikator, atau admin sistem."
BUKAN_PENGOREKSI = (
    "Potret kesejahteraan dikoreksi oleh OPD yang mendampingi desanya atau verifikator, yang membaca setiap angkanya."
)
BUKAN_PEMERIKSA = (
    "Potret ini diperiksa oleh verifikator yang tidak mencatatnya dan tidak bekerja untuk OPD di desa itu."
)
BELUM_TERJADI = "Tanggal ini belum terjadi. Isi tanggal hari ini atau sebelumnya."
PERIKSA = "Periksa angkanya, atau centang bahwa angka ini benar."
DITANYA = {"kk_total": "Seluruh KK", "kk_miskin": "KK miskin", "kk_miskin_ekstrem": "KK miskin ekstrem"}
"""The counts that are compared with the village's earlier potret, and how the question names them."""


@dataclass(frozen=True)
class IsiPotret:
    """What the form or a row of a sheet says; None where a count is not known."""

    sumber: str
    definisi: str
    tanggal_data: date
    dokumen: str
    definisi_lain: str = ""
    kk_total: int | None = None
    kk_desil_1: int | None = None
    kk_desil_2: int | None = None
    kk_desil_3: int | None = None
    kk_desil_4: int | None = None
    kk_miskin: int | None = None
    kk_miskin_ekstrem: int | None = None


BIDANG = tuple(IsiPotret.__dataclass_fields__)


def isi_of(potret: PotretKesejahteraan) -> IsiPotret:
    """What a stored potret says, in the form's terms."""
    return IsiPotret(**{n: getattr(potret, n) for n in BIDANG})


@deed
def record_potret(
    desa: Desa,
    isi: IsiPotret,
    *,
    uuid: uuid_.UUID,
    by: Pengguna,
    at: datetime,
    yakin: bool = False,
    pindaian: File | None = None,
) -> PotretKesejahteraan:
    """A new vintage, waiting for a verifikator; the stored one when this form was sent before.

    Raises PermissionDenied, or ValidationError when a rule across the counts is broken, the day lies ahead, or this vintage
    is there already; MintaYakin when counts are far from the village's earlier potret unless `yakin`.
    """
    _require_right(desa.pk, by=by, at=at)
    lock_desa(desa.pk)
    if ada := _sent_before(uuid, isi, desa_id=desa.pk):
        return ada
    _require_day(isi, at)
    _require_new(desa.pk, isi)
    if not yakin:
        _ask_about(desa.pk, isi, terbuka=can_see_personal(by, desa.pk, on=tanggal_wit(at)))
    baru = PotretKesejahteraan(desa=desa, uuid=uuid, pindaian=pindaian or "", **_columns(isi))
    _save_signed(baru, by=by, at=at)
    record(by, "mencatat potret kesejahteraan", baru, at=at, perubahan=_named(None, baru))
    return baru


@deed
def correct_potret(
    lama: PotretKesejahteraan,
    isi: IsiPotret,
    *,
    uuid: uuid_.UUID,
    alasan: str,
    by: Pengguna,
    at: datetime,
    yakin: bool = False,
    pindaian: File | None = None,
) -> PotretKesejahteraan:
    """A row in the place of `lama`, waiting for a verifikator; a verified `lama` counts until that one is verified."""
    if not can_correct_potret(by, lama.desa_id, on=tanggal_wit(at)):
        raise PermissionDenied(BUKAN_PENGOREKSI)
    lock_desa(lama.desa_id)
    if ada := _sent_before(uuid, isi, desa_id=lama.desa_id, lama=lama):
        return ada
    lama, ganti = _current(lama, by)
    _require_day(isi, at)
    _require_new(lama.desa_id, isi, kecuali=lama.kunci)
    if not yakin:
        _ask_about(lama.desa_id, isi, terbuka=can_see_personal(by, lama.desa_id, on=tanggal_wit(at)), lama=lama)
    baru = PotretKesejahteraan(
        desa_id=lama.desa_id, uuid=uuid, kunci=lama.kunci, menggantikan=ganti, pindaian=pindaian or lama.pindaian,
        alasan_koreksi=require_alasan(alasan), **_columns(isi),
    )  # fmt: skip
    _save_signed(baru, by=by, at=at)
    record(by, "mengoreksi potret kesejahteraan", baru, at=at, alasan=alasan, perubahan=_named(lama, baru))
    return baru


@deed
def cancel_potret(
    lama: PotretKesejahteraan, *, uuid: uuid_.UUID, alasan: str, by: Pengguna, at: datetime
) -> PotretKesejahteraan:
    """Take `lama` back: at once while nobody verified it, through the verifikator when it counts already.

    A row that asked to correct or remove a verified one is taken back alone; the verified one goes on to count.
    """
    _require_right(lama.desa_id, by=by, at=at)
    lock_desa(lama.desa_id)
    if ada := PotretKesejahteraan.objects.filter(uuid=uuid, kunci=lama.kunci, batal=True).first():
        return ada
    (lama, ganti), alasan = _current(lama, by), require_alasan(alasan)
    dihitung = lama.status == StatusPotret.DIVERIFIKASI
    batal = PotretKesejahteraan(
        desa_id=lama.desa_id, uuid=uuid, kunci=lama.kunci, menggantikan=ganti, batal=True, alasan_koreksi=alasan,
        status=StatusPotret.DRAF if dihitung else StatusPotret.DITARIK, **_columns(isi_of(lama)),
    )  # fmt: skip
    _save_signed(batal, by=by, at=at)
    kata = "meminta pembatalan potret kesejahteraan" if dihitung else "menarik potret kesejahteraan"
    record(by, kata, lama, at=at, alasan=alasan)
    return batal


@deed
def verify_potret(potret: PotretKesejahteraan, *, by: Pengguna, at: datetime) -> PotretKesejahteraan:
    """From now on this row counts (or, when it cancels, the one before it counts no more).

    Raises PermissionDenied, or ValidationError when it was decided, corrected or taken back meanwhile, or another potret
    holds its vintage.
    """
    kini = _waiting(potret, by=by, at=at)
    PotretKesejahteraan.objects.verified().filter(kunci=kini.kunci).update(digantikan_pada=at)
    _move(kini, StatusPotret.DIVERIFIKASI, by=by, at=at)
    kata = "memverifikasi pembatalan potret kesejahteraan" if kini.batal else "memverifikasi potret kesejahteraan"
    record(by, kata, kini, at=at, perubahan={"status": [StatusPotret.DRAF.value, StatusPotret.DIVERIFIKASI.value]})
    return kini


@deed
def verify_many(semua: Sequence[PotretKesejahteraan], *, by: Pengguna, at: datetime) -> int:
    """How many potret count from now on: all of these or none. Raises as `verify_potret`, naming the village."""
    lock_desa(*{p.desa_id for p in semua})
    for p in semua:
        try:
            verify_potret(p, by=by, at=at)
        except ValidationError as galat:
            raise ValidationError(f"{p} {p.desa.nama}: {' '.join(galat.messages)}", code="berubah") from galat
    return len(semua)


@deed
def return_potret(potret: PotretKesejahteraan, *, alasan: str, by: Pengguna, at: datetime) -> PotretKesejahteraan:
    """Back to who enters it, with the reason. Raises as `verify_potret`."""
    alasan = require_alasan(alasan)
    kini = _waiting(potret, by=by, at=at)
    _move(kini, StatusPotret.DIKEMBALIKAN, by=by, at=at, alasan=alasan)
    status = [StatusPotret.DRAF.value, StatusPotret.DIKEMBALIKAN.value]
    record(by, "mengembalikan potret kesejahteraan", kini, at=at, alasan=alasan, perubahan={"status": status})
    return kini


def _require_right(desa_id: int, *, by: Pengguna, at: datetime) -> None:
    if not can_record_potret(by, desa_id, on=tanggal_wit(at)):
        raise PermissionDenied(BUKAN_PENCATAT)


def _require_day(isi: IsiPotret, at: datetime) -> None:
    if isi.tanggal_data > tanggal_wit(at):
        raise ValidationError({"tanggal_data": BELUM_TERJADI})


def _require_new(desa_id: int, isi: IsiPotret, kecuali: uuid_.UUID | None = None) -> None:
    """Raise ValidationError if another potret of the village has this source and day and counts, or waits."""
    ada = same_vintage(desa_id, isi.sumber, isi.tanggal_data).exclude(kunci=kecuali).first()
    if ada is not None:
        pesan = f"{ada} untuk desa ini sudah tercatat. Buka potret itu, lalu koreksi bila angkanya keliru."
        raise ValidationError({"tanggal_data": ValidationError(pesan, code="ada")})


def same_vintage(desa_id: int, sumber: str, tanggal_data: date) -> Any:
    """The rows of that village, source and day that count or wait to be settled, whatever their definition."""
    semua = PotretKesejahteraan.objects.filter(desa=desa_id, sumber=sumber, tanggal_data=tanggal_data, batal=False)
    return semua.verified() | semua.pending()


def _ask_about(desa_id: int, isi: IsiPotret, *, terbuka: bool, lama: PotretKesejahteraan | None = None) -> None:
    """Raise MintaYakin, one sentence for each count that is new in `isi` and far from the village's earlier potret."""
    lain = PotretKesejahteraan.objects.filter(desa=desa_id, tanggal_data__lt=isi.tanggal_data, batal=False)
    semua = (lain.verified() | lain.pending()).order_by("-tanggal_data", "-pk")
    sebelum = [p for p in semua if lama is None or p.kunci != lama.kunci]
    kalimat = odd_counts(isi, sebelum, terbuka=terbuka, lama=lama)
    if kalimat:
        raise MintaYakin([*kalimat, PERIKSA], code="lonjakan")


def odd_counts(
    isi: IsiPotret, sebelum: list[PotretKesejahteraan], *, terbuka: bool, lama: PotretKesejahteraan | None = None
) -> list[str]:
    """What to ask: poor families against the same source's last potret, all families against anybody's. No query.

    `sebelum` is newest first. Who may not see small groups (`terbuka` False) is asked about counts that are shown alone: a
    question about a closed one would tell it.
    """
    hasil = []
    for nama, sebutan in DITANYA.items():
        batas = POTRET_TOTAL if nama == "kk_total" else POTRET_LONJAKAN
        calon = (p for p in sebelum if getattr(p, nama) is not None and (nama == "kk_total" or p.sumber == isi.sumber))
        dulu, kini = next(calon, None), getattr(isi, nama)
        if dulu is None or kini is None or (lama is not None and getattr(lama, nama) == kini):
            continue
        nilai = cells_of(dulu, terbuka=terbuka)[nama].nilai
        if nilai is not None and abs(kini - nilai) * 100 > batas.nilai * nilai:
            hasil.append(
                f"{sebutan} {count_words(kini)} bergeser lebih dari {batas.nilai} % dari {count_words(nilai)} "
                f"menurut {SumberKesejahteraan(dulu.sumber).label} {format_tanggal(dulu.tanggal_data)}."
            )
    return hasil


def _current(lama: PotretKesejahteraan, by: Pengguna) -> tuple[PotretKesejahteraan, PotretKesejahteraan]:
    """`lama` with its paper as it stands now, and the row to replace. Raises ValidationError naming who came first."""
    rantai = chain_of(by, lama)
    kini = PotretKesejahteraan.objects.get(pk=lama.pk)
    ganti = replaceable(kini, rantai)
    if ganti is None:
        raise ValidationError(f"{replaced_by(rantai[-1])} Buka yang terbaru.", code="berubah")
    return kini, ganti


def replaced_by(akhir: PotretKesejahteraan) -> str:
    """Who corrected or took back a potret, and when, from the last row of it."""
    kata = "dibatalkan" if akhir.batal else "dikoreksi"
    return f"Potret ini sudah {kata} oleh {akhir.pencatat} pada {format_waktu(akhir.dicatat_pada)}."


def _waiting(potret: PotretKesejahteraan, *, by: Pengguna, at: datetime) -> PotretKesejahteraan:
    """The row as it stands, its village locked, if `by` may decide on it now."""
    lock_desa(potret.desa_id)
    kini = PotretKesejahteraan.objects.select_related("pengganti", "desa").get(pk=potret.pk)
    if kini.status != StatusPotret.DRAF or getattr(kini, "pengganti", None) is not None:
        raise ValidationError(changed_meanwhile(kini), code="berubah")
    if not can_verify_potret(by, kini, on=tanggal_wit(at)):
        raise PermissionDenied(BUKAN_PEMERIKSA)
    return kini


def _move(kini: PotretKesejahteraan, status: StatusPotret, *, by: Pengguna, at: datetime, alasan: str = "") -> None:
    baru: dict[str, Any] = {"status": status, "diperiksa_pada": at, "pemeriksa_id": by.pk, "pemeriksa": by.nama}
    baru["alasan_kembali"] = alasan
    for nama, nilai in baru.items():
        setattr(kini, nama, nilai)
    kini.full_clean()
    pindah = PotretKesejahteraan.objects.filter(pk=kini.pk, status=StatusPotret.DRAF, pengganti__isnull=True)
    if not pindah.update(**baru):
        raise ValidationError(BERUBAH, code="berubah")


def _columns(isi: IsiPotret) -> dict[str, Any]:
    return {n: getattr(isi, n) for n in BIDANG}


def _save_signed(potret: PotretKesejahteraan, *, by: Pengguna, at: datetime) -> None:
    potret.dicatat_pada, potret.pencatat_id, potret.pencatat = at, by.pk, by.nama
    save_checked(potret)


def _sent_before(
    uuid: uuid_.UUID, isi: IsiPotret, *, desa_id: int, lama: PotretKesejahteraan | None = None
) -> PotretKesejahteraan | None:
    """The row stored under this uuid, if it says the same. Raises ValidationError if it says anything else."""
    ada = PotretKesejahteraan.objects.filter(uuid=uuid).first()
    if ada is None:
        return None
    sama = ada.kunci == lama.kunci if lama else ada.menggantikan_id is None
    if not sama or (ada.desa_id, ada.batal) != (desa_id, False) or isi_of(ada) != isi:
        raise ValidationError(SUDAH_ADA, code="sudah_ada")
    return ada


def _named(lama: PotretKesejahteraan | None, baru: PotretKesejahteraan) -> dict[str, list[Any]]:
    """What changed, for the Catatan that everybody reads: of a count only that it changed."""
    hasil: dict[str, list[Any]] = {}
    for nama in BIDANG:
        dulu, kini = (getattr(p, nama) if p is not None else "" for p in (lama, baru))
        if dulu == kini or (nama in KK and lama is None):
            continue
        dua = [x.isoformat() if isinstance(x, date) else x for x in (dulu, kini)]
        hasil[nama] = ["", "diubah"] if nama in KK else dua
    return hasil
