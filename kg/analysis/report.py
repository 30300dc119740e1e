"""All that a report on a pair says: the brief, and why each of its conclusions holds."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from kg.analysis.explanation import explain_conclusion
from kg.analysis.spans import make_timeline
from kg.analysis.timeline import Timeline
from kg.model.result import Result

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.analysis.brief import Brief
    from kg.analysis.conclusions import Conclusion
    from kg.analysis.explanation import Explanation
    from kg.rules.inference import Inference


@dataclass(frozen=True, repr=False)
class Report(Result):
    """A brief with its proofs.

    Attributes:
        explained: each conclusion with its explanations, in the order of the brief.
        rules: number of rules.
        digest: names the graph: the same statements have the same digest, in whatever order.
        made_by: the command that makes the report again.
        timeline: what began and ended between the two, and what lasts.
    """

    kind: ClassVar[str] = "report"
    is_text: ClassVar[bool] = False
    brief: Brief
    explained: tuple[tuple[Conclusion, tuple[Explanation, ...]], ...]
    rules: int
    digest: str
    made_by: str = ""
    timeline: Timeline = field(default_factory=lambda: Timeline(()))


def make_report(
    brief: Brief,
    inference: Inference,
    made_by: str = "",
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Explain every conclusion of a brief.

    Args:
        brief: what is said of the pair.
        inference: where its conclusions come from.
        made_by: the command that makes the report again.
        progress: called with the number of conclusions explained and of all.
    """
    told = brief.findings
    explained = []
    for number, one in enumerate(told, 1):
        found = explain_conclusion(inference, one.conclusion or "", brief.dyad.as_of)
        explained.append((one, tuple(found)))
        if progress:
            progress(number, len(told))
    digest = _digest(inference)
    timeline = make_timeline(inference, *brief.dyad.codes)
    return Report(brief, tuple(explained), len(inference.rules), digest, made_by, timeline)


def _digest(inference: Inference) -> str:
    digest = hashlib.sha256()
    for line in sorted(map(str, inference.dataset.quads())):
        digest.update(line.encode())
    return digest.hexdigest()[:16]
