"""Finding the OPD and the village that a sheet means: by code, by name with its place, by another name on record."""

import re
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher, get_close_matches

from django.db.models import Q, QuerySet

from desa.enums import JenisDesa, JenisKabupaten
from desa.models import Desa
from desa.validators import kunci_nama
from opd.models import AliasOpd, Opd

AWALAN_DESA = ("negeri administratif", "desa persiapan", "desa", "negeri", "ohoi", "kelurahan", "kel", "neg")
SINGKATAN_KABUPATEN = {
    "sbb": "seram bagian barat", "sbt": "seram bagian timur", "mbd": "maluku barat daya", "malteng": "maluku tengah",
    "malra": "maluku tenggara", "kkt": "kepulauan tanimbar", "tanimbar": "kepulauan tanimbar",
    "aru": "kepulauan aru", "bursel": "buru selatan", "maluku tenggara barat": "kepulauan tanimbar",
}  # fmt: skip
KATA_OPD = {"provinsi", "prov", "propinsi", "prop", "maluku", "pemprov", "pemerintah"}
KATA_UMUM_OPD = {"dinas", "badan", "biro", "dan", "daerah"}
SINGKATAN_OPD = {"dis": "dinas", "din": "dinas", "bdn": "badan", "bid": "bidang", "sekr": "sekretariat"}


@dataclass(frozen=True)
class RujukanDesa:
    """What the importer must know of a village."""

    pk: int
    kode: str
    nama: str
    kecamatan: str
    kabupaten: str
    kota: bool
    kelurahan: bool
    selesai: date | None

    @property
    def label(self) -> str:
        """As `Desa.nama_lengkap` writes it."""
        return f"{self.nama}, Kec. {self.kecamatan}, {'Kota' if self.kota else 'Kab.'} {self.kabupaten}"


def kunci_desa(nama: str) -> str:
    """A village name without its kind: "Ohoi Wain" = "wain"."""
    kunci = kunci_nama(nama)
    for awalan in AWALAN_DESA:
        if kunci.startswith(f"{awalan} "):
            return kunci.removeprefix(f"{awalan} ")
    return kunci


def kunci_tempat(nama: str) -> str:
    """A kecamatan or kabupaten name without "Kec.", "Kab.", "Kota", and with its usual short form written out."""
    kunci = re.sub(r"^(kecamatan|kec|kabupaten|kab|kota) ", "", kunci_nama(nama))
    kunci = re.sub(r"^kep ", "kepulauan ", kunci)
    return SINGKATAN_KABUPATEN.get(kunci, kunci)


class PencariDesa:
    """All villages by code and by name. One query."""

    def __init__(self, desa: QuerySet[Desa]) -> None:
        self.per_kode: dict[str, RujukanDesa] = {}
        self._penuh: dict[str, list[RujukanDesa]] = {}
        self._polos: dict[str, list[RujukanDesa]] = {}
        self._label: dict[str, RujukanDesa] = {}
        for pk, kode, nama, jenis, selesai, kec, kab, jenis_kab in desa.order_by("kode").values_list(
            "pk", "kode", "nama", "jenis", "berlaku_selesai", "kecamatan__nama",
            "kecamatan__kabupaten__nama", "kecamatan__kabupaten__jenis",
        ):  # fmt: skip
            satu = RujukanDesa(
                pk, kode, nama, kec, kab, jenis_kab == JenisKabupaten.KOTA, jenis == JenisDesa.KELURAHAN, selesai
            )
            self.per_kode[kode] = satu
            self._penuh.setdefault(kunci_nama(nama), []).append(satu)
            self._polos.setdefault(kunci_desa(nama), []).append(satu)
            self._label[kunci_nama(satu.label)] = satu

    def cari(self, nama: str, kecamatan: str = "", kabupaten: str = "") -> list[RujukanDesa]:
        """The villages of that name in that place; several when the place does not tell them apart."""
        if satu := self._label.get(kunci_nama(nama)):
            return [satu]
        calon = self._penuh.get(kunci_nama(nama)) or self._polos.get(kunci_desa(nama)) or []
        if kecamatan:
            calon = [d for d in calon if kunci_tempat(d.kecamatan) == kunci_tempat(kecamatan)]
        if kabupaten:
            calon = [d for d in calon if kunci_tempat(d.kabupaten) == kunci_tempat(kabupaten)]
        return calon

    def senama(self, nama: str) -> list[RujukanDesa]:
        """Villages of that name anywhere, else those with the three nearest names."""
        if calon := self.cari(nama):
            return calon
        mirip = get_close_matches(kunci_desa(nama), self._polos, n=3, cutoff=0.72)
        return [d for m in mirip for d in self._polos[m]][:12]

    def mirip(self, nama: str, desa: RujukanDesa) -> bool:
        """Whether a name written beside a code can be meant for that village."""
        if kunci_nama(nama) == kunci_nama(desa.label):
            return True
        return SequenceMatcher(None, kunci_desa(nama), kunci_desa(desa.nama)).ratio() >= 0.75


def kunci_opd(nama: str) -> str:
    """An OPD name as compared: without "Provinsi Maluku", "&" written out, usual short forms lengthened."""
    kata = kunci_nama(nama.replace("&", " dan ")).split()
    inti = [SINGKATAN_OPD.get(k, k) for k in kata if k not in KATA_OPD]
    return " ".join(inti or kata)


class PencariOpd:
    """All OPDs by name, short name and the other names on record on a day. Two queries."""

    def __init__(self, opd: QuerySet[Opd], alias: QuerySet[AliasOpd], *, on: date) -> None:
        self.semua: dict[int, Opd] = {o.pk: o for o in opd.select_related("dilebur_ke")}
        self._kamus: dict[str, int] = {}
        berlaku = alias.filter(Q(selesai__isnull=True) | Q(selesai__gt=on))
        for nama, pk in berlaku.order_by("mulai").values_list("nama", "opd_id"):
            self._kamus[kunci_opd(nama)] = pk
        for o in self.semua.values():
            self._kamus[kunci_opd(o.singkatan)] = o.pk
        for o in self.semua.values():
            self._kamus[kunci_opd(o.nama)] = o.pk

    def cari(self, nama: str) -> Opd | None:
        """The OPD of that name, or None."""
        pk = self._kamus.get(kunci_opd(nama))
        return self.semua.get(pk) if pk else None

    def terdekat(self, nama: str, jumlah: int = 3) -> list[Opd]:
        """The OPDs whose names come nearest, best first."""
        kunci = kunci_opd(nama)
        nilai: dict[int, float] = {}
        for lain, pk in self._kamus.items():
            nilai[pk] = max(nilai.get(pk, 0.0), _kemiripan(kunci, lain))
        urut = sorted(nilai, key=lambda pk: (-nilai[pk], self.semua[pk].nama))
        return [self.semua[pk] for pk in urut[:jumlah]]


def _kemiripan(satu: str, dua: str) -> float:
    """How alike two names are, by letters and by the words that tell OPDs apart ("tani" counts for "pertanian")."""
    kata = [k for k in satu.split() if k not in KATA_UMUM_OPD] or satu.split()
    lain = [k for k in dua.split() if k not in KATA_UMUM_OPD] or dua.split()
    sama = sum(max((_sekata(k, v) for v in lain), default=0.0) for k in kata) / max(len(kata), len(lain), 1)
    return SequenceMatcher(None, satu, dua).ratio() + 2 * sama


def _sekata(satu: str, dua: str) -> float:
    """1 for the same word, less for one inside the other, 0 for another word."""
    if satu == dua:
        return 1.0
    pendek, panjang = sorted((satu, dua), key=len)
    return 0.8 if len(pendek) > 3 and pendek in panjang else 0.0
