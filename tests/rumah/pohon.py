"""The project's own Python files, parsed once."""

import ast
from functools import cache
from pathlib import Path

from django.conf import settings

LANTAI = ("desa", "opd", "binaan")


@cache
def source_files(*, tests: bool = False) -> tuple[Path, ...]:
    """Every Python file of the floors (and of the tests), without migrations."""
    folder = (*LANTAI, "tests") if tests else LANTAI
    semua = [p for nama in folder for p in (settings.BASE_DIR / nama).rglob("*.py") if "migrations" not in p.parts]
    return (*sorted(semua), settings.BASE_DIR / "manage.py")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Every node of a file; to walk a tree takes longer than to look at all of it."""
    return tuple(ast.walk(tree(path)))


def where(path: Path, simpul: ast.AST | None = None) -> str:
    """`opd/views/desa.py:12`, for messages."""
    nama = path.relative_to(settings.BASE_DIR).as_posix()
    return f"{nama}:{getattr(simpul, 'lineno', 1)}" if simpul else nama
