"""A tree becomes a condition on customers. Here, and nowhere else, a rule is compiled.

Every name is looked up in the catalogue and every value stays a parameter. The result only ever narrows the queryset
it is given. Negation is pushed down to the single tests, which are two-valued: "everybody of" and "one of" change
places, and each test turns itself round.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import reduce
from operator import and_
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from profiles.models import Customer
from segments.rules import catalog
from segments.rules.activities import read_activity, read_bought
from segments.rules.age import read_age
from segments.rules.ast import Condition, Every, Node, Not, conditions_in
from segments.rules.catalog import Catalogue
from segments.rules.comparing import EVERYBODY, Test, any_of
from segments.rules.errors import NotAllowedError, Problem, RuleError
from segments.rules.facts import read_column, read_fact, read_figure, read_gap, read_own
from segments.rules.operators import OPERATORS
from segments.rules.scope import Moment
from segments.rules.standing import read_consent, read_contact, read_member

_READERS: dict[type, Callable[..., Test]] = {
    catalog.Column: read_column,
    catalog.Fact: read_fact,
    catalog.Age: read_age,
    catalog.Own: read_own,
    catalog.Figure: read_figure,
    catalog.Gap: read_gap,
    catalog.Activity: read_activity,
    catalog.Bought: read_bought,
    catalog.Consent: read_consent,
    catalog.Contact: read_contact,
    catalog.Member: read_member,
}
# What is answered by the narrow row and the activities: the customer's own row has no part in it.
_OF_FIGURES = (catalog.Figure, catalog.Gap, catalog.Activity)


def matching(
    tree: Node, customers: QuerySet[Customer], *, catalogue: Catalogue, moment: Moment
) -> QuerySet[Customer]:
    """Return the customers for whom the tree holds; raise RuleError for a name that is not in the catalogue."""
    return customers.filter(compiled(tree, catalogue=catalogue, moment=moment))


def found(tree: Node, *, catalogue: Catalogue, moment: Moment) -> QuerySet[Any]:
    """Return those of the moment's scope for whom the tree holds: rows whose `pk` is the customer's key.

    They are the narrow rows alone where nothing else is asked: joining a million customers to them costs several
    times what the answer does.
    """
    if not _asks_figures_alone(tree, catalogue):
        customers = moment.scope.customers()
        return matching(tree, customers, catalogue=catalogue, moment=moment)
    here = replace(moment, to_figures="")
    return here.scope.figures().filter(compiled(tree, catalogue=catalogue, moment=here))


def _asks_figures_alone(tree: Node, catalogue: Catalogue) -> bool:
    fields = (catalogue.fields.get(each.field) for _path, each in conditions_in(tree))
    readings = [field.reads if field else None for field in fields]
    return bool(readings) and all(isinstance(each, _OF_FIGURES) for each in readings)


def compiled(tree: Node, *, catalogue: Catalogue, moment: Moment) -> Q:
    """Return the tree as one database condition, for those whose data its purpose may use."""
    condition = compiled_part(tree, catalogue=catalogue, moment=moment)
    return condition & catalogue.gate.passes(moment.now) if catalogue.gate else condition


def compiled_part(tree: Node, *, catalogue: Catalogue, moment: Moment) -> Q:
    """Return the tree, or a part of one, as a condition on anybody: to explain it, never to find people."""
    check_names(tree, catalogue)
    return _compiled(tree, catalogue, moment, is_turned=False)


def check_names(tree: Node, catalogue: Catalogue) -> None:
    """Raise for what the catalogue does not (or no longer) offer: NotAllowedError where law 4 is the reason."""
    problems, is_withheld = [], False
    for path, condition in conditions_in(tree):
        field = catalogue.fields.get(condition.field)
        if field is None:
            is_withheld |= condition.field in catalogue.withheld
            problems.append(Problem(path, _("This cannot be asked about (any longer).")))
        elif condition.operator not in field.operators:
            problems.append(Problem(path, _("This cannot be compared like that.")))
    if problems:
        raise (NotAllowedError if is_withheld else RuleError)(problems)


def _compiled(node: Node, catalogue: Catalogue, moment: Moment, *, is_turned: bool) -> Q:
    if isinstance(node, Condition):
        return _condition(node, catalogue, moment, is_turned=is_turned)
    if isinstance(node, Not):
        return _compiled(node.part, catalogue, moment, is_turned=not is_turned)
    parts = [_compiled(part, catalogue, moment, is_turned=is_turned) for part in node.parts]
    if isinstance(node, Every) != is_turned:
        return reduce(and_, parts) if parts else EVERYBODY
    return any_of(parts)


def _condition(node: Condition, catalogue: Catalogue, moment: Moment, *, is_turned: bool) -> Q:
    field = catalogue.fields[node.field]
    negates = OPERATORS[node.operator].negates
    plain = Condition(node.field, negates or node.operator, node.value, node.window)
    reads: Any = field.reads
    test = _READERS[type(reads)](plain, field, reads, moment)
    return test.turned_round() if is_turned != bool(negates) else test.holds
