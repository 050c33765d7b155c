"""What a key may be allowed: every scope of the API, in the order in which a person is asked."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """One thing that a key may do; a view names the scope that each of its methods needs."""

    CUSTOMERS_READ = "customers:read", _("Read customers and their contact details")
    CUSTOMERS_WRITE = "customers:write", _("Say something about customers, as the source")
    FACTS_PRIVATE = "facts:private", _("Read private facts too, such as income")
    ACTIVITIES_READ = "activities:read", _("Read activities")
    ACTIVITIES_WRITE = "activities:write", _("Deliver activities")
    CONSENTS_READ = "consents:read", _("Read consent entries, and ask whom may be contacted")
    CONSENTS_WRITE = "consents:write", _("Deliver consent entries")
    SEGMENTS_READ = "segments:read", _("Read segments, and who in them may be contacted")
    SEGMENTS_REFRESH = "segments:refresh", _("Refresh segments")
    SURVEYS_READ = "surveys:read", _("Read surveys and their questions")
    SUBMISSIONS_READ = "submissions:read", _("Read replies to surveys")
    LINKS_WRITE = "links:write", _("Make personal links to surveys")
    RUNS_READ = "runs:read", _("Follow imports, and read what came of them")
    RUNS_WRITE = "runs:write", _("Upload files, take them in, undo them")
    EXPORTS_READ = "exports:read", _("Follow and fetch the audiences that the key has ordered")
    EXPORTS_WRITE = "exports:write", _("Order audiences as files")
