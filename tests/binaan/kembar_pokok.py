"""The key figures once more, counted from the rows of all villages with plain loops."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import Any

from django.db.models import Sum

from binaan.dasbor.baca import Ringkasan
from binaan.dasbor.merah import troubles
from binaan.dasbor.pokok import Pokok
from binaan.peta import letak
from opd.ambang import DESA_TANPA_KUNJUNGAN
from opd.models import DanaKegiatan, Pengguna
from opd.rekap.angka_rencana import money_by_source as pagu_by_source
from opd.rekap.gerak_indeks import GerakIndeks, KeadaanIndeks, kinds_by_village, sum_moves
from opd.rekap.hitung import persen
from opd.rekap.kegiatan import kegiatan_berlaku, money_by_source, sum_money
from opd.rekap.penugasan import order
from opd.rekap.strategi import TANPA_BARIS, DanaStrategi
from opd.rekap.tertahan import rekap_meja
from opd.rekap.umkm import RekapUmkm

SAMA = (
    "until", "known_at", "rentang", "pertumbuhan", "rencana", "terlapor", "terlapor_lalu", "kelangsungan", "kemajuan",
    "kemajuan_umum", "makro", "mutakhir", "wajib", "jumlah_omzet", "jumlah_omzet_lalu", "pantau",
)  # fmt: skip
"""Figures that the rows come with."""


def slow_pokok(r: Ringkasan) -> dict[str, Any]:
    """Every figure by its name."""
    semua = {nama: getattr(r, nama) for nama in SAMA}
    return semua | _states(r) | _sums(r) | lists(r) | moves(r) | _indices(r) | _map(r)


def rekap_strategi(
    user: Pengguna, *, dari: date, until: date, known_at: datetime | None = None
) -> tuple[DanaStrategi, ...]:
    """The rupiah of activities dated in [dari, until] by strategy of their line and by source."""
    kegiatan = kegiatan_berlaku(user, dari=dari, until=until, known_at=known_at)
    kunci = ("kegiatan__baris__strategi", "sumber")
    dana = DanaKegiatan.objects.visible_to(user).filter(kegiatan__in=kegiatan.order_by().values("pk"))
    kueri = dana.order_by().values(*kunci).annotate(rp=Sum("jumlah_rp")).values_list(*kunci, "rp")
    return tuple(
        sorted(
            (DanaStrategi(s or TANPA_BARIS, sumber, int(rp)) for s, sumber, rp in kueri if rp),
            key=lambda d: (d.strategi == TANPA_BARIS, d.strategi, d.sumber),
        )
    )


def slow_waiting(user: Pengguna, until: date) -> tuple[int, int, str, int]:
    """The stuck papers of the list of all that wait, and those at an empty desk."""
    baris = rekap_meja(user, until=until)
    lama = [b for b in baris if b.tertahan]
    hari, meja = max(((b.meja.hari, b.meja.nama) for b in lama), default=(0, ""))
    return len(lama), hari, meja, sum(b.meja.kosong for b in baris)


def as_shown(p: Pokok) -> dict[str, Any]:
    """The same of the figures put together."""
    d, i = p.desa, p.desa.indeks
    hasil: dict[str, Any] = {nama: getattr(p, nama) for nama in SAMA}
    for nama in ("keadaan", "keadaan_lalu", "kunjungan", "kunjungan_lalu"):
        hasil[nama] = Counter(getattr(d, nama))
    for nama in ("opd", "opd_tanpa_tim"):
        hasil[nama] = set(getattr(d, nama))
    for nama in ("umkm", "umkm_lalu", "kosong", "kegiatan", "dana", "pagu", "semua_dana", "daftar", "gerakan"):
        hasil[nama] = getattr(d, nama)
    hasil["indeks"] = (i.ada, i.terukur, i.sebelum, i.tahun, i.jenis)
    hasil["tanpa_opd"] = sorted(p.tanpa_opd, key=order)
    hasil["wilayah"] = [(w.kode, w.nama, Counter(w.keadaan), w.tempat) for w in d.wilayah]
    return hasil


def _states(r: Ringkasan) -> dict[str, Any]:
    return {
        "keadaan": Counter(d.keadaan for d in r.desa),
        "keadaan_lalu": Counter(d.keadaan for d in r.desa_lalu),
        "kunjungan": Counter(d.kunjungan.keadaan for d in r.desa),
        "kunjungan_lalu": Counter(d.kunjungan.keadaan for d in r.desa_lalu),
        "opd": {d.penugasan.opd_id for d in r.desa},
        "opd_tanpa_tim": {d.penugasan.opd_id for d in r.desa if not d.penugasan.bertim},
    }


def _together(baris: tuple[RekapUmkm, ...]) -> RekapUmkm:
    kolom = ("berjualan", "diam", "tutup", "belum_diketahui", "koperasi", "bumdes")
    return RekapUmkm(0, *(sum(getattr(u, k) for u in baris) for k in kolom))


def _sums(r: Ringkasan) -> dict[str, Any]:
    return {
        "umkm": _together(r.umkm),
        "umkm_lalu": _together(r.umkm_lalu),
        "kosong": (sum(b.jumlah for b in r.kosong), len({b.desa_id for b in r.kosong})),
        "kegiatan": tuple(sum(getattr(k, n) for k in r.kegiatan) for n in ("tw", "tahun", "tw_lalu")),
        "dana": money_by_source(r.dana),
        "pagu": pagu_by_source(r.rencana_penugasan),
        "semua_dana": sum_money(r.dana),
    }


def _how_bad(d: Any) -> tuple[Any, ...]:
    """By the troubles that the red list prints, counted in its words."""
    belum = persen(d.umkm.belum_diketahui, d.umkm.belum_tutup) or 0
    hari = (-d.kunjungan.hari_tanpa, -d.hari_tanpa_kegiatan)
    masalah = len(list(filter(None, troubles(d).split("; "))))
    return (d.keadaan == "tertib", -masalah, *hari, -belum, d.penugasan.kode)


def lists(r: Any) -> dict[str, Any]:
    """What needs somebody, the first few in their order."""
    merah = [d for d in r.desa if d.keadaan != "tertib"]
    lama = [d for d in r.desa if d.kunjungan.hari_tanpa > DESA_TANPA_KUNJUNGAN.nilai]
    for isi in (merah, lama):
        isi.sort(key=_how_bad)
    diam = sorted((d for d in r.desa if d.umkm.diam), key=lambda d: (-d.umkm.diam, d.penugasan.kode))
    sepi = sorted((d for d in r.desa if "tanpa_kegiatan" in d.semua), key=lambda d: -d.hari_tanpa_kegiatan)
    tanpa = sorted((d for d in r.desa if not d.penugasan.bertim), key=lambda d: d.penugasan.mulai)
    kosong = [(n, p) for p, isi in r.kosong_per_opd if (n := sum(b.jumlah for b in isi))]
    kosong.sort(key=lambda satu: -satu[0])
    daftar = ((merah, 6), *((isi, 12) for isi in (lama, diam, sepi, tanpa, kosong)))
    return {
        "daftar": tuple((len(isi), tuple(isi[:n])) for isi, n in daftar),
        "tanpa_opd": sorted(r.tanpa_opd, key=order),
    }


def moves(r: Any) -> dict[str, Any]:
    """What changed since last quarter."""

    def benar(desa, apa):
        return {d.penugasan.desa_id: d.penugasan for d in reversed(desa) if apa(d)}

    hasil = []
    for apa in (lambda d: d.keadaan == "tertib", lambda d: d.kunjungan.keadaan == "rutin"):
        kini, lalu = benar(r.desa, apa), benar(r.desa_lalu, apa)
        for a, b in ((kini, lalu), (lalu, kini)):
            nama = sorted((order(p), p.desa) for pk, p in a.items() if pk not in b)
            hasil.append((len(nama), tuple(nama[:3])))
    dulu = {u.desa_id: u.berjualan for u in r.umkm_lalu}
    beda = [(d.umkm.berjualan - dulu.get(d.penugasan.desa_id, 0), d.penugasan.desa) for d in r.desa]
    for tanda in (1, -1):
        urut = sorted((b for b in beda if b[0] * tanda > 0), key=lambda b: (-abs(b[0]), b[1]))
        hasil.append((len(urut), tuple(urut[:3])))
    return {"gerakan": tuple(hasil)}


def _indices(r: Ringkasan) -> dict[str, Any]:
    gerak = [GerakIndeks(sel) for sel in kinds_by_village(r.indeks).values()]
    terukur = [g for g in gerak if g.terukur]
    sebelum = sum(g.keadaan == KeadaanIndeks.SEBELUM_MULAI for g in gerak)
    tahun = max((i.tahun for g in terukur for i in g.terukur), default=None)
    return {"indeks": (len(r.indeks), len(terukur), sebelum, tahun, sum_moves(gerak).jenis)}


def _map(r: Ringkasan) -> dict[str, Any]:
    hasil = []
    for kode, nama in sorted({(d.penugasan.kode[:5], d.penugasan.kabupaten) for d in r.desa}):
        milik = [d for d in r.desa if (d.penugasan.kode[:5], d.penugasan.kabupaten) == (kode, nama)]
        ada = [
            (p.lintang, p.bujur) for d in milik for p in [d.penugasan] if p.lintang is not None and p.bujur is not None
        ]
        di = [t for titik in ada if (t := letak(*titik))]
        tempat = (len(di), sum(x for x, _ in di), sum(y for _, y in di))
        hasil.append((kode, nama, Counter(d.keadaan for d in milik), tempat))
    return {"wilayah": hasil}
