"""The chain over the audit rows. The database refuses to change a link, and on SQLite too now an audit row.

Deletion is left to the models on SQLite: emptying a test database deletes row by row, which a trigger would refuse. A later
migration that rebuilds one of the two tables on SQLite drops its trigger and has to put it back (tests/desa/test_rantai.py).
"""

from django.db import migrations, models

POSTGRESQL = """
CREATE FUNCTION desa_segelcatatan_tetap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'Segel catatan tidak dapat diubah atau dihapus.';
END $$;
CREATE TRIGGER desa_segelcatatan_tetap BEFORE UPDATE OR DELETE ON desa_segelcatatan
  FOR EACH ROW EXECUTE FUNCTION desa_segelcatatan_tetap();
"""
POSTGRESQL_LEPAS = """
DROP TRIGGER IF EXISTS desa_segelcatatan_tetap ON desa_segelcatatan;
DROP FUNCTION IF EXISTS desa_segelcatatan_tetap();
"""
SQLITE = (
    """
CREATE TRIGGER IF NOT EXISTS desa_catatan_tetap BEFORE UPDATE ON desa_catatan
BEGIN SELECT RAISE(ABORT, 'Catatan tidak dapat diubah atau dihapus.'); END
""",
    """
CREATE TRIGGER IF NOT EXISTS desa_segelcatatan_tetap BEFORE UPDATE ON desa_segelcatatan
BEGIN SELECT RAISE(ABORT, 'Segel catatan tidak dapat diubah atau dihapus.'); END
""",
)
SQLITE_LEPAS = ("DROP TRIGGER IF EXISTS desa_catatan_tetap", "DROP TRIGGER IF EXISTS desa_segelcatatan_tetap")


def pasang(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_LEPAS)
        schema_editor.execute(POSTGRESQL)
    else:
        for perintah in SQLITE:
            schema_editor.execute(perintah)


def lepas(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_LEPAS)
    else:
        for perintah in SQLITE_LEPAS:
            schema_editor.execute(perintah)


class Migration(migrations.Migration):
    dependencies = [("desa", "0026_penjualan_dicatat")]

    operations = [
        migrations.CreateModel(
            name="SegelCatatan",
            fields=[
                ("nomor", models.BigIntegerField(primary_key=True, serialize=False, verbose_name="nomor segel")),
                ("dari_id", models.BigIntegerField(verbose_name="sesudah catatan nomor")),
                ("sampai_id", models.BigIntegerField(verbose_name="sampai catatan nomor")),
                ("jumlah", models.PositiveIntegerField(verbose_name="jumlah catatan")),
                ("tanda", models.BinaryField(verbose_name="tanda setiap catatan")),
                ("bentuk", models.PositiveSmallIntegerField(verbose_name="bentuk tulisan")),
                ("disegel_pada", models.DateTimeField(verbose_name="disegel pada")),
                ("sidik", models.CharField(max_length=64, verbose_name="sidik")),
            ],
            options={
                "verbose_name": "segel catatan",
                "verbose_name_plural": "segel catatan",
                "ordering": ["-nomor"],
            },
        ),
        migrations.RunPython(pasang, lepas),
    ]
