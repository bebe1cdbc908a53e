from django.apps import AppConfig
from django.core import checks


class BinaanConfig(AppConfig):
    name = "binaan"
    verbose_name = "Binaan Maluku"

    def ready(self) -> None:
        from binaan.instalasi import check_instalasi  # noqa: PLC0415  models are not loaded before ready()
        from binaan.kunci import check_kunci, check_kunci_deploy  # noqa: PLC0415  as above

        checks.register(check_instalasi, checks.Tags.database)
        checks.register(check_kunci, checks.Tags.database)
        checks.register(check_kunci_deploy, checks.Tags.security, deploy=True)
