"""Villages that pass from OPD to OPD: figures per OPD against plain loops, over random histories and handovers.

The enterprises stay where they are; who answers for them changes by the deed alone. The twins read who answered from the
list of handovers that the world kept itself, never from the rows of Penugasan. Seen red with the OPD of the quarter's last
day for every month, with the list of an OPD read by ends that were not known yet, and with the watch list counted for the
OPD of today.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db.models import Q

from desa.models import Desa, Umkm
from desa.waktu import akhir_bulan, akhir_hari
from opd.actions.penugasan import IsiPenugasan, hand_over, open_penugasan
from opd.enums import CaraSelesai
from opd.forms.umkm import SaringUmkm
from opd.models import Opd, Penugasan
from opd.rekap.keadaan_umkm import binaan, list_states, with_state
from opd.rekap.omzet import RekapOmzet, mark_of, rekap_omzet, rekap_pertumbuhan
from opd.rekap.pantau import read_pantau, watched
from opd.rekap.pantau_desa import count_by_opd, watched_villages
from opd.rekap.penugasan import rekap_penugasan
from opd.rekap.umkm import keadaan_umkm
from tests.dunia import AKHIR, AWAL, Dunia
from tests.opd.test_pantau import slow_reasons
from tests.opd.test_rekap_omzet import slow_growth, slow_members, slow_months, slow_round, slow_sales
from tests.opd.test_rekap_umkm import slow_binaan, slow_closed, slow_state
from tests.pabrik import buat_pengguna, pada

pytestmark = pytest.mark.django_db
TW2, TW1 = date(2026, 4, 1), date(2026, 1, 1)


class DuniaPindah(Dunia):
    """A random world whose villages pass on up to four times, each time by the deed, recorded on the day or later."""

    def __init__(self, benih: int) -> None:
        self.serah: dict[int, list[tuple[datetime, date, int]]] = defaultdict(list)
        self.wasit = buat_pengguna("verifikator")
        super().__init__(benih)

    def tugaskan(self, desa: Desa) -> None:
        a, mulai = self.acak, self.hari(AWAL, date(2025, 4, 1))
        isi = IsiPenugasan(self.sk, a.choice(self.opd), desa, mulai)
        kini, at = open_penugasan(isi, by=self.wasit, at=pada(mulai)), pada(mulai)
        self.serah[desa.pk].append((at, mulai, kini.opd_id))
        for _ in range(a.randint(1, 4)):
            hari = self.hari(kini.mulai + timedelta(days=20), AKHIR)
            if hari <= kini.mulai or hari >= AKHIR:
                return
            at = max(at, self.saat(hari))
            kini = self.serahkan(kini, a.choice(self.opd), hari, at)

    def serahkan(self, lama: Penugasan, opd: Opd, hari: date, at: datetime) -> Penugasan:
        cara = self.acak.choice((CaraSelesai.LANJUT, CaraSelesai.OPD_DILEBUR))
        baru = hand_over(lama, IsiPenugasan(self.sk, opd, lama.desa, hari), by=self.wasit, at=at, cara=cara)
        self.serah[lama.desa_id].append((at, hari, opd.pk))
        return baru

    def jawab(self, desa_id: int, hari: date, known_at: datetime | None) -> int | None:
        """Who answered for a village on a day: the last handover by that day that was known then."""
        sampai = [opd for at, mulai, opd in self.serah[desa_id] if mulai <= hari and (not known_at or at <= known_at)]
        return sampai[-1] if sampai else None


def slow_omzet(dunia: DuniaPindah, awal: date, known_at: datetime | None) -> set[RekapOmzet]:
    uang: Counter[tuple[int | None, int]] = Counter()
    siapa = defaultdict(set)
    for u in slow_members(awal, known_at):
        bulan = {b: slow_sales(u, b, known_at) for b in slow_months(awal)}
        if None in bulan.values():
            continue
        for b, rp in bulan.items():
            kunci = dunia.jawab(u.desa_id, akhir_bulan(b), known_at), u.desa_id
            uang[kunci] += rp
            siapa[kunci].add(u.pk)
    return {RekapOmzet(*k, uang[k], len(siapa[k]), mark_of(siapa[k])) for k in siapa}


def slow_medians(dunia: DuniaPindah, awal: date, known_at: datetime | None) -> dict[int | None, Any]:
    """Median growth and how many it is of, per OPD and of the province."""
    akhir, per = akhir_bulan(slow_months(awal)[2]), defaultdict(list)
    for u in slow_members(awal, known_at):
        tumbuh, _ = slow_growth(u, awal, known_at)
        for kunci in {None, dunia.jawab(u.desa_id, akhir, known_at)}:
            per[kunci] += [] if isinstance(tumbuh, str) else [tumbuh]
    return {k: (slow_round(v), len(v)) for k, v in per.items()} or {None: (None, 0)}


@pytest.mark.parametrize("benih", range(3))
def test_figures_of_an_opd_follow_who_answered_then(benih):
    dunia, user = DuniaPindah(benih), buat_pengguna("pembaca")
    for (until, known_at), awal in zip(dunia.pertanyaan(), (TW1, TW2, TW2, TW2), strict=True):
        known_at = known_at and akhir_hari(known_at.date())
        omzet = rekap_omzet(user, awal=awal, known_at=known_at)
        assert set(omzet) == slow_omzet(dunia, awal, known_at)
        tumbuh = rekap_pertumbuhan(user, awal=awal, known_at=known_at)
        assert {p.opd_id: (p.median, p.n) for p in tumbuh} == slow_medians(dunia, awal, known_at)
        hidup = [u for u in Umkm.objects.all() if slow_binaan(u, until, known_at)]
        per_opd = defaultdict(Counter)
        for u in hidup:
            per_opd[dunia.jawab(u.desa_id, until, known_at)][slow_state(u, until, known_at)] += 1
        assert states_per_opd(user, until, known_at) == {k: v for k, v in per_opd.items() if k}
        buka = [u for u in hidup if not slow_closed(u, until, known_at)]
        pantau = Counter(dunia.jawab(u.desa_id, until, known_at) for u in buka if slow_reasons(u, until, known_at))
        assert watch_counts(user, until, known_at) == {
            k: (n, pantau[k]) for k, n in Counter(dunia.jawab(u.desa_id, until, known_at) for u in buka).items()
        }


def states_per_opd(user: Any, until: date, known_at: datetime | None) -> dict[int, Counter[str]]:
    """The list of enterprises filtered by OPD, as its page counts it."""
    hasil, masa = {}, {"until": until, "known_at": known_at}
    for opd in Opd.objects.all():
        kueri = {
            "opd": opd.slug,
            "per": str(until),
            "diketahui": str(known_at.date()) if known_at else "",
            "bentuk": "semua",
        }
        saring = SaringUmkm(kueri, user=user, on=AKHIR + timedelta(days=400))
        umkm = with_state(binaan(user, **masa).filter(saring.condition()), user, **masa)
        if keadaan := Counter(k for _, k in list_states(umkm)):
            hasil[opd.pk] = keadaan
    return hasil


def watch_counts(user: Any, until: date, known_at: datetime | None) -> dict[int | None, tuple[int, int]]:
    masa: dict[str, Any] = {"until": until, "known_at": known_at}
    rekap = count_by_opd(watched_villages(user, **masa, on=until))
    return {r.opd_id: (r.binaan, r.dipantau) for r in rekap}


@pytest.mark.parametrize("benih", range(2))
def test_handover_changes_no_enterprise_and_moves_its_months_whole(benih):
    """The same world read before and after one more handover of each village that has one."""
    dunia, user = DuniaPindah(100 + benih), buat_pengguna("pembaca")

    def baca() -> tuple[Any, ...]:
        omzet = {(o.opd_id, o.desa_id): o.omzet_rp for o in rekap_omzet(user, awal=TW2)}
        buku = read_pantau(user, Q(), until=AKHIR)
        sebab = {
            b.usaha.umkm_id: [a.fakta for a in b.alasan]
            for b in watched(buku, rekap_penugasan(user, until=AKHIR), AKHIR)
        }
        return keadaan_umkm(user, until=AKHIR), sebab, rekap_pertumbuhan(user, awal=TW2)[0], omzet

    *sama, dulu = baca()
    for p in Penugasan.objects.filter(selesai=None, peran="penanggung_jawab", dikoreksi_pada=None).select_related(
        "desa"
    ):
        lain = next(o for o in dunia.opd if o.pk != p.opd_id)
        dunia.serahkan(p, lain, max(p.mulai + timedelta(days=1), date(2026, 5, 31)), pada(AKHIR))
    *kini, sesudah = baca()
    assert kini == sama
    assert sum(sesudah.values()) == sum(dulu.values())
    assert set(rekap_omzet(user, awal=TW2)) == slow_omzet(dunia, TW2, None)
