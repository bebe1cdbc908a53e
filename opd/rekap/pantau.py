"""The watch list: enterprises in the programme that need somebody now, why, since when, and what to do (desain.md, section 4).

`BukuPantau` holds what four queries read; the list and its counts are pure functions of it and of the penugasan. Closed and
released enterprises never stand on it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, F, Max, OuterRef, Q, Subquery, Sum

from desa.enums import StatusLegalitas
from desa.models import Kabupaten, Legalitas, Penjualan, PenjualanSaluran, Produk, Umkm
from desa.waktu import akhir_bulan, akhir_hari, tambah_bulan, tanggal_wit
from opd.ambang import LEGALITAS_INGATKAN, PANTAU_KABAR, PANTAU_KUNJUNGAN, PANTAU_TURUN
from opd.enums import Berjalan
from opd.models import Kunjungan, KunjunganUmkm, Pasokan, Pengguna, RencanaKunjungan
from opd.rekap.alasan_pantau import (
    GENTING,
    Alasan,
    AlasanPantau,
    TingkatPantau,
    expiring,
    fallen,
    unseen,
    without_channel,
    without_news,
)
from opd.rekap.daftar_json import day_of, json_rows, moment_of, read_lists
from opd.rekap.penugasan import BarisPenugasan, Penjawab
from opd.rekap.penutupan import closed_umkm, last_opened
from opd.rekap.umkm import BUKAN_UMKM, jendela


class UsahaPantau(NamedTuple):
    """One enterprise in the programme and not closed, with its village; `dibuka`: when it opened again last."""

    umkm_id: int
    uuid: UUID
    nama: str
    produk: str
    bentuk: str
    dibina_sejak: date
    desa_id: int
    kode: str
    desa: str
    kecamatan: str
    kabupaten: str
    dibuka: date | None

    @property
    def letak(self) -> str:
        return f"Kec. {self.kecamatan}, {self.kabupaten}"


class Jual(NamedTuple):
    """The newest month reported, and the omzet of the months compared, oldest first (None: not reported)."""

    terakhir: date
    omzet: tuple[int | None, ...]


class Lihat(NamedTuple):
    """The last visit that met an enterprise, and the last one that did not find it."""

    ditemui: date | None
    dicari: date | None


BELUM_DILIHAT = Lihat(None, None)


@dataclass(frozen=True, slots=True)
class BukuPantau:
    """What the list is made from. `rencana`: the nearest planned visit of an enterprise, as (day, uuid); `bersaluran`:
    who named a channel in the months due, or supplies a buyer; `produk`: since when a product is on record; `izin`: the
    licence that ends first, as (day, kind).
    """

    usaha: tuple[UsahaPantau, ...]
    jual: dict[int, Jual]
    lihat: dict[int, Lihat]
    rencana: dict[int, tuple[date, UUID]]
    bersaluran: frozenset[int] = frozenset()
    izin: dict[int, tuple[date, str]] = field(default_factory=dict)
    produk: dict[int, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BarisPantau:
    """One enterprise on the watch list. `penugasan` None: nobody answers for its village."""

    usaha: UsahaPantau
    penugasan: BarisPenugasan | None
    alasan: tuple[Alasan, ...]
    rencana: tuple[date, UUID] | None

    @property
    def tingkat(self) -> TingkatPantau:
        genting = any(a.jenis in GENTING for a in self.alasan)
        return TingkatPantau.MENDESAK if genting else TingkatPantau.DITEMUI

    @property
    def mendesak(self) -> tuple[bool, int, int, str, int]:
        """Sorts the most urgent first: a pressing reason, most reasons, then the longest wait."""
        lama = -max(a.hari for a in self.alasan)
        return (self.tingkat == TingkatPantau.DITEMUI, -len(self.alasan), lama, self.usaha.nama, self.usaha.umkm_id)

    @property
    def saran(self) -> str:
        """The next act: that of the most serious reason; falling sales add their own."""
        return " ".join(a.saran for a in self.alasan if a is self.alasan[0] or a.jenis == AlasanPantau.OMZET_TURUN)

    @property
    def opd_id(self) -> int | None:
        return self.penugasan.opd_id if self.penugasan else None


@dataclass(frozen=True, slots=True)
class RekapPantau:
    """Counts of one OPD (None: villages nobody answers for): enterprises mentored, watched, those of them that are pressing,
    planned, and by reason.
    """

    opd_id: int | None
    opd: str
    slug: str
    binaan: int
    dipantau: int
    mendesak: int
    direncanakan: int
    per_alasan: tuple[tuple[AlasanPantau, int], ...]

    @property
    def ditemui(self) -> int:
        """Those that only have to be met, or to name their channel."""
        return self.dipantau - self.mendesak

    @property
    def per_tingkat(self) -> tuple[tuple[TingkatPantau, int], ...]:
        return ((TingkatPantau.MENDESAK, self.mendesak), (TingkatPantau.DITEMUI, self.ditemui))


def compared_months(until: date) -> tuple[date, ...]:
    """The months whose omzet is compared, oldest first: those due, and the one before them."""
    bulan = jendela(until)[-PANTAU_TURUN.nilai :]
    return (tambah_bulan(bulan[0], -1), *bulan)


def read_pantau(user: Pengguna, saring: Q, *, until: date, known_at: datetime | None = None) -> BukuPantau:
    """Facts of the enterprises that `saring` leaves, as known at `known_at`. Four queries, whatever their number."""
    umkm = _living(user, until, known_at).filter(saring)
    pk = umkm.order_by().values("pk")
    isi = (user, pk, until, known_at)
    umkm = umkm.annotate(dibuka=last_opened(user, until, known_at))
    usaha, izin = _read_usaha(umkm, _ending(user, until, known_at))
    return BukuPantau(usaha, _read_jual(*isi), _read_lihat(*isi), izin=izin, **_read_lain(*isi))


def _living(user: Pengguna, until: date, known_at: datetime | None) -> Any:
    """Enterprises mentored on `until` and not closed by then; an end recorded after `known_at` was not known."""
    keluar = Q(dibina_sampai__isnull=True) | Q(dibina_sampai__gt=until)
    kueri = Umkm.objects.visible_to(user).filter(dibina_sejak__lte=until)
    if known_at is not None:
        kueri = kueri.filter(dicatat_pada__lte=known_at)
        keluar |= Q(keluar_dicatat_pada__gt=known_at)
    return kueri.filter(keluar).exclude(pk__in=closed_umkm(until, known_at))


KABUPATEN = "desa__kecamatan__kabupaten__"
KOLOM_USAHA = (
    "pk", "uuid", "nama", "produk", "bentuk", "dibina_sejak", "desa_id", "desa__kode", "desa__nama",
    "desa__kecamatan__nama", f"{KABUPATEN}nama", f"{KABUPATEN}jenis",
)  # fmt: skip


def _read_usaha(umkm: Any, izin: Any) -> tuple[tuple[UsahaPantau, ...], dict[int, tuple[date, str]]]:
    """The enterprises, and by their id the licence of `izin` that ends first: its day and kind."""
    nama: dict[tuple[str, str], str] = {}
    hasil, habis = [], {}
    kueri = umkm.annotate(
        izin_sampai=Subquery(izin.values("berlaku_sampai")[:1]), izin=Subquery(izin.values("jenis")[:1])
    )
    kolom = (*KOLOM_USAHA, "dibuka", "izin_sampai", "izin")
    for *isi, kabupaten, jenis, dibuka, sampai, surat in kueri.order_by("pk").values_list(*kolom):
        kab = (kabupaten, jenis)
        if kab not in nama:
            nama[kab] = Kabupaten(nama=kabupaten, jenis=jenis).nama_singkat
        hasil.append(UsahaPantau._make((*isi, nama[kab], dibuka)))
        if sampai:
            habis[isi[0]] = (sampai, surat)
    return tuple(hasil), habis


def ending_licences(user: Pengguna, until: date, known_at: datetime | None) -> Any:
    """The licences that ended or end soon."""
    terbit = Legalitas.objects.visible_to(user).filter(status=StatusLegalitas.TERBIT)
    if known_at is not None:
        terbit = terbit.filter(dicatat_pada__lte=known_at)
    return terbit.filter(berlaku_sampai__lte=until + timedelta(days=LEGALITAS_INGATKAN.nilai))


def _ending(user: Pengguna, until: date, known_at: datetime | None) -> Any:
    """Those of one enterprise, the first one first."""
    milik = ending_licences(user, until, known_at).filter(umkm=OuterRef("pk"))
    return milik.order_by("berlaku_sampai", "pk")


def _read_jual(user: Pengguna, pk: Any, until: date, known_at: datetime | None) -> dict[int, Jual]:
    bulan = compared_months(until)
    kolom = {f"m{n}": Sum("omzet_rp", filter=Q(bulan=b)) for n, b in enumerate(bulan)}
    kueri = Penjualan.objects.visible_to(user).in_force(known_at).filter(umkm__in=pk, bulan__lte=until)
    baris = kueri.order_by().values("umkm_id").annotate(terakhir=Max("bulan"), **kolom)
    return {u: Jual(t, tuple(omzet)) for u, t, *omzet in baris.values_list("umkm_id", "terakhir", *kolom)}


def read_trade(user: Pengguna, until: date, known_at: datetime | None) -> tuple[Any, Any, Any]:
    """What names a channel or stands without one: the sales of the months due, the buyers supplied, and the products on record
    that were not withdrawn by then.
    """
    laku = Penjualan.objects.visible_to(user).in_force(known_at).filter(bulan__in=compared_months(until)[1:])
    pasokan = Pasokan.objects.visible_to(user).on(until)
    if known_at is not None:
        pasokan = pasokan.filter(dicatat_pada__lte=known_at)
    akhir = min(known_at, akhir_hari(until)) if known_at else akhir_hari(until)
    tetap = Q(ditarik_pada__isnull=True) | Q(ditarik_pada__gt=akhir)
    return laku, pasokan, Produk.objects.visible_to(user).filter(tetap, dicatat_pada__lte=akhir)


def _read_lain(user: Pengguna, pk: Any, until: date, known_at: datetime | None) -> dict[str, Any]:
    """Who named a channel in the months due or supplies a buyer, since when each has a product on record that was not
    withdrawn by then, and the nearest planned visit. One query.
    """
    disebut = Exists(PenjualanSaluran.objects.visible_to(user).filter(penjualan=OuterRef("pk")))
    laku, pasokan, produk = (kueri.filter(umkm__in=pk) for kueri in read_trade(user, until, known_at))
    menunggu: Any = RencanaKunjungan.objects.visible_to(user).waiting(until, known_at).filter(umkm__in=pk)
    isi = read_lists(
        user,
        {
            "laku": json_rows(laku.filter(disebut), "umkm_id"),
            "pasokan": json_rows(pasokan, "umkm_id"),
            "produk": json_rows(produk, "umkm_id", "dicatat_pada"),
            "rencana": json_rows(
                menunggu.with_day(until, known_at).annotate(untuk=F("umkm")), "hari", "pk", "uuid", "untuk"
            ),
        },
    )
    sejak: dict[int, date] = {}
    for u, dicatat in isi["produk"] or ():
        hari = tanggal_wit(moment_of(dicatat))
        sejak[u] = min(hari, sejak.get(u, hari))
    urut = sorted(isi["rencana"] or (), reverse=True)
    return {
        "bersaluran": frozenset(u for (u,) in chain(isi["laku"] or (), isi["pasokan"] or ())),
        "produk": sejak,
        "rencana": {u: (day_of(hari), UUID(uuid)) for hari, _, uuid, u in urut},
    }


def _read_lihat(user: Pengguna, pk: Any, until: date, known_at: datetime | None) -> dict[int, Lihat]:
    kunjungan = Kunjungan.objects.visible_to(user).in_force(known_at).filter(tanggal__lte=until)
    temuan = KunjunganUmkm.objects.visible_to(user).filter(umkm__in=pk, kunjungan__in=kunjungan.order_by().values("pk"))
    luput = Q(berjalan=Berjalan.TIDAK_DITEMUI)
    hari = {
        "ditemui": Max("kunjungan__tanggal", filter=~luput),
        "dicari": Max("kunjungan__tanggal", filter=luput),
    }
    baris = temuan.order_by().values("umkm_id").annotate(**hari).values_list("umkm_id", *hari)
    return {u: Lihat(ditemui, dicari) for u, ditemui, dicari in baris}


def watched(buku: BukuPantau, penugasan: Iterable[BarisPenugasan], until: date) -> tuple[BarisPantau, ...]:
    """The watch list of `until`: villages with the most urgent enterprise first, and so inside each."""
    penjawab, bulan = Penjawab(penugasan), compared_months(until)
    per_desa: dict[int, list[BarisPantau]] = defaultdict(list)
    yang_jawab: dict[int, BarisPenugasan | None] = {}
    for u in buku.usaha:
        if alasan := reasons_of(u, buku, bulan, until):
            if u.desa_id not in yang_jawab:
                yang_jawab[u.desa_id] = penjawab.pada(u.desa_id, until)
            rencana = buku.rencana.get(u.umkm_id)
            per_desa[u.desa_id].append(BarisPantau(u, yang_jawab[u.desa_id], alasan, rencana))
    kelompok = [sorted(baris, key=lambda b: b.mendesak) for baris in per_desa.values()]
    kelompok.sort(key=lambda baris: (baris[0].mendesak, baris[0].usaha.kode))
    return tuple(b for baris in kelompok for b in baris)


def reasons_of(u: UsahaPantau, buku: BukuPantau, bulan: tuple[date, ...], until: date) -> tuple[Alasan, ...]:
    """Why an enterprise needs somebody, in the order of `AlasanPantau`; empty when it does not."""
    jual, lihat = buku.jual.get(u.umkm_id), buku.lihat.get(u.umkm_id, BELUM_DILIHAT)
    temu = max(u.dibina_sejak, lihat.ditemui or u.dibina_sejak)
    kabar = max(temu, u.dibuka or temu)
    if jual:
        kabar = max(kabar, min(akhir_bulan(jual.terakhir), until))
    hasil = []
    if (until - kabar).days > PANTAU_KABAR.nilai:
        hasil.append(without_news(kabar, jual.terakhir if jual else None, lihat.ditemui, u.dibuka, until))
    if jual and (turun := fallen(jual.omzet, bulan, until)):
        hasil.append(turun)
    if (until - temu).days > PANTAU_KUNJUNGAN.nilai:
        hasil.append(unseen(temu, lihat.ditemui, lihat.dicari, until))
    if u.umkm_id not in buku.bersaluran:
        omzet = jual.omzet if jual else (None,) * len(bulan)
        if tanpa := without_channel(omzet, bulan, buku.produk.get(u.umkm_id), until):
            hasil.append(tanpa)
    if u.umkm_id in buku.izin:
        hari, jenis = buku.izin[u.umkm_id]
        hasil.append(expiring(jenis, hari, until))
    return tuple(hasil)


TANPA_OPD = "tanpa"
"""What stands for "no OPD" in addresses."""


def sum_up(opd_id: int | None, opd: str, slug: str, binaan: int, baris: list[BarisPantau]) -> RekapPantau:
    """The counts of some rows of the watch list."""
    per = dict.fromkeys(AlasanPantau, 0)
    for b in baris:
        for a in b.alasan:
            per[a.jenis] += 1
    mendesak = sum(b.tingkat == TingkatPantau.MENDESAK for b in baris)
    rencana = sum(b.rencana is not None for b in baris)
    return RekapPantau(opd_id, opd, slug, binaan, len(baris), mendesak, rencana, tuple(per.items()))


def add_up(rekap: Sequence[RekapPantau]) -> RekapPantau:
    """The counts of all of these together, of no OPD."""
    per = dict.fromkeys(AlasanPantau, 0)
    for a, n in (satu for r in rekap for satu in r.per_alasan if satu[1]):
        per[a] += n
    kolom = ("binaan", "dipantau", "mendesak", "direncanakan")
    binaan, dipantau, mendesak, rencana = (sum(getattr(r, n) for r in rekap) for n in kolom)
    return RekapPantau(None, "", "", binaan, dipantau, mendesak, rencana, tuple(per.items()))


def only_umkm() -> Q:
    """Koperasi and BUM Desa are counted apart."""
    return ~Q(bentuk__in=BUKAN_UMKM)
