"""A paper ready to be printed: its text, its heads, what it is about, and whether it is frozen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Model

from desa.waktu import tanggal_wit
from opd.actions.cetak import Terbitan
from opd.cetak.bahan import kop_of, signature_of
from opd.cetak.blok import Dokumen, Isi, LembarFoto
from opd.cetak.laporan import report_blocks, verified_line
from opd.enums import JenisCetakan, StatusNaskah
from opd.models import LaporanTriwulan, Opd, Pengguna
from opd.rekap.isi_laporan import sha256_of, to_json
from opd.rekap.laporan import shown

KONSEP = "KONSEP"
TIDAK_UTUH = (
    "Isi laporan ini tidak cocok lagi dengan sidik jarinya, jadi tidak dicetak. "
    "Laporkan kepada admin sistem di Diskominfo."
)


@dataclass(frozen=True)
class Cetak:
    """What a print page offers. `konsep` is the row whose draft it is: no code, and the row's history says who took it.

    `penjaga` is the OPD whose letterhead heads it (None: the province's own), `tolak` why it cannot be printed now.
    """

    terbitan: Terbitan
    dokumen: Dokumen
    berkas: str
    kembali: str
    penjaga: Opd | None = None
    konsep: Model | None = None
    tolak: str = ""

    @property
    def foto(self) -> tuple:
        """The photos it needs."""
        isi = self.dokumen.isi
        return tuple(f.uuid for b in (*isi.blok, *isi.lampiran) if isinstance(b, LembarFoto) for f in b.isi)


def live_paper(
    user: Pengguna,
    jenis: JenisCetakan,
    kunci: str,
    isi: Isi,
    *,
    opd: Opd,
    nama: str,
    berkas: str,
    kembali: str,
    lanskap: bool = False,
) -> Cetak:
    """A paper of what stands today: its text is frozen with its hash when it is printed. At most three queries."""
    teks = to_json(isi)
    terbitan = Terbitan(jenis, kunci, nama, isi.per, sha256_of(teks), teks)
    kop, kota = kop_of(user, opd)
    tanda_tangan = signature_of(user, opd, on=isi.per, kota=kota)
    dokumen = Dokumen(isi, kop, nama, tanda_tangan, lanskap=lanskap)
    return Cetak(terbitan, dokumen, berkas, kembali, penjaga=opd)


def report_paper(user: Pengguna, laporan: LaporanTriwulan, *, on: date, kembali: str) -> Cetak:
    """A quarterly report: the frozen text of a verified one, signed by who headed the OPD when it was approved; else a draft.

    At most four queries, `penugasan` and who verified being loaded.
    """
    opd, beku = laporan.penugasan.opd, laporan.status == StatusNaskah.DIVERIFIKASI
    isi = shown(user, laporan, until=on)
    nama = f"{laporan}, {isi.kepala.desa}, {isi.kepala.singkatan}"
    hari = tanggal_wit(laporan.disetujui_pada) if laporan.disetujui_pada else on
    sah = verified_line(laporan.diverifikasi_oleh.nama, laporan.diverifikasi_pada, laporan.sha256) if beku else ()
    isi_cetak = report_blocks(isi, per=isi.kepala.sampai, pengesahan=sah)
    kop, kota = kop_of(user, opd)
    dokumen = Dokumen(isi_cetak, replace(kop, nama=isi.kepala.opd), nama, signature_of(user, opd, on=hari, kota=kota))
    sha = laporan.sha256 if beku else sha256_of(to_json(isi))
    berkas = f"laporan-{isi.kepala.tahun}-tw{isi.kepala.triwulan}-{isi.kepala.slug}-{isi.kepala.kode}"
    terbitan = Terbitan(JenisCetakan.LAPORAN, str(laporan.uuid), nama, isi.kepala.sampai, sha)
    if beku:
        utuh = sha256_of(laporan.isi_beku) == laporan.sha256
        return Cetak(terbitan, dokumen, berkas, kembali, penjaga=opd, tolak="" if utuh else TIDAK_UTUH)
    return Cetak(terbitan, replace(dokumen, tanda=KONSEP), berkas, kembali, penjaga=opd, konsep=laporan)
