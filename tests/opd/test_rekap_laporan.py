"""The quarterly report: plain loops over small random worlds, late facts, photos, and its canonical text.

Seen red with a month of sales given to the wrong OPD, and with late facts carried to the next quarter whether open or not.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desa.models import Penjualan, Umkm
from opd.enums import Peran
from opd.models import Bukti, Kegiatan, Kunjungan, LaporanTriwulan, Penugasan, RencanaAksi
from opd.rekap.isi_laporan import IsiLaporan, from_json, sha256_of, to_json
from opd.rekap.laporan import quarter_span, read_laporan
from opd.rekap.rencana import rekap_versi
from opd.rekap.umkm import rekap_umkm
from tests import pabrik, pabrik_bantuan, pabrik_naskah
from tests.dunia import berlaku
from tests.dunia_rencana import DuniaRencana
from tests.pabrik import pada
from tests.pabrik_naskah import buat_kunci, buat_laporan
from tests.pabrik_usaha import buat_perkembangan

pytestmark = pytest.mark.django_db
D = Decimal
AKHIR_TW = {1: (3, 31), 2: (6, 30), 3: (9, 30), 4: (12, 31)}


def baca(user, laporan: LaporanTriwulan, until: date = date(2026, 12, 31)) -> IsiLaporan:
    kini = LaporanTriwulan.objects.select_related(
        "penugasan__opd", "penugasan__sk", "penugasan__desa__kecamatan__kabupaten"
    ).get(pk=laporan.pk)
    return read_laporan(kini, until=until).isi


# --- the slow twin -------------------------------------------------------------------------------------------------


def slow_days(p: Penugasan, year: int, n: int) -> tuple[date, date] | None:
    first, last = date(year, 3 * n - 2, 1), date(year, *AKHIR_TW[n])
    days = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    mine = [d for d in days if p.covers(d)]
    return (mine[0], mine[-1]) if mine else None


def slow_facts(model, p: Penugasan, days: tuple[date, date]) -> list:
    return [f for f in model.objects.filter(penugasan=p) if berlaku(f, None) and days[0] <= f.tanggal <= days[1]]


def slow_counted(k: Kunjungan) -> bool:
    return k.cara == "lapangan" and k.bukti.count() >= 2 and k.jumlah_warga >= 1


def slow_omzet(p: Penugasan, year: int, n: int) -> tuple[int, int]:
    """Rupiah and how many enterprises: all three months reported, the months of this OPD added."""
    last, rupiah, count = date(year, *AKHIR_TW[n]), 0, 0
    months = [date(year, 3 * n - i, 1) for i in (2, 1, 0)]
    ends = [(m.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1) for m in months]
    if not any(p.covers(e) for e in ends):
        return 0, 0
    for u in Umkm.objects.filter(desa=p.desa).exclude(bentuk__in=("koperasi", "bumdes")):
        if u.dibina_sejak > last or (u.dibina_sampai and u.dibina_sampai <= last):
            continue
        sold = {s.bulan: s.omzet_rp for s in Penjualan.objects.filter(umkm=u) if berlaku(s, None)}
        if all(m in sold for m in months):
            count += 1
            rupiah += sum(sold[m] for m, e in zip(months, ends, strict=True) if p.covers(e))
    return rupiah, count


def slow_report(p: Penugasan, year: int, n: int) -> dict:
    days = slow_days(p, year, n)
    activities, visits = slow_facts(Kegiatan, p, days), slow_facts(Kunjungan, p, days)
    money: dict[str, int] = {}
    for k in activities:
        for d in k.dana.all():
            money[d.get_sumber_display()] = money.get(d.get_sumber_display(), 0) + d.jumlah_rp
    versions = [
        r for r in RencanaAksi.objects.filter(penugasan=p, tahun=year).order_by("nomor") if r.status == "diverifikasi"
    ]
    return {
        "dates": days,
        "activities": sorted((k.tanggal, k.judul) for k in activities),
        "rupiah": sum(money.values()),
        "per_source": money,
        "visits": (len(visits), sum(slow_counted(k) for k in visits), sum(k.kepala_hadir for k in visits)),
        "omzet": slow_omzet(p, year, n) if p.peran == "penanggung_jawab" else None,
        "plan": versions[-1].uuid if versions else None,
    }


def flat(isi: IsiLaporan) -> dict:
    return {
        "dates": (isi.kepala.dari, isi.kepala.sampai),
        "activities": sorted((k.tanggal, k.judul) for k in isi.kegiatan),
        "rupiah": isi.rupiah,
        "per_source": dict(isi.per_sumber),
        "visits": (len(isi.kunjungan), isi.kunjungan_sah, isi.kunjungan_kepala),
        "omzet": (isi.umkm.omzet_rp, len(isi.umkm.omzet)) if isi.umkm else None,
        "plan": isi.rencana.uuid if isi.rencana else None,
    }


@pytest.mark.parametrize("benih", range(4))
def test_report_equals_plain_loops(benih):
    DuniaRencana(benih)
    user = pabrik.buat_pengguna(Peran.VERIFIKATOR)
    banyak = 0
    for p in Penugasan.objects.in_force().select_related("desa"):
        for tahun, tw in [(2025, 3), (2025, 4), (2026, 1), (2026, 2)]:
            if slow_days(p, tahun, tw) is None:
                assert quarter_span(p, tahun, tw) is None
                continue
            isi = baca(user, buat_laporan(p, tahun, tw))
            assert flat(isi) == slow_report(p, tahun, tw)
            assert from_json(to_json(isi)) == isi
            _plan_and_village_agree_with_their_rollups(user, p, isi)
            banyak += 1
    assert banyak > 5


def _plan_and_village_agree_with_their_rollups(user, p: Penugasan, isi: IsiLaporan) -> None:
    if isi.rencana:
        versi = RencanaAksi.objects.select_related("penugasan").get(uuid=isi.rencana.uuid)
        [r] = rekap_versi(user, versi, until=isi.kepala.sampai)
        assert [(b.kunci, b.capaian, b.pagu_rp, b.belanja_rp, b.serapan) for b in isi.rencana.baris] == [
            (b.kunci, b.capaian.nilai, b.pagu_rp, b.belanja_rp, b.serapan) for b in r.baris
        ]
        assert (isi.rencana.capaian, isi.rencana.luar_kegiatan) == (r.jumlah.nilai, r.luar_kegiatan)
    if isi.umkm:
        semua = {u.desa_id: u for u in rekap_umkm(user, until=isi.kepala.sampai)}
        u = semua.get(p.desa_id)
        harapan = (u.berjualan, u.diam, u.tutup, u.belum_diketahui, u.koperasi, u.bumdes) if u else (0,) * 6
        k = isi.umkm
        assert (k.berjualan, k.diam, k.tutup, k.belum_diketahui, k.koperasi, k.bumdes) == harapan


# --- single cases --------------------------------------------------------------------------------------------------


@pytest.fixture
def dunia():
    class D:
        penugasan = pabrik.buat_penugasan()
        user = pabrik.buat_pengguna(Peran.VERIFIKATOR)

    return D


def test_sums_are_those_of_the_rows_listed(dunia):
    d = dunia
    isi_dana = {"apbd_prov": 5_000_000, "csr": 1_000_000}
    orang = {"penerima_l": 3, "penerima_p": 4, "penerima_difabel": 1, "penerima_kk": 6}
    pabrik.buat_kegiatan(d.penugasan, date(2026, 4, 1), dana=isi_dana, **orang)
    pabrik.buat_kegiatan(d.penugasan, date(2026, 6, 30), dana={"csr": 500_000}, penerima_kk=2)
    pabrik.buat_kegiatan(d.penugasan, date(2026, 7, 1), dana={"csr": 9})
    pabrik.buat_kunjungan(d.penugasan, date(2026, 5, 1), kepala_hadir=True)
    pabrik.buat_kunjungan(d.penugasan, date(2026, 5, 2), foto=1)
    pabrik_bantuan.buat_bantuan(d.penugasan, date(2026, 5, 3), nama=("A", "B"), nilai_rp=750_000)
    isi = baca(d.user, buat_laporan(d.penugasan, 2026, 2))
    assert (isi.rupiah, isi.per_sumber) == (6_500_000, (("APBD Provinsi", 5_000_000), ("CSR/TJSLP", 1_500_000)))
    assert (isi.penerima_l, isi.penerima_p, isi.penerima_difabel, isi.keluarga) == (3, 4, 1, 8)
    assert (len(isi.kunjungan), isi.kunjungan_sah, isi.kunjungan_kepala) == (2, 1, 1)
    assert (len(isi.bantuan), isi.nilai_bantuan_rp, isi.bantuan[0].penerima) == (1, 750_000, 2)


def test_line_of_the_plan_says_this_quarter_and_the_year_so_far(dunia):
    d = dunia
    rencana = pabrik_naskah.buat_rencana(d.penugasan, status="diverifikasi")
    b = pabrik_naskah.buat_baris(rencana, (10, 20, 0, 0), pagu={"apbd_prov": 10_000_000})
    for hari, volume in ((date(2026, 2, 1), 4), (date(2026, 5, 1), 8)):
        pabrik.buat_kegiatan(d.penugasan, hari, volume=volume, satuan="Paket", baris=b, dana={"apbd_prov": 2_000_000})
    pabrik.buat_kegiatan(d.penugasan, date(2026, 5, 2), dana={"csr": 300_000})
    isi = baca(d.user, buat_laporan(d.penugasan, 2026, 2))
    [baris] = isi.rencana.baris
    assert (baris.target_tw, baris.realisasi_tw, baris.target, baris.realisasi, baris.capaian) == (
        D("20.00"),
        D("8.00"),
        D("30.00"),
        D("12.00"),
        D("40.0"),
    )
    assert (baris.belanja_rp, baris.serapan, isi.rencana.luar_kegiatan, isi.rencana.luar_rp) == (
        4_000_000,
        D("40.0"),
        1,
        300_000,
    )
    assert [k.baris for k in isi.kegiatan] == [b.kunci, None]


def test_report_keeps_the_version_recorded_with_it(dunia):
    d = dunia
    meja = pabrik_naskah.buat_meja(d.penugasan)
    satu = pabrik_naskah.buat_rencana(d.penugasan, status="diverifikasi", meja=meja)
    laporan = buat_laporan(d.penugasan, 2026, 2, rencana=satu, status="diajukan", meja=meja)
    dua = pabrik_naskah.buat_rencana(d.penugasan, status="diverifikasi", meja=meja, nomor=2)
    assert baca(d.user, laporan).rencana.uuid == satu.uuid
    assert baca(d.user, buat_laporan(d.penugasan, 2026, 1)).rencana.uuid == dua.uuid


def test_supporting_opd_reports_no_figures_of_the_village(dunia):
    pendukung = pabrik.buat_penugasan(desa=dunia.penugasan.desa, peran="pendukung")
    pabrik.buat_umkm(desa=pendukung.desa)
    assert baca(dunia.user, buat_laporan(pendukung, 2026, 2)).umkm is None


def test_running_quarter_reads_up_to_today(dunia):
    d = dunia
    pabrik.buat_kegiatan(d.penugasan, date(2026, 5, 1))
    pabrik.buat_kegiatan(d.penugasan, date(2026, 5, 3))
    isi = baca(d.user, buat_laporan(d.penugasan, 2026, 2), until=date(2026, 5, 2))
    assert (isi.kepala.sampai, len(isi.kegiatan)) == (date(2026, 5, 2), 1)


def test_late_fact_is_reported_once_in_the_first_quarter_that_was_open(dunia):
    """TW I and II were verified when the four facts of TW I came in; TW III takes them, TW IV does not."""
    d = dunia
    umkm = pabrik.buat_umkm(desa=d.penugasan.desa)
    buat_kunci(d.penugasan, 1, pada(date(2026, 4, 10)))
    tw2 = buat_kunci(d.penugasan, 2, pada(date(2026, 7, 10)))
    isi = {"alasan_susulan": "BAST baru tiba", "dicatat_pada": pada(date(2026, 7, 20))}
    k = pabrik.buat_kegiatan(d.penugasan, date(2026, 2, 1), **isi)
    v = pabrik.buat_kunjungan(d.penugasan, date(2026, 2, 2), **isi)
    pabrik.buat_penjualan(umkm, date(2026, 1, 1), **isi)
    buat_perkembangan(umkm, date(2026, 2, 3), **isi)
    awal = pabrik.buat_kegiatan(d.penugasan, date(2026, 3, 1), **isi | {"dicatat_pada": pada(date(2026, 5, 1))})
    harapan = [
        ("penjualan", None, date(2026, 1, 31)),
        ("kegiatan", k.uuid, date(2026, 2, 1)),
        ("kunjungan", v.uuid, date(2026, 2, 2)),
        ("perkembangan", None, date(2026, 2, 3)),
    ]
    susulan = {
        n: [(s.jenis, s.uuid, s.tanggal) for s in baca(d.user, buat_laporan(d.penugasan, 2026, n)).susulan]
        for n in (3, 4)
    }
    assert susulan == {3: harapan, 4: []}
    assert [s.uuid for s in baca(d.user, tw2).susulan] == [awal.uuid]


def test_late_fact_of_the_own_quarter_is_not_listed_as_late(dunia):
    buat_kunci(dunia.penugasan, 2)
    laporan = LaporanTriwulan.objects.get()
    pabrik.buat_kegiatan(dunia.penugasan, date(2026, 5, 1), alasan_susulan="uji", dicatat_pada=pada(date(2026, 8, 1)))
    assert baca(dunia.user, laporan).susulan == ()


def test_chosen_photo_follows_its_corrected_fact_and_goes_with_a_cancelled_one(dunia):
    d = dunia
    lama, batal = (pabrik.buat_kegiatan(d.penugasan, date(2026, 5, n)) for n in (1, 2))
    foto = [pabrik.buat_bukti(kegiatan=k) for k in (lama, batal)]
    laporan = buat_laporan(d.penugasan, 2026, 2)
    laporan.foto.set(foto)
    assert len(baca(d.user, laporan).foto) == 2
    baru = pabrik.buat_kegiatan(d.penugasan, date(2026, 5, 4), menggantikan=lama, judul="Judul baru")
    salinan = pabrik.buat_bukti(kegiatan=baru, sha256=foto[0].sha256)
    pabrik.buat_kegiatan(d.penugasan, date(2026, 5, 2), menggantikan=batal, batal=True, alasan_koreksi="uji")
    [f] = baca(d.user, laporan).foto
    assert (f.uuid, f.tanggal, f.keterangan) == (salinan.uuid, date(2026, 5, 4), "Judul baru")
    assert Bukti.objects.count() == 3


# --- canonical text ------------------------------------------------------------------------------------------------


def test_text_is_canonical_and_its_fingerprint_follows_every_character(dunia):
    laporan = buat_laporan(dunia.penugasan, 2026, 2, kendala="Kapal tidak berlayar.")
    isi = baca(dunia.user, laporan)
    teks = to_json(isi)
    assert teks == json.dumps(json.loads(teks), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert from_json(teks) == isi
    assert sha256_of(teks) == sha256_of(to_json(baca(dunia.user, laporan)))
    lain = replace(isi, narasi=replace(isi.narasi, kendala="Kapal tidak berlayar"))
    assert sha256_of(to_json(lain)) != sha256_of(teks)


@pytest.mark.parametrize("banyak", [1, 5])
def test_report_is_read_in_one_query(dunia, banyak):
    d = dunia
    rencana = pabrik_naskah.buat_rencana(d.penugasan, status="diverifikasi")
    for n in range(1, banyak + 1):
        b = pabrik_naskah.buat_baris(rencana, pagu={"csr": 5})
        k = pabrik.buat_kegiatan(d.penugasan, date(2026, 5, n), dana={"csr": 5}, baris=b)
        pabrik.buat_bukti(kegiatan=k)
        pabrik.buat_kunjungan(d.penugasan, date(2026, 5, n))
        pabrik.buat_penjualan(pabrik.buat_umkm(desa=d.penugasan.desa), date(2026, 5, 1))
    buat_laporan(d.penugasan, 2026, 2)
    laporan = LaporanTriwulan.objects.select_related(
        "penugasan__opd", "penugasan__sk", "penugasan__desa__kecamatan__kabupaten"
    ).get()
    d.user.roles_on(date(2026, 7, 1))
    d.user.holds(Peran.VERIFIKATOR)
    assert connection.features.supports_json_field  # Django asks SQLite once per process
    with CaptureQueriesContext(connection) as kueri:
        isi = read_laporan(laporan, until=date(2026, 7, 1)).isi
    assert (len(kueri), len(isi.rencana.baris), len(isi.kegiatan)) == (1, banyak, banyak)
    assert isinstance(isi.rencana.baris[0].kunci, UUID)
