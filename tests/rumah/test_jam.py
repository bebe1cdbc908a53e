"""No test module reads the clock while it is imported: a run that passes midnight would keep yesterday. Seen red with
`HARI = hari_ini()` planted at the head of a module, with `awal_lalu()` as a default and in a `parametrize`."""

import ast
from collections.abc import Iterable, Iterator
from functools import cache

from django.conf import settings

from tests.rumah.pohon import source_files, tree

JAM = {"hari_ini", "localdate", "localtime", "now", "today", "utcnow", "time", "time_ns", "monotonic"}
"""The names by which Django, Python and the project tell the time."""


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of tests by its dotted name."""
    jalur = (p.relative_to(settings.BASE_DIR) for p in source_files(tests=True))
    return {".".join(p.with_suffix("").parts): tree(settings.BASE_DIR / p) for p in jalur if p.parts[0] == "tests"}


@cache
def imports(modul: str) -> dict[str, tuple[str, str]]:
    """What a module calls by which name, and where that is defined: {"awal": ("tests.kapan", "awal_lalu")}."""
    dari = [s for s in ast.walk(modules()[modul]) if isinstance(s, ast.ImportFrom) and s.module]
    return {a.asname or a.name: (s.module or "", a.name) for s in dari for a in s.names}


def called(modul: str, simpul: Iterable[ast.AST]) -> Iterator[tuple[str, str]]:
    """(module, function) of each call among nodes; ("", name) where another than a module of tests holds it."""
    for s in simpul:
        match s:
            case ast.Call(func=ast.Name(id=nama)):
                asal, nama = imports(modul).get(nama, (modul, nama))
                yield (asal, nama) if asal in modules() else ("", nama)
            case ast.Call(func=ast.Attribute(value=ast.Name(id=tempat), attr=nama)):
                asal = ".".join(imports(modul).get(tempat, ("", tempat)))
                yield (asal, nama) if asal in modules() else ("", nama)
            case ast.Call(func=ast.Attribute(attr=nama)):
                yield "", nama


@cache
def clocks() -> frozenset[tuple[str, str]]:
    """What tells the time, and every function of tests that calls one of them, however deep."""
    badan = [(m, s) for m, isi in modules().items() for s in isi.body if isinstance(s, ast.FunctionDef)]
    panggilan = {(m, s.name): set(called(m, ast.walk(s))) for m, s in badan}
    hasil: set[tuple[str, str]] = set()
    baru = {("", nama) for nama in JAM}
    while baru - hasil:
        hasil |= baru
        baru = {f for f, isi in panggilan.items() if isi & hasil}
    return frozenset(hasil)


def at_import(simpul: ast.AST) -> Iterator[ast.AST]:
    """What runs when a module is imported: of a function its decorators and defaults, not its body."""
    if isinstance(simpul, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        simpul = ast.Module([*getattr(simpul, "decorator_list", ()), simpul.args], [])
    for anak in ast.iter_child_nodes(simpul):
        yield anak
        yield from at_import(anak)


def test_no_module_of_tests_reads_the_clock_at_import():
    pelanggar = {
        f"{modul}:{simpul.lineno}"
        for modul, isi in modules().items()
        for simpul in at_import(isi)
        if isinstance(simpul, ast.Call) and clocks() & set(called(modul, [simpul]))
    }
    assert pelanggar == set()
