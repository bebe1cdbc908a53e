"""On PostgreSQL the database itself refuses to change a frozen ranking or enacted weights."""

from django.db import migrations

PASANG = """
CREATE FUNCTION binaan_peringkat_tetap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'Peringkat yang beku tidak dapat diubah atau dihapus.' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER binaan_peringkat_tetap BEFORE UPDATE OR DELETE ON binaan_peringkat
  FOR EACH ROW EXECUTE FUNCTION binaan_peringkat_tetap();
CREATE FUNCTION binaan_bobot_tetap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'Bobot yang sudah ditetapkan tidak dapat diubah atau dihapus.' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER binaan_bobot_tetap BEFORE UPDATE OR DELETE ON binaan_bobot
  FOR EACH ROW WHEN (OLD.ditetapkan_pada IS NOT NULL) EXECUTE FUNCTION binaan_bobot_tetap();
"""
LEPAS = """
DROP TRIGGER IF EXISTS binaan_peringkat_tetap ON binaan_peringkat;
DROP FUNCTION IF EXISTS binaan_peringkat_tetap();
DROP TRIGGER IF EXISTS binaan_bobot_tetap ON binaan_bobot;
DROP FUNCTION IF EXISTS binaan_bobot_tetap();
"""


def pasang(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(LEPAS)
        schema_editor.execute(PASANG)


def lepas(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(LEPAS)


class Migration(migrations.Migration):
    dependencies = [("binaan", "0003_peringkat")]

    operations = [migrations.RunPython(pasang, lepas)]
