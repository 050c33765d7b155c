"""A list that people stand in, as a file: which rows, in which order, and which columns a purpose may read."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    DecimalField,
    Expression,
    ExpressionWrapper,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    TextField,
    UUIDField,
    Value,
)
from django.db.models.functions import Cast, Coalesce
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import gettext as _

from config.lib.narrowing import Narrowing, narrowed
from files.services.export_columns import Column, LocalMoment, name_of, word_for
from profiles.models import Customer

Said = Mapping[str, str]
NOBODY = Cast(Value(None), UUIDField())
NAMES = ("given_name", "family_name", "organisation_name")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file is written for: the purpose, the facts that it may read, by what the list is narrowed, and when."""

    purpose: str
    facts: frozenset[str]
    said: Said
    now: datetime

    def names(self) -> list[str]:
        """Return the parts of a name that may be read."""
        return [slug for slug in NAMES if slug in self.facts]


def _allowed(said: Said, purpose: str) -> None:
    """Ask for nothing more."""
    del said, purpose


def _uncounted(said: Said) -> int | None:
    """Return nothing: no number is stored."""
    del said
    return None


@dataclass(frozen=True, slots=True)
class PeopleList:
    """One list. `permissions` are those of its screen; `needs` is the filter without which it is no list.

    `customer` is whom a row is about, `other` whom beside them; `facts` are those that the columns hold. `key` names a
    row among the `rows`, `purpose_kind` the kind of purpose it may leave for. `check` asks law 4 what the narrowings do
    not ask; `counted` is a number of rows that was stored.
    """

    code: str
    title: Any
    permissions: tuple[str, ...]
    narrowings: Sequence[Narrowing]
    rows: Callable[[Said], QuerySet[Any]]
    customer: Expression | F
    columns: Callable[[Reading], list[Column]]
    facts: Callable[[Reading], list[str]] = Reading.names
    needs: str = ""
    other: Expression | F = NOBODY
    key: str = "pk"
    purpose_kind: str = ""
    check: Callable[[Said, str], None] = _allowed
    counted: Callable[[Said], int | None] = _uncounted

    def shown(self, said: Said, now: datetime) -> QuerySet[Any]:
        """Return the rows that the list shows when it is narrowed so, in its order."""
        return narrowed(self.rows(said), self.narrowings, said, now)


def who(reading: Reading, name: Expression | None = None) -> list[Column]:
    """Return the columns that say whom a row is about; the name as far as it may be read."""
    columns = [Column(_("Customer id"), Cast("customer_id", TextField()))]
    if reading.names():
        columns.append(Column(_("Name"), name or name_of(reading.facts)))
    return columns


def name_of_customer(reading: Reading, uid: str) -> Expression:
    """Return the name of the customer whose id a column without a key of its own holds; '' for nobody known."""
    named = Customer.objects.filter(pk=OuterRef(uid))
    said = named.annotate(said=name_of(reading.facts, "")).values("said")[:1]
    return Coalesce(Subquery(said), Value(""), output_field=TextField())


def moment(heading: str, column: str) -> Column:
    """Return a column with a moment in the installation's time."""
    return Column(heading, LocalMoment(Value(get_current_timezone_name()), F(column)))


def words(heading: str, column: str, choices: Iterable[tuple[Any, Any]]) -> Column:
    """Return a column with the words for its codes."""
    known = {str(code): str(said) for code, said in choices}
    return Column(heading, word_for(known, Cast(column, TextField())))


def text(heading: str, column: str) -> Column:
    """Return a column with what stands in the row."""
    return Column(heading, Cast(column, TextField()))


def number(heading: str, column: str) -> Column:
    """Return a column with a number, which stays one in a workbook."""
    return Column(heading, ExpressionWrapper(F(column), DecimalField()), is_number=True)
