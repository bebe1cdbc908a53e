"""What aid reached a target family: handed over to its head, found by the hash of the NIK, or to the head's enterprise."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from desa.enums import JenisSidik
from desa.models import Keluarga, Umkm
from opd.models import Bantuan, Pengguna
from opd.models.bantuan import PenerimaBantuan


def enterprises_of(user: Pengguna, keluarga: Keluarga) -> QuerySet[Umkm]:
    """The enterprises of the head: linked ones, and those with the same NIK that nobody has linked yet. One query."""
    sama = Q(keluarga_sasaran__isnull=True, sidik_nik__in=_hashes(user, keluarga))
    return Umkm.objects.personal_for(user).filter(Q(keluarga_sasaran=keluarga) | sama).order_by("nama", "pk")


def aid_of(user: Pengguna, keluarga: Keluarga, *, until: date) -> QuerySet[Bantuan]:
    """The aid in force that reached the family by `until`, newest first. One query."""
    usaha = enterprises_of(user, keluarga).order_by().values("pk")
    penerima = PenerimaBantuan.objects.personal_for(user).filter(
        Q(sidik_penerima__in=_hashes(user, keluarga)) | Q(umkm__in=usaha)
    )
    bantuan = Bantuan.objects.visible_to(user).in_force().filter(pk__in=penerima.order_by().values("bantuan"))
    return bantuan.filter(tanggal__lte=until).order_by("-tanggal", "-pk")


def _hashes(user: Pengguna, keluarga: Keluarga) -> QuerySet:
    return keluarga.sidik.personal_for(user).filter(jenis=JenisSidik.NIK).order_by().values("sidik_nomor")
