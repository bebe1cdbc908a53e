"""Enterprises without their owners, and what villages sold together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import QuerySet

from binaan.api.bentuk.umkm import OmzetBentuk, UmkmBentuk
from binaan.api.dasar import SumberRekap, SumberTabel
from binaan.api.saringan import SaringApi, SaringTempat, SaringUmkm
from binaan.dasbor.baca import baca
from binaan.enums import Cakupan
from desa.models import Desa
from desa.waktu import triwulan
from opd.models import Opd, Pengguna
from opd.rekap.keadaan_umkm import binaan, with_state
from opd.rekap.omzet import RekapOmzet, rekap_omzet
from opd.rekap.rentang import triwulan_tempo


class DaftarUmkm(SumberTabel):
    """Enterprises in the programme with their state."""

    judul = "UMKM"
    uraian = "UMKM binaan pada tanggal per dengan keadaannya, tanpa pemilik. Koperasi dan BUM Desa disertakan menurut bentuknya."
    cakupan, bentuk, saring = Cakupan.UMKM, UmkmBentuk, SaringUmkm

    def rows(self, user: Pengguna, form: SaringApi) -> QuerySet[Any]:
        d, masa = form.cleaned_data, {"until": form.until, "known_at": form.known_at}
        semua = with_state(binaan(user, **masa).select_related("desa", "kbli"), user, **masa)
        if d["desa"]:
            semua = semua.filter(desa__kode=d["desa"])
        return semua.filter(keadaan=d["keadaan"]) if d["keadaan"] else semua


class BarisOmzet(NamedTuple):
    triwulan: str
    opd: str | None
    desa: str
    omzet_rp: int
    umkm: int


class DaftarOmzet(SumberRekap):
    """Omzet of the newest quarter that is due, per village."""

    judul = "Omzet"
    uraian = (
        "Jumlah omzet UMKM yang melapor lengkap pada triwulan terakhir yang jatuh tempo, per desa dan OPD. Jumlah semua barisnya "
        "ialah omzet provinsi di dasbor."
    )
    cakupan, bentuk, saring = Cakupan.UMKM, OmzetBentuk, SaringTempat

    def rows(self, user: Pengguna, form: SaringApi) -> Iterable[BarisOmzet]:
        awal = triwulan_tempo(form.until)
        if form.kini:
            rekap: Iterable[RekapOmzet] = baca(user, until=form.until).omzet
        else:
            rekap = rekap_omzet(user, awal=awal, known_at=form.known_at)
        kode = dict(Desa.objects.visible_to(user).filter(pk__in={r.desa_id for r in rekap}).values_list("pk", "kode"))
        slug = dict(Opd.objects.visible_to(user).values_list("pk", "slug"))
        tw = "{}-{}".format(*triwulan(awal))
        return (BarisOmzet(tw, slug.get(r.opd_id), kode[r.desa_id], r.omzet_rp, r.n) for r in rekap)

    def fits(self, baris: BarisOmzet, form: Any) -> bool:
        return bool(form.fits(baris.opd, baris.desa))

    def kunci(self, baris: BarisOmzet) -> str:
        return f"{baris.desa}:{baris.opd or ''}"
