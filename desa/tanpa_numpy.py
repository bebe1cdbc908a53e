"""openpyxl without numpy, which it would load for kinds of cells that nobody here writes; the web process never loads numpy."""

import sys
from importlib import import_module


def load_openpyxl() -> None:
    """Load openpyxl with numpy out of its sight; whoever needs numpy, as the worker does, imports it before or afterwards."""
    if "numpy" in sys.modules:
        return
    sys.modules["numpy"] = None  # type: ignore[assignment]  # what an import finds so is "not installed"
    try:
        import_module("openpyxl")
    finally:
        del sys.modules["numpy"]
