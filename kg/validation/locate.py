"""The place of each finding: its statement, or the node where something is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.model.terms import expand, shorten
from kg.store.positions import Scan

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from kg.store.positions import Statement
    from kg.validation.finding import Finding

_SCANNED = {".ttl", ".trig", ".nt", ".nq", ".n3"}
_BY_LINE = {".nt", ".nq"}
_EXACT, _PROPERTY, _SUBJECT, _GRAPH, _MENTION = range(5)


def locate(findings: Sequence[Finding], files: Iterable[Path]) -> list[Finding]:
    """The findings with their places, so far as the files tell them; in the same order.

    Args:
        findings: what was found in the graph that the files make up.
        files: where to look, in order; the best place counts, and of equal ones the first.
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
    """The part of an IRI that a file holds however it is written."""
    return iri.replace("#", "/").rsplit("/", 1)[-1].split("\n", 1)[0].split('"', 1)[0] or iri


def _mentions(
    scan: Scan,
    findings: Sequence[Finding],
    wanted: dict[str, list[int]],
    file: str,
    best: dict[int, tuple[int, str, int, int]],
) -> None:
    """Where the node is first named, in a syntax whose statements are not followed."""
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
    """Rank, number of the finding and offset of each place that may be meant."""
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
    """How near a statement about a node, or about the value, is to what is meant."""
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
