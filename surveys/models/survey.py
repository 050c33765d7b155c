"""Questions, surveys, personal links, and what came back."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from config.lib.actor import ActorFields
from config.lib.languages import in_language
from consents.choices import Channel
from profiles.models import Attribute, ContactPoint, Customer
from segments.models import Segment
from surveys.choices import InvitationKind, MailState, QuestionKind, RunState, SurveyState


class Question(models.Model):
    """A question of the bank; bound to a fact, its answer becomes that fact."""

    slug = models.SlugField(_("code"), max_length=60, unique=True)
    attribute = models.ForeignKey(
        Attribute,
        verbose_name=_("fact"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="questions",
    )
    kind = models.CharField(_("answered by"), max_length=12, choices=QuestionKind)
    texts = models.JSONField(_("question"), default=dict)
    helps = models.JSONField(_("explanation"), default=dict, blank=True)
    options = models.JSONField(_("options"), default=list, blank=True)
    is_private = models.BooleanField(_("private"), default=False)
    for_organisations = models.BooleanField(_("for organisations"), default=False)
    position = models.PositiveIntegerField(default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("question bank")

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """Return the question in the reader's language."""
        return in_language(self.texts)


class Survey(models.Model):
    """A form that asks each person only what is missing."""

    slug = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    titles = models.JSONField(_("title"), default=dict)
    intros = models.JSONField(_("introduction"), default=dict, blank=True)
    thanks = models.JSONField(_("thank-you text"), default=dict, blank=True)
    reward = models.JSONField(_("what they get in return"), default=dict, blank=True)
    purpose = models.ForeignKey(
        "consents.Purpose",
        verbose_name=_("purpose of the answers"),
        on_delete=models.PROTECT,
        related_name="surveys",
    )
    questions: "models.ManyToManyField[Question, SurveyQuestion]" = models.ManyToManyField(
        Question, through="SurveyQuestion", related_name="surveys"
    )
    max_questions = models.PositiveSmallIntegerField(_("at most this many questions"), default=5)
    valid_days = models.PositiveSmallIntegerField(_("link valid for (days)"), default=30)
    state = models.CharField(_("state"), max_length=8, choices=SurveyState, default="draft")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        permissions = [
            ("send_survey", "Can send a survey"),
            ("export_survey", "Can take the list of surveys along"),
        ]

    def __str__(self) -> str:
        return self.name


class SurveyQuestion(models.Model):
    """One question of a survey."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="entries")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="entries")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("question of the survey")
        verbose_name_plural = _("questions of the survey")
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "question"], name="surveys_surveyquestion_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.question)


class SurveyConsent(models.Model):
    """A consent that the survey asks for, apart from its questions."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="consents")
    purpose = models.ForeignKey(
        "consents.Purpose", verbose_name=_("purpose"), on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("consent that is asked for")
        verbose_name_plural = _("consents that are asked for")
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "purpose"], name="surveys_surveyconsent_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.purpose)


class Sending(ActorFields):
    """One sending of a survey to a segment, by mail or as a file of links: a row with a state."""

    uid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="sendings")
    segment = models.ForeignKey(Segment, on_delete=models.PROTECT, related_name="sendings")
    channel = models.CharField(_("channel"), max_length=8, choices=Channel, blank=True)
    as_links = models.BooleanField(_("as a file of links"), default=False)
    state = models.CharField(_("state"), max_length=8, choices=RunState, default="queued")
    attempts = models.PositiveSmallIntegerField(default=0)
    counts = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    queued_at = models.DateTimeField(db_default=Now())
    leased_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("sending")
        verbose_name_plural = _("sendings")

    def __str__(self) -> str:
        return f"{self.survey} → {self.segment}"


class Invitation(models.Model):
    """A personal link: its token is HMAC(key, uid, generation), of which only the hash is kept."""

    uid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=8, choices=InvitationKind, default="survey")
    survey = models.ForeignKey(
        Survey, null=True, on_delete=models.CASCADE, related_name="invitations"
    )
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="invitations")
    contact_point = models.ForeignKey(
        ContactPoint, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    sending = models.ForeignKey(
        Sending, null=True, on_delete=models.SET_NULL, related_name="invitations"
    )
    generation = models.PositiveIntegerField(default=1)
    token_hash = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=5, blank=True)
    draft = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("personal link")
        verbose_name_plural = _("personal links")
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "customer"],
                name="surveys_invitation_once",
                condition=models.Q(kind="survey"),
            ),
            models.UniqueConstraint(
                fields=["customer", "contact_point"],
                name="surveys_choices_link_once",
                condition=models.Q(kind="choices"),
                nulls_distinct=False,
            ),
        ]
        indexes = [
            # The list of links, newest first.
            models.Index(fields=["-created_at", "-uid"], name="surveys_invitation_newest"),
            # How many links of a survey programs have made.
            models.Index(
                fields=["survey"],
                name="surveys_invitation_single",
                condition=models.Q(kind="survey", sending__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)


class Submission(models.Model):
    """One reply: once per invitation, whatever was clicked how often."""

    uid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="submissions")
    invitation = models.OneToOneField(
        Invitation, on_delete=models.CASCADE, related_name="submission"
    )
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="submissions")
    language = models.CharField(max_length=5, blank=True)
    receipt = models.JSONField(default=list)
    submitted_at = models.DateTimeField()

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        indexes = [
            # The replies of one survey, newest first.
            models.Index(fields=["survey", "-submitted_at"], name="surveys_submission_by_survey"),
            # The replies to all surveys, newest first.
            models.Index(fields=["-submitted_at", "-uid"], name="surveys_submission_newest"),
        ]

    def __str__(self) -> str:
        return str(self.uid)


class Answer(models.Model):
    """One answer of a reply; what is bound to a fact also stands in the reply's source record."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    value = models.JSONField(null=True)
    declined = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(fields=["submission", "question"], name="surveys_answer_once"),
        ]

    def __str__(self) -> str:
        return str(self.question)


class Mail(models.Model):
    """One mail on its way out: a row that survives any crash and carries a stable Message-ID."""

    uid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    customer = models.ForeignKey(
        Customer, null=True, on_delete=models.CASCADE, related_name="mails"
    )
    invitation = models.ForeignKey(
        Invitation, null=True, on_delete=models.CASCADE, related_name="mails"
    )
    # A mail to a colleague instead: it carries a personal link to a password.
    steward = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.CASCADE,
        related_name="mails",
        db_index=False,
    )
    purpose = models.CharField(max_length=60, blank=True)
    to_address = models.CharField(pgettext_lazy("addressee of a mail", "to"), max_length=320)
    subject = models.CharField(pgettext_lazy("line of a mail", "subject"), max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=8, choices=MailState, default="waiting")
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    next_attempt_at = models.DateTimeField(db_default=Now())
    created_at = models.DateTimeField(_("written"), db_default=Now())
    sent_at = models.DateTimeField(_("sent"), null=True)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        indexes = [
            # The sender's queue.
            models.Index(
                fields=["next_attempt_at"],
                name="surveys_mail_waiting",
                condition=models.Q(state="waiting"),
            ),
            # Fatigue: how often a person was written to lately.
            models.Index(fields=["customer", "-created_at"], name="surveys_mail_by_customer"),
            # The mailbox, newest first.
            models.Index(fields=["-created_at", "-uid"], name="surveys_mail_newest"),
            # What goes with a colleague: few among the many to customers.
            models.Index(
                fields=["steward"],
                name="surveys_mail_to_colleague",
                condition=models.Q(steward__isnull=False),
            ),
            # "Mails stopped" of a survey or a sending: few among many that were sent.
            models.Index(
                fields=["invitation"],
                name="surveys_mail_trouble",
                condition=models.Q(state__in=["stopped", "failed"]),
            ),
        ]

    def __str__(self) -> str:
        return self.subject
