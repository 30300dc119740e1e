"""What would follow if claims were doubted or added; nothing is written anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.analysis.changes import Change, changes
from kg.rules.evaluate import derive
from kg.rules.retraction import retract
from kg.store.facts import Facts

if TYPE_CHECKING:
    from collections.abc import Collection

    from kg.rules.inference import Inference
    from kg.store.dataset import Dataset


def what_if(
    inference: Inference, dataset: Dataset, retracted: Collection[str] = ()
) -> tuple[list[Change], Inference]:
    """The changes, and what would follow.

    Args:
        inference: what follows as things are; it is left as it is.
        dataset: what would be said: the dataset behind what follows, or one with more claims.
        retracted: IRIs of claims to doubt.
    """
    facts = inference.facts
    if dataset is facts.dataset:
        after = retract(inference, retracted)
    else:
        without = facts.without | frozenset(retracted)
        after = derive(Facts(dataset, facts.viewpoint, without), inference.rules, before=inference)
    return changes(inference, after, retracted), after
