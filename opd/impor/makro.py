"""A list of macro figures: targets and realised figures of indicators, and BPS poverty of the province or a kabupaten."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from desa.angka import baca_bilangan, baca_desimal, baca_rupiah, baca_tanggal, format_desimal
from desa.enums import JenisAngka, PeriodeMakro
from desa.impor.tabel import Baris, Galat, Tabel
from desa.models import DataKemiskinan, IndikatorMakro, Kabupaten, NilaiMakro
from desa.models.makro import KODE_KEMISKINAN
from desa.rumus_makro import baca_angka
from desa.validators import kunci_nama, rapikan
from opd.impor.kolom import baca_sel
from opd.impor.rencana import BarisRencana, Hasil, Rencana, Salah, salah, tolak
from opd.impor.rujukan import kunci_tempat
from opd.rekap.makro import PERIODE_BPS, period_end

PERIODE = {kunci_nama(str(p.label)): p for p in PeriodeMakro} | {p.value: p for p in PeriodeMakro}
PERIODE |= {f"triwulan {r}": PeriodeMakro(f"tw{n}") for n, r in enumerate(("i", "ii", "iii", "iv"), 1)}
PERIODE |= {f"tw {n}": PeriodeMakro(f"tw{n}") for n in range(1, 5)} | {
    f"{n:02d}": PeriodeMakro(f"{n:02d}") for n in range(1, 13)
}
BPS = {makro: bps for bps, makro in PERIODE_BPS.items()}
JENIS = {
    "target": JenisAngka.TARGET,
    "sasaran": JenisAngka.TARGET,
    "realisasi": JenisAngka.REALISASI,
    "capaian": JenisAngka.REALISASI,
}
PANJANG = {"sumber": 400, "catatan": 300}
NILAI = ("persen_miskin", "nilai")


@dataclass(frozen=True)
class IsiBarisMakro:
    """What applying a row writes: the columns of a NilaiMakro, or of a DataKemiskinan when `bps`."""

    bps: bool
    kunci: dict[str, Any]
    kolom: dict[str, Any] = field(default_factory=dict)
    lama_id: int | None = None


class PerencanaMakro:
    """Plans one list of macro figures."""

    def __init__(self, tabel: Tabel, *, on: date) -> None:
        self.tabel, self.judul, self.on = tabel, tabel.judul, on
        semua = list(IndikatorMakro.objects.all())
        self.indikator = {kunci_nama(i.nama): i for i in semua} | {kunci_nama(i.kode): i for i in semua}
        self.kabupaten = {kunci_tempat(k.nama): k for k in Kabupaten.objects.all()}
        kunci = ("indikator_id", "jenis", "tahun", "periode", "sumber")
        self.nilai = {tuple(getattr(n, k) for k in kunci): n for n in NilaiMakro.objects.all()}
        kunci = ("kabupaten_id", "tahun", "periode", "sumber")
        self.bps = {tuple(getattr(d, k) for k in kunci): d for d in DataKemiskinan.objects.all()}

    def rencana(self) -> Rencana:
        """The plan of all rows, in sheet order."""
        pertama: dict[tuple[Any, ...], int] = {}
        return Rencana([self._baris(b, pertama) for b in self.tabel.baris], list(self.tabel.catatan))

    def _baris(self, baris: Baris, pertama: dict[tuple[Any, ...], int]) -> BarisRencana:
        ringkas = (
            ", ".join(x for x in (baris.teks(k) for k in ("indikator", "wilayah", "jenis", "periode", "tahun")) if x)
            or "baris"
        )
        if baris.galat:
            return tolak(baris, ringkas, *baris.galat)
        try:
            isi = self._isi(baris)
        except Salah as keliru:
            return tolak(baris, ringkas, keliru.galat)
        kunci = (isi.bps, *isi.kunci.values())
        if (awal := pertama.setdefault(kunci, baris.nomor)) != baris.nomor:
            kalimat = f"Periode dan sumber ini sudah ada pada baris {awal}. Hapus salah satunya."
            return tolak(baris, ringkas, Galat(baris.nomor, self.judul["tahun"], baris.sel["tahun"], kalimat))
        return self._bandingkan(baris, ringkas, isi)

    def _isi(self, baris: Baris) -> IsiBarisMakro:
        indikator, jenis, kabupaten = self._indikator(baris), self._jenis(baris), self._wilayah(baris)
        tahun, periode = self._periode(baris, jenis)
        nilai: Decimal | None = baca_sel(baris, "nilai", self.judul, baca_angka)
        if nilai is None:
            raise salah(baris, "nilai", self.judul, "nilai belum diisi.")
        if indikator.satuan == "%" and abs(nilai) > 100:
            raise salah(baris, "nilai", self.judul, "persen ini lebih dari 100. Periksa koma desimalnya.")
        teks = self._teks(baris)
        if indikator.kode == KODE_KEMISKINAN and jenis == JenisAngka.REALISASI:
            return self._isi_bps(baris, kabupaten, tahun, periode, nilai, teks)
        if kabupaten is not None:
            raise salah(
                baris,
                "wilayah",
                self.judul,
                "angka kabupaten/kota hanya untuk realisasi penduduk miskin. Kosongkan wilayahnya.",
            )
        for k in ("jumlah_ribu", "garis_rp"):
            if baris.teks(k):
                raise salah(baris, k, self.judul, "kolom ini hanya untuk realisasi penduduk miskin. Kosongkan.")
        atas: Decimal | None = baca_sel(baris, "nilai_atas", self.judul, baca_angka)
        if atas is not None and (jenis != JenisAngka.TARGET or atas <= nilai):
            raise salah(
                baris, "nilai_atas", self.judul, "batas atas hanya untuk target, dan lebih besar daripada nilainya."
            )
        kunci = {
            "indikator_id": indikator.pk,
            "jenis": jenis.value,
            "tahun": tahun,
            "periode": periode.value,
            "sumber": teks["sumber"],
        }
        catatan = rapikan(teks["catatan"])
        kolom = {"nilai": nilai, "nilai_atas": atas, "tanggal_data": self._tanggal(baris), "catatan": catatan}
        return IsiBarisMakro(False, kunci, kolom)

    def _isi_bps(
        self,
        baris: Baris,
        kabupaten: Kabupaten | None,
        tahun: int,
        periode: PeriodeMakro,
        nilai: Decimal,
        teks: dict[str, str],
    ) -> IsiBarisMakro:
        if periode not in BPS:
            raise salah(
                baris,
                "periode",
                self.judul,
                "BPS menghitung penduduk miskin Maret dan September, kabupaten/kota tahunan.",
            )
        if not 0 <= nilai <= 100:
            raise salah(baris, "nilai", self.judul, "persentase bernilai 0 sampai 100.")
        kolom = {
            "persen_miskin": nilai.quantize(Decimal("0.01")),
            "jumlah_ribu": baca_sel(baris, "jumlah_ribu", self.judul, baca_desimal),
            "garis_rp": baca_sel(baris, "garis_rp", self.judul, baca_rupiah),
            "catatan": teks["catatan"],
        }
        tempat = {"kabupaten_id": kabupaten.pk if kabupaten else None}
        kunci = tempat | {"tahun": tahun, "periode": BPS[periode].value, "sumber": teks["sumber"]}
        return IsiBarisMakro(True, kunci, kolom)

    def _indikator(self, baris: Baris) -> IndikatorMakro:
        satu = self.indikator.get(kunci_nama(baris.teks("indikator")))
        if satu is None:
            dikenal = ", ".join(sorted({i.nama for i in self.indikator.values()}))
            raise salah(
                baris,
                "indikator",
                self.judul,
                f"indikator “{baris.teks('indikator')[:40]}” tidak dikenal. Yang ada: {dikenal}.",
            )
        return satu

    def _jenis(self, baris: Baris) -> JenisAngka:
        jenis = JENIS.get(kunci_nama(baris.teks("jenis")))
        if jenis is None:
            raise salah(baris, "jenis", self.judul, "jenis ditulis target atau realisasi.")
        return jenis

    def _wilayah(self, baris: Baris) -> Kabupaten | None:
        teks = baris.teks("wilayah")
        if not teks or kunci_nama(teks) in ("maluku", "provinsi maluku"):
            return None
        kabupaten = self.kabupaten.get(kunci_tempat(teks))
        if kabupaten is None:
            raise salah(
                baris, "wilayah", self.judul, f"“{teks[:40]}” bukan kabupaten/kota di Maluku. Kosongkan untuk provinsi."
            )
        return kabupaten

    def _periode(self, baris: Baris, jenis: JenisAngka) -> tuple[int, PeriodeMakro]:
        tahun: int | None = baca_sel(baris, "tahun", self.judul, baca_bilangan)
        if tahun is None or not 1990 <= tahun <= 2100:
            raise salah(baris, "tahun", self.judul, "tahun ditulis empat angka, antara 1990 dan 2100.")
        teks = baris.teks("periode")
        periode = PERIODE.get(kunci_nama(teks)) if teks else PeriodeMakro.TAHUNAN
        if periode is None:
            kalimat = f"periode “{teks[:30]}” tidak dikenal. Tulis tahunan, TW I sampai TW IV, atau nama bulan, misalnya Maret."
            raise salah(baris, "periode", self.judul, kalimat)
        if jenis == JenisAngka.REALISASI and period_end(tahun, periode) > self.on:
            raise salah(
                baris, "tahun", self.judul, "periode ini belum berakhir. Catat sebagai target, atau periksa tahunnya."
            )
        return tahun, periode

    def _teks(self, baris: Baris) -> dict[str, str]:
        isi = {k: rapikan(baris.teks(k), baris=k == "catatan") for k in PANJANG}
        for k, panjang in PANJANG.items():
            if len(isi[k]) > panjang:
                raise salah(baris, k, self.judul, f"teks ini lebih dari {panjang} huruf. Ringkaskan.")
        if not isi["sumber"]:
            raise salah(baris, "sumber", self.judul, "sumber belum diisi. Setiap angka menyebut sumbernya.")
        return isi

    def _tanggal(self, baris: Baris) -> date:
        hari: date | None = baca_sel(
            baris, "tanggal_data", self.judul, baca_tanggal, sistem_1904=self.tabel.sistem_1904
        )
        if hari is None:
            raise salah(
                baris, "tanggal_data", self.judul, "tanggal data belum diisi. Tulis tanggal rilis atau dokumennya."
            )
        if hari > self.on:
            raise salah(baris, "tanggal_data", self.judul, "tanggal data ini belum terjadi. Periksa tahunnya.")
        return hari

    def _bandingkan(self, baris: Baris, ringkas: str, isi: IsiBarisMakro) -> BarisRencana:
        lama: Any = (self.bps if isi.bps else self.nilai).get(tuple(isi.kunci.values()))
        jejak: tuple[Any, ...] = (isi,)
        if lama is None:
            return BarisRencana(baris.nomor, Hasil.BARU, ringkas, isi=isi, jejak=jejak)
        beda = {k: v for k, v in isi.kolom.items() if _held(lama, k) != v and not (isi.bps and v in (None, ""))}
        jejak += tuple(str(getattr(lama, k)) for k in isi.kolom)
        tulis = IsiBarisMakro(isi.bps, isi.kunci, beda, lama.pk)
        if not beda:
            return BarisRencana(baris.nomor, Hasil.SAMA, ringkas, isi=tulis, jejak=jejak)
        return BarisRencana(
            baris.nomor, Hasil.BERUBAH, ringkas, peringatan=(self._change(lama, beda),), isi=tulis, jejak=jejak
        )

    def _change(self, lama: Any, beda: dict[str, Any]) -> str:
        """ "Tadinya 16,05 menurut sumber yang sama. Juga berubah: Catatan."."""
        judul = [self.judul[k] for k in beda if k not in NILAI]
        nilai = next((k for k in NILAI if k in beda), None)
        if nilai is None:
            return f"Nilainya tetap. Yang berubah: {', '.join(judul)}."
        tadinya = getattr(lama, nilai)
        kata = "kosong" if tadinya is None else format_desimal(tadinya, 2)
        juga = f" Juga berubah: {', '.join(judul)}." if judul else ""
        return f"Tadinya {kata} menurut sumber yang sama.{juga}"


def _held(lama: Any, nama: str) -> Any:
    """What is stored as a cell would say it: texts tidied, their line ends kept."""
    nilai = getattr(lama, nama)
    return rapikan(nilai, baris=True) if isinstance(nilai, str) else nilai


def rencanakan_makro(tabel: Tabel, *, on: date) -> Rencana:
    """What an uploaded list of macro figures would do."""
    return PerencanaMakro(tabel, on=on).rencana()
