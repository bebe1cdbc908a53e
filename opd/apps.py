from django.apps import AppConfig
from django.contrib.auth.management import create_permissions
from django.db.models.signals import post_migrate


class OpdConfig(AppConfig):
    name = "opd"
    verbose_name = "OPD dan tugasnya"

    def ready(self) -> None:
        """Rights follow from roles and Jabatan, so no Permission row is ever made."""
        post_migrate.disconnect(create_permissions, dispatch_uid="django.contrib.auth.management.create_permissions")
