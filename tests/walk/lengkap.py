"""What makes the small world full: a paper wherever one may lie, and the rows that only the panel keeps.

An address that nobody finds says nothing of who may open it."""

from datetime import date, timedelta
from uuid import UUID

from django.core.files.base import ContentFile

from desa.models import Indikator, StatusKeluarga
from opd.models import (
    AliasOpd,
    Bantuan,
    Delegasi,
    IndikatorOpd,
    Jabatan,
    Kegiatan,
    Opd,
    Pengguna,
    Penugasan,
    RencanaAksi,
    Sk,
    Tim,
)
from tests import pabrik_naskah, pabrik_pekerjaan
from tests.pabrik import SEKARANG

PDF = b"%PDF-kanari"
KERTAS = {Sk: "berkas", Tim: "berkas", Kegiatan: "bast", Bantuan: "bast", StatusKeluarga: "berkas_berita_acara"}


def make_full(opd: Opd, penerima: Pengguna, hari: date) -> None:
    """The rows that only the panel keeps, and a paper with every row that may have one."""
    panel_rows(opd, penerima, hari)
    for model, kolom in KERTAS.items():
        for baris in model._base_manager.all():
            getattr(baris, kolom).save("kanari.pdf", ContentFile(PDF))


def finished_work(oleh: Pengguna) -> UUID:
    """Long work of a person that is done, with the file that came of it."""
    berkas = {"berkas_hasil": ContentFile(PDF, "hasil.pdf"), "nama_hasil": "hasil.pdf"}
    return pabrik_pekerjaan.buat_pekerjaan("selesai", diminta_oleh=oleh, **berkas).uuid


def revision_under_way(penugasan: Penugasan, tahun: int, teks: str) -> RencanaAksi:
    """A second version of a plan, a draft whose reason and line say that text."""
    rencana = pabrik_naskah.buat_rencana(penugasan, tahun, nomor=2, alasan_revisi=teks)
    pabrik_naskah.buat_baris(rencana, kegiatan=teks)
    return rencana


def panel_rows(opd: Opd, penerima: Pengguna, hari: date) -> None:
    """Another name of the OPD, an indicator it can act on, and a delegation of its head to come."""
    AliasOpd.objects.create(opd=opd, nama="Distan", kunci="distan", mulai=date(2025, 1, 1), dicatat_oleh="uji")
    IndikatorOpd.objects.create(indikator=Indikator.objects.earliest("pk"), opd=opd)
    masa = {"mulai": hari + timedelta(days=9), "selesai": hari + timedelta(days=12), "alasan": "uji"}
    tanda = {"dicatat_pada": SEKARANG, "dicatat_oleh": "uji"}
    jabatan = Jabatan.objects.filter(opd=opd).earliest("pk")
    Delegasi.objects.create(opd=opd, jabatan=jabatan, penerima=penerima, **masa, **tanda)
