"""A reply with its answers."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from profiles.models import Customer
from surveys.models.invitation import Invitation
from surveys.models.survey import Question, Survey


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
