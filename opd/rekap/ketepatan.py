"""Who has submitted which quarter's report, who is late, by how much and with whom (desain.md, section 4, ketepatan laporan).

A report is in time when its head approved it for the first time by the deadline and every return was answered within seven
days; an answer that was withdrawn again is none. Days at the verifikator's desk never count, for they come after that approval;
days on which it lay at the head's desk and nobody held it do not count either. No report is due for a quarter with fewer than
30 days of penugasan.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet, TextChoices

from desa.angka import format_tanggal
from desa.waktu import akhir_hari, tanggal_wit
from opd.ambang import LAPORAN_KEMBALI
from opd.enums import PeranPenugasan, StatusNaskah, TindakanNaskah
from opd.models import Jabatan, LangkahNaskah, LaporanTriwulan, Opd, Pengguna, Penugasan
from opd.models.naskah import MELIHAT_SEMUA, TERBUKA
from opd.rekap.hitung import persen
from opd.rekap.laporan import HARI_TERSEDIKIT, quarter_span
from opd.rekap.meja import Masa, after_merger, covered_days, group_name
from opd.rekap.tenggat import BatasTriwulan, time_left
from opd.whatsapp import whatsapp

BELUM_DIBUAT = "belum"
TEMPAT = ("opd__dilebur_ke", "desa__kecamatan__kabupaten")


class Ketepatan(TextChoices):
    TEPAT = "tepat", "Tepat waktu"
    JAWABAN_LAMBAT = "jawaban_lambat", "Jawaban lambat"
    TERLAMBAT = "terlambat", "Terlambat"
    LEWAT = "lewat", "Lewat tenggat"
    BERJALAN = "berjalan", "Belum jatuh tempo"


@dataclass(frozen=True, slots=True)
class BarisKetepatan:
    """One report that is due, on the day `until`.

    `status` is "belum" when it was not begun. `uuid` is None when there is none or the reader may not open it. `hari_lewat`
    leaves out `hari_kosong`; 0 or less is in time. `meja` is empty once verified.
    """

    penugasan: Penugasan
    batas: BatasTriwulan
    until: date
    status: str
    uuid: UUID | None
    sejak: date | None
    meja: str
    kosong: bool
    disetujui: date | None
    hari_lewat: int
    hari_kosong: int
    dikembalikan: int
    lambat_dijawab: int

    @property
    def ketepatan(self) -> Ketepatan:
        if self.disetujui is None:
            return Ketepatan.LEWAT if self.hari_lewat > 0 else Ketepatan.BERJALAN
        if self.hari_lewat > 0:
            return Ketepatan.TERLAMBAT
        return Ketepatan.JAWABAN_LAMBAT if self.lambat_dijawab else Ketepatan.TEPAT

    @property
    def diajukan(self) -> bool:
        """Whether it has left the OPD's own desk."""
        return self.status != BELUM_DIBUAT and self.status not in TERBUKA

    @property
    def sebutan_status(self) -> str:
        return "Belum dibuat" if self.status == BELUM_DIBUAT else str(StatusNaskah(self.status).label)

    @property
    def penjawab(self) -> Opd:
        """The OPD that answers for it on the day: after a merger the successor."""
        return self.penugasan.opd.answering_on(self.until)

    @property
    def pendukung(self) -> bool:
        return self.penugasan.peran == PeranPenugasan.PENDUKUNG

    @property
    def waktu(self) -> str:
        return time_left(self.batas.batas, self.until)

    @property
    def teguran(self) -> str:
        """A reminder ready to send; empty once the head has approved."""
        if self.disetujui is not None:
            return ""
        d = self.penugasan.desa
        kata = "menunggu persetujuan Kepala" if self.status == StatusNaskah.DIAJUKAN else "belum diajukan"
        return (
            f"Yth. Kepala {self.penjawab.nama}. Menurut aplikasi Binaan per {format_tanggal(self.until)}, laporan "
            f"{self.batas.nama} desa binaan {d.nama_lengkap} {kata}. Tenggatnya {format_tanggal(self.batas.batas)}, "
            f"{self.waktu}. Mohon diselesaikan di aplikasi. Terima kasih."
        )

    @property
    def wa(self) -> str:
        return whatsapp(self.teguran)


@dataclass(frozen=True, slots=True)
class HitunganLaporan:
    """How many of some reports are how far."""

    wajib: int
    diajukan: int
    disetujui: int
    diverifikasi: int
    lewat: int
    tepat: int
    dinilai: int

    @property
    def persen(self) -> Decimal | None:
        """Reports in time of all that are approved or past their deadline; None: belum dapat diukur."""
        return persen(self.tepat, self.dinilai)


@dataclass(frozen=True, slots=True)
class RekapTriwulan:
    """One quarter's deadline and its reports; none is due while the quarter runs."""

    batas: BatasTriwulan
    laporan: HitunganLaporan
    berakhir: bool
    waktu: str


class Langkah(NamedTuple):
    tindakan: str
    ke: str
    hari: date


class Naskah(NamedTuple):
    """One report as its steps tell it on a day."""

    uuid: UUID
    kelompok: str
    penugasan_id: int
    tahun: int
    triwulan: int
    dibuat: date
    langkah: tuple[Langkah, ...]

    @property
    def status(self) -> str:
        return self.langkah[-1].ke if self.langkah else StatusNaskah.DRAF

    @property
    def sejak(self) -> date:
        return self.langkah[-1].hari if self.langkah else self.dibuat


def rekap_ketepatan(
    user: Pengguna | None, batas: Iterable[BatasTriwulan], *, until: date
) -> tuple[BarisKetepatan, ...]:
    """The reports due for those of the quarters that ended before `until`, by quarter, the latest first.

    Every signed-in role reads how far each OPD is; `user` None is the application itself. Four queries, none when no
    quarter has ended.
    """
    berakhir = [b for b in batas if b.akhir < until]
    if not berakhir:
        return ()
    penugasan = list(_penugasan(user, min(b.awal for b in berakhir), max(b.akhir for b in berakhir)))
    naskah = _read_naskah({b.tahun for b in berakhir}, until)
    return due_reports(user, penugasan, berakhir, naskah, _read_masa(user, until), until=until)


def due_reports(
    user: Pengguna | None,
    penugasan: Iterable[Penugasan],
    batas: Iterable[BatasTriwulan],
    naskah: Iterable[Naskah],
    masa: dict[int, list[Masa]],
    *,
    until: date,
) -> tuple[BarisKetepatan, ...]:
    """The reports of these penugasan that are due for quarters that ended. No query, `TEMPAT` being loaded."""
    ada = {(n.penugasan_id, n.tahun, n.triwulan): n for n in naskah}
    hasil, semua = [], list(penugasan)
    for b in batas:
        for p in semua:
            rentang = quarter_span(p, b.tahun, b.triwulan)
            if rentang is not None and (rentang[1] - rentang[0]).days + 1 >= HARI_TERSEDIKIT:
                hasil.append(_baris(user, p, b, ada.get((p.pk, b.tahun, b.triwulan)), masa, until))
    return tuple(sorted(hasil, key=lambda r: (r.batas.awal, *_urgency(r))))


def _urgency(r: BarisKetepatan) -> tuple[bool, int, str, str]:
    """Those not approved first, the longest late of them on top."""
    return r.disetujui is not None, -r.hari_lewat, r.penugasan.opd.nama, r.penugasan.desa.kode


def per_triwulan(
    batas: Iterable[BatasTriwulan], baris: Sequence[BarisKetepatan], *, until: date
) -> tuple[RekapTriwulan, ...]:
    """The counts of each quarter's reports."""
    return tuple(
        RekapTriwulan(
            b, count([r for r in baris if r.batas.kunci == b.kunci]), b.akhir < until, time_left(b.batas, until)
        )
        for b in batas
    )


def count(baris: Sequence[BarisKetepatan]) -> HitunganLaporan:
    """The counts of these reports: of a quarter, of an OPD, or of what a filter leaves."""
    return HitunganLaporan(
        wajib=len(baris),
        diajukan=sum(r.diajukan for r in baris),
        disetujui=sum(r.disetujui is not None for r in baris),
        diverifikasi=sum(r.status == StatusNaskah.DIVERIFIKASI for r in baris),
        lewat=sum(r.ketepatan == Ketepatan.LEWAT for r in baris),
        tepat=sum(r.ketepatan == Ketepatan.TEPAT for r in baris),
        dinilai=sum(r.ketepatan != Ketepatan.BERJALAN for r in baris),
    )


def _penugasan(user: Pengguna | None, dari: date, sampai: date) -> QuerySet[Penugasan]:
    """Every penugasan that ran between the days. One query."""
    semua = Penugasan.objects.all() if user is None else Penugasan.objects.visible_to(user)
    berjalan = Q(selesai__isnull=True) | Q(selesai__gt=dari)
    return semua.in_force().filter(berjalan, mulai__lte=sampai).select_related(*TEMPAT)


def _read_naskah(tahun: Collection[int], until: date) -> list[Naskah]:
    """The reports of these years with their steps up to the day. Two queries."""
    akhir: datetime = akhir_hari(until)
    langkah: dict[int, list[Langkah]] = defaultdict(list)
    kueri = LangkahNaskah.objects.progress().filter(laporan__tahun__in=tahun, pada__lte=akhir).order_by("pada", "pk")
    for pk, tindakan, ke, pada in kueri.values_list("laporan_id", "tindakan", "ke", "pada"):
        langkah[pk].append(Langkah(tindakan, ke, tanggal_wit(pada)))
    kolom = ("pk", "uuid", "kelompok", "penugasan_id", "tahun", "triwulan", "dibuat_pada")
    laporan = LaporanTriwulan.objects.progress().filter(tahun__in=tahun, dibuat_pada__lte=akhir).order_by("pk")
    return [
        Naskah(uuid, kelompok, penugasan, n, tw, tanggal_wit(dibuat), tuple(langkah[pk]))
        for pk, uuid, kelompok, penugasan, n, tw, dibuat in laporan.values_list(*kolom)
    ]


def _read_masa(user: Pengguna | None, until: date) -> dict[int, list[Masa]]:
    """When somebody held each OPD's head desk. One query."""
    semua = Jabatan.objects.all() if user is None else Jabatan.objects.visible_to(user)
    hasil: dict[int, list[Masa]] = defaultdict(list)
    for opd, mulai, selesai in semua.filter(mulai__lte=until).order_by().values_list("opd_id", "mulai", "selesai"):
        hasil[opd].append((mulai, selesai))
    return hasil


def _baris(
    user: Pengguna | None, p: Penugasan, b: BatasTriwulan, n: Naskah | None, masa: dict[int, list[Masa]], until: date
) -> BarisKetepatan:
    terisi = _held(p.opd, masa, until)
    langkah = n.langkah if n else ()
    disetujui = next((k.hari for k in langkah if k.tindakan == TindakanNaskah.SETUJUI), None)
    kosong = vacant_days(langkah, terisi, until)
    kembali = answers(langkah, until)
    meja, tanpa = _desk(p.opd.answering_on(until), n, terisi, until)
    return BarisKetepatan(
        penugasan=p,
        batas=b,
        until=until,
        status=n.status if n else BELUM_DIBUAT,
        uuid=n.uuid if n and _may_open(user, p, n, until) else None,
        sejak=n.sejak if n else None,
        meja=meja,
        kosong=tanpa,
        disetujui=disetujui,
        hari_lewat=((disetujui or until) - b.batas).days - kosong,
        hari_kosong=kosong,
        dikembalikan=len(kembali),
        lambat_dijawab=sum(hari > LAPORAN_KEMBALI.nilai for hari in kembali),
    )


def _held(opd: Opd, masa: dict[int, list[Masa]], until: date) -> list[Masa]:
    """The periods in which somebody held the desk that answers for `opd`."""
    sendiri = masa.get(opd.pk, [])
    if not opd.merged_on(until) or opd.berlaku_selesai is None or opd.dilebur_ke_id is None:
        return sendiri
    return after_merger(sendiri, masa.get(opd.dilebur_ke_id, []), opd.berlaku_selesai)


def vacant_days(langkah: Sequence[Langkah], terisi: Sequence[Masa], until: date) -> int:
    """Days before the first approval on which the report lay at the head's desk and nobody held it."""
    hari = 0
    for i, k in enumerate(langkah):
        if k.tindakan == TindakanNaskah.SETUJUI:
            break
        if k.ke == StatusNaskah.DIAJUKAN:
            sampai = langkah[i + 1].hari if i + 1 < len(langkah) else until
            hari += (sampai - k.hari).days - covered_days(terisi, k.hari, sampai)
    return hari


def answers(langkah: Sequence[Langkah], until: date) -> list[int]:
    """For each return the days until the report was submitted again, or until now; what was withdrawn answered nothing."""
    ditarik = {i - 1 for i, k in enumerate(langkah) if k.tindakan == TindakanNaskah.TARIK}
    jawaban = [(i, k.hari) for i, k in enumerate(langkah) if k.tindakan == TindakanNaskah.AJUKAN and i not in ditarik]
    hasil = []
    for i, k in enumerate(langkah):
        if k.ke == StatusNaskah.DIKEMBALIKAN:
            dijawab = next((hari for n, hari in jawaban if n > i), until)
            hasil.append((dijawab - k.hari).days)
    return hasil


def _desk(opd: Opd, n: Naskah | None, terisi: Sequence[Masa], until: date) -> tuple[str, bool]:
    """At whose desk the report lies, and whether nobody holds that desk today."""
    status = n.status if n else StatusNaskah.DRAF
    if n is None or status in TERBUKA:
        return opd.nama, False
    if status == StatusNaskah.DIAJUKAN:
        return f"Kepala {opd.nama}", not covered_days(terisi, until, until + timedelta(days=1))
    if status == StatusNaskah.DISETUJUI:
        return f"Verifikator {group_name(n.kelompok)}".strip(), False
    return "", False


def _may_open(user: Pengguna | None, p: Penugasan, n: Naskah, until: date) -> bool:
    """As LaporanTriwulan.visible_to says it, for a row already read."""
    if user is None or n.status == StatusNaskah.DIVERIFIKASI or user.holds(*MELIHAT_SEMUA, on=until):
        return True
    return not user.opd_ids(until).isdisjoint({p.opd_id, p.opd.dilebur_ke_id or p.opd_id})
