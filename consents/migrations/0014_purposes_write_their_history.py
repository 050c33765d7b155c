"""Purposes, their lawful bases, the facts that they may read and their texts join the history of settings."""

from django.db import migrations

CREATE = """
CREATE TRIGGER consents_purpose_note AFTER INSERT OR UPDATE OR DELETE ON consents_purpose
    FOR EACH ROW EXECUTE FUNCTION profiles_note_setting('id', 'id', 'position');
CREATE TRIGGER consents_purposebasis_note AFTER INSERT OR UPDATE OR DELETE ON consents_purposebasis
    FOR EACH ROW EXECUTE FUNCTION profiles_note_setting('id', 'purpose_id');
CREATE TRIGGER consents_attributepurpose_note AFTER INSERT OR UPDATE OR DELETE ON consents_attributepurpose
    FOR EACH ROW EXECUTE FUNCTION profiles_note_setting('id', 'attribute_id');
CREATE TRIGGER consents_wording_note AFTER INSERT OR UPDATE OR DELETE ON consents_wording
    FOR EACH ROW EXECUTE FUNCTION profiles_note_setting('sha256', 'purpose_id', 'created_at');
"""
DROP = """
DROP TRIGGER consents_wording_note ON consents_wording;
DROP TRIGGER consents_attributepurpose_note ON consents_attributepurpose;
DROP TRIGGER consents_purposebasis_note ON consents_purposebasis;
DROP TRIGGER consents_purpose_note ON consents_purpose;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("consents", "0013_request_steps_are_kept"),
        ("profiles", "0017_settings_write_their_history"),
    ]
    operations = [migrations.RunSQL(CREATE, DROP)]
