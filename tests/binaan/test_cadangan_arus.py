"""The encrypted stream of a backup: what was cut, altered, moved or written under another key does not open.

Seen red: the last chunk without its mark, chunks without their number, and the reader without its end being read.
"""

import io

import pytest

from binaan.cadangan.arus import AWAL, GARAM, POTONGAN, TAG, Pembaca, Penulis
from binaan.cadangan.galat import ArsipDitolak

KUNCI = {"k1": bytes(range(32))}
KEPALA = len(AWAL) + 1 + len("k1") + GARAM


def sealed(isi: bytes) -> bytes:
    keluaran = io.BytesIO()
    penulis = Penulis(keluaran, "k1", KUNCI["k1"])
    for n in range(0, len(isi), 300_000):
        penulis.write(isi[n : n + 300_000])
    penulis.finish()
    return keluaran.getvalue()


def opened(teks: bytes, kunci: dict[str, bytes] = KUNCI) -> bytes:
    pembaca = Pembaca(io.BytesIO(teks), kunci)
    return b"".join(iter(lambda: pembaca.read(70_001), b""))


@pytest.mark.parametrize("panjang", [0, 1, POTONGAN - 1, POTONGAN, POTONGAN + 1, 2 * POTONGAN, 2_500_000])
def test_stream_comes_back_as_it_was(panjang):
    isi = (b"binaan " * (panjang // 7 + 1))[:panjang]
    sandi = sealed(isi)
    assert opened(sandi) == isi
    assert b"binaan binaan" not in sandi


def test_same_content_is_never_the_same_stream():
    assert sealed(b"sama") != sealed(b"sama")


@pytest.mark.parametrize(
    "sisa",
    [
        0,
        5,
        len(AWAL),
        KEPALA - 1,
        KEPALA,
        KEPALA + 10,
        KEPALA + POTONGAN + TAG,
        KEPALA + 2 * (POTONGAN + TAG),
        -1,
        -TAG,
    ],
)
def test_a_cut_stream_is_refused_wherever_it_was_cut(sisa):
    sandi = sealed(b"x" * (2 * POTONGAN + 5))
    with pytest.raises(ArsipDitolak):
        opened(sandi[:sisa])


@pytest.mark.parametrize(
    "tempat", [0, len(AWAL) + 1, KEPALA - 1, KEPALA, KEPALA + POTONGAN, KEPALA + POTONGAN + TAG, -1]
)
def test_one_flipped_bit_is_refused(tempat):
    sandi = bytearray(sealed(b"x" * (POTONGAN + 5)))
    sandi[tempat] ^= 1
    with pytest.raises(ArsipDitolak):
        opened(bytes(sandi))


def test_chunks_out_of_order_or_from_elsewhere_are_refused():
    satu, dua = sealed(b"a" * (2 * POTONGAN + 5)), sealed(b"b" * (2 * POTONGAN + 5))
    a, b = slice(KEPALA, KEPALA + POTONGAN + TAG), slice(KEPALA + POTONGAN + TAG, KEPALA + 2 * (POTONGAN + TAG))
    for palsu in (
        satu[:KEPALA] + satu[b] + satu[a] + satu[b.stop :],
        satu[:KEPALA] + dua[a] + satu[a.stop :],
        satu + satu[a],
        satu + b"x",
    ):
        with pytest.raises(ArsipDitolak):
            opened(palsu)


@pytest.mark.parametrize(
    ("isi", "kunci", "kalimat"),
    [
        (sealed(b"x"), {"k1": bytes(32)}, "terpotong, berubah, atau disandi dengan kunci lain"),
        (sealed(b"x"), {"k2": KUNCI["k1"]}, "kunci “k1”, yang tidak ada"),
        (sealed(b"x").replace(b"CADANGAN 1", b"CADANGAN 2", 1), KUNCI, "bentuk yang tidak dikenal"),
        (b"PK\x03\x04" + bytes(100), KUNCI, "bukan cadangan"),
        (b"", KUNCI, "bukan cadangan"),
    ],
)
def test_refusal_says_why(isi, kunci, kalimat):
    with pytest.raises(ArsipDitolak, match=kalimat):
        opened(isi, kunci)
