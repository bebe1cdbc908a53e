"""The order of what the dashboard says: decisions by what slips now, villages by how bad they are."""

import re
from datetime import timedelta

import pytest

from desa.waktu import hari_ini, tambah_bulan
from opd.enums import Peran
from tests.binaan.test_dasbor import ALAMAT, desa_binaan, isi
from tests.pabrik import buat_opd, buat_pengguna, buat_penugasan, buat_tim, pada

pytestmark = pytest.mark.django_db


@pytest.fixture
def pimpinan(klien):
    klien.force_login(buat_pengguna(Peran.PIMPINAN))
    return klien


def test_villages_left_alone_long_ago_are_decided_after_what_slips_now(pimpinan):
    """Guards against every village without an OPD in the first place, whenever its assistance ended."""
    tutup = {"cara_selesai": "selesai", "alasan_selesai": "uji", "selesai_dicatat_pada": pada(hari_ini())}
    lama, baru = (hari_ini() - timedelta(days=n) for n in (500, 100))
    p = buat_penugasan(mulai=lama - timedelta(300), selesai=lama, **tutup)
    buat_tim(buat_penugasan(mulai=hari_ini() - timedelta(days=200)))

    def kalimat():
        teks = isi(pimpinan.get(ALAMAT)).partition('id="j-angka"')[0]
        return re.findall(r'<li id="putus-\d">\s*<p>(.*?) <a', teks)

    awal = kalimat()
    assert ("belum pernah dikunjungi" in awal[0], p.desa.nama in awal[-1]) == (True, True)
    q = buat_penugasan(mulai=baru - timedelta(300), selesai=baru, **tutup)
    assert q.desa.nama in kalimat()[0]
    assert "desa tidak lagi didampingi OPD" not in isi(pimpinan.get(ALAMAT))
    assert "Masih ada 1 desa lain" in kalimat()[0]


def test_villages_that_no_decision_has_room_for_are_still_counted(pimpinan):
    """Guards the line: without it, on the sample 26 villages without an OPD stood nowhere on the dashboard."""
    tutup = {"cara_selesai": "selesai", "alasan_selesai": "uji", "selesai_dicatat_pada": pada(hari_ini())}
    lama = hari_ini() - timedelta(days=500)
    buat_penugasan(mulai=lama - timedelta(300), selesai=lama, **tutup)
    buat_penugasan(mulai=hari_ini() - timedelta(days=200))
    teks = isi(pimpinan.get(ALAMAT))
    [alamat] = re.findall(r'<a href="([^"]+)">1 desa tidak lagi didampingi OPD</a>', teks)
    assert "1 desa" in isi(pimpinan.get(alamat))


def test_state_of_villages_lists_the_worst_first(pimpinan):
    """Guards against rows in the order of their OPD's name."""
    baik = desa_binaan(opd=buat_opd(nama="Badan A"))
    buruk = buat_penugasan(mulai=tambah_bulan(hari_ini(), -15), opd=buat_opd(nama="Dinas Z"))
    teks = isi(pimpinan.get(f"{ALAMAT}?rinci=desa"))
    assert 0 < teks.index(f"/desa/{buruk.desa.kode}/") < teks.index(f"/desa/{baik.desa.kode}/")


def test_the_worst_is_the_same_on_the_red_list_the_table_the_rows_and_the_decision(pimpinan):
    """Seen red with the table by state and the decision by days: the list began with the one, the table with the other."""
    hari = hari_ini()
    lama = buat_penugasan(mulai=hari - timedelta(days=300), opd=buat_opd(nama="Badan A"))
    parah = buat_penugasan(mulai=hari - timedelta(days=250), opd=buat_opd(nama="Dinas Z"))
    buat_tim(lama)  # one trouble less than the other
    tempat = [p.desa.kode for p in (parah, lama)]
    layar = pimpinan.get(ALAMAT).context
    assert [m.alamat for m in layar["merah"].baris] == [f"/desa/{kode}/" for kode in tempat]
    assert [m.masalah.count(";") + 1 for m in layar["merah"].baris] == [4, 3]
    assert layar["keputusan"][0].desa == tempat[0]
    for alamat in (f"{ALAMAT}?rinci=desa", f"{ALAMAT}opd/?urut=keadaan"):
        teks = isi(pimpinan.get(alamat)).partition("<table")[2]
        di = [teks.index(f"/desa/{kode}/") for kode in tempat]
        assert di == sorted(di), alamat
