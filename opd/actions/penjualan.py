"""One village's sales of one month, saved together or not at all."""

from __future__ import annotations

import uuid as uuid_
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet

from desa.angka import format_bulan, format_rupiah, format_waktu
from desa.models import Desa, Penjualan, Umkm, record
from desa.scoped import deed
from desa.waktu import akhir_bulan, awal_bulan, tanggal_wit
from opd.actions.dasar import SUDAH_ADA, save_checked
from opd.actions.kunci import TERKUNCI, lock_villages, require_alasan_susulan
from opd.actions.wajar import is_jump
from opd.models import Pengguna
from opd.permissions import can_record_sales
from opd.rekap.kunci import BukuKunci, Kunci

BUKAN_BULANNYA = "Penjualan sebuah bulan diisi oleh OPD yang mendampingi desa ini pada akhir bulan itu."


@dataclass(frozen=True)
class BarisPenjualan:
    """What the form says of one enterprise. `omzet_rp` None means not reported.

    `dilihat` is the primary key of the row the writer saw (None: none); `yakin` confirms a tenfold jump.
    """

    umkm_id: int
    omzet_rp: int | None
    berjualan: bool = True
    dilihat: int | None = None
    yakin: bool = False


class GalatBaris(ValidationError):
    """Refused rows: `baris` maps an enterprise's primary key to (code, sentence)."""

    def __init__(self, baris: dict[int, tuple[str, str]]) -> None:
        super().__init__("Sebagian baris perlu diperiksa. Tidak ada yang disimpan.", code="baris")
        self.baris = baris


def open_in(umkm: QuerySet[Umkm], bulan: date) -> QuerySet[Umkm]:
    """Of these, the enterprises whose sales of the month may be written: mentored and not closed in some part of it."""
    return umkm.filter(
        Q(dibina_sampai__isnull=True) | Q(dibina_sampai__gt=bulan),
        Q(tutup_pada__isnull=True) | Q(tutup_pada__gt=bulan),
        dibina_sejak__lte=akhir_bulan(bulan),
    )


@deed
def record_month(
    desa: Desa,
    bulan: date,
    baris: Sequence[BarisPenjualan],
    *,
    uuid: uuid_.UUID,
    by: Pengguna,
    at: datetime,
    alasan: str = "",
    susulan: str = "",
) -> int:
    """Write what is new or changed in the month and return how many rows that was; changes need `alasan`.

    An emptied row becomes "belum dilaporkan" again. The same form sent twice writes nothing the second time. In a locked
    quarter new rows need `susulan`, and rows that the verified report holds stay as they are.
    Raises PermissionDenied; ValidationError; GalatBaris for jumps without `yakin` and rows changed meanwhile or held.
    """
    if not can_record_sales(by, desa.pk, bulan, on=tanggal_wit(at)):
        raise PermissionDenied(BUKAN_BULANNYA)
    if bulan > awal_bulan(tanggal_wit(at)):
        raise ValidationError(f"{format_bulan(bulan)} belum berjalan. Pilih bulan ini atau sebelumnya.", code="bulan")
    buku = lock_villages(desa.pk, by=by, at=at)
    kunci = buku.of_desa(desa.pk, akhir_bulan(bulan))
    _require_due(desa, bulan, baris)
    ids = [b.umkm_id for b in baris]
    kini = {p.umkm_id: p for p in Penjualan.objects.filter(umkm__in=ids, bulan=bulan, pengganti__isnull=True)}
    berubah = [b for b in baris if _differs(b, kini.get(b.umkm_id))]
    _require_unsent(berubah, bulan, uuid)
    _require_clean(berubah, kini, last_reported(ids, bulan), kunci, buku)
    susulan = _require_reasons(berubah, kini, kunci, alasan=alasan, susulan=susulan)
    for b in berubah:
        ada, tanda = kini.get(b.umkm_id), {"alasan_koreksi": alasan.strip(), "alasan_susulan": susulan}
        _write(b, ada, bulan=bulan, uuid=uuid, by=by, at=at, **tanda)
    if berubah:
        perubahan = {f"umkm {b.umkm_id}": [_tell(kini.get(b.umkm_id)), _tell_row(b)] for b in berubah}
        sebab = alasan.strip() or susulan
        record(by, f"mencatat penjualan {format_bulan(bulan)}", desa, at=at, perubahan=perubahan, alasan=sebab)
    return len(berubah)


def last_reported(umkm_ids: Sequence[int], bulan: date) -> dict[int, tuple[date, int]]:
    """Per enterprise the newest month before `bulan` with sales, and its rupiah. One query."""
    kueri = Penjualan.objects.in_force().filter(umkm__in=umkm_ids, bulan__lt=bulan, omzet_rp__gt=0).order_by("bulan")
    return {umkm: (b, rp) for umkm, b, rp in kueri.values_list("umkm_id", "bulan", "omzet_rp")}


def _require_due(desa: Desa, bulan: date, baris: Sequence[BarisPenjualan]) -> None:
    wajib = set(open_in(Umkm.objects.filter(desa=desa), bulan).values_list("pk", flat=True))
    if any(b.umkm_id not in wajib for b in baris):
        raise ValidationError(
            f"Sebagian UMKM tidak dibina di desa ini pada {format_bulan(bulan)}. Muat ulang halaman, lalu isi kembali.",
            code="umkm",
        )


def _differs(baris: BarisPenjualan, kini: Penjualan | None) -> bool:
    lama = None if kini is None or kini.batal else (kini.omzet_rp, kini.berjualan)
    baru = None if baris.omzet_rp is None else (baris.omzet_rp, baris.berjualan)
    return lama != baru


def _row_uuid(uuid: uuid_.UUID, umkm_id: int) -> uuid_.UUID:
    return uuid_.uuid5(uuid, str(umkm_id))


def _require_unsent(berubah: Sequence[BarisPenjualan], bulan: date, uuid: uuid_.UUID) -> None:
    """A row that differs from the stored one must not carry a uuid that was used before."""
    if Penjualan.objects.filter(uuid__in=[_row_uuid(uuid, b.umkm_id) for b in berubah]).exists():
        raise ValidationError(SUDAH_ADA, code="sudah_ada")


def is_reported(ada: Penjualan | None) -> bool:
    """Whether the row counts: writing over it is a correction, anything else is new."""
    return ada is not None and not ada.batal


def _require_reasons(
    berubah: Sequence[BarisPenjualan], kini: dict[int, Penjualan], kunci: Kunci | None, *, alasan: str, susulan: str
) -> str:
    """The reason of what comes late. Raises ValidationError when a correction or a late row lacks its reason."""
    ganti = [is_reported(kini.get(b.umkm_id)) for b in berubah]
    if any(ganti) and not alasan.strip():
        raise ValidationError({"alasan": "Angka yang sudah dilaporkan berubah. Tulis alasan koreksinya."})
    return "" if all(ganti) else require_alasan_susulan(kunci, susulan)


def _require_clean(
    berubah: Sequence[BarisPenjualan],
    kini: dict[int, Penjualan],
    terakhir: dict[int, tuple[date, int]],
    kunci: Kunci | None,
    buku: BukuKunci,
) -> None:
    galat: dict[int, tuple[str, str]] = {}
    for b in berubah:
        ada = kini.get(b.umkm_id)
        if (ada.pk if ada else None) != b.dilihat:
            galat[b.umkm_id] = ("berubah", _stale(ada))
        elif ada is not None and not ada.batal and (oleh := buku.holder_of(ada, kunci)):
            galat[b.umkm_id] = (TERKUNCI, oleh.kalimat)
        elif b.umkm_id in terakhir and not b.yakin and is_jump(b.omzet_rp, terakhir[b.umkm_id][1]):
            bulan, rp = terakhir[b.umkm_id]
            galat[b.umkm_id] = (
                "lonjakan",
                f"{format_rupiah(b.omzet_rp or 0)} sangat jauh dari {format_rupiah(rp)} pada {format_bulan(bulan)}. "
                "Periksa jumlah nolnya, atau centang “angka ini benar”.",
            )
    if galat:
        raise GalatBaris(galat)


def _stale(ada: Penjualan | None) -> str:
    if ada is None:
        return "Laporan ini berubah sejak Anda membukanya. Muat ulang halaman, lalu isi kembali."
    return (
        f"{ada.pencatat} sudah mengisi {_tell(ada)} pada {format_waktu(ada.dicatat_pada)}. "
        "Kirim lagi bila angka Anda yang benar; angka itu akan dikoreksi."
    )


def _write(
    b: BarisPenjualan,
    ada: Penjualan | None,
    *,
    bulan: date,
    uuid: uuid_.UUID,
    alasan_koreksi: str,
    alasan_susulan: str,
    by: Pengguna,
    at: datetime,
) -> None:
    save_checked(
        Penjualan(
            umkm_id=b.umkm_id,
            bulan=bulan,
            uuid=_row_uuid(uuid, b.umkm_id),
            omzet_rp=b.omzet_rp or 0,
            berjualan=b.berjualan and b.omzet_rp is not None,
            batal=b.omzet_rp is None,
            menggantikan=ada,
            alasan_koreksi=alasan_koreksi if ada else "",
            alasan_susulan=ada.alasan_susulan if ada and not ada.batal else alasan_susulan,
            dicatat_pada=at,
            pencatat_id=by.pk,
            pencatat=by.nama,
        )
    )


def _tell(p: Penjualan | None) -> str:
    if p is None or p.batal:
        return "belum dilaporkan"
    return format_rupiah(p.omzet_rp) if p.berjualan else "tidak berjualan"


def _tell_row(b: BarisPenjualan) -> str:
    if b.omzet_rp is None:
        return "belum dilaporkan"
    return format_rupiah(b.omzet_rp) if b.berjualan else "tidak berjualan"
