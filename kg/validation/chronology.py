"""Chronology: no state takes part in anything before it exists or after it has ended.

Nor does a source report as a fact what began long after it was written, and one graph gives one
start and one end.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.model import terms
from kg.model.terms import TYPE, shorten
from kg.store.names import LIST_CODES, RECOGNISED, listed_from
from kg.store.set_apart import is_no
from kg.store.times import END, START, date_of
from kg.validation.finding import Finding, Severity
from kg.validation.unknown_terms import finding_about

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from pyoxigraph import Quad

    from kg.store.dataset import Term

EXISTENCE = "state-exists-then"
FUTURE = "date-is-near"
SEVERAL = "one-date-in-a-graph"
FORESEEN = "source-was-there"
_STATE = terms.ent("State")
_SUCCEEDS = terms.ent("succeeds")
_WRITTEN, _MODALITY = terms.ent("writtenUntil"), terms.ent("hasModality")
_COMMITTING = terms.ent("committing")
_FAR = date(2100, 1, 1)
"""Day from which a date is assumed to be a typing error."""
_FUTURE = {
    START: Severity.VIOLATION,
    terms.ent("writtenFrom"): Severity.VIOLATION,
    terms.ent("writtenUntil"): Severity.VIOLATION,
    END: Severity.WARNING,
}
"""Severity of such a late date, by property; some treaties are for 99 years and more."""
_BOUNDS = {START: "start", END: "end"}
_AHEAD = timedelta(days=10 * 366)
"""Time from the end of writing within which a source may know that something will begin, such as
the obligations of a treaty."""
_NUMBERS = [NamedNode(terms.XSD + kind) for kind in ("integer", "decimal", "double")]


@dataclass
class _Span:
    start: date | None = None
    end: date | None = None


class Chronology:
    """The lifetimes of states, and the dates of everything else, from all statements.

    Args:
        quads: all statements.
    """

    def __init__(self, quads: Collection[Quad]) -> None:
        states = {q.subject for q in quads if q.predicate == TYPE and q.object == _STATE}
        self._lives: dict[Term, _Span] = {}
        self._times: dict[Term, _Span] = defaultdict(_Span)
        self._codes: dict[Term, dict[Term, set[str]]] = defaultdict(lambda: defaultdict(set))
        coding = {predicate for predicates in LIST_CODES.values() for predicate in predicates}
        self._measured: set[Term] = set()
        """Things with a measured value, which may be about a territory not yet a state."""
        self._older: dict[Term, list[Term]] = defaultdict(list)
        self._bounds: dict[tuple[object, object, object], str] = {}
        """The first bound of a thing in each graph, of which it gives only one."""
        self._sources: dict[object, str] = {}
        self._until: dict[str, date | None] = {}
        self._modality: dict[object, object] = {}
        self._foreseeing: set[object] = set()
        """Modalities that do not commit a source, such as predictions."""
        for quad in quads:
            if quad.predicate == terms.PRIMARY_SOURCE:
                self._sources[quad.subject] = getattr(quad.object, "value", "")
            elif quad.predicate == _MODALITY:
                self._modality[quad.subject] = quad.object
            elif quad.predicate == _WRITTEN:
                self._until[getattr(quad.subject, "value", "")] = date_of(quad.object)
            elif quad.predicate == _COMMITTING and is_no(quad.object):
                self._foreseeing.add(quad.subject)
            if quad.predicate == _SUCCEEDS:
                self._older[quad.subject].append(quad.object)
            if quad.predicate in coding and quad.subject in states:
                self._codes[quad.subject][quad.predicate].add(getattr(quad.object, "value", ""))
            if getattr(quad.object, "datatype", None) in _NUMBERS:
                self._measured.add(quad.subject)
            day = date_of(quad.object) if quad.predicate in (START, END) else None
            if day is None:
                continue
            self._bounds.setdefault((quad.graph_name, quad.subject, quad.predicate), str(day))
            span = (
                self._lives.setdefault(quad.subject, _Span())
                if quad.subject in states
                else self._times[quad.subject]
            )
            if quad.predicate == START:
                span.start = min(span.start or day, day)
            else:
                span.end = max(span.end or day, day)

    def findings(self, quads: Iterable[Quad]) -> Iterator[Finding]:
        """Yield findings for dates that are impossible or unlikely."""
        for quad in quads:
            told = _FUTURE.get(quad.predicate)
            if told is not None and (day := date_of(quad.object)) and day >= _FAR:
                message = "The date is far in the future; check the year."
                yield finding_about(told, FUTURE, quad, message)
            if quad.predicate in _BOUNDS:
                yield from self._of_bound(quad)
            life = self._lives.get(quad.object)
            span = self._times.get(quad.subject)
            if span and quad.object in self._codes and (life is None or not life.start):
                yield from self._before_any_list(quad, span)
            if life is None or span is None:
                continue
            name = shorten(getattr(quad.object, "value", ""))
            if life.start and span.end and span.end < life.start:
                said = f"{name} began on {life.start}, after this had ended"
                yield finding_about(
                    Severity.VIOLATION, EXISTENCE, quad, self._advised(said, quad, span)
                )
            elif life.end and span.start and span.start > life.end:
                said = f"{name} ended on {life.end}, before this began"
                yield finding_about(
                    Severity.VIOLATION, EXISTENCE, quad, self._advised(said, quad, span)
                )

    def _of_bound(self, quad: Quad) -> Iterator[Finding]:
        """Yield findings for a second bound in a graph, and for one that its source foresaw.

        A node whose bounds are not known, such as that of a denial under another name, has one.
        """
        graph, day = quad.graph_name, date_of(quad.object)
        if day is None:
            return
        first = self._bounds.get((graph, quad.subject, quad.predicate), str(day))
        if first != str(day):
            said = f"This graph also gives the {_BOUNDS[quad.predicate]} {first}; keep one."
            yield finding_about(Severity.VIOLATION, SEVERAL, quad, said)
        source = self._sources.get(graph, "")
        until = self._until.get(source)
        foreseen = self._modality.get(graph) in self._foreseeing
        if quad.predicate == START and until and day > until + _AHEAD and not foreseen:
            said = f"{shorten(source)} was finished on {until}, years before this began"
            message = f"{said}; check the dates, or say that it is foreseen (ent:hasModality)."
            yield finding_about(Severity.WARNING, FORESEEN, quad, message)

    def _before_any_list(self, quad: Quad, span: _Span) -> Iterator[Finding]:
        """Yield a finding if something ended before any list of states has the state."""
        codes = self._codes[quad.object]
        first = listed_from(lambda predicate: codes.get(predicate, ()))
        if first and span.end and span.end < first:
            name = shorten(getattr(quad.object, "value", ""))
            said = f"{name} is on no list of states before {first}, and this had ended by then"
            possible = span.end >= first - RECOGNISED or quad.subject in self._measured
            severity = Severity.WARNING if possible else Severity.VIOLATION
            yield self._existence(severity, said, quad, span)

    def _existence(self, severity: Severity, said: str, quad: Quad, span: _Span) -> Finding:
        return finding_about(severity, EXISTENCE, quad, self._advised(said, quad, span))

    def _advised(self, said: str, quad: Quad, span: _Span) -> str:
        """Return the problem, with the state of that time if the graph knows one."""
        later = [new for new, old in self._older.items() if quad.object in old]
        for other in (*self._older.get(quad.object, ()), *later):
            life = self._lives.get(other, _Span())
            begins = life.start is None or span.end is None or life.start <= span.end
            if begins and (life.end is None or span.start is None or span.start <= life.end):
                return f"{said}; {shorten(getattr(other, 'value', ''))} was there then."
        return f"{said}; name the state of that time, or check the dates."
