"""One of everything that an address can name; the lines of the table point at it."""

from types import SimpleNamespace
from uuid import UUID

from config.lib.actor import Actor, actor_columns
from consents.models import Purpose
from consents.services.disclosures import record_disclosure
from consents.services.request_intake import Asked, register_request
from files.models import DemoLoad, ExportRun
from integrations.choices import Scope
from integrations.models import ApiKey
from profiles.choices import Role
from profiles.models import Attribute, Contradiction, Customer, ReadEvent, Source
from profiles.services.invitations import invite_colleague
from profiles.services.protection import protect_customer
from profiles.services.reading import log_read
from segments.models import Segment, SegmentRun
from surveys.models import Mail, Question, Sending
from surveys.selectors.links import token_of
from surveys.services.mails import write_survey_mail
from tests.factories import (
    NOW,
    TESTER,
    make_colleague,
    make_company,
    make_customer,
    make_decision,
    make_source,
)
from tests.files.bringing import receive
from tests.integrations.keys import make_key
from tests.segments.factories import make_event, make_segment
from tests.surveys.making import make_choices_link, make_link, make_survey

NO_UUID, NO_NUMBER, NO_WORD = UUID(int=1), 999_999, "nothing"
PURPOSES = ("customer_care", "insight", "newsletter", "customer_surveys")


def make_world() -> SimpleNamespace:
    """Make a company with one of everything, and a colleague in each role."""
    world = SimpleNamespace(company=make_company())
    make_source()
    _people(world)
    _segments_and_surveys(world)
    _files(world)
    world.source = Source.objects.get(slug="crm")
    world.purpose = Purpose.objects.get(slug="newsletter")
    world.fact = Attribute.objects.get(slug="interests")
    world.keys = {scope: make_key(scopes=[scope], purposes=PURPOSES) for scope in Scope.values}
    world.other_keys = {
        scope: make_key(
            scopes=[other for other in Scope.values if other != scope], purposes=PURPOSES
        )
        for scope in Scope.values
    }
    world.master_key = make_key(scopes=Scope.values, purposes=PURPOSES)
    world.key = ApiKey.objects.latest("created_at")
    world.own_export = _export(2, actor=_key_of(world.keys[Scope.EXPORTS_READ]).actor)
    return world


def _people(world: SimpleNamespace) -> None:
    world.colleagues = {Role(role): make_colleague(role) for role in Role.values}
    world.customer = make_customer(
        external_id="K1", given_name="Kari", family_name="Nordmann", email="kari@fjell.example"
    )
    world.invited = invite_colleague(
        email="ny@fjell.example",
        name=("Ny", "Vik"),
        roles=[Role.ANALYST],
        language="en",
        actor=TESTER,
        now=NOW,
    )
    world.colleague = world.colleagues[Role.STEWARD]
    world.restricted = make_customer(given_name="Ola", email="ola@fjell.example")
    Customer.objects.filter(pk=world.restricted.pk).update(restricted_at=NOW)
    world.shield = protect_customer(
        customer=world.customer, kind="secret_phone", reason="", actor=TESTER, now=NOW
    )
    world.pair = Contradiction.objects.create(
        kind="twice", customer=world.customer, other=world.restricted.pk
    )
    make_decision(world.customer)
    world.request = register_request(
        asked=Asked(
            right="access", channel="email", received_on=NOW.date(), customer=world.customer
        ),
        actor=TESTER,
        now=NOW,
    )
    world.event = make_event(world.customer, at="2026-02-01")
    log_read(actor=TESTER, view="customer_card", subjects=[world.customer.pk], now=NOW)
    world.read_event = ReadEvent.objects.latest("pk")


def _segments_and_surveys(world: SimpleNamespace) -> None:
    rule = {"field": "fact.interests", "operator": "known"}
    world.segment = make_segment(rule=rule, members=[world.customer])
    world.refresh = SegmentRun.objects.create(
        segment=world.segment, version=world.segment.versions.get(), actor_kind="system"
    )
    world.survey = make_survey("interests", consents=("newsletter",))
    world.question = Question.objects.get(slug="interests")
    world.link = make_link(world.survey, world.customer)
    world.token = token_of(world.link)
    world.choices_token = token_of(make_choices_link(world.customer))
    world.sending = Sending.objects.create(
        survey=world.survey, segment=world.segment, as_links=True, actor_kind="system"
    )
    world.mail = write_survey_mail(invitation=world.link, company=world.company)
    Mail.objects.bulk_create([world.mail])


def _files(world: SimpleNamespace) -> None:
    world.file = receive("id;e-post\nK7;kari@fjell.example\n")
    make_source("shop")
    world.other_file = receive("id;e-post\nK7;kari@fjell.example\n", source="shop")
    world.export = _export(1, actor=TESTER)
    DemoLoad.objects.create(customers=1, seed=1, today=NOW.date(), actor_kind="system")
    world.disclosure = record_disclosure(
        recipient="The printer",
        purpose="newsletter",
        channel="email",
        reference="export:1",
        slugs=["email"],
        actor=TESTER,
        now=NOW,
        customers=Customer.objects.filter(pk=world.customer.pk),
    )


def _export(number: int, *, actor: Actor) -> ExportRun:
    return ExportRun.objects.create(
        number=number,
        segment=Segment.objects.get(),
        purpose="newsletter",
        channel="email",
        recipient="The printer",
        **actor_columns(actor),
    )


def _key_of(text: str) -> ApiKey:
    return ApiKey.objects.get(prefix="_".join(text.split("_")[:2]))
