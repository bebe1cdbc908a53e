"""The deeds of a quarterly report: who may begin one and when, what it needs, and what verifying freezes."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from desa.models import Catatan
from opd.actions.kegiatan import IsiKegiatan, correct_kegiatan, record_kegiatan
from opd.actions.kunci import unlock_triwulan
from opd.actions.laporan import (
    IsiNarasi,
    create_laporan,
    due_quarters_of,
    edit_laporan,
    submit_laporan,
    verify_laporan,
)
from opd.actions.naskah import approve_naskah, return_naskah
from opd.actions.putusan import decide
from opd.enums import KelompokVerifikasi, Peran, StatusNaskah
from opd.models import LangkahNaskah, LaporanTriwulan
from opd.rekap.isi_laporan import from_json, sha256_of
from tests import pabrik, pabrik_naskah
from tests.pabrik import pada
from tests.pabrik_naskah import buat_laporan

pytestmark = pytest.mark.django_db

HARI = date(2026, 7, 8)
SAAT = pada(HARI)
NARASI = {"kendala": "Kapal jarang.", "tindak_lanjut": "Jadwal bersama.", "rencana_berikut": "Pelatihan sagu."}


@pytest.fixture
def dunia():
    class D:
        penugasan = pabrik.buat_penugasan()
        meja = pabrik_naskah.buat_meja(penugasan)
        oleh, kepala, wasit = meja.operator, meja.kepala, meja.verifikator

    return D


def buat(d, tahun: int = 2026, triwulan: int = 2, **isi) -> LaporanTriwulan:
    return create_laporan(d.penugasan, tahun, triwulan, **{"uuid": uuid.uuid4(), "by": d.oleh, "at": SAAT} | isi)


def segar(laporan: LaporanTriwulan) -> LaporanTriwulan:
    return LaporanTriwulan.objects.get(pk=laporan.pk)


def ajukan(d, laporan: LaporanTriwulan, saat=SAAT) -> LaporanTriwulan:
    submit_laporan(laporan, versi=segar(laporan).versi, by=d.oleh, at=saat)
    return segar(laporan)


def setujui(d, laporan: LaporanTriwulan) -> LaporanTriwulan:
    approve_naskah(laporan, versi=segar(laporan).versi, by=d.kepala, at=SAAT)
    return segar(laporan)


def verifikasi(d, laporan: LaporanTriwulan) -> LaporanTriwulan:
    verify_laporan(laporan, versi=segar(laporan).versi, by=d.wasit, at=SAAT)
    return segar(laporan)


# --- begin ---------------------------------------------------------------------------------------------------------


def test_report_is_begun_once_for_a_quarter(dunia):
    d, u = dunia, uuid.uuid4()
    laporan = buat(d, uuid=u)
    assert buat(d, uuid=u) == laporan
    with pytest.raises(ValidationError, match="isi berbeda"):
        buat(d, triwulan=1, uuid=u)
    with pytest.raises(ValidationError) as galat:
        buat(d)
    assert galat.value.message_dict == {
        "triwulan": ["Laporan TW II 2026 untuk desa ini sudah dibuat. Buka laporan itu."]
    }
    assert list(Catatan.objects.values_list("tindakan", flat=True)) == ["menyusun laporan triwulan"]


@pytest.mark.parametrize(
    ("tahun", "triwulan", "boleh"), [(2026, 2, True), (2026, 3, True), (2026, 4, False), (2024, 4, False)]
)
def test_report_is_for_quarters_that_have_begun_and_lie_in_the_penugasan(dunia, tahun, triwulan, boleh):
    if boleh:
        assert buat(dunia, tahun, triwulan).status == StatusNaskah.DRAF
        return
    with pytest.raises(ValidationError) as galat:
        buat(dunia, tahun, triwulan)
    assert list(galat.value.message_dict) == ["triwulan"]


@pytest.mark.parametrize(("hari", "boleh"), [(30, True), (29, False)])
def test_no_report_for_less_than_thirty_days(hari, boleh):
    class D:
        penugasan = pabrik.buat_penugasan(mulai=date(2026, 6, 30) - timedelta(days=hari - 1))

    D.oleh = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=D.penugasan.opd)
    assert (due_quarters_of(D.penugasan, on=HARI) == [(2026, 3), (2026, 2)]) is boleh
    if boleh:
        assert buat(D)
        return
    with pytest.raises(ValidationError, match="kurang dari 30 hari"):
        buat(D)


def test_old_opd_writes_the_report_of_a_village_handed_over_until_the_deadline():
    """Handed over on 15 May: the 30 days of facts end on 13 June, the report may be written until 30 July."""

    class D:
        penugasan = pabrik.buat_penugasan(selesai=date(2026, 5, 15))

    D.oleh = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=D.penugasan.opd)
    pabrik.buat_pengguna(Peran.KEPALA_OPD, opd=D.penugasan.opd)
    laporan = buat(D, at=pada(date(2026, 5, 20)))
    akhir = pada(date(2026, 7, 30))
    laporan = edit_laporan(laporan, IsiNarasi(**NARASI), versi=1, by=D.oleh, at=akhir)
    with pytest.raises(PermissionDenied):
        edit_laporan(laporan, IsiNarasi(), versi=2, by=D.oleh, at=akhir + timedelta(days=1))
    assert ajukan(D, laporan, akhir).status == StatusNaskah.DIAJUKAN
    with pytest.raises(PermissionDenied):
        buat(D, triwulan=1, at=akhir)


def test_only_the_opd_begins_its_report(dunia):
    for p in (Peran.VERIFIKATOR, Peran.ADMIN_SISTEM, Peran.PIMPINAN, Peran.PEMBACA):
        with pytest.raises(PermissionDenied):
            buat(dunia, by=pabrik.buat_pengguna(p))
    with pytest.raises(PermissionDenied):
        buat(dunia, by=pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=pabrik.buat_opd()))
    assert buat(dunia, by=dunia.kepala)


# --- write ---------------------------------------------------------------------------------------------------------


def test_narrative_and_photos_are_written_once_and_recorded(dunia):
    d = dunia
    foto = pabrik.buat_bukti(kegiatan=pabrik.buat_kegiatan(d.penugasan, date(2026, 5, 1)))
    laporan, isi = buat(d), IsiNarasi(**NARASI, foto=frozenset([foto.uuid]))
    for _ in range(2):
        laporan = edit_laporan(laporan, isi, versi=1, by=d.oleh, at=SAAT)
    assert (laporan.versi, laporan.kendala, list(laporan.foto.all())) == (2, "Kapal jarang.", [foto])
    catatan = Catatan.objects.about(laporan).first()
    assert (catatan.tindakan, catatan.perubahan["kendala"], catatan.perubahan["foto"]) == (
        "menyunting laporan triwulan",
        ["", "Kapal jarang."],
        ["0 dipilih", "1 dipilih"],
    )
    with pytest.raises(ValidationError, match="diubah oleh"):
        edit_laporan(laporan, IsiNarasi(), versi=1, by=d.oleh, at=SAAT)


@pytest.mark.parametrize("kapan", ["luar", "batal", "lain"])
def test_photo_must_be_of_the_quarter(dunia, kapan):
    d = dunia
    penugasan = pabrik.buat_penugasan() if kapan == "lain" else d.penugasan
    k = pabrik.buat_kegiatan(penugasan, date(2026, 3, 31) if kapan == "luar" else date(2026, 5, 1))
    foto = pabrik.buat_bukti(kegiatan=k)
    if kapan == "batal":
        pabrik.buat_kegiatan(penugasan, k.tanggal, menggantikan=k, batal=True, alasan_koreksi="uji")
    with pytest.raises(ValidationError) as galat:
        edit_laporan(buat(d), IsiNarasi(foto=frozenset([foto.uuid])), versi=1, by=d.oleh, at=SAAT)
    assert list(galat.value.message_dict) == ["foto"]


# --- submit --------------------------------------------------------------------------------------------------------


def test_submit_says_all_that_is_missing(dunia):
    d = dunia
    with pytest.raises(ValidationError) as galat:
        ajukan(d, buat(d, triwulan=3))
    assert galat.value.messages == [
        "Triwulan ini berjalan sampai 30 September 2026. Ajukan sesudah hari itu.",
        "Isi kendala lebih dahulu. Bila memang tidak ada, tulis “tidak ada”.",
        "Isi tindak lanjut lebih dahulu. Bila memang tidak ada, tulis “tidak ada”.",
        "Isi rencana triwulan berikut lebih dahulu. Bila memang tidak ada, tulis “tidak ada”.",
    ]


@pytest.mark.parametrize(("hari", "boleh"), [(date(2026, 6, 30), False), (date(2026, 7, 1), True)])
def test_submit_only_after_the_quarter(dunia, hari, boleh):
    laporan = buat_laporan(dunia.penugasan, 2026, 2, **NARASI)
    if boleh:
        assert ajukan(dunia, laporan, pada(hari)).status == StatusNaskah.DIAJUKAN
        return
    with pytest.raises(ValidationError, match="Ajukan sesudah hari itu"):
        ajukan(dunia, laporan, pada(hari))


def test_submit_records_the_version_of_the_plan_and_its_group(dunia):
    d = dunia
    kelompok = KelompokVerifikasi.BANSOS
    satu = pabrik_naskah.buat_rencana(d.penugasan, status="diverifikasi", meja=d.meja, kelompok=kelompok)
    laporan = ajukan(d, buat_laporan(d.penugasan, 2026, 2, **NARASI))
    assert (laporan.rencana, laporan.kelompok) == (satu, kelompok)
    return_naskah(laporan, versi=laporan.versi, alasan="Lengkapi.", by=d.kepala, at=SAAT)
    dua = pabrik_naskah.buat_rencana(d.penugasan, status="diverifikasi", meja=d.meja, nomor=2)
    assert ajukan(d, laporan).rencana == dua


def test_submit_without_a_plan_is_for_every_group(dunia):
    laporan = ajukan(dunia, buat_laporan(dunia.penugasan, 2026, 2, **NARASI))
    assert (laporan.rencana, laporan.kelompok) == (None, "")


# --- verify --------------------------------------------------------------------------------------------------------


def test_verifying_freezes_what_was_read_and_correcting_later_changes_nothing(dunia):
    d = dunia
    k = record_kegiatan(
        d.penugasan,
        IsiKegiatan(date(2026, 5, 1), "Pelatihan", dana=(("csr", 1_000),)),
        uuid=uuid.uuid4(),
        by=d.oleh,
        at=SAAT,
    )
    laporan = verifikasi(d, setujui(d, ajukan(d, buat_laporan(d.penugasan, 2026, 2, **NARASI))))
    isi = from_json(laporan.isi_beku)
    assert (laporan.sha256, isi.rupiah, isi.narasi.kendala) == (sha256_of(laporan.isi_beku), 1_000, "Kapal jarang.")
    assert [p.nama for p in (isi.pengesahan.diajukan, isi.pengesahan.disetujui)] == [d.oleh.nama, d.kepala.nama]
    beku = laporan.isi_beku
    unlock_triwulan(laporan, sampai=SAAT + timedelta(days=2), alasan="uji", by=d.wasit, at=SAAT)
    baru = IsiKegiatan(k.tanggal, "Pelatihan", dana=(("csr", 9_000),))
    correct_kegiatan(k, baru, uuid=uuid.uuid4(), alasan="uji", by=d.oleh, at=SAAT + timedelta(hours=1))
    assert (segar(laporan).isi_beku, segar(laporan).sha256) == (beku, sha256_of(beku))


def test_verification_goes_through_the_decision_of_every_desk(dunia):
    d = dunia
    laporan = setujui(d, ajukan(d, buat_laporan(d.penugasan, 2026, 2, **NARASI)))
    decide(laporan, "verifikasi", versi=laporan.versi, by=d.wasit, at=SAAT)
    langkah = LangkahNaskah.objects.filter(laporan=laporan).values_list("tindakan", flat=True)
    assert (segar(laporan).status, list(langkah)) == ("diverifikasi", ["ajukan", "setujui", "verifikasi"])


def test_nobody_else_verifies_and_nothing_is_frozen(dunia):
    d = dunia
    laporan = setujui(d, ajukan(d, buat_laporan(d.penugasan, 2026, 2, **NARASI)))
    for orang in (d.oleh, d.kepala, *(pabrik.buat_pengguna(p) for p in (Peran.ADMIN_SISTEM, Peran.PIMPINAN))):
        with pytest.raises(PermissionDenied):
            verify_laporan(laporan, versi=laporan.versi, by=orang, at=SAAT)
    assert (segar(laporan).isi_beku, segar(laporan).status) == ("", "disetujui")
    with pytest.raises(ValidationError, match="sudah disetujui oleh"):
        verify_laporan(laporan, versi=laporan.versi - 1, by=d.wasit, at=SAAT)
