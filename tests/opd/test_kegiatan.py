"""Activities: recorded once, corrected by new rows, never by another OPD, with photos that lose nothing but their secrets."""

from __future__ import annotations

import threading
import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from desa.models import Catatan
from opd.actions.kegiatan import IsiKegiatan, cancel_kegiatan, correct_kegiatan, isi_of, record_kegiatan
from opd.foto import FotoBersih, olah_foto
from opd.models import Bukti, DanaKegiatan, Kegiatan
from tests.opd.foto_uji import jpeg
from tests.pabrik import SEKARANG, buat_opd, buat_pengguna, buat_penugasan, buat_umkm

pytestmark = pytest.mark.django_db
HARI = date(2026, 7, 1)
ISI = IsiKegiatan(tanggal=HARI, judul="Pelatihan sagu", dana=(("apbd_prov", 5_000_000),))


@pytest.fixture
def dunia():
    """One penugasan and its operator."""
    penugasan = buat_penugasan()
    return penugasan, buat_pengguna("operator_opd", opd=penugasan.opd)


def foto(benih: int = 1) -> FotoBersih:
    return olah_foto(jpeg(benih), tanggal=HARI, titik_desa=None)


def test_record_stores_everything_together(dunia):
    penugasan, operator = dunia
    umkm = buat_umkm(desa=penugasan.desa)
    isi = IsiKegiatan(tanggal=HARI, judul="A", dana=(("apbn", 7), ("csr", 3)), umkm=frozenset([umkm.pk]), penerima_kk=4)
    kegiatan = record_kegiatan(penugasan, isi, uuid=uuid.uuid4(), by=operator, at=SEKARANG, foto=[foto(1), foto(2)])
    assert (isi_of(kegiatan), kegiatan.bukti.count(), kegiatan.pencatat) == (isi, 2, operator.nama)
    assert Catatan.objects.about(kegiatan).values_list("tindakan", flat=True)[0] == "mencatat kegiatan"


def test_same_uuid_same_content_is_one_row(dunia):
    penugasan, operator = dunia
    u = uuid.uuid4()
    hasil = [record_kegiatan(penugasan, ISI, uuid=u, by=operator, at=SEKARANG, foto=[foto()]).pk for _ in range(3)]
    assert (len(set(hasil)), Kegiatan.objects.count(), Bukti.objects.count(), DanaKegiatan.objects.count()) == (
        1,
        1,
        1,
        1,
    )


def test_same_uuid_other_content_is_refused(dunia):
    penugasan, operator = dunia
    u = uuid.uuid4()
    record_kegiatan(penugasan, ISI, uuid=u, by=operator, at=SEKARANG)
    for isi, gambar in ((IsiKegiatan(tanggal=HARI, judul="Lain"), []), (ISI, [foto(5)])):
        with pytest.raises(ValidationError, match="sudah pernah dikirim dengan isi berbeda"):
            record_kegiatan(penugasan, isi, uuid=u, by=operator, at=SEKARANG, foto=gambar)
    assert Kegiatan.objects.count() == 1


@pytest.mark.parametrize(
    ("tanggal", "kalimat"),
    [
        (date(2026, 7, 21), "Tanggal ini belum terjadi. Isi tanggal hari ini atau sebelumnya."),
        (
            date(2025, 1, 9),
            "Tanggal ini di luar masa penugasan (mulai 10 Januari 2025). Periksa tanggal atau pilih penugasan lain.",
        ),
    ],
)
def test_day_outside_the_penugasan_is_refused(dunia, tanggal, kalimat):
    penugasan, operator = dunia
    with pytest.raises(ValidationError) as galat:
        record_kegiatan(penugasan, IsiKegiatan(tanggal=tanggal, judul="A"), uuid=uuid.uuid4(), by=operator, at=SEKARANG)
    assert galat.value.message_dict == {"tanggal": [kalimat]}


def test_ended_penugasan_takes_facts_of_its_days_for_thirty_days():
    penugasan = buat_penugasan(selesai=date(2026, 7, 1))
    operator = buat_pengguna("operator_opd", opd=penugasan.opd)
    isi = IsiKegiatan(tanggal=date(2026, 6, 30), judul="Penutup")
    assert record_kegiatan(penugasan, isi, uuid=uuid.uuid4(), by=operator, at=SEKARANG).tanggal == date(2026, 6, 30)
    with pytest.raises(ValidationError):
        record_kegiatan(penugasan, ISI, uuid=uuid.uuid4(), by=operator, at=SEKARANG)
    with pytest.raises(PermissionDenied):
        record_kegiatan(penugasan, isi, uuid=uuid.uuid4(), by=operator, at=SEKARANG + timedelta(days=20))


def test_foreign_opd_and_roles_without_opd_may_not_record(dunia):
    penugasan, _ = dunia
    for orang in (
        buat_pengguna("operator_opd", opd=buat_opd()),
        buat_pengguna("verifikator"),
        buat_pengguna("pimpinan"),
    ):
        with pytest.raises(PermissionDenied):
            record_kegiatan(penugasan, ISI, uuid=uuid.uuid4(), by=orang, at=SEKARANG)
    assert Kegiatan.objects.count() == 0


def test_umkm_of_another_village_is_refused(dunia):
    penugasan, operator = dunia
    isi = IsiKegiatan(tanggal=HARI, judul="A", umkm=frozenset([buat_umkm().pk]))
    with pytest.raises(ValidationError):
        record_kegiatan(penugasan, isi, uuid=uuid.uuid4(), by=operator, at=SEKARANG)
    assert Kegiatan.objects.count() == 0


def test_correction_is_a_new_row_and_keeps_photos(dunia):
    penugasan, operator = dunia
    lama = record_kegiatan(penugasan, ISI, uuid=uuid.uuid4(), by=operator, at=SEKARANG, foto=[foto(1), foto(2)])
    buang = lama.bukti.first().uuid
    isi = IsiKegiatan(tanggal=HARI, judul="Pelatihan sagu lanjutan")
    kirim = {"uuid": uuid.uuid4(), "alasan": "judul keliru", "by": operator, "at": SEKARANG, "foto": [foto(3)]}
    baru = correct_kegiatan(lama, isi, buang=[buang], **kirim)
    assert correct_kegiatan(lama, isi, buang=[buang], **kirim).pk == baru.pk
    assert (baru.menggantikan_id, baru.bukti.count(), lama.bukti.count()) == (lama.pk, 2, 2)
    assert list(Kegiatan.objects.in_force()) == [baru]


def test_correcting_what_was_corrected_names_who_and_when(dunia):
    penugasan, operator = dunia
    lama = record_kegiatan(penugasan, ISI, uuid=uuid.uuid4(), by=operator, at=SEKARANG)
    kirim = {"alasan": "salah", "by": operator, "at": SEKARANG}
    correct_kegiatan(lama, IsiKegiatan(tanggal=HARI, judul="B"), uuid=uuid.uuid4(), **kirim)
    with pytest.raises(ValidationError) as galat:
        correct_kegiatan(lama, IsiKegiatan(tanggal=HARI, judul="C"), uuid=uuid.uuid4(), **kirim)
    assert galat.value.messages == [
        f"Catatan ini sudah dikoreksi oleh {operator.nama} pada 20 Juli 2026 09.00 WIT. "
        "Buka catatan terbaru, lalu ulangi perubahan Anda di sana."
    ]
    assert Kegiatan.objects.count() == 2


def test_cancel_takes_it_out_of_counts_once(dunia):
    penugasan, operator = dunia
    lama = record_kegiatan(penugasan, ISI, uuid=uuid.uuid4(), by=operator, at=SEKARANG)
    u = uuid.uuid4()
    satu, dua = (cancel_kegiatan(lama, uuid=u, alasan="ganda", by=operator, at=SEKARANG) for _ in range(2))
    assert (satu.pk, satu.batal, Kegiatan.objects.in_force().count()) == (dua.pk, True, 0)
    with pytest.raises(ValidationError, match="sudah dibatalkan oleh"):
        cancel_kegiatan(lama, uuid=uuid.uuid4(), alasan="lagi", by=operator, at=SEKARANG)


def test_reused_photo_is_flagged_and_a_carried_one_is_not(dunia):
    penugasan, operator = dunia
    pertama = record_kegiatan(penugasan, ISI, uuid=uuid.uuid4(), by=operator, at=SEKARANG, foto=[foto(1)])
    kedua = record_kegiatan(penugasan, ISI, uuid=uuid.uuid4(), by=operator, at=SEKARANG, foto=[foto(1), foto(2)])
    mirip = list(kedua.bukti.values_list("mirip_dengan", flat=True))
    koreksi = correct_kegiatan(pertama, ISI, uuid=uuid.uuid4(), alasan="x", by=operator, at=SEKARANG, foto=[foto(4)])
    assert mirip == [pertama.bukti.get().pk, None]
    assert list(koreksi.bukti.values_list("mirip_dengan", flat=True)) == [None, None]


@pytest.mark.django_db(transaction=True)
def test_eight_threads_with_one_uuid_make_one_row(dunia):
    penugasan, operator = dunia
    u, hasil, gerbang = uuid.uuid4(), [], threading.Barrier(8)

    def kirim() -> None:
        gerbang.wait()
        try:
            hasil.append(record_kegiatan(penugasan, ISI, uuid=u, by=operator, at=SEKARANG).pk)
        finally:
            connection.close()

    untai = [threading.Thread(target=kirim) for _ in range(8)]
    for satu in untai:
        satu.start()
    for satu in untai:
        satu.join()
    assert (len(hasil), len(set(hasil)), Kegiatan.objects.count(), DanaKegiatan.objects.count()) == (8, 1, 1, 1)
