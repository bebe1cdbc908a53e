"""The papers of the province, under the letterhead of the Sekretariat Daerah and signed by who holds the Sekda's office."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.urls import reverse

from binaan.cetak.arahan import open_orders_blocks, open_rounds
from binaan.cetak.mutu import quality_blocks
from binaan.cetak.peringkat import ranking_blocks
from binaan.cetak.rekap import recap_blocks
from binaan.cetak.tkpk import lp2kd_blocks, rat_blocks
from binaan.dasbor.baca import baca
from binaan.dasbor.pokok import ringkas
from binaan.dasbor.tautan import buat_tautan
from binaan.models import Peringkat
from binaan.mutu.cakupan import newest_drawn
from binaan.mutu.temuan import read_quality
from binaan.peringkat.hasil import read_sheet
from binaan.peringkat.segel import TIDAK_UTUH
from desa.angka import format_tanggal
from desa.waktu import tanggal_wit
from opd.cetak.bahan import heads_of, province_opd
from opd.cetak.blok import Isi
from opd.cetak.naskah import Cetak
from opd.enums import JenisCetakan
from opd.models import Pengguna
from opd.rekap.kegiatan import rekap_dana, sum_money
from opd.rekap.rentang import rentang
from opd.rekap.tkpk import rekap_tkpk

TABEL = {
    "lp2kd": (JenisCetakan.LP2KD, "Tabel LP2KD", lp2kd_blocks),
    "rat": (JenisCetakan.RAT, "Tabel RAT", rat_blocks),
}


def recap_paper(
    user: Pengguna, *, until: date, known_at: datetime | None = None, diketahui: date | None = None, hari: date
) -> Cetak:
    """What the dashboard shows on a day, as known then (`diketahui`: the day that was asked for)."""
    nama = f"Rekapitulasi provinsi per {format_tanggal(until)}"
    if diketahui:
        nama += f", dicatat sampai {format_tanggal(diketahui)}"

    def write() -> Isi:
        tautan = buat_tautan(rentang(until), hari_ini=hari, known_at=known_at, diketahui=diketahui)
        pokok = ringkas(user, until=until, known_at=known_at)
        return recap_blocks(pokok, baca(user, until=until, known_at=known_at), tautan)

    kunci = f"{until.isoformat()}/{diketahui.isoformat() if diketahui else ''}"
    return _paper(user, JenisCetakan.REKAP, kunci, nama, until, f"rekap-provinsi-{until.isoformat()}", write, hari)


def table_paper(user: Pengguna, jenis: str, *, tahun: int, hari: date) -> Cetak:
    """LP2KD or RAT of a year, this year's as far as it got."""
    cetakan, sebutan, tulis = TABEL[jenis]
    per = min(hari, date(tahun, 12, 31))
    nama = f"{sebutan} {tahun} desa binaan Provinsi Maluku"

    def write() -> Isi:
        dana = sum_money(rekap_dana(user, until=per)).tahun_rp
        return tulis(rekap_tkpk(user, tahun=tahun, until=per), tahun=tahun, until=per, dana_rp=dana)

    return _paper(user, cetakan, str(tahun), nama, per, f"{jenis}-{tahun}", write, hari)


def quality_paper(user: Pengguna, *, tahun: int, hari: date) -> Cetak:
    """What the data of a year say against themselves, and how the last spot check went. For who reads every OPD's."""
    per = min(hari, date(tahun, 12, 31))

    def write() -> Isi:
        return quality_blocks(read_quality(user, tahun=tahun, on=hari), *newest_drawn(user))

    kunci, nama = f"{tahun}/{per.isoformat()}", f"Ringkasan mutu data {tahun} per {format_tanggal(per)}"
    return _paper(
        user,
        JenisCetakan.MUTU,
        kunci,
        nama,
        per,
        f"mutu-data-{tahun}",
        write,
        hari,
        kembali="mutu:ringkas",
        asal="Mutu data",
    )


def orders_paper(user: Pengguna, *, hari: date) -> Cetak:
    """What leaders asked for and is not done."""
    return _paper(
        user, JenisCetakan.ARAHAN, hari.isoformat(), f"Arahan terbuka per {format_tanggal(hari)}", hari, "arahan-terbuka",
        lambda: open_orders_blocks(open_rounds(user), hari=hari), hari, kembali="arahan:daftar", asal="Arahan",
    )  # fmt: skip


def _paper(
    user: Pengguna, jenis: JenisCetakan, kunci: str, nama: str, per: date, berkas: str, tulis: Callable[[], Isi], hari: date,
    *, kembali: str = "dasbor", asal: str = "Dasbor",
) -> Cetak:  # fmt: skip
    opd = province_opd(user)
    kop, tanda_tangan = heads_of(user, opd, on=hari)
    return Cetak(
        jenis,
        kunci,
        nama,
        per,
        berkas,
        reverse(kembali),
        kop,
        tanda_tangan,
        tulis,
        penjaga=opd,
        lanskap=True,
        asal=asal,
    )


def ranking_paper(user: Pengguna, satu: Peringkat, *, utuh: bool) -> Cetak:
    """The list of a frozen version, signed as of the day it was frozen; one whose seal is broken (not `utuh`) is refused."""
    lembar, setda = read_sheet(user, str(satu.uuid)), province_opd(user)
    kop, tanda_tangan = heads_of(user, setda, on=tanggal_wit(satu.dibekukan_pada))
    kembali = f"{reverse('peringkat:daftar')}?lembar={satu.uuid}"
    return Cetak(
        JenisCetakan.PERINGKAT, str(satu.uuid), f"Daftar peringkat OPD {satu.tahun} versi {satu.nomor}", satu.sampai,
        f"peringkat-{satu.tahun}-versi-{satu.nomor}", kembali, kop, tanda_tangan, lambda: ranking_blocks(lembar, satu),
        penjaga=setda, lanskap=True, asal="Peringkat", tolak="" if utuh else TIDAK_UTUH,
    )  # fmt: skip
