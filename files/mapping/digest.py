"""What a row's cells are known by, together with everything that reading them depends on.

Two rows of one digest say the same: the same cells, read into the same facts by the same code and libraries, under the
same settings. The key keeps anybody with the database alone from trying out what a cell may have held.
"""

import json
import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from functools import lru_cache
from hashlib import blake2b, sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.utils.crypto import salted_hmac

import files.mapping
import profiles.identity
from files.mapping.fact_cells import Fact
from files.mapping.mapping import ColumnMapping, Mapping
from profiles.identity.convention import as_options

_LIBRARIES = ("babel", "email-validator", "phonenumberslite", "python-stdnum")
_BETWEEN = "\x1f"
_BYTES = 16  # as many as a UUID has


class RowDigest:
    """Digest the cells of rows that are read in one way, by the columns that are read."""

    def __init__(self, columns: Sequence[ColumnMapping], way: Sequence[object]) -> None:
        self._read = [i for i, column in enumerate(columns) if column.target != "ignore"]
        described = json.dumps([_code(), *way], sort_keys=True).encode()
        key = salted_hmac("files.row_digest", "", algorithm="sha256").digest()
        self._way = blake2b(sha256(described).digest(), digest_size=_BYTES, key=key)

    def __call__(self, cells: Sequence[str]) -> str:
        """Return the digest as hexadecimal digits; '' for cells that two rows could hold in different places."""
        text = _BETWEEN.join([cells[index] for index in self._read])
        if text.count(_BETWEEN) != len(self._read) - 1:
            return ""
        digest = self._way.copy()
        digest.update(text.encode("utf-8", "surrogatepass"))
        return digest.hexdigest()


def way_of_reading(
    mapping: Mapping, facts: Iterable[Fact], *, year: int, settings: Sequence[str]
) -> list[object]:
    """Return all that the facts of a row depend on beside its cells, for RowDigest.

    The year settles what two digits of a birth year mean; how sure a guess at a column was, and why, settles nothing.
    """
    whole: dict[str, Any] = asdict(mapping)
    columns = [
        {name: said for name, said in column.items() if name not in {"confidence", "reason"}}
        for column in whole.pop("columns")
        if column["target"] != "ignore"
    ]
    known = sorted(
        (fact.slug, fact.data_type, [asdict(option) for option in as_options(fact.options)])
        for fact in facts
    )
    return [whole, columns, known, year, list(settings)]


@lru_cache(maxsize=1)
def _code() -> list[str]:
    """Return what tells one edition of the readers from another: their own source, words and libraries."""
    sources = sha256()
    for package in (files.mapping, profiles.identity):
        folder = Path(str(package.__file__)).parent
        for path in sorted(folder.rglob("*.*")):
            if path.suffix in {".py", ".toml"}:
                sources.update(path.read_bytes())
    libraries = [version(name) for name in _LIBRARIES]
    return [sources.hexdigest(), platform.python_version(), *libraries]
