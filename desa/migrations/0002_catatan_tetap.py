"""On PostgreSQL the database itself refuses to change or delete an audit row."""

from django.db import migrations

PASANG = """
CREATE FUNCTION desa_catatan_tetap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'Catatan tidak dapat diubah atau dihapus.';
END $$;
CREATE TRIGGER desa_catatan_tetap BEFORE UPDATE OR DELETE ON desa_catatan
  FOR EACH ROW EXECUTE FUNCTION desa_catatan_tetap();
"""
LEPAS = """
DROP TRIGGER IF EXISTS desa_catatan_tetap ON desa_catatan;
DROP FUNCTION IF EXISTS desa_catatan_tetap();
"""


def pasang(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(LEPAS)
        schema_editor.execute(PASANG)


def lepas(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(LEPAS)


class Migration(migrations.Migration):
    dependencies = [("desa", "0001_awal")]

    operations = [migrations.RunPython(pasang, lepas)]
