"""Colleagues come in on a link of their own: invited by mail, or with a forgotten password."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail as outbox
from django.test import Client

from profiles.models import PasswordRequest, Steward
from profiles.services.invitations import (
    answer_password_requests,
    ask_new_password,
    invite_colleague,
    resend_invitation,
    withdraw_invitation,
)
from surveys.models import Mail
from surveys.services.mails import deliver_waiting_mails
from tests.factories import TESTER, make_colleague

PASSWORD = "en lang setning om fjell"
pytestmark = pytest.mark.django_db


def now() -> datetime:
    return datetime.now(tz=UTC)


def invite(**details) -> Steward:
    return invite_colleague(
        **{
            "email": "Ola@Fjell.example",
            "name": ("Ola", "Nordmann"),
            "roles": ["marketer"],
            "language": "en",
            "actor": TESTER,
            "now": now(),
            **details,
        }
    )


def mailed_link() -> str:
    """Send what waits; return the path of the newest mail's link."""
    deliver_waiting_mails(now=now())
    (link,) = re.findall(r"https://kjenn.fjell.example(\S+)", str(outbox.outbox[-1].body))
    return str(link)


def choose(client: Client, link: str, password: str = PASSWORD):
    page = client.get(link, follow=True)
    address = page.redirect_chain[-1][0] if page.redirect_chain else link
    return client.post(address, {"new_password1": password, "new_password2": password})


def test_invited_colleague_chooses_a_password_and_is_in(client, company):
    invite()
    assert choose(client, mailed_link())["Location"] == "/office/"
    assert client.get("/office/").status_code == 200
    ola = Steward.objects.get(email="ola@fjell.example")
    assert ola.check_password(PASSWORD)
    assert [group.name for group in ola.groups.all()] == ["marketer"]


def test_link_works_once(client, company):
    invite()
    link = mailed_link()
    choose(client, link)
    page = Client().get(link, follow=True).content.decode()
    assert "This link no longer works" in page


def test_opening_a_link_uses_nothing_up(client, company):
    """Scanners of mail open what they find."""
    invite()
    link = mailed_link()
    Client().get(link, follow=True)
    assert choose(client, link).status_code == 302


def test_link_stands_in_no_row(company):
    invite()
    written = Mail.objects.get()
    assert "set-password" not in written.text + written.html


def test_weak_password_is_refused_in_words(client, company):
    invite()
    page = choose(client, mailed_link(), "kort").content.decode()
    assert "This password is too short" in page
    assert not Steward.objects.get().has_usable_password()


def test_new_mail_ends_the_link_before(client, company):
    ola = invite()
    first = mailed_link()
    resend_invitation(steward=ola, actor=TESTER, now=now())
    assert "no longer works" in client.get(first, follow=True).content.decode()
    assert choose(client, mailed_link()).status_code == 302


def test_link_runs_out(client, company):
    invite(now=now() - timedelta(days=6, hours=23))
    link = mailed_link()
    assert "Choose a password" in client.get(link, follow=True).content.decode()
    Steward.objects.update(link_expires_at=now() - timedelta(seconds=1))
    assert "no longer works" in Client().get(link, follow=True).content.decode()


def test_mail_whose_link_has_run_out_does_not_leave(company):
    invite(now=now() - timedelta(days=8))
    deliver_waiting_mails(now=now())
    assert (Mail.objects.get().state, outbox.outbox) == ("stopped", [])


def test_withdrawn_invitation_leaves_nobody(client, company):
    ola = invite()
    link = mailed_link()
    withdraw_invitation(steward=ola, actor=TESTER)
    assert not Steward.objects.exists()
    assert "no longer works" in client.get(link, follow=True).content.decode()


def test_who_has_come_in_is_not_withdrawn(client, company):
    ola = invite()
    choose(client, mailed_link())
    client.force_login(make_colleague("administrator"))
    answer = client.post(f"/office/colleagues/{ola.pk}/withdraw/")
    assert answer["Location"] == f"/office/profiles/steward/{ola.pk}/change/"
    assert Steward.objects.filter(pk=ola.pk).exists()


def test_list_says_who_is_awaited(client, company):
    ola = invite()
    client.force_login(make_colleague("administrator"))
    page = client.get("/office/profiles/steward/").content.decode()
    assert f'href="/office/colleagues/{ola.pk}/invitation/"' in page


def test_invited_administrator_does_not_count_as_one(client, company):
    administrator = make_colleague("administrator")
    invite(roles=["administrator"])
    client.force_login(administrator)
    page = client.post(
        f"/office/profiles/steward/{administrator.pk}/change/",
        {"first_name": "Ida", "language": "en", "is_active": "on", "roles": ["analyst"]},
    )
    assert "There must be at least one administrator" in page.content.decode()


def test_closed_account_has_no_link(client, company):
    ola = make_colleague("marketer", email="ola@fjell.example", password=PASSWORD)
    ask("ola@fjell.example")
    link = mailed_link()
    Steward.objects.filter(pk=ola.pk).update(is_active=False)
    assert "no longer works" in client.get(link, follow=True).content.decode()


def test_mailbox_hides_keys_from_marketers(client, company):
    invite()
    client.force_login(make_colleague("marketer"))
    assert "Your account at" not in client.get("/office/surveys/mail/").content.decode()
    uid = Mail.objects.get().pk
    assert client.get(f"/office/surveys/mail/{uid}/change/").status_code == 404


def test_mailbox_shows_the_link_in_the_trial_alone(client, company, settings):
    invite()
    client.force_login(make_colleague("administrator"))
    page = f"/office/surveys/mail/{Mail.objects.get().pk}/change/"
    settings.IS_TRIAL = True
    assert "/office/set-password/" in client.get(page).content.decode()
    settings.IS_TRIAL = False
    assert "/office/set-password/" not in client.get(page).content.decode()


def ask(address: str, network: str = "192.0.2.0/24") -> int:
    ask_new_password(address=address, network=network, now=now())
    return answer_password_requests(now=now())


def test_forgotten_password_is_set_anew(client, company):
    make_colleague("marketer", email="ola@fjell.example", password=PASSWORD)
    client.post("/office/new-password/", {"email": "OLA@fjell.example"})
    assert answer_password_requests(now=now()) == 1
    choose(client, mailed_link(), "en annen setning om hav")
    assert Steward.objects.get().check_password("en annen setning om hav")


def test_answer_is_the_same_for_an_address_nobody_has(client, company):
    make_colleague("marketer", email="ola@fjell.example")
    page = "/office/new-password/"
    known = client.post(page, {"email": "ola@fjell.example"}, follow=True)
    unknown = client.post(page, {"email": "kari@fjell.example"}, follow=True)
    assert known.content == unknown.content
    assert answer_password_requests(now=now()) == 1


def test_fourth_wish_within_an_hour_is_not_noted(company):
    make_colleague("marketer", email="ola@fjell.example")
    assert [ask("ola@fjell.example") for _wish in range(4)] == [1, 1, 1, 0]
    assert Mail.objects.count() == 3


def test_network_that_tries_many_addresses_is_not_heard(company):
    for number in range(31):
        ask(f"ola{number}@fjell.example")
    assert PasswordRequest.objects.count() == 30


def test_new_password_signs_out_everywhere_else(client, company):
    ola = make_colleague("marketer", email="ola@fjell.example", password=PASSWORD)
    elsewhere = Client()
    elsewhere.force_login(ola)
    ask("ola@fjell.example")
    choose(client, mailed_link(), "en annen setning om hav")
    assert elsewhere.get("/office/").status_code == 302


def test_link_speaks_the_colleagues_language(client, company):
    invite(language="nb")
    assert '<html lang="nb"' in client.get(mailed_link(), follow=True).content.decode()
