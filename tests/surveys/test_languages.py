"""The pages that customers see speak their languages."""

import pytest

from surveys.models import Invitation
from tests.surveys.making import make_link, make_survey, survey_path, want

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
