"""The photos of some activities and visits."""

from __future__ import annotations

from django.db.models import QuerySet

from opd.models import Bukti, Kegiatan, Kunjungan, Pengguna


def photos_of(user: Pengguna, kegiatan: QuerySet[Kegiatan], kunjungan: QuerySet[Kunjungan]) -> QuerySet[Bukti]:
    """Each kind looked up for itself: with both in one condition the database reads every photo of the province."""
    foto = Bukti.objects.visible_to(user)
    dari_kegiatan = foto.filter(kegiatan__in=kegiatan.order_by().values("pk")).order_by()
    dari_kunjungan = foto.filter(kunjungan__in=kunjungan.order_by().values("pk")).order_by()
    return foto.filter(pk__in=dari_kegiatan.values("pk").union(dari_kunjungan.values("pk"), all=True))
