"""Two OPDs, or two villages, side by side: the same figures as in the table, and what the table has no room for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from binaan.dasbor.kata import persen, ribuan
from binaan.dasbor.kolom import KOLOM
from binaan.dasbor.tabel import BarisOpd, Isian, sum_words, sums
from binaan.dasbor.tautan import Tautan
from binaan.peringkat.hasil import Lembar
from opd.rekap.angka_rencana import RekapPenugasan, combine
from opd.rekap.kemiskinan import Jumlah, add_up


@dataclass(frozen=True, slots=True)
class Sisi:
    """One side: its name and page, and its rows."""

    kunci: str
    nama: str
    alamat: str
    baris: tuple[BarisOpd, ...]


@dataclass(frozen=True, slots=True)
class Sel:
    """One figure of a side: by village where there are several, and their sum where it can be said."""

    isi: tuple[tuple[str, Isian], ...]
    jumlah: str


@dataclass(frozen=True, slots=True)
class Bahan:
    """What is read of the two sides alone: each penugasan's plan of the year, each village's families, the newest ranking."""

    tahun: int
    rencana: Mapping[int, RekapPenugasan]
    keluarga: Mapping[int, Jumlah]
    lembar: Lembar | None


Baris = tuple[str, Sel, Sel]


def sides(baris: Iterable[BarisOpd], jenis: str) -> list[Sisi]:
    """What can be compared, by name: OPDs with all their villages, or villages."""
    per: dict[str, list[BarisOpd]] = {}
    for b in baris:
        p = b.rekap.penugasan
        per.setdefault(p.opd_slug if jenis == "opd" else p.kode, []).append(b)
    return sorted((_side(kunci, isi, jenis) for kunci, isi in per.items()), key=lambda s: s.nama)


def _side(kunci: str, isi: Sequence[BarisOpd], jenis: str) -> Sisi:
    p = isi[0].rekap.penugasan
    if jenis == "opd":
        return Sisi(kunci, p.opd, isi[0].alamat_opd, tuple(isi))
    return Sisi(kunci, p.tempat, isi[0].alamat_desa, tuple(isi))


def compare(a: Sisi, b: Sisi, kepala: Mapping[str, str], x: Bahan, t: Tautan) -> list[Baris]:
    """(figure, its value on either side): in the order of the table, each of the others after the one it belongs to."""

    def baris(nama: str, isi: Callable[[Sisi, Bahan, Tautan], Sel]) -> Baris:
        return nama, isi(a, x, t), isi(b, x, t)

    sesudah = {
        "capaian": baris(f"Serapan pagu {x.tahun}", _spent),
        "diam": baris("UMKM belum diketahui", _unknown),
    }
    hasil = [baris("KK miskin ekstrem", _families)]
    for k in KOLOM:
        hasil.append((kepala[k], _cell(a, k), _cell(b, k)))
        hasil += [sesudah[k]] if k in sesudah else []
    return [*hasil, baris("Peringkat OPD dan Kartu Keadilannya", _rank)]


def _cell(s: Sisi, kolom: str) -> Sel:
    isi = tuple((b.rekap.penugasan.desa, b.isian[kolom]) for b in s.baris)
    return Sel(isi, sum_words(sums(s.baris), kolom) if len(isi) > 1 else "")


def _each(s: Sisi, isian: Callable[[BarisOpd], Isian], jumlah: str) -> Sel:
    isi = tuple((b.rekap.penugasan.desa, isian(b)) for b in s.baris)
    return Sel(isi, jumlah if len(isi) > 1 else "")


def _unknown(s: Sisi, x: Bahan, t: Tautan) -> Sel:
    def satu(b: BarisOpd) -> Isian:
        n = b.rekap.umkm.belum_diketahui
        return Isian(ribuan(n), n, t.umkm("belum_diketahui", desa=b.rekap.penugasan.kode) if n else "")

    return _each(s, satu, ribuan(sum(b.rekap.umkm.belum_diketahui for b in s.baris)))


def _spent(s: Sisi, x: Bahan, t: Tautan) -> Sel:
    def satu(b: BarisOpd) -> Isian:
        n = x.rencana[b.rekap.penugasan.penugasan_id].serapan
        alamat = t.rencana(x.tahun, desa=b.rekap.penugasan.kode)
        return Isian("tanpa pagu", None, alamat) if n is None else Isian(persen(n), int(n * 10), alamat)

    semua = combine(x.rencana[b.rekap.penugasan.penugasan_id] for b in s.baris).berlaku
    return _each(s, satu, persen(semua.serapan) if semua.pagu_rp else "tanpa pagu")


def _families(s: Sisi, x: Bahan, t: Tautan) -> Sel:
    """Of a village that cannot be compared, that it cannot; the sum names how many can."""

    def satu(b: BarisOpd) -> Isian:
        p = b.rekap.penugasan
        return Isian(_progress(x.keluarga[p.desa_id]), None, t.kemajuan("", opd=p.opd_slug))

    j = add_up([x.keluarga[b.rekap.penugasan.desa_id] for b in s.baris])
    return _each(s, satu, f"{_progress(j)}; {j.terukur} dari {j.desa} desa dapat dibandingkan")


def _progress(j: Jumlah) -> str:
    return f"{ribuan(j.kini)} KK, {j.perubahan}" if j.terukur else j.perubahan


def _rank(s: Sisi, x: Bahan, t: Tautan) -> Sel:
    """Of the OPD that answers, on the newest sheet whatever the day asked for; the sheet is named."""
    slug = s.baris[0].rekap.penugasan.opd_slug
    b = x.lembar.find(slug) if x.lembar else None
    if x.lembar is None or b is None:
        return Sel((("", Isian("belum diperingkat", None)),), "")
    kata = f"{b.kalimat} Dari {ribuan(x.lembar.n)} OPD, {x.lembar.judul}"
    return Sel((("", Isian(kata, b.peringkat, x.lembar.address("opd", slug))),), "")
