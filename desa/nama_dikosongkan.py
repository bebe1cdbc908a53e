"""The name of an enterprise that bears its owner's: after an erasure no page shows it, and no new audit row holds it.

Audit rows are append-only: those that have such a name keep it, so pages show today's in its place. Law: UU 27/2022 art. 43.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Case, CharField, Model, Value, When

from desa.enums import Pengosongan
from desa.models import Umkm

BERNAMA = frozenset({"nama", "menerima catatan", "digabungkan ke"})
"""What an audit row of an enterprise tells of names, its own and of the record it was merged with."""


def neutral_name(keadaan: str) -> str:
    """What an enterprise is called whose name bore its owner's."""
    sebutan = str(Pengosongan(keadaan).label)
    return f"Usaha ({sebutan[0].lower()}{sebutan[1:]})"


def name_of_emptied(objek: Model) -> str:
    """What stands for every name that the audit rows of this enterprise tell; "" while its owner is named."""
    return neutral_name(objek.pengosongan) if isinstance(objek, Umkm) and objek.pengosongan else ""


def name_for_rows() -> Case:
    """The same for audit rows of whatever kind, as a column. One query."""
    per: dict[str, list[str]] = {}
    for pk, keadaan in Umkm.semua.exclude(pengosongan="").scoped().values_list("pk", "pengosongan"):
        per.setdefault(keadaan, []).append(str(pk))
    label = Umkm._meta.label_lower
    pilihan = [When(objek_jenis=label, objek_id__in=pk, then=Value(neutral_name(k))) for k, pk in per.items()]
    return Case(*pilihan, default=Value(""), output_field=CharField())


def without_names(perubahan: dict[str, list[Any]], sebutan: str) -> dict[str, list[Any]]:
    """What an audit row changed, with `sebutan` in place of the names that it tells; as it is for an empty one."""
    return {k: [n and sebutan for n in isi] if sebutan and k in BERNAMA else isi for k, isi in perubahan.items()}
