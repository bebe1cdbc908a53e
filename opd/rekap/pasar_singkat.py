"""The market of one enterprise in three figures, as sub-queries of the query that reads its page."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum

from opd.models import HasilPameran, Pasokan, Pengguna


def market_of(user: Pengguna, *, until: date) -> dict[str, Subquery]:
    """Annotations of Umkm: `pemasok` buyers it supplies on `until`, `pameran_n` fairs and `pameran_rp` sold there."""
    pasokan = Pasokan.objects.visible_to(user).on(until).filter(umkm=OuterRef("pk"))
    hasil = HasilPameran.objects.visible_to(user).in_force().filter(umkm=OuterRef("pk"), pameran__mulai__lte=until)
    return {
        "pemasok": _per_umkm(pasokan, Count("pembeli", distinct=True)),
        "pameran_n": _per_umkm(hasil, Count("pk")),
        "pameran_rp": _per_umkm(hasil, Sum("omzet_rp")),
    }


def _per_umkm(rows: QuerySet, jumlah: Count | Sum) -> Subquery:
    return Subquery(rows.order_by().values("umkm").annotate(n=jumlah).values("n"))
