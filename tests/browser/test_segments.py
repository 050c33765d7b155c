"""Segments in a real browser: writing conditions with and without scripts, and the staircase."""

from datetime import timedelta

import pytest
from django.utils import timezone

from profiles.models import Protection
from segments.models import Segment, SegmentRun, SegmentVersion
from segments.services.runs import queue_refresh, refresh_segment, waiting_runs
from tests.browser.conftest import TELEPHONE
from tests.factories import TESTER, make_customer, make_decision, make_source
from tests.segments.factories import make_event, make_segment

RULE = {
    "all": [
        {"field": "fact.country", "operator": "one_of", "value": ["NO", "SE"]},
        {"field": "activity.purchase.count", "operator": "at_least", "value": 1, "window": {"days": 365}},
        {
            "not": {
                "any": [
                    {"field": "fact.interests", "operator": "has_any", "value": ["chess"]},
                    {"field": "customer.age", "operator": "less_than", "value": 18},
                ]
            }
        },
        {"field": "fact.gender", "operator": "one_of", "value": ["woman"]},
    ]
}  # fmt: skip


@pytest.fixture(scope="module")
def segment(site):
    """A refreshed segment of twenty customers, of whom some may be contacted."""
    make_source()
    now = timezone.now()
    for number in range(20):
        customer = make_customer(
            given_name=f"Kari {number}", family_name="Nordmann", country="NO", gender="woman", birth_year=1980,
            **({"email": f"kari{number}@fjell.example"} if number % 5 else {}),
        )  # fmt: skip
        make_event(customer, at=f"{now - timedelta(days=20):%Y-%m-%d}", amount=100)
        if number % 3 == 1:
            make_decision(customer, occurred_at=now - timedelta(days=1))
        if number == 7:
            Protection.objects.create(
                customer=customer, kind="secret_phone", actor_kind="system", actor_id="t"
            )
    found = make_segment("buyers", purpose="profiling", rule=RULE)
    refresh_segment(run_uid=queue_refresh(segment=found, actor=TESTER, now=now).pk, now=now)
    return found


def pages(segment):
    step = f"/office/segments/segment/{segment.pk}/people/newsletter/email"
    return {
        "segments": "/office/segments/segment/",
        "segment": f"/office/segments/segment/{segment.pk}/?purpose=newsletter&channel=email",
        "segment-conditions": f"/office/segments/segment/{segment.pk}/conditions/",
        "segment-details": f"/office/segments/segment/{segment.pk}/details/",
        "segment-people": f"{step}/members/",
        "segment-fell": f"{step}/basis/?fell=1",
        "segment-why": f"/office/segments/segment/{segment.pk}/why/{segment.memberships.first().customer_id}/",
        "segment-delete": f"/office/segments/segment/{segment.pk}/delete/",
    }


@pytest.mark.parametrize(
    ("scheme", "size"), [("light", "desk"), ("dark", "desk"), ("light", "phone"), ("dark", "phone")]
)
def test_every_page_is_clean_and_fits(signed_in, axe, screen, segment, scheme, size):
    options = {"color_scheme": scheme} | ({"viewport": TELEPHONE} if size == "phone" else {})
    page = signed_in(**options)
    for name, address in pages(segment).items():
        assert page.goto(address).status == 200, name
        axe(page)
        screen(page, f"{scheme}-{size}-{name}")
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= page.viewport_size["width"], (name, width)


def write_conditions(page):
    """Write two conditions and a group, as a person would."""
    page.get_by_label("What to ask about").select_option("fact.gender")
    page.get_by_label("Woman").check()
    page.get_by_role("button", name="Add a condition").click()
    page.get_by_label("What to ask about").nth(1).select_option("activity.purchase.count")
    page.get_by_label("How to compare").nth(1).select_option("at_least")
    page.get_by_label("In which time").select_option("days")
    page.get_by_label("Number of days").fill("90")
    page.get_by_label("Value", exact=True).last.fill("1")


def test_conditions_are_written_counted_and_saved(signed_in, axe, screen, segment):
    page = signed_in("marketer")
    page.goto("/office/segments/segment/add/")
    page.get_by_label("Name").fill("Women who bought")
    page.get_by_label("Purpose").select_option("profiling")
    page.get_by_role("button", name="Go on to the conditions").click()
    write_conditions(page)
    page.get_by_text("About 20 customers.").wait_for()
    page.get_by_text(
        "Gender is Woman, and Number of purchases in the last 90 days is at least 1"
    ).wait_for()
    screen(page, "segment-written")
    axe(page)
    page.get_by_role("button", name="Save the conditions").click()
    page.get_by_text("Waiting for its turn.").wait_for()
    screen(page, "segment-waiting")
    axe(page)
    for uid in waiting_runs(now=timezone.now()):
        refresh_segment(run_uid=uid, now=timezone.now())
    page.get_by_text("Up to date").wait_for()
    assert Segment.objects.get(slug="women-who-bought").member_count == 20


def test_a_mistake_is_shown_at_its_condition(signed_in, axe, screen, segment):
    page = signed_in("marketer")
    page.context.watch.allow("422")
    page.goto(f"/office/segments/segment/{segment.pk}/conditions/")
    page.get_by_role("button", name="Add a condition").first.click()
    page.get_by_role("button", name="Save the conditions").click()
    page.get_by_role("link", name="Choose what to ask about.").click()
    assert page.locator("[id='at-r.2.2'] .k-error").is_visible()
    screen(page, "segment-mistake")
    axe(page)


def test_the_buttons_work_without_scripts(signed_in, segment):
    page = signed_in("marketer", java_script_enabled=False)
    page.goto("/office/segments/segment/add/")
    page.get_by_label("Name").fill("Without scripts")
    page.get_by_label("Purpose").select_option("profiling")
    page.get_by_role("button", name="Go on to the conditions").click()
    page.get_by_label("What to ask about").select_option("fact.country")
    page.get_by_role("button", name="Show the inputs").click()
    page.get_by_label("How to compare").select_option("is")
    page.get_by_role("button", name="Show the inputs").click()
    page.get_by_label("Value", exact=True).select_option("NO")
    page.get_by_role("button", name="About how many?").click()
    page.get_by_text("About 20 customers.").wait_for()
    page.get_by_role("button", name="Save the conditions").click()
    page.get_by_text("The conditions are saved.").wait_for()
    saved = SegmentVersion.objects.get(segment__slug="without-scripts")
    assert saved.rule == {"all": [{"field": "fact.country", "operator": "is", "value": "NO"}]}
    assert SegmentRun.objects.filter(segment__slug="without-scripts", state="queued").exists()
