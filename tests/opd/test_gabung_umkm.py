"""Merging two records of one enterprise: counted once from then on, and nothing of either is lost."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from desa.models import Catatan, Legalitas, Penjualan, PenjualanSaluran, PenutupanUmkm, PerkembanganUmkm, Umkm
from desa.waktu import hari_ini
from opd.actions.gabung_umkm import MENGGABUNGKAN, merge_umkm
from opd.actions.hasil_pameran import IsiHasil, cancel_hasil, correct_hasil
from opd.actions.pasokan import end_pasokan
from opd.actions.tutup_umkm import reopen_umkm, undo_reopen
from opd.models import HasilPameran, KunjunganUmkm, Pasokan, PenerimaBantuan
from opd.rekap.gabung_umkm import benturan
from opd.rekap.umkm import rekap_umkm
from tests.pabrik import (
    SEKARANG,
    buat_kegiatan,
    buat_kunjungan,
    buat_pengguna,
    buat_penjualan,
    buat_penugasan,
    buat_penutupan,
    buat_umkm,
    pada,
)
from tests.pabrik_bantuan import buat_bantuan
from tests.pabrik_legalitas import HALAL, buat_legalitas
from tests.pabrik_naskah import buat_kunci
from tests.pabrik_pasar import buat_hasil, buat_pameran, buat_pasokan, buat_pembeli

pytestmark = pytest.mark.django_db
JAN, FEB, MAR = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)
NIB, NIK = "9120001234567", "8105154101800099"


@pytest.fixture
def dunia():
    """Two records of one enterprise; the second has what the first lacks. February was reported in both."""
    penugasan = buat_penugasan()
    tetap = buat_umkm(desa=penugasan.desa, nama="Ikan Asar", pemilik="", dibina_sejak=date(2025, 6, 1))
    lama = buat_umkm(
        desa=penugasan.desa, nama="Ikan Asar Waru", nib=NIB, nik=NIK, pemilik="Yosepina", dibina_sejak=date(2025, 3, 1)
    )
    for umkm, bulan, rp in ((tetap, JAN, 100), (tetap, FEB, 200), (lama, FEB, 250), (lama, MAR, 300)):
        buat_penjualan(umkm, bulan, rp)
    return penugasan, tetap, lama, buat_pengguna("operator_opd", opd=penugasan.opd)


def gabungkan(dunia, **lain):
    _, tetap, lama, operator = dunia
    dasar = {"versi": (1, 1), "pilihan": {FEB: "lama"}, "alasan": "tercatat dua kali", "by": operator, "at": SEKARANG}
    return merge_umkm(tetap, lama, **dasar | lain)


def omzet(umkm) -> dict[date, int]:
    return dict(Penjualan.objects.in_force().filter(umkm=umkm).values_list("bulan", "omzet_rp"))


@pytest.mark.parametrize(("pilih", "februari"), [("tetap", 200), ("lama", 250)])
def test_months_are_counted_once_and_the_chosen_report_counts(dunia, pilih, februari):
    _, tetap, lama, operator = dunia
    assert [b.bulan for b in benturan(operator, tetap, lama)] == [FEB]
    PenjualanSaluran.objects.create(penjualan=lama.penjualan.get(bulan=FEB), saluran="pasar", omzet_rp=250)
    gabungkan(dunia, pilihan={FEB: pilih})
    pasar = PenjualanSaluran.objects.filter(penjualan__umkm=tetap).values_list("omzet_rp", flat=True)
    assert list(pasar) == [250] * (pilih == "lama")
    assert (omzet(tetap), omzet(lama)) == ({JAN: 100, FEB: februari, MAR: 300}, {})
    assert Penjualan.objects.filter(umkm=lama).count() == 2


def test_month_reported_twice_waits_for_a_choice(dunia):
    with pytest.raises(ValidationError, match="Penjualan Februari 2026 dilaporkan pada kedua catatan"):
        gabungkan(dunia, pilihan={})
    assert Umkm.objects.count() == 2


def test_kept_record_is_completed_and_the_earlier_start_counts(dunia):
    _, tetap, lama, _ = dunia
    gabungkan(dunia)
    kini, dulu = Umkm.objects.get(), Umkm.semua.get(pk=lama.pk)
    assert (kini.pk, kini.nama, kini.nib, kini.nik, kini.pemilik) == (tetap.pk, "Ikan Asar", NIB, NIK, "Yosepina")
    assert (kini.dibina_sejak, dulu.digabung_ke_id, dulu.nib) == (date(2025, 3, 1), tetap.pk, "")
    catatan = Catatan.objects.filter(tindakan=MENGGABUNGKAN)
    assert sorted(c.objek_id for c in catatan) == sorted([str(tetap.pk), str(lama.pk)])
    assert [k for k in (NIK, "Yosepina") if k in str([c.perubahan for c in catatan])] == []


def test_enterprise_does_not_leave_the_umkm_by_merging_with_a_koperasi(dunia):
    Umkm.objects.filter(pk=dunia[1].pk).update(bentuk="koperasi")
    with pytest.raises(ValidationError, match="samakan bentuknya"):
        gabungkan(dunia)
    Umkm.objects.filter(pk=dunia[2].pk).update(bentuk="bumdes")
    assert gabungkan(dunia).bentuk == "koperasi"


def test_enterprise_does_not_leave_the_programme_by_merging_with_one_that_left(dunia):
    keluar = {"dibina_sampai": date(2026, 4, 1), "alasan_keluar": "pindah", "keluar_dicatat_pada": SEKARANG}
    Umkm.objects.filter(pk=dunia[1].pk).update(**keluar)
    with pytest.raises(ValidationError, match="sudah keluar dari binaan"):
        gabungkan(dunia)
    Umkm.objects.filter(pk=dunia[2].pk).update(**keluar)
    assert gabungkan(dunia).dibina_sampai == date(2026, 4, 1)


def test_records_that_differ_about_a_closure_wait(dunia):
    _, tetap, lama, _ = dunia
    buat_penutupan(lama, date(2026, 5, 1))
    with pytest.raises(ValidationError, match="tidak sama tentang kapan usaha ini tutup"):
        gabungkan(dunia)
    buat_penutupan(tetap, date(2026, 5, 1))
    assert gabungkan(dunia).tutup_pada == date(2026, 5, 1)


def test_closures_that_ended_are_kept_once_and_known_since_the_earlier_recording(dunia):
    _, tetap, lama, _ = dunia
    tutup, buka = date(2026, 5, 1), date(2026, 6, 5)
    buat_penutupan(lama, tutup, buka)
    with pytest.raises(ValidationError, match="tidak sama tentang kapan usaha ini tutup"):
        gabungkan(dunia)
    buat_penutupan(tetap, tutup, buka - timedelta(days=1))
    with pytest.raises(ValidationError, match="tidak sama tentang kapan usaha ini tutup"):
        gabungkan(dunia)
    PenutupanUmkm.objects.filter(umkm=tetap).update(dibuka_pada=buka, dicatat_pada=SEKARANG, buka_dicatat_pada=SEKARANG)
    gabungkan(dunia)
    kini = PenutupanUmkm.objects.get(umkm=tetap)
    assert (kini.masa, kini.dicatat_pada, kini.buka_dicatat_pada) == ((tutup, buka), pada(tutup), pada(buka))


@pytest.mark.parametrize("dulu", [0, 1])
def test_closure_that_ended_before_the_other_record_began_is_kept(dunia, dulu):
    penugasan, *dua, operator = dunia
    pertama, kedua = dua[dulu], dua[1 - dulu]
    Umkm.objects.filter(pk=pertama.pk).update(dibina_sejak=date(2025, 1, 5))
    Umkm.objects.filter(pk=kedua.pk).update(dibina_sejak=date(2025, 6, 1))
    tutup, bersama = (date(2025, 2, 1), date(2025, 6, 1)), (date(2026, 5, 1), date(2026, 6, 5))
    buat_penutupan(pertama, *tutup)
    buat_penutupan(pertama, tutup[0], dibatalkan_pada=pada(date(2025, 3, 1)), alasan_batal="salah")
    for umkm in dua:
        buat_penutupan(umkm, *bersama)
    gabungkan(dunia)
    tersisa = PenutupanUmkm.objects.in_force().filter(umkm=dua[0])
    assert [p.masa for p in tersisa.order_by("tutup_pada")] == [tutup, bersama]
    assert PenutupanUmkm.objects.filter(umkm=dua[0]).count() == 3


def test_closure_that_lasted_into_the_other_record_says_what_to_do_and_doing_it_helps(dunia):
    _, tetap, lama, operator = dunia
    oleh = {"alasan": "uji", "by": operator, "at": SEKARANG}
    buat_penutupan(lama, date(2025, 4, 1))
    with pytest.raises(ValidationError) as galat:
        gabungkan(dunia)
    assert galat.value.messages == [
        "“Ikan Asar Waru” tercatat tutup sejak 1 April 2025, tetapi “Ikan Asar” tercatat dibina sejak 1 Juni 2025. Bila "
        "usahanya sudah buka lagi waktu itu, catat atau perbaiki tanggal buka kembalinya, paling lambat 1 Juni 2025; bila "
        "belum, perbaiki tanggal dibina “Ikan Asar”; bila tidak pernah tutup, batalkan penutupannya. Lalu gabungkan."
    ]
    reopen_umkm(lama, dibuka_pada=date(2025, 6, 2), versi=1, **oleh)
    with pytest.raises(ValidationError, match="paling lambat 1 Juni 2025"):
        gabungkan(dunia, versi=(1, 2))
    undo_reopen(lama, versi=2, yakin=True, **oleh)
    reopen_umkm(lama, dibuka_pada=date(2025, 6, 1), versi=3, **oleh)
    gabungkan(dunia, versi=(1, 4))
    [p] = PenutupanUmkm.objects.in_force().filter(umkm=tetap)
    assert p.masa == (date(2025, 4, 1), date(2025, 6, 1))


def test_day_known_before_a_merger_is_read_though_two_rows_told_of_one_closure_then(dunia):
    _, tetap, lama, operator = dunia
    tutup, sejak = date(2026, 5, 1), pada(date(2026, 6, 20))
    buat_penutupan(tetap, tutup, date(2026, 6, 5), dibatalkan_pada=sejak, alasan_batal="salah")
    buat_penutupan(tetap, tutup, dicatat_pada=sejak)
    buat_penutupan(lama, tutup)
    gabungkan(dunia)
    (r,) = rekap_umkm(operator, until=date(2026, 6, 15), known_at=pada(date(2026, 6, 10)))
    assert (r.tutup, r.binaan) == (1, 1)


def test_known_since_the_earlier_record(dunia):
    _, tetap, lama, _ = dunia
    lebih_awal = lama.dicatat_pada - timedelta(days=40)
    Umkm.objects.filter(pk=lama.pk).update(dicatat_pada=lebih_awal)
    gabungkan(dunia)
    assert Umkm.objects.get(pk=tetap.pk).dicatat_pada == lebih_awal


def test_nib_that_did_not_move_stays_readable(client, dunia):
    _, tetap, lama, operator = dunia
    Umkm.objects.filter(pk=tetap.pk).update(nib="9120007654321")
    gabungkan(dunia)
    assert list(Umkm.semua.order_by("pk").values_list("nib", flat=True)) == ["9120007654321", NIB]
    client.force_login(operator)
    assert NIB in client.get(reverse("umkm:gabungan", args=[lama.uuid])).content.decode()


@pytest.mark.parametrize(
    ("pemilik", "nik", "hasil"),
    [
        ("", "", ("Yosepina", NIK, "P")),
        ("YOSEPINA.", "", ("YOSEPINA.", NIK, "P")),
        ("Marthen", "", ("Marthen", "", "")),
        ("Marthen", "8105150101800001", ("Marthen", "8105150101800001", "")),
        ("", "8105150101800001", ("", "8105150101800001", "")),
        ("Yosepina Latu", NIK, ("Yosepina Latu", NIK, "P")),
    ],
)
def test_two_persons_are_never_mixed(dunia, pemilik, nik, hasil):
    _, tetap, lama, _ = dunia
    tetap.pemilik, tetap.nik, tetap.jenis_kelamin, lama.jenis_kelamin = pemilik, nik, "", "P"
    tetap.save()
    lama.save()
    gabungkan(dunia)
    kini = Umkm.objects.get(pk=tetap.pk)
    assert (kini.pemilik, kini.nik, kini.jenis_kelamin) == hasil


def test_one_fair_and_one_supply_count_once(client, dunia):
    _, tetap, lama, operator = dunia
    pameran, batal, pembeli = buat_pameran(), buat_pameran(), buat_pembeli()
    buat_hasil(pameran, tetap, omzet_rp=100)
    ganda = buat_hasil(pameran, lama, omzet_rp=300)
    keliru = buat_hasil(batal, tetap, omzet_rp=1)
    buat_hasil(batal, tetap, omzet_rp=1, menggantikan=keliru, batal=True, alasan_koreksi="keliru")
    buat_hasil(batal, lama, omzet_rp=500)
    pasokan = [buat_pasokan(pembeli, u) for u in (tetap, lama)]
    gabungkan(dunia)
    hitung = HasilPameran.objects.in_force().values_list("pameran", "umkm", "omzet_rp")
    assert sorted(hitung) == sorted([(pameran.pk, tetap.pk, 100), (batal.pk, tetap.pk, 500)])
    assert [p.pk for p in Pasokan.objects.in_force()] == [pasokan[0].pk]
    oleh = {"alasan": "uji", "by": operator, "at": SEKARANG}
    with pytest.raises(ValidationError):
        cancel_hasil(ganda, uuid=uuid.uuid4(), **oleh)
    with pytest.raises(ValidationError):
        end_pasokan(pasokan[1], versi=1, selesai=date(2026, 4, 1), **oleh)
    client.force_login(operator)
    halaman = client.get(reverse("umkm:gabungan", args=[lama.uuid])).content.decode()
    assert [k in halaman for k in (pameran.nama, pembeli.nama)] == [True, True]


def test_fair_left_by_an_earlier_merger_is_cancelled_but_not_corrected(dunia):
    _, tetap, lama, operator = dunia
    gabungkan(dunia)
    hasil, oleh = buat_hasil(umkm=lama), {"alasan": "uji", "by": operator, "at": SEKARANG}
    with pytest.raises(ValidationError, match="sudah digabungkan"):
        correct_hasil(hasil, IsiHasil(1, "Abon"), uuid=uuid.uuid4(), **oleh)
    cancel_hasil(hasil, uuid=uuid.uuid4(), **oleh)
    assert HasilPameran.objects.in_force().count() == 0


def test_issued_licence_counts_and_what_stayed_is_listed(client, dunia):
    _, tetap, lama, operator = dunia
    buat_legalitas(tetap, status="proses", nomor="")
    buat_legalitas(lama)
    dasar = {"triwulan": date(2026, 1, 1), "dicatat_pada": SEKARANG, "pencatat": "uji"}
    for umkm, pelanggan in ((tetap, 5), (lama, 4321)):
        isi = {"pelanggan_bulan": pelanggan, "pekerja_l": 0, "produksi_volume": "1250.50", "produksi_satuan": "kg"}
        PerkembanganUmkm.objects.create(umkm=umkm, tanggal=date(2026, 2, 2), **isi, **dasar)
    gabungkan(dunia)
    assert list(Legalitas.objects.order_by("pk").values_list("umkm", "status", "nomor")) == [
        (tetap.pk, "terbit", HALAL),
        (lama.pk, "proses", ""),
    ]
    client.force_login(operator)
    halaman = client.get(reverse("umkm:gabungan", args=[lama.uuid])).content.decode()
    keadaan = "laki-laki 0, perempuan tidak diketahui; pelanggan sebulan 4.321; produksi sebulan 1.250,5 kg"
    assert [k in halaman for k in ("Sedang diurus", keadaan)] == [True, True]


def test_of_equal_months_the_one_with_channels_counts(dunia):
    _, tetap, lama, _ = dunia
    Penjualan.objects.filter(umkm=lama, bulan=FEB).update(omzet_rp=200)
    PenjualanSaluran.objects.create(penjualan=lama.penjualan.get(bulan=FEB), saluran="pasar", omzet_rp=200)
    gabungkan(dunia, pilihan={})
    saluran = PenjualanSaluran.objects.filter(penjualan__in=Penjualan.objects.in_force())
    assert list(saluran.values_list("penjualan__umkm", "saluran", "omzet_rp")) == [(tetap.pk, "pasar", 200)]
    assert omzet(tetap) == {JAN: 100, FEB: 200, MAR: 300}


def test_visits_aid_activities_and_licences_move_or_stay_readable(dunia):
    penugasan, tetap, lama, _ = dunia
    bersama, sendiri = (buat_kunjungan(penugasan, date(2026, 2, n), foto=0) for n in (3, 4))
    for kunjungan, umkm in ((bersama, tetap), (bersama, lama), (sendiri, lama)):
        KunjunganUmkm.objects.create(kunjungan=kunjungan, umkm=umkm, berjalan="ya")
    kegiatan = [buat_kegiatan(penugasan, date(2026, 2, 5)) for _ in range(2)]
    kegiatan[0].umkm.set([lama])
    kegiatan[1].umkm.set([tetap, lama])
    buat_bantuan(penugasan, date(2026, 2, 6), umkm=(lama,))
    buat_legalitas(lama)
    buat_legalitas(lama, "merek", nomor="IDM000123456")
    buat_legalitas(tetap, "merek", nomor="IDM000654321")
    gabungkan(dunia)
    assert sorted(KunjunganUmkm.objects.filter(umkm=tetap).values_list("kunjungan", flat=True)) == sorted(
        [bersama.pk, sendiri.pk]
    )
    assert [list(k.umkm.all()) for k in kegiatan] == [[tetap], [tetap]]
    assert PenerimaBantuan.objects.get(umkm__isnull=False).umkm_id == tetap.pk
    assert set(Legalitas.objects.filter(umkm=tetap).values_list("jenis", "nomor")) == {
        ("halal", "ID35110000123450222"),
        ("merek", "IDM000654321"),
    }
    assert Legalitas.objects.get(umkm=lama).nomor == "IDM000123456"


def test_figures_count_it_once(dunia):
    operator = dunia[3]
    sebelum = [r.binaan for r in rekap_umkm(operator, until=hari_ini())]
    gabungkan(dunia)
    assert (sebelum, [r.binaan for r in rekap_umkm(operator, until=hari_ini())]) == ([2], [1])


def test_verified_report_holds_a_month_reported_twice_and_lets_the_rest_move(dunia):
    penugasan, tetap, lama, _ = dunia
    buat_kunci(penugasan, 1, pada(date(2026, 5, 1)))
    with pytest.raises(ValidationError, match="Penjualan Februari 2026 dilaporkan dua kali"):
        gabungkan(dunia)
    assert omzet(lama) == {FEB: 250, MAR: 300}
    Penjualan.objects.filter(umkm=lama, bulan=FEB).delete()
    gabungkan(dunia, pilihan={})
    assert omzet(tetap) == {JAN: 100, FEB: 200, MAR: 300}


def test_record_merged_earlier_follows(dunia):
    _, tetap, lama, operator = dunia
    pertama = buat_umkm(desa=tetap.desa)
    merge_umkm(lama, pertama, versi=(1, 1), pilihan={}, alasan="sama", by=operator, at=SEKARANG)
    gabungkan(dunia, versi=(1, 2))
    assert Umkm.semua.get(pk=pertama.pk).digabung_ke_id == tetap.pk


def test_wrong_pair_stale_version_and_foreign_opd_are_refused(dunia):
    _, tetap, lama, operator = dunia
    with pytest.raises(ValidationError, match="sudah diubah orang lain"):
        gabungkan(dunia, versi=(1, 2))
    with pytest.raises(ValidationError, match="alasannya"):
        gabungkan(dunia, alasan=" ")
    for lain in (tetap, buat_umkm()):
        with pytest.raises(ValidationError, match="satu desa"):
            gabungkan((None, tetap, lain, operator))
    with pytest.raises(PermissionDenied):
        gabungkan(dunia, by=buat_pengguna("operator_opd", opd=buat_penugasan().opd))
    assert Umkm.semua.filter(digabung_ke__isnull=False).count() == 0


def test_pages_from_choice_to_the_old_address(client, dunia):
    _, tetap, lama, operator = dunia
    client.force_login(operator)
    alamat = reverse("umkm:gabung", args=[tetap.uuid])
    assert f"?dengan={lama.uuid}" in client.get(alamat).content.decode()
    pratinjau = client.get(alamat, {"dengan": str(lama.uuid)}).content.decode()
    assert [k in pratinjau for k in ("Rp 200 (yang dipertahankan)", "Rp 250 (yang digabungkan)", NIB)] == [True] * 3
    tujuan = f"{alamat}?dengan={lama.uuid}"
    kurang = client.post(tujuan, {"versi_tetap": "1", "versi_lama": "1", "alasan": "ganda"})
    assert (kurang.status_code, 'value="ganda"' in kurang.content.decode()) == (422, True)
    isi = {"versi_tetap": "1", "versi_lama": "1", "alasan": "ganda", "bulan_2026_02": "lama"}
    assert client.post(tujuan, isi).url == reverse("umkm:detail", args=[tetap.uuid])
    assert client.get(reverse("umkm:detail", args=[lama.uuid])).url == reverse("umkm:detail", args=[tetap.uuid])
    halaman = client.get(reverse("umkm:detail", args=[tetap.uuid])).content.decode()
    assert [k in halaman for k in ("catatan yang digabungkan", MENGGABUNGKAN)] == [True, True]
    dulu = client.get(reverse("umkm:gabungan", args=[lama.uuid])).content.decode()
    assert [k in dulu for k in ("Rp 250", "ganda", MENGGABUNGKAN, "Yosepina")] == [True, True, True, False]
    assert client.get(reverse("umkm:ubah", args=[lama.uuid])).status_code == 404


def test_foreign_opd_and_stranger_do_not_merge(client, dunia):
    _, tetap, lama, _ = dunia
    client.force_login(buat_pengguna("operator_opd", opd=buat_penugasan().opd))
    alamat = reverse("umkm:gabung", args=[tetap.uuid])
    assert [client.get(alamat).status_code, client.post(f"{alamat}?dengan={lama.uuid}").status_code] == [403, 403]
    client.logout()
    assert client.get(alamat).url.startswith(reverse("masuk"))
