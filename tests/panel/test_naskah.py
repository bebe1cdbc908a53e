"""The head approves, returns and delegates in the panel, through deeds only.

Seen red: the page posting the newest version, rows taken from `visible_to`, and revoking without asking who holds the desk.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from desa.models import Catatan
from desa.waktu import hari_ini
from opd.actions.delegasi import BUKAN_PEMEGANG
from opd.enums import Peran, StatusNaskah
from opd.models import Delegasi, LangkahNaskah, Pengguna, RencanaAksi
from tests import pabrik, pabrik_naskah
from tests.pabrik import SEKARANG
from tests.panel.dunia import Sisi, buat_sisi

pytestmark = [pytest.mark.django_db, pytest.mark.sekali]


def alamat(sisi: Sisi) -> str:
    return reverse("admin:opd_rencanaaksi_change", args=[sisi.rencana.pk])


def kirim(klien: Any, sisi: Sisi, tindakan: str, **isi: Any) -> Any:
    return klien.post(alamat(sisi), {"tindakan": tindakan, "versi": 1} | isi)


def test_head_reads_the_whole_plan_and_approves_it(klien) -> None:
    a = buat_sisi("Alfa")
    klien.force_login(a.kepala)
    teks = klien.get(alamat(a)).content.decode()
    for kata in ("Baris Alfa", "Rp 7.000.000", "TW IV: 10 paket", "10 keluarga", a.operator.nama, "Di meja Kepala"):
        assert kata in teks
    jawab = kirim(klien, a, "setujui")
    assert (jawab.status_code, jawab.url) == (302, reverse("admin:index"))
    a.rencana.refresh_from_db()
    assert (a.rencana.status, a.rencana.disetujui_oleh) == (StatusNaskah.DISETUJUI, a.kepala)
    assert Catatan.objects.latest("pk").tindakan == "menyetujui rencana aksi"
    assert "Rencana aksi sudah disetujui." in klien.get(jawab.url).content.decode()


def test_return_keeps_its_reason_and_needs_one(klien) -> None:
    a = buat_sisi("Alfa")
    klien.force_login(a.kepala)
    assert "Tulis alasan pengembalian" in kirim(klien, a, "kembalikan").content.decode()
    assert kirim(klien, a, "kembalikan", alasan="Pagu baris 1 belum dirinci.").status_code == 302
    assert RencanaAksi.objects.get(pk=a.rencana.pk).alasan_kembali == "Pagu baris 1 belum dirinci."


def test_version_changed_meanwhile_is_not_approved_unread(klien) -> None:
    a = buat_sisi("Alfa")
    klien.force_login(a.kepala)
    isi = {"disunting_oleh": a.operator, "disunting_pada": hari_ini_pada()}
    RencanaAksi.objects.filter(pk=a.rencana.pk).update(versi=3, **isi)
    for _ in range(2):
        teks = kirim(klien, a, "setujui", alasan="Cek lagi").content.decode()
        assert f"Rencana aksi ini diubah oleh {a.operator.nama}" in teks
        assert ('name="versi" value="1"' in teks, "Cek lagi" in teks) == (True, True)
    assert 'name="versi" value="3"' in kirim(klien, a, "muat").content.decode()
    assert kirim(klien, a, "setujui", versi=3).status_code == 302


def hari_ini_pada() -> Any:
    return pabrik.pada(hari_ini())


def test_other_opd_finds_no_paper_to_decide_on(klien) -> None:
    a, b = buat_sisi("Alfa"), buat_sisi("Beta")
    klien.force_login(b.kepala)
    assert kirim(klien, a, "setujui").status_code == 404
    assert klien.get(reverse("admin:opd_rencanaaksi_add")).status_code == 403
    assert LangkahNaskah.objects.count() == 0


def test_definitive_head_reads_who_decides_while_a_plh_holds(klien) -> None:
    a = buat_sisi("Alfa")
    pabrik.buat_jabatan(opd=a.opd, status="plh", pemegang="Ibu Salampessy", mulai=hari_ini())
    klien.force_login(a.kepala)
    teks = klien.get(alamat(a)).content.decode()
    assert "Selama Ibu Salampessy" in teks
    assert 'value="setujui"' not in teks
    assert kirim(klien, a, "setujui").status_code == 403
    assert "Tidak ada rencana aksi atau laporan yang menunggu" in klien.get(reverse("admin:index")).content.decode()
    jawab = klien.get(reverse("admin:opd_delegasi_add"))
    assert (jawab.status_code, BUKAN_PEMEGANG in jawab.content.decode()) == (403, True)


def test_head_who_submitted_reads_that_another_approves(klien) -> None:
    a = buat_sisi("Alfa")
    RencanaAksi.objects.filter(pk=a.rencana.pk).update(diajukan_oleh=a.kepala)
    klien.force_login(a.kepala)
    teks = klien.get(alamat(a)).content.decode()
    assert "pejabat lain yang menyetujuinya" in teks
    assert ('value="setujui"' in teks, 'value="kembalikan"' in teks) == (False, True)


def test_first_page_queues_what_waits_for_me_oldest_first(klien) -> None:
    a, b = buat_sisi("Alfa"), buat_sisi("Beta")
    lama = pabrik.pada(hari_ini() - timedelta(days=30))
    meja = pabrik_naskah.Meja(a.operator, a.kepala, a.operator)
    laporan = pabrik_naskah.buat_laporan(a.penugasan, triwulan=2, status="diajukan", meja=meja, pada=lama)
    klien.force_login(a.kepala)
    jawab = klien.get(reverse("admin:index"))
    assert [(q.naskah, q.hari) for q in jawab.context["antrean"]] == [(str(laporan), 30), (str(a.rencana), 4)]
    teks = jawab.content.decode()
    assert "menunggu 30 hari" in teks
    assert b.penugasan.desa.nama not in teks


def test_report_is_read_in_the_panel(klien) -> None:
    a = buat_sisi("Alfa")
    klien.force_login(a.kepala)
    teks = klien.get(reverse("admin:opd_laporantriwulan_change", args=[a.laporan.pk])).content.decode()
    assert "Kendala Alfa" in teks
    assert "Putusan dibuka setelah naskah diajukan." in teks


def test_page_costs_the_same_with_one_line_and_forty(klien) -> None:
    a = buat_sisi("Alfa")
    klien.force_login(a.kepala)
    hitung = []
    for _ in range(2):
        klien.get(alamat(a))
        with CaptureQueriesContext(connection) as kueri:
            klien.get(alamat(a))
        hitung.append(len(kueri))
        for n in range(39):
            pabrik_naskah.buat_baris(a.rencana, urutan=n, pagu={"csr": 1_000})
    assert hitung[0] == hitung[1]
    assert hitung[0] <= 14


# --- delegation --------------------------------------------------------------------------------------------------


def isi_delegasi(a: Sisi, penerima: Pengguna | None = None, **lain: Any) -> dict[str, Any]:
    mulai = hari_ini()
    isi = {"opd": a.opd.pk, "penerima": (penerima or a.operator).pk, "alasan": "Dinas luar"}
    return isi | {"mulai": f"{mulai:%d/%m/%Y}", "selesai": f"{mulai + timedelta(days=3):%d/%m/%Y}"} | lain


def test_head_lends_the_desk_once_and_takes_it_back(klien) -> None:
    a = buat_sisi("Alfa")
    klien.force_login(a.kepala)
    tambah = reverse("admin:opd_delegasi_add")
    assert klien.post(tambah, isi_delegasi(a)).status_code == 302
    assert "sudah menerima delegasi" in klien.post(tambah, isi_delegasi(a)).content.decode()
    baru = Delegasi.objects.exclude(pk=a.delegasi.pk).get()
    assert (baru.penerima, baru.jabatan.pengguna, baru.alasan) == (a.operator, a.kepala, "Dinas luar")
    cabut = reverse("admin:opd_delegasi_cabut", args=[baru.pk])
    assert f'href="{cabut}"' in klien.get(reverse("admin:opd_delegasi_change", args=[baru.pk])).content.decode()
    assert a.operator.nama in klien.get(cabut).content.decode()
    assert klien.post(cabut).status_code == 302
    assert "sudah diubah orang lain" in klien.post(cabut).content.decode()
    baru.refresh_from_db()
    assert baru.dicabut_pada is not None


@pytest.mark.parametrize(
    ("lain", "kalimat"),
    [
        ({"mulai": "01/01/2020"}, "hari yang sudah lewat"),
        ({"selesai": "31/12/2099"}, "Delegasi paling lama 90 hari"),
        ({"alasan": "  "}, "Delegasi harus menyebut alasannya"),
        ({"mulai": "31/02/2026"}, "31/02/2026"),
    ],
)
def test_delegation_that_does_not_fit_says_why(klien, lain: dict[str, str], kalimat: str) -> None:
    a = buat_sisi("Alfa")
    klien.force_login(a.kepala)
    jawab = klien.post(reverse("admin:opd_delegasi_add"), isi_delegasi(a, **lain))
    assert jawab.status_code == 422
    assert kalimat in jawab.content.decode()
    assert Delegasi.objects.count() == 1


def test_delegation_of_or_to_another_opd_is_no_choice(klien) -> None:
    a, b = buat_sisi("Alfa"), buat_sisi("Beta")
    klien.force_login(a.kepala)
    for isi in (isi_delegasi(a, b.operator), isi_delegasi(a, opd=b.opd.pk), isi_delegasi(a, a.kepala)):
        jawab = klien.post(reverse("admin:opd_delegasi_add"), isi)
        assert {"penerima", "opd"} & set(jawab.context["adminform"].form.errors)
    cabut = reverse("admin:opd_delegasi_cabut", args=[b.delegasi.pk])
    assert [klien.get(cabut).status_code, klien.post(cabut).status_code] == [404, 404]
    assert Delegasi.objects.filter(dicabut_pada__isnull=True).count() == 2


def test_delegate_approves_on_the_page_of_the_paper(klien) -> None:
    a = buat_sisi("Alfa")
    wakil = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=a.opd)
    klien.force_login(a.kepala)
    klien.post(reverse("admin:opd_delegasi_add"), isi_delegasi(a, wakil))
    klien.force_login(wakil)
    assert kirim(klien, a, "setujui").status_code == 302  # to the sign-in page: the panel is not his
    assert RencanaAksi.objects.get(pk=a.rencana.pk).status == StatusNaskah.DIAJUKAN
    tujuan = f"/naskah/rencana/{a.rencana.uuid}/putuskan/"
    assert klien.post(tujuan, {"tindakan": "setujui", "versi": 1}).status_code == 302
    assert RencanaAksi.objects.get(pk=a.rencana.pk).disetujui_oleh == wakil
    assert LangkahNaskah.objects.get().pada > SEKARANG
