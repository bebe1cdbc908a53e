"""Action plans: drawn up, written line by line, handed in, verified, revised; what does not fit says so and loses nothing."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from desa.models import Catatan
from desa.waktu import hari_ini
from opd.actions.naskah import approve_naskah
from opd.actions.rencana import (
    IsiBaris,
    PaguMelonjak,
    create_rencana,
    problem_indicators,
    remove_baris,
    revise_rencana,
    save_baris,
    submit_rencana,
    verify_rencana,
)
from opd.enums import KelompokVerifikasi, Peran, StatusNaskah
from opd.models import BarisRencana, IndikatorOpd, PaguBaris, RencanaAksi
from opd.rekap.banding_rencana import Beda, BedaBaris, banding_rencana
from opd.rekap.pilihan_indikator import pilihan_indikator
from opd.rekap.tugas import tugas_saya
from tests import pabrik, pabrik_naskah
from tests.pabrik import SEKARANG

pytestmark = pytest.mark.django_db


@pytest.fixture
def dunia() -> Any:
    """A penugasan with one problem indicator, and its three desks."""
    penugasan = pabrik.buat_penugasan()
    masalah = pabrik_naskah.buat_masalah(penugasan, kegiatan_disarankan="Bangun sumur")
    return penugasan, pabrik_naskah.buat_meja(penugasan), masalah.indikator


def isi(tujuan: Any, **lain: Any) -> IsiBaris:
    dasar: dict[str, Any] = {"strategi": "pendapatan", "kegiatan": "Pelatihan sagu", "sasaran": "20 keluarga"}
    dasar |= {"satuan": "orang", "target": tuple(map(Decimal, (5, 10, 0, 5))), "polaritas": "positif"}
    dasar |= {
        "akumulasi": "non_kumulatif",
        "indikator": frozenset({tujuan.pk}),
        "pagu": (("apbd_prov", 20_000_000),),
    }
    return IsiBaris(**dasar | lain)


def susun(penugasan: Any, by: Any, tahun: int = 2026, **lain: Any) -> RencanaAksi:
    return create_rencana(penugasan, tahun, **{"uuid": uuid.uuid4(), "by": by, "at": SEKARANG} | lain)


def simpan(rencana: RencanaAksi, isian: IsiBaris, by: Any, **lain: Any) -> RencanaAksi:
    dasar = {"kunci": uuid.uuid4(), "versi": rencana.versi, "by": by, "at": SEKARANG}
    return save_baris(rencana, isian, **dasar | lain)


def test_plan_goes_from_draft_to_verified(dunia):
    penugasan, meja, indikator = dunia
    rencana = simpan(susun(penugasan, meja.operator), isi(indikator), meja.operator)
    submit_rencana(rencana, versi=2, by=meja.operator, at=SEKARANG)
    approve_naskah(rencana, versi=3, by=meja.kepala, at=SEKARANG)
    verify_rencana(rencana, versi=4, by=meja.verifikator, at=SEKARANG)
    rencana.refresh_from_db()
    assert (rencana.status, rencana.kelompok) == (StatusNaskah.DIVERIFIKASI, KelompokVerifikasi.PEMBERDAYAAN)
    baris = rencana.baris.get()
    assert (baris.volume, list(baris.pagu.values_list("sumber", "pagu_rp"))) == (20, [("apbd_prov", 20_000_000)])
    assert list(Catatan.objects.about(rencana).order_by("id").values_list("tindakan", flat=True)) == [
        "menyusun rencana aksi",
        "menyunting rencana aksi",
        "mengajukan rencana aksi",
        "menyetujui rencana aksi",
        "memverifikasi rencana aksi",
    ]


def test_same_form_sent_twice_is_one_plan_and_one_line(dunia):
    penugasan, meja, indikator = dunia
    kunci = uuid.uuid4()
    assert len({susun(penugasan, meja.operator, uuid=kunci).pk for _ in range(2)}) == 1
    rencana = RencanaAksi.objects.get()
    simpan(rencana, isi(indikator), meja.operator, kunci=kunci)
    with pytest.raises(ValidationError, match="diubah oleh"):
        simpan(rencana, isi(indikator), meja.operator, kunci=kunci)
    assert BarisRencana.objects.count() == 1


@pytest.mark.parametrize("tahun", [2024, 2030])
def test_year_outside_the_penugasan_is_refused(tahun):
    penugasan = pabrik.buat_penugasan(selesai=date(2027, 1, 1))
    operator = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd)
    with pytest.raises(ValidationError, match=f"Tahun {tahun} di luar masa penugasan"):
        susun(penugasan, operator, tahun)


def test_second_plan_of_a_year_and_other_opds_are_refused(dunia):
    penugasan, meja, _ = dunia
    susun(penugasan, meja.operator)
    with pytest.raises(ValidationError, match="Rencana aksi 2026 sudah ada"):
        susun(penugasan, meja.operator)
    for orang in (meja.verifikator, pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=pabrik.buat_opd())):
        with pytest.raises(PermissionDenied):
            susun(penugasan, orang, 2027)


def test_line_needs_a_problem_of_this_village(dunia):
    penugasan, meja, _ = dunia
    rencana = susun(penugasan, meja.operator)
    baik = pabrik_naskah.buat_masalah(penugasan, skor=4).indikator
    for isian in (isi(baik), isi(baik, indikator=frozenset())):
        with pytest.raises(ValidationError) as galat:
            simpan(rencana, isian, meja.operator)
        assert list(galat.value.message_dict) == ["indikator"]
    assert (BarisRencana.objects.count(), RencanaAksi.objects.get().versi) == (0, 1)


def test_village_without_scores_may_aim_at_any_indicator():
    indikator = pabrik_naskah.buat_indikator()
    assert problem_indicators(pabrik.buat_desa().pk) == {indikator.pk}


@pytest.mark.parametrize("target", [(0, 0, 0, 0), (5, -1, 0, 0)])
def test_target_of_nothing_or_less_is_refused(dunia, target):
    penugasan, meja, indikator = dunia
    with pytest.raises(ValidationError):
        simpan(susun(penugasan, meja.operator), isi(indikator, target=tuple(map(Decimal, target))), meja.operator)
    assert BarisRencana.objects.count() == 0


def test_money_out_of_proportion_is_asked_about(dunia):
    penugasan, meja, indikator = dunia
    rencana = simpan(susun(penugasan, meja.operator), isi(indikator), meja.operator)
    besar = isi(indikator, pagu=(("csr", 20_000_000_000),))
    with pytest.raises(PaguMelonjak, match="lebih dari 1000 kali"):
        simpan(rencana, besar, meja.operator)
    rencana = simpan(rencana, besar, meja.operator, yakin=True)
    assert PaguBaris.objects.filter(sumber="csr").exists()


def test_submitting_an_empty_plan_says_what_is_missing(dunia):
    penugasan, meja, _ = dunia
    rencana = susun(penugasan, meja.operator)
    with pytest.raises(ValidationError, match="belum berisi baris"):
        submit_rencana(rencana, versi=1, by=meja.operator, at=SEKARANG)


def test_most_lines_of_lower_burden_go_to_the_other_group(dunia):
    penugasan, meja, indikator = dunia
    rencana = susun(penugasan, meja.operator)
    for strategi in ("beban_pengeluaran", "beban_pengeluaran", "pendapatan"):
        rencana = simpan(rencana, isi(indikator, strategi=strategi), meja.operator)
    submit_rencana(rencana, versi=rencana.versi, by=meja.operator, at=SEKARANG)
    rencana.refresh_from_db()
    assert rencana.kelompok == KelompokVerifikasi.BANSOS


def test_revision_keeps_lines_and_says_what_changed(dunia):
    penugasan, meja, indikator = dunia
    lama = pabrik_naskah.buat_rencana(penugasan, status=StatusNaskah.DIVERIFIKASI, meja=meja)
    satu, dua = (pabrik_naskah.buat_baris(lama, indikator=indikator, pagu={"csr": 5}) for _ in range(2))
    baru = revise_rencana(lama, alasan="Cuaca.", uuid=uuid.uuid4(), by=meja.operator, at=SEKARANG)
    assert (baru.nomor, set(baru.baris.values_list("kunci", flat=True))) == (2, {satu.kunci, dua.kunci})
    assert banding_rencana(meja.operator, lama, baru) == ()
    isian = isi(indikator, kegiatan=satu.kegiatan, sasaran=satu.sasaran, satuan="paket", pagu=(("csr", 5),))
    isian = replace(isian, target=(Decimal(10), Decimal(10), Decimal(10), Decimal(40)))
    baru = simpan(baru, isian, meja.operator, kunci=satu.kunci)
    baru = remove_baris(baru, dua.kunci, versi=baru.versi, by=meja.operator, at=SEKARANG)
    assert banding_rencana(meja.operator, lama, baru) == (
        BedaBaris(satu.kegiatan, "berubah", (Beda("Target TW IV", "10", "40"),)),
        BedaBaris(dua.kegiatan, "dihapus", ()),
    )
    assert lama.baris.count() == 2
    with pytest.raises(ValidationError, match="Revisi hanya dari versi terakhir"):
        revise_rencana(lama, alasan="Lagi.", uuid=uuid.uuid4(), by=meja.operator, at=SEKARANG)


def test_copy_of_last_years_plan_has_lines_of_its_own(dunia):
    penugasan, meja, _ = dunia
    lama = pabrik_naskah.buat_rencana(penugasan, 2025, status=StatusNaskah.DIVERIFIKASI, meja=meja, baris=2)
    baru = susun(penugasan, meja.operator, salin=True)
    assert [b.kegiatan for b in baru.baris.all()] == [b.kegiatan for b in lama.baris.all()]
    assert not set(baru.baris.values_list("kunci")) & set(lama.baris.values_list("kunci"))
    assert all(b.indikator.count() == 1 for b in baru.baris.all())


def test_paper_that_left_the_opd_is_written_no_more(dunia):
    penugasan, meja, indikator = dunia
    rencana = pabrik_naskah.buat_rencana(penugasan, status=StatusNaskah.DIAJUKAN, meja=meja, baris=1)
    with pytest.raises(PermissionDenied):
        simpan(rencana, isi(indikator), meja.operator)
    with pytest.raises(PermissionDenied):
        remove_baris(rencana, rencana.baris.get().kunci, versi=1, by=meja.operator, at=SEKARANG)


def test_choices_begin_with_what_the_opd_can_act_on(dunia):
    penugasan, meja, milik_desa = dunia
    sendiri, lain = (pabrik_naskah.buat_masalah(penugasan, skor=2).indikator for _ in range(2))
    IndikatorOpd.objects.create(indikator=sendiri, opd=penugasan.opd)
    IndikatorOpd.objects.create(indikator=lain, opd=pabrik.buat_opd())
    pabrik_naskah.buat_masalah(penugasan, skor=3)
    pilihan = pilihan_indikator(meja.operator, penugasan.desa, penugasan.opd_id)
    assert [(p.pk, p.kelompok, p.skor) for p in pilihan] == [
        (sendiri.pk, "Dapat ditangani OPD ini", 2),
        (lain.pk, "Dapat ditangani OPD provinsi lain", 2),
        (milik_desa.pk, "Kewenangan kabupaten atau desa", 1),
    ]
    assert pilihan[2].kalimat.endswith("skor 1 dari 5. Saran: Bangun sumur")


def test_task_asks_for_the_years_plan_until_one_is_begun(dunia):
    penugasan, meja, _ = dunia

    def tugas() -> list[tuple[str, str]]:
        semua = tugas_saya(meja.operator, until=date(2026, 7, 20))
        return [(t.kalimat, t.tautan) for t in semua if t.jenis == "rencana"]

    kalimat = f"Rencana aksi 2026 untuk {penugasan.desa.nama} belum disusun."
    assert tugas() == [(kalimat, f"/rencana/baru/?penugasan={penugasan.pk}")]
    susun(penugasan, meja.operator)
    assert tugas() == []


# --- pages ------------------------------------------------------------------------------------------------------


def isian(tujuan: Any, **lain: Any) -> dict[str, Any]:
    dasar: dict[str, Any] = {
        "versi": 1,
        "kunci": str(uuid.uuid4()),
        "kegiatan": "Pelatihan sagu",
        "satuan": "orang",
    }
    dasar |= {"indikator": [tujuan.pk], "strategi": "pendapatan", "sasaran": "20 keluarga", "target_tw2": "12,5"}
    dasar |= {"akumulasi": "non_kumulatif", "polaritas": "positif", "sumber_1": "csr", "pagu_1": "1.500.000"}
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
        ({"pagu_1": ""}, "Isi pagunya lebih dari Rp 0"),
        ({"sumber_1": ""}, "Pilih sumber dananya"),
        ({"kode_subkegiatan": "2.17"}, "Kode subkegiatan provinsi ditulis seperti"),
        ({"versi": 9}, "sejak Anda membukanya"),
    ],
)
def test_bad_line_says_what_to_do_and_keeps_what_was_typed(client, dunia, ubah, kalimat):
    penugasan, meja, indikator = dunia
    rencana = susun(penugasan, meja.operator)
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
    assert client.post(hapus, {"versi": 1}).status_code == 200
    client.post(hapus, {"versi": 2})
    assert BarisRencana.objects.count() == 0


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
