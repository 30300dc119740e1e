"""The page on the theory: what each kind of conclusion means, how it follows, and its limits."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from kg.analysis.conclusions import kinds
from kg.model import terms
from kg.rules.pattern import variable_name
from kg.rules.rule import read_rules

if TYPE_CHECKING:
    from kg.rules.rule import Rule
    from kg.store.dataset import Dataset

FOLDER = Path(__file__).parent / "theory"
_DEFINITION = terms.NamedNode("http://www.w3.org/2004/02/skos/core#definition")
_VARIABLE = re.compile(r"\{(\w+)\}")
_PARTS = (
    ("Scope", "scope"),
    ("What would refute it", "refuted"),
    ("Where scholars disagree", "disputed"),
)


def theory_page(dataset: Dataset) -> str:
    """The page as Markdown.

    Args:
        dataset: what the ontology says about the kinds of conclusion.
    """
    prose = yaml.safe_load((FOLDER / "kinds.yaml").read_text(encoding="utf-8"))
    rules = read_rules()
    lines = [(FOLDER / "opening.md").read_text(encoding="utf-8"), "## Conclusions", ""]
    told: set[str] = set()
    for slug, kind in kinds(dataset).items():
        some = [rule for rule in rules if _concludes(rule, kind)]
        told |= {rule.name for rule in some}
        label = dataset.label(kind)
        lines += [f"### {label[0].upper()}{label[1:]}", "", dataset.text(kind, _DEFINITION), ""]
        lines += _table(some)
        lines += [f"*{title}.* {prose[slug][name]}\n" for title, name in _PARTS if slug in prose]
    rest = [rule for rule in rules if rule.name not in told]
    denials = [rule for rule in rest if any(map(variable_name, _kinds_of(rule)))]
    lines += ["## Denials of any kind", "", *_table(denials)]
    lines += ["## What the rules build first", ""]
    lines += ["Stakes, oppositions, parts and pairs, from which conclusions are built.", ""]
    lines += _table([rule for rule in rest if rule not in denials])
    return "\n".join(lines)


def _kinds_of(rule: Rule) -> list[str]:
    return [value for _, predicate, value in rule.head if predicate == terms.ent("hasKind")]


def _concludes(rule: Rule, kind: object) -> bool:
    return kind in _kinds_of(rule)


def _table(rules: list[Rule]) -> list[str]:
    """How it follows: each rule, what it assumes, and its literature."""
    if not rules:
        return []
    rows = ["| how it follows | unless | after |", "| --- | --- | --- |"]
    for rule in rules:
        link = f"[`{rule.name}`](catalogue/rules.md#{rule.name})"
        unless = "; ".join(_VARIABLE.sub(r"*\1*", text) for text in rule.unless)
        cells = [f"{rule.summary} {link}", unless, "; ".join(rule.after)]
        rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return [*rows, ""]
