"""The province's omzet quarter by quarter, computed again only for the quarters whose sales were written about.

Of each village a fingerprint of what a quarter is made from is kept while nothing is written about the village; the
quarter's figures are kept under the fingerprints of all of them, and hold as long as those are the same.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from hashlib import blake2b
from threading import Lock

from desa.models import Umkm
from opd.models import Pengguna
from opd.rekap.daftar_json import read_lists
from opd.rekap.deret_omzet import Triwulan, rows_of, sum_up
from opd.rekap.omzet import bulan_omzet, peserta
from opd.rekap.rentang import akhir_triwulan
from opd.rekap.simpanan_desa import SimpananDesa, mark_lists, marks_of
from opd.rekap.umkm import Buku, baca_buku

Sidik = tuple[bytes, ...]
"""One fingerprint a quarter."""
TERBANYAK = 24
_simpanan = SimpananDesa[Sidik](terbanyak=1)
_jadi: OrderedDict[tuple[date, bytes], Triwulan] = OrderedDict()
_kunci = Lock()


def province_series(user: Pengguna, awal_list: Sequence[date]) -> list[Triwulan]:
    """The quarters that begin on these days. One query, two more for villages written about since they were read, and two for
    quarters that changed by it.
    """
    baca = _Pembaca(user, awal_list)
    sidik = _simpanan.kept(tuple(awal_list), marks_of(read_lists(user, mark_lists(user))), baca.fingerprints)
    semua = {awal: _together({pk: s[n] for pk, s in sidik.items()}) for n, awal in enumerate(awal_list)}
    with _kunci:
        ada = {awal: _jadi[awal, s] for awal, s in semua.items() if (awal, s) in _jadi}
    kurang = [awal for awal in awal_list if awal not in ada]
    if kurang:
        buku = baca.whole(kurang)
        baru = {awal: sum_up(rows_of(buku, awal), awal) for awal in kurang}
        # What was written since the fingerprints were read is in these figures, so they go under their own.
        _keep({(awal, _together(_fingerprints(buku, awal))): t for awal, t in baru.items()})
        ada |= baru
    return [ada[awal] for awal in awal_list]


def _keep(baru: dict[tuple[date, bytes], Triwulan]) -> None:
    with _kunci:
        _jadi.update(baru)
        while len(_jadi) > TERBANYAK:
            _jadi.popitem(last=False)


class _Pembaca:
    """Reads villages; what was read of all of them serves the fingerprints and the figures."""

    def __init__(self, user: Pengguna, awal_list: Sequence[date]) -> None:
        self.user, self.awal_list = user, awal_list
        self._semua: Buku | None = None

    def whole(self, awal_list: Sequence[date]) -> Buku:
        return self._semua or self._read(awal_list, None)

    def _read(self, awal_list: Sequence[date], desa: Collection[int] | None) -> Buku:
        bulan = {b for awal in awal_list for b in bulan_omzet(awal)}
        umkm = None if desa is None else Umkm.objects.visible_to(self.user).filter(desa__in=desa)
        return baca_buku(self.user, bulan, umkm=umkm, temuan=())

    def fingerprints(self, desa: Collection[int] | None) -> dict[int, Sidik]:
        buku = self._read(self.awal_list, desa)
        if desa is None:
            self._semua = buku
        per = [_fingerprints(buku, awal) for awal in self.awal_list]
        return {pk: tuple(s.get(pk, b"") for s in per) for pk in {u.desa_id for u in buku.umkm}}


def _fingerprints(buku: Buku, awal: date) -> dict[int, bytes]:
    """By village, of all that a quarter's figures ask of an enterprise."""
    akhir, bulan = akhir_triwulan(awal), bulan_omzet(awal)
    isi: dict[int, list[object]] = defaultdict(list)
    for u in peserta(buku, awal):
        jual = buku.omzet.get(u.umkm_id, {})
        isi[u.desa_id].append((u.umkm_id, u.dibina_sejak, u.tutup(akhir), [jual.get(b) for b in bulan]))
    return {pk: blake2b(repr(baris).encode(), digest_size=16).digest() for pk, baris in isi.items()}


def _together(sidik: Mapping[int, bytes]) -> bytes:
    """One fingerprint of a quarter of all villages; one without enterprises then has none."""
    semua = blake2b(digest_size=32)
    for pk in sorted(sidik):
        if sidik[pk]:
            semua.update(b"%d:%b;" % (pk, sidik[pk]))
    return semua.digest()
