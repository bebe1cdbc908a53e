"""Where every assisted village stood among all villages by its index on the day of its SK, in one list."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from desa.models import IndeksDesa
from opd.models import Pengguna, Penugasan
from opd.rekap.baca_kriteria import read_index, read_population
from opd.rekap.kriteria import DesaRingkas, Kriteria, Peringkat, Tangga, Vintase, value_text
from opd.rekap.mengapa import DasarSk, decrees_of, vintage_on

BELUM = 0
"""The part of villages whose index of that day is unknown."""


@dataclass(frozen=True)
class BarisDaftar:
    """An assisted village: its newest SK, its index of that day, and its rank in the province and in its kabupaten."""

    desa: DesaRingkas
    dasar: DasarSk
    nilai: str
    vintase: str
    sesudah: bool
    maluku: Peringkat | None
    kabupaten: Peringkat | None

    @property
    def bagian(self) -> int:
        """The quarter it was in on that day, 1 the neediest; BELUM where the index was not known then."""
        if self.sesudah or self.maluku is None:
            return BELUM
        return self.maluku.perempat


def list_mengapa(user: Pengguna, *, on: date) -> tuple[BarisDaftar, ...]:
    """The villages with an OPD in charge on the day, by code. Four queries."""
    semua: dict[int, list[Penugasan]] = defaultdict(list)
    for p in Penugasan.objects.visible_to(user).in_force().in_charge().select_related("sk", "opd").order_by("pk"):
        semua[p.desa_id].append(p)
    dasar = {d: decrees_of(isi)[0] for d, isi in semua.items() if any(p.covers(on) for p in isi)}
    milik = _indices(user, dasar)
    dipakai = {d: vintage_on(milik[d], dasar[d].hari) for d in dasar}
    ukuran = read_index(user, {v for v, _ in dipakai.values() if v})
    populasi = [d for d in read_population(user, on=on) if not d.kelurahan or d.pk in dasar]
    tangga = _ladders(ukuran, populasi)
    return tuple(_row(d, dasar[d.pk], *dipakai[d.pk], ukuran, tangga) for d in populasi if d.pk in dasar)


def _indices(user: Pengguna, desa: Any) -> dict[int, list[tuple[str, int, date]]]:
    """What is known of which day, by village. One query."""
    hasil: dict[int, list[tuple[str, int, date]]] = defaultdict(list)
    kueri = IndeksDesa.objects.visible_to(user).filter(desa__in=list(desa)).order_by("pk")
    for pk, jenis, tahun, hari in kueri.values_list("desa_id", "jenis", "tahun", "tanggal_data"):
        hasil[pk].append((jenis, tahun, hari))
    return hasil


def _ladders(ukuran: Any, populasi: list[DesaRingkas]) -> dict[tuple[Vintase, str], Tangga]:
    """The order of each vintage in the province ("") and in each kabupaten."""
    kelompok: dict[str, list[int]] = defaultdict(list)
    for d in populasi:
        if not d.kelurahan:
            kelompok[""].append(d.pk)
            kelompok[d.kode_kab].append(d.pk)
    return {(v, k): Tangga(u[Kriteria.INDEKS], di) for v, u in ukuran.items() for k, di in kelompok.items()}


def _row(desa: DesaRingkas, dasar: DasarSk, v: Vintase | None, sesudah: bool, ukuran: Any, tangga: Any) -> BarisDaftar:
    nilai = ukuran[v][Kriteria.INDEKS].nilai.get(desa.pk) if v else None
    maluku, kabupaten = ((tangga[v, k].rank(desa.pk) if (v, k) in tangga else None) for k in ("", desa.kode_kab))
    teks = "tidak berlaku (kelurahan)" if desa.kelurahan else value_text(Kriteria.INDEKS, nilai)
    return BarisDaftar(desa, dasar, teks, str(v) if v else "", sesudah, maluku, kabupaten)
