"""The stuck papers in one line, for a screen that has one query to spare: how many, and the longest with whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import CharField, Count, DateField, IntegerField, Q, QuerySet, Value
from django.db.models.functions import Cast, TruncDate

from desa.waktu import WIT
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
    """One row of the single query: papers alike that came to a desk on one day, or a period in which somebody held a head's
    desk (`status` empty).
    """

    status: str
    kelompok: str
    opd_id: int
    penerus_id: int | None
    opd: str
    penerus: str | None
    batas: date | None
    mulai: date | None
    selesai: date | None
    sejak: date | None
    banyak: int


def rekap_tertahan(user: Pengguna, *, until: date) -> Tertahan:
    """Counted as `rekap_meja` counts. One query."""
    kueri = [_papers(user, model, until) for model in JENIS.values()]
    kueri.append(_periods(Jabatan.objects.visible_to(user)))
    baris = [Kolom(*b) for b in kueri[0].union(*kueri[1:], all=True)]
    masa: dict[int, list[Masa]] = defaultdict(list)
    for b in baris:
        if not b.status and b.mulai:
            masa[b.opd_id].append((b.mulai, b.selesai))
    return _sum_up([(b.banyak, *_waiting(b, b.sejak, masa, until)) for b in baris if b.status and b.sejak])


def _papers(user: Pengguna, model: Any, until: date) -> QuerySet:
    terbuka = ~Q(status=StatusNaskah.DIKEMBALIKAN) | taking_papers(model, on=until)
    kueri = model.objects.visible_to(user).order_by()
    milik = kueri.filter(terbuka, status__in=MENUNGGU, penugasan__dikoreksi_pada__isnull=True)
    opd = "penugasan__opd__"
    per = milik.annotate(sejak=TruncDate("di_meja_sejak", tzinfo=WIT)).values_list(
        "status", "kelompok", "penugasan__opd_id", f"{opd}dilebur_ke_id", f"{opd}nama", f"{opd}dilebur_ke__nama",
        f"{opd}berlaku_selesai", _null(DateField()), _null(DateField()), "sejak",
    )  # fmt: skip
    return per.annotate(banyak=Count("pk"))


def _periods(kueri: Any) -> QuerySet:
    teks = Value("", output_field=CharField())
    return kueri.order_by().values_list(
        teks, teks, "opd_id", _null(IntegerField()), teks, teks, _null(DateField()), "mulai", "selesai",
        _null(DateField()), Value(0),
    )  # fmt: skip


def _null(medan: Any) -> Cast:
    """A typed NULL: PostgreSQL resolves the columns of a union pair by pair."""
    return Cast(Value(None), medan)


def _waiting(b: Kolom, sejak: date, masa: dict[int, list[Masa]], until: date) -> tuple[int, str, bool]:
    """Days of such a paper at its desk, the desk's name, and whether it is empty."""
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


def _sum_up(baris: Iterable[tuple[int, int, str, bool]]) -> Tertahan:
    semua = tuple(baris)
    lama = [(hari, nama, banyak) for banyak, hari, nama, _ in semua if hari > NASKAH_TERTAHAN.nilai]
    hari, nama, _ = max(lama, default=(0, "", 0))
    jumlah = sum(banyak for *_, banyak in lama)
    return Tertahan(jumlah, hari, nama, sum(banyak for banyak, *_, kosong in semua if kosong))
