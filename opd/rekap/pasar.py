"""Produk tanpa pasar: enterprises in the programme whose goods go nowhere, the reason of each, and buyers that would fit.

The rule stands in `alasan_tanpa_pasar` alone; list, counts, page and request all read it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery

from desa.enums import SaluranPenjualan
from desa.models import PenjualanSaluran, Produk, Umkm
from desa.validators import kunci_nama
from opd.enums import AlasanPasar
from opd.models import Pasokan, Pembeli, Pengguna
from opd.rekap.daftar_json import json_rows, read_lists
from opd.rekap.penugasan import BarisPenugasan, Penjawab
from opd.rekap.umkm import KeadaanUmkm, baca_buku, finding_list, findings_of, hitung_keadaan, jendela

KATA_TERPENDEK = 3
TANPA_ARTI = frozenset(
    "dan atau untuk dari yang hasil olahan produk usaha segar aneka lokal khas maluku contoh".split()
)
"""Words that say nothing of the goods."""
COCOK_TERBANYAK = 5


def alasan_tanpa_pasar(keadaan: KeadaanUmkm, saluran: Collection[str], *, dipasok: bool) -> AlasanPasar | None:
    """Why an enterprise's goods have no market; None: they have one, or nobody knows.

    `keadaan` on the day, `saluran`: the channels of its sales in the three due months, `dipasok`: it supplies a buyer.
    Tutup and belum diketahui say nothing of a market.
    """
    if dipasok or keadaan not in (KeadaanUmkm.DIAM, KeadaanUmkm.BERJUALAN):
        return None
    if keadaan == KeadaanUmkm.DIAM:
        return AlasanPasar.DIAM
    if not saluran:
        return AlasanPasar.TANPA_SALURAN
    return AlasanPasar.LANGSUNG if set(saluran) == {SaluranPenjualan.LANGSUNG} else None


@dataclass(frozen=True, slots=True)
class TanpaPasar:
    """One enterprise without a market, and why."""

    umkm_id: int
    desa_id: int
    alasan: AlasanPasar


def rekap_pasar(user: Pengguna, *, until: date, umkm: QuerySet[Umkm] | None = None) -> tuple[TanpaPasar, ...]:
    """Every UMKM without a market on `until`, by id; koperasi and BUM Desa are counted apart. `umkm` narrows the reading.

    Three queries.
    """
    lain = read_lists(user, finding_list(user, jendela(until), umkm=umkm) | _trade_lists(user, until, umkm))
    buku = replace(baca_buku(user, jendela(until), umkm=umkm, temuan=()), temuan=findings_of(lain))
    keadaan = hitung_keadaan(buku, until)
    dipasok = {pk for (pk,) in lain["pasar_pasokan"] or ()}
    saluran: dict[int, set[str]] = defaultdict(set)
    for pk, nama in lain["pasar_saluran"] or ():
        saluran[pk].add(nama)
    hasil = []
    for u in buku.umkm:
        if u.umkm_id not in keadaan or u.badan_bersama:
            continue
        ada = saluran.get(u.umkm_id, ())
        alasan = alasan_tanpa_pasar(keadaan[u.umkm_id], ada, dipasok=u.umkm_id in dipasok)
        if alasan is not None:
            hasil.append(TanpaPasar(u.umkm_id, u.desa_id, alasan))
    return tuple(hasil)


def _trade_lists(user: Pengguna, until: date, umkm: QuerySet[Umkm] | None) -> dict[str, Subquery]:
    """Who supplies a buyer on `until`, and the channels of the sales in force of the three due months."""
    pasokan = Pasokan.objects.visible_to(user).on(until)
    bagian = PenjualanSaluran.objects.visible_to(user).filter(
        penjualan__bulan__in=jendela(until), penjualan__pengganti__isnull=True, penjualan__batal=False
    )
    if umkm is not None:
        ids = umkm.order_by().values("pk")
        pasokan, bagian = pasokan.filter(umkm__in=ids), bagian.filter(penjualan__umkm__in=ids)
    return {
        "pasar_pasokan": json_rows(pasokan, "umkm_id"),
        "pasar_saluran": json_rows(bagian, "penjualan__umkm_id", "saluran"),
    }


def reason_of(user: Pengguna, umkm: Umkm, *, until: date) -> AlasanPasar | None:
    """The same of one enterprise. Three queries."""
    sendiri = Umkm.objects.visible_to(user).filter(pk=umkm.pk)
    return next((b.alasan for b in rekap_pasar(user, until=until, umkm=sendiri)), None)


@dataclass(frozen=True, slots=True)
class HitungOpd:
    """How many enterprises without a market lie in the villages of one OPD, by reason; None: nobody answers for them."""

    opd: BarisPenugasan | None
    diam: int
    langsung: int
    tanpa_saluran: int

    @property
    def jumlah(self) -> int:
        return self.diam + self.langsung + self.tanpa_saluran


def hitung_opd(baris: Iterable[TanpaPasar], penjawab: Penjawab, until: date) -> tuple[HitungOpd, ...]:
    """The counts per OPD that answers for the villages on `until`, the most first. No query."""
    opd: dict[int, BarisPenugasan | None] = {}
    hitung: Counter[tuple[int, str]] = Counter()
    for b in baris:
        p = penjawab.pada(b.desa_id, until)
        kunci = p.opd_id if p else 0
        opd.setdefault(kunci, p)
        hitung[kunci, b.alasan] += 1
    hasil = [HitungOpd(p, *(hitung[k, a] for a in AlasanPasar)) for k, p in opd.items()]
    return tuple(sorted(hasil, key=lambda h: (-h.jumlah, h.opd.opd if h.opd else "")))


@dataclass(frozen=True, slots=True)
class Cocok:
    """A buyer that would fit: in the same regency or not, of the same kind of goods or not, and the words both use."""

    pembeli: Pembeli
    sekabupaten: bool
    sejenis: bool
    kata: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dagangan:
    """What an enterprise sells, as buyers are matched with it."""

    kata: frozenset[str]
    kategori: frozenset[str]


def words_of(*teks: str) -> frozenset[str]:
    """The words that name goods: no short ones, none that say nothing."""
    kata = kunci_nama(" ".join(teks)).split()
    return frozenset(k for k in kata if len(k) >= KATA_TERPENDEK and k not in TANPA_ARTI and not k.isdigit())


def goods_json(user: Pengguna) -> Subquery:
    """An annotation of Umkm for `goods_of`: its products as rows of name and kind."""
    return json_rows(
        Produk.objects.visible_to(user).filter(umkm=OuterRef("pk"), ditarik_pada__isnull=True), "nama", "kategori"
    )


def goods_of(umkm: Umkm, json_produk: list[list[str]] | None) -> Dagangan:
    """What an enterprise sells, from its own words and its products (`goods_json`). No query."""
    produk = json_produk or []
    return Dagangan(words_of(umkm.produk, *(nama for nama, _ in produk)), frozenset(jenis for _, jenis in produk))


def cocokkan(dagangan: Dagangan, kabupaten_id: int, pembeli: Iterable[Pembeli]) -> tuple[Cocok, ...]:
    """The buyers that look for such goods: of the same regency first, then by how much fits. No query."""
    hasil = []
    for p in pembeli:
        kata = tuple(sorted(dagangan.kata & words_of(p.dicari)))
        sejenis = bool(p.kategori) and p.kategori in dagangan.kategori
        if kata or sejenis:
            hasil.append(Cocok(p, p.kabupaten_id == kabupaten_id, sejenis, kata))
    urut = sorted(hasil, key=lambda c: (not c.sekabupaten, -len(c.kata) - c.sejenis, c.pembeli.nama, c.pembeli.pk))
    return tuple(urut[:COCOK_TERBANYAK])


def active_buyers(user: Pengguna) -> list[Pembeli]:
    """Every buyer that is not closed, with its regency. One query."""
    return list(Pembeli.objects.visible_to(user).active().select_related("kabupaten").order_by("nama", "pk"))
