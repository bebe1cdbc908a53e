"""The figures of the dashboard, the state of each village, arahan per OPD, and frozen rankings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from binaan.api.bentuk.dasbor import AngkaBentuk, ArahanBentuk, KeadaanDesaBentuk, PeringkatBentuk
from binaan.api.dasar import SumberRekap
from binaan.api.saringan import SaringApi, SaringBeku, SaringTempat
from binaan.dasbor.angka import Angka, key_numbers
from binaan.dasbor.baca import baca
from binaan.dasbor.layar import read_figures, refuse_too_early
from binaan.enums import Cakupan
from binaan.models import Peringkat
from binaan.peringkat.hasil import BarisPeringkat, rows_of
from binaan.peringkat.segel import only_intact
from opd.models import Opd, Pengguna
from opd.rekap.arahan import RekapArahan, rekap_arahan
from opd.rekap.desa import RekapDesa, rekap_desa


class BarisAngka(NamedTuple):
    nomor: int
    angka: Angka


class DaftarAngka(SumberRekap):
    """The key figures."""

    judul = "Angka dasbor"
    uraian = "Angka utama dasbor Sekda pada tanggal per, seperti tertulis di sana."
    cakupan, bentuk = Cakupan.DASBOR, AngkaBentuk

    def check(self, user: Pengguna, form: SaringApi) -> None:
        refuse_too_early(user, form)

    def rows(self, user: Pengguna, form: SaringApi) -> Iterable[BarisAngka]:
        return (BarisAngka(n, a) for n, a in enumerate(key_numbers(*read_figures(user, form)), 1))

    def kunci(self, baris: BarisAngka) -> str:
        return f"{baris.nomor:03d}"


class DaftarKeadaan(SumberRekap):
    """The state of each desa binaan."""

    judul = "Keadaan desa"
    uraian = "Keadaan setiap desa binaan pada tanggal per: yang kurang, kunjungan dan kegiatan terakhir, serta keadaan UMKM-nya."
    cakupan, bentuk, saring = Cakupan.DASBOR, KeadaanDesaBentuk, SaringTempat

    def rows(self, user: Pengguna, form: SaringApi) -> Iterable[RekapDesa]:
        if form.kini:
            return baca(user, until=form.until).desa
        return rekap_desa(user, until=form.until, known_at=form.known_at)

    def fits(self, baris: RekapDesa, form: Any) -> bool:
        return bool(form.fits(baris.penugasan.opd_slug, baris.penugasan.kode))

    def kunci(self, baris: RekapDesa) -> str:
        return baris.penugasan.kode


class BarisArahan(NamedTuple):
    opd: str
    rekap: RekapArahan


class DaftarArahan(SumberRekap):
    """Arahan counted per OPD; their texts stay on the pages."""

    judul = "Arahan"
    uraian = (
        "Banyaknya arahan kepada setiap OPD menurut keadaannya, dan ketepatan jawabannya. Isi arahan tidak disertakan."
    )
    cakupan, bentuk = Cakupan.DASBOR, ArahanBentuk

    def rows(self, user: Pengguna, form: SaringApi) -> Iterable[BarisArahan]:
        slug = dict(Opd.objects.visible_to(user).values_list("pk", "slug"))
        return [BarisArahan(slug[r.opd_id], r) for r in rekap_arahan(user, until=form.until, known_at=form.known_at)]

    def kunci(self, baris: BarisArahan) -> str:
        return baris.opd


class BarisBeku(NamedTuple):
    beku: Peringkat
    berlaku: bool
    baris: BarisPeringkat


class DaftarPeringkat(SumberRekap):
    """Frozen rankings; drafts never leave."""

    judul = "Peringkat"
    uraian = (
        "Peringkat OPD yang sudah dibekukan, semua versinya yang segelnya cocok, tepat seperti dibekukan. "
        "Nilai sementara tidak disertakan."
    )
    cakupan, bentuk, saring = Cakupan.PERINGKAT, PeringkatBentuk, SaringBeku

    def rows(self, user: Pengguna, form: SaringApi) -> Iterable[BarisBeku]:
        beku = only_intact(Peringkat.objects.visible_to(user).light().select_related("bobot").newest())
        diganti = {p.menggantikan_id for p in beku}
        return [BarisBeku(p, p.pk not in diganti, b) for p in beku for b in rows_of(p.hasil)]

    def fits(self, baris: BarisBeku, form: SaringApi) -> bool:
        return form.cleaned_data["tahun"] in ("", str(baris.beku.tahun))

    def kunci(self, baris: BarisBeku) -> str:
        return f"{baris.beku.tahun}:{baris.beku.nomor:03d}:{baris.baris.slug}"
