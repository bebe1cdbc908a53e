"""Seals the bytes of lists uploaded before, and opens them on the way back. Safe to run twice."""

from typing import Any

from django.db import migrations

from desa.sandi import SEGEL, seal_bytes, unseal_bytes


def seal_all(apps: Any, schema_editor: Any) -> None:
    impor = apps.get_model("opd", "Impor")
    for satu in impor.objects.only("pk", "uuid", "isi").iterator(chunk_size=5):
        isi = bytes(satu.isi)
        if isi and not isi.startswith(SEGEL):
            impor.objects.filter(pk=satu.pk).update(isi=seal_bytes(isi, konteks=f"impor.isi:{satu.uuid}"))


def open_all(apps: Any, schema_editor: Any) -> None:
    impor = apps.get_model("opd", "Impor")
    for satu in impor.objects.only("pk", "uuid", "isi").iterator(chunk_size=5):
        isi = bytes(satu.isi)
        if isi.startswith(SEGEL):
            impor.objects.filter(pk=satu.pk).update(isi=unseal_bytes(isi, konteks=f"impor.isi:{satu.uuid}"))


class Migration(migrations.Migration):
    dependencies = [("opd", "0021_impor_keluarga")]

    operations = [migrations.RunPython(seal_all, open_all)]
