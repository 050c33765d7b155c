"""A no gives way to a newer act of the person alone, not to the day on which a file was taken in (law 3)."""

from django.db import migrations

CREATE = """
-- Whether a decision replaces what stands. A no: unless it is older than another no, or than a yes. Anything else that is
-- stricter or as strict: when it is not older. A yes over anything stricter: only when it is newer. Anything else that is
-- less strict: when it is not older and no clear no stands.
CREATE OR REPLACE FUNCTION consents_supersedes(
    new_state text, new_at timestamptz, old_state text, old_at timestamptz
) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN new_state IN ('withdrawn', 'revoked', 'refused')
            THEN new_at >= old_at OR old_state NOT IN ('withdrawn', 'revoked', 'refused', 'given', 'renewed')
        WHEN consents_strictness(new_state) <= consents_strictness(old_state) THEN new_at >= old_at
        WHEN new_state IN ('given', 'renewed') THEN new_at > old_at
        ELSE new_at >= old_at AND old_state NOT IN ('withdrawn', 'revoked', 'refused')
    END
$$;
"""
BEFORE = """
CREATE OR REPLACE FUNCTION consents_supersedes(
    new_state text, new_at timestamptz, old_state text, old_at timestamptz
) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN new_state IN ('withdrawn', 'revoked', 'refused') AND old_state IN ('withdrawn', 'revoked', 'refused')
            THEN new_at >= old_at
        WHEN consents_strictness(new_state) <= consents_strictness(old_state) THEN new_at >= old_at
        WHEN new_state IN ('given', 'renewed') THEN new_at > old_at
        ELSE new_at >= old_at AND old_state NOT IN ('withdrawn', 'revoked', 'refused')
    END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("consents", "0010_list_exports")]
    operations = [migrations.RunSQL(CREATE, BEFORE)]
