"""The pages that customers see speak their languages."""

import pytest

from profiles.models import Company
from surveys.models import Invitation, Mail
from tests.factories import make_customer, make_decision
from tests.surveys.conftest import join
from tests.surveys.making import (
    choices_path,
    make_choices_link,
    make_link,
    make_survey,
    survey_path,
    unsubscribe_path,
    want,
)
from tests.surveys.test_sendings import send

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "send", "declined", "newsletter"),
    [
        ("nb", "Lagre og fortsett senere", "Vil ikke svare", "Ja, på e-post"),
        ("sv", "Spara och fortsätt senare", "Vill inte svara", "Ja, via e-post"),
        ("fi", "Tallenna ja jatka myöhemmin", "En halua kertoa", "Kyllä, sähköpostilla"),
        ("da", "Gem og fortsæt senere", "Ønsker ikke at svare", "Ja, på e-mail"),
        ("en", "Save and continue later", "Prefer not to say", "Yes, by e-mail"),
    ],
)
def test_the_form_is_in_the_persons_language(client, kari, language, send, declined, newsletter):
    want("life_phase")
    link = make_link(make_survey("life_phase", consents=("newsletter",)), kari)
    Invitation.objects.update(language=language)
    page = client.get(survey_path(link)).content.decode()
    assert f'<html lang="{language}">' in page
    assert send in page
    assert declined in page
    assert newsletter in page


def test_another_language_is_a_link_away(client, kari):
    want("life_phase")
    link = make_link(make_survey("life_phase"), kari)
    page = client.get(survey_path(link) + "?language=fi").content.decode()
    assert "En halua kertoa" in page


def test_a_mistake_is_said_in_the_language_of_the_page(client, kari):
    link = make_link(make_survey("what_to_improve"), kari)
    page = client.post(survey_path(link), {"do": "send", "language": "sv"}).content.decode()
    assert "Du har inte svarat på något ännu." in page


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("nb", "Vennlig hilsen"),
        ("sv", "Vänliga hälsningar"),
        ("fi", "Ystävällisin terveisin"),
        ("da", "Venlig hilsen"),
        ("en", "Kind regards"),
        ("nn", "Vennlig hilsen"),  # Norwegian all the same
        ("de", "Vennlig hilsen"),  # not spoken here: the company's own
    ],
)
def test_the_mail_is_in_the_customers_language(company, segment, language, expected):
    Company.objects.update(default_language="nb")
    want("interests")
    aino = make_customer(given_name="Aino", email="aino@jarvi.example", language=language)
    make_decision(aino, purpose="customer_surveys")
    join(segment, aino)
    send(make_survey("interests"), segment)
    assert expected in Mail.objects.get(customer=aino.pk).text


@pytest.mark.parametrize(
    ("language", "choices", "unsubscribe"),
    [
        ("nb", "Mine valg", "Vil du melde deg av?"),
        ("sv", "Mina val", "Vill du avsluta prenumerationen?"),
        ("fi", "Omat valintani", "Perutaanko tilaus?"),
        ("da", "Mine valg", "Vil du afmelde dig?"),
        ("en", "My choices", "Unsubscribe?"),
    ],
)
def test_choices_and_unsubscribing_are_in_the_persons_language(
    client, kari, language, choices, unsubscribe
):
    survey_link, choices_link = make_link(make_survey("interests"), kari), make_choices_link(kari)
    Invitation.objects.update(language=language)
    assert choices in client.get(choices_path(choices_link)).content.decode()
    assert unsubscribe in client.get(unsubscribe_path(survey_link)).content.decode()
