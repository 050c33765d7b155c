"""Staged and planned rows are not checked against their run one by one: 100,000 checks for a file of 50,000 rows."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("files", "0004_export_upkeep")]

    operations = [
        migrations.AlterField(
            "StagedRow",
            "run",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="staged",
                to="files.importrun",
            ),
        ),
        migrations.AlterField(
            "PlannedRow",
            "run",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="planned",
                to="files.importrun",
            ),
        ),
    ]
