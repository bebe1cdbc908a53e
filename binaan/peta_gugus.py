"""The map where a point per village would hide its neighbours and outweigh the page: one circle per kabupaten that says how
many villages it holds, with a ring parted by their states; it leads on to the points of that kabupaten.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import combinations
from math import hypot, sqrt

from django.utils.safestring import SafeString

from binaan.peta import LEBAR, TINGGI, Legenda, draw_base
from desa.grafik import ukur

TERBANYAK = 150
"""The most points that stand on one map by themselves."""
KECIL, BESAR, JARAK = 22, 40, 10
"""The radius of the smallest and the largest circle, and what stays free between two of them for their rings."""
PUTARAN = 80
"""How often circles that touch are pushed apart."""


@dataclass(frozen=True, slots=True)
class Gugus:
    """The villages of one kabupaten by the word of their state, and where a click leads.

    `tempat`: how many of them have a place on the map, and the sums of their units.
    """

    nama: str
    alamat: str
    keadaan: Mapping[str, int]
    tempat: tuple[int, int, int]

    @property
    def jumlah(self) -> int:
        return sum(self.keadaan.values())


@dataclass(slots=True)
class _Bulat:
    gugus: Gugus
    x: float
    y: float
    r: float


def draw_groups(gugus: Sequence[Gugus], judul: str, legenda: Sequence[Legenda]) -> SafeString:
    """The map with a linked circle per kabupaten; one of whose villages none has coordinates is named in the description."""
    bulat = _placed(gugus)
    ada = {b.gugus.nama for b in bulat}
    hilang = [g.nama for g in gugus if g.nama not in ada]
    return draw_base("".join(_circle(b, legenda) for b in bulat), judul, legenda, hilang, bertaut=True)


def _placed(gugus: Iterable[Gugus]) -> list[_Bulat]:
    """Each circle in the middle of its villages, as large as they are many, and beside its neighbours."""
    isi = [g for g in gugus if g.tempat[0]]
    terbanyak = max((g.jumlah for g in isi), default=1)
    hasil = []
    for g in isi:
        n, x, y = g.tempat
        hasil.append(_Bulat(g, x / n, y / n, KECIL + (BESAR - KECIL) * sqrt(g.jumlah / terbanyak)))
    for _ in range(PUTARAN):
        semula = [(b.x, b.y) for b in hasil]
        for a, b in combinations(hasil, 2):
            if abs(b.x - a.x) < a.r + b.r + JARAK:
                _part(a, b)
        for satu in hasil:
            pinggir = satu.r + JARAK
            satu.x, satu.y = min(max(satu.x, pinggir), LEBAR - pinggir), min(max(satu.y, pinggir), TINGGI - pinggir)
        if semula == [(b.x, b.y) for b in hasil]:
            break
    return hasil


def _part(a: _Bulat, b: _Bulat) -> None:
    """Push two circles that touch half the way each; of two in one place the first goes up."""
    dx, dy = b.x - a.x, b.y - a.y
    jauh, perlu = hypot(dx, dy), a.r + b.r + JARAK
    if jauh >= perlu:
        return
    ux, uy = (dx / jauh, dy / jauh) if jauh else (0.0, 1.0)
    geser = (perlu - jauh) / 2
    a.x, a.y, b.x, b.y = a.x - ux * geser, a.y - uy * geser, b.x + ux * geser, b.y + uy * geser


def _circle(b: _Bulat, legenda: Sequence[Legenda]) -> str:
    """The link: its words say what its ring shows."""
    g, n = b.gugus, b.gugus.jumlah
    isi = [(baris.kelas, baris.keadaan, g.keadaan.get(baris.keadaan, 0)) for baris in legenda]
    kata = escape(f"{g.nama}: {n} desa; " + ", ".join(f"{nama} {jumlah}" for _, nama, jumlah in isi if jumlah))
    di = f'cx="{ukur(b.x)}" cy="{ukur(b.y)}" r="{ukur(b.r)}"'
    cincin, mulai = [], 0.0
    for kelas, _, jumlah in isi:
        if jumlah:
            bagian = jumlah * 100 / n
            cincin.append(
                f'<circle class="cincin {kelas}" {di} pathLength="100" stroke-dasharray="{bagian:.2f} 100" '
                f'stroke-dashoffset="{-mulai:.2f}"/>'
            )
            mulai += bagian
    alamat = escape(g.alamat).replace("&amp;", "&")
    teks = f'<text x="{ukur(b.x)}" y="{ukur(b.y)}" dy="0.35em">{n}</text>'
    dasar = f'<circle class="gugus" {di}/>'
    return f'<a href="{alamat}" aria-label="{kata}"><title>{kata}</title>{dasar}{"".join(cincin)}{teks}</a>'
