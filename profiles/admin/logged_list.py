"""Lists that show personal data write whom they showed into the read log."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from unfold.views import ChangeList

from config.lib.admin import ServiceAdmin, acting_person
from profiles.services.reading import log_read


class LoggedChangeList(ChangeList):
    """A page of a `LoggedList`."""

    model_admin: "LoggedList"
    result_list: Any

    def get_results(self, request: HttpRequest) -> None:
        """Read the page, and note whom the reader saw."""
        super().get_results(request)
        self.result_list = list(self.result_list)
        subject = self.model_admin.logged_subject
        subjects = {getattr(row, subject) for row in self.result_list} - {None}
        if subjects:
            log_read(
                actor=acting_person(request),
                view=self.model_admin.logged_as,
                subjects=sorted(subjects),
                now=timezone.now(),
            )


class LoggedList(ServiceAdmin):
    """A list whose every page is noted: `logged_as` names it, `logged_subject` the column with the customer's id."""

    logged_as = ""
    logged_subject = "pk"

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Return the list that writes the read log."""
        del request, kwargs
        return LoggedChangeList
