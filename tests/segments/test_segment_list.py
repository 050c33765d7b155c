"""The list of segments: who may see what, and the conditions as a sentence in the reader's language."""

import pytest

from consents.models import Purpose
from segments.models import Segment, SegmentVersion
from tests.factories import make_colleague
from tests.segments.factories import NORWEGIAN, make_segment
from tests.segments.screens import address

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]


def test_conditions_stand_in_the_reader_s_language_whoever_saved_them(client, walkers):
    SegmentVersion.objects.update(sentence="As somebody saved it, in English.")
    client.force_login(make_colleague("analyst", language="nb"))
    for page in (address("changelist"), address("change", walkers.pk)):
        said = client.get(page).content.decode()
        assert "Kunder der dette stemmer: Land er Norge." in said, page
        assert "As somebody saved it" not in said, page


def test_a_condition_that_the_catalogue_no_longer_knows_stands_as_it_was_saved(sign_in, walkers):
    SegmentVersion.objects.update(
        rule={"field": "fact.gone", "operator": "known"}, sentence="Once, long ago."
    )
    assert "Once, long ago." in sign_in("analyst").get(address("changelist")).content.decode()


def test_segments_stand_in_the_alphabet_of_the_reader(client, walkers):
    for name in ("Øyfolk", "Ålesund", "ærlige"):
        make_segment(f"s{len(name)}{ord(name[0])}")
        Segment.objects.filter(slug=f"s{len(name)}{ord(name[0])}").update(name=name)
    client.force_login(make_colleague("analyst", language="nb"))
    said = client.get(address("changelist")).content.decode()
    places = [said.index(name) for name in ("Walkers", "ærlige", "Øyfolk", "Ålesund")]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("role", "lists", "conditions", "people", "deleting"),
    [
        ("administrator", 200, 200, 200, 200),
        ("steward", 200, 200, 200, 403),
        ("marketer", 200, 200, 200, 403),
        ("officer", 200, 403, 200, 403),
        ("analyst", 200, 403, 403, 403),
    ],
)
def test_who_may_see_what(sign_in, walkers, role, lists, conditions, people, deleting):  # noqa: PLR0917
    client = sign_in(role)
    assert client.get(address("changelist")).status_code == lists
    assert client.get(address("change", walkers.pk)).status_code == lists
    assert client.get(address("conditions", walkers.pk)).status_code == conditions
    on_step = address("people", walkers.pk, "newsletter", "email", "members")
    assert client.get(on_step).status_code == people
    assert client.get(address("delete", walkers.pk)).status_code == deleting


def test_an_empty_list_says_what_comes_next(sign_in):
    page = sign_in("marketer").get(address("changelist")).content.decode()
    assert "No segments yet" in page
    assert address("add") in page


def test_the_list_opens_where_no_purpose_of_contact_is_in_use(sign_in, walkers):
    Segment.objects.update(member_count=3)
    Purpose.objects.filter(kind="contact").update(is_active=False)
    assert "Walkers" in sign_in("marketer").get(address("changelist")).content.decode()


def test_lists_ask_the_same_however_many_segments(sign_in, django_assert_num_queries):
    client = sign_in("marketer")
    for slug in ("walkers", "readers"):
        make_segment(slug, rule=NORWEGIAN)
    client.get(address("changelist"))
    with django_assert_num_queries(14) as few:
        client.get(address("changelist"))
    for slug in ("a", "b", "c", "d"):
        make_segment(slug, rule=NORWEGIAN)
    with django_assert_num_queries(len(few)):
        client.get(address("changelist"))


def test_the_list_leaves_as_a_file(sign_in, walkers):
    page = sign_in("analyst").get(f"{address('changelist')}export/csv/")
    heading, line, *_rest = page.content.decode("utf-8-sig").replace('"', "").splitlines()
    assert heading == "Segment;Code;Purpose;Conditions;Members;Counted;State"
    assert line.startswith("Walkers;walkers;")
