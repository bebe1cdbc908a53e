"""The arithmetic of the benches: what counts, what is too slow or too much, and what grew."""

from __future__ import annotations

import pytest
from django.core.management import CommandError

from binaan.management.commands.ukur import Ukuran, require_opened
from tests.beban.hasil import MASUK, POLOS, Hasil, drift, percentile, processor, summary
from tests.beban.peladen import Isi
from tests.beban.peramban import DIUSIR, Contoh, felt
from tests.ukur_pg import costs_too_much


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


def test_who_is_sent_to_the_sign_in_page_got_no_page():
    """Seen red with that page taken for the one that was asked for: it is quick, and everybody may read it."""
    semua = [(302, "/masuk/?next=/dasbor/"), (302, "/kegiatan/"), (200, ""), (404, "")]
    assert [felt(*satu) for satu in semua] == [DIUSIR, 302, 200, 404]
    hasil = _load()
    hasil.contoh[0] = hasil.contoh[0]._replace(status=DIUSIR)
    baris, luput = summary(hasil)
    assert (luput, f"galat: dasbor, status {DIUSIR}, 1 kali" in baris) == (["galat"], True)


def test_a_load_that_did_not_happen_misses_its_target():
    """Seen red without each of them: nobody was slow where nobody came in, and a form refused in words is quick."""
    assert summary(Hasil())[1] == ["tidak ada permintaan"]
    hasil = _load()
    hasil.gugur.append("beban.operator.1 tidak dapat masuk")
    assert summary(hasil)[1] == ["gugur"]
    hasil = _load()
    hasil.contoh[:100] = [c._replace(jenis="kegiatan simpan") for c in hasil.contoh[:100]]
    for n, luput in enumerate(([], ["isian ditolak"]), 1):
        hasil.ditolak = ["kegiatan simpan: tanpa alasan"] * n
        assert summary(hasil)[1] == luput


def test_a_page_that_did_not_open_is_not_measured():
    """Seen red with a page in the place of another passed over."""
    dibuka = {"dasbor": Ukuran(1, 1, 1, 1, 1, 200)}
    require_opened(dibuka)
    with pytest.raises(CommandError, match=r"desa \(status 302\)\.$"):
        require_opened(dibuka | {"desa": Ukuran(1, 1, 1, 1, 1, 302)})


def test_a_country_may_cost_twice_what_a_province_does():
    satu = {"dasbor": {"cpu": 8.0}, "dasbor ditulis": {"cpu": 28.0}}
    assert not costs_too_much(satu, satu | {"dasbor": {"cpu": 16.0}})
    assert costs_too_much(satu, satu | {"dasbor ditulis": {"cpu": 56.1}})


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
