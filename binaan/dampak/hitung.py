"""From the rows read to the numbers that are stored. Only commands and the worker import this module (numpy, scipy)."""

from __future__ import annotations

import json
import platform
from collections import Counter
from datetime import date
from typing import Any

import numpy as np

from binaan.dampak import taksir
from binaan.dampak.panel import UKURAN, Golongan, Masukan, Panel, Rancangan, designs, fill, read_masukan, values_of
from binaan.dampak.putusan import Alasan, decide
from binaan.dampak.taksir import Larik, Sepadan, Taksiran
from binaan.enums import Putusan
from desa.enums import JenisIndeks
from opd.ambang import TABEL_DAMPAK

VERSI = 2
"""Of the method: a change of it is a change of the inputs' hash."""
BENIH = 20230110
ULANGAN = 1000
BANYAK_TIRUAN = 20
"""The size of fake groups while fewer villages are really assisted."""
BANYAK_DAYA = (10, 20, 30, 46)
DESIMAL = 6


def parameters(ulangan: int, benih: int) -> dict[str, Any]:
    """Everything but the data that decides the numbers and the conclusion."""
    return {
        "versi": VERSI,
        "tetangga": taksir.TETANGGA,
        "jarak": taksir.JARAK,
        "tingkat": taksir.TINGKAT,
        "daya": taksir.DAYA,
        "batas": [a.nilai for a in TABEL_DAMPAK],
        "ulangan": ulangan,
        "benih": benih,
    }


def work_out(per: date, *, ulangan: int = ULANGAN, benih: int = BENIH) -> dict[str, Any]:
    """What `store_dampak` keeps of what is recorded for days up to `per`."""
    masukan = read_masukan(per)
    # As the database will give it back: keys as text, tuples as lists.
    isi, desa = json.loads(json.dumps(compute(masukan, ulangan=ulangan, benih=benih), allow_nan=False))
    return {"sidik": masukan.sidik(parameters(ulangan, benih)), "isi": isi, "desa": desa}


def compute(masukan: Masukan, *, ulangan: int = ULANGAN, benih: int = BENIH) -> tuple[dict[str, Any], list[Any]]:
    """The result per group of villages that came under care in one year, and a row per village."""
    semua = [_kelompok(masukan, r, ulangan, benih) for r in designs(masukan)]
    putusan, alasan = (semua[0][0]["putusan"], semua[0][0]["alasan"]) if semua else (Putusan.BELUM, None)
    isi = {
        "putusan": putusan,
        "alasan": alasan if alasan is not None else [Alasan.TANPA_BINAAN],
        "kelompok": [k for k, _ in semua],
        "parameter": parameters(ulangan, benih),
        "pustaka": {"python": platform.python_version(), **taksir.versions()},
        "sumber": _sources(masukan),
    }
    return isi, [baris for _, desa in semua for baris in desa]


def _sources(masukan: Masukan) -> list[Any]:
    """[kind, year, day of the data, villages, sources]."""
    return [
        [j, t, masukan.day(j, t).isoformat(), len(baris), masukan.sumber[j][t]]
        for j, per in sorted(masukan.nilai.items())
        for t, baris in sorted(per.items())
    ]


def _kelompok(masukan: Masukan, r: Rancangan, ulangan: int, benih: int) -> tuple[dict[str, Any], list[Any]]:
    panel = fill(masukan, r)
    kode = [*panel.binaan, *panel.lain]
    kelompok: dict[str, Any] = {
        "tahun_mulai": r.tahun_mulai, "jenis": r.jenis, "pra": r.pra, "dasar": r.dasar, "akhir": r.akhir,
        "dapat": r.dapat, "kurang_tahun": dict(sorted(Counter(t for k in panel.kurang.values() for t in k).items())),
        "ukuran": {}, "imbang": None, "tiruan": None, "daya": [], "deret": None,
    }  # fmt: skip
    sepadan = Sepadan([], [], {})
    if kode:
        acak = np.random.default_rng([benih, r.dasar])
        hitung = Hitung(masukan, panel, kode)
        sepadan = hitung.sepadan
        kelompok |= hitung.results(ulangan, acak) | {"deret": hitung.deret()}
    golongan = _golongan(panel, kode, sepadan)
    kelompok["jumlah"] = {g.value: sum(x == g for x in golongan.values()) for g in Golongan}
    putusan, alasan = decide(kelompok)
    pasangan = {kode[i]: [kode[j] for j in dekat] for i, dekat in sepadan.pasangan.items()}
    desa = [_baris(masukan, r, k, g, panel, pasangan) for k, g in sorted(golongan.items())]
    return kelompok | {"putusan": putusan, "alasan": alasan}, desa


def _golongan(panel: Panel, kode: list[str], s: Sepadan) -> dict[str, Golongan]:
    cocok, dipakai = {kode[i] for i in s.binaan}, {kode[i] for i in s.pembanding}
    hasil = {k: Golongan.BINAAN if k in cocok else Golongan.TANPA_PASANGAN for k in panel.binaan}
    hasil |= dict.fromkeys(panel.kurang, Golongan.KURANG_DATA)
    hasil |= {k: Golongan.PEMBANDING if k in dipakai else Golongan.TIDAK_SEPADAN for k in panel.lain}
    return hasil | dict.fromkeys(panel.dikeluarkan, Golongan.DIKELUARKAN)


def _baris(
    masukan: Masukan, r: Rancangan, kode: str, golongan: Golongan, panel: Panel, pasangan: dict[str, list[str]]
) -> dict[str, Any]:
    """One village: what it is to the comparison, since when it is assisted, its figures, its matches or missing years."""
    per_tahun = masukan.nilai.get(r.jenis, {})
    penanda = masukan.penanda.get(kode)
    mulai: date | None = penanda.disentuh if penanda else None
    return {
        "kelompok": r.tahun_mulai,
        "kode": kode,
        "golongan": golongan.value,
        "mulai": mulai.isoformat() if mulai else None,
        "nilai": {str(t): [float(n) for n in per[kode]] for t, per in sorted(per_tahun.items()) if kode in per},
        "pasangan": pasangan.get(kode, []),
        "kurang": list(panel.kurang.get(kode, ())),
    }


class Hitung:
    """The arrays of one comparison and what is computed from them."""

    def __init__(self, masukan: Masukan, panel: Panel, kode: list[str]) -> None:
        self.masukan, self.r, self.kode = masukan, panel.rancangan, kode
        self.nama = UKURAN[JenisIndeks(self.r.jenis)]
        self.binaan = np.array([n < len(panel.binaan) for n in range(len(kode))])
        self.tahun = {t: self._table(t) for t in self.r.perlu}
        pra, dasar, _ = self.rows(0)
        self.sepadan = taksir.sepadankan(dasar, dasar - pra, self.binaan)
        self.pilih = sorted({*self.sepadan.binaan, *self.sepadan.pembanding})

    def _table(self, tahun: int) -> Larik:
        return np.array(values_of(self.masukan, self.r.jenis, tahun, self.kode))

    def rows(self, ukuran: int) -> tuple[Larik, Larik, Larik]:
        """The figures before, at the baseline, and after."""
        pra, dasar, akhir = (self.tahun[t][:, ukuran] for t in self.r.perlu)
        return pra, dasar, akhir

    def results(self, ulangan: int, acak: np.random.Generator) -> dict[str, Any]:
        ukuran = {nama: self._ukuran(n, ulangan, acak) for n, nama in enumerate(self.nama)}
        tambahan = {n: u["dampak"]["p"] for n, u in ukuran.items() if n != "nilai" and u["dampak"]}
        for nama, p in taksir.holm(tambahan).items():
            ukuran[nama]["p_holm"] = round(p, DESIMAL)
        return {"ukuran": ukuran, "imbang": self._imbang(), **self._tiruan(ulangan, acak)}

    def _ukuran(self, n: int, ulangan: int, acak: np.random.Generator) -> dict[str, Any]:
        pra, dasar, akhir = self.rows(n)
        i, t = np.array(self.pilih, dtype=int), self.binaan.astype(float)
        ubah, dampak = akhir - dasar, taksir.dampak(pra, dasar, akhir, self.binaan, self.sepadan)
        kendali = (dasar[i], (dasar - pra)[i])
        semua = list(range(len(self.kode)))
        return {
            "dampak": _tulis(dampak),
            "p_acak": round(taksir.p_acak(ubah[i], t[i], kendali, ulangan=ulangan, acak=acak), DESIMAL) if dampak else None,
            "p_holm": None,
            "tren": _tulis(taksir.tren_awal(pra, dasar, self.binaan, self.pilih)),
            "tren_semua": _tulis(taksir.tren_awal(pra, dasar, self.binaan, semua)),
            "tanggal_tiruan": _tulis(self._tanggal_tiruan(n)),
            "polos": _tulis(taksir.regresi(ubah, t)),
            "kabupaten": _tulis(taksir.regresi(ubah[i], t[i], *kendali, *self._kabupaten())) if self.pilih else None,
            "seluruhnya": _tulis(taksir.regresi(ubah, t, dasar, dasar - pra)),
            "ubah": [_rata(ubah, self.sepadan.binaan), _rata(ubah, self.sepadan.pembanding)],
        }  # fmt: skip

    def _kabupaten(self) -> list[Larik]:
        """For each kabupaten of the compared villages but the first, who lies in it."""
        awalan = [self.kode[i][:5] for i in self.pilih]
        return [np.array([float(a == k) for a in awalan]) for k in sorted(set(awalan))[1:]]

    def _tanggal_tiruan(self, n: int) -> Taksiran | None:
        """The same estimate as if care had begun a year earlier, where the year before that is known."""
        dahulu = (self.r.pra or 0) - 1
        ada = self.masukan.nilai[self.r.jenis].get(dahulu, {})
        if not all(k in ada for k in (self.kode[i] for i in self.pilih)) or not self.pilih:
            return None
        i = np.array([n for n, k in enumerate(self.kode) if k in ada], dtype=int)
        lama = np.array(values_of(self.masukan, self.r.jenis, dahulu, (self.kode[j] for j in i)))
        pra, dasar, _ = (self.tahun[t][i] for t in self.r.perlu)
        sepadan = taksir.sepadankan(pra[:, 0], pra[:, 0] - lama[:, 0], self.binaan[i])
        return taksir.dampak(lama[:, n], pra[:, n], dasar[:, n], self.binaan[i], sepadan)

    def _imbang(self) -> dict[str, Any]:
        """Level and trend before: mean of the assisted, the matched, and all others."""
        pra, dasar, _ = self.rows(0)
        lain = [int(i) for i in np.flatnonzero(~self.binaan)]
        kelompok = (self.sepadan.binaan, self.sepadan.pembanding, lain)
        return {n: [_rata(x, k) for k in kelompok] for n, x in (("level", dasar), ("tren", dasar - pra))}

    def _tiruan(self, ulangan: int, acak: np.random.Generator) -> dict[str, Any]:
        """The procedure tried on villages that nobody assists, and what groups of other sizes could tell."""
        pra, dasar, akhir = (x[~self.binaan] for x in self.rows(0))
        banyak = len(self.sepadan.binaan) if len(self.sepadan.binaan) >= 2 else BANYAK_TIRUAN
        utama = taksir.tiruan(pra, dasar, akhir, banyak, ulangan=ulangan, acak=acak)
        return {
            "tiruan": {"banyak": banyak, "desa": len(dasar), **_bulat(utama._asdict())} if utama else None,
            "daya": self._daya(pra, dasar, akhir, ulangan=max(ulangan // 10, 10), acak=acak),
        }

    def _daya(self, pra: Larik, dasar: Larik, akhir: Larik, *, ulangan: int, acak: np.random.Generator) -> list[Any]:
        """[assisted villages, detectable now or None, about what would be detectable with enough others to match]."""
        simpang = taksir.simpang_sisa(akhir - dasar, dasar, dasar - pra)
        hasil: list[Any] = []
        for n in BANYAK_DAYA if simpang else ():
            x = taksir.tiruan(pra, dasar, akhir, n, ulangan=ulangan, acak=acak)
            kira = taksir.terkenali_kira(simpang or 0.0, n, n * taksir.TETANGGA)
            hasil.append([n, round(x.terkenali, DESIMAL) if x else None, round(kira, DESIMAL)])
        return hasil

    def deret(self) -> dict[str, Any]:
        """Means per year of both groups, over the years that all compared villages have; all others while none is matched."""
        pembanding = self.sepadan.pembanding or [int(i) for i in np.flatnonzero(~self.binaan)]
        dipakai = [self.kode[i] for i in (*self.sepadan.binaan, *pembanding)]
        per_tahun = self.masukan.nilai[self.r.jenis]
        tahun = [t for t, per in sorted(per_tahun.items()) if all(k in per for k in dipakai)]
        hasil: dict[str, Any] = {"tahun": tahun}
        for nama, anggota in (("binaan", self.sepadan.binaan), ("pembanding", pembanding)):
            tabel = [self._table(t) for t in tahun]
            hasil[nama] = [[_rata(x[:, n], anggota) for n in range(len(self.nama))] for x in tabel] if anggota else []
        return hasil


def _rata(nilai: Larik, anggota: list[int]) -> float | None:
    return round(float(nilai[anggota].mean()), DESIMAL) if anggota else None


def _tulis(t: Taksiran | None) -> dict[str, Any] | None:
    return _bulat({**t._asdict(), "terkenali": t.terkenali}) if t else None


def _bulat(angka: dict[str, Any]) -> dict[str, Any]:
    return {n: round(x, DESIMAL) if isinstance(x, float) else x for n, x in angka.items()}
