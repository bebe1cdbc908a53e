"""desa <- opd <- binaan. Seen red with `from opd.models import Opd` planted in desa/angka.py, and once more with the
same import inside a function (ruff PLC0415)."""

import subprocess
import sys
import tomllib

from django.conf import settings
from importlinter.cli import lint_imports

from tests.rumah.pohon import source_files

TERLARANG = {"utils.py", "helpers.py", "common.py", "services.py"}


def test_floors_import_only_downwards(monkeypatch):
    monkeypatch.chdir(settings.BASE_DIR)
    assert lint_imports(no_cache=True) == 0


def test_inline_imports_and_naive_clocks_are_forbidden():
    aturan = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["tool"]["ruff"]["lint"]
    assert {"PLC0415", "DTZ"} <= set(aturan["select"])
    perintah = [sys.executable, "-m", "ruff", "check", "-q", "--select", "PLC0415,DTZ,T20", "desa", "opd", "binaan"]
    hasil = subprocess.run(perintah, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    assert hasil.stdout == ""


def test_every_module_is_named_after_its_topic():
    assert [p for p in source_files() if p.name in TERLARANG] == []
