"""The load's own arithmetic: what counts, what is too slow, and what grew."""

from __future__ import annotations

from tests.beban.hasil import MASUK, POLOS, Hasil, drift, percentile, processor, summary
from tests.beban.peladen import Isi
from tests.beban.peramban import Contoh


def _load(*, lambat: int = 0, galat: int = 0, akhir_ms: float = 100.0, akhir_mb: float = 300.0) -> Hasil:
    """A thousand requests of 100 ms in 100 seconds, with some that are slow or fail, and another last tenth."""
    contoh = [
        Contoh(
            "dasbor", n / 10, 2_000.0 if n < lambat else akhir_ms if n >= 900 else 100.0, 500 if n < galat else 200, 1
        )
        for n in range(1_000)
    ]
    lain = [Contoh(POLOS, 5, 9_000.0, 500, 1), Contoh(MASUK, 5, 9_000.0, 500, 1), Contoh("desa", -1, 9_000.0, 500, 1)]
    isi = [Isi(akhir_mb if n >= 9 else 300.0, 20, 3, 0) for n in range(10)]
    return Hasil(contoh=contoh + lain, isi=isi, mulai=0.0, selesai=100.0)


def test_percentile_is_the_nearest_rank():
    angka = [float(n) for n in range(100, 0, -1)]
    assert [percentile(angka, p) for p in (50, 95, 99, 100)] == [50, 95, 99, 100]
    assert (percentile([7.0], 95), percentile([], 95)) == (7, 0)


def test_only_what_fell_into_the_whole_time_is_judged():
    assert len(_load().whole()) == 1_000
    assert [summary(h)[1] for h in (_load(), _load(lambat=51), _load(lambat=11), _load(galat=1))] == [
        [],
        ["p95", "p99"],
        ["p99"],
        ["galat"],
    ]


def test_a_soak_tells_what_grew_by_more_than_a_tenth():
    assert [drift(h)[1] for h in (_load(), _load(akhir_ms=111), _load(akhir_mb=331))] == [
        [],
        ["p95 (ms)"],
        ["memori (MB)"],
    ]


def test_what_a_request_takes_of_the_processors_is_told_by_who_works():
    hasil = _load()
    hasil.isi[-1] = Isi(300.0, 20, 3, 0, (60.12, 30.06, 10.02))
    assert len([c for c in hasil.contoh if 0 <= c.saat < 100]) == 1_002  # the plain page and signing in cost too
    assert processor(hasil) == [
        "prosesor per permintaan: web 60.0 ms, PostgreSQL 30.0 ms, pengirim beban 10.0 ms (10% dari semuanya)"
    ]
    assert processor(hasil)[0] in summary(hasil)[0]
