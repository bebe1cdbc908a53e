"""Triggers that renew the marks of villages (`TandaUbah`) in the transaction of the write itself.

Whatever way a row is written, in the panel, by an import or by hand, the marks of every village that it tells something
about are replaced, and with them those of its kabupaten. On PostgreSQL a statement does so once for all its rows, and waits
for nobody: of two transactions that replace the same mark each adds its own. Only a village that moves to another kabupaten
waits for all of them, who would mark the one that it left. On SQLite, where one transaction writes at a time, each row does.

SQLite rebuilds a table to change it, which triggers that look at it forbid, so they are lifted while migrations run. The
marks go with them: a village without a mark is read anew each time (binaan/dasbor/simpanan.py).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from hashlib import sha256
from typing import Any, NamedTuple

from django.apps import apps as semua_apps
from django.core import checks
from django.core.exceptions import FieldDoesNotExist
from django.db import connections, models, transaction

AWALAN = "tanda_ubah_"
TABEL, DESA, WILAYAH = "desa_tandaubah", "desa_desa", "desa_kabupaten"
JALAN = {
    "desa.Desa": ("pk",),
    "desa.IndeksDesa": ("desa",),
    "desa.PotretKesejahteraan": ("desa",),
    "desa.Umkm": ("desa",),
    "desa.Legalitas": ("umkm__desa",),
    "desa.PenutupanUmkm": ("umkm__desa",),
    "desa.Penjualan": ("umkm__desa", "menggantikan__umkm__desa"),
    "desa.PenjualanSaluran": ("penjualan__umkm__desa",),
    "desa.PerkembanganUmkm": ("umkm__desa", "menggantikan__umkm__desa"),
    "desa.Produk": ("umkm__desa",),
    "opd.Penugasan": ("desa",),
    "opd.Tim": ("penugasan__desa",),
    "opd.RencanaAksi": ("penugasan__desa",),
    "opd.BarisRencana": ("rencana__penugasan__desa",),
    "opd.PaguBaris": ("baris__rencana__penugasan__desa",),
    "opd.Kegiatan": ("penugasan__desa", "menggantikan__penugasan__desa"),
    "opd.DanaKegiatan": ("kegiatan__penugasan__desa",),
    "opd.Kunjungan": ("penugasan__desa", "menggantikan__penugasan__desa"),
    "opd.KunjunganUmkm": ("kunjungan__penugasan__desa", "umkm__desa"),
    "opd.Bukti": ("kunjungan__penugasan__desa",),
    "opd.Pasokan": ("umkm__desa",),
    "opd.RencanaKunjungan": ("penugasan__desa",),
    "opd.RencanaKunjungan_umkm": ("umkm__desa",),
    "opd.LaporanTriwulan": ("penugasan__desa",),
    "opd.Jabatan": (),
}
"""Each kind of row that a figure of a village is made from, and its ways to the village. One whose first step leads nowhere
tells nothing of a village; one that breaks off later, of all. Without any, by LAIN alone.
"""
SEMUA = {"desa.Kabupaten": "SELECT 0 UNION SELECT -r.id", "desa.Kecamatan": "SELECT 0", "opd.Opd": "SELECT 0"}
"""Rows whose names every village shows, and whose marks they renew: a kabupaten has one from its first day."""
BERPINDAH = {"desa.Desa": "kecamatan_id", "desa.Kecamatan": "kabupaten_id"}
"""Where a village lies, by the kind of row that says so."""
KABUPATEN = "SELECT -k.kabupaten_id FROM desa_desa v JOIN desa_kecamatan k ON k.id = v.kecamatan_id WHERE v.id"
"""The marks of the kabupaten of some villages."""
USAHA = "JOIN desa_umkm u ON u.id = x.umkm_id"
RENCANA = f"JOIN opd_rencanakunjungan_umkm x ON x.rencanakunjungan_id = n.id {USAHA}"
LAIN = {
    "desa.Desa": (("-k.kabupaten_id", "desa_kecamatan k", "k.id = r.kecamatan_id"),),
    "opd.Penugasan": (
        (
            "u.desa_id",
            f"opd_kunjungan k JOIN opd_kunjunganumkm x ON x.kunjungan_id = k.id {USAHA}",
            "k.penugasan_id = r.id",
        ),
        ("u.desa_id", f"opd_rencanakunjungan n {RENCANA}", "n.penugasan_id = r.id"),
    ),
    "opd.BarisRencana": (
        ("p.desa_id", "opd_kegiatan k JOIN opd_penugasan p ON p.id = k.penugasan_id", "k.baris_id = r.id"),
    ),
    "opd.Kunjungan": (
        ("u.desa_id", f"opd_kunjunganumkm x {USAHA}", "x.kunjungan_id IN (r.id, r.menggantikan_id)"),
        ("u.desa_id", f"opd_rencanakunjungan n {RENCANA}", "n.penugasan_id = r.penugasan_id"),
    ),
    "opd.KunjunganUmkm": (
        (
            "u.desa_id",
            f"opd_kunjungan k JOIN opd_rencanakunjungan n ON n.penugasan_id = k.penugasan_id {RENCANA}",
            "k.id = r.kunjungan_id",
        ),
    ),
    "opd.RencanaKunjungan": (("u.desa_id", f"opd_rencanakunjungan_umkm x {USAHA}", "x.rencanakunjungan_id = r.id"),),
    "opd.Jabatan": (
        ("p.desa_id", "opd_opd o JOIN opd_penugasan p ON p.opd_id = o.id", "r.opd_id IN (o.id, o.dilebur_ke_id)"),
    ),
    "opd.RencanaKunjungan_umkm": (
        ("u.desa_id", f"opd_rencanakunjungan_umkm x {USAHA}", "x.rencanakunjungan_id = r.rencanakunjungan_id"),
    ),
}
"""Villages that a row reaches by what leads to it, as (column, tables, condition): a corrected penugasan keeps its visits and
their enterprises, a plan is done for all its enterprises when one was visited, a correction of a visit ends the visit, a
village that went leaves its kabupaten behind, and papers wait at the desk of whoever heads their OPD or its successor.
"""  # fmt: skip


class Pemicu(NamedTuple):
    """One trigger: its name, which changes with what it does, and the commands that make it."""

    nama: str
    perintah: tuple[str, ...]


def covered(apps: Any = semua_apps) -> dict[str, str]:
    """The tables whose rows renew marks, by the label of their model."""
    return {label: apps.get_model(label)._meta.db_table for label in (*JALAN, *SEMUA)}


def _village(model: type[models.Model], jalan: str, r: str) -> str:
    """The id of the village that a row `r` leads to."""
    if jalan == "pk":
        return f"{r}.id"
    hasil, kini = "", model
    for langkah in jalan.split("__"):
        medan: Any = kini._meta.get_field(langkah)
        atas = f"SELECT {medan.column} FROM {kini._meta.db_table} WHERE id = {hasil}"  # noqa: S608
        hasil = f"({atas})" if hasil else f"{r}.{medan.column}"
        kini = medan.related_model
    return hasil


def _first(model: type[models.Model], jalan: str, r: str) -> str:
    """The condition that the way begins at all."""
    medan: Any = None if jalan == "pk" else model._meta.get_field(jalan.partition("__")[0])
    return f"{r}.{medan.column} IS NOT NULL" if medan is not None and medan.null else "1 = 1"


def _villages(label: str, apps: Any, r: str, baris: str) -> Iterator[str]:
    """SELECTs of the villages of the row `r`; `baris` is the FROM that gives it ("" where the trigger does)."""
    if label in SEMUA:
        yield SEMUA[label].replace("r.id", f"{r}.id FROM {baris}" if baris else f"{r}.id")
        return
    model = apps.get_model(label)
    for jalan in JALAN[label]:
        dari = f" FROM {baris}" if baris else ""
        yield f"SELECT coalesce({_village(model, jalan, r)}, 0){dari} WHERE {_first(model, jalan, r)}"  # noqa: S608
    for kolom, tabel, syarat in LAIN.get(label, ()):
        dari = f"{baris}, {tabel}" if baris else tabel
        yield f"SELECT coalesce({kolom}, 0) FROM {dari} WHERE {syarat.replace('r.', f'{r}.')}"  # noqa: S608


def triggers(vendor: str, apps: Any = semua_apps) -> list[Pemicu]:
    """Every trigger. LookupError or FieldDoesNotExist where the tables are not those of this version."""
    buat = _postgresql if vendor == "postgresql" else _sqlite
    return [p for label, tabel in covered(apps).items() for p in buat(label, tabel, apps)]


def _named(tabel: str, isi: str) -> str:
    return f"{AWALAN}{tabel}_{sha256(isi.encode()).hexdigest()[:8]}"


def _sqlite(label: str, tabel: str, apps: Any) -> Iterator[Pemicu]:
    for saat, r in (("INSERT", ("NEW",)), ("DELETE", ("OLD",)), ("UPDATE", ("OLD", "NEW"))):
        pilih = " UNION ".join(s for satu in r for s in _villages(label, apps, satu, ""))
        if label in JALAN:
            pilih = f"{pilih} UNION {KABUPATEN} IN ({pilih})"
        hapus = f"DELETE FROM {TABEL} WHERE desa IN ({pilih});"  # noqa: S608
        baru = f"SELECT lower(hex(randomblob(16))), d FROM (SELECT NULL d WHERE 0 UNION {pilih});"  # noqa: S608
        isi = f"{hapus} INSERT INTO {TABEL} (tanda, desa) {baru}"
        nama = f"{_named(tabel, isi)}_{saat.lower()}"
        yield Pemicu(nama, (f"CREATE TRIGGER {nama} AFTER {saat} ON {tabel} BEGIN {isi} END",))


TANDAI = f"""CREATE OR REPLACE FUNCTION {AWALAN}ganti(bigint[]) RETURNS void LANGUAGE sql AS $$
DELETE FROM {TABEL} WHERE tanda IN (SELECT tanda FROM {TABEL} WHERE desa = ANY($1) FOR UPDATE SKIP LOCKED);
INSERT INTO {TABEL} (tanda, desa) SELECT gen_random_uuid(), d FROM unnest($1) d;
$$;
CREATE OR REPLACE FUNCTION {AWALAN}desa(bigint[]) RETURNS void LANGUAGE sql AS $$
SELECT {AWALAN}ganti(ARRAY(SELECT unnest($1) UNION {KABUPATEN} = ANY($1)));
$$"""  # noqa: S608


def _alone(label: str) -> str:
    """Where places move: wait for whoever marked the place that they leave, and let nobody mark until this is committed."""
    if label not in BERPINDAH:
        return ""
    pindah = f"SELECT FROM baru JOIN lama USING (id) WHERE baru.{BERPINDAH[label]} <> lama.{BERPINDAH[label]}"
    return f"IF EXISTS ({pindah}) THEN LOCK TABLE {TABEL} IN SHARE ROW EXCLUSIVE MODE; END IF; "  # noqa: S608


def _postgresql(label: str, tabel: str, apps: Any) -> Iterator[Pemicu]:
    """One function for all statements on a table, told apart inside: each sees other rows."""
    baru, lama = (" UNION ".join(_villages(label, apps, "r", f"{nama} r")) for nama in ("baru", "lama"))
    isi = (
        f"BEGIN LOCK TABLE {TABEL} IN ROW EXCLUSIVE MODE; "
        f"IF TG_OP = 'INSERT' THEN PERFORM {AWALAN}desa(ARRAY({baru})); "
        f"ELSIF TG_OP = 'DELETE' THEN PERFORM {AWALAN}desa(ARRAY({lama})); "
        f"ELSIF TG_OP = 'UPDATE' THEN {_alone(label)}PERFORM {AWALAN}desa(ARRAY({baru} UNION {lama})); "
        f"ELSE PERFORM {AWALAN}desa(ARRAY[0]); END IF; RETURN NULL; END"
    )
    nama = _named(tabel, TANDAI + isi)
    tabel_lihat = {
        "INSERT": "REFERENCING NEW TABLE AS baru",
        "DELETE": "REFERENCING OLD TABLE AS lama",
        "UPDATE": "REFERENCING NEW TABLE AS baru OLD TABLE AS lama",
        "TRUNCATE": "",
    }
    fungsi = f"CREATE FUNCTION {nama}() RETURNS trigger LANGUAGE plpgsql AS $$ {isi} $$"
    for n, (saat, lihat) in enumerate(tabel_lihat.items()):
        pasang = (
            f"CREATE TRIGGER {nama}_{saat.lower()} AFTER {saat} ON {tabel} {lihat} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {nama}()"
        )
        yield Pemicu(f"{nama}_{saat.lower()}", (pasang,) if n else (fungsi, pasang))


def installed(using: str) -> set[str]:
    """The names of the triggers that are there. One query."""
    dari = {
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    }
    with connections[using].cursor() as kursor:
        kursor.execute(dari[connections[using].vendor])
        return {nama for (nama,) in kursor.fetchall() if nama.startswith(AWALAN)}


def after_migrations(*, using: str, apps: Any = semua_apps, **lain: Any) -> None:
    """Make the triggers that are not there, and give a mark to every village and kabupaten, which then have none."""
    sambungan = connections[using]
    try:
        perlu = triggers(sambungan.vendor, apps)
    except (LookupError, FieldDoesNotExist):  # migrated to an earlier version
        return
    if {p.nama for p in perlu} == installed(using) or not _has_tables(using, apps):
        return
    with transaction.atomic(using=using), sambungan.cursor() as kursor:
        _lift(using)
        if sambungan.vendor == "postgresql":
            kursor.execute(TANDAI)
        for satu in perlu:
            for perintah in satu.perintah:
                kursor.execute(perintah)
        acak = "gen_random_uuid()" if sambungan.vendor == "postgresql" else "lower(hex(randomblob(16)))"
        semua = f"SELECT id FROM {DESA} UNION ALL SELECT -id FROM {WILAYAH}"  # noqa: S608
        kursor.execute(f"INSERT INTO {TABEL} (tanda, desa) SELECT {acak}, id FROM ({semua}) x")  # noqa: S608


def check_triggers(databases: Collection[str] | None = None, **lain: Any) -> list[checks.CheckMessage]:
    """Whether every trigger is there, once the tables are: marks that nobody renews would pass for standing."""
    kurang = [
        using
        for using in databases or ()
        if _has_tables(using, semua_apps) and {p.nama for p in triggers(connections[using].vendor)} - installed(using)
    ]
    pesan = "Pemicu tanda perubahan desa di basis data “{}” tidak lengkap: dasbor dapat tertinggal dari catatan."
    return [checks.Warning(pesan.format(n), hint="Jalankan manage.py migrate.", id="opd.W001") for n in kurang]


def before_migrations(*, using: str, plan: Any = (), **lain: Any) -> None:
    """If there are any to run, take triggers and marks away."""
    if plan and installed(using):
        with transaction.atomic(using=using):
            _lift(using)


def _has_tables(using: str, apps: Any) -> bool:
    return {*covered(apps).values(), TABEL} <= set(connections[using].introspection.table_names())


def _lift(using: str) -> None:
    with connections[using].cursor() as kursor:
        if connections[using].vendor == "postgresql":
            kursor.execute("SELECT oid::regprocedure FROM pg_proc WHERE proname LIKE %s", [f"{AWALAN}%"])
            for (fungsi,) in kursor.fetchall():
                kursor.execute(f"DROP FUNCTION {fungsi} CASCADE")
        else:
            for nama in installed(using):
                kursor.execute(f"DROP TRIGGER {nama}")
        kursor.execute(f"DELETE FROM {TABEL}")  # noqa: S608
