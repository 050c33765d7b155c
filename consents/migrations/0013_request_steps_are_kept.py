"""Steps of a request are only ever added; they go with a request whose time is over, and with nothing else."""

from django.db import migrations

CREATE = """
CREATE FUNCTION consents_keep_request_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND EXISTS (
        SELECT FROM consents_subjectrequest r WHERE r.id = OLD.request_id AND r.keep_until < current_date
    ) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'a step of a request is kept as it was written' USING ERRCODE = 'KJ005';
END $$;
CREATE TRIGGER consents_requestchange_keep BEFORE UPDATE OR DELETE ON consents_requestchange
    FOR EACH ROW EXECUTE FUNCTION consents_keep_request_step();
CREATE TRIGGER consents_requestchange_keep_all BEFORE TRUNCATE ON consents_requestchange
    FOR EACH STATEMENT EXECUTE FUNCTION consents_refuse_change();
"""
DROP = """
DROP TRIGGER consents_requestchange_keep_all ON consents_requestchange;
DROP TRIGGER consents_requestchange_keep ON consents_requestchange;
DROP FUNCTION consents_keep_request_step();
"""


class Migration(migrations.Migration):
    dependencies = [("consents", "0012_subject_requests")]
    operations = [migrations.RunSQL(CREATE, DROP)]
