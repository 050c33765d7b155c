"""Keep the list of customers in the order of Swedish and Finnish as well: å before ä and ö."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # the index of a large table is built beside its use

    dependencies = [("profiles", "0013_list_exports")]

    operations = [
        AddIndexConcurrently(
            model_name="customer",
            index=models.Index(
                models.Func(
                    models.F("sort_key"),
                    models.Value("{|}"),
                    models.Value("|}{"),
                    function="translate",
                    output_field=models.CharField(),
                ),
                "uid",
                name="profiles_customer_by_name_east",
            ),
        ),
    ]
