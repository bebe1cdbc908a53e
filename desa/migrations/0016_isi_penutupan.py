"""Each closure that stood in `Umkm` as a row of its own, recorded by whom the audit names."""

from django.db import migrations

TINDAKAN = "mencatat UMKM tutup"
TAK_TERCATAT = "tidak tercatat"


def salin(apps, schema_editor):
    """An enterprise that has a lasting closure already keeps it, so this may run twice."""
    umkm, penutupan, catatan = _rows(apps, schema_editor, "Umkm", "PenutupanUmkm", "Catatan")
    ada = set(_lasting(penutupan).values_list("umkm_id", flat=True))
    oleh = {c.objek_id: c for c in catatan.filter(objek_jenis="desa.umkm", tindakan=TINDAKAN).order_by("pk")}
    baru = []
    for u in umkm.exclude(tutup_pada=None).exclude(pk__in=ada).order_by("pk"):
        c = oleh.get(str(u.pk))
        siapa = {"pencatat_id": c.oleh_id if c else None, "pencatat": c.oleh if c else TAK_TERCATAT}
        isi = {"tutup_pada": u.tutup_pada, "alasan": u.alasan_tutup, "dicatat_pada": u.tutup_dicatat_pada}
        baru.append(penutupan.model(umkm_id=u.pk, **isi, **siapa))
    penutupan.bulk_create(baru, batch_size=500)


def kembalikan(apps, schema_editor):
    """The lasting closures back into their enterprises, which have no place for closures that ended."""
    umkm, penutupan = _rows(apps, schema_editor, "Umkm", "PenutupanUmkm")
    for p in _lasting(penutupan):
        isi = {"tutup_pada": p.tutup_pada, "alasan_tutup": p.alasan, "tutup_dicatat_pada": p.dicatat_pada}
        umkm.filter(pk=p.umkm_id).update(**isi)


def _rows(apps, schema_editor, *nama):
    return [apps.get_model("desa", n).objects.using(schema_editor.connection.alias) for n in nama]


def _lasting(penutupan):
    return penutupan.filter(dibuka_pada=None, dibatalkan_pada=None)


class Migration(migrations.Migration):
    dependencies = [("desa", "0015_penutupan_umkm")]

    operations = [migrations.RunPython(salin, kembalikan)]
