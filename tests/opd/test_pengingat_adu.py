"""Two runs of `kirim_pengingat`, and two verifikator, in the same moment with real threads and connections.

Seen red: `take_up` updating without its condition, and the unique constraint of the first deadline taken away.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection

from desa.models import Catatan
from opd.actions.surat import receivers, send_digest, write_reminders
from opd.actions.tenggat import set_tenggat
from opd.enums import Peran
from opd.models import SuratKeluar, Tenggat
from opd.rekap.pengingat import rekap_pengingat
from tests import pabrik
from tests.pabrik import SEKARANG, pada

SITUS = "https://binaan.contoh"
BATAS = date(2026, 7, 30)


def at_once(*kerja: Callable[[], Any]) -> list[Any]:
    """What each gave, or the sentence of its refusal; all start together."""
    hasil: list[Any] = []
    siap = threading.Barrier(len(kerja))

    def jalan(satu: Callable[[], Any]) -> None:
        siap.wait()
        try:
            hasil.append(satu())
        except ValidationError as galat:
            hasil.append(galat.messages[0])
        finally:
            connection.close()

    utas = [threading.Thread(target=jalan, args=[satu]) for satu in kerja]
    for u in utas:
        u.start()
    for u in utas:
        u.join()
    return hasil


def _run() -> list[bool | None]:
    at = pada(BATAS)
    write_reminders(rekap_pengingat(until=BATAS, situs=SITUS), at=at)
    return [send_digest(o, situs=SITUS, at=at) for o in receivers(at)]


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_send_each_email_once():
    for n in range(1, 9):
        p = pabrik.buat_penugasan(mulai=date(2026, 4, 1))
        for peran in (Peran.OPERATOR_OPD, Peran.KEPALA_OPD):
            pabrik.buat_pengguna(peran, opd=p.opd, surel=f"{peran.value}{n}@contoh.invalid")
        at_once(_run, _run)
        alamat = [m.to[0] for m in mail.outbox]
        assert len(alamat) == len(set(alamat)) == 2 * n
        assert SuratKeluar.objects.filter(dikirim_pada__isnull=False).count() == 2 * n
        assert Catatan.objects.filter(tindakan="mengirim surel pengingat").count() == 2 * n


@pytest.mark.django_db(transaction=True)
def test_of_two_verifikator_at_once_one_announces_and_the_other_is_told():
    orang = [pabrik.buat_pengguna(Peran.VERIFIKATOR) for _ in range(2)]

    def umumkan(n: int, tahun: int, versi: int) -> Callable[[], Any]:
        batas = {tw: date(tahun + tw // 4, tw * 3 % 12 + 1, 20 + n + versi) for tw in (1, 2, 3, 4)}
        return lambda: len(set_tenggat(tahun, batas, versi=versi, by=orang[n], at=SEKARANG))

    for versi, tersimpan in ((0, 4), (4, 8)):
        hasil = at_once(umumkan(0, 2027, versi), umumkan(1, 2027, versi))
        assert sorted(hasil, key=str)[0] == 4
        assert str(sorted(hasil, key=str)[1]).endswith(("Muat ulang halaman.", "ulangi perubahan Anda."))
        assert (Tenggat.objects.count(), Tenggat.objects.current().count()) == (tersimpan, 4)
