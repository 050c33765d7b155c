"""What the shipped purposes and consent texts must hold."""

import pytest

from tests.catalogue_data import PURPOSE, PURPOSES, WORDINGS

CHANNELS = {"email", "sms", "phone", "post"}


def test_the_starting_purposes():
    assert {slug: (entry["kind"], entry["parent"]) for slug, entry in PURPOSE.items()} == {
        "service": ("contact", ""),
        "customer_care": ("use", ""),
        "profiling": ("use", ""),
        "insight": ("use", ""),
        "marketing": ("contact", ""),
        "newsletter": ("contact", "marketing"),
        "offers": ("contact", "marketing"),
        "customer_surveys": ("contact", "marketing"),
        "ad_audiences": ("use", ""),
        "sensitive_facts": ("use", ""),
    }


@pytest.mark.parametrize("entry", PURPOSES, ids=lambda entry: entry["slug"])
def test_a_use_has_no_channel_and_a_contact_always_one(entry):
    channels = {basis["channel"] for basis in entry["basis"]}
    assert channels <= ({""} if entry["kind"] == "use" else CHANNELS)
    assert channels


@pytest.mark.parametrize("entry", PURPOSES, ids=lambda entry: entry["slug"])
def test_each_basis_stands_once_with_its_law_and_a_note(entry):
    keys = [(basis["basis"], basis["channel"], basis["country"]) for basis in entry["basis"]]
    assert len(set(keys)) == len(keys)
    for basis in entry["basis"]:
        assert basis["country"] in {"", "NO", "SE", "DK", "FI", "IS"}
        assert "GDPR" in basis["law"]
        assert len(basis["law"]) <= 200
        assert basis["note"].keys() == {"en", "nb", "sv", "fi", "da"}
        assert all(basis["note"].values())


def _bases(slug: str, channel: str = "", country: str = "") -> set[str]:
    return {
        basis["basis"]
        for basis in PURPOSE[slug]["basis"]
        if basis["channel"] == channel and basis["country"] in {"", country}
    }


@pytest.mark.parametrize("slug", ["marketing", "newsletter", "offers", "customer_surveys"])
@pytest.mark.parametrize("channel", ["email", "sms"])
@pytest.mark.parametrize("country", ["NO", "SE", "DK", "FI", "IS"])
def test_electronic_marketing_needs_consent_or_an_own_customer(slug, channel, country):
    assert _bases(slug, channel, country) == {"consent", "own_customer"}


@pytest.mark.parametrize("slug", ["marketing", "offers", "customer_surveys"])
def test_telephone_and_post_follow_the_country(slug):
    assert _bases(slug, "phone", "NO") == {"consent"}
    assert _bases(slug, "phone", "SE") == {"consent", "own_customer"}
    assert _bases(slug, "phone", "DK") == {"consent"}
    assert _bases(slug, "phone", "FI") == {"consent", "own_customer", "legitimate_interest"}
    assert _bases(slug, "post", "NO") == {"consent", "own_customer"}
    assert _bases(slug, "post", "DK") == {"consent"}
    assert _bases(slug, "post", "DE") == _bases(slug, "phone", "DE") == {"consent"}


def test_use_rests_on_interest_until_objection_except_where_only_consent_will_do():
    assert _bases("profiling") == _bases("customer_care") == {"legitimate_interest"}
    assert _bases("insight") == {"legitimate_interest"}
    assert _bases("ad_audiences") == _bases("sensitive_facts") == {"consent"}
    assert _bases("service", "email") == {"contract"}


def test_every_purpose_has_its_first_wording():
    assert {(entry["purpose"], entry["version"]) for entry in WORDINGS} == {
        (slug, 1) for slug in PURPOSE
    }


@pytest.mark.parametrize("entry", WORDINGS, ids=lambda entry: entry["purpose"])
def test_a_wording_names_the_company_and_only_channels_that_consent_opens(entry):
    for text in entry["text"].values():
        assert text.count("{company}") == 1
        assert text.replace("{company}", "").isprintable()
        assert not {"{", "}"} & set(text.replace("{company}", ""))
    openable = {
        basis["channel"]
        for basis in PURPOSE[entry["purpose"]]["basis"]
        if basis["basis"] == "consent"
    }
    assert set(entry["channels"]) <= openable


@pytest.mark.parametrize("slug", ["marketing", "newsletter", "offers", "customer_surveys"])
def test_a_contact_wording_says_through_which_channels(slug):
    (entry,) = [entry for entry in WORDINGS if entry["purpose"] == slug]
    assert entry["channels"] == ["email", "sms"]
    words = {
        "en": ("e-mail", "text message"),
        "nb": ("e-post", "SMS"),
        "sv": ("e-post", "sms"),
        "fi": ("sähköposti", "tekstiviesti"),
        "da": ("e-mail", "sms"),
    }
    for language, (email, sms) in words.items():
        assert email in entry["text"][language]
        assert sms in entry["text"][language]


@pytest.mark.parametrize("entry", PURPOSES, ids=lambda entry: entry["slug"])
def test_each_purpose_has_a_name_for_colleagues_in_every_language(entry):
    assert set(entry["office"]) == {"nb", "sv", "fi", "da", "en"}
    assert all(
        len(name) <= 40 and "you" not in name.lower().split() for name in entry["office"].values()
    )
