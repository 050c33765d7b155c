"""Lists on their way out, and the lists behind numbers: clean, in the dark, and on a telephone."""

import pytest
from django.utils import timezone

from segments.services.figures import record_daily_figures
from tests.browser.conftest import TELEPHONE
from tests.factories import make_customer, make_decision, make_source
from tests.segments.factories import make_event, make_segment

PAGES = {
    "reachable": "/office/may-be-contacted/newsletter/email/",
    "everybody-order": "/office/exports/new/?everybody=1&purpose=newsletter&channel=email",
    "step-order": "/office/exports/list/step/?step=walkers~newsletter~email~basis~fell",
    "list-order": "/office/exports/list/activities/?kind=purchase",
    "records-of-list": "/office/exports/records/?q=vik",
    "replies": "/office/survey/replies/?new=7",
    "imports-narrowed": "/office/files/?state=done",
    "activities": "/office/profiles/event/?kind=purchase",
}


@pytest.fixture
def kari(site):
    """One who agreed and bought something, counted."""
    make_source()
    person = make_customer(given_name="Kari", family_name="Vik", email="kari@fjell.example")
    make_decision(person)
    make_event(person, at="2026-01-05")
    make_segment(members=[person])
    record_daily_figures(now=timezone.now())
    return person


def test_lists_and_their_orders_are_clean(kari, signed_in, axe, screen):
    desk = signed_in()
    telephone = signed_in(color_scheme="dark", viewport=TELEPHONE)
    for name, path in PAGES.items():
        desk.goto(path)
        axe(desk)
        telephone.goto(path)
        assert telephone.evaluate("document.documentElement.scrollWidth") == TELEPHONE["width"]
        axe(telephone)
        screen(telephone, name)
    desk.goto(PAGES["activities"])
    desk.get_by_role("link", name="Export this row").click()
    desk.get_by_label("What they are used for").select_option("customer_care")
    desk.get_by_label("Who receives the file").fill("The auditor")
    desk.get_by_role("button", name="Write the file").click()
    assert "Export no. 1" in desk.get_by_role("heading", level=1).inner_text()
