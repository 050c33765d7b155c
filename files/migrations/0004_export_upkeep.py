"""An export keeps how long its file stands, and how many of its people may no longer be contacted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("files", "0003_planned_rows")]

    operations = [
        # The row's own lock says whether somebody writes it; a lease would outlive a killed worker.
        migrations.RemoveField("ExportRun", "leased_until"),
        migrations.AddField("ExportRun", "size", models.BigIntegerField(null=True, verbose_name="bytes")),
        migrations.AddField("ExportRun", "removed_at", models.DateTimeField(null=True, verbose_name="file removed")),
        migrations.AddField("ExportRun", "lost_count", models.IntegerField(null=True, verbose_name="may no longer be contacted")),
        migrations.AddField("ExportRun", "counted_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "ExportRun",
            models.Index(fields=["actor_id", "finished_at"], name="files_exportrun_by_actor"),
        ),
    ]
