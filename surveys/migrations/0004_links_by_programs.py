from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('surveys', '0003_letters_to_colleagues'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='invitation',
            index=models.Index(
                fields=['survey'],
                name='surveys_invitation_single',
                condition=models.Q(('kind', 'survey'), ('sending__isnull', True)),
            ),
        ),
    ]
