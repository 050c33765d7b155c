"""Outcomes are written for one run that is locked meanwhile: checking each of them against it proves nothing."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("files", "0010_rows_that_stand")]
    operations = [
        migrations.AlterField(
            model_name="rowoutcome",
            name="run",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="outcomes",
                to="files.importrun",
            ),
        ),
    ]
