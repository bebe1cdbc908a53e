"""What production refuses: a database filled with sample data. And what it is warned of: signing in by password alone."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

PESAN = "Basis data ini berisi data contoh. Arahkan DATABASE_URL ke basis data nyata."
TANPA_DUA_FAKTOR = (
    "WAJIB_DUA_FAKTOR dimatikan: pimpinan, verifikator, dan admin sistem dapat masuk dengan kata sandi saja."
)


def is_sample() -> bool:
    """Whether the database carries the sample flag. A database without tables yet carries none."""
    try:
        return apps.get_model("desa", "Instalasi")._default_manager.filter(contoh=True).exists()
    except DatabaseError:
        return False


def refuse_sample() -> None:
    """Raise ImproperlyConfigured when production would serve sample data."""
    if settings.LINGKUNGAN == "produksi" and is_sample():
        raise ImproperlyConfigured(PESAN)


def check_instalasi(**kwargs: Any) -> list[checks.CheckMessage]:
    """The same refusal as a system check, so that `migrate` and `check --database default` say it too."""
    if kwargs.get("databases") and settings.LINGKUNGAN == "produksi" and is_sample():
        return [checks.Critical(PESAN, id="binaan.E001")]
    return []


def check_dua_faktor(**kwargs: Any) -> list[checks.CheckMessage]:
    """A warning of `check --deploy` when production waives the second factor of those who see or decide for the province."""
    if settings.LINGKUNGAN == "produksi" and not settings.WAJIB_DUA_FAKTOR:
        return [checks.Warning(TANPA_DUA_FAKTOR, hint="Hapus pengaturan itu, lalu mulai ulang.", id="binaan.W001")]
    return []
