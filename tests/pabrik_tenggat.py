"""Factories of deadlines, and of reports with the steps that made them what they are."""

from __future__ import annotations

from datetime import date
from typing import Any

from opd.enums import Peran, StatusNaskah, TindakanNaskah
from opd.models import LangkahNaskah, LaporanTriwulan, Penugasan, Tenggat
from tests import pabrik, pabrik_naskah

T = TindakanNaskah
KE = {
    T.AJUKAN: StatusNaskah.DIAJUKAN,
    T.TARIK: StatusNaskah.DRAF,
    T.SETUJUI: StatusNaskah.DISETUJUI,
    T.KEMBALIKAN: StatusNaskah.DIKEMBALIKAN,
    T.VERIFIKASI: StatusNaskah.DIVERIFIKASI,
    T.TOLAK: StatusNaskah.DIKEMBALIKAN,
}


def buat_tenggat(tahun: int | None = None, triwulan: int = 1, batas: date | None = None, **isi: Any) -> Tenggat:
    """A deadline announced at the start of its year; without a year one that no other has."""
    n = pabrik.nomor()
    tahun, triwulan = (tahun, triwulan) if tahun else (2030 + n // 4 % 70, n % 4 + 1)
    dasar: dict[str, Any] = {"diumumkan_pada": pabrik.pada(date(tahun, 1, 5))}
    dasar |= isi
    dasar["ditetapkan_oleh"] = dasar.get("ditetapkan_oleh") or pabrik.buat_pengguna(Peran.VERIFIKATOR)
    hari = batas or date(tahun + triwulan // 4, triwulan * 3 % 12 + 1, 25)
    return Tenggat.objects.create(tahun=tahun, triwulan=triwulan, batas=hari, **dasar)


def buat_jalan(
    penugasan: Penugasan, tahun: int, triwulan: int, *langkah: tuple[TindakanNaskah, date], **isi: Any
) -> LaporanTriwulan:
    """A report that went these ways on these days."""
    status = KE[langkah[-1][0]] if langkah else StatusNaskah.DRAF
    meja = pabrik_naskah.Meja(*(pabrik.buat_pengguna() for _ in range(3)))
    laporan = pabrik_naskah.buat_laporan(penugasan, tahun, triwulan, status=status, meja=meja, **isi)
    oleh, dari = pabrik.buat_pengguna(), StatusNaskah.DRAF
    for tindakan, hari in langkah:
        alasan = "uji" if KE[tindakan] == StatusNaskah.DIKEMBALIKAN else ""
        LangkahNaskah.objects.create(
            laporan=laporan,
            tindakan=tindakan,
            dari=dari,
            ke=KE[tindakan],
            versi=1,
            oleh=oleh,
            sebagai="uji",
            pada=pabrik.pada(hari),
            alasan=alasan,
        )
        dari = KE[tindakan]
    return laporan
