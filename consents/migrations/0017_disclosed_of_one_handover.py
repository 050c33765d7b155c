"""The customers of one hand-over are a list, page after page by key; one index serves it and what the old one did."""

import django.db.models.deletion
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ("consents", "0016_disclosed_unchecked"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="disclosedcustomer",
            index=models.Index(fields=["disclosure", "id"], name="consents_disclosed_of_one"),
        ),
        migrations.AlterField(
            model_name="disclosedcustomer",
            name="disclosure",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="customers",
                to="consents.disclosure",
            ),
        ),
    ]
