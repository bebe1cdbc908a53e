"""How a spot check fell on the OPDs and what it found: for its page, and for a ranking to come."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from django.db.models import Count

from binaan.enums import HasilUji
from binaan.models import ButirPetik, HasilPetik, UjiPetik
from binaan.mutu.kerangka import first_fact
from binaan.mutu.undian import Baris, count_per_opd, draw, fingerprint, read_frame, sample_size, seed_of
from desa.waktu import awal_triwulan, mulai_triwulan, tambah_bulan, tanggal_wit, triwulan
from opd.ambang import UJI_PETIK_TEMPO
from opd.models import Opd, Pengguna
from opd.rekap.hitung import bulatkan
from opd.rekap.rentang import akhir_triwulan, sebut_triwulan

BANYAK_TRIWULAN = 8


@dataclass(frozen=True, slots=True)
class CakupanOpd:
    """One OPD: facts in the frame, how many of those drawn are its exact share, drawn, and what was found of them."""

    slug: str
    opd: str
    kerangka: int
    tepat: Fraction
    butir: int
    sesuai: int
    tidak_sesuai: int
    tidak_ditemukan: int

    @property
    def diperiksa(self) -> int:
        return self.sesuai + self.tidak_sesuai + self.tidak_ditemukan

    @property
    def belum(self) -> int:
        return self.butir - self.diperiksa

    @property
    def semestinya(self) -> Decimal:
        """Its share of those drawn, with one decimal; a draw differs from it by less than one."""
        return bulatkan(self.tepat)


def coverage(user: Pengguna, uji: Sequence[UjiPetik]) -> tuple[CakupanOpd, ...]:
    """By OPD, over one or several spot checks, such as all of a year. Three queries."""
    kerangka: Counter[str] = Counter()
    tepat: dict[str, Fraction] = defaultdict(Fraction)
    for u in uji:
        kerangka.update(u.per_opd)
        for slug, banyak in u.per_opd.items() if u.diundi else ():
            tepat[slug] += Fraction(banyak * sample_size(u.jumlah, u.persen), u.jumlah)
    ids = [u.pk for u in uji]
    butir = ButirPetik.objects.visible_to(user).filter(uji__in=ids).order_by()
    n = dict(butir.values("opd__slug").annotate(n=Count("pk")).values_list("opd__slug", "n"))
    hasil = HasilPetik.objects.visible_to(user).current().filter(butir__uji__in=ids).order_by()
    per_hasil = {
        (slug, h): banyak
        for slug, h, banyak in hasil.values("butir__opd__slug", "hasil")
        .annotate(n=Count("pk"))
        .values_list("butir__opd__slug", "hasil", "n")
    }
    nama = Opd.objects.visible_to(user).filter(slug__in=kerangka).order_by("nama").values_list("slug", "nama")
    return tuple(
        CakupanOpd(s, o, kerangka[s], tepat[s], n.get(s, 0), *(per_hasil.get((s, h.value), 0) for h in HasilUji))
        for s, o in nama
    )


def newest_drawn(user: Pengguna) -> tuple[UjiPetik | None, tuple[CakupanOpd, ...]]:
    """The newest spot check that was drawn, and how it fell. At most four queries."""
    uji = UjiPetik.objects.visible_to(user).light().filter(diundi_pada__isnull=False).newest().first()
    return uji, coverage(user, [uji]) if uji else ()


def sum_of(cakupan: Sequence[CakupanOpd]) -> CakupanOpd:
    """All of these together."""
    kolom = ("kerangka", "tepat", "butir", "sesuai", "tidak_sesuai", "tidak_ditemukan")
    return CakupanOpd("", "", *(sum(getattr(c, k) for c in cakupan) for k in kolom))


@dataclass(frozen=True, slots=True)
class TriwulanPetik:
    """One quarter on the list: its spot check, if its frame was locked, and how far it is.

    `lambat`: days by which it is drawn, or waits to be drawn, later than expected. `kosong`: it ended before the first fact.
    """

    tahun: int
    triwulan: int
    uji: UjiPetik | None
    butir: int
    diperiksa: int
    lambat: int
    kosong: bool

    @property
    def nama(self) -> str:
        return sebut_triwulan(mulai_triwulan(self.tahun, self.triwulan))

    @property
    def keadaan(self) -> str:
        if self.kosong:
            return "Belum ada catatan yang dapat diundi"
        if self.uji is None:
            return "Belum dikunci"
        if not self.uji.diundi:
            return "Dikunci, belum diundi"
        return "Sedang diperiksa" if self.diperiksa < self.butir else "Selesai"


def quarters(user: Pengguna, *, on: date) -> tuple[TriwulanPetik, ...]:
    """The last eight quarters that ended, the newest first. Six queries at most."""
    kini = awal_triwulan(on)
    kunci = [triwulan(tambah_bulan(kini, -3 * n)) for n in range(1, BANYAK_TRIWULAN + 1)]
    tahun = {t for t, _ in kunci}
    uji = {(u.tahun, u.triwulan): u for u in UjiPetik.objects.visible_to(user).light().filter(tahun__in=tahun)}
    butir = _per_check(ButirPetik.objects.visible_to(user).filter(uji__tahun__in=tahun).values_list("uji"))
    hasil = HasilPetik.objects.visible_to(user).current().filter(butir__uji__tahun__in=tahun)
    periksa = _per_check(hasil.values_list("butir__uji"))
    awal = on if len(uji.keys() & set(kunci)) == len(kunci) else first_fact(user) or on
    return tuple(_quarter(t, tw, uji.get((t, tw)), butir, periksa, awal, on) for t, tw in kunci)


def _per_check(kueri: object) -> dict[int, int]:
    return dict(kueri.order_by().annotate(n=Count("pk")))  # type: ignore[attr-defined]


def _quarter(
    tahun: int, tw: int, uji: UjiPetik | None, butir: dict[int, int], periksa: dict[int, int], awal: date, on: date
) -> TriwulanPetik:
    pk = uji.pk if uji else 0
    kosong = uji is None and akhir_triwulan(mulai_triwulan(tahun, tw)) < awal
    lambat = 0 if kosong else days_late(tahun, tw, uji, on=on)
    return TriwulanPetik(tahun, tw, uji, butir.get(pk, 0), periksa.get(pk, 0), lambat, kosong)


def days_late(tahun: int, tw: int, uji: UjiPetik | None, *, on: date) -> int:
    """Days after the expected day on which it was drawn, or until today while it was not; 0 in time."""
    hari = tanggal_wit(uji.diundi_pada) if uji and uji.diundi_pada else on
    return max((hari - last_day_to_draw(tahun, tw)).days, 0)


def last_day_to_draw(tahun: int, tw: int) -> date:
    """The day by which a quarter's spot check is expected to be drawn."""
    return akhir_triwulan(mulai_triwulan(tahun, tw)) + timedelta(days=UJI_PETIK_TEMPO.nilai)


def recheck(uji: UjiPetik) -> list[str]:
    """What differs when the draw is repeated from what is stored; empty when nothing does."""
    return [kata for kata, sama in _comparisons(uji) if not sama]


def _comparisons(uji: UjiPetik) -> Sequence[tuple[str, bool]]:
    baris = read_frame(uji.kerangka)
    kerangka = [
        ("sidik kerangka", fingerprint(uji.kerangka) == uji.sidik_kerangka),
        ("jumlah catatan", (len(baris), count_per_opd(baris)) == (uji.jumlah, uji.per_opd)),
    ]
    if uji.kurs_tanggal is None or uji.kurs_rp is None:
        return kerangka
    benih = seed_of(uji.sidik_kerangka, uji.kurs_tanggal, uji.kurs_rp)
    kolom = ("jenis", "objek", "opd__slug", "desa__kode", "tanggal")
    tersimpan = [Baris(*isi) for isi in uji.butir.order_by("urutan").values_list(*kolom)]
    return [
        *kerangka,
        ("benih", benih == uji.benih),
        ("butir yang terundi", list(draw(uji.kerangka, uji.benih, uji.persen)) == tersimpan),
    ]
