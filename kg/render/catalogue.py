"""Lists of the questions and the rules, read off their headers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from kg.render.tabular import wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.rules.rule import Rule
    from kg.store.query_file import QueryFile


def questions_text(files: Sequence[QueryFile]) -> str:
    """Name, parameters and question, one after the other."""
    lines: list[str] = []
    for file in files:
        given = " ".join(p.name + ("*" if p.required else "") for p in file.parameters)
        lines += wrapped(f"{file.name}  {given}".rstrip())
        lines += wrapped(file.summary, 4)
    return "\n".join(lines) + "\n"


def questions_json(files: Sequence[QueryFile]) -> str:
    """The headers of the questions as JSON."""
    rows = [
        {
            "name": file.name,
            "summary": file.summary,
            "parameters": [
                {
                    "name": p.name,
                    "type": p.kind,
                    "required": p.required,
                    "description": p.description,
                }
                for p in file.parameters
            ],
        }
        for file in files
    ]
    return json.dumps(rows, indent=2, ensure_ascii=False) + "\n"


def rules_text(strata: Sequence[Sequence[Rule]]) -> str:
    """Rules by stratum: name, what it says, what defeats it."""
    lines: list[str] = []
    for number, stratum in enumerate(strata, 1):
        for rule in stratum:
            lines += wrapped(f"{number:>3}  {rule.name}")
            lines += wrapped(rule.summary, 9)
            for text in rule.unless:
                lines += wrapped(f"assumes: {text}", 9, 18)
    return "\n".join(lines) + "\n"


def rules_json(strata: Sequence[Sequence[Rule]]) -> str:
    """The headers of the rules as JSON."""
    rows = [
        {
            "name": rule.name,
            "stratum": number,
            "summary": rule.summary,
            "because": rule.because,
            "unless": list(rule.unless),
            "after": list(rule.after),
        }
        for number, stratum in enumerate(strata, 1)
        for rule in stratum
    ]
    return json.dumps(rows, indent=2, ensure_ascii=False) + "\n"
