"""Opening, correcting, closing and handing over a penugasan."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from desa.models import Catatan
from opd.actions.penugasan import IsiPenugasan, close_penugasan, correct_penugasan, hand_over, open_penugasan
from opd.enums import Peran
from opd.models import Kegiatan, Penugasan
from tests import pabrik
from tests.pabrik import SEKARANG

pytestmark = pytest.mark.django_db


@pytest.fixture
def verifikator():
    return pabrik.buat_pengguna(Peran.VERIFIKATOR)


def isi(**ubah):
    dasar = {"sk": None, "opd": None, "desa": None, "mulai": date(2025, 1, 10)} | ubah
    return IsiPenugasan(
        dasar["sk"] or pabrik.buat_sk(),
        dasar["opd"] or pabrik.buat_opd(),
        dasar["desa"] or pabrik.buat_desa(),
        dasar["mulai"],
    )


def test_open_leaves_one_row_and_one_catatan(verifikator):
    baru = open_penugasan(isi(), by=verifikator, at=SEKARANG)
    [catatan] = Catatan.objects.about(baru)
    assert (catatan.oleh, catatan.sebagai, catatan.tindakan, catatan.perubahan) == (
        verifikator.label,
        "Verifikator",
        "membuka penugasan",
        {"mulai": [None, "2025-01-10"]},
    )
    assert Penugasan.objects.in_force().active_on(date(2025, 1, 10)).get() == baru
    assert not Penugasan.objects.in_force().active_on(date(2025, 1, 9)).exists()


@pytest.mark.parametrize("peran", [Peran.PIMPINAN, Peran.PEMBACA, Peran.OPERATOR_OPD, Peran.KEPALA_OPD, None])
def test_open_is_refused_to_other_roles(peran):
    opd = pabrik.buat_opd()
    pengguna = pabrik.buat_pengguna(peran, opd=opd if peran in (Peran.OPERATOR_OPD, Peran.KEPALA_OPD) else None)
    with pytest.raises(PermissionDenied):
        open_penugasan(isi(opd=opd), by=pengguna, at=SEKARANG)
    assert not Penugasan.objects.exists()


def test_open_in_a_village_with_penanggung_jawab_names_it(verifikator):
    lama = pabrik.buat_penugasan()
    with pytest.raises(ValidationError) as galat:
        open_penugasan(isi(desa=lama.desa, mulai=date(2026, 1, 1)), by=verifikator, at=SEKARANG)
    assert galat.value.messages == [
        f"{lama.desa.nama_lengkap} sudah ditangani {lama.opd.nama} sejak 10 Januari 2025. "
        "Tutup atau alihkan penugasan itu lebih dahulu."
    ]


def test_open_at_a_closed_opd_is_refused(verifikator):
    opd = pabrik.buat_opd(berlaku_selesai=date(2025, 1, 1))
    with pytest.raises(ValidationError) as galat:
        open_penugasan(isi(opd=opd), by=verifikator, at=SEKARANG)
    assert galat.value.messages == [f"{opd.nama} tidak berlaku lagi sejak 1 Januari 2025. Pilih OPD penerusnya."]


def test_hand_over_closes_and_opens_on_one_day(verifikator):
    lama = pabrik.buat_penugasan()
    tim = pabrik.buat_tim(lama)
    baru = hand_over(lama, isi(desa=lama.desa, mulai=date(2026, 1, 1)), by=verifikator, at=SEKARANG, alasan="SK baru")
    lama.refresh_from_db()
    tim.refresh_from_db()
    assert (lama.selesai, lama.cara_selesai, tim.selesai) == (date(2026, 1, 1), "dialihkan", date(2026, 1, 1))
    aktif = Penugasan.objects.in_force().in_charge().filter(desa=lama.desa)
    assert [aktif.active_on(d).get() for d in (date(2025, 12, 31), date(2026, 1, 1))] == [lama, baru]


def test_hand_over_that_cannot_open_closes_nothing(verifikator):
    lama = pabrik.buat_penugasan()
    tutup = pabrik.buat_opd(berlaku_selesai=date(2025, 1, 1))
    with pytest.raises(ValidationError):
        hand_over(lama, isi(desa=lama.desa, opd=tutup, mulai=date(2026, 1, 1)), by=verifikator, at=SEKARANG)
    lama.refresh_from_db()
    assert lama.selesai is None
    assert not Catatan.objects.exists()


def test_close_before_the_start_points_to_koreksi(verifikator):
    lama = pabrik.buat_penugasan()
    with pytest.raises(ValidationError) as galat:
        close_penugasan(lama, selesai=lama.mulai, cara="selesai", by=verifikator, at=SEKARANG)
    assert galat.value.messages == [
        "Tanggal selesai harus setelah tanggal mulai, 10 Januari 2025. Bila salah sejak awal, pilih koreksi."
    ]


def test_correct_replaces_and_old_day_reads_as_known_then(verifikator):
    lama = pabrik.buat_penugasan()
    opd = pabrik.buat_opd()
    baru = correct_penugasan(lama, isi(desa=lama.desa, opd=opd), alasan="salah ketik", by=verifikator, at=SEKARANG)
    hari = date(2025, 6, 30)
    assert Penugasan.objects.in_force().active_on(hari).get() == baru
    assert Penugasan.objects.in_force(pabrik.pada(hari)).active_on(hari).get() == lama
    assert baru.menggantikan == lama


def test_correct_moves_facts_along_when_only_the_start_changes(verifikator):
    lama = pabrik.buat_penugasan()
    pabrik.buat_kegiatan(lama, date(2025, 5, 1))
    baru = correct_penugasan(
        lama,
        isi(desa=lama.desa, opd=lama.opd, sk=lama.sk, mulai=date(2025, 2, 1)),
        alasan="mulai 1 Februari",
        by=verifikator,
        at=SEKARANG,
    )
    assert Kegiatan.objects.get().penugasan == baru


def test_correct_of_opd_with_facts_is_refused(verifikator):
    lama = pabrik.buat_penugasan()
    pabrik.buat_kegiatan(lama, date(2025, 5, 1))
    with pytest.raises(ValidationError) as galat:
        correct_penugasan(lama, isi(desa=lama.desa), alasan="salah", by=verifikator, at=SEKARANG)
    assert galat.value.error_list[0].code == "ada_fakta"


def test_correct_without_reason_is_refused(verifikator):
    lama = pabrik.buat_penugasan()
    with pytest.raises(ValidationError) as galat:
        correct_penugasan(lama, isi(desa=lama.desa), alasan=" ", by=verifikator, at=SEKARANG)
    assert galat.value.messages == ["Koreksi harus menyebut alasannya."]


def test_correct_twice_the_second_is_told(verifikator):
    lama = pabrik.buat_penugasan()
    correct_penugasan(lama, isi(desa=lama.desa), alasan="satu", by=verifikator, at=SEKARANG)
    with pytest.raises(ValidationError) as galat:
        correct_penugasan(lama, isi(desa=lama.desa), alasan="dua", by=verifikator, at=SEKARANG)
    assert galat.value.messages == ["Penugasan ini sudah dikoreksi orang lain. Muat ulang halaman."]


@pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="SQLite has no exclusion constraint; the action refuses"
)
def test_overlap_is_refused_by_the_database_too():
    lama = pabrik.buat_penugasan(selesai=date(2026, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        pabrik.buat_penugasan(desa=lama.desa, mulai=date(2025, 12, 31))
    assert connection.vendor == "postgresql"


@pytest.mark.parametrize("buat", [pabrik.buat_kegiatan, pabrik.buat_kunjungan])
def test_close_before_a_recorded_fact_names_it(verifikator, buat):
    lama = pabrik.buat_penugasan()
    buat(lama, date(2026, 3, 5))
    with pytest.raises(ValidationError) as galat:
        close_penugasan(lama, selesai=date(2026, 3, 1), cara="dialihkan", by=verifikator, at=SEKARANG, alasan="uji")
    assert galat.value.messages == [
        "Ada kegiatan, bantuan, kunjungan, atau asesmen tanggal 5 Maret 2026, sesudah tanggal selesai itu. "
        "Pilih tanggal selesai sesudahnya, atau minta OPD membatalkan catatan itu lebih dahulu."
    ]
    lama.refresh_from_db()
    assert lama.selesai is None
    close_penugasan(lama, selesai=date(2026, 3, 6), cara="dialihkan", by=verifikator, at=SEKARANG, alasan="uji")


def test_close_for_a_merger_or_a_new_sk_keeps_later_facts_in_the_same_hands(verifikator):
    for cara in ("opd_dilebur", "lanjut"):
        lama = pabrik.buat_penugasan()
        pabrik.buat_kegiatan(lama, date(2026, 3, 5))
        close_penugasan(lama, selesai=date(2026, 3, 1), cara=cara, by=verifikator, at=SEKARANG, alasan="uji")


def test_correct_an_ended_penugasan_keeps_its_end_beside_the_next_one(verifikator):
    lama = pabrik.buat_penugasan()
    baru = hand_over(lama, isi(desa=lama.desa, mulai=date(2026, 1, 1)), by=verifikator, at=SEKARANG, alasan="SK baru")
    benar = isi(desa=lama.desa, opd=lama.opd, mulai=date(2025, 2, 1))
    terkoreksi = correct_penugasan(lama, benar, alasan="Salah tanggal", by=verifikator, at=SEKARANG)
    assert (terkoreksi.mulai, terkoreksi.selesai, terkoreksi.cara_selesai, terkoreksi.alasan_selesai) == (
        date(2025, 2, 1),
        date(2026, 1, 1),
        "dialihkan",
        "SK baru",
    )
    assert list(Penugasan.objects.in_force().order_by("mulai")) == [terkoreksi, baru]
