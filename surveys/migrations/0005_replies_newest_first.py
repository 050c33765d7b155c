"""The replies to all surveys are a list of their own."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ("surveys", "0004_links_by_programs"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="submission",
            index=models.Index(
                fields=["-submitted_at", "-uid"], name="surveys_submission_newest"
            ),
        ),
    ]
