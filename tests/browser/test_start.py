"""The start page and what opens from it, with figures in them: clean, in the dark, and on a telephone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consents.models import Disclosure
from segments.models import DailyFigure
from tests.browser.conftest import TELEPHONE
from tests.busy import make_busy

PAGES = (
    "/office/",
    "/office/how-well-known/",
    "/office/contradictions/gender/",
    "/office/segments/segment/?state=failed",
    "/office/profiles/customer/?use=all&fact=email~missing",
    "/office/profiles/source/?licence=ending",
    "/office/facts/wanted/?without_purpose=1",
)


@pytest.fixture
def figures(signed_in):
    """Have something behind every number, on the second day of a trend."""
    make_busy()
    today = timezone.localdate()
    for figure in DailyFigure.objects.filter(name="reach", day=today):
        figure.pk, figure.day = None, figure.day - timedelta(days=1)
        figure.save()
    return signed_in


def test_pages_with_figures_are_clean(figures, axe, screen):
    desk, telephone = figures(), figures(color_scheme="dark", viewport=TELEPHONE)
    handed_over = f"/office/who-received/{Disclosure.objects.get().pk}/"
    for path in (*PAGES, handed_over):
        desk.goto(path)
        axe(desk)
        telephone.goto(path)
        assert telephone.evaluate("document.documentElement.scrollWidth") == TELEPHONE["width"]
        axe(telephone)
        screen(telephone, f"start-{path.strip('/').rpartition('/')[2].partition('?')[0] or 'list'}")
