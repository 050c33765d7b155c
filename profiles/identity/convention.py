"""How a source writes things down."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

# Countries whose people write 1,234.50 (CLDR); everybody else here writes 1 234,50 or 1.234,50.
DECIMAL_POINT_COUNTRIES = frozenset(
    {"AU", "CA", "CN", "GB", "HK", "IE", "IL", "IN", "JP", "KR", "MX", "MY", "NZ", "PH", "SG"}
    | {"TH", "TW", "US"}
)


@dataclass(frozen=True, slots=True)
class Option:
    """One entry of a closed list: its slug, and every text that means it, in any language."""

    slug: str
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Convention:
    """Where a value comes from, as far as reading it depends on that.

    `past` says that a date lies behind us (births); `today` settles two-digit years then.
    """

    country: str = "NO"
    day_first: bool = True
    decimal_mark: str = ""
    currency: str = ""
    past: bool = False
    today: date | None = None
    options: tuple[Option, ...] = field(default=())

    @property
    def writes_decimal_comma(self) -> bool:
        """Return whether a lone comma separates decimals."""
        if self.decimal_mark:
            return self.decimal_mark == ","
        return self.country not in DECIMAL_POINT_COUNTRIES


def as_options(options: Iterable[object]) -> tuple[Option, ...]:
    """Return options given as plain slugs or as anything with a slug and labels."""
    return tuple(
        Option(option)
        if isinstance(option, str)
        else Option(getattr(option, "slug", ""), _texts(getattr(option, "labels", ())))
        for option in options
    )


def _texts(labels: Iterable[str] | Mapping[str, str]) -> tuple[str, ...]:
    """Return the labels, whether they come as a list or by language."""
    return tuple(labels.values() if isinstance(labels, Mapping) else labels)
