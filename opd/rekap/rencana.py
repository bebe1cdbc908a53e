"""Plans against what was done: per line, per plan, per OPD and for the province (desain.md, section 4).

Achievement is measured against the first version verified for the year, or the newest one marked *keadaan kahar*; money
against the version in force. Facts without a line are "di luar rencana" and never count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet, Subquery

from opd.models import BarisRencana, Pengguna, RencanaAksi
from opd.rekap.angka_rencana import RekapBaris, RekapPenugasan, RekapRencana, Uang
from opd.rekap.capaian import (
    NOL,
    Target,
    due_quarters,
    measure,
)
from opd.rekap.daftar_json import read_about, read_lists
from opd.rekap.penugasan import BarisPenugasan, earlier_rows, moved_lists, rekap_penugasan, with_earlier
from opd.rekap.terlaksana import (
    PerBaris,
    Terlaksana,
    activities_of_year,
    fact_lists,
    facts_of,
    same_unit,
)
from opd.rekap.versi_rencana import (
    BarisDiukur,
    Isi,
    VersiDiukur,
    measuring,
    verified_versions,
    version_lists,
    versions_of,
)


def _measure_line(
    b: BarisRencana | BarisDiukur, pagu: dict[str, int], t: Terlaksana, due: tuple[int, ...]
) -> RekapBaris:
    satuan, target = same_unit(b.satuan), Target(b.target, b.akumulasi, b.polaritas)
    w1, w2, w3, w4 = (t.volume.get((tw, satuan), NOL) for tw in (1, 2, 3, 4))
    dicatat = [tw for tw, s in t.dicatat if s == satuan]
    sumber = sorted(pagu.keys() | {s for s, rp in t.rupiah.items() if rp})
    return RekapBaris(
        b.pk,
        b.kunci,
        b.kegiatan,
        b.satuan,
        target,
        (w1, w2, w3, w4),
        measure(target, (w1, w2, w3, w4), dicatat=dicatat, due=due),
        tuple(Uang(s, pagu.get(s, 0), t.rupiah[s]) for s in sumber),
        sum(n for (_, s), n in t.dicatat.items() if s != satuan),
    )


def measure_plan(r: RencanaAksi | VersiDiukur, isi: Isi, fakta: PerBaris, due: tuple[int, ...]) -> RekapRencana:
    """`fakta` is what was done under the plan's penugasan."""
    baris, kosong = isi.baris.get(r.pk, []), Terlaksana()
    kunci = {b.kunci for b in baris}
    luar = [t for k, t in fakta.items() if k not in kunci]
    return RekapRencana(
        r.pk,
        r.uuid,
        r.penugasan_id,
        r.tahun,
        r.nomor,
        tuple(_measure_line(b, isi.pagu.get(b.pk, {}), fakta.get(b.kunci, kosong), due) for b in baris),
        sum(t.kegiatan for t in luar),
        sum(t.rupiah.total() for t in luar),
    )


# --- roll-ups ----------------------------------------------------------------------------------------------------


def rekap_versi(
    user: Pengguna, *rencana: RencanaAksi, until: date, known_at: datetime | None = None
) -> tuple[RekapRencana, ...]:
    """Any versions of one year, each measured by itself, whatever their state. One query, `penugasan` being loaded."""
    if not rencana:
        return ()
    ids = [r.pk for r in rencana]
    daftar = version_lists(user, RencanaAksi.objects.visible_to(user).filter(pk__in=ids))
    isi = read_lists(user, daftar | _facts_under(user, rencana, until, known_at))
    return _measure_all(rencana, versions_of(isi)[1], facts_of(isi), until, known_at)


def measure_versions(
    user: Pengguna, rencana: Sequence[RencanaAksi], isi: Isi, *, until: date, known_at: datetime | None = None
) -> tuple[RekapRencana, ...]:
    """As `rekap_versi`, what the versions say being read already. One query."""
    fakta = facts_of(read_lists(user, _facts_under(user, rencana, until, known_at)))
    return _measure_all(rencana, isi, fakta, until, known_at)


def _facts_under(
    user: Pengguna, rencana: Sequence[RencanaAksi], until: date, known_at: datetime | None
) -> dict[str, Subquery]:
    kegiatan = activities_of_year(user, rencana[0].tahun, until=until, known_at=known_at)
    return fact_lists(user, kegiatan.filter(penugasan__in={r.penugasan_id for r in rencana}))


def _measure_all(
    rencana: Iterable[RencanaAksi], isi: Isi, fakta: dict[int, PerBaris], until: date, known_at: datetime | None
) -> tuple[RekapRencana, ...]:
    return tuple(measure_plan(r, isi, fakta.get(r.penugasan_id, {}), _due_of(r, until, known_at)) for r in rencana)


def _due_of(r: RencanaAksi, until: date, known_at: datetime | None) -> tuple[int, ...]:
    """An end recorded after `known_at` was not known then."""
    p = r.penugasan
    belum_tahu = known_at and p.selesai_dicatat_pada and p.selesai_dicatat_pada > known_at
    return due_quarters(r.tahun, until=until, mulai=p.mulai, selesai=None if belum_tahu else p.selesai)


def rekap_rencana(
    user: Pengguna,
    *,
    tahun: int,
    until: date,
    known_at: datetime | None = None,
    penugasan: Sequence[BarisPenugasan] | None = None,
) -> tuple[RekapPenugasan, ...]:
    """One row per penugasan as penanggung jawab that ran in the year by `until`, plan or none.

    Two queries, one less when `penugasan` (as `rekap_penugasan` gives it) is handed in.
    """
    semua = rekap_penugasan(user, until=until, known_at=known_at) if penugasan is None else penugasan
    if penugasan is not None and known_at is None:
        terbaca = read_about([b.penugasan_id for b in semua], _plans_under, tahun, until)
    else:
        terbaca = read_lists(user, plan_lists(user, tahun, until=until, known_at=known_at))
    return plans_of(terbaca, semua, tahun=tahun, until=until)


def _plans_under(penugasan: Sequence[int], tahun: int, until: date) -> dict[str, Subquery]:
    """Verified plans and what was done are the same for every reader."""
    return plan_lists(Pengguna(), tahun, until=until, milik=penugasan)


def plan_lists(
    user: Pengguna,
    tahun: int,
    *,
    until: date,
    known_at: datetime | None = None,
    milik: Sequence[int] | QuerySet | None = None,
) -> dict[str, Subquery]:
    """What `plans_of` reads, for a query that asks for several lists at once; of `milik` alone if given."""
    kegiatan = activities_of_year(user, tahun, until=until, known_at=known_at)
    rencana = verified_versions(user, tahun, known_at)
    if milik is not None:
        kegiatan, rencana = kegiatan.filter(penugasan__in=milik), rencana.filter(penugasan__in=milik)
    return version_lists(user, rencana) | fact_lists(user, kegiatan) | moved_lists(user, known_at)


def plans_of(
    terbaca: Mapping[str, Any], penugasan: Sequence[BarisPenugasan], *, tahun: int, until: date
) -> tuple[RekapPenugasan, ...]:
    """`rekap_rencana` of lists that were read already."""
    jalan = [b for b in penugasan if _runs_in(b, tahun)]
    asal = _rows_then(earlier_rows(terbaca), jalan)
    semua_versi, isi = versions_of(terbaca)
    versi: dict[int, list[VersiDiukur]] = defaultdict(list)
    for r in semua_versi:
        versi[asal.get(r.penugasan_id, r.penugasan_id)].append(r)
    fakta = facts_of(terbaca, asal)
    return tuple(_row(b, tahun, versi.get(b.penugasan_id), isi, fakta.get(b.penugasan_id, {}), until) for b in jalan)


def _runs_in(b: BarisPenugasan, tahun: int) -> bool:
    return b.mulai <= date(tahun, 12, 31) and (b.selesai is None or b.selesai > date(tahun, 1, 1))


def _row(
    b: BarisPenugasan, tahun: int, versi: list[VersiDiukur] | None, isi: Isi, fakta: PerBaris, until: date
) -> RekapPenugasan:
    if not versi:
        kegiatan, rp = sum(t.kegiatan for t in fakta.values()), sum(t.rupiah.total() for t in fakta.values())
        return RekapPenugasan(b, tahun, None, None, kegiatan, rp)
    due = due_quarters(tahun, until=until, mulai=b.mulai, selesai=b.selesai)
    diukur, kini = measuring(versi), versi[-1]
    ukuran = measure_plan(diukur, isi, fakta, due)
    berlaku = ukuran if kini is diukur else measure_plan(kini, isi, fakta, due)
    return RekapPenugasan(b, tahun, ukuran, berlaku, berlaku.luar_kegiatan, berlaku.di_luar_rp)


def _rows_then(dulu: Mapping[int, int], baris: Iterable[BarisPenugasan]) -> dict[int, int]:
    """Rows that came after one of `baris`, under which its facts and plans are kept now → that row."""
    ada = {b.penugasan_id for b in baris}
    semua = ((baru, next((pk for pk in with_earlier(baru, dulu) if pk in ada), baru)) for baru in dulu)
    return {baru: lama for baru, lama in semua if lama != baru}
