"""Patterns and expressions of a rule.

A pattern is what a rule constructs, requires or excludes. An expression is a variable,
an RDF term, or a call of an operator, a built-in function or a cast; it can be written as SPARQL.
``!``, ``||`` and the like are functions as well; ``-`` and ``+`` with one argument are the signs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from kg.model.terms import VARIABLE, XSD, is_variable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import BlankNode, Triple

    Term = NamedNode | BlankNode | Literal | Triple
    Pattern = tuple[Term, NamedNode, Term]
    Slots = tuple[str | Term, str | Term, str | Term]
    Star = tuple[tuple[str | None, str | None], ...]
    """Predicate and object of each triple about one subject; None stands for a variable."""

INFIX = frozenset(["||", "&&", "=", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/"])
LISTS = frozenset(["IN", "NOT IN"])
_COUNTS = {
    1: """STR LANG DATATYPE BOUND IRI ABS CEIL FLOOR ROUND STRLEN UCASE LCASE ENCODE_FOR_URI YEAR
        MONTH DAY HOURS MINUTES SECONDS TIMEZONE TZ MD5 SHA1 SHA256 SHA384 SHA512 ISIRI ISBLANK
        ISLITERAL ISNUMERIC""",
    2: "LANGMATCHES CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER STRLANG STRDT SAMETERM",
}
_MANY = 10_000
FUNCTIONS = {name: (count, count) for count, names in _COUNTS.items() for name in names.split()}
FUNCTIONS |= {"REGEX": (2, 3), "SUBSTR": (2, 3), "IF": (3, 3), "REPLACE": (3, 4)}
FUNCTIONS |= {"CONCAT": (0, _MANY), "COALESCE": (0, _MANY)}
"""The built-in functions of SPARQL 1.1 whose value depends on their arguments alone, and the least
and the most arguments that each takes."""

_TYPES = ("boolean", "date", "dateTime", "decimal", "double", "float", "integer", "string", "time")
CASTS = frozenset(XSD + name for name in _TYPES)
"""The types to which Oxigraph casts; SPARQL 1.1 knows all but date and time."""


@dataclass(frozen=True)
class Variable:
    """A variable by its name."""

    name: str

    def __str__(self) -> str:
        return f"?{self.name}"


@dataclass(frozen=True)
class Call:
    """An operator, function or cast with its arguments."""

    function: str
    arguments: tuple[Expression, ...]

    def __post_init__(self) -> None:
        count = len(self.arguments)
        if self.function in INFIX:
            signs = self.function in "+-" and count == 1
            fits = count == 2 or signs
        elif self.function in LISTS:
            fits = count >= 1
        elif self.function == "!" or self.function in CASTS:
            fits = count == 1
        else:
            least, most = FUNCTIONS[self.function]
            fits = least <= count <= most
        if not fits:
            raise ValueError(f"{self.function} with {count} arguments")

    def __str__(self) -> str:
        texts = list(map(str, self.arguments))
        if self.function in INFIX and len(texts) == 2:
            return f"({texts[0]} {self.function} {texts[1]})"
        if self.function in INFIX or self.function == "!":
            return f"({self.function} {texts[0]})"
        if self.function in LISTS:
            return f"({texts[0]} {self.function} ({', '.join(texts[1:])}))"
        name = f"<{self.function}>" if self.function in CASTS else self.function
        return f"{name}({', '.join(texts)})"


Expression = Variable | Call | NamedNode | Literal


def variables_of(expression: Expression) -> Iterator[str]:
    """Names of the variables of an expression, in order."""
    if isinstance(expression, Variable):
        yield expression.name
    elif isinstance(expression, Call):
        for argument in expression.arguments:
            yield from variables_of(argument)


@dataclass(frozen=True)
class Filter:
    """FILTER: keep the solutions for which the expression is true."""

    expression: Expression

    @cached_property
    def variables(self) -> frozenset[str]:
        """Names of the variables that it reads."""
        return frozenset(variables_of(self.expression))

    def __str__(self) -> str:
        return f"FILTER({self.expression})"


@dataclass(frozen=True)
class Bind:
    """BIND: give a variable the value of the expression; none, where that has an error."""

    expression: Expression
    name: str

    @cached_property
    def variables(self) -> frozenset[str]:
        """Names of the variables that it reads."""
        return frozenset(variables_of(self.expression))

    def __str__(self) -> str:
        return f"BIND({self.expression} AS ?{self.name})"


@dataclass(frozen=True)
class Values:
    """VALUES: join with a table of terms, in which no cell is UNDEF."""

    names: tuple[str, ...]
    rows: tuple[tuple[NamedNode | Literal, ...], ...]

    def __post_init__(self) -> None:
        if any(len(row) != len(self.names) for row in self.rows):
            raise ValueError("a row of VALUES is too short or too long")

    def __str__(self) -> str:
        names = " ".join(f"?{name}" for name in self.names)
        rows = " ".join(f"({' '.join(map(str, row))})" for row in self.rows)
        return f"VALUES ({names}) {{ {rows} }}"


Condition = Filter | Bind | Values


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
