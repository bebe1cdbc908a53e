"""Lines of the sample's plans: from what the OPD did that year, what it also promised, and how diligent it is."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from desa.models import Indikator
from desa.waktu import mulai_triwulan, triwulan
from opd.actions.baris_rencana import problem_indicators
from opd.contoh.dunia import BIASA, DIAM, TERLAMBAT, UNGGUL, Watak
from opd.contoh.teks import ACARA, Acara
from opd.contoh.teks_rencana import KODE, PIC, TUJUAN
from opd.enums import Akumulasi, SumberDana
from opd.models import BarisRencana, IndikatorOpd, Kegiatan, PaguBaris, Penugasan, RencanaAksi
from opd.rekap.rentang import akhir_triwulan

TW = (1, 2, 3, 4)
PEMBULATAN = 500_000
SUMBER = (SumberDana.APBD_PROV,) * 3 + (SumberDana.DANA_DESA, SumberDana.CSR)


@dataclass(frozen=True)
class Giat:
    """What part of its targets and pagu an OPD carries out, and the chances to miss a quarter or a whole line."""

    capai: tuple[float, float]
    serap: tuple[float, float]
    lalai: float
    tinggal: float


GIAT: dict[Watak, Giat] = {
    UNGGUL: Giat((0.88, 1.15), (0.85, 1.02), 0.0, 0.0),
    BIASA: Giat((0.65, 1.05), (0.65, 1.0), 0.1, 0.2),
    TERLAMBAT: Giat((0.5, 0.9), (0.45, 0.85), 0.25, 0.5),
    DIAM: Giat((0.3, 0.7), (0.3, 0.7), 0.5, 1.0),
}


@dataclass(frozen=True)
class Rancangan:
    """One line before it is written."""

    kunci: UUID
    acara: Acara
    target: tuple[int, ...]
    pagu: tuple[tuple[str, int], ...]
    sasaran: str
    indikator: tuple[int, ...]
    pic: str
    kode: str

    def baris(self, rencana: RencanaAksi, urutan: int) -> BarisRencana:
        """The line as it stands in that plan."""
        tujuan = TUJUAN[self.acara.judul]
        return BarisRencana(
            rencana=rencana,
            kunci=self.kunci,
            urutan=urutan,
            strategi=tujuan.strategi,
            kegiatan=self.acara.judul,
            sasaran=self.sasaran,
            satuan=self.acara.satuan,
            akumulasi=tujuan.akumulasi,
            pic=self.pic,
            kode_subkegiatan=self.kode,
            **{f"target_tw{n}": Decimal(t) for n, t in enumerate(as_counted(self.target, tujuan.akumulasi), 1)},
        )


def as_counted(target: Sequence[int], akumulasi: Akumulasi) -> tuple[int, ...]:
    """What each quarter adds, as the line's way of counting writes it."""
    if akumulasi == Akumulasi.KUMULATIF:
        return tuple(sum(target[:n]) for n in TW)
    if akumulasi == Akumulasi.AKHIR_PERIODE:
        return (0, 0, 0, sum(target))
    return tuple(target)


@dataclass
class Perancang:
    """Drafts the lines of one penugasan for one year. `kegiatan` are those of the year that may carry out a line."""

    acak: random.Random
    penugasan: Penugasan
    tahun: int
    per: date
    watak: Watak
    kegiatan: Sequence[Kegiatan]

    @property
    def giat(self) -> Giat:
        return GIAT[self.watak]

    @cached_property
    def masa(self) -> tuple[int, ...]:
        """The quarters on whose last day the penugasan has begun."""
        return tuple(tw for tw in TW if self._akhir(tw) >= self.penugasan.mulai)

    @cached_property
    def lewat(self) -> frozenset[int]:
        """The quarters that have ended."""
        return frozenset(tw for tw in TW if self._akhir(tw) < self.per)

    def _akhir(self, tw: int) -> date:
        return akhir_triwulan(mulai_triwulan(self.tahun, tw))

    @cached_property
    def masalah(self) -> dict[str, int]:
        """The village's problem indicators by name; all indicators where no score is known."""
        semua = Indikator.objects.filter(pk__in=problem_indicators(self.penugasan.desa_id))
        return dict(semua.values_list("nama", "pk"))

    def rancang(self) -> list[Rancangan]:
        """Three to six lines: most of what was done, and what was promised besides, less of it once the year is over."""
        per_acara: dict[str, list[Kegiatan]] = defaultdict(list)
        for k in self.kegiatan:
            per_acara[k.judul].append(k)
        sering = sorted(per_acara, key=lambda judul: (-len(per_acara[judul]), judul))
        pakai = [a for j in sering[: self.acak.randint(3, 4)] for a in ACARA if a.judul == j]
        selesai = len(self.lewat) == len(TW)
        tambah = max(3 - len(pakai), self.acak.randint(0, 1) if selesai else self.acak.randint(1, 2))
        return [self._baris(a, per_acara[a.judul]) for a in (*pakai, *self._lain(pakai, tambah))]

    def _lain(self, pakai: Sequence[Acara], banyak: int) -> list[Acara]:
        """Activities of the OPD's trade, or of every trade, that are not in the plan yet."""
        khusus = [a for a in ACARA if self.penugasan.opd.slug in a.opd and a not in pakai]
        umum = [a for a in ACARA if not a.opd and a not in pakai]
        pilih = self.acak.sample(khusus, min(len(khusus), banyak, 1))
        return pilih + self.acak.sample(umum, banyak - len(pilih))

    def _baris(self, acara: Acara, kegiatan: Sequence[Kegiatan], target: tuple[int, ...] | None = None) -> Rancangan:
        target = target or (self._target(acara, kegiatan) if kegiatan else self._janji(acara))
        banyak = sum(target) if acara.satuan in ("orang", "KK") else self.acak.randint(8, 40)
        kode = KODE.get(self.penugasan.opd.slug, "")
        return Rancangan(
            UUID(int=self.acak.getrandbits(128), version=4),
            acara,
            target,
            self._pagu(acara, kegiatan, target),
            TUJUAN[acara.judul].sasaran.format(n=banyak),
            self._indikator(acara),
            self.acak.choice(PIC),
            f"{kode}.{ACARA.index(acara) + 1:04d}" if kode else "",
        )

    def _target(self, acara: Acara, kegiatan: Sequence[Kegiatan]) -> tuple[int, ...]:
        """What was done, over the part of its promises that the OPD keeps; a quarter to come has a guess."""
        nyata: Counter[int] = Counter()
        for k in kegiatan:
            nyata[triwulan(k.tanggal)[1]] += int(k.volume or 0)
        hasil = []
        for tw in TW:
            peluang = self.giat.lalai if tw in self.lewat else 0.6
            if nyata[tw]:
                hasil.append(max(1, round(nyata[tw] / self.acak.uniform(*self.giat.capai))))
            elif tw in self.masa and self.acak.random() < peluang:
                hasil.append(self.acak.randint(*acara.volume))
            else:
                hasil.append(0)
        return tuple(hasil)

    def _janji(self, acara: Acara) -> tuple[int, ...]:
        """A line of which nothing was done: of careful OPDs it is not due yet."""
        nanti = [tw for tw in self.masa if tw not in self.lewat]
        boleh = self.masa if not nanti or self.acak.random() < self.giat.tinggal else nanti
        pilih = self.acak.sample(boleh, min(len(boleh), self.acak.randint(1, 2)))
        return tuple(self.acak.randint(*acara.volume) if tw in pilih else 0 for tw in TW)

    def _pagu(self, acara: Acara, kegiatan: Sequence[Kegiatan], target: tuple[int, ...]) -> tuple[tuple[str, int], ...]:
        """By source: what was spent over the part of its pagu that the OPD spends, and what the rest of the year needs."""
        pagu: Counter[str] = Counter()
        for d in (d for k in kegiatan for d in k.dana.all()):
            pagu[d.sumber] += round(d.jumlah_rp / self.acak.uniform(*self.giat.serap))
        sumber = sorted(s for s in pagu if self.acak.random() < 0.85) or [self.acak.choice(SUMBER)]
        nanti = sum(1 for tw in TW if target[tw - 1] and tw not in self.lewat) or (0 if kegiatan else 1)
        pagu[sumber[0]] += sum(self.acak.randint(*acara.rupiah) for _ in range(nanti))
        return tuple((s, max(PEMBULATAN, round(pagu[s] / PEMBULATAN) * PEMBULATAN)) for s in sumber)

    def _indikator(self, acara: Acara) -> tuple[int, ...]:
        """One or two problems of the village that the activity acts on, else one that the OPD answers for, else any."""
        kena = [self.masalah[n] for n in TUJUAN[acara.judul].indikator if n in self.masalah][:2]
        if not kena:
            milik = set(IndikatorOpd.objects.filter(opd=self.penugasan.opd_id).values_list("indikator", flat=True))
            kena = [pk for pk in self.masalah.values() if pk in milik][:1]
        return tuple(kena or [self.acak.choice(list(self.masalah.values()))])

    # --- later versions ----------------------------------------------------------------------------------------

    def naikkan(self, lama: list[Rancangan]) -> list[Rancangan]:
        """A revision: half as much again in the last quarter and its pagu, and one line more."""
        pertama, *lain = lama
        lebih = (*pertama.target[:3], max(1, round((pertama.target[3] or max(pertama.target)) * 1.5)))
        pagu = tuple((s, round(rp * 1.25 / PEMBULATAN) * PEMBULATAN) for s, rp in pertama.pagu)
        [baru] = self._lain([r.acara for r in lama], 1)
        akhir = (0, 0, 0, self.acak.randint(*baru.volume))
        return [replace(pertama, target=lebih, pagu=pagu), *lain, self._baris(baru, (), akhir)]

    def kurangi(self, lama: list[Rancangan], mulai: int) -> list[Rancangan]:
        """Hard times from that quarter on: two thirds of what was promised."""
        return [
            replace(r, target=tuple(-(-t * 2 // 3) if tw >= mulai else t for tw, t in zip(TW, r.target, strict=True)))
            for r in lama
        ]


def tulis_baris(rencana: RencanaAksi, rancangan: Sequence[Rancangan]) -> list[BarisRencana]:
    """The lines of a saved plan with their pagu and indicators."""
    baris = BarisRencana.objects.bulk_create(r.baris(rencana, n) for n, r in enumerate(rancangan, 1))
    jalur = BarisRencana.indikator.through
    pasang = list(zip(baris, rancangan, strict=True))
    jalur.objects.bulk_create(jalur(barisrencana_id=b.pk, indikator_id=i) for b, r in pasang for i in r.indikator)
    PaguBaris.objects.bulk_create(PaguBaris(baris=b, sumber=s, pagu_rp=rp) for b, r in pasang for s, rp in r.pagu)
    return baris
