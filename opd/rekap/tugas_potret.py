"""Tasks that potret kesejahteraan make: enter the first, put right what came back, and verify."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import TruncDate

from desa.angka import format_tanggal
from desa.enums import StatusPotret, SumberKesejahteraan
from desa.models import PotretKesejahteraan
from desa.waktu import WIT
from opd.enums import Peran
from opd.models import Pengguna, Penugasan
from opd.permissions_potret import verifiable
from opd.rekap.penugasan import BarisPenugasan
from opd.rekap.tugas_dasar import DaftarTugas, Tugas, address, day_of, place_of

KOLOM = {"uuid": "uuid", "desa": "desa_id", "sumber": "sumber", "data": "tanggal_data", "sejak": "hari"}


def daftar_potret(user: Pengguna, baris: tuple[BarisPenugasan, ...], until: date) -> dict[str, DaftarTugas]:
    """Villages of `baris` without any potret, potret that came back to them, and those this person may verify."""
    hasil: dict[str, DaftarTugas] = {}
    if baris:
        per = {b.penugasan_id: b for b in baris}
        desa = {b.desa_id: b for b in baris}
        semua = PotretKesejahteraan.objects.visible_to(user)
        ada = (semua.verified() | semua.pending()).filter(desa=OuterRef("desa"))
        kosong = Penugasan.objects.visible_to(user).filter(~Exists(ada), pk__in=list(per))
        hasil["potret_pertama"] = DaftarTugas(kosong, {"pk": "pk"}, lambda r, until: _pertama(per[r["pk"]], until))
        kembali = semua.pending().filter(desa__in=list(desa), status=StatusPotret.DIKEMBALIKAN)
        kembali = kembali.annotate(hari=TruncDate("diperiksa_pada", tzinfo=WIT))
        kolom = KOLOM | {"alasan": "alasan_kembali"}
        hasil["potret_kembali"] = DaftarTugas(kembali, kolom, lambda r, until: _kembali(r, desa[r["desa"]], until))
    if user.holds(Peran.VERIFIKATOR, on=until):
        kolom = KOLOM | {"desa": "desa__nama", "n": "n"}
        hasil["potret_verifikasi"] = DaftarTugas(_to_verify(user, until), kolom, _verifikasi)
    return hasil


def _to_verify(user: Pengguna, until: date) -> QuerySet:
    """Of the potret that wait for this person the one that waits longest, with how many: a list of 46 makes one task."""
    semua = verifiable(user, on=until)
    n = semua.order_by().values("status").annotate(n=Count("pk")).values("n")
    terlama = Subquery(semua.order_by("dicatat_pada", "pk").values("pk")[:1])
    satu = PotretKesejahteraan.objects.visible_to(user).filter(pk=terlama)
    return satu.annotate(n=Subquery(n), hari=TruncDate("dicatat_pada", tzinfo=WIT))


def _pertama(b: BarisPenugasan, until: date) -> Tugas:
    return Tugas(
        "potret",
        f"{b.desa} belum punya potret kesejahteraan.",
        b.mulai,
        address("potret:baru", b.kode),
        "Catat potret",
        b.penugasan_id,
        place_of(b),
        f"Sebaiknya bertanggal paling lambat {format_tanggal(b.mulai)}: tanpa garis dasar, penurunan kemiskinan tidak dapat "
        "diukur.",
    )


def _name(r: dict[str, Any], until: date) -> str:
    return f"Potret {SumberKesejahteraan(r['sumber']).label} {format_tanggal(day_of(r['data'], until))}"


def _kembali(r: dict[str, Any], b: BarisPenugasan, until: date) -> Tugas:
    sejak = day_of(r["sejak"], until)
    return Tugas(
        "potret_kembali",
        f"{_name(r, until)} {b.desa} dikembalikan {format_tanggal(sejak)}: {r['alasan']}",
        sejak,
        address("potret:koreksi", UUID(r["uuid"])),
        "Perbaiki",
        b.penugasan_id,
        place_of(b),
    )


def _verifikasi(r: dict[str, Any], until: date) -> Tugas:
    sejak, satu = day_of(r["sejak"], until), r["n"] == 1
    siapa = f"{_name(r, until)} {r['desa']}" if satu else f"{r['n']} potret kesejahteraan"
    return Tugas(
        "potret_verifikasi",
        f"{siapa} menunggu verifikasi{'' if satu else ', yang terlama'} sejak {format_tanggal(sejak)}.",
        sejak,
        address("potret:detail", UUID(r["uuid"])) if satu else address("potret:verifikasi"),
        "Baca dan putuskan",
        keterangan="Cocokkan dengan dokumen sumbernya, lalu verifikasi atau kembalikan.",
    )
