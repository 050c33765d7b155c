"""A survey with its questions and the consents that it asks for; the question bank."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from config.lib.languages import in_language
from profiles.models import Attribute
from surveys.choices import QuestionKind, SurveyState


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
