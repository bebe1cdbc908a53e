"""Pages of action plans: what is typed wrong says what to do and stays, drafts stay in the house, no query a line."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.urls import reverse

from desa.waktu import hari_ini
from opd.enums import Peran, StatusNaskah
from opd.models import BarisRencana, RencanaAksi
from tests import pabrik, pabrik_naskah

pytestmark = pytest.mark.django_db


@pytest.fixture
def dunia() -> Any:
    """A penugasan with one problem indicator, and its three desks."""
    penugasan = pabrik.buat_penugasan()
    masalah = pabrik_naskah.buat_masalah(penugasan, kegiatan_disarankan="Bangun sumur")
    return penugasan, pabrik_naskah.buat_meja(penugasan), masalah.indikator


def isian(tujuan: Any, **lain: Any) -> dict[str, Any]:
    dasar: dict[str, Any] = {
        "versi": 1,
        "kunci": str(uuid.uuid4()),
        "kegiatan": "Pelatihan sagu",
        "satuan": "orang",
    }
    dasar |= {"indikator": [tujuan.pk], "strategi": "pendapatan", "sasaran": "20 keluarga", "target_tw2": "12,5"}
    dasar |= {"akumulasi": "non_kumulatif", "polaritas": "positif", "pagu_csr": "1.500.000"}
    return dasar | lain


def test_operator_draws_up_and_submits_on_the_pages(client, dunia):
    penugasan, meja, indikator = dunia
    client.force_login(meja.operator)
    client.post(reverse("rencana:baru"), {"uuid": str(uuid.uuid4()), "tahun": hari_ini().year})
    rencana = RencanaAksi.objects.get()
    alamat = reverse("rencana:detail", args=[rencana.uuid])
    client.post(reverse("rencana:baris", args=[rencana.uuid]), isian(indikator))
    halaman = client.get(alamat).text
    for teks in ("Pelatihan sagu", "12,5", "1.500.000", "Ajukan kepada kepala OPD"):
        assert teks in halaman
    halaman = client.post(reverse("rencana:ajukan", args=[rencana.uuid]), {"versi": 2}, follow=True).text
    assert "diajukan kepada kepala OPD" in halaman
    assert "Tambah baris" not in halaman
    client.force_login(meja.kepala)
    assert "Setujui" in client.get(alamat).text


@pytest.mark.parametrize(
    ("ubah", "kalimat"),
    [
        ({"indikator": []}, "Pilih sedikitnya satu indikator bermasalah"),
        ({"target_tw2": ""}, "Isi target sedikitnya satu triwulan"),
        ({"target_tw2": "-3"}, "Target TW II"),
        ({"pagu_csr": "1,5 jt"}, "memakai singkatan"),
        ({"target_tw2": "9999999999"}, "Angka ini paling banyak"),
        ({"kode_subkegiatan": "2.17"}, "Kode subkegiatan provinsi ditulis seperti"),
        ({"versi": 9}, "sejak Anda membukanya"),
    ],
)
def test_bad_line_says_what_to_do_and_keeps_what_was_typed(client, dunia, ubah, kalimat):
    penugasan, meja, indikator = dunia
    rencana = pabrik_naskah.buat_rencana(penugasan)
    client.force_login(meja.operator)
    halaman = client.post(reverse("rencana:baris", args=[rencana.uuid]), isian(indikator, **ubah)).text
    assert kalimat in halaman
    assert "Pelatihan sagu" in halaman
    assert BarisRencana.objects.count() == 0


def test_drafts_stay_with_the_opd_and_verified_plans_are_everybodys(client, dunia):
    penugasan, meja, _ = dunia
    draf = pabrik_naskah.buat_rencana(penugasan, 2026, baris=1)
    terbit = pabrik_naskah.buat_rencana(penugasan, 2025, status=StatusNaskah.DIVERIFIKASI, meja=meja, baris=1)
    client.force_login(pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=pabrik.buat_opd()))
    nama = ("detail", "baris", "revisi", "banding")
    assert {client.get(reverse(f"rencana:{n}", args=[draf.uuid])).status_code for n in nama} == {404}
    assert client.get(reverse("rencana:detail", args=[terbit.uuid])).status_code == 200
    assert client.get(reverse("rencana:revisi", args=[terbit.uuid])).status_code == 403
    assert str(draf.uuid) not in client.get(reverse("rencana:daftar")).text


def test_head_alone_is_told_before_submitting(client):
    penugasan = pabrik.buat_penugasan()
    client.force_login(pabrik.buat_pengguna(Peran.KEPALA_OPD, opd=penugasan.opd))
    rencana = pabrik_naskah.buat_rencana(penugasan, baris=1)
    halaman = client.get(reverse("rencana:detail", args=[rencana.uuid])).text
    assert "catat delegasi kepada sekretaris lebih dahulu" in halaman
    assert "Ajukan kepada kepala OPD" not in halaman


def test_line_is_changed_and_removed_on_its_pages(client, dunia):
    penugasan, meja, indikator = dunia
    rencana = pabrik_naskah.buat_rencana(penugasan)
    baris = pabrik_naskah.buat_baris(rencana, indikator=indikator, pagu={"csr": 7_000_000})
    client.force_login(meja.operator)
    ubah, hapus = (reverse(f"rencana:{n}", args=[rencana.uuid, baris.kunci]) for n in ("ubah_baris", "hapus_baris"))
    assert "7.000.000" in client.get(ubah).text
    client.post(ubah, isian(indikator, kegiatan="Pelatihan kopra"))
    assert BarisRencana.objects.get().kegiatan == "Pelatihan kopra"
    assert client.post(hapus, {"versi": 1}).status_code == 422
    client.post(hapus, {"versi": 2})
    assert BarisRencana.objects.count() == 0


def test_line_moves_and_a_second_removal_does_no_harm(client, dunia):
    penugasan, meja, indikator = dunia
    rencana = pabrik_naskah.buat_rencana(penugasan)
    satu, dua = (pabrik_naskah.buat_baris(rencana, urutan=n, indikator=indikator) for n in (1, 2))
    client.force_login(meja.operator)
    geser, hapus = (reverse(f"rencana:{n}", args=[rencana.uuid, dua.kunci]) for n in ("geser_baris", "hapus_baris"))
    client.post(geser, {"versi": 1, "naik": "1"})
    assert list(rencana.baris.all()) == [dua, satu]
    assert "diubah oleh" in client.post(geser, {"versi": 1, "naik": "0"}, follow=True).text
    assert client.post(geser, {"versi": 2}).status_code == 404
    client.post(hapus, {"versi": 2})
    assert "sudah tidak ada pada rencana ini" in client.post(hapus, {"versi": 2}, follow=True).text
    assert list(rencana.baris.all()) == [satu]


def test_unlikely_pagu_is_asked_about_once_and_kept(client, dunia):
    penugasan, meja, indikator = dunia
    rencana = pabrik_naskah.buat_rencana(penugasan)
    pabrik_naskah.buat_baris(rencana, pagu={"csr": 2_000_000})
    client.force_login(meja.operator)
    alamat, kirim = reverse("rencana:baris", args=[rencana.uuid]), isian(indikator, pagu_csr="2.000.000.000")
    halaman = client.post(alamat, kirim).text
    for teks in ("sangat jauh dari pagu baris lain", 'name="yakin"', "2.000.000.000"):
        assert teks in halaman
    client.post(alamat, kirim | {"yakin": "on"})
    assert rencana.baris.count() == 2


def test_plan_is_copied_from_the_list_on_offer(client, dunia):
    penugasan, meja, _ = dunia
    lama = pabrik_naskah.buat_rencana(
        penugasan, hari_ini().year - 1, status=StatusNaskah.DIVERIFIKASI, baris=3, meja=meja
    )
    jauh = pabrik_naskah.buat_rencana(pabrik.buat_penugasan(), hari_ini().year - 1, status=StatusNaskah.DIVERIFIKASI)
    client.force_login(meja.operator)
    assert f"{lama}, {penugasan.opd.singkatan}" in client.get(reverse("rencana:baru")).text
    kirim = {"uuid": str(uuid.uuid4()), "tahun": hari_ini().year}
    assert "tidak dapat disalin" in client.post(reverse("rencana:baru"), kirim | {"salin": str(jauh.uuid)}).text
    client.post(reverse("rencana:baru"), kirim | {"salin": str(lama.uuid)})
    assert RencanaAksi.objects.get(tahun=hari_ini().year).baris.count() == 3


def test_verifikator_marks_a_revision_kahar_on_its_page(client, dunia):
    penugasan, meja, _ = dunia
    pabrik_naskah.buat_rencana(penugasan, status=StatusNaskah.DIVERIFIKASI, meja=meja, baris=1)
    revisi = pabrik_naskah.buat_rencana(penugasan, nomor=2, status=StatusNaskah.DISETUJUI, meja=meja, baris=1)
    client.force_login(meja.verifikator)
    assert "Keadaan kahar" in client.get(reverse("rencana:detail", args=[revisi.uuid])).text
    alamat = reverse("naskah:putuskan", args=["rencana", revisi.uuid])
    kirim = {"versi": 1, "tindakan": "verifikasi", "kahar": "on"}
    assert "Tulis alasan keadaan kahar" in client.post(alamat, kirim).text
    client.post(alamat, kirim | {"alasan_kahar": "Gempa."})
    revisi.refresh_from_db()
    assert (revisi.status, revisi.kahar, revisi.alasan_kahar) == (StatusNaskah.DIVERIFIKASI, True, "Gempa.")


@pytest.mark.parametrize("nama", ["daftar", "detail", "baris", "banding"])
def test_pages_ask_the_same_queries_at_any_size(client, dunia, nama, django_assert_max_num_queries):
    penugasan, meja, indikator = dunia
    client.force_login(meja.operator)
    lama = pabrik_naskah.buat_rencana(penugasan, 2025, status=StatusNaskah.DIVERIFIKASI, meja=meja, baris=1)
    baru = pabrik_naskah.buat_rencana(penugasan, 2025, nomor=2)
    jumlah = []
    for n in (1, 5):
        for _ in range(n):
            pabrik_naskah.buat_baris(baru, indikator=indikator, pagu={"csr": 5, "ngo": 6})
            pabrik_naskah.buat_baris(lama, pagu={"csr": 5})
            pabrik_naskah.buat_rencana(penugasan, 2025 + pabrik.nomor() % 70 + 2)
        alamat = reverse(f"rencana:{nama}", args=[] if nama == "daftar" else [baru.uuid])
        client.get(alamat)
        with django_assert_max_num_queries(12) as kueri:
            assert client.get(alamat).status_code == 200
        jumlah.append(len(kueri))
    assert jumlah[0] == jumlah[1]
