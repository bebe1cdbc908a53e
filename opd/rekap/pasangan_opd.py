"""The OPD whose field fits a village best, one village each: by the red indicators that the OPD can act on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from desa.models import NilaiIndikator
from desa.models.indeks import SKOR_BERMASALAH
from opd.models import Pengguna
from opd.rekap.bahan_simulasi import Bahan, OpdRingkas
from opd.rekap.kriteria import Kriteria, Ukuran
from opd.rekap.penempatan import assign
from opd.rekap.profil import BATAS_HIJAU
from opd.rekap.simulasi import Calon

BOBOT_SKOR = 100
"""A red indicator that is known outweighs everything that is only read from a red sub-index."""
SUB = {"IKS": Kriteria.IKS, "IKE": Kriteria.IKE, "IKL": Kriteria.IKL}


@dataclass(frozen=True)
class Pasangan:
    """A proposed pairing and why: red indicators the OPD can act on, else how many it acts on in the red sub-indices.

    `opd` is None when no OPD takes part; `kini` names who answers for the village today, "" for nobody; `lain` the villages
    that the proposed OPD answers for today.
    """

    calon: Calon
    opd: OpdRingkas | None
    indikator: tuple[str, ...]
    sub: tuple[str, ...]
    skor_diketahui: bool
    kini: str
    lain: int

    @property
    def alasan(self) -> str:
        """Why this OPD, in one line."""
        if self.opd is None:
            return "tidak ada OPD yang ikut"
        if self.indikator:
            return f"dapat bertindak atas {len(self.indikator)} indikator bermasalah: {', '.join(self.indikator)}"
        if self.sub:
            return f"bertindak pada {' dan '.join(self.sub)} yang merah; skor indikator desa ini tidak diketahui"
        if self.skor_diketahui:
            return "tidak satu pun indikator bermasalah desa ini menjadi bidangnya; OPD ini belum mendapat desa"
        return "bidangnya tidak dapat dicocokkan; OPD ini belum mendapat desa"


def pair(
    user: Pengguna,
    bahan: Bahan,
    terpilih: Sequence[Calon],
    ukuran: Mapping[Kriteria, Ukuran],
    *,
    opd: Sequence[OpdRingkas],
) -> tuple[Pasangan, ...]:
    """An OPD of `opd` for each chosen village, one village each; more villages than OPDs are paired in rounds. One query.

    The sum of the fits of a round is as large as it can be, not the fit of any one village.
    """
    cocok = Kecocokan(bahan, _red_of(user, bahan, terpilih), ukuran)
    dapat: dict[int, OpdRingkas] = {}
    for awal in range(0, len(terpilih), len(opd)) if opd else ():
        putaran = terpilih[awal : awal + len(opd)]
        letak = assign([cocok.row(c.desa.pk, opd) for c in putaran])
        dapat |= {c.desa.pk: opd[j] for c, j in zip(putaran, letak, strict=True)}
    nama = {o.pk: o.nama for o in bahan.opd}
    kini = {t.desa_id: nama.get(t.opd_id, "OPD yang sudah berakhir") for t in bahan.tugas}
    return tuple(cocok.pair_of(c, dapat.get(c.desa.pk), kini.get(c.desa.pk, "")) for c in terpilih)


def _red_of(user: Pengguna, bahan: Bahan, terpilih: Iterable[Calon]) -> dict[int, frozenset[int]]:
    """The red indicators of the villages of which scores are known that year. One query."""
    nilai = NilaiIndikator.objects.visible_to(user).filter(tahun=bahan.tahun_skor or 0)
    hasil: dict[int, set[int]] = {}
    baris = nilai.filter(desa__in=[c.desa.pk for c in terpilih]).order_by()
    for desa, indikator, skor in baris.values_list("desa_id", "indikator_id", "skor"):
        merah = hasil.setdefault(desa, set())
        if skor <= SKOR_BERMASALAH:
            merah.add(indikator)
    return {d: frozenset(i) for d, i in hasil.items()}


class Kecocokan:
    """How well each OPD's field fits each village, as a whole number and in words."""

    def __init__(self, bahan: Bahan, merah: Mapping[int, frozenset[int]], ukuran: Mapping[Kriteria, Ukuran]) -> None:
        self.bahan, self.merah, self.ukuran = bahan, merah, ukuran
        self.milik: dict[int, frozenset[int]] = {
            o.pk: frozenset(i for i, pelaksana in bahan.pelaksana.items() if o.pk in pelaksana) for o in bahan.opd
        }
        self.per_dimensi = {
            (o, d): sum(1 for i in isi if bahan.dimensi[i] == d) for o, isi in self.milik.items() for d in SUB
        }

    def red_subs(self, desa_id: int) -> list[str]:
        """The village's sub-indices that are red; none when its index is unknown."""
        nilai = {d: self.ukuran[k].nilai.get(desa_id) for d, k in SUB.items()}
        return [d for d, n in nilai.items() if n is not None and n <= BATAS_HIJAU]

    def row(self, desa_id: int, opd: Sequence[OpdRingkas]) -> list[int]:
        """The fit of each OPD: 100 for each red indicator it can act on; where scores are unknown, 1 for each indicator of a
        red sub-index."""
        if desa_id in self.merah:
            return [BOBOT_SKOR * len(self.merah[desa_id] & self.milik[o.pk]) for o in opd]
        sub = self.red_subs(desa_id)
        return [sum(self.per_dimensi[o.pk, d] for d in sub) for o in opd]

    def pair_of(self, calon: Calon, opd: OpdRingkas | None, kini: str) -> Pasangan:
        """The pairing in words."""
        desa_id = calon.desa.pk
        diketahui = desa_id in self.merah
        milik = self.milik[opd.pk] if opd else frozenset()
        indikator = sorted(self.bahan.nama_indikator[i] for i in self.merah.get(desa_id, frozenset()) & milik)
        sub = [] if diketahui or not opd else [d for d in self.red_subs(desa_id) if self.per_dimensi[opd.pk, d]]
        lain = sum(1 for t in self.bahan.tugas if opd and t.opd_id == opd.pk and t.desa_id != desa_id)
        return Pasangan(calon, opd, tuple(indikator), tuple(sub), diketahui, kini, lain)
