"""An enterprise with all that its page reads beside it. One query."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from django.db.models import Exists, OuterRef, Q, QuerySet

from desa.models import Desa, Legalitas, Umkm
from opd.models import Pengguna
from opd.rekap.daftar_json import json_list
from opd.rekap.etalase import count_produk
from opd.rekap.mutakhir import latest_in
from opd.rekap.pasar_singkat import market_of
from opd.rekap.penutupan import told_closures
from opd.rekap.perkembangan import lacking
from opd.rekap.tersusun import Tersusun
from opd.rekap.tindak_kunjungan import list_open


def rows_with_rights(user: Pengguna) -> QuerySet[Umkm]:
    """Every enterprise with its place, and whether the reader may edit it, read its owner, or answers for its village."""
    sendiri = OuterRef("pk")
    return (
        Umkm.objects.visible_to(user)
        .select_related("desa__kecamatan__kabupaten", "kbli")
        .annotate(
            boleh_ubah=Exists(Umkm.objects.managed_by(user).filter(pk=sendiri)),
            boleh_catat=Exists(user.own_desa().filter(pk=OuterRef("desa"))),
            boleh_pemilik=Exists(Umkm.objects.personal_for(user).filter(pk=sendiri)),
        )
    )


def with_lists(user: Pengguna, hari: date) -> QuerySet[Umkm]:
    """Enterprises with all that the page reads beside one."""
    izin = Legalitas.objects.visible_to(user).filter(umkm=OuterRef("pk"))
    desa = Desa.objects.visible_to(user).filter(pk=OuterRef(OuterRef("desa")))
    gabungan = Umkm.semua.visible_to(user).filter(digabung_ke=OuterRef("pk"))
    return rows_with_rights(user).annotate(
        json_tindak=list_open(user, Q(umkm=OuterRef("pk")), until=hari),
        json_gabungan=json_list(gabungan, pk="pk", uuid="uuid", nama="nama"),
        json_tutup=told_closures(user),
        json_legalitas=json_list(izin, jenis="jenis", status="status", sampai="berlaku_sampai"),
        belum_potret=Exists(lacking(user, until=hari).filter(pk=OuterRef("pk"))),
        **count_produk(user, on=hari),
        **market_of(user, until=hari),
        **latest_in(user, desa),
    )


PROFIL = Tersusun(Umkm, with_lists, "uuid", contoh=uuid4())
