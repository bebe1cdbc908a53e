"""Lists that go out as XLSX or CSV: what a list is, and how its rows are written."""

from desa.tanpa_numpy import load_openpyxl

load_openpyxl()
