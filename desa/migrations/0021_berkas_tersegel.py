"""Seals the files that were uploaded before, and opens them on the way back. Safe to run twice; it changes no row."""

from typing import Any

from django.db import migrations

from desa.putar_berkas import files_by_key, reseal_files, rewrite_file


def seal_all(apps: Any, schema_editor: Any) -> None:
    for _ in reseal_files():
        pass


def open_all(apps: Any, schema_editor: Any) -> None:
    for nama, kunci in list(files_by_key()):
        if kunci:
            rewrite_file(nama, tersegel=False)


class Migration(migrations.Migration):
    dependencies = [("desa", "0020_umkm_keluarga_sasaran")]

    operations = [migrations.RunPython(seal_all, open_all)]
