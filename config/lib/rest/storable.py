"""Text that PostgreSQL can keep: no NUL, no half of a character."""

import json
from typing import Any

from django.utils.translation import gettext as _


def refuse_unstorable(value: Any) -> None:
    """Raise ValueError, with a sentence, where text or a number within the value cannot be kept."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, default=str)
        text.encode()
    except UnicodeEncodeError as error:
        raise ValueError(_("Text holds half of a character (a lone surrogate).")) from error
    except ValueError as error:
        raise ValueError(_("A number is too large, or none.")) from error
    if "\\u0000" in text:
        raise ValueError(_("Text holds a NUL character, which cannot be kept."))
