"""Who is to be reminded by e-mail today of which reports: 14 and 3 days before the deadline, on its day, and weekly after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from desa.angka import format_tanggal
from desa.waktu import awal_triwulan, tambah_bulan
from opd.enums import Peran, StatusNaskah
from opd.models import Delegasi, Jabatan, Pengguna, PeranPengguna
from opd.permissions import holders, takes_report
from opd.rekap.ketepatan import BELUM_DIBUAT, BarisKetepatan, rekap_ketepatan
from opd.rekap.tenggat import BatasTriwulan, kalender, time_left
from opd.rekap.tugas_laporan import TRIWULAN_DIINGATKAN

SEBELUM = (-14, -3, 0)
"""Steps up to the deadline, in days from it."""
SEMINGGU = 7


@dataclass(frozen=True, slots=True)
class Pengingat:
    """What one person is told of one quarter at one step. `isi` ends without an empty line."""

    kepada_id: int
    tahun: int
    triwulan: int
    batas: date
    langkah: int
    perihal: str
    isi: str


def reached_step(batas: date, until: date) -> int | None:
    """The step that the day has reached, in days from the deadline; None while none has come."""
    hari = (until - batas).days
    if hari >= SEMINGGU:
        return hari // SEMINGGU * SEMINGGU
    return max((n for n in SEBELUM if n <= hari), default=None)


def rekap_pengingat(*, until: date, situs: str) -> tuple[Pengingat, ...]:
    """One row for each person and quarter with a report that waits for that person and a step that has come.

    A report whose head has approved it reminds nobody, nor one that nobody can write any more. `situs` begins every link.
    Ten queries at most.
    """
    kini = awal_triwulan(until)
    awal = [tambah_bulan(kini, -3 * n) for n in range(1, TRIWULAN_DIINGATKAN + 1)]
    batas = [b for a in sorted({a.year for a in awal}) for b in kalender(None, a, until=until) if b.awal in awal]
    perlu = [
        b
        for b in rekap_ketepatan(None, batas, until=until)
        if b.disetujui is None
        and reached_step(b.batas.batas, until) is not None
        and takes_report(b.penugasan, b.batas.tahun, b.batas.triwulan, on=until)
    ]
    hasil = []
    for (orang, tw), baris in _per_person(perlu, until).items():
        hasil.append(_reminder(orang, tw, baris, until, situs))
    return tuple(sorted(hasil, key=lambda p: (p.kepada_id, p.tahun, p.triwulan)))


def _per_person(baris: Iterable[BarisKetepatan], until: date) -> dict[tuple[int, BatasTriwulan], list[BarisKetepatan]]:
    """The reports by who can move them on: submitted ones by the head's desk, the others by head and operators."""
    operator, kepala, wakil = _people(until)
    hasil: dict[tuple[int, BatasTriwulan], list[BarisKetepatan]] = defaultdict(list)
    for b in baris:
        opd = b.penjawab.pk
        siapa = kepala[opd] | (wakil[opd] if b.status == StatusNaskah.DIAJUKAN else operator[opd])
        for orang in siapa:
            hasil[orang, b.batas].append(b)
    return hasil


def _people(until: date) -> tuple[dict[int, set[int]], dict[int, set[int]], dict[int, set[int]]]:
    """By OPD the operators, who holds the head's desk, and whom it is lent to; only accounts with an address. Four queries."""
    beralamat = set(Pengguna.objects.filter(is_active=True).exclude(surel="").values_list("pk", flat=True))
    operator: dict[int, set[int]] = defaultdict(set)
    peran = PeranPengguna.objects.open_on(until).filter(peran=Peran.OPERATOR_OPD)
    for opd, orang in peran.values_list("opd_id", "pengguna_id"):
        operator[opd or 0] |= {orang} & beralamat
    jabatan: dict[int, list[Jabatan]] = defaultdict(list)
    for j in Jabatan.objects.open_on(until).defer("nip"):
        jabatan[j.opd_id].append(j)
    pemegang = {opd: holders(semua) for opd, semua in jabatan.items()}
    kepala: dict[int, set[int]] = defaultdict(set)
    for opd, semua in pemegang.items():
        kepala[opd] = {j.pengguna_id for j in semua if j.pengguna_id} & beralamat
    per_jabatan = {j.pk: opd for opd, semua in pemegang.items() for j in semua}
    wakil: dict[int, set[int]] = defaultdict(set)
    for meminjamkan, orang in Delegasi.objects.open_on(until).values_list("jabatan_id", "penerima_id"):
        if meminjamkan in per_jabatan:
            wakil[per_jabatan[meminjamkan]] |= {orang} & beralamat
    return operator, kepala, wakil


def _reminder(orang: int, tw: BatasTriwulan, baris: list[BarisKetepatan], until: date, situs: str) -> Pengingat:
    waktu = time_left(tw.batas, until)
    langkah = reached_step(tw.batas, until)
    assert langkah is not None  # noqa: S101  rows without a step were left out
    perihal = f"Laporan {tw.nama} {waktu if tw.batas != until else 'jatuh tempo hari ini'}"
    kepala = f"Laporan {tw.nama}, tenggat {format_tanggal(tw.batas)} ({waktu} per {format_tanggal(until)}):"
    isi = "\n".join([kepala, *_lines(baris, situs)])
    return Pengingat(orang, tw.tahun, tw.triwulan, tw.batas, langkah, perihal, isi)


def _lines(baris: Iterable[BarisKetepatan], situs: str) -> Iterator[str]:
    for b in sorted(baris, key=lambda b: (b.penugasan.desa.nama, b.penugasan.pk)):
        alamat = (
            f"{reverse('laporan:baru')}?penugasan={b.penugasan.pk}&tw={b.batas.kunci}"
            if b.status == BELUM_DIBUAT
            else reverse("laporan:detail", args=[b.uuid])
        )
        yield f"- {b.penugasan.desa.nama_lengkap} ({b.penugasan.opd.singkatan}): {_todo(b)}\n  {situs}{alamat}"


def _todo(b: BarisKetepatan) -> str:
    kata = {
        BELUM_DIBUAT: "belum dibuat",
        StatusNaskah.DRAF: "masih draf, belum diajukan",
        StatusNaskah.DIKEMBALIKAN: "dikembalikan, belum diajukan lagi",
        StatusNaskah.DIAJUKAN: "menunggu persetujuan kepala OPD",
    }
    return kata[b.status]
