"""How a request from one OPD to another moves: answered, declined, taken back; for every kind of request once.

Every act names the version that was read and moves it by a conditional update: two people at once, one wins, the other is
told who did what and when.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError

from desa.angka import format_waktu
from desa.models import record
from desa.waktu import tanggal_wit
from opd.actions.dasar import BERUBAH
from opd.actions.fakta import require_alasan
from opd.enums import StatusDukungan
from opd.models import Opd, Pengguna, Penugasan
from opd.models.permintaan import Permintaan
from opd.permissions import can_answer_dukungan, can_withdraw_dukungan

T = TypeVar("T", bound=Permintaan)

BUKAN_PENJAWAB = "Permintaan ini dijawab oleh kepala atau operator OPD yang diminta."
KATA = {
    StatusDukungan.DITERIMA: ("menerima", "diterima"),
    StatusDukungan.DITOLAK: ("menolak", "ditolak"),
    StatusDukungan.DITARIK: ("menarik", "ditarik"),
}
"""Each move as the Catatan begins it, and as the sentence to who came second says it."""


@dataclass(frozen=True)
class Alur(Generic[T]):
    """One kind of request: its model, its noun for the Catatan, and its sentences."""

    model: type[T]
    kata: str
    bukan_peminta: str
    tanpa_alasan: str

    def answer(self, lama: T, *, versi: int, terima: bool, jawaban: str, by: Pengguna, at: datetime) -> None:
        """menunggu -> diterima, or ditolak with the reason. The same answer sent again changes nothing.

        Raises PermissionDenied, or ValidationError naming who answered or withdrew it meanwhile.
        """
        kini, ke = self.stored(lama), StatusDukungan.DITERIMA if terima else StatusDukungan.DITOLAK
        jawaban = jawaban.strip()
        if (kini.status, kini.dijawab_oleh_id, kini.jawaban) == (ke, by.pk, jawaban):
            return
        self.require_version(kini, versi)
        if not can_answer_dukungan(by, kini, on=tanggal_wit(at)):
            raise PermissionDenied(BUKAN_PENJAWAB)
        if not terima and not jawaban:
            raise ValidationError({"jawaban": self.tanpa_alasan})
        isi = {"jawaban": jawaban, "dijawab_oleh": by, "dijawab_pada": at}
        self._move(kini, ke, isi, alasan="" if terima else jawaban[:500], opd_id=kini.opd.pk, by=by, at=at)

    def withdraw(self, lama: T, *, versi: int, alasan: str, by: Pengguna, at: datetime) -> None:
        """menunggu or diterima -> ditarik, with the reason. The same act sent again changes nothing."""
        kini, alasan = self.stored(lama), require_alasan(alasan)
        if (kini.ditarik_oleh_id, kini.alasan_tarik) == (by.pk, alasan):
            return
        self.require_version(kini, versi)
        if not can_withdraw_dukungan(by, kini, on=tanggal_wit(at)):
            raise PermissionDenied(self.bukan_peminta)
        isi = {"alasan_tarik": alasan, "ditarik_oleh": by, "ditarik_pada": at}
        self._move(kini, StatusDukungan.DITARIK, isi, alasan=alasan, opd_id=kini.penugasan.opd_id, by=by, at=at)

    def stored(self, lama: T) -> T:
        """The request as it stands, locked, with the names a refusal may say.

        Read after the lock: a join in the locking query itself would still see the names of before.
        """
        semua: Any = self.model._default_manager
        semua.select_for_update().get(pk=lama.pk)
        return semua.with_names().select_related("dijawab_oleh", "ditarik_oleh").get(pk=lama.pk)

    def require_version(self, kini: T, versi: int) -> None:
        """Raise ValidationError naming who moved the request since `versi` was read."""
        if kini.versi != versi:
            raise ValidationError(_moved_meanwhile(kini), code="berubah")

    def _move(
        self,
        kini: T,
        ke: StatusDukungan,
        isi: dict[str, Any],
        *,
        alasan: str,
        opd_id: int,
        by: Pengguna,
        at: datetime,
    ) -> None:
        """Write the move on the version read, checked as a whole row first, and its one Catatan."""
        dari, versi = kini.status, kini.versi
        kolom = isi | {"status": ke, "versi": versi + 1}
        for nama, nilai in kolom.items():
            setattr(kini, nama, nilai)
        kini.full_clean()
        if not self.model._default_manager.filter(pk=kini.pk, status=dari, versi=versi).update(**kolom):
            raise ValidationError(_moved_meanwhile(self.stored(kini)), code="berubah")
        tindakan = f"{KATA[ke][0]} {self.kata}"
        record(by, tindakan, kini, at=at, opd_id=opd_id, perubahan={"status": [dari, ke]}, alasan=alasan)


def _moved_meanwhile(kini: Permintaan) -> str:
    """Who moved this request last, in a sentence."""
    siapa, kapan = kini.ditarik_oleh or kini.dijawab_oleh, kini.ditarik_pada or kini.dijawab_pada
    if siapa is None or kapan is None:
        return BERUBAH
    kata = KATA[StatusDukungan(kini.status)][1]
    return f"Permintaan ini sudah {kata} oleh {siapa.nama} pada {format_waktu(kapan)}. Muat ulang halaman."


def own_opd(penugasan: Penugasan, *, on: date) -> Collection[int]:
    """The OPDs that cannot be asked, for they ask: the penugasan's, and who answers for it that day."""
    return {penugasan.opd_id, penugasan.opd.answering_on(on).pk}


def addressed(opd_id: int, penugasan: Penugasan, *, on: date) -> Opd:
    """The OPD to be asked: valid that day, and not the one that asks. Raises ValidationError."""
    opd = Opd.objects.filter(pk=opd_id).active_on(on).first()
    if opd is None:
        raise ValidationError({"opd": "OPD ini tidak berlaku lagi. Muat ulang halaman, lalu pilih OPD penerusnya."})
    if opd.pk in own_opd(penugasan, on=on):
        raise ValidationError({"opd": "Ini OPD Anda sendiri. Pilih OPD lain."})
    return opd
