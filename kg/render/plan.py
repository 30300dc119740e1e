"""The evaluation plan of rules as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.rules.columns.plan_joins import Plan


def plan_text(plan: Plan) -> str:
    """Return the steps of each rule as text."""
    return "\n".join(f"{text}\n" for text in plan.rules)


FORMATS = {"text": plan_text}
