"""Tasks that quarterly reports make for the OPD: the quarter that ended and is not submitted yet."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from desa.waktu import awal_triwulan, tambah_bulan, triwulan
from opd.enums import StatusNaskah
from opd.models import LaporanTriwulan, Pengguna, Penugasan, Tenggat
from opd.permissions import report_deadline, taking_additions
from opd.rekap.laporan import HARI_TERSEDIKIT
from opd.rekap.rentang import akhir_triwulan, sebut_triwulan
from opd.rekap.tenggat import deadline_words
from opd.rekap.tugas_dasar import DaftarTugas, Tugas, address, day_of, place_in

TRIWULAN_DIINGATKAN = 2
"""How many ended quarters Beranda asks for: older ones are begun from the list of reports."""


def daftar_laporan(user: Pengguna, until: date) -> dict[str, DaftarTugas]:
    """The quarters whose report is missing or still a draft, for who works for the OPD."""
    if not user.opd_ids(until):
        return {}
    hasil, awal = {}, awal_triwulan(until)
    for n in range(1, TRIWULAN_DIINGATKAN + 1):
        awal_lalu = tambah_bulan(awal, -3 * n)
        buat = partial(_belum_diajukan, awal=awal_lalu)
        hasil[f"laporan_{n}"] = DaftarTugas(missing_reports(user, awal_lalu, until=until), KOLOM, buat)
    return hasil


KOLOM = {
    "pk": "pk",
    "uuid": "uuid_laporan",
    "batas": "batas",
    "mulai": "mulai",
    "desa": "desa__nama",
    "kode": "desa__kode",
    "kecamatan": "desa__kecamatan__nama",
    "kabupaten": "desa__kecamatan__kabupaten__nama",
    "jenis": "desa__kecamatan__kabupaten__jenis",
    "opd": "opd__nama",
}


def missing_reports(user: Pengguna, awal: date, *, until: date) -> QuerySet[Penugasan]:
    """The penugasan of the own OPDs that answered for 30 days of the quarter and have no submitted report of it."""
    tahun, tw = triwulan(awal)
    laporan = LaporanTriwulan.objects.visible_to(user).filter(penugasan=OuterRef("pk"), tahun=tahun, triwulan=tw)
    tenggat = Tenggat.objects.visible_to(user).current().filter(tahun=tahun, triwulan=tw)
    sisa = timedelta(days=HARI_TERSEDIKIT)
    cukup = Q(selesai__isnull=True) | Q(selesai__gte=awal + sisa, lama__gte=sisa)
    terbuka = Q() if until <= report_deadline(tahun, tw) else taking_additions(on=until)
    penugasan = Penugasan.objects.managed_by(user).in_force().annotate(lama=F("selesai") - F("mulai"))
    return penugasan.filter(
        cukup,
        terbuka,
        ~Exists(laporan.exclude(status=StatusNaskah.DRAF)),
        mulai__lte=akhir_triwulan(awal) - sisa + HARI,
    ).annotate(uuid_laporan=Subquery(laporan.values("uuid")), batas=Subquery(tenggat.values("batas")))


HARI = timedelta(days=1)


def _belum_diajukan(r: dict[str, Any], until: date, *, awal: date) -> Tugas:
    """Begin it, or go on with the draft. It waits since the day after the quarter, or after the penugasan's last."""
    sejak = akhir_triwulan(awal) + HARI
    tahun, tw = triwulan(awal)
    ada, batas = r["uuid"] is not None, day_of(r["batas"], report_deadline(tahun, tw))
    return Tugas(
        "laporan",
        f"Laporan {sebut_triwulan(awal)} {r['desa']} belum diajukan.",
        sejak,
        address("laporan:detail", UUID(r["uuid"]))
        if ada
        else address("laporan:baru", penugasan=r["pk"], tw=f"{tahun}-{tw}"),
        "Lengkapi laporan" if ada else "Susun laporan",
        r["pk"],
        place_in(r),
        f"{deadline_words(batas, until)} Angkanya terisi sendiri; tulis kendala, tindak lanjut, dan rencana berikut.",
        batas,
    )
