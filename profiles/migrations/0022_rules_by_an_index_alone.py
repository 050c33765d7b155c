"""Answer rules on country and age, and on the last purchase, by an index alone: each row says whose it is."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # the indexes of large tables are built beside their use

    dependencies = [("profiles", "0021_records_of_a_customer_by_source")]

    operations = [
        AddIndexConcurrently(
            model_name="customer",
            index=models.Index(
                fields=["country", "birth_year"],
                include=["uid"],
                name="profiles_customer_country_born",
            ),
        ),
        RemoveIndexConcurrently(model_name="customer", name="profiles_customer_country_age"),
        AddIndexConcurrently(
            model_name="customermetric",
            index=models.Index(
                fields=["last_purchase_at"], include=["customer"], name="profiles_metric_bought"
            ),
        ),
        RemoveIndexConcurrently(model_name="customermetric", name="profiles_metric_last_purchase"),
    ]
