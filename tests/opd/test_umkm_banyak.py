"""Many enterprises changed at once: the same rows, audit rows and refusals as one by one, with queries that do not grow.

Seen red: the family tie kept, the version left as it was, a start not compared with the closure, and a version not looked at
under the lock.
"""

from __future__ import annotations

import re
import uuid
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from desa.enums import JenisNisan, JenisSidik, Pengosongan
from desa.models import Catatan, Desa, Kbli, Umkm
from desa.scoped import penjaga
from opd.actions.dasar import named
from opd.actions.isi_umkm import IsiUmkm, stored_fields
from opd.actions.nisan import set_nisan
from opd.actions.umkm import change_umkm, create_umkm
from opd.actions.umkm_banyak import BarisUbah, change_many, prepare_changes
from opd.models import Pengguna
from opd.rekap.nisan import name_in
from tests.kendala_subjek import buat_permintaan
from tests.opd.test_kunci import DIVERIFIKASI, MEI, kunci
from tests.pabrik import SEKARANG, buat_desa, buat_pengguna, buat_penugasan, buat_umkm
from tests.pabrik_keluarga import buat_keluarga

pytestmark = pytest.mark.django_db
NIB = "0220001234567"
NIK = "8105154101800099"
KOLOM = [f.attname for f in Umkm._meta.concrete_fields if not f.name.endswith("_sandi")]


@pytest.fixture
def dunia():
    """Two villages of one OPD and its operator."""
    penugasan = buat_penugasan()
    lain = buat_penugasan(opd=penugasan.opd, desa=buat_desa())
    return penugasan.desa, lain.desa, buat_pengguna("operator_opd", opd=penugasan.opd)


def sekaligus(baris: list[BarisUbah], by: Pengguna, at: datetime = SEKARANG) -> None:
    with penjaga(False):
        siap = prepare_changes(baris, by=by, at=at)
    change_many(siap, by=by, at=at)


def satu_per_satu(baris: list[BarisUbah], by: Pengguna, at: datetime = SEKARANG) -> None:
    with penjaga(False):
        lama = Umkm.objects.in_bulk([b.umkm_id for b in baris])
    for b in baris:
        u = lama[b.umkm_id]
        try:
            change_umkm(u, IsiUmkm(**stored_fields(u) | dict(b.bidang)), versi=b.versi, by=by, at=at, yakin=True)
        except ValidationError as galat:
            raise named(b.nomor, galat) from galat


def kubur(desa: Desa) -> None:
    """A NIK, a NIB and a name of that village, erased on request."""
    nomor = [(JenisSidik.NIK, NIK), (JenisNisan.NIB, NIB), name_in(desa.pk, "Lama Sekali")]
    with penjaga(False):
        set_nisan(buat_permintaan(), nomor, Pengosongan.DIHAPUS, on=SEKARANG.date())


def keadaan() -> list[Any]:
    """Every enterprise, what is sealed opened, and every audit row but its number."""
    umkm = [({n: getattr(u, n) for n in KOLOM}, u.telepon, u.nik) for u in Umkm.objects.order_by("pk")]
    catatan = [{k: v for k, v in c.items() if k != "id"} for c in Catatan.objects.order_by("pk").values()]
    return [umkm, catatan]


def hasil(cara: Any, *isi: Any) -> list[Any]:
    """What is stored after it, or the refusal and what is stored then; everything is as before afterwards."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                cara(*isi)
            akhir = keadaan()
        except (ValidationError, PermissionDenied) as galat:
            akhir = [type(galat), str(galat), keadaan()]
        transaction.set_rollback(True)
    return akhir


def test_a_mixed_list_is_written_as_one_by_one(dunia):
    desa, lain, oleh = dunia
    Kbli.objects.get_or_create(kode="10793", defaults={"nama": "Industri makanan"})
    keluarga = buat_keluarga(desa, nik=NIK)
    isi: list[tuple[dict[str, Any], dict[str, Any]]] = [
        ({"produk": "pala"}, {"produk": "minyak pala", "mulai_usaha": 2019, "modal_usaha_rp": 5_000_000}),
        ({"nama": "Kios Yakoba", "pemilik": "Yakoba Uji"}, {"nama": "Kios Baru"}),
        ({"bentuk": "kelompok"}, {"nib": NIB, "kbli_id": "10793", "makanan_minuman": True}),
        ({}, {"nib": "0220001234568", "dibina_sejak": date(2025, 3, 1)}),
        ({"nik": NIK, "keluarga_sasaran": keluarga, "keluarga_miskin": "ya"}, {"keluarga_miskin": "tidak"}),
        ({}, {"pemilik": "Rahasia", "telepon": "+6281234567890", "nik": "8105154101800098", "jenis_kelamin": "P"}),
        ({"pengosongan": "dihapus", "pemilik": ""}, {"penjualan_setahun_rp": 7_000_000}),
        ({"produk": "sagu"}, {"produk": "sagu"}),
    ]  # fmt: skip
    semua = [buat_umkm(desa=(desa, lain)[n % 2], **ada) for n, (ada, _) in enumerate(isi)]
    baris = [BarisUbah(n + 2, u.pk, 1, beda) for n, (u, (_, beda)) in enumerate(zip(semua, isi, strict=True))]
    sama = hasil(sekaligus, baris, oleh)
    assert sama == hasil(satu_per_satu, baris, oleh)
    umkm, catatan = sama
    assert [u["versi"] for u, *_ in umkm] == [2] * 7 + [1]
    assert [c["objek_id"] for c in catatan] == [str(u.pk) for u in semua[:7]]
    assert [c["perubahan"].get("nama") for c in catatan][:2] == [None, ["", "diubah"]]
    assert (umkm[4][0]["keluarga_sasaran_id"], umkm[5][1:]) == (None, ("+6281234567890", "8105154101800098"))


SALAH: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    ("tanggal", {}, {"dibina_sejak": date(2099, 1, 1)}, "Tanggal ini belum terjadi"),
    ("tahun", {}, {"mulai_usaha": 1800}, "Tahun mulai usaha antara 1900"),
    ("tutup", {"tutup_pada": date(2025, 6, 1)}, {"dibina_sejak": date(2025, 6, 2)}, "tercatat tutup pada 1 Juni 2025"),
    ("nib dipakai", {}, {"nib": NIB}, "NIB ini sudah dipakai UMKM lain"),
    ("nib keliru", {}, {"nib": "12"}, "NIB terdiri atas 13 angka"),
    ("bentuk", {}, {"bentuk": "pt"}, "pt"),
    ("dikosongkan", {"pengosongan": "dihapus", "pemilik": ""}, {"pemilik": "Siapa"}, "data pemilik ini tidak diisi lagi"),
    ("nib dikosongkan", {"pengosongan": "dihapus", "pemilik": ""}, {"nib": "0220001234569"}, "nomor izin usaha perorangan"),
]  # fmt: skip


@pytest.mark.parametrize(("ada", "beda", "kata"), [s[1:] for s in SALAH], ids=[s[0] for s in SALAH])
def test_one_wrong_row_is_named_as_one_by_one_and_nothing_is_written(dunia, ada, beda, kata):
    desa, _, oleh = dunia
    buat_umkm(desa=buat_desa(), nib=NIB)
    baik, buruk = buat_umkm(desa=desa), buat_umkm(desa=desa, **ada)
    baris = [BarisUbah(2, baik.pk, 1, {"produk": "baru"}), BarisUbah(7, buruk.pk, 1, beda)]
    semula = keadaan()
    tolak = hasil(sekaligus, baris, oleh)
    assert tolak == hasil(satu_per_satu, baris, oleh)
    assert (tolak[0], "Baris 7: " in tolak[1], kata in tolak[1], tolak[2]) == (ValidationError, True, True, semula)


def test_a_constraint_that_only_the_database_asks_names_its_row(dunia):
    desa, _, oleh = dunia
    keluar = {"alasan_keluar": "uji", "keluar_dicatat_pada": SEKARANG, "dibina_sampai": date(2025, 6, 1)}
    baik, buruk = buat_umkm(desa=desa), buat_umkm(desa=desa, **keluar)
    baris = [
        BarisUbah(2, baik.pk, 1, {"produk": "baru"}),
        BarisUbah(7, buruk.pk, 1, {"dibina_sejak": date(2025, 7, 1)}),
    ]
    tolak = hasil(sekaligus, baris, oleh)
    assert (tolak, "Baris 7: " in tolak[1]) == (hasil(satu_per_satu, baris, oleh), True)


def test_a_locked_quarter_is_neither_left_nor_entered(dunia):
    desa, _, oleh = dunia
    u = buat_umkm(desa=desa, dibina_sejak=MEI)
    kunci(desa.penugasan.get())
    at = DIVERIFIKASI + timedelta(hours=1)
    for beda in ({"dibina_sejak": date(2026, 7, 2)}, {"bentuk": "bumdes"}):
        baris = [BarisUbah(3, u.pk, 1, beda)]
        tolak = hasil(sekaligus, baris, oleh, at)
        assert (tolak, "Laporan TW II 2026" in tolak[1]) == (hasil(satu_per_satu, baris, oleh, at), True)


def test_an_erased_owner_and_number_stay_out(dunia):
    desa, _, oleh = dunia
    kubur(desa)
    u = buat_umkm(desa=desa)
    for beda in ({"nib": NIB}, {"nik": NIK}, {"pemilik": "Lama Sekali"}):
        baris = [BarisUbah(3, u.pk, 1, beda)]
        tolak = hasil(sekaligus, baris, oleh)
        assert (tolak, "dihapus atas permintaannya" in tolak[1]) == (hasil(satu_per_satu, baris, oleh), True)


def test_another_opd_writes_nothing(dunia):
    desa, _, _ = dunia
    orang = buat_pengguna("operator_opd", opd=buat_penugasan().opd)
    baris = [BarisUbah(2, buat_umkm(desa=desa).pk, 1, {"produk": "x"})]
    tolak = hasil(sekaligus, baris, orang)
    assert (tolak, tolak[0]) == (hasil(satu_per_satu, baris, orang), PermissionDenied)


def test_who_changed_it_since_is_named_also_under_the_lock(dunia):
    desa, _, oleh = dunia
    u = create_umkm(desa, IsiUmkm("Kios", "perorangan", date(2025, 1, 10)), uuid=uuid.uuid4(), by=oleh, at=SEKARANG)
    baris = [BarisUbah(4, u.pk, 1, {"produk": "lama"})]
    with penjaga(False):
        siap = prepare_changes(baris, by=oleh, at=SEKARANG)
    change_umkm(u, IsiUmkm("Kios", "perorangan", u.dibina_sejak, produk="baru"), versi=1, by=oleh, at=SEKARANG)
    kata = f"Baris 4: Data ini sudah diubah orang lain.*{re.escape(oleh.label)}"
    for coba in (lambda: change_many(siap, by=oleh, at=SEKARANG), lambda: sekaligus(baris, oleh)):
        with pytest.raises(ValidationError, match=kata):
            coba()
    assert Umkm.objects.get().produk == "baru"


def test_one_enterprise_named_twice_is_refused(dunia):
    desa, _, oleh = dunia
    u = buat_umkm(desa=desa)
    baris = [BarisUbah(n, u.pk, 1, {"produk": f"p{n}"}) for n in (2, 3)]
    with pytest.raises(ValidationError, match="Baris 3: Data ini sudah diubah"):
        sekaligus(baris, oleh)
    assert list(Catatan.objects.all()) == []


def test_queries_do_not_grow_with_rows(dunia, django_assert_max_num_queries):
    desa, _, oleh = dunia
    kubur(desa)
    jumlah = []
    for n in (1, 2, 40):  # the first asks what is remembered after
        isi = [{"produk": "x", "pemilik": f"Nama {i}", "nik": f"81051541018{n:02d}{i:03d}"} for i in range(n)]
        baris = [BarisUbah(i, buat_umkm(desa=desa).pk, 1, beda) for i, beda in enumerate(isi)]
        with django_assert_max_num_queries(30) as kueri:
            sekaligus(baris, oleh)
        jumlah.append(len(kueri))
    assert (jumlah[1], Catatan.objects.count()) == (jumlah[2], 43)
