"""The public showcase: what a stranger may read of a product, and why a product does not show. Never more than consented."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from desa.angka import format_rupiah
from desa.enums import Ketersediaan
from desa.models import DilihatProduk, Kabupaten, PersetujuanTampil, Produk
from desa.models.produk import of_running_umkm
from desa.sektor import TANPA, in_sector, sector_of
from desa.teks_umum import without_village
from opd.ambang import DILIHAT_JENDELA
from opd.enums import KeadaanTayang
from opd.models import Pengguna, Penugasan


@dataclass(frozen=True, slots=True)
class Tayangan:
    """A product as everybody reads it. Empty texts were not consented to or not given."""

    pk: int
    kode: str
    nama: str
    kategori: str
    harga_rp: int
    satuan: str
    uraian: str
    ketersediaan: str
    habis: bool
    cara_pesan: str
    usaha: str
    kabupaten: str
    kode_kabupaten: str
    tempat: str
    foto: bool
    lebar: int | None
    tinggi: int | None
    opd: str
    pemilik: str = ""
    whatsapp: str = ""

    @property
    def harga(self) -> str:
        """ "Rp 25.000 per bungkus 250 g"."""
        return f"{format_rupiah(self.harga_rp)} per {self.satuan}"


@dataclass(frozen=True)
class SaringTayang:
    """What a stranger looks for; empty is everything."""

    q: str = ""
    kabupaten: str = ""
    kategori: str = ""
    sektor: str = ""


def published_produk(cari: SaringTayang, *, on: date) -> QuerySet[Produk]:
    """The public products that fit, by name. A village's name finds only what is shown under it."""
    semua = Produk.objects.published(on=on)
    if cari.kabupaten:
        semua = semua.filter(umkm__desa__kecamatan__kabupaten__kode=cari.kabupaten)
    if cari.kategori:
        semua = semua.filter(kategori=cari.kategori)
    if cari.sektor:
        semua = semua.filter(in_sector(cari.sektor, "umkm__kbli"))
    if cari.q:
        sedesa = PersetujuanTampil.objects.published().filter(
            produk=OuterRef("pk"), tampil_desa=True, umkm__desa__nama__icontains=cari.q
        )
        hidden = PersetujuanTampil.objects.published().filter(
            produk=OuterRef("pk"), tampil_desa=False, umkm__desa__nama__iexact=cari.q.strip()
        )
        kata = Q(nama__icontains=cari.q) | Q(uraian__icontains=cari.q) | Q(umkm__nama__icontains=cari.q)
        semua = semua.filter(kata & ~Exists(hidden) | Exists(sedesa))
    return semua.select_related("umkm__desa__kecamatan__kabupaten").order_by("nama", "pk")


def published_kabupaten(*, on: date) -> list[tuple[str, str]]:
    """The regencies that have something to show, as (code, short name). One query."""
    ada = Produk.objects.published(on=on).order_by().values("umkm__desa__kecamatan__kabupaten")
    return [(k.kode, k.nama_singkat) for k in Kabupaten.objects.filter(pk__in=ada).order_by("kode")]


def published_sektor(*, on: date) -> list[tuple[str, str]]:
    """The sectors of the enterprises that have something to show, as (letter, name). One query."""
    kbli = Produk.objects.published(on=on).order_by().values_list("umkm__kbli", flat=True).distinct()
    return sorted({sector_of(kode) for kode in kbli} - {TANPA})


def read_tayangan(produk: Iterable[Produk], *, on: date, kontak: bool = False) -> list[Tayangan]:
    """The public reading of rows from `published_produk`, in their order; `kontak` adds name and number. Two queries."""
    semua = list(produk)
    izin = PersetujuanTampil.objects.published().filter(produk__in=semua)
    per_umkm = {p.umkm_id: p for p in izin.distinct()} if semua else {}
    opd = _mentors({p.umkm.desa_id for p in semua}, on=on)
    return [
        _tayangan(p, per_umkm[p.umkm_id], opd.get(p.umkm.desa_id, ""), kontak) for p in semua if p.umkm_id in per_umkm
    ]


def _tayangan(p: Produk, izin: PersetujuanTampil, opd: str, kontak: bool) -> Tayangan:
    """One product with what its consent lets everybody read. An OPD has one village: its name would tell the village.

    The writing refuses a hidden village's name in these texts; what is older, or renamed since, is shown without it.
    """
    kab, desa = p.umkm.desa.kecamatan.kabupaten, p.umkm.desa.nama

    def umum(teks: str) -> str:
        return teks if izin.tampil_desa else without_village(teks, desa)

    foto = izin.tampil_foto and bool(p.foto)
    return Tayangan(
        pk=p.pk,
        kode=p.kode,
        nama=umum(p.nama),
        kategori=p.get_kategori_display(),
        harga_rp=p.harga_rp,
        satuan=umum(p.satuan),
        uraian=umum(p.uraian),
        ketersediaan=p.get_ketersediaan_display(),
        habis=p.ketersediaan == Ketersediaan.HABIS,
        cara_pesan=umum(p.cara_pesan),
        usaha=umum(p.umkm.nama),
        kabupaten=kab.nama_singkat,
        kode_kabupaten=kab.kode,
        tempat=p.umkm.desa.nama_lengkap if izin.tampil_desa else kab.nama_singkat,
        foto=foto,
        lebar=p.lebar if foto else None,
        tinggi=p.tinggi if foto else None,
        opd=opd if izin.tampil_desa else "",
        pemilik=umum(izin.nama_tampil) if kontak else "",
        whatsapp=izin.whatsapp if kontak else "",
    )


def _mentors(desa: Collection[int], *, on: date) -> dict[int, str]:
    """Per village the name of the OPD that answers for it; decrees say so in public. One query."""
    if not desa:
        return {}
    tugas = Penugasan.objects.published().in_force().in_charge().active_on(on).filter(desa__in=desa)
    return dict(tugas.order_by("mulai").values_list("desa", "opd__nama"))


def photo_of(kode: str, *, on: date) -> Produk | None:
    """The published product of that code if its photo may be shown. One query."""
    boleh = PersetujuanTampil.objects.published().filter(produk=OuterRef("pk"), tampil_foto=True)
    return Produk.objects.published(on=on).filter(Exists(boleh), kode=kode).exclude(foto="").first()


def keadaan_tayang(produk: Produk, *, on: date) -> KeadaanTayang:
    """Why a row from `with_consent` shows or does not, the reason that must be settled first."""
    umkm = produk.umkm
    if produk.ditarik_pada is not None:
        return KeadaanTayang.DITARIK
    if umkm.tutup_pada is not None and umkm.tutup_pada <= on:
        return KeadaanTayang.UMKM_BERAKHIR
    if umkm.dibina_sejak > on or (umkm.dibina_sampai is not None and umkm.dibina_sampai <= on):
        return KeadaanTayang.UMKM_BERAKHIR
    return KeadaanTayang.TAYANG if produk.berizin else KeadaanTayang.BELUM_SETUJU  # type: ignore[attr-defined]


def condition_of(keadaan: str, *, on: date) -> Q:
    """`keadaan_tayang` of many: a condition on rows from `with_consent`."""
    if keadaan == KeadaanTayang.DITARIK:
        return Q(ditarik_pada__isnull=False)
    berjalan = of_running_umkm(on)
    if keadaan == KeadaanTayang.UMKM_BERAKHIR:
        return Q(ditarik_pada__isnull=True) & ~berjalan
    return Q(ditarik_pada__isnull=True, berizin=keadaan == KeadaanTayang.TAYANG) & berjalan


def is_known(kode: str) -> bool:
    """Whether a product has this code, shown or not; nothing else is said of it. One query."""
    return Produk.objects.filter(kode=kode).scoped().exists()


def count_produk(user: Pengguna, *, on: date) -> dict[str, Any]:
    """Annotations of enterprises: how many products they offer (`jumlah_produk`), and how many show (`jumlah_tayang`)."""
    milik = Produk.objects.visible_to(user).with_consent().filter(umkm=OuterRef("pk")).order_by()
    tayang = milik.filter(condition_of(KeadaanTayang.TAYANG, on=on))

    def banyak(kueri: QuerySet[Produk]) -> Coalesce:
        return Coalesce(Subquery(kueri.values("umkm").annotate(n=Count("pk")).values("n")), 0)

    return {"jumlah_produk": banyak(milik), "jumlah_tayang": banyak(tayang)}


def count_dilihat(user: Pengguna, produk: Iterable[int], *, until: date) -> dict[int, int]:
    """Per product how often its page was opened in the 30 days up to `until`; none is missing. One query."""
    awal = until - timedelta(days=DILIHAT_JENDELA.nilai - 1)
    hari = DilihatProduk.objects.visible_to(user).filter(produk__in=list(produk), tanggal__gte=awal, tanggal__lte=until)
    return dict(hari.order_by().values("produk").annotate(n=Sum("jumlah")).values_list("produk", "n"))
