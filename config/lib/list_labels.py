"""The names of columns as a telephone's list shows them, beside each value.

The theme repeats a column's name in every cell, as the model spells it: in lower case, and as "Select record" in the
first cell, which is a box to tick only where there is something to do with the ticked. A style sheet cannot raise the
first letter alone of what it generates, so the page is mended once it is rendered.
"""

import re
from collections.abc import Callable
from typing import Any

from django.contrib.admin.utils import label_for_field
from django.http import HttpResponse
from django.utils.html import escape
from django.utils.text import capfirst
from django.utils.translation import gettext as _

_LABEL = re.compile(r'(?<= data-label=")[^"]+')


def labels_mended(changelist: Any) -> Callable[[HttpResponse], None]:
    """Return what mends the labels of a rendered list; to be called after rendering."""
    of_boxes = escape(_("Select record"))
    first = escape(_first_label(changelist))

    def mend(response: HttpResponse) -> None:
        def named(found: re.Match[str]) -> str:
            return str(capfirst(first if found[0] == of_boxes else found[0]))

        response.content = _LABEL.sub(named, response.content.decode()).encode()

    return mend


def _first_label(changelist: Any) -> str:
    column = changelist.list_display[0]
    if column == "action_checkbox":
        return str(_("Select record"))
    label = label_for_field(column, changelist.model, model_admin=changelist.model_admin)
    return str(label)
