"""What builds on a segment, so that nobody pulls it away from under something else."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import PROTECT
from django.utils.translation import gettext as _

from segments.models import Segment
from segments.selectors.graph import built_on, latest_rules
from segments.selectors.words import segment_names


@dataclass(frozen=True, slots=True)
class Use:
    """One thing that needs a segment."""

    kind: str
    name: str

    def __str__(self) -> str:
        """Return the use as a line of a list shows it."""
        return _("%(kind)s “%(name)s”") % {"kind": self.kind, "name": self.name}


def uses_of(segment: Segment) -> list[Use]:
    """Return the segments that build on this one, and what rooms above protect (surveys and their sendings)."""
    names = segment_names()
    kind = str(Segment._meta.verbose_name).capitalize()  # noqa: SLF001 Django's documented API
    nested = [Use(kind, names[slug]) for slug in built_on(segment.slug, latest_rules())]
    return [*nested, *_protected(segment)]


def _protected(segment: Segment) -> Iterator[Use]:
    """Yield rows of any room that forbid deletion, at most a few of each kind."""
    for relation in Segment._meta.related_objects:  # noqa: SLF001 Django's documented API
        model = relation.related_model
        if relation.on_delete is PROTECT and not isinstance(model, str):
            kind = str(model._meta.verbose_name).capitalize()  # noqa: SLF001
            rows = model._default_manager.filter(**{relation.field.name: segment})  # noqa: SLF001
            yield from (Use(kind, str(row)) for row in rows[:5])
