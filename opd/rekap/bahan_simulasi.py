"""What a trial of the next SK reads: OPDs, who answers today, who can act on what, and every criterion of every village."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Subquery

from desa.enums import JenisKabupaten
from desa.models import Kabupaten, NilaiIndikator
from opd.enums import BuktiOpd
from opd.models import IndikatorOpd, Opd, Pengguna, Penugasan
from opd.rekap.baca_kriteria import read_index, read_population, read_red, read_rest, read_vintages
from opd.rekap.daftar_json import json_rows, read_lists
from opd.rekap.kk_ekstrem import read_counts, shares_on, widest_series
from opd.rekap.kriteria import INDEKS, DesaRingkas, Kriteria, Ukuran, Vintase


class OpdRingkas(NamedTuple):
    """An OPD in force today."""

    pk: int
    nama: str
    slug: str
    singkatan: str
    bukti: str

    @property
    def perlu_konfirmasi(self) -> bool:
        return self.bukti == BuktiOpd.DUGAAN


class TugasKini(NamedTuple):
    """Who answers for a village today, under which SK."""

    desa_id: int
    opd_id: int
    nomor_sk: str


@dataclass(frozen=True)
class Bahan:
    """What does not depend on the choices: OPDs, who answers today, who can act on what, and the vintages to choose from."""

    opd: tuple[OpdRingkas, ...]
    tugas: tuple[TugasKini, ...]
    pelaksana: Mapping[int, frozenset[int]]
    nama_indikator: Mapping[int, str]
    dimensi: Mapping[int, str]
    kabupaten: tuple[tuple[str, str], ...]
    vintase: Mapping[Vintase, int]
    tahun_skor: int | None

    @property
    def terluas(self) -> Vintase | None:
        """The vintage that the most villages have; of equal ones the newest."""
        return max(self.vintase, key=lambda v: (self.vintase[v], v.tahun, v.jenis), default=None)


def read_bahan(user: Pengguna, *, on: date) -> Bahan:
    """Two queries."""
    opd = Opd.objects.visible_to(user).active_on(on)
    tugas = Penugasan.objects.visible_to(user).in_force().in_charge().active_on(on)
    pelaksana = IndikatorOpd.objects.visible_to(user)
    skor = NilaiIndikator.objects.visible_to(user).order_by("-tahun").values("tahun")[:1]
    isi = read_lists(
        user,
        {
            "opd": json_rows(opd, "pk", "nama", "slug", "singkatan", "bukti"),
            "tugas": json_rows(tugas, "desa_id", "opd_id", "sk__nomor"),
            "pelaksana": json_rows(pelaksana, "indikator_id", "opd_id", "indikator__nama", "indikator__dimensi"),
            "kabupaten": json_rows(Kabupaten.objects.visible_to(user), "kode", "nama", "jenis"),
            "tahun": Subquery(skor),
        },
    )
    per_indikator: dict[int, set[int]] = {}
    nama: dict[int, str] = {}
    dimensi: dict[int, str] = {}
    for indikator, satu, sebutan, dim in isi["pelaksana"] or []:
        per_indikator.setdefault(indikator, set()).add(satu)
        nama[indikator], dimensi[indikator] = sebutan, dim
    return Bahan(
        opd=tuple(sorted((OpdRingkas(*o) for o in isi["opd"] or []), key=lambda o: o.nama)),
        tugas=tuple(sorted(TugasKini(*t) for t in isi["tugas"] or [])),
        pelaksana={i: frozenset(o) for i, o in per_indikator.items()},
        nama_indikator=nama,
        dimensi=dimensi,
        kabupaten=tuple(sorted(_kabupaten(*k) for k in isi["kabupaten"] or [])),
        vintase=read_vintages(user),
        tahun_skor=isi["tahun"],
    )


def _kabupaten(kode: str, nama: str, jenis: str) -> tuple[str, str]:
    return kode, f"{'Kab.' if jenis == JenisKabupaten.KABUPATEN else 'Kota'} {nama}"


def read_ukuran(
    user: Pengguna, bahan: Bahan, *, vintase: Vintase | None, on: date
) -> tuple[tuple[DesaRingkas, ...], dict[Kriteria, Ukuran]]:
    """All villages, and every criterion as it is known today. Five queries."""
    populasi = read_population(user, on=on)
    kosong = {k: Ukuran(k, {}, "") for k in INDEKS}
    indeks = read_index(user, [vintase]).get(vintase, kosong) if vintase else kosong
    ukuran = indeks | read_rest(user, populasi, on=on)
    kk = read_counts(user)
    ukuran[Kriteria.EKSTREM] = shares_on(kk, widest_series(kk, on), on)
    ukuran[Kriteria.MERAH] = read_red(user, bahan.tahun_skor)
    return populasi, {k: ukuran[k] for k in Kriteria}
