"""The villages each OPD answers for today, with their last visit and their UMKM."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import chain

from desa.models import Umkm
from opd.models import Pengguna
from opd.rekap.daftar_json import read_lists
from opd.rekap.kunjungan import RekapKunjungan, susun_kunjungan, terakhir_per_penugasan
from opd.rekap.penugasan import BarisPenugasan, aktif, order, rekap_penugasan
from opd.rekap.simpanan_desa import SimpananDesa, mark_lists, marks_of
from opd.rekap.umkm import RekapUmkm, baca_buku, hitung_umkm, jendela


@dataclass(frozen=True)
class DesaOpd:
    """A village an OPD answers for today: last field visit and the four UMKM counts (None = no UMKM recorded)."""

    penugasan: BarisPenugasan
    kunjungan: RekapKunjungan
    umkm: RekapUmkm | None


_simpanan = SimpananDesa[tuple[DesaOpd, ...]](terbanyak=2)


def villages_by_opd(user: Pengguna, *, until: date) -> dict[int, list[DesaOpd]]:
    """Every OPD in charge of a village on `until`, by OPD id. One query, and five more for villages written about since they
    were read last.
    """
    tanda = marks_of(read_lists(user, mark_lists(user)))
    semua = chain.from_iterable(_simpanan.kept(until, tanda, partial(_read, user, until)).values())
    hasil: dict[int, list[DesaOpd]] = defaultdict(list)
    for d in sorted(semua, key=lambda d: order(d.penugasan)):
        hasil[d.penugasan.opd_id].append(d)
    return dict(hasil)


def _read(user: Pengguna, until: date, desa: Collection[int] | None) -> dict[int, tuple[DesaOpd, ...]]:
    baris = rekap_penugasan(user, until=until, desa=desa)
    terakhir = {k: v[0] for k, v in terakhir_per_penugasan(user, until, desa=desa).items()}
    milik = None if desa is None else Umkm.objects.visible_to(user).filter(desa__in=desa)
    umkm = {u.desa_id: u for u in hitung_umkm(baca_buku(user, jendela(until), umkm=milik), until)}
    kunjungan = {k.penugasan_id: k for k in susun_kunjungan(baris, terakhir, until)}
    hasil: dict[int, tuple[DesaOpd, ...]] = defaultdict(tuple)
    for b in aktif(baris, until):
        hasil[b.desa_id] += (DesaOpd(b, kunjungan[b.penugasan_id], umkm.get(b.desa_id)),)
    return hasil
