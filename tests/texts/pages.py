"""Every page that a person can open, read in the language that shows what nobody wrapped."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from babel import Locale
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import JSONField
from django.test import Client
from django.urls import reverse
from django.utils import translation

from consents.models import Wording
from profiles.choices import Role
from profiles.models import Company
from surveys.models import Invitation
from surveys.services.mails import write_survey_mail
from tests.access.table import TABLE, Page, Public
from tests.texts.pseudo import LANGUAGE, pseudo_language
from tests.texts.reading import bare_texts

# The API speaks English; signing out has no page.
_LEFT_OUT = ("api-", "admin:logout", "healthz", "readyz")
_CHANGES_WHO_READS = {"admin:login", "admin:account", "admin:password_change"}
# What tests.access.world makes, and names that are the same in every language.
_MADE = (
    *(
        "Kari",
        "Nordmann",
        "Ola",
        "Ida Berg",
        "Ida Vern",
        "Ny Vik",
        "Walkers",
        "The printer",
        "K1",
        "K7",
        "E1",
        "CRM",
        "SHOP",
        "Test",
    ),
    *("Fjell og Vidde", "Fjell og Vidde AS", "Storgata 1, 0155 Oslo", "kunder.csv", "id", "e-post"),
    *(
        "Know you better",
        "Your account at Fjell og Vidde AS",
        "A few questions",
        "export 1",
        "tests",
        "tests: customer_card",
        "Tests: customer_card",
        "I",
    ),
    *("interests", "newsletter", "crm", "kl."),
    *("Auto-Submitted", "List-Unsubscribe", "List-Unsubscribe-Post", "Message-ID"),
    *("Kjenn", "CSV", "XLSX", "Excel", *dict(settings.LANGUAGES).values()),
)
_SHAPES = (
    r"<?[\w.+*-]+@[\w.*-]+\w>?",  # e-mail addresses and message ids
    r"https?://\S+",
    r"\b[0-9a-fA-F]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b",
    r"\b[0-9a-f]{16,64}\b",
    r"\b[A-Z]{3}\b",  # currencies
    r"\b\w+\.csv\b",
)
_ROOMS = ("profiles", "consents", "segments", "surveys", "files", "integrations")


@dataclass(slots=True)
class Reading:
    """What was read: the bare texts and where the first of each stood; the texts that were asked for; the faults."""

    bare: dict[str, str] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)


def read_every_page(world: SimpleNamespace) -> Reading:
    """Open every page by GET and, empty, by POST, as the administrator and as the customer."""
    found = Reading()
    is_data = _pattern_of_data()
    reader = world.colleagues[Role.ADMINISTRATOR]
    reader.language = LANGUAGE
    reader.save()
    Company.objects.update(default_language=LANGUAGE)
    Invitation.objects.update(language=LANGUAGE)
    client = Client(headers={"accept-language": LANGUAGE}, raise_request_exception=False)
    with translation.override(None), pseudo_language() as language:
        _write_the_mail_again(world)
        for name, method, address in _calls(world):
            if method == "get" or name in _CHANGES_WHO_READS:
                client.force_login(reader)
            with transaction.atomic():
                answer = getattr(client, method)(address)
                texts = list(_texts(answer))
                transaction.set_rollback(True)
            if answer.status_code >= 500:
                found.faults.append(f"{method} {name}")
            for text in texts:
                if any(map(str.isalpha, is_data.sub("", text))):
                    found.bare.setdefault(text, name)
    found.asked = language.asked
    return found


def _write_the_mail_again(world: SimpleNamespace) -> None:
    world.link.refresh_from_db()
    again = write_survey_mail(invitation=world.link, company=world.company)
    again.pk = world.mail.pk
    again.save(force_update=True)


def _calls(world: SimpleNamespace) -> Iterator[tuple[str, str, str]]:
    for name, line in TABLE.items():
        if isinstance(line, Page | Public) and not name.startswith(_LEFT_OUT):
            address = reverse(name, kwargs=line.of(world) if line.of else {})
            yield name, "get", address
            yield name, "post", address


def _texts(answer: Any) -> Iterator[str]:
    if answer.get("Content-Type", "").startswith("text/html") and not answer.streaming:
        yield from bare_texts(answer.content.decode())


def _pattern_of_data() -> re.Pattern[str]:
    """Match what is no text of ours: the rows of the test, and the catalogue in the reader's language."""
    known = {*_rows_in_the_language(), *map(str, Locale(LANGUAGE).territories.values()), *_MADE}
    longest_first = sorted(known, key=len, reverse=True)
    return re.compile(
        "|".join([*(rf"(?<!\w){re.escape(text)}(?!\w)" for text in longest_first), *_SHAPES])
    )


def _rows_in_the_language() -> Iterator[str]:
    for room in _ROOMS:
        for model in apps.get_app_config(room).get_models():
            for each in model._meta.get_fields():
                if isinstance(each, JSONField):
                    for value in model._default_manager.values_list(each.name, flat=True):
                        yield from _in_the_language(value)
    for text in Wording.objects.values_list("text", flat=True):
        yield from (text, text.replace("{company}", "Fjell og Vidde AS"))


def _in_the_language(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from filter(None, [value.get(LANGUAGE)] if LANGUAGE in value else [])
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for inner in inside:
        if isinstance(inner, dict | list):
            yield from _in_the_language(inner)
