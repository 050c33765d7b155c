"""Conditions are written with the buttons of the form, without JavaScript."""

import pytest

from segments.models import SegmentRun, SegmentVersion
from tests.segments.factories import make_segment
from tests.segments.screens import address

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]


def fields_of(page):
    """Return the form as a browser would post it back."""
    fields: dict = {}

    def gather(node):
        fields.setdefault("node", []).append(
            f"{'condition' if node.is_condition else 'group'}:{node.place}"
        )
        if node.is_condition:
            fields[f"{node.place}.was"] = fields[f"{node.place}.field"] = node.field_key
            chosen = next((each.key for each in node.operators if each.is_chosen), "")
            fields[f"{node.place}.operator"] = chosen
            fields[f"{node.place}.value"] = node.draft.values
            fields[f"{node.place}.window"] = node.draft.window
            fields[f"{node.place}.days"] = node.draft.days
            return
        fields[f"{node.place}.kind"] = next(each.key for each in node.kinds if each.is_chosen)
        for part in node.parts:
            gather(part)

    gather(page.context["tree"])
    return fields


def test_conditions_are_written_button_by_button(sign_in):
    segment = make_segment(purpose="insight", rule={"all": []})
    client, url = sign_in("marketer"), address("conditions", segment.pk)
    page = client.get(url)

    page = client.post(url, {**fields_of(page), "do": "condition r"})
    page = client.post(url, {**fields_of(page), "r.0.field": "fact.country", "do": "show r.0"})
    page = client.post(url, {**fields_of(page), "r.0.value": "NO", "do": "group r"})
    chosen = {**fields_of(page), "r.1.kind": "none", "r.1.0.field": "activity.purchase.count"}
    page = client.post(url, {**chosen, "do": "show r.1.0"})
    page = client.post(url, {**fields_of(page), "r.1.0.window": "days", "do": "show r.1.0"})
    told = {**fields_of(page), "r.1.0.operator": "at_most", "r.1.0.value": "2", "r.1.0.days": "90"}
    answer = client.post(url, {**told, "do": "save"})

    assert answer.url == address("change", segment.pk)
    version = SegmentVersion.objects.get(number=2)
    assert version.rule == {
        "all": [
            {"field": "fact.country", "operator": "is", "value": "NO"},
            {
                "not": {
                    "any": [
                        {
                            "field": "activity.purchase.count",
                            "operator": "at_most",
                            "value": 2,
                            "window": {"days": 90},
                        }
                    ]
                }
            },
        ]
    }
    assert version.actor_kind == "steward"
    assert SegmentRun.objects.get().state == "queued"


def test_stored_conditions_come_back_as_they_were(sign_in):
    rule = {
        "any": [
            {"not": {"all": [{"field": "fact.household_size", "operator": "between", "value": [1, 2]}]}},
            {"field": "fact.job_title", "operator": "one_of", "value": ["Cook", "Clerk"]},
            {"field": "fact.customer_since", "operator": "from_to", "value": ["2026-01-01", "2026-02-01"]},
            {"field": "fact.purchase_propensity", "operator": "at_least", "value": 0.25},
            {"field": "fact.case_study", "operator": "yes"},
            {"field": "activity.purchase.sum", "operator": "more_than", "value": 5,
             "window": {"since": "2026-01-01"}},
        ]
    }  # fmt: skip
    segment = make_segment(rule=rule)
    client, url = sign_in("marketer"), address("conditions", segment.pk)
    fields = fields_of(client.get(url))
    fields["r.5.since"] = "2026-01-01"
    assert client.post(url, {**fields, "do": "save"}).status_code == 302
    assert SegmentVersion.objects.get().rule == rule


def test_parts_move_and_go(sign_in):
    one = {"field": "fact.country", "operator": "is", "value": "NO"}
    segment = make_segment(rule={"all": [one, {"any": []}, {"all": [one]}]})
    client, url = sign_in("marketer"), address("conditions", segment.pk)

    def kinds(page):
        return [part.is_condition for part in page.context["tree"].parts]

    page = client.get(url)
    assert kinds(page) == [True, False, False]
    page = client.post(url, {**fields_of(page), "do": "down r.0"})
    assert kinds(page) == [False, True, False]
    page = client.post(url, {**fields_of(page), "do": "up r.2"})
    assert kinds(page) == [False, False, True]
    page = client.post(url, {**fields_of(page), "do": "remove r.0"})
    assert kinds(page) == [False, True]
    page = client.post(url, {**fields_of(page), "do": "remove r.9"})
    assert kinds(page) == [False, True]


def test_errors_stand_at_the_condition_they_belong_to(sign_in):
    segment = make_segment(rule={"all": []})
    client, url = sign_in("marketer"), address("conditions", segment.pk)
    data = {
        "node": ["group:r", "group:r.0", "condition:r.0.0", "condition:r.0.1"],
        "r.kind": "all",
        "r.0.kind": "none",
        "r.0.0.field": "", "r.0.0.was": "",
        "r.0.1.field": "fact.household_size", "r.0.1.was": "fact.household_size",
        "r.0.1.operator": "at_least", "r.0.1.value": "many",
        "do": "save",
    }  # fmt: skip
    page = client.post(url, data)
    assert page.status_code == 422
    group = page.context["tree"].parts[0]
    assert group.parts[0].errors == ["Choose what to ask about."]
    assert group.parts[1].errors == ["People in the household: give a number."]
    assert group.parts[1].values == ["many"]
    assert SegmentVersion.objects.count() == 1


def test_counts_about_how_many_while_editing(sign_in, walkers):
    client, url = sign_in("marketer"), address("conditions", walkers.pk)
    fields = {**fields_of(client.get(url)), "do": "count"}
    assert "About 4 customers." in client.post(url, fields).content.decode()
    assert client.post(url, fields, headers={"accept": "application/json"}).json() == {
        "about": "About 4 customers.",
        "words": "Customers of whom this is true: Country is Norway.",
    }
    fields["r.0.value"] = ""
    assert client.post(url, fields, headers={"accept": "application/json"}).json()["about"] == (
        "Not counted: a condition is not finished."
    )


def test_a_fragment_is_the_changing_part_alone(sign_in):
    segment = make_segment(rule={"all": []})
    client, url = sign_in("marketer"), address("conditions", segment.pk)
    data = {"node": ["group:r"], "r.kind": "all", "do": "condition r"}
    page = client.post(url, data, headers={"x-fragment": "1"}).content.decode()
    assert "<html" not in page
    assert 'name="r.0.field"' in page
