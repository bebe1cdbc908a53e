"""The panel in a real browser: axe finds nothing, nothing spills at 360 px, the policy is not broken once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desa.waktu import hari_ini
from opd.enums import Peran
from tests import pabrik
from tests.pabrik import SANDI
from tests.panel.dunia import buat_sisi
from tests.walk.test_axe import axe_findings, look, open_wide

pytestmark = [pytest.mark.peramban, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("siapa", ["kepala", "admin"])
def test_pages_pass_axe_and_fit(halaman, masuk, siapa: str) -> None:
    a = buat_sisi("Alfa")
    orang = a.kepala if siapa == "kepala" else pabrik.buat_pengguna(Peran.ADMIN_SISTEM)
    orang.set_password(SANDI)
    orang.save()
    jalur = {
        "kepala": (
            "",
            "desa/umkm/",
            "opd/kegiatan/add/",
            f"opd/tim/{a.tim.pk}/change/",
            f"opd/kegiatan/{a.kegiatan.pk}/history/",
            "opd/rencanaaksi/",
            f"opd/rencanaaksi/{a.rencana.pk}/change/",
            "opd/delegasi/add/",
            f"opd/delegasi/{a.delegasi.pk}/cabut/",
        ),
        "admin": (
            "",
            "opd/opd/",
            "opd/penugasan/add/",
            "desa/daftarprioritas/add/",
            f"opd/pengguna/{a.kepala.pk}/change/",
        ),
    }[siapa]
    page, rupa = halaman(), []
    masuk(page, orang.username)
    temuan = {url: look(page, f"/admin/{url}", 360, rupa) + open_wide(page, f"/admin/{url}", 1280) for url in jalur}
    temuan["lebar"] = axe_findings(page, rupa)
    assert {k: t for k, t in temuan.items() if t} == {}


def test_head_adds_a_team_in_the_browser_without_javascript(halaman, masuk) -> None:
    kepala, opd = pabrik.buat_pengguna(), pabrik.buat_opd()
    pabrik.buat_jabatan(opd=opd, pengguna=kepala)
    kepala.set_password(SANDI)
    kepala.save()
    p = pabrik.buat_penugasan(opd=opd)
    page = halaman(lebar=360, javascript=False)
    masuk(page, kepala.username)
    page.goto("/admin/opd/tim/add/")
    page.get_by_label("Penugasan").select_option(str(p.pk))
    page.get_by_label("Nomor SK kepala OPD").fill("800/77")
    page.get_by_label("Tanggal SK").fill("1 Februari 2026")
    page.locator("#id_mulai").fill("01/02/2026")
    page.locator("[name=anggota-0-nama]").fill("Ina Latu")
    page.locator("[name=anggota-0-peran]").select_option("ketua")
    page.get_by_role("button", name="Simpan", exact=True).click()
    assert "800/77" in page.locator("#result_list").inner_text()


def test_head_delegates_and_approves_on_a_phone_without_javascript(halaman, masuk) -> None:
    a = buat_sisi("Alfa")
    a.kepala.set_password(SANDI)
    a.kepala.save()
    page = halaman(lebar=360, javascript=False)
    masuk(page, a.kepala.username)
    page.goto("/admin/opd/delegasi/add/")
    page.locator("#id_opd").select_option(str(a.opd.pk))
    page.locator("#id_penerima").select_option(str(a.operator.pk))
    page.locator("#id_selesai").fill(f"{hari_ini() + timedelta(days=2):%d/%m/%Y}")
    page.locator("#id_alasan").fill("Dinas luar")
    page.get_by_role("button", name="Simpan", exact=True).click()
    assert "Dinas luar" in page.locator("#result_list").inner_text()
    page.goto("/admin/")
    page.get_by_role("link", name="Baca dan putuskan").click()
    page.get_by_label("Alasan pengembalian").fill("Pagu belum dirinci.")
    page.get_by_role("button", name="Setujui").click()
    assert "Rencana aksi sudah disetujui." in page.locator(".messagelist").inner_text()
