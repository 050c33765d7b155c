"""Make, change and delete segments."""

import pytest

from segments.models import Membership, Segment, SegmentRun, SegmentVersion
from segments.rules.errors import NotAllowedError, RuleError
from segments.services.runs import queue_refresh
from segments.services.segments import (
    SegmentInUseError,
    SegmentNameTakenError,
    UnknownPurposeError,
    create_segment,
    delete_segment,
    save_version,
    update_segment,
)
from tests.factories import NOW, TESTER, make_customer, make_source
from tests.segments.factories import make_segment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]

NORWEGIAN = {"field": "fact.country", "operator": "is", "value": "NO"}
LONE = {"field": "fact.household_size", "operator": "is", "value": 1}


def within(*slugs):
    return {"field": "member.segments", "operator": "in_any", "value": list(slugs)}


def save(segment, rule):
    return save_version(segment=segment, rule=rule, actor=TESTER, now=NOW)


def test_takes_its_code_from_the_name():
    segment = create_segment(name="Oslo, lone", purpose="insight", actor=TESTER, now=NOW)
    assert (segment.slug, segment.purpose_id) == ("oslo-lone", "insight")


def test_refuses_a_name_that_is_taken():
    make_segment("walkers")
    with pytest.raises(SegmentNameTakenError, match="walkers"):
        create_segment(name="Walkers", purpose="insight", actor=TESTER, now=NOW)


def test_refuses_an_unknown_purpose():
    with pytest.raises(UnknownPurposeError, match="spying"):
        create_segment(name="Walkers", purpose="spying", actor=TESTER, now=NOW)
    assert not Segment.objects.exists()


def test_saving_keeps_the_sentence_and_the_actor():
    segment = create_segment(name="Walkers", purpose="insight", actor=TESTER, now=NOW)
    version = save(segment, {"all": [NORWEGIAN, {"not": LONE}]})
    assert version.number == 1
    assert version.actor_id == "tests"
    assert version.sentence == (
        "Customers of whom this is true: Country is Norway, and not (People in the household is 1)."
    )


def test_each_change_is_an_edition_of_its_own():
    segment = make_segment(rule={"all": [NORWEGIAN]})
    assert save(segment, {"all": [LONE]}).number == 2
    assert SegmentVersion.objects.get(segment=segment, number=1).rule == {"all": [NORWEGIAN]}


def test_unchanged_conditions_change_nothing():
    segment = make_segment(rule={"all": [NORWEGIAN]})
    assert save(segment, {"all": [NORWEGIAN]}).number == 1
    assert SegmentVersion.objects.count() == 1


def test_saving_stops_the_refresh_of_the_last_edition():
    segment = make_segment(rule={"all": [NORWEGIAN]})
    run = queue_refresh(segment=segment, actor=TESTER, now=NOW)
    save(segment, {"all": [LONE]})
    assert SegmentRun.objects.get(pk=run.pk).state == "failed"


def test_a_purpose_may_not_read_what_it_was_not_given():
    segment = create_segment(name="Walkers", purpose="newsletter", actor=TESTER, now=NOW)
    with pytest.raises(
        NotAllowedError,
        match=r"People in the household.*may not be used for the purpose.*Newsletter",
    ):
        save(segment, {"any": [NORWEGIAN, LONE]})
    assert not SegmentVersion.objects.exists()


def test_special_categories_are_refused_for_every_purpose():
    segment = create_segment(name="Believers", purpose="sensitive_facts", actor=TESTER, now=NOW)
    with pytest.raises(NotAllowedError):
        save(segment, {"all": [{"field": "fact.religion", "operator": "known"}]})


def test_a_purpose_may_not_read_through_another_segment():
    make_segment("lone", purpose="insight", rule={"all": [LONE]})
    make_segment("nested", purpose="insight", rule={"all": [within("lone")]})
    segment = create_segment(name="Readers", purpose="newsletter", actor=TESTER, now=NOW)
    with pytest.raises(NotAllowedError, match=r"Nested.*may not be used"):
        save(segment, {"all": [within("nested")]})


def test_a_change_of_purpose_is_held_to_the_same_law():
    segment = make_segment(purpose="insight", rule={"all": [LONE]})
    with pytest.raises(NotAllowedError):
        update_segment(
            segment=segment,
            name="Walkers",
            purpose="newsletter",
            description="",
            actor=TESTER,
            now=NOW,
        )
    assert Segment.objects.get().purpose_id == "insight"


def test_refuses_a_cycle_of_any_length():
    lower = make_segment("lower", rule={"all": [NORWEGIAN]})
    make_segment("middle", rule={"all": [within("lower")]})
    make_segment("upper", rule={"any": [{"not": within("middle")}]})
    with pytest.raises(RuleError, match=r"upper.*builds on this segment itself"):
        save(lower, {"all": [within("upper")]})
    with pytest.raises(RuleError, match="not on the list"):
        save(lower, {"all": [within("lower")]})
    assert SegmentVersion.objects.filter(segment=lower).count() == 1


def test_deletion_is_refused_while_another_segment_builds_on_it():
    lower = make_segment("lower", rule={"all": [NORWEGIAN]})
    make_segment("upper", rule={"all": [within("lower")]})
    with pytest.raises(SegmentInUseError, match="Segment “Upper”"):
        delete_segment(segment=lower, actor=TESTER)
    assert Segment.objects.count() == 2


def test_deletion_takes_members_and_editions_along():
    make_source()
    segment = make_segment(members=[make_customer()])
    queue_refresh(segment=segment, actor=TESTER, now=NOW)
    delete_segment(segment=segment, actor=TESTER)
    assert not Segment.objects.exists()
    assert not Membership.objects.exists()
