"""One village's sales of one month, saved together or not at all."""

from __future__ import annotations

import uuid as uuid_
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet

from desa.angka import format_bulan, format_waktu
from desa.models import Desa, MasaTutup, Penjualan, PenjualanSaluran, PenutupanUmkm, Umkm, record
from desa.scoped import deed
from desa.waktu import akhir_bulan, awal_bulan, tanggal_wit
from opd.actions.dasar import SUDAH_ADA, insert_checked
from opd.actions.kunci import TERKUNCI, lock_villages, require_alasan_susulan
from opd.actions.wajar import Lazim, is_jump, usual
from opd.models import Pengguna
from opd.permissions_usaha import can_record_sales
from opd.rekap.kunci import BukuKunci, Kunci
from opd.rekap.saluran import Keadaan, Saluran, channels_of, parts_differ, tell

BUKAN_BULANNYA = "Penjualan sebuah bulan diisi oleh OPD yang mendampingi desa ini pada akhir bulan itu."


@dataclass(frozen=True)
class BarisPenjualan:
    """What the form says of one enterprise. `omzet_rp` None means not reported; `saluran` adds up to it or is empty.

    `dilihat` is the primary key of the row the writer saw (None: none); `yakin` confirms a tenfold jump.
    """

    umkm_id: int
    omzet_rp: int | None
    berjualan: bool = True
    dilihat: int | None = None
    yakin: bool = False
    saluran: Saluran = ()


class GalatBaris(ValidationError):
    """Refused rows: `baris` maps an enterprise's primary key to (code, sentence); `umum` is why the others wait too."""

    umum: ValidationError | None = None

    def __init__(self, baris: dict[int, tuple[str, str]]) -> None:
        super().__init__("Sebagian baris perlu diperiksa. Tidak ada yang disimpan.", code="baris")
        self.baris = baris


def open_in(umkm: QuerySet[Umkm], bulan: date) -> QuerySet[Umkm]:
    """Of these, the enterprises whose sales of the month may be written: mentored and not closed in some part of it."""
    return umkm.filter(
        Q(dibina_sampai__isnull=True) | Q(dibina_sampai__gt=bulan),
        ~Q(pk__in=PenutupanUmkm.objects.spanning(bulan, akhir_bulan(bulan)).values("umkm")),
        dibina_sejak__lte=akhir_bulan(bulan),
    )


@deed
def record_right_rows(
    desa: Desa, bulan: date, baris: Sequence[BarisPenjualan], **kirim: Any
) -> tuple[int, GalatBaris | None]:
    """Like `record_month`, but the rows that may be written are: how many that were, and the others with why not.

    Raises GalatBaris when the rest cannot be written either, and what `record_month` raises of the whole.
    """
    try:
        return record_month(desa, bulan, baris, **kirim), None
    except GalatBaris as galat:
        sisa = [b for b in baris if b.umkm_id not in galat.baris]
        try:
            return record_month(desa, bulan, sisa, **kirim), galat
        except ValidationError as ditolak:
            galat.umum = ditolak
            raise galat from ditolak


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
    Raises PermissionDenied; ValidationError; GalatBaris for jumps without `yakin`, channels that do not add up, and rows
    changed meanwhile or held.
    """
    if not can_record_sales(by, desa.pk, bulan, on=tanggal_wit(at)):
        raise PermissionDenied(BUKAN_BULANNYA)
    if bulan > awal_bulan(tanggal_wit(at)):
        raise ValidationError(f"{format_bulan(bulan)} belum berjalan. Pilih bulan ini atau sebelumnya.", code="bulan")
    buku = lock_villages(desa.pk, at=at)
    kunci = buku.of_desa(desa.pk, akhir_bulan(bulan))
    umkm = _require_due(desa, bulan, baris)
    ids = [b.umkm_id for b in baris]
    kini = {p.umkm_id: p for p in Penjualan.objects.filter(umkm__in=ids, bulan=bulan, pengganti__isnull=True)}
    saluran = channels_of(PenjualanSaluran.objects.filter(penjualan__in=[p.pk for p in kini.values()]))
    lama = {umkm: _state(p, saluran.get(p.pk, ())) for umkm, p in kini.items()}
    berubah = [b for b in baris if _state_of(b) != lama.get(b.umkm_id)]
    _require_unsent(berubah, bulan, uuid)
    lazim = usual_months([b.umkm_id for b in berubah if not b.yakin], bulan)
    _require_clean(berubah, kini, lazim, kunci, buku)
    susulan = _require_reasons(berubah, kini, kunci, alasan=alasan, susulan=susulan)
    tanda = {"alasan_koreksi": alasan.strip(), "alasan_susulan": susulan}
    baru = [
        _row(b, kini.get(b.umkm_id), umkm[b.umkm_id], bulan=bulan, uuid=uuid, by=by, at=at, **tanda) for b in berubah
    ]
    insert_checked(baru)
    pasang = zip(baru, berubah, strict=True)
    insert_checked([PenjualanSaluran(penjualan=p, saluran=s, omzet_rp=rp) for p, b in pasang for s, rp in b.saluran])
    if berubah:
        perubahan = {f"umkm {b.umkm_id}": [tell(lama.get(b.umkm_id)), tell(_state_of(b))] for b in berubah}
        sebab = alasan.strip() or susulan
        record(by, f"mencatat penjualan {format_bulan(bulan)}", desa, at=at, perubahan=perubahan, alasan=sebab)
    return len(berubah)


def usual_months(umkm_ids: Sequence[int], bulan: date) -> dict[int, Lazim]:
    """Per enterprise what it usually sold before `bulan`; absent where it never sold. One query."""
    kueri = Penjualan.objects.in_force().filter(umkm__in=umkm_ids, bulan__lt=bulan, omzet_rp__gt=0).order_by("bulan")
    deret: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for umkm, b, rp in kueri.values_list("umkm_id", "bulan", "omzet_rp"):
        deret[umkm].append((b, rp))
    return {umkm: lazim for umkm, isi in deret.items() if (lazim := usual(isi))}


def closed_all_month(nama: str, bulan: date, masa: MasaTutup) -> str:
    """What is said to who records the sales of a month that had no open day."""
    return (
        f"{nama} tercatat tutup {masa.kata}, jadi tidak ada penjualan {format_bulan(bulan)}. Catat buka kembali lebih "
        "dahulu bila usaha ini sudah berjalan lagi."
    )


def _require_due(desa: Desa, bulan: date, baris: Sequence[BarisPenjualan]) -> dict[int, Umkm]:
    """The enterprises of the month by primary key. Raises ValidationError when a row is of none of them."""
    wajib = open_in(Umkm.objects.filter(desa=desa), bulan).only("pk").in_bulk()
    if luar := [b.umkm_id for b in baris if b.umkm_id not in wajib]:
        tutup = PenutupanUmkm.objects.spanning(bulan, akhir_bulan(bulan)).filter(umkm__in=luar, umkm__desa=desa)
        if p := tutup.select_related("umkm").first():
            raise ValidationError(closed_all_month(p.umkm.nama, bulan, p.masa), code="umkm")
        raise ValidationError(
            f"Sebagian UMKM tidak dibina di desa ini pada {format_bulan(bulan)}. Muat ulang halaman, lalu isi kembali.",
            code="umkm",
        )
    return wajib


def _state(p: Penjualan, saluran: Saluran) -> Keadaan | None:
    """What a stored row says; None is "belum dilaporkan"."""
    return None if p.batal else (p.omzet_rp, p.berjualan, saluran)


def _state_of(b: BarisPenjualan) -> Keadaan | None:
    return None if b.omzet_rp is None else (b.omzet_rp, b.berjualan, b.saluran)


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
    lazim: dict[int, Lazim],
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
        elif beda := parts_differ(b.omzet_rp or 0, b.saluran):
            galat[b.umkm_id] = ("saluran", beda)
        elif not b.yakin and (biasa := lazim.get(b.umkm_id)) and is_jump(b.omzet_rp, biasa.rp):
            galat[b.umkm_id] = ("lonjakan", biasa.question(b.omzet_rp or 0))
    if galat:
        raise GalatBaris(galat)


def _stale(ada: Penjualan | None) -> str:
    if ada is None:
        return "Laporan ini berubah sejak Anda membukanya. Muat ulang halaman, lalu isi kembali."
    return (
        f"{ada.pencatat} sudah mengisi {tell(_state(ada, ()))} pada {format_waktu(ada.dicatat_pada)}. "
        "Kirim lagi bila angka Anda yang benar; angka itu akan dikoreksi."
    )


def _row(
    b: BarisPenjualan,
    ada: Penjualan | None,
    umkm: Umkm,
    *,
    bulan: date,
    uuid: uuid_.UUID,
    alasan_koreksi: str,
    alasan_susulan: str,
    by: Pengguna,
    at: datetime,
) -> Penjualan:
    return Penjualan(
        umkm=umkm,
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
