"""Announce the deadlines of a year's quarterly reports, and move them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError

from desa.angka import format_tanggal
from desa.models import record
from desa.scoped import deed
from desa.waktu import tanggal_wit
from opd.actions.dasar import BERUBAH, save_checked
from opd.ambang import TENGGAT_DIUMUMKAN
from opd.models import Pengguna, Tenggat
from opd.permissions import can_set_tenggat
from opd.rekap.tenggat import BatasTriwulan, kalender, known_early

SALAH_PERAN = "Tenggat laporan ditetapkan oleh verifikator."
TERLAMA_HARI = 92
"""A deadline lies before the next quarter's reports are asked for."""


@deed
def set_tenggat(
    tahun: int, batas: Mapping[int, date | None], *, versi: int, by: Pengguna, at: datetime
) -> list[Tenggat]:
    """The deadlines of a year by quarter; None leaves the standing one. Returns the rows that are new, none when sent twice.

    `versi` is how many announcements of that year the writer saw. Raises PermissionDenied, or ValidationError by quarter
    ("tw1" … "tw4") when a day is not after its quarter, is brought nearer at short notice, or an announced one is left out.
    """
    hari = tanggal_wit(at)
    if not can_set_tenggat(by, on=hari):
        raise PermissionDenied(SALAH_PERAN)
    if tahun not in open_years(hari):
        raise ValidationError("Tenggat ditetapkan untuk tahun lalu, tahun ini, dan tahun depan. Pilih salah satunya.")
    lama = {b.triwulan: b for b in kalender(None, tahun, until=hari)}
    baru = {tw: d for tw, d in batas.items() if d != (lama[tw].batas if lama[tw].diumumkan else None)}
    if not baru:
        return []
    terakhir = {t.triwulan: t for t in Tenggat.objects.current().select_for_update(of=("self",)).filter(tahun=tahun)}
    if Tenggat.objects.filter(tahun=tahun).count() != versi:
        raise ValidationError(BERUBAH, code="berubah")
    if salah := {f"tw{tw}": s for tw, d in baru.items() if (s := _refusal(lama[tw], d, on=hari))}:
        raise ValidationError(salah)
    hasil = []
    for tw in sorted(baru):
        tenggat = Tenggat(tahun=tahun, triwulan=tw, diumumkan_pada=at, ditetapkan_oleh=by)
        tenggat.batas, tenggat.menggantikan = baru[tw], terakhir.get(tw)  # type: ignore[assignment]
        save_checked(tenggat)
        hasil.append(tenggat)
    perubahan = {lama[t.triwulan].nama: [_word(lama[t.triwulan]), format_tanggal(t.batas)] for t in hasil}
    record(by, "menetapkan tenggat laporan", hasil[0], at=at, perubahan=perubahan)
    return hasil


def open_years(on: date) -> tuple[int, ...]:
    """The years whose deadlines may be set: TW IV of last year is still due in this one."""
    return on.year - 1, on.year, on.year + 1


def _word(b: BatasTriwulan) -> str:
    return format_tanggal(b.batas) if b.diumumkan else f"{format_tanggal(b.batas)} (batas bawaan)"


def _refusal(lama: BatasTriwulan, batas: date | None, *, on: date) -> str:
    """Why this deadline may not be announced today; empty when it may."""
    if batas is None:
        return "Tenggat yang sudah diumumkan tidak dapat dikosongkan. Isi tanggalnya, atau undurkan."
    if batas <= lama.akhir:
        return f"Tenggat {lama.nama} harus sesudah triwulannya berakhir, {format_tanggal(lama.akhir)}."
    if batas > lama.akhir + timedelta(days=TERLAMA_HARI):
        return f"Tenggat {lama.nama} paling lama {TERLAMA_HARI} hari sesudah triwulannya berakhir. Periksa tahunnya."
    if batas < on:
        return "Tanggal ini sudah lewat. Isi hari ini atau sesudahnya."
    if batas < lama.batas and not known_early(batas, on):
        paling = format_tanggal(on + timedelta(days=TENGGAT_DIUMUMKAN.nilai))
        return (
            f"Tenggat hanya dapat dimajukan bila diumumkan {TENGGAT_DIUMUMKAN.nilai} hari sebelumnya, jadi paling cepat "
            f"{paling}. Atau undurkan dari {format_tanggal(lama.batas)}."
        )
    return ""
