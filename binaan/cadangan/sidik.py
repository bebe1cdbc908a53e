"""What a table holds, in two figures: how many rows, and the SHA-256 of all of them in the order of their keys."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql


@dataclass(frozen=True)
class SidikTabel:
    jumlah: int
    sidik: str

    def as_json(self) -> list[Any]:
        return [self.jumlah, self.sidik]


Tabel = dict[str, SidikTabel]

TABEL_PG = """
SELECT c.relname, array_agg(a.attname::text ORDER BY a.attname),
       array(SELECT k.attname::text FROM pg_index i JOIN pg_attribute k ON k.attrelid = c.oid AND k.attnum = ANY(i.indkey)
             WHERE i.indrelid = c.oid AND i.indisprimary ORDER BY array_position(i.indkey::int2[], k.attnum))
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE n.nspname = 'public' AND c.relkind = 'r' GROUP BY c.oid, c.relname ORDER BY c.relname
"""
BENTUK_PG = """
SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO'; SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex'
"""


def tables_of_postgres(sambungan: psycopg.Connection[Any]) -> Tabel:
    """Every table of the schema `public`, as the connection's transaction sees it."""
    sambungan.execute(BENTUK_PG)
    return {
        nama: _postgres(sambungan, nama, kolom, kunci) for nama, kolom, kunci in sambungan.execute(TABEL_PG).fetchall()
    }


def _postgres(sambungan: psycopg.Connection[Any], nama: str, kolom: list[str], kunci: list[str]) -> SidikTabel:
    """By text in C order, so that two servers with other collations agree."""
    urut = sql.SQL(", ").join(sql.SQL('{}::text COLLATE "C"').format(sql.Identifier(k)) for k in kunci or kolom)
    isi = sql.SQL(", ").join(map(sql.Identifier, kolom))
    perintah = sql.SQL("COPY (SELECT {} FROM public.{} ORDER BY {}) TO STDOUT").format(isi, sql.Identifier(nama), urut)
    hash_, jumlah = hashlib.sha256(",".join(kolom).encode()), 0
    with sambungan.cursor() as kursor, kursor.copy(perintah) as aliran:
        for bagian in aliran:
            hash_.update(bagian)
            jumlah += bytes(bagian).count(b"\n")
    return SidikTabel(jumlah, hash_.hexdigest())


def tables_of_sqlite(sambungan: sqlite3.Connection) -> Tabel:
    """Every table of the file."""
    nama = [n for (n,) in sambungan.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    return {n: _sqlite(sambungan, n) for n in nama if not n.startswith("sqlite_")}


def _sqlite(sambungan: sqlite3.Connection, nama: str) -> SidikTabel:
    medan = sambungan.execute(f'PRAGMA table_info("{nama}")').fetchall()
    kolom = sorted(f'"{m[1]}"' for m in medan)
    kunci = [f'"{m[1]}"' for m in sorted(medan, key=lambda m: m[5]) if m[5]] or kolom
    perintah = f'SELECT {", ".join(kolom)} FROM "{nama}" ORDER BY {", ".join(kunci)}'  # noqa: S608  names of its own tables
    hash_, jumlah = hashlib.sha256(",".join(kolom).encode()), 0
    for baris in sambungan.execute(perintah):
        hash_.update(repr(baris).encode())
        jumlah += 1
    return SidikTabel(jumlah, hash_.hexdigest())


def differences(dulu: Tabel, kini: Tabel) -> list[str]:
    """The tables that are not the same, one sentence each."""
    hasil = []
    for nama in sorted(dulu.keys() | kini.keys()):
        a, b = dulu.get(nama), kini.get(nama)
        if a is None or b is None:
            hasil.append(
                f"Tabel {nama} {'tidak ada pada hasil pemulihan' if b is None else 'tidak ada pada cadangan'}."
            )
        elif a.jumlah != b.jumlah:
            hasil.append(f"Tabel {nama} berisi {b.jumlah} baris, seharusnya {a.jumlah}.")
        elif a != b:
            hasil.append(f"Isi tabel {nama} berbeda.")
    return hasil
