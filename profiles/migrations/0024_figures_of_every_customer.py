"""Every customer has their narrow row: rules on figures ask it alone, and nobody may be missing there.

Recompute writes both in one transaction; the constraint is looked at when that ends. It is demanded first, so that
nobody comes without figures while those of before are filled in, and checked apart from being made, so that no writer
waits for a million rows. Stopped half-way, it begins again.
"""

from django.db import migrations

FILL = """
INSERT INTO profiles_customermetric (customer_id, completeness, missing, stale, event_count, purchase_count, purchase_sum)
SELECT c.uid, 0, ARRAY[]::text[], ARRAY[]::text[], 0, 0, 0 FROM profiles_customer c
WHERE NOT EXISTS (SELECT FROM profiles_customermetric m WHERE m.customer_id = c.uid)
"""
DEMAND = """
ALTER TABLE profiles_customer DROP CONSTRAINT IF EXISTS profiles_customer_has_figures, ADD CONSTRAINT profiles_customer_has_figures
FOREIGN KEY (uid) REFERENCES profiles_customermetric (customer_id) DEFERRABLE INITIALLY DEFERRED NOT VALID
"""
CHECK = "ALTER TABLE profiles_customer VALIDATE CONSTRAINT profiles_customer_has_figures"
FORGET = "ALTER TABLE profiles_customer DROP CONSTRAINT profiles_customer_has_figures"


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("profiles", "0023_facts_are_called_facts")]

    operations = [
        migrations.RunSQL(DEMAND, FORGET),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(CHECK, migrations.RunSQL.noop),
    ]
