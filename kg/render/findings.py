"""Findings of validation: text, JSON, JUnit, SARIF, Turtle and annotations for GitHub."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from kg.errors import QueryError
from kg.model.text import sanitize_line
from kg.validation.finding import Severity, conforms
from kg.version import __version__

if TYPE_CHECKING:
    from kg.validation.finding import Finding, Findings


def findings_text(report: Findings) -> str:
    """Return a line for each finding, the most severe first, and a count at the end."""
    findings, listed = report.found, report.listed
    lines: list[str] = []
    by_shape: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_shape[finding.shape].append(finding)
    for shape, group in by_shape.items():
        lines += [sanitize_line(finding.text) for finding in group[:listed]]
        if len(group) > listed:
            lines.append(f"… and {len(group) - listed:,} more of {sanitize_line(shape)}")
    counts = {s: sum(f.severity is s for f in findings) for s in reversed(Severity)}
    said = ", ".join(f"{n:,} {s.plural(n)}" for s, n in counts.items() if n)
    verdict = "conforms" if conforms(findings) else "does not conform"
    lines.append(f"{report.subject} {verdict}: {said or 'nothing found'}.")
    return "\n".join(lines) + "\n"


def findings_json(report: Findings) -> dict[str, Any]:
    """Return the findings as plain values."""
    rows = [
        {
            "severity": finding.severity.name.lower(),
            "shape": finding.shape,
            "node": finding.node,
            "path": finding.path or None,
            "value": finding.value or None,
            "message": finding.message,
            "file": finding.file or None,
            "line": finding.line or None,
            "column": finding.column or None,
        }
        for finding in report.found
    ]
    return {"conforms": conforms(report.found), "findings": rows}


_COMMANDS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def findings_github(report: Findings) -> str:
    """Return workflow commands, which GitHub shows as annotations on a pull request's lines."""
    lines = []
    for finding in report.found:
        place = {"file": finding.file, "line": finding.line, "col": finding.column}
        given = {name: str(value) for name, value in place.items() if value}
        given["title"] = finding.shape
        properties = ",".join(f"{n}={_escaped(v, more=True)}" for n, v in given.items())
        said = _escaped(sanitize_line(finding.full_message))
        lines.append(f"::{_COMMANDS[finding.severity]} {properties}::{said}")
    return "".join(f"{line}\n" for line in lines)


def _escaped(text: str, *, more: bool = False) -> str:
    """Escape text for workflow commands; ``more`` also escapes colon and comma, for properties."""
    for char in "%\r\n" + (":," if more else ""):
        text = text.replace(char, f"%{ord(char):02X}")
    return text


_LEVELS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def findings_sarif(report: Findings) -> str:
    """Return SARIF 2.1.0 (OASIS) for code hosts and editors; relative paths are kept."""
    findings = report.found
    rules = sorted({finding.shape for finding in findings})
    driver = {"name": "kg", "version": __version__, "rules": [{"id": rule} for rule in rules]}
    results = [
        {
            "ruleId": finding.shape,
            "ruleIndex": rules.index(finding.shape),
            "level": _LEVELS[finding.severity],
            "message": {"text": sanitize_line(finding.full_message)},
            "partialFingerprints": {"finding/v1": "|".join(map(sanitize_line, finding.key))},
            "locations": [_location(finding)] if finding.file else [],
        }
        for finding in findings
    ]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _location(finding: Finding) -> dict[str, Any]:
    from pathlib import Path
    from urllib.parse import quote

    path = Path(finding.file)
    uri = path.as_uri() if path.is_absolute() else quote(path.as_posix())
    place: dict[str, Any] = {"artifactLocation": {"uri": uri}}
    if finding.line:
        place["region"] = {"startLine": finding.line, "startColumn": max(finding.column, 1)}
    return {"physicalLocation": place}


def findings_junit(report: Findings) -> str:
    """Return JUnit XML: a test case for each violated shape, or one that passed."""
    from xml.etree import ElementTree as Xml

    by_shape: dict[str, list[Finding]] = defaultdict(list)
    for finding in report.found:
        by_shape[finding.shape].append(finding)
    failed = {shape for shape, group in by_shape.items() if not conforms(group)}
    count = str(max(len(by_shape), 1))
    suites = Xml.Element("testsuites")
    given = {
        "name": f"kg {report.subject}",
        "tests": count,
        "failures": str(len(failed)),
        "errors": "0",
    }
    suite = Xml.SubElement(suites, "testsuite", given)
    if not by_shape:
        Xml.SubElement(suite, "testcase", {"classname": "kg", "name": "everything"})
    for shape, group in by_shape.items():
        case = Xml.SubElement(suite, "testcase", {"classname": "kg", "name": sanitize_line(shape)})
        text = "\n".join(sanitize_line(finding.text) for finding in group)
        if shape in failed:
            Xml.SubElement(case, "failure", {"message": f"{len(group)} findings"}).text = text
        else:
            Xml.SubElement(case, "system-out").text = text
    Xml.indent(suites)
    return Xml.tostring(suites, encoding="unicode", xml_declaration=True) + "\n"


def findings_turtle(report: Findings) -> str:
    """Return the SHACL validation report, if the engine wrote one.

    Raises:
        QueryError: the engine wrote none.
    """
    if report.graph is None:
        raise QueryError("only pySHACL writes its report as Turtle")
    return str(report.graph.serialize(format="turtle"))


FORMATS = {
    "text": findings_text,
    "json": findings_json,
    "github": findings_github,
    "sarif": findings_sarif,
    "junit": findings_junit,
    "turtle": findings_turtle,
}
