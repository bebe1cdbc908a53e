"""Which deeds a person may do with an enterprise's sales, quarterly state and financing; the rest is in permissions.py."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import BooleanField, ExpressionWrapper, Q

from desa.waktu import akhir_bulan
from opd.models import Pengguna, Penugasan
from opd.models.pengguna import MASA_TUTUP_HARI


class Masa(NamedTuple):
    """A period in which one OPD answered for a village, half-open; `milik`: an OPD that this person may still write for."""

    mulai: date
    selesai: date | None
    milik: bool


def village_periods(user: Pengguna, *, on: date) -> dict[int, tuple[Masa, ...]]:
    """Who answered when, of the villages that the own OPDs answer for or did until 30 days ago, oldest first. One query."""
    hidup = Q(selesai__isnull=True) | Q(selesai__gt=on - timedelta(days=MASA_TUTUP_HARI))
    milik = hidup & Q(opd__in=user.managed_opd())
    semua = Penugasan.objects.visible_to(user).in_force().in_charge().filter(mulai__lte=on)
    kueri = semua.filter(desa__in=semua.filter(milik).order_by().values("desa"))
    kueri = kueri.annotate(milik=ExpressionWrapper(milik, output_field=BooleanField())).order_by("mulai", "pk")
    hasil: dict[int, list[Masa]] = defaultdict(list)
    for desa_id, *masa in kueri.values_list("desa_id", "mulai", "selesai", "milik"):
        hasil[desa_id].append(Masa(*masa))
    return {desa_id: tuple(masa) for desa_id, masa in hasil.items()}


def answers_on(masa: Sequence[Masa], hari: date) -> bool:
    """Whether facts of that day are this person's: an own OPD answered then, or nobody did and one still does or did later."""
    if penjawab := [m for m in masa if m.mulai <= hari and (m.selesai is None or hari < m.selesai)]:
        return any(m.milik for m in penjawab)
    return any(m.milik and (m.selesai is None or hari < m.selesai) for m in masa)


class Giliran(NamedTuple):
    """Whose turn it is to write a village's facts of a day. `semua`: a maintainer, who writes those of any day."""

    masa: tuple[Masa, ...]
    semua: bool = False

    @property
    def writes(self) -> bool:
        """Whether this person writes facts of some day at all."""
        return self.semua or any(m.milik for m in self.masa)

    def mine(self, hari: date) -> bool:
        """Whether facts of that day are this person's."""
        return self.semua or answers_on(self.masa, hari)

    def theirs(self, hari: date) -> str:
        """Which OPD writes them instead, for who writes other days of this village; "" for everybody else."""
        if not self.masa or self.mine(hari):
            return ""
        return "OPD sebelumnya" if any(m.milik and hari < m.mulai for m in self.masa) else "OPD berikutnya"


def state_giliran(user: Pengguna, desa_id: int, *, on: date) -> Giliran:
    """Whose turn it is to write what was found on a day: the OPD that answered for the village then. One query."""
    return Giliran(village_periods(user, on=on).get(desa_id, ()))


def sales_giliran(user: Pengguna, desa_id: int, *, on: date) -> Giliran:
    """Whose turn a month of sales is, asked with its last day; the maintainers write every month. At most one query.

    A month belongs to who answers for the village on its last day (desain.md, section 3): whose penugasan ended keeps the
    months before, for another 30 days; who took a village over leaves them to the predecessor.
    """
    return Giliran((), semua=True) if user.may_maintain_reference() else state_giliran(user, desa_id, on=on)


def can_record_sales(user: Pengguna, desa_id: int, bulan: date, *, on: date) -> bool:
    """Write a village's sales of a month: see `sales_giliran`."""
    return sales_giliran(user, desa_id, on=on).mine(akhir_bulan(bulan))


def can_record_perkembangan(user: Pengguna, desa_id: int, tanggal: date, *, on: date) -> bool:
    """Write what was found on a day: the OPD that answered for the village then. It alone reads the rupiah again."""
    return state_giliran(user, desa_id, on=on).mine(tanggal)


def can_read_pembiayaan(user: Pengguna, desa_id: int, *, on: date) -> bool:
    """Read an enterprise's applications for money: the OPD that answers for the village, 30 days after it too."""
    return state_giliran(user, desa_id, on=on).writes


def can_record_pembiayaan(user: Pengguna, desa_id: int, tanggal: date, *, on: date) -> bool:
    """Write what happened to an application on a day, or to one made that day: see `can_date_umkm`, for an OPD alone."""
    return can_read_pembiayaan(user, desa_id, on=on) and _own_until(user, desa_id, tanggal, on=on)


def can_date_umkm(user: Pengguna, desa_id: int, tanggal: date, *, on: date) -> bool:
    """Date something of an enterprise on that day: its OPD up to the day its penugasan ended, and the maintainers.

    Who took a village over may record what happened before; who left it completes the days up to its end
    (desain.md, section 3).
    """
    return user.may_maintain_reference() or _own_until(user, desa_id, tanggal, on=on)


def _own_until(user: Pengguna, desa_id: int, tanggal: date, *, on: date) -> bool:
    masa = village_periods(user, on=on).get(desa_id, ())
    return any(m.milik and (m.selesai is None or tanggal < m.selesai) for m in masa)
