"""Call a fact a fact, as every screen does."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("profiles", "0022_rules_by_an_index_alone")]

    operations = [
        migrations.AlterModelOptions(
            name="attribute", options={"verbose_name": "fact", "verbose_name_plural": "facts"}
        ),
    ]
