"""Record a village's index as decreed, and correct it; what looks odd is asked about, never decided by the application."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from desa.angka import format_desimal
from desa.enums import DimensiDesa, JenisIndeks, Subdimensi
from desa.models import Desa, IndeksDesa, NilaiSubdimensi, record
from desa.models.indeks import DIMENSI
from desa.rumus_indeks import MAKS_DIMENSI, MAKS_SUBDIMENSI, SUBDIMENSI, jenis_tahun
from desa.scoped import deed
from desa.waktu import tanggal_wit
from opd.actions.dasar import BERUBAH, MintaYakin, diff, lock_desa, save_checked
from opd.actions.rujukan import fingerprint
from opd.models import Pengguna
from opd.permissions_indeks import can_record_indeks
from opd.rekap.indeks_batas import BukuBatas, read_batas

KELURAHAN = "Kelurahan tidak dinilai dengan IDM atau Indeks Desa: indeksnya tidak berlaku."
TIGA = ("iks", "ike", "ikl")
KOLOM = frozenset({"jenis", "tahun", "nilai", *TIGA, *DIMENSI, "status", "sumber", "tanggal_data"})
PEMBULATAN = Decimal("0.0001")
"""How far a published IDM lies from the mean of the printed sub-indices at most: each was rounded by itself."""


@dataclass(frozen=True)
class IsiIndeks:
    """One index as its decree states it; empty mappings when dimensions are not known."""

    jenis: str
    tahun: int
    nilai: Decimal
    status: str
    sumber: str
    tanggal_data: date
    tiga: Mapping[str, Decimal] = field(default_factory=dict)
    dimensi: Mapping[str, Decimal] = field(default_factory=dict)
    subdimensi: Mapping[str, Decimal] = field(default_factory=dict)
    kode_asal: str = ""

    def kolom(self) -> dict[str, Any]:
        """The columns of the row, every one named."""
        return {
            "jenis": self.jenis, "tahun": self.tahun, "nilai": self.nilai, "status": self.status, "sumber": self.sumber,
            "tanggal_data": self.tanggal_data, **{k: self.tiga.get(k) for k in TIGA},
            **{k: self.dimensi.get(k) for k in DIMENSI},
        }  # fmt: skip


def refuse(desa: Desa, isi: IsiIndeks, *, on: date) -> None:
    """Raise ValidationError for what no index can be: a kelurahan's, one of the future, the wrong kind for its year."""
    if not desa.berindeks:
        raise ValidationError(KELURAHAN, code="tidak_berlaku")
    if isi.tahun > on.year:
        raise ValidationError({"tahun": f"Tahun {isi.tahun} belum berjalan. Periksa tahunnya."})
    if jenis_tahun(isi.tahun) != isi.jenis:
        raise ValidationError(
            {"tahun": "IDM ada untuk 2016 sampai 2024, Indeks Desa sejak 2025. Periksa jenis dan tahunnya."}
        )
    if isi.tanggal_data > on:
        raise ValidationError({"tanggal_data": "Tanggal data ini belum terjadi. Isi tanggal hari ini atau sebelumnya."})


def doubts(isi: IsiIndeks, batas: BukuBatas) -> list[str]:
    """What looks odd about an index: each a sentence. Nothing of it stops who is sure."""
    hasil = [batas.beda(isi.jenis, isi.tahun, isi.nilai, isi.status), _mean(isi)]
    for d, nilai in isi.dimensi.items():
        hasil.append(_above(DimensiDesa(d).label, nilai, MAKS_DIMENSI[DimensiDesa(d)]))
        hasil.append(_sum(DimensiDesa(d), nilai, isi.subdimensi))
    for s, nilai in isi.subdimensi.items():
        hasil.append(_above(Subdimensi(s).label, nilai, MAKS_SUBDIMENSI[Subdimensi(s)]))
    return [h for h in hasil if h]


def _mean(isi: IsiIndeks) -> str:
    if isi.jenis != JenisIndeks.IDM or len(isi.tiga) < len(TIGA):
        return ""
    rata = sum(isi.tiga.values(), Decimal(0)) / 3
    if abs(rata - isi.nilai) <= PEMBULATAN:
        return ""
    return f"(IKS + IKE + IKL) / 3 = {format_desimal(rata, 4)}, sedangkan nilai IDM ditulis {format_desimal(isi.nilai, 4)}."


def _above(nama: Any, nilai: Decimal, maks: int) -> str:
    return (
        f"{nama} {format_desimal(nilai, 2)} poin melebihi poin terbanyak yang diketahui, {maks}."
        if nilai > maks
        else ""
    )


def _sum(dimensi: DimensiDesa, nilai: Decimal, sub: Mapping[str, Decimal]) -> str:
    bagian = [sub[s] for s, _ in SUBDIMENSI[dimensi] if s in sub]
    if len(bagian) < len(SUBDIMENSI[dimensi]) or abs(sum(bagian, Decimal(0)) - nilai) <= Decimal("0.01"):
        return ""
    jumlah = format_desimal(sum(bagian, Decimal(0)), 2)
    return f"Sub-dimensi {dimensi.label} berjumlah {jumlah}, sedangkan dimensinya ditulis {format_desimal(nilai, 2)}."


def fingerprint_of(indeks: IndeksDesa) -> str:
    """What the row and its sub-dimensions say, as 64 hexadecimal digits. One query."""
    return fingerprint_with(indeks, stored_sub(indeks))


def fingerprint_with(indeks: IndeksDesa, sub: Mapping[str, Decimal]) -> str:
    """The same with the sub-dimensions at hand."""
    return sha256(f"{fingerprint(indeks, KOLOM)}{sorted(sub.items())}".encode()).hexdigest()


@deed
def record_indeks(desa: Desa, isi: IsiIndeks, *, yakin: bool = False, by: Pengguna, at: datetime) -> IndeksDesa:
    """A new index; the stored one when the same was sent before.

    Raises PermissionDenied, ValidationError, or MintaYakin with what looks odd unless `yakin`.
    """
    _require(desa, isi, yakin=yakin, by=by, at=at)
    lock_desa(desa.pk)
    ada = IndeksDesa.objects.filter(desa=desa, jenis=isi.jenis, tahun=isi.tahun).first()
    if ada is not None and not diff(ada, isi.kolom()) and stored_sub(ada) == dict(isi.subdimensi):
        return ada
    baru = IndeksDesa(desa=desa, kode_asal=isi.kode_asal, **isi.kolom())
    save_checked(baru)
    _set_sub(baru, isi.subdimensi)
    record(by, "mencatat indeks desa", baru, at=at, perubahan=changes_of(desa.nama_lengkap, isi))
    return baru


def changes_of(desa: str, isi: IsiIndeks) -> dict[str, list[Any]]:
    """What the Catatan of a new index says."""
    kolom = {k: [None, _teks(v)] for k, v in isi.kolom().items() if v is not None}
    sub = {f"sub-dimensi {Subdimensi(s).label}": [None, _teks(p)] for s, p in sorted(isi.subdimensi.items())}
    return {"desa": [None, desa]} | kolom | sub


@deed
def change_indeks(
    lama: IndeksDesa, isi: IsiIndeks, *, sidik: str, alasan: str, yakin: bool = False, by: Pengguna, at: datetime
) -> IndeksDesa:
    """The index as its decree really states it; old and new values and the reason are recorded.

    Raises PermissionDenied, ValidationError (changed since it was shown), or MintaYakin unless `yakin`.
    """
    _require(lama.desa, isi, yakin=yakin, by=by, at=at)
    kini = IndeksDesa.objects.select_for_update(of=("self",)).get(pk=lama.pk)
    if fingerprint_of(kini) != sidik:
        raise ValidationError(BERUBAH, code="berubah")
    perubahan = diff(kini, isi.kolom())
    if "tahun" in perubahan:
        raise ValidationError("Tahun tidak diubah. Catat tahun lain sebagai indeks baru.", code="tahun")
    for nama, nilai in isi.kolom().items():
        setattr(kini, nama, nilai)
    if perubahan:
        save_checked(kini, update_fields=sorted(perubahan))
    perubahan |= _set_sub(kini, isi.subdimensi)
    if perubahan:
        record(by, "mengubah indeks desa", kini, at=at, perubahan=perubahan, alasan=alasan)
    return kini


def _require(desa: Desa, isi: IsiIndeks, *, yakin: bool, by: Pengguna, at: datetime) -> None:
    if not can_record_indeks(by, on=tanggal_wit(at)):
        raise PermissionDenied("Indeks desa dicatat oleh verifikator atau admin sistem.")
    refuse(desa, isi, on=tanggal_wit(at))
    if not yakin and (ragu := doubts(isi, read_batas(by))):
        raise MintaYakin([*ragu, "Periksa lagi. Bila keputusannya memang demikian, centang lalu simpan."])


def stored_sub(indeks: IndeksDesa) -> dict[str, Decimal]:
    """The stored points by sub-dimension. One query."""
    return dict(NilaiSubdimensi.objects.filter(indeks=indeks).values_list("subdimensi", "poin"))


def _set_sub(indeks: IndeksDesa, isi: Mapping[str, Decimal]) -> dict[str, list[Any]]:
    """Make the stored sub-dimensions those of `isi`; what changed, in words."""
    lama = stored_sub(indeks)
    beda = {s for s in {*lama, *isi} if lama.get(s) != isi.get(s)}
    NilaiSubdimensi.objects.filter(indeks=indeks, subdimensi__in=beda).delete()
    for s in sorted(beda & set(isi)):
        save_checked(NilaiSubdimensi(indeks=indeks, subdimensi=s, poin=isi[s]))
    return {f"sub-dimensi {Subdimensi(s).label}": [_teks(lama.get(s)), _teks(isi.get(s))] for s in sorted(beda)}


def _teks(nilai: Any) -> Any:
    return nilai if nilai is None or isinstance(nilai, int | str) else str(nilai)
