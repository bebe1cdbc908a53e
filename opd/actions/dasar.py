"""What every deed shares: checked saving, the sentence of a broken constraint, and locks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction

from desa.angka import format_waktu
from desa.models import Catatan, Desa
from desa.scoped import Bersamaan
from opd.models import Pengguna, Penugasan

ULANGI = "Muat ulang halaman, lalu ulangi perubahan Anda."
BERUBAH = f"Data ini sudah diubah orang lain sejak Anda membukanya. {ULANGI}"
TERCATAT = "{} ini baru saja dicatat orang lain. Muat ulang halaman, lalu pilih yang sudah tercatat."
SUDAH_ADA = "Isian ini sudah pernah dikirim dengan isi berbeda. Buka catatan yang tersimpan untuk mengoreksinya."


def changed_meanwhile(objek: models.Model, *, kecuali: str = "melihat") -> str:
    """Who changed this row last, what and when, in a sentence for who came second; deeds with that word changed nothing."""
    return changed_meanwhile_many([objek], kecuali=kecuali)[objek.pk]


def changed_meanwhile_many(objek: Collection[models.Model], *, kecuali: str = "melihat") -> dict[Any, str]:
    """The same of many rows of one model, by their keys. One query."""
    hasil: dict[Any, str] = {o.pk: BERUBAH for o in objek}
    if hasil:
        label = next(iter(objek))._meta.label_lower
        semua = Catatan.objects.filter(objek_jenis=label, objek_id__in=[str(pk) for pk in hasil])
        for c in semua.exclude(tindakan__contains=kecuali).order_by("pada", "pk"):
            hasil[int(c.objek_id)] = f"{c.oleh} {c.tindakan} ini pada {format_waktu(c.pada)}. {ULANGI}"
    return hasil


class Bergerak(ValidationError):
    """What was prepared outside the transaction does not fit any more: prepare it again. Nothing was written."""


class MintaYakin(ValidationError):
    """Something unlikely that its writer may confirm with a tick: the form shows the box then."""


def named(nomor: int, galat: ValidationError) -> ValidationError:
    """The refusal of one row of a list, which is the refusal of the whole list."""
    return ValidationError(f"Baris {nomor}: {' '.join(galat.messages)} Tidak ada yang disimpan.", code="baris")


def save_checked(objek: models.Model, *, update_fields: Iterable[str] | None = None) -> None:
    """Validate with nothing excluded and save; a constraint broken in the database becomes its Indonesian sentence."""
    with _checked([objek]):
        objek.save(update_fields=update_fields) if update_fields is not None else objek.save()


def insert_checked(baru: Sequence[models.Model]) -> None:
    """Validate and save new rows of one model as `save_checked` does, all in one statement."""
    if baru:
        with _checked(baru):
            type(baru[0])._base_manager.bulk_create(baru)


@contextmanager
def _checked(semua: Sequence[models.Model]) -> Iterator[None]:
    """Around the statement that saves these rows. What only the database can tell, constraints and uniqueness, it tells by
    that statement: a row that keeps them all is not asked about beforehand, and one that breaks any is validated in full.
    """
    try:
        for objek in semua:
            objek.full_clean(exclude=_read(objek), validate_unique=False, validate_constraints=False)
    except ValidationError:
        for objek in semua:
            objek.full_clean()
        raise
    try:
        with transaction.atomic():
            yield
    except IntegrityError as galat:
        if _is_there(semua):
            raise Bersamaan({NON_FIELD_ERRORS: [SUDAH_ADA]}) from galat
        for objek in semua:
            objek.full_clean(exclude={"uuid", "menggantikan"})  # of these `sentence_of` knows better what it means
        raise ValidationError({NON_FIELD_ERRORS: [sentence_of(galat, type(semua[0]))]}) from galat


def _is_there(semua: Sequence[models.Model]) -> bool:
    """Whether one of these new rows was stored by its uuid meanwhile: the form that mints it was sent twice."""
    uuid = [u for o in semua if o._state.adding and (u := getattr(o, "uuid", None))]
    return bool(uuid) and type(semua[0])._base_manager.filter(uuid__in=uuid).exists()


def _read(objek: models.Model) -> set[str]:
    """The fields whose other row was read or saved before, so that it is there."""
    relasi = (f for f in objek._meta.concrete_fields if isinstance(f, models.ForeignKey) and f.is_cached(objek))
    return {f.name for f in relasi if (lain := getattr(objek, f.name)) is not None and not lain._state.adding}


def sentence_of(galat: IntegrityError, model: type[models.Model]) -> str:
    """The violation message of the constraint that `galat` names; an unknown one re-raises."""
    teks = str(galat)
    for c in model._meta.constraints:
        if c.name in teks:
            return str(c.violation_error_message)
    tabel = model._meta.db_table
    for c in model._meta.constraints:
        if isinstance(c, models.UniqueConstraint) and c.fields:
            kolom = ", ".join(f"{tabel}.{_column(model, f)}" for f in c.fields)
            if teks.endswith(f"UNIQUE constraint failed: {kolom}"):
                return str(c.violation_error_message)
    for medan in model._meta.local_concrete_fields:
        if medan.unique and (f"{tabel}_{medan.column}_key" in teks or teks.endswith(f": {tabel}.{medan.column}")):
            return _taken(medan)
    raise galat


def _taken(medan: models.Field) -> str:
    """The sentence for a unique field that another transaction took between the check and the save."""
    if medan.name == "menggantikan":
        return BERUBAH
    return SUDAH_ADA if medan.name == "uuid" else TERCATAT.format(str(medan.verbose_name).capitalize())


def _column(model: type[models.Model], nama: str) -> str:
    medan = model._meta.get_field(nama)
    assert isinstance(medan, models.Field)  # noqa: S101  constraints name columns, never reverse relations
    return str(medan.column)


def lock_desa(*ids: int) -> None:
    """Lock villages in pk order, so that two openings of a penugasan cannot overlap. A no-op on SQLite (one writer)."""
    list(Desa.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))


def lock_penugasan(*ids: int) -> list[Penugasan]:
    """The penugasan rows, locked in pk order: writers of dated facts and verifiers of a quarter take this lock first."""
    kueri = Penugasan.objects.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",))
    return list(kueri.select_related("opd", "desa__kecamatan__kabupaten", "sk"))


def lock_account(pengguna: Pengguna) -> None:
    """Lock an account: whoever counts what it did today, before it does it once more, counts alone."""
    list(Pengguna.objects.select_for_update().filter(pk=pengguna.pk).values_list("pk"))


def diff(lama: models.Model, baru: dict[str, Any]) -> dict[str, list[Any]]:
    """Old and new of the fields that change, as text fit for a Catatan."""
    hasil: dict[str, list[Any]] = {}
    for nama, nilai in baru.items():
        sebelum = getattr(lama, nama)
        if sebelum != nilai:
            hasil[nama] = [_teks(sebelum), _teks(nilai)]
    return hasil


def _teks(nilai: Any) -> Any:
    if nilai is None or isinstance(nilai, bool | int | str):
        return nilai
    return str(nilai)
