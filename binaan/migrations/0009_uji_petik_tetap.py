"""The database itself keeps a spot check as it was: its frame from the lock on, its draw once drawn, each finding as written.

Of what was drawn only the examiner may be another. On SQLite deletion is left to the models, as in 0005_peringkat_tetap_sqlite.
A later migration that rebuilds one of the three tables on SQLite drops its triggers and has to put them back.
"""

from django.db import migrations

KERANGKA = (
    "uuid", "tahun", "triwulan", "persen", "kerangka", "sidik_kerangka", "jumlah", "per_opd",
    "dikunci_oleh_id", "dikunci_pada", "dikunci_sebagai",
)  # fmt: skip
BUTIR = ("uuid", "uji_id", "urutan", "jenis", "objek", "opd_id", "desa_id", "tanggal", "sebutan")
BERUBAH = {
    "ujipetik": (
        f"OLD.diundi_pada IS NOT NULL OR {' OR '.join(f'OLD.{k} IS DISTINCT FROM NEW.{k}' for k in KERANGKA)}",
        "Kerangka dan undian uji petik tidak dapat diubah atau dihapus.",
    ),
    "butirpetik": (
        " OR ".join(f"OLD.{k} IS DISTINCT FROM NEW.{k}" for k in BUTIR),
        "Butir uji petik yang terundi tidak dapat diubah atau dihapus.",
    ),
    "hasilpetik": ("TRUE", "Hasil uji petik tidak dapat diubah atau dihapus."),
}
"""By table: when an update is refused, and in which words."""


def _postgresql(nama, syarat, kalimat):
    tetap = f"binaan_{nama}_tetap"
    yield f"""
CREATE FUNCTION {tetap}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '{kalimat}' USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
    yield f"CREATE TRIGGER {tetap} BEFORE UPDATE ON binaan_{nama} FOR EACH ROW WHEN ({syarat}) EXECUTE FUNCTION {tetap}()"
    yield f"CREATE TRIGGER {tetap}_hapus BEFORE DELETE ON binaan_{nama} FOR EACH ROW EXECUTE FUNCTION {tetap}()"


def _sqlite(nama, syarat, kalimat):
    syarat = syarat.replace("IS DISTINCT FROM", "IS NOT")  # what every version of SQLite knows
    yield f"""
CREATE TRIGGER binaan_{nama}_tetap BEFORE UPDATE ON binaan_{nama} WHEN {syarat}
BEGIN SELECT RAISE(ABORT, '{kalimat}'); END
"""


def pasang(apps, schema_editor):
    lepas(apps, schema_editor)
    buat = _postgresql if schema_editor.connection.vendor == "postgresql" else _sqlite
    for nama, (syarat, kalimat) in BERUBAH.items():
        for perintah in buat(nama, syarat, kalimat):
            schema_editor.execute(perintah)


def lepas(apps, schema_editor):
    for nama in BERUBAH:
        tetap = f"binaan_{nama}_tetap"
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {tetap} ON binaan_{nama}")
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {tetap}_hapus ON binaan_{nama}")
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {tetap}()")
        else:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {tetap}")


class Migration(migrations.Migration):
    dependencies = [("binaan", "0008_dihargai")]

    operations = [migrations.RunPython(pasang, lepas)]
