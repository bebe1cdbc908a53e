"""Potret kesejahteraan: entered by the OPD in charge, verified by another, and counted only from then on."""

import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile

from desa.models import Catatan, PotretKesejahteraan
from opd.actions.dasar import MintaYakin
from opd.actions.potret import (
    IsiPotret,
    cancel_potret,
    correct_potret,
    record_potret,
    return_potret,
    verify_many,
    verify_potret,
)
from opd.enums import Peran
from opd.models import AnggotaTim
from opd.permissions_potret import can_correct_potret, can_record_potret, can_verify_potret, verifiable
from opd.rekap.sel import Sel, cells_of, closed_names
from tests.pabrik import SEKARANG, beri_peran, buat_opd, buat_pengguna, buat_penugasan, buat_tim
from tests.pabrik_potret import buat_potret

pytestmark = pytest.mark.django_db
HARI = SEKARANG.date()
ISI = IsiPotret(
    sumber="dtsen", definisi="desil_1", tanggal_data=date(2024, 12, 31), dokumen="BAST 1", kk_total=312, kk_miskin_ekstrem=32
)  # fmt: skip


@pytest.fixture
def dunia():
    """A village, its operator, and a verifikator who works for nobody there."""
    opd = buat_opd()
    penugasan = buat_penugasan(opd=opd)
    return penugasan, buat_pengguna(Peran.OPERATOR_OPD, opd=opd), buat_pengguna(Peran.VERIFIKATOR)


def catat(penugasan, by, isi=ISI, **lain):
    return record_potret(penugasan.desa, isi, **{"uuid": uuid.uuid4(), "by": by, "at": SEKARANG} | lain)


def koreksi(lama, by, isi, **lain):
    return correct_potret(lama, isi, **{"uuid": uuid.uuid4(), "alasan": "uji", "by": by, "at": SEKARANG} | lain)


def sah(known_at=None):
    return list(PotretKesejahteraan.objects.verified(known_at).values_list("kk_miskin_ekstrem", flat=True))


def test_potret_counts_only_once_it_is_verified_by_another(dunia):
    penugasan, operator, verifikator = dunia
    potret = catat(penugasan, operator)
    assert (potret.status, sah()) == ("draf", [])
    with pytest.raises(PermissionDenied):
        verify_potret(potret, by=operator, at=SEKARANG)
    verify_potret(potret, by=verifikator, at=SEKARANG + timedelta(hours=1))
    assert sah() == [32]
    assert (sah(SEKARANG), sah(SEKARANG + timedelta(hours=1))) == ([], [32])
    with pytest.raises(ValidationError, match="memverifikasi potret kesejahteraan ini pada"):
        return_potret(potret, alasan="uji", by=verifikator, at=SEKARANG)


def test_potret_sent_twice_is_one_row_and_other_content_is_refused(dunia):
    penugasan, operator, _ = dunia
    satu = catat(penugasan, operator)
    assert catat(penugasan, operator, uuid=satu.uuid) == satu
    with pytest.raises(ValidationError, match="sudah pernah dikirim"):
        catat(penugasan, operator, replace(ISI, kk_miskin_ekstrem=31), uuid=satu.uuid)
    assert PotretKesejahteraan.objects.count() == 1


def test_potret_is_written_by_the_opd_in_charge_and_the_maintainers_alone(dunia):
    penugasan, operator, verifikator = dunia
    pendukung = buat_penugasan(desa=penugasan.desa, peran="pendukung").opd
    orang = {
        "operator": operator,
        "verifikator": verifikator,
        "admin": buat_pengguna(Peran.ADMIN_SISTEM),
        "pendukung": buat_pengguna(Peran.OPERATOR_OPD, opd=pendukung),
        "lain": buat_pengguna(Peran.KEPALA_OPD, opd=buat_opd()),
        "pimpinan": buat_pengguna(Peran.PIMPINAN),
    }
    boleh = {nama for nama, u in orang.items() if can_record_potret(u, penugasan.desa_id, on=HARI)}
    assert boleh == {"operator", "verifikator", "admin"}
    boleh = {nama for nama, u in orang.items() if can_correct_potret(u, penugasan.desa_id, on=HARI)}
    assert boleh == {"operator", "verifikator"}
    with pytest.raises(PermissionDenied, match="dikoreksi oleh OPD"):
        koreksi(catat(penugasan, orang["admin"]), orang["admin"], replace(ISI, kk_miskin_ekstrem=31))
    for nama in ("pendukung", "lain", "pimpinan"):
        with pytest.raises(PermissionDenied):
            catat(penugasan, orang[nama])


def test_the_referee_does_not_play(dunia):
    """Not the writer, not who holds office or sits in a team of an OPD at work there, not after a merger."""
    penugasan, operator, verifikator = dunia
    potret = catat(penugasan, operator)
    penulis, kepala, tim, penerus = (buat_pengguna(Peran.VERIFIKATOR) for _ in range(4))
    beri_peran(kepala, Peran.KEPALA_OPD, opd=buat_penugasan(desa=penugasan.desa, peran="pendukung").opd)
    AnggotaTim.objects.create(tim=buat_tim(penugasan), nama="Uji", peran="anggota", pengguna=tim)
    penugasan.opd.dilebur_ke, penugasan.opd.berlaku_selesai = buat_opd(), date(2026, 7, 1)
    penugasan.opd.save()
    beri_peran(penerus, Peran.OPERATOR_OPD, opd=penugasan.opd.dilebur_ke)
    kembali = return_potret(potret, alasan="Salah tanggal.", by=verifikator, at=SEKARANG)
    potret = koreksi(kembali, penulis, replace(ISI, kk_miskin_ekstrem=30))
    orang = {"luar": verifikator, "penulis": penulis, "kepala": kepala, "tim": tim, "penerus": penerus}
    assert [n for n, u in orang.items() if can_verify_potret(u, potret, on=HARI)] == ["luar"]
    assert [n for n, u in orang.items() if list(verifiable(u, on=HARI)) == [potret]] == ["luar"]
    for nama in ("penulis", "kepala", "tim", "penerus"):
        with pytest.raises(PermissionDenied):
            verify_potret(potret, by=orang[nama], at=SEKARANG)


def test_a_correction_counts_from_its_verification_and_not_before(dunia):
    penugasan, operator, verifikator = dunia
    lama = verify_potret(catat(penugasan, operator), by=verifikator, at=SEKARANG)
    baru = koreksi(lama, operator, replace(ISI, kk_miskin_ekstrem=30), at=SEKARANG + timedelta(days=1))
    assert sah() == [32]
    verify_potret(baru, by=verifikator, at=SEKARANG + timedelta(days=2))
    assert sah() == [30]
    assert sah(SEKARANG + timedelta(days=1)) == [32]
    with pytest.raises(ValidationError, match="sudah dikoreksi oleh"):
        koreksi(lama, operator, replace(ISI, kk_miskin_ekstrem=29))


def test_many_are_verified_together_or_none(dunia):
    penugasan, operator, verifikator = dunia
    satu = catat(penugasan, operator)
    dua = catat(penugasan, operator, replace(ISI, tanggal_data=date(2025, 6, 30)))
    cancel_potret(dua, uuid=uuid.uuid4(), alasan="uji", by=operator, at=SEKARANG)
    with pytest.raises(ValidationError, match=f"Potret DTSEN 30 Juni 2025 {penugasan.desa.nama}: .* menarik potret"):
        verify_many([satu, dua], by=verifikator, at=SEKARANG)
    assert sah() == []
    with pytest.raises(PermissionDenied):
        verify_many([satu], by=operator, at=SEKARANG)
    assert verify_many([satu], by=verifikator, at=SEKARANG) == 1
    assert sah() == [32]


def test_a_verified_potret_is_cancelled_through_the_verifikator_and_a_draft_at_once(dunia):
    penugasan, operator, verifikator = dunia
    lama = verify_potret(catat(penugasan, operator), by=verifikator, at=SEKARANG)
    oleh = {"alasan": "Salah desa.", "by": operator, "at": SEKARANG}
    minta = cancel_potret(lama, uuid=uuid.uuid4(), **oleh)
    assert (minta.status, sah()) == ("draf", [32])
    tarik = cancel_potret(minta, uuid=uuid.uuid4(), **oleh)
    assert (tarik.status, sah()) == ("ditarik", [32])
    with pytest.raises(ValidationError, match="sudah dibatalkan"):
        cancel_potret(tarik, uuid=uuid.uuid4(), **oleh)
    draf = catat(penugasan, operator, replace(ISI, tanggal_data=date(2025, 6, 30)))
    assert cancel_potret(draf, uuid=uuid.uuid4(), **oleh).status == "ditarik"
    lagi = verify_potret(
        catat(penugasan, operator, replace(ISI, tanggal_data=date(2025, 6, 30))), by=verifikator, at=SEKARANG
    )
    batal = cancel_potret(lagi, uuid=uuid.uuid4(), **oleh)
    verify_potret(batal, by=verifikator, at=SEKARANG)
    assert sah() == [32]
    catat(penugasan, operator, replace(ISI, tanggal_data=date(2025, 6, 30)))


def test_a_potret_taken_back_leaves_the_verified_one_correctable(dunia):
    """A correction that was withdrawn must not lock the row it wanted to replace."""
    penugasan, operator, verifikator = dunia
    lama = verify_potret(catat(penugasan, operator), by=verifikator, at=SEKARANG)
    draf = koreksi(lama, operator, replace(ISI, kk_miskin_ekstrem=30))
    cancel_potret(draf, uuid=uuid.uuid4(), alasan="uji", by=operator, at=SEKARANG)
    kedua = koreksi(lama, operator, replace(ISI, kk_miskin_ekstrem=28))
    verify_potret(kedua, by=verifikator, at=SEKARANG)
    assert sah() == [28]


def test_the_same_vintage_is_refused_and_a_newer_one_is_a_new_row(dunia):
    penugasan, operator, verifikator = dunia
    catat(penugasan, operator)
    for isi in (ISI, replace(ISI, kk_miskin_ekstrem=30), replace(ISI, definisi="ppp_2_15")):
        with pytest.raises(ValidationError, match="sudah tercatat. Buka potret itu"):
            catat(penugasan, operator, isi)
    catat(penugasan, operator, replace(ISI, sumber="p3ke"))
    catat(penugasan, operator, replace(ISI, tanggal_data=date(2025, 6, 30)))
    assert PotretKesejahteraan.objects.count() == 3


@pytest.mark.parametrize(
    ("ubah", "kata"),
    [
        ({"kk_miskin_ekstrem": 15}, "KK miskin ekstrem 15 KK bergeser lebih dari 50 % dari 32 KK menurut DTSEN"),
        ({"kk_miskin_ekstrem": 49}, "bergeser lebih dari 50 %"),
        ({"kk_miskin_ekstrem": 0}, "bergeser lebih dari 50 %"),
        ({"kk_total": 400}, "Seluruh KK 400 KK bergeser lebih dari 20 % dari 312 KK"),
    ],
)
def test_a_jump_against_the_earlier_vintage_is_asked_about(dunia, ubah, kata):
    penugasan, operator, _ = dunia
    catat(penugasan, operator)
    isi = replace(ISI, tanggal_data=date(2025, 6, 30), **ubah)
    with pytest.raises(MintaYakin, match=kata):
        catat(penugasan, operator, isi)
    assert catat(penugasan, operator, isi, yakin=True).pk
    with_other = replace(isi, sumber="p3ke", kk_total=None)
    assert catat(penugasan, operator, with_other).pk


def test_half_of_the_earlier_vintage_is_no_jump(dunia):
    penugasan, operator, _ = dunia
    catat(penugasan, operator)
    for n, ekstrem in enumerate((16, 24, 36)):
        catat(penugasan, operator, replace(ISI, tanggal_data=date(2025, 1 + n, 1), kk_miskin_ekstrem=ekstrem))


@pytest.mark.parametrize(
    ("ubah", "bidang"),
    [
        ({"tanggal_data": HARI + timedelta(days=1)}, "tanggal_data"),
        ({"kk_miskin_ekstrem": 313}, "__all__"),
        ({"kk_miskin": 31}, "__all__"),
        ({"kk_desil_1": 200, "kk_desil_4": 113}, "__all__"),
        ({"kk_miskin_ekstrem": None}, "__all__"),
        ({"kk_total": -1}, "kk_total"),
        ({"kk_total": 10**9}, "kk_total"),
        ({"sumber": "lainnya"}, "sumber"),
        ({"definisi": "lainnya"}, "__all__"),
        ({"dokumen": ""}, "dokumen"),
    ],
)
def test_impossible_potret_are_refused(dunia, ubah, bidang):
    penugasan, operator, _ = dunia
    with pytest.raises(ValidationError) as galat:
        catat(penugasan, operator, replace(ISI, **ubah))
    assert bidang in galat.value.message_dict
    assert PotretKesejahteraan.objects.count() == 0


def test_unknown_stays_unknown(dunia):
    penugasan, operator, _ = dunia
    potret = catat(penugasan, operator)
    potret.refresh_from_db()
    assert (potret.kk_miskin, potret.kk_desil_1) == (None, None)
    assert cells_of(potret, terbuka=True)["kk_miskin"].kata == "belum diketahui"


def test_the_audit_names_fields_and_holds_no_count(dunia):
    penugasan, operator, verifikator = dunia
    lama = catat(penugasan, operator, replace(ISI, kk_miskin_ekstrem=3, kk_total=271))
    lama = verify_potret(lama, by=verifikator, at=SEKARANG)
    koreksi(lama, operator, replace(ISI, kk_miskin_ekstrem=4, kk_total=272, dokumen="BAST 2"))
    akhir = Catatan.objects.order_by("-pk").first()
    assert akhir.perubahan == {
        "kk_total": ["", "diubah"],
        "kk_miskin_ekstrem": ["", "diubah"],
        "dokumen": ["BAST 1", "BAST 2"],
    }
    assert not any(angka in str(c.perubahan) for c in Catatan.objects.all() for angka in ("271", "272"))


def test_the_paper_goes_on_with_a_correction(dunia):
    penugasan, operator, _ = dunia
    lama = catat(penugasan, operator, pindaian=ContentFile(b"%PDF-1.4 uji", name="uji.pdf"))
    baru = koreksi(lama, operator, replace(ISI, kk_miskin_ekstrem=31))
    assert lama.pindaian.name == baru.pindaian.name != ""


@pytest.mark.parametrize(
    ("isi", "tutup"),
    [
        ({"kk_miskin_ekstrem": 32, "kk_miskin": 90}, set()),
        ({"kk_miskin_ekstrem": 0, "kk_miskin": 90}, set()),
        ({"kk_miskin_ekstrem": 3, "kk_miskin": 90, "kk_desil_1": 40}, {"kk_miskin_ekstrem", "kk_miskin", "kk_desil_1"}),
        (
            {"kk_miskin_ekstrem": 32, "kk_miskin": 90, "kk_desil_1": 32, "kk_desil_2": 2},
            {"kk_miskin", "kk_desil_1", "kk_desil_2"},
        ),
        ({"kk_miskin_ekstrem": 32, "kk_miskin": 35}, {"kk_miskin"}),
        ({"kk_miskin_ekstrem": 32, "kk_miskin": 37}, set()),
        ({"kk_total": 4, "kk_miskin_ekstrem": 0, "kk_miskin": 2}, {"kk_total", "kk_miskin"}),
        ({"kk_total": 100, "kk_miskin": 97, "kk_miskin_ekstrem": 40}, {"kk_miskin"}),
        ({"kk_total": 100, "kk_miskin": 95, "kk_desil_1": 40, "kk_desil_2": 55}, set()),
        ({"kk_total": 100, "kk_miskin": 100, "kk_desil_1": 40}, set()),
        (
            {"kk_total": 100, "kk_miskin": 70, "kk_desil_1": 40, "kk_desil_2": 30, "kk_desil_3": 20, "kk_desil_4": 8},
            {"kk_desil_1", "kk_desil_2", "kk_desil_3", "kk_desil_4"},
        ),
        ({"kk_total": 100, "kk_miskin_ekstrem": 40, "kk_desil_1": 97}, {"kk_desil_1"}),
    ],
)
def test_small_groups_close_what_could_tell_them(isi, tutup):
    """Seen red with the secondary closing taken out: miskin 90 less the other parts tells the three; 100 less 97 too."""
    potret = PotretKesejahteraan(**{"kk_total": 312} | isi)
    assert closed_names(potret) == tutup
    terlihat = cells_of(potret, terbuka=False)
    assert {n for n, s in terlihat.items() if s.tanda} == tutup
    assert all(s.nilai is None for s in terlihat.values() if s.tanda)
    assert all(not s.tanda for s in cells_of(potret, terbuka=True).values())


def test_a_closed_cell_says_how_it_is_closed():
    potret = PotretKesejahteraan(kk_total=312, kk_miskin_ekstrem=3, kk_miskin=90)
    terlihat = cells_of(potret, terbuka=False)
    assert terlihat["kk_miskin_ekstrem"] == Sel(None, "<5")
    assert [terlihat[n].kata for n in ("kk_total", "kk_miskin_ekstrem", "kk_miskin")] == ["312 KK", "<5 KK", "ditutup"]


def test_a_question_tells_nothing_of_a_small_group():
    """admin_sistem may enter for every village and read families of none: no question may depend on a hidden count."""
    desa = buat_penugasan().desa
    admin = buat_pengguna(Peran.ADMIN_SISTEM)
    buat_potret(desa, kk_miskin_ekstrem=3, kk_miskin=90)
    for n, ekstrem in enumerate((1, 4, 5, 200)):
        isi = replace(ISI, tanggal_data=date(2025, 1 + n, 1), kk_miskin_ekstrem=ekstrem, kk_miskin=200)
        assert record_potret(desa, isi, uuid=uuid.uuid4(), by=admin, at=SEKARANG).pk
        PotretKesejahteraan.objects.filter(kk_miskin=200).delete()
