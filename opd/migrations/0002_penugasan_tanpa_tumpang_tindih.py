"""On PostgreSQL the database itself refuses two penanggung jawab of one village on one day."""

from django.db import migrations

LEPAS = "ALTER TABLE opd_penugasan DROP CONSTRAINT IF EXISTS opd_penugasan_tumpang_tindih"
PASANG = """
ALTER TABLE opd_penugasan ADD CONSTRAINT opd_penugasan_tumpang_tindih
  EXCLUDE USING gist (int8range(desa_id, desa_id, '[]') WITH &&, daterange(mulai, selesai) WITH &&)
  WHERE (peran = 'penanggung_jawab' AND dikoreksi_pada IS NULL)
"""


def pasang(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(LEPAS)
        schema_editor.execute(PASANG)


def lepas(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(LEPAS)


class Migration(migrations.Migration):
    dependencies = [("opd", "0001_awal")]

    operations = [migrations.RunPython(pasang, lepas)]
