"""A planned visit: who may make it, what ends it, its task on Beranda, and forms that do not fit."""

from __future__ import annotations

import re
import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.urls import reverse

from desa.angka import format_tanggal
from desa.models import Catatan
from desa.waktu import hari_ini
from opd.actions.penugasan import IsiPenugasan, correct_penugasan, hand_over
from opd.actions.rencana_kunjungan import IsiRencanaKunjungan, move_rencana, plan_kunjungan, withdraw_rencana
from opd.enums import Peran
from opd.models import Kunjungan, KunjunganUmkm, PindahRencana, RencanaKunjungan
from opd.rekap.pantau import read_pantau
from opd.rekap.tugas import tugas_saya
from tests.pabrik import (
    SEKARANG,
    buat_kunjungan,
    buat_opd,
    buat_pengguna,
    buat_penugasan,
    buat_sk,
    buat_tim,
    buat_umkm,
    pada,
)
from tests.pabrik_pantau import buat_rencana_kunjungan

pytestmark = pytest.mark.django_db
HARI = SEKARANG.date()
BESOK = HARI + timedelta(days=1)


@pytest.fixture
def dunia():
    """A penugasan, its operator and two enterprises."""
    p = buat_penugasan()
    return p, buat_pengguna(Peran.OPERATOR_OPD, opd=p.opd), buat_umkm(desa=p.desa), buat_umkm(desa=p.desa)


def isi(*umkm, tanggal=BESOK, **lain):
    return IsiRencanaKunjungan(tanggal, tuple(u.pk for u in umkm), **lain)


def menunggu(until=HARI, known_at=None):
    return set(RencanaKunjungan.objects.waiting(until, known_at).values_list("pk", flat=True))


def kunjungi(p, tanggal, umkm, **lain):
    kunjungan = buat_kunjungan(p, tanggal, foto=0, **lain)
    KunjunganUmkm.objects.create(kunjungan=kunjungan, umkm=umkm, berjalan="tidak_ditemui")
    return kunjungan


@pytest.mark.parametrize("cara", ["lanjut", "opd_dilebur", "dialihkan"])
def test_plans_go_on_with_a_corrected_penugasan_and_with_who_goes_on(dunia, cara):
    """Seen red: both left the plans behind, where no list shows them."""
    p, _, a, b = dunia
    oleh: Any = {"by": buat_pengguna(Peran.VERIFIKATOR), "at": SEKARANG, "alasan": "uji"}
    menanti, selesai, batal = (buat_rencana_kunjungan(p, BESOK, u, dibuat=HARI - timedelta(days=3)) for u in (a, b, a))
    withdraw_rencana(batal, alasan="Kapal batal.", by=buat_pengguna(Peran.OPERATOR_OPD, opd=p.opd), at=SEKARANG)
    kunjungi(p, HARI - timedelta(days=1), b)
    benar = correct_penugasan(p, IsiPenugasan(buat_sk(), p.opd, p.desa, p.mulai), **oleh)
    assert menunggu() == {menanti.pk}
    baru = hand_over(benar, IsiPenugasan(buat_sk(), p.opd, p.desa, HARI), cara=cara, **oleh)
    tetap = cara != "dialihkan"
    assert menunggu() == ({menanti.pk} if tetap else set())
    milik = dict(RencanaKunjungan.objects.values_list("pk", "penugasan"))
    assert milik == {menanti.pk: (baru if tetap else benar).pk, selesai.pk: benar.pk, batal.pk: benar.pk}


def test_plans_for_the_days_before_a_merger_to_come_stay_with_the_opd_that_goes_there(dunia):
    p, _, a, b = dunia
    nanti = HARI + timedelta(days=5)
    dekat, jauh = buat_rencana_kunjungan(p, BESOK, a, dibuat=HARI), buat_rencana_kunjungan(p, nanti, b, dibuat=HARI)
    isi_baru = IsiPenugasan(p.sk, buat_opd(), p.desa, nanti)
    wasit = buat_pengguna(Peran.VERIFIKATOR)
    baru = hand_over(p, isi_baru, cara="opd_dilebur", alasan="uji", by=wasit, at=SEKARANG)
    milik = dict(RencanaKunjungan.objects.values_list("pk", "penugasan"))
    assert (milik, menunggu()) == ({dekat.pk: p.pk, jauh.pk: baru.pk}, {dekat.pk, jauh.pk})


def test_plan_is_stored_once_with_its_catatan(dunia):
    p, orang, a, b = dunia
    u = uuid.uuid4()
    satu = plan_kunjungan(p.pk, isi(a, b, petugas="Ari"), uuid=u, by=orang, at=SEKARANG)
    dua = plan_kunjungan(p.pk, isi(b, a, petugas="Ari"), uuid=u, by=orang, at=SEKARANG)
    assert (satu.pk, set(satu.umkm.all()), menunggu()) == (dua.pk, {a, b}, {satu.pk})
    assert Catatan.objects.filter(tindakan="merencanakan kunjungan").count() == 1
    with pytest.raises(ValidationError, match="isi berbeda"):
        plan_kunjungan(p.pk, isi(a), uuid=u, by=orang, at=SEKARANG)


@pytest.mark.parametrize(
    ("hari", "kalimat"),
    [(-1, "sudah lewat"), (181, "paling jauh 180 hari"), (20, "Penugasan ini berakhir")],
)
def test_day_that_does_not_fit_is_refused(hari, kalimat):
    p = buat_penugasan(selesai=HARI + timedelta(days=10))
    orang, umkm = buat_pengguna(Peran.OPERATOR_OPD, opd=p.opd), buat_umkm(desa=p.desa)
    rencana = isi(umkm, tanggal=HARI + timedelta(days=hari))
    with pytest.raises(ValidationError, match=kalimat):
        plan_kunjungan(p.pk, rencana, uuid=uuid.uuid4(), by=orang, at=SEKARANG)


def test_enterprise_of_another_village_closed_or_none_is_refused(dunia):
    p, orang, *_ = dunia
    for umkm in ([buat_umkm()], [buat_umkm(desa=p.desa, tutup_pada=HARI)], []):
        with pytest.raises(ValidationError, match="tutup atau keluar|sedikitnya satu"):
            plan_kunjungan(p.pk, isi(*umkm), uuid=uuid.uuid4(), by=orang, at=SEKARANG)
    assert not RencanaKunjungan.objects.exists()


def test_another_opd_neither_plans_nor_withdraws(dunia):
    p, _, a, _ = dunia
    lain = buat_pengguna(Peran.OPERATOR_OPD, opd=buat_penugasan().opd)
    with pytest.raises(PermissionDenied):
        plan_kunjungan(p.pk, isi(a), uuid=uuid.uuid4(), by=lain, at=SEKARANG)
    with pytest.raises(PermissionDenied):
        withdraw_rencana(buat_rencana_kunjungan(p, BESOK, a), alasan="x", by=lain, at=SEKARANG)


def test_visit_since_the_planning_ends_it_and_its_cancellation_opens_it_again(dunia):
    p, _, a, b = dunia
    rencana = buat_rencana_kunjungan(p, BESOK, a, dibuat=HARI - timedelta(days=3))
    kunjungi(p, HARI - timedelta(days=4), a)
    kunjungi(p, HARI, b)
    assert menunggu() == {rencana.pk}
    kunjungan = kunjungi(p, HARI - timedelta(days=3), a)
    assert menunggu() == set()
    batal = {"batal": True, "alasan_koreksi": "salah", "menggantikan": kunjungan}
    buat_kunjungan(p, kunjungan.tanggal, foto=0, dicatat_pada=pada(BESOK), **batal)
    assert (menunggu(), menunggu(known_at=SEKARANG)) == ({rencana.pk}, set())


def test_plan_is_gone_when_its_penugasan_ended():
    p = buat_penugasan(selesai=HARI)
    buat_rencana_kunjungan(p, BESOK, buat_umkm(desa=p.desa), dibuat=HARI - timedelta(days=3))
    assert (menunggu(), len(menunggu(HARI - timedelta(days=1)))) == (set(), 1)


def test_withdrawn_once_with_the_reason_and_never_after_the_visit(dunia):
    p, orang, a, b = dunia
    rencana, lain = buat_rencana_kunjungan(p, BESOK, a), buat_rencana_kunjungan(p, BESOK, b)
    with pytest.raises(ValidationError, match="Tulis alasannya"):
        withdraw_rencana(rencana, alasan="  ", by=orang, at=SEKARANG)
    for _ in range(2):
        withdraw_rencana(rencana, alasan="Ombak tinggi.", by=orang, at=SEKARANG)
    assert Catatan.objects.filter(tindakan="membatalkan rencana kunjungan").count() == 1
    kedua = buat_pengguna(Peran.OPERATOR_OPD, opd=p.opd)
    with pytest.raises(ValidationError, match=f"dibatalkan oleh {orang.nama}"):
        withdraw_rencana(rencana, alasan="Ombak tinggi.", by=kedua, at=SEKARANG)
    kunjungi(p, HARI, b)
    with pytest.raises(ValidationError, match="sudah dicatat"):
        withdraw_rencana(lain, alasan="Ombak tinggi.", by=orang, at=SEKARANG)


def test_moved_with_the_reason_its_history_kept_and_who_comes_second_is_told(dunia):
    p, orang, a, b = dunia
    rencana, kedua = buat_rencana_kunjungan(p, BESOK, a), buat_pengguna(Peran.OPERATOR_OPD, opd=p.opd)
    lusa, kirim = BESOK + timedelta(days=1), {"dilihat": BESOK, "alasan": "Kapal batal.", "by": orang, "at": SEKARANG}
    for _ in range(2):
        move_rencana(rencana, lusa, **kirim)
    rencana.refresh_from_db()
    (catatan,) = Catatan.objects.filter(tindakan="memindahkan rencana kunjungan")
    perubahan = {"tanggal": [BESOK.isoformat(), lusa.isoformat()]}
    assert (rencana.tanggal, catatan.perubahan, catatan.alasan) == (lusa, perubahan, "Kapal batal.")
    for tanggal, dilihat, kalimat in (
        (lusa + timedelta(days=1), BESOK, f"{orang.nama}.* memindahkan rencana kunjungan ini"),
        (lusa, lusa, "masih sama"),
        (HARI - timedelta(days=1), lusa, "sudah lewat"),
    ):
        with pytest.raises(ValidationError, match=kalimat):
            move_rencana(rencana, tanggal, dilihat=dilihat, alasan="x", by=kedua, at=SEKARANG)
    withdraw_rencana(rencana, alasan="Ombak tinggi.", by=orang, at=SEKARANG)
    with pytest.raises(ValidationError, match=f"dibatalkan oleh {orang.nama}"):
        move_rencana(rencana, BESOK, dilihat=lusa, alasan="x", by=kedua, at=SEKARANG)
    lain = buat_pengguna(Peran.OPERATOR_OPD, opd=buat_penugasan().opd)
    with pytest.raises(PermissionDenied):
        move_rencana(buat_rencana_kunjungan(p, BESOK, b), lusa, dilihat=BESOK, alasan="x", by=lain, at=SEKARANG)


def test_plan_moved_is_read_for_the_day_it_had_as_known_then(dunia):
    """Twice moved; seen red with the last day read for every moment, and with the first move's day read between them."""
    p, orang, a, _ = dunia
    until, hari = HARI - timedelta(days=9), [HARI + timedelta(days=n) for n in (2, 5, 3)]
    rencana = buat_rencana_kunjungan(p, hari[0], a, dibuat=until)
    saat = [SEKARANG - timedelta(days=n) for n in (4, 2)]
    for ke, dari, at in zip(hari[1:], hari, saat, strict=False):
        move_rencana(rencana, ke, dilihat=dari, alasan="Kapal batal.", by=orang, at=at)

    def terbaca(until: date, known_at: Any = None) -> date:
        return read_pantau(orang, Q(), until=until, known_at=known_at).rencana[a.pk][0]

    dikenal = [saat[0] - timedelta(seconds=1), saat[0], saat[1] - timedelta(seconds=1), saat[1], SEKARANG]
    assert [terbaca(HARI, s) for s in dikenal] == [hari[0], hari[1], hari[1], hari[2], hari[2]]
    assert [terbaca(s.date()) for s in (saat[0] - timedelta(days=1), *saat, SEKARANG)] == [*hari, hari[2]]
    assert list(PindahRencana.objects.values_list("dari", "ke", "alasan", "dipindah_oleh", "dipindah_pada")) == [
        (hari[0], hari[1], "Kapal batal.", orang.pk, saat[0]),
        (hari[1], hari[2], "Kapal batal.", orang.pk, saat[1]),
    ]


# --- pages -------------------------------------------------------------------------------------------------------


def test_one_click_opens_the_form_filled_and_the_plan_becomes_a_task(client):
    p = buat_penugasan()
    orang, a, b = buat_pengguna(Peran.OPERATOR_OPD, opd=p.opd), buat_umkm(desa=p.desa), buat_umkm(desa=p.desa)
    ketua = buat_tim(p).anggota.first().nama
    client.force_login(orang)
    alamat = f"{reverse('pantau:rencanakan')}?penugasan={p.pk}&umkm={a.pk}"
    form = client.get(alamat).context["form"]
    assert (form.initial["umkm"], form.initial["tanggal"]) == ([a.pk], hari_ini() + timedelta(days=7))
    kirim = {"uuid": str(uuid.uuid4()), "tanggal": str(form.initial["tanggal"]), "umkm": [a.pk, b.pk]}
    kirim |= {"anggota": [ketua], "petugas": "Sopir Uji", "catatan": ""}
    rincian = client.post(alamat, kirim).url
    assert RencanaKunjungan.objects.get().petugas == f"{ketua}\nSopir Uji"
    (tugas,) = (t for t in tugas_saya(orang, until=hari_ini()) if t.jenis == "rencana_kunjungan")
    assert (tugas.tautan, a.nama in tugas.kalimat, ketua in tugas.keterangan) == (rincian, True, True)
    assert "direncanakan" in client.get(rincian).content.decode()
    baru = hari_ini() + timedelta(days=9)
    pindah = {"aksi": "pindah", "dilihat": f"{hari_ini() + timedelta(days=7):%d/%m/%Y}", "alasan": "Kapal batal."}
    teks = client.post(rincian, pindah | {"tanggal": "32 Juli"}).content.decode()
    assert ["32 Juli" in teks, "Kapal batal." in teks] == [True, True]
    assert client.post(rincian, pindah | {"tanggal": f"{baru:%d/%m/%Y}"}).status_code == 302
    assert f"Tanggal kunjungan: {format_tanggal(hari_ini() + timedelta(days=7))} → {format_tanggal(baru)}" in " ".join(
        re.sub(r"<[^>]+>", "", client.get(rincian).content.decode()).split()
    )
    client.post(rincian, {"alasan": "Ombak tinggi."})
    assert [t for t in tugas_saya(orang, until=hari_ini()) if t.jenis == "rencana_kunjungan"] == []
    assert "Ombak tinggi." in client.get(rincian).content.decode()


def test_refused_form_keeps_what_was_typed(client):
    p = buat_penugasan()
    umkm = buat_umkm(desa=p.desa)
    client.force_login(buat_pengguna(Peran.OPERATOR_OPD, opd=p.opd))
    kirim = {"uuid": str(uuid.uuid4()), "tanggal": "32 Juli", "umkm": [umkm.pk, 999_999], "catatan": "Bawa NIB"}
    halaman = client.post(reverse("pantau:rencanakan"), kirim).content.decode()
    assert ["Bawa NIB" in halaman, "32 Juli" in halaman, "galat" in halaman] == [True, True, True]
    assert not RencanaKunjungan.objects.exists()


def test_reader_sees_the_plan_and_no_button(client, dunia):
    p, _, a, _ = dunia
    rencana = buat_rencana_kunjungan(p, BESOK, a)
    client.force_login(buat_pengguna(Peran.PEMBACA))
    halaman = client.get(reverse("pantau:rencana", args=[rencana.uuid])).content.decode()
    assert [a.nama in halaman, "Batalkan rencana" in halaman, "Catat kunjungan" in halaman] == [True, False, False]
    assert client.get(reverse("pantau:rencanakan")).status_code == 403
    assert client.post(reverse("pantau:rencana", args=[rencana.uuid]), {"alasan": "x"}).status_code == 403


def test_correction_of_the_visit_keeps_the_plan_ended(dunia):
    p, _, a, _ = dunia
    buat_rencana_kunjungan(p, BESOK, a)
    lama = kunjungi(p, HARI, a)
    kunjungi(p, HARI, a, menggantikan=lama, dicatat_pada=pada(BESOK))
    assert (menunggu(), Kunjungan.objects.count()) == (set(), 2)


def test_plan_made_later_was_not_known_before(dunia):
    p, _, a, _ = dunia
    rencana = buat_rencana_kunjungan(p, date(2026, 8, 1), a, dibuat=HARI)
    assert (menunggu(HARI - timedelta(days=1)), menunggu(HARI)) == (set(), {rencana.pk})
