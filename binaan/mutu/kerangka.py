"""The facts that a spot check may draw, and what they are called."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, Min, Q

from binaan.enums import JenisButir
from binaan.mutu.undian import Baris
from desa.waktu import mulai_triwulan
from opd.models import Bantuan, Kegiatan, Kunjungan, Pengguna
from opd.rekap.isi_rencana import write_volume
from opd.rekap.rentang import akhir_triwulan

MODEL: dict[JenisButir, Any] = {
    JenisButir.KEGIATAN: Kegiatan,
    JenisButir.KUNJUNGAN: Kunjungan,
    JenisButir.BANTUAN: Bantuan,
}
HALAMAN = {
    JenisButir.KEGIATAN: "kegiatan:detail",
    JenisButir.KUNJUNGAN: "kunjungan:detail",
    JenisButir.BANTUAN: "serah:detail",
}
"""The page of each kind of fact."""
TERPANJANG = 250


def read_facts(user: Pengguna, tahun: int, triwulan: int) -> list[Baris]:
    """Activities, visits and aid dated in the quarter that count now, of every OPD. Three queries."""
    kolom = ("uuid", "penugasan__opd__slug", "penugasan__desa__kode", "tanggal")
    hasil = []
    for jenis in MODEL:
        hasil += [Baris(jenis.value, *isi) for isi in _of_quarter(user, jenis, tahun, triwulan).values_list(*kolom)]
    return hasil


def count_facts(user: Pengguna, tahun: int, triwulan: int) -> list[tuple[str, int]]:
    """How many of each kind there are. Three queries."""
    return [(str(j.label), _of_quarter(user, j, tahun, triwulan).count()) for j in MODEL]


def first_fact(user: Pengguna) -> date | None:
    """The day of the first fact there is. Three queries."""
    pertama = (
        m.objects.visible_to(user).in_force().order_by().aggregate(x=Min("tanggal"))["x"] for m in MODEL.values()
    )
    return min((hari for hari in pertama if hari), default=None)


def has_facts(user: Pengguna, tahun: int, triwulan: int) -> Q:
    """Whether there is anything to draw from, asked inside another query."""
    return Q(*(Q(Exists(_of_quarter(user, j, tahun, triwulan))) for j in MODEL), _connector=Q.OR)


def _of_quarter(user: Pengguna, jenis: JenisButir, tahun: int, triwulan: int) -> Any:
    awal = mulai_triwulan(tahun, triwulan)
    berlaku = MODEL[jenis].objects.visible_to(user).in_force()
    return berlaku.filter(tanggal__range=(awal, akhir_triwulan(awal))).order_by()


def names_of(user: Pengguna, baris: Iterable[Baris]) -> dict[UUID, str]:
    """What each of these facts is called, in words that name no person. Three queries."""
    per_jenis: dict[str, list[UUID]] = {j.value: [] for j in JenisButir}
    for b in baris:
        per_jenis[b.jenis].append(b.uuid)
    hasil: dict[UUID, str] = {}
    for jenis, model in MODEL.items():
        fakta = model.objects.visible_to(user).filter(uuid__in=per_jenis[jenis])
        hasil |= {f.uuid: _name(f)[:TERPANJANG] for f in fakta}
    return hasil


def _name(f: Kegiatan | Kunjungan | Bantuan) -> str:
    if isinstance(f, Kunjungan):
        return str(f.get_cara_display())
    if isinstance(f, Bantuan):
        return f"{f.barang}, {write_volume(f.volume)} {f.satuan}"
    return f.judul
