"""Who is meant by each row of a customer file, set-based over the staged rows.

The source's own id comes first. Else an e-mail address or telephone number names a customer, where nothing known of
both contradicts: neither name nor birth. Whoever shares a contact detail but contradicts becomes a customer of their
own, and the pair is put aside for a person to look at. Rows of one file find each other by the same rule.

All works on temporary tables of the caller's transaction; `live_row` is what the next step reads.
"""

from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from files.models import ImportRun

# A contact detail that so many share (info@…, 00000000) names nobody.
MOST_HOLDERS = 20

TABLES = (
    "staged_fact",
    "live_row",
    "row_key",
    "shared_key",
    "held_key",
    "found_customer",
    "linked_row",
    "rival_row",
)

# Names are spelled for comparison only where two are compared: few rows share a contact detail with another.
FACTS = """
CREATE TEMPORARY TABLE staged_fact ON COMMIT DROP AS
SELECT row_no, external_id, kind, problem, keys, stands, digest,
       max(row_no) FILTER (WHERE problem = '') OVER (PARTITION BY external_id) AS last_row,
       CASE WHEN jsonb_typeof(values -> 'given_name') = 'string' THEN values ->> 'given_name' END AS given,
       CASE WHEN jsonb_typeof(values -> 'family_name') = 'string' THEN values ->> 'family_name' END AS family,
       CASE WHEN kind = 'organisation' THEN values ->> 'organisation_name' ELSE '' END AS organisation,
       CASE WHEN jsonb_typeof(values -> 'birth_date') = 'string' THEN values ->> 'birth_date' END AS born,
       CASE WHEN jsonb_typeof(values -> 'birth_date') = 'string' THEN left(values ->> 'birth_date', 4)
            WHEN jsonb_typeof(values -> 'birth_year') = 'number' THEN values ->> 'birth_year' END AS birth_year
FROM files_stagedrow WHERE run_id = %(run)s
"""

# The last row of each id; `matched_by` says how its customer was found.
LIVE = """
CREATE TEMPORARY TABLE live_row ON COMMIT DROP AS
SELECT f.*, r.customer_id AS customer, CASE WHEN r.id IS NOT NULL THEN 'id' ELSE '' END AS matched_by,
       r.id AS record_id,
       f.stands AND (r.fingerprint = profiles_fingerprint(f.digest, r.values)) IS NOT TRUE AS is_stale,
       false AS is_new, ARRAY[]::uuid[] AS rivals, NULL::int AS joins_row
FROM staged_fact f
LEFT JOIN profiles_sourcerecord r ON r.source_id = %(source)s AND r.external_id = f.external_id
WHERE f.problem = '' AND f.row_no = f.last_row
"""

KEYS = """
CREATE TEMPORARY TABLE row_key ON COMMIT DROP AS
SELECT l.row_no, k.key, l.customer IS NULL AS is_open FROM live_row l CROSS JOIN LATERAL unnest(l.keys) AS k(key)
"""

# Index probes, one a key, at most one more than count: never the customers of info@ times the rows of info@.
HELD = """
CREATE TEMPORARY TABLE held_key ON COMMIT DROP AS
SELECT d.key, p.customer_id, count(*) OVER (PARTITION BY d.key) AS holders
FROM (SELECT key FROM row_key GROUP BY key HAVING bool_or(is_open) AND count(*) <= %(most)s) AS d
CROSS JOIN LATERAL (
    SELECT customer_id FROM profiles_contactpoint p
    WHERE p.kind = split_part(d.key, ':', 1) AND p.normalised = substr(d.key, strpos(d.key, ':') + 1)
      AND p.valid_until IS NULL
    LIMIT %(most)s + 1
) AS p
"""

FOUND = """
CREATE TEMPORARY TABLE found_customer ON COMMIT DROP AS
SELECT l.row_no, c.uid AS customer, bool_or(
           l.kind <> c.kind
           OR files_names_differ(files_name_key(l.given), files_name_key(c.given_name))
           OR files_names_differ(files_name_key(l.family), files_name_key(c.family_name))
           OR files_names_differ(files_name_key(l.organisation), files_name_key(c.organisation_name))
              AND l.kind = 'organisation'
           OR coalesce(l.born <> c.birth_date::text, false)
           OR coalesce(l.birth_year <> c.birth_year::text, false)) AS is_other
FROM held_key h
JOIN row_key k ON k.key = h.key AND k.is_open
JOIN live_row l ON l.row_no = k.row_no
JOIN profiles_customer c ON c.uid = h.customer_id
WHERE h.holders <= %(most)s
GROUP BY l.row_no, c.uid
"""

# One who fits is the customer; none or several: a new one, and those found are put aside for a person to look at.
ASSIGN = """
UPDATE live_row l SET customer = CASE WHEN a.fitting = 1 THEN a.one END,
    matched_by = CASE WHEN a.fitting = 1 THEN 'contact' ELSE '' END,
    rivals = CASE WHEN a.fitting = 1 THEN ARRAY[]::uuid[] ELSE a.everyone[1:5] END
FROM (
    SELECT row_no, count(*) FILTER (WHERE NOT is_other) AS fitting,
           (array_agg(customer) FILTER (WHERE NOT is_other))[1] AS one,
           array_agg(customer ORDER BY is_other, customer) AS everyone
    FROM found_customer GROUP BY row_no
) AS a
WHERE l.row_no = a.row_no
"""

SHARED = """
CREATE TEMPORARY TABLE shared_key ON COMMIT DROP AS
SELECT key FROM row_key GROUP BY key HAVING count(*) BETWEEN 2 AND %(most)s
"""

_CONTRADICT = """(
    a.kind <> b.kind OR files_names_differ(files_name_key(a.given), files_name_key(b.given))
    OR files_names_differ(files_name_key(a.family), files_name_key(b.family))
    OR files_names_differ(files_name_key(a.organisation), files_name_key(b.organisation))
    OR coalesce(a.born <> b.born, false) OR coalesce(a.birth_year <> b.birth_year, false))"""

# A row nobody knows joins the first row that shares a contact detail with it: one of a known customer, else an earlier.
LINKED = f"""
CREATE TEMPORARY TABLE linked_row ON COMMIT DROP AS
SELECT b.row_no, a.row_no AS anchor, {_CONTRADICT} AS is_other,
       (a.customer IS NULL)::int AS later
FROM shared_key s
JOIN row_key kb ON kb.key = s.key
JOIN row_key ka ON ka.key = s.key AND ka.row_no <> kb.row_no
JOIN live_row b ON b.row_no = kb.row_no AND b.customer IS NULL
JOIN live_row a ON a.row_no = ka.row_no AND (a.customer IS NOT NULL OR a.row_no < b.row_no)
"""  # noqa: S608 - a constant inside a constant

ROOTS = """
WITH RECURSIVE step AS (
    SELECT DISTINCT ON (row_no) row_no, anchor FROM linked_row WHERE NOT is_other ORDER BY row_no, later, anchor
), walk AS (
    SELECT row_no, anchor, 1 AS hops FROM step
    UNION ALL
    SELECT w.row_no, s.anchor, w.hops + 1 FROM walk w JOIN step s ON s.row_no = w.anchor WHERE w.hops < 50
), root AS (
    SELECT DISTINCT ON (row_no) row_no, anchor FROM walk ORDER BY row_no, hops DESC
)
UPDATE live_row l SET joins_row = root.anchor FROM root
WHERE l.row_no = root.row_no AND cardinality(l.rivals) = 0
"""

NEW = """
UPDATE live_row SET customer = gen_random_uuid(), is_new = true, matched_by = ''
WHERE customer IS NULL AND joins_row IS NULL
"""
JOIN = """
UPDATE live_row l SET customer = a.customer, is_new = a.is_new, matched_by = 'row'
FROM live_row a WHERE a.row_no = l.joins_row
"""

# A chain of rows longer than the walk: its end stands alone.
STRAY = """
UPDATE live_row SET customer = gen_random_uuid(), is_new = true, matched_by = '', joins_row = NULL
WHERE customer IS NULL
"""

# Two who each fit the same nameless mailbox may still contradict each other: the later one parts from the earlier.
RIVALS = f"""
CREATE TEMPORARY TABLE rival_row ON COMMIT DROP AS
SELECT DISTINCT b.row_no, b.customer AS rival
FROM live_row b JOIN live_row a ON a.customer = b.customer AND a.row_no <> b.row_no
WHERE b.matched_by IN ('contact', 'row') AND (a.matched_by IN ('', 'id') OR a.row_no < b.row_no) AND {_CONTRADICT}
"""  # noqa: S608
PART = """
UPDATE live_row l SET customer = gen_random_uuid(), is_new = true, matched_by = '', joins_row = NULL,
    rivals = ARRAY[r.rival]
FROM rival_row r WHERE r.row_no = l.row_no
"""
# Who shares a contact detail with another row of the file and contradicts it.
PUT_ASIDE = """
UPDATE live_row l SET rivals = (l.rivals || o.others)[1:5]
FROM (
    SELECT k.row_no, array_agg(DISTINCT a.customer) AS others
    FROM linked_row k JOIN live_row a ON a.row_no = k.anchor WHERE k.is_other GROUP BY k.row_no
) AS o
WHERE l.row_no = o.row_no AND l.is_new AND l.matched_by = '' AND NOT l.customer = ANY(o.others)
"""


class RecordsChangedError(Exception):
    """A record has changed since its row was staged unread: the cells have to be read after all."""


def match_rows(run: ImportRun) -> None:
    """Make `staged_fact` and `live_row`, which says of every row that is to land whose it is.

    Raise RecordsChangedError where a row was staged unread because its record stood, and it stands so no more.
    """
    bound: dict[str, Any] = {"run": run.pk, "source": run.source_id, "most": MOST_HOLDERS}
    with connection.cursor() as cursor:
        drop_tables(cursor, TABLES)
        _make(cursor, FACTS, bound, "staged_fact", "problem, external_id")
        _make(cursor, LIVE, bound, "live_row", "customer, record_id")
        _check_standing(cursor)
        cursor.execute(KEYS, bound)
        cursor.execute("ANALYZE row_key")
        cursor.execute(HELD, bound)
        cursor.execute("ANALYZE held_key")
        cursor.execute(FOUND, bound)
        cursor.execute(ASSIGN)
        cursor.execute(SHARED, bound)
        cursor.execute("ANALYZE shared_key")
        cursor.execute(LINKED)
        for statement in (ROOTS, NEW, JOIN, STRAY, RIVALS, PART, PUT_ASIDE):
            cursor.execute(statement)


def _check_standing(cursor: CursorWrapper) -> None:
    cursor.execute("SELECT EXISTS (SELECT FROM live_row WHERE is_stale)")
    if cursor.fetchone()[0]:
        raise RecordsChangedError


def drop_tables(cursor: CursorWrapper, tables: tuple[str, ...]) -> None:
    """Drop temporary tables of an earlier decision in the same transaction."""
    for table in tables:
        cursor.execute(f"DROP TABLE IF EXISTS {table}")


def _make(
    cursor: CursorWrapper, statement: str, bound: dict[str, Any], table: str, joined: str
) -> None:
    """Make a table of rows; the planner is told of the columns that others are joined by, and of no wide one."""
    cursor.execute(statement, bound)
    cursor.execute(f"ALTER TABLE {table} ADD PRIMARY KEY (row_no)")
    cursor.execute(f"ANALYZE {table} (row_no, {joined})")
