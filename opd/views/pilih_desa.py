"""The village that a form is about, before there is a form: named by the address, or chosen."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from desa.models import Desa
from desa.validators import rapikan
from opd.models import Penugasan


def chosen_village(
    request: HttpRequest, sendiri: QuerySet[Desa], *, tanpa: str, boleh: Callable[[int], bool] | None = None
) -> Desa | list[Desa]:
    """Of one's own villages the one that the address names or the only one; else the assisted ones to choose from.

    `boleh` decides of a village that the address names, where more than one's own may be named. Raises PermissionDenied
    with the sentence `tanpa` for who may not, and for who has none.
    """
    if kode := rapikan(request.GET.get("desa", "")):
        semua = sendiri if boleh is None else Desa.objects.visible_to(request.user)
        desa = get_object_or_404(semua.with_place(), kode=kode)
        if boleh is not None and not boleh(desa.pk):
            raise PermissionDenied(tanpa)
        return desa
    binaan = Penugasan.objects.visible_to(request.user).in_force().values("desa")
    pilihan = list(sendiri.with_place().filter(pk__in=binaan).order_by("nama", "kode"))
    if not pilihan:
        raise PermissionDenied(tanpa)
    return pilihan[0] if len(pilihan) == 1 else pilihan
