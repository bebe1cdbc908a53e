"""Follow-ups of visits: together with their due date, finished once by who may, carried along by corrections."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from desa.models import Catatan
from opd.actions.hasil_kunjungan import finish_tindak_lanjut, reopen_tindak_lanjut
from opd.actions.kunjungan import IsiKunjungan, cancel_kunjungan, correct_kunjungan, isi_of, record_kunjungan
from opd.enums import Peran
from opd.models import Kunjungan, TindakLanjutKunjungan
from tests import pabrik
from tests.opd.test_adu import RONDE, race
from tests.pabrik import SEKARANG, buat_kunjungan, buat_pengguna, buat_penugasan, buat_umkm, pada
from tests.pabrik_kunjungan import SEMUA_YA, buat_tindak
from tests.pabrik_naskah import buat_kunci

pytestmark = pytest.mark.django_db
HARI = date(2026, 7, 1)
TEMPO = date(2026, 7, 15)


@pytest.fixture
def dunia():
    """One penugasan and its operator."""
    penugasan = buat_penugasan()
    return penugasan, buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd)


def catat(dunia: Any, *, tanggal: date = HARI, selesai: Any = (), **isi: Any) -> Kunjungan:
    kunjungan = IsiKunjungan(tanggal=tanggal, cara="lapangan", **isi)
    return record_kunjungan(dunia[0], kunjungan, uuid=uuid.uuid4(), selesai=selesai, by=dunia[1], at=SEKARANG)


def koreksi(lama: Kunjungan, dunia: Any, **isi: Any) -> Kunjungan:
    baru = IsiKunjungan(tanggal=HARI, cara="lapangan", **isi)
    return correct_kunjungan(lama, baru, uuid=uuid.uuid4(), alasan="uji", by=dunia[1], at=SEKARANG)


def selesai(tindak: TindakLanjutKunjungan, oleh: Any, hasil: str = "Sudah diurus.", at: Any = SEKARANG) -> Any:
    return finish_tindak_lanjut(tindak.kunci, hasil=hasil, by=oleh, at=at)


def test_follow_ups_of_enterprise_and_village_are_stored_with_their_due_dates(dunia):
    umkm = buat_umkm(desa=dunia[0].desa)
    tindak = ((None, "Temui raja", TEMPO), (umkm.pk, "Ajukan KUR", HARI))
    kunjungan = catat(dunia, temuan=((umkm.pk, "ya", "", ""),), tindak=tindak)
    assert isi_of(kunjungan).tindak == tindak


@pytest.mark.parametrize(
    ("tempo", "kalimat"),
    [(date(2026, 6, 30), "tidak boleh sebelum tanggal kunjungan"), (date(2029, 1, 1), "lebih dari dua tahun")],
)
def test_due_date_fits_the_visit(dunia, tempo, kalimat):
    with pytest.raises(ValidationError, match=kalimat):
        catat(dunia, tindak=((None, "Temui raja", tempo),))
    assert not Kunjungan.objects.exists()


def test_follow_up_of_an_enterprise_that_was_not_seen_is_refused(dunia):
    umkm = buat_umkm(desa=dunia[0].desa)
    with pytest.raises(ValidationError, match="Pilih keadaan usahanya juga"):
        catat(dunia, tindak=((umkm.pk, "Ajukan KUR", TEMPO),))


def test_finishing_leaves_one_catatan_and_the_same_again_changes_nothing(dunia):
    tindak = catat(dunia, tindak=((None, "Temui raja", TEMPO),)).tindak.get()
    sebelum = Catatan.objects.count()
    selesai(tindak, dunia[1])
    selesai(tindak, dunia[1], at=SEKARANG + timedelta(minutes=1))
    tindak.refresh_from_db()
    assert (tindak.selesai_pada, tindak.selesai_oleh, tindak.hasil) == (SEKARANG, dunia[1], "Sudah diurus.")
    (satu,) = Catatan.objects.order_by("pk")[sebelum:]
    assert (satu.tindakan, satu.objek_id) == ("menyelesaikan tindak lanjut kunjungan", str(tindak.kunjungan_id))
    assert satu.perubahan == {"tindak lanjut selesai": ["", "Temui raja: Sudah diurus."]}


def test_second_finisher_is_told_who_was_first_and_when(dunia):
    tindak = catat(dunia, tindak=((None, "Temui raja", TEMPO),)).tindak.get()
    selesai(tindak, dunia[1])
    lain = buat_pengguna(Peran.KEPALA_OPD, opd=dunia[0].opd)
    with pytest.raises(ValidationError, match=f"sudah dinyatakan selesai oleh {dunia[1].nama} pada 20 Juli 2026"):
        selesai(tindak, lain, "Lain.")
    tindak.refresh_from_db()
    assert tindak.selesai_oleh == dunia[1]


def test_finished_by_mistake_is_to_be_done_again_and_what_was_said_stays_in_the_catatan(dunia):
    tindak = catat(dunia, tindak=((None, "Temui raja", TEMPO),)).tindak.get()
    selesai(tindak, dunia[1])
    buka = {"dilihat": SEKARANG, "alasan": "Salah desa.", "by": dunia[1], "at": SEKARANG + timedelta(hours=1)}
    with pytest.raises(ValidationError, match="Tulis alasannya"):
        reopen_tindak_lanjut(tindak.kunci, **buka | {"alasan": " "})
    with pytest.raises(PermissionDenied):
        reopen_tindak_lanjut(tindak.kunci, **buka | {"by": buat_pengguna(Peran.VERIFIKATOR)})
    for _ in range(2):
        reopen_tindak_lanjut(tindak.kunci, **buka)
    assert list(TindakLanjutKunjungan.objects.unfinished()) == [tindak]
    satu = Catatan.objects.latest("pk")
    assert (satu.tindakan, satu.alasan) == ("membuka kembali tindak lanjut kunjungan", "Salah desa.")
    assert satu.perubahan == {"tindak lanjut selesai": ["Temui raja: Sudah diurus.", ""]}
    selesai(tindak, dunia[1], "Kini benar.", at=SEKARANG + timedelta(hours=2))
    with pytest.raises(ValidationError, match="sudah diubah orang lain"):
        reopen_tindak_lanjut(tindak.kunci, **buka)
    assert Catatan.objects.filter(tindakan="membuka kembali tindak lanjut kunjungan").count() == 1


def test_empty_result_is_refused(dunia):
    tindak = catat(dunia, tindak=((None, "Temui raja", TEMPO),)).tindak.get()
    with pytest.raises(ValidationError, match="Tulis hasil"):
        selesai(tindak, dunia[1], "  ")


def test_rights_to_finish_as_the_table_says():
    """Own OPD, the successor of a merger, and who answers for the village now; nobody else."""
    lama = buat_penugasan(selesai=date(2026, 3, 1))
    penerus = buat_penugasan(desa=lama.desa, mulai=date(2026, 3, 1))
    lebur = buat_penugasan()
    sendiri = buat_penugasan()
    induk = pabrik.buat_opd()
    lebur.opd.dilebur_ke, lebur.opd.berlaku_selesai = induk, date(2026, 6, 1)
    lebur.opd.save()
    orang = {
        "operator": buat_pengguna(Peran.OPERATOR_OPD, opd=sendiri.opd),
        "kepala": buat_pengguna(Peran.KEPALA_OPD, opd=sendiri.opd),
        "operator desa dialihkan": buat_pengguna(Peran.OPERATOR_OPD, opd=penerus.opd),
        "operator yang dulu": buat_pengguna(Peran.OPERATOR_OPD, opd=lama.opd),
        "operator OPD penerus": buat_pengguna(Peran.OPERATOR_OPD, opd=induk),
        **{p.value: buat_pengguna(p) for p in (Peran.VERIFIKATOR, Peran.PIMPINAN, Peran.PEMBACA, Peran.ADMIN_SISTEM)},
    }
    boleh = {
        "sendiri": {"operator", "kepala"},
        "lama": {"operator desa dialihkan"},
        "lebur": {"operator OPD penerus"},
    }
    hasil: dict[str, set[str]] = {n: set() for n in boleh}
    for nama, penugasan in (("sendiri", sendiri), ("lama", lama), ("lebur", lebur)):
        for siapa, akun in orang.items():
            tindak = buat_tindak(buat_kunjungan(penugasan, date(2026, 2, 1), foto=0))
            try:
                selesai(tindak, akun)
            except PermissionDenied:
                continue
            hasil[nama].add(siapa)
    assert hasil == boleh


def test_correction_carries_what_was_done_along_under_the_same_key(dunia):
    umkm = buat_umkm(desa=dunia[0].desa)
    temuan = ((umkm.pk, "ya", "", ""),)
    lama = catat(dunia, temuan=temuan, tindak=((None, "Temui raja", TEMPO), (umkm.pk, "Ajukan KUR", TEMPO)))
    selesai(lama.tindak.get(umkm=umkm), dunia[1])
    baru = koreksi(
        lama, dunia, temuan=temuan, tindak=((None, "Temui raja", HARI), (umkm.pk, "Ajukan KUR Mikro", TEMPO))
    )
    kolom = ("kunci", "isi", "jatuh_tempo", "hasil", "selesai_oleh")
    asal = {t.umkm_id: t.kunci for t in lama.tindak.all()}
    assert list(baru.tindak.order_by("pk").values_list(*kolom)) == [
        (asal[None], "Temui raja", HARI, "", None),
        (asal[umkm.pk], "Ajukan KUR Mikro", TEMPO, "Sudah diurus.", dunia[1].pk),
    ]
    assert [t.kunci for t in TindakLanjutKunjungan.objects.unfinished()] == [asal[None]]
    selesai(lama.tindak.get(umkm=None), dunia[1])
    assert baru.tindak.get(umkm=None).hasil == "Sudah diurus."


def test_correction_may_drop_an_open_follow_up_but_not_one_that_was_done(dunia):
    lama = catat(dunia, tindak=((None, "Temui raja", TEMPO),))
    baru = koreksi(lama, dunia)
    assert not TindakLanjutKunjungan.objects.unfinished().exists()
    with pytest.raises(ValidationError, match="tidak ada lagi"):
        selesai(lama.tindak.get(), dunia[1])
    lagi = koreksi(baru, dunia, tindak=((None, "Temui raja", TEMPO),))
    selesai(lagi.tindak.get(), dunia[1])
    with pytest.raises(ValidationError, match="tidak dapat dihapus dari kunjungan ini"):
        koreksi(lagi, dunia)


def test_cancelled_visit_leaves_nothing_to_do(dunia):
    kunjungan = catat(dunia, tindak=((None, "Temui raja", TEMPO),))
    cancel_kunjungan(kunjungan, uuid=uuid.uuid4(), alasan="ganda", by=dunia[1], at=SEKARANG)
    assert not TindakLanjutKunjungan.objects.unfinished().exists()


def test_locked_quarter_refuses_the_correction_and_lets_the_follow_up_end(dunia):
    kunjungan = buat_kunjungan(dunia[0], date(2026, 5, 12), foto=0)
    tindak = buat_tindak(kunjungan)
    buat_kunci(dunia[0], 2, pada(date(2026, 7, 10)))
    with pytest.raises(ValidationError, match="sudah diverifikasi|terkunci"):
        koreksi(kunjungan, dunia)
    selesai(tindak, dunia[1])
    assert not TindakLanjutKunjungan.objects.unfinished().exists()


def test_later_visit_ends_follow_ups_with_one_catatan(dunia):
    tindak = catat(dunia, tindak=((None, "Temui raja", TEMPO),)).tindak.get()
    sebelum = Catatan.objects.count()
    kunjungan = catat(dunia, tanggal=date(2026, 7, 10), selesai=((tindak.kunci, "Raja bersedia."),))
    tindak.refresh_from_db()
    assert (tindak.hasil, tindak.selesai_kunjungan, tindak.selesai_oleh) == ("Raja bersedia.", kunjungan, dunia[1])
    (satu,) = Catatan.objects.order_by("pk")[sebelum:]
    assert (satu.tindakan, satu.perubahan) == (
        "mencatat kunjungan",
        {"tindak lanjut selesai": ["", "Temui raja: Raja bersedia."]},
    )


def test_visit_that_says_what_is_done_already_is_not_stored(dunia):
    tindak = catat(dunia, tindak=((None, "Temui raja", TEMPO),)).tindak.get()
    selesai(tindak, dunia[1])
    with pytest.raises(ValidationError, match="sudah dinyatakan selesai oleh"):
        catat(dunia, tanggal=date(2026, 7, 10), selesai=((tindak.kunci, "Lagi."),))
    lain = buat_tindak(buat_kunjungan(dunia[0], HARI, foto=0))
    with pytest.raises(ValidationError, match="baru lahir pada kunjungan 1 Juli 2026"):
        catat(dunia, tanggal=date(2026, 6, 30), selesai=((lain.kunci, "Terbalik."),))
    assert Kunjungan.objects.count() == 2


def test_form_sent_again_says_nothing_more_done_unheard(dunia):
    satu, dua = (buat_tindak(buat_kunjungan(dunia[0], date(2026, 6, n), foto=0)) for n in (1, 2))
    kirim = {"uuid": uuid.uuid4(), "by": dunia[1], "at": SEKARANG}
    isi = IsiKunjungan(tanggal=HARI, cara="lapangan")
    kunjungan = record_kunjungan(dunia[0], isi, selesai=((satu.kunci, "Sudah."),), **kirim)
    for lagi in ((), ((satu.kunci, "Sudah."),)):
        assert record_kunjungan(dunia[0], isi, selesai=lagi, **kirim) == kunjungan
    with pytest.raises(ValidationError, match="sudah pernah dikirim dengan isi berbeda"):
        record_kunjungan(dunia[0], isi, selesai=((satu.kunci, "Sudah."), (dua.kunci, "Juga.")), **kirim)
    assert [t.kunci for t in TindakLanjutKunjungan.objects.unfinished()] == [dua.kunci]


def test_correction_says_only_which_answers_and_follow_ups_changed(dunia):
    lama = catat(dunia, periksa=SEMUA_YA, tindak=((None, "Temui raja", TEMPO),))
    koreksi(
        lama,
        dunia,
        periksa=((SEMUA_YA[0][0], "tidak", "Raja ke Ambon"), *SEMUA_YA[1:]),
        tindak=((None, "Temui raja", HARI),),
    )
    assert Catatan.objects.latest("pk").perubahan == {
        "daftar periksa": [
            "Bertemu kepala desa, raja, atau perangkat desa: ya",
            "Bertemu kepala desa, raja, atau perangkat desa: tidak (Raja ke Ambon)",
        ],
        "tindak lanjut": ["desa: Temui raja, jatuh tempo 15 Juli 2026", "desa: Temui raja, jatuh tempo 1 Juli 2026"],
    }


def test_visit_ends_nothing_in_another_village(dunia):
    asing = buat_penugasan(opd=dunia[0].opd)
    tindak = buat_tindak(buat_kunjungan(asing, HARI, foto=0))
    with pytest.raises(ValidationError, match="milik desa lain"):
        catat(dunia, selesai=((tindak.kunci, "Sudah."),))


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_ends_it_and_the_other_is_told():
    penugasan = buat_penugasan()
    orang = [buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd) for _ in range(2)]
    for _ in range(RONDE):
        kunjungan = buat_kunjungan(penugasan, HARI, foto=0)
        tindak = buat_tindak(kunjungan)
        hasil = race(kunjungan, tuple((o, lambda _, by, t=tindak: selesai(t, by, f"Oleh {by.pk}.")) for o in orang))
        [pemenang] = [by for by, kalimat in hasil if not kalimat]
        [kalimat] = [kalimat for _, kalimat in hasil if kalimat]
        assert f"sudah dinyatakan selesai oleh {pemenang.nama} pada 20 Juli 2026" in kalimat
        tindak.refresh_from_db()
        assert (tindak.hasil, Catatan.objects.about(kunjungan).count()) == (f"Oleh {pemenang.pk}.", 1)
