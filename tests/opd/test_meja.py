"""Who is stuck with whom: the set-wise list against plain loops over random worlds, and its page.

Seen red: vacant days counted, `bermain` left empty, the Plh. ignored, and the group's count taken before the filter.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desa.models import record
from desa.waktu import hari_ini, tanggal_wit
from opd.enums import KelompokVerifikasi, Peran, StatusNaskah
from opd.models import AnggotaTim, Delegasi, Jabatan, Pengguna, RencanaAksi
from opd.permissions import (
    answering_opd_id,
    can_approve_naskah,
    can_return_naskah,
    can_verify_naskah,
    can_write_naskah,
    head_desk,
)
from opd.rekap.meja import TempatMeja
from opd.rekap.tertahan import lies_at, per_meja, rekap_meja
from opd.rekap.tertahan_singkat import rekap_tertahan
from tests import pabrik, pabrik_naskah

pytestmark = pytest.mark.django_db


class DuniaMeja:
    """Few OPDs, people with several hats, desks left empty, a merger, papers in every state."""

    def __init__(self, benih: int) -> None:
        self.acak = a = random.Random(benih)
        self.opd = [pabrik.buat_opd() for _ in range(3)]
        if a.random() < 0.6:
            self.opd[0].dilebur_ke, self.opd[0].berlaku_selesai = self.opd[1], self._hari()
            self.opd[0].save()
        self.orang = [pabrik.buat_pengguna() for _ in range(8)]
        for opd in self.opd:
            self._kepala(opd)
        for orang in self.orang:
            self._peran(orang)
        for _ in range(6):
            self._naskah()
        for orang in self.orang:
            orang.forget_roles()

    def _hari(self) -> date:
        return hari_ini() + timedelta(days=self.acak.randint(-25, 3))

    def _kepala(self, opd: Any) -> None:
        a = self.acak
        for status in a.sample(["definitif", "plt", "plh"], a.randint(0, 3)):
            mulai = self._hari() - timedelta(days=10)
            selesai = a.choice((None, mulai + timedelta(days=a.randint(1, 30))))
            akun = a.choice((None, *self.orang))
            jabatan = pabrik.buat_jabatan(opd=opd, status=status, mulai=mulai, selesai=selesai, pengguna=akun)
        for penerima in a.sample(self.orang, a.randint(0, 1)) if opd.jabatan.exists() else ():
            mulai = self._hari()
            Delegasi.objects.create(
                opd=opd, jabatan=jabatan, penerima=penerima, mulai=mulai, selesai=mulai + timedelta(days=6),
                alasan="uji", dicatat_pada=pabrik.pada(mulai), dicatat_oleh="uji",
                dicabut_pada=a.choice((None, pabrik.pada(mulai + timedelta(days=2)))),
            )  # fmt: skip

    def _peran(self, orang: Pengguna) -> None:
        a = self.acak
        if a.random() < 0.6:
            pabrik.beri_peran(orang, Peran.VERIFIKATOR)
            orang.peran.update(kelompok=a.choice(("", *KelompokVerifikasi.values)))
        if a.random() < 0.5:
            pabrik.beri_peran(orang, Peran.OPERATOR_OPD, opd=a.choice(self.opd))

    def _naskah(self) -> None:
        a = self.acak
        selesai = a.choice((None, None, hari_ini() - timedelta(days=a.randint(-5, 60))))
        penugasan = pabrik.buat_penugasan(opd=a.choice(self.opd), selesai=selesai)
        if a.random() < 0.4:
            tim = pabrik.buat_tim(penugasan)
            AnggotaTim.objects.create(tim=tim, nama="uji", peran="anggota", pengguna=a.choice(self.orang))
        buat = a.choice((pabrik_naskah.buat_rencana, pabrik_naskah.buat_laporan))
        naskah = buat(
            penugasan,
            status=a.choice(list(StatusNaskah)),
            meja=pabrik_naskah.Meja(*a.sample(self.orang, 3)),
            pada=pabrik.pada(self._hari(), a.choice((1, 9, 23))),
            kelompok=a.choice(("", *KelompokVerifikasi.values)),
        )
        if a.random() < 0.5:
            record(a.choice(self.orang), "menyunting naskah", naskah, at=pabrik.SEKARANG)


def slow_days(naskah: Any) -> int:
    """Every day since the paper came, if somebody held the desk that answered on it."""
    opd, jumlah, hari = naskah.penugasan.opd, 0, tanggal_wit(naskah.di_meja_sejak)
    while hari < hari_ini():
        penjawab = opd.dilebur_ke if opd.dilebur_ke and opd.berlaku_selesai <= hari else opd
        ada = any(j.mulai <= hari and (j.selesai is None or hari < j.selesai) for j in penjawab.jabatan.all())
        jumlah += ada or naskah.status != StatusNaskah.DIAJUKAN
        hari += timedelta(days=1)
    return jumlah


def slow_holders(naskah: Any, orang: list[Pengguna]) -> set[int]:
    if naskah.status == StatusNaskah.DIAJUKAN:
        return set(head_desk(answering_opd_id(naskah.penugasan, on=hari_ini()), on=hari_ini()))
    return {o.pk for o in orang if can_verify_naskah(o, naskah, on=hari_ini())}


def slow_mine(orang: Pengguna, naskah: Any) -> bool:
    hak = (can_write_naskah, can_approve_naskah, can_return_naskah, can_verify_naskah)
    return any(boleh(orang, naskah, on=hari_ini()) for boleh in hak)


@pytest.mark.parametrize("benih", range(40))
def test_rekap_meja_equals_plain_loops(benih):
    dunia = DuniaMeja(benih)
    pimpinan = pabrik.buat_pengguna(Peran.PIMPINAN)
    baris = rekap_meja(pimpinan, until=hari_ini())
    assert [b.meja.hari for b in baris] == sorted((slow_days(b.naskah) for b in baris), reverse=True)
    for b in baris:
        naskah = type(b.naskah).objects.get(pk=b.naskah.pk)
        assert b.meja.hari == slow_days(naskah)
        assert {p.akun for p in b.meja.penghuni if p.akun} == slow_holders(naskah, dunia.orang)
    for orang in dunia.orang:
        for b in rekap_meja(orang, until=hari_ini()):
            assert b.saya == slow_mine(orang, type(b.naskah).objects.get(pk=b.naskah.pk))


def test_per_meja_counts_are_the_lists_behind_them():
    for benih in range(5):
        DuniaMeja(benih)
    baris = rekap_meja(pabrik.buat_pengguna(Peran.PIMPINAN), until=hari_ini())
    kelompok = per_meja(baris)
    assert sum(k.jumlah for k in kelompok) == len(baris)
    for k in kelompok:
        isi = [b for b in baris if lies_at(b, k.kunci)]
        assert (len(isi), sum(b.tertahan for b in isi), max(b.meja.hari for b in isi)) == (k.jumlah, k.tertahan, k.hari)
    assert [k.hari for k in kelompok] == sorted((k.hari for k in kelompok), reverse=True)


@pytest.mark.parametrize("benih", range(20))
def test_one_line_for_the_dashboard_says_what_the_list_says(benih, django_assert_num_queries):
    dunia = DuniaMeja(benih)
    for siapa in (pabrik.buat_pengguna(Peran.PIMPINAN), *dunia.orang):
        siapa.holds(Peran.PIMPINAN)
        baris = rekap_meja(siapa, until=hari_ini())
        tertahan = [b for b in baris if b.tertahan]
        with django_assert_num_queries(1):
            hasil = rekap_tertahan(siapa, until=hari_ini())
        assert (hasil.jumlah, hasil.kosong) == (len(tertahan), sum(b.meja.kosong for b in baris))
        assert hasil.hari == max((b.meja.hari for b in tertahan), default=0)
        assert hasil.meja in {b.meja.nama for b in tertahan if b.meja.hari == hasil.hari} or not tertahan


def test_one_line_counts_a_returned_report_until_the_deadline_of_its_quarter():
    """The penugasan ended 40 days ago, 30 days before its quarter's deadline passes: the OPD still owes the paper."""
    penugasan = pabrik.buat_penugasan(selesai=date(2026, 6, 10), cara_selesai="selesai")
    meja = pabrik_naskah.buat_meja(penugasan)
    isi = {"meja": meja, "pada": pabrik.pada(date(2026, 7, 1)), "status": StatusNaskah.DIKEMBALIKAN}
    pabrik_naskah.buat_laporan(penugasan, 2026, 2, **isi)
    pimpinan = pabrik.buat_pengguna(Peran.PIMPINAN)
    for until, banyak in ((date(2026, 7, 20), 1), (date(2026, 7, 30), 1), (date(2026, 7, 31), 0)):
        assert sum(b.tertahan for b in rekap_meja(pimpinan, until=until)) == banyak
        assert rekap_tertahan(pimpinan, until=until).jumlah == banyak


def _diajukan(hari: int = 10, **isi: Any) -> tuple[RencanaAksi, pabrik_naskah.Meja]:
    penugasan = pabrik.buat_penugasan()
    meja = pabrik_naskah.buat_meja(penugasan)
    sejak = pabrik.pada(hari_ini() - timedelta(days=hari))
    isi = {"status": StatusNaskah.DIAJUKAN} | isi
    return pabrik_naskah.buat_rencana(penugasan, meja=meja, pada=sejak, **isi), meja


def test_sekda_sees_who_is_stuck_with_whom(klien):
    rencana, meja = _diajukan(12)
    klien.force_login(pabrik.buat_pengguna(Peran.PIMPINAN))
    isi = klien.get("/meja/").content.decode()
    jabatan = meja.kepala.jabatan.get()
    for kata in ("Tertahan di siapa", f"Kepala {rencana.penugasan.opd.nama}", jabatan.pemegang, ">12<", "tertahan"):
        assert kata in isi
    Jabatan.objects.update(selesai=hari_ini() - timedelta(days=2))
    isi = klien.get("/meja/").content.decode()
    assert "jabatan kosong" in isi
    assert "tanpa 2 hari jabatan kosong" in isi
    isi = klien.get("/dasbor/").content.decode()
    assert "1 naskah tertahan</a>, terlama 10 hari di meja Kepala" in isi
    assert "1 naskah menunggu jabatan kosong" in isi
    assert "naskah tertahan</a>, terlama" not in klien.get("/dasbor/", {"per": "1/7/2026"}).content.decode()


def test_an_opd_reads_on_the_dashboard_of_its_own_stuck_papers_alone(klien):
    """Seen red with what the kabupaten keep, shown to whoever asks."""
    satu, meja = _diajukan(12)
    _diajukan(30)
    for siapa, kata in (
        (pabrik.buat_pengguna(Peran.VERIFIKATOR), "2 naskah tertahan</a>, terlama 30 hari"),
        (meja.operator, f"1 naskah tertahan</a>, terlama 12 hari di meja Kepala {satu.penugasan.opd.nama}"),
    ):
        klien.force_login(siapa)
        assert kata in klien.get("/dasbor/").content.decode()


def test_filters_leave_the_rows_they_name(klien):
    rencana, meja = _diajukan(12)
    setuju, lain = _diajukan(3, status=StatusNaskah.DISETUJUI, kelompok=KelompokVerifikasi.BANSOS)
    pabrik_naskah.buat_laporan(rencana.penugasan, pada=pabrik.pada(hari_ini()))
    Jabatan.objects.filter(opd=setuju.penugasan.opd).update(selesai=hari_ini())
    klien.force_login(pabrik.buat_pengguna(Peran.PIMPINAN))

    def jumlah(**kueri: str) -> int:
        return klien.get("/meja/", kueri).context["halaman"].paginator.count

    assert (jumlah(), jumlah(jenis="laporan"), jumlah(opd=setuju.penugasan.opd.slug)) == (3, 1, 1)
    assert (jumlah(meja="kepala"), jumlah(keadaan="tertahan"), jumlah(meja="verifikator-bansos")) == (1, 1, 1)
    assert (jumlah(meja="saya"), jumlah(meja="kosong"), jumlah(meja="<script>", opd="x")) == (0, 0, 3)
    klien.force_login(meja.kepala)
    assert [jumlah(meja="saya"), jumlah()] == [2, 2]
    klien.force_login(lain.verifikator)
    assert [jumlah(meja="saya"), jumlah()] == [1, 3]


def test_verifikator_has_on_the_desk_only_what_may_be_verified(klien):
    setuju, meja = _diajukan(3, status=StatusNaskah.DISETUJUI, kelompok=KelompokVerifikasi.BANSOS)
    salah = pabrik.buat_pengguna(Peran.VERIFIKATOR)
    salah.peran.update(kelompok=KelompokVerifikasi.PEMBERDAYAAN)
    pemain = pabrik.buat_pengguna(Peran.VERIFIKATOR)
    pabrik.beri_peran(pemain, Peran.OPERATOR_OPD, opd=setuju.penugasan.opd)
    hasil = {}
    for orang in (meja.verifikator, salah, pemain):
        klien.force_login(orang)
        hasil[orang] = klien.get("/meja/", {"meja": "saya"}).context["halaman"].paginator.count
    assert hasil == {meja.verifikator: 1, salah: 0, pemain: 0}


def test_paper_nobody_may_verify_is_said_so(klien):
    setuju, meja = _diajukan(3, status=StatusNaskah.DISETUJUI)
    meja.verifikator.peran.all().delete()
    klien.force_login(pabrik.buat_pengguna(Peran.PIMPINAN))
    assert klien.get("/meja/").content.decode().count("belum ada verifikator yang berwenang") == 2


def test_readers_without_open_papers_see_what_comes_next(klien):
    _diajukan()
    klien.force_login(pabrik.buat_pengguna(Peran.PEMBACA))
    assert "Tidak ada rencana aksi atau laporan yang sedang berjalan." in klien.get("/meja/").content.decode()


def test_draft_is_never_stuck_and_a_returned_paper_is():
    draf, meja = _diajukan(60, status=StatusNaskah.DRAF)
    kembali, _ = _diajukan(8, status=StatusNaskah.DIKEMBALIKAN)
    baris = {b.naskah: b for b in rekap_meja(pabrik.buat_pengguna(Peran.PIMPINAN), until=hari_ini())}
    assert (baris[draf].tertahan, baris[kembali].tertahan) == (False, True)
    assert baris[draf].meja.tempat == TempatMeja.OPD


@pytest.mark.parametrize("peran", [Peran.PIMPINAN, Peran.VERIFIKATOR])
def test_page_costs_the_same_at_one_and_five_rows(klien, peran):
    klien.force_login(pabrik.buat_pengguna(peran))

    def isi() -> None:
        for status in (StatusNaskah.DIAJUKAN, StatusNaskah.DISETUJUI, StatusNaskah.DIKEMBALIKAN):
            rencana, meja = _diajukan(5, status=status)
            pabrik_naskah.buat_laporan(rencana.penugasan, status=status, meja=meja)

    hitung = []
    for banyak in (1, 4):
        for _ in range(banyak):
            isi()
        klien.get("/meja/")
        with CaptureQueriesContext(connection) as kueri:
            assert klien.get("/meja/").status_code == 200
        hitung.append(len(kueri))
    assert hitung[0] == hitung[1]
    assert hitung[0] <= 12
