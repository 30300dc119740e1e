"""One thing that SHACL found, and how grave it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Severity(IntEnum):
    """The three severities of SHACL, gravest last."""

    INFO = 1
    WARNING = 2
    VIOLATION = 3

    @classmethod
    def named(cls, iri: str) -> Severity:
        """Severity by the IRI of ``sh:Info``, ``sh:Warning`` or ``sh:Violation``."""
        return cls[iri.rsplit("#", 1)[-1].upper()]

    def plural(self, count: int) -> str:
        """The word for so many findings of the severity."""
        if self is Severity.INFO:
            return "note" if count == 1 else "notes"
        return self.name.lower() + ("" if count == 1 else "s")


@dataclass(frozen=True)
class Finding:
    """A validation result (SHACL section 3.6.2); a result, not an exception.

    Attributes:
        shape: short name of the shape that the node breaks.
        node: the node, with a known prefix where it has one.
        path: the property concerned, empty where the shape is about the whole node.
        value: the offending value, empty where one is missing.
    """

    severity: Severity
    shape: str
    node: str
    path: str
    value: str
    message: str

    @property
    def line(self) -> str:
        """The finding in one line."""
        value = f" (found {self.value})" if self.value else ""
        return f"{self.severity.name.lower()}: {self.node}: {self.message}{value} [{self.shape}]"
