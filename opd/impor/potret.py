"""A list of potret kesejahteraan of many villages: each row one village, source and day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Set
from dataclasses import asdict, dataclass, replace
from datetime import date
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError

from desa.angka import baca_bilangan, baca_tanggal, format_tanggal
from desa.enums import DefinisiEkstrem, SumberKesejahteraan
from desa.impor.tabel import Baris, Galat, Tabel
from desa.models import PotretKesejahteraan
from desa.models.kesejahteraan import KK, KK_TERBANYAK, SUMBER, broken_rules, count_words
from desa.validators import kunci_nama, rapikan
from opd.actions.potret import BELUM_TERJADI, PERIKSA, IsiPotret, isi_of, odd_counts, replaced_by
from opd.impor.kolom import baca_sel
from opd.impor.rencana import BarisRencana, Hasil, Rencana, Salah, Tanya, salah, tolak
from opd.impor.rujukan import RujukanDesa
from opd.impor.sel_umkm import read_uuid
from opd.impor.tempat import PencariTempat
from opd.rekap.potret import replaceable

_SUMBER = {kunci_nama(label): nilai for nilai, label in SUMBER} | {
    "musdes": SumberKesejahteraan.MUSDES.value, "musdesus": SumberKesejahteraan.MUSDES.value,
    "data tunggal sosial dan ekonomi nasional": SumberKesejahteraan.DTSEN.value,
    "data terpadu kesejahteraan sosial": SumberKesejahteraan.DTKS.value,
    "registrasi sosial ekonomi": SumberKesejahteraan.REGSOSEK.value,
}  # fmt: skip
_ARTI = {kunci_nama(d.label): d.value for d in DefinisiEkstrem if d != DefinisiEkstrem.LAINNYA}
AWALAN_LAIN = "lainnya:"
SUDAH = "{} desa ini sudah tercatat dengan isi lain. Buka potret itu, lalu koreksi bila angkanya keliru."
KOREKSI_TERBANYAK = 500
"""Corrections are written one by one, each with its own audit row."""
TIDAK_DIBANDINGKAN = "Potret ini sudah tercatat; angkanya tidak dibandingkan, dan baris ini tidak mengubahnya."


@dataclass(frozen=True)
class IsiBaris:
    """What applying a row writes."""

    desa_id: int
    isi: IsiPotret
    lama_id: int | None = None


@dataclass(frozen=True)
class _Terbaca:
    baris: Baris
    desa: RujukanDesa
    isi: IsiPotret
    tanya: tuple[Tanya, ...]
    pengenal: UUID | None = None

    @property
    def ringkas(self) -> str:
        sumber = SumberKesejahteraan(self.isi.sumber).label
        return f"{self.desa.label} → {sumber} {format_tanggal(self.isi.tanggal_data)}"

    @property
    def angka(self) -> str:
        """The counts of the row, for its uploader to look over."""
        ada = ((n, getattr(self.isi, n)) for n in KK)
        nama = {n: str(PotretKesejahteraan._meta.get_field(n).verbose_name) for n in KK}  # type: ignore[union-attr]
        return "; ".join(f"{nama[n]} {count_words(v).removesuffix(' KK')}" for n, v in ada if v is not None)


class PerencanaPotret:
    """Plans one list for a person who may enter for the villages `boleh` (None: all) and read small groups of those in `baca`."""

    def __init__(
        self, tabel: Tabel, pilihan: Mapping[str, Any], *, boleh: Set[int] | None, baca: Set[int], on: date
    ) -> None:
        self.tabel, self.judul, self.baca, self.on = tabel, tabel.judul, baca, on
        self.pilihan_baris: Mapping[str, Any] = pilihan.get("baris", {})
        self.tempat = PencariTempat(tabel, pilihan, boleh=boleh)
        semua = PotretKesejahteraan.objects.filter(batal=False)
        self.per_desa: dict[int, list[PotretKesejahteraan]] = defaultdict(list)
        for p in (semua.verified() | semua.pending()).order_by("-tanggal_data", "-pk"):
            self.per_desa[p.desa_id].append(p)
        self.dikoreksi = 0

    def rencana(self) -> Rencana:
        """The plan of all rows, in sheet order."""
        dibaca = {b.nomor: self._baca(b) for b in self.tabel.baris}
        terbaca = [t for t in dibaca.values() if isinstance(t, _Terbaca)]
        ganda = self._ganda(terbaca)
        self.tersimpan = PotretTersimpan({t.pengenal for t in terbaca if t.pengenal})
        for t in terbaca:  # a list may hold several vintages of a village
            self.per_desa[t.desa.pk].append(PotretKesejahteraan(desa_id=t.desa.pk, **asdict(t.isi)))
        hasil = []
        for nomor, t in dibaca.items():
            if isinstance(t, BarisRencana):
                hasil.append(t)
            else:
                hasil.append(tolak(t.baris, t.ringkas, ganda[nomor]) if nomor in ganda else self._row(t))
        return Rencana(hasil, list(self.tabel.catatan))

    def _baca(self, baris: Baris) -> BarisRencana | _Terbaca:
        kasar = " → ".join(x for x in (baris.teks("kode") or baris.teks("desa"), baris.teks("sumber")) if x)
        kasar = kasar or "baris kosong"
        if baris.galat:
            return tolak(baris, kasar, *baris.galat)
        try:
            isi = self._isi(baris)
            pengenal = baca_sel(baris, "pengenal", self.judul, read_uuid)
            tempat = self.tempat.find(baris, kasar)
            if isinstance(tempat, BarisRencana):
                return tempat
        except Salah as keliru:
            return tolak(baris, kasar, keliru.galat)
        return _Terbaca(baris, tempat.desa, isi, tempat.tanya, pengenal)

    def _isi(self, baris: Baris) -> IsiPotret:
        for nama in ("sumber", "tanggal_data", "definisi", "dokumen"):
            if not baris.teks(nama):
                raise salah(baris, nama, self.judul, f"{self.judul[nama].lower()} belum diisi.")
        tanggal = baca_sel(baris, "tanggal_data", self.judul, baca_tanggal, sistem_1904=self.tabel.sistem_1904)
        if tanggal > self.on:
            raise salah(baris, "tanggal_data", self.judul, BELUM_TERJADI)
        dokumen = rapikan(baris.teks("dokumen"))
        if len(dokumen) > 200:
            raise salah(baris, "dokumen", self.judul, "teks ini lebih dari 200 huruf. Ringkaskan.")
        definisi, lain = baca_sel(baris, "definisi", self.judul, _definisi)
        jumlah = {n: baca_sel(baris, n, self.judul, _jumlah) for n in KK}
        for nama, kalimat in broken_rules(jumlah).items():
            raise salah(baris, nama, self.judul, kalimat)
        return IsiPotret(
            sumber=baca_sel(baris, "sumber", self.judul, _sumber),
            definisi=definisi,
            definisi_lain=lain,
            tanggal_data=tanggal,
            dokumen=dokumen,
            **jumlah,
        )

    def _ganda(self, terbaca: list[_Terbaca]) -> dict[int, Galat]:
        """Rows that give one village's vintage twice, or one stored potret."""
        kelompok: dict[tuple[Any, ...], list[_Terbaca]] = defaultdict(list)
        for t in terbaca:
            kelompok[t.desa.pk, t.isi.sumber, t.isi.tanggal_data].append(t)
            if t.pengenal:
                kelompok[(t.pengenal,)].append(t)
        hasil = {}
        for isi in kelompok.values():
            for t in isi if len(isi) > 1 else ():
                nomor = " dan ".join(str(x.baris.nomor) for x in isi)
                kalimat = (
                    f"Baris {nomor} menyebut potret yang sama. Sisakan satu baris untuk desa, sumber, dan tanggal itu."
                )
                sel = t.baris.sel["tanggal_data"]
                hasil[t.baris.nomor] = Galat(t.baris.nomor, self.judul["tanggal_data"], sel, kalimat)
        return hasil

    def _row(self, t: _Terbaca) -> BarisRencana:
        try:
            return self._tied(t, t.pengenal) if t.pengenal else self._untied(t)
        except Salah as keliru:
            return replace(tolak(t.baris, t.ringkas, keliru.galat), tanya=t.tanya)

    def _untied(self, t: _Terbaca) -> BarisRencana:
        """A row without a number: recorded already as it says, refused where that says otherwise, or new."""
        kunci = (t.isi.sumber, t.isi.tanggal_data)
        ada = next((p for p in self.per_desa[t.desa.pk] if p.pk and (p.sumber, p.tanggal_data) == kunci), None)
        terbuka = t.desa.pk in self.baca
        if ada is None:
            return self._asked(t, Hasil.BARU, IsiBaris(t.desa.pk, t.isi), t.ringkas)
        if not terbuka or isi_of(ada) == t.isi:
            return self._same(t, ada, *(() if terbuka else (TIDAK_DIBANDINGKAN,)))
        raise salah(t.baris, "tanggal_data", self.judul, SUDAH.format(ada))

    def _tied(self, t: _Terbaca, pengenal: UUID) -> BarisRencana:
        """A row of a filled template, compared with the potret that it came from and with what that has become since."""
        lama = self.tersimpan.per_uuid.get(pengenal)
        if lama is None:
            raise salah(
                t.baris, "pengenal", self.judul, "pengenal ini tidak tercatat. Kosongkan selnya untuk potret baru."
            )
        if lama.desa_id != t.desa.pk:
            kolom = "kode" if t.baris.teks("kode") else "desa"
            raise salah(
                t.baris, kolom, self.judul, "potret ini tercatat di desa lain. Desanya tidak diubah lewat daftar."
            )
        if t.desa.pk not in self.baca:
            return self._same(t, lama, TIDAK_DIBANDINGKAN)
        rantai = self.tersimpan.rantai[lama.kunci]
        akhir, isi = rantai[-1], _overlay(t.isi, lama)
        if not akhir.batal and isi_of(akhir) == isi_of(lama):  # changed, and taken back
            lama = akhir
        if replaceable(lama, rantai) is not None:
            return self._same(t, lama) if isi == isi_of(lama) else self._correction(t, isi, lama)
        if not akhir.batal and _overlay(t.isi, akhir) == isi_of(akhir):
            return self._same(t, akhir)
        kalimat = replaced_by(akhir)
        if isi == isi_of(lama):
            return self._same(t, lama, f"{kalimat} Baris ini tidak Anda ubah, jadi tidak ada yang ditimpa.")
        raise salah(t.baris, "pengenal", self.judul, f"{kalimat} Unduh lagi templatnya, lalu ubah di sana.")

    def _correction(self, t: _Terbaca, isi: IsiPotret, lama: PotretKesejahteraan) -> BarisRencana:
        for nama, kalimat in broken_rules({n: getattr(isi, n) for n in KK}).items():
            raise salah(t.baris, nama if nama in t.baris.sel else "pengenal", self.judul, kalimat)
        kunci = (isi.sumber, isi.tanggal_data)
        for p in self.per_desa[t.desa.pk]:
            if p.pk and p.kunci != lama.kunci and (p.sumber, p.tanggal_data) == kunci:
                raise salah(t.baris, "tanggal_data", self.judul, SUDAH.format(p))
        self.dikoreksi += 1
        if self.dikoreksi > KOREKSI_TERBANYAK:
            raise salah(
                t.baris, "pengenal", self.judul, f"satu berkas mengoreksi paling banyak {KOREKSI_TERBANYAK} potret."
            )
        dulu = isi_of(lama)
        beda = [n for n in IsiPotret.__dataclass_fields__ if getattr(isi, n) != getattr(dulu, n)]
        kata = ", ".join(self.judul.get(n, n).lower() for n in beda if n != "definisi_lain") or "arti miskin ekstrem"
        return self._asked(
            replace(t, isi=isi), Hasil.BERUBAH, IsiBaris(t.desa.pk, isi, lama.pk), f"{t.ringkas}: {kata} diubah", lama
        )

    def _same(self, t: _Terbaca, ada: PotretKesejahteraan, *catatan: str) -> BarisRencana:
        return BarisRencana(t.baris.nomor, Hasil.SAMA, t.ringkas, (), catatan, t.tanya, jejak=(ada.pk, *catatan))

    def _asked(
        self, t: _Terbaca, hasil: Hasil, isi: IsiBaris, ringkas: str, lama: PotretKesejahteraan | None = None
    ) -> BarisRencana:
        """The row as it would be written, or waiting while counts far from the earlier ones were not said to be right."""
        nomor = t.baris.nomor
        jejak = (t.desa.pk, isi.lama_id, *(getattr(t.isi, n) for n in IsiPotret.__dataclass_fields__))
        sebelum = (
            p for p in self.per_desa[t.desa.pk]
            if p.tanggal_data < t.isi.tanggal_data and (lama is None or p.kunci != lama.kunci)
        )  # fmt: skip
        urut = sorted(sebelum, key=attrgetter("tanggal_data"), reverse=True)
        janggal = odd_counts(t.isi, urut, terbuka=t.desa.pk in self.baca, lama=lama)
        if not janggal:
            return BarisRencana(nomor, hasil, ringkas, (), (t.angka,), t.tanya, isi, jejak)
        yakin = self.pilihan_baris.get(str(nomor), {}).get("yakin", "")
        tanya = (*t.tanya, Tanya(f"yakin-{nomor}", "centang", "Angka ini sudah benar", nilai=yakin))
        if yakin:
            return BarisRencana(nomor, hasil, ringkas, (), (t.angka, *janggal), tanya, isi, jejak)
        galat = Galat(nomor, "", "", " ".join([*janggal, PERIKSA]))
        return BarisRencana(nomor, Hasil.PERLU_PILIHAN, ringkas, (galat,), (t.angka,), tanya, jejak=jejak)


class PotretTersimpan:
    """The potret that a list names by their numbers, and every row of each. Two queries, none without a number."""

    def __init__(self, pengenal: Set[UUID]) -> None:
        self.per_uuid: dict[UUID, PotretKesejahteraan] = {}
        self.rantai: dict[UUID, list[PotretKesejahteraan]] = defaultdict(list)
        if not pengenal:
            return
        bernama = PotretKesejahteraan.objects.filter(uuid__in=pengenal).order_by()
        for p in PotretKesejahteraan.objects.filter(kunci__in=bernama.values("kunci")).order_by("pk"):
            self.per_uuid[p.uuid] = p
            self.rantai[p.kunci].append(p)


def _overlay(isi: IsiPotret, lama: PotretKesejahteraan) -> IsiPotret:
    """What a row says of a stored potret: a count left empty says nothing and changes nothing."""
    return replace(isi, **{n: getattr(lama, n) for n in KK if getattr(isi, n) is None})


def _sumber(nilai: object) -> str:
    if (sumber := _SUMBER.get(kunci_nama(str(nilai)))) is None:
        raise ValidationError("sumber tidak dikenal. Tulis DTSEN, P3KE, DTKS, Regsosek, atau musyawarah desa.")
    return sumber


def _definisi(nilai: object) -> tuple[str, str]:
    """A choice of the list and "", or *lainnya* with what was written."""
    teks = rapikan(str(nilai))
    if (definisi := _ARTI.get(kunci_nama(teks))) is not None:
        return definisi, ""
    lain = teks[len(AWALAN_LAIN) :].strip() if teks.casefold().startswith(AWALAN_LAIN) else ""
    if not lain or len(lain) > 200:
        raise ValidationError("arti ini tidak ada pada daftar. Pilih dari daftar, atau tulis: Lainnya: lalu artinya.")
    return DefinisiEkstrem.LAINNYA.value, lain


def _jumlah(nilai: object) -> int:
    jumlah = baca_bilangan(nilai)
    if not 0 <= jumlah <= KK_TERBANYAK:
        raise ValidationError("jumlah KK tidak masuk akal. Periksa angkanya.")
    return jumlah


def rencanakan_potret(
    tabel: Tabel, pilihan: Mapping[str, Any], *, boleh: Set[int] | None, baca: Set[int], on: date
) -> Rencana:
    """The plan of a list of potret. Pure: reads, never writes."""
    return PerencanaPotret(tabel, pilihan, boleh=boleh, baca=baca, on=on).rencana()
