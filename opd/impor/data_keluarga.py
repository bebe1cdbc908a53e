"""An edited download of target families: who is who stays tied by "Pengenal" and "Versi"; numbers are never in the file.

What a plan keeps names nobody: the rows say which village, and only the preview says whom.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError

from desa.angka import baca_bilangan
from desa.impor.tabel import Baris, Galat, Tabel
from desa.models import Keluarga
from desa.sandi import SandiRusak
from desa.validators import rapikan
from opd.actions.dasar import changed_meanwhile_many
from opd.actions.isi_keluarga import PRIBADI, IsiKeluarga, odd_numbers
from opd.impor.kolom import baca_sel
from opd.impor.rencana import BarisRencana, Hasil, Rencana, Salah, Tanya, salah, skip, tolak
from opd.impor.sel_umkm import read_sex, read_uuid
from opd.rekap.nisan import name_in, refusals

PANJANG = {"kepala": 120, "alamat_rumah": 200}
ANGGOTA_TERBANYAK = 40
TANPA_PENGENAL = (
    "pengenal belum diisi. Keluarga baru dicatat lewat Catat keluarga atau petikannya, karena memerlukan NIK atau KK."
)
BUKAN_KELUARGANYA = "pengenal ini bukan keluarga sasaran desa Anda. Hapus barisnya, atau unduh lagi daftarnya."


@dataclass(frozen=True)
class IsiBaris:
    """What applying a row writes: the fields that differ, of a family at the version that its reader saw."""

    desa_id: int
    lama_id: int
    versi: int
    isi: IsiKeluarga

    @property
    def berubah(self) -> list[str]:
        return [f.name for f in fields(self.isi) if getattr(self.isi, f.name) is not None]


@dataclass(frozen=True)
class _Terbaca:
    baris: Baris
    keluarga: Keluarga
    versi: int | None
    beda: dict[str, Any]

    @property
    def ringkas(self) -> str:
        return f"Keluarga di {self.keluarga.desa.nama}"

    @property
    def rinci(self) -> str:
        kata = ", ".join(PRIBADI[n] for n in self.beda)
        return f"{self.keluarga.kepala}: {kata}" if kata else self.keluarga.kepala


class PerencanaDataKeluarga:
    """Plans one list for a person who may write the families of the villages `boleh` (None: all)."""

    def __init__(self, tabel: Tabel, pilihan: Mapping[str, Any], *, boleh: Set[int] | None) -> None:
        self.tabel, self.judul, self.boleh = tabel, tabel.judul, boleh
        self.pilihan_baris: Mapping[str, Any] = pilihan.get("baris", {})

    def rencana(self) -> Rencana:
        """The plan of all rows, in sheet order. Four queries, and those of the tombstones."""
        pengenal = {b.nomor: self._pengenal(b) for b in self.tabel.baris}
        banyak = Counter(p for p in pengenal.values() if isinstance(p, UUID))
        semua = Keluarga.objects.filter(uuid__in=banyak).select_related("desa")
        ada = {k.uuid: k for k in semua if self.boleh is None or k.desa_id in self.boleh}
        dibaca = {b.nomor: self._baca(b, pengenal[b.nomor], banyak, ada) for b in self.tabel.baris}
        self._read_refusals([t for t in dibaca.values() if isinstance(t, _Terbaca)])
        hasil = [self._row(t) if isinstance(t, _Terbaca) else t for t in dibaca.values()]
        return Rencana(hasil, list(self.tabel.catatan))

    def _pengenal(self, baris: Baris) -> UUID | BarisRencana:
        if baris.galat:
            return tolak(baris, "Keluarga", *baris.galat)
        try:
            pengenal: UUID | None = baca_sel(baris, "pengenal", self.judul, read_uuid)
            if pengenal is None:
                raise salah(baris, "pengenal", self.judul, TANPA_PENGENAL)
        except Salah as keliru:
            return tolak(baris, "Keluarga", keliru.galat)
        return pengenal

    def _baca(
        self, baris: Baris, pengenal: UUID | BarisRencana, banyak: Counter[UUID], ada: Mapping[UUID, Keluarga]
    ) -> BarisRencana | _Terbaca:
        if isinstance(pengenal, BarisRencana):
            return pengenal
        keluarga = ada.get(pengenal)
        try:
            if keluarga is None:
                raise salah(baris, "pengenal", self.judul, BUKAN_KELUARGANYA)
            if keluarga.pengosongan:
                kalimat = f"{keluarga.get_pengosongan_display()}: data keluarga ini tidak diisi lagi."
                return skip(baris.nomor, f"Keluarga di {keluarga.desa.nama}", kalimat, (baris.teks("kepala"),))
            if banyak[pengenal] > 1:
                raise salah(baris, "pengenal", self.judul, "keluarga ini disebut dua kali. Sisakan satu baris.")
            nilai = self._nilai(baris)
            versi = baca_sel(baris, "versi", self.judul, baca_bilangan)
        except Salah as keliru:
            return tolak(baris, "Keluarga", keliru.galat)
        beda = {n: v for n, v in nilai.items() if v != getattr(keluarga, n)}
        return _Terbaca(baris, keluarga, versi, beda)

    def _nilai(self, baris: Baris) -> dict[str, Any]:
        """The filled cells of a row, read; an empty cell is no statement and changes nothing."""
        nilai: dict[str, Any] = {}
        for nama, batas in PANJANG.items():
            nilai[nama] = rapikan(baris.teks(nama))
            if len(nilai[nama]) > batas:
                raise salah(baris, nama, self.judul, f"teks ini lebih dari {batas} huruf. Ringkaskan.")
        nilai["jenis_kelamin"] = baca_sel(baris, "jenis_kelamin", self.judul, read_sex)
        nilai["jumlah_anggota"] = baca_sel(baris, "jumlah_anggota", self.judul, _anggota)
        return {n: v for n, v in nilai.items() if v not in (None, "")}

    def _read_refusals(self, terbaca: list[_Terbaca]) -> None:
        """Whose new name was erased on request, and who changed a family since the download."""
        nama = {name_in(t.keluarga.desa_id, t.beda["kepala"]) for t in terbaca if _renamed(t)}
        self.nisan = refusals(nama)
        self.usang = changed_meanwhile_many([t.keluarga for t in terbaca if t.beda and t.versi != t.keluarga.versi])

    def _row(self, t: _Terbaca) -> BarisRencana:
        k, nomor = t.keluarga, t.baris.nomor
        if not t.beda:
            return BarisRencana(nomor, Hasil.SAMA, t.ringkas, jejak=(k.pk, k.versi), rinci=t.rinci)
        if t.versi is None:
            return self._refused(t, "pengenal", "versi belum diisi. Salin dari unduhannya.")
        if t.versi != k.versi:
            return self._refused(t, "versi", self.usang[k.pk])
        if _renamed(t) and (pergi := self.nisan.get(name_in(k.desa_id, t.beda["kepala"]))):
            return skip(nomor, t.ringkas, pergi.kalimat, (t.beda["kepala"],))
        isi = IsiBaris(k.desa_id, k.pk, k.versi, IsiKeluarga(**t.beda))
        jejak = (k.pk, k.versi, sorted((n, str(v)) for n, v in t.beda.items()))
        tanya, galat = self._doubts(t)
        if galat is not None:
            return BarisRencana(nomor, Hasil.PERLU_PILIHAN, t.ringkas, (galat,), (), tanya, None, jejak, t.rinci)
        return BarisRencana(nomor, Hasil.BERUBAH, t.ringkas, (), (), tanya, isi, jejak, t.rinci)

    def _refused(self, t: _Terbaca, nama: str, kalimat: str) -> BarisRencana:
        nama = nama if nama in t.baris.sel else "pengenal"
        galat = salah(t.baris, nama, self.judul, kalimat).galat
        return BarisRencana(t.baris.nomor, Hasil.DITOLAK, t.ringkas, (galat,), rinci=t.rinci)

    def _doubts(self, t: _Terbaca) -> tuple[tuple[Tanya, ...], Galat | None]:
        """A sex that the NIK speaks against: asked about once, as the form does."""
        if "jenis_kelamin" not in t.beda:
            return (), None
        try:
            janggal = odd_numbers(t.keluarga.nik, t.keluarga.kk, perempuan=t.beda["jenis_kelamin"] == "P")
        except SandiRusak as galat:
            return (), Galat(t.baris.nomor, "", "", str(galat))
        if not janggal:
            return (), None
        yakin = str(self.pilihan_baris.get(str(t.baris.nomor), {}).get("yakin", ""))
        tanya = (Tanya(f"yakin-{t.baris.nomor}", "centang", "Data ini sudah benar", nilai=yakin),)
        sel = t.baris.sel["jenis_kelamin"]
        return tanya, None if yakin else Galat(t.baris.nomor, "", sel, f"Sel {sel}: {' '.join(janggal)}")


def _renamed(t: _Terbaca) -> bool:
    """Whether a family known by no NIK gets another name: that name alone says who it is."""
    return "kepala" in t.beda and not t.keluarga.nik_sandi


def _anggota(nilai: object) -> int:
    jumlah = baca_bilangan(nilai)
    if not 1 <= jumlah <= ANGGOTA_TERBANYAK:
        raise ValidationError(f"jumlah anggota 1 sampai {ANGGOTA_TERBANYAK} orang. Periksa angkanya.")
    return jumlah


def rencanakan_data_keluarga(tabel: Tabel, pilihan: Mapping[str, Any], *, boleh: Set[int] | None) -> Rencana:
    """The plan of an edited list of families. Pure: reads, never writes."""
    return PerencanaDataKeluarga(tabel, pilihan, boleh=boleh).rencana()
