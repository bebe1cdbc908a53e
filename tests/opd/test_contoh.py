"""The sample: its story, its marks, that every row is valid, and that it never enters a real database."""

import gzip
import hashlib
import shutil
from collections import Counter, defaultdict
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import models, transaction

from desa.models import Instalasi, KondisiDesa, Kontak, Penjualan, Umkm
from desa.rujukan.muat import MAP, muat_rujukan
from desa.waktu import akhir_bulan, tanggal_wit
from opd.actions.rencana import group_of, missing, possible_years
from opd.contoh.akun import AKUN
from opd.contoh.buat import buat_contoh
from opd.contoh.dunia import BIASA, TERLAMBAT, UNGGUL, Dunia
from opd.contoh.teks import ACARA
from opd.contoh.teks_rencana import TUJUAN
from opd.enums import StatusNaskah
from opd.models import (
    AnggotaTim,
    Arahan,
    BarisRencana,
    Bukti,
    DanaKegiatan,
    Jabatan,
    Kegiatan,
    Konsultasi,
    Kunjungan,
    KunjunganUmkm,
    LangkahNaskah,
    LaporanTriwulan,
    Opd,
    PaguBaris,
    PenggabunganOpd,
    Pengguna,
    Penugasan,
    PeranPengguna,
    Rakor,
    RencanaAksi,
    Sk,
    Tim,
    TindakLanjut,
)
from opd.rekap.angka_rencana import combine
from opd.rekap.isi_laporan import sha256_of
from opd.rekap.perubahan_laporan import changes_since
from opd.rekap.rencana import rekap_rencana
from opd.rujukan.muat import muat_rujukan_opd
from tests.pabrik import SANDI, SEKARANG, buat_pengguna

pytestmark = pytest.mark.django_db

PER = date(2026, 7, 20)
SEMUA = (
    Pengguna, PeranPengguna, Jabatan, Sk, Penugasan, Tim, AnggotaTim, Umkm, Penjualan, Kegiatan, DanaKegiatan, Kunjungan,
    KunjunganUmkm, Bukti, Kontak, KondisiDesa, PenggabunganOpd, Opd, Rakor, Arahan, TindakLanjut, Konsultasi,
    LaporanTriwulan, LangkahNaskah, RencanaAksi, BarisRencana, PaguBaris,
)  # fmt: skip


@pytest.fixture(autouse=True)
def rujukan(tmp_path: Path, settings) -> None:
    """Reference data without the scores, and a place of its own for photos."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    folder = shutil.copytree(MAP, tmp_path / "desa", ignore=shutil.ignore_patterns("__pycache__"))
    berkas = folder / "nilai_indikator.csv.gz"
    berkas.write_bytes(gzip.compress(gzip.decompress(berkas.read_bytes()).splitlines(keepends=True)[0]))
    muat_rujukan(at=SEKARANG, folder=folder)
    muat_rujukan_opd(at=SEKARANG)


def kecil(**isi: int) -> Dunia:
    """The sample with fewer enterprises and photos; everything else as large as life."""
    return buat_contoh(per=PER, sandi=SANDI, **{"jumlah_umkm": 92, "maks_foto": 0} | isi)


def assert_all_valid(dunia: Dunia) -> None:
    """Every row passes its own rules, and nothing lies outside its penugasan, before its entry, or in the future."""
    for model in SEMUA:
        for baris in model._default_manager.all():
            baris.full_clean()
    for model in (Kegiatan, Kunjungan):
        for fakta in model.objects.select_related("penugasan"):
            assert fakta.penugasan.covers(fakta.tanggal)
            assert fakta.tanggal <= tanggal_wit(fakta.dicatat_pada) <= PER
    for p in Penjualan.objects.select_related("umkm"):
        assert p.umkm.dibina_sejak <= akhir_bulan(p.bulan)
        assert p.umkm.tutup_pada is None or p.bulan < p.umkm.tutup_pada
        assert akhir_bulan(p.bulan) < tanggal_wit(p.dicatat_pada) <= PER
        assert p.dicatat_pada <= dunia.akhir
    assert_plans_fit(dunia)


def assert_plans_fit(dunia: Dunia) -> None:
    """What the deeds would have refused: other people's lines, other units, plans not in force, healed indicators."""
    for k in Kegiatan.objects.filter(baris__isnull=False).select_related("baris__rencana"):
        rencana = k.baris.rencana
        assert (rencana.penugasan_id, rencana.tahun, k.satuan) == (k.penugasan_id, k.tanggal.year, k.baris.satuan)
        versi = RencanaAksi.objects.verified().filter(penugasan=rencana.penugasan_id, tahun=rencana.tahun)
        assert versi.filter(diverifikasi_pada__lt=k.dicatat_pada).order_by("-nomor").first() == rencana
    for rencana in RencanaAksi.objects.select_related("penugasan"):
        baris = list(rencana.baris.prefetch_related("indikator"))
        assert missing(rencana, baris) == []
        assert 3 <= len(baris) <= 7
        assert rencana.kelompok in ("", group_of(baris))
        assert rencana.tahun in possible_years(rencana.penugasan, on=PER)
        assert rencana.di_meja_sejak <= dunia.akhir
    for naskah in (*RencanaAksi.objects.all(), *LaporanTriwulan.objects.all()):
        assert_journey_led_here(naskah)


def assert_journey_led_here(naskah: RencanaAksi | LaporanTriwulan) -> None:
    """The steps lead from draft to the state in which the paper is, one after the other, each on the next version."""
    langkah = list(naskah.langkah.order_by("pk"))
    dari = [StatusNaskah.DRAF, *(k.ke for k in langkah)]
    assert [k.dari for k in langkah] == dari[:-1]
    assert naskah.status == dari[-1]
    assert [k.versi for k in langkah] == [naskah.versi - n for n in range(len(langkah), 0, -1)]
    saat = [naskah.dibuat_pada, *(k.pada for k in langkah)]
    assert saat == sorted(saat)
    assert naskah.di_meja_sejak == saat[-1]


def test_contoh_tells_its_story():
    kecil()

    buka = Penugasan.objects.in_force().in_charge().filter(selesai__isnull=True)
    kepala = Pengguna.objects.get(username="contoh.kepala")
    assert (buka.count(), Umkm.objects.count()) == (46, 92)
    assert buka.filter(mulai_dari_sk=True).count() == 2
    assert buka.values("desa__kecamatan__kabupaten").distinct().count() == 8
    assert Counter(Penugasan.objects.in_force().values_list("cara_selesai", flat=True)) == {
        "": 47,
        "dialihkan": 1,
        "opd_dilebur": 1,
    }
    assert Penugasan.objects.filter(dikoreksi_pada__isnull=False).count() == 1
    assert [o.dilebur_ke.slug for o in Opd.objects.filter(dilebur_ke__isnull=False)] == ["biro-ekonomi"]
    assert sorted(kepala.jabatan.values_list("status", flat=True)) == ["definitif", "plt"]
    assert Jabatan.objects.filter(status="plh", selesai__isnull=False).count() == 1
    assert Kunjungan.objects.filter(batal=True).count() == 1
    assert Kegiatan.objects.filter(menggantikan__isnull=False).count() == 2
    assert Penjualan.objects.filter(menggantikan__isnull=False).exists()
    assert buka.filter(tim__isnull=True).count() >= 5


def test_contoh_has_enterprises_of_every_kind():
    kecil(jumlah_umkm=400)

    tanpa_kabar = Umkm.objects.filter(penjualan__isnull=True).count()
    assert set(Umkm.objects.values_list("bentuk", flat=True)) == {"perorangan", "kelompok", "koperasi", "bumdes"}
    assert 160 <= Umkm.objects.exclude(nib="").count() <= 240
    assert 8 <= Umkm.objects.filter(tutup_pada__isnull=False).count() <= 60
    assert 10 <= tanpa_kabar <= 100
    assert Penjualan.objects.filter(berjualan=False).exists()
    assert Penjualan.objects.dates("bulan", "month").count() == 18
    assert {u.telepon[:9] for u in Umkm.objects.exclude(telepon_sandi="")} == {"+62812000"}


def test_contoh_has_arahan_in_every_state_and_a_clinic():
    kecil()

    keadaan = Counter(TindakLanjut.objects.exclude(arahan__isi__contains="penjualan").values_list("status", flat=True))
    assert keadaan == {"belum_dijawab": 2, "dijawab": 1, "selesai": 2, "dikembalikan": 1}
    assert TindakLanjut.objects.overdue_on(PER).count() == 2
    assert Rakor.objects.get().arahan.count() == 3
    assert Arahan.objects.get(rakor__isnull=True).sebagai_pemberi == "Sekretaris Daerah"
    assert (Konsultasi.objects.count(), Konsultasi.objects.unanswered().count()) == (4, 1)
    assert Konsultasi.objects.with_open_target().get().target_batas > PER


def test_contoh_has_reports_at_every_desk_and_frozen_ones_that_hold():
    """The last quarter stands at every desk, older ones are verified or missing; nothing came in unmarked after a lock."""
    kecil(maks_foto=20)

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
    kecil()

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


def test_contoh_plans_are_carried_out_as_diligently_as_their_opd():
    dunia = kecil()
    bappeda = Pengguna.objects.get(username="contoh.bappeda")
    for tahun in (PER.year - 1, PER.year):
        semua = rekap_rencana(bappeda, tahun=tahun, until=PER)
        nilai = [
            combine([r for r in semua if dunia.watak[r.penugasan.opd_id] is watak]).nilai
            for watak in (UNGGUL, BIASA, TERLAMBAT)
        ]
        assert 110 > nilai[0] > nilai[1] > nilai[2] >= 0


def test_contoh_plans_know_the_purpose_of_every_activity():
    assert {a.judul for a in ACARA} == TUJUAN.keys()


def test_contoh_is_marked_everywhere():
    kecil()

    assert Instalasi.objects.get().contoh
    nyata = Sk.objects.get(nomor="90 Tahun 2023")
    assert all(s.nomor.startswith("CONTOH ") for s in Sk.objects.exclude(pk=nyata.pk))
    assert set(Penugasan.objects.exclude(sk=nyata).values_list("sumber", flat=True)) == {"data contoh"}
    for orang in (Pengguna.objects.values_list("nama"), Jabatan.objects.values_list("pemegang")):
        assert all(nama.startswith("CONTOH ") for (nama,) in orang)
    assert all(t.nomor_sk.startswith("CONTOH ") for t in Tim.objects.all())
    assert all(a.nama.startswith("CONTOH ") for a in AnggotaTim.objects.all())


def test_contoh_rows_are_all_valid():
    assert_all_valid(kecil(jumlah_umkm=46, maks_foto=10))


def test_contoh_photos_are_clean_small_and_one_is_used_twice(settings):
    kecil(maks_foto=30)

    bukti = list(Bukti.objects.all())
    berkas = list(Path(settings.MEDIA_ROOT).rglob("*.jpg"))
    assert (len(bukti), len(berkas)) == (31, 62)
    assert max(b.ukuran for b in bukti) <= 60_000
    assert {b.cocok_waktu for b in bukti} >= {"cocok", "tidak_ada"}
    [tiruan] = [b for b in bukti if b.mirip_dengan]
    assert tiruan.phash == tiruan.mirip_dengan.phash
    assert tiruan.sha256 != tiruan.mirip_dengan.sha256


def digest() -> str:
    """A fingerprint of what people would see, without primary keys, secrets and the uuids that deeds mint from keys."""
    sidik = hashlib.sha256()
    semua = (Penugasan, Umkm, Penjualan, Kegiatan, Kunjungan, Tim, AnggotaTim, Jabatan, KondisiDesa)
    for model in (*semua, Rakor, Arahan, TindakLanjut, Konsultasi, LaporanTriwulan, LangkahNaskah):
        kolom = [
            f.name
            for f in model._meta.concrete_fields
            if not f.primary_key and f.name not in ("telepon_sandi", "nip", "pencatat_id", "uuid", "isi_beku", "sha256")
            if not isinstance(f, models.ForeignKey)
        ]
        baris = sorted(map(str, model._default_manager.exclude(sumber_nyata(model)).values_list(*kolom)))
        sidik.update("\n".join(baris).encode())
    return sidik.hexdigest()


def sumber_nyata(model: type[models.Model]) -> models.Q:
    """The two real pairings are loaded at another moment each time."""
    return models.Q(mulai_dari_sk=True) if model is Penugasan else models.Q(pk__isnull=True)


def test_contoh_of_the_same_day_is_the_same():
    hasil = []
    for _ in range(2):
        with transaction.atomic():
            kecil()
            hasil.append(digest())
            transaction.set_rollback(True)

    assert hasil[0] == hasil[1]


def perintah(tmp_path: Path, **isi: object) -> str:
    keluar = StringIO()
    call_command("buat_contoh", berkas_akun=tmp_path / "akun.json", stdout=keluar, **isi)
    return keluar.getvalue()


def test_contoh_shown_again_tells_the_same_password(tmp_path):
    pertama = perintah(tmp_path, per=PER, umkm=46, foto=0)
    sebelum = Umkm.objects.count()

    kedua = perintah(tmp_path)

    sandi = pertama.splitlines()[-1].split(": ")[1]
    assert kedua.splitlines() == pertama.splitlines()[1:]
    assert perintah(tmp_path, tampilkan=True) == kedua
    assert Umkm.objects.count() == sebelum
    assert all(Pengguna.objects.get(username=a.username).check_password(sandi) for a in AKUN)
    assert (tmp_path / "akun.json").stat().st_mode & 0o777 == 0o600


def test_contoh_refuses_production(tmp_path, settings):
    settings.LINGKUNGAN = "produksi"
    with pytest.raises(CommandError) as galat:
        perintah(tmp_path)
    assert str(galat.value) == "Data contoh tidak dibuat pada lingkungan produksi."


def test_contoh_refuses_the_real_database(tmp_path, settings):
    settings.BASIS_DATA = "nyata"
    with pytest.raises(CommandError) as galat:
        perintah(tmp_path)
    assert str(galat.value) == "Data contoh tidak dibuat di basis data nyata."


def test_contoh_refuses_a_database_with_people(tmp_path):
    buat_pengguna()
    with pytest.raises(CommandError) as galat:
        perintah(tmp_path)
    assert str(galat.value) == (
        "Basis data ini sudah berisi pengguna atau penugasan. Data contoh hanya untuk basis data kosong."
    )
    assert not Instalasi.objects.filter(contoh=True).exists()


def test_contoh_cannot_show_accounts_of_a_real_database(tmp_path):
    with pytest.raises(CommandError) as galat:
        perintah(tmp_path, tampilkan=True)
    assert str(galat.value) == "Basis data ini tidak berisi data contoh."


@pytest.mark.drill
def test_contoh_in_full_is_all_valid():
    assert_all_valid(buat_contoh(per=PER, sandi=SANDI))
