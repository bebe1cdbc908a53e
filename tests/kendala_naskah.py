"""Rows of tests/test_kendala.py for plans, reports, their printed papers, delegation and unlocking."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from opd.enums import StatusNaskah
from opd.models import BukaKunci, Delegasi, LangkahNaskah, PeranPengguna
from tests import kendala_cetak, kendala_pekerjaan, pabrik, pabrik_naskah
from tests.pabrik import SEKARANG


def _rencana(status: StatusNaskah = StatusNaskah.DRAF, **isi: Any) -> Any:
    return pabrik_naskah.buat_rencana(pabrik.buat_penugasan(), status=status, **isi)


def _laporan(status: StatusNaskah = StatusNaskah.DRAF) -> Any:
    return pabrik_naskah.buat_laporan(pabrik.buat_penugasan(), status=status)


def _baris() -> Any:
    return pabrik_naskah.buat_baris(_rencana(), pagu={"csr": 5})


def _pagu() -> Any:
    return _baris().pagu.get()


def _langkah() -> LangkahNaskah:
    return LangkahNaskah.objects.create(
        rencana=_rencana(),
        tindakan="ajukan",
        dari="draf",
        ke="diajukan",
        versi=1,
        oleh=pabrik.buat_pengguna(),
        sebagai="uji",
        pada=SEKARANG,
    )


def _delegasi() -> Delegasi:
    opd = pabrik.buat_opd()
    return Delegasi.objects.create(
        opd=opd,
        jabatan=pabrik.buat_jabatan(opd=opd),
        penerima=pabrik.buat_pengguna(),
        mulai=date(2026, 1, 1),
        selesai=date(2026, 1, 5),
        alasan="uji",
        dicatat_pada=SEKARANG,
        dicatat_oleh="uji",
    )


def _buka() -> BukaKunci:
    return BukaKunci.objects.create(
        laporan=_laporan(StatusNaskah.DIVERIFIKASI),
        alasan="uji",
        pada=SEKARANG,
        sampai=SEKARANG + timedelta(days=1),
        oleh=pabrik.buat_pengguna(),
    )


def _operator() -> PeranPengguna:
    return pabrik.buat_pengguna("operator_opd", opd=pabrik.buat_opd()).peran.get()


def _naskah(nama: str, buat: Callable[..., Any]) -> dict[str, tuple[Callable[[], Any], dict[str, Any]]]:
    """The rules plans and reports share."""
    diverifikasi = lambda: buat(StatusNaskah.DIVERIFIKASI)  # noqa: E731

    def disetujui_pengaju() -> Any:
        objek = buat(StatusNaskah.DISETUJUI)
        UBAH_SENDIRI[nama]["disetujui_oleh"] = objek.diajukan_oleh
        return objek

    UBAH_SENDIRI[nama] = {}
    return {
        f"opd_{nama}_disunting": (buat, {"disunting_pada": SEKARANG}),
        f"opd_{nama}_diajukan": (buat, {"diajukan_pada": SEKARANG}),
        f"opd_{nama}_disetujui": (buat, {"disetujui_pada": SEKARANG}),
        f"opd_{nama}_diverifikasi": (buat, {"diverifikasi_pada": SEKARANG}),
        f"opd_{nama}_nama_diajukan": (diverifikasi, {"diajukan_oleh": None, "diajukan_pada": None}),
        f"opd_{nama}_nama_disetujui": (diverifikasi, {"disetujui_oleh": None, "disetujui_pada": None}),
        f"opd_{nama}_nama_diverifikasi": (diverifikasi, {"diverifikasi_oleh": None, "diverifikasi_pada": None}),
        f"opd_{nama}_bukan_sendiri": (disetujui_pengaju, UBAH_SENDIRI[nama]),
        f"opd_{nama}_kembali": (buat, {"alasan_kembali": "uji"}),
    }


UBAH_SENDIRI: dict[str, dict[str, Any]] = {}

SATU_BARIS: dict[str, tuple[Callable[[], Any], dict[str, Any]]] = {
    **kendala_cetak.SATU_BARIS,
    **kendala_pekerjaan.SATU_BARIS,
    **_naskah("rencanaaksi", _rencana),
    **_naskah("laporantriwulan", _laporan),
    "opd_rencanaaksi_tahun": (_rencana, {"tahun": 2022}),
    "opd_rencanaaksi_revisi": (_rencana, {"alasan_revisi": "uji"}),
    "opd_rencanaaksi_kahar": (_rencana, {"alasan_kahar": "uji"}),
    "opd_barisrencana_target": (
        _baris,
        {"target_tw1": 0, "target_tw2": 0, "target_tw3": 0, "target_tw4": 0},
    ),
    "opd_pagubaris_pagu": (_pagu, {"pagu_rp": 0}),
    "opd_laporantriwulan_triwulan": (_laporan, {"triwulan": 5}),
    "opd_laporantriwulan_beku": (_laporan, {"isi_beku": "{}"}),
    "opd_langkahnaskah_milik": (_langkah, {"rencana": None}),
    "opd_langkahnaskah_alasan": (_langkah, {"tindakan": "kembalikan"}),
    "opd_bukakunci_sampai": (_buka, {"sampai": SEKARANG}),
    "opd_bukakunci_alasan": (_buka, {"alasan": ""}),
    "opd_delegasi_mulai_selesai": (_delegasi, {"selesai": date(2025, 12, 31)}),
    "opd_delegasi_alasan": (_delegasi, {"alasan": ""}),
    "opd_peranpengguna_kelompok_peran": (_operator, {"kelompok": "bansos"}),
}

DUA_BARIS: dict[str, tuple[Callable[[], Any], str]] = {
    **kendala_cetak.DUA_BARIS,
    **kendala_pekerjaan.DUA_BARIS,
    "opd_rencanaaksi_unik": (lambda: _rencana(StatusNaskah.DIVERIFIKASI), "penugasan tahun nomor"),
    "opd_rencanaaksi_satu_terbuka": (lambda: _rencana(nomor=pabrik.nomor() + 1), "penugasan tahun"),
    "opd_barisrencana_unik": (_baris, "rencana kunci"),
    "opd_pagubaris_unik": (_pagu, "baris sumber"),
    "opd_laporantriwulan_unik": (_laporan, "penugasan tahun triwulan"),
}

BUAT: dict[str, Callable[[], Any]] = {
    **kendala_cetak.BUAT,
    **kendala_pekerjaan.BUAT,
    "rencanaaksi": _rencana,
    "laporantriwulan": _laporan,
    "barisrencana": _baris,
    "pagubaris": _pagu,
    "langkahnaskah": _langkah,
}
