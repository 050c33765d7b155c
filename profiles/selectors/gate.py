"""Which facts may be read for some purposes (laws 4 and 10)."""

from collections.abc import Collection

from profiles.choices import Sensitivity
from profiles.models import Attribute
from profiles.registry import readable_slugs


def readable_facts(purposes: Collection[str], *, is_private_open: bool) -> dict[str, Attribute]:
    """Return the facts in use that some of these purposes may read, in the catalogue's order.

    Special categories never; private ones only where they are open to the reader. One query a purpose, and one.
    """
    slugs = frozenset[str]().union(*(readable_slugs(purpose) for purpose in sorted(purposes)))
    open_to = [Sensitivity.ORDINARY, *([Sensitivity.PRIVATE] if is_private_open else [])]
    found = Attribute.objects.usable().filter(slug__in=slugs, sensitivity__in=open_to)
    return {fact.slug: fact for fact in found.order_by("position", "slug")}
