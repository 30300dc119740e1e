"""Days on which something is certain, and days on which it can be argued: two sets, row by row.

A premise reads its own set; an absence reads the other one, for what should be absent counts
against certainty as soon as it can be argued, and against being arguable only where it is certain.
This is the three-valued reading of a stratified program (Van Gelder, Ross and Schlipf 1991). Where
nothing is disputed both sets are one object, and are worked out once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.rules.columns.spans import Spans

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.store.columns.arrays import Ints, Mask


class TwoDays:
    """Two sets of days a row.

    Args:
        arguable: days on which it can be argued that something is so.
        certain: days, of these, on which it is certain; all of them, for None.
    """

    __slots__ = ("arguable", "certain")

    def __init__(self, arguable: Spans, certain: Spans | None) -> None:
        self.arguable = arguable
        self.certain = arguable if certain is None else certain

    @property
    def agreed(self) -> bool:
        """True where nothing was found to be disputed, so that both sets are one object."""
        return self.certain is self.arguable

    @property
    def disputed(self) -> Mask:
        """True for each row that is arguable on a day on which it is not certain."""
        return self.arguable.differs(self.certain)

    def each(self, change: Callable[[Spans], Spans]) -> TwoDays:
        """Both sets changed alike."""
        arguable = change(self.arguable)
        return TwoDays(arguable, None if self.agreed else change(self.certain))

    def _with(self, other: TwoDays, change: Callable[[Spans, Spans], Spans]) -> TwoDays:
        arguable = change(self.arguable, other.arguable)
        if self.agreed and other.agreed:
            return TwoDays(arguable, None)
        return TwoDays(arguable, change(self.certain, other.certain))

    def take(self, rows: Ints) -> TwoDays:
        """The rows asked for, in that order."""
        return self.each(lambda days: days.take(rows))

    def merged(self, owners: Ints, count: int) -> TwoDays:
        """The days on which any row of an owner has them, for each owner from 0."""
        return self.each(
            lambda days: Spans.merged(owners[days.owners], days.first, days.last, count)
        )

    def followed_by(self, other: TwoDays) -> TwoDays:
        """The rows of both, one after the other."""
        return self._with(other, Spans.followed_by)

    def met_by(self, other: TwoDays) -> TwoDays:
        """Row by row, what both are."""
        return self._with(other, Spans.__and__)

    def __or__(self, other: TwoDays) -> TwoDays:
        """Row by row, what either is."""
        return self._with(other, Spans.__or__)

    def less(self, absent: TwoDays, groups: Ints) -> TwoDays:
        """The days that are left where something must be absent.

        Args:
            absent: when it is there, by group.
            groups: the group of each row.
        """
        if not len(absent.arguable.first):
            return self
        arguable = self.arguable - absent.certain.take(groups)
        if self.agreed and absent.agreed:
            return TwoDays(arguable, None)
        return TwoDays(arguable, self.certain - absent.arguable.take(groups))

    def differs(self, other: TwoDays) -> Mask:
        """Row by row, True where a set of the one is not that of the other."""
        different = self.arguable.differs(other.arguable)
        if not (self.agreed and other.agreed):
            different |= self.certain.differs(other.certain)
        return different
