"""Take out of records what tells of a person, so that figures stay true and nothing is left to show; and put it back.

One table says for each kind of record what it loses. What a person loses is not what a village counts: moves, sales, visits and
rupiah stay on a row that names nobody. Law: UU 27/2022 art. 41, 43, 44.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import FileField, Model

from desa.enums import BentukUsaha, JenisNisan, JenisSidik, Pengosongan
from desa.models import Keluarga, SidikKeluarga, Umkm
from desa.nama_dikosongkan import neutral_name
from desa.putar_kunci import key_ids
from desa.validators import NIB_DIKOSONGKAN, kunci_nama
from opd.models import PenerimaBantuan
from opd.models.terdaftar import Terdaftar
from opd.rekap.bantuan import recipient_hash
from opd.rekap.cari_subjek import village_of
from opd.rekap.nisan import Nomor, contact_of, name_in
from opd.rekap.simpanan_pribadi import PER_LABEL, Kunci
from opd.rekap.subjek_dibatasi import BERSAMA, lines_back

BERSEGEL = {
    "nik": ("nik_sandi",),
    "kk": ("kk_sandi",),
    "telepon": ("telepon_sandi",),
    "whatsapp": ("whatsapp_sandi",),
}
"""Values set through a property -> their columns."""
BERKAS = ("berkas_berita_acara", "pindaian", "surat")
"""The fields of personal records that hold a file."""
SEBUTAN_SAJA = rf"({'|'.join(map(str, Pengosongan.labels))})( \([0-9]+\))?"
"""What stands where a name stood, as a pattern; recipients are numbered."""
BERUBAH_KOSONG = (
    "Satu nama pada catatan ini dibatasi atau dihapus atas permintaan orangnya sesudah formulir ini dibuka. Muat ulang halaman, "
    "lalu koreksi lagi dan biarkan baris yang sudah dikosongkan."
)
TERTAUT = "umkm_tertaut"
"""Under which name a restriction keeps the enterprises that were linked to a family."""
TETAP_SESUDAHNYA = frozenset({"dicabut_pada", "alasan_cabut"})
"""What an end of a restriction does not take back: a consent that was withdrawn is asked for anew."""


@dataclass(frozen=True)
class Cara:
    """How records are emptied: as what, when, by which names the person is known, and which enterprises are the person's."""

    keadaan: Pengosongan
    at: datetime
    nama: frozenset[str] = frozenset()
    umkm: frozenset[int] = frozenset()

    @property
    def sebutan(self) -> str:
        """What stands where a name stood."""
        return str(self.keadaan.label)

    def bears_name(self, teks: str) -> bool:
        """Whether one of the person's names stands in a text."""
        isi = f" {kunci_nama(teks)} "
        return any(f" {n} " in isi for n in self.nama if n)

    def takes(self, teks: str) -> bool:
        """Whether this name goes: the person's, or whoever's once its period is over."""
        return bool(teks) and (self.keadaan == Pengosongan.KEDALUWARSA or self.bears_name(teks))


@dataclass
class Diambil:
    """What was taken out: per record its old values, the person's numbers, names and phones, the files nobody names any more."""

    nilai: dict[str, dict[str, Any]] = field(default_factory=dict)
    nomor: set[Nomor] = field(default_factory=set)
    telepon: set[str] = field(default_factory=set)
    berkas: set[str] = field(default_factory=set)

    def note(self, satu: Any, baru: Mapping[str, Any]) -> None:
        """Remember what a row tells of its person before it is emptied; `baru` is what it loses."""
        self.note_kept(satu, {n: _kept(satu, n, v) for n, v in baru.items()})

    def note_kept(self, satu: Any, nilai: Mapping[str, Any]) -> None:
        """The same of what a restriction kept of a row."""
        self.nomor |= {(jenis, n) for jenis in JenisSidik if (n := nilai.get(jenis.value))}
        if (nib := nilai.get("nib", NIB_DIKOSONGKAN)) != NIB_DIKOSONGKAN:
            self.nomor.add((JenisNisan.NIB, nib))
        simpanan = PER_LABEL[satu._meta.label_lower]
        desa = village_of(simpanan.desa, satu)
        for kolom in simpanan.nama if desa else ():
            for nama in str(nilai.get(kolom) or "").split("\n"):
                if kunci_nama(nama) and not is_label(nama):
                    self.nomor.add(name_in(desa.pk, nama))
        if isinstance(satu, Terdaftar):
            self.nomor |= {contact_of(satu, nilai[n]) for n in ("nama_kontak", "telepon", "surel") if nilai.get(n)}
        self.telepon |= {nilai[n] for n in ("telepon", "whatsapp") if nilai.get(n)}
        self.berkas |= {nilai[n] for n in BERKAS if nilai.get(n)}

    @property
    def jumlah(self) -> dict[str, int]:
        """How many records of each kind, by its name."""
        return dict(Counter(str(apps.get_model(k.partition(":")[0])._meta.verbose_name) for k in self.nilai))


def _family(k: Any, cara: Cara) -> dict[str, Any]:
    kosong = dict.fromkeys(("jenis_kelamin", "nik", "kk", "telepon", "alamat_rumah"), "")
    return {"kepala": cara.sebutan, "jumlah_anggota": None, "pengosongan": cara.keadaan, **kosong}


def _status(s: Any, cara: Cara) -> dict[str, Any]:
    return {"keterangan_keluarga": "", "berkas_berita_acara": ""}


def _owner(u: Any, cara: Cara) -> dict[str, Any]:
    """An enterprise whose name bears its owner's loses that too; that the owner's family is poor stays a count.

    Of one person's enterprise one word of the name is enough: a name taken out too much is typed again, one left stays.
    """
    kosong = dict.fromkeys(("jenis_kelamin", "nik", "telepon"), "")
    bernama = cara.bears_name(u.nama) or u.bentuk == BentukUsaha.PERORANGAN and u.bears_owner()
    nama = {"nama": neutral_name(cara.keadaan)} if bernama else {}
    if u.nib and u.bentuk == BentukUsaha.PERORANGAN:
        nama["nib"] = NIB_DIKOSONGKAN
    return {"pemilik": cara.sebutan, "keluarga_sasaran_id": None, "pengosongan": cara.keadaan, **kosong, **nama}


def _licence(x: Any, cara: Cara) -> dict[str, Any]:
    """The number of a licence that one person holds tells who that is; that it was issued, and until when, stays."""
    nomor = {"nomor": cara.sebutan} if x.nomor and x.umkm.bentuk == BentukUsaha.PERORANGAN else {}
    return {"pindaian": "", **nomor}


def _consent(p: Any, cara: Cara) -> dict[str, Any]:
    """Nothing of an owner who is restricted or erased stays in the showcase; of somebody else named here only the name goes."""
    if p.umkm_id not in cara.umkm and not cara.takes(p.penyetuju):
        tampil = {"nama_tampil": "", "tampil_pemilik": False} if cara.takes(p.nama_tampil) else {}
        return tampil | ({"saksi": cara.sebutan} if cara.takes(p.saksi) else {})
    baru = {"penyetuju": cara.sebutan, "surat": "", "nama_tampil": "", "tampil_pemilik": False}
    baru |= {"whatsapp": "", "tampil_whatsapp": False}
    if cara.takes(p.saksi):
        baru["saksi"] = cara.sebutan
    if p.dicabut_pada is None:
        baru |= {"dicabut_pada": cara.at, "alasan_cabut": cara.sebutan}
    return baru


def _credit(p: Any, cara: Cara) -> dict[str, Any]:
    return {"alasan_tolak": cara.sebutan} if p.alasan_tolak else {}


def _recipient(p: Any, cara: Cara) -> dict[str, Any]:
    """Numbered, so that two of them stay two recipients and are never taken for one who got the like twice."""
    if p.umkm_id is not None:
        return {}
    nama = f"{cara.sebutan} ({p.pk})"
    return {"nama_penerima": nama, "sidik_penerima": recipient_hash(nama, "", desa_id=p.bantuan.penugasan.desa_id)}


def _visit(v: Any, cara: Cara) -> dict[str, Any]:
    """The lines with the person's name; a field visit still counts the villagers it met."""
    baris = [cara.sebutan if cara.takes(b) and not is_label(b) else b for b in v.warga_ditemui.split("\n")]
    return {"warga_ditemui": "\n".join(baris)}


def _outside(m: Any, cara: Cara) -> dict[str, Any]:
    return {"nama_kontak": "", "telepon": "", "surel": ""}


def _village_contact(k: Any, cara: Cara) -> dict[str, Any]:
    return {"telepon": ""}


PENGOSONG: Mapping[str, Callable[[Any, Cara], dict[str, Any]]] = {
    "desa.keluarga": _family,
    "desa.statuskeluarga": _status,
    "desa.umkm": _owner,
    "desa.legalitas": _licence,
    "desa.persetujuantampil": _consent,
    "desa.pembiayaan": _credit,
    "opd.penerimabantuan": _recipient,
    "opd.kunjungan": _visit,
    "opd.mitra": _outside,
    "opd.pembeli": _outside,
    "desa.kontak": _village_contact,
}
TIDAK_DIKOSONGKAN: Mapping[str, str] = {
    "desa.sidikkeluarga": "dihapus bersama keluarganya",
    "desa.perkembanganumkm": "angka usaha pada baris tanpa nama pemilik",
    "opd.pengguna": "pejabat dan petugas: pertanggungjawaban tugasnya (UU 43/2009)",
    "opd.jabatan": "pejabat dan petugas: pertanggungjawaban tugasnya (UU 43/2009)",
    "opd.anggotatim": "pejabat dan petugas: pertanggungjawaban tugasnya (UU 43/2009)",
}
"""Personal records that are not emptied, and why."""


def empty_rows(baris: Mapping[Kunci, Any], cara: Cara) -> Diambil:
    """Empty these records in place; rows that were emptied before are left. In the caller's transaction, their villages locked.

    Files that no other record names go from the disk once the transaction is committed, unless it is a restriction.
    """
    hasil = Diambil()
    for kunci, satu in baris.items():
        pengosong = PENGOSONG.get(kunci.label)
        if pengosong is None or getattr(satu, "pengosongan", "") == Pengosongan.DIHAPUS:
            continue
        baru = {n: v for n, v in pengosong(satu, cara).items() if getattr(satu, n) != v}
        if baru:
            hasil.note(satu, baru)
            hasil.nilai[str(kunci)] = {n: _kept(satu, n, v) for n, v in baru.items() if n not in TETAP_SESUDAHNYA}
            if isinstance(satu, Keluarga):  # an owner who is still named would name the family
                tertaut = Umkm.semua.filter(keluarga_sasaran=satu)
                hasil.nilai[str(kunci)][TERTAUT] = sorted(tertaut.values_list("pk", flat=True))
                tertaut.update(keluarga_sasaran=None)
            write_values(satu, baru)
    if cara.keadaan != Pengosongan.DIBATASI:
        drop_files(hasil.berkas)
    return hasil


def _kept(satu: Any, nama: str, baru: Any) -> Any:
    """What a restriction keeps of a field; of one that names several persons only the lines that change."""
    nilai = getattr(satu, nama)
    if nama in BERSAMA:
        pasangan = zip(nilai.split("\n"), baru.split("\n"), strict=True)
        return "\n".join(lama if lama != kini else "" for lama, kini in pasangan)
    return nilai if nilai is None or isinstance(nilai, bool | int) else str(nilai)


def write_values(satu: Any, baru: Mapping[str, Any]) -> None:
    """Write these values, the sealed ones by their property, and the hashes that follow from a number."""
    kolom: set[str] = set()
    for nama, nilai in baru.items():
        setattr(satu, nama, nilai)
        kolom |= set(BERSEGEL.get(nama, (nama.removesuffix("_id"),)))
    if isinstance(satu, Umkm) and "nik" in baru:
        kolom.add("sidik_nik")
    if hasattr(satu, "versi"):
        satu.versi += 1
        kolom.add("versi")
    satu.save(update_fields=sorted(kolom))
    if isinstance(satu, Keluarga) and {"nik", "kk"} & set(baru):
        satu.sidik.all().delete()
        SidikKeluarga.objects.bulk_create(satu.hashes())


def restore_rows(baris: Mapping[Kunci, Any], nilai: Mapping[str, Mapping[str, Any]]) -> int:
    """Put back what a restriction took out, where the record is still restricted; how many that were."""
    jumlah = 0
    for kunci, satu in baris.items():
        lama = dict(nilai.get(str(kunci)) or {})
        if lama and getattr(satu, "pengosongan", Pengosongan.DIBATASI) in ("", Pengosongan.DIBATASI):
            tertaut = lama.pop(TERTAUT, ())
            write_values(satu, {n: _current(satu, n, isi, lama) for n, isi in lama.items()})
            Umkm.semua.filter(pk__in=tertaut, keluarga_sasaran=None, pengosongan="").update(keluarga_sasaran=satu)
            jumlah += 1
    return jumlah


def _current(satu: Any, nama: str, isi: Any, lama: Mapping[str, Any]) -> Any:
    """A kept value as it is right today: others of a visit stay as they are, and a hash whose key is gone is made of the name."""
    if nama in BERSAMA:
        return lines_back(getattr(satu, nama), isi)
    if isinstance(satu, PenerimaBantuan) and nama == "sidik_penerima":
        ada = isi.partition(":")[0] in key_ids(settings.KUNCI_INDEKS)
        return isi if ada else recipient_hash(lama["nama_penerima"], "", desa_id=satu.bantuan.penugasan.desa_id)
    if nama == "nib" and Umkm.semua.filter(nib=isi).exists():  # given to another one meanwhile
        return ""
    return isi


def is_label(teks: str) -> bool:
    """Whether a name is only what stands where one stood; a recipient's bears a number."""
    return re.fullmatch(SEBUTAN_SAJA, teks) is not None


def require_still_empty(lama: Iterable[str], baru: Iterable[str]) -> None:
    """Raise ValidationError for a correction without the lines that were emptied: its form still has the names.

    Both are the lines of a record that names several persons, as it stands and as the form says.
    """
    kosong = Counter(filter(is_label, lama))
    if kosong - Counter(baru):
        raise ValidationError(BERUBAH_KOSONG, code="berubah")


def drop_files(nama: Iterable[str]) -> None:
    """Remove files from the disk after the commit, but those that another record names too."""
    for satu in nama:
        if not still_named(satu):
            transaction.on_commit(lambda berkas=satu: default_storage.delete(berkas))  # type: ignore[misc]


def still_named(berkas: str) -> bool:
    """Whether any record names this file. One query a file field."""
    return any(m._base_manager.filter(**{f.name: berkas}).exists() for m, f in _file_fields())


def _file_fields() -> list[tuple[type[Model], FileField]]:
    return [(m, f) for m in apps.get_models() for f in m._meta.local_fields if isinstance(f, FileField)]
