"""One arahan in a real browser: the Sekda turns a decision of the dashboard into it, the OPD answers, the verifikator returns
and closes. With BINAAN_POTRET=1 pictures of each step go to hasil/arahan/."""

from datetime import timedelta

import pytest

from desa.waktu import hari_ini
from opd.enums import Peran
from opd.models import TindakLanjut
from tests import pabrik
from tests.walk.langkah import Langkah, press

pytestmark = [pytest.mark.peramban, pytest.mark.django_db(transaction=True)]
BERKAS = {"name": "laporan.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 uji"}


def answer(langkah: Langkah, operator, jawaban: str, **berkas) -> None:
    """From Beranda to the answer."""
    page = langkah.sebagai(operator, "/")
    langkah.potret(page, "beranda-opd")
    page.get_by_role("link", name="Jawab arahan").click()
    page.locator("[name=jawaban]").fill(jawaban)
    if berkas:
        page.locator("[name=bukti]").set_input_files([berkas])
    langkah.potret(page, "jawab")
    press(page, "Kirim jawaban")
    langkah.potret(page, "terjawab")


def check(langkah: Langkah, verifikator, tombol: str, alasan: str = "") -> None:
    """From Beranda to the verdict."""
    page = langkah.sebagai(verifikator, "/")
    langkah.potret(page, "beranda-verifikator")
    page.get_by_role("link", name="Periksa jawaban").click()
    if alasan:
        page.locator("[name=alasan]").fill(alasan)
    langkah.potret(page, "periksa")
    press(page, tombol)
    langkah.potret(page, "diperiksa")


@pytest.mark.parametrize(("lebar", "javascript"), [(1280, True), (360, False)])
def test_an_arahan_from_the_dashboard_is_answered_returned_and_closed(
    halaman, masuk, settings, tmp_path, lebar, javascript
):
    settings.MEDIA_ROOT = tmp_path
    penugasan = pabrik.buat_penugasan(mulai=hari_ini() - timedelta(days=200))
    operator = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd)
    sekda, verifikator = (pabrik.buat_pengguna(p) for p in (Peran.PIMPINAN, Peran.VERIFIKATOR))
    langkah = Langkah("arahan", halaman, masuk, lebar, javascript)

    page = langkah.sebagai(sekda, "/dasbor/")
    langkah.potret(page, "dasbor")
    page.get_by_role("link", name="Tegur dengan arahan").first.click()
    langkah.potret(page, "tulis")
    press(page, "Simpan arahan")
    langkah.potret(page, "arahan")
    page.goto("/dasbor/")
    page.get_by_role("link", name="1 belum dijawab OPD").click()
    langkah.potret(page, "daftar")

    answer(langkah, operator, "Tim berangkat minggu depan.")
    check(langkah, verifikator, "Kembalikan ke OPD", alasan="Lampirkan laporan kunjungannya.")
    answer(langkah, operator, "Tim sudah ke desa; laporannya terlampir.", **BERKAS)
    check(langkah, verifikator, "Nyatakan selesai")

    page.goto("/dasbor/")
    assert "tidak ada yang belum dijawab" in page.locator("main").inner_text()
    putaran = TindakLanjut.objects.order_by("putaran").values_list("status", "diperiksa_oleh")
    assert list(putaran) == [("dikembalikan", verifikator.pk), ("selesai", verifikator.pk)]
