"""Rows whose record stands as they left it: staged from the record, without reading their cells again.

A record keeps a fingerprint of the row it was read from and of what it then said (profiles.models.SourceRecord). A row
with that digest, over a record that still says it, could only say the same again. Its id, its date and its consents are
read as ever, because they may matter in another way today (law 3); its facts are the record's. What is staged here is
never written to a record: if the record changes before the plan is made, the whole file is read (files.services.runs).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from files.mapping.digest import RowDigest
from files.mapping.mapping import Mapping
from files.mapping.parsed import Identifier, ParsedRow
from files.mapping.row_reader import RowReader
from files.models import ImportRun, StagedRow
from files.reading.shape import Row
from files.services.columns import mapped_facts
from files.services.copy_text import NULL, json_field, lines, text_field
from profiles.models import SourceRecord

WITH_ID = """
CREATE TEMPORARY TABLE row_with_id (row_no int, external_id text, digest uuid, observed_at timestamptz, consents jsonb)
ON COMMIT DROP
"""

# What rows are compared by, and where consents belong.
COMPARED = (
    "given_name",
    "family_name",
    "organisation_name",
    "birth_date",
    "birth_year",
    "email",
    "phone",
)
REACHED = ("postal_address",)

# OFFSET 0 has `said` made once a row, not once a use.
STAGE = """
INSERT INTO files_stagedrow (run_id, row_no, external_id, kind, values, kept, keys, observed_at, consents, event_key,
    problem, digest, stands)
SELECT %(run)s, f.row_no, f.external_id,
       CASE WHEN w.said ? 'organisation_name' AND NOT w.said ?| ARRAY['given_name', 'family_name']
            THEN 'organisation' ELSE 'person' END,
       w.said, '{}', array_remove(ARRAY['email:' || lower(w.said ->> 'email'), 'phone:' || (w.said ->> 'phone')], NULL),
       f.observed_at, f.consents, '', '', f.digest, true
FROM row_with_id f
JOIN profiles_sourcerecord r ON r.source_id = %(source)s AND r.external_id = f.external_id
CROSS JOIN LATERAL (SELECT jsonb_strip_nulls(jsonb_build_object({said})) AS said OFFSET 0) AS w
WHERE r.fingerprint = profiles_fingerprint(f.digest, r.values)
RETURNING row_no
"""


@dataclass(frozen=True, slots=True)
class StandingRows:
    """The rows of a run that may be staged from their source's records."""

    run: ImportRun
    read: RowReader
    digest: RowDigest
    said: str

    def stage(self, chunk: Sequence[Row]) -> frozenset[int]:
        """Stage those rows of a chunk whose record stands, in the caller's transaction; return their numbers."""
        with connection.cursor() as cursor:
            cursor.execute(WITH_ID)
            with cursor.copy("COPY row_with_id FROM STDIN") as copy:
                copy.write(lines(self._with_id(chunk)))
            cursor.execute("ANALYZE row_with_id (external_id)")
            cursor.execute(
                STAGE.replace("{said}", self.said),
                {"run": self.run.pk, "source": self.run.source_id},
            )
            standing = frozenset(number for (number,) in cursor.fetchall())
            cursor.execute("DROP TABLE row_with_id")
        return standing

    def _with_id(self, chunk: Sequence[Row]) -> Iterator[Sequence[str]]:
        """Yield the fields of WITH_ID for each row that has an id and nothing amiss beside its facts."""
        for row in chunk:
            parsed = ParsedRow() if row.problem else self.read.read_beside_facts(row.cells)
            digest = "" if parsed.problems or not parsed.external_id else self.digest(row.cells)
            if digest:
                said, at = parsed.consents, parsed.observed_at
                yield (
                    str(row.number),
                    text_field(parsed.external_id),
                    digest,
                    at.isoformat() if at else NULL,
                    json_field([consent.to_json() for consent in said]) if said else NULL,
                )


def find_standing(
    run: ImportRun, mapping: Mapping, reader: RowReader, digest: RowDigest
) -> StandingRows | None:
    """Return what stages standing rows; nothing where the source has said nothing yet."""
    if not SourceRecord.objects.filter(source=run.source_id).exists():
        return None
    wanted = (*COMPARED, *(REACHED if _has_consents(mapping) else ()))
    # A fact of which the file is silent is none of the row's, whoever else said it.
    spoken = set(mapped_facts(mapping))
    said = ", ".join(f"'{slug}', r.values -> '{slug}'" for slug in wanted if slug in spoken)
    return StandingRows(run, reader, digest, said)


def _has_consents(mapping: Mapping) -> bool:
    return any(column.target == "consent" for column in mapping.columns)


def standing_values(run: ImportRun, rows: Sequence[StagedRow]) -> dict[int, dict[str, Any]]:
    """Return by number what these standing rows say, as their records have it."""
    kept = dict(
        SourceRecord.objects.filter(
            source=run.source_id, external_id__in=[row.external_id for row in rows]
        ).values_list("external_id", "values")
    )
    mapping = Mapping.from_json(run.mapping)
    places = (column.target.removeprefix("address.") for column in mapping.columns)
    spoken = {*mapped_facts(mapping), *places}
    return {
        row.row_no: {k: v for k, v in kept.get(row.external_id, {}).items() if k in spoken}
        for row in rows
    }


def key_of(contact: Identifier) -> str:
    """Return the form in which the contact details of rows are compared."""
    return f"{contact.kind}:{contact.value.lower()}"


def says_all(row: ParsedRow) -> bool:
    """Return whether the record that a row makes says all that the row said, so that the row can stand.

    Not a row with a cell that was not understood, perhaps only today; nor one without an id, or with contact details
    that no record keeps.
    """
    if row.problems or not row.external_id:
        return False
    kept = {
        f"{kind}:{row.values[kind].lower()}"
        for kind in ("email", "phone")
        if isinstance(row.values.get(kind), str)
    }
    keys = {key_of(contact) for contact in row.identifiers}
    return keys == kept and all(map(str.isascii, keys))
