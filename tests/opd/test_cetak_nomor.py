"""Who issues a paper: number, signature block and code are for its OPD, the verifikator and, on the province's, the pimpinan.

A number is of one paper under a letterhead and in a year.

Seen red: `can_issue` that lets every role through, the number left out of the hash, a forged number that was only ignored, a
number that another paper had, hidden characters taken out of a number instead of refused, a copy without the code of the
edition that says the same.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from desa.models import Catatan
from desa.validators import PESAN_NOMOR_SURAT
from desa.waktu import hari_ini
from opd.actions.cetak import BUKAN_PENERBIT, Lembar, Terbitan, issue_paper
from opd.cetak.blok import SALINAN_BACA
from opd.enums import Peran
from opd.models import Cetakan
from opd.permissions_cetak import can_issue
from tests import pabrik
from tests.halaman_ketat import visible_text
from tests.opd.baca_naskah import even, halaman_pdf, teks_docx
from tests.pabrik_cetak import buat_cetakan

pytestmark = pytest.mark.django_db
T = Terbitan("monev", "uji", "Naskah Uji", date(2026, 6, 30), "a" * 64, "{}")


def issue(nomor: str = "", *, t: Terbitan = T, by: Any = None, **lain: Any) -> Cetakan:
    oleh = by or pabrik.buat_pengguna(Peran.VERIFIKATOR)
    return issue_paper(t, Lembar("pdf", nomor), by=oleh, **{"penjaga": None, "at": pabrik.pada(hari_ini())} | lain)


def test_who_issues_a_paper():
    setda, penerus = pabrik.buat_opd(slug="setda"), pabrik.buat_opd()
    opd = pabrik.buat_opd(dilebur_ke=penerus, berlaku_selesai=hari_ini())
    akun = {
        "operator": pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=opd),
        "kepala penerus": pabrik.buat_pengguna(Peran.KEPALA_OPD, opd=penerus),
        "operator setda": pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=setda),
        **{p.value: pabrik.buat_pengguna(p) for p in (Peran.VERIFIKATOR, Peran.PIMPINAN, Peran.PEMBACA, Peran.ADMIN_SISTEM)},
        "tanpa peran": pabrik.buat_pengguna(),
    }  # fmt: skip
    boleh = {nama: [can_issue(u, o, on=hari_ini()) for o in (opd, setda, None)] for nama, u in akun.items()}
    assert boleh == {
        "operator": [True, False, False], "kepala penerus": [True, False, False], "operator setda": [False, True, False],
        "verifikator": [True, True, True], "pimpinan": [False, True, True], "pembaca": [False, False, False],
        "admin_sistem": [False, False, False], "tanpa peran": [False, False, False],
    }  # fmt: skip


def test_a_reader_gets_a_copy_without_number_signature_and_code(client):
    setda = pabrik.buat_opd(slug="setda", nama="Sekretariat Daerah")
    pabrik.buat_jabatan(opd=setda, nama_jabatan="Sekretaris Daerah", pemegang="Pejabat Sekda")
    alamat, pembaca = "/cetak/provinsi/arahan/", pabrik.buat_pengguna(Peran.PEMBACA)
    client.force_login(pembaca)
    layar = client.get(alamat).text
    assert ('name="nomor"' in layar, "Pejabat Sekda" in layar, "SALINAN BACA" in layar) == (False, False, True)
    for bentuk in ("pdf", "docx"):
        berkas = client.post(alamat, {"bentuk": bentuk}).content
        teks = " ".join(halaman_pdf(berkas)) if bentuk == "pdf" else teks_docx(berkas)
        ada = [k in teks for k in (SALINAN_BACA, "SEKRETARIAT DAERAH", "Pejabat Sekda", "Terbitan ke-", "periksa/")]
        assert ada == [True, True, False, False, False], bentuk
    nama = client.post(alamat, {"bentuk": "pdf"}).headers["Content-Disposition"]
    assert (nama, Cetakan.objects.count()) == ('attachment; filename="arahan-terbuka-salinan-baca.pdf"', 0)
    catatan = Catatan.objects.about(setda).filter(oleh_id=pembaca.pk)
    assert [c.tindakan for c in catatan] == [f"mencetak salinan baca ({b})" for b in ("PDF", "DOCX", "PDF")]
    assert catatan[0].perubahan["naskah"][1].startswith("Arahan terbuka per")


def test_a_copy_carries_number_and_code_of_the_edition_that_says_the_same(client):
    pabrik.buat_opd(slug="setda", nama="Sekretariat Daerah")
    alamat, pembaca = "/cetak/provinsi/arahan/", pabrik.buat_pengguna(Peran.PEMBACA)
    client.force_login(pabrik.buat_pengguna(Peran.VERIFIKATOR))
    assert client.post(alamat, {"bentuk": "docx", "nomor": "400/7/UJI"}).status_code == 200
    satu = Cetakan.objects.get()
    client.force_login(pembaca)
    for bentuk in ("pdf", "docx"):
        berkas = client.post(alamat, {"bentuk": bentuk}).content
        teks = even(" ".join(halaman_pdf(berkas)) if bentuk == "pdf" else teks_docx(berkas))
        assert "SALINAN BACA dari terbitan ke-1, nomor 400/7/UJI – tanpa tanda tangan" in teks, bentuk
        if bentuk == "pdf":
            assert ("Salinan dari terbitan ke-1." in teks, satu.kode in teks) == (True, True)
    Cetakan.objects.update(sha256="0" * 64)
    lain = even(" ".join(halaman_pdf(client.post(alamat, {"bentuk": "pdf"}).content)))
    assert (SALINAN_BACA in lain, satu.kode in lain, Cetakan.objects.count()) == (True, False, 1)


@pytest.mark.parametrize("nomor", ["\u202e400/1", "400\n1", "400\x001", "–", "４００/１", "tanpa nomor", "400/1\u200b"])
def test_a_number_that_is_not_plain_is_refused_in_one_sentence(client, nomor):
    client.force_login(pabrik.buat_pengguna(Peran.VERIFIKATOR))
    jawab = client.post("/cetak/provinsi/arahan/", {"bentuk": "docx", "nomor": nomor})
    assert (jawab.status_code, jawab.context["form"].errors) == (422, {"nomor": [PESAN_NOMOR_SURAT]})
    with pytest.raises(ValidationError, match="Nomor surat terdiri atas huruf"):
        issue(nomor)


def test_spaces_round_a_number_are_no_part_of_it(client):
    pabrik.buat_opd(slug="setda", nama="Sekretariat Daerah")
    client.force_login(pabrik.buat_pengguna(Peran.VERIFIKATOR))
    assert client.post("/cetak/provinsi/arahan/", {"bentuk": "docx", "nomor": "  400  /1 "}).status_code == 200
    assert Cetakan.objects.get().nomor_surat == "400 /1"


def test_a_forged_number_is_refused_in_words_and_prints_nothing(client):
    alamat, palsu = "/cetak/provinsi/arahan/", {"nomor": "999/UJI/2026"}
    client.force_login(pabrik.buat_pengguna(Peran.PEMBACA))
    semua = (client.get(alamat, palsu), client.post(alamat, palsu | {"bentuk": "pdf"}))
    assert [(j.status_code, "Anda dapat mengunduh salinan baca, tanpa nomor." in j.text) for j in semua] == [
        (403, True)
    ] * 2
    with pytest.raises(PermissionDenied, match=BUKAN_PENERBIT):
        issue("999/UJI/2026", by=pabrik.buat_pengguna(Peran.PEMBACA))
    assert Cetakan.objects.count() == 0


def test_the_number_is_part_of_the_hash_and_another_one_is_the_next_edition():
    tanpa, satu = issue(), issue("400/1")
    assert (tanpa.nomor, tanpa.nomor_surat, tanpa.sha256) == (1, "", "a" * 64)
    sidik = sha256(("a" * 64 + "\n400/1").encode()).hexdigest()
    assert (satu.nomor, satu.nomor_surat, satu.sha256) == (2, "400/1", sidik)
    assert [issue().pk, issue("400/1").pk] == [satu.pk] * 2  # printed once more it keeps its number
    dua = issue("400/2")
    assert (dua.nomor, dua.sha256 != satu.sha256) == (3, True)
    isi_lain = issue(t=Terbitan("monev", "uji", "Naskah Uji", date(2026, 6, 30), "b" * 64, "{}"))
    assert (isi_lain.nomor, isi_lain.nomor_surat, isi_lain.sha256) == (4, "", "b" * 64)


def test_the_check_says_the_number_and_that_only_the_pdf_counts(client):
    teks = visible_text(client.get(f"/periksa/{buat_cetakan(nomor_surat='400/1/UJI').kode}/").text)
    assert ("400/1/UJI" in teks, "tanpa nomor" in teks, "Yang berlaku PDF-nya." in teks) == (True, False, True)


def test_a_number_is_of_one_paper_under_a_letterhead_in_a_year():
    opd, lain = pabrik.buat_opd(), replace(T, kunci="lain", judul="Naskah Lain")
    satu = issue("400/1", penjaga=opd)
    with pytest.raises(ValidationError, match="Nomor surat 400 / 1 sudah dipakai “Naskah Uji” tahun"):
        issue("400 / 1", t=lain, penjaga=opd)
    assert [issue("400/1", t=lain).nomor, issue("400/2", t=lain, penjaga=opd).nomor] == [1, 2]
    kini = pabrik.pada(hari_ini())
    assert issue("400/1", t=lain, penjaga=opd, at=kini.replace(year=kini.year - 1)).nomor_surat == "400/1"
    baru = issue("400/1", t=replace(T, sha256="c" * 64), penjaga=opd)  # the next edition keeps its number
    assert (satu.nomor, baru.nomor, baru.pemakai_nomor) == (1, 2, None)


def test_a_number_of_another_paper_is_refused_beside_its_field(client):
    issue("400/1", penjaga=pabrik.buat_opd(slug="setda"))
    client.force_login(pabrik.buat_pengguna(Peran.VERIFIKATOR))
    jawab = client.post("/cetak/provinsi/arahan/", {"bentuk": "pdf", "nomor": "400/1"})
    assert (jawab.status_code, "id_nomor_error" in jawab.text, Cetakan.objects.count()) == (422, True, 1)
    assert "Nomor surat 400/1 sudah dipakai “Naskah Uji” tahun" in jawab.text
