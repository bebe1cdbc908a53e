"""Where the licences of enterprises stand on a day: what is there, what is required and missing, what ends soon.

Law: NIB for every business (PP 28/2025); halal for food and drink of micro and small enterprises from 18 October 2026
(UU 33/2014, PP 42/2024); PIRT, or MD outside its scope, for processed food (UU 18/2012 art. 91, PP 86/2019).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet, TextChoices

from desa.enums import JenisLegalitas, StatusLegalitas
from desa.models import Legalitas, Umkm
from opd.ambang import LEGALITAS_INGATKAN
from opd.models import Pengguna
from opd.rekap.penutupan import closed_umkm

JENIS = tuple(JenisLegalitas.values)
WAJIB_HALAL = date(2026, 10, 18)
PANGAN_OLAHAN = ("10", "11")
PANGAN = (*PANGAN_OLAHAN, "56")
"""Golongan pokok of KBLI: industry of food, of drink, and serving both."""

ATURAN = {
    JenisLegalitas.NIB: "Wajib bagi semua pelaku usaha (PP 28/2025).",
    JenisLegalitas.HALAL: "Wajib bagi makanan dan minuman usaha mikro dan kecil sejak 18 Oktober 2026 (UU 33/2014, PP 42/2024).",
    JenisLegalitas.PIRT: "Wajib bagi pangan olahan kemasan buatan rumah tangga; BPOM MD bila di luar cakupannya "
    "(UU 18/2012 Pasal 91, PP 86/2019).",
}


class KeadaanLegalitas(TextChoices):
    BELUM = "belum", "Belum ada"
    PROSES = "proses", "Sedang diurus"
    TERBIT = "terbit", "Terbit"
    KEDALUWARSA = "kedaluwarsa", "Kedaluwarsa"
    TIDAK_PERLU = "tidak_perlu", "Tidak perlu"


@dataclass(frozen=True, slots=True)
class Sel:
    """One licence of one enterprise on a day."""

    jenis: str
    keadaan: KeadaanLegalitas
    wajib: bool
    berlaku_sampai: date | None = None
    segera: bool = False

    @property
    def kurang(self) -> bool:
        """Required, and not there: also one that ended or is still being applied for."""
        return self.wajib and self.keadaan not in (KeadaanLegalitas.TERBIT, KeadaanLegalitas.TIDAK_PERLU)

    @property
    def label(self) -> str:
        return str(JenisLegalitas(self.jenis).label)

    @property
    def warna(self) -> str:
        if self.kurang:
            return "buruk"
        if self.segera or self.keadaan in (KeadaanLegalitas.KEDALUWARSA, KeadaanLegalitas.PROSES):
            return "awas"
        return "baik" if self.keadaan == KeadaanLegalitas.TERBIT else "netral"


class BarisLegalitas(NamedTuple):
    """The licences of one enterprise, in the order of `JenisLegalitas`. A tuple, for a province has twenty thousand."""

    uuid: UUID
    nama: str
    desa: str
    tempat: str
    sel: tuple[Sel, ...]


def pangan(kbli: str | None, makanan_minuman: bool) -> bool:
    """Whether an enterprise makes or sells food or drink: by its own mark, or by its KBLI."""
    return makanan_minuman or (kbli or "").startswith(PANGAN)


def wajib(kbli: str | None, makanan_minuman: bool, *, on: date) -> frozenset[str]:
    """The kinds required of an enterprise that day; PIRT stands for "PIRT or MD"."""
    hasil = {JenisLegalitas.NIB.value}
    if pangan(kbli, makanan_minuman) and on >= WAJIB_HALAL:
        hasil.add(JenisLegalitas.HALAL.value)
    olahan = (kbli or "").startswith(PANGAN_OLAHAN) if kbli else makanan_minuman
    if olahan:
        hasil.add(JenisLegalitas.PIRT.value)
    return frozenset(hasil)


def susun_sel(
    nib: str, kbli: str | None, makanan_minuman: bool, baris: Mapping[str, tuple[str, date | None]], *, until: date
) -> tuple[Sel, ...]:
    """All kinds of one enterprise; `baris` holds (status, end) by kind. An MD that holds makes PIRT unnecessary."""
    perlu = wajib(kbli, makanan_minuman, on=until)
    keadaan = {j: _keadaan(j, nib, baris.get(j), until) for j in JENIS}
    if keadaan[JenisLegalitas.BPOM_MD] == KeadaanLegalitas.TERBIT:
        perlu -= {JenisLegalitas.PIRT.value}
    batas = until + timedelta(days=LEGALITAS_INGATKAN.nilai)
    hasil = []
    for j in JENIS:
        sampai = baris[j][1] if j in baris else None
        segera = keadaan[j] == KeadaanLegalitas.TERBIT and sampai is not None and sampai <= batas
        hasil.append(Sel(j, keadaan[j], j in perlu, sampai, segera))
    return tuple(hasil)


def _keadaan(jenis: str, nib: str, baris: tuple[str, date | None] | None, until: date) -> KeadaanLegalitas:
    if jenis == JenisLegalitas.NIB and nib:
        return KeadaanLegalitas.TERBIT
    if baris is None:
        return KeadaanLegalitas.BELUM
    status, sampai = baris
    if status == StatusLegalitas.TERBIT and sampai is not None and sampai < until:
        return KeadaanLegalitas.KEDALUWARSA
    return KeadaanLegalitas(status)


def held_on(nib: str, baris: Iterable[Legalitas], hari: date) -> tuple[JenisLegalitas, ...]:
    """The kinds that an enterprise with this NIB held on a day; what is not known of a date does not exclude it."""
    hasil = {JenisLegalitas.NIB: True} if nib else {}
    for b in baris:
        ada = bool(nib) if b.jenis == JenisLegalitas.NIB else b.status == StatusLegalitas.TERBIT
        mulai, sampai = b.terbit_pada or hari, b.berlaku_sampai or hari
        hasil[JenisLegalitas(b.jenis)] = ada and mulai <= hari <= sampai
    return tuple(j for j in JenisLegalitas if hasil.get(j))


def alive(until: date) -> Q:
    """Enterprises in the programme that day and not closed: those whose licences are asked about."""
    dibina = Q(dibina_sejak__lte=until) & (Q(dibina_sampai__isnull=True) | Q(dibina_sampai__gt=until))
    return dibina & ~Q(pk__in=closed_umkm(until))


def rekap_legalitas(user: Pengguna, *, umkm: QuerySet[Umkm], until: date) -> tuple[BarisLegalitas, ...]:
    """The licences of these enterprises on a day, by name. Two queries, whatever their number."""
    per: dict[int, dict[str, tuple[str, date | None]]] = {}
    baris = Legalitas.objects.visible_to(user).filter(umkm__in=umkm.order_by().values("pk"))
    for pk, jenis, status, sampai in baris.order_by().values_list("umkm_id", "jenis", "status", "berlaku_sampai"):
        per.setdefault(pk, {})[jenis] = (status, sampai)
    kolom = (
        "pk", "uuid", "nama", "nib", "kbli_id", "makanan_minuman", "desa__nama", "desa__kecamatan__nama",
        "desa__kecamatan__kabupaten__nama",
    )  # fmt: skip
    hasil = []
    sama: dict[Any, tuple[Sel, ...]] = {}  # thousands stand alike, most without any licence
    for pk, uuid, nama, nib, kbli, makanan, desa, kec, kab in umkm.order_by("nama", "pk").values_list(*kolom):
        ada = per.get(pk, {})
        kunci = (bool(nib), kbli, makanan, frozenset(ada.items()))
        if kunci not in sama:
            sama[kunci] = susun_sel(nib, kbli, makanan, ada, until=until)
        hasil.append(BarisLegalitas(uuid, nama, desa, f"Kec. {kec}, {kab}", sama[kunci]))
    return tuple(hasil)


def cocok(sel: Sel, keadaan: str) -> bool:
    """Whether a licence is in the state asked for; "kurang" and "segera" are asked for too."""
    return {"": True, "kurang": sel.kurang, "segera": sel.segera}.get(keadaan, sel.keadaan == keadaan)


def saring(baris: Iterable[BarisLegalitas], *, jenis: str, keadaan: str) -> list[BarisLegalitas]:
    """Rows with a licence (of that kind, if one is named) in that state."""
    if not keadaan:
        return list(baris)
    return [b for b in baris if any(cocok(s, keadaan) for s in b.sel if not jenis or s.jenis == jenis)]


def hitung_kurang(baris: Collection[BarisLegalitas]) -> dict[str, int]:
    """Per kind how many lack what they must have. Who stands alike has the very same licences (`rekap_legalitas`)."""
    hasil = dict.fromkeys(JENIS, 0)
    sama = {id(b.sel): b.sel for b in baris}
    for nomor, banyak in Counter(id(b.sel) for b in baris).items():
        for s in sama[nomor]:
            hasil[s.jenis] += s.kurang * banyak
    return hasil


def sel_of(umkm: Umkm, daftar: Iterable[Mapping[str, Any]] | None, *, until: date) -> tuple[Sel, ...]:
    """The licences of one enterprise from the rows that came along with it as JSON."""
    baris = {
        str(r["jenis"]): (str(r["status"]), date.fromisoformat(r["sampai"][:10]) if r["sampai"] else None)
        for r in daftar or ()
    }
    return susun_sel(umkm.nib, umkm.kbli_id, umkm.makanan_minuman, baris, until=until)
