"""The benchmark's country: the province's places and OPDs many times over, each province with OPDs of its own, and the sample
laid on all of them. An hour's work for PostgreSQL alone, so its triggers rest meanwhile and references are not looked up.
"""

from __future__ import annotations

from django.db import connection, transaction

from desa.models import Desa, Kabupaten, Kecamatan, TandaUbah
from opd.models import Opd
from tests.skala import LANGKAH, Ukuran, _insert, multiply

DESA, KEGIATAN, PENJUALAN, FOTO = 84_000, 10_000_000, 12_000_000, 1_000_000
KODE = "(10 + k)::text || substr(t.kode, 3)"
"""Provinces 11, 12 … in place of Maluku's 81."""
TERBANYAK = 70
TANPA = frozenset(
    f"desa.{n}"
    for n in ("Keluarga", "StatusKeluarga", "SidikKeluarga", "NilaiIndikator", "NilaiSubdimensi", "PenjualanSaluran")
) | {"desa.DilihatProduk", "opd.JawabanPeriksa", "opd.PenerimaBantuan", "opd.PemeriksaanBantuan", "opd.LangkahNaskah"}
"""Kinds of rows that no page measured reads for many villages at once: they would be half of the database."""


@transaction.atomic
def spread(desa: int = DESA, kegiatan: int = KEGIATAN, penjualan: int = PENJUALAN, foto: int = FOTO) -> Ukuran:
    """So many villages in provinces like this one, with the sample on each. Raises ValueError for more provinces than codes."""
    kali = -(-desa // Desa.objects.count()) - 1
    if not 0 < kali <= TERBANYAK:
        raise ValueError("Banyaknya desa tidak dapat dibagi atas provinsi.")
    with connection.cursor() as kursor:
        kursor.execute("SET LOCAL session_replication_role = replica")
        kursor.execute("SET LOCAL work_mem = '256MB'")
        _copy_places(f"CROSS JOIN generate_series(1, {kali}) k")
        kursor.execute("ANALYZE")
        hasil = multiply(desa, kegiatan, penjualan, foto, cepat=True, tanpa=TANPA)
        kursor.execute(
            f"UPDATE opd_penugasan SET opd_id = opd_id + desa_id / {LANGKAH} * {LANGKAH} WHERE desa_id > {LANGKAH}"
        )
        kursor.execute(
            f"INSERT INTO {TandaUbah._meta.db_table} (tanda, desa) SELECT gen_random_uuid(), id FROM"
            f" (SELECT id FROM desa_desa UNION ALL SELECT -id FROM desa_kabupaten) x WHERE abs(id) > {LANGKAH}"
        )
    return hasil


def _copy_places(kali: str) -> None:
    ke = f" + k * {LANGKAH}::bigint"
    _insert(Kabupaten, {"id": f"t.id{ke}", "kode": KODE}, kali)
    _insert(Kecamatan, {"id": f"t.id{ke}", "kode": KODE, "kabupaten_id": f"t.kabupaten_id{ke}"}, kali)
    _insert(Desa, {"id": f"t.id{ke}", "kode": KODE, "kecamatan_id": f"t.kecamatan_id{ke}"}, kali)
    nama = {"slug": "t.slug || '-' || k", "nama": "t.nama || ' ' || k", "singkatan": "t.singkatan || ' ' || k"}
    _insert(
        Opd, {"id": f"t.id{ke}", "induk_id": f"t.induk_id{ke}", "dilebur_ke_id": f"t.dilebur_ke_id{ke}"} | nama, kali
    )
