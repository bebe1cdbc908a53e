"""What partners pledged and handed over: per pledge, per partner, and for the Forum CSR per line of the plans.

Pledges count by their day, up to `until`; a hand-over counts to its pledge, whenever it came, up to `until`. Percent is of
rupiah and of pledges with a value in rupiah; the others are counted beside it. What was cancelled counts nowhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum

from opd.models import JanjiMitra, Mitra, Pengguna, SerahMitra
from opd.rekap import hitung
from opd.rekap.isi_rencana import write_volume

NOL = Decimal(0)


@dataclass(frozen=True, slots=True)
class JanjiTerbaca:
    """One pledge with what came of it."""

    janji: JanjiMitra
    serah_rp: int
    serah_volume: Decimal
    penyerahan: int

    @property
    def persen(self) -> Decimal | None:
        """Handed over of what was pledged: in rupiah, or in its unit where it has no rupiah."""
        j = self.janji
        if j.nilai_rp is not None:
            return hitung.persen(self.serah_rp, j.nilai_rp)
        return hitung.persen(int(self.serah_volume * 100), int((j.volume or NOL) * 100))

    @property
    def volume(self) -> tuple[str, str, str] | None:
        """Handed over, pledged and unit, as written; None where the pledge has no volume."""
        if self.janji.volume is None:
            return None
        return write_volume(self.serah_volume), write_volume(self.janji.volume), self.janji.satuan


def baca_janji(user: Pengguna, syarat: Q, *, until: date, known_at: datetime | None = None) -> tuple[JanjiTerbaca, ...]:
    """The pledges in force that fit, newest first, each with its hand-overs. One query."""
    serah = SerahMitra.objects.visible_to(user).in_force(known_at).filter(janji=OuterRef("pk"), tanggal__lte=until)
    per_janji = serah.order_by().values("janji")
    janji = JanjiMitra.objects.visible_to(user).in_force().filter(syarat, tanggal__lte=until)
    semua = janji.with_names().annotate(
        serah_rp=Subquery(per_janji.annotate(n=Sum("nilai_rp")).values("n")),
        serah_volume=Subquery(per_janji.annotate(n=Sum("volume")).values("n")),
        penyerahan=Subquery(per_janji.annotate(n=Count("pk")).values("n")),
    )
    return tuple(
        JanjiTerbaca(j, int(j.serah_rp or 0), j.serah_volume or NOL, j.penyerahan or 0)
        for j in semua.order_by("-tanggal", "-pk")
    )


@dataclass(frozen=True, slots=True)
class JumlahMitra:
    """Pledges added up. `tanpa_rp`: how many of them have no value in rupiah."""

    janji: int = 0
    janji_rp: int = 0
    tanpa_rp: int = 0
    serah_rp: int = 0
    desa: int = 0

    @property
    def persen(self) -> Decimal | None:
        return hitung.persen(self.serah_rp, self.janji_rp)


def jumlahkan(baris: Iterable[JanjiTerbaca]) -> JumlahMitra:
    """The sum of pledges. No query."""
    isi = list(baris)
    return JumlahMitra(
        janji=len(isi),
        janji_rp=sum(b.janji.nilai_rp or 0 for b in isi),
        tanpa_rp=sum(b.janji.nilai_rp is None for b in isi),
        serah_rp=sum(b.serah_rp for b in isi),
        desa=len({b.janji.penugasan.desa_id for b in isi}),
    )


def rekap_mitra(
    user: Pengguna, *, until: date, mitra: QuerySet[Mitra], known_at: datetime | None = None
) -> dict[int, JumlahMitra]:
    """Per partner with any pledge, by primary key. Two queries."""
    janji = JanjiMitra.objects.visible_to(user).in_force().filter(tanggal__lte=until, mitra__in=mitra.values("pk"))
    serah = (
        SerahMitra.objects.visible_to(user).in_force(known_at).filter(tanggal__lte=until, janji__in=janji.values("pk"))
    )
    diserahkan = dict(serah.order_by().values_list("janji__mitra").annotate(rp=Sum("nilai_rp")))
    per_mitra = (
        janji.order_by()
        .values("mitra")
        .annotate(
            n=Count("pk"),
            rp=Sum("nilai_rp"),
            tanpa=Count("pk", filter=Q(nilai_rp__isnull=True)),
            desa=Count("penugasan__desa", distinct=True),
        )
    )
    return {
        r["mitra"]: JumlahMitra(r["n"], int(r["rp"] or 0), r["tanpa"], int(diserahkan.get(r["mitra"]) or 0), r["desa"])
        for r in per_mitra
    }


@dataclass(frozen=True, slots=True)
class BarisForum:
    """One partner's pledges for one line of a penugasan's plan, or for the penugasan outside of any line."""

    penugasan_id: int
    kunci: UUID | None
    opd: str
    desa: str
    kode: str
    kegiatan: str
    jumlah: JumlahMitra
    volume: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class MitraForum:
    """One partner with its lines, and their sum."""

    mitra: Mitra
    baris: tuple[BarisForum, ...]
    jumlah: JumlahMitra


@dataclass(frozen=True, slots=True)
class RekapForum:
    """The Forum CSR's paper for a year."""

    mitra: tuple[MitraForum, ...]
    jumlah: JumlahMitra


def rekap_forum(user: Pengguna, *, tahun: int, until: date, known_at: datetime | None = None) -> RekapForum:
    """Pledges of a year per partner and line, by name. One query."""
    semua = baca_janji(user, Q(tanggal__year=tahun), until=until, known_at=known_at)
    per: dict[Mitra, dict[tuple[int, UUID | None], list[JanjiTerbaca]]] = defaultdict(lambda: defaultdict(list))
    for b in semua:
        per[b.janji.mitra][b.janji.penugasan_id, b.janji.baris.kunci if b.janji.baris else None].append(b)
    hasil = [
        MitraForum(
            m,
            tuple(sorted((_line(*k, isi) for k, isi in baris.items()), key=lambda b: (b.desa, b.opd, b.kegiatan))),
            jumlahkan(b for isi in baris.values() for b in isi),
        )
        for m, baris in per.items()
    ]
    return RekapForum(tuple(sorted(hasil, key=lambda m: (m.mitra.nama, m.mitra.pk))), jumlahkan(semua))


def _line(penugasan_id: int, kunci: UUID | None, isi: list[JanjiTerbaca]) -> BarisForum:
    janji = isi[0].janji
    p, volume = janji.penugasan, tuple(v for b in isi if (v := b.volume) is not None)
    kegiatan = janji.baris.kegiatan if janji.baris else ""
    return BarisForum(
        penugasan_id, kunci, p.opd.singkatan, p.desa.nama_lengkap, p.desa.kode, kegiatan, jumlahkan(isi), volume
    )


def mitra_baris(user: Pengguna, kunci: Iterable[UUID], *, until: date) -> dict[UUID, tuple[JanjiTerbaca, ...]]:
    """The pledges for these lines, oldest first. One query."""
    hasil: dict[UUID, list[JanjiTerbaca]] = defaultdict(list)
    for b in reversed(baca_janji(user, Q(baris__kunci__in=list(kunci)), until=until)):
        if b.janji.baris:
            hasil[b.janji.baris.kunci].append(b)
    return {k: tuple(v) for k, v in hasil.items()}
