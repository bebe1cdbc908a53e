"""Deciding on a paper from its page: rights, the way in words, and the page that carries out the decision.

Seen red: `hak_naskah` letting makers approve, the form sent on with the newest version, and no `select_related`.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desa.waktu import hari_ini
from opd.actions.naskah import approve_naskah, return_naskah, withdraw_naskah
from opd.enums import KelompokVerifikasi, Peran, StatusNaskah
from opd.models import Delegasi, LangkahNaskah, RencanaAksi
from opd.rekap.hak import HakNaskah, hak_naskah
from opd.rekap.meja import TempatMeja, covered_days, meja_naskah, read_papan
from opd.rekap.perjalanan import perjalanan, read_steps
from tests import pabrik, pabrik_naskah
from tests.opd.test_naskah_tabel import BOLEH, HARI, _orang
from tests.pabrik import SEKARANG

pytestmark = pytest.mark.django_db
TINDAKAN = ("tulis", "ajukan", "tarik", "setujui", "kembalikan", "verifikasi")


@pytest.mark.parametrize("buat", [pabrik_naskah.buat_rencana, pabrik_naskah.buat_laporan])
@pytest.mark.parametrize("status", list(StatusNaskah))
def test_hak_is_open_exactly_where_the_table_says(buat, status):
    penugasan = pabrik.buat_penugasan()
    orang = _orang(penugasan)
    meja = pabrik_naskah.Meja(orang["penulis"], pabrik.buat_pengguna(), pabrik.buat_pengguna())
    naskah = buat(penugasan, status=status, meja=meja, kelompok=KelompokVerifikasi.PEMBERDAYAAN)
    hak = {nama: hak_naskah(by, naskah, on=HARI) for nama, by in orang.items()}
    buka = {(t, nama) for nama, h in hak.items() for t in TINDAKAN if getattr(h, t)}
    assert buka == {(t, o) for t, boleh in BOLEH[status].items() for o in boleh}
    assert all(not h.sebab for nama, h in hak.items() if "verifikator" not in nama)


def _naskah(status: StatusNaskah = StatusNaskah.DIAJUKAN, **isi: Any) -> tuple[RencanaAksi, pabrik_naskah.Meja]:
    penugasan = pabrik.buat_penugasan()
    meja = pabrik_naskah.buat_meja(penugasan)
    return pabrik_naskah.buat_rencana(penugasan, status=status, meja=meja, **isi), meja


def test_sebab_names_why_who_sits_there_may_not_decide():
    rencana, meja = _naskah()
    opd = rencana.penugasan.opd
    penulis = pabrik_naskah.buat_rencana(rencana.penugasan, 2025, status="diajukan", meja=_swap(meja))
    assert hak_naskah(meja.kepala, penulis, on=HARI) == HakNaskah(
        tarik=True,
        kembalikan=True,
        sebab="Anda ikut menyusun atau mengajukan naskah ini, sehingga pejabat lain yang menyetujuinya; "
        "Anda dapat mengembalikannya.",
    )
    pabrik.buat_jabatan(opd=opd, status="plh", pemegang="Ibu Salampessy", mulai=HARI)
    assert hak_naskah(meja.kepala, rencana, on=HARI) == HakNaskah(
        tarik=True,
        sebab=f"Selama Ibu Salampessy (Plh. Kepala {opd.nama}) bertugas, naskah ini diputuskan olehnya.",
    )


def _swap(meja: pabrik_naskah.Meja) -> pabrik_naskah.Meja:
    return pabrik_naskah.Meja(meja.kepala, meja.operator, meja.verifikator)


def test_sebab_at_the_verifikator_names_group_own_opd_and_own_approval():
    rencana, meja = _naskah(StatusNaskah.DISETUJUI, kelompok=KelompokVerifikasi.BANSOS)
    lain = pabrik.buat_pengguna(Peran.VERIFIKATOR)
    lain.peran.update(kelompok=KelompokVerifikasi.PEMBERDAYAAN)
    lain.forget_roles()
    assert hak_naskah(lain, rencana, on=HARI).sebab == (
        "Naskah ini diverifikasi kelompok bantuan sosial, bukan kelompok Anda."
    )
    for orang in (meja.kepala, meja.operator, rekan := pabrik.buat_pengguna("operator_opd", opd=rencana.penugasan.opd)):
        pabrik.beri_peran(orang, Peran.VERIFIKATOR)
    assert hak_naskah(meja.kepala, rencana, on=HARI).sebab.startswith("Anda menyetujui naskah ini")
    assert hak_naskah(meja.operator, rencana, on=HARI).sebab.startswith("Anda ikut menyusun")
    assert hak_naskah(rekan, rencana, on=HARI).sebab == (
        f"Anda bekerja untuk {rencana.penugasan.opd.nama}, sehingga verifikator lain yang memutuskan naskah ini."
    )


def test_head_alone_reads_before_submitting_that_a_delegate_is_needed():
    penugasan = pabrik.buat_penugasan()
    kepala = pabrik.buat_pengguna(Peran.KEPALA_OPD, opd=penugasan.opd)
    hak = hak_naskah(kepala, pabrik_naskah.buat_rencana(penugasan), on=HARI)
    assert (hak.tulis, hak.ajukan) == (True, False)
    assert "catat delegasi kepada sekretaris" in hak.sebab


# --- desks -------------------------------------------------------------------------------------------------------


def _meja(naskah: Any, *, until: date = HARI) -> Any:
    return meja_naskah(naskah, read_papan(pabrik.buat_pengguna(Peran.PIMPINAN), [naskah], until=until))


def test_desk_of_a_submitted_paper_names_head_and_delegate():
    rencana, meja = _naskah(pada=SEKARANG - timedelta(days=5))
    jabatan = meja.kepala.jabatan.get()
    wakil = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=rencana.penugasan.opd)
    isi = {"opd": rencana.penugasan.opd, "jabatan": jabatan, "alasan": "uji", "dicatat_pada": SEKARANG}
    Delegasi.objects.create(penerima=wakil, mulai=HARI, selesai=HARI + timedelta(days=2), dicatat_oleh="uji", **isi)
    hasil = _meja(rencana)
    assert (hasil.tempat, hasil.hari, hasil.kosong) == (TempatMeja.KEPALA, 5, False)
    assert [(p.nama, p.sebagai, p.akun) for p in hasil.penghuni] == [
        (jabatan.pemegang, jabatan.nama_jabatan, meja.kepala.pk),
        (wakil.nama, "mewakili sampai sebelum 22 Juli 2026", wakil.pk),
    ]


def test_clock_stands_while_the_head_desk_is_empty():
    rencana, meja = _naskah(pada=SEKARANG - timedelta(days=10))
    meja.kepala.jabatan.update(selesai=HARI - timedelta(days=6))
    hasil = _meja(rencana)
    assert (hasil.hari, hasil.hari_kosong, hasil.kosong, hasil.penghuni) == (4, 6, True, ())
    pabrik.buat_jabatan(opd=rencana.penugasan.opd, status="plt", mulai=HARI - timedelta(days=2))
    hasil = _meja(rencana)
    assert (hasil.hari, hasil.hari_kosong, hasil.kosong) == (6, 4, False)


def test_desk_after_a_merger_is_the_successors():
    rencana, meja = _naskah(pada=SEKARANG - timedelta(days=10))
    penerus = pabrik.buat_opd()
    kepala = pabrik.buat_pengguna(Peran.KEPALA_OPD, opd=penerus)
    opd = rencana.penugasan.opd
    opd.dilebur_ke, opd.berlaku_selesai = penerus, HARI - timedelta(days=3)
    opd.save()
    meja.kepala.jabatan.update(selesai=HARI - timedelta(days=8))
    hasil = _meja(RencanaAksi.objects.select_related("penugasan__opd__dilebur_ke").get(pk=rencana.pk))
    assert (hasil.nama, [p.akun for p in hasil.penghuni]) == (f"Kepala {penerus.nama}", [kepala.pk])
    assert (hasil.hari, hasil.hari_kosong) == (5, 5)


def test_desk_of_an_approved_paper_names_only_who_may_verify():
    rencana, meja = _naskah(StatusNaskah.DISETUJUI, kelompok=KelompokVerifikasi.BANSOS)
    kelompok_lain = pabrik.buat_pengguna(Peran.VERIFIKATOR)
    kelompok_lain.peran.update(kelompok=KelompokVerifikasi.PEMBERDAYAAN)
    pabrik.beri_peran(meja.operator, Peran.VERIFIKATOR)
    pabrik.beri_peran(meja.kepala, Peran.VERIFIKATOR)
    semua = [meja.verifikator, kelompok_lain, meja.operator, meja.kepala]
    hasil = _meja(rencana)
    assert [p.akun for p in hasil.penghuni] == [p.pk for p in semua if hak_naskah(p, rencana, on=HARI).verifikasi]
    assert [p.akun for p in hasil.penghuni] == [meja.verifikator.pk]
    assert hasil.nama == "Verifikator kelompok bantuan sosial"


def test_draft_and_verified_paper_lie_at_the_opd_and_at_none():
    assert _meja(_naskah(StatusNaskah.DRAF)[0]).tempat == TempatMeja.OPD
    assert _meja(_naskah(StatusNaskah.DIVERIFIKASI)[0]) is None


def test_covered_days_equals_counting_day_by_day():
    acak = pytest.importorskip("random").Random(7)
    for _ in range(200):
        masa = []
        for _ in range(acak.randint(0, 5)):
            mulai = HARI + timedelta(days=acak.randint(-20, 20))
            masa.append((mulai, None if acak.random() < 0.2 else mulai + timedelta(days=acak.randint(1, 15))))
        dari, sampai = HARI - timedelta(days=acak.randint(0, 15)), HARI + timedelta(days=acak.randint(0, 15))
        lambat = [
            h
            for h in (dari + timedelta(days=n) for n in range((sampai - dari).days))
            if any(m <= h and (s is None or h < s) for m, s in masa)
        ]
        assert covered_days(masa, dari, sampai) == len(lambat)


def test_perjalanan_tells_every_step_in_order():
    rencana, meja = _naskah()
    return_naskah(rencana, versi=1, alasan="Sasaran belum jelas.", by=meja.kepala, at=SEKARANG)
    rencana.refresh_from_db()
    langkah = read_steps(meja.operator, rencana)
    hasil = perjalanan(rencana, langkah, read_papan(meja.operator, [rencana], until=HARI))
    assert [(k.oleh, k.kata, k.alasan) for k in hasil.langkah] == [
        (meja.kepala.nama, "mengembalikan", "Sasaran belum jelas.")
    ]
    assert hasil.meja is not None
    assert hasil.meja.nama == rencana.penugasan.opd.nama


# --- the page ----------------------------------------------------------------------------------------------------


def _alamat(naskah: Any) -> str:
    return f"/naskah/rencana/{naskah.uuid}/putuskan/"


def _kirim(klien: Any, oleh: Any, naskah: Any, tindakan: str, **isi: Any) -> Any:
    klien.force_login(oleh)
    return klien.post(_alamat(naskah), {"tindakan": tindakan, "versi": naskah.versi} | isi)


def test_head_approves_from_the_page(klien):
    rencana, meja = _naskah()
    jawab = _kirim(klien, meja.kepala, rencana, "setujui")
    assert (jawab.status_code, jawab.url) == (302, f"/rencana/{rencana.uuid}/")
    rencana.refresh_from_db()
    assert (rencana.status, rencana.disetujui_oleh) == (StatusNaskah.DISETUJUI, meja.kepala)
    isi = klien.get(_alamat(rencana)).content.decode()
    assert f"{meja.kepala.nama} menyetujui" in isi
    assert "Rencana aksi sudah disetujui." in isi


def test_operator_withdraws_from_the_page(klien):
    rencana, meja = _naskah()
    assert _kirim(klien, meja.operator, rencana, "tarik").status_code == 302
    rencana.refresh_from_db()
    assert rencana.status == StatusNaskah.DRAF


def test_return_without_reason_is_told_on_the_page(klien):
    rencana, meja = _naskah()
    jawab = _kirim(klien, meja.kepala, rencana, "kembalikan", alasan=" ")
    assert jawab.status_code == 422
    assert "Tulis alasan pengembalian supaya OPD tahu apa yang harus diperbaiki." in jawab.content.decode()
    assert LangkahNaskah.objects.count() == 0


def test_second_reader_is_told_who_was_first_and_keeps_the_reason(klien):
    rencana, meja = _naskah()
    approve_naskah(rencana, versi=1, by=meja.kepala, at=SEKARANG)
    jawab = _kirim(klien, meja.kepala, rencana, "kembalikan", versi=1, alasan="Lengkapi pagu baris 2.")
    klien_isi = jawab.content.decode()
    assert jawab.status_code == 422
    assert f"Rencana aksi ini sudah disetujui oleh {meja.kepala.nama} pada 20 Juli 2026 09.00 WIT." in klien_isi
    assert "Lengkapi pagu baris 2." in klien_isi


def test_changed_version_is_approved_only_after_the_newest_was_taken_up(klien):
    rencana, meja = _naskah()
    RencanaAksi.objects.update(versi=4)
    isi = {"versi": 1, "alasan": "Belum lengkap."}
    for _ in range(2):
        jawab = _kirim(klien, meja.kepala, rencana, "setujui", **isi).content.decode()
        assert "Lanjut dengan versi terbaru" in jawab
        assert 'name="versi" value="1"' in jawab
    jawab = _kirim(klien, meja.kepala, rencana, "muat", **isi).content.decode()
    assert 'name="versi" value="4"' in jawab
    assert "Belum lengkap." in jawab
    assert _kirim(klien, meja.kepala, rencana, "setujui", versi=4).status_code == 302


@pytest.mark.parametrize("versi", ["", "abc", "-1", "9" * 40, "0"])
def test_unreadable_version_is_a_sentence(klien, versi):
    rencana, meja = _naskah()
    jawab = _kirim(klien, meja.kepala, rencana, "setujui", versi=versi)
    assert "Versi isian tidak terbaca." in jawab.content.decode()
    rencana.refresh_from_db()
    assert rencana.status == StatusNaskah.DIAJUKAN


@pytest.mark.parametrize("tindakan", ["", "hapus", "ajukan", "verifikasi"])
def test_acts_that_are_not_offered_change_nothing(klien, tindakan):
    rencana, meja = _naskah()
    assert _kirim(klien, meja.kepala, rencana, tindakan).status_code in (422, 403)
    rencana.refresh_from_db()
    assert rencana.status == StatusNaskah.DIAJUKAN


def test_strangers_read_404_and_readers_are_refused(klien):
    rencana, meja = _naskah()
    lain = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=pabrik.buat_opd())
    assert _kirim(klien, lain, rencana, "setujui").status_code == 404
    assert _kirim(klien, pabrik.buat_pengguna(Peran.PIMPINAN), rencana, "setujui").status_code == 403
    assert _kirim(klien, meja.operator, rencana, "setujui").status_code == 403
    assert klien.get(f"/naskah/lain/{rencana.uuid}/putuskan/").status_code == 404


@pytest.mark.sekali
def test_page_offers_each_reader_only_the_own_buttons(klien):
    rencana, meja = _naskah()

    def tombol(pengguna: Any) -> set[str]:
        klien.force_login(pengguna)
        isi = klien.get(_alamat(rencana)).content.decode()
        return {t for t in TINDAKAN if f'value="{t}"' in isi}

    assert tombol(meja.kepala) == {"setujui", "kembalikan", "tarik"}
    assert tombol(meja.operator) == {"tarik"}
    assert tombol(meja.verifikator) == set()
    withdraw_naskah(rencana, versi=1, by=meja.operator, at=SEKARANG)
    assert tombol(meja.kepala) == set()


@pytest.mark.parametrize("status", [StatusNaskah.DIAJUKAN, StatusNaskah.DISETUJUI])
def test_page_costs_the_same_however_long_the_way(klien, status):
    rencana, meja = _naskah(status, pada=pabrik.pada(hari_ini()))
    klien.force_login(meja.kepala if status == StatusNaskah.DIAJUKAN else meja.verifikator)
    hitung = []
    for _ in range(2):
        klien.get(_alamat(rencana))
        with CaptureQueriesContext(connection) as kueri:
            klien.get(_alamat(rencana))
        hitung.append(len(kueri))
        for _ in range(4):
            LangkahNaskah.objects.create(
                rencana=rencana, tindakan="tarik", dari="diajukan", ke="draf", versi=1, oleh=meja.operator,
                sebagai="uji", pada=SEKARANG,
            )  # fmt: skip
    assert hitung[0] == hitung[1]
    assert hitung[0] <= 10
