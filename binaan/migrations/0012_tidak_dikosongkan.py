"""On PostgreSQL TRUNCATE, which asks no trigger of a row, is refused where rows are kept for good.

Whoever owns the tables can take the triggers away; what goes missing then the chain tells (desa/rantai).
"""

from django.db import migrations

TETAP = (
    "desa_catatan", "desa_segelcatatan", "binaan_peringkat", "binaan_bobot",
    "binaan_ujipetik", "binaan_butirpetik", "binaan_hasilpetik",
)  # fmt: skip


def pasang(apps, schema_editor):
    """The function of each table says its sentence whatever was to be done."""
    lepas(apps, schema_editor)
    if schema_editor.connection.vendor == "postgresql":
        for nama in TETAP:
            schema_editor.execute(
                f"CREATE TRIGGER {nama}_isi BEFORE TRUNCATE ON {nama} EXECUTE FUNCTION {nama}_tetap()"
            )


def lepas(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for nama in TETAP:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {nama}_isi ON {nama}")


class Migration(migrations.Migration):
    dependencies = [("binaan", "0011_hitungan_diketahui"), ("desa", "0029_terbaru")]

    operations = [migrations.RunPython(pasang, lepas)]
