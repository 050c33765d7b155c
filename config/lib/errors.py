"""The one family of errors that a person may be shown."""

from django.utils.functional import Promise


class DomainError(Exception):
    """Something that cannot be done, said in a sentence for the person who asked for it."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        """Return the sentence; a lazy translation becomes text in the reader's language."""
        return str(self.message)
