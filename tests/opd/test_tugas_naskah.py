"""Tasks that papers make: the lists against the rights themselves over random worlds, and what Beranda says.

Seen red: `_without_own` returning everything, the Plh. left out of `_desks`, and teams left out of `verifiable`.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desa.waktu import hari_ini
from opd.actions.naskah import return_naskah
from opd.enums import Peran, StatusNaskah
from opd.models import Delegasi, Jabatan, LaporanTriwulan, RencanaAksi
from opd.permissions import can_approve_naskah, can_verify_naskah, can_write_naskah
from opd.rekap.tertahan import rekap_meja
from opd.rekap.tugas import tugas_saya
from opd.rekap.tugas_naskah import approvable, returned, vacant_desks, verifiable
from tests import pabrik, pabrik_naskah
from tests.opd.test_meja import DuniaMeja
from tests.pabrik_tenggat import buat_tenggat

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("benih", range(40))
def test_lists_hold_exactly_what_the_rights_allow(benih):
    dunia = DuniaMeja(benih)
    for orang in dunia.orang:
        for model in (RencanaAksi, LaporanTriwulan):
            terbaca = list(model.objects.visible_to(orang))
            boleh = {n.pk for n in terbaca if can_approve_naskah(orang, n, on=hari_ini())}
            assert {n.pk for n in approvable(orang, model, on=hari_ini())} == boleh
            periksa = {n.pk for n in terbaca if can_verify_naskah(orang, n, on=hari_ini())}
            assert {n.pk for n in verifiable(orang, model, on=hari_ini())} == periksa
            tulis = {n.pk for n in terbaca if n.status == "dikembalikan" and can_write_naskah(orang, n, on=hari_ini())}
            assert {n.pk for n in returned(orang, model, on=hari_ini())} == tulis


@pytest.mark.parametrize("benih", range(20))
def test_vacant_desks_are_those_of_the_list(benih):
    DuniaMeja(benih)
    pimpinan = pabrik.buat_pengguna(Peran.PIMPINAN)
    kosong = [b for b in rekap_meja(pimpinan, until=hari_ini()) if b.meja.kosong]
    hasil = {o.slug: (o.n_rencana + o.n_laporan) for o in vacant_desks(pimpinan, on=hari_ini())}
    lambat: dict[str, int] = {}
    for b in kosong:
        slug = b.meja.kunci.removeprefix("kepala-")
        lambat[slug] = lambat.get(slug, 0) + 1
    assert hasil == lambat


def _naskah(status: str = "diajukan", *, hari: int = 5, **isi: Any) -> tuple[RencanaAksi, pabrik_naskah.Meja]:
    penugasan = pabrik.buat_penugasan()
    meja = pabrik_naskah.buat_meja(penugasan)
    sejak = pabrik.pada(hari_ini() - timedelta(days=hari))
    return pabrik_naskah.buat_rencana(penugasan, status=status, meja=meja, pada=sejak, **isi), meja


def _tugas(orang: Any, *jenis: str) -> list[Any]:
    return [t for t in tugas_saya(orang, until=hari_ini()) if t.jenis in jenis]


def test_head_is_asked_to_approve_in_the_panel_and_a_delegate_on_the_page():
    rencana, meja = _naskah()
    (tugas,) = _tugas(meja.kepala, "setujui")
    assert tugas.kalimat.startswith(f"Rencana aksi 2026 {rencana.penugasan.desa.nama} menunggu persetujuan Anda sejak ")
    assert tugas.tautan == f"/admin/opd/rencanaaksi/{rencana.pk}/change/"
    assert tugas.tempat.kode == rencana.penugasan.desa.kode
    wakil = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=rencana.penugasan.opd)
    assert _tugas(wakil, "setujui") == []
    isi = {"opd": rencana.penugasan.opd, "jabatan": meja.kepala.jabatan.get(), "alasan": "uji", "dicatat_oleh": "uji"}
    hari = hari_ini()
    Delegasi.objects.create(
        penerima=wakil, mulai=hari, selesai=hari + timedelta(days=2), dicatat_pada=pabrik.SEKARANG, **isi
    )
    assert [t.tautan for t in _tugas(wakil, "setujui")] == [f"/rencana/{rencana.uuid}/"]
    assert _tugas(meja.operator, "setujui") == []


def test_returned_paper_comes_back_to_the_operator_with_the_reason(client):
    rencana, meja = _naskah()
    saat = pabrik.pada(hari_ini())
    return_naskah(rencana, versi=1, alasan="Sasaran <b>baris 2</b> belum jelas.", by=meja.kepala, at=saat)
    (tugas,) = _tugas(meja.operator, "kembali")
    assert "Sasaran <b>baris 2</b> belum jelas." in tugas.kalimat
    client.force_login(meja.operator)
    teks = client.get("/").text
    assert ("&lt;b&gt;baris 2" in teks, "<b>baris 2" in teks) == (True, False)


def test_verifikator_is_asked_for_the_own_group_oldest_first(client):
    baru, _ = _naskah("disetujui", hari=2, kelompok="bansos")
    lama, _ = _naskah("disetujui", hari=9, kelompok="bansos")
    _naskah("disetujui", hari=20, kelompok="pemberdayaan")
    verifikator = pabrik.buat_pengguna(Peran.VERIFIKATOR)
    verifikator.peran.update(kelompok="bansos")
    verifikator.forget_roles()
    desa = [n.penugasan.desa.nama for n in (lama, baru)]
    assert [t.kalimat.split(" dari ")[0] for t in _tugas(verifikator, "verifikasi")] == [
        f"Rencana aksi 2026 {nama}" for nama in desa
    ]
    client.force_login(verifikator)
    assert "Naskah yang menunggu verifikasi" in client.get("/").text


def test_pimpinan_reads_which_empty_office_holds_papers_up(client):
    rencana, meja = _naskah(hari=9)
    pabrik_naskah.buat_laporan(
        rencana.penugasan, status=StatusNaskah.DIAJUKAN, meja=meja, pada=pabrik.pada(hari_ini() - timedelta(days=3))
    )
    pimpinan = pabrik.buat_pengguna(Peran.PIMPINAN)
    assert _tugas(pimpinan, "jabatan_kosong") == []
    Jabatan.objects.update(selesai=hari_ini())
    (tugas,) = _tugas(pimpinan, "jabatan_kosong")
    assert tugas.kalimat.startswith(f"Jabatan kepala {rencana.penugasan.opd.nama} kosong; 2 naskah menunggu sejak ")
    assert tugas.sejak == hari_ini() - timedelta(days=9)
    client.force_login(pimpinan)
    assert tugas.kalimat in client.get("/").text
    assert client.get(tugas.tautan).context["halaman"].paginator.count == 2


def test_papers_add_no_query_to_beranda(client):
    rencana, meja = _naskah()
    pabrik.beri_peran(meja.kepala, Peran.VERIFIKATOR)
    client.force_login(meja.kepala)
    hitung = []
    for tahun in (2027, 2037):
        client.get("/")
        with CaptureQueriesContext(connection) as kueri:
            client.get("/")
        hitung.append(len(kueri))
        for n in range(4):
            pabrik_naskah.buat_rencana(rencana.penugasan, tahun + n, status="diajukan", meja=meja)
            _naskah("disetujui")
    assert hitung[0] == hitung[1] <= 12


def test_report_names_its_deadline_to_the_head_and_the_last_day_to_who_repairs():
    p = pabrik.buat_penugasan(mulai=date(2026, 1, 1))
    meja = pabrik_naskah.buat_meja(p)
    saat = pabrik.pada(date(2026, 7, 15))

    def kata(orang, jenis: str) -> list[str]:
        return [t.keterangan for t in tugas_saya(orang, until=date(2026, 7, 20)) if t.jenis == jenis]

    laporan = pabrik_naskah.buat_laporan(p, 2026, 2, status=StatusNaskah.DIAJUKAN, meja=meja, pada=saat)
    pabrik_naskah.buat_rencana(p, 2026, status=StatusNaskah.DIAJUKAN, meja=meja, pada=saat)
    akhir = "Setujui, atau kembalikan dengan alasan."
    assert sorted(kata(meja.kepala, "setujui")) == [f"Batas 30 Juli 2026, tinggal 10 hari. {akhir}", akhir]
    buat_tenggat(2026, 2, date(2026, 7, 25))
    assert f"Batas 25 Juli 2026, tinggal 5 hari. {akhir}" in kata(meja.kepala, "setujui")
    return_naskah(laporan, versi=1, alasan="Lengkapi.", by=meja.kepala, at=saat)
    assert kata(meja.operator, "kembali") == ["Perbaiki, lalu ajukan lagi paling lambat 22 Juli 2026."]
