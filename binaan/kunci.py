"""Nothing is served with keys that are not those of the database: numbers would read as broken, and be written past all rows."""

from typing import Any

from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from desa.putar_kunci import KunciKeliru, require_data_keys
from opd.putar_indeks import require_index_keys


def wrong_key() -> str:
    """What is wrong with KUNCI_DATA or KUNCI_INDEKS, in one sentence; "" when they open a sample of what is stored.

    A database without tables yet asks for no key. A few queries a table, none of them reads it whole.
    """
    try:
        require_data_keys(berkas=False)
        require_index_keys()
    except KunciKeliru as galat:
        return str(galat)
    except DatabaseError:
        return ""
    return ""


def refuse_wrong_key() -> None:
    """Raise ImproperlyConfigured when the keys are not those of the database."""
    if pesan := wrong_key():
        raise ImproperlyConfigured(pesan)


def check_kunci(**kwargs: Any) -> list[checks.CheckMessage]:
    """The same refusal as a system check, so that `migrate` and `check --database default` say it before they change anything."""
    return check_kunci_deploy() if kwargs.get("databases") else []


def check_kunci_deploy(**kwargs: Any) -> list[checks.CheckMessage]:
    """The same for `check --deploy`."""
    return [checks.Critical(pesan, id="binaan.E002")] if (pesan := wrong_key()) else []
