"""Record that an enterprise closed or opened again, or take such a record back.

Only here are `PenutupanUmkm` and the day repeated in `Umkm.tutup_pada` written, always both. Each act follows the last
event or takes it back, so closures come one after the other and never overlap.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError

from desa.angka import format_tanggal
from desa.models import MasaTutup, PenutupanUmkm, Umkm, record
from desa.scoped import deed
from desa.waktu import tanggal_wit
from opd.actions.dasar import save_checked
from opd.actions.fakta import require_alasan
from opd.actions.hari_usaha import require_own_day
from opd.actions.isi_umkm import require_sure
from opd.actions.kabar_usaha import running_since
from opd.actions.umkm import late_mark, lock_umkm, require_unlocked_day, save_umkm
from opd.models import Pengguna
from opd.rekap.kunci import BukuKunci

SUDAH_TUTUP = "UMKM ini sudah tercatat tutup. Buka profilnya untuk melihat tanggalnya."
TIDAK_TUTUP = "UMKM ini tidak tercatat tutup. Muat ulang halaman."
BELUM_TERJADI = "Tanggal {} belum terjadi. Isi tanggal hari ini atau sebelumnya."


@deed
def close_umkm(
    umkm: Umkm, *, tutup_pada: date, alasan: str, versi: int, by: Pengguna, at: datetime, yakin: bool = False
) -> Umkm:
    """The enterprise recorded as closed from a day on, with the reason. Closing a closed one again is refused.

    In a locked quarter that is a late fact: its reason stands already, and the Catatan names the quarter. Raises MintaYakin
    when something after that day says that it was running, unless `yakin`.
    """
    kini, buku = lock_umkm(umkm, versi, by=by, at=at)
    if kini.tutup_pada:
        raise ValidationError(SUDAH_TUTUP, code="tutup")
    if tutup_pada > tanggal_wit(at):
        raise ValidationError({"tutup_pada": BELUM_TERJADI.format("tutup")})
    require_own_day(kini.desa_id, tutup_pada, "tutup_pada", by=by, at=at)
    if tutup_pada < kini.dibina_sejak:
        raise ValidationError({"tutup_pada": "Tanggal tutup tidak boleh sebelum UMKM ini dibina. Periksa tanggalnya."})
    if (lama := _last(kini)) is not None and lama.dibuka_pada is not None and tutup_pada <= lama.dibuka_pada:
        raise ValidationError(
            {
                "tutup_pada": f"UMKM ini buka kembali pada {format_tanggal(lama.dibuka_pada)}. Tanggal tutup berikutnya "
                "harus sesudahnya."
            }
        )
    alasan = require_alasan(alasan)
    require_sure(running_since(kini, tutup_pada, tutup_pada + timedelta(days=1)), yakin=yakin)
    _begin(kini, tutup_pada, alasan, by=by, at=at)
    perubahan = {"tutup_pada": [None, tutup_pada.isoformat()]} | late_mark(buku.of_desa(kini.desa_id, tutup_pada))
    record(by, "mencatat UMKM tutup", kini, at=at, alasan=alasan, perubahan=perubahan)
    return kini


@deed
def reopen_umkm(umkm: Umkm, *, dibuka_pada: date, alasan: str, versi: int, by: Pengguna, at: datetime) -> Umkm:
    """The closed enterprise recorded as open again from a day on; that it was closed before stays. Late as `close_umkm`."""
    kini, buku = lock_umkm(umkm, versi, by=by, at=at)
    lama = _last(kini)
    if lama is None or lama.dibuka_pada is not None:
        raise ValidationError(TIDAK_TUTUP, code="berubah")
    if dibuka_pada > tanggal_wit(at):
        raise ValidationError({"dibuka_pada": BELUM_TERJADI.format("buka kembali")})
    require_own_day(kini.desa_id, dibuka_pada, "dibuka_pada", by=by, at=at)
    if dibuka_pada <= lama.tutup_pada:
        raise ValidationError(
            {
                "dibuka_pada": f"UMKM ini tutup pada {format_tanggal(lama.tutup_pada)}. Tanggal buka kembali harus "
                "sesudahnya; bila tidak pernah tutup, batalkan penutupannya."
            }
        )
    lama.dibuka_pada, lama.alasan_buka = dibuka_pada, require_alasan(alasan)
    lama.buka_dicatat_pada, lama.buka_pencatat = at, by.nama
    save_checked(lama, update_fields=["dibuka_pada", "alasan_buka", "buka_dicatat_pada", "buka_pencatat"])
    _repeat(kini, None)
    perubahan = {"dibuka_pada": [None, dibuka_pada.isoformat()]} | late_mark(buku.of_desa(kini.desa_id, dibuka_pada))
    record(by, "mencatat UMKM buka kembali", kini, at=at, alasan=lama.alasan_buka, perubahan=perubahan)
    return kini


@deed
def undo_close(umkm: Umkm, *, alasan: str, versi: int, by: Pengguna, at: datetime) -> Umkm:
    """A lasting closure that was recorded by mistake, taken back with the reason: the enterprise never closed."""
    kini, buku = lock_umkm(umkm, versi, by=by, at=at)
    lama = _last(kini)
    if lama is None or lama.dibuka_pada is not None:
        raise ValidationError(TIDAK_TUTUP, code="berubah")
    require_own_day(kini.desa_id, lama.tutup_pada, "alasan", by=by, at=at)
    _require_unheld(lama, buku)
    alasan = require_alasan(alasan)
    _cancel(lama, alasan, at=at)
    _repeat(kini, None)
    perubahan = {"tutup_pada": [lama.tutup_pada.isoformat(), None]}
    record(by, "membatalkan catatan tutup UMKM", kini, at=at, alasan=alasan, perubahan=perubahan)
    return kini


@deed
def undo_reopen(umkm: Umkm, *, alasan: str, versi: int, by: Pengguna, at: datetime, yakin: bool = False) -> Umkm:
    """An opening that was recorded by mistake, taken back with the reason: the closure before it lasts.

    The closure is written anew and its old row cancelled, so that a day can be read as it was known in between. Raises
    MintaYakin when something since that opening says that it was running, unless `yakin`.
    """
    kini, buku = lock_umkm(umkm, versi, by=by, at=at)
    lama = _last(kini)
    if lama is None or lama.dibuka_pada is None:
        raise ValidationError("UMKM ini tidak tercatat buka kembali. Muat ulang halaman.", code="berubah")
    require_own_day(kini.desa_id, lama.dibuka_pada, "alasan", by=by, at=at)
    require_unlocked_day(kini, lama.dibuka_pada, lama.buka_dicatat_pada, buku)
    alasan = require_alasan(alasan)
    require_sure(running_since(kini, lama.tutup_pada, lama.dibuka_pada), yakin=yakin)
    _cancel(lama, alasan, at=at)
    _begin(kini, lama.tutup_pada, lama.alasan, by=by, at=at)
    perubahan = {"dibuka_pada": [lama.dibuka_pada.isoformat(), None]}
    record(by, "membatalkan catatan buka kembali UMKM", kini, at=at, alasan=alasan, perubahan=perubahan)
    return kini


def masa_of(umkm: Umkm) -> list[MasaTutup]:
    """When the enterprise was closed, oldest first."""
    return [p.masa for p in PenutupanUmkm.objects.in_force().filter(umkm=umkm)]


def require_open(umkm: Umkm, hari: date) -> None:
    """Raise ValidationError if the enterprise was closed on that day."""
    for m in masa_of(umkm):
        if m.covers(hari):
            raise ValidationError(still_closed(umkm.nama, m), code="tutup")


def require_each_open(umkm_ids: Collection[int], hari: date) -> None:
    """Raise ValidationError beside the day, naming the first of these enterprises that was closed on it. One query."""
    if not umkm_ids:
        return
    tutup = PenutupanUmkm.objects.spanning(hari, hari).filter(umkm__in=umkm_ids).select_related("umkm")
    if p := tutup.order_by("umkm__nama", "pk").first():
        raise ValidationError({"tanggal": ValidationError(still_closed(p.umkm.nama, p.masa), code="tutup")})


def still_closed(nama: str, masa: MasaTutup) -> str:
    """What is said to who records something of a day on which the enterprise was closed."""
    return f"{nama} tercatat tutup {masa.kata}. Periksa tanggalnya, atau catat buka kembali lebih dahulu."


def _last(umkm: Umkm) -> PenutupanUmkm | None:
    """The last closure in force of an enterprise whose row is locked."""
    return PenutupanUmkm.objects.in_force().filter(umkm=umkm).order_by("tutup_pada").last()


def _begin(umkm: Umkm, tutup_pada: date, alasan: str, *, by: Pengguna, at: datetime) -> None:
    tanda = {"dicatat_pada": at, "pencatat_id": by.pk, "pencatat": by.nama}
    save_checked(PenutupanUmkm(umkm=umkm, tutup_pada=tutup_pada, alasan=alasan, **tanda))
    _repeat(umkm, tutup_pada)


def _cancel(lama: PenutupanUmkm, alasan: str, *, at: datetime) -> None:
    lama.dibatalkan_pada, lama.alasan_batal = at, alasan
    save_checked(lama, update_fields=["dibatalkan_pada", "alasan_batal"])


def _repeat(umkm: Umkm, tutup_pada: date | None) -> None:
    umkm.tutup_pada = tutup_pada
    save_umkm(umkm, ["tutup_pada"])


def _require_unheld(lama: PenutupanUmkm, buku: BukuKunci) -> None:
    """Raise ValidationError if a verified report holds the closure."""
    require_unlocked_day(lama.umkm, lama.tutup_pada, _stands_since(lama), buku)


def _stands_since(lama: PenutupanUmkm) -> datetime:
    """When a closure began to stand: `undo_reopen` writes its row anew in the moment that it cancels the one before."""
    semua = PenutupanUmkm.objects.filter(umkm=lama.umkm_id, tutup_pada=lama.tutup_pada, dibatalkan_pada__isnull=False)
    dulu, sejak = dict(semua.values_list("dibatalkan_pada", "dicatat_pada")), lama.dicatat_pada
    while (lebih_dulu := dulu.pop(sejak, None)) is not None:
        sejak = lebih_dulu
    return sejak
