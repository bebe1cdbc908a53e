"""Every constraint twice: the database refuses the row, and full_clean says the Indonesian sentence.

The table below must name every constraint of the three floors; one that is missing fails `test_kendala_table_is_complete`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from desa.models import (
    DataKemiskinan,
    Indikator,
    Instalasi,
    KondisiDesa,
    Kontak,
    NilaiIndikator,
)
from desa.scoped import DeclaredModel
from opd.models import (
    AliasOpd,
    DanaKegiatan,
    IndikatorOpd,
    KunjunganUmkm,
    PenggabunganOpd,
    PeranPengguna,
)
from tests import (
    kendala_arahan,
    kendala_asesmen,
    kendala_bantuan,
    kendala_binaan,
    kendala_dukungan,
    kendala_impor,
    kendala_indeks,
    kendala_keluarga,
    kendala_kesejahteraan,
    kendala_kunjungan,
    kendala_legalitas,
    kendala_mitra,
    kendala_naskah,
    kendala_pantau,
    kendala_pasar,
    kendala_penjualan,
    kendala_produk,
    kendala_tenggat,
    kendala_usaha,
    pabrik,
)
from tests.pabrik import SEKARANG
from tests.pemicu import triggers_off

pytestmark = pytest.mark.django_db

H = date(2026, 1, 1)
H2 = date(2026, 2, 1)


def _indikator() -> Indikator:
    return Indikator.objects.create(dimensi="IKS", nomor=pabrik.nomor() % 30000, nama="Uji", sumber="uji")


def _skor() -> NilaiIndikator:
    return NilaiIndikator.objects.create(
        desa=pabrik.buat_desa(), indikator=_indikator(), tahun=2024, skor=1, sumber="uji"
    )


def _bps(**isi: Any) -> DataKemiskinan:
    dasar = {
        "kabupaten": pabrik.buat_kabupaten(),
        "tahun": 2024,
        "periode": "maret",
        "persen_miskin": 10,
        "sumber": "uji",
    }
    return DataKemiskinan.objects.create(**dasar | isi)


def _kondisi() -> KondisiDesa:
    return KondisiDesa.objects.create(
        desa=pabrik.buat_desa(), tanggal=H, sinyal="lemah", sumber="uji", dicatat_pada=SEKARANG, pencatat="uji"
    )


def _kontak() -> Kontak:
    return Kontak.objects.create(desa=pabrik.buat_desa(), jabatan="kepala_desa", nama="Kepala Uji")


def _umkm() -> Any:
    return pabrik.buat_umkm()


def _alias() -> AliasOpd:
    n = pabrik.nomor()
    return AliasOpd.objects.create(
        opd=pabrik.buat_opd(), nama=f"Alias {n}", kunci=f"alias{n}", mulai=H, dicatat_oleh="uji"
    )


def _gabung() -> PenggabunganOpd:
    return PenggabunganOpd.objects.create(nama_baru="Dinas Baru", sumber="uji")


def _peran() -> PeranPengguna:
    p = pabrik.buat_pengguna("operator_opd", opd=pabrik.buat_opd())
    return p.peran.get()


def _peran_provinsi() -> PeranPengguna:
    return pabrik.buat_pengguna("verifikator").peran.get()


def _pendukung() -> Any:
    return pabrik.buat_penugasan(peran="pendukung")


def _dana() -> DanaKegiatan:
    kegiatan = pabrik.buat_kegiatan(pabrik.buat_penugasan(), H, dana={"csr": 1})
    return kegiatan.dana.get()


def _temuan() -> KunjunganUmkm:
    p = pabrik.buat_penugasan()
    return KunjunganUmkm.objects.create(
        kunjungan=pabrik.buat_kunjungan(p, H, foto=0), umkm=pabrik.buat_umkm(desa=p.desa), berjalan="ya"
    )


def _penjualan() -> Any:
    return pabrik.buat_penjualan(pabrik.buat_umkm(), H)


def _kegiatan() -> Any:
    return pabrik.buat_kegiatan(pabrik.buat_penugasan(), H)


def _kunjungan() -> Any:
    return pabrik.buat_kunjungan(pabrik.buat_penugasan(), H, foto=0)


def _instalasi() -> Instalasi:
    return Instalasi.objects.update_or_create(pk=1, defaults={"contoh": False})[0]


def _anggota() -> Any:
    return pabrik.buat_tim(pabrik.buat_penugasan()).anggota.get(peran="anggota")


def _titik(buat: Callable[..., Any]) -> Callable[[], Any]:
    return lambda: buat(lintang="-3.5", bujur="129.5")


BATAL = {"batal": True}
TITIK = {"bujur": None}
TERBALIK = {"mulai": H2, "selesai": H}
BERLAKU = {"berlaku_mulai": H2, "berlaku_selesai": H}

# constraint: (a valid saved row, what to change so that it breaks)
SATU_BARIS: dict[str, tuple[Callable[[], Any], dict[str, Any]]] = {
    "desa_kabupaten_titik": (_titik(pabrik.buat_kabupaten), TITIK),
    "desa_kabupaten_berlaku_mulai_berlaku_selesai": (pabrik.buat_kabupaten, BERLAKU),
    "desa_kecamatan_titik": (_titik(pabrik.buat_kecamatan), TITIK),
    "desa_kecamatan_berlaku_mulai_berlaku_selesai": (pabrik.buat_kecamatan, BERLAKU),
    "desa_desa_titik": (pabrik.buat_desa, TITIK),
    "desa_desa_berlaku_mulai_berlaku_selesai": (pabrik.buat_desa, BERLAKU),
    "desa_kondisidesa_batal": (_kondisi, BATAL),
    "desa_kondisidesa_listrik_jam": (_kondisi, {"listrik_jam": 25}),
    "desa_kontak_mulai_selesai": (_kontak, TERBALIK),
    "desa_kontak_tempat": (_kontak, {"jabatan": "camat"}),
    "desa_nilaiindikator_skor": (_skor, {"skor": 6}),
    "desa_datakemiskinan_persen": (_bps, {"persen_miskin": 101}),
    "desa_umkm_dibina_sejak_dibina_sampai": (
        _umkm,
        {"dibina_sampai": date(2020, 1, 1), "alasan_keluar": "uji", "keluar_dicatat_pada": SEKARANG},
    ),
    "desa_umkm_keluar": (_umkm, {"dibina_sampai": H2, "keluar_dicatat_pada": SEKARANG}),
    "desa_umkm_keluar_dicatat": (_umkm, {"dibina_sampai": H2, "alasan_keluar": "uji"}),
    "desa_umkm_nib_angka": (_umkm, {"nib": "12345"}),
    "desa_umkm_gabung": (_umkm, {"alasan_gabung": "uji"}),
    "desa_umkm_gabung_ke": (_umkm, {"digabung_pada": SEKARANG, "alasan_gabung": "uji"}),
    "desa_kbli_kode": (pabrik.buat_kbli, {"kode": "1079x"}),
    "desa_penjualan_batal": (_penjualan, BATAL),
    "desa_penjualan_tidak_berjualan": (_penjualan, {"berjualan": False}),
    "desa_penjualan_awal_bulan": (_penjualan, {"bulan": date(2026, 1, 2)}),
    "desa_instalasi_tunggal": (_instalasi, {"id": 2}),
    "opd_opd_berlaku_mulai_berlaku_selesai": (pabrik.buat_opd, BERLAKU),
    "opd_aliasopd_mulai_selesai": (_alias, TERBALIK),
    "opd_jabatan_mulai_selesai": (lambda: pabrik.buat_jabatan(opd=pabrik.buat_opd()), TERBALIK),
    "opd_penggabunganopd_dijalankan": (_gabung, {"dijalankan_pada": SEKARANG}),
    "opd_penggabunganopd_lengkap": (_gabung, {"status": "dijalankan"}),
    "opd_peranpengguna_mulai_selesai": (_peran, TERBALIK),
    "opd_peranpengguna_opd": (_peran, {"opd": None}),
    "opd_sk_mulai_selesai": (pabrik.buat_sk, TERBALIK),
    "opd_penugasan_mulai_selesai": (
        pabrik.buat_penugasan,
        TERBALIK | {"cara_selesai": "selesai", "selesai_dicatat_pada": SEKARANG},
    ),
    "opd_penugasan_selesai": (pabrik.buat_penugasan, {"selesai": H2, "selesai_dicatat_pada": SEKARANG}),
    "opd_penugasan_selesai_dicatat": (pabrik.buat_penugasan, {"selesai": H2, "cara_selesai": "selesai"}),
    "opd_tim_mulai_selesai": (lambda: pabrik.buat_tim(pabrik.buat_penugasan()), TERBALIK),
    "opd_anggotatim_nama": (_anggota, {"nama": ""}),
    "opd_kegiatan_batal": (_kegiatan, BATAL),
    "opd_kegiatan_volume": (_kegiatan, {"volume": 5}),
    "opd_kunjungan_batal": (_kunjungan, BATAL),
    "opd_bukti_milik": (lambda: pabrik.buat_bukti(kegiatan=_kegiatan()), {"kegiatan": None}),
    **kendala_impor.SATU_BARIS,
    **kendala_indeks.SATU_BARIS,
    **kendala_mitra.SATU_BARIS,
    **kendala_pasar.SATU_BARIS,
    **kendala_naskah.SATU_BARIS,
    **kendala_penjualan.SATU_BARIS,
    **kendala_arahan.SATU_BARIS,
    **kendala_bantuan.SATU_BARIS,
    **kendala_asesmen.SATU_BARIS,
    **kendala_dukungan.SATU_BARIS,
    **kendala_tenggat.SATU_BARIS,
    **kendala_pantau.SATU_BARIS,
    **kendala_kunjungan.SATU_BARIS,
    **kendala_legalitas.SATU_BARIS,
    **kendala_produk.SATU_BARIS,
    **kendala_kesejahteraan.SATU_BARIS,
    **kendala_usaha.SATU_BARIS,
    **kendala_keluarga.SATU_BARIS,
    **kendala_binaan.SATU_BARIS,
}

# unique constraint: (a valid saved row, the fields a second row shares with it)
DUA_BARIS: dict[str, tuple[Callable[[], Any], str]] = {
    "desa_indikator_unik": (_indikator, "dimensi nomor"),
    "desa_nilaiindikator_unik": (_skor, "desa indikator tahun"),
    "desa_datakemiskinan_unik": (_bps, "kabupaten tahun periode sumber"),
    "desa_datakemiskinan_provinsi": (lambda: _bps(kabupaten=None, sumber=f"uji {pabrik.nomor()}"), "sumber"),
    "desa_umkm_nib": (lambda: pabrik.buat_umkm(nib=f"{pabrik.nomor():013d}"), "nib"),
    "desa_penjualan_bulan": (_penjualan, "umkm bulan"),
    "opd_aliasopd_kunci": (_alias, "kunci"),
    "opd_jabatan_terbuka": (lambda: pabrik.buat_jabatan(opd=pabrik.buat_opd()), "opd status"),
    "opd_indikatoropd_unik": (
        lambda: IndikatorOpd.objects.create(indikator=_indikator(), opd=pabrik.buat_opd()),
        "indikator opd",
    ),
    "opd_peranpengguna_terbuka_opd": (_peran, "pengguna peran opd"),
    "opd_peranpengguna_terbuka": (_peran_provinsi, "pengguna peran"),
    "opd_penugasan_satu_penanggung_jawab": (pabrik.buat_penugasan, "desa"),
    "opd_penugasan_pendukung": (_pendukung, "desa opd"),
    "opd_tim_terbuka": (lambda: pabrik.buat_tim(pabrik.buat_penugasan()), "penugasan"),
    "opd_anggotatim_ketua": (
        lambda: pabrik.buat_tim(pabrik.buat_penugasan(), anggota=1).anggota.get(peran="ketua"),
        "tim",
    ),
    "opd_danakegiatan_unik": (_dana, "kegiatan sumber"),
    "opd_kunjunganumkm_unik": (_temuan, "kunjungan umkm"),
    **kendala_indeks.DUA_BARIS,
    **kendala_mitra.DUA_BARIS,
    **kendala_pasar.DUA_BARIS,
    **kendala_naskah.DUA_BARIS,
    **kendala_penjualan.DUA_BARIS,
    **kendala_arahan.DUA_BARIS,
    **kendala_bantuan.DUA_BARIS,
    **kendala_dukungan.DUA_BARIS,
    **kendala_tenggat.DUA_BARIS,
    **kendala_kunjungan.DUA_BARIS,
    **kendala_legalitas.DUA_BARIS,
    **kendala_produk.DUA_BARIS,
    **kendala_kesejahteraan.DUA_BARIS,
    **kendala_usaha.DUA_BARIS,
    **kendala_keluarga.DUA_BARIS,
    **kendala_binaan.DUA_BARIS,
}

# Rules whose breaking row needs more than one change.
SENDIRI = {"opd_opd_dilebur", "opd_permintaansubjek_dua_orang"}


def _semua() -> dict[str, tuple[type[models.Model], Any]]:
    return {c.name: (m, c) for m in apps.get_models() if issubclass(m, DeclaredModel) for c in m._meta.constraints}


def _is_choice(model: type[models.Model], nama: str) -> str | None:
    """The field whose enum the constraint guards, if that is what it does."""
    awalan = f"{model._meta.app_label}_{model._meta.model_name}_"
    field = nama.removeprefix(awalan)
    return field if any(f.name == field and f.choices for f in model._meta.fields) else None


BUAT: dict[str, Callable[[], Any]] = {
    "kabupaten": pabrik.buat_kabupaten,
    "desa": pabrik.buat_desa,
    "kondisidesa": _kondisi,
    "kontak": _kontak,
    "indikator": _indikator,
    "datakemiskinan": _bps,
    "umkm": _umkm,
    "opd": pabrik.buat_opd,
    "jabatan": lambda: pabrik.buat_jabatan(opd=pabrik.buat_opd()),
    "penggabunganopd": _gabung,
    "peranpengguna": _peran_provinsi,
    "penugasan": pabrik.buat_penugasan,
    "anggotatim": _anggota,
    "danakegiatan": _dana,
    "kunjungan": _kunjungan,
    "kunjunganumkm": _temuan,
    "bukti": lambda: pabrik.buat_bukti(kegiatan=_kegiatan()),
    "impor": kendala_impor.impor,
    **kendala_indeks.BUAT,
    **kendala_mitra.BUAT,
    **kendala_pasar.BUAT,
    **kendala_naskah.BUAT,
    **kendala_penjualan.BUAT,
    **kendala_arahan.BUAT,
    **kendala_bantuan.BUAT,
    **kendala_asesmen.BUAT,
    **kendala_dukungan.BUAT,
    **kendala_tenggat.BUAT,
    **kendala_kunjungan.BUAT,
    **kendala_legalitas.BUAT,
    **kendala_produk.BUAT,
    **kendala_kesejahteraan.BUAT,
    **kendala_usaha.BUAT,
    **kendala_keluarga.BUAT,
    **kendala_binaan.BUAT,
}


def _expect_refusal(baris: models.Model, ubah: dict[str, Any], pesan: str) -> None:
    """The database refuses `ubah` on the saved row, also where no trigger keeps it; full_clean answers with `pesan`."""
    with triggers_off(type(baris)), pytest.raises(IntegrityError), transaction.atomic():
        type(baris)._base_manager.filter(pk=baris.pk).update(**ubah)
    for nama, nilai in ubah.items():
        setattr(baris, nama, nilai)
    with pytest.raises(ValidationError) as galat:
        baris.full_clean()
    assert pesan in str(galat.value)


def test_kendala_table_is_complete():
    pilihan = {n for n, (m, _) in _semua().items() if _is_choice(m, n)}
    assert set(_semua()) - pilihan == set(SATU_BARIS) | set(DUA_BARIS) | SENDIRI


@pytest.mark.parametrize("nama", sorted(SATU_BARIS))
def test_kendala_of_one_row_is_refused_twice(nama):
    buat, ubah = SATU_BARIS[nama]
    _expect_refusal(buat(), ubah, _semua()[nama][1].violation_error_message)


@pytest.mark.parametrize("nama", sorted(DUA_BARIS))
def test_kendala_of_two_rows_is_refused_twice(nama):
    buat, kunci = DUA_BARIS[nama]
    satu, dua = buat(), buat()
    ubah = {k: getattr(satu, k) for k in kunci.split()}
    _expect_refusal(dua, ubah, _semua()[nama][1].violation_error_message)


def test_kendala_opd_dilebur_names_an_end_and_another_opd():
    a, b = pabrik.buat_opd(), pabrik.buat_opd()
    pesan = _semua()["opd_opd_dilebur"][1].violation_error_message
    _expect_refusal(a, {"dilebur_ke": b}, pesan)
    _expect_refusal(b, {"dilebur_ke": b, "berlaku_selesai": H}, pesan)


def test_kendala_choices_are_refused_by_the_database():
    for nama, (model, c) in sorted(_semua().items()):
        field = _is_choice(model, nama)
        if field is None:
            continue
        baris = BUAT[model._meta.model_name]()
        with triggers_off(model), pytest.raises(IntegrityError), transaction.atomic():
            model._base_manager.filter(pk=baris.pk).update(**{field: "?"})
        setattr(baris, field, "?")
        with pytest.raises(ValidationError) as galat:
            baris.full_clean()
        assert field in galat.value.message_dict, c.name


def test_kendala_one_of_many_rows_of_facts_replaces_one():
    """A fact is replaced at most once, so corrections form one chain."""
    k = _kegiatan()
    pabrik.buat_kegiatan(k.penugasan, H, menggantikan=k)
    with pytest.raises(IntegrityError), transaction.atomic():
        pabrik.buat_kegiatan(k.penugasan, H, menggantikan=k)
