"""The history of settings writes itself: who, when, from what to what; and nothing changes it."""

import pytest
from django.db import DatabaseError, transaction
from django.db.transaction import TransactionManagementError
from django.urls import reverse

from config.lib.actor import act_as
from consents.models import AttributePurpose, Purpose
from consents.services.purposes import keep_bases, publish_wordings
from consents.services.wanted import keep_wanted_fact
from profiles.models import Attribute, MailServer, SettingChange, Source
from profiles.selectors.setting_changes import in_words, setting_changes
from profiles.services.catalogue import load_catalogue
from profiles.services.colleagues import change_colleague
from profiles.services.mail_server import MailServerDetails, keep_mail_server
from profiles.services.settings import keep_fact, keep_source
from tests.factories import NOW, TESTER, make_colleague, make_source

PAGE = "/office/settings/history/"


@pytest.fixture
def ida(db):
    return make_colleague("administrator")


def lines(kind="", about=""):
    return in_words(setting_changes(kind=kind, about=str(about)).order_by("-pk"))


def latest(kind="", about=""):
    return lines(kind, about)[0]


def test_a_source_that_is_believed_more(ida):
    shop = make_source("shop", name="The shop", rank=40)
    keep_source(source=shop, slug="shop", values={"rank": 20}, actor=ida.actor, now=NOW)
    line = latest("source", shop.pk)
    assert (line.who, line.title, line.name) == ("Ida Berg", "Source", "The shop")
    assert line.changes == [("Rank", "40", "20")]


def test_what_changes_nothing_is_no_change(ida):
    shop = make_source("shop", name="The shop", rank=40)
    before = SettingChange.objects.count()
    keep_source(source=shop, slug="shop", values={"rank": 40}, actor=ida.actor, now=NOW)
    assert SettingChange.objects.count() == before


def test_a_name_is_told_by_language(ida):
    fact = Attribute.objects.get(slug="interests")
    labels = {**fact.labels, "en": "Hobbies"}
    keep_fact(fact=fact, values={"labels": labels}, actor=ida.actor, now=NOW)
    assert latest("attribute", fact.pk).changes == [
        ("Name (English)", "Interests and hobbies", "Hobbies")
    ]


def test_a_fact_that_is_wanted_for_something(ida):
    fact = Attribute.objects.get(slug="interests")
    Attribute.objects.filter(pk=fact.pk).update(is_wanted=False)
    AttributePurpose.objects.filter(attribute=fact).delete()
    keep_wanted_fact(fact=fact, is_wanted=True, purposes=["newsletter"], actor=ida.actor, now=NOW)
    purpose, wanted = lines("attribute", fact.pk)[:2]
    assert wanted.changes == [("Wanted", "No", "Yes")]
    assert purpose.part == "Purpose of a fact added"
    assert purpose.changes == [("Purpose", "–", str(Purpose.objects.get(slug="newsletter")))]


def test_a_role_that_is_taken_away(ida):
    ola = make_colleague("marketer", first_name="Ola", last_name="Dal")
    change_colleague(
        steward=ola,
        name=("Ola", "Dal"),
        roles=["analyst"],
        language="en",
        is_active=True,
        actor=ida.actor,
    )
    found = {line.part: line.changes for line in lines("steward", ola.pk)[:2]}
    assert found == {
        "Role removed": [("Role", "Marketer", "–")],
        "Role added": [("Role", "–", "Analyst (numbers only)")],
    }
    assert latest("steward", ola.pk).name == "Ola Dal"


def test_a_lawful_basis_and_a_text_belong_to_their_purpose(ida):
    purpose = Purpose.objects.get(slug="newsletter")
    keep_bases(purpose=purpose, bases=[{"basis": "consent"}], actor=ida.actor)
    assert latest("purpose", purpose.pk).part == "Lawful basis added"
    publish_wordings(
        purpose=purpose, texts={"en": "A new text"}, channels=["email"], actor=ida.actor
    )
    line = latest("purpose", purpose.pk)
    assert ("Text", "–", "A new text") in line.changes
    assert line.name == str(purpose)


def test_a_password_never_stands_in_it(ida):
    details = MailServerDetails(
        host="mail.example", port=25, username="u", security="none", password="secret"
    )
    keep_mail_server(details=details, actor=ida.actor)
    ida.set_password("another sentence about hills")
    ida.save()
    every = list(SettingChange.objects.values_list("before", "after"))
    assert MailServer.objects.get().password
    assert not any("password" in said for row in every for said in row)


def test_a_change_past_the_services_is_noted_too(db):
    Source.objects.filter(slug="crm").update(rank=31)
    line = latest("source", Source.objects.get(slug="crm").pk)
    assert (line.who, line.changes) == ("Kjenn itself", [("Rank", "30", "31")])


def test_what_ships_is_nobodys_change(db):
    Source.objects.filter(slug="spreadsheet").delete()
    assert latest("source").part == "Source removed"
    removed = SettingChange.objects.count()
    load_catalogue()
    assert Source.objects.filter(slug="spreadsheet").exists()
    assert SettingChange.objects.count() == removed


def test_nothing_changes_the_history(ida):
    make_source("shop")
    rows = SettingChange.objects.all()
    for attempt in (lambda: rows.update(actor_label="nobody"), rows.delete):
        with pytest.raises(DatabaseError, match="only ever added to"), transaction.atomic():
            attempt()


def test_the_actor_is_named_inside_a_transaction(own_database):
    with pytest.raises(TransactionManagementError):
        act_as(TESTER)


def test_the_page_shows_all_or_one_setting(client, company):
    client.force_login(make_colleague("officer"))
    shop = make_source("shop", name="The shop")
    Source.objects.filter(pk=shop.pk).update(rank=7)
    for address, count in (
        (PAGE, None),
        (f"{PAGE}?kind=source&of={shop.pk}", 2),
        (f"{PAGE}?kind=nothing", 0),
    ):
        page = client.get(address)
        assert page.status_code == 200
        assert count is None or len(page.context["lines"]) == count


def test_the_changes_leave_as_a_file(client, company):
    client.force_login(make_colleague("officer"))
    shop = make_source("shop", name="The shop", rank=40)
    Source.objects.filter(pk=shop.pk).update(rank=7)
    file = client.get(f"{PAGE}export/csv/?kind=source").content.decode("utf-8-sig")
    assert '"The shop";"Rank: 40 → 7";"Kjenn itself"' in file


def test_each_settings_page_leads_to_its_history(client, company):
    client.force_login(make_colleague("administrator"))
    shop = make_source("shop")
    purpose = Purpose.objects.get(slug="newsletter")
    fact = Attribute.objects.get(slug="interests")
    for address, kind, about in (
        (reverse("admin:profiles_source_change", args=[shop.pk]), "source", shop.pk),
        (reverse("admin:profiles_attribute_change", args=[fact.pk]), "attribute", fact.pk),
        (reverse("admin:consents_purpose_change", args=[purpose.pk]), "purpose", purpose.pk),
    ):
        history = address.replace("/change/", "/history/")
        assert history in client.get(address).content.decode()
        led = client.get(history)
        assert led["Location"] == f"{PAGE}?kind={kind}&of={about}"
    for name, kind in (
        ("company", "company"), ("mail_server", "mailserver"), ("wanted_facts", "attribute"),
    ):  # fmt: skip
        page = client.get(reverse(f"admin:{name}")).content.decode()
        assert f"{PAGE}?kind={kind}" in page


def test_a_page_of_changes_asks_as_much_for_many_as_for_few(client, company):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(make_colleague("officer"))

    def queries():
        with CaptureQueriesContext(connection) as seen:
            client.get(f"{PAGE}?kind=source")
        return len(seen)

    make_source("shop")
    queries()
    few = queries()
    for number in range(5):
        make_source(f"shop{number}")
    assert queries() == few
