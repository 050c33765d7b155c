"""Rows whose record stands as they left it are staged without reading their cells."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("files", "0009_exports_of_lists"), ("profiles", "0015_record_fingerprint")]
    operations = [
        migrations.AddField(
            model_name="stagedrow",
            name="digest",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="stagedrow",
            name="stands",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
