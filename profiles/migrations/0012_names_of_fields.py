"""Names of fields that screens show."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('profiles', '0011_contradictions_and_figures'),
    ]

    operations = [
        migrations.AlterField(
            model_name='event',
            name='source',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='profiles.source', verbose_name='source'),
        ),
        migrations.AlterField(
            model_name='readevent',
            name='reference',
            field=models.CharField(blank=True, max_length=120, verbose_name='reference'),
        ),
        migrations.AlterField(
            model_name='readevent',
            name='subject_count',
            field=models.IntegerField(verbose_name='customers'),
        ),
    ]
