"""What figures show, read from the graph."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pyoxigraph import Literal, QuerySolutions

from kg import resources
from kg.model.answer import Answer
from kg.store.query import run
from kg.store.query_file import read

if TYPE_CHECKING:
    from kg.analysis.brief import Brief
    from kg.store.dataset import Dataset, Term


@dataclass(frozen=True)
class Bar:
    """Something that lasts; None where no bound is known.

    Attributes:
        kind: ``agreement``, ``activity``, ``dispute`` or ``conclusion``.
    """

    label: str
    kind: str
    start: date | None
    end: date | None


def bars(brief: Brief, dataset: Dataset, *, conclusions: bool = True) -> list[Bar]:
    """What binds and parts the two states until the day of the brief, by beginning.

    Args:
        brief: the pair and the day.
        dataset: what claims say.
        conclusions: False leaves out what follows.
    """
    file = read(resources.folder("queries") / "figures" / "timeline.rq")
    first, second = brief.dyad.nodes
    found = []
    result = run(dataset, file, {"first": first, "second": second})
    assert isinstance(result, QuerySolutions)
    for row in result:
        start, end = _day(row["start"]), _day(row["end"])
        if start is not None and start <= brief.dyad.as_of:
            found.append(Bar(dataset.label(row["label"]), dataset.label(row["kind"]), start, end))
    if conclusions:
        for finding in brief.conclusions:
            if finding.holds is Answer.YES and finding.interval is not None:
                about = f" ({finding.about})" if finding.about else ""
                start, end = finding.interval.start, finding.interval.end
                found.append(Bar(f"{finding.label}{about}", "conclusion", start, end))
    return found


def _day(term: Term | None) -> date | None:
    return date.fromisoformat(term.value) if isinstance(term, Literal) else None
