"""Where the figures of a quarterly report lead: lists whose count or sum is that figure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from opd.rekap.isi_laporan import BarisLaporan, IsiLaporan, KegiatanLaporan
from opd.rekap.tugas_dasar import address
from opd.rekap.umkm import KeadaanUmkm


@dataclass(frozen=True, slots=True)
class TautanLaporan:
    """Addresses for one report; `diketahui`, the day a verified one was frozen, so that later corrections are left aside."""

    isi: IsiLaporan
    diketahui: date | None = None

    def _umum(self, **lain: object) -> dict[str, object]:
        tahu = {"diketahui": self.diketahui} if self.diketahui else {}
        return {"desa": self.isi.kepala.kode} | lain | tahu

    def _fakta(self, nama: str, dari: date | None = None, **lain: object) -> str:
        k = self.isi.kepala
        masa = {"dari": dari or k.dari, "sampai": k.sampai}
        return address(nama, **self._umum(opd=k.slug, **masa, **lain))

    @property
    def kegiatan(self) -> str:
        return self._fakta("kegiatan:daftar")

    @property
    def kunjungan(self) -> str:
        return self._fakta("kunjungan:daftar")

    @property
    def kunjungan_sah(self) -> str:
        return self._fakta("kunjungan:daftar", sah=1)

    @property
    def bantuan(self) -> str:
        return self._fakta("serah:daftar")

    @property
    def luar(self) -> str:
        """The year's activities outside the plan; empty without a plan."""
        rencana = self.isi.rencana
        return self._fakta("kegiatan:daftar", self.isi.kepala.dari_tahun, luar=rencana.uuid) if rencana else ""

    def baris(self, b: BarisLaporan) -> str:
        """The year's activities of one line."""
        return self._fakta("kegiatan:daftar", self.isi.kepala.dari_tahun, baris=b.kunci)

    def baris_tw(self, b: BarisLaporan) -> str:
        """The quarter's activities of one line."""
        return self._fakta("kegiatan:daftar", baris=b.kunci)

    @property
    def umkm(self) -> tuple[tuple[str, int, str], ...]:
        """The four counts, koperasi and BUM Desa: (word, figure, list)."""
        u = self.isi.umkm
        if u is None:
            return ()
        per = {"per": self.isi.kepala.sampai}
        keadaan = [
            (str(k.label), getattr(u, k.value), address("umkm:daftar", **self._umum(keadaan=k.value, **per)))
            for k in KeadaanUmkm
        ]
        bersama = [
            (nama, n, address("umkm:daftar", **self._umum(bentuk=bentuk, **per)))
            for nama, bentuk, n in (("Koperasi", "koperasi", u.koperasi), ("BUM Desa", "bumdes", u.bumdes))
            if n
        ]
        return (*keadaan, *bersama)

    @property
    def baris_rencana(self) -> tuple[tuple[BarisLaporan, str, str], ...]:
        """Each line with the lists of its quarter and of its year."""
        rencana = self.isi.rencana
        return tuple((b, self.baris_tw(b), self.baris(b)) for b in rencana.baris) if rencana else ()

    @property
    def kegiatan_berbaris(self) -> tuple[tuple[KegiatanLaporan, str], ...]:
        """Each activity with the line that it was done for, or the empty text."""
        rencana = self.isi.rencana
        nama = {b.kunci: b.kegiatan for b in rencana.baris} if rencana else {}
        return tuple((k, nama.get(k.baris, "") if k.baris else "") for k in self.isi.kegiatan)
