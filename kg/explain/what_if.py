"""What would follow if claims were doubted or added; nothing is written anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.derive.engine import derive
from kg.derive.retract import retract
from kg.explain.changes import Change, changes
from kg.store.dataset import Dataset
from kg.store.facts import Facts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from pyoxigraph import Quad

    from kg.derive.engine import Derived


def what_if(
    derived: Derived, added: Iterable[Quad] = (), retracted: Collection[str] = ()
) -> tuple[list[Change], Derived]:
    """The changes, and what would follow.

    Args:
        derived: what follows as things are; it is left as it is.
        added: statements to add, claims with their sources.
        retracted: IRIs of claims to doubt.
    """
    more = list(added)
    if more:
        facts = derived.facts
        dataset = Dataset([*facts.dataset.quads(), *more])
        without = facts.without | frozenset(retracted)
        after = derive(Facts(dataset, facts.viewpoint, without), derived.rules)
    else:
        after = retract(derived, retracted)
    return changes(derived, after, retracted), after
