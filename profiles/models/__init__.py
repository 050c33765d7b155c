"""Customers, what is said of them, and who says it."""

from profiles.models.catalogue import Attribute, AttributeOption
from profiles.models.company import Company, Currency
from profiles.models.contact import (
    ContactPoint,
    DuplicatePair,
    Identifier,
    Merge,
    Protection,
    Relationship,
)
from profiles.models.contradiction import Contradiction, ContradictionFigure
from profiles.models.customer import Customer, CustomerMetric, CustomerOrigin, RetiredId
from profiles.models.event import Campaign, Event, EventLine, Product
from profiles.models.figure import Counting, FactFigure, SourceFigure
from profiles.models.heartbeat import Heartbeat
from profiles.models.mail_server import MailServer
from profiles.models.password_request import PasswordRequest
from profiles.models.recompute_run import RecomputeRun
from profiles.models.record import ReadEvent, RecordChange, Source, SourceRecord, ValueLock
from profiles.models.setting_change import SettingChange
from profiles.models.steward import Steward

__all__ = [
    "Attribute",
    "AttributeOption",
    "Campaign",
    "Company",
    "ContactPoint",
    "Contradiction",
    "ContradictionFigure",
    "Counting",
    "Currency",
    "Customer",
    "CustomerMetric",
    "CustomerOrigin",
    "DuplicatePair",
    "Event",
    "EventLine",
    "FactFigure",
    "Heartbeat",
    "Identifier",
    "MailServer",
    "Merge",
    "PasswordRequest",
    "Product",
    "Protection",
    "ReadEvent",
    "RecomputeRun",
    "RecordChange",
    "Relationship",
    "RetiredId",
    "SettingChange",
    "Source",
    "SourceFigure",
    "SourceRecord",
    "Steward",
    "ValueLock",
]
