"""What a list of activities is compared with: the own penugasan with their plans, and every activity recorded under them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from functools import cache
from uuid import UUID

from django.db.models import QuerySet, Sum

from desa.models import PenutupanUmkm
from desa.validators import kunci_nama
from opd.actions.kegiatan import LUAR_RENCANA, IsiKegiatan
from opd.actions.realisasi import usual_cost
from opd.actions.tutup_umkm import still_closed
from opd.enums import PeranPenugasan
from opd.models import BarisRencana, DanaKegiatan, Kegiatan, PaguBaris, Pengguna, Penugasan
from opd.permissions import can_record_facts, taking_additions
from opd.rekap.versi_rencana import lines_in_force, with_plan

KOLOM = tuple(k for k in IsiKegiatan.__dataclass_fields__ if k not in ("dana", "umkm", "baris"))


def own_penugasan(by: Pengguna, *, on: date) -> list[Penugasan]:
    """The penugasan of which `by` may record facts, those in charge first. One query."""
    milik = Penugasan.objects.filter(taking_additions(on=on), opd__in=by.managed_opd()).order_by("pk")
    semua = milik.select_related("opd", "desa__kecamatan__kabupaten")
    boleh = [p for p in semua if can_record_facts(by, p, on=on)]
    return sorted(boleh, key=lambda p: (p.peran != PeranPenugasan.PENANGGUNG_JAWAB, p.pk))


class Tersimpan:
    """All of it for one person on one day. Eight queries, ten with rows that are not the person's, whatever the list holds."""

    def __init__(self, by: Pengguna, *, on: date) -> None:
        self.by = by
        self.lain: dict[UUID, Kegiatan] = {}
        self.penugasan = {p.pk: p for p in own_penugasan(by, on=on)}
        self.usual = cache(lambda penugasan_id: usual_cost(self.penugasan[penugasan_id]))
        self._read_lines(by)
        self._read_facts()

    def _read_lines(self, by: Pengguna) -> None:
        milik = {"rencana__penugasan__in": list(self.penugasan)}
        semua = BarisRencana.objects.filter(**milik).select_related("rencana").order_by("urutan", "pk")
        self.baris: dict[int, BarisRencana] = {b.pk: b for b in semua}
        berlaku = set(lines_in_force().filter(**milik).values_list("pk", flat=True))
        self.berlaku: dict[tuple[int, int], list[BarisRencana]] = defaultdict(list)
        for b in self.baris.values():
            if b.pk in berlaku:
                self.berlaku[b.rencana.penugasan_id, b.rencana.tahun].append(b)
        pagu = PaguBaris.objects.filter(baris__in=berlaku).order_by().values_list("baris").annotate(n=Sum("pagu_rp"))
        self.pagu: dict[int, int] = dict(pagu)

    def _read_facts(self) -> None:
        milik = {"kegiatan__penugasan__in": list(self.penugasan)}
        self.dana: dict[int, list[tuple[str, int]]] = defaultdict(list)
        self._read_money(DanaKegiatan.objects.filter(**milik))
        self.umkm: dict[int, set[int]] = defaultdict(set)
        for pk, umkm in Kegiatan.umkm.through.objects.filter(**milik).values_list("kegiatan_id", "umkm_id"):
            self.umkm[pk].add(umkm)
        self.tutup = list(
            PenutupanUmkm.objects.in_force()
            .filter(umkm__kegiatan__penugasan__in=self.penugasan)
            .select_related("umkm")
            .distinct()
        )
        self.per_uuid: dict[UUID, Kegiatan] = {}
        self.pengganti: dict[int, Kegiatan] = {}
        for k in Kegiatan.objects.filter(penugasan__in=self.penugasan).order_by("pk"):
            self.per_uuid[k.uuid] = k
            if k.menggantikan_id:
                self.pengganti[k.menggantikan_id] = k
        self.per_hari: dict[tuple[int, date, str], list[Kegiatan]] = defaultdict(list)
        for k in self.per_uuid.values():
            if not k.batal and k.pk not in self.pengganti:
                self.per_hari[k.penugasan_id, k.tanggal, kunci_nama(k.judul)].append(k)

    def _read_money(self, dana: QuerySet[DanaKegiatan]) -> None:
        for pk, sumber, rp in dana.order_by("sumber").values_list("kegiatan", "sumber", "jumlah_rp"):
            self.dana[pk].append((sumber, rp))

    def read_others(self, pengenal: Collection[UUID]) -> None:
        """What everybody may read of the activities with these numbers that are not the person's to change. Two queries."""
        if not (sisa := set(pengenal) - self.per_uuid.keys()):
            return
        kegiatan = Kegiatan.objects.visible_to(self.by).filter(uuid__in=sisa)
        rinci = with_plan(kegiatan).select_related("baris", "penugasan__opd").order_by()
        self.lain = {k.uuid: k for k in rinci}
        self._read_money(DanaKegiatan.objects.filter(kegiatan__in=kegiatan.order_by().values("pk")))

    def isi(self, k: Kegiatan) -> IsiKegiatan:
        """`isi_of` without a query."""
        kolom = {n: getattr(k, n) for n in KOLOM}
        return IsiKegiatan(**kolom, dana=tuple(self.dana[k.pk]), umkm=frozenset(self.umkm[k.pk]), baris=k.baris_id)

    def last(self, k: Kegiatan) -> Kegiatan:
        """The row that stands at the end of its chain of corrections: `k` itself when nobody touched it."""
        while (sesudah := self.pengganti.get(k.pk)) is not None:
            k = sesudah
        return k

    def in_force(self, penugasan_id: int, tahun: int, baris_id: int) -> BarisRencana | None:
        """The line in the plan in force of that year, found by any of its versions."""
        kunci = self.baris[baris_id].kunci
        return next((b for b in self.berlaku[penugasan_id, tahun] if b.kunci == kunci), None)

    def line_name(self, penugasan_id: int, isi: IsiKegiatan) -> str:
        """What the download says of an activity's line."""
        ada = isi.baris and self.in_force(penugasan_id, isi.tanggal.year, isi.baris)
        return self.baris[isi.baris].kegiatan if isi.baris and ada else LUAR_RENCANA

    def closed(self, umkm: Collection[int], hari: date) -> str:
        """What is said when one of these enterprises was closed on that day, the first by name; else ""."""
        tutup = (p for p in self.tutup if p.umkm_id in umkm and p.masa.covers(hari))
        p = min(tutup, key=lambda p: (p.umkm.nama, p.pk), default=None)
        return still_closed(p.umkm.nama, p.masa) if p else ""
