"""What leaders asked for and is not done, as blocks: one line an arahan and OPD, the longest overdue on top."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from binaan.dasbor.kata import ribuan
from desa.angka import format_tanggal
from opd.cetak.blok import Isi, Kolom, Tabel
from opd.enums import StatusTindakLanjut
from opd.models import Pengguna, TindakLanjut

BELUM, DIJAWAB = StatusTindakLanjut.BELUM_DIJAWAB, StatusTindakLanjut.DIJAWAB
KOLOM = (
    Kolom("OPD", 26), Kolom("Arahan", 44), Kolom("Dari", 30), Kolom("Dijawab paling lambat", 16), Kolom("Keadaan", 20)
)  # fmt: skip


def open_rounds(user: Pengguna) -> list[TindakLanjut]:
    """The rounds in force that are not done, by their due day. One query."""
    semua = TindakLanjut.objects.visible_to(user).in_force().filter(status__in=(BELUM, DIJAWAB)).with_names()
    return list(semua.order_by("batas", "arahan", "opd__nama"))


def open_orders_blocks(baris: Sequence[TindakLanjut], *, hari: date) -> Isi:
    """The list on a day."""
    lewat = sum(_overdue(t, hari) > 0 for t in baris)
    judul = f"{ribuan(len(baris))} belum selesai, {ribuan(lewat)} di antaranya lewat batas; yang terlama lewat di atas"
    tabel = Tabel(judul, KOLOM, tuple(_row(t, hari) for t in baris), (), "Semua arahan sudah selesai.")
    return Isi("ARAHAN YANG BELUM SELESAI", (f"Keadaan per {format_tanggal(hari)}",), hari, (tabel,))


def _row(t: TindakLanjut, hari: date) -> tuple[str, ...]:
    a, kata = t.arahan, str(t.get_status_display()).lower()
    if (lewat := _overdue(t, hari)) > 0:
        kata += f", lewat {ribuan(lewat)} hari"
    return (
        t.opd.answering_on(hari).nama, a.isi, f"{a.nama_pemberi}, {a.sebagai_pemberi}, {format_tanggal(a.tanggal)}",
        format_tanggal(t.batas), kata,
    )  # fmt: skip


def _overdue(t: TindakLanjut, hari: date) -> int:
    """Days that an answer is missing; 0 where there is one."""
    return t.hari_lewat(hari) if t.status == BELUM else 0
