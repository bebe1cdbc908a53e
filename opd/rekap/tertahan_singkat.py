"""The stuck papers in one line, for a screen that has one query to spare: how many, and the longest with whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import CharField, DateField, DateTimeField, IntegerField, Q, QuerySet, Value
from django.db.models.functions import Cast

from desa.waktu import tanggal_wit
from opd.ambang import NASKAH_TERTAHAN
from opd.enums import StatusNaskah
from opd.models import Jabatan, Pengguna
from opd.permissions import taking_papers
from opd.rekap.meja import JENIS, Masa, after_merger, covered_days, group_name

MENUNGGU = (StatusNaskah.DIAJUKAN, StatusNaskah.DISETUJUI, StatusNaskah.DIKEMBALIKAN)


@dataclass(frozen=True, slots=True)
class Tertahan:
    """Stuck papers of all OPDs: their number, the longest wait in days, at which desk; and papers at an empty desk."""

    jumlah: int
    hari: int
    meja: str
    kosong: int


class Kolom(NamedTuple):
    """One row of the single query: a paper, or a period in which somebody held a head's desk (`status` empty)."""

    status: str
    kelompok: str
    opd_id: int
    penerus_id: int | None
    opd: str
    penerus: str | None
    batas: date | None
    mulai: date | None
    selesai: date | None
    saat: datetime | None


def rekap_tertahan(user: Pengguna, *, until: date) -> Tertahan:
    """Counted as `rekap_meja` counts. One query."""
    kueri = [_papers(user, model, until) for model in JENIS.values()]
    kueri.append(_periods(Jabatan.objects.visible_to(user)))
    baris = [Kolom(*b) for b in kueri[0].union(*kueri[1:], all=True)]
    masa: dict[int, list[Masa]] = defaultdict(list)
    for b in baris:
        if not b.status and b.mulai:
            masa[b.opd_id].append((b.mulai, b.selesai))
    return _sum_up([_waiting(b, masa, until) for b in baris if b.status and b.saat])


def _papers(user: Pengguna, model: Any, until: date) -> QuerySet:
    terbuka = ~Q(status=StatusNaskah.DIKEMBALIKAN) | taking_papers(model, on=until)
    kueri = model.objects.visible_to(user).order_by()
    milik = kueri.filter(terbuka, status__in=MENUNGGU, penugasan__dikoreksi_pada__isnull=True)
    opd = "penugasan__opd__"
    return milik.values_list(
        "status", "kelompok", "penugasan__opd_id", f"{opd}dilebur_ke_id", f"{opd}nama", f"{opd}dilebur_ke__nama",
        f"{opd}berlaku_selesai", _null(DateField()), _null(DateField()), "di_meja_sejak",
    )  # fmt: skip


def _periods(kueri: Any) -> QuerySet:
    teks = Value("", output_field=CharField())
    return kueri.order_by().values_list(
        teks, teks, "opd_id", _null(IntegerField()), teks, teks, _null(DateField()), "mulai", "selesai",
        _null(DateTimeField()),
    )  # fmt: skip


def _null(medan: Any) -> Cast:
    """A typed NULL: PostgreSQL resolves the columns of a union pair by pair."""
    return Cast(Value(None), medan)


def _waiting(b: Kolom, masa: dict[int, list[Masa]], until: date) -> tuple[int, str, bool]:
    """Days of one paper at its desk, the desk's name, and whether it is empty."""
    sejak = tanggal_wit(b.saat) if b.saat else until
    dilebur = b.penerus_id is not None and b.batas is not None and b.batas <= until
    hari, penjawab = max((until - sejak).days, 0), (b.penerus or "") if dilebur else b.opd
    if b.status == StatusNaskah.DISETUJUI:
        return hari, f"Verifikator {group_name(b.kelompok)}".strip(), False
    if b.status == StatusNaskah.DIKEMBALIKAN:
        return hari, penjawab, False
    kini = masa[b.penerus_id or b.opd_id] if dilebur else masa[b.opd_id]
    terisi = after_merger(masa[b.opd_id], kini, b.batas) if dilebur and b.batas else kini
    kosong = not any(m <= until and (s is None or s > until) for m, s in kini)
    return covered_days(terisi, sejak, until), f"Kepala {penjawab}", kosong


def _sum_up(baris: Iterable[tuple[int, str, bool]]) -> Tertahan:
    semua = tuple(baris)
    lama = [(hari, nama) for hari, nama, _ in semua if hari > NASKAH_TERTAHAN.nilai]
    hari, nama = max(lama, default=(0, ""))
    return Tertahan(len(lama), hari, nama, sum(kosong for _, _, kosong in semua))
