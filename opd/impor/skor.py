"""Scores of the 50 IDM indicators: one row is one indicator of one village and year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any

from desa.angka import baca_bilangan
from desa.enums import DimensiIDM
from desa.impor.tabel import Baris, Galat, Tabel
from desa.models import Indikator, NilaiIndikator
from desa.rumus_indeks import SKOR_TERBAIK, TAHUN_IDM, tambahan
from desa.validators import kunci_nama, rapikan
from opd.impor.indeks import PencariDesaIndeks
from opd.impor.kolom import baca_sel
from opd.impor.rencana import BarisRencana, Hasil, Rencana, Salah, Tanya, salah, tolak
from opd.impor.rujukan import RujukanDesa

PANJANG = {"keterangan": 300, "kegiatan": 500, "sumber": 300}
MIRIP = 0.6


@dataclass(frozen=True)
class IsiBarisSkor:
    """What applying a row writes: a score, new or (`lama_id`) corrected."""

    desa_id: int
    desa: str
    indikator_id: int
    dimensi: str
    nama: str
    tahun: int
    skor: int
    keterangan: str
    kegiatan: str
    sumber: str
    lama_id: int | None = None
    tadinya: int | None = None

    def kunci(self) -> dict[str, int]:
        return {"desa_id": self.desa_id, "indikator_id": self.indikator_id, "tahun": self.tahun}

    def kolom(self) -> dict[str, Any]:
        penuh = tambahan(self.dimensi, SKOR_TERBAIK - self.skor)
        naik = (Decimal(penuh.numerator) / penuh.denominator).quantize(Decimal("1e-8"))
        return {
            "skor": self.skor, "keterangan": self.keterangan, "kegiatan_disarankan": self.kegiatan, "tambahan_nilai": naik,
            "sumber": self.sumber,
        }  # fmt: skip


@dataclass(frozen=True)
class _Terbaca:
    baris: Baris
    desa: RujukanDesa
    indikator: Indikator
    tahun: int
    isi: dict[str, Any]
    tanya: tuple[Tanya, ...]

    @property
    def ringkas(self) -> str:
        return f"{self.indikator.dimensi} {self.indikator.nomor}, {self.tahun} → {self.desa.label}"


class PerencanaSkor:
    """Plans one list of scores."""

    def __init__(self, tabel: Tabel, pilihan: Mapping[str, Any], *, on: date) -> None:
        self.tabel, self.judul, self.on = tabel, tabel.judul, on
        self.tempat = PencariDesaIndeks(tabel, pilihan)
        self.indikator = {(i.dimensi, i.nomor): i for i in Indikator.objects.all()}

    def rencana(self) -> Rencana:
        """The plan of all rows, in sheet order."""
        terbaca = [self._baca(baris) for baris in self.tabel.baris]
        dibaca = [t for t in terbaca if isinstance(t, _Terbaca)]
        kueri = NilaiIndikator.objects.filter(tahun__in={t.tahun for t in dibaca})
        if len(desa := {t.desa.pk for t in dibaca}) <= 500:
            kueri = kueri.filter(desa__in=desa)
        lama = {(n.desa_id, n.indikator_id, n.tahun): n for n in kueri}
        pertama: dict[tuple[int, int, int], int] = {}
        hasil = []
        for t in terbaca:
            if isinstance(t, BarisRencana):
                hasil.append(t)
                continue
            kunci, nomor = (t.desa.pk, t.indikator.pk, t.tahun), t.baris.nomor
            if (awal := pertama.setdefault(kunci, nomor)) != nomor:
                kalimat = f"{t.ringkas} sudah ada pada baris {awal}. Hapus salah satunya."
                hasil.append(
                    tolak(t.baris, t.ringkas, Galat(nomor, self.judul["nomor"], t.baris.sel["nomor"], kalimat))
                )
            else:
                hasil.append(self._bandingkan(t, lama.get(kunci)))
        return Rencana(hasil, list(self.tabel.catatan))

    def _baca(self, baris: Baris) -> BarisRencana | _Terbaca:
        kasar = ", ".join(x for x in (baris.teks("kode") or baris.teks("desa"), baris.teks("nomor")) if x) or "baris"
        if baris.galat:
            return tolak(baris, kasar, *baris.galat)
        try:
            tempat = self.tempat.find(baris, kasar)
            if isinstance(tempat, BarisRencana):
                return tempat
            isi = {"skor": self._bilangan(baris, "skor", 0, SKOR_TERBAIK)} | self._teks(baris)
            tahun = self._bilangan(baris, "tahun", *TAHUN_IDM)
            indikator = self._indikator(baris)
        except Salah as keliru:
            return tolak(baris, kasar, keliru.galat)
        return _Terbaca(tempat.baris, tempat.desa, indikator, tahun, isi, tempat.tanya)

    def _bilangan(self, baris: Baris, nama: str, awal: int, akhir: int) -> int:
        nilai: int | None = baca_sel(baris, nama, self.judul, baca_bilangan)
        if nilai is None or not awal <= nilai <= akhir:
            ditulis = "belum diisi" if nilai is None else f"{nilai} di luar jangkauan"
            raise salah(baris, nama, self.judul, f"{nama} {ditulis}. Isi {awal} sampai {akhir}.")
        return nilai

    def _teks(self, baris: Baris) -> dict[str, str]:
        isi = {k: rapikan(baris.teks(k)) for k in PANJANG}
        for k, panjang in PANJANG.items():
            if len(isi[k]) > panjang:
                raise salah(baris, k, self.judul, f"teks ini lebih dari {panjang} huruf. Ringkaskan.")
        if not isi["sumber"]:
            raise salah(baris, "sumber", self.judul, "sumber belum diisi.")
        return isi

    def _indikator(self, baris: Baris) -> Indikator:
        dimensi = baris.teks("dimensi").strip().upper()
        if dimensi not in DimensiIDM.values:
            raise salah(baris, "dimensi", self.judul, "dimensi ditulis IKS, IKE, atau IKL.")
        nomor: int | None = baca_sel(baris, "nomor", self.judul, baca_bilangan)
        satu = self.indikator.get((dimensi, nomor or 0))
        if satu is None:
            raise salah(
                baris,
                "nomor",
                self.judul,
                f"tidak ada indikator {dimensi} bernomor {nomor or '(kosong)'}. Lihat templat.",
            )
        ditulis = kunci_nama(baris.teks("indikator")).removeprefix("skor ")
        if ditulis and SequenceMatcher(None, ditulis, kunci_nama(satu.nama)).ratio() < MIRIP:
            tertulis = baris.teks("indikator")[:60]
            kalimat = f"{dimensi} {nomor} ialah “{satu.nama}”, sedangkan tertulis “{tertulis}”. Perbaiki salah satunya."
            raise salah(baris, "indikator", self.judul, kalimat)
        return satu

    def _bandingkan(self, t: _Terbaca, lama: NilaiIndikator | None) -> BarisRencana:
        """New, changed, or the same; what the file leaves empty stays as it is stored."""
        isi = dict(t.isi)
        if lama is not None:
            isi["keterangan"] = isi["keterangan"] or (lama.keterangan if lama.skor == isi["skor"] else "")
            isi["kegiatan"] = isi["kegiatan"] or (lama.kegiatan_disarankan if lama.skor == isi["skor"] else "")
        tulis = IsiBarisSkor(
            desa_id=t.desa.pk, desa=t.desa.label, indikator_id=t.indikator.pk, dimensi=t.indikator.dimensi,
            nama=f"{t.indikator.dimensi} {t.indikator.nomor}", tahun=t.tahun, lama_id=lama.pk if lama else None,
            tadinya=lama.skor if lama else None, **isi,
        )  # fmt: skip
        hasil = Hasil.BARU
        ragu: tuple[str, ...] = ()
        if lama is not None:
            sama = all(getattr(lama, k) == v for k, v in tulis.kolom().items())
            hasil = Hasil.SAMA if sama else Hasil.BERUBAH
            ragu = (f"Skor tadinya {lama.skor}.",) if lama.skor != tulis.skor else ()
        jejak = (tulis, lama.skor if lama else None, lama.sumber if lama else None)
        return BarisRencana(t.baris.nomor, hasil, t.ringkas, peringatan=ragu, tanya=t.tanya, isi=tulis, jejak=jejak)


def rencanakan_skor(tabel: Tabel, pilihan: Mapping[str, Any], *, on: date) -> Rencana:
    """What an uploaded list of indicator scores would do."""
    return PerencanaSkor(tabel, pilihan, on=on).rencana()
