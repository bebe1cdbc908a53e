"""What was done: activities, visits, and how far the plans are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, QuerySet

from binaan.api.bentuk.kegiatan import CapaianBentuk, KegiatanBentuk, KunjunganBentuk
from binaan.api.dasar import SumberRekap, SumberTabel
from binaan.api.saringan import SaringApi, SaringKegiatan, SaringTempat
from binaan.dasbor.baca import baca
from binaan.enums import Cakupan
from opd.models import DanaKegiatan, Kegiatan, Kunjungan, Pengguna
from opd.rekap.angka_rencana import RekapPenugasan
from opd.rekap.rencana import rekap_rencana
from opd.rekap.versi_rencana import with_plan


class _Fakta(SumberTabel):
    """Dated facts of a penugasan that count."""

    saring = SaringKegiatan

    def facts(self, user: Pengguna, form: SaringApi) -> QuerySet[Any]:
        raise NotImplementedError

    def rows(self, user: Pengguna, form: SaringApi) -> QuerySet[Any]:
        d = form.cleaned_data
        semua = (
            self.facts(user, form).filter(tanggal__lte=form.until).select_related("penugasan__opd", "penugasan__desa")
        )
        if d["dari"]:
            semua = semua.filter(tanggal__gte=d["dari"])
        if d["opd"]:
            semua = semua.filter(penugasan__opd__slug=d["opd"])
        return semua.filter(penugasan__desa__kode=d["desa"]) if d["desa"] else semua


class DaftarKegiatan(_Fakta):
    """Activities with their rupiah."""

    judul = "Kegiatan"
    uraian = "Kegiatan OPD di desa binaan beserta dananya menurut catatan OPD, bukan realisasi SIPD. Koreksi sudah diterapkan."
    cakupan, bentuk = Cakupan.KEGIATAN, KegiatanBentuk

    def facts(self, user: Pengguna, form: SaringApi) -> QuerySet[Any]:
        dana = Prefetch("dana", DanaKegiatan.objects.visible_to(user).order_by("sumber"), to_attr="dana_tampil")
        return (
            with_plan(Kegiatan.objects.visible_to(user), form.known_at).in_force(form.known_at).prefetch_related(dana)
        )


class DaftarKunjungan(_Fakta):
    """Visits, without names."""

    judul = "Kunjungan"
    uraian = "Kunjungan pendampingan. Warga dan tim yang hadir tidak disebut namanya."
    cakupan, bentuk = Cakupan.KEGIATAN, KunjunganBentuk

    def facts(self, user: Pengguna, form: SaringApi) -> QuerySet[Any]:
        return Kunjungan.objects.visible_to(user).in_force(form.known_at)


class DaftarCapaian(SumberRekap):
    """How far each penugasan's plan is."""

    judul = "Capaian rencana"
    uraian = (
        "Capaian rencana dan serapan setiap penugasan pada tahun tanggal per, terhadap versi pertama yang diverifikasi."
    )
    cakupan, bentuk, saring = Cakupan.KEGIATAN, CapaianBentuk, SaringTempat

    def rows(self, user: Pengguna, form: SaringApi) -> Iterable[RekapPenugasan]:
        if form.kini:
            return baca(user, until=form.until).rencana_penugasan
        return rekap_rencana(user, tahun=form.until.year, until=form.until, known_at=form.known_at)

    def fits(self, baris: RekapPenugasan, form: Any) -> bool:
        return bool(form.fits(baris.penugasan.opd_slug, baris.penugasan.kode))

    def kunci(self, baris: RekapPenugasan) -> str:
        return f"{baris.penugasan.kode}:{baris.penugasan.penugasan_id:09d}"
