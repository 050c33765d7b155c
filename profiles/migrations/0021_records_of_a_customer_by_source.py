from django.db import migrations, models
import django.db.models.deletion


class Migration(migrations.Migration):

    dependencies = [("profiles", "0020_customer_organisations")]

    operations = [
        migrations.AddIndex(
            model_name="sourcerecord",
            index=models.Index(fields=["customer", "source"], name="profiles_record_of_customer"),
        ),
        migrations.AlterField(
            model_name="sourcerecord",
            name="customer",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="records", to="profiles.customer"
            ),
        ),
    ]
