"""What waits for whom, since when, and the form that ends it; against plain loops, and each task at its edges."""

import gc
from datetime import date, datetime, timedelta

import pytest
from django.db.models.sql import Query

from desa.models import Penjualan, Umkm
from desa.waktu import WIT, akhir_bulan, hari_ini, tambah_bulan, triwulan
from opd.models import Bukti, Impor, Kegiatan, Kunjungan, KunjunganUmkm, PenggabunganOpd, Penugasan, Tim
from opd.rekap import tugas
from opd.rekap.tugas import baca_bahan
from opd.rekap.tugas_dasar import Tempat, Tugas
from opd.rekap.umkm import jendela
from tests.dunia import Dunia, berlaku, penugasan_berlaku
from tests.opd.test_rekap_umkm import slow_binaan, slow_closed, slow_state, slow_window
from tests.pabrik import (
    SEKARANG,
    buat_bukti,
    buat_desa,
    buat_kegiatan,
    buat_kunjungan,
    buat_opd,
    buat_pengguna,
    buat_penjualan,
    buat_penugasan,
    buat_tim,
    buat_umkm,
    nomor,
)
from tests.pabrik_asesmen import buat_asesmen
from tests.pabrik_naskah import Meja, buat_laporan, buat_rencana
from tests.pabrik_potret import buat_potret

pytestmark = pytest.mark.django_db
HARI = date(2026, 7, 20)


def tugas_saya(pengguna, **isi):
    """All tasks but those of plans, reports, asesmen, states and potret, which have tests of their own."""
    sendiri = ("rencana", "laporan", "asesmen", "perkembangan", "potret")
    return [t for t in tugas.tugas_saya(pengguna, **isi) if t.jenis not in sendiri]


def jenis(pengguna, hari=HARI):
    return [t.jenis for t in tugas_saya(pengguna, until=hari)]


def operator(opd):
    return buat_pengguna("operator_opd", opd=opd)


def rapi(opd=None, hari=HARI, **isi):
    """A penugasan with nothing left to do."""
    p = buat_penugasan(opd=opd or buat_opd(), **isi)
    buat_tim(p)
    buat_kunjungan(p, hari - timedelta(days=10))
    buat_asesmen(p, hari - timedelta(days=40))
    buat_potret(p.desa)
    buat_rencana(p, hari.year, status="diverifikasi")
    meja = Meja(*(buat_pengguna() for _ in range(3)))
    for n in (3, 6):
        buat_laporan(p, *triwulan(tambah_bulan(hari, -n)), status="diajukan", meja=meja)
    return p


def diamkan(umkm, hari=HARI):
    for b in jendela(hari):
        buat_penjualan(umkm, b, 0)


def buat_impor(oleh, hari=date(2026, 7, 1), **isi):
    dasar = {"jenis": "umkm", "nama_berkas": "daftar.xlsx", "isi": b"x", "ukuran": 1, "sha256": f"{nomor():064x}"}
    dasar |= {"diunggah_oleh": oleh, "diunggah_pada": datetime(hari.year, hari.month, hari.day, 0, 30, tzinfo=WIT)}
    return Impor.objects.create(**dasar | isi)


# --- the slow twin -----------------------------------------------------------------------------------------------


def slow_missing_visit(p, until):
    """The day the task began to wait, or None."""
    hari = [p.mulai]
    for k in Kunjungan.objects.filter(penugasan__opd=p.opd_id, penugasan__desa=p.desa_id):
        sah = k.cara == "lapangan" and k.jumlah_warga >= 1 and Bukti.objects.filter(kunjungan=k).count() >= 2
        if sah and berlaku(k, None) and p.mulai <= k.tanggal <= until:
            hari.append(k.tanggal)
    return max(hari) + timedelta(days=60) if (until - max(hari)).days > 60 else None


def slow_silent(p, until):
    akhir = akhir_bulan(slow_window(until)[-1])
    hasil = 0
    for u in Umkm.objects.filter(desa=p.desa_id).exclude(bentuk__in=("koperasi", "bumdes")):
        if not slow_binaan(u, until, None) or slow_state(u, until, None) != "diam":
            continue
        temuan = KunjunganUmkm.objects.filter(umkm=u).exclude(berjalan="tidak_ditemui")
        hasil += not any(berlaku(t.kunjungan, None) and akhir < t.kunjungan.tanggal <= until for t in temuan)
    return hasil


def slow_missing_months(p, until):
    """Due months not all reported, but for those that another OPD answered for."""
    for bulan in slow_window(until):
        akhir = akhir_bulan(bulan)
        penjawab = {q.opd_id for q in penugasan_berlaku(None) if q.desa_id == p.desa_id and q.covers(akhir)}
        if penjawab and p.opd_id not in penjawab:
            continue
        wajib = [u for u in Umkm.objects.filter(desa=p.desa_id) if slow_binaan(u, akhir, None)]
        wajib = [u for u in wajib if not slow_closed(u, akhir, None)]
        isi = {x.umkm_id for x in Penjualan.objects.filter(umkm__in=wajib, bulan=bulan) if berlaku(x, None)}
        if len(isi) < len(wajib):
            yield bulan


def slow_tasks(opd, until):
    hasil = []
    for p in penugasan_berlaku(None):
        if p.opd_id != opd.pk or not p.covers(until):
            continue
        if sejak := slow_missing_visit(p, until):
            hasil.append(("kunjungan", p.desa.kode, sejak))
        hasil += [("penjualan", p.desa.kode, akhir_bulan(b) + timedelta(15)) for b in slow_missing_months(p, until)]
        if slow_silent(p, until):
            hasil.append(("umkm_diam", p.desa.kode, akhir_bulan(slow_window(until)[-1]) + timedelta(15)))
        tim = Tim.objects.filter(penugasan__opd=p.opd_id, penugasan__desa=p.desa_id, mulai__lte=until)
        if not any(t.selesai is None or t.selesai > until for t in tim):
            hasil.append(("tim", p.desa.kode, p.mulai))
    for p in Penugasan.objects.filter(opd=opd, dikoreksi_pada__isnull=True):
        if p.selesai is None or until < p.selesai + timedelta(days=30):
            for k in Kegiatan.objects.filter(penugasan=p, tanggal__lte=until):
                if berlaku(k, None) and not Bukti.objects.filter(kegiatan=k):
                    hasil.append(("foto", p.desa.kode, k.tanggal))
    return sorted(hasil)


@pytest.mark.parametrize("benih", range(6))
def test_tugas_equal_plain_loops(benih):
    dunia = Dunia(benih)
    for k in Kegiatan.objects.all()[::2]:
        buat_bukti(kegiatan=k)
    for opd in dunia.opd:
        orang = operator(opd)
        for until in {hari for hari, _ in dunia.pertanyaan()}:
            tugas = tugas_saya(orang, until=until)
            assert sorted((t.jenis, t.tempat.kode, t.sejak) for t in tugas) == slow_tasks(opd, until)
            assert [t.sejak for t in tugas] == sorted(t.sejak for t in tugas)


# --- each task: when it waits, what it says, what ends it ----------------------------------------------------------


def test_tugas_none_when_everything_is_done():
    p = rapi()
    u = buat_umkm(desa=p.desa)
    for b in jendela(HARI):
        buat_penjualan(u, b)
    buat_bukti(kegiatan=buat_kegiatan(p, HARI - timedelta(days=5)))
    assert jenis(operator(p.opd)) == []


def test_tugas_kunjungan_starts_on_the_61st_day_and_says_since_when():
    p = buat_penugasan(mulai=date(2026, 5, 1))
    buat_tim(p)
    orang = operator(p.opd)
    tempat = Tempat(p.desa.nama, p.desa.kode, p.desa.nama_lengkap.split(", ", 1)[1], p.opd.nama)
    syarat = "Dihitung bila berfoto paling sedikit 2 dan menyebut paling sedikit 1 warga yang ditemui."
    kalimat = f"{p.desa.nama} sudah 80 hari tanpa kunjungan lapangan; belum pernah sejak mulai."
    tautan = f"/kunjungan/baru/?penugasan={p.pk}"
    tugas = Tugas("kunjungan", kalimat, date(2026, 6, 30), tautan, "Catat kunjungan", p.pk, tempat, syarat)
    assert tugas_saya(orang, until=HARI) == [tugas]
    buat_kunjungan(p, HARI - timedelta(days=61))
    assert [t.kalimat for t in tugas_saya(orang, until=HARI)] == [
        f"{p.desa.nama} sudah 61 hari tanpa kunjungan lapangan; terakhir 20 Mei 2026."
    ]
    buat_kunjungan(p, HARI - timedelta(days=60))
    assert jenis(orang) == []


def test_tugas_kunjungan_is_not_ended_by_a_visit_that_does_not_count():
    p = buat_penugasan()
    buat_tim(p)
    buat_kunjungan(p, HARI - timedelta(days=3), foto=1)
    buat_kunjungan(p, HARI - timedelta(days=3), warga=0)
    buat_kunjungan(p, HARI - timedelta(days=3), cara="jarak_jauh")
    assert jenis(operator(p.opd)) == ["kunjungan"]


def test_tugas_penjualan_names_the_month_and_leaves_with_the_last_row():
    p = rapi()
    lengkap, kurang = buat_umkm(desa=p.desa), buat_umkm(desa=p.desa)
    for b in jendela(HARI):
        buat_penjualan(lengkap, b)
    for b in jendela(HARI)[1:]:
        buat_penjualan(kurang, b)
    (tugas,) = tugas_saya(operator(p.opd), until=HARI)
    assert (tugas.kalimat, tugas.keterangan, tugas.tautan) == (
        f"Penjualan April 2026 di {p.desa.nama} belum diisi untuk 1 usaha.",
        "Jatuh tempo 15 Mei 2026, lewat 66 hari.",
        f"/desa/{p.desa.kode}/penjualan/2026-04/",
    )
    buat_penjualan(kurang, jendela(HARI)[0])
    assert jenis(operator(p.opd)) == []


def test_tugas_umkm_diam_ends_when_a_visit_met_them_after_the_window():
    p = rapi()
    u = buat_umkm(desa=p.desa, nama="Diam Saja")
    diamkan(u)
    orang = operator(p.opd)
    (tugas,) = tugas_saya(orang, until=HARI)
    kata = "diam pada April 2026 sampai Juni 2026 dan belum didatangi sesudahnya"
    assert tugas.kalimat == f"1 UMKM di {p.desa.nama} {kata}: Diam Saja."
    kunjungan = buat_kunjungan(p, date(2026, 7, 2))
    temuan = KunjunganUmkm.objects.create(kunjungan=kunjungan, umkm=u, berjalan="tidak_ditemui")
    assert jenis(orang) == ["umkm_diam"]
    temuan.berjalan = "tidak"
    temuan.save()
    assert jenis(orang) == []


def test_tugas_umkm_diam_leaves_out_koperasi_the_closed_and_the_removed():
    p = rapi()
    for isi in ({"bentuk": "koperasi"}, {"bentuk": "bumdes"}, {"tutup_pada": date(2026, 7, 1)}):
        diamkan(buat_umkm(desa=p.desa, **isi))
    keluar = {"dibina_sampai": date(2026, 7, 1), "alasan_keluar": "pindah", "keluar_dicatat_pada": SEKARANG}
    diamkan(buat_umkm(desa=p.desa, **keluar))
    assert jenis(operator(p.opd)) == []


def test_tugas_umkm_diam_names_three_and_counts_the_rest():
    p = rapi()
    for nama in "ABCDE":
        diamkan(buat_umkm(desa=p.desa, nama=f"Usaha {nama}"))
    (tugas,) = tugas_saya(operator(p.opd), until=HARI)
    assert tugas.kalimat.endswith("Usaha A, Usaha B, Usaha C dan 2 lainnya.")
    assert tugas.kalimat.startswith("5 UMKM")


def test_tugas_foto_leaves_with_the_photo_and_with_the_right_to_add_one():
    desa, opd = buat_desa(), buat_opd()
    lama = rapi(opd, desa=desa, selesai=date(2026, 7, 1))
    kegiatan = buat_kegiatan(lama, date(2026, 6, 20), judul="Pelatihan")
    pendukung = buat_penugasan(opd=opd, peran="pendukung", desa=desa)
    bantuan = buat_kegiatan(pendukung, date(2026, 6, 25))
    orang = operator(opd)
    tugas = tugas_saya(orang, until=HARI)
    assert [(t.jenis, t.sejak, t.tautan) for t in tugas] == [
        ("foto", date(2026, 6, 20), f"/kegiatan/{kegiatan.uuid}/foto/"),
        ("foto", date(2026, 6, 25), f"/kegiatan/{bantuan.uuid}/foto/"),
    ]
    assert tugas[0].kalimat == f"Kegiatan “Pelatihan” di {desa.nama}, 20 Juni 2026, sudah 30 hari belum berfoto."
    assert jenis(orang, date(2026, 7, 31)) == ["foto"]  # 30 days after the end nobody may add one
    buat_bukti(kegiatan=bantuan)
    assert jenis(orang, date(2026, 7, 31)) == []


def test_tugas_foto_ignores_cancelled_and_replaced_activities():
    p = rapi()
    lama = buat_kegiatan(p, date(2026, 6, 1))
    buat_kegiatan(p, date(2026, 6, 1), menggantikan=lama, batal=True, alasan_koreksi="salah")
    assert jenis(operator(p.opd)) == []


def test_tugas_tim_opens_the_form_for_head_and_operator():
    p = buat_penugasan()
    buat_kunjungan(p, HARI - timedelta(days=1))
    (kepala,) = tugas_saya(buat_pengguna("kepala_opd", opd=p.opd), until=HARI)
    (staf,) = tugas_saya(operator(p.opd), until=HARI)
    assert kepala == staf
    assert (staf.tautan, staf.label_tombol) == (f"/penugasan/{p.pk}/tim/", "Bentuk tim")
    assert staf.kalimat == f"{p.desa.nama} sudah 556 hari tanpa tim pendamping, sejak 10 Januari 2025."


def test_tugas_belong_to_the_own_opd_alone():
    p = buat_penugasan()
    buat_kegiatan(p, HARI)
    diamkan(buat_umkm(desa=p.desa))
    buat_opd(bukti="dugaan")
    buat_impor(operator(p.opd))
    lain = (operator(buat_opd()), *(buat_pengguna(r) for r in ("pimpinan", "pembaca", None)))
    assert [jenis(o) for o in lain] == [[], [], [], []]
    assert "konfirmasi_opd" not in jenis(operator(p.opd))


def test_tugas_of_a_handed_over_village_move_with_it():
    lama, baru, desa = buat_opd(), buat_opd(), buat_desa()
    buat_penugasan(opd=lama, desa=desa, selesai=date(2026, 7, 1))
    buat_penugasan(opd=baru, desa=desa, mulai=date(2026, 7, 1))
    assert jenis(operator(lama)) == []
    assert jenis(buat_pengguna("kepala_opd", opd=baru)) == ["tim"]


@pytest.mark.parametrize("peran", ["verifikator", "admin_sistem"])
def test_tugas_of_maintainers_are_data_to_confirm_and_uploads(peran):
    dugaan = buat_opd(nama="Badan Duga", bukti="dugaan", tanggal_data=date(2025, 5, 12))
    buat_opd(bukti="dugaan", berlaku_mulai=date(2020, 1, 1), berlaku_selesai=date(2025, 1, 1))
    buat_opd(bukti="dikonfirmasi")
    gabung = PenggabunganOpd.objects.create(nama_baru="Dinas Besar", sumber="uji")
    PenggabunganOpd.objects.create(nama_baru="Bukan", sumber="uji", status="ditolak")
    orang = operator(buat_opd())
    impor = buat_impor(orang, jenis="penjualan")
    buat_impor(orang, jenis="penjualan", status="ditolak")
    assert [(t.sejak, t.kalimat, t.tautan) for t in tugas_saya(buat_pengguna(peran), until=HARI)] == [
        (date(2025, 5, 12), "Badan Duga masih dugaan sejak data 12 Mei 2025.", f"/admin/opd/opd/{dugaan.pk}/change/"),
        (
            date(2026, 7, 1),
            "Penjualan bulanan “daftar.xlsx” belum diterapkan sejak diunggah 1 Juli 2026.",
            f"/impor/berkas/{impor.uuid}/",
        ),
        (
            HARI,
            "Penggabungan menjadi Dinas Besar dilaporkan, belum dijalankan.",
            f"/penggabungan/{gabung.pk}/",
        ),
    ]


def test_tugas_read_what_another_page_has_read_already(django_assert_num_queries):
    p = buat_penugasan()
    orang = operator(p.opd)
    orang.roles_on(HARI), orang.roles_on(hari_ini())
    with django_assert_num_queries(2):
        bahan = baca_bahan(orang, until=HARI)
    baru = tugas_saya(orang, until=HARI)
    with django_assert_num_queries(1):  # and one more for the names when there are silent enterprises
        assert tugas_saya(orang, until=HARI, bahan=bahan) == baru


def test_of_the_questions_kept_for_a_reader_no_query_is():
    """Seen red with the lists themselves kept: some 150 queries a reader, a third of what a process holds."""

    def banyak():
        jenis(operator(rapi().opd))
        gc.collect()
        return sum(isinstance(o, Query) for o in gc.get_objects())

    banyak()
    assert banyak() == banyak()
