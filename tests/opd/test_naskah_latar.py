"""Long papers are drawn beside the page, with the page's own right, seal and record; short ones stay on it.

Seen red: the worker's request without the address of the site (the code led to another host), and a page that refused taken
for a file.
"""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from desa.models import Catatan
from opd.cetak.blok import Foto, Isi, Kolom, LembarFoto, Tabel
from opd.kerja import naskah
from opd.kerja.putar import run_next
from opd.models import Cetakan, Pekerjaan
from tests.pabrik import buat_pengguna, buat_penugasan

pytestmark = pytest.mark.django_db
KERJA = {"naskah": naskah.print_paper}
KIRIM = {"bentuk": "pdf", "nomor": "400.3/7/UJI/2026"}


@pytest.fixture
def dunia(monkeypatch):
    """A person and the print page of a paper, where every paper is long."""
    monkeypatch.setattr(naskah, "DETIK_LAMA", 0.0)
    penugasan = buat_penugasan()
    operator = buat_pengguna("operator_opd", opd=penugasan.opd)
    return operator, reverse("cetak:paparan", args=[penugasan.desa.kode])


def test_what_takes_long_is_told_by_photos_and_rows():
    foto = LembarFoto(tuple(Foto(uuid4(), "0" * 64, "x") for _ in range(80)))
    tabel = Tabel("x", (Kolom("x", 3),), (("x",),) * 1_000)
    for blok, lama in (((foto,), (True, True)), ((tabel,), (False, False)), ((tabel, *(foto,) * 1), (True, True))):
        isi = Isi("x", (), date(2026, 6, 30), blok)
        assert tuple(naskah.takes_long(isi, b) for b in ("pdf", "docx")) == lama


def test_a_long_paper_is_drawn_in_the_background_and_fetched_by_its_owner(klien, dunia):
    operator, alamat = dunia
    klien.force_login(operator)
    for _ in range(2):
        jawaban = klien.post(alamat, KIRIM)
    (p,) = Pekerjaan.objects.all()
    assert (jawaban.url, Cetakan.objects.count()) == (reverse("pekerjaan:detail", args=[p.uuid]), 0)
    assert run_next(KERJA) is True
    p.refresh_from_db()
    assert (p.keadaan, p.kabar_pekerjaan, p.tautan_hasil) == ("selesai", "Naskah selesai dicetak.", alamat)
    berkas = klien.get(reverse("pekerjaan:berkas", args=[p.uuid]))
    assert (berkas.content[:5], p.nama_hasil.endswith(".pdf")) == (b"%PDF-", True)
    (catatan,) = Catatan.objects.filter(tindakan="mencetak naskah (PDF)")
    assert (catatan.oleh_id, catatan.perubahan["nomor surat"]) == (operator.pk, ["", KIRIM["nomor"]])
    assert Cetakan.objects.count() == 1


def test_a_short_paper_stays_on_its_page(klien, dunia, monkeypatch):
    operator, alamat = dunia
    monkeypatch.setattr(naskah, "DETIK_LAMA", 2.0)
    klien.force_login(operator)
    assert klien.post(alamat, KIRIM).content[:5] == b"%PDF-"
    assert Pekerjaan.objects.count() == 0


def test_the_seal_leads_to_the_site_where_it_was_asked_for(klien, dunia):
    operator, alamat = dunia
    klien.force_login(operator)
    klien.post(alamat, KIRIM, headers={"host": "localhost:8012"})
    permintaan = naskah.PermintaanLatar(Pekerjaan.objects.get())
    assert permintaan.build_absolute_uri("/periksa/") == "http://localhost:8012/periksa/"


@pytest.mark.parametrize(("ubah", "kalimat"), [
    ({"alamat": "/desa/81.99.99.9999/cetak/"}, naskah.TIDAK_ADA),
    ({"isian": {"bentuk": "exe", "nomor": ""}}, naskah.DITOLAK),
])  # fmt: skip
def test_what_the_page_refuses_gives_no_file(klien, dunia, ubah, kalimat):
    operator, alamat = dunia
    klien.force_login(operator)
    klien.post(alamat, KIRIM)
    p = Pekerjaan.objects.get()
    Pekerjaan.objects.update(isi_permintaan=p.isi_permintaan | ubah)
    run_next(KERJA)
    p.refresh_from_db()
    assert (p.keadaan, p.kabar_pekerjaan, p.berkas_hasil.name) == ("gagal", kalimat, "")
