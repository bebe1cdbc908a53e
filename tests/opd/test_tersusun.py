"""A profile read by words that were put together once is the one Django would read now, for each reader, role and day.

Seen red: with the roles left out of `Jenis`, with the key left at its example, and with the OPDs left at their numbers.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desa.waktu import hari_ini
from opd.enums import Peran
from opd.models import Pengguna, PeranPengguna
from opd.rekap.profil_umkm import PROFIL as UMKM
from opd.views.desa import PROFIL as DESA
from opd.views.opd import PROFIL as OPD
from tests.pabrik import beri_peran, buat_desa, buat_kunjungan, buat_pengguna, buat_penugasan, buat_umkm

pytestmark = pytest.mark.django_db
PROFIL = {"desa": (DESA, "kode"), "umkm": (UMKM, "uuid"), "opd": (OPD, "slug")}


def told(baris: Any) -> dict[str, Any]:
    """All of a row, with the rows it came with."""
    isi = {n: v for n, v in vars(baris).items() if n != "_state"}
    return isi | {n: v and told(v) for n, v in baris._state.fields_cache.items()}


def world() -> dict[str, Any]:
    penugasan = buat_penugasan()
    satu = buat_umkm(desa=penugasan.desa)
    buat_umkm(desa=buat_desa())
    buat_kunjungan(penugasan, hari_ini()).temuan.create(umkm=satu, berjalan="ya")
    orang = [buat_pengguna(Peran.PIMPINAN), buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd)]
    orang += [buat_pengguna(Peran.OPERATOR_OPD, opd=buat_penugasan().opd), buat_pengguna(Peran.PIMPINAN)]
    beri_peran(orang[2], Peran.OPERATOR_OPD, opd=penugasan.opd)
    orang.append(buat_pengguna(Peran.OPERATOR_OPD, opd=buat_penugasan().opd))
    return {"desa": penugasan.desa, "opd": penugasan.opd, "umkm": satu, "orang": orang}


@pytest.mark.parametrize("nama", PROFIL)
def test_the_row_is_the_one_read_anew(nama):
    (tersusun, medan), dunia = PROFIL[nama], world()
    nilai = getattr(dunia[nama], medan)
    for on in (hari_ini(), hari_ini() + timedelta(days=40)):
        for orang in dunia["orang"] * 2:
            baru = tersusun._buat(orang, on).get(**{medan: nilai})
            assert told(tersusun.row(orang, nilai, on=on)) == told(baru)
    assert tersusun.row(dunia["orang"][0], tersusun._contoh, on=hari_ini()) is None


@pytest.mark.parametrize("nama", PROFIL)
def test_putting_it_together_asks_nothing(nama):
    (tersusun, medan), dunia = PROFIL[nama], world()
    orang = buat_pengguna(Peran.OPERATOR_OPD, opd=buat_penugasan().opd)
    orang.roles_on(hari_ini())
    with CaptureQueriesContext(connection) as kueri:
        assert tersusun.row(orang, getattr(dunia[nama], medan), on=hari_ini()) is not None
    assert len(kueri) == 1


@pytest.mark.parametrize("nama", PROFIL)
def test_two_of_a_kind_are_asked_about_with_the_same_words(nama):
    (tersusun, medan), dunia = PROFIL[nama], world()
    sejenis = [dunia["orang"][1], dunia["orang"][4]]
    assert sejenis[0].opd_ids() != sejenis[1].opd_ids()
    tersusun._kata.cache_clear()
    for orang in sejenis:
        tersusun.row(orang, getattr(dunia[nama], medan), on=hari_ini())
    assert tersusun._kata.cache_info().misses == 1


def test_who_lost_a_role_is_no_longer_asked_about_with_it():
    dunia = world()
    operator, kunci = dunia["orang"][1], dunia["umkm"].uuid
    assert UMKM.row(operator, kunci, on=hari_ini()).boleh_ubah
    PeranPengguna.objects.filter(pengguna=operator).update(selesai=hari_ini())
    operator = Pengguna.objects.get(pk=operator.pk)
    assert not UMKM.row(operator, kunci, on=hari_ini()).boleh_ubah
