"""The name of an enterprise that bears its owner's: after an erasure no page shows it, and no new audit row holds it.
The same of the numbers of one person's licences.

Audit rows are append-only: those that have such a name keep it, so pages show today's in its place. Law: UU 27/2022 art. 43.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Case, CharField, Model, QuerySet, Value, When

from desa.enums import BentukUsaha, Pengosongan
from desa.models import Catatan, Umkm
from desa.validators import NIB_DIKOSONGKAN

BERNAMA = frozenset({"nama", "menerima catatan", "digabungkan ke"})
"""What an audit row of an enterprise tells of names, its own and of the record it was merged with."""


def neutral_name(keadaan: str) -> str:
    """What an enterprise is called whose name bore its owner's."""
    sebutan = str(Pengosongan(keadaan).label)
    return f"Usaha ({sebutan[0].lower()}{sebutan[1:]})"


def name_of_emptied(objek: Model) -> str:
    """What stands for every name that the audit rows of this enterprise tell; "" while its owner is named."""
    return neutral_name(objek.pengosongan) if isinstance(objek, Umkm) and objek.pengosongan else ""


def with_names_of_today(catatan: QuerySet[Catatan]) -> QuerySet[Any]:
    """Audit rows of whatever kind with `sebutan`, the same of each, and `tampil`, what they are about as it is called today.

    One query beyond.
    """
    tampil = Case(When(sebutan="", then="objek"), default="sebutan")
    return catatan.annotate(sebutan=_name_for_rows()).annotate(tampil=tampil)


def _name_for_rows() -> Case:
    per: dict[str, list[str]] = {}
    for pk, keadaan in Umkm.semua.exclude(pengosongan="").scoped().values_list("pk", "pengosongan"):
        per.setdefault(keadaan, []).append(str(pk))
    label = Umkm._meta.label_lower
    pilihan = [When(objek_jenis=label, objek_id__in=pk, then=Value(neutral_name(k))) for k, pk in per.items()]
    return Case(*pilihan, default=Value(""), output_field=CharField())


def without_names(perubahan: dict[str, list[Any]], sebutan: str) -> dict[str, list[Any]]:
    """What an audit row changed, with `sebutan` in place of the names that it tells; as it is for an empty one."""
    if not sebutan:
        return perubahan
    kata = {k: sebutan if k in BERNAMA else NIB_DIKOSONGKAN for k in perubahan if k in BERNAMA or is_number(k)}
    return {k: [n and kata[k] for n in isi] if k in kata else isi for k, isi in perubahan.items()}


def is_number(nama: str) -> bool:
    """Whether an audit row of an enterprise tells a licence's number under this."""
    return nama == "nib" or nama.endswith(": nomor")


def without_numbers(perubahan: dict[str, list[Any]], umkm: Umkm) -> dict[str, list[Any]]:
    """The same before it is written: of one person's licences only that the number changed."""
    if umkm.bentuk != BentukUsaha.PERORANGAN:
        return perubahan
    return {k: ["", "diubah"] if is_number(k) else isi for k, isi in perubahan.items()}
