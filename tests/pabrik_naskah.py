"""Factories of plans and quarterly reports in any state, with the three people a paper needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from desa.models import Indikator, NilaiIndikator
from opd.actions.laporan import verify_laporan
from opd.enums import Peran, StatusNaskah
from opd.models import BarisRencana, LaporanTriwulan, PaguBaris, Pengguna, Penugasan, RencanaAksi
from tests import pabrik

URUT = [StatusNaskah.DIAJUKAN, StatusNaskah.DISETUJUI, StatusNaskah.DIVERIFIKASI]


@dataclass(frozen=True)
class Meja:
    """Who writes and submits, who approves, who verifies."""

    operator: Pengguna
    kepala: Pengguna
    verifikator: Pengguna


def buat_meja(penugasan: Penugasan) -> Meja:
    """The three people of a paper of this penugasan's OPD."""
    return Meja(
        pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd),
        pabrik.buat_pengguna(Peran.KEPALA_OPD, opd=penugasan.opd),
        pabrik.buat_pengguna(Peran.VERIFIKATOR),
    )


def isi_status(status: StatusNaskah | str, meja: Meja | None, pada: datetime) -> dict[str, Any]:
    """The columns a paper has in a state; `meja` None only for a draft."""
    isi: dict[str, Any] = {"status": status, "dibuat_pada": pada, "di_meja_sejak": pada}
    if status == StatusNaskah.DIKEMBALIKAN:
        isi["alasan_kembali"] = "Lengkapi sasaran baris pertama."
    if status in URUT:
        assert meja is not None
        langkah = zip(
            ("diajukan", "disetujui", "diverifikasi"), (meja.operator, meja.kepala, meja.verifikator), strict=True
        )
        for kata, siapa in list(langkah)[: URUT.index(StatusNaskah(status)) + 1]:
            isi |= {f"{kata}_oleh": siapa, f"{kata}_pada": pada}
    return isi


def buat_indikator(**isi: Any) -> Indikator:
    dasar = {"dimensi": "IKS", "nomor": pabrik.nomor() % 30000, "nama": "Indikator Uji", "sumber": "uji"}
    return Indikator.objects.create(**dasar | isi)


def buat_masalah(penugasan: Penugasan, skor: int = 1, **isi: Any) -> NilaiIndikator:
    """A problem indicator of the village."""
    dasar: dict[str, Any] = {"tahun": 2024, "skor": skor, "sumber": "uji"}
    dasar |= isi
    dasar["indikator"] = dasar.get("indikator") or buat_indikator()
    return NilaiIndikator.objects.create(desa=penugasan.desa, **dasar)


def buat_rencana(
    penugasan: Penugasan,
    tahun: int = 2026,
    *,
    status: StatusNaskah | str = StatusNaskah.DRAF,
    meja: Meja | None = None,
    baris: int = 0,
    pada: datetime | None = None,
    **isi: Any,
) -> RencanaAksi:
    """A version of a plan in that state, with `baris` lines of target 10 a quarter."""
    saat = pada or pabrik.pada(date(tahun, 1, 5))
    if status in URUT and meja is None:
        meja = buat_meja(penugasan)
    if isi.get("nomor", 1) > 1:
        isi.setdefault("alasan_revisi", "uji")
    rencana = RencanaAksi.objects.create(penugasan=penugasan, tahun=tahun, **isi_status(status, meja, saat) | isi)
    for i in range(baris):
        buat_baris(rencana, urutan=i)
    return rencana


def buat_baris(
    rencana: RencanaAksi,
    target: tuple[int, int, int, int] = (10, 10, 10, 10),
    *,
    pagu: dict[str, int] | None = None,
    indikator: Indikator | None = None,
    **isi: Any,
) -> BarisRencana:
    dasar = {
        "strategi": "pendapatan",
        "kegiatan": f"Kegiatan Rencana {pabrik.nomor()}",
        "sasaran": "10 keluarga",
        "satuan": "paket",
        **{f"target_tw{i}": t for i, t in enumerate(target, 1)},
    }
    baris = BarisRencana.objects.create(rencana=rencana, **dasar | isi)
    baris.indikator.add(indikator or buat_masalah(rencana.penugasan).indikator)
    for sumber, pagu_rp in (pagu or {}).items():
        PaguBaris.objects.create(baris=baris, sumber=sumber, pagu_rp=pagu_rp)
    return baris


def buat_laporan(
    penugasan: Penugasan,
    tahun: int = 2026,
    triwulan: int = 1,
    *,
    status: StatusNaskah | str = StatusNaskah.DRAF,
    meja: Meja | None = None,
    pada: datetime | None = None,
    **isi: Any,
) -> LaporanTriwulan:
    """A quarterly report in that state; a verified one holds `isi_beku` as given or "{}"."""
    saat = pada or pabrik.pada(date(tahun + triwulan // 4, triwulan * 3 % 12 + 1, 5))
    if status in URUT and meja is None:
        meja = buat_meja(penugasan)
    if status == StatusNaskah.DIVERIFIKASI:
        isi.setdefault("isi_beku", "{}")
        isi.setdefault("sha256", "0" * 64)
    return LaporanTriwulan.objects.create(
        penugasan=penugasan, tahun=tahun, triwulan=triwulan, **isi_status(status, meja, saat) | isi
    )


def buat_kunci(penugasan: Penugasan, triwulan: int = 2, pada: datetime | None = None) -> LaporanTriwulan:
    """The report of a quarter of 2026, verified by people without a part in anything else: it locks the quarter."""
    meja = Meja(*(pabrik.buat_pengguna() for _ in range(3)))
    return buat_laporan(penugasan, 2026, triwulan, status=StatusNaskah.DIVERIFIKASI, meja=meja, pada=pada)


def buat_laporan_beku(penugasan: Penugasan, tahun: int, triwulan: int, *, meja: Meja, at: datetime, **isi: Any) -> Any:
    """A report verified by its real deed: its content is frozen and its quarter locked."""
    laporan = buat_laporan(penugasan, tahun, triwulan, status=StatusNaskah.DISETUJUI, meja=meja, **isi)
    verify_laporan(laporan, versi=1, by=meja.verifikator, at=at)
    laporan.refresh_from_db()
    return laporan
