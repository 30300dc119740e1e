"""The parts of a rule: what it constructs, what it needs, what must be absent."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.model.terms import VARIABLE, is_variable
from kg.rules.expression import Bind, Filter, Values

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import BlankNode, Literal, Triple

    from kg.rules.expression import Condition

    Term = NamedNode | BlankNode | Literal | Triple
    Pattern = tuple[Term, NamedNode, Term]
    Slots = tuple[str | Term, str | Term, str | Term]
    Star = tuple[tuple[str | None, str | None], ...]
    """Predicate and object of each triple about one subject; None stands for a variable."""


@dataclass(frozen=True)
class Run:
    """Triples, and the BIND, VALUES or FILTER conditions that follow them."""

    triples: tuple[Pattern, ...]
    then: tuple[Condition, ...]


@dataclass(frozen=True)
class Group:
    """A group pattern, in the order of the query.

    A FILTER holds for its whole group, wherever it stands, so all stand in the last run. Each
    reads only variables that the group binds (or, in FILTER NOT EXISTS, the group around it).
    """

    runs: tuple[Run, ...]

    @cached_property
    def parts(self) -> tuple[tuple[tuple[Pattern, ...], str], ...]:
        """Triples, each run with the text of the conditions that follow it."""
        return tuple((run.triples, "\n".join(map(str, run.then))) for run in self.runs)

    @cached_property
    def triples(self) -> tuple[Pattern, ...]:
        """All its triples, in the order of the query."""
        return tuple(dict.fromkeys(pattern for run in self.runs for pattern in run.triples))

    @cached_property
    def conditions(self) -> str:
        """The FILTER, BIND and VALUES parts, a line each."""
        return "\n".join(text for _, text in self.parts if text)

    @cached_property
    def filters(self) -> tuple[Filter, ...]:
        """Its FILTER conditions."""
        return tuple(c for run in self.runs for c in run.then if isinstance(c, Filter))

    @cached_property
    def binds(self) -> tuple[Bind, ...]:
        """Its BIND parts."""
        return tuple(c for run in self.runs for c in run.then if isinstance(c, Bind))

    @cached_property
    def tables(self) -> tuple[Values, ...]:
        """Its VALUES parts."""
        return tuple(c for run in self.runs for c in run.then if isinstance(c, Values))

    @cached_property
    def slots(self) -> tuple[Slots, ...]:
        """The triples, ready to be filled."""
        return compiled(self.triples)

    @cached_property
    def key(self) -> tuple[str, ...]:
        """Variables of its triples and tables, on which all else depends, by name."""
        names = {variable_name(term) for pattern in self.triples for term in pattern}
        names |= {name for table in self.tables for name in table.names}
        return tuple(sorted(name for name in names if name))


@dataclass(frozen=True)
class RulePattern:
    """A CONSTRUCT query taken apart.

    Attributes:
        prologue: the BASE against which IRI() resolves, as SPARQL; empty if there is none.
        head: the triples that it constructs.
        body: what it needs.
        absences: what must be absent; each removes the matches that it can be joined with.
    """

    prologue: str
    head: tuple[Pattern, ...]
    body: Group
    absences: tuple[Group, ...]


def variable_name(term: object) -> str | None:
    """Name of the variable that a pattern term stands for, None for a constant."""
    if is_variable(term):
        assert isinstance(term, NamedNode)
        return term.value[len(VARIABLE) :]
    return None


def compiled(patterns: tuple[Pattern, ...]) -> tuple[Slots, ...]:
    """Patterns ready to be filled: a variable is its name, a constant itself."""

    def slot(term: Term) -> str | Term:
        name = variable_name(term)
        return term if name is None else name

    return tuple((slot(s), slot(p), slot(o)) for s, p, o in patterns)


def stars(triples: Iterable[Pattern]) -> tuple[Star, ...]:
    """The triples by subject."""
    by_subject: dict[str, list[tuple[str | None, str | None]]] = {}
    for subject, predicate, value in triples:
        shape = tuple(None if variable_name(term) else str(term) for term in (predicate, value))
        by_subject.setdefault(str(subject), []).append((shape[0], shape[1]))
    return tuple(tuple(star) for star in by_subject.values())
