from django.apps import AppConfig
from django.core import checks


class BinaanConfig(AppConfig):
    name = "binaan"
    verbose_name = "Binaan Maluku"

    def ready(self) -> None:
        from binaan.instalasi import check_instalasi  # noqa: PLC0415  models are not loaded before ready()

        checks.register(check_instalasi, checks.Tags.database)
