"""The sample for tests: reference data without the scores, and the rules every row of it keeps."""

import gzip
import shutil
from collections import defaultdict
from datetime import date
from pathlib import Path

from django.db import connection

from desa.models import DilihatProduk, KondisiDesa, Kontak, Penjualan, PenutupanUmkm, PersetujuanTampil, Produk, Umkm
from desa.rujukan.muat import MAP, muat_rujukan
from desa.waktu import akhir_bulan, tanggal_wit
from opd.actions.rencana import group_of, missing, possible_years
from opd.contoh.dunia import Dunia
from opd.enums import StatusNaskah
from opd.models import (
    AnggotaTim,
    Arahan,
    Asesmen,
    BarisRencana,
    Bukti,
    DanaKegiatan,
    DukunganBaris,
    HasilPameran,
    Jabatan,
    JanjiMitra,
    JawabanPeriksa,
    Kegiatan,
    Konsultasi,
    Kunjungan,
    KunjunganUmkm,
    LangkahNaskah,
    LaporanTriwulan,
    Mitra,
    Opd,
    PaguBaris,
    Pameran,
    Pasokan,
    Pembeli,
    PenggabunganOpd,
    Pengguna,
    Penugasan,
    PeranPengguna,
    PermintaanPasar,
    Rakor,
    RencanaAksi,
    SerahMitra,
    Sk,
    Tim,
    TindakLanjut,
    TindakLanjutKunjungan,
)
from opd.rujukan.muat import muat_rujukan_opd
from tests.pabrik import SEKARANG

PER = date(2026, 7, 20)
SEMUA = (
    Mitra, JanjiMitra, SerahMitra, Pembeli, Pasokan, Pameran, HasilPameran, PermintaanPasar,
    Pengguna, PeranPengguna, Jabatan, Sk, Penugasan, Tim, AnggotaTim, Umkm, Penjualan, Kegiatan, DanaKegiatan, Kunjungan,
    KunjunganUmkm, Bukti, Kontak, KondisiDesa, PenggabunganOpd, Opd, Rakor, Arahan, TindakLanjut, Konsultasi,
    LaporanTriwulan, LangkahNaskah, RencanaAksi, BarisRencana, PaguBaris, DukunganBaris, Asesmen, JawabanPeriksa,
    TindakLanjutKunjungan, Produk, PersetujuanTampil, DilihatProduk, PenutupanUmkm,
)  # fmt: skip


def load_rujukan(tempat: Path) -> None:
    """The reference data of both floors, without the scores of the indicators."""
    folder = shutil.copytree(MAP, tempat / "desa", ignore=shutil.ignore_patterns("__pycache__"))
    berkas = folder / "nilai_indikator.csv.gz"
    berkas.write_bytes(gzip.compress(gzip.decompress(berkas.read_bytes()).splitlines(keepends=True)[0]))
    muat_rujukan(at=SEKARANG, folder=folder)
    muat_rujukan_opd(at=SEKARANG)


def assert_all_valid(dunia: Dunia) -> None:
    """Every row passes its own rules, and nothing lies outside its penugasan, before its entry, or in the future.

    What a constraint or a foreign key holds the database has held already: asking it again takes a query for each and row.
    """
    connection.check_constraints()
    for model in SEMUA:
        asing = {f.name for f in model._meta.concrete_fields if f.is_relation}
        for baris in model._default_manager.all():
            baris.clean_fields(exclude=asing)
            baris.clean()
    for model in (Asesmen, Kegiatan, Kunjungan):
        for fakta in model.objects.select_related("penugasan"):
            assert fakta.penugasan.covers(fakta.tanggal)
            assert fakta.tanggal <= tanggal_wit(fakta.dicatat_pada) <= PER
    tutup = defaultdict(list)
    for c in PenutupanUmkm.objects.in_force():
        tutup[c.umkm_id].append(c.masa)
    lama = {pk: m.tutup for pk, masa in tutup.items() for m in masa if m.buka is None}
    assert dict(Umkm.semua.exclude(tutup_pada=None).values_list("pk", "tutup_pada")) == lama
    assert [len(masa) for masa in tutup.values() if masa[0].buka] == [1]
    for p in Penjualan.objects.select_related("umkm"):
        assert p.umkm.dibina_sejak <= akhir_bulan(p.bulan)
        assert not any(masa.whole_month(p.bulan) for masa in tutup[p.umkm_id])
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
