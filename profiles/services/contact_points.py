"""Contact points follow what the records say: made when first said, ended when nobody says them any more."""

from datetime import datetime

from django.db.backends.utils import CursorWrapper

SAID = """
CREATE TEMPORARY TABLE said_contact ON COMMIT DROP AS
SELECT DISTINCT ON (customer_id, kind, normalised) customer_id, kind, left(raw, 500) AS raw,
       left(normalised, 500) AS normalised, source_id, bool_or(opt_out_offered) OVER (
           PARTITION BY customer_id, kind, normalised) AS given_at_sale
FROM (
    SELECT r.customer_id, p.kind, p.raw, p.normalised, r.source_id, s.rank, s.opt_out_offered
    FROM touched_customer t
    JOIN profiles_sourcerecord r ON r.customer_id = t.customer_id
    JOIN profiles_source s ON s.id = r.source_id
    CROSS JOIN LATERAL (
        SELECT 'email' AS kind, r.values ->> 'email' AS raw, lower(r.values ->> 'email') AS normalised
        WHERE jsonb_typeof(r.values -> 'email') = 'string'
        UNION ALL
        SELECT 'phone', r.values ->> 'phone', r.values ->> 'phone'
        WHERE jsonb_typeof(r.values -> 'phone') = 'string'
        UNION ALL
        SELECT 'postal',
               concat_ws(', ', nullif(a ->> 'street', ''),
                         nullif(concat_ws(' ', a ->> 'postal_code', a ->> 'city'), '')),
               lower(concat_ws('|', a ->> 'street', a ->> 'postal_code', a ->> 'city', a ->> 'country'))
        FROM (SELECT r.values -> 'postal_address' AS a) AS address
        WHERE a ->> 'street' <> ''
    ) AS p
    UNION ALL
    SELECT l.customer_id, 'email', l.value #>> '{}', lower(l.value #>> '{}'), s.id, 0, false
    FROM profiles_valuelock l JOIN touched_customer t ON t.customer_id = l.customer_id
    JOIN profiles_source s ON s.slug = 'steward'
    WHERE l.slug = 'email' AND jsonb_typeof(l.value) = 'string'
    UNION ALL
    SELECT l.customer_id, 'phone', l.value #>> '{}', l.value #>> '{}', s.id, 0, false
    FROM profiles_valuelock l JOIN touched_customer t ON t.customer_id = l.customer_id
    JOIN profiles_source s ON s.slug = 'steward'
    WHERE l.slug = 'phone' AND jsonb_typeof(l.value) = 'string'
) AS each_said
ORDER BY customer_id, kind, normalised, rank
"""

# The value that survived in the golden record is the one to use first.
WINNER = """CASE s.kind
        WHEN 'email' THEN s.normalised = lower(m.facts ->> 'email')
        WHEN 'phone' THEN s.normalised = m.facts ->> 'phone'
        ELSE s.normalised = lower(concat_ws('|', m.facts -> 'postal_address' ->> 'street',
            m.facts -> 'postal_address' ->> 'postal_code', m.facts -> 'postal_address' ->> 'city',
            m.facts -> 'postal_address' ->> 'country')) END"""

WRITE = f"""
INSERT INTO profiles_contactpoint AS p (customer_id, kind, raw, normalised, is_preferred, source_id, given_at_sale,
    valid_from)
SELECT s.customer_id, s.kind, s.raw, s.normalised, coalesce({WINNER}, false), s.source_id, s.given_at_sale, %(now)s
FROM said_contact s JOIN merged_customer m ON m.customer_id = s.customer_id
ORDER BY s.customer_id, s.kind, s.normalised
ON CONFLICT (customer_id, kind, normalised) DO UPDATE
SET valid_until = NULL, given_at_sale = excluded.given_at_sale
WHERE p.valid_until IS NOT NULL OR p.given_at_sale <> excluded.given_at_sale
"""  # noqa: S608 - a constant of ours

# Of whom this transaction makes there is nothing to end, and WRITE has said which is used first.
END = """
UPDATE profiles_contactpoint p SET valid_until = %(now)s, is_preferred = false
FROM touched_customer t
WHERE p.customer_id = t.customer_id AND NOT t.is_new AND p.valid_until IS NULL AND NOT EXISTS (
    SELECT FROM said_contact s
    WHERE s.customer_id = p.customer_id AND s.kind = p.kind AND s.normalised = p.normalised
)
"""

PREFER = f"""
UPDATE profiles_contactpoint p SET is_preferred = w.is_winner
FROM (
    SELECT s.id, coalesce({WINNER}, false) AS is_winner
    FROM profiles_contactpoint s JOIN merged_customer m ON m.customer_id = s.customer_id
    JOIN touched_customer t ON t.customer_id = s.customer_id AND NOT t.is_new
    WHERE s.valid_until IS NULL
) AS w
WHERE p.id = w.id AND p.is_preferred <> w.is_winner
"""  # noqa: S608 - a constant of ours


def sync_contact_points(cursor: CursorWrapper, *, now: datetime) -> None:
    """Bring the contact points of this transaction's `touched_customer` in line with records and `merged_customer`."""
    cursor.execute("DROP TABLE IF EXISTS said_contact")
    cursor.execute(SAID)
    cursor.execute("ANALYZE said_contact (customer_id, kind, normalised)")
    cursor.execute(WRITE, {"now": now})
    cursor.execute(END, {"now": now})
    cursor.execute(PREFER)
