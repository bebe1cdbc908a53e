"""A missing or wrong key is a clear stop (keandalan.md, G2): no start over the database, and a page with one sentence, never 500.

Seen red: without the middleware each page below answered 500; without `refuse_wrong_key` the web process started.
"""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest
from django.core.checks import CheckMessage
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from binaan.kunci import check_kunci, check_kunci_deploy, refuse_wrong_key, wrong_key
from desa.models import Catatan, Keluarga, StatusKeluarga, Umkm
from opd.rekap.pembacaan import MELIHAT_NAMA
from tests.awal import KUNCI
from tests.pabrik import buat_pengguna, buat_penugasan, buat_umkm
from tests.pabrik_keluarga import buat_keluarga, buat_status
from tests.pabrik_mitra import buat_mitra
from tests.walk.dunia import build
from tests.walk.jalan import addresses

pytestmark = pytest.mark.django_db
KELIRU = "uji:" + base64.b64encode(b"z" * 32).decode()
LAIN = "k9:" + base64.b64encode(b"z" * 32).decode()
NIK, TELEPON = "8105154101800099", "+6281299988877"


def test_a_database_without_personal_data_asks_for_no_key(settings):
    settings.KUNCI_DATA = settings.KUNCI_INDEKS = LAIN
    assert wrong_key() == ""


@pytest.mark.parametrize(
    ("data", "indeks", "pesan"),
    [
        (LAIN, None, "Kunci “uji” dipakai keluarga tetapi tidak ada di KUNCI_DATA."),
        (KELIRU, None, "Kunci “uji” di KUNCI_DATA bukan yang menyegel keluarga. Pakai kunci yang benar."),
        (None, LAIN, "Kunci “uji” dipakai untuk mencari orang tetapi tidak ada di KUNCI_INDEKS."),
        (None, KELIRU, "Kunci “uji” di KUNCI_INDEKS bukan kunci yang dipakai semula. Pakai kunci yang benar."),
        (f"{LAIN},{KUNCI}", None, ""),
    ],
)
def test_wrong_key_is_refused_before_anything_is_served(settings, data, indeks, pesan):
    buat_keluarga(nik=NIK)
    settings.KUNCI_DATA, settings.KUNCI_INDEKS = data or settings.KUNCI_DATA, indeks or settings.KUNCI_INDEKS
    assert wrong_key() == pesan
    if pesan:
        assert [p.msg for p in check_kunci_deploy()] == [p.msg for p in _check()] == [pesan]
        with pytest.raises(ImproperlyConfigured, match="Kunci"):
            refuse_wrong_key()
    assert check_kunci(databases=None) == []


def _check() -> list[CheckMessage]:
    return check_kunci(databases=["default"])


def test_one_broken_row_does_not_close_the_site():
    rusak = buat_keluarga(nik=NIK)
    buat_keluarga()
    Keluarga.objects.filter(pk=rusak.pk).update(kk_sandi="uji:cnVzYWs=")
    assert wrong_key() == ""


@pytest.mark.parametrize("kunci", [LAIN, KELIRU], ids=["hilang", "keliru"])
def test_page_that_needs_the_key_says_so_and_nothing_is_written(klien, settings, kunci):
    penugasan = buat_penugasan()
    umkm = buat_umkm(desa=penugasan.desa, nik=NIK, telepon=TELEPON)
    keluarga = buat_keluarga(penugasan.desa, nik=NIK, telepon=TELEPON)
    ba = default_storage.save("berita-acara/uji.pdf", ContentFile(b"%PDF"))
    status = buat_status(keluarga, "verval", hasil="layak", berkas_berita_acara=ba)
    mitra = buat_mitra(telepon=TELEPON)
    klien.force_login(buat_pengguna("verifikator"))
    settings.KUNCI_DATA, sebelum = kunci, _state()
    jawaban = [
        klien.get(reverse("keluarga:berkas", args=[status.uuid])),
        klien.post(reverse("umkm:pemilik", args=[umkm.uuid])),
        klien.post(reverse("mitra:kontak", args=[mitra.uuid])),
    ]
    assert [(j.status_code, "Data pribadi di halaman ini tidak dapat dibuka" in j.text) for j in jawaban] == [
        (503, True)
    ] * 3
    assert _state() == sebelum
    alamat = reverse("keluarga:ubah", args=[keluarga.uuid])
    klien.post(alamat, {"versi": 1, "kepala": "Baru", "nik": "8105154201800098", "alasan": "uji"})
    assert _state()[:3] == sebelum[:3]


def _state() -> list[list]:
    """The rows that may not change; that a page with names was asked for is noted before it is made."""
    catatan = Catatan.objects.exclude(tindakan__startswith=MELIHAT_NAMA).order_by("pk")
    return [*(list(m._base_manager.order_by("pk").values()) for m in (Keluarga, Umkm, StatusKeluarga)), list(catatan)]


@pytest.mark.drill
@pytest.mark.parametrize("peran", ["verifikator", "kepala_opd", "admin_sistem"])
def test_no_page_falls_over_a_wrong_key(klien, settings, peran):
    dunia = build()
    klien.force_login(dunia.pengguna[peran])
    settings.KUNCI_DATA = LAIN
    ambil: Callable = klien.get
    klien.raise_request_exception = False
    assert [a for a in addresses(dunia) if ambil(a.url).status_code == 500] == []
