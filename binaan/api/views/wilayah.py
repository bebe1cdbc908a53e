"""OPDs, villages, and who answers for which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet

from binaan.api.bentuk.wilayah import DesaBentuk, OpdBentuk, PenugasanBentuk
from binaan.api.dasar import SumberRekap, SumberTabel
from binaan.api.saringan import SaringApi, SaringDesa, SaringOpd, SaringPenugasan
from binaan.enums import Cakupan
from desa.models import Desa
from opd.models import Opd, Pengguna, Penugasan
from opd.rekap.penugasan import BarisPenugasan, aktif, rekap_penugasan


class BarisOpd(NamedTuple):
    opd: Opd
    penerus: str | None
    desa_binaan: int


class BarisDesa(NamedTuple):
    desa: Desa
    tugas: BarisPenugasan | None


class DaftarOpd(SumberRekap):
    """Every OPD, merged ones too."""

    judul = "OPD"
    uraian = "OPD Pemerintah Provinsi Maluku, yang sudah dilebur pun, dengan banyaknya desa binaannya."
    cakupan, bentuk, saring = Cakupan.WILAYAH, OpdBentuk, SaringOpd

    def rows(self, user: Pengguna, form: SaringApi) -> Iterable[BarisOpd]:
        tugas = aktif(rekap_penugasan(user, until=form.until), form.until)
        banyak = Counter(b.opd_id for b in tugas)
        semua = Opd.objects.visible_to(user).select_related("dilebur_ke")
        return (BarisOpd(o, o.dilebur_ke.slug if o.dilebur_ke else None, banyak[o.pk]) for o in semua)

    def fits(self, baris: BarisOpd, form: SaringApi) -> bool:
        punya = form.cleaned_data["binaan"]
        return not punya or bool(baris.desa_binaan) == (punya == "ya")

    def kunci(self, baris: BarisOpd) -> str:
        return baris.opd.slug


class DaftarDesa(SumberTabel):
    """Every village; those in the programme name their OPD."""

    judul = "Desa"
    uraian = "Semua desa dan kelurahan di Maluku, dengan OPD penanggung jawabnya bila desa binaan."
    cakupan, bentuk, saring, urut = Cakupan.WILAYAH, DesaBentuk, SaringDesa, "kode"

    def rows(self, user: Pengguna, form: SaringApi) -> QuerySet[Desa]:
        d = form.cleaned_data
        semua = Desa.objects.visible_to(user).with_place()
        if d["kabupaten"]:
            semua = semua.filter(kecamatan__kabupaten__kode=d["kabupaten"])
        if d["binaan"]:
            tugas = Penugasan.objects.visible_to(user).in_force().in_charge().active_on(form.until)
            ada = Exists(tugas.filter(desa=OuterRef("pk")))
            semua = semua.filter(ada if d["binaan"] == "ya" else ~ada)
        return semua

    def complete(self, baris: Sequence[Any], user: Pengguna, form: SaringApi) -> Sequence[BarisDesa]:
        tugas = {b.desa_id: b for b in aktif(rekap_penugasan(user, until=form.until), form.until)}
        return [BarisDesa(d, tugas.get(d.pk)) for d in baris]

    def kunci(self, baris: BarisDesa) -> str:
        return baris.desa.kode


class DaftarPenugasan(SumberRekap):
    """Penugasan as penanggung jawab."""

    judul = "Penugasan"
    uraian = "OPD mana penanggung jawab desa mana sejak kapan, yang sudah berakhir pun."
    cakupan, bentuk, saring = Cakupan.WILAYAH, PenugasanBentuk, SaringPenugasan

    def rows(self, user: Pengguna, form: SaringApi) -> Iterable[BarisPenugasan]:
        return rekap_penugasan(user, until=form.until, known_at=form.known_at)

    def fits(self, baris: BarisPenugasan, form: SaringApi) -> bool:
        d = form.cleaned_data
        return (
            (not d["opd"] or baris.opd_slug == d["opd"])
            and (not d["desa"] or baris.kode == d["desa"])
            and (not d["kabupaten"] or baris.kode.startswith(f"{d['kabupaten']}."))
            and (not d["keadaan"] or baris.covers(form.until) == (d["keadaan"] == "berjalan"))
        )

    def kunci(self, baris: BarisPenugasan) -> str:
        return f"{baris.kode}:{baris.mulai:%Y%m%d}:{baris.penugasan_id:09d}"
