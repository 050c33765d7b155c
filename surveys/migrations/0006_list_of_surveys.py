"""The list of surveys may be taken along."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("surveys", "0005_replies_newest_first"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="survey",
            options={
                "permissions": [
                    ("send_survey", "Can send a survey"),
                    ("export_survey", "Can take the list of surveys along"),
                ],
                "verbose_name": "survey",
                "verbose_name_plural": "surveys",
            },
        ),
    ]
