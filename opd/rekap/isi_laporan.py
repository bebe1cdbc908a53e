"""What a quarterly report says, as frozen dataclasses, and its canonical JSON with a SHA-256.

The JSON is sorted by key, without spaces, dates as ISO days, decimals as fixed text; `skema` names its shape. A verified
report is read from it alone, so that it shows what was verified whatever the data say today.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints
from uuid import UUID

from desa.waktu import mulai_triwulan
from opd.enums import CaraKunjungan, SumberDana
from opd.rekap.capaian import KeadaanBaris, predikat
from opd.rekap.rentang import sebut_triwulan

SKEMA = 1


@dataclass(frozen=True, slots=True)
class KepalaLaporan:
    """Whose report of which days: those of the quarter in [dari, sampai] on which the OPD answered, and the year before."""

    opd: str
    singkatan: str
    slug: str
    desa: str
    tempat: str
    kode: str
    sk: str
    peran: str
    tahun: int
    triwulan: int
    dari_tahun: date
    dari: date
    sampai: date

    @property
    def awal(self) -> date:
        """The quarter's first day."""
        return mulai_triwulan(self.tahun, self.triwulan)

    @property
    def tw(self) -> str:
        """ "TW II 2026"."""
        return sebut_triwulan(self.awal)


@dataclass(frozen=True, slots=True)
class BarisLaporan:
    """One line of the plan: this quarter, and the year up to its end. `capaian` None where nothing can be measured yet."""

    kunci: UUID
    kegiatan: str
    satuan: str
    target_tw: Decimal
    realisasi_tw: Decimal
    target: Decimal | None
    realisasi: Decimal | None
    keadaan: str
    capaian: Decimal | None
    pagu_rp: int
    belanja_rp: int
    luar_rp: int
    serapan: Decimal | None
    beda_satuan: int

    @property
    def kata(self) -> str:
        """Why there is no percent."""
        return str(KeadaanBaris(self.keadaan).label).lower()


@dataclass(frozen=True, slots=True)
class RencanaLaporan:
    """The version of the plan that the report is held against."""

    uuid: UUID
    nama: str
    baris: tuple[BarisLaporan, ...]
    dinilai: int
    capaian: Decimal | None
    pagu_rp: int
    belanja_rp: int
    serapan: Decimal | None
    luar_kegiatan: int
    luar_rp: int

    @property
    def predikat(self) -> str:
        return str(predikat(self.capaian).label)


@dataclass(frozen=True, slots=True)
class KegiatanLaporan:
    """An activity of the quarter; `baris` None is outside the plan."""

    uuid: UUID
    tanggal: date
    judul: str
    baris: UUID | None
    volume: Decimal | None
    satuan: str
    penerima_l: int | None
    penerima_p: int | None
    penerima_difabel: int | None
    penerima_kk: int | None
    dana: tuple[tuple[str, int], ...]
    foto: int

    @property
    def rupiah(self) -> int:
        return sum(rp for _, rp in self.dana)


@dataclass(frozen=True, slots=True)
class KunjunganLaporan:
    """A visit of the quarter; `sah` says whether it counts as a field visit."""

    uuid: UUID
    tanggal: date
    cara: str
    sah: bool
    kepala_hadir: bool
    warga: int
    foto: int

    @property
    def nama(self) -> str:
        return str(CaraKunjungan(self.cara).label)


@dataclass(frozen=True, slots=True)
class BantuanLaporan:
    """An aid handed over in the quarter."""

    uuid: UUID
    tanggal: date
    barang: str
    volume: Decimal
    satuan: str
    nilai_rp: int | None
    penerima: int


@dataclass(frozen=True, slots=True)
class OmzetLaporan:
    """An enterprise that reported all three months, and its sales in the months of this OPD."""

    uuid: UUID
    nama: str
    omzet_rp: int


@dataclass(frozen=True, slots=True)
class UmkmLaporan:
    """The four counts of the village on the report's last day, koperasi and BUM Desa apart, and the quarter's omzet."""

    berjualan: int
    diam: int
    tutup: int
    belum_diketahui: int
    koperasi: int
    bumdes: int
    omzet: tuple[OmzetLaporan, ...]

    @property
    def binaan(self) -> int:
        return self.berjualan + self.diam + self.tutup + self.belum_diketahui

    @property
    def omzet_rp(self) -> int:
        return sum(o.omzet_rp for o in self.omzet)


@dataclass(frozen=True, slots=True)
class SusulanLaporan:
    """A late fact of an earlier quarter, reported here. `uuid` None: a month of sales, or an enterprise's state."""

    jenis: str
    uuid: UUID | None
    tanggal: date
    nama: str
    alasan: str

    @property
    def tw(self) -> str:
        return sebut_triwulan(self.tanggal)


@dataclass(frozen=True, slots=True)
class FotoLaporan:
    """A chosen photo: which file, and of what."""

    uuid: UUID
    sha256: str
    tanggal: date
    keterangan: str


@dataclass(frozen=True, slots=True)
class NarasiLaporan:
    kendala: str
    tindak_lanjut: str
    rencana_berikut: str


@dataclass(frozen=True, slots=True)
class Pengesah:
    """Who signed, as what, when."""

    nama: str
    sebagai: str
    pada: datetime


@dataclass(frozen=True, slots=True)
class PengesahanLaporan:
    """Who submitted and who approved; None while nobody did."""

    diajukan: Pengesah | None
    disetujui: Pengesah | None


@dataclass(frozen=True, slots=True)
class IsiLaporan:
    """The whole report. Every sum it shows is the sum of rows that it lists. `umkm` None: a supporting OPD's report."""

    skema: int
    kepala: KepalaLaporan
    rencana: RencanaLaporan | None
    kegiatan: tuple[KegiatanLaporan, ...]
    kunjungan: tuple[KunjunganLaporan, ...]
    bantuan: tuple[BantuanLaporan, ...]
    umkm: UmkmLaporan | None
    susulan: tuple[SusulanLaporan, ...]
    foto: tuple[FotoLaporan, ...]
    narasi: NarasiLaporan
    pengesahan: PengesahanLaporan

    @property
    def rupiah(self) -> int:
        """Spent in the quarter, plan or none."""
        return sum(k.rupiah for k in self.kegiatan)

    @property
    def per_sumber(self) -> tuple[tuple[str, int], ...]:
        """The same by source, in the order of the sources."""
        jumlah: Counter[str] = Counter()
        for k in self.kegiatan:
            jumlah.update(dict(k.dana))
        return tuple((str(s.label), jumlah[s.value]) for s in SumberDana if jumlah[s.value])

    @property
    def penerima_l(self) -> int:
        return _sum(k.penerima_l for k in self.kegiatan)

    @property
    def penerima_p(self) -> int:
        return _sum(k.penerima_p for k in self.kegiatan)

    @property
    def penerima_difabel(self) -> int:
        return _sum(k.penerima_difabel for k in self.kegiatan)

    @property
    def keluarga(self) -> int:
        """Families reached, counted once an activity."""
        return _sum(k.penerima_kk for k in self.kegiatan)

    @property
    def kunjungan_sah(self) -> int:
        """Field visits that count."""
        return sum(k.sah for k in self.kunjungan)

    @property
    def kunjungan_kepala(self) -> int:
        """Visits that the head joined."""
        return sum(k.kepala_hadir for k in self.kunjungan)

    @property
    def nilai_bantuan_rp(self) -> int:
        return _sum(b.nilai_rp for b in self.bantuan)


def _sum(nilai: Iterable[int | None]) -> int:
    return sum(n or 0 for n in nilai)


# --- canonical JSON ------------------------------------------------------------------------------------------------


def to_json(isi: Any) -> str:
    """The canonical text that is frozen: of a report, or of any frozen dataclass."""
    return json.dumps(_plain(isi), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def sha256_of(teks: str) -> str:
    """The fingerprint of a frozen text."""
    return hashlib.sha256(teks.encode()).hexdigest()


def from_json(teks: str) -> IsiLaporan:
    """The report that a frozen text says."""
    hasil: IsiLaporan = _read(IsiLaporan, json.loads(teks))
    return hasil


def _plain(nilai: Any) -> Any:
    if is_dataclass(nilai):
        return {f.name: _plain(getattr(nilai, f.name)) for f in fields(nilai)}
    if isinstance(nilai, tuple):
        return [_plain(n) for n in nilai]
    if isinstance(nilai, Decimal):
        return f"{nilai:f}"
    if isinstance(nilai, datetime):
        return nilai.astimezone(UTC).isoformat()
    if isinstance(nilai, date):
        return nilai.isoformat()
    return str(nilai) if isinstance(nilai, UUID) else nilai


def _read(jenis: Any, nilai: Any) -> Any:
    """The value of that type which `_plain` wrote as `nilai`."""
    if nilai is None:
        return None
    if isinstance(jenis, UnionType):
        return _read(next(j for j in get_args(jenis) if j is not type(None)), nilai)
    if get_origin(jenis) is tuple:
        isi = get_args(jenis)
        macam = [isi[0]] * len(nilai) if isi[-1] is Ellipsis else isi
        return tuple(_read(j, n) for j, n in zip(macam, nilai, strict=True))
    if is_dataclass(jenis):
        return _build(jenis, nilai)
    if jenis in (date, datetime):
        return jenis.fromisoformat(nilai)
    return jenis(nilai)


def _build(jenis: Any, nilai: dict[str, Any]) -> Any:
    hints = _hints(jenis)
    return jenis(**{nama: _read(hints[nama], n) for nama, n in nilai.items()})


@lru_cache
def _hints(jenis: Any) -> dict[str, Any]:
    return get_type_hints(jenis)
