"""Everybody who may be contacted leaves as an audience without a segment, and only where that was asked for."""

import pytest
from django.urls import reverse

from consents.models import Disclosure
from files.models import ExportRun
from profiles.models import Customer
from segments.services.figures import record_daily_figures
from tests.factories import NOW, make_colleague, make_customer, make_decision
from tests.files.listing import rows_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company", "kept_files")]
ORDER = "/office/exports/new/?everybody=1&purpose=newsletter&channel=email"
SAID = {"recipient": "The printer", "file_format": "csv"}


@pytest.fixture
def marketer(client):
    client.force_login(make_colleague("marketer"))
    return client


@pytest.fixture
def people(company):
    """Kari and Eva agreed, Eva's use is restricted, Ola never answered, Per said no."""
    kari, eva, _ola, per = (
        make_customer(given_name=name, family_name="Vik", email=f"{name.lower()}@fjell.example")
        for name in ("Kari", "Eva", "Ola", "Per")
    )
    make_decision(kari)
    make_decision(eva)
    make_decision(per, state="refused")
    Customer.objects.filter(pk=eva.pk).update(restricted_at=NOW)


def written() -> list[dict[str, str]]:
    return rows_in(ExportRun.objects.get())


def test_the_list_leads_to_its_file(marketer, people):
    record_daily_figures(now=NOW)
    page = marketer.get("/office/may-be-contacted/newsletter/email/").content.decode()
    assert f'href="{ORDER.replace("&", "&amp;")}"' in page
    asked = marketer.get(ORDER)
    assert "All customers" in asked.content.decode()
    assert (asked.context["reach"].reachable, asked.context["reach"].members) == (1, 4)


def test_the_file_holds_exactly_those_who_may_be_contacted(marketer, people):
    marketer.post(ORDER, SAID)
    (row,) = written()
    assert (row["Name"], row["E-mail address"], row["Basis"]) == (
        "Kari Vik", "kari@fjell.example", "Consent",
    )  # fmt: skip
    made = Disclosure.objects.get()
    assert (made.purpose, made.channel, made.customer_count) == ("newsletter", "email", 1)


def test_the_export_says_whom_and_is_ordered_again_for_the_same(marketer, people):
    answer = marketer.post(ORDER, SAID)
    written()
    page = marketer.get(answer.headers["Location"])
    assert page.context["whom"] == "All customers"
    assert "everybody=1" in page.content.decode()


def test_the_purpose_can_be_changed_and_it_stays_everybody(marketer, people):
    query = marketer.get(ORDER).context["change_url"]
    first = marketer.get(f"/office/exports/new/{query}")
    assert "segment" not in first.context["form"].fields
    assert '<input type="hidden" name="everybody" value="1">' in first.content.decode()


def test_a_segment_that_was_left_out_is_not_everybody(marketer, people):
    marketer.post("/office/exports/new/?purpose=newsletter&channel=email", SAID)
    assert not ExportRun.objects.exists()


def test_whoever_may_export_no_audience_has_no_way_to_it(client, people):
    client.force_login(make_colleague("officer"))
    page = client.get("/office/may-be-contacted/newsletter/email/").content.decode()
    assert reverse("admin:files_exportrun_add") not in page
    assert client.get(ORDER).status_code == 403
