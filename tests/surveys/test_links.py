"""Tokens, and what a visitor leaves behind."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.test import RequestFactory

from config.lib.network import network_of
from surveys.models import Invitation
from surveys.selectors.links import find_invitation, token_of
from surveys.services.invitations import renew_invitations, revoke_invitations
from surveys.tokens import hash_token, make_token
from surveys.views.visitor import browser_of
from surveys.wording import fill_in, masked_contact
from tests.surveys.making import make_link, make_survey

UID = UUID("7f0a5f2e-8c1a-4f6b-9a3e-0d4c7a1b2c3d")


def test_a_token_holds_256_bits(settings):
    settings.KJENN_LINK_KEY = "one"
    assert len(make_token(UID, 1)) == 43


def test_a_token_can_be_made_again(settings):
    settings.KJENN_LINK_KEY = "one"
    assert make_token(UID, 1) == "gBtYBuqEAtRRgJ2zi2f8IYBIGfG_eQnrroKRAjVz-5w"


def test_another_generation_is_another_token():
    assert make_token(UID, 1) != make_token(UID, 2)


def test_another_key_is_another_token(settings):
    settings.KJENN_LINK_KEY = "one"
    first = make_token(UID, 1)
    settings.KJENN_LINK_KEY = "two"
    assert make_token(UID, 1) != first


@pytest.mark.django_db
def test_only_the_hash_is_kept(kari):
    link = make_link(make_survey("interests"), kari)
    assert link.token_hash == hash_token(token_of(link))
    assert token_of(link) not in str(Invitation.objects.values().get())


@pytest.mark.django_db
def test_revoking_raises_the_generation(kari):
    link = make_link(make_survey("interests"), kari)
    revoke_invitations(invitations=[link], now=datetime.now(tz=UTC))
    link.refresh_from_db()
    assert link.generation == 2
    assert link.revoked_at is not None


@pytest.mark.django_db
def test_a_renewed_link_has_a_new_token_and_the_old_one_is_unknown(kari):
    link = make_link(make_survey("interests"), kari)
    old = token_of(link)
    now = datetime.now(tz=UTC)
    revoke_invitations(invitations=[link], now=now)
    renew_invitations(invitations=[link], now=now)
    link.refresh_from_db()
    assert find_invitation(old) is None
    assert find_invitation(token_of(link)) == link


@pytest.mark.django_db
def test_a_used_link_is_not_renewed(kari):
    link = make_link(make_survey("interests"), kari)
    now = datetime.now(tz=UTC)
    Invitation.objects.update(answered_at=now, revoked_at=now)
    assert renew_invitations(invitations=[link], now=now) == 0


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("198.51.100.77", "198.51.100.0/24"),
        ("2001:db8:aaaa:bbbb::1", "2001:db8:aaaa::/48"),
        ("::ffff:198.51.100.77", "198.51.100.0/24"),
        ("", ""),
    ],
)
def test_of_an_address_only_the_network_is_kept(address, network):
    assert network_of(RequestFactory().get("/", REMOTE_ADDR=address)) == network


def test_behind_a_named_proxy_its_word_counts_and_the_visitors_does_not(settings):
    settings.AXES_IPWARE_PROXY_COUNT = 1
    request = RequestFactory().get(
        "/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": "203.0.113.9, 198.51.100.77"}
    )
    assert network_of(request) == "198.51.100.0/24"


@pytest.mark.parametrize(
    ("agent", "family"),
    [
        ("Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36", "Chrome"),
        ("Mozilla/5.0 AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge"),
        ("Mozilla/5.0 (iPhone) AppleWebKit/605.1 Version/18.0 Mobile Safari/604.1", "Safari"),
        ("curl/8.0", ""),
    ],
)
def test_of_a_browser_only_the_family_is_kept(agent, family):
    assert browser_of(RequestFactory().get("/", headers={"User-Agent": agent})) == family


@pytest.mark.parametrize(
    "hostile", ["{company.__class__}", "{0}", "{company!r}", "{name:>10}", "{}", "{{company}}"]
)
def test_what_is_no_name_of_ours_stays_literal(hostile):
    assert "Fjell" not in fill_in(
        hostile.replace("{{company}}", "{ company }"), {"company": "Fjell"}
    )


def test_what_was_filled_in_is_not_read_again():
    assert fill_in("{name} of {company}", {"name": "{company}", "company": "Fjell"}) == (
        "{company} of Fjell"
    )


@pytest.mark.parametrize(
    ("kind", "raw", "shown"),
    [
        ("email", "kari@fjell.example", "k***@f***.example"),
        ("email", "broken", "***"),
        ("phone", "+4791234567", "*** ** *67"),
        ("postal", "Storgata 1, 0155 Oslo", "***"),
    ],
)
def test_a_contact_detail_is_masked(kind, raw, shown):
    assert masked_contact(kind, raw) == shown
