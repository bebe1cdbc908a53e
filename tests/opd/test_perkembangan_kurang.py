"""Who lacks the state of the last quarter due: one task a village, a page with the same number, a line on the enterprise.

Seen red with `owing` counting the closed, with the task of a quarter that another OPD had, with the NIB's dates ignored, and
with late states left out of what changed since the verification.
"""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from desa.waktu import hari_ini, triwulan
from opd.actions.isi_perkembangan import IsiPerkembangan
from opd.actions.perkembangan import cancel_perkembangan, record_perkembangan
from opd.enums import Peran
from opd.rekap.perkembangan import due_quarter
from opd.rekap.perubahan_laporan import changes_since, summed_up
from opd.rekap.tugas import tugas_saya
from tests import pabrik, pabrik_legalitas
from tests.pabrik import pada
from tests.pabrik_naskah import buat_kunci
from tests.pabrik_usaha import buat_perkembangan

pytestmark = pytest.mark.django_db
TEMPO, TW = date(2026, 10, 15), date(2026, 7, 1)


@pytest.fixture
def dunia() -> Any:
    """A village whose UMKM are one with a state of TW III 2026, two without, and four that owe none."""

    class D:
        penugasan = pabrik.buat_penugasan()
        oleh = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd)
        desa = penugasan.desa

    ada, D.umkm, D.dua = (pabrik.buat_umkm(desa=D.desa, nama=n) for n in ("Ada", "Kurang", "Kurang Dua"))
    buat_perkembangan(ada, date(2026, 8, 3), pekerja_l=1)
    batal = buat_perkembangan(D.umkm, date(2026, 8, 3), pekerja_l=1)
    buat_perkembangan(D.umkm, date(2026, 8, 3), menggantikan=batal, batal=True, alasan_koreksi="salah usaha")
    pabrik.buat_umkm(desa=D.desa, tutup_pada=date(2026, 9, 30))
    pabrik.buat_penutupan(pabrik.buat_umkm(desa=D.desa), date(2026, 6, 1), date(2026, 10, 5))
    pabrik.buat_umkm(desa=D.desa, dibina_sejak=date(2026, 10, 1))
    pabrik.buat_umkm(desa=D.desa, bentuk="koperasi")
    return D


def tugas(d: Any, hari: date) -> list[tuple[str, date, str]]:
    return [(t.kalimat, t.sejak, t.tautan) for t in tugas_saya(d.oleh, until=hari) if t.jenis == "perkembangan"]


@pytest.mark.parametrize(
    ("hari", "awal"), [(TEMPO - timedelta(days=1), date(2026, 4, 1)), (TEMPO, TW), (date(2027, 1, 14), TW)]
)
def test_quarter_is_due_fifteen_days_after_its_end(hari, awal):
    assert due_quarter(hari) == awal


def test_one_task_a_village_says_how_many_and_leads_to_them(dunia, client):
    d, alamat = dunia, reverse("perkembangan:desa", args=[dunia.desa.kode, 2026, 3])
    kalimat = f"Perkembangan TW III 2026 di {d.desa.nama} belum dicatat untuk {{}} UMKM."
    assert tugas(d, TEMPO) == [(kalimat.format(2), TEMPO, alamat)]
    buat_perkembangan(d.dua, date(2026, 9, 3), pekerja_l=1)
    assert tugas(d, TEMPO) == [(kalimat.format(1), TEMPO, alamat)]
    client.force_login(d.oleh)
    teks = client.get(alamat).text
    assert ["1 dari 3 UMKM belum dicatat" in teks, teks.count(">belum dicatat</span>")] == [True, 1]
    assert [n in teks for n in ("Kurang</a>", "Unduh templat Excel", "?triwulan=2026-3")] == [True] * 3
    client.force_login(pabrik.buat_pengguna(Peran.PEMBACA))
    assert ["Unduh templat" in client.get(alamat).text, "Catat</a>" in client.get(alamat).text] == [False, False]
    for tahun, tw in ((2026, 5), (2026, 0), (2099, 1), (1, 1)):
        assert client.get(f"/desa/{d.desa.kode}/perkembangan/{tahun}/{tw}/").status_code == 404


def test_quarter_of_the_opd_before_is_no_task_of_the_next(dunia):
    p = dunia.penugasan
    p.selesai, p.cara_selesai, p.alasan_selesai = date(2026, 10, 1), "dialihkan", "uji"
    p.selesai_dicatat_pada = pada(p.selesai)
    p.save()
    baru = pabrik.buat_penugasan(desa=dunia.desa, mulai=p.selesai)
    dunia.oleh = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=baru.opd)
    assert tugas(dunia, TEMPO) == []


def test_village_page_asks_the_same_with_one_enterprise_and_with_five(dunia, client):
    client.force_login(dunia.oleh)
    jumlah = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as kueri:
            client.get(reverse("perkembangan:desa", args=[dunia.desa.kode, 2026, 3]))
        jumlah.append(len(kueri))
        for n in range(5):
            buat_perkembangan(pabrik.buat_umkm(desa=dunia.desa), date(2026, 8, 3 + n), pekerja_l=1)
    assert jumlah[0] == jumlah[1] <= 12


def test_enterprise_says_which_quarter_lacks_and_the_form_knows_it(client):
    p, awal = pabrik.buat_penugasan(), due_quarter(hari_ini())
    umkm = pabrik.buat_umkm(desa=p.desa, nib="0220001234567", dibina_sejak=date(2025, 2, 1))
    client.force_login(pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=p.opd))
    kunci = "{}-{}".format(*triwulan(awal))
    alamat = f"{reverse('perkembangan:baru', args=[umkm.uuid])}?triwulan={kunci}"
    assert alamat in client.get(reverse("umkm:detail", args=[umkm.uuid])).text
    form = client.get(alamat).context["form"]
    assert (form.initial["tanggal"], form.initial["berizin"]) == (None, "ya")
    buat_perkembangan(umkm, awal, pekerja_l=1)
    assert "?triwulan=" not in client.get(reverse("umkm:detail", args=[umkm.uuid])).text


def test_formal_status_follows_the_licences_of_the_day(client):
    p, kini = pabrik.buat_penugasan(), hari_ini()
    umkm = pabrik.buat_umkm(desa=p.desa, nib="0220001234567", dibina_sejak=date(2025, 2, 1))
    client.force_login(pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=p.opd))
    pabrik_legalitas.buat_legalitas(umkm, "halal", berlaku_sampai=kini)
    pabrik_legalitas.buat_legalitas(umkm, "merek", berlaku_sampai=kini - timedelta(days=1))
    pabrik_legalitas.buat_legalitas(umkm, "sni", status="proses", nomor="")
    nib = pabrik_legalitas.buat_legalitas(umkm, "nib", status="proses", nomor="", terbit_pada=kini)
    alamat, tampil = reverse("perkembangan:baru", args=[umkm.uuid]), []
    for terbit in (kini, kini + timedelta(days=1)):
        nib.terbit_pada = terbit
        nib.save()
        form = client.get(alamat).context["form"]
        tampil.append((form.initial["berizin"], form.fields["berizin"].help_text.partition(": ")[2]))
    assert tampil == [("ya", "NIB, Halal."), ("tidak", "Halal.")]


def test_late_states_count_in_what_changed_since_the_verification_and_in_the_next_report(dunia):
    """Of the rupiah nothing is told."""
    d = dunia
    laporan = buat_kunci(d.penugasan, 3, pada(date(2026, 10, 5)))
    saat = {"by": d.oleh, "at": pada(date(2026, 10, 20))}
    isi = IsiPerkembangan(date(2026, 8, 3), 2, aset_rp=71_828_182)
    baru = record_perkembangan(d.umkm, isi, uuid=uuid.uuid4(), susulan="Sinyal putus.", **saat)
    cancel_perkembangan(baru, uuid=uuid.uuid4(), alasan="Salah usaha.", **saat)
    ubah = changes_since(d.oleh, laporan)
    assert [(s.jenis, s.kalimat, s.alasan) for s in ubah] == [
        ("batal", "Perkembangan Kurang, 3 Agustus 2026, dibatalkan", "Salah usaha."),
        ("susulan", "Perkembangan Kurang, 3 Agustus 2026, dicatat susulan", "Sinyal putus."),
    ]
    assert (summed_up(ubah), "71.828" in str(ubah) or "71828" in str(ubah)) == (
        "1 susulan, 1 pembatalan sejak verifikasi",
        False,
    )
