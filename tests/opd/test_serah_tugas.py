"""Work changes hands from a day on, the account never does.

Seen red, one at a time: the right, the day, the owner and the open end of a role left out, `drop_sessions`, `_end_lent` and
its Catatan left out, and the role opened without its OPD.
"""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from desa.models import Catatan
from desa.waktu import hari_ini
from opd.actions.delegasi import MENCABUT
from opd.actions.serah_tugas import MENYERAHKAN, PALING_JAUH, hand_over
from opd.enums import Peran
from opd.models import Delegasi, Jabatan, Pengguna, PeranPengguna, Sesi
from tests.pabrik import SEKARANG, beri_peran, buat_jabatan, buat_opd, buat_pengguna

pytestmark = pytest.mark.django_db
ALAMAT = "/serah-tugas/"


@pytest.fixture
def dunia():
    opd, lain = buat_opd(), buat_opd()
    kepala = buat_pengguna(Peran.KEPALA_OPD, opd=opd)
    lama = buat_pengguna(Peran.OPERATOR_OPD, opd=opd)
    return {
        "opd": opd, "lain": lain, "kepala": kepala, "lama": lama, "baru": buat_pengguna(Peran.PEMBACA),
        "admin": buat_pengguna(Peran.ADMIN_SISTEM), "peran": lama.peran.get(),
    }  # fmt: skip


def serahkan(d, by="admin", **isi):
    dasar = {"peran": [d["peran"].pk], "jabatan": [], "hari": hari_ini(), "alasan": "SK 12/2026"}
    dari, kepada = isi.pop("dari", d["lama"]), isi.pop("kepada", d["baru"])
    return hand_over(dari, kepada, **dasar | isi, by=d[by] if isinstance(by, str) else by, at=timezone.now())


def peran_of(pengguna: Pengguna, hari=None) -> set[str]:
    pengguna.forget_roles()
    return {p.sebutan for p in pengguna.roles_on(hari or hari_ini())}


@pytest.mark.parametrize("by", ["admin", "kepala"])
def test_a_role_ends_and_begins_on_the_same_day(dunia, by):
    kuki = Client()
    kuki.force_login(dunia["lama"])
    assert serahkan(dunia, by) == 1
    sebutan = f"Operator OPD {dunia['opd'].nama}"
    assert (sebutan in peran_of(dunia["lama"]), sebutan in peran_of(dunia["baru"])) == (False, True)
    assert peran_of(dunia["lama"], hari_ini() - timedelta(days=1)) == {sebutan}
    assert (kuki.get("/desa/").status_code, Sesi.objects.filter(pengguna=dunia["lama"]).count()) == (302, 0)
    (catatan,) = Catatan.objects.filter(tindakan=MENYERAHKAN)
    assert catatan.perubahan["Operator OPD"] == [dunia["lama"].label, dunia["baru"].label]
    assert (catatan.opd_id, catatan.alasan) == (dunia["opd"].pk, "SK 12/2026")


def test_a_day_to_come_changes_nothing_today(dunia):
    kuki = Client()
    kuki.force_login(dunia["lama"])
    nanti = hari_ini() + timedelta(days=10)
    serahkan(dunia, hari=nanti)
    assert kuki.get("/desa/").status_code == 200
    assert (len(peran_of(dunia["lama"])), len(peran_of(dunia["lama"], nanti))) == (1, 0)
    assert (len(peran_of(dunia["baru"])), len(peran_of(dunia["baru"], nanti))) == (1, 2)


def test_an_office_goes_over_with_its_title(dunia):
    jabatan = Jabatan.objects.get(pengguna=dunia["kepala"])
    serahkan(dunia, dari=dunia["kepala"], peran=[], jabatan=[jabatan.pk])
    baru = Jabatan.objects.get(pengguna=dunia["baru"])
    assert (baru.opd, baru.nama_jabatan, baru.status) == (jabatan.opd, jabatan.nama_jabatan, jabatan.status)
    assert (baru.pemegang, baru.sumber, baru.mulai) == (dunia["baru"].nama, "SK 12/2026", hari_ini())
    assert not dunia["kepala"].__class__.objects.get(pk=dunia["kepala"].pk).is_staff


def test_what_was_lent_ends_with_the_work(dunia):
    hari = hari_ini()
    jabatan = Jabatan.objects.get(pengguna=dunia["kepala"])
    isi = {
        "opd": dunia["opd"],
        "jabatan": jabatan,
        "penerima": dunia["lama"],
        "alasan": "cuti",
        "dicatat_pada": SEKARANG,
    }
    jalan = Delegasi.objects.create(mulai=hari - timedelta(days=2), selesai=hari + timedelta(days=5), **isi)
    nanti = Delegasi.objects.create(mulai=hari + timedelta(days=8), selesai=hari + timedelta(days=9), **isi)
    serahkan(dunia, "kepala")
    jalan.refresh_from_db()
    nanti.refresh_from_db()
    assert (jalan.selesai, jalan.dicabut_pada, nanti.dicabut_pada is not None) == (hari, None, True)
    dicatat = Catatan.objects.filter(tindakan=MENCABUT).order_by("id")
    assert {(c.objek_id, c.oleh_id, *c.perubahan) for c in dicatat} == {
        (str(jalan.pk), dunia["kepala"].pk, "selesai"),
        (str(nanti.pk), dunia["kepala"].pk, "dicabut_pada"),
    }


@pytest.mark.parametrize("siapa", ["lama", "baru", "verifikator", "pimpinan", "kepala_lain"])
def test_nobody_else_hands_work_over(dunia, siapa):
    orang = dunia.get(siapa) or (
        buat_pengguna(Peran.KEPALA_OPD, opd=dunia["lain"]) if siapa == "kepala_lain" else buat_pengguna(siapa)
    )
    with pytest.raises(PermissionDenied):
        serahkan(dunia, orang)
    assert PeranPengguna.objects.filter(selesai__isnull=False).count() == 0


def test_a_head_hands_over_neither_offices_nor_other_roles(dunia):
    jabatan = Jabatan.objects.get(pengguna=dunia["kepala"])
    verifikator = buat_pengguna(Peran.VERIFIKATOR)
    for isi in (
        {"dari": dunia["kepala"], "peran": [], "jabatan": [jabatan.pk]},
        {"dari": verifikator, "peran": [verifikator.peran.get().pk]},
    ):
        with pytest.raises(PermissionDenied):
            serahkan(dunia, "kepala", **isi)
    with pytest.raises(PermissionDenied):
        serahkan(dunia, kepada=dunia["admin"])  # nobody hands work to oneself


@pytest.mark.parametrize(
    ("isi", "kata"),
    [
        ({"hari": timedelta(days=-1)}, "hari ini atau nanti"),
        ({"hari": PALING_JAUH + timedelta(days=1)}, "paling lama"),
        ({"alasan": "  "}, "dasarnya"),
        ({"peran": []}, "sedikitnya satu"),
        ({"peran": [10**9]}, "sudah diubah"),
    ],
)
def test_what_does_not_fit_is_said_in_words(dunia, isi, kata):
    if "hari" in isi:
        isi = {"hari": hari_ini() + isi["hari"]}
    with pytest.raises(ValidationError, match=kata):
        serahkan(dunia, **isi)


def test_role_of_another_a_second_time_and_a_closed_account_are_refused(dunia):
    orang = buat_pengguna(Peran.OPERATOR_OPD, opd=dunia["lain"])
    with pytest.raises(ValidationError, match="sudah diubah"):
        serahkan(dunia, peran=[orang.peran.get().pk])
    with pytest.raises(ValidationError, match="orang lain"):
        serahkan(dunia, kepada=dunia["lama"])
    tutup = buat_pengguna(is_active=False)
    with pytest.raises(ValidationError, match="harus aktif"):
        serahkan(dunia, kepada=tutup)
    serahkan(dunia)
    with pytest.raises(ValidationError, match="sudah diubah"):
        serahkan(dunia)
    assert Catatan.objects.filter(tindakan=MENYERAHKAN).count() == 1


def test_page_lists_what_waits_and_hands_it_over(klien, dunia):
    klien.force_login(dunia["kepala"])
    pilih = klien.get(ALAMAT).text
    assert (dunia["lama"].username in pilih, dunia["admin"].username in pilih) == (True, False)
    alamat = f"{ALAMAT}?dari={dunia['lama'].pk}"
    teks = klien.get(alamat).text
    assert f"Operator OPD {dunia['opd'].nama}" in teks
    isi = {
        "kepada": dunia["baru"].pk,
        "yang": [f"peran-{dunia['peran'].pk}"],
        "hari": hari_ini(),
        "alasan": "SK 12/2026",
    }
    salah = klien.post(alamat, isi | {"hari": "kemarin", "alasan": ""})
    assert ("Belum diserahkan" in salah.text, PeranPengguna.objects.filter(selesai=hari_ini()).count()) == (True, 0)
    jadi = klien.post(alamat, isi, follow=True).text
    assert f"1 tugas {dunia['lama']} diserahkan kepada {dunia['baru']}" in jadi
    assert klien.get(alamat).status_code == 200


def test_page_is_closed_to_others_and_to_other_peoples_roles(klien, dunia):
    for orang in (dunia["lama"], dunia["baru"], buat_pengguna(Peran.VERIFIKATOR)):
        klien.force_login(orang)
        assert [klien.get(ALAMAT).status_code, klien.post(ALAMAT).status_code] == [403, 403]
    asing = buat_pengguna(Peran.OPERATOR_OPD, opd=dunia["lain"])
    klien.force_login(dunia["kepala"])
    for buruk in (asing.pk, "x", "9" * 12, "' OR 1=1", ""):
        jawab = klien.get(ALAMAT, {"dari": buruk})
        assert (jawab.status_code, asing.nama in jawab.text) == (200, False)
    isi = {"kepada": dunia["baru"].pk, "yang": [f"peran-{asing.peran.get().pk}"], "hari": hari_ini(), "alasan": "x"}
    klien.post(f"{ALAMAT}?dari={dunia['lama'].pk}", isi)
    assert PeranPengguna.objects.filter(selesai__isnull=False).count() == 0


def test_page_costs_the_same_for_many_roles(klien, dunia):
    klien.force_login(dunia["admin"])
    alamat = f"{ALAMAT}?dari={dunia['lama'].pk}"
    with CaptureQueriesContext(connection) as satu:
        klien.get(alamat)
    for _ in range(4):
        beri_peran(dunia["lama"], Peran.OPERATOR_OPD, opd=buat_opd())
        buat_jabatan(opd=buat_opd(), pengguna=dunia["lama"])
    with CaptureQueriesContext(connection) as lima:
        klien.get(alamat)
    assert len(lima) == len(satu)
