"""The errors that Entente raises on purpose.

KgError                 anything that a user can fix; the command line exits with 2
|-- InputError          a file cannot be read in its format; names file, line and column
|-- UnknownName         a state, question, rule or conclusion that the graph does not know
|-- OptionError         an option that does not apply to the request, or contradicts another
|-- QueryError          a query that no store can answer, or whose parameters cannot be bound
|   `-- RuleError       a rule that the engine cannot run as written
|       `-- CyclicNegation  rules that negate each other in a cycle
`-- NonConforming       data that break a SHACL shape; the command line exits with 1
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class KgError(Exception):
    """Base of all errors that a user can fix; ``str()`` is one line."""

    exit_code = 2


@dataclass
class InputError(KgError):
    """A file cannot be read; lines and columns count from one, 0 if they are not known."""

    file: str
    problem: str
    advice: str = ""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        place = self.file
        if self.line:
            place += f":{self.line}:{max(self.column, 1)}"
        return f"{place}: {self.problem}" + (f"; {self.advice}" if self.advice else "")


def unreadable(path: object, error: Exception) -> InputError:
    """Return the error for a file that the system or a parser cannot read, with its reason."""
    if isinstance(error, FileNotFoundError):
        return InputError(str(path), "does not exist", "check the path")
    if isinstance(error, UnicodeDecodeError):
        return InputError(str(path), "is not UTF-8", "save it as UTF-8")
    reason = error.strerror if isinstance(error, OSError) else error
    return InputError(str(path), f"cannot be read ({reason})", "check the file")


class UnknownName(KgError):
    """A name that the graph does not know."""


class OptionError(KgError):
    """An option does not apply to the request; the message says what it applies to."""


class QueryError(KgError):
    """A query is not SPARQL 1.1, or cannot be bound or run."""


class RuleError(QueryError):
    """The engine cannot run a rule as written; ``place`` is its line and column, if known."""

    place: tuple[int, int] | None = None


class CyclicNegation(RuleError):
    """Rules depend on the absence of each other's conclusions in a cycle."""

    def __init__(self, rules: Sequence[str]) -> None:
        self.rules = list(rules)
        super().__init__(
            f"the rules {', '.join(self.rules)} form a cycle through negation; "
            "let one of them rest on asserted facts instead"
        )


@dataclass
class NonConforming(KgError):
    """Data breaks a shape; ``findings`` has one line for each finding."""

    findings: list[str] = field(default_factory=list)
    exit_code = 1

    def __str__(self) -> str:
        return "\n".join(self.findings)
