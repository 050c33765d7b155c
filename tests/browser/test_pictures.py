"""The pictures of the guides: each page that docs/ shows opens with the made-up company; `make pictures` keeps them."""

import os
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings

from files.models import ImportRun
from files.services.demo_loading import advance_demo, begin_demo
from profiles.models import Customer
from segments.models import Segment
from surveys.models import Survey
from tests.browser.test_loop import SAMPLES, do_the_work
from tests.browser.watching import press
from tests.factories import TESTER

KEPT = os.environ.get("KJENN_PICTURES")
CUSTOMERS = 3_000 if KEPT else 60


@pytest.fixture(scope="module")
def with_company():
    return False


@pytest.fixture(scope="module")
def made_up(site, tmp_path_factory):
    """The made-up company, taken in."""
    folder = tmp_path_factory.mktemp("var")
    with override_settings(HAS_OWN_DATABASE=True, VAR_DIR=folder, MEDIA_ROOT=folder / "files"):
        now = datetime.now(tz=UTC)
        begin_demo(
            customers=CUSTOMERS, seed=1, base_url=site.url, language="en", actor=TESTER, now=now
        )
        while advance_demo(now=datetime.now(tz=UTC)):
            pass
        do_the_work()
        yield


@pytest.fixture
def page(made_up, signed_in):
    return signed_in("administrator")


@pytest.fixture
def picture():
    """Keep a picture for the guides where that is asked for; else see that the page is there."""

    def keep(page, name, heading):
        page.get_by_role("heading", name=heading).first.wait_for()
        if KEPT:
            page.screenshot(path=Path(settings.BASE_DIR) / "docs" / "images" / f"{name}.png")

    return keep


def test_start(page, picture):
    page.goto("/office/")
    picture(page, "start", "What to do next")
    page.get_by_role("heading", name="How well do we know").first.scroll_into_view_if_needed()
    picture(page, "known", "Who may be contacted")


def test_take_a_file_in(page, picture):
    page.goto("/office/files/new/")
    page.locator("input[type=file]").set_input_files(SAMPLES / "hubspot.csv")
    page.get_by_label("Where it comes from").select_option(label="CRM")
    press(page, "Continue to the columns")
    picture(page, "columns", re.compile("column", re.IGNORECASE))
    press(page, "Find out what would happen")
    do_the_work()
    page.reload()
    page.get_by_role("link", name=re.compile("^Take in ")).wait_for()
    picture(page, "would-happen", re.compile("."))


def test_undo(page, picture):
    number = ImportRun.objects.filter(state="done").earliest("number").number
    page.goto(f"/office/files/{number}/undo/")
    picture(page, "undo", re.compile("Undo"))


def test_card(page, picture):
    customer = Customer.objects.filter(metric__purchase_count__gt=2).order_by("sort_key")[0]
    page.goto(f"/office/profiles/customer/{customer.pk}/change/")
    picture(page, "card", customer.display_name)


def test_segment(page, picture):
    segment = Segment.objects.get(name="Bought boots")
    page.goto(f"/office/segments/segment/{segment.pk}/")
    picture(page, "segment", "Who may be contacted now")
    page.get_by_role("link", name="Change the conditions").click()
    picture(page, "conditions", re.compile("onditions"))
    page.goto(f"/office/exports/new/?segment={segment.slug}")
    picture(page, "export", re.compile("xport"))


def test_survey(page, picture):
    page.goto(f"/office/survey/{Survey.objects.get().pk}/")
    picture(page, "survey", Survey.objects.get().name)


def test_contradictions(page, picture):
    page.goto("/office/contradictions/")
    picture(page, "contradictions", "What the files say about each other")
