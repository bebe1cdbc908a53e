"""`manage.py migrate`, as Django's, which keeps nobody waiting long, and goes back only where no fact is lost unsaid.

The release before serves while it runs (binaan/deploy/README.md), so on PostgreSQL it waits five seconds for a table and no more:
whoever came after it would wait behind it.
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as Migrate
from django.db import DataError, IntegrityError, OperationalError, connections, models
from django.db.migrations import AddField, CreateModel, Migration
from django.db.migrations.exceptions import AmbiguityError, BadMigrationError
from django.db.migrations.executor import MigrationExecutor

from desa.angka import format_ribuan
from desa.gangguan import Sebab, cause_of

TUNGGU_KUNCI = "5s"
ULANGI = "Yang sudah selesai tetap selesai; jalankan lagi manage.py migrate."


class Command(Migrate):
    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--buang-isi", action="store_true", help="Mundur walaupun isi tabel atau kolom yang dibuang ikut hilang."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        sambungan = connections[options["database"]]
        if options["migration_name"]:
            _refuse_losing(_backwards(sambungan, options), buang=options["buang_isi"])
        if sambungan.vendor == "postgresql":
            with sambungan.cursor() as kursor:
                kursor.execute(f"SET lock_timeout = '{TUNGGU_KUNCI}'")
        try:
            super().handle(*args, **options)
        except (IntegrityError, DataError) as galat:
            baris = str(galat).partition("\n")[0]
            raise CommandError(f"Ada baris yang tidak dikenal bentuk tujuan: {baris}. {ULANGI}") from galat
        except OperationalError as galat:
            if cause_of(galat) is not Sebab.LAMBAT:
                raise
            raise CommandError(f"Tabelnya sedang dipakai lebih lama dari {TUNGGU_KUNCI}. {ULANGI}") from galat
        finally:
            if sambungan.vendor == "postgresql" and not sambungan.in_atomic_block:
                with sambungan.cursor() as kursor:
                    kursor.execute("RESET lock_timeout")


def _backwards(sambungan: Any, options: dict[str, Any]) -> list[Migration]:
    """The migrations that would be undone; none when the name leads forward, or nowhere, which Django says itself."""
    pelaku = MigrationExecutor(sambungan)
    app, nama = options["app_label"], options["migration_name"]
    try:
        tujuan = (app, None if nama == "zero" else pelaku.loader.get_migration_by_prefix(app, nama).name)
    except (AmbiguityError, BadMigrationError, KeyError):
        return []
    return [m for m, mundur in pelaku.migration_plan([tujuan]) if mundur]


def _refuse_losing(rencana: list[Migration], *, buang: bool) -> None:
    """Raises CommandError, before anything is undone, where a step cannot be undone or takes what somebody recorded."""
    tetap = [str(m) for m in rencana if not all(o.reversible for o in m.operations)]
    if tetap:
        raise CommandError(f"Tidak dapat dimundurkan: {', '.join(tetap)}. Pulihkan cadangan dari sebelum migrasi itu.")
    hilang = [] if buang else [kata for m in rencana for kata in _lost(m)]
    if hilang:
        raise CommandError(
            f"Mundur sejauh itu membuang isi {', '.join(hilang)}. Cadangkan dahulu, lalu tambahkan --buang-isi."
        )


def _lost(migrasi: Migration) -> Iterator[str]:
    """What goes with it: rows of the tables it made, values of the columns it added."""
    for o in migrasi.operations:
        try:
            model = apps.get_model(
                migrasi.app_label, o.model_name if isinstance(o, AddField) else getattr(o, "name", "")
            )
            if getattr(model, "DERIVED", False):
                continue
            if isinstance(o, CreateModel):
                jumlah = model._base_manager.count()
                nama = f"{model._meta.verbose_name} ({format_ribuan(jumlah)} baris)"
            elif isinstance(o, AddField):
                jumlah = _filled(model, model._meta.get_field(o.name), o.field)
                nama = f"{model._meta.verbose_name}.{o.name} ({format_ribuan(jumlah)} baris)"
            else:
                continue
        except (LookupError, FieldDoesNotExist):
            continue  # it has another name by now, or is gone
        if jumlah:
            yield nama


def _filled(model: type[models.Model], medan: Any, tambahan: models.Field) -> int:
    """Rows whose value in this column is one that coming forward again would not give them."""
    kosong = models.Q(**{f"{medan.name}__isnull": True})
    if isinstance(medan, models.CharField | models.TextField | models.FileField):
        kosong |= models.Q(**{medan.name: ""})
    if tambahan.has_default() and not callable(tambahan.default):
        kosong |= models.Q(**{medan.name: tambahan.default})
    return model._base_manager.exclude(kosong).count()
