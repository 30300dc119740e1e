"""Corroboration: do the data sets of the field bear out an analyst's claims?

A test is a file of ``queries/corroboration``. Its first ``GRAPH ?claim { … }`` is the pattern of
the claims that it tests; the rest reads imported tables. The header says how to read its rows:

``?claim ?year ?supports ?contradicts``
    counts for and against the claim in a year, with an optional ``?value`` behind them;
``?claim ?first ?last``, with ``spells: supports`` (or ``contradicts``)
    spells whose years count that way; other years covered by the tables count the other way;
``?claim ?year ?value ?way``, with ``trend: {lag: 5}``
    values, each compared with the one ``lag`` years earlier; ``?way`` is the direction claimed.
    ``over`` is the number of years to sum; ``absent`` is the value of a year without a row.

Years count from ``before`` years before the claim begins (before it ends, with ``since: end``; from
the first year, by default) to the last that the tables cover. A claim that its source denies is
borne out by evidence against the pattern. A claim made from a table is never tested with a table.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from pyoxigraph import Literal, NamedNode, QuerySolutions

from kg import resources
from kg.analysis.yearly_counts import YearCount, turned, yearly_counts
from kg.errors import InputError, UnknownName
from kg.model import terms
from kg.model.result import Result
from kg.store.claims import last_writing, read_claims
from kg.store.holds import what_holds
from kg.store.query import run
from kg.store.query_file import QueryFile, read_folder
from kg.store.reading import read_query
from kg.store.syntax import expanded
from kg.store.times import END, START, date_of
from kg.tables.mapping import read_mapping

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from kg.model.result import Claim
    from kg.store.dataset import Dataset, Term

_CLEAR = 2  # ratio of the two counts from which one side prevails


class TableVerdict(StrEnum):
    """The verdict of the tables on a claim."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    MIXED = "mixed"
    NO_DATA = "no data"

    @classmethod
    def of(cls, supports: int, contradicts: int) -> TableVerdict:
        """Return the verdict: a side with at least twice the count of the other prevails."""
        if not supports and not contradicts:
            return cls.NO_DATA
        if supports >= _CLEAR * contradicts:
            return cls.SUPPORTED
        return cls.CONTRADICTED if contradicts >= _CLEAR * supports else cls.MIXED


@dataclass(frozen=True)
class Corroboration:
    """One claim under one test, with its figures in order of year.

    Attributes:
        test: name of the file of the test.
        because: a sentence on what the test examines.
        axis: label for the quantity that the figures count.
        after: the literature on which the test is based.
        lacking: tables that the test needs but that were not imported.
        begun: year in which the claimed fact begins, None if it is not known.
    """

    test: str
    because: str
    axis: str
    after: tuple[str, ...]
    tables: tuple[str, ...]
    claim: Claim
    begun: int | None
    lacking: tuple[str, ...]
    figures: tuple[YearCount, ...]

    @property
    def supports(self) -> int:
        """The count for the claim."""
        return sum(figure.supports for figure in self.figures)

    @property
    def contradicts(self) -> int:
        """The count against the claim."""
        return sum(figure.contradicts for figure in self.figures)

    @property
    def verdict(self) -> TableVerdict:
        """The verdict of the counts."""
        return TableVerdict.of(self.supports, self.contradicts)

    @property
    def years(self) -> tuple[int, int] | None:
        """The first and last year with evidence in the tables, None if there is none."""
        counted = [f.year for f in self.figures if f.supports or f.contradicts]
        return (counted[0], counted[-1]) if counted else None


@dataclass(frozen=True, repr=False)
class Corroborations(Result):
    """The outcomes of tests, ordered by claim and test."""

    kind: ClassVar[str] = "corroboration"
    found: tuple[Corroboration, ...]


@dataclass(frozen=True)
class _Cover:
    """The missing tables of a test, and the years that all its other tables cover."""

    lacking: tuple[str, ...]
    first: int
    last: int


def corroboration_tests() -> list[QueryFile]:
    """Return the tests, ordered by name."""
    return read_folder(resources.folder("queries") / "corroboration")


def choose_tests(names: Collection[str] = ()) -> list[QueryFile]:
    """Return the tests with the given names, or all of them, in the order of the folder.

    Raises:
        UnknownName: there is no such test; the message lists them all.
    """
    tests = {test.name: test for test in corroboration_tests()}
    for name in names:
        if name not in tests:
            raise UnknownName(f"unknown test {name!r}; choose {', '.join(tests)}")
    return [test for name, test in tests.items() if not names or name in names]


def corroborate(
    dataset: Dataset,
    tests: Iterable[QueryFile],
    chosen: Collection[str] = (),
    known_by: date | None = None,
) -> list[Corroboration]:
    """Test each claim that a test covers against the tables, in order of claim and test.

    Args:
        dataset: the claims, including those of imported tables.
        tests: the files of the tests.
        chosen: IRIs of the claims to test; all, if empty.
        known_by: test only claims whose sources were written by this day; the tables count
            whenever they were compiled.

    Raises:
        InputError: a test does not say what its rows mean.
        QueryError: a test fails.
    """
    claims, holding = read_claims(dataset), what_holds(dataset)
    written = last_writing(dataset)
    found = []
    for test in tests:
        cover = _cover(dataset, test)
        rows = _rows(holding, test) if not cover.lacking else {}
        for iri in _tested(holding, test):
            claim = claims.get(iri)
            if claim is None or (chosen and iri not in chosen) or _from_table(dataset, claim):
                continue
            if known_by and written.get(claim.source, date.max) > known_by:
                continue
            begun = _begun(dataset, claim, str(test.other.get("since", "start")))
            figures = []
            if not cover.lacking:
                years = range(_first(test, cover, begun), cover.last + 1)
                figures = yearly_counts(test, rows.get(iri, []), years)
            found.append(
                Corroboration(
                    test.name,
                    test.summary,
                    str(test.other.get("axis", "")),
                    test.after,
                    tuple(test.other.get("tables", ())),
                    claim,
                    begun,
                    cover.lacking,
                    tuple(turned(figures) if claim.denied else figures),
                )
            )
    return sorted(found, key=lambda one: (one.claim.iri, one.test))


def claim_pattern(test: QueryFile) -> str:
    """Return the query for the claims that a test covers: its first ``GRAPH ?claim`` alone.

    Raises:
        InputError: the test has no such pattern.
    """
    reading = read_query(test.text, test.path)
    if reading.claim is None:
        raise InputError(test.path, "has no GRAPH ?claim { … }", "say which claims it tests")
    first, last = reading.claim
    text = expanded(test.text)
    return f"{text[: reading.start]} SELECT DISTINCT ?claim WHERE {{ {text[first:last]} }}"


def _tested(dataset: Dataset, test: QueryFile) -> list[str]:
    pattern = QueryFile(test.name, test.path, claim_pattern(test), test.summary)
    return sorted({_text(row["claim"]) for row in _answers(dataset, pattern)})


def _answers(dataset: Dataset, test: QueryFile) -> list[dict[str, Term | None]]:
    result = run(dataset, test, {})
    if not isinstance(result, QuerySolutions):
        raise InputError(test.path, "is not a SELECT query", "see docs/corroboration.md")
    names = [variable.value for variable in result.variables]
    if "claim" not in names:
        raise InputError(test.path, "has no column ?claim", "see docs/corroboration.md")
    return [dict(zip(names, row, strict=True)) for row in result]


def _rows(dataset: Dataset, test: QueryFile) -> dict[str, list[dict[str, Term | None]]]:
    rows: dict[str, list[dict[str, Term | None]]] = defaultdict(list)
    for row in _answers(dataset, test):
        rows[_text(row["claim"])].append(row)
    return rows


def _text(term: Term | None) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else ""


def _from_table(dataset: Dataset, claim: Claim) -> bool:
    source = NamedNode(claim.source) if claim.source else None
    return source is not None and terms.ent("dataSet") in dataset.values(
        source, terms.ent("hasSourceType")
    )


def _cover(dataset: Dataset, test: QueryFile) -> _Cover:
    """Return the tables of a test that are present, and the years that all of them cover."""
    lacking, firsts, lasts = [], [1], [9999]
    sources = dataset.subjects(terms.ent("hasSourceType"), terms.ent("dataSet"))
    for table in test.other.get("tables", ()):
        name = terms.SOURCE + read_mapping(str(table)).source[0]
        own = [s for s in sources if s.value == name or s.value.startswith(f"{name}-")]
        until = terms.ent("coversUntil")
        spans = [
            (_year(dataset.value(s, terms.ent("coversFrom"))), _year(dataset.value(s, until)))
            for s in own
        ]
        known = [(first, last) for first, last in spans if first and last]
        if not known:
            lacking.append(str(table))
            continue
        firsts.append(min(first for first, _ in known))
        lasts.append(max(last for _, last in known))
    return _Cover(tuple(lacking), max(firsts), min(lasts))


def _first(test: QueryFile, cover: _Cover, begun: int | None) -> int:
    """Return the first year that counts."""
    before = test.other.get("before")
    if begun is None or before is None:
        return cover.first
    return max(cover.first, begun - int(before))


def _year(term: Term | None) -> int:
    text = _text(term)
    return int(text[:4]) if text[:4].isdigit() else 0


def _begun(dataset: Dataset, claim: Claim, since: str) -> int | None:
    """Return the year in which the claimed fact begins or ends, else the year of writing."""
    wanted = (END, START) if since == "end" else (START,)
    graph = NamedNode(claim.iri)
    for predicate in wanted:
        days = [date_of(triple.object) for triple in dataset.graph(graph, predicate)]
        years = [day.year for day in days if day]
        if years:
            return max(years) if since == "end" else min(years)
    written = _year(dataset.value(NamedNode(claim.source), terms.ent("writtenFrom")))
    return written or None
