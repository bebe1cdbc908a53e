"""Since when a person holds the newest of the roles and offices open on a day."""

from __future__ import annotations

from datetime import date

from opd.models import Jabatan, Pengguna, PeranPengguna


def newest_role(user: Pengguna, *, on: date) -> date | None:
    """The day on which the newest open role or office began; None without any. One query."""
    peran = PeranPengguna.objects.visible_to(user).filter(pengguna=user).open_on(on).order_by().values_list("mulai")
    jabatan = Jabatan.objects.visible_to(user).filter(pengguna=user).open_on(on).order_by().values_list("mulai")
    return max((mulai for (mulai,) in peran.union(jabatan)), default=None)
