"""What a load came to: percentiles by page, what the site counted itself, what its processes held, and whether it is enough."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tests.beban.peladen import Hitungan, Isi
from tests.beban.peramban import DITOLAK, Contoh

POLOS, MASUK = "halaman polos", "masuk"
BATAS_P95_MS, BATAS_P99_MS, BATAS_GALAT = 500, 1500, 0.001
BATAS_DITOLAK = 0.01
"""Of the forms sent: two people meet at one paper now and then."""
KIRIM = (" simpan", " putus")
"""How the names of requests end that send a form."""
BATAS_NAIK = 0.10
"""By how much memory and the 95th percentile may grow over a soak."""
UKUR = {"memori (MB)": "rss_mb", "berkas terbuka": "berkas", "koneksi": "koneksi", "berkas sementara": "sementara"}
LONGGAR = {"berkas terbuka": 3, "koneksi": 1, "berkas sementara": 1}
"""What comes and goes with a request."""
TERAKHIR_SITUS = 20


@dataclass
class Hasil:
    """Everything noted while the load ran; `mulai`, `selesai`: between which seconds it was whole. `gugur`: who never signed
    in or broke off, and what was not the same at the end.
    """

    contoh: list[Contoh] = field(default_factory=list)
    isi: list[Isi] = field(default_factory=list)
    ditolak: list[str] = field(default_factory=list)
    gugur: list[str] = field(default_factory=list)
    mulai: float = 0.0
    selesai: float = 0.0

    def whole(self) -> list[Contoh]:
        """Requests of the time in which everybody was signed in and none had left, without those that only compare."""
        return [c for c in self.contoh if self.mulai <= c.saat < self.selesai and c.jenis not in (POLOS, MASUK)]


def percentile(angka: Sequence[float], persen: int) -> float:
    """The nearest-rank percentile; 0 of nothing."""
    urut = sorted(angka)
    return urut[max(0, -(-len(urut) * persen // 100) - 1)] if urut else 0.0


def failed(c: Contoh) -> bool:
    return c.status == 0 or (c.status >= 400 and c.status != DITOLAK)


def table(h: Hasil, situs: Hitungan) -> Iterable[str]:
    """Lines for people: each kind of request, then what the site counted of its pages."""
    per: dict[str, list[Contoh]] = defaultdict(list)
    for c in h.contoh:
        if h.mulai <= c.saat < h.selesai or c.jenis == MASUK:
            per[c.jenis].append(c)
    dasar = percentile([c.ms for c in per.get(POLOS, ())], 50) or 1.0
    yield f"{'halaman':20} {'kali':>6} {'p50':>7} {'p95':>7} {'p99':>7} ms {'rasio':>6} {'bita':>9}  galat"
    for jenis, semua in sorted(per.items(), key=lambda x: -percentile([c.ms for c in x[1]], 95)):
        ms = [c.ms for c in semua]
        bita = statistics.mean(c.bita for c in semua)
        p50, p95, p99 = (percentile(ms, p) for p in (50, 95, 99))
        yield (
            f"{jenis:20} {len(ms):6} {p50:7.0f} {p95:7.0f} {p99:7.0f}    {p50 / dasar:6.1f} {bita:9,.0f}  "
            f"{sum(map(failed, semua)) or ''}"
        )
    yield from _site(situs)


def _site(situs: Hitungan) -> Iterable[str]:
    """The pages that took most of the site's time: its own milliseconds, which know no queue, and queries."""

    def mean(isi: dict[str, float], ukuran: str) -> float:
        return isi.get(f"binaan_{ukuran}", 0.0) / max(isi.get("binaan_permintaan_total", 0.0), 1.0)

    polos = mean(situs.get("polos", {}), "permintaan_detik_sum") or 1.0
    seluruh = sum(isi.get("binaan_permintaan_detik_sum", 0.0) for isi in situs.values()) or 1.0
    yield f"\n{'di peladen':24} {'kali':>6} {'ms':>7} {'ms kueri':>9} {'kueri':>6} {'rasio':>6} {'bagian':>7}"
    berat = sorted(situs.items(), key=lambda x: -x[1].get("binaan_permintaan_detik_sum", 0.0))
    for nama, isi in berat[:TERAKHIR_SITUS]:
        detik = mean(isi, "permintaan_detik_sum")
        yield (
            f"{nama:24} {isi.get('binaan_permintaan_total', 0):6.0f} {detik * 1000:7.1f} "
            f"{mean(isi, 'kueri_detik_total') * 1000:9.1f} {mean(isi, 'kueri_total'):6.1f} {detik / polos:6.1f} "
            f"{isi.get('binaan_permintaan_detik_sum', 0) / seluruh:7.1%}"
        )


def summary(h: Hasil) -> tuple[list[str], list[str]]:
    """Lines on the whole, and what misses its target."""
    semua = h.whole()
    ms = [c.ms for c in semua]
    lama = max(h.selesai - h.mulai, 1.0)
    p50, p95, p99 = (percentile(ms, p) for p in (50, 95, 99))
    galat = sum(map(failed, semua)) / max(len(semua), 1)
    rss = [i.rss_mb for i in h.isi] or [0.0]
    baris = [
        f"{len(semua):,} permintaan dalam {lama:.0f} detik, {len(semua) / lama:.1f} per detik; "
        f"p50 {p50:.0f} ms, p95 {p95:.0f} ms (≤ {BATAS_P95_MS}), p99 {p99:.0f} ms (≤ {BATAS_P99_MS}), "
        f"galat {galat:.3%} (< {BATAS_GALAT:.1%}), isian ditolak {len(h.ditolak)}",
        *processor(h),
        f"memori proses web {rss[0]:.0f} → {rss[-1]:.0f} MB, paling banyak {max(rss):.0f} MB",
        *(f"galat: {n}, status {s}, {kali} kali" for (n, s), kali in _failures(semua).most_common(TERAKHIR_SITUS)),
        *(f"gugur: {satu}" for satu in h.gugur),
    ]
    sasaran = {
        "p95": p95 > BATAS_P95_MS,
        "p99": p99 > BATAS_P99_MS,
        "galat": galat >= BATAS_GALAT,
        "isian ditolak": len(h.ditolak) > BATAS_DITOLAK * sum(c.jenis.endswith(KIRIM) for c in semua),
        "gugur": bool(h.gugur),
        "tidak ada permintaan": not semua,
    }
    return baris, [kata for kata, luput in sasaran.items() if luput]


def _failures(semua: Iterable[Contoh]) -> Counter[tuple[str, int]]:
    """How often a page answered with which refusal; 0: not at all."""
    return Counter((c.jenis, c.status) for c in semua if failed(c))


def processor(h: Hasil) -> list[str]:
    """One line: what a request takes of the processors, by who works; the sender's share is no server's."""
    if len(h.isi) < 2:
        return []
    kali = max(sum(h.mulai <= c.saat < h.selesai for c in h.contoh), 1)
    web, pg, pengirim = ((b - a) * 1000 / kali for a, b in zip(h.isi[0].detik, h.isi[-1].detik, strict=True))
    return [
        f"prosesor per permintaan: web {web:.1f} ms, PostgreSQL {pg:.1f} ms, pengirim beban {pengirim:.1f} ms "
        f"({pengirim / (web + pg + pengirim or 1):.0%} dari semuanya)"
    ]


def drift(h: Hasil) -> tuple[list[str], list[str]]:
    """How the last tenth differs from the first: memory, connections, files, 95th percentile; and what grew too much."""
    n = max(len(h.isi) // 10, 1)
    awal, akhir = h.isi[:n], h.isi[-n:]
    sepersepuluh = (h.selesai - h.mulai) / 10
    semua = h.whole()
    p = [
        percentile([c.ms for c in semua if dari <= c.saat < dari + sepersepuluh], 95)
        for dari in (h.mulai, h.selesai - sepersepuluh)
    ]
    angka = {
        kata: [statistics.mean(getattr(i, m) for i in bagian) for bagian in (awal, akhir)] for kata, m in UKUR.items()
    }
    angka["p95 (ms)"] = p
    baris = [f"{kata:18} {a:8.1f} → {b:8.1f}  {(b - a) / a if a else 0:+.1%}" for kata, (a, b) in angka.items()]
    return baris, [k for k, (a, b) in angka.items() if b > a * (1 + BATAS_NAIK) + LONGGAR.get(k, 0)]
