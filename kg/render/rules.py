"""The rules in the order in which they run, read off their headers, or as SHACL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.render.tabular import wrapped

if TYPE_CHECKING:
    from kg.rules.stratify import Program


def rules_text(program: Program) -> str:
    """Rules by stratum: name, what it says, what defeats it."""
    lines: list[str] = []
    for number, stratum in enumerate(program.strata, 1):
        for rule in stratum:
            lines += wrapped(f"{number:>3}  {rule.name}")
            lines += wrapped(rule.summary, 9)
            for text in rule.unless:
                lines += wrapped(f"assumes: {text}", 9, 18)
    return "\n".join(lines) + "\n"


def rules_json(program: Program) -> list[dict[str, Any]]:
    """The headers of the rules as plain values."""
    return [
        {
            "name": rule.name,
            "stratum": number,
            "summary": rule.summary,
            "because": rule.because,
            "unless": list(rule.unless),
            "after": list(rule.after),
        }
        for number, stratum in enumerate(program.strata, 1)
        for rule in stratum
    ]


def _shacl(program: Program) -> str:
    from kg.render.shacl_rules import shacl_rules

    return shacl_rules(program)


FORMATS = {"text": rules_text, "json": rules_json, "shacl": _shacl}
