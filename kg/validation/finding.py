"""Findings of SHACL or a check: severity, position, and comparison with an accepted baseline.

The position of a finding is that of its statement, or of the node that lacks something.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TYPE_CHECKING, ClassVar

from kg.errors import InputError, unreadable
from kg.model.result import Result
from kg.model.terms import SH, expand, shorten
from kg.store.positions import Scan

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    import rdflib

    from kg.store.positions import Statement

SYNTAX = "syntax"
"""Shape name of a finding about a file that cannot be read."""

NOTHING = "nothing-checked"
"""Shape name of a finding about a file or folder with nothing to check."""

_LONG = 120  # number of characters of a value that are shown


class Severity(IntEnum):
    """The three severities of SHACL, in ascending order."""

    INFO = 1
    WARNING = 2
    VIOLATION = 3

    @classmethod
    def named(cls, iri: str) -> Severity:
        """Return the severity with the IRI ``sh:Info``, ``sh:Warning`` or ``sh:Violation``.

        A custom severity (SHACL, section 2.1.4) counts as a violation.
        """
        known = {"Info": cls.INFO, "Warning": cls.WARNING}
        return known.get(iri.removeprefix(SH), cls.VIOLATION)

    def plural(self, count: int) -> str:
        """Return the word for a number of findings of the severity."""
        if self is Severity.INFO:
            return "note" if count == 1 else "notes"
        return self.name.lower() + ("" if count == 1 else "s")


@dataclass(frozen=True)
class Finding:
    """A validation result (SHACL section 3.6.2); a result, not an exception.

    Attributes:
        shape: short name of the shape that the node violates, or of the check that found it.
        node: the node, with a known prefix if it has one.
        path: the property concerned, empty if the shape is about the whole node.
        value: the offending value, empty if a value is missing.
        file: the file with the statement, or with the node that lacks something; empty if unknown.
        line: counted from one, 0 if unknown; likewise ``column``.
    """

    severity: Severity
    shape: str
    node: str
    path: str
    value: str
    message: str
    file: str = ""
    line: int = 0
    column: int = 0

    @property
    def key(self) -> tuple[str, str, str, str]:
        """The key that identifies the finding regardless of its position."""
        return self.shape, self.node, self.path, self.value

    @property
    def order(self) -> tuple[int, str, int, tuple[str, str, str, str]]:
        """The sort key: most severe first, then by position."""
        return -self.severity, self.file, self.line, self.key

    @property
    def full_message(self) -> str:
        """The problem and the advice, without the position."""
        node = f"{self.node}: " if self.node else ""
        value = self.value if len(self.value) <= _LONG else f"{self.value[: _LONG - 1]}…"
        return f"{node}{self.message}{f' (found {value})' if value else ''}"

    @property
    def text(self) -> str:
        """The finding as one line of text."""
        place = f"{self.file}:{self.line}:{self.column}: " if self.line else ""
        return f"{place}{self.severity.name.lower()}: {self.full_message} [{self.shape}]"

    def at(self, file: str, line: int, column: int) -> Finding:
        """Return the finding with its position."""
        return replace(self, file=file, line=line, column=column)


@dataclass(frozen=True, repr=False)
class Findings(Result):
    """Findings, most severe first.

    Attributes:
        subject: what was checked, as the subject of a sentence.
        readable: False if a file could not be read.
        graph: the SHACL report, if the engine writes one.
        listed: the number of findings of one shape listed in text; the others are only counted.
    """

    kind: ClassVar[str] = "findings"
    found: tuple[Finding, ...]
    subject: str = "The graph"
    readable: bool = True
    graph: rdflib.Graph | None = None
    listed: int = 20

    def conforms(self, gate: Severity = Severity.VIOLATION) -> bool:
        """Return True if nothing of the gate's severity or above was found."""
        return conforms(self.found, gate)


def conforms(findings: Iterable[Finding], gate: Severity = Severity.VIOLATION) -> bool:
    """Return True if nothing of the gate's severity or above was found."""
    return not any(finding.severity >= gate for finding in findings)


def shape_name(iri: str) -> str:
    """Return the short name of a shape."""
    return re.sub(r"^.*[/#]", "", iri)


def without_known(findings: Findings, baseline: Path) -> Findings:
    """Return the findings that are not in a file written with ``--format json``.

    The position is ignored: a finding is identified by shape, node, property and value.

    Raises:
        InputError: the file cannot be read, or does not contain findings.
    """
    try:
        rows = json.loads(baseline.read_text(encoding="utf-8"))["findings"]
        known = {(row["shape"], row["node"], row["path"] or "", row["value"] or "") for row in rows}
    except (OSError, UnicodeError) as error:
        raise unreadable(baseline, error) from error
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        advice = "write one with 'kg validate --format json'"
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
        raise InputError(str(baseline), "holds no findings", advice, line) from error
    return replace(findings, found=tuple(f for f in findings.found if f.key not in known))


_SCANNED = {".ttl", ".trig", ".nt", ".nq", ".n3"}
_BY_LINE = {".nt", ".nq"}
_EXACT, _PROPERTY, _SUBJECT, _GRAPH, _MENTION = range(5)


def locate(findings: Sequence[Finding], files: Iterable[Path]) -> list[Finding]:
    """Add positions to findings if they can be found in the files; the order is kept.

    Args:
        findings: the findings for the graph that the files form.
        files: the files to search, in order; the best match is used, and of equal ones the first.
    """
    wanted: dict[str, list[int]] = {}
    for number, finding in enumerate(findings):
        if not finding.line:
            for name in {finding.node, finding.value} - {""}:
                wanted.setdefault(expand(name), []).append(number)
    best: dict[int, tuple[int, str, int, int]] = {}
    names = set(map(_name, wanted))
    for path in files if wanted else ():
        text = path.read_text(encoding="utf-8-sig", errors="replace")
        if not any(name in text for name in names):
            continue
        scan = Scan(text)
        if path.suffix.lower() not in _SCANNED:
            _mentions(scan, findings, wanted, str(path), best)
            continue
        statements = scan.lines(wanted) if path.suffix.lower() in _BY_LINE else scan.statements()
        for rank, number, offset in _places(scan, statements, findings, wanted):
            if number not in best or rank < best[number][0]:
                best[number] = (rank, str(path), *scan.place(offset))
    return [
        finding.at(*best[number][1:]) if number in best else finding
        for number, finding in enumerate(findings)
    ]


def _name(iri: str) -> str:
    """Return the part of an IRI that a file contains in any way of writing it."""
    return iri.replace("#", "/").rsplit("/", 1)[-1].split("\n", 1)[0].split('"', 1)[0] or iri


def _mentions(
    scan: Scan,
    findings: Sequence[Finding],
    wanted: dict[str, list[int]],
    file: str,
    best: dict[int, tuple[int, str, int, int]],
) -> None:
    """Find the first mention of the node, in a syntax whose statements are not scanned."""
    for iri, numbers in wanted.items():
        offset = max(scan.text.find(f'"{iri}"'), scan.text.find(f'{_name(iri)}"'))
        for number in numbers:
            if offset >= 0 and number not in best and expand(findings[number].node) == iri:
                best[number] = (_MENTION, file, *scan.place(offset))


def _places(
    scan: Scan,
    statements: Iterable[Statement],
    findings: Sequence[Finding],
    wanted: dict[str, list[int]],
) -> Iterable[tuple[int, int, int]]:
    """Yield rank, number of the finding and offset for each position that may match."""
    for statement in statements:
        subject = scan.value(statement.subject.text)
        for number in wanted.get(subject, ()):
            rank = _rank(findings[number], statement, subject, scan)
            if rank is not None:
                offset = statement.object if rank == _EXACT else statement.predicate
                chosen = statement.subject if rank >= _SUBJECT else offset
                yield rank, number, chosen.offset
        value = scan.value(statement.object.text)
        for number in wanted.get(value, ()):
            finding = findings[number]
            if finding.node == shorten(value):
                yield _MENTION, number, statement.object.offset
            elif (
                finding.value == shorten(value)
                and _is_nameless(statement)
                and scan.value(statement.predicate.text) == expand(finding.path)
            ):
                yield _GRAPH, number, statement.object.offset


def _is_nameless(statement: Statement) -> bool:
    return not statement.subject.text or statement.subject.text.startswith("_:")


def _rank(finding: Finding, statement: Statement, subject: str, scan: Scan) -> int | None:
    """Rank how closely a statement about a node, or its value, matches a finding."""
    node = expand(finding.node)
    if subject != node:
        in_graph = bool(statement.graph) and scan.value(statement.graph) == node
        if subject != expand(finding.value):
            return None
        return _SUBJECT if in_graph else _GRAPH
    if finding.path and scan.value(statement.predicate.text) == expand(finding.path):
        found = shorten(scan.value(statement.object.text)) == finding.value
        return _EXACT if found and finding.value else _PROPERTY
    if not finding.path and finding.value:
        found = shorten(scan.value(statement.object.text)) == finding.value
        return _EXACT if found else _SUBJECT
    return _SUBJECT
