"""The quarter lock: what a verified report holds stays as it is, what comes late is marked, whatever way it comes in.

Seen red with `require_unlocked` doing nothing, with `susulan_of` returning "" and with `read_kunci` blind to BukaKunci.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from desa.models import Catatan, Penjualan
from opd.actions.bantuan import IsiBantuan, cancel_bantuan, correct_bantuan, record_bantuan
from opd.actions.bukti import add_foto
from opd.actions.kegiatan import IsiKegiatan, cancel_kegiatan, correct_kegiatan, record_kegiatan
from opd.actions.kunci import unlock_triwulan
from opd.actions.kunjungan import IsiKunjungan, cancel_kunjungan, correct_kunjungan, record_kunjungan
from opd.actions.penjualan import BarisPenjualan, GalatBaris, record_month
from opd.actions.penugasan import IsiPenugasan, close_penugasan, correct_penugasan
from opd.actions.tutup_umkm import close_umkm, undo_close
from opd.actions.umkm import IsiUmkm, change_umkm, create_umkm, release_umkm, undo_release
from opd.enums import Peran, StatusNaskah
from opd.foto import olah_foto
from opd.models import BukaKunci, Kegiatan, LaporanTriwulan, Penugasan
from opd.rekap.kunci import read_kunci
from opd.rekap.tugas import tugas_saya
from tests import pabrik, pabrik_bantuan, pabrik_naskah
from tests.opd.foto_uji import jpeg
from tests.pabrik import pada
from tests.pabrik_naskah import buat_kunci

pytestmark = pytest.mark.django_db

MEI, JULI = date(2026, 5, 12), date(2026, 7, 3)
DIVERIFIKASI = pada(date(2026, 7, 10))
ALASAN = "Berita acara baru tiba dari desa."
SAAT = pada(date(2026, 10, 20))


@pytest.fixture
def dunia():
    class D:
        penugasan = pabrik.buat_penugasan()
        oleh = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd)
        wasit = pabrik.buat_pengguna(Peran.VERIFIKATOR)

    return D


def kunci(penugasan: Penugasan, triwulan: int = 2, saat: datetime = DIVERIFIKASI) -> LaporanTriwulan:
    return buat_kunci(penugasan, triwulan, saat)


def buka(laporan, wasit) -> BukaKunci:
    return unlock_triwulan(
        laporan, sampai=SAAT + timedelta(days=1), alasan="uji", by=wasit, at=SAAT - timedelta(hours=1)
    )


# --- the state table: kind x state of the quarter x deed ---------------------------------------------------------


def _isi(jenis: str, hari: date) -> Any:
    if jenis == "kegiatan":
        return IsiKegiatan(hari, "Uji")
    if jenis == "kunjungan":
        return IsiKunjungan(hari, "lapangan")
    return IsiBantuan(hari, "ternak", "sapi", 2, "ekor", penerima=(("Uji", "x"),))


CATAT = {"kegiatan": record_kegiatan, "kunjungan": record_kunjungan, "bantuan": record_bantuan}
KOREKSI = {"kegiatan": correct_kegiatan, "kunjungan": correct_kunjungan, "bantuan": correct_bantuan}
BATAL = {"kegiatan": cancel_kegiatan, "kunjungan": cancel_kunjungan, "bantuan": cancel_bantuan}
BUAT = {
    "kegiatan": pabrik.buat_kegiatan,
    "kunjungan": lambda p, hari, **isi: pabrik.buat_kunjungan(p, hari, foto=0, **isi),
    "bantuan": lambda p, hari, **isi: pabrik_bantuan.buat_bantuan(p, hari, nama=("Uji",), **isi),
}
HASIL = {
    "terbuka": {"baru": "", "baru beralasan": "", "koreksi": "", "batal": "", "koreksi susulan": ""},
    "terkunci": {
        "baru": "susulan",
        "baru beralasan": ALASAN,
        "koreksi": "terkunci",
        "batal": "terkunci",
        "koreksi susulan": ALASAN,
    },
    "dibuka": {"baru": "susulan", "baru beralasan": ALASAN, "koreksi": "", "batal": "", "koreksi susulan": ALASAN},
    "berikutnya terkunci": {
        "baru": "susulan",
        "baru beralasan": ALASAN,
        "koreksi": "terkunci",
        "batal": "terkunci",
        "koreksi susulan": "terkunci",
    },
}
"""The whole rule: the mark of what was stored, or the code of the refusal."""


def _dalam(d: Any, keadaan: str) -> None:
    if keadaan == "terbuka":
        return
    laporan = kunci(d.penugasan)
    if keadaan == "dibuka":
        buka(laporan, d.wasit)
    if keadaan == "berikutnya terkunci":
        kunci(d.penugasan, 3, pada(date(2026, 10, 10)))


def _coba(lakukan: Callable[[], Any]) -> str:
    try:
        with transaction.atomic():
            return lakukan().alasan_susulan
    except ValidationError as galat:
        return next(e.code for e in getattr(galat, "error_dict", {"": [galat]}).popitem()[1])


@pytest.mark.parametrize("jenis", CATAT)
@pytest.mark.parametrize("keadaan", HASIL)
def test_fact_is_stored_marked_or_refused_as_the_table_says(dunia, jenis, keadaan):
    d = dunia
    asli = BUAT[jenis](d.penugasan, MEI)
    susulan = BUAT[jenis](d.penugasan, MEI, alasan_susulan=ALASAN, dicatat_pada=DIVERIFIKASI + timedelta(days=3))
    if keadaan == "terbuka":
        susulan.alasan_susulan = ""
        susulan.save()
    _dalam(d, keadaan)

    def kirim(**isi: Any) -> dict[str, Any]:
        return {"uuid": uuid.uuid4(), "by": d.oleh, "at": SAAT, **isi}

    terjadi = {
        "baru": _coba(lambda: CATAT[jenis](d.penugasan, _isi(jenis, MEI), **kirim())),
        "baru beralasan": _coba(lambda: CATAT[jenis](d.penugasan, _isi(jenis, MEI), **kirim(susulan=f" {ALASAN} "))),
        "koreksi susulan": _coba(lambda: KOREKSI[jenis](susulan, _isi(jenis, MEI), **kirim(alasan="uji"))),
        "batal": _coba(lambda: BATAL[jenis](BUAT[jenis](d.penugasan, MEI), **kirim(alasan="uji"))),
        "koreksi": _coba(lambda: KOREKSI[jenis](asli, _isi(jenis, MEI), **kirim(alasan="uji"))),
    }
    assert terjadi == HASIL[keadaan]


@pytest.mark.parametrize("jenis", CATAT)
def test_correction_that_moves_a_fact_into_a_locked_quarter_needs_the_reason(dunia, jenis):
    d = dunia
    fakta = BUAT[jenis](d.penugasan, JULI)
    kunci(d.penugasan)
    kirim = {"uuid": uuid.uuid4(), "alasan": "salah tanggal", "by": d.oleh, "at": SAAT}
    assert _coba(lambda: KOREKSI[jenis](fakta, _isi(jenis, MEI), **kirim)) == "susulan"
    assert _coba(lambda: KOREKSI[jenis](fakta, _isi(jenis, MEI), susulan=ALASAN, **kirim)) == ALASAN


def test_late_fact_keeps_its_day_and_its_catatan_says_why(dunia):
    d = dunia
    kunci(d.penugasan)
    k = record_kegiatan(d.penugasan, _isi("kegiatan", MEI), uuid=uuid.uuid4(), by=d.oleh, at=SAAT, susulan=ALASAN)
    catatan = Catatan.objects.about(k).get()
    assert (k.tanggal, k.alasan_susulan, catatan.tindakan, catatan.alasan) == (MEI, ALASAN, "mencatat kegiatan", ALASAN)


def test_refusals_name_the_report_and_who_can_unlock(dunia):
    d = dunia
    lama = pabrik.buat_kegiatan(d.penugasan, MEI)
    kunci(d.penugasan)
    kirim = {"uuid": uuid.uuid4(), "by": d.oleh, "at": SAAT}
    with pytest.raises(ValidationError) as galat:
        correct_kegiatan(lama, _isi("kegiatan", MEI), alasan="uji", **kirim)
    assert galat.value.messages == [
        "Catatan ini terkunci oleh Laporan TW II 2026 yang diverifikasi 10 Juli 2026. "
        "Minta verifikator membuka kunci triwulan itu bila isinya keliru."
    ]
    with pytest.raises(ValidationError) as galat:
        record_kegiatan(d.penugasan, _isi("kegiatan", MEI), **kirim)
    assert galat.value.message_dict == {
        "alasan_susulan": [
            "TW II 2026 sudah dikunci oleh laporan yang diverifikasi 10 Juli 2026. Tulis alasan susulan "
            "supaya catatan ini diterima."
        ]
    }
    assert Kegiatan.objects.count() == 1


def test_form_sent_before_the_lock_and_again_after_it_is_one_row(dunia):
    d = dunia
    kirim = {"uuid": uuid.uuid4(), "by": d.oleh, "at": SAAT}
    pertama = record_kegiatan(d.penugasan, _isi("kegiatan", MEI), **kirim)
    kunci(d.penugasan)
    assert record_kegiatan(d.penugasan, _isi("kegiatan", MEI), **kirim) == pertama
    assert record_kegiatan(d.penugasan, _isi("kegiatan", MEI), susulan=ALASAN, **kirim) == pertama


def test_late_form_sent_twice_is_one_row_and_another_reason_is_other_content(dunia):
    d = dunia
    kunci(d.penugasan)
    kirim = {"uuid": uuid.uuid4(), "by": d.oleh, "at": SAAT}
    pertama = record_kegiatan(d.penugasan, _isi("kegiatan", MEI), susulan=ALASAN, **kirim)
    assert record_kegiatan(d.penugasan, _isi("kegiatan", MEI), susulan=ALASAN, **kirim) == pertama
    with pytest.raises(ValidationError, match="isi berbeda"):
        record_kegiatan(d.penugasan, _isi("kegiatan", MEI), susulan="lain", **kirim)


def test_lock_of_one_penugasan_leaves_others_and_other_quarters_open(dunia):
    d = dunia
    kunci(d.penugasan)
    lain = pabrik.buat_penugasan(opd=d.penugasan.opd)
    for penugasan, hari in ((lain, MEI), (d.penugasan, JULI), (d.penugasan, date(2026, 3, 31))):
        k = record_kegiatan(penugasan, _isi("kegiatan", hari), uuid=uuid.uuid4(), by=d.oleh, at=SAAT)
        assert k.alasan_susulan == ""


def test_only_a_verified_report_locks(dunia):
    d = dunia
    meja = pabrik_naskah.buat_meja(d.penugasan)
    for n, status in enumerate(s for s in StatusNaskah if s != StatusNaskah.DIVERIFIKASI):
        pabrik_naskah.buat_laporan(d.penugasan, 2023 + n, 2, status=status, meja=meja)
    assert read_kunci(at=SAAT, penugasan=[d.penugasan.pk]).semua == ()


def test_photo_is_not_added_to_what_a_report_holds(dunia, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    d = dunia
    fakta, foto = pabrik.buat_kegiatan(d.penugasan, MEI), olah_foto(jpeg(1), tanggal=MEI, titik_desa=None)
    laporan = kunci(d.penugasan)
    with pytest.raises(ValidationError, match="terkunci oleh Laporan"):
        add_foto(fakta, [foto], by=d.oleh, at=SAAT)
    assert [t.jenis for t in tugas_saya(d.oleh, until=SAAT.date()) if t.jenis == "foto"] == []
    buka(laporan, d.wasit)
    assert len(add_foto(fakta, [foto], by=d.oleh, at=SAAT)) == 1


# --- sales and enterprises of the village -----------------------------------------------------------------------


def _catat(d: Any, *baris: BarisPenjualan, **isi: Any) -> int:
    dasar = {"uuid": uuid.uuid4(), "by": d.oleh, "at": SAAT}
    return record_month(d.penugasan.desa, date(2026, 5, 1), baris, **dasar | isi)


def test_sales_that_a_report_holds_stay_and_missing_ones_come_late(dunia):
    d = dunia
    a, b = (pabrik.buat_umkm(desa=d.penugasan.desa) for _ in range(2))
    ada = pabrik.buat_penjualan(a, date(2026, 5, 1), 1_000)
    laporan = kunci(d.penugasan)
    with pytest.raises(GalatBaris) as galat:
        _catat(d, BarisPenjualan(a.pk, 2_000, dilihat=ada.pk), alasan="uji")
    assert galat.value.baris[a.pk][0] == "terkunci"
    with pytest.raises(GalatBaris):
        _catat(d, BarisPenjualan(a.pk, None, dilihat=ada.pk), alasan="uji")
    with pytest.raises(ValidationError) as tanpa:
        _catat(d, BarisPenjualan(b.pk, 500))
    assert list(tanpa.value.message_dict) == ["alasan_susulan"]
    assert _catat(d, BarisPenjualan(a.pk, 1_000, dilihat=ada.pk), BarisPenjualan(b.pk, 500), susulan=ALASAN) == 1
    susulan = Penjualan.objects.get(umkm=b)
    assert (susulan.alasan_susulan, susulan.bulan) == (ALASAN, date(2026, 5, 1))
    assert _catat(d, BarisPenjualan(b.pk, 600, dilihat=susulan.pk), alasan="salah ketik") == 1
    assert Penjualan.objects.in_force().get(umkm=b).alasan_susulan == ALASAN
    buka(laporan, d.wasit)
    assert _catat(d, BarisPenjualan(a.pk, 2_000, dilihat=ada.pk), alasan="uji") == 1
    assert Penjualan.objects.in_force().get(umkm=a).alasan_susulan == ""


def test_sales_are_locked_by_who_answered_on_the_last_day_of_the_month():
    desa, pindah = pabrik.buat_desa(), date(2026, 5, 20)
    lama = pabrik.buat_penugasan(desa=desa, selesai=pindah)
    baru = pabrik.buat_penugasan(desa=desa, mulai=pindah)
    pabrik.buat_penugasan(desa=desa, peran="pendukung")
    kunci(lama)
    buku = read_kunci(at=SAAT, desa=[desa.pk])
    assert [bool(buku.of_desa(desa.pk, h)) for h in (date(2026, 4, 30), date(2026, 5, 19), pindah)] == [
        True,
        True,
        False,
    ]
    assert [bool(buku.of(p.pk, MEI)) for p in (lama, baru)] == [True, False]


def test_report_of_a_supporting_opd_locks_no_sales(dunia):
    d = dunia
    pendukung = pabrik.buat_penugasan(desa=d.penugasan.desa, peran="pendukung")
    kunci(pendukung)
    umkm = pabrik.buat_umkm(desa=d.penugasan.desa)
    assert _catat(d, BarisPenjualan(umkm.pk, 500)) == 1
    assert Penjualan.objects.get().alasan_susulan == ""


def test_enterprise_dated_in_a_locked_quarter_comes_late_or_stays(dunia):
    d = dunia
    lama = pabrik.buat_umkm(desa=d.penugasan.desa, dibina_sejak=MEI, tutup_pada=date(2026, 6, 3))
    kunci(d.penugasan)
    isi = IsiUmkm("Ikan Asar", "perorangan", MEI)
    with pytest.raises(ValidationError) as galat:
        create_umkm(d.penugasan.desa, isi, uuid=uuid.uuid4(), by=d.oleh, at=SAAT)
    assert list(galat.value.message_dict) == ["alasan_susulan"]
    baru = create_umkm(d.penugasan.desa, isi, uuid=uuid.uuid4(), by=d.oleh, at=SAAT, susulan=ALASAN)
    assert Catatan.objects.about(baru).get().alasan == ALASAN
    tolak = {"alasan": "uji", "versi": 1, "by": d.oleh, "at": SAAT}
    with pytest.raises(ValidationError, match="terkunci oleh Laporan"):
        undo_close(lama, **tolak)
    with pytest.raises(ValidationError, match="terkunci oleh Laporan"):
        change_umkm(lama, IsiUmkm(lama.nama, lama.bentuk, JULI), versi=1, by=d.oleh, at=SAAT)
    juli = pabrik.buat_umkm(desa=d.penugasan.desa, dibina_sejak=JULI)
    with pytest.raises(ValidationError, match="terkunci oleh Laporan"):
        change_umkm(juli, IsiUmkm(juli.nama, juli.bentuk, MEI), versi=1, by=d.oleh, at=SAAT)
    assert change_umkm(juli, IsiUmkm("Nama Baru", juli.bentuk, JULI), versi=1, by=d.oleh, at=SAAT).nama == "Nama Baru"


def test_enterprise_that_a_verified_report_counted_keeps_its_start_and_its_kind(dunia):
    d = dunia
    kunci(d.penugasan)
    lama = pabrik.buat_umkm(desa=d.penugasan.desa)
    kirim = {"versi": 1, "by": d.oleh, "at": SAAT}
    with pytest.raises(ValidationError, match="terkunci oleh Laporan TW II 2026"):
        change_umkm(lama, IsiUmkm(lama.nama, lama.bentuk, JULI), **kirim)
    with pytest.raises(ValidationError, match="Laporan TW II 2026 yang diverifikasi sudah menghitung") as galat:
        change_umkm(lama, IsiUmkm(lama.nama, "koperasi", lama.dibina_sejak), **kirim)
    assert list(galat.value.message_dict) == ["bentuk"]
    assert change_umkm(lama, IsiUmkm(lama.nama, "kelompok", date(2025, 2, 1)), **kirim).bentuk == "kelompok"
    baru = pabrik.buat_umkm(desa=d.penugasan.desa, dicatat_pada=DIVERIFIKASI + timedelta(days=1))
    assert change_umkm(baru, IsiUmkm(baru.nama, "koperasi", baru.dibina_sejak), **kirim).bentuk == "koperasi"
    buka(d.penugasan.laporantriwulan.get(), d.wasit)
    assert change_umkm(lama, IsiUmkm(lama.nama, "bumdes", JULI), **kirim | {"versi": 2}).bentuk == "bumdes"


@pytest.mark.parametrize(
    ("lakukan", "urungkan", "kolom"),
    [(close_umkm, undo_close, "tutup_pada"), (release_umkm, undo_release, "dibina_sampai")],
)
def test_closure_in_a_locked_quarter_is_late_and_may_be_undone_until_it_is_reported(dunia, lakukan, urungkan, kolom):
    d = dunia
    umkm = pabrik.buat_umkm(desa=d.penugasan.desa)
    kunci(d.penugasan)
    lakukan(umkm, alasan=ALASAN, versi=1, by=d.oleh, at=SAAT - timedelta(days=30), **{kolom: date(2026, 6, 3)})
    assert Catatan.objects.about(umkm).get().perubahan == {kolom: [None, "2026-06-03"], "susulan": [None, "TW II 2026"]}
    kunci(d.penugasan, 3, SAAT - timedelta(days=5))
    with pytest.raises(ValidationError, match="Laporan TW III 2026"):
        urungkan(umkm, alasan="uji", versi=2, by=d.oleh, at=SAAT)
    BukaKunci.objects.create(
        laporan=d.penugasan.laporantriwulan.get(triwulan=3),
        alasan="uji",
        pada=SAAT - timedelta(days=1),
        sampai=SAAT + timedelta(days=1),
        oleh=d.wasit,
    )
    assert getattr(urungkan(umkm, alasan="uji", versi=2, by=d.oleh, at=SAAT), kolom) is None


# --- the penugasan itself -----------------------------------------------------------------------------------------


def test_penugasan_with_a_verified_report_is_not_corrected_nor_ended_before_it(dunia):
    d = dunia
    p = d.penugasan
    isi = IsiPenugasan(p.sk, p.opd, p.desa, date(2025, 2, 1))
    draf = pabrik_naskah.buat_laporan(p, 2026, 3)
    baru = correct_penugasan(p, isi, alasan="uji", by=d.wasit, at=SAAT)
    draf.refresh_from_db()
    assert draf.penugasan == baru
    kunci(baru)
    with pytest.raises(ValidationError, match="Laporan TW II 2026 penugasan ini sudah diverifikasi"):
        correct_penugasan(baru, isi, alasan="uji", by=d.wasit, at=SAAT)
    with pytest.raises(ValidationError, match="memuat hari sesudah tanggal itu"):
        close_penugasan(baru, selesai=date(2026, 6, 30), cara="dialihkan", alasan="uji", by=d.wasit, at=SAAT)
    assert close_penugasan(
        baru, selesai=date(2026, 7, 1), cara="dialihkan", alasan="uji", by=d.wasit, at=SAAT
    ).selesai == date(2026, 7, 1)
