"""Who stands on a step of the staircase, or fell out at it, as a file: for stewards' work, and for no contact."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils import timezone

from config.lib.errors import DomainError
from consents.models import AttributePurpose, DisclosedCustomer, Disclosure
from files.models import ExportRun
from files.services.export_orders import ExportRefusedError
from files.services.exports import write_export
from profiles.models import Customer, Protection, ReadEvent
from segments.models import SegmentVersion
from segments.services.reach import count_reach
from tests.factories import NOW, make_colleague, make_customer, make_decision
from tests.files.listing import order, rows_in
from tests.segments.factories import make_segment
from tests.surveys.making import want

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company", "kept_files")]


@pytest.fixture
def walkers(company):
    """Kari agreed, Ola did not, Liv agreed and is protected, Per said no after all, Bo has no address."""
    kari, ola, liv, per = (
        make_customer(given_name=name, family_name="Vik", email=f"{name.lower()}@fjell.example")
        for name in ("Kari", "Ola", "Liv", "Per")
    )
    bo = make_customer(given_name="Bo", family_name="Vik")
    for person in (kari, liv, per):
        make_decision(person)
    make_decision(per, state="withdrawn", occurred_at=NOW + timedelta(hours=1))
    Protection.objects.create(customer=liv, kind="secret_phone", actor_kind="system", actor_id="t")
    return make_segment(members=[kari, ola, liv, per, bo])


def at(step: str, how: str = "fell") -> dict[str, str]:
    return {"step": f"walkers~newsletter~email~{step}~{how}"}


def the_people(step: str, how: str = "fell", **said) -> list[dict[str, str]]:
    return rows_in(order("step", narrowed_by=at(step, how), **said))


def names(people: list[dict[str, str]]) -> list[str]:
    return [row["Name"] for row in people]


@pytest.mark.parametrize(
    ("step", "fell"),
    [
        ("contact_point", [("Bo Vik", "There is no working contact detail for this channel.")]),
        ("basis", [
            ("Ola Vik", "There is no consent, and no other lawful basis."),
            ("Per Vik", "There is no consent, and no other lawful basis."),
        ]),
        ("no_opt_out", [("Liv Vik", "Secret telephone")]),
        ("reachable", []),
    ],
)  # fmt: skip
def test_those_who_fell_out_leave_with_why(walkers, step, fell):
    assert [(row["Name"], row["Why"]) for row in the_people(step)] == fell


def test_a_no_of_those_with_a_basis_is_said(walkers):
    make_decision(Customer.objects.get(given_name="Kari"), purpose="marketing", state="refused")
    assert [(row["Name"], row["Why"]) for row in the_people("no_opt_out")] == [
        ("Kari Vik", "The person has said no."), ("Liv Vik", "Secret telephone"),
    ]  # fmt: skip


def test_those_on_a_step_leave_by_name(walkers):
    assert names(the_people("contact_point", "on")) == ["Kari Vik", "Liv Vik", "Ola Vik", "Per Vik"]
    assert names(the_people("no_opt_out", "on")) == ["Kari Vik"]


def test_every_no_stands_beside_and_no_contact_detail(walkers):
    ola, per = the_people("basis")
    assert (ola["opt-out newsletter/email"], per["opt-out newsletter/email"]) == ("", "yes")
    assert not [cell for cell in (*ola.values(), *per.values()) if "@" in cell]


def test_members_of_another_segment_stay(walkers):
    eva, bo = make_customer(given_name="Eva"), Customer.objects.get(given_name="Bo")
    make_segment("readers", members=[eva, bo])
    assert names(the_people("contact_point")) == ["Bo Vik"]


def test_whoever_moves_on_meanwhile_is_not_in_it(walkers):
    run = order("step", narrowed_by=at("basis"))
    make_decision(Customer.objects.get(given_name="Ola"))
    assert names(rows_in(run)) == ["Per Vik"]


def test_names_stay_where_the_use_may_not_read_them(walkers):
    AttributePurpose.objects.filter(
        attribute__slug__in=["given_name", "family_name", "organisation_name"],
        purpose__slug="insight",
    ).delete()
    (bo,) = the_people("contact_point", purpose="insight")
    assert "Name" not in bo


def test_the_restricted_and_whoever_said_no_to_the_use_stay_out(walkers):
    Customer.objects.filter(given_name="Ola").update(restricted_at=NOW)
    per = Customer.objects.get(given_name="Per")
    make_decision(per, purpose="profiling", channel="", state="refused")
    assert the_people("basis", purpose="profiling") == []


def test_a_purpose_of_contact_is_refused(walkers):
    with pytest.raises(ExportRefusedError, match="not for contacting people"):
        order("step", narrowed_by=at("basis"), purpose="newsletter")
    assert not ExportRun.objects.exists()


def test_those_who_may_be_contacted_leave_as_an_audience_alone(walkers):
    with pytest.raises(ExportRefusedError, match="no such list"):
        order("step", narrowed_by=at("reachable", "on"))


def test_a_segment_chosen_by_what_the_use_may_not_read_is_refused(walkers):
    want("household_income")
    rule = {"field": "fact.household_income", "operator": "known"}
    SegmentVersion.objects.filter(segment=walkers).update(rule=rule)
    with pytest.raises(ExportRefusedError, match="does not fit the purpose"):
        order("step", narrowed_by=at("basis"))


@pytest.mark.parametrize(
    "said",
    ["", "walkers", "walkers~newsletter~email~roof~fell", "gone~newsletter~email~basis~fell"],
)
def test_a_step_that_is_not_there_is_refused(walkers, said):
    with pytest.raises(DomainError):
        order("step", narrowed_by={"step": said})


def test_they_are_disclosed_and_noted(walkers):
    run = order("step", narrowed_by=at("basis"))
    rows_in(run)
    made = Disclosure.objects.get(reference=run.reference)
    told = DisclosedCustomer.objects.filter(disclosure=made.pk).values_list(
        "customer_uid", flat=True
    )
    fell = Customer.objects.filter(given_name__in=["Ola", "Per"]).values_list("pk", flat=True)
    assert set(told) == set(fell)
    assert (made.purpose, made.customer_count) == ("customer_care", 2)
    assert ReadEvent.objects.get(view="export_list").purpose == "customer_care"


def test_the_day_s_limit_counts_them(walkers, settings):
    settings.KJENN_EXPORT_ROWS_A_DAY = 1
    colleague = make_colleague("steward")
    assert names(
        rows_in(order("step", narrowed_by=at("contact_point"), actor=colleague.actor))
    ) == ["Bo Vik"]
    late = order("step", narrowed_by=at("basis"), actor=colleague.actor)
    assert not write_export(run_id=late.pk, now=timezone.now())
    late.refresh_from_db()
    assert (late.state, late.stored_as) == ("failed", "")


def people_page(segment, step: str) -> str:
    return reverse("admin:segments_segment_people", args=[segment.pk, "newsletter", "email", step])


def order_page(step: str, how: str = "fell") -> str:
    return f"{reverse('admin:files_list_add', args=['step'])}?{urlencode(at(step, how))}"


def test_each_step_leads_to_its_file_and_back(client, walkers):
    client.force_login(make_colleague("steward"))
    count_reach(segment=walkers, now=NOW)
    shown = client.get(f"{people_page(walkers, 'basis')}?fell=1").content.decode()
    assert f'href="{order_page("basis")}"' in shown
    assert (
        f'href="{order_page("basis", "on")}"'
        in client.get(people_page(walkers, "basis")).content.decode()
    )
    asked = client.get(order_page("basis"))
    assert asked.context["narrowed_by"] == [
        ("Step", "Walkers · Newsletter · E-mail · Fell out: There is a lawful basis")
    ]
    assert asked.context["count"] == (2, True)
    assert asked.context["change_url"] == f"{people_page(walkers, 'basis')}?fell=1"


def test_the_last_step_has_no_list(client, walkers):
    client.force_login(make_colleague("steward"))
    assert "exports/list/step" not in client.get(people_page(walkers, "reachable")).content.decode()


def test_no_purpose_of_contact_is_offered(client, walkers):
    client.force_login(make_colleague("steward"))
    said = {"purpose": "newsletter", "recipient": "The agency", "file_format": "csv"}
    answer = client.post(order_page("basis"), said)
    assert answer.status_code == 422
    form = answer.context["form"]
    assert "newsletter" not in dict(form.fields["purpose"].choices)
    assert list(form.errors) == ["purpose"]


@pytest.mark.parametrize(
    ("role", "status"), [("steward", 200), ("officer", 200), ("marketer", 403), ("analyst", 403)]
)
def test_who_may_take_them_along(client, walkers, role, status):
    client.force_login(make_colleague(role))
    assert client.get(order_page("basis")).status_code == status
    shown = client.get(f"{people_page(walkers, 'basis')}?fell=1").content.decode()
    assert ("exports/list/step" in shown) == (status == 200)
