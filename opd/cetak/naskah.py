"""A paper ready to be printed: its text, its heads, what it is about, and whether it is frozen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import Model

from desa.waktu import tanggal_wit
from opd.actions.cetak import Terbitan
from opd.cetak.bahan import kop_of, signature_of
from opd.cetak.blok import Dokumen, Isi, Kop, LembarFoto, TandaTangan
from opd.cetak.laporan import report_blocks, verified_line
from opd.cetak.pp39 import codes_of, form_a
from opd.enums import JenisCetakan, StatusNaskah
from opd.models import LaporanTriwulan, Opd, Pengguna
from opd.rekap.isi_laporan import IsiLaporan, sha256_of, to_json
from opd.rekap.laporan import shown

KONSEP = "KONSEP"
TIDAK_UTUH = (
    "Isi laporan ini tidak cocok lagi dengan sidik jarinya, jadi tidak dicetak. "
    "Laporkan kepada admin sistem di Diskominfo."
)


@dataclass(frozen=True)
class Cetak:
    """What a print page offers; `tulis` writes the text only when a file is asked for.

    `sha` is given where the row itself keeps what is frozen. `konsep` is the row whose draft it is: no code, and its history
    says who took it. `penjaga` is the OPD whose letterhead heads it, `tolak` why it cannot be printed now, `pilihan` the
    other papers of its kind as (word, address, whether it is this one), `asal` the page it belongs to where that is not
    about the paper itself.
    """

    jenis: JenisCetakan
    kunci: str
    nama: str
    per: date
    berkas: str
    kembali: str
    kop: Kop
    tanda_tangan: TandaTangan | None
    tulis: Callable[[], Isi]
    sha: str = ""
    penjaga: Opd | None = None
    konsep: Model | None = None
    tolak: str = ""
    lanskap: bool = False
    pilihan: tuple[tuple[str, str, bool], ...] = ()
    asal: str = ""

    def write(self) -> tuple[Terbitan, Dokumen]:
        """The paper as it goes out, still without its seal."""
        isi = self.tulis()
        teks = "" if self.sha else to_json(isi)
        terbitan = Terbitan(self.jenis, self.kunci, self.nama, self.per, self.sha or sha256_of(teks), teks)
        tanda = KONSEP if self.konsep is not None else ""
        return terbitan, Dokumen(isi, self.kop, self.nama, self.tanda_tangan, tanda=tanda, lanskap=self.lanskap)


def photos_of(isi: Isi) -> tuple[UUID, ...]:
    """The photos that a paper shows."""
    return tuple(f.uuid for b in (*isi.blok, *isi.lampiran) if isinstance(b, LembarFoto) for f in b.isi)


@dataclass(frozen=True)
class Laporan:
    """A quarterly report read for its papers."""

    baris: LaporanTriwulan
    isi: IsiLaporan
    kop: Kop
    tanda_tangan: TandaTangan

    @property
    def beku(self) -> bool:
        return self.baris.status == StatusNaskah.DIVERIFIKASI

    @property
    def nama(self) -> str:
        """Whose report it is, as papers name it."""
        return f"{self.baris}, {self.isi.kepala.desa}, {self.isi.kepala.singkatan}"

    def paper(
        self,
        jenis: JenisCetakan,
        tulis: Callable[[], Isi],
        berkas: str,
        kembali: str,
        *,
        awalan: str = "",
        lanskap: bool = False,
    ) -> Cetak:
        """One of its papers: its hash is the report's where it is frozen, else it is a draft."""
        k, satu = self.isi.kepala, self.baris
        utuh = not self.beku or sha256_of(satu.isi_beku) == satu.sha256
        return Cetak(
            jenis, str(satu.uuid), f"{awalan}{self.nama}", k.sampai, f"{berkas}-{k.tahun}-tw{k.triwulan}-{k.slug}-{k.kode}",
            kembali, self.kop, self.tanda_tangan, tulis, satu.sha256 if self.beku else sha256_of(to_json(self.isi)),
            penjaga=satu.penugasan.opd, konsep=None if self.beku else satu, tolak="" if utuh else TIDAK_UTUH, lanskap=lanskap,
        )  # fmt: skip


def read_report(user: Pengguna, laporan: LaporanTriwulan, *, on: date) -> Laporan:
    """The frozen text of a verified report, signed by who headed the OPD when it was approved; of a draft what stands today.

    At most four queries, `penugasan` and who verified being loaded.
    """
    opd, isi = laporan.penugasan.opd, shown(laporan, until=on)
    kop, kota = kop_of(user, opd)
    hari = tanggal_wit(laporan.disetujui_pada) if laporan.disetujui_pada else on
    return Laporan(laporan, isi, replace(kop, nama=isi.kepala.opd), signature_of(user, opd, on=hari, kota=kota))


def report_paper(r: Laporan, kembali: str) -> Cetak:
    """The report itself."""
    satu = r.baris
    sah = verified_line(satu.diverifikasi_oleh.nama, satu.diverifikasi_pada, satu.sha256) if r.beku else ()
    return r.paper(
        JenisCetakan.LAPORAN,
        lambda: report_blocks(r.isi, per=r.isi.kepala.sampai, pengesahan=sah),
        "laporan",
        kembali,
    )


def form_a_paper(user: Pengguna, r: Laporan, kembali: str) -> Cetak:
    """Its figures on Formulir A of PP 39/2006. One query more when it is written."""
    kunci = [b.kunci for b in r.isi.rencana.baris] if r.isi.rencana else []
    return r.paper(
        JenisCetakan.FORMULIR_A,
        lambda: form_a(r.isi, codes_of(user, kunci)),
        "formulir-a",
        kembali,
        awalan="Formulir A PP 39/2006, ",
        lanskap=True,
    )
