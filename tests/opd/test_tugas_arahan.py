"""Tasks of arahan: overdue first, for whom they are, and that the list of what one may check is the permission's."""

from __future__ import annotations

import random
import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from desa.waktu import hari_ini
from opd.enums import Peran, StatusTindakLanjut
from opd.models import AnggotaTim, TindakLanjut
from opd.permissions import can_check_arahan
from opd.rekap.tugas import tugas_saya
from opd.rekap.tugas_arahan import checkable
from tests.pabrik import SEKARANG, beri_peran, buat_kegiatan, buat_opd, buat_pengguna, buat_penugasan, buat_tim, pada
from tests.pabrik_arahan import buat_arahan, buat_tindak

pytestmark = pytest.mark.django_db
HARI = SEKARANG.date()


def kata(user, hari=HARI):
    return [t.kalimat for t in tugas_saya(user, until=hari) if "arahan" in t.jenis]


def test_an_opd_answers_the_longest_overdue_first():
    opd = buat_opd()
    operator = buat_pengguna(Peran.OPERATOR_OPD, opd=opd)
    for batas, isi in ((9, "Nanti."), (-5, "Lama."), (0, "Kini."), (-1, "Baru lewat.")):
        arahan = buat_arahan(batas=HARI + timedelta(days=batas), isi=isi, sebagai_pemberi="Sekretaris Daerah")
        buat_tindak(arahan, opd)
        buat_tindak(arahan)
    buat_tindak(opd=opd, status="dijawab")
    buat_tindak(buat_arahan(dicabut_pada=SEKARANG, alasan_cabut="uji"), opd)
    assert kata(operator) == [
        "Arahan Sekretaris Daerah “Lama.” terlambat dijawab 5 hari, sejak 15 Juli 2026.",
        "Arahan Sekretaris Daerah “Baru lewat.” terlambat dijawab 1 hari, sejak 19 Juli 2026.",
        "Arahan Sekretaris Daerah “Kini.” dijawab hari ini.",
        "Arahan Sekretaris Daerah “Nanti.” dijawab paling lambat 29 Juli 2026.",
    ]
    [pertama, *_] = tugas_saya(operator, until=HARI)
    t = TindakLanjut.objects.get(opd=opd, arahan__isi="Lama.")
    assert (pertama.tautan, pertama.keterangan) == (
        reverse("arahan:tindak", args=[t.arahan.uuid, opd.slug]),
        f"Untuk {opd.nama}.",
    )


def test_an_arahan_stands_before_older_work_of_the_villages():
    p = buat_penugasan()
    buat_kegiatan(p, date(2025, 3, 1))
    buat_tindak(buat_arahan(batas=HARI + timedelta(days=9)), p.opd)
    jenis = [t.jenis for t in tugas_saya(buat_pengguna(Peran.OPERATOR_OPD, opd=p.opd), until=HARI)]
    assert jenis[0] == "arahan"
    assert "foto" in jenis[1:]


def test_a_successor_sees_the_tasks_of_the_opd_merged_into_it():
    baru = buat_opd()
    lama = buat_opd(berlaku_selesai=HARI, dilebur_ke=baru)
    buat_tindak(buat_arahan(isi="Lanjutkan."), lama)
    assert len(kata(buat_pengguna(Peran.KEPALA_OPD, opd=baru))) == 1
    assert kata(buat_pengguna(Peran.KEPALA_OPD, opd=buat_opd())) == []


def test_answers_wait_for_verifikator_and_for_the_pimpinan_who_gave_the_arahan():
    pemberi = buat_pengguna(Peran.PIMPINAN)
    t = buat_tindak(
        buat_arahan(pemberi=pemberi, isi="Lapor."), status="dijawab", dijawab=pada(HARI - timedelta(days=3))
    )
    kalimat = [f"Jawaban {t.opd.nama} atas arahan “Lapor.” menunggu 3 hari."]
    harapan = {Peran.VERIFIKATOR: kalimat, Peran.PIMPINAN: [], Peran.ADMIN_SISTEM: [], Peran.PEMBACA: []}
    assert {p: kata(buat_pengguna(p)) for p in harapan} == harapan
    assert kata(pemberi) == kalimat


def test_many_answers_to_one_arahan_are_one_task_about_the_longest_waiting():
    arahan = buat_arahan(isi="Lapor.")
    for hari in (1, 6, 3):
        buat_tindak(arahan, status="dijawab", dijawab=pada(HARI - timedelta(days=hari)))
    [tugas] = [t for t in tugas_saya(buat_pengguna(Peran.VERIFIKATOR), until=HARI) if t.jenis == "periksa_arahan"]
    assert tugas.kalimat == "3 jawaban atas arahan “Lapor.” menunggu diperiksa, yang terlama menunggu 6 hari."
    assert (tugas.sejak, tugas.tautan) == (HARI - timedelta(days=6), reverse("arahan:detail", args=[arahan.uuid]))


@pytest.mark.parametrize("benih", range(4))
def test_the_list_to_check_is_what_the_permission_allows(benih):
    acak = random.Random(benih)
    opd = [buat_opd() for _ in range(4)]
    opd[0].dilebur_ke, opd[0].berlaku_selesai = opd[1], date(2026, 7, 1)
    opd[0].save()
    orang = [buat_pengguna(p) for p in (Peran.VERIFIKATOR, Peran.PIMPINAN, Peran.VERIFIKATOR, Peran.PIMPINAN)]
    beri_peran(orang[0], Peran.OPERATOR_OPD, opd=opd[1])
    beri_peran(orang[1], Peran.KEPALA_OPD, opd=opd[2])
    tim = buat_tim(buat_penugasan(opd=opd[3]))
    AnggotaTim.objects.create(tim=tim, nama="uji", peran="anggota", pengguna=orang[2])
    for _ in range(12):
        arahan = buat_arahan(pemberi=acak.choice(orang))
        for o in acak.sample(opd, 3):
            buat_tindak(arahan, o, status=acak.choice(list(StatusTindakLanjut)), oleh=acak.choice([orang[2], None]))
    for user in orang:
        boleh = [t.pk for t in TindakLanjut.objects.with_names() if can_check_arahan(user, t, on=HARI)]
        assert sorted(checkable(user, on=HARI).values_list("pk", flat=True)) == sorted(boleh)


def test_beranda_and_panel_lead_to_the_answer(client):
    opd = buat_opd()
    t = buat_tindak(buat_arahan(tanggal=hari_ini() - timedelta(days=9), batas=hari_ini() - timedelta(days=2)), opd)
    client.force_login(buat_pengguna(Peran.KEPALA_OPD, opd=opd))
    alamat = reverse("arahan:tindak", args=[t.arahan.uuid, opd.slug])
    for halaman in ("/", "/admin/"):
        teks = client.get(halaman).text
        assert alamat in teks
        assert "terlambat dijawab 2 hari" in teks
    assert "Arahan yang harus dijawab" in client.get("/").text


def test_beranda_of_a_pimpinan_with_an_answer_to_check(client):
    pemberi = buat_pengguna(Peran.PIMPINAN)
    client.force_login(pemberi)
    assert "Jawaban arahan" not in client.get("/").text
    buat_tindak(buat_arahan(pemberi=pemberi), status="dijawab")
    assert "Jawaban arahan yang harus diperiksa" in client.get("/").text


def test_opd_profile_counts_its_arahan_and_links_to_their_rows(client):
    opd = buat_opd()
    client.force_login(buat_pengguna(Peran.PEMBACA))
    halaman = reverse("opd:detail", args=[opd.slug])
    assert "Belum ada arahan kepada OPD ini" in client.get(halaman).text
    lalu, nanti = hari_ini() - timedelta(days=9), hari_ini() + timedelta(days=9)
    buat_tindak(buat_arahan(tanggal=lalu, batas=nanti), opd, status="selesai")
    buat_tindak(buat_arahan(tanggal=lalu, batas=lalu), opd)
    buat_tindak(buat_arahan(tanggal=lalu, batas=nanti), opd)
    teks = client.get(halaman).text
    assert "dari 2 arahan (50,0 %)" in teks
    temuan = re.findall(r'href="(/arahan/\?[^"]+)">(\d+)', teks)
    assert [angka for _, angka in temuan] == ["1", "1", "2", "1", "1"]
    for alamat, angka in temuan:
        assert client.get(alamat.replace("&amp;", "&")).context["halaman"].paginator.count == int(angka)
