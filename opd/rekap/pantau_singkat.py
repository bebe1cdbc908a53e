"""The watch list in a few numbers, for a screen that has read its enterprises already and has no query to spare.

By the same reasons as `pantau.watched`. What lies further back than any of them asks for is not read: a month or a visit
too old to count as news is as good as none.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet, Subquery

from desa.models import PenjualanSaluran, Umkm
from desa.waktu import awal_bulan, tambah_bulan, tanggal_wit
from opd.ambang import PANTAU_KABAR, PANTAU_KUNJUNGAN
from opd.enums import Berjalan
from opd.models import Pengguna, RencanaKunjungan
from opd.rekap.daftar_json import day_of, json_rows, moment_of
from opd.rekap.pantau import (
    BarisPantau,
    BukuPantau,
    Jual,
    Lihat,
    UsahaPantau,
    compared_months,
    ending_licences,
    read_trade,
    reasons_of,
)
from opd.rekap.umkm import BarisUmkm, Buku

TANPA_UUID = UUID(int=0)


def news_months(until: date) -> tuple[date, ...]:
    """The months in which a report or a visit would still be news on `until`, oldest first."""
    bulan = awal_bulan(until - timedelta(days=max(PANTAU_KABAR.nilai, PANTAU_KUNJUNGAN.nilai)))
    hasil = [bulan]
    while hasil[-1] < awal_bulan(until):
        hasil.append(tambah_bulan(hasil[-1], 1))
    return tuple(hasil)


def watch_months(until: date) -> tuple[date, ...]:
    """The months of sales that `watched_briefly` asks of its `Buku`."""
    return (*compared_months(until), *news_months(until))


def watch_lists(
    user: Pengguna, *, until: date, known_at: datetime | None = None, milik: QuerySet[Umkm] | None = None
) -> dict[str, Subquery]:
    """What `watched_briefly` reads beside a `Buku`, for a query that asks for several lists at once (`read_lists`); of the
    enterprises `milik` alone if given.
    """
    laku, pasokan, produk = read_trade(user, until, known_at)
    izin, umkm = ending_licences(user, until, known_at), Umkm.objects.visible_to(user)
    rencana = RencanaKunjungan.objects.visible_to(user).waiting(until, known_at).annotate(untuk=F("umkm"))
    if milik is not None:
        pk = milik.order_by().values("pk")
        laku, pasokan, produk, izin = (q.filter(umkm__in=pk) for q in (laku, pasokan, produk, izin))
        umkm, rencana = milik, rencana.filter(untuk__in=pk)
    saluran = PenjualanSaluran.objects.visible_to(user).filter(penjualan__in=laku.order_by().values("pk"))
    berjualan = Q(pk__in=saluran.order_by().values("penjualan__umkm")) | Q(pk__in=pasokan.order_by().values("umkm"))
    return {
        "pantau_saluran": json_rows(umkm.filter(berjualan), "pk"),
        "pantau_produk": json_rows(produk, "umkm_id", "dicatat_pada"),
        "pantau_izin": json_rows(izin, "umkm_id", "berlaku_sampai", "jenis"),
        "pantau_rencana": json_rows(rencana, "untuk", "tanggal", "uuid"),
    }


def watched_briefly(terbaca: Mapping[str, Any], buku: Buku, until: date) -> tuple[BarisPantau, ...]:
    """The UMKM on the watch list of `until` by id, without their names. `buku` holds `watch_months`, `news_months`.

    How many days a reason counts may fall short of the list's; that it holds does not.
    """
    hidup = [u for u in buku.umkm if not u.badan_bersama and u.dibina(until) and not u.tutup(until)]
    bulan = compared_months(until)
    isi = BukuPantau(
        tuple(_short(u, until) for u in hidup),
        _sold(buku, bulan, until),
        _met(buku, until),
        {u: (day_of(hari), TANPA_UUID) for u, hari, _ in terbaca["pantau_rencana"] or ()},
        frozenset(pk for (pk,) in terbaca["pantau_saluran"] or ()),
        {u: (day_of(hari), jenis) for u, hari, jenis in terbaca["pantau_izin"] or ()},
        _recorded(terbaca["pantau_produk"] or ()),
    )
    alasan = ((u, reasons_of(u, isi, bulan, until)) for u in isi.usaha)
    return tuple(BarisPantau(u, None, a, isi.rencana.get(u.umkm_id)) for u, a in alasan if a)


def _short(u: BarisUmkm, until: date) -> UsahaPantau:
    dibuka = max((m.buka for m in u.masa_tutup if m.buka and m.buka <= until), default=None)
    return UsahaPantau(u.umkm_id, TANPA_UUID, "", "", u.bentuk, u.dibina_sejak, u.desa_id, "", "", "", "", dibuka)


def _sold(buku: Buku, bulan: tuple[date, ...], until: date) -> dict[int, Jual]:
    terbaru = [b for b in sorted({*bulan, *news_months(until)}, reverse=True) if b <= until]
    hasil = {}
    for pk, omzet in buku.omzet.items():
        akhir = next((b for b in terbaru if b in omzet), None)
        if akhir is not None:
            hasil[pk] = Jual(akhir, tuple(omzet.get(b) for b in bulan))
    return hasil


def _met(buku: Buku, until: date) -> dict[int, Lihat]:
    """`temuan` is oldest first, so the last one wins."""
    temu = {u: hari for hari, _, u, b in buku.temuan if hari <= until and b != Berjalan.TIDAK_DITEMUI}
    return {u: Lihat(hari, None) for u, hari in temu.items()}


def _recorded(baris: Any) -> dict[int, date]:
    hasil: dict[int, date] = {}
    for u, saat in baris:
        hari = tanggal_wit(moment_of(saat))
        hasil[u] = min(hari, hasil.get(u, hari))
    return hasil
