"""The golden record, computed from the sources' records by survivorship rules (law 1): conflicts are settled here.

What wins, per fact: a value that a steward has settled; else the source of the better (lower) rank; among equals the
newer statement; among those the later record. A postal address wins as a whole. All of it set-based over the temporary
table `touched_customer`, and only what changed is written.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from profiles.services.contact_points import sync_contact_points
from profiles.services.touched import start_touching, touch

# Locked in key order, so that two recomputes of the same people queue up instead of blocking each other.
LOCK = """
SELECT c.uid FROM profiles_customer c JOIN touched_customer t ON t.customer_id = c.uid ORDER BY c.uid FOR UPDATE OF c
"""

# `plain` customers have records whose every value has the record's own date: records laid over one another, the best
# last. The others have dates of their own for single facts, and are settled fact by fact.
MERGE = """
CREATE TEMPORARY TABLE merged_customer ON COMMIT DROP AS
WITH said AS MATERIALIZED (
    SELECT r.customer_id, r.id, r.values, r.value_dates, r.observed_at, s.rank, s.slug AS source,
           jsonb_build_array(r.id, (r.observed_at AT TIME ZONE %(zone)s)::date, s.slug) AS origin,
           bool_and(r.value_dates = '{}') OVER (PARTITION BY r.customer_id) AS is_plain
    FROM touched_customer t
    JOIN profiles_sourcerecord r ON r.customer_id = t.customer_id
    JOIN profiles_source s ON s.id = r.source_id
), plain AS (
    SELECT customer_id,
           profiles_overlay_agg(values ORDER BY rank DESC, observed_at, id) AS facts,
           profiles_overlay_agg(
               (SELECT jsonb_object_agg(k, origin) FROM jsonb_object_keys(values) k)
               ORDER BY rank DESC, observed_at, id
           ) FILTER (WHERE values <> '{}') AS origins
    FROM said WHERE is_plain GROUP BY customer_id
), each_fact AS (
    SELECT DISTINCT ON (said.customer_id, e.key) said.customer_id, e.key, e.value, said.id, said.source,
           coalesce((said.value_dates ->> e.key)::timestamptz, said.observed_at) AS at
    FROM said CROSS JOIN LATERAL jsonb_each(said.values) e WHERE NOT is_plain
    ORDER BY said.customer_id, e.key, said.rank,
             coalesce((said.value_dates ->> e.key)::timestamptz, said.observed_at) DESC, said.id DESC
), dated AS (
    SELECT customer_id, jsonb_object_agg(key, value) AS facts,
           jsonb_object_agg(key, jsonb_build_array(id, (at AT TIME ZONE %(zone)s)::date, source)) AS origins
    FROM each_fact GROUP BY customer_id
), settled AS (
    SELECT l.customer_id, jsonb_object_agg(l.slug, l.value) AS facts,
           jsonb_object_agg(l.slug, jsonb_build_array(
               NULL, (l.locked_at AT TIME ZONE %(zone)s)::date, 'steward')) AS origins
    FROM profiles_valuelock l JOIN touched_customer t ON t.customer_id = l.customer_id
    WHERE l.expires_on IS NULL OR l.expires_on > %(today)s GROUP BY l.customer_id
), hidden AS (
    SELECT p.customer_id, array_agg(DISTINCT h.slug) AS slugs
    FROM profiles_protection p JOIN touched_customer t ON t.customer_id = p.customer_id
    CROSS JOIN LATERAL unnest(CASE p.kind
        WHEN 'secret_address' THEN ARRAY['postal_address', 'postal_code', 'city', 'neighbourhood',
            'municipality', 'region']
        WHEN 'secret_phone' THEN ARRAY['phone']
        WHEN 'protected_identity' THEN ARRAY['postal_address', 'postal_code', 'city',
            'neighbourhood', 'municipality', 'region', 'phone', 'email']
        ELSE ARRAY[]::text[] END) AS h(slug)
    WHERE p.lifted_at IS NULL GROUP BY p.customer_id
), birth_band AS MATERIALIZED (
    SELECT o.slug, coalesce(o.band_min, 0) AS lowest, coalesce(o.band_max, 9999) AS highest
    FROM profiles_attributeoption o JOIN profiles_attribute a ON a.id = o.attribute_id
    WHERE a.slug = 'birth_year_band' AND a.is_enabled
), joined AS (
    SELECT t.customer_id,
           (coalesce(plain.facts, dated.facts, '{}') || coalesce(settled.facts, '{}'))
               - coalesce(hidden.slugs, ARRAY[]::text[]) AS facts,
           (coalesce(plain.origins, dated.origins, '{}') || coalesce(settled.origins, '{}'))
               - coalesce(hidden.slugs, ARRAY[]::text[]) AS origins
    FROM touched_customer t
    LEFT JOIN plain USING (customer_id) LEFT JOIN dated USING (customer_id)
    LEFT JOIN settled USING (customer_id) LEFT JOIN hidden USING (customer_id)
), implied AS (
    -- What a stated fact says beside itself: a birth date its year, either their band, an address its country.
    SELECT customer_id, facts, origins,
           CASE WHEN jsonb_typeof(facts -> 'birth_date') = 'string' AND NOT facts ? 'birth_year'
                THEN jsonb_build_object('birth_year', left(facts ->> 'birth_date', 4)::int) ELSE '{}' END AS year,
           CASE WHEN facts -> 'postal_address' ->> 'country' <> '' AND NOT facts ? 'country'
                THEN jsonb_build_object('country', facts -> 'postal_address' ->> 'country') ELSE '{}' END AS country
    FROM joined
), banded AS (
    SELECT implied.*,
           CASE WHEN b.slug IS NULL THEN '{}' ELSE jsonb_build_object('birth_year_band', b.slug) END AS band
    FROM implied CROSS JOIN LATERAL (SELECT facts || year AS known) AS k LEFT JOIN birth_band b
        ON NOT facts ? 'birth_year_band'
        AND CASE WHEN jsonb_typeof(known -> 'birth_year') = 'number'
            THEN (known ->> 'birth_year')::int BETWEEN b.lowest AND b.highest END
)
SELECT customer_id, facts || year || band || country AS facts,
       origins
       || CASE WHEN year <> '{}' THEN jsonb_build_object('birth_year', origins -> 'birth_date') ELSE '{}' END
       || CASE WHEN band <> '{}' THEN jsonb_build_object('birth_year_band', coalesce(
              CASE WHEN year = '{}' THEN origins -> 'birth_year' END, origins -> 'birth_date')) ELSE '{}' END
       || CASE WHEN country <> '{}' THEN jsonb_build_object('country', origins -> 'postal_address') ELSE '{}' END
       AS origins
FROM banded
"""

# The columns that nearly every rule and screen reads. A declined answer is an object and leaves its column empty.
# A new customer is inserted complete, because filling an empty row would write every index twice. The contact details
# that hold are those that were said (contact_points); asked of their own table, a plan would read everybody's.
# The sort key puts æ ø å ä ö after z, in the Nordic order, under plain byte order, and nobody's name last.
WRITE_CUSTOMERS = """
WITH word AS (
    SELECT s.customer_id, s.normalised AS word
    FROM merged_customer m JOIN said_contact s ON s.customer_id = m.customer_id
    WHERE s.kind = 'email' AND m.facts ? 'email' OR s.kind = 'phone' AND m.facts ? 'phone'
    UNION SELECT i.customer_id, i.value
    FROM merged_customer m JOIN profiles_identifier i ON i.customer_id = m.customer_id
    UNION SELECT r.customer_id, r.external_id
    FROM merged_customer m JOIN profiles_sourcerecord r ON r.customer_id = m.customer_id
    JOIN profiles_source s ON s.id = r.source_id WHERE s.kind NOT IN ('survey', 'steward')
), found AS (
    SELECT customer_id, string_agg(word, ' ' ORDER BY word) AS words FROM word GROUP BY customer_id
), spelled AS (
    SELECT m.customer_id, m.facts,
           CASE WHEN jsonb_typeof(facts -> 'given_name') = 'string' THEN facts ->> 'given_name' ELSE '' END AS given,
           CASE WHEN jsonb_typeof(facts -> 'family_name') = 'string' THEN facts ->> 'family_name' ELSE '' END AS family,
           CASE WHEN jsonb_typeof(facts -> 'organisation_name') = 'string'
                THEN facts ->> 'organisation_name' ELSE '' END AS organisation,
           CASE WHEN jsonb_typeof(facts -> 'postal_address') = 'object'
                THEN facts -> 'postal_address' ELSE '{}' END AS address
    FROM merged_customer m
), named AS (
    SELECT spelled.*,
           lower(concat_ws(' ', given, family, organisation, address ->> 'city', found.words)) AS search_text,
           left(coalesce(nullif(replace(replace(replace(replace(replace(
               lower(btrim(concat_ws(' ', coalesce(nullif(family, ''), organisation), given))),
               'æ', 'z{'), 'ä', 'z{'), 'ø', 'z|'), 'ö', 'z|'), 'å', 'z}'), ''), '~'), 400) AS sort_key
    FROM spelled LEFT JOIN found USING (customer_id)
)
INSERT INTO profiles_customer AS c (uid, kind, created_at, updated_at, given_name, family_name, organisation_name,
    birth_date, birth_year, gender, country, region, municipality, postal_code, city, language, lifecycle_stage,
    interests, attributes, search_text, sort_key)
SELECT
    n.customer_id, t.kind, %(now)s, %(now)s, left(n.given, 200), left(n.family, 200),
    left(n.organisation, 300),
    CASE WHEN jsonb_typeof(n.facts -> 'birth_date') = 'string'
                      THEN (n.facts ->> 'birth_date')::date END,
    CASE WHEN jsonb_typeof(n.facts -> 'birth_year') = 'number'
                      THEN (n.facts ->> 'birth_year')::int END,
    CASE WHEN jsonb_typeof(n.facts -> 'gender') = 'string' THEN left(n.facts ->> 'gender', 60) ELSE '' END,
    CASE WHEN jsonb_typeof(n.facts -> 'country') = 'string' THEN left(n.facts ->> 'country', 2) ELSE '' END,
    coalesce(CASE WHEN jsonb_typeof(n.facts -> 'region') = 'string' THEN left(n.facts ->> 'region', 200) END,
                      left(n.address ->> 'region', 200), ''),
    CASE WHEN jsonb_typeof(n.facts -> 'municipality') = 'string'
                        THEN left(n.facts ->> 'municipality', 200) ELSE '' END,
    coalesce(left(n.address ->> 'postal_code', 20),
             CASE WHEN jsonb_typeof(n.facts -> 'postal_code') = 'string'
                  THEN left(n.facts ->> 'postal_code', 20) END, ''),
    coalesce(left(n.address ->> 'city', 200),
             CASE WHEN jsonb_typeof(n.facts -> 'city') = 'string' THEN left(n.facts ->> 'city', 200) END, ''),
    CASE WHEN jsonb_typeof(n.facts -> 'language') = 'string' THEN left(n.facts ->> 'language', 5) ELSE '' END,
    CASE WHEN jsonb_typeof(n.facts -> 'lifecycle_stage') = 'string'
                           THEN left(n.facts ->> 'lifecycle_stage', 60) ELSE '' END,
    CASE WHEN jsonb_typeof(n.facts -> 'interests') = 'array'
                     THEN ARRAY(SELECT left(word, 200) FROM jsonb_array_elements_text(n.facts -> 'interests') word)
                     ELSE ARRAY[]::text[] END,
    n.facts, n.search_text, n.sort_key
FROM named n
JOIN touched_customer t ON t.customer_id = n.customer_id
LEFT JOIN profiles_customer known ON known.uid = n.customer_id
WHERE t.is_new OR known.uid IS NOT NULL
ORDER BY n.customer_id
ON CONFLICT (uid) DO UPDATE SET
    given_name = excluded.given_name, family_name = excluded.family_name,
    organisation_name = excluded.organisation_name, birth_date = excluded.birth_date,
    birth_year = excluded.birth_year, gender = excluded.gender, country = excluded.country, region = excluded.region,
    municipality = excluded.municipality, postal_code = excluded.postal_code, city = excluded.city,
    language = excluded.language, lifecycle_stage = excluded.lifecycle_stage, interests = excluded.interests,
    attributes = excluded.attributes, search_text = excluded.search_text, sort_key = excluded.sort_key,
    updated_at = excluded.updated_at
WHERE (c.attributes, c.search_text, c.sort_key)
    IS DISTINCT FROM (excluded.attributes, excluded.search_text, excluded.sort_key)
"""

WRITE_ORIGINS = """
INSERT INTO profiles_customerorigin AS o (customer_id, origins)
SELECT customer_id, origins FROM merged_customer ORDER BY customer_id
ON CONFLICT (customer_id) DO UPDATE SET origins = excluded.origins WHERE o.origins IS DISTINCT FROM excluded.origins
"""

# Law 11: only what is wanted and applies counts; a fact past its half-life counts as unknown.
WRITE_COMPLETENESS = """
WITH wanted AS MATERIALIZED (
    SELECT slug, weight, half_life_days, applies_to FROM profiles_attribute WHERE is_wanted AND is_enabled
)
INSERT INTO profiles_customermetric AS m (customer_id, completeness, missing, stale, next_stale_on,
    event_count, purchase_count, purchase_sum)
SELECT g.customer_id, coalesce(w.completeness, 100), coalesce(w.missing, ARRAY[]::text[]),
       coalesce(w.stale, ARRAY[]::text[]), w.next_stale_on, 0, 0, 0
FROM merged_customer g
JOIN profiles_customer c ON c.uid = g.customer_id
CROSS JOIN LATERAL (
    SELECT array_agg(k.slug ORDER BY k.weight DESC, k.slug) FILTER (WHERE NOT k.is_known) AS missing,
           array_agg(k.slug ORDER BY k.weight DESC, k.slug) FILTER (WHERE k.is_known AND k.stale_on <= %(today)s)
               AS stale,
           min(k.stale_on) FILTER (WHERE k.is_known AND k.stale_on > %(today)s) AS next_stale_on,
           round(100.0 * coalesce(sum(k.weight) FILTER (
               WHERE k.is_known AND (k.stale_on IS NULL OR k.stale_on > %(today)s)), 0)
               / nullif(sum(k.weight), 0)) AS completeness
    FROM (
        SELECT a.slug, a.weight, g.facts ? a.slug AS is_known,
               CASE WHEN a.half_life_days > 0 THEN (g.origins -> a.slug ->> 1)::date + a.half_life_days END AS stale_on
        FROM wanted a WHERE a.applies_to IN ('both', c.kind)
    ) AS k
) AS w
ORDER BY g.customer_id
ON CONFLICT (customer_id) DO UPDATE SET completeness = excluded.completeness, missing = excluded.missing,
    stale = excluded.stale, next_stale_on = excluded.next_stale_on
WHERE (m.completeness, m.missing, m.stale, m.next_stale_on)
    IS DISTINCT FROM (excluded.completeness, excluded.missing, excluded.stale, excluded.next_stale_on)
"""

RECOUNT_EVENTS = """
INSERT INTO profiles_customermetric AS m (customer_id, completeness, missing, stale, event_count, first_event_at,
    last_event_at, purchase_count, purchase_sum, first_purchase_at, last_purchase_at)
SELECT t.customer_id, 0, ARRAY[]::text[], ARRAY[]::text[], count(e.id), min(e.occurred_at), max(e.occurred_at),
       count(e.id) FILTER (WHERE e.kind = 'purchase'),
       coalesce(sum(e.amount) FILTER (WHERE e.kind = 'purchase'), 0),
       min(e.occurred_at) FILTER (WHERE e.kind = 'purchase'),
       max(e.occurred_at) FILTER (WHERE e.kind = 'purchase')
FROM touched_customer t
JOIN profiles_customer c ON c.uid = t.customer_id
LEFT JOIN profiles_event e ON e.customer_id = t.customer_id
GROUP BY t.customer_id ORDER BY t.customer_id
ON CONFLICT (customer_id) DO UPDATE SET event_count = excluded.event_count, first_event_at = excluded.first_event_at,
    last_event_at = excluded.last_event_at, purchase_count = excluded.purchase_count,
    purchase_sum = excluded.purchase_sum, first_purchase_at = excluded.first_purchase_at,
    last_purchase_at = excluded.last_purchase_at
"""


def recompute_customers(*, uids: Collection[UUID], now: datetime) -> int:
    """Compute these customers anew from their records; return how many changed."""
    with transaction.atomic():
        start_touching()
        touch(uids)
        return recompute_touched(now=now)


def lock_touched(cursor: CursorWrapper) -> None:
    """Hold the customers of this transaction's `touched_customer`: who else writes about them is waited for."""
    cursor.execute(LOCK)


def recompute_touched(*, now: datetime) -> int:
    """Compute the customers of this transaction's `touched_customer` anew; return how many changed."""
    moment: dict[str, Any] = {
        "now": now,
        "today": timezone.localdate(now),
        "zone": settings.TIME_ZONE,
    }
    with connection.cursor() as cursor:
        lock_touched(cursor)
        cursor.execute("DROP TABLE IF EXISTS merged_customer")
        cursor.execute(MERGE, moment)
        cursor.execute("ANALYZE merged_customer")
        sync_contact_points(cursor, now=now)
        cursor.execute(WRITE_CUSTOMERS, moment)
        changed = int(cursor.rowcount)
        cursor.execute(WRITE_ORIGINS)
        cursor.execute(WRITE_COMPLETENESS, moment)
    return changed


def recount_events(*, now: datetime) -> None:
    """Count the activities of this transaction's `touched_customer` anew; the money is in the events' own currency."""
    del now
    with connection.cursor() as cursor:
        cursor.execute(RECOUNT_EVENTS)
