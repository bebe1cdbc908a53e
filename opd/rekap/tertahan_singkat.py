"""The stuck papers in one line, for a screen that has no room for their list: how many, and the longest with whom.

Of each village they are counted with what else is counted of it (binaan/dasbor/hitungan.py), for those who read every paper.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet, Subquery

from desa.waktu import tanggal_wit
from opd.ambang import NASKAH_TERTAHAN
from opd.enums import StatusNaskah
from opd.models import Jabatan, LaporanTriwulan, Pengguna, Penugasan, RencanaAksi
from opd.models.naskah import MELIHAT_SEMUA
from opd.permissions import taking_papers
from opd.rekap.daftar_json import day_of, json_rows, moment_of, read_lists
from opd.rekap.meja import JENIS, Masa, after_merger, covered_days, group_name

MENUNGGU = (StatusNaskah.DIAJUKAN, StatusNaskah.DISETUJUI, StatusNaskah.DIKEMBALIKAN)
_O = "penugasan__opd__"
KOLOM = (
    "penugasan__desa_id", "status", "kelompok", f"{_O}pk", f"{_O}dilebur_ke_id", f"{_O}nama", f"{_O}dilebur_ke__nama",
    f"{_O}berlaku_selesai", "di_meja_sejak",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tertahan:
    """Stuck papers: their number, the longest wait in days, at which desk; and papers at an empty desk."""

    jumlah: int
    hari: int
    meja: str
    kosong: int


class Menunggu(NamedTuple):
    """One paper that waits, with its last two in the words of JSON before they are read."""

    desa_id: int
    status: str
    kelompok: str
    opd_id: int
    penerus_id: int | None
    opd: str
    penerus: str | None
    batas: Any
    sejak: Any


def rekap_tertahan(user: Pengguna, *, until: date) -> Tertahan:
    """Of the papers that `user` may read, counted as `rekap_meja` counts: those of the own OPD, for who does not read all of
    them, as no other is read before it is verified. One query.
    """
    kueri = {jenis: _read_by(user, model._default_manager) for jenis, model in JENIS.items()}
    lain = read_lists(user, _lists(kueri, Jabatan.objects.visible_to(user), until))
    return add_waiting(t for isi in waiting_by_village(lain, until).values() for t in isi)


def _read_by(user: Pengguna, naskah: Any) -> QuerySet:
    hasil: QuerySet = naskah.visible_to(user) if user.holds(*MELIHAT_SEMUA) else naskah.managed_by(user)
    return hasil


def waiting_lists(user: Pengguna, *, until: date, desa: Collection[int] | None) -> dict[str, Subquery]:
    """What `waiting_by_village` reads of these villages, the papers of every OPD."""
    kueri: dict[str, QuerySet] = {
        "rencana": RencanaAksi.objects.progress(),
        "laporan": LaporanTriwulan.objects.progress(),
    }
    jabatan = Jabatan.objects.visible_to(user)
    if desa is not None:
        tugas = Penugasan.objects.visible_to(user).filter(desa__in=desa).order_by()
        jabatan = jabatan.filter(Q(opd__in=tugas.values("opd")) | Q(opd__in=tugas.values("opd__dilebur_ke")))
        kueri = {jenis: milik.filter(penugasan__desa__in=desa) for jenis, milik in kueri.items()}
    return _lists(kueri, jabatan, until)


def _lists(kueri: Mapping[str, QuerySet], jabatan: QuerySet, until: date) -> dict[str, Subquery]:
    hasil = {"masa_kepala": json_rows(jabatan, "opd_id", "mulai", "selesai")}
    for jenis, milik in kueri.items():
        terbuka = ~Q(status=StatusNaskah.DIKEMBALIKAN) | taking_papers(JENIS[jenis], on=until)
        hasil[f"{jenis}_menunggu"] = json_rows(
            milik.filter(terbuka, status__in=MENUNGGU, penugasan__dikoreksi_pada__isnull=True), *KOLOM
        )
    return hasil


def waiting_by_village(lain: Mapping[str, Any], until: date) -> dict[int, tuple[Tertahan, ...]]:
    """Each village with a paper that waits. No query."""
    masa: dict[int, list[Masa]] = defaultdict(list)
    for opd_id, mulai, selesai in lain.get("masa_kepala") or ():
        masa[opd_id].append((day_of(mulai), day_of(selesai) if selesai else None))
    per: dict[int, list[Tertahan]] = defaultdict(list)
    for jenis in JENIS:
        for isi in lain.get(f"{jenis}_menunggu") or ():
            b = Menunggu._make(isi)
            b = b._replace(batas=b.batas and day_of(b.batas), sejak=tanggal_wit(moment_of(b.sejak)))
            per[b.desa_id].append(_waiting(b, masa, until))
    return {desa: (add_waiting(isi),) for desa, isi in per.items()}


def _waiting(b: Menunggu, masa: Mapping[int, list[Masa]], until: date) -> Tertahan:
    """One paper at its desk."""
    dilebur = b.penerus_id is not None and b.batas is not None and b.batas <= until
    hari, penjawab = max((until - b.sejak).days, 0), (b.penerus or "") if dilebur else b.opd
    if b.status == StatusNaskah.DISETUJUI:
        return _stuck(hari, f"Verifikator {group_name(b.kelompok)}".strip())
    if b.status == StatusNaskah.DIKEMBALIKAN:
        return _stuck(hari, penjawab)
    sendiri = masa.get(b.opd_id, [])
    kini = masa.get(b.penerus_id or b.opd_id, []) if dilebur else sendiri
    terisi = after_merger(sendiri, kini, b.batas) if dilebur and b.batas else kini
    kosong = not any(m <= until and (s is None or s > until) for m, s in kini)
    return _stuck(covered_days(terisi, b.sejak, until), f"Kepala {penjawab}", kosong=kosong)


def _stuck(hari: int, meja: str, *, kosong: bool = False) -> Tertahan:
    return Tertahan(1, hari, meja, kosong) if hari > NASKAH_TERTAHAN.nilai else Tertahan(0, 0, "", kosong)


def add_waiting(isi: Iterable[Tertahan]) -> Tertahan:
    """All of these together."""
    semua = tuple(isi)
    hari, meja = max(((t.hari, t.meja) for t in semua), default=(0, ""))
    return Tertahan(sum(t.jumlah for t in semua), hari, meja, sum(t.kosong for t in semua))
