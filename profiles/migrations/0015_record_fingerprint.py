"""What a record was read from: a row that is known to say the same need not be read again."""

from django.db import migrations, models

CREATE = """
CREATE FUNCTION profiles_fingerprint(digest uuid, said jsonb) RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN md5(digest::text || jsonb_hash_extended(said, 0)::text)::uuid;
"""
DROP = "DROP FUNCTION profiles_fingerprint(uuid, jsonb);"


class Migration(migrations.Migration):
    dependencies = [("profiles", "0014_name_order_of_swedish_and_finnish")]
    operations = [
        migrations.AddField(
            model_name="sourcerecord",
            name="fingerprint",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.RunSQL(CREATE, DROP),
    ]
