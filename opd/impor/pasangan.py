"""One pairing as an annex row says it, and what can be said of it beside what is stored."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Min, OuterRef, Subquery

from desa.angka import format_tanggal
from desa.impor.tabel import Baris
from opd.enums import CaraSelesai, PeranPenugasan
from opd.impor.rencana import BarisRencana, Tanya
from opd.impor.rujukan import RujukanDesa
from opd.models import Kegiatan, Kunjungan, Opd, Penugasan, Sk

KOREKSI, PERUBAHAN = "koreksi", "perubahan"
CARA = (
    (KOREKSI, "Koreksi: data lama salah sejak awal"),
    (PERUBAHAN, "Perubahan: data lama benar sampai sebuah tanggal"),
)
PERAN = {
    "penanggung jawab": PeranPenugasan.PENANGGUNG_JAWAB, "pj": PeranPenugasan.PENANGGUNG_JAWAB,
    "penanggungjawab": PeranPenugasan.PENANGGUNG_JAWAB, "utama": PeranPenugasan.PENANGGUNG_JAWAB,
    "pendukung": PeranPenugasan.PENDUKUNG, "pendamping": PeranPenugasan.PENDUKUNG,
}  # fmt: skip


@dataclass(frozen=True)
class IsiLampiran:
    """What applying a row writes: ids only, so that the plan can be remembered and compared."""

    opd_id: int
    desa_id: int
    peran: str
    mulai: date
    mulai_dari_sk: bool
    lama_id: int | None = None
    cara: str = ""


@dataclass(frozen=True)
class Terbaca:
    """A row whose OPD, village, start and role are known."""

    baris: Baris
    opd: Opd
    desa: RujukanDesa
    peran: str
    mulai: date | None
    tanya: tuple[Tanya, ...]


def stored_pairings() -> Any:
    """Penugasan in force with OPD and SK, and the date of the first fact under each. One query."""

    def pertama(model: Any) -> Subquery:
        kueri = model.objects.filter(penugasan=OuterRef("pk")).order_by().values("penugasan")
        return Subquery(kueri.annotate(p=Min("tanggal")).values("p"))

    return (
        Penugasan.objects.in_force()
        .select_related("opd", "sk")
        .annotate(kegiatan_pertama=pertama(Kegiatan), kunjungan_pertama=pertama(Kunjungan))
        .order_by("mulai", "pk")
    )


def warnings_of(t: Terbaca, dari_sk: bool, *, sk: Sk) -> tuple[str, ...]:
    """What is worth knowing of a row that is accepted."""
    hasil = []
    if t.opd.perlu_konfirmasi:
        hasil.append(f"{t.opd.nama} masih perlu konfirmasi.")
    if dari_sk:
        hasil.append("Tanggal mulai dianggap tanggal SK.")
    elif t.mulai and t.mulai < sk.tanggal:
        hasil.append("Tanggal mulai lebih awal daripada tanggal SK.")
    if t.desa.kelurahan:
        hasil.append("Kelurahan: indeks desa tidak berlaku.")
    return tuple(hasil)


def differences(t: Terbaca, isi: IsiLampiran, lama: Penugasan, *, sk: Sk) -> str:
    """In words, where the row and the stored pairing differ."""
    beda = []
    if lama.opd_id != t.opd.pk:
        beda.append(f"OPD tersimpan {lama.opd.nama}")
    if lama.sk_id != sk.pk:
        beda.append(f"SK tersimpan {lama.sk.nomor}")
    if lama.mulai != isi.mulai:
        beda.append(f"mulai tersimpan {format_tanggal(lama.mulai)}")
    return ", ".join(beda)


def warn_two_villages(urut: list[BarisRencana], terbaca: list[Terbaca]) -> list[BarisRencana]:
    """An OPD named for two villages is a warning, not a ban."""
    per_opd: dict[int, list[Terbaca]] = defaultdict(list)
    for t in terbaca:
        if t.peran == PeranPenugasan.PENANGGUNG_JAWAB:
            per_opd[t.opd.pk].append(t)
    tambahan = {
        t.baris.nomor: f"{t.opd.nama} mempunyai {len(isi)} desa dalam berkas ini (baris "
        + ", ".join(str(x.baris.nomor) for x in isi) + ")."
        for isi in per_opd.values() if len(isi) > 1 for t in isi
    }  # fmt: skip
    return [replace(b, peringatan=(*b.peringatan, tambahan[b.nomor])) if b.nomor in tambahan else b for b in urut]


def cara_selesai(lama: Penugasan, isi: IsiLampiran) -> str:
    """How the old penugasan ends when a row is a perubahan: the same OPD goes on, or another takes over."""
    return CaraSelesai.LANJUT if lama.opd_id == isi.opd_id else CaraSelesai.DIALIHKAN
