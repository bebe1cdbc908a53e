"""Quarterly states: one row is what was found at an enterprise on a day. Rupiah never stand in a plan's words."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import TextChoices

from desa.angka import (
    baca_bilangan,
    baca_desimal,
    baca_rupiah,
    baca_tanggal,
    format_ribuan,
    format_tanggal,
    format_waktu,
)
from desa.enums import AdaTidak, Pembukuan
from desa.impor.tabel import Baris, Galat, Tabel
from desa.models import PerkembanganUmkm
from desa.validators import kunci_nama, rapikan
from desa.waktu import awal_triwulan
from opd.actions.isi_perkembangan import (
    DIBANDING,
    KEADAAN,
    TERBANYAK,
    IsiPerkembangan,
    clashes,
    figure,
    jumps,
    require_fitting,
)
from opd.impor.kolom import baca_sel
from opd.impor.rencana import BarisRencana, Hasil, Rencana, Salah, Tanya, salah, tolak
from opd.impor.susulan import Susulan
from opd.impor.usaha import PencariUsaha, Usaha
from opd.permissions_usaha import Masa, answers_on
from opd.rekap.kunci import BukuKunci
from opd.rekap.rentang import sebut_triwulan

PEMBUKUAN = {kunci_nama(p.label): p for p in Pembukuan} | {
    "tidak": Pembukuan.TIDAK_ADA, "belum ada": Pembukuan.TIDAK_ADA, "sederhana": Pembukuan.SEDERHANA,
    "catatan": Pembukuan.SEDERHANA, "ada": Pembukuan.PEMBUKUAN, "lengkap": Pembukuan.PEMBUKUAN,
}  # fmt: skip
ADA_TIDAK = {
    "ya": AdaTidak.YA, "y": AdaTidak.YA, "ada": AdaTidak.YA, "sudah": AdaTidak.YA, "pernah": AdaTidak.YA,
    "tidak": AdaTidak.TIDAK, "t": AdaTidak.TIDAK, "belum": AdaTidak.TIDAK, "tidak ada": AdaTidak.TIDAK,
    "belum ada": AdaTidak.TIDAK, "belum pernah": AdaTidak.TIDAK, "tidak pernah": AdaTidak.TIDAK,
}  # fmt: skip
SATUAN_TERPANJANG = 40


@dataclass(frozen=True)
class IsiBaris:
    """What applying a row writes: the state of a quarter, replacing the stored row `lama_id` if there is one."""

    umkm_id: int
    isi: IsiPerkembangan
    lama_id: int | None = None
    susulan: str = ""


@dataclass(frozen=True)
class _Terbaca:
    baris: Baris
    usaha: Usaha
    tanggal: date
    nilai: dict[str, Any]
    tanya: tuple[Tanya, ...]
    versi: int | None = None

    @property
    def kunci(self) -> tuple[int, date]:
        return self.usaha.pk, awal_triwulan(self.tanggal)


class PerencanaPerkembangan:
    """Plans one list of states for a person who answers for the villages `boleh`; `masa` says who answered when."""

    def __init__(
        self,
        tabel: Tabel,
        pilihan: Mapping[str, Any],
        *,
        boleh: Set[int],
        on: date,
        masa: Mapping[int, Sequence[Masa]],
        kunci: BukuKunci,
    ) -> None:
        self.tabel, self.judul, self.on = tabel, tabel.judul, on
        self.masa, self.kunci, self.susulan = masa, kunci, Susulan(pilihan)
        self.pilihan_baris: Mapping[str, Any] = pilihan.get("baris", {})
        self.usaha = PencariUsaha(self.judul, self.pilihan_baris, boleh=boleh)

    def rencana(self) -> Rencana:
        """The plan of all rows, in sheet order."""
        hasil: dict[int, BarisRencana] = {}
        terbaca: list[_Terbaca] = []
        for baris in self.tabel.baris:
            satu = self._baca(baris)
            if isinstance(satu, BarisRencana):
                hasil[baris.nomor] = satu
            else:
                terbaca.append(satu)
        self.tersimpan = self._tersimpan(terbaca)
        self.asal = self._asal(terbaca)
        self.kini = {t.kunci: self._isi(t) for t in terbaca}
        ganda = self._ganda(terbaca)
        for t in terbaca:
            galat = ganda.get(t.baris.nomor)
            hasil[t.baris.nomor] = tolak(t.baris, self._ringkas(t), galat) if galat else self._bandingkan(t)
        baris = [hasil[b.nomor] for b in self.tabel.baris]
        return Rencana(baris, list(self.tabel.catatan), self.susulan.questions())

    def _tersimpan(self, terbaca: list[_Terbaca]) -> dict[tuple[int, date], PerkembanganUmkm]:
        """The states that count of the enterprises that the file names. One query."""
        kueri = PerkembanganUmkm.objects.in_force().filter(umkm__in={t.usaha.pk for t in terbaca})
        return {(p.umkm_id, p.triwulan): p for p in kueri} if terbaca else {}

    def _asal(self, terbaca: list[_Terbaca]) -> dict[int, PerkembanganUmkm]:
        """What filled the template of states that are another row now, by its version. One query, none where there is none."""
        usang = {t.versi for t in terbaca if t.versi and t.versi != getattr(self.tersimpan.get(t.kunci), "pk", 0)}
        kueri = PerkembanganUmkm.objects.filter(pk__in=usang).select_related("pengganti")
        return {p.pk: p for p in kueri} if usang else {}

    def _isi(self, t: _Terbaca) -> IsiPerkembangan:
        """The state as it would stand: a cell left empty says nothing and keeps what is stored, but no sum of no credit."""
        lama = self.tersimpan.get(t.kunci)
        dulu = {n: getattr(lama, n) for n in KEADAAN} if lama else {}
        if t.nilai.get("kredit") == AdaTidak.TIDAK:
            dulu["kredit_rp"] = None
        return IsiPerkembangan(t.tanggal, **dulu | t.nilai)

    def _ringkas(self, t: _Terbaca) -> str:
        return f"{t.usaha.nama}, {sebut_triwulan(awal_triwulan(t.tanggal))}"

    def _baca(self, baris: Baris) -> BarisRencana | _Terbaca:
        kasar = baris.teks("umkm") or baris.teks("nib") or "baris"
        if baris.galat:
            return tolak(baris, kasar, *baris.galat)
        try:
            usaha, tanya = self.usaha.temukan(baris)
            if usaha is None:
                kalimat = f"Sel {baris.sel['umkm']}: “{baris.teks('umkm')}” ada di beberapa desa. Pilih yang dimaksud."
                galat = Galat(baris.nomor, self.judul["umkm"], baris.sel["umkm"], kalimat)
                return BarisRencana(baris.nomor, Hasil.PERLU_PILIHAN, kasar, (galat,), tanya=tanya)
        except Salah as keliru:
            return tolak(baris, kasar, keliru.galat)
        nilai, galat = self._nilai(baris)
        if galat:
            return tolak(baris, kasar, *galat)
        tanggal, versi = nilai.pop("tanggal", None), nilai.pop("versi", None)
        if tanggal is not None:
            return _Terbaca(baris, usaha, tanggal, nilai, tanya, versi)
        if set(nilai) - {"berizin"}:  # the template fills that one in
            kalimat = "tanggal dilihat belum diisi. Tulis seperti 25/06/2026."
            return tolak(baris, kasar, salah(baris, "tanggal", self.judul, kalimat).galat)
        catatan = ("Tidak ada yang terisi, tidak ada yang dicatat.",)
        return BarisRencana(baris.nomor, Hasil.SAMA, usaha.nama, (), catatan, tanya, jejak=(usaha.pk,))

    def _nilai(self, baris: Baris) -> tuple[dict[str, Any], list[Galat]]:
        """The filled cells of a row, read, and what is wrong with the others."""
        nilai: dict[str, Any] = {}
        galat: list[Galat] = []
        for nama, baca in PEMBACA.items():
            lain = {"sistem_1904": self.tabel.sistem_1904} if nama == "tanggal" else {}
            try:
                isi = baca_sel(baris, nama, self.judul, baca, **lain)
                if nama in TERBANYAK and isi is not None and isi > TERBANYAK[nama]:
                    raise salah(baris, nama, self.judul, f"angka ini paling banyak {format_ribuan(TERBANYAK[nama])}.")
            except Salah as keliru:
                galat.append(keliru.galat)
            else:
                nilai |= {nama: isi} if isi not in (None, "") else {}
        return nilai, galat

    def _ganda(self, terbaca: list[_Terbaca]) -> dict[int, Galat]:
        """Rows that name one enterprise and quarter twice."""
        kelompok: dict[tuple[int, date], list[_Terbaca]] = defaultdict(list)
        for t in terbaca:
            kelompok[t.kunci].append(t)
        hasil: dict[int, Galat] = {}
        for isi in kelompok.values():
            for t in isi if len(isi) > 1 else ():
                nomor = " dan ".join(str(x.baris.nomor) for x in isi)
                kalimat = f"Baris {nomor} menyebut UMKM dan triwulan yang sama. Sisakan satu baris."
                hasil[t.baris.nomor] = self._galat(t, "tanggal", kalimat)
        return hasil

    def _bandingkan(self, t: _Terbaca) -> BarisRencana:
        isi, lama, ringkas = self.kini[t.kunci], self.tersimpan.get(t.kunci), self._ringkas(t)
        if galat := self._keliru(t, isi):
            return tolak(t.baris, ringkas, galat)
        beda = [n for n, v in asdict(isi).items() if lama is None or getattr(lama, n) != v]
        if lama and not beda:
            return BarisRencana(t.baris.nomor, Hasil.SAMA, ringkas, tanya=t.tanya, jejak=(lama.pk,))
        if (kabar := self._newer(t, lama)) and self._untouched(t):
            catatan = (f"{kabar} Baris ini tidak Anda ubah, jadi tidak ada yang ditimpa.",)
            return BarisRencana(t.baris.nomor, Hasil.SAMA, ringkas, (), catatan, t.tanya, jejak=(t.versi, *catatan))
        if kabar:
            return tolak(t.baris, ringkas, salah(t.baris, "versi", self.judul, f"{kabar} Unduh lagi templatnya.").galat)
        kunci = self.kunci.of_desa(t.usaha.desa_id, t.tanggal)
        if lama and (oleh := self.kunci.holder_of(lama, self.kunci.of_desa(t.usaha.desa_id, lama.tanggal))):
            return tolak(t.baris, ringkas, self._galat(t, "tanggal", oleh.kalimat))
        tulis = IsiBaris(t.usaha.pk, isi, lama.pk if lama else None, self.susulan.alasan if kunci and not lama else "")
        ringkas = f"{ringkas}: {self._sebut(isi, beda, baru=lama is None)}"
        tanya, ragu = self._tanya(t, isi)
        hasil = Hasil.PERLU_PILIHAN if ragu else Hasil.BERUBAH if lama else Hasil.BARU
        sebab, jejak = (ragu,) if ragu else (), (tulis,)
        baris = BarisRencana(t.baris.nomor, hasil, ringkas, sebab, (), tanya, isi=None if ragu else tulis, jejak=jejak)
        if kunci and not lama:
            return self.susulan.mark(kunci, baris, t.baris, "tanggal", self.judul["tanggal"])
        return baris

    def _newer(self, t: _Terbaca, lama: PerkembanganUmkm | None) -> str:
        """Who recorded or cancelled the state since the template was filled; "" where nobody did, or took it back again."""
        if t.versi in (None, lama.pk if lama else 0):
            return ""
        asal = self.asal.get(t.versi or 0)
        if lama and asal and all(getattr(lama, n) == getattr(asal, n) for n in ("tanggal", *KEADAAN)):
            return ""
        akhir, apa = (lama, "mencatat") if lama else (getattr(asal, "pengganti", None), "membatalkan")
        siapa = (
            f"{akhir.pencatat} {apa} keadaan ini pada {format_waktu(akhir.dicatat_pada)}"
            if akhir
            else "Keadaan ini berubah"
        )
        return f"{siapa}, sesudah templat ini diunduh."

    def _untouched(self, t: _Terbaca) -> bool:
        """Whether the row says what the template said."""
        asal = self.asal.get(t.versi or 0)
        return asal is not None and asal.tanggal == t.tanggal and all(getattr(asal, n) == v for n, v in t.nilai.items())

    def _keliru(self, t: _Terbaca, isi: IsiPerkembangan) -> Galat | None:
        """Why the row cannot be: the day is not this person's or not the enterprise's, or the cells contradict each other."""
        try:
            require_fitting(t.usaha, t.usaha.tutup, isi, on=self.on)
        except ValidationError as galat:
            return self._galat(t, "tanggal", galat.messages[0])
        if not answers_on(self.masa.get(t.usaha.desa_id, ()), t.tanggal):
            kalimat = f"{format_tanggal(t.tanggal)} diisi OPD yang mendampingi desa ini pada hari itu. Hapus baris ini."
            return self._galat(t, "tanggal", kalimat)
        nama, kalimat = next(iter(clashes(asdict(isi)).items()), ("", ""))
        return self._galat(t, nama, kalimat) if nama else None

    def _galat(self, t: _Terbaca, nama: str, kalimat: str) -> Galat:
        awal = kalimat[:1] if kalimat[:2].isupper() else kalimat[:1].lower()
        return salah(t.baris, nama, self.judul, f"{awal}{kalimat[1:]}").galat

    def _sebut(self, isi: IsiPerkembangan, beda: Sequence[str], *, baru: bool) -> str:
        """What is written, in words; rupiah are only named."""
        kata = []
        for nama in beda:
            nilai = getattr(isi, nama)
            if nama == "produksi_satuan" or nilai in (None, ""):
                continue
            label = str(PerkembanganUmkm._meta.get_field(nama).verbose_name)
            kata.append(_satu(label, nama, nilai, isi) if nama not in PerkembanganUmkm.PERSONAL else f"{label} terisi")
        if not baru:
            kata.append("sel kosong tidak mengubah yang tersimpan")
        return ", ".join(kata)

    def _tanya(self, t: _Terbaca, isi: IsiPerkembangan) -> tuple[tuple[Tanya, ...], Galat | None]:
        """The question about a tenfold jump, and what stands in its cell while nobody answered it."""
        jauh = jumps(isi, self._sebelum(t))
        if not jauh:
            return t.tanya, None
        yakin = self.pilihan_baris.get(str(t.baris.nomor), {}).get("yakin", "")
        tanya = (*t.tanya, Tanya(f"yakin-{t.baris.nomor}", "centang", "Angka ini benar", nilai=yakin))
        sebut = ", ".join(DIBANDING[nama].lower() for nama in jauh)
        kalimat = f"{sebut} sangat jauh dari triwulan sebelumnya. Periksa angkanya, atau centang “angka ini benar”."
        return tanya, None if yakin else self._galat(t, jauh[0], kalimat)

    def _sebelum(self, t: _Terbaca) -> IsiPerkembangan | PerkembanganUmkm | None:
        """The newest state of a quarter before, as it would stand after this file."""
        semua: dict[tuple[int, date], IsiPerkembangan | PerkembanganUmkm] = {**self.tersimpan, **self.kini}
        dulu = [tw for umkm, tw in semua if umkm == t.usaha.pk and tw < awal_triwulan(t.tanggal)]
        return semua[t.usaha.pk, max(dulu)] if dulu else None


def _satu(label: str, nama: str, nilai: Any, isi: IsiPerkembangan) -> str:
    if isinstance(nilai, date):
        return f"dilihat {format_tanggal(nilai)}"
    pilihan: dict[str, type[TextChoices]] = {"pembukuan": Pembukuan, "berizin": AdaTidak, "kredit": AdaTidak}
    if nama in pilihan:
        return f"{label}: {str(pilihan[nama](nilai).label).lower()}"
    satuan = f" {isi.produksi_satuan}" if nama == "produksi_volume" else ""
    return f"{label} {figure(nama, nilai)}{satuan}"


def _satuan(nilai: object) -> str:
    satuan = rapikan(str(nilai))
    if len(satuan) > SATUAN_TERPANJANG:
        raise ValidationError(f"satuan ini lebih dari {SATUAN_TERPANJANG} huruf. Ringkaskan.")
    return satuan


def _pembukuan(nilai: object) -> str:
    if (jawab := PEMBUKUAN.get(kunci_nama(str(nilai)))) is None:
        raise ValidationError("isi tidak ada, catatan sederhana, atau pembukuan.")
    return jawab.value


def _ada_tidak(nilai: object) -> str:
    if (jawab := ADA_TIDAK.get(kunci_nama(str(nilai)))) is None:
        raise ValidationError("isi ya atau tidak.")
    return jawab.value


PEMBACA: dict[str, Callable[..., Any]] = {
    "tanggal": baca_tanggal,
    "versi": baca_bilangan,
    **dict.fromkeys(("pekerja_l", "pekerja_p", "pekerja_terlatih", "pelanggan_bulan"), baca_bilangan),
    "produksi_volume": baca_desimal,
    "produksi_satuan": _satuan,
    "pembukuan": _pembukuan,
    **dict.fromkeys(("berizin", "kredit"), _ada_tidak),
    **dict.fromkeys(("aset_rp", "pajak_rp", "kredit_rp"), baca_rupiah),
}
"""How each column is read."""


def rencanakan_perkembangan(
    tabel: Tabel,
    pilihan: Mapping[str, Any],
    *,
    boleh: Set[int],
    on: date,
    masa: Mapping[int, Sequence[Masa]],
    kunci: BukuKunci,
) -> Rencana:
    """The plan of a list of quarterly states. Pure: reads, never writes."""
    return PerencanaPerkembangan(tabel, pilihan, boleh=boleh, on=on, masa=masa, kunci=kunci).rencana()
