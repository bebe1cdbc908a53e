"""A stored comparison as pages show it: read from its JSON, rounded, with signs. Nothing is estimated here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from binaan.dampak.panel import NAMA_GOLONGAN, UKURAN, Golongan
from binaan.dampak.putusan import SKALA, Alasan, meaningful
from binaan.enums import Putusan
from binaan.models import HasilDampak
from desa.angka import format_desimal
from desa.enums import JenisIndeks

SINGKAT = {JenisIndeks.IDM: "IDM", JenisIndeks.INDEKS_DESA: "Indeks Desa"}
SUBINDEKS = {"iks": "IKS (sosial)", "ike": "IKE (ekonomi)", "ikl": "IKL (lingkungan)"}


class Selang(NamedTuple):
    """An estimated difference with its 95 % interval, and how its numbers read."""

    selisih: float
    galat: float
    derajat: int
    bawah: float
    atas: float
    p: float
    terkenali: float
    tempat: int

    @property
    def teks(self) -> str:
        return tanda(self.selisih, self.tempat)

    @property
    def kisaran(self) -> str:
        return f"{tanda(self.bawah, self.tempat)} sampai {tanda(self.atas, self.tempat)}"

    @property
    def teks_p(self) -> str:
        return tulis_p(self.p)

    @property
    def memuat_nol(self) -> bool:
        return self.bawah <= 0 <= self.atas


@dataclass(frozen=True, slots=True)
class Ukuran:
    """One measure: the estimate, its checks, and the mean change of both groups."""

    kunci: str
    nama: str
    dampak: Selang | None
    p_acak: float | None
    p_holm: float | None
    tren: Selang | None
    tren_semua: Selang | None
    tanggal_tiruan: Selang | None
    polos: Selang | None
    seluruhnya: Selang | None
    kabupaten: Selang | None
    ubah: tuple[str, str]

    @property
    def teks_p_acak(self) -> str:
        return tulis_p(self.p_acak)

    @property
    def teks_p(self) -> str:
        """p of the estimate; of the parts of the index after Holm, because three were looked at."""
        return tulis_p(self.p_holm if self.p_holm is not None else self.dampak.p if self.dampak else None)


class Daya(NamedTuple):
    """So many assisted villages: the detectable difference with today's panel, and if all villages had the years."""

    desa: int
    terkenali: float | None
    perkiraan: float
    kata: str


TEMPAT_RATA = 4
"""Decimals of a mean, in the table and in the words of its drawing."""


class Titik(NamedTuple):
    """A year of the series: both means, None where there is no such group."""

    tahun: int
    binaan: float | None
    pembanding: float | None
    selisih: str


@dataclass(frozen=True, slots=True)
class Kelompok:
    """The villages that came under care in one year, and what is known of them."""

    tahun_mulai: int
    jenis: JenisIndeks
    pra: int | None
    dasar: int
    akhir: int | None
    dapat: bool
    jumlah: dict[Golongan, int]
    kurang_tahun: tuple[tuple[int, int], ...]
    ukuran: tuple[Ukuran, ...]
    imbang: dict[str, list[float | None]]
    tiruan: dict[str, Any] | None
    daya: tuple[Daya, ...]
    deret: dict[str, tuple[Titik, ...]]
    putusan: Putusan
    alasan: tuple[Alasan, ...]

    @property
    def indeks(self) -> str:
        return SINGKAT[self.jenis]

    @property
    def tempat(self) -> int:
        """Decimals of a difference."""
        return 3 if SKALA[self.jenis] == 1 else 2

    @property
    def berarti(self) -> str:
        return format_desimal(meaningful(self.jenis), 2)

    @property
    def utama(self) -> Ukuran | None:
        return self.ukuran[0] if self.ukuran else None

    @property
    def n(self) -> int:
        """Assisted villages in the estimate."""
        return self.jumlah[Golongan.BINAAN]

    @property
    def pembanding(self) -> int:
        return self.jumlah[Golongan.PEMBANDING]

    @property
    def binaan(self) -> int:
        """All villages that began in that year."""
        return sum(self.jumlah[g] for g in (Golongan.BINAAN, Golongan.TANPA_PASANGAN, Golongan.KURANG_DATA))

    @property
    def lengkap(self) -> int:
        return self.binaan - self.jumlah[Golongan.KURANG_DATA]

    @property
    def panel(self) -> int:
        """Villages nobody assists with all the years, matched or not."""
        return self.pembanding + self.jumlah[Golongan.TIDAK_SEPADAN]

    @property
    def dihitung(self) -> bool:
        return bool(self.utama and self.utama.dampak)

    @property
    def golongan(self) -> tuple[tuple[Golongan, str, int], ...]:
        return tuple((g, nama, self.jumlah[g]) for g, nama in NAMA_GOLONGAN.items() if self.jumlah[g])

    @property
    def tahun_deret(self) -> tuple[int, ...]:
        return tuple(t.tahun for t in self.deret["nilai"])

    @property
    def baris_deret(self) -> tuple[tuple[str, str, tuple[tuple[int, str], ...]], ...]:
        """The series as rows: measure, group, (year, mean or difference) for each year."""
        calon = "pembanding" if self.n else "calon pembanding"
        hasil = []
        for u in self.ukuran:
            titik = self.deret[u.kunci]
            if self.n:
                hasil.append(
                    (u.nama, "binaan", tuple((t.tahun, format_desimal(t.binaan or 0, TEMPAT_RATA)) for t in titik))
                )
            hasil.append(
                (u.nama, calon, tuple((t.tahun, format_desimal(t.pembanding or 0, TEMPAT_RATA)) for t in titik))
            )
            if self.n:
                hasil.append((u.nama, "selisih", tuple((t.tahun, t.selisih) for t in titik)))
        return tuple(hasil)

    @property
    def persen_keliru(self) -> float | None:
        """How often fake groups were found to differ."""
        return self.tiruan["ditolak"] * 100 if self.tiruan else None

    @property
    def tahun(self) -> str:
        """ "2021, 2022, dan 2024"."""
        return rangkai(str(t) for t in (self.pra, self.dasar, self.akhir) if t is not None)


@dataclass(frozen=True, slots=True)
class Hasil:
    """A stored result."""

    kelompok: tuple[Kelompok, ...]
    parameter: dict[str, Any]
    pustaka: dict[str, str]
    sumber: tuple[tuple[str, int, date, int, str], ...]

    def find(self, tahun_mulai: str) -> Kelompok | None:
        """The group that began in a year; the first, which the sentence is about, without one."""
        return next((k for k in self.kelompok if not tahun_mulai or str(k.tahun_mulai) == tahun_mulai), None)


class DesaDihitung(NamedTuple):
    """One village of a comparison: its figures of a measure per year, its change, its matches, the years that lack."""

    kode: str
    golongan: Golongan
    mulai: date | None
    nilai: tuple[float | None, ...]
    ubah: float | None
    pasangan: tuple[str, ...]
    kurang: str


def read_hasil(simpanan: HasilDampak) -> Hasil:
    """The stored JSON in words and rounded numbers. No query."""
    isi: dict[str, Any] = simpanan.isi
    sumber = tuple(
        (SINGKAT[JenisIndeks(j)], t, date.fromisoformat(hari), n, "; ".join(asal))
        for j, t, hari, n, asal in isi["sumber"]
    )
    return Hasil(tuple(_kelompok(k) for k in isi["kelompok"]), isi["parameter"], isi["pustaka"], sumber)


def _kelompok(k: dict[str, Any]) -> Kelompok:
    jenis = JenisIndeks(k["jenis"])
    tempat = 3 if SKALA[jenis] == 1 else 2
    nama = {"nilai": SINGKAT[jenis], **SUBINDEKS}
    # In our own order: PostgreSQL gives the keys of stored JSON back in its own.
    ukuran = tuple(_ukuran(n, nama[n], k["ukuran"][n], tempat) for n in UKURAN[jenis] if n in k["ukuran"])
    deret = k["deret"] or {"tahun": [], "binaan": [], "pembanding": []}
    return Kelompok(
        *(k[n] for n in ("tahun_mulai",)), jenis, *(k[n] for n in ("pra", "dasar", "akhir", "dapat")),
        jumlah={g: k["jumlah"][g] for g in Golongan},
        kurang_tahun=tuple(sorted((int(t), n) for t, n in k["kurang_tahun"].items())),
        ukuran=ukuran, imbang=k["imbang"] or {}, tiruan=k["tiruan"],
        daya=tuple(Daya(*d, _enough(meaningful(jenis), *d[1:])) for d in k["daya"]),
        deret={u.kunci: _deret(deret, n, tempat) for n, u in enumerate(ukuran)},
        putusan=Putusan(k["putusan"]), alasan=tuple(Alasan(a) for a in k["alasan"]),
    )  # fmt: skip


def _enough(berarti: float, terkenali: float | None, perkiraan: float) -> str:
    """Whether a difference that matters would be seen."""
    if terkenali is not None and terkenali <= berarti:
        return "ya"
    return "bila semua desa lengkap" if perkiraan <= berarti else "belum"


def _ukuran(kunci: str, nama: str, u: dict[str, Any], tempat: int) -> Ukuran:
    selang = {
        n: Selang(**u[n], tempat=tempat) if u.get(n) else None
        for n in ("dampak", "tren", "tren_semua", "tanggal_tiruan", "polos", "seluruhnya", "kabupaten")
    }
    binaan, pembanding = (tanda(x, tempat) for x in u["ubah"])
    return Ukuran(kunci, nama, p_acak=u["p_acak"], p_holm=u["p_holm"], ubah=(binaan, pembanding), **selang)


def _deret(deret: dict[str, Any], n: int, tempat: int) -> tuple[Titik, ...]:
    hasil = []
    for i, tahun in enumerate(deret["tahun"]):
        a, b = (deret[g][i][n] if deret[g] else None for g in ("binaan", "pembanding"))
        hasil.append(Titik(tahun, a, b, tanda(a - b if a is not None and b is not None else None, tempat)))
    return tuple(hasil)


def members_of(simpanan: HasilDampak, k: Kelompok, golongan: str, ukuran: str) -> tuple[list[int], list[DesaDihitung]]:
    """The years shown and the villages of a group, one kind of them or all; figures of one measure. No query."""
    n = [u.kunci for u in k.ukuran].index(ukuran) if ukuran in [u.kunci for u in k.ukuran] else 0
    baris = [b for b in simpanan.desa if b["kelompok"] == k.tahun_mulai and golongan in ("", b["golongan"])]
    tahun = sorted({int(t) for b in baris for t in b["nilai"]} & set(range(k.pra or k.dasar, (k.akhir or k.dasar) + 1)))
    urutan = list(NAMA_GOLONGAN)
    daftar = [_desa(b, k, tahun, n) for b in baris]
    return tahun, sorted(daftar, key=lambda d: (urutan.index(d.golongan), d.kode))


def _desa(b: dict[str, Any], k: Kelompok, tahun: list[int], n: int) -> DesaDihitung:
    nilai = {int(t): x[n] for t, x in b["nilai"].items()}
    dasar, akhir = nilai.get(k.dasar), nilai.get(k.akhir or 0)
    return DesaDihitung(
        b["kode"],
        Golongan(b["golongan"]),
        date.fromisoformat(b["mulai"]) if b["mulai"] else None,
        tuple(nilai.get(t) for t in tahun),
        None if dasar is None or akhir is None else akhir - dasar,
        tuple(b["pasangan"]),
        rangkai(str(t) for t in b["kurang"]),
    )


def mean(nilai: Iterable[float | None]) -> float | None:
    """The mean of what is known; None of nothing."""
    ada = [x for x in nilai if x is not None]
    return sum(ada) / len(ada) if ada else None


def tanda(nilai: float | None, tempat: int) -> str:
    """ "+0,034", "−0,012", and "0,000" without a sign; unknown "–"."""
    if nilai is None:
        return "–"
    teks = format_desimal(nilai, tempat)
    if not teks.strip("−0,."):
        return teks.lstrip("−")
    return f"+{teks}" if nilai > 0 else teks


def tulis_p(p: float | None) -> str:
    if p is None:
        return "–"
    return "kurang dari 0,001" if p < 0.001 else format_desimal(p, 3)


def rangkai(bagian: Iterable[str]) -> str:
    """ "a", "a dan b", "a, b, dan c"."""
    daftar = list(bagian)
    if len(daftar) < 3:
        return " dan ".join(daftar)
    return f"{', '.join(daftar[:-1])}, dan {daftar[-1]}"
