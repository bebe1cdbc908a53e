"""*Naik kelas*: the nine signs of Kemenkop UKM (2014), each with the two values it came from (desain.md, section 4).

The first state after mentoring began is held against the latest one by `until`, two quarters apart or more. `hitung` is a
pure function of what three queries read. Nothing known on one side is never a sign. A closed enterprise is not measured.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from django.db.models import QuerySet, TextChoices

from desa.angka import DesimalField, format_ribuan, format_rupiah
from desa.enums import AdaTidak, Pembukuan
from desa.models import PerkembanganUmkm, Umkm
from desa.waktu import triwulan
from opd.ambang import JARAK_POTRET, TANDA_NAIK
from opd.models import Pengguna
from opd.rekap.harga import read_harga
from opd.rekap.hitung import bagi, persen
from opd.rekap.rentang import akhir_triwulan, bulan_triwulan
from opd.rekap.umkm import BarisUmkm, Buku, baca_buku

Harga = Mapping[date, Fraction]
"""Consumer prices by the month's first day; an empty one leaves rupiah as they are."""
SATU = Fraction(1)


class Tanda(TextChoices):
    """The nine signs."""

    IZIN = "izin", "Berizin (NIB)"
    OMZET_ASET = "omzet_aset", "Omzet dan aset"
    PELANGGAN = "pelanggan", "Pelanggan"
    PAJAK = "pajak", "Pajak"
    PEKERJA = "pekerja", "Pekerja"
    SDM = "sdm", "Pekerja terlatih"
    PEMBUKUAN = "pembukuan", "Pembukuan"
    PRODUKSI = "produksi", "Produksi"
    KREDIT = "kredit", "Akses kredit"


class Gerak(TextChoices):
    """Where a sign went."""

    NAIK = "naik", "Naik"
    TETAP = "tetap", "Tetap"
    TURUN = "turun", "Turun"
    TAK_TERUKUR = "tak_terukur", "Tidak diketahui"


class Sebab(TextChoices):
    """Why an enterprise cannot be measured."""

    TUTUP = "tutup", "Sudah tutup"
    BELUM_ADA = "belum_ada", "Perkembangannya belum pernah dicatat"
    BARU_SATU = "baru_satu", "Baru satu triwulan dicatat"
    TERLALU_DEKAT = "terlalu_dekat", "Dua catatannya kurang dari dua triwulan terpaut"
    TANPA_TANDA = "tanpa_tanda", "Tidak ada tanda yang diketahui pada kedua catatan"


class Potret(NamedTuple):
    """One state of an enterprise as it is compared."""

    triwulan: date
    tanggal: date
    pekerja_l: int | None
    pekerja_p: int | None
    pekerja_terlatih: int | None
    pelanggan_bulan: int | None
    pembukuan: str
    produksi_volume: Decimal | None
    produksi_satuan: str
    berizin: str
    kredit: str
    aset_rp: int | None
    pajak_rp: int | None
    kredit_rp: int | None

    @property
    def pekerja(self) -> int | None:
        return None if self.pekerja_l is None or self.pekerja_p is None else self.pekerja_l + self.pekerja_p


class Bagian(NamedTuple):
    """One pair of values. `pribadi`: an owner's rupiah, for the OPD in charge alone; `tertutup` once they are taken out."""

    nama: str
    sebelum: Any
    sesudah: Any
    gerak: Gerak
    persen: Decimal | None = None
    satuan: str = ""
    pribadi: bool = False
    tertutup: bool = False

    @property
    def kata(self) -> tuple[str, str]:
        """Both values as they are read."""
        return self._teks(self.sebelum), self._teks(self.sesudah)

    def _teks(self, nilai: Any) -> str:
        if self.tertutup:
            return "tertutup"
        if nilai is None or nilai == "":
            return "tidak diketahui"
        if isinstance(nilai, str):
            return nilai
        if self.satuan == "Rp":
            return format_rupiah(nilai)
        angka = DesimalField().write(nilai) if isinstance(nilai, Decimal) else format_ribuan(nilai)
        return f"{angka} {self.satuan}".strip()


class BacaTanda(NamedTuple):
    """One sign of one enterprise."""

    tanda: Tanda
    gerak: Gerak
    bagian: tuple[Bagian, ...]


@dataclass(frozen=True, slots=True)
class NaikKelas:
    """One enterprise: its signs, or why it has none. `disesuaikan`: rupiah were brought to the same prices."""

    umkm_id: int
    desa_id: int
    sebab: Sebab | None
    awal: Potret | None = None
    akhir: Potret | None = None
    tanda: tuple[BacaTanda, ...] = ()
    disesuaikan: bool = False

    @property
    def didapat(self) -> tuple[Tanda, ...]:
        return tuple(t.tanda for t in self.tanda if t.gerak == Gerak.NAIK)

    @property
    def hilang(self) -> tuple[Tanda, ...]:
        return tuple(t.tanda for t in self.tanda if t.gerak == Gerak.TURUN)

    @property
    def selisih(self) -> int:
        return len(self.didapat) - len(self.hilang)

    @property
    def naik(self) -> bool:
        """The headline: one sign more gained than lost, or more."""
        return self.sebab is None and self.selisih >= 1


@dataclass(frozen=True, slots=True)
class JumlahTanda:
    """How many enterprises a sign could be read of, and where it went."""

    tanda: Tanda
    terukur: int
    naik: int
    turun: int


@dataclass(frozen=True, slots=True)
class JumlahNaik:
    """Enterprises added up: all, measured, *naik kelas*, and the rest by reason."""

    binaan: int
    terukur: int
    naik: int
    sebab: tuple[tuple[Sebab, int], ...]

    @property
    def tidak_naik(self) -> int:
        return self.terukur - self.naik

    @property
    def tak_terukur(self) -> int:
        return self.binaan - self.terukur

    @property
    def persen(self) -> Decimal | None:
        """*Naik kelas* of the measured; None when nobody was measured."""
        return persen(self.naik, self.terukur)


def bandingkan(lama: Any, baru: Any) -> tuple[Gerak, Decimal | None]:
    """Where a number went and by how many percent: ten or more is a move. From 0 there is no percent."""
    if lama is None or baru is None:
        return Gerak.TAK_TERUKUR, None
    if not lama:
        return (Gerak.NAIK if baru else Gerak.TETAP), None
    (a, b), (c, d) = lama.as_integer_ratio(), baru.as_integer_ratio()
    geser = bagi((c * b - a * d) * 100, a * d)
    if abs(geser) < TANDA_NAIK.nilai:
        return Gerak.TETAP, geser
    return (Gerak.NAIK if geser > 0 else Gerak.TURUN), geser


def _urut(lama: str, baru: str, urutan: tuple[str, ...]) -> Gerak:
    """Where an answer went on its ladder, the poorest first."""
    if not lama or not baru:
        return Gerak.TAK_TERUKUR
    beda = urutan.index(baru) - urutan.index(lama)
    return Gerak.NAIK if beda > 0 else Gerak.TURUN if beda else Gerak.TETAP


ADA_IZIN = {AdaTidak.TIDAK.value: "belum ada", AdaTidak.YA.value: "ada"}
PERNAH = {AdaTidak.TIDAK.value: "belum pernah", AdaTidak.YA.value: "pernah"}
CARA_BUKU = {p.value: str(p.label) for p in Pembukuan}
"""The ladders of answers, the poorest first, as they are read."""


def _ladder(nama: str, lama: str, baru: str, kata: dict[str, str]) -> Bagian:
    return Bagian(nama, kata.get(lama, ""), kata.get(baru, ""), _urut(lama, baru, tuple(kata)))


def _number(nama: str, lama: Any, baru: Any, satuan: str) -> Bagian:
    return Bagian(nama, lama, baru, *bandingkan(lama, baru), satuan)


def _money(nama: str, lama: int | None, baru: int | None, kali: Fraction, *, pribadi: bool = True) -> Bagian:
    """Rupiah compared at the later prices: the earlier amount times `kali`."""
    setara = lama if lama is None or kali is SATU else lama * kali
    return Bagian(nama, lama, baru, *bandingkan(setara, baru), "Rp", pribadi)


def _gabung(bagian: tuple[Bagian, ...]) -> Gerak:
    """Of the parts that are known: one way if none goes the other, else *tetap*."""
    if len(bagian) == 1:
        return bagian[0].gerak
    gerak = [b.gerak for b in bagian if b.gerak is not Gerak.TAK_TERUKUR]
    if not gerak:
        return Gerak.TAK_TERUKUR
    naik, turun = Gerak.NAIK in gerak, Gerak.TURUN in gerak
    if naik == turun:
        return Gerak.TETAP
    return Gerak.NAIK if naik else Gerak.TURUN


def _kredit(awal: Potret, akhir: Potret, kali: Fraction) -> tuple[Bagian, ...]:
    """Credit is gained by the first one and by a larger one; the same amount is no loss, whatever prices did."""
    pernah = _ladder("Kredit bank atau KUR", awal.kredit, akhir.kredit, PERNAH)
    if awal.kredit != AdaTidak.YA or akhir.kredit != AdaTidak.YA:
        return (pernah,)
    jumlah = _money("Kredit terakhir", awal.kredit_rp, akhir.kredit_rp, kali)
    if awal.kredit_rp is not None and awal.kredit_rp == akhir.kredit_rp:
        jumlah = jumlah._replace(gerak=Gerak.TETAP, persen=Decimal("0.0"))
    return pernah, jumlah


def _produksi(awal: Potret, akhir: Potret) -> Bagian:
    """Volumes of the same unit; others stand beside each other, uncompared."""
    if awal.produksi_satuan.casefold() == akhir.produksi_satuan.casefold():
        return _number("Produksi sebulan", awal.produksi_volume, akhir.produksi_volume, akhir.produksi_satuan)
    lama, baru = _volume(awal), _volume(akhir)
    return Bagian("Produksi sebulan (satuan berbeda)", lama, baru, Gerak.TAK_TERUKUR)


def _volume(p: Potret) -> str:
    return "" if p.produksi_volume is None else f"{DesimalField().write(p.produksi_volume)} {p.produksi_satuan}"


def baca_tanda(
    awal: Potret, akhir: Potret, omzet: tuple[int | None, int | None], kali: Fraction = SATU
) -> tuple[BacaTanda, ...]:
    """The nine signs between two states; `omzet` of their quarters, `kali` what prices grew by in between."""
    penjualan = _money("Omzet triwulan", *omzet, kali, pribadi=False)
    isi: dict[Tanda, tuple[Bagian, ...]] = {  # in the order of `Tanda`
        Tanda.IZIN: (_ladder("NIB", awal.berizin, akhir.berizin, ADA_IZIN),),
        Tanda.OMZET_ASET: (penjualan, _money("Aset", awal.aset_rp, akhir.aset_rp, kali)),
        Tanda.PELANGGAN: (_number("Pelanggan sebulan", awal.pelanggan_bulan, akhir.pelanggan_bulan, "orang"),),
        Tanda.PAJAK: (_money("Pajak setahun", awal.pajak_rp, akhir.pajak_rp, kali),),
        Tanda.PEKERJA: (_number("Pekerja", awal.pekerja, akhir.pekerja, "orang"),),
        Tanda.SDM: (_number("Pernah dilatih", awal.pekerja_terlatih, akhir.pekerja_terlatih, "orang"),),
        Tanda.PEMBUKUAN: (_ladder("Pembukuan", awal.pembukuan, akhir.pembukuan, CARA_BUKU),),
        Tanda.PRODUKSI: (_produksi(awal, akhir),),
        Tanda.KREDIT: _kredit(awal, akhir, kali),
    }
    return tuple([BacaTanda(t, _gabung(b), b) for t, b in isi.items()])


def jarak(dari: date, ke: date) -> int:
    """How many quarters lie between two days' quarters."""
    (t1, n1), (t2, n2) = triwulan(dari), triwulan(ke)
    return (t2 - t1) * 4 + n2 - n1


def _omzet(buku: Buku, umkm_id: int, awal: date, until: date) -> int | None:
    """The quarter's omzet; None while it runs or a month is missing."""
    isi = buku.omzet.get(umkm_id, {})
    bulan = bulan_triwulan(awal)
    if akhir_triwulan(awal) > until or any(b not in isi for b in bulan):
        return None
    return sum(isi[b] for b in bulan)


def _price(harga: Harga, awal: date) -> Fraction | None:
    """The quarter's price index: of its middle month, else of the first month that has one."""
    b1, b2, b3 = bulan_triwulan(awal)
    return next((harga[b] for b in (b2, b1, b3) if b in harga), None)


def _satu(u: BarisUmkm, potret: list[Potret], buku: Buku, until: date, harga: Harga) -> NaikKelas:
    urut = sorted([p for p in potret if u.dibina_sejak <= p.tanggal <= until], key=lambda p: (p.triwulan, p.tanggal))
    awal, akhir = (urut[0], urut[-1]) if urut else (None, None)
    if u.tutup(until):
        return NaikKelas(u.umkm_id, u.desa_id, Sebab.TUTUP, awal, akhir)
    if awal is None or akhir is None:
        return NaikKelas(u.umkm_id, u.desa_id, Sebab.BELUM_ADA)
    if len(urut) == 1:
        return NaikKelas(u.umkm_id, u.desa_id, Sebab.BARU_SATU, awal, akhir)
    if jarak(awal.triwulan, akhir.triwulan) < JARAK_POTRET.nilai:
        return NaikKelas(u.umkm_id, u.desa_id, Sebab.TERLALU_DEKAT, awal, akhir)
    dulu, kini = _price(harga, awal.triwulan), _price(harga, akhir.triwulan)
    kali = kini / dulu if dulu and kini else SATU
    omzet = (_omzet(buku, u.umkm_id, awal.triwulan, until), _omzet(buku, u.umkm_id, akhir.triwulan, until))
    tanda = baca_tanda(awal, akhir, omzet, kali)
    sebab = None if any(t.gerak is not Gerak.TAK_TERUKUR for t in tanda) else Sebab.TANPA_TANDA
    return NaikKelas(u.umkm_id, u.desa_id, sebab, awal, akhir, tanda, bool(dulu and kini))


def hitung_naik_kelas(
    buku: Buku, potret: Mapping[int, list[Potret]], until: date, harga: Harga
) -> tuple[NaikKelas, ...]:
    """Every UMKM binaan of the day, by id; koperasi and BUM Desa are left out."""
    return tuple(
        _satu(u, potret.get(u.umkm_id, []), buku, until, harga)
        for u in buku.umkm
        if u.dibina(until) and not u.badan_bersama
    )


def baca_potret(
    user: Pengguna, *, until: date, known_at: datetime | None = None, umkm: QuerySet[Umkm] | None = None
) -> dict[int, list[Potret]]:
    """The states by `until` per enterprise, in one query. Rupiah are read to be compared; who shows them asks `tertutup`."""
    kueri = PerkembanganUmkm.objects.visible_to(user).in_force(known_at).filter(tanggal__lte=until)
    if umkm is not None:
        kueri = kueri.filter(umkm__in=umkm.order_by().values("pk"))
    hasil: dict[int, list[Potret]] = defaultdict(list)
    for pk, *isi in kueri.order_by().values_list("umkm_id", *Potret._fields):
        hasil[pk].append(Potret._make(isi))
    return dict(hasil)


def rekap_naik_kelas(
    user: Pengguna,
    *,
    until: date,
    known_at: datetime | None = None,
    umkm: QuerySet[Umkm] | None = None,
    potret: dict[int, list[Potret]] | None = None,
    harga: Harga | None = None,
) -> tuple[NaikKelas, ...]:
    """*Naik kelas* of every UMKM binaan of the day (of those in `umkm`), by id. Four queries, less `potret` and `harga`."""
    potret = baca_potret(user, until=until, known_at=known_at, umkm=umkm) if potret is None else potret
    bulan = {b for isi in potret.values() for p in isi for b in bulan_triwulan(p.triwulan)}
    buku = baca_buku(user, bulan, known_at=known_at, umkm=umkm, temuan=())
    indeks = read_harga(user, until=until) if harga is None else None
    return hitung_naik_kelas(buku, potret, until, harga or (indeks.nilai if indeks else {}))


def tertutup(hasil: NaikKelas) -> NaikKelas:
    """The same without an owner's rupiah: what everybody but the OPD in charge is shown."""
    tanda = tuple(t._replace(bagian=tuple(_hide(b) for b in t.bagian)) for t in hasil.tanda)
    awal, akhir = (p and p._replace(aset_rp=None, pajak_rp=None, kredit_rp=None) for p in (hasil.awal, hasil.akhir))
    return replace(hasil, tanda=tanda, awal=awal, akhir=akhir)


def _hide(b: Bagian) -> Bagian:
    return b._replace(sebelum=None, sesudah=None, persen=None, tertutup=True) if b.pribadi else b


def jumlahkan(hasil: Iterable[NaikKelas]) -> JumlahNaik:
    """Added up; the four groups are all of them. No query."""
    semua = list(hasil)
    sebab = Counter(h.sebab for h in semua if h.sebab)
    terukur = sum(h.sebab is None for h in semua)
    return JumlahNaik(len(semua), terukur, sum(h.naik for h in semua), tuple((s, sebab[s]) for s in Sebab if sebab[s]))


def jumlah_tanda(hasil: Iterable[NaikKelas]) -> tuple[JumlahTanda, ...]:
    """Per sign, over the measured. No query."""
    hitung = Counter((t.tanda, t.gerak) for h in hasil if h.sebab is None for t in h.tanda)
    return tuple(
        JumlahTanda(
            t,
            sum(hitung[t, g] for g in Gerak if g != Gerak.TAK_TERUKUR),
            hitung[t, Gerak.NAIK],
            hitung[t, Gerak.TURUN],
        )
        for t in Tanda
    )
