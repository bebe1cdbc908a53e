"""Seal audit rows, a link to every thousand at most. Each link is an HMAC over its rows' marks and the link before.

The chain follows the rows' numbers. PostgreSQL hands out numbers before their rows are committed, so rows are sealed only
up to a number below which none can appear any more: every transaction that was writing audit rows when that number was read
has ended. No writer waits for the sealer. A row found later below that number was not written by the application.

The key is that of frozen rankings (desa/segel.py): in the database, but closed to who has nothing but the database.
"""

from __future__ import annotations

import hashlib
import json
import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Max

from desa.models import Catatan, SegelCatatan
from desa.segel import keyed_hash, own_key

KUNCI = "segel"
UNTUK = "desa.catatan"
BENTUK = 1
KOLOM = (
    "id", "pada", "oleh_id", "oleh", "sebagai", "tindakan", "objek_jenis", "objek_id", "objek", "perubahan", "alasan", "opd_id",
    "sekali",
)  # fmt: skip
"""What a row says in form 1. A column more is a form more; links keep the form they were made in."""
PADA, PERUBAHAN = KOLOM.index("pada"), KOLOM.index("perubahan")
SATU_SEGEL = 1000
TULIS = json.JSONEncoder(separators=(",", ":"), sort_keys=True).encode
TANDA = struct.Struct(">q32s")
TUNGGU = 20.0
"""Seconds that the sealer waits for transactions that may still bring a lower number."""

PENULIS = """
SELECT virtualtransaction FROM pg_locks
WHERE relation = %s::regclass AND mode = 'RowExclusiveLock' AND granted AND pid <> pg_backend_pid()
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


@dataclass(frozen=True)
class HasilSegel:
    """What one run of the sealer did. `tertunda`: writers were still at work, the rest waits for the next run."""

    baris: int = 0
    segel: int = 0
    tertunda: bool = False


def seal_rows(*, at: datetime, tunggu: float = TUNGGU, terbanyak: int | None = None) -> HasilSegel:
    """Seal what can be sealed, `terbanyak` links at most. Safe beside writers and beside another sealer."""
    akhir = SegelCatatan.objects.order_by("nomor").last()
    batas = _settled(akhir.sampai_id if akhir else 0, tunggu)
    baris = segel = 0
    while batas is not None and (terbanyak is None or segel < terbanyak):
        isi = [b for b in rows_after(akhir.sampai_id if akhir else 0, SATU_SEGEL) if b[0] <= batas]
        if not isi:
            break
        akhir = _link(akhir, isi, at)
        if akhir is None:  # another sealer was faster
            break
        baris, segel = baris + len(isi), segel + 1
    return HasilSegel(baris, segel, tertunda=batas is None)


def _settled(sudah: int, tunggu: float) -> int | None:
    """The number below which no audit row can appear any more; None when that is not known in time."""
    terakhir = Catatan.objects.aggregate(n=Max("id"))["n"] or 0
    if connection.vendor != "postgresql" or terakhir <= sudah:
        return terakhir
    habis, penulis = time.monotonic() + tunggu, _writers()
    while penulis := penulis & _writers():
        if time.monotonic() > habis:
            return None
        time.sleep(0.05)
    return terakhir


def _writers() -> set[str]:
    """The transactions that hold the lock every INSERT takes before it draws its number."""
    with connection.cursor() as kursor:
        kursor.execute(PENULIS, [Catatan._meta.db_table])
        return {baris[0] for baris in kursor.fetchall()}


def rows_after(nomor: int | None, banyak: int) -> list[Sequence[Any]]:
    """The next rows in order. No upper bound: two would have PostgreSQL sort all that lies between, unless it was analysed."""
    semua = Catatan.objects.order_by("id") if nomor is None else Catatan.objects.filter(id__gt=nomor).order_by("id")
    return list(semua.values_list(*KOLOM)[:banyak])


def _link(sebelum: SegelCatatan | None, isi: list[Sequence[Any]], at: datetime) -> SegelCatatan | None:
    """Write the next link; None when its number was taken meanwhile."""
    baru = SegelCatatan(
        nomor=sebelum.nomor + 1 if sebelum else 1,
        dari_id=sebelum.sampai_id if sebelum else 0,
        sampai_id=isi[-1][0],
        jumlah=len(isi),
        tanda=b"".join(TANDA.pack(b[0], mark(b)) for b in isi),
        bentuk=BENTUK,
        disegel_pada=at,
    )
    baru.sidik = seal_of(own_key(KUNCI), baru, sebelum.sidik if sebelum else "")
    try:
        with transaction.atomic():
            baru.save(force_insert=True)
    except IntegrityError:
        return None
    return baru


def seal_of(kunci: bytes, segel: SegelCatatan, sebelum: str) -> str:
    """The seal that a link must carry after the one whose seal is `sebelum`."""
    isi = [
        segel.nomor, sebelum, segel.dari_id, segel.sampai_id, segel.jumlah, segel.bentuk, utc(segel.disegel_pada),
        hashlib.sha256(segel.tanda).hexdigest(),
    ]  # fmt: skip
    return keyed_hash(kunci, untuk=UNTUK, isi=json.dumps(isi))


def mark(baris: Sequence[Any]) -> bytes:
    """SHA-256 of what a row says (`KOLOM`), the same from every database."""
    isi = list(baris)
    isi[PADA], isi[PERUBAHAN] = utc(isi[PADA]), plain(isi[PERUBAHAN])
    return hashlib.sha256(TULIS(isi).encode()).digest()


def plain(nilai: Any) -> Any:
    """A JSON value in one form: databases give whole numbers back with or without a fraction."""
    jenis = type(nilai)
    if jenis is dict:
        return {k: plain(v) for k, v in nilai.items()}
    if jenis is list:
        return [plain(v) for v in nilai]
    return int(nilai) if jenis is float and nilai.is_integer() else nilai


def utc(saat: datetime) -> str:
    """A moment as every database gives it back."""
    return saat.astimezone(UTC).isoformat(timespec="microseconds")
