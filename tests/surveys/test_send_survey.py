"""The command that scripts rely on."""

import pytest
from django.core import mail as outbox
from django.core.management import CommandError, call_command

from surveys.models import Invitation, Mail
from tests.factories import make_decision
from tests.surveys.conftest import join
from tests.surveys.making import make_survey, want

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey(kari, segment):
    want("interests")
    make_decision(kari, purpose="customer_surveys")
    join(segment, kari)
    return make_survey("interests", slug="know-you")


def test_sends_mails(survey, capsys):
    call_command("send_survey", "know-you", "--segment", "everybody", "--channel", "email")
    assert len(outbox.outbox) == 1
    assert capsys.readouterr().out == "1 person was invited.\n"


def test_writes_links_and_sends_nothing(survey, capsys, tmp_path):
    file = tmp_path / "links.csv"
    call_command(
        "send_survey",
        "know-you",
        "--segment",
        "everybody",
        "--channel",
        "post",
        "--links",
        str(file),
    )
    assert "https://kjenn.fjell.example/s/" in file.read_text(encoding="utf-8-sig")
    assert not Mail.objects.exists()
    assert capsys.readouterr().out.startswith("1 personal link in ")


def test_a_dry_run_changes_nothing(survey, capsys):
    call_command(
        "send_survey", "know-you", "--segment", "everybody", "--channel", "email", "--dry-run"
    )
    assert "Have not been invited to this survey yet: 1" in capsys.readouterr().out
    assert not Invitation.objects.exists()


def test_an_unknown_segment_is_an_error(survey):
    with pytest.raises(CommandError, match="There is no segment with the code “nobody”"):
        call_command("send_survey", "know-you", "--segment", "nobody", "--channel", "email")


def test_a_channel_that_cannot_be_sent_is_an_error(survey):
    with pytest.raises(CommandError, match="Only e-mail can be sent from here"):
        call_command("send_survey", "know-you", "--segment", "everybody", "--channel", "sms")


def test_a_folder_that_is_not_there_is_an_error(survey, tmp_path):
    with pytest.raises(CommandError, match="cannot be written"):
        call_command(
            "send_survey",
            "know-you",
            *("--segment", "everybody", "--channel", "post"),
            *("--links", str(tmp_path / "gone" / "links.csv")),
        )
