"""Answer rules on sums of purchases by an index alone again: only those in the company's currency are added up."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # the index of a large table is built beside its use

    dependencies = [("profiles", "0024_figures_of_every_customer")]

    operations = [
        AddIndexConcurrently(
            model_name="event",
            index=models.Index(
                fields=["occurred_at"],
                include=["customer", "amount", "currency"],
                name="profiles_event_bought",
                condition=models.Q(kind="purchase"),
            ),
        ),
        RemoveIndexConcurrently(model_name="event", name="profiles_event_purchases"),
    ]
