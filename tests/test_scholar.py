"""The conclusions from small inputs agree with a scholar of the field.

The inputs and the table are in ``scholar/``; ``python tests/test_scholar.py`` prints which rows are
right.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from conftest import sparse

import kg
from kg.analysis.conclusions import DyadConclusions
from kg.model.terms import ent
from kg.validation.check import check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.validation.finding import Finding

FOLDER = Path(__file__).parent / "scholar"
INVENTED = Path(__file__).parent / "invented.trig"
SCHEMES = ("ConclusionKindScheme", "RelationKindScheme", "FurtherKindScheme")
TABLE: dict[str, dict[str, Any]] = yaml.safe_load((FOLDER / "table.yaml").read_text("utf-8"))


def findings(name: str) -> tuple[Finding, ...]:
    """Return the findings of `kg validate` on the file."""
    return check([FOLDER / f"{name}.trig"], shipped=False).found


@cache
def opened(name: str) -> kg.Graph:
    return kg.open(INVENTED, FOLDER / f"{name}.trig", shipped=False)


def answers(name: str, one: str, other: str, day: str) -> dict[str, set[str]]:
    """Return the conclusions about two states, by kind and subject."""
    found: dict[str, set[str]] = {}
    graph = opened(name)
    pair = DyadConclusions(*graph.about(one, other, day))
    for kind in [kind for scheme in SCHEMES for kind in graph.dataset.scheme(scheme)]:
        for conclusion in pair.of_kind(kind):
            holds = "contested" if conclusion.contested else conclusion.holds.value
            holds += ", inferred" if conclusion.inferred else ""
            holds += f" in {conclusion.dated_to}" if conclusion.dated_to else ""
            about = [part for part in (conclusion.manner, conclusion.about) if part]
            found.setdefault("/".join([conclusion.kind, *about]), set()).add(holds)
            found.setdefault(conclusion.kind, set()).add(holds)
    return found


def wrong(name: str) -> Iterator[str]:
    """Yield the differences between a row and the scholar's answers."""
    row = TABLE[name]
    for ask in row["asks"]:
        one, other, day = ask["of"].split()
        found = answers(name, one, other, day)
        for conclusion, expected in ask["says"].items():
            got = found.get(conclusion, set()) - {"unknown"} or {"nothing"}
            wanted = {True: "yes", False: "no"}.get(expected, expected)
            if got != {wanted}:
                yield f"{ask['of']}: {conclusion} is {', '.join(sorted(got))}, not {wanted}"
    if wanted := row.get("finding"):
        found = {finding.shape for finding in findings(name)}
        yield from () if wanted in found else [f"no finding {wanted}"]


@pytest.mark.parametrize("name", sparse([*TABLE], 2))
def test_the_scholar_is_right(name: str) -> None:
    assert not list(wrong(name))


def test_who_speaks_is_told() -> None:
    """A ministry's statement is attributed to it and to the state for which it speaks."""
    explanation = opened("likely-assessment").explain("CHN", "IRN", "form-of-relationship")
    assert "as the foreign ministry for Iran says" in " ".join(explanation.text.split())


def test_words_of_estimate_leave_no_chance_out() -> None:
    """The ranges of ICD 203 are contiguous, from the lowest expression to the highest."""
    dataset = opened("demand").dataset
    words = dataset.scheme("ConfidenceScheme")
    low, high = (
        [float(dataset.text(word, ent(name))) for word in words]
        for name in ("lowestChance", "highestChance")
    )
    assert (low[0], high[-1]) == (0.01, 0.99)
    assert low[1:] == high[:-1]


def test_every_input_has_a_row() -> None:
    assert {path.stem for path in FOLDER.glob("*.trig")} == set(TABLE)


if __name__ == "__main__":
    for row in TABLE:
        faults = list(wrong(row))
        print("\n      ".join([f"WRONG {row}" if faults else f"right {row}", *faults]))
