"""Find the few organisations among a million persons."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # the index of a large table is built beside its use

    dependencies = [("profiles", "0019_record_source_unchecked")]

    operations = [
        AddIndexConcurrently(
            model_name="customer",
            index=models.Index(
                fields=["uid"],
                name="profiles_customer_organisation",
                condition=models.Q(kind="organisation"),
            ),
        ),
    ]
