"""Notes of lawful bases in every language; what stood there before was English."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("consents", "0008_said_yes_and_checks")]

    operations = [
        migrations.AddField(
            "purposebasis",
            "notes",
            models.JSONField(blank=True, default=dict, verbose_name="note"),
        ),
        migrations.RunSQL(
            "UPDATE consents_purposebasis SET notes = jsonb_build_object('en', note) WHERE note <> ''",
            "UPDATE consents_purposebasis SET note = coalesce(notes ->> 'en', '')",
        ),
        migrations.RemoveField("purposebasis", "note"),
    ]
