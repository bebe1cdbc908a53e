"""Which deeds a person may do with a village's potret kesejahteraan; the rest is in permissions.py."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from desa.enums import StatusPotret
from desa.models import PotretKesejahteraan
from opd.enums import Peran
from opd.models import Opd, Pengguna, Penugasan
from opd.permissions import can_edit_umkm, can_see_personal, plays_in


def can_record_potret(user: Pengguna, desa_id: int, *, on: date) -> bool:
    """Enter or take back: the OPD in charge of the village, and the maintainers who hand on lists of many villages."""
    return can_edit_umkm(user, desa_id, on=on)


def can_correct_potret(user: Pengguna, desa_id: int, *, on: date) -> bool:
    """Who may enter and read small groups as well: a correction begins with every count as it stands."""
    return can_record_potret(user, desa_id, on=on) and can_see_personal(user, desa_id, on=on)


def can_verify_potret(user: Pengguna, potret: PotretKesejahteraan, *, on: date) -> bool:
    """Verify or return what waits: a verifikator who works for no OPD in that village and entered no row of it.

    At most four queries beyond the user's roles.
    """
    if potret.status != StatusPotret.DRAF or not user.holds(Peran.VERIFIKATOR, on=on):
        return False
    return user.pk not in writers(potret.kunci) and not plays_in(user, playing(potret.desa_id, on=on), on=on)


def writers(kunci: UUID) -> frozenset[int]:
    """Everybody who entered a row of this potret. One query."""
    semua = PotretKesejahteraan.objects.filter(kunci=kunci, pencatat_id__isnull=False).scoped()
    return frozenset(semua.order_by().values_list("pencatat_id", flat=True))


def playing(desa_id: int, *, on: date) -> frozenset[int]:
    """The OPDs at work in a village on a day, in charge or helping, and those they were merged into. One query."""
    tugas = Penugasan.objects.in_force().active_on(on).filter(desa=desa_id).scoped()
    ids = {pk for dua in tugas.values_list("opd", "opd__dilebur_ke") for pk in dua if pk}
    return frozenset(ids)


def verifiable(user: Pengguna, *, on: date) -> QuerySet[PotretKesejahteraan]:
    """The potret for which `can_verify_potret` says yes, as one list; none for who verifies nothing."""
    menunggu = PotretKesejahteraan.objects.visible_to(user).pending().filter(status=StatusPotret.DRAF)
    if not user.holds(Peran.VERIFIKATOR, on=on):
        return menunggu.none()
    opd = Opd.objects.visible_to(user)
    sendiri = opd.filter(Q(pk__in=user.opd_ids(on)) | Q(penugasan__tim__anggota__pengguna=user)).values("pk")
    bermain = Penugasan.objects.visible_to(user).in_force().active_on(on)
    bermain = bermain.filter(Q(opd__in=sendiri) | Q(opd__dilebur_ke__in=sendiri))
    ditulis = PotretKesejahteraan.objects.visible_to(user).filter(pencatat_id=user.pk)
    return menunggu.exclude(desa__in=bermain.order_by().values("desa")).exclude(
        kunci__in=ditulis.order_by().values("kunci")
    )
