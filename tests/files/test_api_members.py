"""Who in a segment may be contacted, over the API: the last step of law 5, for a purpose of the key, and on record."""

import base64
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consents.choices import State
from consents.models import AttributePurpose, DisclosedCustomer, Disclosure
from profiles.models import Attribute, Customer, ReadEvent
from profiles.services.protection import protect_customer
from segments.models import Segment
from tests.factories import NOW, TESTER, make_customer, make_decision, make_source
from tests.integrations.keys import Caller
from tests.segments.factories import make_segment

pytestmark = pytest.mark.django_db
NEWSLETTER = "segments/walkers/members?purpose=newsletter&channel=email"


@pytest.fixture
def caller(company) -> Caller:
    make_source()
    return Caller(scopes=["segments:read"], purposes=["newsletter"])


def willing(name: str, **values) -> Customer:
    values = {"given_name": name, "email": f"{name.lower()}@post.example", **values}
    customer = make_customer(external_id=name, **values)
    make_decision(customer)
    return customer


def in_pages(caller, address) -> list[list[dict]]:
    pages = []
    while address:
        answer = caller.get(address).json()
        pages.append(answer["results"])
        address = (answer["next"] or "").partition("/api/v1/")[2]
    return pages


def test_who_may_be_contacted_is_told_with_basis_and_contact(caller):
    kari = willing("Kari")
    make_segment(members=[kari])
    assert caller.get(NEWSLETTER).json() == {
        "next": None,
        "results": [
            {
                "customer": str(kari.pk),
                "source_ids": ["Kari"],
                "basis": "consent",
                "contact": "kari@post.example",
                "facts": {},
            }
        ],
    }


def test_nobody_else_is_told(caller):
    no = willing("Per")
    make_decision(no, state=State.WITHDRAWN, occurred_at=NOW + timedelta(hours=1))
    protected, restricted, never_asked = willing("Eva"), willing("Liv"), make_customer()
    protect_customer(customer=protected, kind="secret_address", reason="", actor=TESTER, now=NOW)
    Customer.objects.filter(pk=restricted.pk).update(restricted_at=NOW)
    willing("Ola")  # not in the segment
    make_segment(members=[no, protected, restricted, never_asked])
    assert caller.get(NEWSLETTER).json() == {"next": None, "results": []}
    assert not Disclosure.objects.exists()
    assert not ReadEvent.objects.exists()


def test_what_was_told_is_on_record(caller):
    kari = willing("Kari")
    make_segment(members=[kari])
    caller.get(f"{NEWSLETTER}&facts=given_name")
    made = Disclosure.objects.get()
    assert (made.purpose, made.channel, made.slugs, made.customer_count) == (
        "newsletter", "email", ["given_name", "email"], 1,
    )  # fmt: skip
    assert (made.actor_kind, made.recipient.partition(" (")[0]) == ("key", "Test")
    told = DisclosedCustomer.objects.get()
    assert (told.customer_uid, told.basis) == (kari.pk, "consent")
    read = ReadEvent.objects.get()
    assert (read.view, read.subjects, read.reference) == (
        "api_segment_members", [kari.pk], "segment:walkers channel:email",
    )  # fmt: skip


def test_facts_go_along_where_key_and_purpose_may_read_them(caller):
    make_segment(members=[willing("Kari")])
    [person] = caller.get(f"{NEWSLETTER}&facts=given_name,family_name").json()["results"]
    assert person["facts"] == {"given_name": "Kari"}
    refused = caller.get(f"{NEWSLETTER}&facts=income_band")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "facts")


def test_a_fact_of_another_purpose_of_the_key_does_not_go_along(caller):
    make_segment(members=[willing("Kari")])
    AttributePurpose.objects.filter(attribute__slug="given_name").delete()
    AttributePurpose.objects.create(
        attribute=Attribute.objects.get(slug="given_name"),
        purpose_id=AttributePurpose.objects.filter(purpose__slug="profiling")[0].purpose_id,
    )
    both = Caller(scopes=["segments:read"], purposes=["newsletter", "profiling"])
    refused = both.get(f"{NEWSLETTER}&facts=given_name")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "slugs")


def test_a_contact_that_the_purpose_may_not_read_is_left_out(caller):
    make_segment(members=[willing("Kari")])
    AttributePurpose.objects.filter(attribute__slug="email", purpose__slug="newsletter").delete()
    [person] = caller.get(NEWSLETTER).json()["results"]
    assert person["contact"] is None
    assert Disclosure.objects.get().slugs == []


@pytest.mark.parametrize(
    ("address", "field"),
    [
        ("purpose=offers&channel=email", "purpose"),
        ("channel=email", "purpose"),
        ("purpose=newsletter&channel=pigeon", "channel"),
        ("purpose=newsletter&channel=email&cursor=MS4w", "cursor"),
        ("purpose=newsletter&channel=email&cursor=Mi4yLg", "cursor"),
        ("purpose=newsletter&channel=email&cursor=%00", ""),
        ("purpose=newsletter&channel=email&limit=201", "limit"),
        ("purpose=newsletter&channel=email&sort=name", "sort"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(caller, address, field):
    make_segment()
    refused = caller.get(f"segments/walkers/members?{address}")
    assert refused.status_code == 400
    assert [each["field"] for each in refused.json().get("errors", [{"field": ""}])] == [field]


def test_a_segment_chosen_by_what_the_purpose_may_not_read_is_refused(caller):
    AttributePurpose.objects.filter(attribute__slug="city", purpose__slug="newsletter").delete()
    rule = {"all": [{"field": "fact.city", "operator": "is", "value": "Oslo"}]}
    make_segment(rule=rule, members=[willing("Kari")])
    refused = caller.get(NEWSLETTER)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "purpose")


def test_pages_go_through_everybody_once(caller):
    people = [willing(name) for name in ("Kari", "Per", "Eva", "Liv", "Ola")]
    make_segment(members=people)
    Segment.objects.update(member_count=4_000)  # four slices, as if there were many more
    pages = in_pages(caller, f"{NEWSLETTER}&limit=1")
    told = [row["customer"] for page in pages for row in page]
    assert sorted(told) == sorted(str(each.pk) for each in people)
    assert max(map(len, pages)) == 1


def test_a_cursor_names_nobody_who_was_not_told(caller):
    kari, no = willing("Kari"), make_customer()
    make_segment(members=[kari, no])
    Segment.objects.update(member_count=2_000)
    following = caller.get(NEWSLETTER).json()["next"].rpartition("cursor=")[2]
    assert base64.urlsafe_b64decode(following + "==") == b"2.1."


def test_a_key_reads_no_more_than_the_days_limit(caller, settings):
    settings.KJENN_EXPORT_ROWS_A_DAY = 3
    make_segment(members=[willing("Kari"), willing("Per")])
    assert len(caller.get(NEWSLETTER).json()["results"]) == 2
    refused = caller.get(NEWSLETTER)
    assert refused.status_code == 409
    assert refused.json()["detail"].startswith("2 customers and 2 within the last day are more")
    assert Disclosure.objects.count() == 1
    other = Caller(scopes=["segments:read"], purposes=["newsletter"])
    assert len(other.get(NEWSLETTER).json()["results"]) == 2


def test_a_page_costs_the_same_however_many(caller):
    make_segment(members=[willing("Kari")])
    make_segment("more", members=[willing(name) for name in ("Per", "Eva", "Liv")])
    caller.get(NEWSLETTER)
    with CaptureQueriesContext(connection) as for_one:
        caller.get(NEWSLETTER)
    with CaptureQueriesContext(connection) as for_three:
        assert len(caller.get(NEWSLETTER.replace("walkers", "more")).json()["results"]) == 3
    assert len(for_three) == len(for_one)


def test_it_is_the_key_s_own_segment_reading_scope(company):
    make_source()
    make_segment()
    assert Caller(purposes=["newsletter"]).get(NEWSLETTER).status_code == 403
