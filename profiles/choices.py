"""The closed lists of the room."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CustomerKind(models.TextChoices):
    """What a customer is."""

    PERSON = "person", _("Person")
    ORGANISATION = "organisation", _("Organisation")


class AppliesTo(models.TextChoices):
    """Whom a fact can be known about."""

    PERSON = "person", _("Persons")
    ORGANISATION = "organisation", _("Organisations")
    BOTH = "both", _("Both")


class DataType(models.TextChoices):
    """What kind of value a fact holds."""

    TEXT = "text", _("Short text")
    LONG_TEXT = "long_text", _("Long text")
    INTEGER = "integer", _("Whole number")
    DECIMAL = "decimal", _("Number")
    BOOLEAN = "boolean", _("Yes or no")
    DATE = "date", _("Date")
    YEAR = "year", _("Year")
    CHOICE = "choice", _("One of a list")
    CHOICES = "choices", _("Several of a list")
    TAGS = "tags", _("Free words")
    EMAIL = "email", _("E-mail address")
    PHONE = "phone", _("Telephone number")
    ADDRESS = "address", _("Postal address")
    URL = "url", _("Web address")
    MONEY = "money", _("Amount of money")


class Sensitivity(models.TextChoices):
    """How much a fact may hurt."""

    ORDINARY = "ordinary", _("Ordinary")
    PRIVATE = "private", _("Private")
    SPECIAL = "special", _("Special category")


class Family(models.TextChoices):
    """The shelves of the catalogue."""

    CONTACT = "contact", _("Contact details")
    DEMOGRAPHIC = "demographic", _("Demographic")
    PSYCHOGRAPHIC = "psychographic", _("Psychographic")
    SOCIOECONOMIC = "socioeconomic", _("Socioeconomic")
    GEOGRAPHIC = "geographic", _("Geographic")
    FIRMOGRAPHIC = "firmographic", _("Firmographic")
    WORK = "work", _("Work")
    BEHAVIOURAL = "behavioural", _("Behavioural")
    PREFERENCE = "preference", _("Preferences")
    SCORE = "score", _("Scores")
    RELATIONSHIP = "relationship", _("Customer relationship")
    VALUE = "value", _("Value")
    COMPLIANCE = "compliance", _("Compliance")
    ANALYSIS = "analysis", _("Analysis")


class SourceKind(models.TextChoices):
    """What sort of system tells us things."""

    CRM = "crm", _("CRM")
    SHOP = "shop", _("Shop")
    NEWSLETTER = "newsletter", _("Newsletter tool")
    SPREADSHEET = "spreadsheet", _("Spreadsheet")
    SURVEY = "survey", _("Survey")
    STEWARD = "steward", _("Entered by hand")
    API = "api", _("API client")
    REGISTER = "register", _("Public register")


class Ownership(models.TextChoices):
    """Whose data a source delivers."""

    OWN = "own", _("Our own data")
    THIRD_PARTY = "third_party", _("Third-party data")


class ContactKind(models.TextChoices):
    """How a contact point is addressed."""

    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Telephone")
    POSTAL = "postal", _("Postal address")


class EventKind(models.TextChoices):
    """What a customer did."""

    PURCHASE = "purchase", _("Purchase")
    VISIT = "visit", _("Web visit")
    OPEN = "open", _("E-mail opened")
    CLICK = "click", _("Click")
    ENQUIRY = "enquiry", _("Enquiry")
    OTHER = "other", _("Other activity")


class ProtectionKind(models.TextChoices):
    """What shields a person."""

    SECRET_ADDRESS = "secret_address", _("Secret address")
    SECRET_PHONE = "secret_phone", _("Secret telephone")
    PROTECTED_IDENTITY = "protected_identity", _("Protected identity")
    DECEASED = "deceased", _("Deceased")


class ChangeKind(models.TextChoices):
    """What happened to a source's record."""

    CREATED = "created", _("New")
    UPDATED = "updated", _("Changed")
    REMOVED = "removed", _("Removed")


class RelationshipKind(models.TextChoices):
    """How two customers belong together."""

    HOUSEHOLD = "household", _("Household")
    EMPLOYMENT = "employment", _("Employment")
    REFERRAL = "referral", _("Referral")


class PairState(models.TextChoices):
    """What a person has said of two customers that look alike."""

    OPEN = "open", _("To be looked at")
    SAME = "same", _("The same customer")
    DIFFERENT = "different", _("Two customers")


class Role(models.TextChoices):
    """What a colleague does here; each is a group of the same name."""

    STEWARD = "steward", _("Data steward")
    MARKETER = "marketer", _("Marketer")
    OFFICER = "officer", _("Data-protection officer")
    ANALYST = "analyst", _("Analyst (numbers only)")
    ADMINISTRATOR = "administrator", _("Administrator")


class RecomputeState(models.TextChoices):
    """How far a pass over all customers has come."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")


class MailSecurity(models.TextChoices):
    """How the way to the mail server is encrypted."""

    STARTTLS = "starttls", _("STARTTLS (usual, port 587)")
    TLS = "tls", _("TLS from the start (port 465)")
    NONE = "none", _("None: within this machine or network alone")
