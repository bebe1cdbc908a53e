"""Factories of target families and of what happened to them."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from desa.enums import PeristiwaKeluarga
from desa.models import Desa, Keluarga, SidikKeluarga, StatusKeluarga
from opd.actions.status_keluarga import IsiStatus, record_status
from opd.models import Pengguna, Penugasan
from tests import pabrik
from tests.pabrik import pada


def nik_uji(n: int | None = None) -> str:
    """A NIK of 16 digits with a real birth date, of a man."""
    return f"810515{n % 28 + 1 if n else 1:02d}0180{(n or pabrik.nomor()) % 9999 + 1:04d}"


def buat_keluarga(desa: Desa | None = None, *, masuk: date | None = date(2025, 2, 1), **isi: Any) -> Keluarga:
    """A family with a no. KK of its own, on the list since `masuk` (None: nothing happened yet)."""
    n = pabrik.nomor()
    nomor = {nama: isi.pop(nama) for nama in ("nik", "kk", "telepon") if nama in isi}
    nomor.setdefault("kk", f"81051512342{n:05d}")
    keluarga = Keluarga(
        desa=desa or pabrik.buat_desa(), **{"kepala": f"Kepala Uji {n}", "dicatat_pada": pabrik.SEKARANG} | isi
    )
    for nama, nilai in nomor.items():
        setattr(keluarga, nama, nilai)
    keluarga.save()
    SidikKeluarga.objects.bulk_create(keluarga.hashes())
    if masuk:
        buat_status(keluarga, "masuk", masuk, sumber="p3ke")
    return keluarga


def buat_status(
    keluarga: Keluarga | None = None, peristiwa: str = "masuk", hari: date = date(2025, 2, 1), **isi: Any
) -> StatusKeluarga:
    """Something that happened to a family on a day; an *entas* is verified that day unless said otherwise."""
    dasar: dict[str, Any] = {"dicatat_pada": pada(hari, 15), "pencatat": "uji"}
    if peristiwa == "entas":
        dasar |= {"diverifikasi_pada": pada(hari, 16), "pemverifikasi_id": 1, "pemverifikasi": "uji"}
    if peristiwa == "keluar":
        dasar["hasil"] = "pindah"
    return StatusKeluarga.objects.create(
        keluarga=keluarga or buat_keluarga(masuk=None), peristiwa=peristiwa, tanggal=hari, **dasar | isi
    )


PDF = b"%PDF-1.4 uji"
HARI_ENTAS = date(2026, 7, 10)
DuniaEntas = tuple[Penugasan, Keluarga, Pengguna, Pengguna]


def buat_dunia_entas() -> DuniaEntas:
    """A village with one family on its verified list for a year, its operator and a verifikator."""
    penugasan = pabrik.buat_penugasan(mulai=date(2024, 1, 1))
    keluarga = buat_keluarga(penugasan.desa, masuk=date(2025, 2, 1))
    buat_status(keluarga, "verval", date(2025, 6, 1), hasil="layak", nomor_berita_acara="1/2025")
    operator = pabrik.buat_pengguna("operator_opd", opd=penugasan.opd)
    return penugasan, keluarga, operator, pabrik.buat_pengguna("verifikator")


def peristiwa_kini(keluarga: Keluarga) -> str | None:
    """What last moved a family."""
    return Keluarga.objects.with_state(until=None).get(pk=keluarga.pk).peristiwa


def lembar() -> SimpleUploadedFile:
    """Minutes as a form sends them."""
    return SimpleUploadedFile("ba.pdf", PDF)


def isi_status(
    peristiwa: PeristiwaKeluarga = PeristiwaKeluarga.ENTAS, tanggal: date = HARI_ENTAS, **lain: Any
) -> IsiStatus:
    """What the form says of an event, with minutes and words."""
    return IsiStatus(peristiwa, tanggal, **{"nomor_berita_acara": "7/BA/2026", "keterangan": "Usaha kios tetap"} | lain)


def catat_status(keluarga: Keluarga, isi: IsiStatus, by: Pengguna, **lain: Any) -> StatusKeluarga:
    """The event recorded by the deed."""
    return record_status(
        keluarga, isi, by=by, **{"uuid": uuid.uuid4(), "at": pabrik.SEKARANG, "berkas": lembar()} | lain
    )
