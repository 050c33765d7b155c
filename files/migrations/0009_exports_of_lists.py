"""An export may be the rows of a list, and may take what a list is narrowed by along."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("files", "0008_records_exports"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="exportrun",
            options={
                "permissions": [
                    ("export_audience", "Can export an audience"),
                    ("export_records", "Can export customers' records"),
                    ("export_list", "Can export lists that people stand in"),
                    ("export_exportrun", "Can take the list of exports along"),
                ],
                "verbose_name": "export",
                "verbose_name_plural": "exports",
            },
        ),
        migrations.AddField(
            model_name="exportrun",
            name="list_code",
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name="exportrun",
            name="narrowed_by",
            field=models.JSONField(default=dict),
        ),
        migrations.AlterField(
            model_name="exportrun",
            name="kind",
            field=models.CharField(
                choices=[
                    ("audience", "Audience"),
                    ("records", "Customers’ records"),
                    ("list", "List"),
                ],
                default="audience",
                max_length=8,
            ),
        ),
    ]
