"""Aid: recipients stay private, the like from another OPD is asked about, and each aid is looked at again."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q

from desa.models import Catatan
from opd.actions.bantuan import (
    PERIKSA_SEHARI,
    IsiBantuan,
    IsiPemeriksaan,
    cancel_bantuan,
    check_bantuan,
    check_serupa,
    correct_bantuan,
    isi_of,
    record_bantuan,
)
from opd.enums import Peran
from opd.models import Bantuan, PemeriksaanBantuan, PenerimaBantuan
from opd.rekap.bantuan import RekapBantuan, Serupa, bantuan_tempo, latest_checks, recipient_hash, rekap_bantuan
from opd.rekap.tugas import tugas_saya
from tests import pabrik
from tests.pabrik import SEKARANG
from tests.pabrik_bantuan import buat_bantuan, buat_pemeriksaan

pytestmark = pytest.mark.django_db

HARI = date(2026, 7, 1)
NIK = "8105156507900001"
RAHASIA = "Marta Rahasia-Kenari"


@pytest.fixture
def dunia() -> Any:
    penugasan = pabrik.buat_penugasan()
    return penugasan, pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd)


def isi(penugasan: Any, *nama: str, nik: str = "", **lain: Any) -> IsiBantuan:
    sidik = tuple((n, recipient_hash(n, nik, desa_id=penugasan.desa_id)) for n in nama)
    dasar = {"tanggal": HARI, "jenis": "ternak", "barang": "sapi bali", "volume": Decimal(10), "satuan": "ekor"}
    return IsiBantuan(**dasar | {"penerima": sidik} | lain)


def catat(penugasan: Any, isian: IsiBantuan, by: Any, **lain: Any) -> Bantuan:
    return record_bantuan(penugasan, isian, **{"uuid": uuid.uuid4(), "by": by, "at": SEKARANG} | lain)


def test_record_keeps_recipients_and_no_nik(dunia):
    penugasan, operator = dunia
    usaha = pabrik.buat_umkm(desa=penugasan.desa)
    isian = isi(penugasan, RAHASIA, "Kelompok Sagu", nik=NIK, umkm=frozenset({usaha.pk}), nilai_rp=85_000_000)
    bantuan = catat(penugasan, replace(isian, penerima=isian.penerima[:1]), operator)
    assert (bantuan.jumlah_penerima, isi_of(bantuan)) == (2, replace(isian, penerima=isian.penerima[:1]))
    baris = PenerimaBantuan.objects.filter(umkm__isnull=True).values_list("sidik_penerima", "nama_penerima")
    assert NIK not in str(list(baris))
    assert RAHASIA not in str(list(Catatan.objects.values_list("tindakan", "objek", "perubahan", "alasan")))


def test_same_uuid_is_one_row_and_other_content_is_refused(dunia):
    penugasan, operator = dunia
    kirim = {"uuid": uuid.uuid4(), "by": operator}
    assert len({catat(penugasan, isi(penugasan, "Marta"), **kirim).pk for _ in range(3)}) == 1
    with pytest.raises(ValidationError, match="sudah pernah dikirim dengan isi berbeda"):
        catat(penugasan, isi(penugasan, "Yohana"), **kirim)


def test_correction_carries_checks_hashes_and_minutes(dunia):
    penugasan, operator = dunia
    lama = buat_bantuan(penugasan, HARI - timedelta(days=150), nama=(f"Marta;{NIK}",), bast="bast/uji.pdf")
    buat_pemeriksaan(lama)
    isian = replace(isi_of(lama), volume=Decimal(9))
    kirim = {"uuid": uuid.uuid4(), "alasan": "Salah hitung.", "by": operator, "at": SEKARANG}
    baru = correct_bantuan(lama, isian, **kirim)
    assert (baru.bast.name, baru.pemeriksaan.count(), lama.pemeriksaan.count()) == ("bast/uji.pdf", 1, 0)
    assert isi_of(baru) == isian
    assert list(Bantuan.objects.in_force()) == [baru]


@pytest.mark.parametrize(
    ("ubah", "bidang", "kalimat"),
    [
        ({"tanggal": HARI - timedelta(days=10)}, "tanggal", "jadi tanggal serah terima ini terlalu akhir"),
        ({"volume": Decimal(7)}, "volume", "masih ada 8 ekor. Volume tidak dapat lebih kecil."),
    ],
)
def test_correction_that_contradicts_a_check_is_refused(dunia, ubah, bidang, kalimat):
    penugasan, operator = dunia
    lama = buat_bantuan(penugasan, HARI - timedelta(days=150), nama=("Marta",))
    buat_pemeriksaan(lama, jumlah_ada=8)
    kirim = {"uuid": uuid.uuid4(), "alasan": "Salah.", "by": operator, "at": SEKARANG}
    with pytest.raises(ValidationError) as galat:
        correct_bantuan(lama, replace(isi_of(lama), **ubah), **kirim)
    assert list(galat.value.message_dict) == [bidang]
    assert kalimat in galat.value.message_dict[bidang][0]
    assert correct_bantuan(lama, replace(isi_of(lama), volume=Decimal(8)), **kirim).pemeriksaan.count() == 1


def test_cancelled_aid_counts_no_more(dunia):
    penugasan, operator = dunia
    lama = buat_bantuan(penugasan, HARI, nama=("Marta",))
    kirim = {"uuid": uuid.uuid4(), "alasan": "Tidak jadi diserahkan.", "by": operator, "at": SEKARANG}
    assert len({cancel_bantuan(lama, **kirim).pk for _ in range(2)}) == 1
    assert not Bantuan.objects.in_force().exists()


@pytest.mark.parametrize(
    ("ubah", "bidang"),
    [
        ({"penerima": ()}, "penerima"),
        ({"tanggal": date(2026, 7, 21)}, "tanggal"),
        ({"tanggal": date(2024, 12, 31)}, "tanggal"),
        ({"umkm": frozenset({-1})}, "umkm"),
        ({"kegiatan": -1}, "kegiatan"),
        ({"volume": Decimal(0)}, "__all__"),
    ],
)
def test_bad_aid_is_refused_with_nothing_written(dunia, ubah, bidang):
    penugasan, operator = dunia
    with pytest.raises(ValidationError) as galat:
        catat(penugasan, replace(isi(penugasan, "Marta"), **ubah), operator)
    assert bidang in galat.value.message_dict
    assert not Bantuan.objects.exists()


def test_aid_within_a_replaced_activity_is_refused(dunia):
    penugasan, operator = dunia
    lama = pabrik.buat_kegiatan(penugasan, HARI)
    baru = pabrik.buat_kegiatan(penugasan, HARI, menggantikan=lama, alasan_koreksi="uji")
    with pytest.raises(ValidationError) as galat:
        catat(penugasan, replace(isi(penugasan, "Marta"), kegiatan=lama.pk), operator)
    assert galat.value.message_dict == {
        "kegiatan": ["Kegiatan ini bukan dari penugasan itu, atau sudah diganti. Pilih kembali dari daftar."]
    }
    assert catat(penugasan, replace(isi(penugasan, "Marta"), kegiatan=baru.pk), operator).kegiatan == baru


@pytest.mark.parametrize(
    "peran", [Peran.VERIFIKATOR, Peran.ADMIN_SISTEM, Peran.PIMPINAN, Peran.PEMBACA, "operator_lain"]
)
def test_only_the_own_opd_records_and_compares(dunia, peran):
    penugasan, _ = dunia
    lain = peran == "operator_lain"
    by = pabrik.buat_pengguna(Peran.OPERATOR_OPD if lain else peran, opd=pabrik.buat_penugasan().opd if lain else None)
    with pytest.raises(PermissionDenied):
        catat(penugasan, isi(penugasan, "Marta"), by)
    with pytest.raises(PermissionDenied):
        check_serupa(penugasan, isi(penugasan, "Marta"), by=by, at=SEKARANG)


def _serupa_world(penugasan: Any) -> tuple[Any, Any]:
    """Another OPD in the same village (as pendukung) that gave aid; and one far away that knows the NIK."""
    dekat = pabrik.buat_penugasan(desa=penugasan.desa, peran="pendukung")
    jauh = pabrik.buat_penugasan()
    return dekat, jauh


def test_like_aid_from_another_opd_is_asked_about_without_names(dunia):
    penugasan, operator = dunia
    dekat, jauh = _serupa_world(penugasan)
    buat_bantuan(dekat, HARI - timedelta(days=100), nama=("MARTA  kenari",))
    buat_bantuan(jauh, HARI - timedelta(days=40), nama=(f"Lain Nama;{NIK}",))
    buat_bantuan(jauh, HARI - timedelta(days=400), nama=(f"Lama;{NIK}",))
    buat_bantuan(jauh, HARI, nama=(f"Jenis Lain;{NIK}",), jenis="pangan")
    isian = isi(penugasan, "Marta Kenari")
    assert check_serupa(penugasan, isian, by=operator, at=SEKARANG) == (
        Serupa(dekat.opd.nama, "Ternak dan pakan", date(2026, 3, 1)),
    )
    isian = replace(isian, penerima=(("Siapa", recipient_hash("Siapa", NIK, desa_id=penugasan.desa_id)),))
    with pytest.raises(ValidationError) as galat:
        catat(penugasan, isian, operator)
    assert galat.value.messages == [
        f"Salah satu penerima sudah mendapat ternak dan pakan dari {jauh.opd.nama} pada Mei 2026."
    ]
    bantuan = catat(penugasan, isian, operator, yakin=True)
    assert list(Catatan.objects.about(bantuan).values_list("perubahan", flat=True)) == [
        {"kesamaan penerima": ["", "sudah diperiksa, memang berbeda"]}
    ]


@pytest.mark.parametrize(
    ("tercatat", "diisi", "nik", "serupa"),
    [
        (f"Marta Kenari;{NIK}", "marta kenari", "", True),
        ("Marta Kenari", "Marta Kenari", NIK, True),
        (f"Marta Kenari;{NIK}", "Marta Kenari", "8105156507900009", False),
        (f"Marta K.;{NIK}", "Marta Kenari", NIK, True),
        ("Yohana", "Marta Kenari", "", False),
    ],
)
def test_a_name_without_nik_is_the_same_name_in_the_village(dunia, tercatat, diisi, nik, serupa):
    """One OPD noted the NIK, the other did not; two different NIK are two people, and another village has its own Marta."""
    penugasan, operator = dunia
    dekat, jauh = _serupa_world(penugasan)
    buat_bantuan(dekat, HARI - timedelta(days=100), nama=(tercatat,))
    if ";" not in tercatat:
        buat_bantuan(jauh, HARI - timedelta(days=40), nama=(tercatat,))
    isian = isi(penugasan, diisi, nik=nik)
    ada = check_serupa(penugasan, isian, by=operator, at=SEKARANG)
    assert [s.opd for s in ada] == ([dekat.opd.nama] if serupa else [])


def test_own_and_cancelled_aid_is_no_likeness(dunia):
    penugasan, operator = dunia
    dekat, _ = _serupa_world(penugasan)
    buat_bantuan(penugasan, HARI - timedelta(days=10), nama=("Marta",))
    batal = buat_bantuan(dekat, HARI - timedelta(days=10), nama=("Marta",))
    buat_bantuan(dekat, batal.tanggal, menggantikan=batal, batal=True, alasan_koreksi="uji")
    assert check_serupa(penugasan, isi(penugasan, "Marta"), by=operator, at=SEKARANG) == ()


def test_comparing_is_recorded_and_limited_per_day(dunia):
    penugasan, operator = dunia
    isian = isi(penugasan, *(f"Orang {n}" for n in range(150)))
    for _ in range(PERIKSA_SEHARI // 150):
        check_serupa(penugasan, isian, by=operator, at=SEKARANG)
    with pytest.raises(ValidationError, match="sudah membandingkan 300 penerima hari ini"):
        check_serupa(penugasan, isi(penugasan, "Satu Lagi"), by=operator, at=SEKARANG)
    check_serupa(penugasan, isi(penugasan, "Satu Lagi"), by=operator, at=SEKARANG + timedelta(days=1))
    catatan = Catatan.objects.filter(tindakan="memeriksa kesamaan penerima bantuan").order_by("id")
    assert list(catatan.values_list("perubahan", flat=True))[0] == {"penerima": [None, 150], "kesamaan": [None, 0]}


def test_comparing_is_limited_by_the_day_in_wit(dunia):
    penugasan, operator = dunia
    subuh = SEKARANG.replace(hour=1)
    isian = isi(penugasan, *(f"Orang {n}" for n in range(200)))
    check_serupa(penugasan, isian, by=operator, at=subuh)
    with pytest.raises(ValidationError, match="sudah membandingkan 300 penerima hari ini"):
        check_serupa(penugasan, isian, by=operator, at=SEKARANG.replace(hour=23))


def test_checks_fall_due_one_at_a_time(dunia):
    penugasan, operator = dunia
    bantuan = buat_bantuan(penugasan, date(2025, 11, 30), nama=("Marta",))

    def tugas(until: date) -> list[str]:
        return [t.kalimat for t in tugas_saya(operator, until=until) if t.jenis == "bantuan"]

    kalimat = "Bantuan 10 ekor sapi bali di {} belum diperiksa pada bulan ke-{}."
    nama = penugasan.desa.nama
    assert tugas(date(2026, 2, 27)) == []
    assert tugas(date(2026, 2, 28)) == [kalimat.format(nama, 3)]
    buat_pemeriksaan(bantuan, 3)
    assert tugas(date(2026, 5, 29)) == []
    assert tugas(date(2026, 5, 30)) == [kalimat.format(nama, 6)]
    assert tugas(date(2026, 11, 30)) == [kalimat.format(nama, 12)]


def test_due_rows_equal_a_slow_look_at_every_day(dunia):
    """The set-wise condition against plain loops, over a year of hand-overs and checks."""
    penugasan, operator = dunia
    semua = [buat_bantuan(penugasan, date(2025, 3, 1) + timedelta(days=13 * n)) for n in range(30)]
    for n, b in enumerate(semua):
        for bulan in ((), (3,), (3, 6), (6,), (12,))[n % 5]:
            buat_pemeriksaan(b, bulan)
    for until in (date(2026, 2, 28), date(2026, 5, 31), HARI):
        harapan = set()
        for b in semua:
            sudah = [p.bulan_ke for p in b.pemeriksaan.all()]
            lewat = [m for m in (3, 6, 12) if _tambah(b.tanggal, m) <= until]
            if lewat and max(sudah, default=0) < lewat[-1]:
                harapan.add(b.pk)
        assert {b.pk for b in bantuan_tempo(operator, desa=[penugasan.desa_id], until=until)} == harapan


def _tambah(hari: date, bulan: int) -> date:
    tahun, sisa = divmod(hari.month - 1 + bulan, 12)
    for tanggal in range(hari.day, 27, -1):
        try:
            return date(hari.year + tahun, sisa + 1, tanggal)
        except ValueError:
            continue
    return date(hari.year + tahun, sisa + 1, hari.day)


def test_check_is_one_row_and_rejects_what_does_not_fit(dunia):
    penugasan, operator = dunia
    bantuan = buat_bantuan(penugasan, date(2026, 3, 1), nama=("Marta",))
    isian = IsiPemeriksaan(3, date(2026, 6, 2), "dipakai", Decimal(8), "Dua dijual.")
    kirim = {"uuid": uuid.uuid4(), "by": operator, "at": SEKARANG}
    assert len({check_bantuan(bantuan, isian, **kirim).pk for _ in range(2)}) == 1
    for ubah in ({"tanggal": date(2026, 7, 21)}, {"tanggal": date(2026, 4, 30)}, {"jumlah_ada": Decimal(11)}, {}):
        with pytest.raises(ValidationError):
            check_bantuan(bantuan, replace(isian, **ubah), uuid=uuid.uuid4(), by=operator, at=SEKARANG)
    assert PemeriksaanBantuan.objects.count() == 1


def test_after_a_handover_the_new_opd_checks(dunia):
    penugasan, _ = dunia
    bantuan = buat_bantuan(penugasan, date(2026, 1, 15), nama=("Marta",))
    penugasan.selesai, penugasan.cara_selesai = date(2026, 3, 1), "dialihkan"
    penugasan.alasan_selesai, penugasan.selesai_dicatat_pada = "uji", SEKARANG
    penugasan.save()
    baru = pabrik.buat_penugasan(desa=penugasan.desa, mulai=date(2026, 3, 1))
    penerus = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=baru.opd)
    isian = IsiPemeriksaan(3, date(2026, 4, 20), "tidak_ada")
    check_bantuan(bantuan, isian, uuid=uuid.uuid4(), by=penerus, at=SEKARANG)
    asing = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=pabrik.buat_penugasan().opd)
    with pytest.raises(PermissionDenied):
        check_bantuan(bantuan, replace(isian, bulan_ke=6), uuid=uuid.uuid4(), by=asing, at=SEKARANG)


def test_rekap_counts_each_handover_with_its_latest_check(dunia):
    penugasan, operator = dunia
    satu = buat_bantuan(penugasan, date(2025, 6, 1), nama=("A", "B"), nilai_rp=5)
    buat_pemeriksaan(satu, 3, "dipakai")
    buat_pemeriksaan(satu, 6, "rusak")
    buat_pemeriksaan(buat_bantuan(penugasan, date(2025, 7, 1), nama=("C",), nilai_rp=7), 3)
    buat_bantuan(penugasan, date(2025, 8, 1), nama=("D",))
    buat_bantuan(pabrik.buat_penugasan(), date(2025, 8, 1), nama=("E",))
    assert rekap_bantuan(operator, Q(penugasan=penugasan)) == RekapBantuan(3, 4, 12, 2, 1)


def test_a_past_reading_knows_the_checks_of_aid_corrected_since(dunia):
    """Checks move along to the correcting row; as known before, they are those of the row that stood then."""
    penugasan, operator = dunia
    lama = buat_bantuan(penugasan, HARI - timedelta(days=150), nama=("Marta",), nilai_rp=5)
    buat_pemeriksaan(lama, 3, "dipakai")
    isian = replace(isi_of(lama), nilai_rp=9)
    correct_bantuan(lama, isian, uuid=uuid.uuid4(), alasan="Salah ketik.", by=operator, at=SEKARANG)
    dulu = SEKARANG - timedelta(minutes=1)
    assert rekap_bantuan(operator, Q(), known_at=dulu) == RekapBantuan(1, 1, 5, 1, 1)
    assert rekap_bantuan(operator, Q()) == RekapBantuan(1, 1, 9, 1, 1)
    assert latest_checks(operator, known_at=dulu) == {lama.pk: "dipakai"}
