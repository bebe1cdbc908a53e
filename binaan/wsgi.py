"""The web process. It refuses to boot on wrong settings, counts what arrives of every request body, and minds the queue."""

import os
import sys
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.urls import get_resolver

from binaan.badan import BadanTerhitung
from binaan.ingatan import settle

# Without --preload, gunicorn stops for good only when a worker leaves with this code, else it boots workers for ever.
GAGAL_MULAI = 3
JAWAB_DETIK = 5
"""How much later than its own limit PostgreSQL may say so."""


def limit_statements() -> None:
    """No statement of a page, its wait for another's lock included, lasts longer than anybody waits for the page.

    PostgreSQL ends it; of one that is silent the wait ends soon after (desa/pg/base.py).
    """
    for satu in connections.all():
        if satu.vendor == "postgresql":
            pilihan = satu.settings_dict["OPTIONS"]
            batas = f"-c statement_timeout={settings.PERMINTAAN_TERLAMA_DETIK}s"
            pilihan["options"] = f"{pilihan.get('options', '')} {batas}".strip()
            satu.settings_dict["TUNGGU_DETIK"] = settings.PERMINTAAN_TERLAMA_DETIK + JAWAB_DETIK


def build_application() -> Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]:
    """The WSGI application. Exits with one Indonesian line when settings or database may not be served."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "binaan.settings")
    try:
        django_app = get_wsgi_application()
        from binaan.instalasi import refuse_sample  # noqa: PLC0415  only after django.setup()
        from binaan.kunci import refuse_wrong_key  # noqa: PLC0415  as above
        from binaan.operasi.metrik import METRIK  # noqa: PLC0415  as above
        from opd.jatah import JATAH  # noqa: PLC0415  as above
        from opd.kerja.putar import look_after_queue  # noqa: PLC0415  as above
        from opd.laju import HITUNGAN  # noqa: PLC0415  as above

        refuse_sample()
        refuse_wrong_key()
        get_resolver().url_patterns  # noqa: B018  loads every page's code
        METRIK.open()
        HITUNGAN.open()
        JATAH.open()
        settle()
        limit_statements()
        connections.close_all()  # gunicorn forks its workers after this; each opens its own
    except ImproperlyConfigured as galat:
        sys.stderr.write(f"Binaan Maluku tidak dapat dijalankan. {galat}\n")
        sys.exit(GAGAL_MULAI)

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        look_after_queue()
        environ["wsgi.input"] = BadanTerhitung(environ["wsgi.input"])
        return django_app(environ, start_response)

    return application


application = build_application()
