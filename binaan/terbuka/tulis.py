"""A set as CSV, JSON or GeoJSON, with the same rows and columns in each. Kept for some minutes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from binaan.terbuka.baris import Baris, Nilai
from binaan.terbuka.kumpulan import Kumpulan
from binaan.terbuka.saat import SIMPAN_DETIK, SIMPANAN, Saat
from desa.angka import format_desimal, format_ribuan, format_tanggal
from desa.impor.tulis import teks_aman
from desa.versi_data import remember
from opd.konteks import is_sample


def read_rows(k: Kumpulan, saat: Saat) -> list[tuple[Baris, tuple[Nilai, ...]]]:
    """The rows by village, each with its values behind those of its place."""
    baca = partial(k.baca, saat)
    baris = SIMPANAN.remember((k.kunci, saat), baca, detik=SIMPAN_DETIK)
    semua = sorted(baris, key=lambda b: (b.tempat.kode, tuple(map(str, b.isi))))
    return [(b, (b.tempat.kode, b.tempat.desa, b.tempat.kecamatan, b.tempat.kabupaten, *b.isi)) for b in semua]


def write_csv(k: Kumpulan, saat: Saat) -> bytes:
    """Commas, UTF-8 with its mark, so that a sheet opens it as it is; nothing in it runs as a formula."""
    aliran = io.StringIO(newline="")
    tulis = csv.writer(aliran)
    tulis.writerow([c.nama for c in k.kolom])
    for _, isi in read_rows(k, saat):
        tulis.writerow(["" if n is None else teks_aman(n) for n in isi])
    return aliran.getvalue().encode("utf-8-sig")


def write_json(k: Kumpulan, saat: Saat) -> bytes:
    """Metadata, columns, rows."""
    nama = [c.nama for c in k.kolom]
    data = [dict(zip(nama, map(_plain, isi), strict=True)) for _, isi in read_rows(k, saat)]
    return _dump(_head(k, saat) | {"data": data})


def write_geojson(k: Kumpulan, saat: Saat) -> bytes:
    """The same rows at the point of their village (RFC 7946: longitude first); a village without a point has none."""
    nama = [c.nama for c in k.kolom]
    isi = [
        {
            "type": "Feature",
            "geometry": _point(b),
            "properties": dict(zip(nama, map(_plain, nilai), strict=True)),
        }
        for b, nilai in read_rows(k, saat)
    ]
    return _dump({"type": "FeatureCollection", **_head(k, saat), "features": isi})


def words_of(nilai: Nilai, satuan: str) -> str:
    """The value as people read it on a page."""
    if nilai is None or nilai == "":
        return "–"
    if isinstance(nilai, date):
        return format_tanggal(nilai)
    if isinstance(nilai, Decimal):
        return format_desimal(nilai)
    return format_ribuan(nilai) if isinstance(nilai, int) and satuan != "tahun" else str(nilai)


def _head(k: Kumpulan, saat: Saat) -> dict[str, Any]:
    kolom = [{"nama": c.nama, "arti": c.arti, "satuan": c.satuan} for c in k.kolom]
    contoh = {"peringatan": "CONTOH: dibuat untuk peragaan, bukan data sebenarnya."} if is_sample() else {}
    return {"metadata": contoh | k.metadata(saat), "kolom": kolom}


def _point(b: Baris) -> dict[str, Any] | None:
    if b.tempat.lintang is None or b.tempat.bujur is None:
        return None
    return {"type": "Point", "coordinates": [b.tempat.bujur, b.tempat.lintang]}


def _plain(nilai: Nilai) -> Any:
    """Percentages have one decimal, so a float says exactly what is printed."""
    if isinstance(nilai, Decimal):
        return float(nilai)
    return nilai.isoformat() if isinstance(nilai, date) else nilai


def _dump(isi: dict[str, Any]) -> bytes:
    return json.dumps(isi, ensure_ascii=False, separators=(",", ":")).encode()


BENTUK: dict[str, tuple[Callable[[Kumpulan, Saat], bytes], str]] = {
    "csv": (write_csv, "text/csv; charset=utf-8"),
    "json": (write_json, "application/json"),
    "geojson": (write_geojson, "application/geo+json"),
}


def file_of(k: Kumpulan, bentuk: str, saat: Saat) -> bytes:
    """The file, written once while nothing in the database changes."""
    return remember(("terbuka", k.kunci, bentuk, saat), lambda: BENTUK[bentuk][0](k, saat))
