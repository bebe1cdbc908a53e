"""Accounts for the load, in the proportion in which a province works, and what each of them may open. Run inside Django."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db.models import QuerySet

from desa.models import Desa, Umkm
from desa.waktu import hari_ini
from opd.enums import Peran, StatusNaskah
from opd.models import Jabatan, Kegiatan, Kunjungan, LaporanTriwulan, Opd, Pengguna, Penugasan, PeranPengguna

PERBANDINGAN = {
    Peran.OPERATOR_OPD: 60,
    Peran.KEPALA_OPD: 12,
    Peran.VERIFIKATOR: 10,
    Peran.PEMBACA: 10,
    Peran.PIMPINAN: 8,
}
"""Of a hundred people."""
CONTOH_ALAMAT, DESA_SENDIRI = 400, 8
"""Of how many rows of a kind the addresses are visited, and how many own villages somebody writes about."""


def open_accounts(jumlah: int, sandi: str, berkas: Path) -> None:
    """Open `jumlah` accounts with this password and write them, and addresses of all kinds, to `berkas` as JSON."""
    isi = {"orang": list(_people(jumlah, make_password(sandi))), **_addresses()}
    berkas.write_text(json.dumps(isi), encoding="utf-8")


def _people(jumlah: int, sandi: str) -> Any:
    opd = list(
        Opd.objects.scoped().filter(penugasan__selesai=None, penugasan__isnull=False).distinct().order_by("slug")
    )
    jabatan = list(Jabatan.objects.scoped().filter(selesai=None, pengguna=None, opd__in=opd).order_by("pk"))
    giliran, ke = cycle(opd), Counter[Peran]()
    for peran in islice(_roles(jumlah), jumlah):
        ke[peran] += 1
        nama = f"beban.{peran.value.partition('_')[0]}.{ke[peran]}"
        akun = Pengguna(username=nama, nama=f"CONTOH {peran.label} {ke[peran]}", password=sandi)
        akun.save(force_insert=True)
        milik = None
        if peran == Peran.KEPALA_OPD and jabatan:
            kursi = jabatan.pop()
            Jabatan.objects.scoped().filter(pk=kursi.pk).update(pengguna=akun)
            milik = kursi.opd
        else:
            milik = next(giliran) if peran in (Peran.OPERATOR_OPD, Peran.KEPALA_OPD) else None
            tulis = Peran.OPERATOR_OPD if milik else peran
            PeranPengguna.objects.create(pengguna=akun, peran=tulis, opd=milik, mulai=date(2024, 1, 1))
        yield {"nama": nama, "peran": peran.value, "milik": _own(milik) if milik else []}


def _roles(jumlah: int) -> Any:
    """Roles in their proportion, the rare ones spread among the others."""
    sisa = dict.fromkeys(PERBANDINGAN, 0.0)
    for _ in range(jumlah):
        for peran, bagian in PERBANDINGAN.items():
            sisa[peran] += bagian / 100
        peran = max(sisa, key=lambda p: sisa[p])
        sisa[peran] -= 1
        yield peran


def _own(opd: Opd) -> list[tuple[str, int]]:
    """Villages of this OPD with their penugasan."""
    buka = Penugasan.objects.scoped().in_force().filter(opd=opd, selesai=None, mulai__lte=hari_ini())
    return list(buka.order_by("pk").values_list("desa__kode", "pk")[:DESA_SENDIRI])


def _addresses() -> dict[str, list[str]]:
    def some(kueri: QuerySet[Any], medan: str) -> list[str]:
        return [str(n) for n in kueri.order_by("-pk").values_list(medan, flat=True)[:CONTOH_ALAMAT]]

    tugas = Penugasan.objects.scoped().filter(selesai=None)
    return {
        "desa": some(Desa.objects.scoped().filter(pk__in=tugas.values("desa")), "kode"),
        "opd": some(Opd.objects.scoped().filter(pk__in=tugas.values("opd")), "slug"),
        "umkm": some(Umkm.objects.scoped(), "uuid"),
        "kegiatan": some(Kegiatan.objects.scoped().in_force(), "uuid"),
        "kunjungan": some(Kunjungan.objects.scoped().in_force(), "uuid"),
        "laporan": some(LaporanTriwulan.objects.scoped().filter(status=StatusNaskah.DIVERIFIKASI), "uuid"),
    }
