"""Sample plans of last year and this one: most verified, some revised, some at a desk, some never begun."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from desa.waktu import WIT, tanggal_wit, triwulan
from opd.actions.rencana import group_of
from opd.contoh.dunia import BIASA, DIAM, TERLAMBAT, UNGGUL, Dunia, Watak
from opd.contoh.meja import DITOLAK, SAMPAI, Jalan, beri_nama, buat_penyusun, catatan_of, langkah_of, meja_of
from opd.contoh.rencana_baris import Perancang, Rancangan, tulis_baris
from opd.contoh.teks_rencana import ALASAN_KAHAR, ALASAN_KAHAR_REVISI, ALASAN_KEMBALI, ALASAN_REVISI, ALASAN_TOLAK
from opd.enums import StatusNaskah
from opd.models import BarisRencana, Kegiatan, LangkahNaskah, Penugasan, RencanaAksi

S = StatusNaskah
TERSEDIKIT = 60
"""Days of the year that a penugasan must run for the sample to plan it."""
MULAI_TULIS = {UNGGUL: (0, 10), BIASA: (3, 25), TERLAMBAT: (10, 35), DIAM: (40, 80)}
"""How many days into the year the plan is begun."""
TAHUN_LALU = {UNGGUL: 1.0, BIASA: 0.9, TERLAMBAT: 0.6, DIAM: 0.2}
"""The chance that last year had a plan; all of those are verified."""
TAHUN_INI: dict[Watak, tuple[StatusNaskah | None, ...]] = {
    UNGGUL: (S.DIVERIFIKASI,),
    BIASA: (S.DIVERIFIKASI,) * 8 + (S.DISETUJUI, S.DIAJUKAN, S.DIKEMBALIKAN),
    TERLAMBAT: (S.DIVERIFIKASI,) * 4 + (S.DISETUJUI, S.DIAJUKAN, S.DRAF, None, None),
    DIAM: (None,),
}
"""Where this year's plan stands; None: not begun."""
TETAP = {
    "diskop-ukm": S.DIVERIFIKASI,
    "dpmd": S.DIVERIFIKASI,
    "dishut": S.DIVERIFIKASI,
    "disperindag": S.DIAJUKAN,
    "biro-ekonomi": S.DRAF,
}
"""Those with a story: disperindag's waits at the desk of its Plt. (contoh.kepala), biro-ekonomi got a second village."""


@dataclass(frozen=True)
class Versi:
    """A later version of this year's plan: begun so many days ago, why, how it went on, whether it is kahar."""

    hari: int
    alasan: str
    jalan: Jalan
    kahar: bool = False
    alasan_kembali: str = ""


REVISI = {
    "diskop-ukm": Versi(24, ALASAN_REVISI, DITOLAK, alasan_kembali=ALASAN_TOLAK),
    "dishut": Versi(100, ALASAN_REVISI, SAMPAI[S.DIVERIFIKASI]),
    "distan": Versi(80, ALASAN_KAHAR_REVISI, SAMPAI[S.DIVERIFIKASI], kahar=True),
}


def buat_rencana(dunia: Dunia) -> None:
    """The plans, and the activities that carry out their lines. Its own source of chance leaves the rest as it is."""
    buat_penyusun(dunia)
    penulis = Penulis(dunia, random.Random(dunia.benih + 2), _per_tahun())
    for p in dunia.penugasan:
        for tahun in (dunia.per.year - 1, dunia.per.year):
            if _hari_berjalan(p, tahun) >= TERSEDIKIT:
                penulis.tulis(p, tahun)
    Kegiatan.objects.bulk_update(penulis.terikat, ["baris"])


def _per_tahun() -> dict[tuple[int, int], list[Kegiatan]]:
    hasil: dict[tuple[int, int], list[Kegiatan]] = defaultdict(list)
    for k in Kegiatan.objects.prefetch_related("dana").order_by("tanggal", "pk"):
        hasil[k.penugasan_id, k.tanggal.year].append(k)
    return hasil


def _hari_berjalan(p: Penugasan, tahun: int) -> int:
    awal, akhir = date(tahun, 1, 1), date(tahun + 1, 1, 1)
    return (min(p.selesai or akhir, akhir) - max(p.mulai, awal)).days


@dataclass
class Penulis:
    """Writes the plans one after another; `terikat` are the activities that got a line."""

    dunia: Dunia
    acak: random.Random
    kegiatan: dict[tuple[int, int], list[Kegiatan]]

    def __post_init__(self) -> None:
        self.terikat: list[Kegiatan] = []

    def tulis(self, p: Penugasan, tahun: int) -> None:
        """The year's plan of that penugasan with its versions, if it has any."""
        watak, ini = self.dunia.watak[p.opd_id], tahun == self.dunia.per.year
        status = TETAP.get(p.opd.slug, self.acak.choice(TAHUN_INI[watak])) if ini else S.DIVERIFIKASI
        if status is None or (not ini and self.acak.random() >= TAHUN_LALU[watak]):
            return
        jalan = SAMPAI[status]
        saat = self._saat(self._mulai(p, tahun, status), len(jalan))
        if saat[-1] >= min(self.dunia.akhir, self._akhir(p)):
            return
        kembali = ALASAN_KEMBALI if status == S.DIKEMBALIKAN else ""
        milik = self._sesudah(p, tahun, saat[-1])
        perancang = Perancang(self.acak, p, tahun, self.dunia.per, watak, milik)
        rancangan = perancang.rancang()
        baris = self._simpan(RencanaAksi(penugasan=p, tahun=tahun, alasan_kembali=kembali), rancangan, jalan, saat)
        if status == S.DIVERIFIKASI:
            self._ikat(milik, baris)
            if ini and p.opd.slug in REVISI:
                self._revisi(perancang, rancangan, REVISI[p.opd.slug], sesudah=saat[-1])

    def _mulai(self, p: Penugasan, tahun: int, status: StatusNaskah) -> date:
        """Verified plans were begun early in the year, open ones of late."""
        if status != S.DIVERIFIKASI:
            return max(self.dunia.lalu(self.acak.randint(10, 45)), p.mulai)
        return max(date(tahun, 1, 8), p.mulai + timedelta(days=5)) + timedelta(
            days=self.acak.randint(*MULAI_TULIS[self.dunia.watak[p.opd_id]])
        )

    def _akhir(self, p: Penugasan) -> datetime:
        return datetime.combine(p.selesai, time(0), WIT) if p.selesai else self.dunia.akhir

    def _saat(self, hari: date, banyak: int) -> list[datetime]:
        """When it was begun, and when each of its moves was made."""
        hasil = []
        for _ in range(banyak + 1):
            hasil.append(datetime.combine(hari, time(self.acak.randint(8, 15), self.acak.randint(0, 59)), WIT))
            hari += timedelta(days=self.acak.randint(2, 6))
        return hasil

    def _sesudah(self, p: Penugasan, tahun: int, saat: datetime) -> list[Kegiatan]:
        """The year's activities that were recorded after the plan came to stand where it stands."""
        return [k for k in self.kegiatan[p.pk, tahun] if k.dicatat_pada > saat]

    def _simpan(
        self, rencana: RencanaAksi, rancangan: Sequence[Rancangan], jalan: Jalan, saat: Sequence[datetime]
    ) -> list[BarisRencana]:
        """One version with its lines, steps and Catatan, as the deeds would have left it."""
        meja = meja_of(self.dunia, rencana.penugasan)
        isi = [r.baris(rencana, 0) for r in rancangan]
        rencana.uuid = UUID(int=self.acak.getrandbits(128), version=4)
        rencana.dibuat_pada = rencana.disunting_pada = saat[0]
        rencana.disunting_oleh = meja.penyusun
        rencana.versi = 1 + len(isi) + len(jalan)
        rencana.kelompok = group_of(isi) if jalan else ""
        langkah = langkah_of(rencana, jalan, meja, saat[1:])
        beri_nama(rencana, langkah)
        rencana.save(force_insert=True)
        LangkahNaskah.objects.bulk_create(langkah)
        kata = "menyusun revisi" if rencana.nomor > 1 else "menyusun"
        self.dunia.catatan += catatan_of(rencana, langkah, menyusun=kata)
        return tulis_baris(rencana, rancangan)

    def _revisi(self, perancang: Perancang, lama: list[Rancangan], v: Versi, *, sesudah: datetime) -> None:
        p, tahun = perancang.penugasan, perancang.tahun
        saat = self._saat(self.dunia.lalu(v.hari), len(v.jalan))
        if p.selesai or saat[0] <= sesudah or saat[-1] >= self.dunia.akhir:
            return
        tw = triwulan(tanggal_wit(saat[-1]))[1]
        rancangan = perancang.kurangi(lama, tw) if v.kahar else perancang.naikkan(lama)
        rencana = RencanaAksi(
            penugasan=p,
            tahun=tahun,
            nomor=2,
            alasan_revisi=v.alasan,
            kahar=v.kahar,
            alasan_kahar=ALASAN_KAHAR if v.kahar else "",
            alasan_kembali=v.alasan_kembali,
        )
        baris = self._simpan(rencana, rancangan, v.jalan, saat)
        if rencana.status == S.DIVERIFIKASI:
            self._ikat(self._sesudah(p, tahun, saat[-1]), baris)

    def _ikat(self, kegiatan: Sequence[Kegiatan], baris: Sequence[BarisRencana]) -> None:
        """Activities carry out the line of their kind; the others stay outside the plan."""
        per_judul = {b.kegiatan: b for b in baris}
        for k in kegiatan:
            if (b := per_judul.get(k.judul)) is not None:
                k.baris = b
                self.terikat.append(k)
