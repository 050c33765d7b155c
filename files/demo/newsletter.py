"""The newsletter tool's export, as Mailchimp writes it: who is subscribed, and who no longer is."""

from datetime import date, datetime, timedelta
from hashlib import sha256

from files.demo.crm import another_birth_date
from files.demo.doings import Reading, campaign_of
from files.demo.people import TWO_BIRTH_DATES, Person
from files.demo.spelling import typed_email, typed_name

_ABOUT = ("Email Address", "First Name", "Last Name", "Birthday", "MEMBER_RATING")
_SIGNED = ("OPTIN_TIME", "OPTIN_IP", "CONFIRM_TIME", "CONFIRM_IP")
_PLACE = ("LATITUDE", "LONGITUDE", "GMTOFF", "DSTOFF", "TIMEZONE", "CC", "REGION")
_LEFT = (
    "UNSUB_TIME",
    "UNSUB_CAMPAIGN_TITLE",
    "UNSUB_CAMPAIGN_ID",
    "UNSUB_REASON",
    "UNSUB_REASON_OTHER",
)
_REST = ("LAST_CHANGED", "LEID", "EUID", "NOTES", "TAGS")
SUBSCRIBED_HEADER = (*_ABOUT, *_SIGNED, *_PLACE, *_REST)
UNSUBSCRIBED_HEADER = (*_ABOUT, *_SIGNED, *_PLACE, *_LEFT, *_REST)
ACTIVITY = "newsletter_activity.csv"
ACTIVITY_HEADER = ("Email", "Timestamp", "Action", "Campaign")

_REASONS = ("No longer interested", "Too many mails", "Did not sign up", "")
_CONFIRMED = 0.86

Row = tuple[str, ...]


def file_names(seed: int) -> tuple[str, str]:
    """Return the names of the two files, with the tool's own tail."""
    tail = sha256(str(seed).encode()).hexdigest()[:10]
    return f"subscribed_members_export_{tail}.csv", f"unsubscribed_members_export_{tail}.csv"


def member_row(person: Person, tags: list[str], today: date) -> Row:
    """Return the person's row of the file that fits: the columns of leaving stand in one of the two only."""
    chance = person.chance
    joined = chance.moment(person.since + timedelta(days=chance.randint(0, 20)))
    left = _left(person, today) if person.is_unsubscribed else None
    changed = left or joined + timedelta(
        days=chance.randint(0, max(1, (today - joined.date()).days - 1))
    )
    return (
        typed_email(person.email, chance),
        typed_name(person.given, chance),
        typed_name(person.family, chance),
        _birthday(person),
        str(chance.randint(1, 5)),
        *_signed(person, joined),
        *([""] * len(_PLACE)),
        *(_leaving(person, left) if left else ()),
        f"{changed:%Y-%m-%d %H:%M:%S}",
        str(100_000 + person.nth),
        sha256(f"member {person.nth}".encode()).hexdigest()[:10],
        "",
        ",".join(f'"{tag}"' for tag in tags),
    )


def activity_row(person: Person, reading: Reading) -> Row:
    """Return one opened newsletter, or one click."""
    return (person.email, f"{reading.at:%Y-%m-%d %H:%M:%S}", reading.action, reading.campaign)


def _left(person: Person, today: date) -> datetime:
    """Return when the person unsubscribed: after joining, before today."""
    days = (today - person.since).days
    later = 21 + int((days - 22) * person.chance.random())
    return person.chance.moment(person.since + timedelta(days=later))


def _birthday(person: Person) -> str:
    if person.planted == TWO_BIRTH_DATES:
        return another_birth_date(person).isoformat()
    return person.born.isoformat() if person.chance.of(0.2) else ""


def _signed(person: Person, joined: datetime) -> tuple[str, str, str, str]:
    """Return when and from where the person signed up; one in seven never pressed the link that confirms it."""
    chance = person.chance
    address = f"203.0.113.{chance.randint(1, 254)}"
    if not chance.of(_CONFIRMED):
        return f"{joined:%Y-%m-%d %H:%M:%S}", address, "", ""
    confirmed = joined + timedelta(minutes=chance.randint(1, 90))
    return f"{joined:%Y-%m-%d %H:%M:%S}", address, f"{confirmed:%Y-%m-%d %H:%M:%S}", address


def _leaving(person: Person, left: datetime) -> Row:
    campaign = campaign_of(left.date())
    return (
        f"{left:%Y-%m-%d %H:%M:%S}",
        campaign,
        sha256(campaign.encode()).hexdigest()[:10],
        person.chance.choice(_REASONS),
        "",
    )
