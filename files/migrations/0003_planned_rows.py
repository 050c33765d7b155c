"""What is to become of a row stands apart from the row as it was read, so that deciding again rewrites no row."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

OUTCOMES = [
    ("created", "New"),
    ("updated", "Changed"),
    ("unchanged", "Unchanged"),
    ("repeated", "Repeated in the file"),
    ("review", "To be looked at"),
    ("blocked", "Blocked"),
    ("refused", "Could not be read"),
]

# Two people of one contact detail are one customer only where nothing known of both contradicts.
RULES = """
CREATE FUNCTION files_name_key(name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT btrim(regexp_replace(replace(translate(
        lower(coalesce(name, '')), 'åäöøéèëüáàóòíì', 'aaooeeeuaaooii'), 'æ', 'a'), '[^[:alnum:]]+', ' ', 'g'))
$$;

-- Names differ unless one is the other's beginning ("anna", "anna maria") or its initial; an unknown name never differs.
CREATE FUNCTION files_names_differ(a text, b text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT a <> '' AND b <> '' AND a <> b
        AND NOT starts_with(a, b || ' ') AND NOT starts_with(b, a || ' ')
        AND NOT (length(a) = 1 AND starts_with(b, a)) AND NOT (length(b) = 1 AND starts_with(a, b))
$$;
"""
UNRULE = "DROP FUNCTION files_names_differ(text, text); DROP FUNCTION files_name_key(text);"


class Migration(migrations.Migration):
    dependencies = [("files", "0002_relations")]

    operations = [
        migrations.RunSQL(RULES, UNRULE),
        migrations.AlterModelOptions(
            "ExportRun",
            {
                "permissions": [("export_audience", "Can export an audience")],
                "verbose_name": "export",
                "verbose_name_plural": "exports",
            },
        ),
        migrations.AlterModelOptions(
            "ImportRun",
            {
                "permissions": [
                    ("run_import", "Can take a file in"),
                    ("undo_import", "Can undo an import"),
                ],
                "verbose_name": "import",
                "verbose_name_plural": "imports",
            },
        ),
        migrations.DeleteModel("StagedRow"),
        migrations.CreateModel(
            "StagedRow",
            [
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "run_id",
                        "row_no",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("row_no", models.IntegerField()),
                ("external_id", models.CharField(blank=True, max_length=200)),
                ("kind", models.CharField(blank=True, max_length=12)),
                ("values", models.JSONField(default=dict)),
                (
                    "kept",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), default=list, size=None
                    ),
                ),
                (
                    "keys",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=320), default=list, size=None
                    ),
                ),
                ("observed_at", models.DateTimeField(null=True)),
                ("consents", models.JSONField(null=True)),
                ("event", models.JSONField(null=True)),
                ("event_key", models.CharField(blank=True, max_length=120)),
                ("problem", models.TextField(blank=True)),
                ("raw", models.JSONField(null=True)),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="staged",
                        to="files.importrun",
                    ),
                ),
            ],
            options={"verbose_name": "staged row", "verbose_name_plural": "staged rows"},
        ),
        migrations.CreateModel(
            "PlannedRow",
            [
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "run_id",
                        "row_no",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("row_no", models.IntegerField()),
                ("outcome", models.CharField(choices=OUTCOMES, max_length=10)),
                ("reason", models.TextField(blank=True)),
                ("customer", models.UUIDField(null=True)),
                ("is_new_customer", models.BooleanField(default=False)),
                (
                    "rivals",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), default=list, size=None
                    ),
                ),
                ("head", models.IntegerField(null=True)),
                ("event_key", models.CharField(blank=True, max_length=120)),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="planned",
                        to="files.importrun",
                    ),
                ),
            ],
            options={"verbose_name": "planned row", "verbose_name_plural": "planned rows"},
        ),
        migrations.AddIndex(
            "PlannedRow",
            models.Index(
                condition=models.Q(("head__isnull", False)),
                fields=["run", "head"],
                name="files_plannedrow_lines",
            ),
        ),
        migrations.AddField("RowOutcome", "before", models.JSONField(null=True)),
        migrations.AlterField(
            "RowOutcome",
            "outcome",
            models.CharField(choices=OUTCOMES, max_length=10, verbose_name="outcome"),
        ),
        migrations.AlterField(
            "RowOutcome",
            "run",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="outcomes",
                to="files.importrun",
            ),
        ),
    ]
