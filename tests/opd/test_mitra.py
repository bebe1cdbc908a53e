"""Partners, pledges and hand-overs: who may do what, what does not fit says where, and contacts stay closed.

Seen red with `can_edit_terdaftar` true for every OPD, `personal_changes` writing the value into the Catatan, `_ask_about`
doing nothing, and `personal_for` open to all.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from desa.angka import format_waktu
from desa.models import Catatan
from desa.scoped import DataPribadi
from opd.actions.dasar import MintaYakin
from opd.actions.janji import IsiJanji, cancel_janji, change_janji, record_janji
from opd.actions.mitra import IsiMitra, change_mitra, close_mitra, create_mitra, reopen_mitra, show_kontak
from opd.actions.serah_mitra import IsiSerah, cancel_serah, correct_serah, record_serah
from opd.actions.terdaftar import Kontak
from opd.enums import Peran, StatusNaskah
from opd.models import JanjiMitra, Mitra, SerahMitra
from tests import pabrik, pabrik_naskah
from tests.pabrik import SEKARANG
from tests.pabrik_mitra import buat_janji, buat_mitra, buat_serah

pytestmark = pytest.mark.django_db

HARI = SEKARANG.date()
ISI = IsiMitra(
    "PT Panca Karya", "perusahaan", nama_kontak="Ibu Kontak", telepon="+6281234567890", surel="csr@contoh.id"
)
JANJI = IsiJanji(date(2026, 3, 2), "barang", "Mesin parut", 10_000_000, Decimal(4), "unit")
SERAH = IsiSerah(date(2026, 4, 2), 4_000_000, Decimal(1))


def daftar(isi: IsiMitra, by: Any, **lain: Any) -> Mitra:
    return create_mitra(isi, **{"uuid": uuid.uuid4(), "by": by, "at": SEKARANG} | lain)


@pytest.fixture
def operator() -> Any:
    return pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=pabrik.buat_opd())


@pytest.fixture
def dunia() -> Any:
    """A partner, a penugasan with a verified line, and its operator."""
    penugasan = pabrik.buat_penugasan()
    baris = pabrik_naskah.buat_rencana(penugasan, status=StatusNaskah.DIVERIFIKASI, baris=1).baris.get()
    return buat_mitra(), penugasan, baris, pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd)


def test_who_may_add_edit_and_read_contacts(operator):
    mitra = daftar(ISI, operator)
    opd = mitra.opd
    lain = pabrik.buat_opd()
    orang = {p.value: pabrik.buat_pengguna(p) for p in Peran if "opd" not in p.value}
    orang |= {"kepala": pabrik.buat_pengguna(Peran.KEPALA_OPD, opd=opd), "operator": operator}
    orang |= {"operator_lain": pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=lain)}
    boleh: dict[str, set[str]] = {"tambah": set(), "ubah": set(), "kontak": set()}
    deeds = {
        "tambah": lambda by: daftar(replace(ISI, nama=f"CV {by.pk}"), by),
        "ubah": lambda by: change_mitra(
            mitra, replace(ISI, alamat=f"Jalan {by.pk}"), versi=Mitra.objects.get(pk=mitra.pk).versi, by=by, at=SEKARANG
        ),
        "kontak": lambda by: show_kontak(mitra, by=by, at=SEKARANG),
    }
    for nama, by in orang.items():
        for deed, jalan in deeds.items():
            try:
                jalan(by)
                boleh[deed].add(nama)
            except PermissionDenied:
                pass
    assert boleh == {
        "tambah": {"verifikator", "kepala", "operator", "operator_lain"},
        "ubah": {"verifikator", "kepala", "operator"},
        "kontak": {"verifikator", "kepala", "operator", "operator_lain"},
    }


def test_contact_is_sealed_shown_on_record_and_never_in_a_catatan(operator):
    mitra = daftar(ISI, operator)
    assert "1234567890" not in Mitra.objects.get().telepon_sandi
    assert show_kontak(mitra, by=operator, at=SEKARANG) == Kontak("Ibu Kontak", "+6281234567890", "csr@contoh.id")
    ubah = replace(ISI, nama_kontak="Bapak Baru", telepon=None, surel=None)
    change_mitra(mitra, ubah, versi=1, by=operator, at=SEKARANG)
    catatan = list(Catatan.objects.about(mitra).order_by("id"))
    assert [(c.tindakan, c.perubahan) for c in catatan] == [
        ("mendaftarkan mitra", {}),
        ("melihat kontak mitra", {}),
        ("mengubah mitra", {"data kontak": ["", "nama kontak diubah"]}),
    ]
    kini = Mitra.objects.get()
    assert (kini.nama_kontak, kini.telepon, kini.versi) == ("Bapak Baru", "+6281234567890", 2)
    terbuka = Mitra.objects.visible_to(pabrik.buat_pengguna(Peran.PEMBACA)).get()
    with pytest.raises(DataPribadi):
        _ = terbuka.nama_kontak
    assert not Mitra.objects.personal_for(pabrik.buat_pengguna(Peran.PIMPINAN)).exists()


def test_same_form_twice_is_one_partner_and_a_like_name_is_asked_about(operator):
    u = uuid.uuid4()
    assert len({daftar(ISI, operator, uuid=u).pk for _ in range(2)}) == 1
    with pytest.raises(ValidationError, match="isi berbeda"):
        daftar(replace(ISI, alamat="Lain"), operator, uuid=u)
    with pytest.raises(MintaYakin, match="PT Panca Karya"):
        daftar(replace(ISI, nama="P.T. PANCA KARYA (Persero) Tbk."), operator)
    daftar(replace(ISI, nama="Panca Karya"), operator, yakin=True)
    assert Mitra.objects.count() == 2


def test_stale_version_and_same_content(operator):
    mitra = daftar(ISI, operator)
    assert change_mitra(mitra, ISI, versi=9, by=operator, at=SEKARANG).versi == 1
    rekan = pabrik.buat_pengguna(Peran.VERIFIKATOR)
    change_mitra(mitra, replace(ISI, alamat="y"), versi=1, by=rekan, at=SEKARANG)
    show_kontak(mitra, by=operator, at=SEKARANG + timedelta(minutes=1))
    with pytest.raises(ValidationError) as galat:
        change_mitra(mitra, replace(ISI, alamat="x"), versi=1, by=operator, at=SEKARANG)
    assert galat.value.messages == [
        f"{rekan.label} mengubah mitra ini pada {format_waktu(SEKARANG)}. Muat ulang halaman, lalu ulangi perubahan Anda."
    ]


def test_closed_partner_takes_no_pledge_until_it_is_reopened(dunia):
    mitra, penugasan, _, operator = dunia
    verifikator = pabrik.buat_pengguna(Peran.VERIFIKATOR)
    for _ in range(2):
        close_mitra(mitra, versi=1, alasan="Pailit.", by=verifikator, at=SEKARANG)
    with pytest.raises(ValidationError, match=r"sudah ditutup: Pailit\."):
        record_janji(mitra, penugasan, JANJI, uuid=uuid.uuid4(), by=operator, at=SEKARANG)
    with pytest.raises(ValidationError):
        reopen_mitra(mitra, versi=2, alasan=" ", by=verifikator, at=SEKARANG)
    reopen_mitra(mitra, versi=2, alasan="Beroperasi lagi.", by=verifikator, at=SEKARANG)
    record_janji(mitra, penugasan, JANJI, uuid=uuid.uuid4(), by=operator, at=SEKARANG)
    assert Catatan.objects.about(mitra).count() == 2


# --- pledges ---------------------------------------------------------------------------------------------------------


def test_pledge_twice_is_one_and_only_the_opd_records_it(dunia):
    mitra, penugasan, baris, operator = dunia
    kirim = {"uuid": uuid.uuid4(), "at": SEKARANG}
    isi = replace(JANJI, baris_id=baris.pk)
    assert len({record_janji(mitra, penugasan, isi, by=operator, **kirim).pk for _ in range(2)}) == 1
    for peran in (Peran.VERIFIKATOR, Peran.PIMPINAN, Peran.PEMBACA):
        with pytest.raises(PermissionDenied):
            record_janji(mitra, penugasan, isi, by=pabrik.buat_pengguna(peran), uuid=uuid.uuid4(), at=SEKARANG)
    catatan = Catatan.objects.get()
    assert (catatan.tindakan, catatan.perubahan["nilai"]) == ("mencatat janji mitra", [None, "Rp 10.000.000, 4 unit"])


@pytest.mark.parametrize(
    ("ubah", "bidang"),
    [
        ({"tanggal": HARI + timedelta(days=1)}, "tanggal"),
        ({"tanggal": date(2020, 1, 1)}, "tanggal"),
        ({"bentuk": "uang", "nilai_rp": None}, "nilai_rp"),
        ({"baris_id": 0}, "baris"),
        ({"nilai_rp": None, "volume": None, "satuan": ""}, "__all__"),
        ({"volume": Decimal(-1)}, "__all__"),
    ],
)
def test_pledge_that_does_not_fit_says_where(dunia, ubah, bidang):
    mitra, penugasan, _, operator = dunia
    with pytest.raises(ValidationError) as galat:
        record_janji(mitra, penugasan, replace(JANJI, **ubah), uuid=uuid.uuid4(), by=operator, at=SEKARANG)
    assert list(galat.value.message_dict) == [bidang]
    assert JanjiMitra.objects.count() == 0


def test_line_of_a_draft_or_of_another_opd_is_refused(dunia):
    mitra, penugasan, _, operator = dunia
    draf = pabrik_naskah.buat_rencana(penugasan, 2025, baris=1).baris.get()
    asing = pabrik_naskah.buat_rencana(pabrik.buat_penugasan(), status=StatusNaskah.DIVERIFIKASI, baris=1).baris.get()
    for baris in (draf, asing):
        isi = replace(JANJI, baris_id=baris.pk)
        with pytest.raises(ValidationError, match="bukan dari rencana yang berlaku"):
            record_janji(mitra, penugasan, isi, uuid=uuid.uuid4(), by=operator, at=SEKARANG)


def test_rupiah_a_thousandfold_is_asked_about(dunia):
    mitra, penugasan, _, operator = dunia
    buat_janji()
    isi = replace(JANJI, nilai_rp=10_000_000_000)
    with pytest.raises(MintaYakin, match=r"Rp 10\.000\.000\.000 sangat jauh"):
        record_janji(mitra, penugasan, isi, uuid=uuid.uuid4(), by=operator, at=SEKARANG)
    record_janji(mitra, penugasan, isi, uuid=uuid.uuid4(), by=operator, at=SEKARANG, yakin=True)


def test_change_of_a_pledge_is_audited_and_keeps_what_was_measured(dunia):
    mitra, penugasan, baris, operator = dunia
    janji = record_janji(mitra, penugasan, JANJI, uuid=uuid.uuid4(), by=operator, at=SEKARANG)
    record_serah(janji, SERAH, uuid=uuid.uuid4(), by=operator, at=SEKARANG)
    ubah = {"versi": 1, "alasan": "Surat kedua.", "by": operator, "at": SEKARANG}
    for isi, bidang in (
        (replace(JANJI, nilai_rp=None), "nilai_rp"),
        (replace(JANJI, satuan="paket"), "satuan"),
        (replace(JANJI, volume=None, satuan=""), "satuan"),
    ):
        with pytest.raises(ValidationError) as galat:
            change_janji(janji, isi, **ubah)
        assert list(galat.value.message_dict) == [bidang]
    change_janji(janji, replace(JANJI, nilai_rp=12_000_000, baris_id=baris.pk), **ubah)
    catatan = Catatan.objects.about(janji)[0]
    assert (catatan.perubahan, catatan.alasan) == (
        {"nilai_rp": [10_000_000, 12_000_000], "baris": [None, baris.kegiatan]},
        "Surat kedua.",
    )
    record_serah(janji, SERAH, uuid=uuid.uuid4(), by=operator, at=SEKARANG + timedelta(minutes=1))
    with pytest.raises(ValidationError, match="mengubah janji mitra ini pada"):
        change_janji(janji, JANJI, **ubah)


def test_pledge_with_hand_overs_is_not_cancelled(dunia):
    mitra, penugasan, _, operator = dunia
    janji = record_janji(mitra, penugasan, JANJI, uuid=uuid.uuid4(), by=operator, at=SEKARANG)
    serah = record_serah(janji, SERAH, uuid=uuid.uuid4(), by=operator, at=SEKARANG)
    batal = {"versi": 1, "alasan": "Ditarik mitra.", "by": operator, "at": SEKARANG}
    with pytest.raises(ValidationError, match="sudah ada penyerahannya"):
        cancel_janji(janji, **batal)
    cancel_serah(serah, uuid=uuid.uuid4(), alasan="Keliru.", by=operator, at=SEKARANG)
    for _ in range(2):
        cancel_janji(janji, **batal)
    assert JanjiMitra.objects.in_force().count() == 0
    with pytest.raises(PermissionDenied):
        record_serah(janji, SERAH, uuid=uuid.uuid4(), by=operator, at=SEKARANG)


# --- hand-overs ------------------------------------------------------------------------------------------------------


def test_hand_over_twice_is_one_corrected_by_a_row_and_cancelled_once(dunia):
    mitra, penugasan, _, operator = dunia
    janji = record_janji(mitra, penugasan, JANJI, uuid=uuid.uuid4(), by=operator, at=SEKARANG)
    oleh = {"by": operator, "at": SEKARANG}
    u = uuid.uuid4()
    (satu,) = {record_serah(janji, SERAH, uuid=u, **oleh) for _ in range(2)}
    with pytest.raises(ValidationError, match="isi berbeda"):
        record_serah(janji, replace(SERAH, nilai_rp=5), uuid=u, **oleh)
    baru = correct_serah(satu, replace(SERAH, nilai_rp=5_000_000), uuid=uuid.uuid4(), alasan="Kuitansi.", **oleh)
    with pytest.raises(ValidationError, match="sudah dikoreksi oleh"):
        correct_serah(satu, SERAH, uuid=uuid.uuid4(), alasan="Lagi.", **oleh)
    assert [s.nilai_rp for s in SerahMitra.objects.in_force()] == [5_000_000]
    u = uuid.uuid4()
    assert len({cancel_serah(baru, uuid=u, alasan="Keliru.", **oleh).pk for _ in range(2)}) == 1
    assert list(SerahMitra.objects.in_force()) == []
    assert [c.tindakan for c in Catatan.objects.about(janji).order_by("id")] == [
        "mencatat janji mitra",
        "mencatat penyerahan mitra",
        "mengoreksi penyerahan mitra",
        "membatalkan penyerahan mitra",
    ]


@pytest.mark.parametrize(
    ("ubah", "bidang"),
    [
        ({"tanggal": HARI + timedelta(days=1)}, "tanggal"),
        ({"tanggal": date(2026, 3, 1)}, "tanggal"),
        ({"nilai_rp": None, "volume": None}, "nilai_rp"),
        ({"volume": Decimal(1)}, "volume"),
    ],
)
def test_hand_over_that_does_not_fit_says_where(ubah, bidang):
    penugasan = pabrik.buat_penugasan()
    janji = buat_janji(penugasan=penugasan)
    operator = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd)
    with pytest.raises(ValidationError) as galat:
        record_serah(
            janji, IsiSerah(**{"tanggal": HARI, "nilai_rp": 5} | ubah), uuid=uuid.uuid4(), by=operator, at=SEKARANG
        )
    assert list(galat.value.message_dict) == [bidang]


def test_twice_the_pledge_is_asked_about_with_both_numbers():
    penugasan = pabrik.buat_penugasan()
    janji = buat_janji(penugasan=penugasan, volume=4, satuan="unit")
    operator = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd)
    buat_serah(janji)
    isi = IsiSerah(HARI, 16_000_000, Decimal(8))
    with pytest.raises(MintaYakin) as galat:
        record_serah(janji, isi, uuid=uuid.uuid4(), by=operator, at=SEKARANG)
    assert galat.value.messages[:2] == [
        "Seluruhnya menjadi Rp 20.000.000, padahal janjinya Rp 10.000.000.",
        "Seluruhnya menjadi 8 unit, padahal janjinya 4 unit.",
    ]
    assert record_serah(janji, isi, uuid=uuid.uuid4(), by=operator, at=SEKARANG, yakin=True).satuan == "unit"


def test_who_answers_for_the_village_next_records_what_still_comes():
    lama = pabrik.buat_penugasan(selesai=date(2026, 5, 1))
    janji = buat_janji(penugasan=lama)
    baru = pabrik.buat_penugasan(desa=lama.desa, mulai=date(2026, 5, 1))
    dulu = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=lama.opd)
    kini = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=baru.opd)
    with pytest.raises(PermissionDenied):
        record_serah(janji, IsiSerah(HARI, 5), uuid=uuid.uuid4(), by=dulu, at=SEKARANG)
    assert record_serah(janji, IsiSerah(HARI, 5), uuid=uuid.uuid4(), by=kini, at=SEKARANG).nilai_rp == 5
