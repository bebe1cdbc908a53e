"""Action plans: drawn up, written line by line, handed in, verified, revised; what does not fit says why.

Seen red: `_source` without its check of who may read, `read_boleh` without earlier versions, `is_far` always false.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from desa.angka import format_rupiah
from desa.models import Catatan
from opd.actions.baris_rencana import IsiBaris, isi_of, move_baris, problem_indicators, remove_baris, save_baris
from opd.actions.dasar import MintaYakin
from opd.actions.naskah import approve_naskah
from opd.actions.rencana import create_rencana, revise_rencana, submit_rencana, verify_rencana
from opd.enums import KelompokVerifikasi, Peran, StatusNaskah
from opd.models import BarisRencana, IndikatorOpd, PaguBaris, RencanaAksi
from opd.permissions import makers
from opd.rekap.banding_rencana import Beda, banding_rencana
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
        "menyusun baris “Pelatihan sagu” pada rencana aksi",
        "mengajukan rencana aksi",
        "menyetujui rencana aksi",
        "memverifikasi rencana aksi",
    ]


def test_same_form_sent_twice_is_one_plan_and_one_line(dunia):
    penugasan, meja, indikator = dunia
    kunci = uuid.uuid4()
    assert len({susun(penugasan, meja.operator, uuid=kunci).pk for _ in range(2)}) == 1
    rencana = RencanaAksi.objects.get()
    hasil = [simpan(rencana, isi(indikator), meja.operator, kunci=kunci).versi for _ in range(2)]
    assert (hasil, BarisRencana.objects.count(), Catatan.objects.about(rencana).count()) == ([2, 1], 1, 2)
    with pytest.raises(ValidationError, match="diubah oleh"):
        simpan(rencana, isi(indikator, kegiatan="Lain"), meja.operator, kunci=kunci)


def test_same_uuid_for_another_plan_is_refused(dunia):
    penugasan, meja, _ = dunia
    u = uuid.uuid4()
    lama = pabrik_naskah.buat_rencana(penugasan, 2025, status=StatusNaskah.DIVERIFIKASI, meja=meja, uuid=u)
    for tulis in (
        lambda: susun(penugasan, meja.operator, uuid=u),
        lambda: revise_rencana(lama, alasan="x", uuid=u, by=meja.operator, at=SEKARANG),
    ):
        with pytest.raises(ValidationError, match="sudah pernah dikirim dengan isi berbeda"):
            tulis()


@pytest.mark.parametrize("tahun", [2024, 2030])
def test_year_outside_the_penugasan_is_refused(tahun):
    penugasan = pabrik.buat_penugasan(selesai=date(2027, 1, 1))
    operator = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd)
    with pytest.raises(ValidationError, match=f"Tahun {tahun} di luar masa penugasan"):
        susun(penugasan, operator, tahun)


def test_second_plan_of_a_year_and_other_opds_are_refused(dunia):
    penugasan, meja, _ = dunia
    susun(penugasan, meja.operator)
    with pytest.raises(ValidationError, match="Rencana aksi 2026 untuk desa ini sudah ada"):
        susun(penugasan, meja.operator)
    lain = pabrik.buat_penugasan()
    with pytest.raises(ValidationError, match="Rencana disusun paling jauh untuk tahun 2027"):
        susun(lain, pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=lain.opd), 2028)
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


@pytest.mark.parametrize(
    ("akumulasi", "target", "bidang", "kalimat"),
    [
        ("non_kumulatif", (0, 0, 0, 0), "target_tw1", "Isi target sedikitnya satu triwulan"),
        ("non_kumulatif", (5, -1, 0, 0), "target_tw1", "Target tidak boleh negatif"),
        ("kumulatif", (0, 10, 9, 12), "target_tw3", "Angka berjalan tidak boleh turun. Isi paling sedikit 10."),
        ("akhir_periode", (5, 0, 0, 5), "target_tw4", "diisi target TW IV saja"),
        ("akhir_periode", (5, 0, 0, 0), "target_tw4", "diisi target TW IV saja"),
    ],
)
def test_target_that_makes_no_sense_is_refused(dunia, akumulasi, target, bidang, kalimat):
    penugasan, meja, indikator = dunia
    isian = isi(indikator, target=tuple(map(Decimal, target)), akumulasi=akumulasi)
    with pytest.raises(ValidationError) as galat:
        simpan(susun(penugasan, meja.operator), isian, meja.operator)
    assert list(galat.value.message_dict) == [bidang]
    assert kalimat in galat.value.messages[0]
    assert BarisRencana.objects.count() == 0


@pytest.mark.parametrize("rp", [2_000_000_000, 200_000])
def test_money_with_noughts_too_many_or_too_few_is_asked_about(dunia, rp):
    penugasan, meja, indikator = dunia
    rencana = simpan(susun(penugasan, meja.operator), isi(indikator), meja.operator)
    with pytest.raises(MintaYakin, match="yang tengahnya Rp 20.000.000"):
        simpan(rencana, isi(indikator, pagu=(("csr", rp),)), meja.operator)
    simpan(rencana, isi(indikator, pagu=(("csr", rp // 10 * 9 if rp > 10**6 else rp * 2),)), meja.operator)
    rencana.refresh_from_db()
    simpan(rencana, isi(indikator, pagu=(("csr", rp),)), meja.operator, yakin=True)
    assert PaguBaris.objects.filter(sumber="csr", pagu_rp=rp).exists()


def test_first_line_of_a_village_is_held_against_all_others(dunia):
    penugasan, meja, indikator = dunia
    lain = pabrik_naskah.buat_rencana(pabrik.buat_penugasan())
    pabrik_naskah.buat_baris(lain, pagu={"apbn": 10_000_000})
    rencana = susun(penugasan, meja.operator)
    with pytest.raises(MintaYakin):
        simpan(rencana, isi(indikator, pagu=(("csr", 10_000),)), meja.operator)
    simpan(rencana, isi(indikator), meja.operator)


def test_wrong_code_of_a_subkegiatan_is_refused(dunia):
    penugasan, meja, indikator = dunia
    with pytest.raises(ValidationError, match="Kode subkegiatan provinsi ditulis seperti 2.17.07.1.01.0001"):
        simpan(susun(penugasan, meja.operator), isi(indikator, kode_subkegiatan="2.17.7"), meja.operator)


def test_a_change_says_in_words_what_was_and_what_is(dunia):
    penugasan, meja, indikator = dunia
    kunci = uuid.uuid4()
    rencana = simpan(susun(penugasan, meja.operator), isi(indikator), meja.operator, kunci=kunci)
    baru = isi(indikator, satuan="kelompok", pagu=(("apbd_prov", 20_000_000), ("csr", 5_000_000)))
    rencana = simpan(rencana, baru, meja.operator, kunci=kunci)
    rencana = remove_baris(rencana, kunci, versi=rencana.versi, by=meja.operator, at=SEKARANG)
    hapus, ubah, tambah, _ = Catatan.objects.about(rencana)
    assert ubah.tindakan == "menyunting baris “Pelatihan sagu” pada rencana aksi"
    assert ubah.perubahan == {
        "satuan": ["orang", "kelompok"],
        "pagu": ["APBD Provinsi Rp 20.000.000", "APBD Provinsi Rp 20.000.000; CSR/TJSLP Rp 5.000.000"],
    }
    assert tambah.perubahan["target"] == [None, "TW I 5; TW II 10; TW III 0; TW IV 5"]
    assert (hapus.tindakan, hapus.perubahan["satuan"]) == (
        "menyunting rencana aksi: menghapus baris “Pelatihan sagu”",
        ["kelompok", None],
    )
    assert {meja.operator.pk} == makers(rencana)


def test_lines_change_places_and_stop_at_the_ends(dunia):
    penugasan, meja, indikator = dunia
    rencana, kunci = susun(penugasan, meja.operator), {n: uuid.uuid4() for n in "abc"}
    for n, k in kunci.items():
        rencana = simpan(rencana, isi(indikator, kegiatan=n), meja.operator, kunci=k)

    def geser(nama: str, naik: bool) -> str:
        kini = RencanaAksi.objects.get()
        move_baris(kini, kunci[nama], naik=naik, versi=kini.versi, by=meja.operator, at=SEKARANG)
        return "".join(b.kegiatan for b in kini.baris.all())

    assert [geser("c", True), geser("c", True), geser("c", True), geser("b", False)] == ["acb", "cab", "cab", "cab"]
    kini = RencanaAksi.objects.get()
    with pytest.raises(ValidationError, match="sudah tidak ada"):
        move_baris(kini, uuid.uuid4(), naik=True, versi=kini.versi, by=meja.operator, at=SEKARANG)


def test_submitting_names_every_line_that_lacks_something(dunia):
    penugasan, meja, indikator = dunia
    rencana = pabrik_naskah.buat_rencana(penugasan)
    with pytest.raises(ValidationError, match="belum mempunyai baris"):
        submit_rencana(rencana, versi=1, by=meja.operator, at=SEKARANG)
    pabrik_naskah.buat_baris(rencana, kegiatan="Benar", indikator=indikator)
    pabrik_naskah.buat_baris(rencana, kegiatan="Kosong", sasaran="", urutan=1).indikator.clear()
    sembuh = pabrik_naskah.buat_masalah(penugasan, skor=4).indikator
    pabrik_naskah.buat_baris(rencana, kegiatan="Sembuh", indikator=sembuh, urutan=2)
    with pytest.raises(ValidationError) as galat:
        submit_rencana(rencana, versi=1, by=meja.operator, at=SEKARANG)
    assert galat.value.messages == [
        "Baris 2, Kosong: isi sasaran dan satuannya.",
        "Baris 2, Kosong: Pilih sedikitnya satu indikator bermasalah yang hendak diperbaiki baris ini.",
        "Baris 3, Sembuh: Indikator Uji tidak lagi bermasalah di desa ini. Pilih indikator lain.",
    ]


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
    tiga = uuid.uuid4()
    baru = revise_rencana(lama, alasan="Cuaca.", uuid=uuid.uuid4(), by=meja.operator, at=SEKARANG)
    assert (baru.nomor, set(baru.baris.values_list("kunci", flat=True))) == (2, {satu.kunci, dua.kunci})
    assert banding_rencana(meja.operator, lama, baru) == ()
    isian = isi(indikator, kegiatan=satu.kegiatan, sasaran=satu.sasaran, satuan="paket", pagu=(("csr", 5),))
    isian = replace(isian, target=(Decimal(10), Decimal(10), Decimal(10), Decimal(40)))
    baru = simpan(baru, isian, meja.operator, kunci=satu.kunci)
    baru = remove_baris(baru, dua.kunci, versi=baru.versi, by=meja.operator, at=SEKARANG)
    isian = isi(indikator, target=(Decimal(0), Decimal(0), Decimal(0), Decimal("2.5")), satuan="ha", pagu=())
    baru = simpan(baru, isian, meja.operator, kunci=tiga)
    beda = banding_rencana(meja.operator, lama, baru)
    assert [(b.kegiatan, b.kata) for b in beda] == [
        (satu.kegiatan, "berubah"),
        (isian.kegiatan, "baru"),
        (dua.kegiatan, "dihapus"),
    ]
    assert beda[0].beda == (Beda("Target TW IV", "10 paket", "40 paket"),)
    assert Beda("Target TW IV", "", "2,5 ha") in beda[1].beda
    bagian = [d.bagian for d in beda[1].beda]
    assert bagian == ["Strategi", "Sasaran", "Target TW IV", "Arah", "Cara menghitung", "Indikator"]
    assert beda[2].beda[-1] == Beda("Pagu", f"CSR/TJSLP {format_rupiah(5)}", "")
    assert lama.baris.count() == 2
    with pytest.raises(ValidationError, match="masih draf. Selesaikan dahulu"):
        revise_rencana(lama, alasan="Lagi.", uuid=uuid.uuid4(), by=meja.operator, at=SEKARANG)


def test_revised_line_may_keep_an_indicator_that_has_healed(dunia):
    penugasan, meja, indikator = dunia
    lama = pabrik_naskah.buat_rencana(penugasan, status=StatusNaskah.DIVERIFIKASI, meja=meja)
    baris = pabrik_naskah.buat_baris(lama, indikator=indikator)
    pabrik_naskah.buat_masalah(penugasan, skor=5, tahun=2025, indikator=indikator)
    baru = revise_rencana(lama, alasan="Cuaca.", uuid=uuid.uuid4(), by=meja.operator, at=SEKARANG)
    simpan(baru, isi(indikator), meja.operator, kunci=baris.kunci)
    baru.refresh_from_db()
    with pytest.raises(ValidationError, match="bukan masalah desa ini"):
        simpan(baru, isi(indikator), meja.operator)
    submit_rencana(baru, versi=baru.versi, by=meja.operator, at=SEKARANG)


def test_revision_needs_a_reason_and_the_version_in_force(dunia):
    penugasan, meja, _ = dunia
    lama = pabrik_naskah.buat_rencana(penugasan, status=StatusNaskah.DIVERIFIKASI, meja=meja)
    with pytest.raises(ValidationError, match="Tulis alasan revisi"):
        revise_rencana(lama, alasan=" ", uuid=uuid.uuid4(), by=meja.operator, at=SEKARANG)
    pabrik_naskah.buat_rencana(penugasan, nomor=2, status=StatusNaskah.DIVERIFIKASI, meja=meja)
    with pytest.raises(ValidationError, match="sudah diganti Rencana aksi 2026"):
        revise_rencana(lama, alasan="Cuaca.", uuid=uuid.uuid4(), by=meja.operator, at=SEKARANG)
    with pytest.raises(PermissionDenied):
        revise_rencana(lama, alasan="Cuaca.", uuid=uuid.uuid4(), by=meja.verifikator, at=SEKARANG)


def test_only_a_revision_is_marked_kahar_and_only_with_a_reason(dunia):
    penugasan, meja, _ = dunia
    for nomor in (1, 2):
        rencana = pabrik_naskah.buat_rencana(penugasan, nomor=nomor, status=StatusNaskah.DISETUJUI, meja=meja, baris=1)
        verify = {"versi": 1, "by": meja.verifikator, "at": SEKARANG, "kahar": True}
        with pytest.raises(ValidationError) as galat:
            verify_rencana(rencana, **verify, alasan_kahar="  " if nomor > 1 else "Gempa.")
        assert list(galat.value.message_dict) == [{1: "kahar", 2: "alasan_kahar"}[nomor]]
        verify_rencana(rencana, **verify | {"kahar": nomor > 1}, alasan_kahar="Gempa.")
        rencana.refresh_from_db()
        assert (rencana.kahar, rencana.alasan_kahar) == (nomor > 1, "Gempa." if nomor > 1 else "")


def test_copy_of_last_years_plan_has_lines_of_its_own(dunia):
    penugasan, meja, _ = dunia
    lama = pabrik_naskah.buat_rencana(penugasan, 2025, status=StatusNaskah.DIVERIFIKASI, meja=meja)
    for n in range(2):
        pabrik_naskah.buat_baris(lama, urutan=n, pagu={"csr": 5 + n, "apbn": 7})
    baru = susun(penugasan, meja.operator, salin=lama)

    def teks(rencana: RencanaAksi) -> list[IsiBaris]:
        return [isi_of(b) for b in rencana.baris.all()]

    assert (teks(baru), len(teks(baru))) == (teks(lama), 2)
    assert not set(baru.baris.values_list("kunci")) & set(lama.baris.values_list("kunci"))
    assert Catatan.objects.about(baru).get().perubahan == {"disalin": [None, "2 baris dari Rencana aksi 2025"]}


def test_plan_that_goes_on_under_a_new_penugasan_keeps_its_lines(dunia):
    """Under the next decree the same year's facts, moved along, count for the copied lines."""
    penugasan, meja, _ = dunia
    lama = pabrik_naskah.buat_rencana(penugasan, 2026, status=StatusNaskah.DIVERIFIKASI, meja=meja, baris=2)
    penerus = pabrik.buat_penugasan(desa=pabrik.buat_desa(), opd=penugasan.opd)
    type(penerus).objects.filter(pk=penerus.pk).update(desa=penugasan.desa, peran="pendukung")
    baru = susun(penerus, meja.operator, salin=lama)
    assert set(baru.baris.values_list("kunci")) == set(lama.baris.values_list("kunci"))


def test_another_opds_draft_and_other_villages_are_not_copied(dunia):
    penugasan, meja, _ = dunia
    tetangga = pabrik.buat_penugasan(desa=penugasan.desa, peran="pendukung")
    asing = pabrik_naskah.buat_rencana(tetangga, 2025, baris=1)
    jauh = pabrik_naskah.buat_rencana(pabrik.buat_penugasan(), 2025, status=StatusNaskah.DIVERIFIKASI, baris=1)
    for salin in (asing, jauh):
        with pytest.raises(ValidationError, match="Rencana yang disalin harus dari desa yang sama"):
            susun(penugasan, meja.operator, salin=salin)
    assert not RencanaAksi.objects.filter(penugasan=penugasan).exists()


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
    assert pilihan[2].kalimat.endswith(": skor 1 dari 5, sangat rendah. Saran: Bangun sumur")


def test_task_asks_for_the_years_plan_until_it_is_handed_in(dunia):
    penugasan, meja, _ = dunia

    def tugas() -> list[tuple[str, str]]:
        semua = tugas_saya(meja.operator, until=date(2026, 7, 20))
        return [(t.kalimat, t.tautan) for t in semua if t.jenis == "rencana"]

    kalimat = f"Rencana aksi 2026 untuk {penugasan.desa.nama} belum disusun."
    assert tugas() == [(kalimat, f"/rencana/baru/?penugasan={penugasan.pk}")]
    rencana = susun(penugasan, meja.operator)
    kalimat = f"Rencana aksi 2026 untuk {penugasan.desa.nama} masih draf sejak 20 Juli 2026."
    assert tugas() == [(kalimat, f"/rencana/{rencana.uuid}/")]
    RencanaAksi.objects.update(status=StatusNaskah.DIAJUKAN, diajukan_oleh=meja.operator, diajukan_pada=SEKARANG)
    assert tugas() == []
