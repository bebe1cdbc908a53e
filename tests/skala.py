"""The sample data many times over, for the benchmark: each sample village with everything that hangs on it, laid on the
province's other villages, and more activities, until the programme has the size asked for. PostgreSQL only; the rows never
leave the database.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, models, transaction

from binaan.models import ButirPetik
from desa.models import Desa, Penjualan
from opd.models import Bukti, DanaKegiatan, Kegiatan, Penugasan

LANGKAH = 100_000_000
"""Between the primary key of a row and that of its next copy."""
LAGI = LANGKAH * 1_000_000
"""The same between repeated facts, beyond the copies of the most villages there are."""
UNIK = {
    "desa_umkm.nib": "CASE WHEN t.nib = '' THEN '' ELSE lpad((t.nib::bigint + s.k * 1000000)::text, 13, '0') END",
    "desa_produk.kode": "lpad(translate(to_hex(s.k * 65536 + t.id), '01', 'xy'), 8, 'z')",
}
"""What a unique column of text becomes in copy s.k."""


@dataclass(frozen=True, slots=True)
class Ukuran:
    """How many rows of a kind there are."""

    penugasan: int
    umkm: int
    penjualan: int
    kegiatan: int
    bukti: int


def hanging(tanpa: Collection[str] = ()) -> list[type[models.Model]]:
    """Every model whose rows hang on a village or a penugasan, by whatever way; parents first. `tanpa`: labels left out."""
    tetap = (Desa, ButirPetik)  # a drawn spot check belongs to its locked frame
    semua = [m for a in ("desa", "opd", "binaan") for m in apps.get_app_config(a).get_models() if m not in tetap]
    semua = [m for m in semua if m._meta.label not in tanpa]
    hasil: list[type[models.Model]] = []
    while baru := [m for m in semua if m not in hasil and _parents(m, [Desa, *hasil])]:
        hasil += baru
    return hasil


def _parents(model: type[models.Model], calon: list[type[models.Model]]) -> list[models.ForeignKey]:
    return [f for f in _references(model) if f.related_model in calon and f.related_model is not model]


def _references(model: type[models.Model]) -> list[models.ForeignKey]:
    return [f for f in model._meta.concrete_fields if isinstance(f, models.ForeignKey)]


@transaction.atomic
def multiply(
    desa: int, kegiatan: int, penjualan: int, foto: int = 0, *, cepat: bool = False, tanpa: Collection[str] = ()
) -> Ukuran:
    """Lay the sample on whole multiples of its villages, at most `desa`, and repeat activities and
    months of sales to about as many as asked for, and rows of photos that share one file. `cepat`: triggers rest meanwhile and
    references are not looked up, which only a superuser of PostgreSQL may ask for. `tanpa`: kinds of rows that have no copies.

    Raises ValueError where there is nothing to copy or the database is not PostgreSQL.
    """
    if connection.vendor != "postgresql":
        raise ValueError("Data skala hanya dibuat di PostgreSQL.")
    semua = Penugasan.objects.values("desa").distinct().count()
    asal = Penugasan.objects.filter(selesai=None).values("desa").distinct().count()
    kali = min(desa - asal, Desa.objects.count() - semua) // asal if asal else 0
    if kali < 1:
        raise ValueError("Tidak ada yang dapat digandakan: jalankan buat_contoh lebih dahulu.")
    model = hanging(tanpa)
    with connection.cursor() as kursor:
        kursor.execute("SET LOCAL session_replication_role = replica" if cepat else "SET CONSTRAINTS ALL DEFERRED")
        kursor.execute(
            "CREATE TEMP TABLE peta_desa ON COMMIT DROP AS SELECT a.id lama, b.id baru, k FROM"
            " (SELECT id, row_number() OVER (ORDER BY id) n FROM desa_desa"
            "  WHERE id IN (SELECT desa_id FROM opd_penugasan WHERE selesai IS NULL)) a"
            " CROSS JOIN generate_series(1, %s) k JOIN (SELECT id, row_number() OVER (ORDER BY md5(kode)) n FROM desa_desa"
            "  WHERE id NOT IN (SELECT desa_id FROM opd_penugasan)) b ON b.n = (k - 1) * %s + a.n",
            [kali, asal],
        )
        for m in model:
            kursor.execute(_clear_sql(m))
        for m in model:
            kursor.execute(_chosen_sql(m, model))
        for m in model:
            kursor.execute(_copy_sql(m, model), [kali])
    _more_facts(kegiatan, penjualan)
    _more_photos(foto - Bukti.objects.count())
    with connection.cursor() as kursor:
        kursor.execute("ANALYZE")  # as autovacuum, off on a throw-away server, would soon do
    return _count()


def _t(model: type[models.Model]) -> str:
    return model._meta.db_table


def _clear_sql(m: type[models.Model]) -> str:
    """Reference rows of a village that gets a copy give way to the copy."""
    langsung = [f for f in _references(m) if f.related_model is Desa and not f.null]
    if not langsung or m is Penugasan:
        return "SELECT 1"
    anak = [f for r in hanging() for f in _references(r) if f.related_model is m]
    syarat = f"{langsung[0].column} IN (SELECT baru FROM peta_desa)"
    hapus = "".join(
        f"DELETE FROM {_t(f.model)} WHERE {f.column} IN (SELECT id FROM {_t(m)} WHERE {syarat});" for f in anak
    )
    return f"{hapus} DELETE FROM {_t(m)} WHERE {syarat}"


def _chosen_sql(m: type[models.Model], semua: list[type[models.Model]]) -> str:
    """The rows of the sample: those whose village, or any parent, is one."""
    syarat = [
        f"{f.column} IN (SELECT lama FROM peta_desa)" if f.related_model is Desa
        else f"{f.column} IN (SELECT id FROM pilih_{_t(f.related_model)})"
        for f in _parents(m, [Desa, *semua[: semua.index(m)]])
    ]  # fmt: skip
    return f"CREATE TEMP TABLE pilih_{_t(m)} ON COMMIT DROP AS SELECT id FROM {_t(m)} WHERE {' OR '.join(syarat)}"


def _copy_sql(m: type[models.Model], semua: list[type[models.Model]]) -> str:
    kolom, nilai, sambung = [], [], ""
    for f in m._meta.concrete_fields:
        kolom.append(f'"{f.column}"')
        if f.primary_key:
            nilai.append(f"t.{f.column} + s.k * {LANGKAH}::bigint")
        elif isinstance(f, models.ForeignKey) and f.related_model is Desa:
            sambung += f" LEFT JOIN peta_desa d_{f.column} ON d_{f.column}.lama = t.{f.column} AND d_{f.column}.k = s.k"
            nilai.append(f"d_{f.column}.baru")
        elif isinstance(f, models.ForeignKey) and f.related_model in semua:
            nilai.append(f"t.{f.column} + s.k * {LANGKAH}::bigint")
        elif isinstance(f, models.UUIDField):
            nilai.append(f"md5(t.{f.column}::text || s.k)::uuid")
        else:
            nilai.append(UNIK.get(f"{_t(m)}.{f.column}", f't."{f.column}"'))
    return (
        f"INSERT INTO {_t(m)} ({', '.join(kolom)}) SELECT {', '.join(nilai)} FROM {_t(m)} t"
        f" JOIN pilih_{_t(m)} USING (id) CROSS JOIN generate_series(1, %s) s(k){sambung}"
    )


def _more(model: type[models.Model], sasaran: int, ubah: dict[str, str], sambung: str = "") -> int:
    """Repeat the rows that nothing corrected until there are about `sasaran`; how often."""
    ada = model._default_manager.count()
    kali = round(sasaran / ada) - 1 if ada else 0
    if kali > 0:
        ganti = "WHERE t.menggantikan_id IS NULL" if "menggantikan_id" in ubah else ""
        _insert(
            model,
            {"id": f"t.id + k * {LAGI}"} | ubah,
            f"{sambung} CROSS JOIN generate_series(1, {kali}) k {ganti}",
        )
    return kali


def _insert(model: type[models.Model], ubah: dict[str, str], dari: str) -> None:
    """Copy rows of a table into itself, with other values in some columns."""
    isi = {f'"{f.column}"': ubah.get(f.column, f't."{f.column}"') for f in model._meta.concrete_fields}
    sql = f"INSERT INTO {_t(model)} ({', '.join(isi)}) SELECT {', '.join(isi.values())} FROM {_t(model)} t {dari}"  # noqa: S608
    with connection.cursor() as kursor:
        kursor.execute(sql)


def _more_facts(kegiatan: int, penjualan: int) -> None:
    """Activities some days earlier, never before their penugasan, with their money; months of sales two years earlier."""
    baru = {"uuid": "md5(t.uuid::text || 'lagi' || k)::uuid", "menggantikan_id": "NULL"}
    tanggal = {"tanggal": "greatest(p.mulai, t.tanggal - k * 9)"}
    kali = _more(Kegiatan, kegiatan, baru | tanggal, "JOIN opd_penugasan p ON p.id = t.penugasan_id")
    if kali > 0:
        ke = {n: f"t.{n} + k * {LAGI}" for n in ("id", "kegiatan_id")}
        asal = f"(SELECT id FROM opd_kegiatan WHERE menggantikan_id IS NULL AND id < {LAGI})"
        _insert(DanaKegiatan, ke, f"JOIN {asal} x ON x.id = t.kegiatan_id CROSS JOIN generate_series(1, {kali}) k")
    _more(Penjualan, penjualan, baru | {"bulan": "(t.bulan - k * interval '24 months')::date"})


def _more_photos(kurang: int) -> None:
    """Photos of activities that have none, each with a print of its own over the same file."""
    baru = {"id": f"{LAGI} + k.n", "uuid": "md5(t.uuid::text || 'foto' || k.id)::uuid", "kegiatan_id": "k.id"}
    baru |= {"phash": "substr(md5(k.id::text), 1, 16)", "sha256": "md5(k.id::text) || md5(k.id::text)"}
    tanpa = "NOT EXISTS (SELECT FROM opd_bukti b WHERE b.kegiatan_id = g.id)"
    if kurang > 0:
        _insert(
            Bukti,
            baru | {"kunjungan_id": "NULL", "mirip_dengan_id": "NULL"},
            f"JOIN (SELECT id, row_number() OVER (ORDER BY md5(id::text)) n FROM opd_kegiatan g WHERE {tanpa}) k"
            f" ON k.n <= {kurang} WHERE t.id = (SELECT min(id) FROM opd_bukti)",
        )


def _count() -> Ukuran:
    def n(nama: str) -> int:
        return apps.get_model(nama)._default_manager.count()

    return Ukuran(*(n(m) for m in ("opd.Penugasan", "desa.Umkm", "desa.Penjualan", "opd.Kegiatan", "opd.Bukti")))
