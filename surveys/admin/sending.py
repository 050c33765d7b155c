"""Send a survey: choose whom, see who gets it and who does not, confirm, follow it, fetch the links."""

from typing import Any
from uuid import UUID

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
    StreamingHttpResponse,
)
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.lib.admin import acting_person
from config.lib.errors import DomainError
from config.lib.numbers import grouped
from config.lib.office import register_page
from surveys.admin.frame import SurveyView
from surveys.choices import RunState
from surveys.forms.sending import HandOverForm, SendingForm
from surveys.models import Mail, Sending
from surveys.selectors.recipients import (
    ASKING,
    CountedStep,
    counted_steps,
    recipient_steps,
    step_labels,
)
from surveys.services.link_files import hand_over_links
from surveys.services.sendings import queue_sending
from surveys.wake import wake_sender

# Who may open the people behind a step of a segment's staircase.
SEE_PEOPLE = ("segments.view_segment", "profiles.view_customer")


class SendingView(SurveyView):
    """Choose and look (GET), then send (POST)."""

    template_name = "surveys/send.html"
    permission_required = ("surveys.view_survey", "surveys.send_survey")
    title = gettext_lazy("Send the survey")

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show the choice; once it is made, who will get it and who will not."""
        form = SendingForm(request.GET or None)
        if not form.is_bound or not form.is_valid():
            return self._show(form)
        steps = counted_steps(
            recipient_steps(
                survey=self.survey,
                segment=form.cleaned_data["segment"],
                channel=form.chosen_channel,
                as_links=form.as_links,
                now=timezone.now(),
            )
        )
        return self._show(form, steps=self._rows(steps, form), last=steps[-1].count)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        """Queue the sending and go to its page."""
        form = SendingForm(request.POST)
        if not form.is_valid():
            return self._show(form, status=422)
        try:
            sending = queue_sending(
                survey=self.survey,
                segment=form.cleaned_data["segment"],
                channel=form.chosen_channel,
                as_links=form.as_links,
                actor=acting_person(request),
                now=timezone.now(),
            )
        except DomainError as refusal:
            return self._show(form, refusal=str(refusal), status=422)
        wake_sender()
        return HttpResponseRedirect(
            reverse("admin:survey_sending", args=[self.survey.pk, sending.pk])
        )

    def _rows(self, steps: list[CountedStep], form: SendingForm) -> list[dict[str, Any]]:
        """Return each step with the address of its people, where the reader may see them."""
        may_see = self.request.user.has_perms(SEE_PEOPLE)
        segment, channel = form.cleaned_data["segment"].pk, form.chosen_channel
        return [
            {
                "step": step,
                "people": reverse(
                    "admin:segments_segment_people", args=[segment, ASKING, channel, step.key]
                )
                if may_see and step.is_stair
                else "",
            }
            for step in steps
        ]

    def _show(self, form: SendingForm, *, status: int = 200, **context: Any) -> HttpResponse:
        return self.page(
            form=form,
            survey=self.survey,
            as_links=form.is_bound and form.is_valid() and form.as_links,
            has_segments=form.fields["segment"].queryset.exists(),  # type: ignore[attr-defined]
            status=status,
            **context,
        )


class OneSendingView(SurveyView):
    """Follow one sending; where it made links, hand over the file."""

    template_name = "surveys/sending.html"
    title = gettext_lazy("Sending")
    sending: Sending

    def get(self, request: HttpRequest, uid: UUID, **_kwargs: Any) -> HttpResponse:
        """Show how far it is."""
        self._find(uid)
        return self._show(request, HandOverForm())

    def post(self, request: HttpRequest, uid: UUID, **_kwargs: Any) -> HttpResponseBase:
        """Write the hand-over down, then stream the file."""
        self._find(uid)
        if not request.user.has_perm("surveys.send_survey") or not self.sending.as_links:
            return self.handle_no_permission()
        form = HandOverForm(request.POST)
        if not form.is_valid():
            return self._show(request, form, status=422)
        lines = hand_over_links(
            sending=self.sending,
            recipient=form.cleaned_data["recipient"],
            actor=acting_person(request),
            now=timezone.now(),
        )
        response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        name = f"links-{self.survey.slug}-{timezone.localdate():%Y-%m-%d}.csv"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        response.headers["Cache-Control"] = "no-store"
        return response

    def _find(self, uid: UUID) -> None:
        found = Sending.objects.filter(survey=self.survey, pk=uid).select_related("segment").first()
        if found is None:
            raise Http404
        self.sending = found

    def _show(self, request: HttpRequest, form: HandOverForm, status: int = 200) -> HttpResponse:
        sending = self.sending
        return self.page(
            survey=self.survey,
            sending=sending,
            form=form,
            steps=_stairs(sending),
            is_running=sending.state in {RunState.QUEUED, RunState.RUNNING},
            progress=_progress(sending),
            mails=_mail_counts(sending),
            may_send=request.user.has_perm("surveys.send_survey"),
            status=status,
        )


class SendingProgressView(SurveyView):
    """Answer how far a sending is."""

    def get(self, request: HttpRequest, uid: UUID, **_kwargs: Any) -> HttpResponseBase:
        """Return share, sentence and whether it has ended."""
        del request
        found = Sending.objects.filter(survey=self.survey, pk=uid).first()
        if found is None:
            raise Http404
        return JsonResponse(_progress(found))


def _progress(sending: Sending) -> dict[str, Any]:
    invited = sending.counts.get("invited", 0)
    steps = sending.counts.get("steps") or []
    total = steps[-1][1] if steps else None
    is_over = sending.state in {RunState.DONE, RunState.FAILED}
    text = (
        _("%(count)s invited") % {"count": grouped(invited)} if steps else _("Waiting for its turn")
    )
    share = min(100, round(100 * invited / total)) if total else None
    return {"share": share, "text": text, "finished": is_over}


def _stairs(sending: Sending) -> list[dict[str, Any]]:
    """Return the steps as they were counted when the sending began."""
    steps = sending.counts.get("steps") or []
    labels = step_labels()
    first = steps[0][1] if steps and steps[0][1] else 1
    return [
        {"label": labels.get(key, key), "value": count, "share": 100 * count / first}
        for key, count in steps
    ]


def _mail_counts(sending: Sending) -> list[tuple[str, int]]:
    """Return how many mails stand where, each counted to a thousand."""
    found = Mail.objects.filter(invitation__sending=sending).order_by()
    states = dict(Mail._meta.get_field("state").choices or ())  # noqa: SLF001 - Django's documented model API
    return [
        (str(label), count)
        for state, label in states.items()
        if (count := found.filter(state=state)[:1001].count())
    ]


register_page("survey/<int:pk>/send/", SendingView.as_view(), "survey_send")
register_page("survey/<int:pk>/sending/<uuid:uid>/", OneSendingView.as_view(), "survey_sending")
register_page(
    "survey/<int:pk>/sending/<uuid:uid>/progress/",
    SendingProgressView.as_view(),
    "survey_sending_progress",
)
