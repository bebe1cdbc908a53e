"""The papers of a rakor in one ZIP, with a sheet of contents and the SHA-256 of every file.

Each paper is the one of its own page, issued with its code and recorded; what cannot be printed is named on the sheet.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, TextChoices
from django.urls import reverse

from binaan.cetak.kertas import orders_paper, quality_paper, ranking_paper, recap_paper, table_paper
from binaan.dasbor.kata import ribuan
from binaan.models import Peringkat
from binaan.mutu.temuan import reads_all
from binaan.peringkat.segel import intact
from desa.angka import format_tanggal, format_waktu
from desa.waktu import WIT, mulai_triwulan
from opd.actions.cetak import Lembar
from opd.cetak.bahan import heads_of, province_opd
from opd.cetak.blok import Dokumen, Fakta, Isi, Kolom, Paragraf, Tabel
from opd.cetak.kertas_desa import presentation_paper
from opd.cetak.naskah import Cetak, read_report, report_paper
from opd.cetak.pdf import render_pdf, too_long
from opd.cetak.terbit import CONTOH, Situs, publish
from opd.enums import StatusNaskah
from opd.models import LaporanTriwulan, Pengguna, Penugasan
from opd.rekap.profil import with_profile
from opd.rekap.rentang import sebut_triwulan

TERBANYAK = 150
"""Files of one packet: about a minute of work and 50 MB."""
DAFTAR_ISI, SIDIK = "00-daftar-isi.pdf", "SHA256SUMS.txt"
TERLALU_BANYAK = "Paket ini akan memuat {} naskah; paling banyak {}. Pilih beberapa OPD saja, atau lepas paparan desa."
KOSONG = "Tidak ada satu pun naskah pada pilihan ini. Pilih triwulan atau bagian lain."
KOLOM = (
    Kolom("No.", 5, True), Kolom("Berkas", 36), Kolom("Naskah", 42), Kolom("Kedudukan dan kode periksa", 24),
    Kolom("SHA-256 berkas", 40),
)  # fmt: skip


class Bagian(TextChoices):
    """What a packet may hold."""

    REKAP = "rekap", "Rekapitulasi provinsi"
    LP2KD = "lp2kd", "Tabel LP2KD tahun triwulan itu"
    PERINGKAT = "peringkat", "Daftar peringkat yang terakhir dibekukan"
    MUTU = "mutu", "Ringkasan mutu data dan uji petik"
    ARAHAN = "arahan", "Arahan yang belum selesai"
    LAPORAN = "laporan", "Laporan triwulan yang sudah diverifikasi"
    PAPARAN = "paparan", "Paparan desa binaan"


@dataclass(frozen=True)
class PilihanPaket:
    """What is asked for: parts, the quarter of the reports, and of which OPDs (none: all)."""

    bagian: tuple[str, ...]
    tahun: int
    triwulan: int
    opd: tuple[str, ...] = ()

    @property
    def nama(self) -> str:
        """ "TW III 2026"."""
        return sebut_triwulan(mulai_triwulan(self.tahun, self.triwulan))

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def choice_of(isi: dict[str, Any]) -> PilihanPaket:
    """A choice as it was stored."""
    return PilihanPaket(tuple(isi["bagian"]), isi["tahun"], isi["triwulan"], tuple(isi["opd"]))


@dataclass(frozen=True)
class Lembaran:
    """One paper to come: its folder, what it is, and how it is made."""

    map: str
    nama: str
    buat: Callable[[], Cetak]


@dataclass(frozen=True)
class Terkemas:
    """One line of the sheet of contents: a file, what it is, by which code it can be checked, or (`berkas` empty) why not."""

    berkas: str
    nama: str
    sidik: str = ""
    terbitan: bool = False
    sebagai: str = ""
    kode: str = ""

    @property
    def kedudukan(self) -> str:
        """ "Terbitan ke-1, kode ABCD", "Salinan baca, tanpa kode"."""
        if not self.berkas:
            return "–"
        return f"{self.sebagai.capitalize()}, {f'kode {self.kode}' if self.kode else 'tanpa kode'}"


def parts_for(user: Pengguna, *, on: date) -> list[tuple[str, str]]:
    """What this reader may put in: data quality is for who reads every OPD's."""
    return [(b.value, str(b.label)) for b in Bagian if b != Bagian.MUTU or reads_all(user, on=on)]


def planned(user: Pengguna, p: PilihanPaket, *, hari: date) -> list[Lembaran]:
    """The papers of a packet in their order. At most three queries; what each says is read when it is made."""
    boleh = dict(parts_for(user, on=hari))
    hasil: list[Lembaran] = []
    for b in (b for b in Bagian if b.value in p.bagian and b.value in boleh):
        hasil += PENYUSUN[b](user, p, hari)
    return hasil


def _one(nama: str, buat: Callable[[], Cetak]) -> list[Lembaran]:
    return [Lembaran("", nama, buat)]


def _ranking(user: Pengguna, p: PilihanPaket, hari: date) -> list[Lembaran]:
    """The newest frozen version; none before the first was frozen."""
    satu = Peringkat.objects.visible_to(user).current().newest().light().first()
    return [] if satu is None else _one(str(satu), lambda: _frozen(user, satu.uuid))


def _frozen(user: Pengguna, uuid: UUID) -> Cetak:
    satu = Peringkat.objects.visible_to(user).select_related("bobot").get(uuid=uuid)
    return ranking_paper(user, satu, utuh=intact(satu, masukan=True))


def _reports(user: Pengguna, p: PilihanPaket, hari: date) -> list[Lembaran]:
    terbit = LaporanTriwulan.objects.visible_to(user).filter(
        status=StatusNaskah.DIVERIFIKASI, tahun=p.tahun, triwulan=p.triwulan
    )
    urut = _of_opd(terbit, p).order_by("penugasan__opd__nama", "penugasan__desa__kode", "pk")
    kolom = ("uuid", "penugasan__opd__nama", "penugasan__desa__nama")
    return [
        Lembaran("laporan/", f"Laporan {p.nama} {opd}, {desa}", lambda uuid=uuid: _report(user, uuid, hari))
        for uuid, opd, desa in urut.values_list(*kolom)
    ]


def _of_opd(kueri: QuerySet[Any], p: PilihanPaket) -> QuerySet[Any]:
    return kueri.filter(penugasan__opd__slug__in=p.opd) if p.opd else kueri


def _report(user: Pengguna, uuid: UUID, hari: date) -> Cetak:
    nama = ("penugasan__opd__dilebur_ke", "penugasan__desa__kecamatan__kabupaten", "penugasan__sk", "diverifikasi_oleh")
    satu = LaporanTriwulan.objects.visible_to(user).select_related(*nama).get(uuid=uuid)
    return report_paper(read_report(user, satu, on=hari), reverse("laporan:detail", args=[uuid]))


def _presentations(user: Pengguna, p: PilihanPaket, hari: date) -> list[Lembaran]:
    tugas = Penugasan.objects.visible_to(user).in_force().active_on(hari).in_charge()
    tugas = tugas.filter(opd__slug__in=p.opd) if p.opd else tugas
    kolom = tugas.order_by("opd__nama", "desa__kode").values_list("desa__kode", "desa__nama", "opd__nama")
    return [
        Lembaran("paparan/", f"Paparan {desa}, {opd}", lambda kode=kode: _presentation(user, kode, hari))
        for kode, desa, opd in kolom
    ]


def _presentation(user: Pengguna, kode: str, hari: date) -> Cetak:
    return presentation_paper(user, with_profile(user, on=hari).get(kode=kode), hari=hari)


PENYUSUN: dict[Bagian, Callable[[Pengguna, PilihanPaket, date], list[Lembaran]]] = {
    Bagian.REKAP: lambda u, p, h: _one("Rekapitulasi provinsi", lambda: recap_paper(u, until=h, hari=h)),
    Bagian.LP2KD: lambda u, p, h: _one(f"LP2KD {p.tahun}", lambda: table_paper(u, "lp2kd", tahun=p.tahun, hari=h)),
    Bagian.PERINGKAT: _ranking,
    Bagian.MUTU: lambda u, p, h: _one("Mutu data", lambda: quality_paper(u, tahun=p.tahun, hari=h)),
    Bagian.ARAHAN: lambda u, p, h: _one("Arahan terbuka", lambda: orders_paper(u, hari=h)),
    Bagian.LAPORAN: _reports,
    Bagian.PAPARAN: _presentations,
}


# --- the file --------------------------------------------------------------------------------------------------------


def pack(
    user: Pengguna,
    p: PilihanPaket,
    lembaran: Sequence[Lembaran],
    *,
    situs: Situs,
    contoh: bool,
    at: datetime,
    lapor: Callable[[int, int, str], object],
) -> tuple[bytes, int]:
    """The ZIP and how many papers are in it. Each of them is issued and recorded as if it had been printed alone."""
    wadah, isi, dari = io.BytesIO(), list[Terkemas](), len(lembaran) + 1
    with zipfile.ZipFile(wadah, "w", zipfile.ZIP_DEFLATED) as arsip:
        for n, satu in enumerate(lembaran):
            lapor(n, dari, f"Mencetak {satu.nama}"[:300])
            terkemas, berkas = _print(user, satu, n + 1, situs=situs, contoh=contoh, at=at)
            if berkas:
                _add(arsip, terkemas.berkas, berkas, at)
            isi.append(terkemas)
        lapor(dari - 1, dari, "Menyusun daftar isi.")
        daftar = _contents(user, p, isi, contoh=contoh, at=at)
        sidik = [(t.sidik, t.berkas) for t in isi if t.berkas] + [(sha256(daftar).hexdigest(), DAFTAR_ISI)]
        _add(arsip, DAFTAR_ISI, daftar, at)
        _add(arsip, SIDIK, "".join(f"{s}  {nama}\n" for s, nama in sidik).encode(), at)
    return wadah.getvalue(), sum(bool(t.berkas) for t in isi)


def _print(
    user: Pengguna, satu: Lembaran, n: int, *, situs: Situs, contoh: bool, at: datetime
) -> tuple[Terkemas, bytes]:
    """Its line on the sheet of contents, and the file; without one why not."""
    c = satu.buat()
    if c.tolak:
        return Terkemas("", f"{c.nama}: tidak disertakan. {c.tolak}"), b""
    naskah = c.write()
    bentuk = "docx" if too_long(naskah[1].isi) else "pdf"
    jadi = publish(c, naskah, Lembar(bentuk), situs=situs, contoh=contoh, by=user, at=at)
    depan, per = satu.map or f"{n:02d}-", format_tanggal(c.per)
    sebutan, sidik = c.nama if per in c.nama else f"{c.nama}, keadaan per {per}", sha256(jadi.isi).hexdigest()
    return Terkemas(f"{depan}{jadi.nama}", sebutan, sidik, jadi.terbitan, jadi.sebagai, jadi.kode), jadi.isi


def _add(arsip: zipfile.ZipFile, nama: str, isi: bytes, at: datetime) -> None:
    saat = at.astimezone(WIT)
    info = zipfile.ZipInfo(nama, (saat.year, saat.month, saat.day, saat.hour, saat.minute, saat.second))
    info.compress_type = zipfile.ZIP_DEFLATED
    arsip.writestr(info, isi)


def _contents(user: Pengguna, p: PilihanPaket, isi: Iterable[Terkemas], *, contoh: bool, at: datetime) -> bytes:
    """The sheet of contents. It has no code of its own: the papers have."""
    semua = list(isi)
    ada = [t for t in semua if t.berkas]
    terbitan = sum(t.terbitan for t in ada)
    baris = tuple((str(n), t.berkas or "–", t.nama, t.kedudukan, t.sidik or "–") for n, t in enumerate(semua, 1))
    hari = at.astimezone(WIT).date()
    blok = (
        Fakta(
            (
                ("Disusun", format_waktu(at)),
                ("Laporan triwulan", p.nama),
                ("Naskah", f"{ribuan(len(ada))} disertakan, {ribuan(len(semua) - len(ada))} tidak"),
                ("Kedudukan", f"{ribuan(terbitan)} terbitan, {ribuan(len(ada) - terbitan)} salinan baca"),
            )
        ),
        Tabel("", KOLOM, baris, (), KOSONG),
        Paragraf(
            f"Sidik juga ada pada {SIDIK}; perintah sha256sum -c {SIDIK} mencocokkan semua berkas. Kode kotak pada "
            "naskah menyebut apakah ia masih yang terbaru. Salinan baca memuat kode terbitan yang isinya sama; bila belum ada "
            "terbitannya, ia tanpa kode.",
            kecil=True,
        ),
    )
    kop, _ = heads_of(user, province_opd(user), on=hari)
    teks = Isi("DAFTAR ISI PAKET RAKOR", (f"Keadaan per {format_tanggal(hari)}",), hari, blok)
    tanda = CONTOH if contoh else ""
    return render_pdf(Dokumen(teks, kop, "Daftar isi paket rakor", tanda=tanda, lanskap=True), lambda _: None)
