"""The mail settings: the environment first, a password that nobody reads, and a test in plain words."""

import socketserver
import threading
from collections.abc import Iterator

import pytest
from django.core import mail as outbox

from config import env
from profiles.models import MailServer
from profiles.selectors.mail_server import mail_connection, mail_server
from tests.factories import make_colleague

PAGE = "/office/settings/mail/"
ANSWERS = {
    "host": "smtp.fjell.example",
    "port": "465",
    "security": "tls",
    "username": "hei",
    "password": "løvetann på taket",
}
pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client, company):
    client.force_login(make_colleague("administrator", email="ida@fjell.example"))
    return client


class StrictServer(socketserver.StreamRequestHandler):
    """A mail server that greets, and takes no password."""

    def handle(self):
        self.wfile.write(b"220 strict\r\n")
        while line := self.rfile.readline():
            if line.upper().startswith(b"EHLO"):
                self.wfile.write(b"250-strict\r\n250 AUTH PLAIN\r\n")
            elif line.startswith(b"AUTH"):
                self.wfile.write(b"535 5.7.8 bad credentials\r\n")
            else:
                self.wfile.write(b"221 bye\r\n")
                return


@pytest.fixture
def strict_port() -> Iterator[int]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), StrictServer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def test_settings_are_what_mail_leaves_by(office, settings):
    office.post(PAGE, ANSWERS)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    way = mail_connection()
    assert (way.host, way.port, way.username, way.password) == (
        "smtp.fjell.example",
        465,
        "hei",
        "løvetann på taket",
    )
    assert (way.use_ssl, way.use_tls) == (True, False)


def test_password_is_kept_unreadable_and_shown_to_nobody(office):
    office.post(PAGE, ANSWERS)
    assert "løvetann" not in MailServer.objects.get().password
    assert "løvetann" not in office.get(PAGE).content.decode()


def test_empty_password_keeps_the_one_that_is_kept(office):
    office.post(PAGE, ANSWERS)
    office.post(PAGE, ANSWERS | {"password": "", "port": "587"})
    assert (mail_server().port, mail_server().password) == (587, "løvetann på taket")


def test_password_goes_with_the_user_name(office):
    office.post(PAGE, ANSWERS)
    office.post(PAGE, ANSWERS | {"password": "", "username": ""})
    assert MailServer.objects.get().password == ""


def test_changed_key_asks_for_the_password_again(office, settings):
    office.post(PAGE, ANSWERS)
    settings.KJENN_LINK_KEY = "another key of thirty-two characters"
    assert mail_server().password == ""
    assert "type the password once more" in office.get(PAGE).content.decode()


def test_environment_goes_first_and_the_page_says_so(office, settings):
    settings.KJENN_MAIL_FROM_ENVIRONMENT = {"host": "relay.fjell.example", "port": 25}
    office.post(PAGE, ANSWERS)
    assert (mail_server().host, mail_server().port) == ("relay.fjell.example", 25)
    assert mail_server().username == "hei"
    assert "changed there: Server, Port" in office.get(PAGE).content.decode()


def from_environment(**said) -> dict:
    silent = {"host": "", "port": 25, "username": "", "password": "", "tls": False, "ssl": False}
    return env.mail_server(**{**silent, **said})


def test_environment_that_names_no_server_leaves_it_open():
    assert from_environment() == {}


def test_environment_says_port_and_encryption_with_the_server():
    assert from_environment(host="relay.fjell.example", ssl=True) == {
        "host": "relay.fjell.example",
        "port": 25,
        "security": "tls",
    }


def test_two_kinds_of_encryption_are_refused():
    with pytest.raises(env.SettingError, match="both on"):
        from_environment(tls=True, ssl=True)


def try_it(office, settings, **server) -> str:
    settings.IS_TRIAL = False
    settings.KJENN_MAIL_FROM_ENVIRONMENT = {"host": "127.0.0.1", "security": "none", **server}
    return str(office.post(PAGE, {"try": "1"}).content.decode())


def test_trial_mail_goes_to_whoever_asks(office, settings):
    page = try_it(office, settings)
    assert "The server has taken the mail for ida@fjell.example." in page
    assert outbox.outbox[0].to == ["ida@fjell.example"]


def test_refused_password_is_said_in_plain_words_and_its_own(office, settings, strict_port):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    page = try_it(office, settings, port=strict_port, username="hei", password="feil")
    assert "does not accept the user name and password" in page
    assert "535 5.7.8 bad credentials" in page


def test_port_where_nothing_answers_is_named(office, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with socketserver.TCPServer(("127.0.0.1", 0), StrictServer) as server:
        port = server.server_address[1]
    assert "Nothing answers on this port" in try_it(office, settings, port=port)


def test_trial_says_that_nothing_leaves(office, settings):
    settings.IS_TRIAL = True
    page = office.get(PAGE).content.decode()
    assert "no mail leaves this machine" in page
    assert "Send me a test" not in page


@pytest.mark.parametrize(("is_trial", "offers_a_test"), [(True, False), (False, True)])
def test_who_has_saved_is_sent_to_a_test_where_there_is_one(
    office, settings, is_trial, offers_a_test
):
    settings.IS_TRIAL = is_trial
    said = {"host": "smtp.fjell.example", "port": "587", "security": "starttls"}
    page = office.post(PAGE, said, follow=True).content.decode()
    assert "saved" in page.lower()
    assert ("send yourself a test" in page) is offers_a_test


def test_others_do_not_see_the_settings(client, company):
    for role in ("marketer", "steward", "officer", "analyst"):
        client.force_login(make_colleague(role))
        assert client.get(PAGE).status_code == 403
