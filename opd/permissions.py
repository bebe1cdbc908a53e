"""Which deeds a person may do. Which *rows* stands in the scopes; a deed refused on a visible row is a 403.

Every function takes the day `on` that decides, for rights come from the roles and Jabatan open that day.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import F, Q

from desa.waktu import akhir_bulan
from opd.enums import JenisImpor, Peran
from opd.models import Pengguna, Penugasan
from opd.models.pengguna import MASA_TUTUP_HARI


def can_maintain_penugasan(user: Pengguna, *, on: date) -> bool:
    """Import annexes, open, close, correct and hand over penugasan, execute mergers (desain.md, section 1)."""
    return user.holds(Peran.ADMIN_SISTEM, Peran.VERIFIKATOR, on=on)


def can_maintain_users(user: Pengguna, *, on: date) -> bool:
    """Open accounts, give and close roles."""
    return user.holds(Peran.ADMIN_SISTEM, on=on)


def works_for(user: Pengguna, penugasan: Penugasan, *, on: date) -> bool:
    """Whether the user works for the OPD of this penugasan, or for the OPD it was merged into."""
    opd = penugasan.opd
    ids = user.opd_ids(on)
    return opd.pk in ids or (opd.dilebur_ke_id is not None and opd.dilebur_ke_id in ids)


def can_record_facts(user: Pengguna, penugasan: Penugasan, *, on: date) -> bool:
    """Record or correct a kegiatan or kunjungan; after the end of a penugasan for another 30 days."""
    if penugasan.dikoreksi_pada is not None or not works_for(user, penugasan, on=on):
        return False
    return penugasan.selesai is None or on < penugasan.selesai + timedelta(days=MASA_TUTUP_HARI)


def can_manage_team(user: Pengguna, penugasan: Penugasan, *, on: date) -> bool:
    """Form a team and change its members: head and operator of the OPD."""
    return can_record_facts(user, penugasan, on=on)


def can_edit_umkm(user: Pengguna, desa_id: int, *, on: date) -> bool:
    """Register or change an enterprise or its sales: the OPD in charge, and the maintainers who load lists."""
    return user.managed_desa().filter(pk=desa_id).exists()


def sales_limits(user: Pengguna, *, on: date) -> dict[int, date | None]:
    """Per village of the own OPDs the day before which a month must have ended to be theirs; None: no such day.

    A month of sales belongs to who answers on its last day (desain.md, section 3): whose penugasan ended keeps the
    months before, for another 30 days. One query.
    """
    hidup = Q(selesai__isnull=True) | Q(selesai__gt=on - timedelta(days=MASA_TUTUP_HARI))
    kueri = Penugasan.objects.managed_by(user).in_force().filter(hidup, mulai__lte=on)
    hasil: dict[int, date | None] = {}
    for desa_id, selesai in kueri.order_by(F("selesai").asc(nulls_last=True)).values_list("desa_id", "selesai"):
        hasil[desa_id] = selesai
    return hasil


def can_record_sales(user: Pengguna, desa_id: int, bulan: date, *, on: date) -> bool:
    """Write a village's sales of a month: who answers for it on the month's last day, and the maintainers."""
    if user.may_maintain_reference():
        return True
    batas = sales_limits(user, on=on)
    return desa_id in batas and ((selesai := batas[desa_id]) is None or akhir_bulan(bulan) < selesai)


def can_see_personal(user: Pengguna, desa_id: int, *, on: date) -> bool:
    """Read owners' names and phones: the OPD in charge of the village and the verifikator."""
    return user.personal_desa().filter(pk=desa_id).exists()


def can_import(user: Pengguna, jenis: JenisImpor | str, *, on: date) -> bool:
    """Annexes for maintainers; lists of enterprises and sales also for those who work for an OPD."""
    if can_maintain_penugasan(user, on=on):
        return True
    return jenis != JenisImpor.LAMPIRAN and bool(user.opd_ids(on))


def can_give_orders(user: Pengguna, *, on: date) -> bool:
    """Remind OPDs from the dashboard: pimpinan and verifikator."""
    return user.holds(Peran.PIMPINAN, Peran.VERIFIKATOR, on=on)
