"""Customers who may be one, and e-mail addresses that several share."""

from datetime import datetime

from django.db.backends.utils import CursorWrapper

SHARED = """
CREATE TEMPORARY TABLE shared_address ON COMMIT DROP AS
SELECT p.normalised, p.customer_id, c.kind || '|' || lower(
           CASE WHEN c.kind = 'organisation' THEN c.organisation_name
                ELSE c.given_name || '|' || c.family_name END) AS name
FROM (
    SELECT normalised FROM profiles_contactpoint
    WHERE kind = 'email' AND valid_until IS NULL GROUP BY normalised HAVING count(*) > 1
) AS s
JOIN profiles_contactpoint p ON p.kind = 'email' AND p.normalised = s.normalised AND p.valid_until IS NULL
JOIN profiles_customer c ON c.uid = p.customer_id
"""
SHARE = """
INSERT INTO found_contradiction (kind, customer_id)
SELECT DISTINCT 'shared_email', customer_id FROM shared_address
"""
# Pairs that imports queued; then those with one name and one address, unless somebody said that they are two.
TWICE = """
WITH pair AS (
    SELECT first_id AS one, second_id AS two, 0 AS place FROM profiles_duplicatepair WHERE state = 'open'
    UNION ALL
    SELECT first_value(customer_id) OVER same, customer_id, 1 FROM shared_address
    WHERE name NOT IN ('person||', 'organisation|')
    WINDOW same AS (PARTITION BY normalised, name ORDER BY customer_id)
)
INSERT INTO found_contradiction (kind, customer_id, other)
SELECT DISTINCT ON (two) 'twice', two, one FROM pair
WHERE one <> two AND NOT EXISTS (
    SELECT FROM profiles_duplicatepair d WHERE d.state <> 'open'
      AND (d.first_id, d.second_id) IN ((pair.one, pair.two), (pair.two, pair.one)))
ORDER BY two, place, one
"""
# What keeps such a pair apart is often a birth date: it is said of the pair as it is of two sources of one customer.
BORN_TWICE = """
INSERT INTO found_contradiction (kind, customer_id, other)
SELECT 'birth_date', t.customer_id, t.other
FROM found_contradiction t
JOIN profiles_customer one ON one.uid = t.other
JOIN profiles_customer two ON two.uid = t.customer_id
WHERE t.kind = 'twice' AND one.birth_date <> two.birth_date
"""


def find_twice(cursor: CursorWrapper, now: datetime) -> None:
    """Add whoever is in twice, beside whom, whoever shares an e-mail address, and birth dates that part such a pair."""
    del now
    cursor.execute(SHARED)
    cursor.execute("ANALYZE shared_address")
    cursor.execute(SHARE)
    cursor.execute(TWICE)
    cursor.execute(BORN_TWICE)
    cursor.execute("DROP TABLE shared_address")
