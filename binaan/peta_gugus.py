"""The map where a point per village would hide its neighbours and outweigh the page: one circle per kabupaten that says how
many villages it holds, with a ring parted by their states; it leads on to the points of that kabupaten.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import combinations
from math import hypot, sqrt

from django.utils.safestring import SafeString

from binaan.peta import LEBAR, TINGGI, Legenda, Titik, draw_base, letak
from desa.grafik import ukur

TERBANYAK = 150
"""The most points that stand on one map by themselves."""
KECIL, BESAR, JARAK = 22, 40, 10
"""The radius of the smallest and the largest circle, and what stays free between two of them for their rings."""
PUTARAN = 80
"""How often circles that touch are pushed apart."""


@dataclass(frozen=True, slots=True)
class Gugus:
    """The villages of one kabupaten, and where a click leads."""

    nama: str
    alamat: str
    titik: tuple[Titik, ...]

    def count(self, keadaan: str) -> int:
        """How many of them are in a state."""
        return sum(t.keadaan == keadaan for t in self.titik)


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
    isi = [(g, tempat) for g in gugus if (tempat := _places(g))]
    terbanyak = max((len(g.titik) for g, _ in isi), default=1)
    hasil = []
    for g, tempat in isi:
        x, y = (sum(p[n] for p in tempat) / len(tempat) for n in (0, 1))
        hasil.append(_Bulat(g, x, y, KECIL + (BESAR - KECIL) * sqrt(len(g.titik) / terbanyak)))
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


def _places(g: Gugus) -> list[tuple[int, int]]:
    tempat = (letak(t.lintang, t.bujur) for t in g.titik if t.lintang is not None and t.bujur is not None)
    return [p for p in tempat if p]


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
    g, n = b.gugus, len(b.gugus.titik)
    isi = [(baris.kelas, baris.keadaan, g.count(baris.keadaan)) for baris in legenda]
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
