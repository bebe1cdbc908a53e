"""Which deeds a person may do with an enterprise's sales, quarterly state and financing; the rest is in permissions.py."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import QuerySet, Subquery

from desa.waktu import akhir_bulan, hari_ini
from opd.models import Pengguna, Penugasan
from opd.models.pengguna import MASA_TUTUP_HARI
from opd.rekap.daftar_json import Pertanyaan, day_of, json_rows, read_about


class Masa(NamedTuple):
    """A period in which one OPD answered for a village, half-open; `milik`: an OPD that this person may still write for."""

    mulai: date
    selesai: date | None
    milik: bool


def village_periods(user: Pengguna, *, on: date, desa: int | None = None) -> dict[int, tuple[Masa, ...]]:
    """Who answered when, of the villages that the own OPDs answer for or did until 30 days ago, oldest first: of all of them,
    or of this one alone. One query.
    """
    if desa is None:
        semua = Penugasan.objects.visible_to(user).in_force().in_charge()
        milik = semua.filter(opd__in=user.managed_opd()).order_by().values("desa")
        terbaca = Pertanyaan(_answers(milik, on)).read()
    else:
        terbaca = read_about([desa], _answers, on)
    batas, hari, milik_opd = on - timedelta(days=MASA_TUTUP_HARI), hari_ini(), user.opd_ids()
    hasil: dict[int, list[Masa]] = defaultdict(list)
    for mulai, _, desa_id, akhir, opd, ke, lebur in sorted(terbaca["masa"] or ()):
        selesai = day_of(akhir) if akhir else None
        sendiri = opd in milik_opd or (ke in milik_opd and lebur is not None and day_of(lebur) <= hari)
        hasil[desa_id].append(Masa(day_of(mulai), selesai, sendiri and (selesai is None or selesai > batas)))
    return {desa_id: tuple(masa) for desa_id, masa in hasil.items() if any(m.milik for m in masa)}


def _answers(desa: Sequence[int] | QuerySet[Any, Any], on: date) -> dict[str, Subquery]:
    """Who answered for these villages, the same for every reader (`read_about`)."""
    semua = Penugasan.objects.visible_to(Pengguna()).in_force().in_charge().filter(mulai__lte=on, desa__in=desa)
    opd = ("opd", "opd__dilebur_ke", "opd__berlaku_selesai")
    return {"masa": json_rows(semua, "mulai", "pk", "desa", "selesai", *opd)}


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
    return Giliran(village_periods(user, on=on, desa=desa_id).get(desa_id, ()))


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
    masa = village_periods(user, on=on, desa=desa_id).get(desa_id, ())
    return any(m.milik and (m.selesai is None or tanggal < m.selesai) for m in masa)
