"""The steps of a request, each on a page that says what it does before it is taken."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.lib.admin import acting_person
from config.lib.office import register_page
from consents.admin.request_frame import StepView
from consents.forms.request import (
    CloseForm,
    CorrectForm,
    ExtendForm,
    IdentityForm,
    RefuseForm,
    ReopenForm,
)
from consents.request_letters import remedies_text
from consents.services import requests as services
from profiles.selectors import find_company


class _Step(StepView):
    """A step with its form class, and the service that takes what was filled in."""

    form_class: type[forms.Form]
    service: Callable[..., Any]

    def make_form(self, data: Any = None) -> forms.BaseForm:
        """Return the form."""
        return self.form_class(data, initial=self.initial())

    def initial(self) -> dict[str, Any]:
        """Return what the form begins with."""
        return {}

    def take(self, form: Any) -> None:
        """Give the service what was filled in."""
        type(self).service(**form.cleaned_data, **self.who())

    def who(self) -> dict[str, Any]:
        """Return what every service asks: which request, who, when."""
        return {"pk": self.row.pk, "actor": acting_person(self.request), "now": timezone.now()}


class IdentityStep(_Step):
    """Whether the asker is the person."""

    title = gettext_lazy("Identity of the asker")
    lead = gettext_lazy(
        "Give out nothing, and change nothing, before you know that it is the right person. "
        "Ask for proof only where there is doubt, and for no more than it takes."
    )
    submit_label = gettext_lazy("Save")
    done = gettext_lazy("Saved.")
    form_class = IdentityForm
    service = staticmethod(services.identify_request)

    def initial(self) -> dict[str, Any]:
        """Begin with what stands."""
        return {"identity": self.row.identity}


class CorrectStep(_Step):
    """Who handles it, and what was written down."""

    title = gettext_lazy("Change the request")
    submit_label = gettext_lazy("Save")
    done = gettext_lazy("Saved.")

    def make_form(self, data: Any = None) -> forms.BaseForm:
        """Return the form with what stands in it."""
        received_on = timezone.localdate(self.row.received_at)
        return CorrectForm(data, instance=self.row, initial={"received_on": received_on})

    def take(self, form: Any) -> None:
        """Keep what differs."""
        services.correct_request(values=dict(form.cleaned_data), **self.who())


class ExtendStep(_Step):
    """Two more months."""

    title = gettext_lazy("Take more time")
    lead = gettext_lazy(
        "Two more months, once, and only if the person is told why before the first month is "
        "over. Write to the person first, then save it here."
    )
    submit_label = gettext_lazy("Take two more months")
    done = gettext_lazy("The new last day is shown below.")
    form_class = ExtendForm
    service = staticmethod(services.extend_request)

    def initial(self) -> dict[str, Any]:
        """Begin with today."""
        return {"told_on": timezone.localdate()}

    def is_possible(self) -> bool:
        """Say whether the first month still runs."""
        is_in_time = timezone.localdate() <= self.row.due_on
        return self.row.is_open and self.row.extended_to is None and is_in_time


class CloseStep(_Step):
    """The person has their answer."""

    title = gettext_lazy("Close the request")
    lead = gettext_lazy(
        "Answer the person first. A closed request is kept for three years as proof, and then deleted."
    )
    submit_label = gettext_lazy("Close the request")
    done = gettext_lazy("The request is closed.")
    form_class = CloseForm
    service = staticmethod(services.close_request)


class RefuseStep(_Step):
    """The person is told no, and where to complain."""

    title = gettext_lazy("Refuse the request")
    lead = gettext_lazy(
        "The person must be told within the first month: why, that they may complain, and "
        "that they may go to court."
    )
    submit_label = gettext_lazy("Refuse the request")
    done = gettext_lazy("The request is closed as refused.")
    danger = True
    form_class = RefuseForm
    service = staticmethod(services.refuse_request)

    def context(self) -> dict[str, Any]:
        """Give the sentences for the letter, in the person's language."""
        company, customer = find_company(), self.row.customer
        usual = company.default_language if company else "en"
        language = (customer.language if customer else "") or usual
        country = company.default_country if company else ""
        is_over = timezone.localdate() > self.row.due_on
        return {
            "letter": remedies_text(country=country, language=language),
            "letter_language": language,
            "problem": _("The month for telling the person of a refusal is over.")
            if is_over
            else "",
        }


class ReopenStep(_Step):
    """It was closed by mistake."""

    title = gettext_lazy("Open again")
    lead = gettext_lazy("The days run on from when the request came in.")
    submit_label = gettext_lazy("Open again")
    done = gettext_lazy("It is open again.")
    form_class = ReopenForm
    service = staticmethod(services.reopen_request)

    def is_possible(self) -> bool:
        """Say whether there is something to open."""
        return not self.row.is_open


class ObjectStep(_Step):
    """No to all marketing, on the person's word."""

    title = gettext_lazy("No to all marketing")
    lead = gettext_lazy(
        "No newsletters, offers or surveys, and no choosing of offers, in every channel. It "
        "holds at once, and only the person can take it back."
    )
    submit_label = gettext_lazy("Record the no")
    done = gettext_lazy("Recorded: no to all marketing.")
    form_class = forms.Form
    service = staticmethod(services.record_objection)

    def is_possible(self) -> bool:
        """Say whether there is somebody whose no it is."""
        return self.row.is_open and self.row.customer is not None


for _route, _view in (
    ("identity", IdentityStep),
    ("change", CorrectStep),
    ("extend", ExtendStep),
    ("close", CloseStep),
    ("refuse", RefuseStep),
    ("reopen", ReopenStep),
    ("object", ObjectStep),
):
    register_page(f"requests/<int:pk>/{_route}/", _view.as_view(), f"request_{_route}")
