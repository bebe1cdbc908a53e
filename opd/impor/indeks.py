"""Village indices: one row is one village's index of one year, as its decree states it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F

from desa.angka import baca_bilangan, baca_tanggal, format_desimal
from desa.enums import JenisIndeks, StatusDesa, Subdimensi
from desa.impor.tabel import Baris, Galat, Tabel
from desa.models import IndeksDesa, NilaiSubdimensi
from desa.models.indeks import DIMENSI
from desa.rumus_indeks import TAHUN_IDM, baca_indeks, baca_poin, jenis_tahun
from desa.validators import baca_kode_desa, kunci_nama, rapikan
from opd.actions.dasar import changed_meanwhile_many
from opd.actions.indeks import KELURAHAN, TIGA, IsiIndeks, doubts, fingerprint_with
from opd.impor.kolom import baca_sel
from opd.impor.kolom_indeks import SUB
from opd.impor.rencana import BarisRencana, Hasil, Rencana, Salah, Tanya, salah, tolak
from opd.impor.rujukan import RujukanDesa
from opd.impor.tempat import PencariTempat, Tempat
from opd.rekap.indeks_batas import SINGKAT, BukuBatas

STATUS = {kunci_nama(str(s.label)): s.value for s in StatusDesa} | {s.value: s.value for s in StatusDesa}
JENIS = {
    "idm": JenisIndeks.IDM, "indeks desa membangun": JenisIndeks.IDM, "indeks desa": JenisIndeks.INDEKS_DESA,
    "id": JenisIndeks.INDEKS_DESA,
}  # fmt: skip
PANJANG_SUMBER = 300


@dataclass(frozen=True)
class IsiBarisIndeks:
    """What applying a row writes: a new index, or with `lama_id` the corrected one."""

    desa_id: int
    desa: str
    indeks: IsiIndeks
    lama_id: int | None = None


@dataclass(frozen=True)
class _Terbaca:
    baris: Baris
    desa: RujukanDesa
    isi: IsiIndeks
    tanya: tuple[Tanya, ...]
    versi: str = ""

    @property
    def ringkas(self) -> str:
        return f"{SINGKAT[JenisIndeks(self.isi.jenis)]} {self.isi.tahun} → {self.desa.label}"


class PencariDesaIndeks(PencariTempat):
    """Finds a village also by the code that an older IDM gave it; a kelurahan has no index. Two queries."""

    def __init__(self, tabel: Tabel, pilihan: Mapping[str, Any]) -> None:
        super().__init__(tabel, pilihan)
        lama = IndeksDesa.objects.exclude(kode_asal="").exclude(kode_asal=F("desa__kode"))
        self._kini = dict(lama.order_by().values_list("kode_asal", "desa__kode"))

    def find(self, baris: Baris, kasar: str) -> Tempat | BarisRencana:
        kode, asal = baca_sel(baris, "kode", self.judul, baca_kode_desa), ""
        if kode is not None and kode not in self.desa.per_kode and kode in self._kini:
            baris, asal = replace(baris, nilai=baris.nilai | {"kode": self._kini[kode]}), kode
        tempat = super().find(baris, kasar)
        if isinstance(tempat, Tempat) and tempat.desa.kelurahan:
            kolom = "kode" if baris.teks("kode") else "desa"
            raise salah(baris, kolom, self.judul, f"{tempat.desa.label} adalah kelurahan. {KELURAHAN} Hapus baris ini.")
        return replace(tempat, kode_asal=asal) if isinstance(tempat, Tempat) else tempat


class PerencanaIndeks:
    """Plans one list of indices."""

    def __init__(self, tabel: Tabel, pilihan: Mapping[str, Any], *, on: date, batas: BukuBatas) -> None:
        self.tabel, self.judul, self.on, self.batas = tabel, tabel.judul, on, batas
        self.tempat = PencariDesaIndeks(tabel, pilihan)

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
        self._simpanan(terbaca)
        pertama: dict[tuple[int, int], int] = {}
        for t in terbaca:
            kunci, nomor = (t.desa.pk, t.isi.tahun), t.baris.nomor
            if (awal := pertama.setdefault(kunci, nomor)) != nomor:
                kalimat = (
                    f"{t.ringkas} sudah ada pada baris {awal}. Hapus salah satunya; satu desa satu nilai per tahun."
                )
                hasil[nomor] = tolak(
                    t.baris, t.ringkas, Galat(nomor, self.judul["tahun"], t.baris.sel["tahun"], kalimat)
                )
            else:
                hasil[nomor] = self._bandingkan(t)
        return Rencana([hasil[b.nomor] for b in self.tabel.baris], list(self.tabel.catatan))

    def _simpanan(self, terbaca: list[_Terbaca]) -> None:
        """The stored indices of the years in the file, with their sub-dimensions, and who changed which since. Three queries."""
        tahun = {t.isi.tahun for t in terbaca}
        self.lama = {(i.desa_id, i.tahun): i for i in IndeksDesa.objects.filter(tahun__in=tahun)}
        self.sub: dict[int, dict[str, Decimal]] = {}
        kueri = NilaiSubdimensi.objects.filter(indeks__tahun__in=tahun)
        for indeks_id, nama, poin in kueri.values_list("indeks_id", "subdimensi", "poin"):
            self.sub.setdefault(indeks_id, {})[nama] = poin
        berversi = {(t.desa.pk, t.isi.tahun): t.versi for t in terbaca if t.versi}
        usang = [
            i for k, i in self.lama.items() if k in berversi and berversi[k] != version_of(i, self.sub.get(i.pk, {}))
        ]
        self.usang = changed_meanwhile_many(usang)

    def _baca(self, baris: Baris) -> BarisRencana | _Terbaca:
        kasar = ", ".join(x for x in (baris.teks("kode") or baris.teks("desa"), baris.teks("tahun")) if x) or "baris"
        if baris.galat:
            return tolak(baris, kasar, *baris.galat)
        try:
            tempat = self.tempat.find(baris, kasar)
            if isinstance(tempat, BarisRencana):
                return tempat
            isi = replace(self._isi(tempat.baris), kode_asal=tempat.kode_asal)
        except Salah as keliru:
            return tolak(baris, kasar, keliru.galat)
        return _Terbaca(tempat.baris, tempat.desa, isi, tempat.tanya, tempat.baris.teks("versi"))

    def _isi(self, baris: Baris) -> IsiIndeks:
        tahun, jenis = self._tahun(baris)
        nilai = self._indeks(baris, "nilai", jenis)
        if nilai is None:
            raise salah(baris, "nilai", self.judul, "nilai indeks belum diisi.")
        tiga = {k: v for k in TIGA if (v := self._indeks(baris, k, JenisIndeks.IDM)) is not None}
        dimensi = {k: v for k in DIMENSI if (v := baca_sel(baris, k, self.judul, baca_poin)) is not None}
        sub = {
            s.value: v
            for s in Subdimensi
            if (v := baca_sel(baris, f"{SUB}{s.value}", self.judul, baca_poin)) is not None
        }
        self._periksa_bagian(baris, jenis, tiga, dimensi, sub)
        return IsiIndeks(
            jenis=jenis.value, tahun=tahun, nilai=nilai, status=self._status(baris), sumber=self._sumber(baris),
            tanggal_data=self._tanggal(baris), tiga=tiga, dimensi=dimensi, subdimensi=sub,
        )  # fmt: skip

    def _indeks(self, baris: Baris, nama: str, jenis: JenisIndeks) -> Decimal | None:
        hasil: Decimal | None = baca_sel(baris, nama, self.judul, baca_indeks, jenis=jenis)
        return hasil

    def _tahun(self, baris: Baris) -> tuple[int, JenisIndeks]:
        tahun: int | None = baca_sel(baris, "tahun", self.judul, baca_bilangan)
        if tahun is None:
            raise salah(baris, "tahun", self.judul, "tahun belum diisi.")
        jenis = jenis_tahun(tahun)
        if jenis is None or tahun > self.on.year:
            raise salah(baris, "tahun", self.judul, f"tahun {tahun} di luar {TAHUN_IDM[0]} sampai {self.on.year}.")
        ditulis = baris.teks("jenis")
        if ditulis and JENIS.get(kunci_nama(ditulis)) != jenis:
            kalimat = f"tahun {tahun} dinilai dengan {SINGKAT[jenis]}, sedangkan tertulis “{ditulis[:30]}”. Perbaiki salah satu."
            raise salah(baris, "jenis", self.judul, kalimat)
        return tahun, jenis

    def _periksa_bagian(
        self, baris: Baris, jenis: JenisIndeks, tiga: dict[str, Any], dimensi: dict[str, Any], sub: dict[str, Any]
    ) -> None:
        """IDM needs its three sub-indices; the six dimensions belong to the Indeks Desa, all or none."""
        if jenis == JenisIndeks.IDM:
            if dimensi or sub:
                kolom = next(iter(dimensi), f"{SUB}{next(iter(sub), '')}")
                raise salah(baris, kolom, self.judul, "dimensi ini milik Indeks Desa, sedangkan tahunnya memakai IDM.")
            if kurang := [k for k in TIGA if k not in tiga]:
                raise salah(
                    baris,
                    kurang[0],
                    self.judul,
                    f"{kurang[0].upper()} belum diisi. IDM dicatat dengan IKS, IKE, dan IKL.",
                )
            return
        if tiga:
            raise salah(
                baris,
                next(iter(tiga)),
                self.judul,
                "IKS, IKE, dan IKL milik IDM, sedangkan tahunnya memakai Indeks Desa.",
            )
        if (dimensi or sub) and len(dimensi) < len(DIMENSI):
            kolom = next(k for k in DIMENSI if k not in dimensi)
            raise salah(baris, kolom, self.judul, "isi keenam dimensi, atau kosongkan semuanya bila belum diketahui.")

    def _status(self, baris: Baris) -> str:
        teks = baris.teks("status")
        if not teks:
            raise salah(baris, "status", self.judul, "status resmi belum diisi.")
        kunci = kunci_nama(teks).removeprefix("desa ")
        if kunci not in STATUS:
            raise salah(
                baris,
                "status",
                self.judul,
                f"status “{teks[:30]}” tidak dikenal. Pilih dari Sangat Tertinggal sampai Mandiri.",
            )
        return STATUS[kunci]

    def _sumber(self, baris: Baris) -> str:
        teks = rapikan(baris.teks("sumber"))
        if not teks:
            raise salah(baris, "sumber", self.judul, "sumber belum diisi. Tulis nomor keputusannya.")
        if len(teks) > PANJANG_SUMBER:
            raise salah(baris, "sumber", self.judul, f"teks ini lebih dari {PANJANG_SUMBER} huruf. Ringkaskan.")
        return teks

    def _tanggal(self, baris: Baris) -> date:
        hari: date | None = baca_sel(
            baris, "tanggal_data", self.judul, baca_tanggal, sistem_1904=self.tabel.sistem_1904
        )
        if hari is None:
            raise salah(baris, "tanggal_data", self.judul, "tanggal data belum diisi.")
        if hari > self.on:
            raise salah(baris, "tanggal_data", self.judul, "tanggal data ini belum terjadi. Periksa tahunnya.")
        return hari

    def _bandingkan(self, t: _Terbaca) -> BarisRencana:
        """New, changed, or the same as what is stored; dimensions that the file leaves out stay as they are."""
        lama, isi = self.lama.get((t.desa.pk, t.isi.tahun)), t.isi
        sub = self.sub.get(lama.pk, {}) if lama else {}
        if lama is not None and not isi.dimensi and isi.jenis == JenisIndeks.INDEKS_DESA:
            stored = {k: getattr(lama, k) for k in DIMENSI if getattr(lama, k) is not None}
            isi = replace(isi, dimensi=stored)
        isi = replace(isi, subdimensi=sub | dict(isi.subdimensi))
        ragu = [f"Kode {t.isi.kode_asal} ialah kode lama desa ini."] if t.isi.kode_asal else []
        ragu += doubts(isi, self.batas)
        hasil = Hasil.BARU
        jejak: list[Any] = [isi]
        if lama is not None:
            beda = {k: v for k, v in isi.kolom().items() if getattr(lama, k) != v}
            hasil = Hasil.BERUBAH if beda or sub != isi.subdimensi else Hasil.SAMA
            jejak += [lama.pk, *(getattr(lama, k) for k in sorted(isi.kolom())), sorted(sub.items())]
        if lama is not None and hasil == Hasil.BERUBAH and lama.pk in self.usang:
            kalimat = f"indeks ini sudah diubah sejak templatnya diunduh. {self.usang[lama.pk]}"
            return tolak(t.baris, t.ringkas, salah(t.baris, "versi", self.judul, kalimat).galat)
        if lama is not None and hasil == Hasil.BERUBAH:
            ragu.insert(
                0, f"Tadinya {format_desimal(lama.nilai, 4)}, {lama.get_status_display()}, sumber {lama.sumber[:80]}."
            )
        tulis = IsiBarisIndeks(t.desa.pk, t.desa.label, isi, lama.pk if lama else None)
        return BarisRencana(
            t.baris.nomor, hasil, t.ringkas, peringatan=tuple(ragu), tanya=t.tanya, isi=tulis, jejak=tuple(jejak)
        )


def version_of(indeks: IndeksDesa, sub: Mapping[str, Decimal]) -> str:
    """What a filled template carries of the row that it was filled from."""
    return fingerprint_with(indeks, sub)[:12]


def rencanakan_indeks(tabel: Tabel, pilihan: Mapping[str, Any], *, on: date, batas: BukuBatas) -> Rencana:
    """What an uploaded list of indices would do."""
    return PerencanaIndeks(tabel, pilihan, on=on, batas=batas).rencana()
