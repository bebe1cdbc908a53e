"""How sure a rank is: the same ranking with weights moved by chance, and villages, enterprises and families drawn anew.

Only the command imports this, for it loads numpy. Everything comes from one seed in a fixed order. In each repetition all weights
move by up to `GESER_BOBOT`; an OPD's villages are drawn from its villages, the enterprises of a village from its enterprises
(one draw for all components about them), families from families. The OPD's own work is known in full and is not drawn.
A share of x in n is drawn from Beta(x + 1/2, n - x + 1/2) (Jeffreys), which stays open where all or none were counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from binaan.enums import Komponen
from binaan.peringkat.komponen import DEFINISI, Butir, Cara
from binaan.peringkat.masukan import TERISI, TIDAK_BERLAKU, Masukan, Nilai, Tugas
from binaan.peringkat.skor import HasilOpd, score_of
from opd.ambang import GESER_BOBOT, SELANG_YAKIN, UNDUR_WILSON

Larik = npt.NDArray[np.float64]
Z2 = float(UNDUR_WILSON) ** 2


def intervals(masukan: Masukan, hasil: Sequence[HasilOpd], *, ulangan: int, benih: int) -> dict[str, Any]:
    """Slug → the ranks that hold, overall and within its access group, and the scores; of ranked OPDs."""
    ikut = sorted((h for h in hasil if h.peringkat is not None), key=lambda h: h.slug)
    if not ikut:
        return {}
    acak = np.random.Generator(np.random.PCG64([benih, masukan.tahun]))
    bobot = _weights(masukan.butir, ulangan, acak)
    skor = np.column_stack([_opd(masukan, h.slug, bobot, ulangan, acak) for h in ikut])
    skor = np.floor(skor * 10 + 0.5) / 10
    umum = _ranks(skor)
    akses = {k: [n for n, h in enumerate(ikut) if h.akses == k] for k in {h.akses for h in ikut}}
    per_akses = {h.slug: _ranks(skor[:, akses[h.akses]])[:, akses[h.akses].index(n)] for n, h in enumerate(ikut)}
    return {
        h.slug: {
            "umum": _bounds(umum[:, n], h.peringkat),
            "akses": _bounds(per_akses[h.slug], h.peringkat_akses),
            "skor": [f"{x:.1f}" for x in _percentiles(skor[:, n])],
        }
        for n, h in enumerate(ikut)
    }


def _weights(butir: Sequence[Butir], ulangan: int, acak: np.random.Generator) -> dict[Komponen, Larik]:
    """Each weight in each repetition, moved and brought back to 100 together."""
    geser = GESER_BOBOT.nilai / 100
    asal = np.array([b.bobot for b in butir], dtype=float)
    semua = asal * (1 + geser * (2 * acak.random((ulangan, len(asal))) - 1))
    semua *= 100 / semua.sum(axis=1, keepdims=True)
    return {b.komponen: semua[:, n] for n, b in enumerate(butir)}


def _opd(
    masukan: Masukan, slug: str, bobot: Mapping[Komponen, Larik], ulangan: int, acak: np.random.Generator
) -> Larik:
    """The score of one OPD in each repetition."""
    opd = masukan.find(slug)
    if opd is None:
        raise LookupError(slug)
    dinilai = [t for t in opd.tugas if score_of(masukan.butir, type(opd)(slug, opd.nama, (t,))) is not None]
    skor = np.stack([_tugas(masukan.butir, t, bobot, ulangan, acak) for t in dinilai])
    if len(dinilai) == 1:
        return skor[0]
    hari = np.array([t.hari for t in dinilai], dtype=float)
    undi = (acak.random((ulangan, len(dinilai))) * len(dinilai)).astype(int)
    nilai = np.take_along_axis(skor.T, undi, axis=1)
    return (nilai * hari[undi]).sum(axis=1) / hari[undi].sum(axis=1)


def _tugas(
    butir: Sequence[Butir], t: Tugas, bobot: Mapping[Komponen, Larik], ulangan: int, acak: np.random.Generator
) -> Larik:
    """The score of one penugasan in each repetition."""
    ikut = [b for b in butir if b.bobot and b.komponen in t.nilai and t.nilai[b.komponen].keadaan != TIDAK_BERLAKU]
    penuh = {
        k: sum((bobot[b.komponen] for b in butir if b.kelompok == k), np.zeros(ulangan))
        for k in {b.kelompok for b in ikut}
    }
    pakai = {k: sum((bobot[b.komponen] for b in ikut if b.kelompok == k), np.zeros(ulangan)) for k in penuh}
    seluruh = sum(penuh.values(), np.zeros(ulangan))
    usaha = _weigh_enterprises(t, ulangan, acak)
    hasil = np.zeros(ulangan)
    for b in ikut:
        ukuran = _measure(b, t.nilai[b.komponen], usaha, ulangan, acak)
        skor = np.clip((ukuran - float(b.nol)) / float(b.penuh - b.nol), 0, 1)
        hasil += skor * 100 * bobot[b.komponen] * penuh[b.kelompok] / (pakai[b.kelompok] * seluruh)
    return hasil


Usaha = tuple[dict[str, int], Larik]


def _weigh_enterprises(t: Tugas, ulangan: int, acak: np.random.Generator) -> Usaha:
    """Where each enterprise stands, and how much it weighs in each repetition: the same in all components."""
    kunci = sorted({r[0] for k, n in t.nilai.items() if DEFINISI[k].baris == "umkm" for r in n.rinci})
    return {k: n for n, k in enumerate(kunci)}, acak.standard_exponential((ulangan, len(kunci)))


def _measure(b: Butir, nilai: Nilai, usaha: Usaha, ulangan: int, acak: np.random.Generator) -> Larik:
    """What the component measures in each repetition."""
    if nilai.keadaan != TERISI:
        return np.full(ulangan, float(b.nol))
    if b.definisi.baris == "umkm":
        return _from_weights(b, nilai, usaha, acak)
    if b.definisi.cara == Cara.WILSON:
        return _wilson(acak.beta(nilai.x + 0.5, nilai.n - nilai.x + 0.5, ulangan) * nilai.n, nilai.n)
    return np.full(ulangan, float(nilai.measure(b.komponen) or 0))


def _from_weights(b: Butir, nilai: Nilai, usaha: Usaha, acak: np.random.Generator) -> Larik:
    """What the enterprises come to as they weigh in each repetition.

    Exponential weights of x and of the other n - x, each with half an enterprise more, make the share Beta(x + 1/2, n - x + 1/2).
    """
    letak, berat = usaha
    ikut = [(letak[kunci], float(Fraction(v))) for kunci, _, v in nilai.rinci if v]
    berat, isi = berat[:, [n for n, _ in ikut]], np.array([v for _, v in ikut])
    if b.definisi.cara != Cara.WILSON:
        urut = np.argsort(isi, kind="stable")
        jalan = berat[:, urut].cumsum(axis=1)
        return isi[urut][(jalan < jalan[:, -1:] / 2).sum(axis=1)]
    setengah = acak.standard_gamma(0.5, (len(berat), 2))
    ya = berat[:, isi == 1].sum(axis=1) + setengah[:, 0]
    tidak = berat[:, isi == 0].sum(axis=1) + setengah[:, 1]
    return _wilson(ya / (ya + tidak) * len(isi), len(isi))


def _wilson(x: Any, n: Any) -> Larik:
    return 100 * (x + Z2 / 2 - np.sqrt(Z2 * (x * (n - x) / n + Z2 / 4))) / (n + Z2)


def _ranks(skor: Larik) -> npt.NDArray[np.int64]:
    """Per repetition each OPD's rank; equal ones share it."""
    urut = np.sort(skor, axis=1)
    lebih = [skor.shape[1] - np.searchsorted(urut[r], skor[r], side="right") for r in range(len(skor))]
    return np.array(lebih, dtype=np.int64) + 1


def _percentiles(nilai: Any) -> tuple[Any, Any]:
    """The bounds that hold `SELANG_YAKIN` of the repetitions, as values that occurred."""
    urut, buang = np.sort(nilai), len(nilai) * (100 - SELANG_YAKIN.nilai) // 200
    return urut[buang], urut[len(urut) - 1 - buang]


def _bounds(peringkat: Any, kini: int | None) -> list[int]:
    """The same of ranks; the rank itself always lies within."""
    if kini is None:
        return []
    bawah, atas = _percentiles(peringkat)
    return [min(int(bawah), kini), max(int(atas), kini)]


def versions() -> dict[str, str]:
    """What the repetitions were computed with."""
    return {"numpy": np.__version__}
