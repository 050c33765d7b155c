"""Whether a file looks like one that was here before, or like some system's."""

from files.mapping.mapping import Mapping
from files.mapping.recognise import LearnedMapping, vendor_of
from files.models import FileProfile, ImportRun
from files.reading.shape import FileShape

_LATEST = 100


def learned_profile(run: ImportRun, shape: FileShape) -> FileProfile | None:
    """Return the earlier file of the same source with the same columns."""
    kept = FileProfile.objects.filter(source=run.source, kind=run.kind).order_by("-used_at")
    for entry in kept[:_LATEST]:
        if LearnedMapping(tuple(entry.headers), Mapping.from_json(entry.mapping)).fits(shape):
            return entry
    return None


def vendor_name(shape: FileShape) -> str:
    """Return the system whose export this looks like, or nothing."""
    vendor = vendor_of(shape)
    return vendor.name if vendor else ""
