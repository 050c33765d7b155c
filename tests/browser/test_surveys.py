"""What customers see behind their links, in a real browser: telephone and desk, light and dark, without scripts."""

from datetime import UTC, datetime

import pytest

from profiles.models import Customer
from segments.models import Segment, SegmentVersion
from surveys.models import Mail, Sending, Submission
from surveys.services.mails import deliver_waiting_mails
from surveys.services.sendings import resume_sendings
from tests.browser.conftest import TELEPHONE
from tests.browser.watching import press
from tests.factories import make_customer, make_decision, make_source
from tests.surveys.making import (
    choices_path,
    make_choices_link,
    make_link,
    make_survey,
    survey_path,
    unsubscribe_path,
    want,
)

ASKED = ("interests", "life_phase", "purchase_motives", "household_composition", "what_to_improve")


def clock():
    return datetime.now(tz=UTC)


@pytest.fixture(scope="module")
def survey(site):
    make_source()
    want("interests", "life_phase", "purchase_motives", "household_composition")
    return make_survey(*ASKED, consents=("newsletter", "offers", "profiling"), name="Know you")


@pytest.fixture
def kari(survey):
    return make_customer(given_name="Kari", family_name="Nordmann", email="kari@fjell.example")


def phone_page(site, new_context, **options):
    """Open a page on a telephone that runs no scripts."""
    context = new_context(
        base_url=site.url, viewport=TELEPHONE, java_script_enabled=False, **options
    )
    return context.new_page()


def test_a_customer_answers_on_a_telephone_without_scripts(site, new_context, survey, kari):
    page = phone_page(site, new_context)
    page.goto(survey_path(make_link(survey, kari)))
    page.get_by_label("Which hobbies do you enjoy?").fill("ski, fiske")
    page.get_by_label("Prefer not to say").first.check()
    page.get_by_label("Yes, by e-mail").first.check()
    page.get_by_role("button", name="Send").click()
    assert (
        page.get_by_role("heading", level=1).inner_text() == "Thank you, your answers have arrived"
    )
    assert "k***@f***.example" in page.content()
    kari.refresh_from_db()
    assert kari.attributes["interests"] == ["fiske", "ski"]
    assert kari.attributes["life_phase"] == {"declined": True}


def test_going_back_and_sending_again_shows_the_same_receipt(site, new_context, survey, kari):
    page = phone_page(site, new_context)
    path = survey_path(make_link(survey, kari))
    page.goto(path)
    page.get_by_label("Which hobbies do you enjoy?").fill("ski")
    other = page.context.new_page()
    other.goto(path)
    other.get_by_label("Which hobbies do you enjoy?").fill("fiske")
    page.get_by_role("button", name="Send").click()
    other.get_by_role("button", name="Send").click()
    first, second = (one.get_by_role("main").inner_text() for one in (page, other))
    assert first == second
    assert Submission.objects.filter(customer=kari).count() == 1


def test_a_form_is_left_and_resumed(site, new_context, survey, kari):
    page = phone_page(site, new_context)
    page.goto(survey_path(make_link(survey, kari)))
    page.get_by_label("Which hobbies do you enjoy?").fill("ski")
    page.get_by_role("button", name="Save and continue later").click()
    page.get_by_role("link", name="Go on now").click()
    assert page.get_by_label("Which hobbies do you enjoy?").input_value() == "ski"


def test_the_form_can_be_filled_in_by_keyboard_alone(page, survey, kari):
    page.goto(survey_path(make_link(survey, kari)))
    page.get_by_label("Which hobbies do you enjoy?").focus()
    page.keyboard.type("ski")
    for _step in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.value") == "newsletter:email":
            break
    page.keyboard.press("Space")
    for _step in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.value") == "send":
            break
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Thank you, your answers have arrived").wait_for()
    assert Submission.objects.get(customer=kari).receipt[0]["purpose"] == "newsletter"


def test_a_mistake_leads_to_its_field(page, survey, kari):
    page.context.watch.allow("422")
    page.goto(survey_path(make_link(survey, kari)))
    page.get_by_role("button", name="Send").click()
    page.get_by_role("alert").get_by_role("link").click()
    assert page.evaluate("document.activeElement.id") == "q-interests"


LOOKS = {
    "telephone-light": {"viewport": TELEPHONE, "color_scheme": "light"},
    "telephone-dark": {"viewport": TELEPHONE, "color_scheme": "dark"},
    "desk-light": {"color_scheme": "light"},
    "desk-dark": {"color_scheme": "dark"},
}


@pytest.fixture(params=LOOKS)
def look(request, site, new_context):
    """A page as it looks on some device, and that look's name."""
    context = new_context(base_url=site.url, **LOOKS[request.param])
    return context.new_page(), request.param


def test_every_public_page_is_accessible(look, axe, screen, survey, kari):
    page, name_of_look = look
    page.context.watch.allow("404")
    page.context.watch.allow("422")
    link, choices = make_link(survey, kari), make_choices_link(kari)
    visits = {
        "survey": survey_path(link),
        "choices": choices_path(choices),
        "unsubscribe": unsubscribe_path(link),
        "unknown": f"/s/{'x' * 43}/",
    }
    for name, path in visits.items():
        page.goto(f"{path}?language=en")
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
        screen(page, f"public-{name}-{name_of_look}")
    page.goto(survey_path(link))
    press(page, "Send")
    axe(page)


def test_my_choices_are_changed_in_one_tap_each(site, new_context, survey, kari):
    page = phone_page(site, new_context)
    page.goto(choices_path(make_choices_link(kari)))
    page.get_by_role("button", name="Say yes Newsletter").first.click()
    assert "You have said yes." in page.content()
    page.get_by_role("button", name="Say no Newsletter").first.click()
    assert "You have said yes." not in page.content()
    page.get_by_role("button", name="No to all marketing").click()
    assert page.get_by_text("You have said no.").count() >= 4


def test_a_colleague_makes_sends_and_follows_a_survey(signed_in, axe, screen, survey, kari):
    make_decision(kari, purpose="customer_surveys")
    segment = Segment.objects.create(slug="all", name="All of them", purpose=survey.purpose)
    version = SegmentVersion.objects.create(
        segment=segment, number=1, rule={}, sentence="", actor_kind="system", actor_id="tests"
    )
    segment.memberships.create(customer=kari, version=version, entered_at=clock())
    page = signed_in("marketer")
    page.goto("/office/surveys/survey/")
    axe(page)
    page.goto("/office/survey/new/")
    axe(page)
    page.get_by_label("Name", exact=False).first.fill("Spring")
    press(page, "Save")
    axe(page)
    page.get_by_role("link", name="Send").click()
    page.get_by_label("Segment").select_option(label="All of them")
    press(page, "Show who will get it")
    axe(page)
    screen(page, "survey-send")
    press(page, "Send it to 1 person")
    resume_sendings(clock=clock)
    deliver_waiting_mails(now=clock())
    page.goto(
        f"/office/survey/{Sending.objects.get().survey_id}/sending/{Sending.objects.get().pk}/"
    )
    page.get_by_text("1 person was invited.").wait_for()
    axe(page)
    page.goto(f"/office/surveys/mail/{Mail.objects.get().pk}/change/")
    axe(page)
    with page.context.expect_page() as opened:
        page.frame_locator("iframe").get_by_role("link", name="Answer the questions").click(
            modifiers=["Control"]
        )
    opened.value.get_by_role("button", name="Send").wait_for()
    assert Customer.objects.filter(pk=kari.pk).exists()
