"""Hold up an account that opens pages faster than a person reads, and tell admin_sistem."""

from __future__ import annotations

import logging
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage

from desa.angka import format_waktu
from desa.models import record
from desa.scoped import deed
from desa.waktu import tanggal_wit
from opd.enums import Peran
from opd.laju import HITUNGAN
from opd.models import Pengguna, PeranPengguna

SEJAM = 3600
DITAHAN = "ditahan karena membuka halaman terlalu cepat"
LOG = logging.getLogger("opd.baca_cepat")


def too_fast(pengguna: Pengguna) -> bool:
    """Whether the account has opened its pages of the running minute. No query."""
    return HITUNGAN.add(f"halaman:{pengguna.pk}", detik=60, tambah=0) >= settings.BACA_SEMENIT


def note_page(pengguna: Pengguna, *, at: datetime) -> None:
    """Count a page. With the last one of its minute goes a Catatan, and at most once an hour a mail to admin_sistem."""
    if HITUNGAN.add(f"halaman:{pengguna.pk}", detik=60) != settings.BACA_SEMENIT:
        return
    _record(pengguna, at=at)
    if HITUNGAN.add(f"kabar_halaman:{pengguna.pk}", detik=SEJAM) == 1:
        _tell_admins(pengguna, at=at)


@deed
def _record(pengguna: Pengguna, *, at: datetime) -> None:
    record(pengguna, DITAHAN, pengguna, at=at, perubahan={"halaman semenit": [None, settings.BACA_SEMENIT]})


def _tell_admins(pengguna: Pengguna, *, at: datetime) -> None:
    """Mail every admin_sistem who has an address; a server that refuses is only logged."""
    LOG.warning("Akun %s ditahan: membuka halaman terlalu cepat", pengguna.pk)
    admin = PeranPengguna.objects.filter(peran=Peran.ADMIN_SISTEM, pengguna__is_active=True).open_on(tanggal_wit(at))
    surel = set(admin.exclude(pengguna__surel="").order_by().values_list("pengguna__surel", flat=True))
    isi = (
        f"Akun {pengguna.username} membuka {settings.BACA_SEMENIT} halaman dalam satu menit pada {format_waktu(at)}, lalu "
        "ditahan sampai menit itu habis.\n\nTanyakan kepada pemiliknya. Bila bukan dia, keluarkan perangkatnya dan setel "
        "ulang kata sandinya di panel admin."
    )
    try:
        for satu in sorted(surel):
            EmailMessage("Binaan: akun membuka halaman terlalu cepat", isi, to=[satu]).send()
    except (OSError, ValueError) as galat:
        LOG.warning("surel tentang akun %s tidak terkirim: %s", pengguna.pk, type(galat).__name__)
