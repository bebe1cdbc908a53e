"""What people type asks no other machine, is no template and no format, and no pattern runs away on it (checks F8, F10).

Seen red with `urllib.request` planted in opd/views, with a `.format` on a name of a parameter, and with the patterns
`(a+)+b`, `\\S+@\\S+` and `\\s*\\s*x`. The drill measures every pattern on 100 KB of what trips patterns up.
"""

import ast
import importlib
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rumah.pohon import nodes, source_files, tree, where

JARINGAN = {
    *("urllib.request", "urllib3", "requests", "http.client", "httpx", "aiohttp", "socket", "ftplib", "boto3"),
    *("smtplib", "imaplib", "poplib", "telnetlib", "xmlrpc.client", "paramiko"),
}
# Sentences of our own that are no constant of the module that fills them in.
RUMUS_SENDIRI = {
    *("opd/actions/buka_keluarga.py apa", "opd/arti/dasar.py self.teks", "opd/pemicu.py pesan"),
    *("binaan/operasi/galat_polos.py super()", "binaan/operasi/surel_galat.py BarisJson()"),
    "opd/contoh/rencana_baris.py TUJUAN[acara.judul].sasaran",
}
TEMPLAT_SENDIRI = {"binaan/halaman_polos.py"}
FUNGSI_POLA = {"compile", "match", "search", "fullmatch", "sub", "subn", "split", "findall", "finditer"}
UTUH = {"match", "fullmatch", "RegexValidator", "RegexField", "pola"}
"""Those that look from the beginning only."""


def imported(path: Path) -> set[str]:
    """Every module named by an import, as `import a.b` and `from a import b` name it."""
    hasil = set()
    for s in nodes(path):
        if isinstance(s, ast.Import):
            hasil |= {a.name for a in s.names}
        elif isinstance(s, ast.ImportFrom) and s.module:
            hasil |= {s.module, *(f"{s.module}.{a.name}" for a in s.names)}
    return hasil


def test_no_code_asks_another_machine():
    """Not even one that somebody named: what goes out is mail, by Django, to the server of the settings."""
    temuan = {f"{where(p)} {m}" for p in source_files() for m in imported(p) if m in JARINGAN}
    assert temuan == set()


def is_ours(penerima: ast.expr) -> bool:
    """Whether what `.format` is called on stands in the code: a text, a CONSTANT, or SQL put together by its own library."""
    match penerima:
        case ast.Constant() | ast.JoinedStr():
            return True
        case ast.Name(id=nama) | ast.Attribute(attr=nama) if nama.isupper():
            return True
        case ast.Call(func=ast.Attribute(attr="SQL")):
            return True
    return False


def test_no_format_and_no_template_is_typed():
    format_, templat = set(), set()
    for path in source_files():
        for s in nodes(path):
            match s:
                case ast.Call(func=ast.Attribute(value=penerima, attr="format" | "format_map")) if not is_ours(
                    penerima
                ):
                    format_.add(f"{where(path)} {ast.unparse(penerima)}".replace(":1 ", " "))
                case ast.Call(func=ast.Attribute(attr="from_string")) | ast.Call(func=ast.Name(id="Template")):
                    templat.add(where(path))
    assert format_ - RUMUS_SENDIRI == set()
    assert templat - TEMPLAT_SENDIRI == set()


def written() -> Iterator[tuple[str, bool, str]]:
    """Every pattern that stands in the code as a text: (pattern, whether it is looked for anywhere, where)."""
    for path in source_files():
        for s in nodes(path):
            if not isinstance(s, ast.Call) or not s.args or not isinstance(s.args[0], ast.Constant):
                continue
            match s.func:
                case ast.Attribute(value=ast.Name(id="re"), attr=nama) if nama in FUNGSI_POLA:
                    pass
                case ast.Name(id=nama) | ast.Attribute(attr=nama) if nama in UTUH - FUNGSI_POLA:
                    pass
                case _:
                    continue
            yield s.args[0].value, nama not in UTUH and not only_whole(path, *names_given(path, s)), where(path, s)


def only_whole(path: Path, *nama: str) -> bool:
    """Whether a compiled pattern's name is used by `fullmatch` and `match` alone, in the module that gives it."""
    pakai = {
        s.attr
        for s in nodes(path)
        if isinstance(s, ast.Attribute) and isinstance(s.value, ast.Name) and s.value.id in nama
    }
    return bool(pakai) and pakai <= UTUH


def names_given(path: Path, panggilan: ast.Call) -> list[str]:
    """What a module calls the result of this call."""
    beri = [s for s in tree(path).body if isinstance(s, ast.Assign) and s.value is panggilan]
    return [s.targets[0].id for s in beri if isinstance(s.targets[0], ast.Name)]


def compiled() -> Iterator[tuple[str, bool, str]]:
    """Every pattern that a module keeps compiled, however it was put together."""
    for path in source_files():
        nama = where(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        if "re" not in imported(path) or "management" in nama:
            continue
        for k, v in vars(importlib.import_module(nama)).items():
            if isinstance(v, re.Pattern):
                yield v.pattern, not only_whole(path, k), f"{where(path)} {k}"


ABJAD = "aAzZ09 \t\n.,-_/+@'\"()|é’—1\x00"
BANYAK = 65
"""From how many times on a repeat counts as one without end: the parts of an e-mail address are shorter."""
BERKAS_SENDIRI = {"binaan/operasi/paket.py"}
"""What reads our own files alone."""


def letters(pohon: list, keadaan: re._parser.State) -> set[str]:
    """The characters of `ABJAD` that may stand somewhere in what this part of a pattern matches."""
    hasil: set[str] = set()
    for op, isi in pohon:
        nama = str(op)
        if nama in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            hasil |= letters(isi[2], keadaan)
        elif nama == "SUBPATTERN":
            hasil |= letters(isi[3], keadaan)
        elif nama == "BRANCH":
            hasil = hasil.union(*(letters(cabang, keadaan) for cabang in isi[1]))
        elif nama == "GROUPREF":
            hasil |= set(ABJAD)
        elif nama not in ("AT", "ASSERT", "ASSERT_NOT"):
            satu = re._compiler.compile(re._parser.SubPattern(keadaan, [(op, isi)]))
            hasil |= {h for h in ABJAD if satu.fullmatch(h)}
    return hasil


def is_many(op: object, isi: tuple) -> bool:
    return "REPEAT" in str(op) and int(isi[1]) >= BANYAK


def flat(pohon: list) -> list:
    """The items of a sequence with those of its groups in place; an alternative stays one item."""
    hasil = []
    for op, isi in pohon:
        hasil += flat(isi[3]) if str(op) == "SUBPATTERN" else [(op, isi)]
    return hasil


def risks(pola: str, cari: bool) -> list[str]:
    """Why matching may take more than its length: repeats in repeats, beside each other, or at the head of a search."""
    pohon = re._parser.parse(pola)
    return sorted(set(_risks(flat(pohon), pohon.state, cari)))


def _risks(barisan: list, keadaan: re._parser.State, awal: bool) -> Iterator[str]:
    sebelum: set[str] = set()
    for ke, (op, isi) in enumerate(barisan):
        if str(op) == "BRANCH":
            for cabang in isi[1]:
                yield from _risks(flat(cabang) + barisan[ke + 1 :], keadaan, awal)
        if "REPEAT" in str(op):
            badan = flat(isi[2])
            yield from _risks(badan, keadaan, False)
            if is_many(op, isi):
                huruf = letters(isi[2], keadaan)
                if sebelum & letters(_head(badan), keadaan):
                    yield "dua pengulangan bersebelahan"
                if awal and any(_must(*sisa) for sisa in barisan[ke + 1 :]):
                    yield "pencarian berawal pengulangan"
                yield from _nested(badan, keadaan)
                sebelum = (sebelum | huruf) if int(isi[0]) == 0 else huruf
                awal = awal and int(isi[0]) == 0
                continue
        if _must(op, isi):
            sebelum, awal = set(), False
        elif str(op) in ("AT", "ASSERT_NOT"):
            awal = False


def _must(op: object, isi: tuple) -> bool:
    """Whether this item takes at least one letter."""
    return str(op) not in ("AT", "ASSERT", "ASSERT_NOT") and not ("REPEAT" in str(op) and int(isi[0]) == 0)


def _head(badan: list) -> list:
    """What the body of a repeat may begin with."""
    ke = next((n for n, satu in enumerate(badan) if _must(*satu)), len(badan))
    return badan[: ke + 1]


def _nested(badan: list, keadaan: re._parser.State) -> Iterator[str]:
    """A repeat in the body of another needs something beside it that it cannot swallow."""
    for op, isi in badan:
        if is_many(op, isi):
            huruf = letters(isi[2], keadaan)
            pagar = [b for b in badan if b[1] is not isi and _must(*b)]
            if not any(not letters([b], keadaan) & huruf for b in pagar):
                yield "pengulangan di dalam pengulangan"


def test_no_pattern_runs_away_on_what_people_type():
    semua = [*written(), *compiled()]
    lari = {f"{di} {pola}": r for pola, cari, di in semua if (r := risks(pola, cari))}
    assert {k: r for k, r in lari.items() if not k.startswith(tuple(BERKAS_SENDIRI))} == {}
    assert len(semua) > 100


@pytest.mark.parametrize(
    ("pola", "cari"),
    [(r"(a+)+b", False), (r"\S+@\S+", True), (r"\s*\s*x", False), (r"(\w*,?)*!", False), (r"[\w.]+@x", True)],
)
def test_a_pattern_that_runs_away_is_found(pola, cari):
    assert risks(pola, cari)


BAHAN = (
    *("a", "1", " ", "_", "-", ".", ",", "@", "\n", "1 ", "1.", "a@", "a@a.", "1-", "a ", ",-", "(", "0", "62 ", "1o"),
    *(
        "1|",
        "é",
        "\n ",
        "a\n",
        "rp",
        "08 ",
        ". ",
        "=",
        "a.a",
        "1,0",
        "desa ",
        "|",
        "<",
        "\t1",
        "1e",
        "--",
        "aA1-",
        "nol ",
    ),
)


@pytest.mark.drill
def test_every_pattern_reads_100_kb_in_a_fifth_of_a_second():
    lambat = {}
    for pola, cari, di in (*written(), *compiled()):
        if di.startswith(tuple(BERKAS_SENDIRI)):
            continue
        jalan = re.compile(pola).search if cari else re.compile(pola).fullmatch
        for bahan in BAHAN:
            for awal, akhir in (("", ""), ("1", "!"), ("", "x")):
                teks = awal + bahan * (100_000 // len(bahan)) + akhir
                mulai = time.process_time()
                jalan(teks)
                if (lama := time.process_time() - mulai) > 0.2:
                    lambat[f"{di} {pola}"] = f"{lama:.2f} detik atas {bahan!r}"
    assert lambat == {}
