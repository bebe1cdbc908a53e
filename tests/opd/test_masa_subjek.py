"""A restriction ends on its own day, and recipients, villagers, witnesses and contacts have a period (keandalan.md, G7).

Seen red: without a rule of its own each name outlived its period; without the day a restriction never ended.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from desa.enums import JenisSidik
from desa.models import Catatan, Kontak
from desa.models.produk import PersetujuanTampil
from desa.waktu import WIT, tanggal_wit
from opd.actions.akhir_pembatasan import prolong_restriction
from opd.actions.persetujuan import IsiPersetujuan, record_persetujuan
from opd.actions.retensi import count_due, remove_due
from opd.models import Kunjungan, Mitra, PenerimaBantuan, PermintaanSubjek
from opd.rekap.nisan import refusal_of
from opd.rekap.permintaan_subjek import request_query
from opd.rekap.tugas import tugas_saya
from opd.retensi import TABEL
from tests.opd.test_pembatasan_bersama import akhiri, of
from tests.opd.test_permintaan_subjek import SAMPAI, laksanakan, usul
from tests.pabrik import SEKARANG, buat_desa, buat_kunjungan, buat_pengguna, buat_penugasan, buat_umkm
from tests.pabrik_bantuan import buat_bantuan
from tests.pabrik_keluarga import buat_keluarga
from tests.pabrik_mitra import buat_mitra
from tests.pabrik_pasar import buat_pembeli
from tests.pabrik_produk import buat_persetujuan, buat_produk

pytestmark = pytest.mark.django_db
NIK, NAMA, SAKSI = "8105154101800099", "Yakoba Kanaridewi", "Markus Latuheru"
HABIS = "Dihapus, masa simpan habis"


@pytest.fixture
def penugasan(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return buat_penugasan(mulai=date(2024, 1, 1))


def malam(hari: date) -> datetime:
    return datetime(hari.year, hari.month, hari.day, 2, tzinfo=WIT)


def due(hari: date) -> dict[str, int]:
    return {nama: n for nama, n in count_due(malam(hari)).items() if n}


def test_recipients_and_villagers_lose_their_names_after_five_years_and_stay_counted(penugasan):
    buat_bantuan(penugasan, date(2026, 3, 1), nama=(NAMA, SAKSI), umkm=(buat_umkm(desa=penugasan.desa),))
    buat_kunjungan(penugasan, tanggal=date(2026, 3, 2), warga_ditemui=f"{NAMA}\nDihapus atas permintaan\n{SAKSI}")
    buat_kunjungan(penugasan, tanggal=date(2026, 3, 3), warga_ditemui="Dibatasi atas permintaan")
    assert due(date(2031, 2, 28)) == {}
    assert due(date(2031, 3, 2)) == {"nama penerima bantuan": 2, "nama warga yang ditemui pada kunjungan": 1}
    hasil = remove_due(malam(date(2031, 3, 3)))
    assert (hasil["nama penerima bantuan"], hasil["nama warga yang ditemui pada kunjungan"]) == (2, 1)
    nama = list(PenerimaBantuan.objects.filter(umkm=None).values_list("nama_penerima", "sidik_penerima"))
    assert ([n.startswith(HABIS) for n, _ in nama], len(set(nama))) == ([True, True], 2)
    assert list(Kunjungan.objects.order_by("tanggal").values_list("warga_ditemui", flat=True)) == [
        f"{HABIS}\nDihapus atas permintaan\n{HABIS}", "Dibatasi atas permintaan",
    ]  # fmt: skip
    assert due(date(2031, 3, 4)) == {}


def test_contacts_and_consents_end_with_their_period(penugasan):
    tutup = {"ditutup_pada": malam(date(2026, 5, 1)), "alasan_tutup": "x", "surel": "a@contoh.id"}
    mitra, pembeli = (b(telepon="+6281234567890", nama_kontak=NAMA, **tutup) for b in (buat_mitra, buat_pembeli))
    kepala = Kontak(desa=penugasan.desa, jabatan="kepala_desa", nama=NAMA, selesai=date(2026, 5, 1))
    kepala.telepon = "+6281234567892"
    kepala.save()
    buat_mitra(nama_kontak="Tetap", telepon="+6281234567891")
    izin = buat_persetujuan(buat_produk(buat_umkm(desa=penugasan.desa)), penyetuju=NAMA, saksi=SAKSI)
    PersetujuanTampil.objects.update(dicabut_pada=malam(date(2026, 5, 2)), alasan_cabut="x")
    assert due(date(2028, 5, 1)) == {
        "kontak mitra dan pembeli yang ditutup": 2, "telepon kontak desa yang tidak menjabat lagi": 1,
    }  # fmt: skip
    remove_due(malam(date(2028, 5, 1)))
    kepala.refresh_from_db()
    assert (kepala.nama, kepala.telepon) == (NAMA, "")
    for satu in (mitra, pembeli):
        satu.refresh_from_db()
        assert (satu.nama_kontak, satu.telepon, satu.surel, bool(satu.nama)) == ("", "", "", True)
    assert sorted(Mitra.objects.values_list("nama_kontak", flat=True)) == ["", "Tetap"]
    assert due(date(2031, 5, 1)) == {}
    remove_due(malam(date(2031, 5, 2)))
    izin.refresh_from_db()
    assert (izin.penyetuju, izin.saksi, due(date(2031, 5, 3))) == (HABIS, HABIS, {})


def test_every_period_says_how_long_and_on_which_basis():
    assert [m.nama for m in TABEL if not (m.lama and m.sejak and m.menjadi and m.dasar)] == []


def test_restriction_ends_on_its_own_day_and_is_reminded_before(penugasan):
    keluarga = buat_keluarga(penugasan.desa, kepala=NAMA, nik=NIK)
    pembatasan, verifikator = laksanakan(usul((of(keluarga),), "pembatasan")), buat_pengguna("verifikator")

    def tugas(hari: date) -> list[str]:
        return [t.kalimat for t in tugas_saya(verifikator, until=hari) if t.jenis == "permintaan_subjek"]

    assert tugas(SAMPAI - timedelta(days=15)) == []
    assert tugas(SAMPAI - timedelta(days=14)) == ["Pembatasan 12/PDP/2026 berakhir 20 Januari 2027."]
    assert (due(SAMPAI - timedelta(days=1)), due(SAMPAI)) == ({}, {"pembatasan yang sampai pada harinya": 1})
    remove_due(malam(SAMPAI))
    keluarga.refresh_from_db()
    pembatasan.refresh_from_db()
    assert (keluarga.kepala, keluarga.nik, keluarga.pengosongan) == (NAMA, NIK, "")
    assert (pembatasan.status, pembatasan.simpanan_sandi, refusal_of((JenisSidik.NIK, NIK))) == ("berakhir", "", None)
    (catatan,) = Catatan.objects.filter(tindakan="mengakhiri pembatasan pada harinya")
    assert (catatan.oleh, catatan.perubahan["catatan dikembalikan"], due(SAMPAI)) == ("sistem", [None, 1], {})


def test_restriction_of_before_there_was_a_day_is_asked_for_one(penugasan, klien):
    pembatasan = laksanakan(usul((of(buat_keluarga(penugasan.desa)),), "pembatasan"))
    PermintaanSubjek.objects.update(dibatasi_sampai=None)
    verifikator = buat_pengguna("verifikator")
    (tugas,) = [t for t in tugas_saya(verifikator, until=SAMPAI) if t.jenis == "permintaan_subjek"]
    assert (tugas.kalimat, tugas.sejak) == (
        "Pembatasan 12/PDP/2026 belum menyebut hari berakhirnya.", tanggal_wit(SEKARANG),
    )  # fmt: skip
    klien.force_login(verifikator)
    assert "hari berakhirnya belum ditentukan" in klien.get(reverse("permintaan_subjek:daftar")).text
    assert "belum menyebut hari berakhirnya" in klien.get(tugas.tautan).text
    prolong_restriction(pembatasan, sampai=date(2027, 6, 1), alasan="Disepakati", by=verifikator, at=SEKARANG)
    assert [t for t in tugas_saya(verifikator, until=SAMPAI) if t.jenis == "permintaan_subjek"] == []


def test_restriction_is_prolonged_by_a_verifikator_with_a_later_day(penugasan, klien):
    pembatasan = laksanakan(usul((of(buat_keluarga(penugasan.desa, kepala=NAMA)),), "pembatasan"))
    kirim = {"alasan": "Keberatannya belum selesai", "by": buat_pengguna("verifikator"), "at": SEKARANG}
    for sampai, kata in ((SAMPAI, "Isi hari sesudahnya"), (date(2028, 7, 21), "paling lambat 20 Juli 2028")):
        with pytest.raises(ValidationError, match=kata):
            prolong_restriction(pembatasan, sampai=sampai, **kirim)
    with pytest.raises(ValidationError, match="Jangan menulis nama"):
        prolong_restriction(pembatasan, sampai=date(2027, 6, 1), **kirim | {"alasan": f"{NAMA} minta"})
    with pytest.raises(PermissionDenied):
        prolong_restriction(pembatasan, sampai=date(2027, 6, 1), **kirim | {"by": buat_pengguna("admin_sistem")})
    prolong_restriction(pembatasan, sampai=date(2027, 6, 1), **kirim)
    assert due(SAMPAI) == {}
    klien.force_login(kirim["by"])
    assert (
        "1 Juni 2027; hari itu datanya kembali sendiri"
        in klien.get(reverse("permintaan_subjek:detail", args=[pembatasan.uuid])).text
    )
    akhiri(pembatasan)
    with pytest.raises(ValidationError, match="tidak berlaku lagi"):
        prolong_restriction(pembatasan, sampai=date(2027, 9, 1), **kirim)


@pytest.mark.parametrize("sampai", [None, SEKARANG.date(), date(2028, 7, 21)])
def test_restriction_without_its_day_is_refused(penugasan, sampai):
    with pytest.raises(ValidationError, match="Isi hari pembatasannya berakhir"):
        usul((of(buat_keluarga(penugasan.desa)),), "pembatasan", dibatasi_sampai=sampai)
    assert PermintaanSubjek.objects.count() == 0


def test_restriction_decided_after_its_day_is_refused(penugasan):
    permintaan = usul((of(buat_keluarga(penugasan.desa)),), "pembatasan", dibatasi_sampai=date(2026, 7, 21))
    PermintaanSubjek.objects.update(dibatasi_sampai=date(2026, 7, 20))
    with pytest.raises(ValidationError, match="sudah lewat atau belum disebut"):
        laksanakan(permintaan)
    assert usul((of(buat_keluarga(buat_desa())),)).dibatasi_sampai is None


def test_witness_of_a_consent_asks_and_the_owners_consent_stays(penugasan):
    izin = buat_persetujuan(buat_produk(buat_umkm(desa=penugasan.desa, pemilik=NAMA)), penyetuju=NAMA, saksi=SAKSI)
    assert request_query([of(izin)]) == f"rekaman=desa.persetujuantampil%3A{izin.pk}"
    with pytest.raises(ValidationError, match="Tulis namanya seperti pada catatan itu"):
        usul((of(izin),))
    pembatasan = laksanakan(usul((of(izin),), "pembatasan", nama=SAKSI))
    izin.refresh_from_db()
    assert (izin.penyetuju, izin.saksi, izin.dicabut_pada) == (NAMA, "Dibatasi atas permintaan", None)
    akhiri(pembatasan)
    izin.refresh_from_db()
    assert izin.saksi == SAKSI
    laksanakan(usul((of(izin),), nama=SAKSI))
    izin.refresh_from_db()
    assert (izin.penyetuju, izin.saksi, izin.dicabut_pada) == (NAMA, "Dihapus atas permintaan", None)
    isi = IsiPersetujuan(
        NAMA, date(2026, 7, 1), "lisan", frozenset(izin.produk.values_list("pk", flat=True)), saksi=SAKSI
    )
    kirim = {"surat": None, "uuid": uuid.uuid4(), "at": SEKARANG}
    with pytest.raises(ValidationError, match="bernama ini di desa ini dihapus"):
        record_persetujuan(izin.umkm, isi, by=buat_pengguna("operator_opd", opd=penugasan.opd), **kirim)
