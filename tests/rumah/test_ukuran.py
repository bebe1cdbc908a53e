"""No file over 400 lines, no function over 40. Seen red with a planted 41-line function and a 401-line file."""

import ast

from tests.rumah.pohon import source_files, tree, where

BARIS_BERKAS = 400
BARIS_FUNGSI = 40


def long_functions(pohon: ast.Module) -> list[ast.AST]:
    """Functions whose body, decorators and docstring not counted, is too long."""
    hasil: list[ast.AST] = []
    for simpul in ast.walk(pohon):
        if isinstance(simpul, ast.FunctionDef | ast.AsyncFunctionDef):
            awal = simpul.body[0]
            ada_doc = isinstance(awal, ast.Expr) and isinstance(awal.value, ast.Constant)
            mulai = (awal.end_lineno or awal.lineno) if ada_doc else simpul.lineno
            if (simpul.end_lineno or 0) - mulai > BARIS_FUNGSI:
                hasil.append(simpul)
    return hasil


def test_files_are_short():
    panjang = {where(p): len(p.read_text().splitlines()) for p in source_files(tests=True)}
    assert {nama: n for nama, n in panjang.items() if n > BARIS_BERKAS} == {}


def test_functions_are_short():
    assert [where(p, f) for p in source_files(tests=True) for f in long_functions(tree(p))] == []
