"""The base of the Python interface: statements and conclusions."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from kg import render as _render  # noqa: F401  (results show themselves from here on)
from kg.analysis.dyad import dyad_on, find_dyad, lines
from kg.errors import OptionError
from kg.model.dates import parse_date
from kg.rules.cell import Cell
from kg.rules.inference import Inference
from kg.rules.prov import prov_quads
from kg.rules.retraction import retract
from kg.store.holds import WhatHolds, what_holds
from kg.store.names import find_claim

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.model.result import Dyad
    from kg.store.dataset import Dataset
    from kg.store.query import Queryable
    from kg.workspace import Workspace


_CELLS = 8  # pairs whose separately derived conclusions are cached


class GraphBase:
    """Statements and their conclusions, derived on demand.

    Args:
        workspace: where the statements and the rules come from.
        inference: the conclusions, if already derived.
        doubted: IRIs of claims to leave out.
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
        self._is_other = bool(doubted or inference is not None)
        if inference is not None:
            self.__dict__["inference"] = inference

    def __repr__(self) -> str:
        return f"<kg.Graph of {len(self.dataset):,} statements>"

    @cached_property
    def inference(self) -> Inference:
        """All conclusions, with their proofs."""
        found = self.workspace.inference
        return retract(found, self._doubted) if self._doubted else found

    @property
    def is_apart(self) -> bool:
        """True if conclusions on two states are derived without deriving all others."""
        return "inference" not in self.__dict__ and self.workspace.is_apart

    def about(self, first: str, second: str, as_of: Day = None) -> tuple[Inference, Dyad]:
        """Return conclusions on two states, and the pair; see ``brief`` for the arguments.

        In a large graph, only conclusions on the two are derived.
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
        """Return the conclusions on two states and their predecessors.

        Raises:
            UnknownName: a name is unknown.
        """
        if not (self.is_apart or self._asks):
            return self.inference
        one, other = lines(self.workspace.stated, first, second)
        return self._about(Cell(tuple(one), tuple(other)))

    def _about(self, cell: Cell) -> Inference:
        """Return conclusions on the given pairs at least; the most recent results are cached."""
        if set(cell.one) & set(cell.other) or not (self.is_apart or self._asks):
            return self.inference
        cell = cell.turned if cell.turned in self._cells else cell
        found = self._cells.pop(cell, None) or self._derived_for(cell)
        self._cells[cell] = found
        if len(self._cells) > _CELLS:
            self._cells.popitem(last=False)
        return found

    @cached_property
    def _asks(self) -> bool:
        """True if a rule can make two states a pair because a user asks (``Rule.on_request``)."""
        bodies = [
            {p for _, p, _ in rule.body.triples} for rule in self.inference.rules if rule.on_request
        ]
        return any(all(any(self.dataset.statements(p)) for p in needed) for needed in bodies)

    def _derived_for(self, cell: Cell) -> Inference:
        from kg.rules.pair import derive_cell

        if self.is_apart:
            return self.workspace.about(cell, self._doubted)
        return derive_cell(self.inference.facts.less(()), self.inference.rules, cell)

    @property
    def dataset(self) -> Dataset:
        """All statements, without conclusions."""
        known = self.__dict__.get("inference")
        return known.dataset if isinstance(known, Inference) else self.workspace.dataset

    @cached_property
    def stated(self) -> WhatHolds:
        """The stated facts and each claim, without conclusions."""
        return what_holds(self.dataset)

    @cached_property
    def recorded(self) -> WhatHolds:
        """The facts and each claim, with conclusions and proofs as RDF."""
        return self._recorded(None)

    @cached_property
    def queryable(self) -> Queryable:
        """The target of queries without a date: ``recorded``, or its stored copy."""
        if self._is_other or "recorded" in self.__dict__:
            return self.recorded
        return self.workspace.queryable(lambda: self.recorded)

    def _recorded(self, day: date | None) -> WhatHolds:
        return WhatHolds(self.inference.facts, prov_quads(self.inference), day)

    def known_by(self, day: Day) -> Self:
        """Return the graph without sources written after a date; withdrawn claims stay withdrawn.

        Raises:
            InputError: the text is not a date.
        """
        from kg.workspace import Workspace

        configuration = replace(self.workspace.configuration, known_by=to_day(day))
        earlier = type(self)(Workspace(configuration))
        return earlier.without(*self._doubted) if self._doubted else earlier

    def without(self, *claims: str) -> Self:
        """Return a copy of the graph without some claims.

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
"""A date, or text for a day, month or year; each method documents what None means."""


def to_paths(paths: Sequence[PathLike]) -> tuple[Path, ...]:
    """Convert paths to ``Path`` objects."""
    return tuple(Path(path) for path in paths)


def to_path(path: PathLike | None) -> Path | None:
    """Convert a path to a ``Path`` object; None stays None."""
    return None if path is None else Path(path)


def to_day(day: Day) -> date | None:
    """Return the date that a text names; for a month or a year, its last day.

    Raises:
        BadDay: the text is not a date.
    """
    return parse_date(day) if isinstance(day, str) else day


def to_period(since: Day, until: Day) -> tuple[date | None, date | None]:
    """Return the first and the last date of a period.

    Raises:
        BadDay: one is not a date.
        OptionError: the first is later than the last.
    """
    first, last = to_day(since), to_day(until)
    if first and last and first > last:
        raise OptionError("--from is later than --to")
    return first, last


def to_years(since: Day, until: Day) -> tuple[int, int]:
    """Return the first and the last year of a period; unbounded if no date is given."""
    first, last = to_period(since, until)
    return (first.year if first else 0, last.year if last else 9999)
