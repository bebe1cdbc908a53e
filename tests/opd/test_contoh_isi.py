"""What the sample holds: one sample, made once by its command, that every test here reads and none changes.

The same deeds make it on either database, and their own tests ask both; PostgreSQL makes the full sample in script/drill
(test_contoh).
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

from desa.models import Instalasi, Penjualan, PersetujuanTampil, PotretKesejahteraan, Produk, Umkm
from opd.contoh.akun import AKUN
from opd.contoh.buat import buat_contoh
from opd.contoh.dunia import BIASA, TERLAMBAT, UNGGUL, Dunia
from opd.enums import KeadaanTayang, StatusNaskah
from opd.models import (
    AnggotaTim,
    Arahan,
    Asesmen,
    Bukti,
    Jabatan,
    Kegiatan,
    Konsultasi,
    Kunjungan,
    LaporanTriwulan,
    Opd,
    Pengguna,
    Penugasan,
    Rakor,
    RencanaAksi,
    Sk,
    Tim,
    TindakLanjut,
)
from opd.rekap.angka_rencana import combine
from opd.rekap.etalase import SaringTayang, keadaan_tayang, published_produk, read_tayangan
from opd.rekap.isi_laporan import sha256_of
from opd.rekap.kemiskinan import Keadaan, rekap_kemiskinan
from opd.rekap.perubahan_laporan import changes_since
from opd.rekap.rencana import rekap_rencana
from tests.opd.contoh_uji import PER, assert_all_valid, load_rujukan

pytestmark = [pytest.mark.django_db, pytest.mark.sekali]


def perintah(tempat: Path, **isi: object) -> str:
    """What the command says."""
    keluar = StringIO()
    call_command("buat_contoh", berkas_akun=tempat / "akun.json", stdout=keluar, **isi)
    return keluar.getvalue()


@pytest.fixture(scope="module", autouse=True)
def dibuat(satu_modul, tmp_path_factory) -> Iterator[tuple[Dunia, Path, str]]:
    """The sample with fewer enterprises and photos, everything else as large as life; its folder, and what the command said."""
    tempat, buatan = tmp_path_factory.mktemp("contoh"), []

    def kept(**isi: object) -> Dunia:
        buatan.append(buat_contoh(**isi))
        return buatan[0]

    with override_settings(MEDIA_ROOT=str(tempat / "media")), pytest.MonkeyPatch.context() as ganti:
        load_rujukan(tempat)
        ganti.setattr("opd.management.commands.buat_contoh.buat_contoh", kept)
        kata = perintah(tempat, per=PER, umkm=92, foto=30)
        yield buatan[0], tempat, kata


@pytest.fixture(scope="module")
def dunia(dibuat) -> Dunia:
    return dibuat[0]


def test_contoh_has_enterprises_of_every_kind():
    tanpa_kabar = Umkm.objects.filter(penjualan__isnull=True).count()
    assert set(Umkm.objects.values_list("bentuk", flat=True)) == {"perorangan", "kelompok", "koperasi", "bumdes"}
    assert 30 <= Umkm.objects.exclude(nib="").count() <= 65
    assert 2 <= Umkm.objects.filter(tutup_pada__isnull=False).count() <= 15
    assert 2 <= tanpa_kabar <= 25
    assert Penjualan.objects.filter(berjualan=False).exists()
    assert Penjualan.objects.dates("bulan", "month").count() == 18


def test_contoh_is_shown_again(dibuat):
    """The command called again makes nothing and tells the same password, which opens every account."""
    _, tempat, pertama = dibuat
    sebelum, kedua = Umkm.objects.count(), perintah(tempat)
    sandi = pertama.splitlines()[-1].split(": ")[1]
    assert kedua.splitlines() == pertama.splitlines()[1:]
    assert perintah(tempat, tampilkan=True) == kedua
    assert Umkm.objects.count() == sebelum
    assert all(Pengguna.objects.get(username=a.username).check_password(sandi) for a in AKUN)
    assert (tempat / "akun.json").stat().st_mode & 0o777 == 0o600


def test_contoh_tells_its_story():
    buka = Penugasan.objects.in_force().in_charge().filter(selesai__isnull=True)
    kepala = Pengguna.objects.get(username="contoh.kepala")
    assert (buka.count(), Umkm.objects.count()) == (46, 92)
    assert buka.filter(mulai_dari_sk=True).count() == 2
    assert buka.values("desa__kecamatan__kabupaten").distinct().count() == 8
    assert Counter(Penugasan.objects.in_force().values_list("cara_selesai", flat=True)) == {
        "": 47,
        "dialihkan": 1,
        "opd_dilebur": 1,
        "selesai": 26,
    }
    assert Penugasan.objects.filter(dikoreksi_pada__isnull=False).count() == 1
    assert [o.dilebur_ke.slug for o in Opd.objects.filter(dilebur_ke__isnull=False)] == ["biro-ekonomi"]
    assert sorted(kepala.jabatan.values_list("status", flat=True)) == ["definitif", "plt"]
    assert Jabatan.objects.filter(status="plh", selesai__isnull=False).count() == 1
    assert Kunjungan.objects.filter(batal=True).count() == 1
    assert Kegiatan.objects.filter(menggantikan__isnull=False).count() == 2
    assert Penjualan.objects.filter(menggantikan__isnull=False).exists()
    assert buka.filter(tim__isnull=True).count() >= 5


def test_contoh_has_arahan_in_every_state_and_a_clinic():
    keadaan = Counter(TindakLanjut.objects.exclude(arahan__isi__contains="penjualan").values_list("status", flat=True))
    assert keadaan == {"belum_dijawab": 2, "dijawab": 1, "selesai": 2, "dikembalikan": 1}
    assert TindakLanjut.objects.overdue_on(PER).count() == 2
    assert Rakor.objects.get().arahan.count() == 3
    assert Arahan.objects.get(rakor__isnull=True).sebagai_pemberi == "Sekretaris Daerah"
    assert (Konsultasi.objects.count(), Konsultasi.objects.unanswered().count()) == (4, 1)
    assert Konsultasi.objects.with_open_target().get().target_batas > PER


def test_contoh_has_reports_at_every_desk_and_frozen_ones_that_hold():
    """The last quarter stands at every desk, older ones are verified or missing; nothing came in unmarked after a lock."""
    verifikator = Pengguna.objects.get(username="contoh.bappeda")
    nama = ("penugasan__opd", "penugasan__sk", "penugasan__desa__kecamatan__kabupaten")
    beku = list(LaporanTriwulan.objects.filter(status="diverifikasi").select_related(*nama))
    terakhir = LaporanTriwulan.objects.filter(tahun=2026, triwulan=2)
    assert set(terakhir.values_list("status", flat=True)) == set(StatusNaskah.values)
    assert 90 <= len(beku) <= 140
    assert LaporanTriwulan.objects.filter(tahun=2026, triwulan=3).count() == 0
    for laporan in beku:
        assert laporan.sha256 == sha256_of(laporan.isi_beku)
    berubah = [c for laporan in beku for c in changes_since(verifikator, laporan)]
    assert Counter(c.jenis for c in berubah) == {"susulan": 1, "koreksi": 1}
    assert all(c.alasan.startswith("CONTOH ") for c in berubah)
    milik = {x.penugasan.opd.slug: x.status for x in terakhir.select_related("penugasan__opd")}
    assert (milik["diskop-ukm"], milik["dpmd"]) == ("diajukan", "disetujui")


def test_contoh_has_plans_at_every_desk():
    ini = RencanaAksi.objects.filter(tahun=PER.year, penugasan__selesai__isnull=True).order_by("penugasan", "nomor")
    kisah: dict[str, list[tuple[int, str, bool]]] = defaultdict(list)
    for slug, *isi in ini.values_list("penugasan__opd__slug", "nomor", "status", "kahar"):
        kisah[slug].append(tuple(isi))
    assert {status for isi in kisah.values() for _, status, _ in isi} == set(StatusNaskah.values)
    assert kisah["diskop-ukm"] == [(1, "diverifikasi", False), (2, "dikembalikan", False)]
    assert kisah["dishut"][:2] == [(1, "diverifikasi", False), (2, "diverifikasi", False)]
    assert kisah["distan"] == [(1, "diverifikasi", False), (2, "diverifikasi", True)]
    assert kisah["disperindag"] == [(1, "diajukan", False)]
    assert set(RencanaAksi.objects.filter(tahun__lt=PER.year).values_list("status", flat=True)) == {"diverifikasi"}
    tanpa = Penugasan.objects.in_force().in_charge().filter(selesai__isnull=True).exclude(rencanaaksi__tahun=PER.year)
    assert 3 <= tanpa.count() <= 15


def test_contoh_plans_are_carried_out_as_diligently_as_their_opd(dunia):
    bappeda = Pengguna.objects.get(username="contoh.bappeda")
    for tahun in (PER.year - 1, PER.year):
        semua = rekap_rencana(bappeda, tahun=tahun, until=PER)
        nilai = [
            combine([r for r in semua if dunia.watak[r.penugasan.opd_id] is watak]).nilai
            for watak in (UNGGUL, BIASA, TERLAMBAT)
        ]
        assert 110 > nilai[0] > nilai[1] > nilai[2] >= 0


def test_contoh_has_one_record_that_was_merged():
    (lama,) = Umkm.semua.filter(digabung_ke__isnull=False)
    assert ("CONTOH" in lama.nama, lama.alasan_gabung.startswith("CONTOH")) == (True, True)
    assert lama.digabung_ke.penjualan.exists()


def test_contoh_has_asesmen_of_most_villages_and_two_years_of_many():
    per_desa = Counter(Asesmen.objects.values_list("penugasan__desa", flat=True))
    assert 36 <= len(per_desa) <= 45
    assert sum(n > 1 for n in per_desa.values()) >= 20


def test_contoh_has_potret_to_compare_to_verify_and_to_put_right():
    status = Counter(PotretKesejahteraan.objects.values_list("status", flat=True))
    assert min(status[s] for s in ("draf", "dikembalikan", "diverifikasi")) >= 1, status
    baris = rekap_kemiskinan(Pengguna.objects.get(username="contoh.bappeda"), until=PER)
    keadaan = Counter(b.program.banding.keadaan for b in baris)
    assert keadaan[Keadaan.TERUKUR] >= 20
    assert keadaan[Keadaan.TANPA_DASAR] >= 2
    assert all(p.startswith("CONTOH ") for p in PotretKesejahteraan.objects.values_list("dokumen", flat=True))


def test_contoh_is_marked_everywhere():
    assert Instalasi.objects.get().contoh
    nyata = Sk.objects.get(nomor="90 Tahun 2023")
    assert all(s.nomor.startswith("CONTOH ") for s in Sk.objects.exclude(pk=nyata.pk))
    assert set(Penugasan.objects.exclude(sk=nyata).values_list("sumber", flat=True)) == {"data contoh"}
    for orang in (Pengguna.objects.values_list("nama"), Jabatan.objects.values_list("pemegang")):
        assert all(nama.startswith("CONTOH ") for (nama,) in orang)
    assert all(t.nomor_sk.startswith("CONTOH ") for t in Tim.objects.all())
    assert all(a.nama.startswith("CONTOH ") for a in AnggotaTim.objects.all())


def test_contoh_rows_are_all_valid(dunia):
    assert_all_valid(dunia)


def test_contoh_photos_are_clean_small_and_one_is_used_twice():
    bukti = list(Bukti.objects.all())
    berkas = list((Path(settings.MEDIA_ROOT) / "foto").glob("*.jpg"))
    assert (len(bukti), len(berkas)) == (31, 62)
    assert max(b.ukuran for b in bukti) <= 60_000
    assert {b.cocok_waktu for b in bukti} >= {"cocok", "tidak_ada"}
    [tiruan] = [b for b in bukti if b.mirip_dengan]
    assert tiruan.phash == tiruan.mirip_dengan.phash
    assert tiruan.sha256 != tiruan.mirip_dengan.sha256


def test_contoh_shows_products_in_every_state():
    semua = Produk.objects.with_consent().select_related("umkm")
    keadaan = Counter(keadaan_tayang(p, on=PER) for p in semua)
    assert set(keadaan) == set(KeadaanTayang) - {KeadaanTayang.UMKM_BERAKHIR}
    tayang = read_tayangan(published_produk(SaringTayang(), on=PER), on=PER, kontak=True)
    assert len(tayang) == keadaan[KeadaanTayang.TAYANG] >= 20
    assert {bool(t.whatsapp) for t in tayang} == {bool(t.foto) for t in tayang} == {True, False}
    assert all(t.opd and t.uraian for t in tayang)
    assert PersetujuanTampil.objects.filter(dicabut_pada__isnull=False).exists()
