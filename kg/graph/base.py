"""What every part of a graph's interface needs: the statements, and what follows from them."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from kg import render as _render  # noqa: F401  (results show themselves from here on)
from kg.analysis.dyad import dyad_on, find_dyad, lines
from kg.model.dates import parse_date
from kg.rules.cell import Cell
from kg.rules.inference import Inference
from kg.rules.prov import prov_quads
from kg.rules.retraction import retract
from kg.store.holds import WhatHolds, what_holds
from kg.store.names import find_claim

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.model.dyad import Dyad
    from kg.store.dataset import Dataset
    from kg.workspace import Workspace


_CELLS = 8  # pairs of which what was derived for them alone is kept


class GraphBase:
    """Statements and all that follows from them, worked out when they are asked for.

    Args:
        workspace: where the statements and the rules come from.
        inference: what follows, if that is known already.
        doubted: claims that are left out, by IRI.
    """

    def __init__(
        self,
        workspace: Workspace,
        inference: Inference | None = None,
        doubted: frozenset[str] = frozenset(),
    ) -> None:
        self.workspace = workspace
        self._doubted = doubted
        self._cells: OrderedDict[Cell, Inference] = OrderedDict()
        if inference is not None:
            self.__dict__["inference"] = inference

    def __repr__(self) -> str:
        return f"<kg.Graph of {len(self.dataset):,} statements>"

    @cached_property
    def inference(self) -> Inference:
        """What follows, with its proofs."""
        found = self.workspace.inference
        return retract(found, self._doubted) if self._doubted else found

    @property
    def is_apart(self) -> bool:
        """True where what follows about two states is derived apart from all that follows."""
        return "inference" not in self.__dict__ and self.workspace.is_apart

    def about(self, first: str, second: str, as_of: Day = None) -> tuple[Inference, Dyad]:
        """What follows about two states, and the pair on the day; see ``brief`` for the arguments.

        Of a large graph no more is derived than what follows about the two.
        """
        day = to_day(as_of)
        if day is None:
            dyad = find_dyad(self.through_time(first, second), first, second, None)
        else:
            facts = self.workspace.stated if self.is_apart else self.inference.facts
            dyad = dyad_on(facts, first, second, day)
        dyad = replace(dyad, stale_after=self.workspace.configuration.stale_after)
        return self._about(Cell.of_pair(dyad.nodes)), dyad

    def through_time(self, first: str, second: str) -> Inference:
        """What follows about two states and those that either succeeds.

        Raises:
            UnknownName: a name is unknown.
        """
        if not self.is_apart:
            return self.inference
        one, other = lines(self.workspace.stated, first, second)
        return self._about(Cell(tuple(one), tuple(other)))

    def _about(self, cell: Cell) -> Inference:
        """What follows about some pairs, and perhaps about others; the last ones are kept."""
        if not self.is_apart or set(cell.one) & set(cell.other):
            return self.inference
        found = self._cells.pop(cell, None) or self.workspace.about(cell, self._doubted)
        self._cells[cell] = found
        if len(self._cells) > _CELLS:
            self._cells.popitem(last=False)
        return found

    @property
    def dataset(self) -> Dataset:
        """What is stated."""
        known = self.__dict__.get("inference")
        return known.dataset if isinstance(known, Inference) else self.workspace.dataset

    @cached_property
    def stated(self) -> WhatHolds:
        """What holds by what is stated alone, and who says what; nothing is derived for it."""
        return what_holds(self.dataset)

    @cached_property
    def recorded(self) -> WhatHolds:
        """What holds, and who says what, with conclusions and proofs as RDF."""
        return self._recorded(None)

    def _recorded(self, day: date | None) -> WhatHolds:
        return WhatHolds(self.inference.facts, prov_quads(self.inference), day)

    def known_by(self, day: Day) -> Self:
        """The graph of what had been written by a day, with the same claims doubted.

        Raises:
            InputError: it is no day.
        """
        from kg.workspace import Workspace

        configuration = replace(self.workspace.configuration, known_by=to_day(day))
        earlier = type(self)(Workspace(configuration))
        return earlier.without(*self._doubted) if self._doubted else earlier

    def without(self, *claims: str) -> Self:
        """The graph as if nobody had made some claims; this one is left as it is.

        Raises:
            UnknownName: there is no such claim.
        """
        doubted = {find_claim(self.dataset, name).value for name in claims}
        if not doubted:
            return self
        if self.is_apart:
            return type(self)(self.workspace, doubted=self._doubted | doubted)
        return type(self)(self.workspace, retract(self.inference, doubted))


PathLike = str | Path
Day = date | str | None
"""A day, or text that names a day, a month or a year; None is what each method says."""


def to_paths(paths: Sequence[PathLike]) -> tuple[Path, ...]:
    """The paths as paths."""
    return tuple(Path(path) for path in paths)


def to_path(path: PathLike | None) -> Path | None:
    """The path as a path, None where none is given."""
    return None if path is None else Path(path)


def to_day(day: Day) -> date | None:
    """The day that a text names: the last one of a month or a year.

    Raises:
        BadDay: it names none.
    """
    return parse_date(day) if isinstance(day, str) else day


def to_years(since: Day, until: Day) -> tuple[int, int]:
    """First and last year; from the first of all to the last of all where no day is given."""
    first, last = to_day(since), to_day(until)
    return (first.year if first else 0, last.year if last else 9999)
