"""The read log and the list of hand-overs say in the reader's words what they keep as codes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from consents.models import Disclosure
from profiles.models import Attribute
from profiles.services.reading import log_read
from profiles.wordbook import Wordbook
from segments.models import Segment
from tests.factories import NOW, TESTER, make_colleague, make_source

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
LOG = "admin:profiles_readevent_changelist"
HANDED_OVER = "admin:consents_disclosure_changelist"


@pytest.fixture
def officer(client):
    client.force_login(make_colleague("officer"))
    return client


@pytest.fixture
def boots():
    return Segment.objects.create(slug="boots", name="Bought boots", purpose_id="newsletter")


def read(**details):
    log_read(actor=TESTER, subjects=[], now=NOW, **details)


def test_a_step_of_a_segment_is_named(boots):
    words = Wordbook().words("segment:boots channel:email step:reachable")
    assert words == "Bought boots, E-mail, May be contacted now"


def test_the_readers_language_counts_not_the_writers():
    with override("nb"):
        assert Wordbook().words("export:12") == "Eksport nr. 12"


def test_a_contradiction_is_named_with_its_sources():
    make_source("shop", kind="shop", name="Skobua")
    assert "Skobua" in Wordbook().words("contradiction:consent~shop>crm")


def test_what_has_no_name_any_more_goes_by_its_code():
    assert Wordbook().words("segment:gone channel:email") == "gone, E-mail"


@pytest.mark.parametrize("text", ["CSV", "", "import no. 3", "what: 7", "planet:mars"])
def test_other_text_stands_as_it_is(text):
    assert Wordbook().words(text) == text


def test_the_log_says_purpose_and_place_by_name(officer, boots):
    read(view="segment_why", purpose="newsletter", reference="segment:boots")
    page = officer.get(reverse(LOG)).content.decode()
    assert "Bought boots" in page
    assert "Newsletter" in page
    assert "segment:boots" not in page


def test_more_lines_cost_no_more_questions(officer, boots, django_assert_num_queries):
    read(view="segment_why", purpose="newsletter", reference="segment:boots")
    officer.get(reverse(LOG))  # what is kept between answers is read once
    with CaptureQueriesContext(connection) as once:
        officer.get(reverse(LOG))
    for _each in range(5):
        read(view="segment_why", purpose="newsletter", reference="segment:boots")
    with django_assert_num_queries(len(once)):
        officer.get(reverse(LOG))


def test_a_hand_over_names_its_purpose_and_its_way(officer, boots):
    row = Disclosure.objects.create(
        recipient="The printer", purpose="newsletter", channel="email", reference="segment:boots",
        slugs=[], customer_count=1, actor_kind="system", actor_id="t",
    )  # fmt: skip
    page = officer.get(reverse(HANDED_OVER)).content.decode()
    assert "Bought boots" in page
    one = officer.get(reverse("admin:consents_disclosure_change", args=[row.pk])).content.decode()
    assert "Bought boots" in one


def test_the_path_of_one_hand_over_calls_the_list_as_the_menu_does(officer):
    row = Disclosure.objects.create(
        recipient="The printer", purpose="newsletter", channel="email", reference="export:3",
        slugs=[], customer_count=1, actor_kind="system", actor_id="t",
    )  # fmt: skip
    page = officer.get(reverse("admin:consents_disclosure_change", args=[row.pk])).content.decode()
    path = page[page.index("<h1") : page.index("</h1>")]
    assert "Who received data" in path
    assert "isclosures" not in path


def test_the_path_of_one_fact_calls_the_list_as_the_menu_does(client):
    client.force_login(make_colleague("administrator"))
    fact = Attribute.objects.get(slug="given_name")
    page = client.get(reverse("admin:profiles_attribute_change", args=[fact.pk])).content.decode()
    path = page[page.index("<h1") : page.index("</h1>")]
    assert "All facts" in path
    assert "atalogue" not in path
