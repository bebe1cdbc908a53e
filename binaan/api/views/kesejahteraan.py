"""Indices, counts of families, progress, and the province's macro figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet

from binaan.api.bentuk.kesejahteraan import EntasBentuk, IndeksBentuk, KemajuanBentuk, MakroBentuk, PotretBentuk
from binaan.api.dasar import SumberRekap, SumberTabel
from binaan.api.saringan import SaringApi, SaringEntas, SaringHari, SaringIndeks, SaringPotret, SaringTempat
from binaan.enums import Cakupan
from desa.models import IndeksDesa, PotretKesejahteraan
from opd.models import Pengguna
from opd.rekap.entas import read_entas
from opd.rekap.kemajuan import KemajuanOpd, by_opd
from opd.rekap.kemiskinan import BarisKemajuan, rekap_kemiskinan
from opd.rekap.makro import RekapMakro, rekap_makro
from opd.rekap.sel import Sel, cells_of


class DaftarIndeks(SumberTabel):
    """Village indices."""

    judul = "Indeks desa"
    uraian = "IDM (2016–2024) dan Indeks Desa (mulai 2025) setiap desa. Dua jenis itu berbeda skala dan tidak pernah dikurangkan."
    cakupan, bentuk, saring = Cakupan.KESEJAHTERAAN, IndeksBentuk, SaringIndeks

    def rows(self, user: Pengguna, form: SaringApi) -> QuerySet[Any]:
        d = form.cleaned_data
        semua = IndeksDesa.objects.visible_to(user).filter(tanggal_data__lte=form.until).select_related("desa")
        jalur = {"desa": "desa__kode", "kabupaten": "desa__kecamatan__kabupaten__kode", "jenis": "jenis"}
        return semua.filter(**{kolom: d[nama] for nama, kolom in jalur.items() if d[nama]})


class BarisPotret(NamedTuple):
    potret: PotretKesejahteraan
    sel: Mapping[str, Sel]


class DaftarPotret(SumberTabel):
    """Verified counts of families, small groups closed."""

    judul = "Potret kesejahteraan"
    uraian = (
        "Banyaknya keluarga setiap desa menurut satu sumber pada satu hari, yang sudah diverifikasi. Kelompok di bawah 5 KK "
        "ditutup."
    )
    cakupan, bentuk, saring = Cakupan.KESEJAHTERAAN, PotretBentuk, SaringPotret

    def rows(self, user: Pengguna, form: SaringApi) -> QuerySet[Any]:
        sah = PotretKesejahteraan.objects.visible_to(user).verified(form.known_at)
        semua = sah.filter(tanggal_data__lte=form.until).select_related("desa")
        kode = form.cleaned_data["desa"]
        return semua.filter(desa__kode=kode) if kode else semua

    def complete(self, baris: Sequence[Any], user: Pengguna, form: SaringApi) -> Sequence[BarisPotret]:
        return [BarisPotret(p, cells_of(p, terbuka=False)) for p in baris]

    def kunci(self, baris: BarisPotret) -> int:
        return int(baris.potret.pk)


class DaftarKemajuan(SumberRekap):
    """KK miskin ekstrem against both baselines."""

    judul = "Kemajuan kemiskinan"
    uraian = "KK miskin ekstrem setiap desa binaan kini terhadap garis dasarnya; hanya dari sumber dan arti yang sama."
    cakupan, bentuk, saring = Cakupan.KESEJAHTERAAN, KemajuanBentuk, SaringTempat

    def rows(self, user: Pengguna, form: SaringApi) -> Iterable[BarisKemajuan]:
        return rekap_kemiskinan(user, until=form.until, known_at=form.known_at)

    def fits(self, baris: BarisKemajuan, form: Any) -> bool:
        return bool(form.fits(baris.penugasan.opd_slug, baris.penugasan.kode))

    def kunci(self, baris: BarisKemajuan) -> str:
        return baris.penugasan.kode


class BarisEntas(NamedTuple):
    per: date
    opd: KemajuanOpd

    @property
    def desa_binaan(self) -> int:
        return self.opd.kk.desa

    @property
    def entas(self) -> Sel:
        return self.opd.sel_entas[0]

    @property
    def bertahan(self) -> Sel:
        return self.opd.sel_entas[1]


class DaftarEntas(SumberRekap):
    """Families that left poverty while an OPD answered for their village, small groups closed."""

    judul = "Keluarga entas"
    uraian = (
        "Banyaknya KK entas dan yang bertahan menurut OPD yang mendampingi desanya ketika itu. Hanya keadaan hari ini: selisih "
        "dua hari menyingkap kelompok kecil. Kelompok di bawah 5 KK ditutup seperti pada halaman Kemajuan kemiskinan."
    )
    cakupan, bentuk, saring = Cakupan.KESEJAHTERAAN, EntasBentuk, SaringEntas

    def rows(self, user: Pengguna, form: SaringApi) -> Iterable[BarisEntas]:
        hari = form.until
        entas = read_entas(user, until=hari, known_at=None, today=form.hari_ini)
        opd = by_opd(rekap_kemiskinan(user, until=hari), entas, until=hari)
        return (BarisEntas(entas.per, o) for o in opd)

    def fits(self, baris: BarisEntas, form: SaringApi) -> bool:
        return form.cleaned_data["opd"] in ("", baris.opd.penugasan.opd_slug)

    def kunci(self, baris: BarisEntas) -> str:
        return baris.opd.penugasan.opd_slug


class DaftarMakro(SumberRekap):
    """Macro figures, every source beside the others."""

    judul = "Angka makro"
    uraian = (
        "Indikator makro Provinsi Maluku, target dan realisasi menurut setiap sumber. Bukan hasil program desa binaan."
    )
    cakupan, bentuk, saring = Cakupan.KESEJAHTERAAN, MakroBentuk, SaringHari

    def rows(self, user: Pengguna, form: SaringApi) -> Iterable[RekapMakro]:
        return rekap_makro(user, until=form.until)

    def kunci(self, baris: RekapMakro) -> str:
        return baris.kode
