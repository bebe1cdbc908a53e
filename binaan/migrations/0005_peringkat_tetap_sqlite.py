"""On SQLite too the database itself refuses to edit a frozen ranking or enacted weights.

Deletion is left to the models there: emptying a test database deletes row by row, which such a trigger would refuse.
A later migration that rebuilds one of the two tables on SQLite drops its trigger and has to put it back.
"""

from django.db import migrations

PASANG = (
    """
CREATE TRIGGER IF NOT EXISTS binaan_peringkat_tetap BEFORE UPDATE ON binaan_peringkat
BEGIN SELECT RAISE(ABORT, 'Peringkat yang beku tidak dapat diubah atau dihapus.'); END
""",
    """
CREATE TRIGGER IF NOT EXISTS binaan_bobot_tetap BEFORE UPDATE ON binaan_bobot WHEN OLD.ditetapkan_pada IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'Bobot yang sudah ditetapkan tidak dapat diubah atau dihapus.'); END
""",
)
LEPAS = ("DROP TRIGGER IF EXISTS binaan_peringkat_tetap", "DROP TRIGGER IF EXISTS binaan_bobot_tetap")


def pasang(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for perintah in PASANG:
            schema_editor.execute(perintah)


def lepas(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for perintah in LEPAS:
            schema_editor.execute(perintah)


class Migration(migrations.Migration):
    dependencies = [("binaan", "0004_peringkat_tetap")]

    operations = [migrations.RunPython(pasang, lepas)]
