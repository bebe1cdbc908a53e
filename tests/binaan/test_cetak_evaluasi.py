"""Papers of the yearly evaluation say what its page says; one that was replaced is said to be so."""

from __future__ import annotations

from datetime import date

import pytest

from opd.enums import Peran
from opd.models import Cetakan
from tests.opd.baca_naskah import teks_docx
from tests.pabrik import buat_pengguna, buat_penugasan
from tests.pabrik_peringkat import TAHUN, buat_evaluasi

pytestmark = pytest.mark.django_db
ANGKA = [{"nama": "Capaian rencana", "angka": "85,0 %", "kata": "", "sumber": f"{TAHUN}, sementara"}]


@pytest.fixture
def dunia(client):
    satu, dua = (buat_penugasan(mulai=date(2024, 1, 1)) for _ in range(2))
    client.force_login(buat_pengguna(Peran.VERIFIKATOR))
    isi = {"putusan": "replikasi", "alasan": "UMKM-nya tumbuh.", "langkah": "Tiru di dua desa.", "angka": ANGKA}
    return satu, dua, buat_evaluasi(desa=satu.desa, opd=satu.opd, **isi)


def unduh(client, alamat):
    jawaban = client.post(alamat, {"bentuk": "docx"})
    assert jawaban.status_code == 200
    return teks_docx(jawaban.content)


def test_the_paper_of_a_year_names_every_village_with_its_decision(client, dunia):
    satu, dua, e = dunia
    alamat = f"/peringkat/evaluasi/{TAHUN}/cetak/"
    assert f'href="{alamat}"' in client.get("/peringkat/evaluasi/", {"tahun": TAHUN}).text
    teks = unduh(client, alamat)
    assert f"{satu.desa.nama_lengkap} {satu.opd.nama} {e.get_putusan_display()} {e.alasan} {e.langkah}" in teks
    assert f"{dua.desa.nama_lengkap} {dua.opd.nama}" in teks.partition("B. Belum dievaluasi")[2]
    unduh(client, alamat)
    assert [c.nomor for c in Cetakan.objects.all()] == [1]
    assert [client.get(f"/peringkat/evaluasi/{t}/cetak/").status_code for t in (2022, 9999)] == [404, 404]


def test_the_paper_of_a_village_holds_the_figures_of_its_day_until_it_is_replaced(client, dunia):
    _, _, e = dunia
    alamat = f"/peringkat/evaluasi/{e.uuid}/cetak/"
    teks = unduh(client, alamat)
    for kata in (e.desa.nama_lengkap, e.opd.nama, e.alasan, e.langkah, "Capaian rencana 85,0 %", ANGKA[0]["sumber"]):
        assert kata in teks
    periksa = f"/periksa/{Cetakan.objects.get().kode}/"
    assert "Asli dan terbaru" in client.get(periksa).text
    buat_evaluasi(desa=e.desa, opd=e.opd, menggantikan=e)
    assert ("Desa ini dievaluasi lagi" in client.get(periksa).text, client.get(alamat).status_code) == (True, 404)
