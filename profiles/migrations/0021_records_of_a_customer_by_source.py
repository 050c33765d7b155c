import django.db.models.deletion
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # the index of a large table is built beside its use

    dependencies = [("profiles", "0020_customer_organisations")]

    operations = [
        AddIndexConcurrently(
            model_name="sourcerecord",
            index=models.Index(fields=["customer", "source"], name="profiles_record_of_customer"),
        ),
        migrations.AlterField(
            model_name="sourcerecord",
            name="customer",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="records", to="profiles.customer"
            ),
        ),
    ]
