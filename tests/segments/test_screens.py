"""The room's screens: who may see what, what they ask of the database, and editing conditions without JavaScript."""

from datetime import timedelta

import pytest
from django.urls import reverse

from profiles.models import Protection, ReadEvent
from segments.models import Segment, SegmentRun, SegmentVersion
from segments.services.runs import queue_refresh, refresh_segment
from tests.factories import NOW, TESTER, make_colleague, make_customer, make_decision, make_source
from tests.segments.factories import make_segment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]

LATER = NOW + timedelta(hours=1)
NORWEGIAN = {"all": [{"field": "fact.country", "operator": "is", "value": "NO"}]}


@pytest.fixture
def sign_in(client):
    def signed_in(role):
        client.force_login(make_colleague(role))
        return client

    return signed_in


def address(name, *args):
    return reverse(f"admin:segments_segment_{name}", args=args)


@pytest.fixture
def walkers(db):
    """A refreshed segment: Kari agreed, Ola did not, Liv agreed and is protected, Bo has no address."""
    make_source()
    kari = make_customer(given_name="Kari", country="NO", email="kari@fjell.example")
    make_customer(given_name="Ola", country="NO", email="ola@fjell.example")
    liv = make_customer(given_name="Liv", country="NO", email="liv@fjell.example")
    make_customer(given_name="Bo", country="NO")
    make_decision(kari)
    make_decision(liv)
    Protection.objects.create(customer=liv, kind="secret_phone", actor_kind="system", actor_id="t")
    segment = make_segment(purpose="newsletter", rule=NORWEGIAN)
    refresh_segment(run_uid=queue_refresh(segment=segment, actor=TESTER, now=LATER).pk, now=LATER)
    return segment


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


def test_an_analyst_sees_numbers_and_no_names(sign_in, walkers):
    page = sign_in("analyst").get(address("change", walkers.pk)).content.decode()
    assert "Country is Norway" in page
    assert "Kari" not in page
    assert "/people/" not in page


def test_an_empty_list_says_what_comes_next(sign_in):
    page = sign_in("marketer").get(address("changelist")).content.decode()
    assert "No segments yet" in page
    assert address("add") in page


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


def test_the_staircase_says_where_people_fell_out(sign_in, walkers):
    page = sign_in("marketer").get(
        address("change", walkers.pk) + "?purpose=newsletter&channel=email"
    )
    steps = [(step["key"], step["value"], step["fell"]) for step in page.context["steps"]]
    assert steps == [
        ("members", 4, 0), ("contact_point", 3, 1), ("basis", 2, 1), ("no_opt_out", 1, 1), ("reachable", 1, 0),
    ]  # fmt: skip


def rows(response):
    return {
        row.customer.given_name: (
            row.standing.is_reachable,
            row.standing.words,
            row.standing.contact,
        )
        for row in response.context["found"].rows
    }


def test_people_show_their_basis_or_why_not(sign_in, walkers):
    page = sign_in("marketer").get(address("people", walkers.pk, "newsletter", "email", "members"))
    assert rows(page) == {
        "Kari": (True, "Consent", "kari@fjell.example"),
        "Ola": (False, "There is no consent, and no other lawful basis.", ""),
        "Liv": (False, "Secret telephone", ""),
        "Bo": (False, "There is no working contact detail for this channel.", ""),
    }


def test_a_step_opens_as_those_on_it_and_those_who_fell_out(sign_in, walkers):
    client = sign_in("marketer")
    step = address("people", walkers.pk, "newsletter", "email", "no_opt_out")
    assert set(rows(client.get(step))) == {"Kari"}
    assert set(rows(client.get(f"{step}?fell=1"))) == {"Liv"}
    assert client.get(step.replace("no_opt_out", "nothing")).status_code == 404
    assert client.get(step.replace("email", "pigeon")).status_code == 404


def test_people_ask_the_same_however_many_there_are(sign_in, walkers, django_assert_num_queries):
    client = sign_in("marketer")
    step = address("people", walkers.pk, "newsletter", "email", "members")
    client.get(step)
    with django_assert_num_queries(20) as few:
        client.get(step)
    for name in ("Per", "Siv", "Jon"):
        customer = make_customer(given_name=name, country="NO", email=f"{name}@fjell.example")
        assert customer.memberships.exists()
    with django_assert_num_queries(len(few)):
        client.get(step)


def test_people_come_page_after_page(sign_in, walkers):
    for number in range(60):
        make_customer(given_name=f"P{number:02}", country="NO")
    client = sign_in("marketer")
    step = address("people", walkers.pk, "newsletter", "email", "members")
    first = client.get(step)
    second = client.get(f"{step}?{first.context['found'].next_query}")
    assert (len(rows(first)), len(rows(second))) == (50, 14)
    assert not set(rows(first)) & set(rows(second))


def test_each_step_opens_as_its_people(sign_in, walkers):
    client = sign_in("marketer")
    found = {}
    for step in ("members", "contact_point", "basis", "no_opt_out", "reachable"):
        where = address("people", walkers.pk, "newsletter", "email", step)
        found[step] = [set(rows(client.get(f"{where}{query}"))) for query in ("", "?fell=1")]
    assert found == {
        "members": [{"Kari", "Ola", "Liv", "Bo"}, {"Kari", "Ola", "Liv", "Bo"}],
        "contact_point": [{"Kari", "Ola", "Liv"}, {"Bo"}],
        "basis": [{"Kari", "Liv"}, {"Ola"}],
        "no_opt_out": [{"Kari"}, {"Liv"}],
        "reachable": [{"Kari"}, set()],
    }


def test_opening_people_is_written_down(sign_in, walkers):
    sign_in("marketer").get(address("people", walkers.pk, "newsletter", "email", "reachable"))
    seen = ReadEvent.objects.get()
    assert (seen.view, seen.purpose, seen.reference, seen.subject_count) == (
        "segment_people", "newsletter", "segment:walkers channel:email step:reachable", 1,
    )  # fmt: skip


def test_why_shows_every_condition(sign_in, walkers):
    ola = make_customer(given_name="Ola", country="SE")
    page = sign_in("marketer").get(address("why", walkers.pk, ola.pk))
    assert [(reason.words, reason.holds) for reason in page.context["reasons"]] == [
        ("All of these", False), ("Country is Norway", False),
    ]  # fmt: skip
    assert ReadEvent.objects.get().view == "segment_why"


def test_why_hides_private_answers(sign_in):
    make_source()
    kari = make_customer(given_name="Kari", children_at_home=2)
    rule = {"all": [{"field": "fact.children_at_home", "operator": "at_least", "value": 1}]}
    segment = make_segment(rule=rule)
    page = address("why", segment.pk, kari.pk)
    assert "the answer is hidden" in sign_in("marketer").get(page).content.decode()
    assert "the answer is hidden" not in sign_in("steward").get(page).content.decode()


def test_the_customer_card_shows_segments(sign_in, walkers):
    kari = walkers.memberships.get(customer__given_name="Kari").customer
    client = sign_in("marketer")
    page = client.get(reverse("admin:profiles_customer_change", args=[kari.pk])).content.decode()
    assert address("why", walkers.pk, kari.pk) in page
    assert "Came into the segment “Walkers”" in page
    assert (
        "Walkers" in client.get(reverse("admin:segments_customer", args=[kari.pk])).content.decode()
    )


def test_refreshing_queues_a_run(sign_in):
    segment = make_segment(rule=NORWEGIAN)
    client = sign_in("marketer")
    assert client.post(address("refresh", segment.pk)).status_code == 302
    run = SegmentRun.objects.get()
    assert run.actor_kind == "steward"
    assert client.get(address("progress", segment.pk)).json() == {
        "share": None, "text": "Waiting for its turn.", "finished": False,
    }  # fmt: skip
    SegmentRun.objects.update(state="running", step=7, step_count=21)
    assert client.get(address("progress", segment.pk)).json() == {
        "share": 33, "text": "Counting who may be contacted: 7 of 21.", "finished": False,
    }  # fmt: skip


# --- conditions, by the buttons of the form ------------------------------------------------------------------------


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


def test_a_new_segment_leads_to_its_conditions(sign_in):
    client = sign_in("marketer")
    answer = client.post(address("add"), {"name": "  Lone   walkers ", "purpose": "insight"})
    segment = Segment.objects.get()
    assert (segment.name, segment.slug) == ("Lone walkers", "lone-walkers")
    assert answer.url == address("conditions", segment.pk)
    again = client.post(address("add"), {"name": "Lone walkers", "purpose": "insight"})
    assert again.status_code == 422
    assert "There is already a segment" in again.content.decode()


def test_a_purpose_that_may_not_read_the_conditions_is_refused_at_its_field(sign_in):
    rule = {"all": [{"field": "fact.household_size", "operator": "is", "value": 1}]}
    segment = make_segment(rule=rule)
    data = {"name": "Walkers", "purpose": "newsletter", "description": ""}
    page = sign_in("marketer").post(address("details", segment.pk), data)
    assert page.status_code == 422
    assert "may not be used for the purpose" in page.context["form"].errors["purpose"][0]


def test_deleting_lists_what_builds_on_it(sign_in):
    below = make_segment("below", rule=NORWEGIAN)
    within = {"field": "member.segments", "operator": "in_any", "value": ["below"]}
    above = make_segment("above", rule={"all": [within]})
    client = sign_in("administrator")
    assert "Segment “Above”" in client.get(address("delete", below.pk)).content.decode()
    client.post(address("delete", below.pk))
    assert Segment.objects.count() == 2
    client.post(address("delete", above.pk))
    assert Segment.objects.get() == below


def test_values_are_shown_as_text(sign_in):
    hostile = '"><script>alert(1)</script>'
    rule = {"all": [{"field": "fact.job_title", "operator": "is", "value": hostile}]}
    segment = make_segment(rule=rule)
    client = sign_in("marketer")
    for page in ("change", "conditions"):
        assert "<script>alert" not in client.get(address(page, segment.pk)).content.decode()


def test_the_list_leaves_as_a_file(sign_in, walkers):
    page = sign_in("analyst").get(f"{address('changelist')}export/csv/")
    heading, line, *_rest = page.content.decode("utf-8-sig").replace('"', "").splitlines()
    assert heading == "Segment;Code;Purpose;Conditions;Members;Counted;State"
    assert line.startswith("Walkers;walkers;")
