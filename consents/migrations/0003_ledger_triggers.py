"""The ledger holds itself: canonical text and hash, law 3, the projection, and no change ever (laws 2 and 3)."""

from django.db import migrations

CREATE = """
-- Strictest first; the same order stands in consents/choices.py, and a test compares them.
CREATE FUNCTION consents_strictness(state text) RETURNS int
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE state
        WHEN 'withdrawn' THEN 1 WHEN 'revoked' THEN 2 WHEN 'refused' THEN 3 WHEN 'invalidated' THEN 4
        WHEN 'expired' THEN 5 WHEN 'deferred' THEN 6 WHEN 'requested' THEN 7 WHEN 'unknown' THEN 8
        WHEN 'given' THEN 9 WHEN 'renewed' THEN 9 END
$$;

-- The name of a contact point in the ledger: a hash that only the subject's salt can reproduce. Stable and not strict, so
-- that the planner writes it into the query instead of calling it a million times.
CREATE FUNCTION consents_commitment(salt bytea, kind text, normalised text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT encode(sha256(salt || convert_to(kind || ':' || normalised, 'UTF8')), 'hex')
$$;

CREATE FUNCTION consents_part(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN value IS NULL THEN '-' ELSE octet_length(value)::text || ':' || value END || '|'
$$;

CREATE FUNCTION consents_moment(value timestamptz) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT to_char(value AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$$;

-- Version 1 of the canonical text: every column that carries meaning, length-prefixed, in this order.
CREATE FUNCTION consents_canon(d consents_decision) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT 'v1|' || consents_part(d.seq::text) || consents_part(d.uid::text)
        || consents_part(d.controller_id::text) || consents_part(d.subject::text)
        || consents_part(d.purpose) || consents_part(d.channel) || consents_part(d.commitment)
        || consents_part(d.state) || consents_part(d.basis) || consents_part(d.method)
        || consents_part(d.wording) || consents_part(d.language) || consents_part(d.source)
        || consents_part(d.origin) || consents_part(d.evidence::text)
        || consents_part(consents_moment(d.occurred_at)) || consents_part(consents_moment(d.recorded_at))
        || consents_part(consents_moment(d.valid_until)) || consents_part(d.caused_by::text)
        || consents_part(d.run_id::text) || consents_part(d.actor_kind) || consents_part(d.actor_id)
        || consents_part(d.actor_label)
$$;

CREATE FUNCTION consents_hash(canon text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT encode(sha256(convert_to(canon, 'UTF8')), 'hex')
$$;

-- Before a row is written: the database's clock, no claim about the future, a yes only with proof, then text and hash.
CREATE FUNCTION consents_seal_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.recorded_at := clock_timestamp();
    IF NEW.occurred_at > NEW.recorded_at + interval '5 minutes' THEN
        RAISE EXCEPTION 'a decision cannot have been made in the future' USING ERRCODE = 'KJ001';
    END IF;
    IF NEW.state IN ('given', 'renewed') AND NEW.origin = ''
            AND NEW.method NOT IN ('form', 'choices_page', 'one_click') THEN
        RAISE EXCEPTION 'a yes that the person did not give here needs its origin' USING ERRCODE = 'KJ002';
    END IF;
    NEW.canon := consents_canon(NEW);
    NEW.hash := consents_hash(NEW.canon);
    RETURN NEW;
END $$;

-- Whether a decision replaces what stands. One no over another, and stricter or as strict: when it is not older. A yes over anything stricter:
-- only when it is newer. Anything else that is less strict: when it is not older and no clear no stands.
CREATE FUNCTION consents_supersedes(
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

-- After a statement: the projection follows. The projection's row is the lock, so that two writers at once are judged
-- one after the other; whoever would have raised a consent wrongly fails, and its ledger rows with it (law 3).
-- Runs as the owner: the application may not write the projection by itself.
CREATE FUNCTION consents_project() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO consents_decisionstate AS s
        (subject, purpose, channel, commitment, state, occurred_at, valid_until, seq)
    SELECT subject, purpose, channel, commitment, state, occurred_at, valid_until, seq
    FROM added ORDER BY subject, purpose, channel, commitment
    ON CONFLICT (subject, purpose, channel, commitment) DO UPDATE
    SET state = excluded.state, occurred_at = excluded.occurred_at,
        valid_until = excluded.valid_until, seq = excluded.seq
    WHERE consents_supersedes(excluded.state, excluded.occurred_at, s.state, s.occurred_at);
    IF EXISTS (
        SELECT FROM added a JOIN consents_decisionstate s USING (subject, purpose, channel, commitment)
        WHERE s.seq <> a.seq AND consents_strictness(a.state) > consents_strictness(s.state)
          AND a.state NOT IN ('withdrawn', 'revoked', 'refused')  -- an older no raises nothing
    ) THEN
        RAISE EXCEPTION 'a stricter decision stands, and nothing newer of the person lifts it'
            USING ERRCODE = 'KJ003';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION consents_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is only ever added to: a decision is answered by a decision'
        USING ERRCODE = 'KJ004';
END $$;

CREATE TRIGGER consents_decision_seal BEFORE INSERT ON consents_decision
    FOR EACH ROW EXECUTE FUNCTION consents_seal_row();
CREATE TRIGGER consents_decision_project AFTER INSERT ON consents_decision
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION consents_project();
CREATE TRIGGER consents_decision_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON consents_decision
    FOR EACH STATEMENT EXECUTE FUNCTION consents_refuse_change();
ALTER TABLE consents_decision ENABLE ALWAYS TRIGGER consents_decision_seal;
ALTER TABLE consents_decision ENABLE ALWAYS TRIGGER consents_decision_project;
ALTER TABLE consents_decision ENABLE ALWAYS TRIGGER consents_decision_keep;
ALTER TABLE consents_decision ADD CONSTRAINT consents_decision_state_known
    CHECK (consents_strictness(state) IS NOT NULL);
"""
DROP = """
ALTER TABLE consents_decision DROP CONSTRAINT consents_decision_state_known;
DROP TRIGGER consents_decision_keep ON consents_decision;
DROP TRIGGER consents_decision_project ON consents_decision;
DROP TRIGGER consents_decision_seal ON consents_decision;
DROP FUNCTION consents_refuse_change();
DROP FUNCTION consents_project();
DROP FUNCTION consents_supersedes(text, timestamptz, text, timestamptz);
DROP FUNCTION consents_seal_row();
DROP FUNCTION consents_hash(text);
DROP FUNCTION consents_canon(consents_decision);
DROP FUNCTION consents_moment(timestamptz);
DROP FUNCTION consents_part(text);
DROP FUNCTION consents_commitment(bytea, text, text);
DROP FUNCTION consents_strictness(text);
"""


class Migration(migrations.Migration):
    dependencies = [("consents", "0002_relations")]
    operations = [migrations.RunSQL(CREATE, DROP)]
