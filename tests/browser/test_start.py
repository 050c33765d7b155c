"""The start page and what opens from it, with figures in them: clean, in the dark, and on a telephone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from profiles.models import Source
from profiles.services.contradictions import compare_sources
from profiles.services.fact_figures import count_facts
from profiles.services.records import record_values
from segments.models import DailyFigure
from segments.services.figures import record_daily_figures
from tests.browser.conftest import TELEPHONE
from tests.factories import NOW, TESTER, make_customer, make_decision, make_source

PAGES = ("/office/", "/office/how-well-known/", "/office/contradictions/gender/")


@pytest.fixture
def figures(signed_in):
    """Let two sources disagree about one who agreed, on the second day of a trend."""
    make_source()
    make_source("shop", name="The shop", kind="shop")
    kari = make_customer(given_name="Kari", email="kari@fjell.example", gender="woman")
    make_decision(kari)
    record_values(
        source=Source.objects.get(slug="shop"), external_id="S1", values={"gender": "man"},
        observed_at=NOW, actor=TESTER, now=NOW, customer=kari,
    )  # fmt: skip
    now = timezone.now()
    count_facts(now=now)
    record_daily_figures(now=now)
    compare_sources(now=now)
    for figure in DailyFigure.objects.filter(name__in=("completeness", "reach"), day=now.date()):
        figure.pk, figure.day = None, figure.day - timedelta(days=1)
        figure.save()
    return signed_in


def test_pages_with_figures_are_clean(figures, axe):
    desk, telephone = figures(), figures(color_scheme="dark", viewport=TELEPHONE)
    for path in PAGES:
        desk.goto(path)
        axe(desk)
        telephone.goto(path)
        assert telephone.evaluate("document.documentElement.scrollWidth") == TELEPHONE["width"]
        axe(telephone)
