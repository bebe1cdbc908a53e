"""The panel as an app: one site of our own, and no registration by discovery."""

from django.contrib import admin
from django.contrib.admin.apps import SimpleAdminConfig


class BinaanAdminConfig(SimpleAdminConfig):
    """Django's admin without autodiscovery: the site registers its own list and nothing else can slip in."""

    default_site = "binaan.panel.BinaanAdminSite"

    def ready(self) -> None:
        super().ready()
        list(admin.site.actions)  # builds the site now, so that Django's checks see every page
