"""Everything stored on one person: the records, where they came from, who entered and changed them, who saw them.

The caller has checked `can_read_subject`. Numbers and personal rupiah are masked unless `terbuka`: that is for the file alone.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import FileField, Model, Q

from desa.angka import format_ribuan, format_tanggal, format_waktu
from desa.enums import PeristiwaKeluarga
from desa.models import Catatan
from desa.sandi import SandiRusak, samarkan, samarkan_nik
from desa.validators import kunci_nama
from desa.waktu import tanggal_wit
from opd.enums import JenisImpor
from opd.models import Impor
from opd.rekap.cari_subjek import matches
from opd.rekap.pembacaan import (
    BERKAS_IMPOR,
    MEMBACA,
    MEMBUKA_BERKAS,
    MENGIMPOR,
    MENYERAHKAN_BERKAS,
    listings_of,
    starts_with,
)
from opd.rekap.simpanan_pribadi import SIMPANAN, UMKM, JenisData, Kunci, Simpanan
from opd.rekap.subjek_dibatasi import complete, requests_about
from opd.rekap.usaha_subjek import facts_of

KOSONG = "belum dicatat"
TAK_TERBACA = "tidak terbaca, hubungi admin sistem"
DISAMARKAN = "tercatat; angkanya dalam berkas yang dibuka dengan kata sandi"
BERIMPOR = {"desa.keluarga": "", "desa.umkm": "", "desa.statuskeluarga": "desil ", "desa.perkembanganumkm": ""}
"""Models whose rows an import writes -> what stands before the row number where its uuid is made."""
BARIS_IMPOR = 25_000


@dataclass(frozen=True)
class Isian:
    """One field in the users' words; `jenis` is None for what is open anyway."""

    nama: str
    nilai: str
    jenis: JenisData | None


@dataclass(frozen=True)
class Rekaman:
    """One stored record of the person."""

    kunci: Kunci
    siapa: str
    judul: str
    isian: tuple[Isian, ...]
    sumber: str

    @property
    def jenis(self) -> tuple[JenisData, ...]:
        """The kinds of personal data that are filled, in the order of JenisData."""
        ada = {i.jenis for i in self.isian if i.jenis is not None and i.nilai != KOSONG}
        return tuple(j for j in JenisData if j in ada)


@dataclass(frozen=True)
class Kejadian:
    """One deed on a record, or one reading of it."""

    pada: datetime
    oleh: str
    sebagai: str
    tindakan: str
    tentang: str
    alasan: str


@dataclass(frozen=True)
class BerkasSubjek:
    """The subject file; `perubahan` and `pembacaan` newest first, `nama` as the chosen records write it."""

    nama: frozenset[str]
    rekaman: tuple[Rekaman, ...]
    perubahan: tuple[Kejadian, ...]
    pembacaan: tuple[Kejadian, ...]

    @property
    def kunci(self) -> tuple[Kunci, ...]:
        return tuple(dict.fromkeys(r.kunci for r in self.rekaman))


def gather_rows(kunci: Iterable[Kunci]) -> dict[Kunci, Any]:
    """The chosen rows and all that belong to them, in the order of the registry. At most two queries a model."""
    dipilih: dict[str, set[int]] = {}
    for k in kunci:
        dipilih.setdefault(k.label, set()).add(k.pk)
    hasil: dict[Kunci, Any] = {}
    for s in SIMPANAN:
        milik = Q(pk__in=dipilih.get(s.label, ()))
        for label, jalur in s.induk.items():
            milik |= Q(**{f"{jalur}__in": dipilih.get(label, ())})
        if s.label in dipilih or not dipilih.keys().isdisjoint(s.induk):
            hasil |= {Kunci(s.label, b.pk): b for b in s.rows_with_place().filter(milik).order_by("pk")}
    return hasil


def gather(kunci: Iterable[Kunci], *, terbuka: bool = False) -> BerkasSubjek:
    """The subject file of the person whose records these are."""
    dipilih = set(kunci)
    baris = gather_rows(dipilih)
    dibatasi = complete(baris)
    nama = {
        kunci_nama(n) for k, b in baris.items() if k in dipilih and len(isi := k.simpanan.names_in(b)) == 1 for n in isi
    }
    impor = _imports(baris.values())
    sumber = {k: source_of(b, impor) for k, b in baris.items()}
    sumber |= {
        k: (f"{sumber[k][0]}; disimpan tersandi karena dibatasi atas permintaan", sumber[k][1]) for k in dibatasi
    }
    rekaman = [
        Rekaman(k, k.simpanan.siapa, k.simpanan.judul(b), _fields(k.simpanan, b, nama, terbuka=terbuka), sumber[k][0])
        for k, b in baris.items()
    ]
    rekaman += _of_enterprises(baris)
    berkas = {i.pk for _, i in sumber.values() if i is not None}
    ubah, baca = _events({k: k.simpanan.judul(b) for k, b in baris.items()}, baris, berkas)
    return BerkasSubjek(frozenset(nama), tuple(rekaman), ubah, baca)


def _of_enterprises(baris: Mapping[Kunci, Any]) -> list[Rekaman]:
    """Sales, findings and products, one record a kind and enterprise: they hold no personal field but tell of the owner."""
    per: dict[tuple[int, str], list[Isian]] = {}
    for pk, bagian, nama, nilai in facts_of(k.pk for k in baris if k.label == UMKM):
        per.setdefault((pk, bagian), []).append(Isian(nama, nilai, None))
    return [
        Rekaman(Kunci(UMKM, pk), "pemilik UMKM", f"{bagian} {baris[Kunci(UMKM, pk)].nama}", tuple(isi), "catatan OPD")
        for (pk, bagian), isi in sorted(per.items())
    ]


# --- fields in words -------------------------------------------------------------------------------------------


def _fields(s: Simpanan, baris: Any, nama: set[str], *, terbuka: bool) -> tuple[Isian, ...]:
    """The fields of a row; of a record that names several persons only the lines with this one's name.

    What hangs on another record shows only what is filled: an event of a family has many fields that are not its own.
    """
    hasil = []
    for kolom in s.tampil:
        jenis = s.kolom.get(kolom)
        if kolom in s.nama and len(s.names_in(baris)) > 1:
            nilai = _own_lines(getattr(baris, kolom), nama)
        else:
            nilai = value_of(baris, kolom, jenis, terbuka=terbuka)
        if nilai or not s.induk:
            hasil.append(Isian(label_of(baris, kolom), nilai or KOSONG, jenis))
    return tuple(hasil)


def _own_lines(teks: str, nama: set[str]) -> str:
    """The lines that bear one of these names, and how many others there are: they belong to other persons (art. 33)."""
    semua = [t.strip() for t in teks.splitlines() if t.strip()]
    sendiri = [t for t in semua if any(matches(t, n) for n in nama)]
    lain = len(semua) - len(sendiri)
    return "; ".join([*sendiri, *([f"{lain} nama orang lain tidak ditampilkan"] if lain else [])])


def label_of(baris: Model, kolom: str) -> str:
    """The field's name in the users' words."""
    nama = str(baris._meta.get_field(kolom).verbose_name).removesuffix(" (tersandi)")  # type: ignore[union-attr]
    return nama[:1].upper() + nama[1:]


def value_of(baris: Any, kolom: str, jenis: JenisData | None, *, terbuka: bool) -> str:
    """A stored value as people read it; "" for none."""
    if kolom.endswith("_sandi"):
        return _unsealed(baris, kolom, terbuka=terbuka)
    nilai = getattr(baris, kolom)
    if nilai is None or nilai == "":
        return ""
    if jenis == JenisData.KEUANGAN and not terbuka:
        return DISAMARKAN
    if kolom == "nip" and not terbuka:
        return samarkan_nik(nilai)
    return _words(baris, kolom, nilai)


def _unsealed(baris: Any, kolom: str, *, terbuka: bool) -> str:
    try:
        nilai = str(getattr(baris, kolom.removesuffix("_sandi")))
    except SandiRusak:
        return TAK_TERBACA
    if terbuka:
        return nilai
    return samarkan_nik(nilai) if kolom in ("nik_sandi", "kk_sandi") else samarkan(nilai)


def _words(baris: Any, kolom: str, nilai: Any) -> str:
    medan = baris._meta.get_field(kolom)
    if medan.choices:
        return str(getattr(baris, f"get_{kolom}_display")())
    if isinstance(medan, FileField):
        return "berkas tersimpan; salinannya diminta kepada verifikator"
    if isinstance(nilai, bool):
        return "ya" if nilai else "tidak"
    if isinstance(nilai, datetime):
        return format_waktu(nilai)
    if isinstance(nilai, date):
        return format_tanggal(nilai)
    if kolom.endswith("_rp"):
        return f"Rp {format_ribuan(nilai)}"
    return str(getattr(nilai, "nama_lengkap", nilai))


# --- where it came from ----------------------------------------------------------------------------------------


def _imports(baris: Iterable[Any]) -> Mapping[datetime, Sequence[Impor]]:
    """The imports applied at the very moment one of these rows was written. One query."""
    saat = {b.dicatat_pada for b in baris if b._meta.label_lower in BERIMPOR}
    jenis = (JenisImpor.KELUARGA, JenisImpor.UMKM, JenisImpor.PERKEMBANGAN)
    hasil: dict[datetime, list[Impor]] = {}
    for i in Impor.objects.filter(diterapkan_pada__in=saat, jenis__in=jenis).scoped().defer("isi"):
        hasil.setdefault(i.diterapkan_pada, []).append(i)  # type: ignore[arg-type]
    return hasil


def source_of(baris: Any, impor: Mapping[datetime, Sequence[Impor]]) -> tuple[str, Impor | None]:
    """From which file and row it was read, in words; typed by hand when no import wrote it."""
    if baris._meta.label_lower == "desa.sidikkeluarga":
        return "dihitung dari nomornya, tidak dapat dibaca kembali", None
    if baris._meta.label_lower == "desa.statuskeluarga" and baris.uuid == uuid.uuid5(
        baris.keluarga.uuid, PeristiwaKeluarga.MASUK
    ):
        return source_of(baris.keluarga, impor)  # written with its family
    pola = BERIMPOR.get(baris._meta.label_lower)
    for i in impor.get(baris.dicatat_pada, ()) if pola is not None else ():
        nomor = next((n for n in range(1, BARIS_IMPOR) if uuid.uuid5(i.uuid, f"{pola}{n}") == baris.uuid), 0)
        if nomor:
            hari = format_tanggal(tanggal_wit(i.diunggah_pada))
            return f"{i.get_jenis_display()}, berkas {i.nama_berkas} diunggah {hari}, baris {nomor}", i
    return "diketik di aplikasi", None


# --- who did what ----------------------------------------------------------------------------------------------


def _events(
    judul: Mapping[Kunci, str], baris: Mapping[Kunci, Any], impor: set[int]
) -> tuple[tuple[Kejadian, ...], tuple[Kejadian, ...]]:
    """(who entered and changed, who read), newest first. Two queries."""
    per_label: dict[str, set[str]] = {}
    for k in judul:
        per_label.setdefault(k.label, set()).add(str(k.pk))
    tentang = Q(pk__in=[])
    for label, pk in per_label.items():
        tentang |= Q(objek_jenis=label, objek_id__in=pk)
    tentang |= Q(objek_jenis="opd.impor", objek_id__in=list(map(str, impor)))
    tentang |= Q(objek_jenis="opd.permintaansubjek", objek_id__in=[str(p.pk) for p in requests_about(judul)])
    for b in baris.values():
        if b._meta.label_lower == "desa.keluarga":
            tentang |= Q(objek_jenis="desa.desa", objek_id=str(b.desa_id), pada=b.dicatat_pada, tindakan=MENGIMPOR)
    semua = Catatan.objects.filter(tentang).scoped()
    baca = starts_with((*MEMBACA, *BERKAS_IMPOR))
    kata = {(k.label, str(k.pk)): teks for k, teks in judul.items()}
    dibaca = {c.pk: c for c in [*semua.filter(baca), *listings_of(judul)]}
    return (
        tuple(_event(c, kata) for c in _newest(semua.exclude(baca))),
        tuple(_event(c, kata) for c in _newest(dibaca.values())),
    )


def _newest(catatan: Iterable[Catatan]) -> list[Catatan]:
    return sorted(catatan, key=lambda c: (c.pada, c.pk), reverse=True)


def _event(c: Catatan, kata: Mapping[tuple[str, str], str]) -> Kejadian:
    berkas = c.tindakan in (MEMBUKA_BERKAS, MENYERAHKAN_BERKAS)
    banyak = "beberapa catatan sekaligus" if c.objek_jenis == "opd.pengguna" else c.objek
    tentang = kata.get((c.objek_jenis, c.objek_id)) or ("berkas orang ini" if berkas else banyak)
    return Kejadian(c.pada, c.oleh, c.sebagai, c.tindakan, tentang, c.alasan)
