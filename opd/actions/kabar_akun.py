"""Tell the owner of an account by e-mail that its security changed. The change stands whether or not the mail goes out."""

from __future__ import annotations

import logging

from django.core.mail import EmailMessage

from opd.models import Pengguna

PENUTUP = (
    "Bila bukan Anda yang memintanya, segera hubungi admin sistem di Dinas Komunikasi dan Informatika.\n\n"
    "Surel ini dikirim sendiri oleh aplikasi Binaan Maluku dan tidak perlu dibalas."
)


def tell_owner(pengguna: Pengguna, perihal: str, kalimat: str) -> bool:
    """Whether a mail went out; an account without an address gets none, and a server that refuses is only logged."""
    surel = Pengguna.objects.filter(pk=pengguna.pk).values_list("surel", flat=True).first()
    if not surel:
        return False
    isi = f"Yth. {pengguna.nama},\n\n{kalimat}\n\n{PENUTUP}"
    try:
        return bool(EmailMessage(f"Binaan: {perihal}", isi, to=[surel]).send())
    except (OSError, ValueError) as galat:
        logging.getLogger("opd.kabar_akun").warning("surel keamanan tidak terkirim: %s", type(galat).__name__)
        return False
