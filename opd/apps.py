from django.apps import AppConfig
from django.contrib.auth.management import create_permissions
from django.core import checks
from django.db.models.signals import post_migrate, pre_migrate


class OpdConfig(AppConfig):
    name = "opd"
    verbose_name = "OPD dan tugasnya"

    def ready(self) -> None:
        """Rights follow from roles and Jabatan, so no Permission row is ever made; the triggers of marks follow migrations."""
        from opd.pemicu import after_migrations, before_migrations, check_triggers  # noqa: PLC0415  models are not loaded before ready()

        post_migrate.disconnect(create_permissions, dispatch_uid="django.contrib.auth.management.create_permissions")
        checks.register(check_triggers, checks.Tags.database)
        pre_migrate.connect(before_migrations, sender=self)
        post_migrate.connect(after_migrations, sender=self)
