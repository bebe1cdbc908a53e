"""Monthly sales: one row is one enterprise in one month, in rupiah or "tidak berjualan"."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from desa.angka import baca_bilangan, baca_bulan, baca_rupiah, format_bulan, format_tanggal, format_waktu
from desa.enums import SaluranPenjualan
from desa.impor.tabel import Baris, Galat, Tabel
from desa.models import Penjualan, PenjualanSaluran
from desa.validators import kunci_nama
from desa.waktu import akhir_bulan, awal_bulan
from opd.actions.penjualan import closed_all_month
from opd.actions.wajar import Lazim, is_jump, usual
from opd.impor.kolom import baca_sel
from opd.impor.rencana import BarisRencana, Hasil, Rencana, Salah, Tanya, salah, tolak
from opd.impor.susulan import Susulan
from opd.impor.usaha import PencariUsaha, Usaha
from opd.permissions_usaha import Masa, answers_on
from opd.rekap.kunci import BukuKunci, Kunci
from opd.rekap.saluran import Keadaan, Saluran, channels_of, ordered, parts_differ, tell

TIDAK_BERJUALAN = frozenset(
    {"tidak berjualan", "tidak jualan", "tak berjualan", "tidak ada penjualan", "libur", "tidak produksi", "tidak"}
)


@dataclass(frozen=True)
class IsiPenjualan:
    """What applying a row writes: a month of sales, replacing the stored row `lama_id` if there is one."""

    umkm_id: int
    desa_id: int
    bulan: date
    omzet_rp: int
    berjualan: bool
    lama_id: int | None = None
    tadinya: str = ""
    susulan: str = ""
    saluran: Saluran = ()

    @property
    def kini(self) -> str:
        """The new value in words."""
        return tell((self.omzet_rp, self.berjualan, self.saluran))


@dataclass(frozen=True)
class _Terbaca:
    baris: Baris
    usaha: Usaha
    bulan: date
    omzet: Keadaan | None
    tanya: tuple[Tanya, ...]
    versi: int | None = None


class PerencanaPenjualan:
    """Plans one list of sales for a person who may record those of the villages `boleh` (None: all).

    `masa` says who answered for these villages when; a month belongs to who did on its last day.
    """

    def __init__(
        self,
        tabel: Tabel,
        pilihan: Mapping[str, Any],
        *,
        boleh: Set[int] | None,
        on: date,
        masa: Mapping[int, Sequence[Masa]],
        kunci: BukuKunci,
    ) -> None:
        self.masa, self.kunci, self.susulan = masa, kunci, Susulan(pilihan)
        self.tabel, self.judul, self.boleh, self.on = tabel, tabel.judul, boleh, on
        self.pilihan_baris: Mapping[str, Any] = pilihan.get("baris", {})
        self.kolom_saluran = [s for s in SaluranPenjualan.values if s in tabel.judul]
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
        self.saluran = self._saluran(terbaca)
        self.asal = self._asal(terbaca)
        self.deret = self._deret(terbaca)
        ganda = self._ganda(terbaca)
        for t in terbaca:
            galat = ganda.get(t.baris.nomor)
            hasil[t.baris.nomor] = tolak(t.baris, self._ringkas(t), galat) if galat else self._bandingkan(t)
        baris = [hasil[b.nomor] for b in self.tabel.baris]
        return Rencana(baris, list(self.tabel.catatan), self.susulan.questions())

    def _tersimpan(self, terbaca: list[_Terbaca]) -> dict[tuple[int, date], Penjualan]:
        """The last row of every chain (cancelled ones too) up to the newest month that the file names. One query."""
        if not terbaca:
            return {}
        kueri = Penjualan.objects.filter(pengganti__isnull=True, bulan__lte=max(t.bulan for t in terbaca))
        if len({t.usaha.pk for t in terbaca}) <= 500:
            kueri = kueri.filter(umkm__in={t.usaha.pk for t in terbaca})
        return {(p.umkm_id, p.bulan): p for p in kueri}

    def _saluran(self, terbaca: list[_Terbaca]) -> dict[int, Saluran]:
        """The channels of the stored months that the file names. One query."""
        sebut = {(t.usaha.pk, t.bulan) for t in terbaca}
        ada = [p.pk for kunci, p in self.tersimpan.items() if kunci in sebut and not p.batal]
        if not ada:
            return {}
        kueri = PenjualanSaluran.objects.filter(penjualan__pengganti__isnull=True)
        dari, sampai = min(b for _, b in sebut), max(b for _, b in sebut)
        kueri = kueri.filter(penjualan__bulan__range=(dari, sampai))
        return channels_of(kueri.filter(penjualan__in=ada) if len(ada) <= 500 else kueri)

    def _asal(self, terbaca: list[_Terbaca]) -> dict[int, Keadaan]:
        """What the template told of months that are another row now, by its version. Two queries, none where there is none."""
        usang = {t.versi for t in terbaca if t.versi and t.versi != _pk(self.tersimpan.get((t.usaha.pk, t.bulan)))}
        if not usang:
            return {}
        semua = Penjualan.objects.filter(pk__in=usang)
        bagian = channels_of(PenjualanSaluran.objects.filter(penjualan__in=semua))
        return {p.pk: (p.omzet_rp, p.berjualan, bagian.get(p.pk, ())) for p in semua}

    def _deret(self, terbaca: list[_Terbaca]) -> dict[int, list[tuple[date, int]]]:
        """Per enterprise the months with sales in order, as they would stand after this file."""
        nilai = {k: p.omzet_rp for k, p in self.tersimpan.items() if not p.batal}
        nilai |= {(t.usaha.pk, t.bulan): t.omzet[0] for t in terbaca if t.omzet}
        hasil: dict[int, list[tuple[date, int]]] = defaultdict(list)
        for (umkm, bulan), rp in sorted(nilai.items()):
            if rp:
                hasil[umkm].append((bulan, rp))
        return hasil

    def _lonjakan(self, t: _Terbaca) -> Lazim | None:
        """What the enterprise usually sold before, when this figure is ten times that or more, or a tenth or less."""
        deret = self.deret.get(t.usaha.pk, [])
        lazim = usual(deret[: bisect_left(deret, (t.bulan, 0))])
        return lazim if lazim and t.omzet and is_jump(t.omzet[0], lazim.rp) else None

    def _ringkas(self, t: _Terbaca) -> str:
        return f"{t.usaha.nama}, {format_bulan(t.bulan)}"

    def _baca(self, baris: Baris) -> BarisRencana | _Terbaca:
        kasar = (
            ", ".join(x for x in (baris.teks("umkm") or baris.teks("nib"), baris.teks("bulan")[:20]) if x) or "baris"
        )
        if baris.galat:
            return tolak(baris, kasar, *baris.galat)
        try:
            usaha, tanya = self.usaha.temukan(baris)
            if usaha is None:
                kalimat = f"Sel {baris.sel['umkm']}: “{baris.teks('umkm')}” ada di beberapa desa. Pilih yang dimaksud."
                galat = Galat(baris.nomor, self.judul["umkm"], baris.sel["umkm"], kalimat)
                return BarisRencana(baris.nomor, Hasil.PERLU_PILIHAN, kasar, (galat,), tanya=tanya)
            bulan = self._bulan(baris, usaha)
            omzet, versi = self._omzet(baris), baca_sel(baris, "versi", self.judul, baca_bilangan)
        except Salah as keliru:
            return tolak(baris, kasar, keliru.galat)
        return _Terbaca(baris, usaha, bulan, omzet, tanya, versi)

    def _bulan(self, baris: Baris, usaha: Usaha) -> date:
        bulan: date | None = baca_sel(baris, "bulan", self.judul, baca_bulan, sistem_1904=self.tabel.sistem_1904)
        if bulan is None:
            raise salah(baris, "bulan", self.judul, "bulan belum diisi. Tulis seperti 05/2026.")
        if bulan > awal_bulan(self.on):
            raise salah(baris, "bulan", self.judul, f"{format_bulan(bulan)} belum berjalan. Periksa bulannya.")
        if bulan < awal_bulan(usaha.dibina_sejak):
            sejak = format_tanggal(usaha.dibina_sejak)
            raise salah(baris, "bulan", self.judul, f"{usaha.nama} baru dibina sejak {sejak}. Periksa bulannya.")
        masa = self.masa.get(usaha.desa_id, ())
        if masa and not answers_on(masa, akhir_bulan(bulan)):
            raise salah(baris, "bulan", self.judul, _not_theirs(masa, bulan))
        if usaha.dibina_sampai and usaha.dibina_sampai <= bulan:
            keluar = format_tanggal(usaha.dibina_sampai)
            raise salah(baris, "bulan", self.judul, f"{usaha.nama} keluar dari binaan pada {keluar}. Periksa bulannya.")
        for m in usaha.tutup:
            if m.whole_month(bulan):
                raise salah(baris, "bulan", self.judul, closed_all_month(usaha.nama, bulan, m))
        return bulan

    def _omzet(self, baris: Baris) -> Keadaan | None:
        """What the row says was sold, or None when its cells are empty: not reported, which is not zero."""
        bagian = {s: baca_sel(baris, s, self.judul, baca_rupiah) for s in self.kolom_saluran}
        terisi = [rp for rp in bagian.values() if rp is not None]
        saluran = ordered({s: rp or 0 for s, rp in bagian.items()}) if terisi else ()
        if kunci_nama(baris.teks("omzet")) in TIDAK_BERJUALAN:
            if saluran:
                raise salah(
                    baris, "omzet", self.judul, "tidak berjualan, tetapi salurannya terisi. Hapus salah satunya."
                )
            return 0, False, ()
        omzet = baca_sel(baris, "omzet", self.judul, baca_rupiah)
        if omzet is None:
            return (sum(terisi), True, saluran) if terisi else None
        if beda := parts_differ(omzet, saluran):
            raise salah(baris, "omzet", self.judul, beda[:1].lower() + beda[1:])
        return omzet, True, saluran

    def _ganda(self, terbaca: list[_Terbaca]) -> dict[int, Galat]:
        kelompok: dict[tuple[int, date], list[_Terbaca]] = defaultdict(list)
        for t in terbaca:
            kelompok[(t.usaha.pk, t.bulan)].append(t)
        hasil: dict[int, Galat] = {}
        for isi in kelompok.values():
            for t in isi if len(isi) > 1 else ():
                nomor = " dan ".join(str(x.baris.nomor) for x in isi)
                kalimat = f"Baris {nomor} menyebut UMKM dan bulan yang sama. Sisakan satu baris."
                hasil[t.baris.nomor] = Galat(t.baris.nomor, self.judul["bulan"], t.baris.sel["bulan"], kalimat)
        return hasil

    def _bandingkan(self, t: _Terbaca) -> BarisRencana:
        ringkas, nomor = self._ringkas(t), t.baris.nomor
        if t.omzet is None:
            catatan = ("Omzet kosong, tidak ada yang dicatat.",)
            return BarisRencana(nomor, Hasil.SAMA, ringkas, (), catatan, t.tanya, jejak=(t.usaha.pk,))
        ada = self.tersimpan.get((t.usaha.pk, t.bulan))
        lama = None if ada is None or ada.batal else ada
        omzet_rp, berjualan, saluran = t.omzet
        kini = tell(t.omzet)
        dulu = (lama.omzet_rp, lama.berjualan, self.saluran.get(lama.pk, ())) if lama else None
        if lama and dulu and (dulu == t.omzet or (not saluran and dulu[:2] == t.omzet[:2])):
            return BarisRencana(nomor, Hasil.SAMA, f"{ringkas}: {kini}", tanya=t.tanya, jejak=(lama.pk,))
        if ada is not None and t.versi not in (None, _pk(ada)) and self.asal.get(t.versi or 0) != dulu:
            return self._newer(t, ada)
        kunci = self.kunci.of_desa(t.usaha.desa_id, akhir_bulan(t.bulan))
        if lama and (galat := self._terkunci(t, lama, kunci)):
            return tolak(t.baris, ringkas, galat)
        sebelum = tell(dulu)
        isi = IsiPenjualan(
            t.usaha.pk, t.usaha.desa_id, t.bulan, omzet_rp, berjualan, ada.pk if ada else None, tadinya=sebelum,
            susulan=lama.alasan_susulan if lama else self.susulan.alasan if kunci else "", saluran=saluran,
        )  # fmt: skip
        ringkas = f"{ringkas}: {sebelum} → {kini}" if lama else f"{ringkas}: {kini}"
        hasil = Hasil.BERUBAH if lama else Hasil.BARU
        tanya = t.tanya
        if jauh := self._lonjakan(t):
            yakin = self.pilihan_baris.get(str(nomor), {}).get("yakin", "")
            tanya = (*tanya, Tanya(f"yakin-{nomor}", "centang", "Angka ini benar", nilai=yakin))
            if not yakin:
                kalimat = f"Sel {self._sel(t)}: {jauh.question(omzet_rp)}"
                galat = Galat(nomor, self._judul_omzet, self._sel(t), kalimat)
                return BarisRencana(nomor, Hasil.PERLU_PILIHAN, ringkas, (galat,), tanya=tanya, jejak=(isi,))
        baris = BarisRencana(nomor, hasil, ringkas, tanya=tanya, isi=isi, jejak=(isi,))
        return self.susulan.mark(kunci, baris, t.baris, "bulan", self.judul["bulan"]) if kunci and not lama else baris

    def _newer(self, t: _Terbaca, ada: Penjualan) -> BarisRencana:
        """A month that somebody wrote since the template was filled: named, and never overwritten."""
        apa = "membatalkan" if ada.batal else "mencatat"
        kalimat = f"{ada.pencatat} {apa} bulan ini pada {format_waktu(ada.dicatat_pada)}, sesudah templat ini diunduh."
        asal = self.asal.get(t.versi or 0)
        if t.omzet and asal in (t.omzet, (*t.omzet[:2], asal[2] if asal and not t.omzet[2] else None)):
            catatan = f"{kalimat} Baris ini tidak Anda ubah, jadi tidak ada yang ditimpa."
            return BarisRencana(t.baris.nomor, Hasil.SAMA, self._ringkas(t), (), (catatan,), t.tanya, jejak=(ada.pk,))
        galat = Galat(
            t.baris.nomor, self._judul_omzet, self._sel(t), f"Sel {self._sel(t)}: {kalimat} Unduh lagi templatnya."
        )
        return tolak(t.baris, self._ringkas(t), galat)

    def _terkunci(self, t: _Terbaca, lama: Penjualan, kunci: Kunci | None) -> Galat | None:
        """Why a stored month that would change stays as it is: a verified report holds it."""
        oleh = self.kunci.holder_of(lama, kunci)
        sel = self._sel(t)
        return Galat(t.baris.nomor, self._judul_omzet, sel, f"Sel {sel}: {oleh.kalimat}") if oleh else None

    def _sel(self, t: _Terbaca) -> str:
        """The cell of the total; in a list of channels only, that of the first channel."""
        return t.baris.sel.get("omzet") or t.baris.sel[self.kolom_saluran[0]]

    @property
    def _judul_omzet(self) -> str:
        return self.judul.get("omzet", "Omzet")


def _pk(ada: Penjualan | None) -> int:
    """Which row a template tells of: 0 where nothing is reported."""
    return 0 if ada is None or ada.batal else ada.pk


def _not_theirs(masa: Sequence[Masa], bulan: date) -> str:
    """Whose month it is instead: the next OPD's, or that of the one before."""
    akhir, milik = akhir_bulan(bulan), [m for m in masa if m.milik]
    if all(m.selesai is not None and akhir >= m.selesai for m in milik):
        sampai = format_tanggal(max(m.selesai for m in milik if m.selesai is not None))
        return f"pendampingan OPD Anda di desa ini selesai {sampai}. {format_bulan(bulan)} diisi OPD berikutnya."
    return f"{format_bulan(bulan)} diisi OPD yang mendampingi desa ini pada akhir bulan itu. Hapus baris ini."


def rencanakan_penjualan(
    tabel: Tabel,
    pilihan: Mapping[str, Any],
    *,
    boleh: Set[int] | None,
    on: date,
    masa: Mapping[int, Sequence[Masa]] = MappingProxyType({}),
    kunci: BukuKunci,
) -> Rencana:
    """The plan of a list of monthly sales. Pure: reads, never writes."""
    return PerencanaPenjualan(tabel, pilihan, boleh=boleh, on=on, masa=masa, kunci=kunci).rencana()
