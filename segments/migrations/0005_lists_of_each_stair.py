from django.db import migrations, models
import django.db.models.deletion
import django.contrib.postgres.fields


class Migration(migrations.Migration):
    """The lists are counted anew within the hour, so those of before are not carried over."""

    dependencies = [("segments", "0004_lists_of_who_may_be_contacted")]

    operations = [
        migrations.DeleteModel("ReachableList"),
        migrations.CreateModel(
            name="StairList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("purpose", models.CharField(max_length=60)),
                ("channel", models.CharField(max_length=8)),
                ("lowest", models.SmallIntegerField()),
                ("highest", models.SmallIntegerField()),
                ("customers", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ("segment", models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name="stair_lists", to="segments.segment")),
            ],
            options={
                "verbose_name": "list of who may be contacted",
                "verbose_name_plural": "lists of who may be contacted",
                "constraints": [models.UniqueConstraint(fields=("segment", "purpose", "channel", "lowest", "highest"), name="segments_stair_list_once", nulls_distinct=False)],
            },
        ),
    ]
