"""The one error of this package."""

from config.lib.errors import DomainError


class UnreadableFileError(DomainError):
    """A file that cannot be read as a table; the sentence says why and what to do."""
