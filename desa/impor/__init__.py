"""Lists that come in as XLSX or CSV: how a file is read, and how its template is written."""

from desa.tanpa_numpy import load_openpyxl

load_openpyxl()
