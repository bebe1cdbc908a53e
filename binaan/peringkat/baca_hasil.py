"""Components about families and the village: KK miskin ekstrem, entas that lasts, the index. A few families never enter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from binaan.dampak.panel import MASA
from binaan.peringkat.masukan import TERISI, TIDAK_BERLAKU, TIDAK_DIISI, Nilai
from desa.angka import format_tanggal
from desa.enums import HasilVerval, JenisIndeks, KeadaanKeluarga, PeristiwaKeluarga, SumberKesejahteraan
from desa.models import PotretKesejahteraan
from desa.rumus_indeks import tulis_indeks
from desa.waktu import tambah_bulan
from opd.ambang import ENTAS_PERIKSA, ENTAS_TERDAFTAR, KELUARGA_TERKECIL, POTRET_SUSULAN
from opd.rekap.indeks import RekapIndeks
from opd.rekap.jalan_keluarga import Langkah, entas_days, walk
from opd.rekap.kemiskinan import Banding, Keadaan
from opd.rekap.penugasan import BarisPenugasan
from opd.rekap.sel import count_cell

KECIL = KELUARGA_TERKECIL.nilai
SUMBER_SENDIRI = (SumberKesejahteraan.MUSDES,)
"""Sources that the OPD can renew itself with its village; all others a potret may have are published by their owners."""
SEBAB_KK = {
    Keadaan.TIDAK_BERLAKU: "garis dasar 0 KK",
    Keadaan.TIDAK_SEBANDING: "potret yang lebih baru berasal dari sumber atau arti lain",
    Keadaan.SATU_POTRET: "baru satu potret terverifikasi",
    Keadaan.BELUM_SESUDAH: "belum ada potret sesudah garis dasar",
    Keadaan.TANPA_DASAR: "belum ada garis dasar",
    Keadaan.TANPA_POTRET: "belum ada potret terverifikasi",
}


def read_kk(b: Banding, potret: Sequence[PotretKesejahteraan], *, mulai: date, until: date) -> Nilai:
    """Families that are no longer in extreme poverty, of those at the baseline of the penugasan that began on `mulai`.

    `potret`: the verified ones of the village. A baseline that the OPD could have followed up itself is its own to follow,
    when a year has passed since, of which it had charge.
    """
    if b.kini is None and (lama := _left_alone(b, potret)) is not None:
        dasar = f"garis dasar {lama.get_sumber_display()} {format_tanggal(lama.tanggal_data)}"
        if tambah_bulan(max(lama.tanggal_data, mulai), POTRET_SUSULAN.nilai) > until:
            return Nilai(TIDAK_BERLAKU, f"{dasar} belum {POTRET_SUSULAN.nilai} bulan pada penugasan ini")
        return Nilai(TIDAK_DIISI, f"{dasar} belum disusul potret sejenis")
    if b.keadaan != Keadaan.TERUKUR or b.dasar is None or b.kini is None:
        return Nilai(TIDAK_BERLAKU, SEBAB_KK.get(b.keadaan, str(b.keadaan.label)))
    dasar, kini = b.dasar.kk_miskin_ekstrem or 0, worst_rest(b.kini.kk_miskin_ekstrem or 0)
    if dasar < KECIL:
        return Nilai(TIDAK_BERLAKU, f"garis dasar di bawah {KECIL} KK")
    rinci = tuple(
        (
            str(p.uuid),
            f"{kata} {format_tanggal(p.tanggal_data)}: {_kk(p.kk_miskin_ekstrem)} ({p.get_sumber_display()})",
            "",
        )
        for kata, p in ((_dasar(b), b.dasar), ("kini", b.kini))
    )
    return Nilai(TERISI, "", max(dasar - kini, 0), dasar, rinci=rinci)


def _left_alone(b: Banding, potret: Sequence[PotretKesejahteraan]) -> PotretKesejahteraan | None:
    """The newest baseline of a source of its own. Nothing comparable came after any baseline."""
    if b.dasar is None:
        return None
    sampai = b.dasar.tanggal_data
    milik = (p for p in potret if p.sumber in SUMBER_SENDIRI and p.tanggal_data <= sampai)
    return next((p for p in reversed(list(milik)) if (p.kk_miskin_ekstrem or 0) >= KECIL), None)


def _dasar(b: Banding) -> str:
    return "garis dasar (setelah mulai)" if b.setelah_mulai else "garis dasar"


def _kk(n: int | None) -> str:
    return f"{count_cell(n or 0, terbuka=False).teks} KK"


def worst_rest(n: int) -> int:
    """One to four families that are left count as four."""
    return KECIL - 1 if 0 < n < KECIL else n


def worst_share(x: int, n: int) -> int:
    """x of n families, where neither a part nor the rest may be a few: the fewest it may be.

    Among fewer than nine both are a few at once, so that any part counts one: else 1 of 6 would say exactly one family.
    """
    if 0 < x < n < 2 * KECIL - 1:
        return 1
    if 0 < n - x < KECIL:
        return n - KECIL + 1
    return 1 if 0 < x < KECIL else x


def read_entas(keluarga: Iterable[Sequence[Langkah]], b: BarisPenugasan, until: date) -> Nilai:
    """Families that became *entas* under this penugasan and stayed it, of those verified long enough before."""
    batas = tambah_bulan(until, -(ENTAS_TERDAFTAR.nilai + ENTAS_PERIKSA.nilai))
    if b.mulai > batas:  # a successor too: what lasts can hardly have begun under it yet
        return Nilai(TIDAK_BERLAKU, f"penugasan belum {ENTAS_TERDAFTAR.nilai + ENTAS_PERIKSA.nilai} bulan")
    ikut = [k for k in keluarga if _counts(k, batas)]
    if not ikut:
        return Nilai(TIDAK_DIISI, f"belum ada keluarga sasaran yang diverval layak sampai {format_tanggal(batas)}")
    if len(ikut) < KECIL:
        return Nilai(TIDAK_BERLAKU, f"keluarga yang diverval di bawah {KECIL}")
    bertahan = sum(any(tetap and b.covers(hari) for hari, tetap in entas_days(k)) for k in ikut)
    entas = sum(walk(k).keadaan == KeadaanKeluarga.ENTAS for k in ikut)
    return Nilai(TERISI, "", *told_entas(bertahan, entas, len(ikut)))


def told_entas(bertahan: int, entas: int, n: int) -> tuple[int, int]:
    """(families counted, of how many) for `bertahan` of `entas` of n: no few follow from it beside the open list and progress.

    There a few *entas*, a few others of the n, a few that last and a few that did not are closed. One to four *entas* stand
    as one, one to four others as four.
    """
    lain = worst_rest(n - entas)
    if entas < KECIL:
        return min(bertahan, 1), min(entas, 1) + lain
    return worst_share(bertahan, entas), entas + lain


def _counts(langkah: Sequence[Langkah], batas: date) -> bool:
    """Whether a family was found eligible by that day and has not left for another reason than *entas*."""
    layak = any(
        s.peristiwa == PeristiwaKeluarga.VERVAL and s.hasil == HasilVerval.LAYAK and s.tanggal <= batas for s in langkah
    )
    return layak and walk(langkah).keadaan != KeadaanKeluarga.KELUAR


def index_kind(tahun: int) -> JenisIndeks:
    """The kind of index of a year."""
    return next(j for j, (awal, akhir) in MASA.items() if awal <= tahun <= akhir)


def read_indeks(r: RekapIndeks | None, *, jenis: JenisIndeks, berindeks: bool) -> Nilai:
    """The change in points of a scale of 0 to 100, within one kind of index."""
    if not berindeks:
        return Nilai(TIDAK_BERLAKU, "kelurahan tidak berindeks desa")
    if r is None or r.perubahan is None:
        return Nilai(TIDAK_BERLAKU, f"{jenis.label} belum dua tahun diketahui")
    if r.sebelum_mulai:
        return Nilai(TIDAK_BERLAKU, f"{jenis.label} terbaru ({r.tahun}) terbit sebelum penugasan mulai")
    skala = 100 if jenis == JenisIndeks.IDM else 1
    dasar, kini = (tulis_indeks(n or Decimal(0), jenis) for n in (r.nilai_dasar, r.nilai))
    saat = ", setelah mulai" if r.setelah_mulai else ""
    rinci = ((str(r.tahun_dasar), f"garis dasar penugasan{saat}: {dasar}", ""), (str(r.tahun), f"kini: {kini}", ""))
    return Nilai(TERISI, angka=Fraction(r.perubahan) * skala, rinci=rinci)
