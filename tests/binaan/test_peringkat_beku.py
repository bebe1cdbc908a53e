"""Freezing, objecting, deciding, rewarding, evaluating: who may, when, and that nothing frozen ever changes."""

from __future__ import annotations

import json
import re
import uuid
from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from binaan.enums import JenisPenghargaan, Komponen, PutusanEvaluasi, PutusanSanggahan
from binaan.models import EvaluasiTahunan, HitunganPeringkat, Penghargaan, Peringkat
from binaan.models.peringkat import PeringkatTetap
from binaan.peringkat.hitung import compute_objection, compute_year, verify
from binaan.peringkat.tindakan_beku import freeze, freeze_answer, open_draft
from binaan.peringkat.tindakan_evaluasi import IsiEvaluasi, evaluate
from binaan.peringkat.tindakan_sanggah import IsiPenghargaan, cancel_reward, decide, give_reward, object_to
from desa.models import Catatan
from desa.waktu import akhir_hari
from opd.enums import Peran, StatusNaskah
from tests.pabrik import WIT, buat_bukti, buat_desa, buat_kunjungan, buat_opd, buat_pengguna, buat_penugasan
from tests.pabrik_naskah import Meja, buat_rencana
from tests.pabrik_peringkat import (
    BEKU,
    TAHUN,
    biasa,
    buat_bobot,
    buat_hitungan,
    buat_masa,
    buat_peringkat,
    buat_sanggahan,
    buat_sekda,
    masukan,
)

pytestmark = pytest.mark.django_db
HARI = BEKU.date()


def siap(**masa):
    """Everything a freeze needs, and the Sekda who may."""
    sekda, bobot = buat_sekda(), buat_bobot()
    buat_masa(**masa)
    return sekda, buat_hitungan(masukan(biasa(7), biasa(4)), bobot=bobot)


def bekukan(sekda, draf, at=BEKU):
    return freeze(TAHUN, sidik=draf.sidik, by=sekda, at=at)


# --- freezing ----------------------------------------------------------------------------------------------------


def test_freezing_keeps_every_input_hash_and_signatory():
    sekda, draf = siap()
    p = bekukan(sekda, draf)
    p.refresh_from_db()
    assert (p.nomor, p.masukan, p.hasil, p.sidik_masukan) == (1, draf.masukan, draf.hasil, draf.sidik)
    assert [t["perbuatan"] for t in p.penanda_tangan] == [
        "menyusun bobot",
        "menetapkan bobot",
        "membuka masa koreksi",
        "membekukan",
    ]
    assert p.penanda_tangan[-1] == {
        "perbuatan": "membekukan",
        "nama": sekda.nama,
        "sebagai": "Sekretaris Daerah",
        "pada": "2026-02-20",
    }
    assert Catatan.objects.get(objek_jenis="binaan.peringkat").tindakan == "membekukan peringkat"


def test_freezing_twice_is_refused():
    sekda, draf = siap()
    bekukan(sekda, draf)
    with pytest.raises(ValidationError, match="sudah dibekukan"):
        bekukan(sekda, draf)
    assert Peringkat.objects.count() == 1


@pytest.mark.parametrize("peran", Peran)
def test_nobody_but_the_sekda_freezes(peran):
    _, draf = siap()
    with pytest.raises(PermissionDenied):
        bekukan(buat_pengguna(peran, opd=buat_opd() if "opd" in peran else None), draf)


@pytest.mark.parametrize(
    ("masa", "at", "pesan"),
    [
        ({"dibuka_pada": BEKU - timedelta(days=13)}, BEKU, "Dapat dibekukan mulai 21 Februari 2026"),
        ({}, datetime(2025, 12, 31, 23, 0, tzinfo=WIT), "belum berakhir"),
        ({"dibuka_pada": BEKU - timedelta(days=10)}, BEKU + timedelta(days=5), "sebelum masa koreksi berakhir"),
    ],
)
def test_freezing_too_early_is_refused(masa, at, pesan):
    sekda, draf = siap(**masa)
    with pytest.raises(ValidationError, match=pesan):
        bekukan(sekda, draf, at)


def test_a_draft_that_changed_or_was_tampered_with_is_not_frozen():
    sekda, draf = siap()
    with pytest.raises(ValidationError, match="berubah sejak Anda membacanya"):
        freeze(TAHUN, sidik="0" * 64, by=sekda, at=BEKU)
    palsu = json.loads(json.dumps(draf.hasil))
    palsu["tabel"][0]["skor"] = "99.9"
    HitunganPeringkat.objects.filter(pk=draf.pk).update(hasil=palsu)
    with pytest.raises(ValidationError, match="tidak sama dengan hitungan ulang"):
        bekukan(sekda, draf)
    assert not Peringkat.objects.exists()


@pytest.mark.parametrize("pilihan", [{"ulangan": 999}, {"benih": 1}])
def test_an_interval_that_was_shopped_for_is_not_frozen(pilihan):
    sekda, draf = siap()
    HitunganPeringkat.objects.filter(pk=draf.pk).update(hasil=draf.hasil | pilihan)
    with pytest.raises(ValidationError, match=r"dengan benih yang dipilih atau kurang dari 1\.000 ulangan"):
        bekukan(sekda, draf)
    assert not Peringkat.objects.exists()


def test_without_weights_enacted_in_time_there_is_only_a_trial():
    sekda = buat_sekda()
    buat_masa()
    draf = buat_hitungan(masukan(biasa(7)))
    with pytest.raises(ValidationError, match="hitungan ini percobaan"):
        bekukan(sekda, draf)
    lama = buat_hitungan(masukan(biasa(7), tahun=TAHUN - 1))
    with pytest.raises(ValidationError, match="hitungan ini percobaan"):
        open_draft(lama.tahun, by=buat_pengguna(Peran.VERIFIKATOR), at=BEKU)


def test_the_draft_is_opened_once_by_a_verifikator_after_the_year():
    v = buat_pengguna(Peran.VERIFIKATOR)
    buat_hitungan(masukan(biasa(7)), bobot=buat_bobot())
    with pytest.raises(PermissionDenied):
        open_draft(TAHUN, by=buat_pengguna(Peran.PIMPINAN), at=BEKU)
    for tahun in (2026, 2022, 99999):
        with pytest.raises(ValidationError):
            open_draft(tahun, by=v, at=BEKU)
    assert open_draft(TAHUN, by=v, at=BEKU) == open_draft(TAHUN, by=v, at=BEKU + timedelta(days=3))


def test_a_frozen_ranking_is_never_edited():
    p = buat_peringkat()
    for ubah in (
        p.save,
        p.delete,
        lambda: Peringkat.objects.filter(pk=p.pk).update(sidik="x"),
        Peringkat.objects.all().delete,
    ):
        with pytest.raises(PeringkatTetap):
            ubah()


def test_the_database_itself_refuses_to_change_a_frozen_ranking():
    p = buat_peringkat()
    hapus = ["DELETE FROM binaan_peringkat"] if connection.vendor == "postgresql" else []
    for perintah in ("UPDATE binaan_peringkat SET sampai = sampai", *hapus):
        with pytest.raises(DatabaseError, match="tidak dapat diubah"), transaction.atomic(), connection.cursor() as k:
            k.execute(perintah)
    assert Peringkat.objects.get() == p


def test_recomputing_gives_it_bit_for_bit_and_names_what_differs():
    opd = buat_opd()
    for _ in range(3):
        buat_penugasan(mulai=date(2024, 1, 1))
    buat_kunjungan(buat_penugasan(opd=opd, mulai=date(2024, 1, 1)), date(2025, 5, 1))
    buat_bobot()
    buat_masa()
    draf = compute_year(TAHUN, until=HARI, known_at=BEKU, at=BEKU)
    p = bekukan(buat_sekda(), draf)
    keluar = StringIO()
    call_command("periksa_peringkat", stdout=keluar)
    assert keluar.getvalue() == f"{p}: sama sampai angka terakhir.\n"
    p.masukan["opd"][0]["tugas"][0]["nilai"]["kunjungan"] |= {"keadaan": "terisi", "angka": "1"}
    masukan_lain, nilai_lain, selang_lain = verify(p)
    assert (masukan_lain, nilai_lain) == ("masukan", "nilai dan peringkat")
    assert re.fullmatch(r"selang \(numpy ([\d.]+), python ([\d.]+); sekarang numpy \1, python \2\)", selang_lain)
    p.masukan["aturan"] = 1
    assert verify(p)[0] == "dihitung menurut aturan 1, yang dikenal 3"
    with pytest.raises(CommandError, match="tidak ada"):
        call_command("periksa_peringkat", str(uuid.uuid4()))


# --- objections --------------------------------------------------------------------------------------------------


def kepala(opd):
    """The head of an OPD, one account however often it is asked for."""
    ada = opd.jabatan.filter(pengguna__isnull=False).first()
    return ada.pengguna if ada else buat_pengguna(Peran.KEPALA_OPD, opd=opd)


def sanggah(p, opd, by, *, at=BEKU + timedelta(days=3), komponen=Komponen.KUNJUNGAN, kunci=None):
    return object_to(p, opd, komponen=komponen, isi="uji", uuid=kunci or uuid.uuid4(), by=by, at=at)


@pytest.fixture
def beku():
    """A frozen ranking of two OPDs that answer for villages."""
    a, b = buat_opd(), buat_opd()
    p = buat_peringkat(biasa(7, a), biasa(4, b), dibekukan_oleh=buat_sekda())
    buat_masa()
    return p, a, b


def test_the_head_objects_in_time_and_once(beku):
    p, a, b = beku
    k, kunci = kepala(a), uuid.uuid4()
    s = sanggah(p, a, k, kunci=kunci)
    assert (s, s.diajukan_sebagai) == (sanggah(p, a, k, kunci=kunci), f"Kepala {a.nama}")
    with pytest.raises(ValidationError, match="sudah menyanggah komponen itu"):
        sanggah(p, a, k)
    for siapa in (kepala(b), buat_pengguna(Peran.OPERATOR_OPD, opd=a), buat_pengguna(Peran.VERIFIKATOR)):
        with pytest.raises(PermissionDenied):
            sanggah(p, a, siapa)


def test_objecting_after_its_time_or_for_an_opd_outside_is_refused(beku):
    p, a, _ = beku
    akhir = datetime(2026, 3, 6, 23, 59, tzinfo=WIT)
    sanggah(p, a, kepala(a), at=akhir)
    with pytest.raises(ValidationError, match="Masa sanggah berakhir 6 Maret 2026"):
        sanggah(p, a, kepala(a), at=akhir + timedelta(minutes=1), komponen="")
    lain = buat_opd()
    with pytest.raises(ValidationError, match="tidak ada pada peringkat"):
        sanggah(p, lain, kepala(lain))


def test_nobody_with_a_hand_in_it_decides(beku):
    p, a, _ = beku
    penugasan = buat_penugasan(opd=a, mulai=date(2024, 1, 1))
    pemeriksa = buat_pengguna(Peran.VERIFIKATOR)
    meja = Meja(buat_pengguna(Peran.OPERATOR_OPD, opd=a), kepala(a), pemeriksa)
    buat_rencana(penugasan, TAHUN, status=StatusNaskah.DIVERIFIKASI, meja=meja)
    s = sanggah(p, a, kepala(a))
    bermain = buat_pengguna(Peran.VERIFIKATOR)
    buat_pengguna_di(bermain, a)
    terlibat = [
        p.dibekukan_oleh,
        p.bobot.disusun_oleh,
        pemeriksa,
        bermain,
        s.diajukan_oleh,
        buat_pengguna(Peran.PEMBACA),
    ]
    for siapa in terlibat:
        with pytest.raises(PermissionDenied):
            decide(s, putusan=PutusanSanggahan.DIKABULKAN, alasan="uji", by=siapa, at=BEKU + timedelta(days=5))
    bebas = buat_pengguna(Peran.VERIFIKATOR)
    with pytest.raises(ValidationError, match="alasan"):
        decide(s, putusan=PutusanSanggahan.DITOLAK, alasan=" ", by=bebas, at=BEKU + timedelta(days=5))
    decide(s, putusan=PutusanSanggahan.DITOLAK, alasan="Sudah tepat.", by=bebas, at=BEKU + timedelta(days=5))
    with pytest.raises(ValidationError, match="memutus sanggahan"):
        decide(s, putusan=PutusanSanggahan.DIKABULKAN, alasan="uji", by=buat_pengguna(Peran.VERIFIKATOR), at=BEKU)
    s.refresh_from_db()
    assert (s.putusan, s.diputus_oleh) == ("ditolak", bebas)


def buat_pengguna_di(orang, opd):
    orang.peran.create(peran=Peran.OPERATOR_OPD, opd=opd, mulai=date(2020, 1, 1))
    orang.forget_roles()


def test_a_granted_objection_leads_to_a_new_version_beside_the_old_one():
    a, b = buat_opd(), buat_opd()
    p, q = (buat_penugasan(opd=o, mulai=date(2024, 1, 1)) for o in (a, b))
    sekda, _ = buat_sekda(), buat_bobot()
    buat_masa()
    lama = freeze(TAHUN, sidik=compute_year(TAHUN, until=HARI, known_at=BEKU, at=BEKU).sidik, by=sekda, at=BEKU)
    isi_lama = json.dumps([lama.masukan, lama.hasil])
    s = sanggah(lama, a, kepala(a))
    for x in (p, q):
        k = buat_kunjungan(x, date(2025, 6, 1), foto=0, dicatat_pada=BEKU + timedelta(days=4))
        for _ in range(2):
            buat_bukti(kunjungan=k, dicatat_pada=k.dicatat_pada)
    nanti = BEKU + timedelta(days=8)
    with pytest.raises(ValidationError, match="hanya dibekukan untuk sanggahan yang dikabulkan"):
        freeze_answer(s, sidik="x", by=sekda, at=nanti)
    decide(
        s,
        putusan=PutusanSanggahan.DIKABULKAN,
        alasan="Ada.",
        by=buat_pengguna(Peran.VERIFIKATOR),
        at=BEKU + timedelta(days=5),
    )
    s.refresh_from_db()
    draf = compute_objection(s, until=nanti.date(), known_at=akhir_hari(nanti.date()), at=nanti)
    with pytest.raises(PermissionDenied):
        freeze_answer(s, sidik=draf.sidik, by=buat_pengguna(Peran.VERIFIKATOR), at=nanti)
    baru = freeze_answer(s, sidik=draf.sidik, by=sekda, at=nanti)
    lama.refresh_from_db()
    assert json.dumps([lama.masukan, lama.hasil]) == isi_lama
    assert (baru.nomor, baru.menggantikan, baru.sanggahan, verify(baru), verify(lama)) == (2, lama, s, [], [])
    angka = {o["slug"]: o["tugas"][0]["nilai"]["kunjungan"]["angka"] for o in baru.masukan["opd"]}
    assert angka == {a.slug: "213", b.slug: None}
    assert "memutus sanggahan" in [t["perbuatan"] for t in baru.penanda_tangan]
    with pytest.raises(ValidationError, match="sudah dibekukan"):
        freeze_answer(s, sidik=draf.sidik, by=sekda, at=nanti)
    with pytest.raises(ValidationError, match="Sanggahlah versi yang terbaru"):
        sanggah(lama, b, kepala(b))


# --- rewards -----------------------------------------------------------------------------------------------------


def hadiah(p, opd, by, *, at=BEKU + timedelta(days=20), hari=None, nama="Terbaik", kunci=None):
    isi = IsiPenghargaan(JenisPenghargaan.UMUM, nama, opd, hari or at.date())
    return give_reward(p, isi, uuid=kunci or uuid.uuid4(), by=by, at=at)


def test_only_the_ranking_that_was_announced_with_the_weights_is_rewarded():
    a, sekda = buat_opd(), buat_sekda()
    p = buat_peringkat(biasa(7, a), bobot=buat_bobot(dihargai="akses"), dibekukan_oleh=sekda)
    with pytest.raises(ValidationError, match="menetapkan yang dihargai: peringkat dalam kelompok akses"):
        hadiah(p, a, sekda)
    isi = IsiPenghargaan(JenisPenghargaan.AKSES, "Terbaik", a, (BEKU + timedelta(days=20)).date())
    assert give_reward(p, isi, uuid=uuid.uuid4(), by=sekda, at=BEKU + timedelta(days=20)).jenis == "akses"


def test_who_has_no_rank_in_an_access_group_is_not_rewarded_for_one():
    a, b, sekda = buat_opd(), buat_opd(), buat_sekda()
    p = buat_peringkat(biasa(7, a, jam=None), biasa(4, b), dibekukan_oleh=sekda)
    tanpa, ada = (IsiPenghargaan(JenisPenghargaan.AKSES, "Terbaik", o, date(2026, 3, 12)) for o in (a, b))
    with pytest.raises(ValidationError, match="tidak diperingkat dalam kelompok akses"):
        give_reward(p, tanpa, uuid=uuid.uuid4(), by=sekda, at=BEKU + timedelta(days=20))
    assert give_reward(p, ada, uuid=uuid.uuid4(), by=sekda, at=BEKU + timedelta(days=20)).opd == b


def test_the_sekda_rewards_on_the_basis_that_stands(beku):
    p, a, _ = beku
    kunci = uuid.uuid4()
    h = hadiah(p, a, p.dibekukan_oleh, kunci=kunci)
    assert (h, h.peringkat, h.dicatat_sebagai) == (hadiah(p, a, p.dibekukan_oleh, kunci=kunci), p, "Sekretaris Daerah")
    with pytest.raises(PermissionDenied):
        hadiah(p, a, buat_pengguna(Peran.PIMPINAN))
    with pytest.raises(ValidationError, match="sudah tercatat"):
        hadiah(p, a, p.dibekukan_oleh)
    cancel_reward(h, alasan="Salah nama", by=p.dibekukan_oleh, at=BEKU + timedelta(days=21))
    with pytest.raises(ValidationError):
        cancel_reward(h, alasan="Salah nama", by=p.dibekukan_oleh, at=BEKU + timedelta(days=21))
    assert hadiah(p, a, p.dibekukan_oleh) != h
    assert Penghargaan.objects.filter(dibatalkan_pada__isnull=True).count() == 1


def test_no_reward_while_the_basis_may_change_or_for_who_was_not_ranked(beku):
    p, a, _ = beku
    sekda = p.dibekukan_oleh
    with pytest.raises(ValidationError, match="Masa sanggah masih berjalan"):
        hadiah(p, a, sekda, at=BEKU + timedelta(days=14))
    s = buat_sanggahan(p, a)
    with pytest.raises(ValidationError, match="1 sanggahan yang belum selesai"):
        hadiah(p, a, sekda)
    decide(
        s, putusan=PutusanSanggahan.DITOLAK, alasan="uji", by=buat_pengguna(Peran.PIMPINAN), at=BEKU + timedelta(days=9)
    )
    with pytest.raises(ValidationError, match="tidak diperingkat"):
        hadiah(p, buat_opd(), sekda)
    for hari in (date(2026, 2, 19), date(2026, 4, 1)):
        with pytest.raises(ValidationError, match="dari hari pembekuan"):
            hadiah(p, a, sekda, hari=hari)
    assert not Penghargaan.objects.exists()


# --- yearly evaluation -------------------------------------------------------------------------------------------


def nilai(desa, opd, by, *, putusan=PutusanEvaluasi.LANJUT, lama=0, kunci=None, tahun=TAHUN):
    isi = IsiEvaluasi(putusan, "uji", "uji", [])
    return evaluate(desa, opd, tahun, isi, uuid=kunci or uuid.uuid4(), lama=lama, by=by, at=BEKU)


def test_a_village_is_evaluated_by_who_does_not_work_for_its_opd_and_a_change_is_a_new_row():
    desa, opd, v = buat_desa(), buat_opd(), buat_pengguna(Peran.VERIFIKATOR)
    bermain = buat_pengguna(Peran.VERIFIKATOR)
    buat_pengguna_di(bermain, opd)
    for siapa in (bermain, buat_sekda(), kepala(opd)):
        with pytest.raises(PermissionDenied):
            nilai(desa, opd, siapa)
    kunci = uuid.uuid4()
    e = nilai(desa, opd, v, kunci=kunci)
    assert e == nilai(desa, opd, v, kunci=kunci)
    with pytest.raises(ValidationError, match="sudah diubah orang lain"):
        nilai(desa, opd, v)
    baru = nilai(desa, opd, v, putusan=PutusanEvaluasi.ALIH, lama=e.pk)
    assert (baru.menggantikan, list(EvaluasiTahunan.objects.current())) == (e, [baru])
    with pytest.raises(ValidationError, match="belum mulai"):
        nilai(desa, opd, v, tahun=2027)
