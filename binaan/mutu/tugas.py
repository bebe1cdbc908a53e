"""Tasks on Beranda that a spot check makes: lock a frame, draw from it, and look at what was drawn."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import TruncDate

from binaan.models import ButirPetik, HasilPetik, UjiPetik
from binaan.mutu.cakupan import last_day_to_draw
from binaan.mutu.hak_petik import can_draw
from binaan.mutu.kerangka import has_facts
from binaan.mutu.tindakan_petik import refusal_to_lock
from binaan.mutu.undian import next_working_day
from desa.angka import format_tanggal
from desa.waktu import WIT, awal_triwulan, mulai_triwulan, tambah_bulan, triwulan
from opd.models import Pengguna
from opd.rekap.rentang import akhir_triwulan, sebut_triwulan
from opd.rekap.tugas_dasar import DaftarTugas, Tugas, address, day_of

JENIS = "petik"
BANYAK_DIINGATKAN = 4
"""Quarters that ended: an older one was left out knowingly, and stands on the page of spot checks."""
KOLOM = {"uuid": "uuid", "tahun": "tahun", "tw": "triwulan", "hari": "hari"}


def daftar_petik(user: Pengguna, until: date) -> dict[str, DaftarTugas]:
    """The lists of a verifikator. No query of their own."""
    if not can_draw(user, on=until):
        return {}
    semua = UjiPetik.objects.visible_to(user)
    undi = semua.filter(diundi_pada__isnull=True).annotate(hari=TruncDate("dikunci_pada", tzinfo=WIT))
    sudah = HasilPetik.objects.visible_to(user).filter(butir=OuterRef("pk"))
    belum = ButirPetik.objects.visible_to(user).filter(~Exists(sudah), uji=OuterRef("pk"), pemeriksa=user)
    n = Subquery(belum.order_by().values("uji").annotate(n=Count("pk")).values("n"))
    periksa = semua.annotate(n=n, hari=TruncDate("diundi_pada", tzinfo=WIT)).filter(n__gt=0)
    return {
        **dict(_unlocked(user, until)),
        "petik_undi": DaftarTugas(undi.filter(hari__lt=_last_working_day(until)), KOLOM, _undi),
        "petik_periksa": DaftarTugas(periksa, KOLOM | {"n": "n"}, _periksa),
    }


def _unlocked(user: Pengguna, until: date) -> Iterator[tuple[str, DaftarTugas]]:
    """One list per quarter: the reader's own account when that quarter has facts and nobody locked them."""
    saya = Pengguna.objects.visible_to(user).filter(pk=user.pk)
    for n in range(1, BANYAK_DIINGATKAN + 1):
        tahun, tw = triwulan(tambah_bulan(awal_triwulan(until), -3 * n))
        if refusal_to_lock(tahun, tw, on=until):
            return
        dikunci = Exists(UjiPetik.objects.visible_to(user).filter(tahun=tahun, triwulan=tw))
        baris = saya.filter(~dikunci, has_facts(user, tahun, tw))
        yield f"petik_kunci_{n}", DaftarTugas(baris, {"pk": "pk"}, partial(_kunci, tahun, tw))


def _kunci(tahun: int, tw: int, r: dict[str, Any], until: date) -> Tugas:
    awal = mulai_triwulan(tahun, tw)
    return Tugas(
        JENIS,
        f"Kerangka uji petik {sebut_triwulan(awal)} belum dikunci.",
        akhir_triwulan(awal) + timedelta(days=1),
        address("mutu:petik_kunci", tahun, tw),
        "Kunci kerangkanya",
        keterangan="Sesudah dikunci, benih undiannya dibaca dari kurs hari kerja berikutnya.",
        batas=last_day_to_draw(tahun, tw),
    )


def _last_working_day(hari: date) -> date:
    """Of a locked frame the rate is out once a working day followed the lock: this one, if the lock lies before it."""
    while hari.isoweekday() > 5:
        hari -= timedelta(days=1)
    return hari


def _undi(r: dict[str, Any], until: date) -> Tugas:
    kurs = next_working_day(day_of(r["hari"], until))
    return Tugas(
        JENIS,
        f"Kerangka uji petik {_quarter(r)} sudah dikunci dan menunggu diundi dengan kurs {format_tanggal(kurs)}.",
        kurs,
        address("mutu:petik_undi", UUID(r["uuid"])),
        "Undi",
        keterangan="Kurs JISDOR hari itu dibaca pada laman Bank Indonesia.",
        batas=last_day_to_draw(r["tahun"], r["tw"]),
    )


def _periksa(r: dict[str, Any], until: date) -> Tugas:
    return Tugas(
        JENIS,
        f"{r['n']} butir uji petik {_quarter(r)} menunggu Anda periksa di lapangan.",
        day_of(r["hari"], until),
        f"{address('mutu:petik_detail', UUID(r['uuid']), pemeriksa='saya', hasil='belum')}#butir",
        "Lihat butirnya",
        keterangan="Catat hasilnya pada halaman butir. Bila berhalangan, ganti pemeriksanya di sana.",
    )


def _quarter(r: dict[str, Any]) -> str:
    return sebut_triwulan(mulai_triwulan(r["tahun"], r["tw"]))
