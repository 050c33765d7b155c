from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consents', '0006_purpose_names_for_colleagues'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='disclosure',
            index=models.Index(fields=['actor_id', 'made_at'], name='consents_disclosure_by_actor'),
        ),
    ]
