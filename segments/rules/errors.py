"""What is wrong with a rule, and where."""

from dataclasses import dataclass

from config.lib.errors import DomainError
from segments.rules.ast import Path


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, at one place of the tree."""

    path: Path
    message: str

    def __str__(self) -> str:
        """Return the sentence alone."""
        return self.message


class RuleError(DomainError):
    """A rule that cannot be used; `problems` says what is wrong at which place."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(" ".join(dict.fromkeys(str(problem.message) for problem in problems)))
        self.problems = tuple(problems)


class NotAllowedError(RuleError):
    """A rule that reads what its purpose may not read (law 4)."""
