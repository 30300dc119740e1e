"""What SHACL found, for people and for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from kg.validate.finding import Severity
from kg.vocabulary.plain import plain

if TYPE_CHECKING:
    from kg.validate.shacl import Report


def findings_text(report: Report) -> str:
    """A line for each finding, gravest first, and a count at the end."""
    lines = [plain(finding.line) for finding in report.findings]
    counts = {s: sum(f.severity is s for f in report.findings) for s in reversed(Severity)}
    said = ", ".join(f"{n} {s.plural(n)}" for s, n in counts.items() if n)
    verdict = "conforms" if report.conforms() else "does not conform"
    lines.append(f"The graph {verdict}: {said or 'nothing found'}.")
    return "\n".join(lines) + "\n"


def findings_json(report: Report) -> str:
    """The findings as JSON."""
    rows = [
        {
            "severity": finding.severity.name.lower(),
            "shape": finding.shape,
            "node": finding.node,
            "path": finding.path or None,
            "value": finding.value or None,
            "message": finding.message,
        }
        for finding in report.findings
    ]
    data = {"conforms": report.conforms(), "findings": rows}
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"
