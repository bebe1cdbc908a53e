"""A file written by a deed that fails goes again, wherever it fails; a deed that succeeds keeps its files."""

from __future__ import annotations

import uuid
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, OperationalError
from django.urls import reverse

from desa.scoped import deed
from opd.actions.bukti import add_foto
from opd.actions.kegiatan import IsiKegiatan, record_kegiatan
from opd.actions.rakor import IsiRakor, record_rakor
from opd.actions.tim import IsiAnggota, IsiTim, create_tim
from opd.enums import Peran
from opd.foto import FotoBersih, olah_foto
from opd.models import Kegiatan, Penugasan, Tim
from tests import pabrik
from tests.opd.foto_uji import jpeg
from tests.pabrik import SEKARANG

HARI = date(2026, 7, 1)
PDF = b"%PDF-1.7"


@pytest.fixture
def cakram(settings: Any, tmp_path: Path) -> Path:
    """An empty disk for uploads."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def berkas_di(cakram: Path) -> list[str]:
    return sorted(p.parent.name + "/" + p.name for p in cakram.rglob("*") if p.is_file())


def foto(benih: int = 1) -> FotoBersih:
    return olah_foto(jpeg(benih), tanggal=HARI, titik_desa=None)


def pdf(nama: str = "surat.pdf") -> ContentFile:
    return ContentFile(PDF, name=nama)


def buat_kegiatan_berfoto(penugasan: Penugasan, *benih: int) -> Kegiatan:
    operator = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd)
    isi = IsiKegiatan(tanggal=HARI, judul="Pelatihan sagu")
    gambar = [foto(b) for b in benih]
    return record_kegiatan(penugasan, isi, uuid=uuid.uuid4(), by=operator, at=SEKARANG, foto=gambar)


def isi_tim(*nama: str, peran: str = "ketua") -> IsiTim:
    anggota = tuple(IsiAnggota(n, peran) for n in nama)
    return IsiTim("800/12", date(2026, 2, 1), date(2026, 2, 1), None, pdf("sk.pdf"), anggota)


@pytest.mark.django_db
def test_photos_stay_with_the_deed_that_succeeds_and_go_with_the_one_that_fails(cakram):
    kegiatan = buat_kegiatan_berfoto(pabrik.buat_penugasan(), 1, 2)
    tersimpan = berkas_di(cakram)
    assert len(tersimpan) == 4
    operator = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=kegiatan.penugasan.opd)

    @deed
    def tambah_lalu_gagal() -> None:
        add_foto(kegiatan, [foto(3), foto(4)], by=operator, at=SEKARANG)
        assert len(berkas_di(cakram)) == 8
        raise ValidationError("Gagal sesudah foto ditulis.")

    with pytest.raises(ValidationError):
        tambah_lalu_gagal()
    assert (berkas_di(cakram), kegiatan.bukti.count()) == (tersimpan, 2)


@pytest.mark.django_db
def test_papers_go_when_a_later_row_of_the_deed_is_refused(cakram):
    """The team's own row is fine and its paper on the disk; its second chairman is not."""
    penugasan = pabrik.buat_penugasan()
    kepala = pabrik.buat_pengguna(Peran.KEPALA_OPD, opd=penugasan.opd)
    with pytest.raises(ValidationError, match="Sebuah tim mempunyai satu ketua"):
        create_tim(penugasan, isi_tim("Ina Latu", "Abe Sopa"), by=kepala, at=SEKARANG)
    assert (berkas_di(cakram), Tim.objects.count()) == ([], 0)
    create_tim(penugasan, isi_tim("Ina Latu"), by=kepala, at=SEKARANG)
    assert berkas_di(cakram) == ["tim/sk.pdf"]


@pytest.mark.django_db
def test_deed_that_survives_the_failure_of_another_keeps_its_own_files(cakram):
    by = pabrik.buat_pengguna(Peran.VERIFIKATOR)
    isi = IsiRakor(HARI, "Ambon", "Evaluasi", "Sekda", "Notulen")

    @deed
    def rakor_yang_gagal() -> None:
        record_rakor(isi, uuid=uuid.uuid4(), by=by, at=SEKARANG, berkas=pdf("gagal.pdf"))
        raise ValidationError("Gagal.")

    @deed
    def dua_rakor() -> None:
        record_rakor(isi, uuid=uuid.uuid4(), by=by, at=SEKARANG, berkas=pdf("jadi.pdf"))
        with pytest.raises(ValidationError):
            rakor_yang_gagal()

    dua_rakor()
    assert berkas_di(cakram) == ["rakor/jadi.pdf"]


@pytest.mark.django_db
def test_lost_connection_keeps_the_file_for_the_row_may_be_there(cakram):
    by = pabrik.buat_pengguna(Peran.VERIFIKATOR)

    @deed
    def putus() -> None:
        isi = IsiRakor(HARI, "Ambon", "Evaluasi", "Sekda", "Notulen")
        record_rakor(isi, uuid=uuid.uuid4(), by=by, at=SEKARANG, berkas=pdf("jadi.pdf"))
        raise OperationalError("server closed the connection unexpectedly")

    with pytest.raises(OperationalError):
        putus()
    assert berkas_di(cakram) == ["rakor/jadi.pdf"]


@pytest.mark.django_db(transaction=True)
def test_file_goes_when_the_database_refuses_only_while_committing(cakram):
    """Foreign keys are checked at the commit, after everything was written."""
    kegiatan = buat_kegiatan_berfoto(pabrik.buat_penugasan())
    operator = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=kegiatan.penugasan.opd)

    @deed
    def gagal_di_akhir() -> None:
        add_foto(kegiatan, [foto()], by=operator, at=SEKARANG)
        Kegiatan.objects.filter(pk=kegiatan.pk).update(penugasan_id=999_999)
        assert len(berkas_di(cakram)) == 2

    with pytest.raises(IntegrityError):
        gagal_di_akhir()
    assert berkas_di(cakram) == []


@pytest.mark.django_db
def test_panel_that_fails_after_its_deed_keeps_no_file(cakram, client, monkeypatch):
    """The panel has a transaction of its own around the deed."""
    penugasan = pabrik.buat_penugasan()
    client.force_login(pabrik.buat_pengguna(Peran.KEPALA_OPD, opd=penugasan.opd))

    def jatuh(*args: Any, **kwargs: Any) -> None:
        assert len(berkas_di(cakram)) == 1
        raise RuntimeError("sesudah tindakan")

    monkeypatch.setattr(admin.ModelAdmin, "response_add", jatuh)
    isi = {"penugasan": penugasan.pk, "nomor_sk": "800/12", "tanggal_sk": "1 Februari 2026", "mulai": "01/02/2026"}
    isi |= {"anggota-TOTAL_FORMS": 1, "anggota-INITIAL_FORMS": 0, "anggota-MIN_NUM_FORMS": 0}
    isi |= {"anggota-0-nama": "Ina Latu", "anggota-0-peran": "ketua", "berkas": SimpleUploadedFile("sk.pdf", PDF)}
    with pytest.raises(RuntimeError, match="sesudah tindakan"):
        client.post(reverse("admin:opd_tim_add"), isi)
    assert (berkas_di(cakram), Tim.objects.count()) == ([], 0)
