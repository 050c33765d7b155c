"""How a survey is doing: numbers that stay cheap however many were invited."""

from dataclasses import dataclass

from config.lib.numbers import per_cent
from surveys.choices import InvitationKind, MailState
from surveys.models import Invitation, Mail, Sending, Submission, Survey

COUNTED_TO = 10_000


@dataclass(frozen=True, slots=True)
class SurveyFigures:
    """How many were invited, how many replied (counted to ten thousand), and what waits."""

    invited: int
    replies: int
    is_more: bool
    waiting_mails: int
    stopped_mails: int

    @property
    def reply_share(self) -> str | None:
        """Return the percentage that replied, or nothing while nobody was invited or too many replied to count."""
        return per_cent(self.replies, self.invited) if self.invited and not self.is_more else None


def survey_figures(survey: Survey) -> SurveyFigures:
    """Return the figures of a survey; nothing here counts further than ten thousand rows."""
    replies = Submission.objects.filter(survey=survey).order_by()[: COUNTED_TO + 1].count()
    mails = Mail.objects.filter(invitation__survey=survey).order_by()
    return SurveyFigures(
        invited=_invited(survey),
        replies=min(replies, COUNTED_TO),
        is_more=replies > COUNTED_TO,
        waiting_mails=mails.filter(state=MailState.WAITING)[: COUNTED_TO + 1].count(),
        stopped_mails=mails.filter(state__in=[MailState.STOPPED, MailState.FAILED])[
            : COUNTED_TO + 1
        ].count(),
    )


def _invited(survey: Survey) -> int:
    """Return how many links were made: as the sendings counted, and by programs one by one."""
    sendings = Sending.objects.filter(survey=survey).values_list("counts", flat=True)
    single = Invitation.objects.filter(survey=survey, sending=None, kind=InvitationKind.SURVEY)
    by_programs = single.order_by()[: COUNTED_TO + 1].count()
    return by_programs + sum(int(counts.get("invited", 0)) for counts in sendings)
