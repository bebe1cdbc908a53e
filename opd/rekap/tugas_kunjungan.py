"""Tasks around visits: follow-ups that are due within a week, or were, and visits that are planned."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q

from desa.angka import format_tanggal
from desa.models import Umkm
from opd.ambang import TINDAK_INGATKAN
from opd.models import Pengguna, RencanaKunjungan, TindakLanjutKunjungan
from opd.rekap.daftar_json import json_list
from opd.rekap.penugasan import BarisPenugasan
from opd.rekap.tugas_dasar import DaftarTugas, Tugas, address, day_of, name_some, place_in

PENUGASAN = "kunjungan__penugasan__"
KECAMATAN = f"{PENUGASAN}desa__kecamatan__"
KOLOM = {
    "kunci": "kunci",
    "isi": "isi",
    "umkm": "umkm__nama",
    "tanggal": "kunjungan__tanggal",
    "tempo": "jatuh_tempo",
    "penugasan": "kunjungan__penugasan_id",
    "opd": f"{PENUGASAN}opd__nama",
    "desa": f"{PENUGASAN}desa__nama",
    "kode": f"{PENUGASAN}desa__kode",
    "kecamatan": f"{KECAMATAN}nama",
    "kabupaten": f"{KECAMATAN}kabupaten__nama",
    "jenis": f"{KECAMATAN}kabupaten__jenis",
}

TEMPAT = ("opd", "desa", "kode", "kecamatan", "kabupaten", "jenis")
KOLOM_RENCANA = {k: k for k in ("uuid", "tanggal", "petugas")} | {"penugasan": "penugasan_id"}
KOLOM_RENCANA |= {k: KOLOM[k].removeprefix("kunjungan__") for k in TEMPAT}


def daftar_kunjungan(user: Pengguna, baris: tuple[BarisPenugasan, ...], until: date) -> dict[str, DaftarTugas]:
    """One task per follow-up near or past its due date: the own ones while the penugasan runs, and what former OPDs left
    open in the villages of `baris`. And one per visit that is planned and not made yet.
    """
    if not user.opd_ids(until):
        return {}
    berjalan = Q(kunjungan__penugasan__selesai__isnull=True) | Q(kunjungan__penugasan__selesai__gt=until)
    sendiri = berjalan & Q(kunjungan__penugasan__opd__in=user.opd_ids(until))
    warisan = ~berjalan & Q(kunjungan__penugasan__desa__in=[b.desa_id for b in baris])
    dekat = until + timedelta(days=TINDAK_INGATKAN.nilai)
    tindak = TindakLanjutKunjungan.objects.visible_to(user).unfinished().filter(jatuh_tempo__lte=dekat)
    rencana = RencanaKunjungan.objects.managed_by(user).waiting(until)
    usaha = Umkm.objects.visible_to(user).filter(rencana_kunjungan=OuterRef("pk"))
    return {
        "tindak_lanjut": DaftarTugas(tindak.filter(sendiri | warisan), KOLOM, _tindak),
        "rencana_kunjungan": DaftarTugas(rencana, KOLOM_RENCANA | {"usaha": json_list(usaha, nama="nama")}, _rencana),
    }


def _tindak(r: dict[str, Any], until: date) -> Tugas:
    tempo = day_of(r["tempo"], until)
    kapan = f"lewat {(until - tempo).days} hari" if tempo < until else f"jatuh tempo {format_tanggal(tempo)}"
    pada = f" pada {r['umkm']}" if r["umkm"] else ""
    return Tugas(
        "tindak_lanjut",
        f"Tindak lanjut “{r['isi']}”{pada} di {r['desa']} {kapan}.",
        tempo,
        address("kunjungan:tindak", UUID(r["kunci"])),
        "Tulis hasilnya",
        r["penugasan"],
        place_in(r),
        f"Dari kunjungan {format_tanggal(day_of(r['tanggal'], until))}.",
        tempo,
    )


def _rencana(r: dict[str, Any], until: date) -> Tugas:
    hari = day_of(r["tanggal"], until)
    nama = name_some(u["nama"] for u in r["usaha"] or ())
    lewat = f" sudah lewat {(until - hari).days} hari dan belum dicatat" if hari < until else ""
    siapa = f"Yang berangkat: {', '.join(r['petugas'].split(chr(10)))}. " if r["petugas"] else ""
    return Tugas(
        "rencana_kunjungan",
        f"Kunjungan ke {nama} di {r['desa']} direncanakan {format_tanggal(hari)}{lewat}.",
        hari,
        address("pantau:rencana", UUID(r["uuid"])),
        "Buka rencana",
        r["penugasan"],
        place_in(r),
        f"{siapa}Selesai sendiri sesudah kunjungannya dicatat.",
        hari,
    )
