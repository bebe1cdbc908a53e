"""The page that says how whole the record is. Seen red: the warning left out, and 'utuh' shown before any check."""

import re
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from desa.models import record
from desa.rantai.segel import seal_rows
from opd.enums import Peran
from tests import pabrik
from tests.desa.test_rantai import HAPUS, superuser
from tests.halaman_ketat import visible_text

pytestmark = pytest.mark.django_db


def read(klien) -> str:
    jawaban = klien.get(reverse("keutuhan"))
    assert jawaban.status_code == 200
    return re.sub(r"\s+", " ", visible_text(jawaban.content.decode()))


@pytest.mark.parametrize("peran", [Peran.ADMIN_SISTEM, Peran.PEMBACA, Peran.KEPALA_OPD])
def test_before_anything_was_sealed_it_names_the_next_step(klien, peran):
    klien.force_login(pabrik.buat_pengguna(peran, opd=pabrik.buat_opd() if peran == Peran.KEPALA_OPD else None))
    teks = read(klien)
    for kalimat in ("Belum ada catatan yang disegel", "Belum pernah diperiksa", "Belum ada jangkar di luar basis data"):
        assert kalimat in teks
    assert " utuh " not in teks.partition("Apa yang dijamin")[0].replace("Keutuhan", "")


def test_it_says_sealed_checked_anchored_and_what_was_found(klien, settings, tmp_path, django_assert_max_num_queries):
    settings.JANGKAR_CATATAN = str(tmp_path / "jangkar.jsonl")
    klien.force_login(pabrik.buat_pengguna(Peran.PIMPINAN))
    at = timezone.now()
    a, _ = (record(None, "memuat", pabrik.buat_desa(), at=at) for _ in range(2))
    seal_rows(at=at)
    call_command("periksa_catatan", verbosity=0)
    call_command("jangkar_catatan", verbosity=0)
    record(None, "memuat", pabrik.buat_desa(), at=at - timedelta(minutes=20))
    with django_assert_max_num_queries(12):
        teks = read(klien)
    assert "2 catatan dalam 1 segel" in teks
    assert "3 catatan tertinggal" in teks
    assert "Pemeriksaan terakhir utuh" in teks
    assert "1 nomor segel yang disimpan di luar" in teks
    superuser(HAPUS, a.pk)
    with pytest.raises(CommandError):
        call_command("periksa_catatan", verbosity=0)
    assert f"menemukan 1 hal yang tidak cocok. Yang pertama: Catatan nomor {a.pk} hilang" in read(klien)
