"""The one error of this package."""

from config.lib.errors import DomainError


class MappingError(DomainError):
    """A mapping that cannot be used; the sentence names the column and what is wrong with it."""
