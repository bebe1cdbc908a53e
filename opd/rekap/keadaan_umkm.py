"""The state of UMKM binaan computed in the database, for lists of thousands; `hitung_keadaan` is its judge in the tests."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Case, CharField, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When

from desa.models import Penjualan, Umkm
from desa.waktu import akhir_bulan
from opd.enums import Berjalan
from opd.models import Kunjungan, KunjunganUmkm, Pengguna
from opd.rekap.penutupan import closed_umkm
from opd.rekap.umkm import KeadaanUmkm, jendela


def binaan(user: Pengguna, *, until: date, known_at: datetime | None = None) -> QuerySet[Umkm]:
    """Enterprises in the programme on `until`, as known at `known_at`."""
    kueri = Umkm.objects.visible_to(user).filter(dibina_sejak__lte=until)
    masih = Q(dibina_sampai__isnull=True) | Q(dibina_sampai__gt=until)
    if known_at is not None:
        kueri, masih = kueri.filter(dicatat_pada__lte=known_at), masih | Q(keluar_dicatat_pada__gt=known_at)
    return kueri.filter(masih)


def with_state(
    kueri: QuerySet[Umkm],
    user: Pengguna,
    *,
    until: date,
    known_at: datetime | None = None,
    milik: Q | None = None,
) -> QuerySet[Any, Any]:
    """These enterprises with `keadaan`. The sets it asks for are read once each, however many rows there are; `milik`, a
    condition on what has an `umkm`, narrows them where these are few.
    """
    bulan, milik = jendela(until), milik or Q()
    laporan = _in_force(Penjualan.objects.visible_to(user), known_at).filter(milik, bulan__in=bulan).order_by()
    nihil = laporan.filter(omzet_rp=0).values("umkm").annotate(n=Count("pk")).filter(n=len(bulan)).values("umkm")
    jawab = Case(
        When(pk__in=closed_umkm(until, known_at), then=Value(KeadaanUmkm.TUTUP.value)),
        When(pk__in=laporan.filter(omzet_rp__gt=0).values("umkm"), then=Value(KeadaanUmkm.BERJUALAN.value)),
        When(pk__in=nihil, then=Value(KeadaanUmkm.DIAM.value)),
        When(pk__in=_found_idle(user, bulan, known_at, milik), then=Value(KeadaanUmkm.DIAM.value)),
        default=Value(KeadaanUmkm.BELUM_DIKETAHUI.value),
        output_field=CharField(),
    )
    return kueri.annotate(keadaan=jawab)


def _in_force(kueri: Any, known_at: datetime | None) -> Any:
    """`in_force`, without a join for each row: corrections are few, so their list is read once."""
    if known_at is not None:
        return kueri.in_force(known_at)
    diganti = kueri.filter(menggantikan__isnull=False).order_by().values("menggantikan")
    return kueri.filter(batal=False).exclude(pk__in=diganti)


def _found_idle(user: Pengguna, bulan: tuple[date, ...], known_at: datetime | None, milik: Q) -> QuerySet[Any, Any]:
    """Enterprises whose last visit in the window found them not running."""
    kunjungan = Kunjungan.objects.visible_to(user).in_force(known_at)
    kunjungan = kunjungan.filter(tanggal__range=(bulan[0], akhir_bulan(bulan[-1]))).order_by()
    temuan = KunjunganUmkm.objects.visible_to(user).filter(milik, kunjungan__in=kunjungan.values("pk")).order_by()
    terakhir = temuan.filter(umkm=OuterRef("umkm")).order_by("-kunjungan__tanggal", "-kunjungan_id")
    return (
        temuan.filter(berjalan=Berjalan.TIDAK)
        .annotate(terakhir=Subquery(terakhir.values("pk")[:1]))
        .filter(pk=F("terakhir"))
        .values("umkm")
    )


def list_states(kueri: QuerySet[Any, Any], *, urut: bool = True) -> list[tuple[int, str]]:
    """Of these (`with_state`) the ids, by name if asked for, each with its state: what a list counts and filters. One query."""
    return list(kueri.order_by(*(("nama", "pk") if urut else ())).values_list("pk", "keadaan"))
