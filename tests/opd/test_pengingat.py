"""Reminders by e-mail: whom and when, once each, one e-mail a person and day, and what becomes of one that cannot go out.

Seen red: the step left out of the key, the claim without its condition, the error's text kept (it names the address), and
letters of approved reports left waiting.
"""

from __future__ import annotations

import smtplib
import uuid
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from desa.models import Catatan
from desa.waktu import hari_ini
from opd.actions.surat import mark_sent, receivers, send_digest, take_up, write_reminders
from opd.enums import Peran
from opd.enums import TindakanNaskah as T
from opd.models import Delegasi, SuratKeluar
from opd.models.surat import LAMA_KIRIM
from opd.rekap.pengingat import reached_step, rekap_pengingat
from tests import pabrik
from tests.pabrik import pada
from tests.pabrik_surat import buat_surat
from tests.pabrik_tenggat import buat_jalan, buat_tenggat

pytestmark = pytest.mark.django_db

SITUS = "https://binaan.contoh"
BATAS = date(2026, 7, 30)
"""The standing deadline of TW II 2026."""


class Menolak(BaseEmailBackend):
    """A server that refuses every e-mail, naming the address as real ones do."""

    def send_messages(self, pesan: Any) -> int:
        raise smtplib.SMTPRecipientsRefused({pesan[0].to[0]: (550, b"tidak dikenal")})


MENOLAK = "tests.opd.test_pengingat.Menolak"


def orang_opd(**isi: Any) -> tuple[Any, Any, Any]:
    """A penugasan of TW II 2026 with its operator and head, who have addresses."""
    p = pabrik.buat_penugasan(mulai=isi.pop("mulai", date(2026, 4, 1)), **isi)
    operator, kepala = (
        pabrik.buat_pengguna(r, opd=p.opd, surel=f"{r.value}{p.pk}@contoh.invalid")
        for r in (Peran.OPERATOR_OPD, Peran.KEPALA_OPD)
    )
    return p, operator, kepala


def siapa(until: date) -> dict[int, list[tuple[str, int]]]:
    """Who is reminded of which quarters at which step."""
    hasil: dict[int, list[tuple[str, int]]] = {}
    for r in rekap_pengingat(until=until, situs=SITUS):
        hasil.setdefault(r.kepada_id, []).append((f"{r.tahun}-{r.triwulan}", r.langkah))
    return hasil


def jalankan(hari: date) -> tuple[int, list[bool | None]]:
    """One run of the command on that day."""
    at = pada(hari)
    baru = write_reminders(rekap_pengingat(until=hari, situs=SITUS), at=at)
    return baru, [send_digest(o, situs=SITUS, at=at) for o in receivers(at)]


def test_steps_are_reached_one_after_the_other():
    hari = (-15, -14, -4, -3, -1, 0, 6, 7, 13, 14, 100)
    hasil = [reached_step(BATAS, BATAS + timedelta(days=n)) for n in hari]
    assert hasil == [None, -14, -14, -3, -3, 0, 0, 7, 7, 14, 98]


def test_operator_and_head_are_reminded_until_the_head_has_approved():
    p, operator, kepala = orang_opd()
    assert siapa(BATAS - timedelta(days=15)) == {}
    keduanya = {o.pk: [("2026-2", -3)] for o in (operator, kepala)}
    assert siapa(BATAS - timedelta(days=3)) == keduanya
    buat_jalan(p, 2026, 2, (T.AJUKAN, date(2026, 7, 5)), (T.SETUJUI, date(2026, 7, 28)), (T.TOLAK, date(2026, 8, 20)))
    assert siapa(date(2026, 7, 10)) == {}
    assert siapa(date(2026, 7, 27)) == {kepala.pk: [("2026-2", -3)]}
    assert siapa(date(2026, 7, 28)) == siapa(date(2026, 9, 1)) == {}


def test_submitted_report_reminds_who_sits_at_the_heads_desk():
    p, operator, kepala = orang_opd()
    buat_jalan(p, 2026, 2, (T.AJUKAN, date(2026, 7, 5)))
    wakil = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=p.opd, surel="wakil@contoh.invalid")
    Delegasi.objects.create(
        opd=p.opd, jabatan=p.opd.jabatan.get(), penerima=wakil, mulai=BATAS, selesai=BATAS + timedelta(days=3),
        alasan="uji", dicatat_pada=pada(BATAS), dicatat_oleh="uji",
    )  # fmt: skip
    assert set(siapa(BATAS)) == {kepala.pk, wakil.pk}
    plh = pabrik.buat_pengguna(surel="plh@contoh.invalid")
    pabrik.buat_jabatan(opd=p.opd, pengguna=plh, status="plh", mulai=BATAS)
    assert set(siapa(BATAS)) == {plh.pk}


def test_nobody_without_address_or_right_is_reminded():
    p, operator, kepala = orang_opd()
    type(kepala).objects.filter(pk=kepala.pk).update(is_active=False)
    type(operator).objects.filter(pk=operator.pk).update(surel="")
    pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=pabrik.buat_opd(), surel="lain@contoh.invalid")
    pabrik.buat_pengguna(Peran.VERIFIKATOR, surel="bappeda@contoh.invalid")
    assert siapa(BATAS) == {}


def test_village_handed_over_reminds_only_while_its_report_can_be_written():
    _, operator, kepala = orang_opd(mulai=date(2026, 1, 1), selesai=date(2026, 6, 1))
    ada = {o.pk: [("2026-1", 91), ("2026-2", 0)] for o in (operator, kepala)}
    assert {k: [x for x in v if x[0] == "2026-2"] for k, v in ada.items()} == siapa(BATAS)
    assert siapa(BATAS + timedelta(days=1)) == {}


def test_run_twice_sends_once_and_the_next_step_once_more():
    p, operator, kepala = orang_opd()
    hari = BATAS - timedelta(days=14)
    assert jalankan(hari) == (2, [True, True])
    assert jalankan(hari) == jalankan(hari + timedelta(days=1)) == (0, [])
    assert sorted(m.to[0] for m in mail.outbox) == sorted([operator.surel, kepala.surel])
    assert jalankan(BATAS - timedelta(days=2)) == (2, [True, True])
    assert jalankan(BATAS + timedelta(days=8)) == (2, [True, True])
    assert Catatan.objects.filter(tindakan="mengirim surel pengingat", oleh="sistem").count() == 6


def test_moved_deadline_is_reminded_of_anew():
    orang_opd()
    assert jalankan(BATAS) == (2, [True, True])
    buat_tenggat(2026, 2, BATAS + timedelta(days=20), diumumkan_pada=pada(BATAS))
    assert jalankan(BATAS + timedelta(days=1)) == (0, [])
    assert jalankan(BATAS + timedelta(days=6)) == (2, [True, True])


def test_one_digest_names_every_open_report_of_the_person():
    p, operator, _ = orang_opd(mulai=date(2026, 1, 1))
    lain = pabrik.buat_penugasan(opd=p.opd, mulai=date(2026, 4, 1))
    draf = buat_jalan(lain, 2026, 2)
    jalankan(BATAS)
    [surel] = [m for m in mail.outbox if m.to == [operator.surel]]
    assert surel.subject == "Binaan: Laporan TW I 2026 lewat 91 hari; Laporan TW II 2026 jatuh tempo hari ini"
    assert surel.body.startswith(f"Yth. {operator.nama},\n\nLaporan TW I 2026, tenggat 30 April 2026 (lewat 91 hari")
    assert f"{SITUS}/laporan/baru/?penugasan={p.pk}&tw=2026-1" in surel.body
    assert f"({lain.opd.singkatan}): masih draf, belum diajukan\n  {SITUS}/laporan/{draf.uuid}/" in surel.body
    assert surel.body.count("\n- ") == 3


def test_refused_email_waits_with_its_error_and_goes_out_with_the_next_run(settings):
    _, operator, kepala = orang_opd()
    asli, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, MENOLAK
    assert jalankan(BATAS) == (2, [False, False])
    assert jalankan(BATAS) == (0, [False, False])
    isi = SuratKeluar.objects.values_list("galat", "dikirim_pada", "diambil_pada")
    assert set(isi) == {("SMTPRecipientsRefused", None, None)}
    settings.EMAIL_BACKEND = asli
    assert jalankan(BATAS + timedelta(days=1)) == (0, [True, True])
    assert {m.to[0] for m in mail.outbox} == {operator.surel, kepala.surel}
    assert "(lewat 1 hari per 31 Juli 2026)" in mail.outbox[0].body
    assert set(SuratKeluar.objects.values_list("galat", flat=True)) == {""}


def test_a_line_break_in_a_subject_adds_no_header():
    """No reader of an OPD's name lets one through; should one stand in the spool, the letter waits with its error."""
    _, operator, _ = orang_opd()
    assert jalankan(BATAS) == (2, [True, True])
    SuratKeluar.objects.filter(kepada=operator).update(
        perihal="Laporan\r\nBcc: lain@contoh.id", dikirim_pada=None, diambil_pada=None, pengambil=None
    )
    mail.outbox.clear()
    assert send_digest(operator, situs=SITUS, at=pada(BATAS)) is False
    assert mail.outbox == []
    assert SuratKeluar.objects.get(kepada=operator).galat == "BadHeaderError"


def test_letter_that_became_untrue_before_it_went_out_is_passed_over(settings):
    p, operator, kepala = orang_opd()
    settings.EMAIL_BACKEND = MENOLAK
    jalankan(BATAS)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    laporan = buat_jalan(p, 2026, 2, (T.AJUKAN, BATAS), (T.KEMBALIKAN, BATAS + timedelta(days=2)))
    assert jalankan(BATAS + timedelta(days=1)) == (0, [True])
    assert [m.to for m in mail.outbox] == [[kepala.surel]]
    milik = SuratKeluar.objects.filter(kepada=operator)
    assert milik.get().dilewati_pada is not None
    assert laporan.status == "dikembalikan"
    assert jalankan(BATAS + timedelta(days=3)) == (0, [True])
    assert milik.get().dikirim_pada is not None
    assert "dikembalikan, belum diajukan lagi" in mail.outbox[1].body


def test_run_that_broke_off_leaves_its_letters_to_a_later_one():
    _, operator, _ = orang_opd()
    at = pada(BATAS)
    write_reminders(rekap_pengingat(until=BATAS, situs=SITUS), at=at)
    assert take_up(operator, at=at) is not None
    assert operator not in receivers(at)
    assert send_digest(operator, situs=SITUS, at=at + LAMA_KIRIM) is None
    nanti = at + LAMA_KIRIM + timedelta(seconds=1)
    assert operator in receivers(nanti)
    assert send_digest(operator, situs=SITUS, at=nanti) is True


def test_mark_of_another_run_notes_nothing():
    surat = buat_surat()
    mark_sent(uuid.uuid4(), at=pada(BATAS))
    surat.refresh_from_db()
    assert (surat.dikirim_pada, Catatan.objects.count()) == (None, 0)


def test_who_reads_which_letters():
    surat = buat_surat()
    admin, lain = pabrik.buat_pengguna(Peran.ADMIN_SISTEM), pabrik.buat_pengguna(Peran.VERIFIKATOR)
    terlihat = [SuratKeluar.objects.visible_to(o).count() for o in (surat.kepada, admin, lain)]
    assert terlihat == [1, 1, 0]
    assert [SuratKeluar.objects.managed_by(o).count() for o in (surat.kepada, admin)] == [0, 0]


# --- the command ----------------------------------------------------------------------------------------------------


def perintah(*argumen: str) -> list[str]:
    keluar = StringIO()
    call_command("kirim_pengingat", *argumen, stdout=keluar)
    return keluar.getvalue().splitlines()


def _dunia_kini() -> None:
    """The reports of the last two quarters wait for two people today, whatever day this is."""
    hari = hari_ini()
    orang_opd(mulai=date(hari.year - 1, 1, 1))
    for tahun in (hari.year, hari.year - 1):
        for tw in (1, 2, 3, 4):
            buat_tenggat(tahun, tw, hari + timedelta(days=1), diumumkan_pada=pada(date(tahun - 1, 12, 1)))


def test_command_run_twice_sends_one_email_each():
    _dunia_kini()
    assert perintah() == ["4 pengingat ditulis, 4 menunggu dikirim.", "2 surel dikirim, 0 gagal."]
    assert perintah() == ["0 pengingat ditulis, 0 menunggu dikirim.", "0 surel dikirim, 0 gagal."]
    assert len(mail.outbox) == 2


def test_command_says_when_email_could_not_go_out(settings):
    _dunia_kini()
    settings.EMAIL_BACKEND = MENOLAK
    with pytest.raises(CommandError, match="belum terkirim"):
        perintah()


def test_command_without_email_writes_and_sends_nothing(settings):
    _dunia_kini()
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    assert perintah()[1] == "Surel tidak dipakai di sini (EMAIL_URL); tidak ada yang dikirim."
    assert perintah("--tulis-saja") == ["0 pengingat ditulis, 4 menunggu dikirim."]
    assert SuratKeluar.objects.waiting().count() == 4


def test_panel_shows_admin_sistem_the_spool_without_addresses(client):
    surat = buat_surat(galat="SMTPRecipientsRefused")
    ubah = reverse("admin:opd_suratkeluar_change", args=[surat.pk])
    daftar = reverse("admin:opd_suratkeluar_changelist")
    client.force_login(pabrik.buat_pengguna(Peran.ADMIN_SISTEM))
    banyak = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as c:
            isi = client.get(daftar).content.decode()
        banyak.append(len(c))
        assert surat.perihal in isi
        assert "menunggu" in isi
        assert surat.kepada.surel not in isi
        for _ in range(4):
            buat_surat()
    assert banyak[0] == banyak[1]
    rinci = client.get(ubah).content.decode()
    assert surat.isi in rinci
    assert surat.kepada.surel not in rinci
    assert client.post(ubah, {"perihal": "lain"}).status_code == 403
    client.force_login(pabrik.buat_pengguna(Peran.VERIFIKATOR))
    assert client.get(daftar).status_code == 403
