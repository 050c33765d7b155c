"""One search across everything that one opens by name: customers, segments, files, surveys, screens.

It knows every room, so it stands here. Each kind is asked for a few hits alone: customers through the index of their
search text, as their list does; the other kinds have as many rows as people have made by hand.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.lib.admin import acting_person
from config.lib.office import OfficeView, register_page
from config.lib.sorting import Alphabetical
from config.navigation import navigation
from files.models import ImportRun
from profiles.models import Customer
from profiles.models.customer import name_order
from profiles.selectors.customer_list import first_keys, in_order_of
from profiles.services.reading import log_read
from segments.models import Segment
from surveys.models import Survey

MOST = 6
# A trigram index finds no shorter word; without one a million rows would be read.
SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """One line: what it is called, what tells it from others, and where it leads."""

    title: str
    detail: str
    url: str


@dataclass(frozen=True, slots=True)
class Found:
    """The hits of one kind; `more_url` leads on where there were more than are shown."""

    title: str
    icon: str
    hits: list[Hit]
    more_url: str = ""


Find = Callable[[HttpRequest, str], Found]


def find(request: HttpRequest, words: str) -> list[Found]:
    """Return what this person may open under these words, kind by kind; nothing for no words."""
    if not words:
        return []
    asked = (
        find_kind(request, words)
        for permission, find_kind in _KINDS
        if not permission or request.user.has_perm(permission)
    )
    return [found for found in asked if found.hits]


def _screens(request: HttpRequest, words: str) -> Found:
    items = [item for group in navigation(request) for item in group["items"]]
    hits = [
        Hit(str(item["title"]), "", item["link"])
        for item in items
        if words.lower() in str(item["title"]).lower()
    ]
    return Found(_("Screens"), "dashboard", hits[:MOST])


def _customers(request: HttpRequest, words: str) -> Found:
    """Find customers as their list does, and note in the read log who was seen."""
    title, icon = _("Customers"), "group"
    if all(len(word) < SHORTEST for word in words.split()):
        return Found(title, icon, [])
    by_name = Customer.objects.search(words).with_name_order().order_by(*name_order())
    people = list(in_order_of(by_name, first_keys(by_name))[: MOST + 1])
    shown = people[:MOST]
    if shown:
        log_read(
            actor=acting_person(request),
            view="search",
            subjects=[person.pk for person in shown],
            now=timezone.now(),
        )
    link = reverse("admin:profiles_customer_changelist")
    hits = [
        Hit(
            person.display_name,
            person.city,
            reverse("admin:profiles_customer_change", args=[person.pk]),
        )
        for person in shown
    ]
    return Found(title, icon, hits, _more(link, words) if len(people) > MOST else "")


def _segments(request: HttpRequest, words: str) -> Found:
    del request
    rows = Segment.objects.filter(name__icontains=words).order_by(Alphabetical("name"), "pk")[:MOST]
    hits = [
        Hit(row.name, "", reverse("admin:segments_segment_change", args=[row.pk])) for row in rows
    ]
    return Found(_("Segments"), "target", hits)


def _surveys(request: HttpRequest, words: str) -> Found:
    del request
    rows = Survey.objects.filter(name__icontains=words).order_by("-pk")[:MOST]
    hits = [
        Hit(row.name, row.get_state_display(), reverse("admin:survey_overview", args=[row.pk]))
        for row in rows
    ]
    return Found(_("Surveys"), "forum", hits)


def _files(request: HttpRequest, words: str) -> Found:
    del request
    asked = Q(file_name__icontains=words)
    number = words.lstrip("#")
    if number.isascii() and number.isdecimal() and len(number) < MOST:
        asked |= Q(number=int(number))
    rows = ImportRun.objects.filter(asked).order_by("-number")[:MOST]
    hits = [
        Hit(
            row.file_name,
            f"{row}, {date_format(localtime(row.created_at), 'SHORT_DATE_FORMAT')}",
            reverse("admin:files_import", args=[row.number]),
        )
        for row in rows
    ]
    return Found(_("Files"), "upload_file", hits)


def _more(link: str, words: str) -> str:
    return f"{link}?{urlencode({'q': words})}"


_KINDS: Iterable[tuple[str, Find]] = (
    ("", _screens),
    ("profiles.view_customer", _customers),
    ("segments.view_segment", _segments),
    ("surveys.view_survey", _surveys),
    ("files.view_importrun", _files),
)


class SearchView(OfficeView):
    """The page of the search, and, asked for a part, the list that opens under the box."""

    template_name = "office/search.html"
    title = gettext_lazy("Search")

    def has_permission(self) -> bool:
        """Let everybody search: each kind asks for its own permission."""
        return True

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show what is found."""
        words = " ".join(request.GET.get("q", "").split())[:100]
        found = find(request, words)
        context: dict[str, Any] = {
            "words": words,
            "found": found,
            "hit_count": sum(len(kind.hits) for kind in found),
            "shortest": SHORTEST,
        }
        if request.GET.get("part"):
            return self.page(template="office/parts/hits.html", **context)
        return self.page(**context)


register_page("find/", SearchView.as_view(), "find")
