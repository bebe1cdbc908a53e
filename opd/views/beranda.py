"""What waits for me today, as Beranda groups it; the page itself stands above, where decisions are known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from opd.enums import Peran
from opd.models import Pengguna, Penugasan
from opd.rekap.tugas import first_tasks
from opd.rekap.tugas_dasar import Tempat, Tugas
from opd.rekap.tugas_urut import SEKALIGUS, SEMUA, per_kind, pressing

JUDUL = {
    "impor": "Impor yang menunggu diterapkan",
    "arahan": "Arahan yang harus dijawab",
    "periksa_arahan": "Jawaban arahan yang harus diperiksa",
    "konsultasi": "Pertanyaan klinik konsultasi",
    "dukungan": "Permintaan dukungan dari OPD lain",
    "pasar": "Bantuan pasar antar-OPD",
    "setujui": "Naskah yang menunggu persetujuan",
    "kembali": "Naskah yang dikembalikan",
    "verifikasi": "Naskah yang menunggu verifikasi",
    "jabatan_kosong": "Jabatan kosong yang menahan naskah",
    "peringkat": "Peringkat OPD",
    "petik": "Uji petik",
}
KONFIRMASI = "Data yang perlu konfirmasi"


@dataclass(frozen=True, slots=True)
class Kelompok:
    """Tasks of one village, or of one kind when they belong to none."""

    tempat: Tempat | None
    judul: str
    tugas: list[Tugas]


def work_of(user: Pengguna, hari: date) -> dict[str, Any]:
    """The reader's most pressing tasks, oldest first, and how many of each kind there are in all; `kerja`: whether tasks are of
    the reader's role at all.
    """
    tugas, banyak = first_tasks(user, until=hari, banyak=SEMUA + 1)
    jumlah = banyak.total()
    di_opd = bool(user.opd_ids(hari))
    milik = Penugasan.objects.managed_by(user).in_force().active_on(hari)
    return {
        "jumlah": jumlah,
        "kelompok": grouped(pressing(tugas)),
        "per_jenis": per_kind(banyak) if jumlah > SEMUA else [],
        "sekaligus": SEKALIGUS,
        "kerja": bool(tugas) or di_opd or user.holds(Peran.VERIFIKATOR, Peran.ADMIN_SISTEM, on=hari),
        "di_opd": di_opd,
        "punya_desa": di_opd and (bool(tugas) or milik.exists()),
        "hari": hari,
    }


def grouped(tugas: list[Tugas]) -> list[Kelompok]:
    """Tasks by village (or kind), the group with the oldest task first; the order inside a group stays."""
    hasil: dict[tuple[Tempat | None, str], Kelompok] = {}
    for t in tugas:
        judul = "" if t.tempat else JUDUL.get(t.jenis, KONFIRMASI)
        hasil.setdefault((t.tempat, judul), Kelompok(t.tempat, judul, [])).tugas.append(t)
    return list(hasil.values())
