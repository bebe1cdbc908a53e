"""Enterprises that may be the one about to be registered: the same owner, or a name much like it in the village.

What lies in other villages is told by OPD and village alone. Read without a scope, by deeds and plans that have checked rights.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from django.db.models import OuterRef, Subquery

from desa.angka import format_tanggal
from desa.enums import JenisSidik
from desa.models import Umkm
from desa.models.keluarga import number_hashes
from desa.validators import kunci_nama
from opd.models import Penugasan

CUKUP_MIRIP = 0.86
"""Two names are alike from here on: one or two letters off in a word of ordinary length."""
KATA_UMUM = frozenset(
    "usaha kelompok toko kios warung ud cv umkm poktan kub koperasi ibu bapak mama bumdes bum desa dan".split()
)


@dataclass(frozen=True, slots=True)
class Serupa:
    """One enterprise that is there already, and why it may be the same. `umkm_id` None: it lies elsewhere."""

    alasan: str
    sebutan: str
    umkm_id: int | None = None

    @property
    def kalimat(self) -> str:
        return f"{self.alasan}: {self.sebutan}."


@lru_cache(maxsize=20_000)
def inti_nama(nama: str) -> str:
    """A name as it is compared: folded, without words that half the village bears."""
    kata = kunci_nama(nama).split()
    return " ".join(k for k in kata if k not in KATA_UMUM) or " ".join(kata)


def _angka(inti: str) -> str:
    """The digits of a name: "Kios 1" and "Kios 2" are two, however alike they look."""
    return "".join(h for h in inti if h.isdigit())


def mirip(satu: str, dua: str) -> bool:
    """Whether two cores of names are the same but for typing mistakes."""
    if satu == dua:
        return True
    if _angka(satu) != _angka(dua):
        return False
    pembanding = SequenceMatcher(None, satu, dua, autojunk=False)
    return pembanding.real_quick_ratio() >= CUKUP_MIRIP and pembanding.ratio() >= CUKUP_MIRIP


def serupa_di_desa(calon: Umkm, tercatat: Iterable[Umkm]) -> list[Serupa]:
    """Which of these rows of the same village the candidate may be, each once, the strongest reason first."""
    inti, pemilik, hasil = inti_nama(calon.nama), kunci_nama(calon.pemilik), []
    sidik = number_hashes(JenisSidik.NIK, calon.nik)
    for u in tercatat:
        if u.pk == calon.pk:
            continue
        if u.sidik_nik and u.sidik_nik in sidik:
            hasil.append((0, Serupa("Pemilik dengan NIK ini sudah mempunyai usaha di desa ini", _sebut(u), u.pk)))
        elif pemilik and kunci_nama(u.pemilik) == pemilik:
            hasil.append((1, Serupa("Pemilik bernama sama sudah mempunyai usaha di desa ini", _sebut(u), u.pk)))
        elif mirip(inti, inti_nama(u.nama)):
            hasil.append((2, Serupa("Usaha bernama mirip sudah tercatat di desa ini", _sebut(u), u.pk)))
    return [s for _, s in sorted(hasil, key=lambda pasangan: pasangan[0])]


def umkm_serupa(calon: Umkm) -> list[Serupa]:
    """The same of the village as stored, and the owner's NIK anywhere else. Two queries."""
    hasil = serupa_di_desa(calon, Umkm.objects.filter(desa_id=calon.desa_id).order_by("nama", "pk"))
    if not calon.nik:
        return hasil
    opd = (
        Penugasan.objects.filter(desa=OuterRef("desa"), selesai__isnull=True).in_force().in_charge().order_by("-mulai")
    )
    lain = (
        Umkm.objects.filter(sidik_nik__in=number_hashes(JenisSidik.NIK, calon.nik))
        .exclude(desa_id=calon.desa_id)
        .select_related("desa__kecamatan__kabupaten")
        .annotate(nama_opd=Subquery(opd.values("opd__nama")[:1]))
    )
    for u in lain.order_by("pk"):
        tempat = f"{u.desa.nama_lengkap} ({u.nama_opd or 'tanpa OPD pendamping'})"
        hasil.append(Serupa("Pemilik dengan NIK ini sudah tercatat pada UMKM desa lain", tempat))
    return list(dict.fromkeys(hasil))


def _sebut(umkm: Umkm) -> str:
    """An enterprise by its open fields."""
    produk = f", {umkm.produk}" if umkm.produk else ""
    return f"“{umkm.nama}”{produk}, dibina sejak {format_tanggal(umkm.dibina_sejak)}"
