"""The mailbox: every mail that was written, as it leaves or, in the trial, as it would."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import UUIDField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.decorators import display

from config.lib.admin import ReadOnlyAdmin, acting_person
from config.lib.dropdowns import dropdown
from config.lib.office import OfficeView
from profiles.admin.badges import badge
from profiles.admin.logged_list import LoggedList
from profiles.services.reading import log_read
from surveys.choices import MailState
from surveys.models import Mail
from surveys.selectors.narrowings import MAIL_NARROWINGS
from surveys.services.mails import written_mail

TONES = {
    MailState.WAITING: "info",
    MailState.SENT: "ok",
    MailState.FAILED: "bad",
    MailState.STOPPED: "warn",
}


@admin.register(Mail)
class MailAdmin(LoggedList, ReadOnlyAdmin):
    """The mails, newest first."""

    logged_as = "mailbox"
    logged_subject = "customer_id"
    list_title = _("Mailbox")
    list_display = ("about", "to_address", "state_badge", "written", "sent")
    list_filter = tuple(dropdown(each) for each in MAIL_NARROWINGS)
    list_filter_submit = True
    list_before_template = "surveys/mailbox_note.html"
    search_fields = ("=to_address",)
    search_help_text = _("The whole e-mail address")
    ordering = ("-created_at", "-pk")
    sortable_by = ()
    empty_icon = "mail"
    empty_title = _("No mail yet")
    empty_link = (_("See surveys"), "admin:surveys_survey_changelist")
    empty_text = _("Mails appear here when a survey is sent or a colleague is invited.")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Leave the texts out of the list."""
        return _readable(request).defer("text", "html", "headers")

    def change_view(
        self, request: HttpRequest, object_id: str, *_args: Any, **_kwargs: Any
    ) -> HttpResponseBase:
        """Show one mail."""
        return MailView.as_view()(request, uid=object_id)

    @display(description=pgettext_lazy("line of a mail", "subject"))
    def about(self, mail: Mail) -> str:
        """Return the subject; mails of before may have none, and are opened all the same."""
        return mail.subject or "–"

    @display(description=_("state"))
    def state_badge(self, mail: Mail) -> SafeString:
        """Return the state as a badge."""
        return badge(mail.get_state_display(), TONES[MailState(mail.state)])

    @display(description=_("written"))
    def written(self, mail: Mail) -> str:
        """Return when it was written."""
        return date_format(localtime(mail.created_at), "SHORT_DATETIME_FORMAT")

    @display(description=_("sent"))
    def sent(self, mail: Mail) -> str:
        """Return when it left."""
        return (
            date_format(localtime(mail.sent_at), "SHORT_DATETIME_FORMAT") if mail.sent_at else "–"
        )


class MailView(OfficeView):
    """One mail as it looks to whoever gets it; its links work."""

    template_name = "surveys/mail.html"
    permission_required = "surveys.view_mail"
    title = pgettext_lazy("one message", "Mail")

    def get_breadcrumbs(self) -> list[tuple[str, str | None]]:
        """Return the way here."""
        return [(str(_("Mailbox")), reverse("admin:surveys_mail_changelist"))]

    def get(self, request: HttpRequest, uid: str) -> HttpResponse:
        """Show the mail, and note it in the read log."""
        mails = _readable(request).select_related("invitation__customer", "steward")
        found = mails.filter(pk=_uuid(uid)).first()
        if found is None:
            raise Http404
        if found.customer_id:
            log_read(
                actor=acting_person(request),
                view="mail",
                subjects=[found.customer_id],
                reference=_reference(found),
                now=timezone.now(),
            )
        return self.page(
            mail=found,
            written=written_mail(mail=found, now=timezone.now(), with_key=settings.IS_TRIAL),
            tone=TONES[MailState(found.state)],
            is_trial=settings.IS_TRIAL,
        )


def _reference(mail: Mail) -> str:
    """Return how the read log keeps which mail it was: shown is the survey that it belongs to."""
    survey = mail.invitation.survey if mail.invitation else None
    return f"survey:{survey.slug} mail:{mail.pk}" if survey else f"mail:{mail.pk}"


def _readable(request: HttpRequest) -> QuerySet[Mail]:
    """Return the mails that this person may read: those to colleagues carry the key to an account."""
    if request.user.has_perm("profiles.change_steward"):
        return Mail.objects.all()
    return Mail.objects.filter(steward=None)


def _uuid(text: str) -> Any:
    try:
        return UUIDField().clean(text.replace("_", "-"))
    except ValidationError as wrong:
        raise Http404 from wrong
