"""Sessions of before know nothing of whose they are: everybody signs in once more, and the old rows go."""

from typing import Any

from django.db import migrations


def forget_old_sessions(apps: Any, schema_editor: Any) -> None:
    apps.get_model("sessions", "Session").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("opd", "0037_sesi"), ("sessions", "0001_initial")]

    operations = [migrations.RunPython(forget_old_sessions, migrations.RunPython.noop)]
