"""An aggregate that lays JSON objects over one another, the later one winning: survivorship by record."""

from django.db import migrations

CREATE = """
CREATE AGGREGATE profiles_overlay_agg(jsonb) (
    SFUNC = jsonb_concat, STYPE = jsonb, INITCOND = '{}', PARALLEL = SAFE
);
"""
DROP = """
DROP AGGREGATE profiles_overlay_agg(jsonb);
"""


class Migration(migrations.Migration):
    dependencies = [("profiles", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]
