"""A file arrives: under a name of the server's own, streamed, hashed on the way, within the limit."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from config.lib.actor import Actor, actor_columns
from config.lib.errors import DomainError
from files.choices import RunState
from files.models import ImportRun
from files.reading.sniff import prepare
from profiles.models import Source

FOLDER = "imports"
_CHUNK = 1 << 20
_NUMBERING = 0x6B6A0001  # the advisory lock under which imports are numbered


class Incoming(Protocol):
    """Anything that hands out bytes: an uploaded file, an open file."""

    def read(self, size: int, /) -> bytes:
        """Return the next bytes."""


class FileTooLargeError(DomainError):
    """A file is larger than this installation takes."""


class FileNotStoredError(DomainError):
    """The server cannot keep the file."""


def receive_file(  # noqa: PLR0913 - a file has a name, a sender, a kind and a currency
    *,
    file: Incoming,
    file_name: str,
    source: Source,
    kind: str,
    actor: Actor,
    now: datetime,
    currency: str = "",
) -> ImportRun:
    """Keep a file and make the import it starts; raise a DomainError where it is no table or too large."""
    uid = uuid4()
    folder = Path(settings.MEDIA_ROOT) / FOLDER / str(uid)
    name = Path(file_name).name[-255:] or "file"
    stored = folder / f"original{Path(name).suffix.lower()[:10]}"
    try:
        sha256, size = _store(file, stored)
        read_from, shape = prepare(stored, folder, file_name=name)
    except BaseException:
        _remove(folder)
        raise
    return _make_run(
        uid=uid,
        source=source,
        kind=kind,
        file_name=name,
        stored_as=str(stored.relative_to(settings.MEDIA_ROOT)),
        sha256=sha256,
        size=size,
        shape={**shape.to_json(), "read_from": str(read_from.relative_to(settings.MEDIA_ROOT))},
        currency=currency,
        warnings=[*shape.warnings],
        summary={"language": get_language() or settings.LANGUAGE_CODE},
        created_at=now,
        **actor_columns(actor),
    )


def read_path(run: ImportRun) -> Path:
    """Return the text file that the run's rows are read from."""
    return Path(settings.MEDIA_ROOT) / str(run.shape["read_from"])


def remove_file(run: ImportRun) -> None:
    """Remove what the server kept of a run's file."""
    _remove((Path(settings.MEDIA_ROOT) / run.stored_as).parent)


@transaction.atomic
def _make_run(**columns: Any) -> ImportRun:
    """Write the run under the next number; a lock keeps numbers without gaps and doubles."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_NUMBERING])
    last: int = ImportRun.objects.aggregate(last=Max("number"))["last"] or 0
    run = ImportRun(number=last + 1, state=RunState.RECEIVED, **columns)
    earlier = _earlier(run)
    run.summary["observed_at"] = (
        earlier.summary.get("observed_at") if earlier else None
    ) or run.created_at.isoformat()
    if earlier:
        run.warnings.append(
            _("The same file was taken in before, as import no. %(number)s.")
            % {"number": earlier.number}
        )
    run.save(force_insert=True)
    return run


def _earlier(run: ImportRun) -> ImportRun | None:
    """Return the first import of the very same bytes that stands; what it said, it says again on the same day."""
    return (
        ImportRun.objects.filter(
            sha256=run.sha256, source=run.source, kind=run.kind, state=RunState.DONE
        )
        .order_by("number")
        .first()
    )


def _store(file: Incoming, target: Path) -> tuple[str, int]:
    """Write the bytes to disk as they come; return their digest and how many they are."""
    digest = hashlib.sha256()
    size = 0
    try:
        target.parent.mkdir(parents=True, mode=0o700)
        with target.open("wb") as stored:
            for part in _parts(file):
                size += len(part)
                _check_size(size)
                digest.update(part)
                stored.write(part)
    except OSError as error:
        raise FileNotStoredError(
            _("The file cannot be kept on the server: %(why)s.") % {"why": error.strerror}
        ) from error
    return digest.hexdigest(), size


def _parts(file: Incoming) -> Iterator[bytes]:
    while part := file.read(_CHUNK):
        yield part


def _check_size(size: int) -> None:
    limit = settings.KJENN_UPLOAD_LIMIT_MB
    if size > limit << 20:
        raise FileTooLargeError(
            _(
                "The file is larger than %(limit)s MB, which is the most that this installation takes."
            )
            % {"limit": limit}
        )


def _remove(folder: Path) -> None:
    if folder.is_dir():
        for path in folder.iterdir():
            path.unlink(missing_ok=True)
        folder.rmdir()


def find_run(name: str) -> ImportRun | None:
    """Return the run of that number or id, or nothing."""
    if name.isdigit():
        return ImportRun.objects.filter(number=int(name)).first()
    try:
        return ImportRun.objects.filter(pk=UUID(name)).first()
    except ValueError:
        return None
