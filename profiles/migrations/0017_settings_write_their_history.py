"""A trigger notes every change of a setting, and nothing changes what was noted.

Each trigger is told the row's key, the key of the setting that the row is about, and further columns that are left out like
those two. Who acts is a variable of the transaction (config.lib.actor.act_as); what ships with the product is left out.
"""

from django.db import migrations

CREATE = """
CREATE FUNCTION profiles_note_setting() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was jsonb := '{}';
    becomes jsonb := '{}';
    whole jsonb;
    who jsonb := nullif(current_setting('kjenn.actor', true), '')::jsonb;
    lost jsonb;
    won jsonb;
BEGIN
    IF current_setting('kjenn.shipped', true) = 'on' THEN
        RETURN NULL;
    END IF;
    IF TG_OP <> 'INSERT' THEN was := to_jsonb(OLD); END IF;
    IF TG_OP <> 'DELETE' THEN becomes := to_jsonb(NEW); END IF;
    whole := was || becomes;
    SELECT jsonb_object_agg(k, was -> k), jsonb_object_agg(k, becomes -> k) INTO lost, won
    FROM jsonb_object_keys(whole - TG_ARGV) k WHERE was -> k IS DISTINCT FROM becomes -> k;
    IF lost IS NULL THEN
        RETURN NULL;
    END IF;
    INSERT INTO profiles_settingchange
        (at, "table", "row", about, before, after, actor_kind, actor_id, actor_label)
    VALUES (
        clock_timestamp(), TG_TABLE_NAME, whole ->> TG_ARGV[0], whole ->> TG_ARGV[1],
        CASE WHEN TG_OP = 'INSERT' THEN '{}' ELSE lost END, CASE WHEN TG_OP = 'DELETE' THEN '{}' ELSE won END,
        coalesce(who ->> 'kind', 'system'), coalesce(who ->> 'id', ''), coalesce(who ->> 'label', '')
    );
    RETURN NULL;
END $$;

CREATE FUNCTION profiles_keep_setting_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the history of settings is only ever added to' USING ERRCODE = 'KJ006';
END $$;
CREATE TRIGGER profiles_settingchange_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON profiles_settingchange
    FOR EACH STATEMENT EXECUTE FUNCTION profiles_keep_setting_change();

CREATE TRIGGER profiles_company_note AFTER INSERT OR UPDATE OR DELETE ON profiles_company
    FOR EACH ROW EXECUTE FUNCTION profiles_note_setting('id', 'id', 'uid', 'created_at');
CREATE TRIGGER profiles_mailserver_note AFTER INSERT OR UPDATE OR DELETE ON profiles_mailserver
    FOR EACH ROW EXECUTE FUNCTION profiles_note_setting('id', 'id', 'password');
CREATE TRIGGER profiles_source_note AFTER INSERT OR UPDATE OR DELETE ON profiles_source
    FOR EACH ROW EXECUTE FUNCTION profiles_note_setting('id', 'id');
CREATE TRIGGER profiles_attribute_note AFTER INSERT OR UPDATE OR DELETE ON profiles_attribute
    FOR EACH ROW EXECUTE FUNCTION profiles_note_setting('id', 'id', 'position', 'column');
CREATE TRIGGER profiles_attributeoption_note AFTER INSERT OR UPDATE OR DELETE ON profiles_attributeoption
    FOR EACH ROW EXECUTE FUNCTION profiles_note_setting('id', 'attribute_id', 'position');
CREATE TRIGGER profiles_steward_note AFTER INSERT OR UPDATE OR DELETE ON profiles_steward
    FOR EACH ROW EXECUTE FUNCTION profiles_note_setting(
        'id', 'id', 'password', 'last_login', 'date_joined', 'is_staff', 'guide_steps', 'link_expires_at',
        'invited_at'
    );
CREATE TRIGGER profiles_steward_groups_note AFTER INSERT OR UPDATE OR DELETE ON profiles_steward_groups
    FOR EACH ROW EXECUTE FUNCTION profiles_note_setting('id', 'steward_id');
"""
DROP = """
DROP TRIGGER profiles_steward_groups_note ON profiles_steward_groups;
DROP TRIGGER profiles_steward_note ON profiles_steward;
DROP TRIGGER profiles_attributeoption_note ON profiles_attributeoption;
DROP TRIGGER profiles_attribute_note ON profiles_attribute;
DROP TRIGGER profiles_source_note ON profiles_source;
DROP TRIGGER profiles_mailserver_note ON profiles_mailserver;
DROP TRIGGER profiles_company_note ON profiles_company;
DROP TRIGGER profiles_settingchange_keep ON profiles_settingchange;
DROP FUNCTION profiles_keep_setting_change();
DROP FUNCTION profiles_note_setting();
"""


class Migration(migrations.Migration):
    dependencies = [("profiles", "0016_setting_changes")]
    operations = [migrations.RunSQL(CREATE, DROP)]
