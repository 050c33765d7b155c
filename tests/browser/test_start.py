"""The start page and what opens from it, with figures in them: clean, in the dark, and on a telephone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from segments.models import DailyFigure
from tests.browser.conftest import TELEPHONE
from tests.contradicted import make_contradicted

PAGES = ("/office/", "/office/how-well-known/", "/office/contradictions/gender/")


@pytest.fixture
def figures(signed_in):
    """Let two sources disagree about one who agreed, on the second day of a trend."""
    make_contradicted()
    today = timezone.now().date()
    for figure in DailyFigure.objects.filter(name__in=("completeness", "reach"), day=today):
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
