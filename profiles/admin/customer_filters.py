"""What the list of customers can be narrowed by."""

from datetime import timedelta
from typing import Any

from django.contrib.admin import ModelAdmin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter

from config.lib.countries import country_name
from config.lib.sorting import alphabetical
from profiles.choices import CustomerKind
from profiles.models import Attribute, Source, SourceRecord
from profiles.selectors.customer_list import countries_in_use

Choices = list[tuple[str, Any]]

COMPLETENESS = {
    "0": (_("Hardly known: under 25 %"), Q(metric__completeness__lt=25)),
    "25": (_("Partly known: 25 to 49 %"), Q(metric__completeness__range=(25, 49))),
    "50": (_("Half known: 50 to 74 %"), Q(metric__completeness__range=(50, 74))),
    "75": (_("Well known: 75 to 99 %"), Q(metric__completeness__range=(75, 99))),
    "100": (_("Complete"), Q(metric__completeness__gte=100)),
}


class KindFilter(DropdownFilter):
    """Keep persons or organisations."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Choices:
        """Return the kinds."""
        del request, model_admin
        return list(CustomerKind.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Narrow to one kind."""
        del request
        return queryset.filter(kind=self.value()) if self.value() else queryset


class CountryFilter(DropdownFilter):
    """Keep those who live in a country."""

    title = _("country")
    parameter_name = "country"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Choices:
        """Return the countries that customers live in, by name."""
        del request, model_admin
        return sorted(
            ((code, country_name(code)) for code in countries_in_use()),
            key=lambda country: alphabetical(country[1]),
        )

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Narrow to one country."""
        del request
        return queryset.filter(country=self.value()) if self.value() else queryset


class CompletenessFilter(DropdownFilter):
    """Keep those who are known this well."""

    title = _("completeness")
    parameter_name = "known"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Choices:
        """Return the bands."""
        del request, model_admin
        return [(value, label) for value, (label, _band) in COMPLETENESS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Narrow to one band."""
        del request
        found = COMPLETENESS.get(self.value() or "")
        return queryset.filter(found[1]) if found else queryset


class MissingFactFilter(DropdownFilter):
    """Keep those of whom a wanted fact is missing or outdated."""

    title = _("missing or outdated fact")
    parameter_name = "missing"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Choices:
        """Return the facts that the company wants."""
        del request, model_admin
        wanted = Attribute.objects.wanted().order_by("-weight", "position")
        return [(entry.slug, entry.label) for entry in wanted]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Narrow to those who lack the fact."""
        del request
        if not self.value():
            return queryset
        lacks = Q(metric__missing__contains=[self.value()]) | Q(
            metric__stale__contains=[self.value()]
        )
        return queryset.filter(lacks)


FACT_STATES = {
    "known": _("known"),
    "outdated": _("outdated"),
    "missing": _("missing"),
}


class FactFilter(DropdownFilter):
    """Keep those of whom a wanted fact is known, outdated or missing; `?fact=email~outdated`."""

    title = _("state of a fact")
    parameter_name = "fact"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Choices:
        """Return each wanted fact in each state."""
        del request, model_admin
        wanted = Attribute.objects.wanted().order_by("-weight", "position")
        return [
            (f"{entry.slug}~{state}", f"{entry.label}: {label}")
            for entry in wanted
            for state, label in FACT_STATES.items()
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Narrow to the customers whose fact is in the state; of an unknown one to nobody."""
        del request
        slug, _sign, state = (self.value() or "").partition("~")
        if not slug:
            return queryset
        fact = Attribute.objects.wanted().filter(slug=slug).first()
        if fact is None or state not in FACT_STATES:
            return queryset.none()
        if state == "missing":
            return queryset.filter(metric__missing__contains=[slug])
        if state == "outdated":
            return queryset.filter(metric__stale__contains=[slug])
        kinds = [kind for kind in CustomerKind.values if fact.applies(kind)]
        return queryset.filter(kind__in=kinds).exclude(
            Q(metric__missing__contains=[slug]) | Q(metric__stale__contains=[slug])
        )


class NewFilter(DropdownFilter):
    """Keep those who became known lately."""

    title = _("known since")
    parameter_name = "new"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Choices:
        """Return the spans of days."""
        del request, model_admin
        return [("1", _("Today")), ("7", _("The last 7 days")), ("30", _("The last 30 days"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Narrow to those who came in the last so many days, today included."""
        del request
        if self.value() not in {"1", "7", "30"}:
            return queryset
        today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        return queryset.filter(created_at__gte=today - timedelta(days=int(self.value()) - 1))


class SourceFilter(DropdownFilter):
    """Keep those whom a source says something about."""

    title = _("source")
    parameter_name = "source"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Choices:
        """Return the sources."""
        del request, model_admin
        return [(source.slug, source.label) for source in Source.objects.order_by("rank", "name")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Narrow to customers with a record of the source."""
        del request
        if not self.value():
            return queryset
        # The source's own key lets the planner see how much it says; by its code it reads the whole table, 10 s.
        source = Source.objects.filter(slug=self.value()).first()
        said = SourceRecord.objects.filter(customer=OuterRef("pk"), source=source)
        return queryset.filter(Exists(said)) if source else queryset.none()


class UseFilter(DropdownFilter):
    """Leave out those whose use is restricted, unless they are asked for."""

    title = _("use of data")
    parameter_name = "use"
    all_option = ["", _("In use")]

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Choices:
        """Return the one other choice."""
        del request, model_admin
        return [("restricted", _("Use restricted"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Narrow to customers in use, or to the restricted ones (GDPR article 18)."""
        del request
        return queryset.filter(restricted_at__isnull=self.value() != "restricted")


CUSTOMER_FILTERS = (
    KindFilter,
    CountryFilter,
    CompletenessFilter,
    MissingFactFilter,
    FactFilter,
    SourceFilter,
    NewFilter,
    UseFilter,
)
# These ask the table of figures, which is in no order of names: find first, order then.
ASK_FIGURES = {
    CompletenessFilter.parameter_name,
    MissingFactFilter.parameter_name,
    FactFilter.parameter_name,
    NewFilter.parameter_name,
}
