"""Several requests meet on one record or number: none takes away what another keeps, guards, or has erased.

Seen red: with the whole text of a visit kept, the end of one restriction showed the other person; with a tombstone overwritten
by a restriction, its end let an erased number in again.
"""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from desa.enums import JenisSidik
from desa.models import Umkm
from opd.actions.permintaan_subjek import propose_end, refuse_permintaan
from opd.models import Impor, Nisan, PenerimaBantuan, PermintaanSubjek
from opd.putar_indeks import require_index_keys
from opd.rekap.nisan import refusal_of
from opd.rekap.simpanan_pribadi import Kunci
from tests.opd.test_permintaan_subjek import laksanakan, usul
from tests.opd.test_putar_kunci import kunci as kunci_uji
from tests.pabrik import SEKARANG, buat_kunjungan, buat_pengguna, buat_penugasan, buat_umkm, nomor
from tests.pabrik_bantuan import buat_bantuan
from tests.pabrik_keluarga import buat_keluarga

pytestmark = pytest.mark.django_db
SATU, DUA, LAIN = "Yakoba Tuasikal", "Markus Latuheru", "Orang Lain"
NIK = "8105154101800099"
TANDA = "Dibatasi atas permintaan"


@pytest.fixture
def penugasan(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return buat_penugasan(mulai=date(2024, 1, 1))


def of(baris: Any) -> Kunci:
    return Kunci(baris._meta.label_lower, baris.pk)


def akhiri(pembatasan: PermintaanSubjek) -> PermintaanSubjek:
    kirim = {"uuid": uuid.uuid4(), "by": buat_pengguna("verifikator"), "at": SEKARANG}
    return laksanakan(propose_end(pembatasan, alasan="Keberatannya selesai", **kirim))


@pytest.fixture
def bersama(penugasan):
    """Two families on one visit, and somebody else."""
    kunjungan = buat_kunjungan(penugasan, date(2026, 3, 2), warga_ditemui=f"{SATU}\n{DUA}\n{LAIN}")
    satu, dua = (buat_keluarga(penugasan.desa, kepala=n) for n in (SATU, DUA))
    return kunjungan, satu, dua


def met(kunjungan: Any) -> list[str]:
    kunjungan.refresh_from_db()
    return kunjungan.warga_ditemui.split("\n")


def test_each_of_two_restricted_on_one_visit_comes_back_alone(bersama):
    kunjungan, satu, dua = bersama
    pertama = laksanakan(usul((of(satu), of(kunjungan)), "pembatasan"))
    kedua = laksanakan(usul((of(dua), of(kunjungan)), "pembatasan"))
    assert [n in pertama.simpanan + kedua.simpanan for n in (SATU, DUA, LAIN)] == [True, True, False]
    assert met(kunjungan) == [TANDA, TANDA, LAIN]
    akhiri(pertama)
    assert met(kunjungan) == [SATU, TANDA, LAIN]
    akhiri(kedua)
    assert met(kunjungan) == [SATU, DUA, LAIN]


def test_erasure_of_one_leaves_what_is_kept_of_the_other(bersama):
    kunjungan, satu, dua = bersama
    pembatasan = laksanakan(usul((of(satu), of(kunjungan)), "pembatasan"))
    laksanakan(usul((of(dua), of(kunjungan))))
    assert met(kunjungan) == [TANDA, "Dihapus atas permintaan", LAIN]
    akhiri(pembatasan)
    assert met(kunjungan) == [SATU, "Dihapus atas permintaan", LAIN]


def test_restriction_takes_no_place_of_an_erasure(penugasan):
    dua_desa = [buat_keluarga(d, nik=NIK) for d in (penugasan.desa, None)]
    laksanakan(usul((of(dua_desa[0]),)))
    akhiri(laksanakan(usul((of(dua_desa[1]),), "pembatasan")))
    assert refusal_of((JenisSidik.NIK, NIK)).keadaan == "dihapus"


@pytest.mark.parametrize("pertama", [0, 1])
def test_number_stays_guarded_while_one_of_two_restrictions_lasts(penugasan, pertama):
    semua = [laksanakan(usul((of(buat_keluarga(d, nik=NIK)),), "pembatasan")) for d in (penugasan.desa, None)]
    akhiri(semua[pertama])
    assert Nisan.objects.get(jenis="nik").permintaan == semua[1 - pertama]
    akhiri(semua[1 - pertama])
    assert (refusal_of((JenisSidik.NIK, NIK)), Nisan.objects.count()) == (None, 0)


def test_two_emptied_recipients_stay_two(penugasan):
    bantuan = buat_bantuan(penugasan, date(2026, 3, 1), nama=(SATU, DUA))
    laksanakan(usul(tuple(of(p) for p in bantuan.penerima.all())))
    isi = PenerimaBantuan.objects.values_list("nama_penerima", "sidik_penerima")
    assert [len(set(kolom)) for kolom in zip(*isi, strict=True)] == [2, 2]


def test_link_to_the_family_comes_back_with_it(penugasan):
    keluarga = buat_keluarga(penugasan.desa, kepala=SATU)
    umkm = buat_umkm(desa=penugasan.desa, keluarga_sasaran=keluarga, keluarga_miskin="ya")
    pembatasan = laksanakan(usul((of(keluarga),), "pembatasan"))
    assert Umkm.objects.get(pk=umkm.pk).keluarga_sasaran_id is None
    akhiri(pembatasan)
    assert Umkm.objects.get(pk=umkm.pk).keluarga_sasaran_id == keluarga.pk


def test_no_reason_names_the_person_at_the_end_or_the_refusal(penugasan):
    keluarga = buat_keluarga(penugasan.desa, kepala=SATU)
    kirim = {"by": buat_pengguna("admin_sistem"), "at": SEKARANG}
    with pytest.raises(ValidationError, match="Jangan menulis nama"):
        refuse_permintaan(usul((of(keluarga),), "pembatasan"), alasan=f"Bukan {SATU}", **kirim)
    pembatasan = laksanakan(PermintaanSubjek.objects.get())
    kirim["by"] = buat_pengguna("verifikator")
    with pytest.raises(ValidationError, match="Jangan menulis nama"):
        propose_end(pembatasan, alasan=f"{SATU} setuju", uuid=uuid.uuid4(), **kirim)


def test_list_that_came_during_a_restriction_goes_with_the_erasure(penugasan):
    keluarga = buat_keluarga(penugasan.desa, kepala=SATU, nik=NIK)
    laksanakan(usul((of(keluarga),), "pembatasan"))
    lebar = NIK.translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})
    for isi in (NIK, lebar, SATU):
        Impor.objects.create(
            jenis="umkm", nama_berkas="x", berkas=f"kolom;lain\n{isi};x".encode(), ukuran=1, sha256=f"{nomor():064d}",
            diunggah_oleh=buat_pengguna("verifikator"), diunggah_pada=SEKARANG,
        )  # fmt: skip
    laksanakan(usul((of(keluarga),)))
    assert [bytes(i.isi) for i in Impor.objects.all()] == [b""] * 3


def test_recipient_that_comes_back_after_the_keys_changed_is_known_by_name(penugasan, settings):
    bantuan = buat_bantuan(penugasan, date(2026, 3, 1), nama=(SATU,))
    pembatasan = laksanakan(usul((of(bantuan.penerima.get()),), "pembatasan"))
    PenerimaBantuan.objects.update(sidik_penerima="i2:x")
    settings.KUNCI_INDEKS = kunci_uji("i2", "y")
    akhiri(pembatasan)
    assert PenerimaBantuan.objects.get().sidik_penerima.startswith("i2:")
    require_index_keys()
