"""Lists that show personal data write whom they showed into the read log."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from unfold.views import ChangeList

from config.lib.admin import acting_person
from profiles.services.reading import log_read


class LoggedChangeList(ChangeList):
    """A list whose every page is noted: `view` names it, `subject` the column with the customer's id."""

    view = ""
    subject = "pk"
    result_list: Any

    def get_results(self, request: HttpRequest) -> None:
        """Read the page, and note whom the reader saw."""
        super().get_results(request)
        self.result_list = list(self.result_list)
        subjects = {getattr(row, self.subject) for row in self.result_list} - {None}
        if subjects:
            log_read(
                actor=acting_person(request),
                view=self.view,
                subjects=sorted(subjects),
                now=timezone.now(),
            )
