"""What the lists of the whole province say above their rows, by village, kept while nothing is written about the village.

Without a filter each of them counts every row there is, for a page of fifty. Who filters is counted for anew.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Count, Q, Subquery, Sum

from opd.models import DanaKegiatan, Kegiatan, Kunjungan, Pengguna
from opd.rekap.daftar_json import KelompokJson, Pertanyaan, read_about
from opd.rekap.keadaan_umkm import binaan, with_state
from opd.rekap.mutakhir import Mutakhir, latest_lists, latest_of
from opd.rekap.simpanan_desa import SimpananDesa, Tanda, mark_lists, marks_of
from opd.rekap.umkm import BUKAN_UMKM

_umkm = SimpananDesa[Mapping[str, int]](terbanyak=1)
_kegiatan = SimpananDesa[tuple[int, int]](terbanyak=1)
_kunjungan = SimpananDesa[tuple[int, int]](terbanyak=1)


def read_marks(user: Pengguna) -> tuple[Tanda, Mutakhir]:
    """The marks of the villages, and how new everything is; the same for every reader. One query."""
    isi = _marks().read()
    return marks_of(isi), latest_of(isi)


@lru_cache(maxsize=1)
def _marks() -> Pertanyaan:
    return Pertanyaan(mark_lists(Pengguna()) | latest_lists(Pengguna()))


def count_states(user: Pengguna, tanda: Tanda, *, until: date) -> Counter[str]:
    """How many UMKM of the programme are in each state on `until`, koperasi and BUM Desa left out. One query for villages written
    about since they were read.
    """

    def baca(desa: Collection[int] | None) -> Mapping[int, Mapping[str, int]]:
        hasil: dict[int, dict[str, int]] = defaultdict(dict)
        for pk, keadaan, n in _read(desa, _states, until)["keadaan"] or ():
            hasil[pk][keadaan] = n
        return hasil

    semua: Counter[str] = Counter()
    for per in _umkm.kept(until, tanda, baca).values():
        for keadaan, n in per.items():
            semua[keadaan] += n
    return semua


def _states(desa: Collection[int] | None, until: date) -> dict[str, Subquery]:
    umkm, milik = binaan(Pengguna(), until=until).exclude(bentuk__in=BUKAN_UMKM), None
    if desa is not None:
        umkm, milik = umkm.filter(desa__in=desa), Q(umkm__desa__in=desa)
    kueri = with_state(umkm, Pengguna(), until=until, milik=milik).order_by().values("desa", "keadaan")
    return {"keadaan": KelompokJson(kueri.annotate(n=Count("pk")).values_list("desa", "keadaan", "n"))}


def count_kegiatan(user: Pengguna, tanda: Tanda) -> dict[str, int]:
    """How many activities count (`jumlah`) and their rupiah (`total_rp`). One query for villages written about since they were
    read.
    """

    def baca(desa: Collection[int] | None) -> Mapping[int, tuple[int, int]]:
        isi = _read(desa, _activities)
        rupiah = dict(isi["rupiah"] or ())
        return {pk: (n, int(rupiah.get(pk, 0))) for pk, n in isi["jumlah"] or ()}

    return _sums(_kegiatan.kept("", tanda, baca), "jumlah", "total_rp")


def _activities(desa: Collection[int] | None) -> dict[str, Subquery]:
    kegiatan = Kegiatan.objects.visible_to(Pengguna()).in_force().order_by()
    kegiatan = kegiatan if desa is None else kegiatan.filter(penugasan__desa__in=desa)
    per = kegiatan.values("penugasan__desa").annotate(n=Count("pk")).values_list("penugasan__desa", "n")
    dana = DanaKegiatan.objects.visible_to(Pengguna()).filter(kegiatan__in=kegiatan.values("pk")).order_by()
    rp = dana.values("kegiatan__penugasan__desa").annotate(rp=Sum("jumlah_rp"))
    return {"jumlah": KelompokJson(per), "rupiah": KelompokJson(rp.values_list("kegiatan__penugasan__desa", "rp"))}


def count_kunjungan(user: Pengguna, tanda: Tanda) -> dict[str, int]:
    """How many visits count (`jumlah`), how many people came (`warga`) and to how many villages (`desa`). One query for villages
    written about since they were read.
    """

    def baca(desa: Collection[int] | None) -> Mapping[int, tuple[int, int]]:
        return {pk: (n, warga or 0) for pk, n, warga in _read(desa, _visits)["kunjungan"] or ()}

    semua = _kunjungan.kept("", tanda, baca)
    return _sums(semua, "jumlah", "warga") | {"desa": len(semua)}


def _visits(desa: Collection[int] | None) -> dict[str, Subquery]:
    kunjungan = Kunjungan.objects.visible_to(Pengguna()).in_force().order_by()
    kunjungan = kunjungan if desa is None else kunjungan.filter(penugasan__desa__in=desa)
    per = kunjungan.values("penugasan__desa").annotate(n=Count("pk"), warga=Sum("jumlah_warga"))
    return {"kunjungan": KelompokJson(per.values_list("penugasan__desa", "n", "warga"))}


def _read(
    desa: Collection[int] | None, daftar: Callable[..., dict[str, Subquery]], *lain: Hashable
) -> Mapping[str, Any]:
    """These lists of some villages, or of all (None), which are the same for every reader."""
    return Pertanyaan(daftar(None, *lain)).read() if desa is None else read_about(list(desa), daftar, *lain)


def _sums(per_desa: Mapping[int, tuple[int, ...]], *nama: str) -> dict[str, int]:
    isi: Any = zip(*per_desa.values(), strict=True) if per_desa else ((0,) for _ in nama)
    return dict(zip(nama, map(sum, isi), strict=True))
