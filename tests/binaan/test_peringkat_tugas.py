"""What a ranking asks of whom on Beranda, from the open draft to the version that answers an objection."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from opd.enums import Peran
from opd.rekap.tugas import tugas_saya
from tests.pabrik import buat_jabatan, buat_opd, buat_pengguna, buat_penugasan
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


def tugas(orang, hari=HARI):
    """The buttons of the ranking's tasks, by address."""
    return {t.tautan: t.label_tombol for t in tugas_saya(orang, until=hari) if t.jenis == "peringkat"}


@pytest.fixture
def dunia():
    a, b = buat_opd(), buat_opd()
    buat_penugasan(opd=a, mulai=date(2024, 1, 1))
    kepala, operator = (buat_pengguna(p, opd=a) for p in (Peran.KEPALA_OPD, Peran.OPERATOR_OPD))
    lain = buat_pengguna(Peran.KEPALA_OPD, opd=b)
    semua = {"kepala": kepala, "operator": operator, "lain": lain, "sekda": buat_sekda()}
    return a, semua | {"verifikator": buat_pengguna(Peran.VERIFIKATOR), "pembaca": buat_pengguna(Peran.PEMBACA)}


@pytest.mark.sekali
def test_each_step_of_a_ranking_is_a_task_of_who_must_act(dunia):
    """Once: the steps themselves are taken on both databases (test_peringkat_halaman, test_peringkat_beku)."""
    a, orang = dunia
    bobot = buat_bobot()
    draf = buat_hitungan(masukan(biasa(7, a)), bobot=bobot)

    def semua(hari=HARI):
        return {nama: isi for nama, o in orang.items() if (isi := tugas(o, hari))}

    assert semua() == {"verifikator": {f"/peringkat/?lembar={TAHUN}": "Buka untuk koreksi"}}
    assert semua(date(TAHUN, 12, 31)) == {}
    buat_masa(dibuka_pada=BEKU - timedelta(days=13))
    kartu = {f"/peringkat/opd/{a.slug}/?lembar={TAHUN}": "Periksa Kartu Keadilan"}
    assert semua() == {"kepala": kartu, "operator": kartu}
    beku = {"sekda": {f"/peringkat/{TAHUN}/bekukan/": "Periksa dan bekukan"}}
    assert semua(HARI + timedelta(days=1)) == {"kepala": kartu, "operator": kartu, **beku}
    p = buat_peringkat(biasa(7, a), bobot=bobot)
    baca = {"kepala": {f"/peringkat/opd/{a.slug}/?lembar={p.uuid}": "Baca Kartu Keadilan"}}
    assert (semua(), semua(HARI + timedelta(days=15))) == (baca, {})
    s = buat_sanggahan(p, a)
    putus = {f"/peringkat/sanggahan/{s.uuid}/": "Putuskan sanggahan"}
    assert semua() == {"verifikator": putus, "sekda": putus}
    s.putusan, s.alasan_putusan, s.diputus_oleh, s.diputus_pada = "dikabulkan", "uji", orang["verifikator"], BEKU
    s.save()
    assert semua() == {}
    draf.pk, draf.sanggahan = None, s
    draf.save()
    assert semua() == {"sekda": {f"/peringkat/sanggahan/{s.uuid}/versi-baru/": "Periksa dan bekukan"}}


def test_only_who_sits_at_the_desk_of_the_sekda_is_asked(dunia):
    _, orang = dunia
    b = buat_bobot(2027, ditetapkan=False)
    minta = {f"/peringkat/bobot/{b.uuid}/": "Periksa bobot"}
    assert [n for n, o in orang.items() if tugas(o) == minta] == ["sekda"]
    plh = buat_pengguna(Peran.PIMPINAN)
    setda = orang["sekda"].jabatan.get().opd
    buat_jabatan(opd=setda, status="plh", pengguna=plh, mulai=date(2026, 2, 1))
    plh.forget_roles()
    assert (tugas(plh), tugas(orang["sekda"])) == (minta, {})


def test_tasks_of_the_ranking_stand_on_beranda(client, dunia):
    a, orang = dunia
    buat_hitungan(masukan(biasa(7, a)), bobot=buat_bobot())
    client.force_login(orang["verifikator"])
    teks = client.get("/").text
    assert ("Peringkat OPD" in teks, f"Nilai sementara {TAHUN} belum dibuka untuk koreksi." in teks) == (True, True)
