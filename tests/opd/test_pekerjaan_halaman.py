"""The pages of long work: who sees what of it, what the waiting page asks, and how every page says that it is done."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from desa.waktu import hari_ini, tanggal_wit
from opd.konteks import SESI_PEKERJAAN
from opd.models import Pekerjaan, PeranPengguna
from tests.pabrik import buat_pengguna
from tests.pabrik_pekerjaan import buat_pekerjaan

pytestmark = pytest.mark.django_db
RAHASIA = "keluarga-waru-rahasia.xlsx"


def alamat(p: Pekerjaan, nama: str = "detail") -> str:
    return reverse(f"pekerjaan:{nama}", args=[p.uuid])


def test_work_is_its_owners_and_the_admin_sees_kind_and_state_alone(klien):
    p = buat_pekerjaan(
        "gagal",
        judul_pekerjaan=f"Impor {RAHASIA}",
        kabar_pekerjaan=f"Baris {RAHASIA} ditolak.",
        tautan_hasil=f"/{RAHASIA}",
    )
    klien.force_login(p.diminta_oleh)
    assert [RAHASIA in klien.get(a).text for a in (reverse("pekerjaan:daftar"), alamat(p))] == [True, True]
    for peran in ("admin_sistem", "verifikator", "pimpinan"):
        klien.force_login(buat_pengguna(peran))
        teks = klien.get(reverse("pekerjaan:daftar")).text
        assert (RAHASIA in teks, "Gagal" in teks) == (False, peran == "admin_sistem")
        kode = [klien.get(alamat(p, n)).status_code for n in ("detail", "keadaan", "berkas")]
        assert [*kode, klien.post(alamat(p, "batalkan")).status_code] == [404] * 4


def test_a_file_is_closed_once_a_role_that_it_was_asked_in_has_ended(klien):
    """Seen red: who had left an OPD, or the verifikator's desk, fetched its drafts from there for two weeks."""
    p, hasil, hari = buat_pekerjaan(), [], timedelta(days=1)
    peran, diminta = PeranPengguna.objects.get(pengguna=p.diminta_oleh), tanggal_wit(p.diminta_pada)
    PeranPengguna.objects.create(pengguna=p.diminta_oleh, peran="pembaca", mulai=peran.mulai)
    for selesai in (None, hari_ini() + hari, hari_ini(), diminta, diminta - hari):
        PeranPengguna.objects.filter(pk=peran.pk).update(selesai=selesai)
        klien.force_login(p.diminta_oleh)
        hasil.append(klien.get(alamat(p, "berkas")).status_code)
    assert hasil == [404, 404, 403, 403, 404]  # without a file it is missing


def test_the_waiting_page_asks_a_few_bytes(klien):
    p = buat_pekerjaan("berjalan", langkah=3, dari=4, kabar_pekerjaan="Menyandi keluarga.")
    klien.force_login(p.diminta_oleh)
    teks = klien.get(alamat(p)).text
    assert ('value="75"' in teks, alamat(p, "keadaan") in teks, "Batalkan pekerjaan ini" in teks) == (True, True, True)
    jawaban = klien.get(alamat(p, "keadaan"))
    assert jawaban.json() == {
        "terbuka": True,
        "keadaan": "Berjalan",
        "lencana": "awas",
        "persen": 75,
        "kabar": "Menyandi keluarga.",
    }
    assert jawaban["Cache-Control"] == "no-store"
    assert "Pembatalan diminta" in klien.post(alamat(p, "batalkan"), follow=True).text
    selesai = buat_pekerjaan("selesai", diminta_oleh=p.diminta_oleh)
    assert "sudah berakhir" in klien.post(alamat(selesai, "batalkan"), follow=True).text


def test_every_page_tells_of_followed_work_until_its_end_was_looked_at(klien):
    orang = buat_pengguna("verifikator")
    klien.force_login(orang)
    klien.post(reverse("dampak:hitung"))
    jawaban = klien.post(reverse("dampak:hitung"), follow=True)
    p = Pekerjaan.objects.get()
    assert (jawaban.request["PATH_INFO"], p.jenis) == (alamat(p), "dampak")
    assert "Lihat kemajuannya" in klien.get("/").text
    Pekerjaan.objects.update(keadaan="gagal", selesai_pada=p.diminta_pada)
    assert "Lihat sebabnya" in klien.get("/").text
    Pekerjaan.objects.update(keadaan="selesai", selesai_pada=p.diminta_pada, kabar_pekerjaan="Dampak dihitung.")
    assert "Lihat hasilnya" in klien.get("/").text
    assert "Dampak dihitung." in klien.get(alamat(p)).text
    assert klien.session[SESI_PEKERJAAN] == []
    assert "Lihat hasilnya" not in klien.get("/").text


@pytest.mark.parametrize(
    ("peran", "kode"), [("verifikator", 302), ("pimpinan", 302), ("admin_sistem", 302), ("pembaca", 403)]
)
def test_who_may_have_the_impact_computed(klien, peran, kode):
    klien.force_login(buat_pengguna(peran))
    assert (reverse("dampak:hitung") in klien.get(reverse("dampak:ringkas")).text) == (kode == 302)
    assert klien.post(reverse("dampak:hitung")).status_code == kode


@pytest.mark.sekali
def test_daftar_asks_as_much_for_five_as_for_one(klien, django_assert_max_num_queries):
    for peran in ("verifikator", "admin_sistem"):
        orang = buat_pengguna(peran)
        klien.force_login(orang)
        jumlah = []
        for banyak in (1, 4):
            for _ in range(banyak):
                buat_pekerjaan("selesai", diminta_oleh=orang)
                buat_pekerjaan("gagal")
            with django_assert_max_num_queries(12) as hitung:
                klien.get(reverse("pekerjaan:daftar"))
            jumlah.append(len(hitung))
        assert jumlah[0] == jumlah[1]
