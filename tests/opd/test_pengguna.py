"""Roles as dated episodes, and the rows they open."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from desa.models import Umkm, record
from desa.scoped import DataPribadi, LingkupHilang, penjaga
from desa.waktu import hari_ini
from opd.actions.pengguna import IsiPeran, account_seen, change_pengguna
from opd.enums import Peran
from opd.models import Kegiatan, Kunjungan, Penugasan, PeranPengguna
from opd.rekap.kebocoran import reach_of
from tests import pabrik

pytestmark = pytest.mark.django_db


def test_roles_open_and_close_on_their_days():
    opd = pabrik.buat_opd()
    p = pabrik.buat_pengguna()
    pabrik.buat_jabatan(opd=opd, pengguna=p, status="plt", mulai=date(2026, 1, 1), selesai=date(2026, 3, 1))
    harapan = {date(2025, 12, 31): (), date(2026, 1, 1): (f"Plt. Kepala {opd.nama}",), date(2026, 3, 1): ()}
    assert {d: tuple(r.sebutan for r in p.roles_on(d)) for d in harapan} == harapan


def test_who_holds_many_roles_is_recorded_as_far_as_there_is_room():
    """Seen red: PostgreSQL refused whatever such a person did, signing in first, for a column too short for the roles."""
    p = pabrik.buat_pengguna(nama="N" * 150, username="u" * 60)
    for n in range(2):
        pabrik.beri_peran(p, Peran.OPERATOR_OPD, opd=pabrik.buat_opd(nama=f"Dinas {n} {'X' * 140}"))
    catatan = record(p, "masuk", p, at=pabrik.SEKARANG)
    catatan.refresh_from_db()
    assert (len(catatan.oleh), catatan.oleh[-62:]) == (200, f"({'u' * 60})")
    assert (len(catatan.sebagai), catatan.sebagai[:20], catatan.sebagai[-1]) == (200, "Operator OPD Dinas 0", "…")


def test_roles_of_an_inactive_account_are_none():
    p = pabrik.buat_pengguna(Peran.VERIFIKATOR, is_active=False)
    assert p.roles_on(hari_ini()) == ()
    assert not p.is_staff


def test_a_role_that_has_begun_becomes_no_other_one():
    """Seen red: moved to another OPD in its row, an account had never opened the first one's families after a leak."""
    tugas, hari = pabrik.buat_penugasan(), hari_ini()
    orang, admin = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=tugas.opd), pabrik.buat_pengguna(Peran.ADMIN_SISTEM)
    peran, lain = orang.peran.get(), pabrik.buat_opd()

    def ubah(**isi):
        baris = replace(IsiPeran(peran.peran, peran.opd, peran.mulai, None, peran.pk), **isi)
        kirim = {"nama": orang.nama, "is_active": True, "surel": None, "peran": (baris,), "sidik": account_seen(orang)}
        change_pengguna(orang, **kirim, by=admin, at=timezone.now())

    for isi in ({"opd": lain}, {"peran": "verifikator", "opd": None}):
        with pytest.raises(ValidationError, match="sudah berjalan"):
            ubah(**isi)
    ubah(selesai=hari)
    assert reach_of(orang, hari - timedelta(days=1), hari) == {tugas.desa_id}
    PeranPengguna.objects.filter(pk=peran.pk).update(mulai=hari, selesai=None)
    peran.refresh_from_db()
    ubah(opd=lain)  # a slip of the same day
    assert orang.peran.get().opd == lain


def test_head_who_is_plt_of_a_second_opd_manages_both():
    a, b = pabrik.buat_opd(), pabrik.buat_opd()
    p = pabrik.buat_pengguna(Peran.KEPALA_OPD, opd=a)
    pabrik.buat_jabatan(opd=b, pengguna=p, status="plt")
    p.forget_roles()
    assert (set(p.managed_opd()), p.acting_for) == ({a, b}, (f"Plt. Kepala {b.nama}",))


@pytest.mark.parametrize(
    ("peran", "staf"),
    [
        (Peran.ADMIN_SISTEM, True),
        (Peran.VERIFIKATOR, True),
        (Peran.KEPALA_OPD, True),
        (Peran.OPERATOR_OPD, False),
        (Peran.PIMPINAN, False),
        (Peran.PEMBACA, False),
    ],
)
def test_admin_panel_is_for_three_roles(peran, staf):
    opd = pabrik.buat_opd() if peran in (Peran.KEPALA_OPD, Peran.OPERATOR_OPD) else None
    assert pabrik.buat_pengguna(peran, opd=opd).is_staff is staf


def test_scopes_of_an_operator_reach_the_own_opd_only():
    p, lain = pabrik.buat_penugasan(), pabrik.buat_penugasan()
    u, u_lain = pabrik.buat_umkm(desa=p.desa), pabrik.buat_umkm(desa=lain.desa)
    k, k_lain = (pabrik.buat_kegiatan(x, date(2026, 1, 1)) for x in (p, lain))
    operator = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=p.opd)
    assert set(Umkm.objects.visible_to(operator)) == {u, u_lain}
    assert set(Umkm.objects.managed_by(operator)) == {u}
    assert set(Umkm.objects.personal_for(operator)) == {u}
    assert set(Kegiatan.objects.visible_to(operator)) == {k, k_lain}
    assert set(Kegiatan.objects.managed_by(operator)) == {k}
    assert set(Penugasan.objects.managed_by(operator)) == {p}


@pytest.mark.parametrize("peran", [Peran.PIMPINAN, Peran.PEMBACA, Peran.ADMIN_SISTEM])
def test_personal_rows_stay_closed_to_province_roles(peran):
    pabrik.buat_umkm()
    assert list(Umkm.objects.personal_for(pabrik.buat_pengguna(peran))) == []


def test_personal_rows_close_thirty_days_after_the_end():
    hari = hari_ini()
    baru = pabrik.buat_penugasan(selesai=hari - timedelta(days=29))
    lama = pabrik.buat_penugasan(opd=baru.opd, selesai=hari - timedelta(days=30))
    u, _ = pabrik.buat_umkm(desa=baru.desa), pabrik.buat_umkm(desa=lama.desa)
    operator = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=baru.opd)
    assert set(Umkm.objects.personal_for(operator)) == {u}


def test_successor_manages_the_rows_of_a_merged_opd():
    p = pabrik.buat_penugasan(selesai=hari_ini())
    penerus = pabrik.buat_opd()
    type(p.opd).objects.filter(pk=p.opd_id).update(berlaku_selesai=hari_ini(), dilebur_ke=penerus)
    operator = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=penerus)
    assert set(Penugasan.objects.managed_by(operator)) == {p}


def test_personal_field_of_a_visible_row_raises():
    pabrik.buat_umkm()
    pembaca = pabrik.buat_pengguna(Peran.PEMBACA)
    with pytest.raises(DataPribadi):
        _ = Umkm.objects.visible_to(pembaca).get().pemilik


def test_names_of_villagers_of_a_visible_visit_raise():
    pabrik.buat_kunjungan(pabrik.buat_penugasan(), date(2026, 1, 1))
    with pytest.raises(DataPribadi):
        _ = Kunjungan.objects.visible_to(pabrik.buat_pengguna(Peran.PEMBACA)).get().warga_ditemui


@pytest.mark.parametrize("baca", [list, lambda q: q.count(), lambda q: q.exists(), lambda q: q.update(nama="x"), len])
def test_guard_refuses_rows_without_a_scope(baca):
    umkm = pabrik.buat_umkm()
    with penjaga(True), pytest.raises(LingkupHilang):
        baca(Umkm.objects.all())
    with penjaga(True), pytest.raises(LingkupHilang):
        baca(umkm.desa.umkm.all())


def test_guard_lets_scoped_rows_pass():
    umkm = pabrik.buat_umkm()
    with penjaga(True):
        assert Umkm.objects.visible_to(pabrik.buat_pengguna(Peran.PEMBACA)).filter(nama=umkm.nama).count() == 1
