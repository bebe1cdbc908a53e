"""The ranking and the impact computed again by the worker, in the name of who asked and with the right asked again."""

from __future__ import annotations

import pytest

from binaan.kerja import KERJA
from binaan.models import HasilDampak, HitunganPeringkat
from binaan.pekerjaan import ask_impact, ask_ranking
from desa.models import Catatan
from opd.kerja.putar import run_next
from opd.models import PeranPengguna
from tests.pabrik import SEKARANG, buat_pengguna, buat_penugasan

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("minta", "model", "kata"),
    [(ask_impact, HasilDampak, "menghitung dampak"), (ask_ranking, HitunganPeringkat, "menghitung peringkat")],
)
def test_a_computation_is_kept_in_the_name_of_who_asked(minta, model, kata):
    buat_penugasan()
    orang = buat_pengguna("verifikator")
    p = minta(by=orang, at=SEKARANG)
    assert run_next(KERJA) is True
    p.refresh_from_db()
    assert (p.keadaan, p.kabar_pekerjaan.split()[0]) == ("selesai", "Dampak" if model is HasilDampak else "Peringkat")
    assert model.objects.count() == (1 if model is HasilDampak else 2)
    assert {c.oleh_id for c in Catatan.objects.filter(tindakan=kata)} == {orang.pk}


def test_who_lost_the_role_has_nothing_computed():
    p = ask_impact(by=buat_pengguna("verifikator"), at=SEKARANG)
    PeranPengguna.objects.update(peran="pembaca")
    assert run_next(KERJA) is True
    p.refresh_from_db()
    assert (p.keadaan, HasilDampak.objects.count()) == ("gagal", 0)
