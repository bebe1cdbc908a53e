"""Before an enterprise is saved: is it there already? Asked once, in the form, in the import and in the panel."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from desa.models import Catatan, Umkm
from opd.actions.banding_nik import MEMERIKSA_NIK, NIK_SEHARI
from opd.actions.dasar import MintaYakin
from opd.actions.isi_umkm import IsiUmkm
from opd.actions.umkm import count_nik_check, create_umkm
from opd.rekap.umkm_serupa import inti_nama, mirip, umkm_serupa
from tests.opd.buku import buku, pilih, rencana, terapkan, unggah
from tests.pabrik import SEKARANG, buat_pengguna, buat_penugasan, buat_umkm

pytestmark = pytest.mark.django_db
NIK = "8105154101800099"
SEJAK = date(2025, 2, 1)


@pytest.fixture
def dunia():
    """An enterprise of the village with its owner, and the operator in charge."""
    penugasan = buat_penugasan()
    umkm = buat_umkm(desa=penugasan.desa, nama="Kelompok Ikan Asar Waru", pemilik="Yosepina Kenari", nik=NIK)
    return penugasan.desa, umkm, buat_pengguna("operator_opd", opd=penugasan.opd)


@pytest.mark.parametrize(
    ("satu", "dua", "sama"),
    [
        ("Ikan Asar Waru", "UD. Ikan Asar Waru", True),
        ("Kios Marthina", "kios martina", True),
        ("Keripik Pisang Jaya", "Kripik Pisang Jaya", True),
        ("Kios 1", "Kios 2", False),
        ("Tenun Ikat Ina", "Minyak Pala Ina", False),
        ("Kelompok", "Koperasi", False),
    ],
)
def test_names_are_compared_without_common_words_and_typing_mistakes(satu, dua, sama):
    assert mirip(inti_nama(satu), inti_nama(dua)) == sama


@pytest.mark.parametrize(
    ("isi", "kalimat"),
    [
        ({"nama": "Ikan Asar Warru"}, "Usaha bernama mirip sudah tercatat di desa ini: “Kelompok Ikan Asar Waru”"),
        ({"nama": "Lain", "pemilik": "YOSEPINA  kenari"}, "Pemilik bernama sama sudah mempunyai usaha di desa ini"),
        ({"nama": "Lain", "nik": NIK}, "Pemilik dengan NIK ini sudah mempunyai usaha di desa ini"),
    ],
)
def test_likeness_is_asked_about_and_saved_with_a_tick(dunia, isi, kalimat):
    desa, _, operator = dunia
    isi = IsiUmkm(**{"bentuk": "perorangan", "dibina_sejak": SEJAK} | isi)
    kirim = {"uuid": uuid.uuid4(), "by": operator, "at": SEKARANG}
    with pytest.raises(MintaYakin) as galat:
        create_umkm(desa, isi, **kirim)
    assert (galat.value.messages[0].startswith(kalimat), len(galat.value.messages)) == (True, 2)
    create_umkm(desa, isi, yakin=True, **kirim)
    assert Umkm.objects.count() == 2


def test_owner_elsewhere_is_told_by_opd_and_village_alone(dunia):
    _, umkm, _ = dunia
    lain = buat_penugasan()
    calon = Umkm(desa=lain.desa, nama="Usaha Baru")
    calon.nik = NIK
    opd = umkm.desa.penugasan.get().opd
    assert [s.kalimat for s in umkm_serupa(calon)] == [
        f"Pemilik dengan NIK ini sudah tercatat pada UMKM desa lain: {umkm.desa.nama_lengkap} ({opd.nama})."
    ]


def test_form_shows_the_likeness_keeps_what_was_typed_and_takes_the_tick(client, dunia):
    desa, _, operator = dunia
    client.force_login(operator)
    kirim = {
        "uuid": str(uuid.uuid4()), "nama": "Ikan Asar Waru", "bentuk": "kelompok", "dibina_sejak": "1/2/2025", "nik": NIK,
    }  # fmt: skip
    isi = client.post(reverse("umkm:baru"), kirim).content.decode()
    kata = ("sudah mempunyai usaha di desa ini", "Sudah diperiksa, tetap simpan", 'value="Ikan Asar Waru"')
    assert ([k in isi for k in kata], Umkm.objects.count()) == ([True] * 3, 1)
    client.post(reverse("umkm:baru"), kirim | {"yakin": "on"})
    assert (Umkm.objects.count(), Catatan.objects.filter(tindakan__startswith=MEMERIKSA_NIK).count()) == (2, 1)
    assert [c.perubahan for c in Catatan.objects.filter(tindakan__startswith=MEMERIKSA_NIK)] == [{}]


def test_account_may_not_fish_for_persons(dunia):
    desa, _, operator = dunia
    for _ in range(NIK_SEHARI):
        count_nik_check(desa, by=operator, at=SEKARANG)
    with pytest.raises(ValidationError, match="100 NIK hari ini"):
        count_nik_check(desa, by=operator, at=SEKARANG)


def test_changing_something_else_asks_nothing(client, dunia):
    desa, umkm, operator = dunia
    buat_umkm(desa=desa, nama="Ikan Asar Waru")
    client.force_login(operator)
    kirim = {"nama": umkm.nama, "bentuk": "perorangan", "dibina_sejak": "10/1/2025", "versi": "1", "produk": "ikan"}
    client.post(reverse("umkm:ubah", args=[umkm.uuid]), kirim)
    assert Umkm.objects.get(pk=umkm.pk).produk == "ikan"


JUDUL = ["Nama Usaha", "Kode Desa", "Dibina Sejak", "Produk"]


def test_import_asks_which_and_registers_or_updates(dunia):
    desa, umkm, operator = dunia
    impor = unggah("umkm", buku(JUDUL, ["UD Ikan Asar Warru", desa.kode, "01/02/2024", "ikan"]), by=operator)
    (baris,) = rencana(impor, operator).baris
    assert (baris.hasil.value, [o[0] for o in baris.tanya[0].opsi]) == ("perlu_pilihan", ["baru", str(umkm.uuid)])
    pilih(impor, operator, **{"umkm-2": "baru"})
    assert rencana(impor, operator).hitungan["baru"] == 1
    pilih(impor, operator, **{"umkm-2": str(umkm.uuid)})
    assert terapkan(impor, operator) == 1
    umkm = Umkm.objects.get()
    assert (umkm.nama, umkm.produk, umkm.pemilik) == ("UD Ikan Asar Warru", "ikan", "Yosepina Kenari")
