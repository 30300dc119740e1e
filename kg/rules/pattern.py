"""Patterns and expressions of a rule.

A pattern is what a rule constructs, requires or excludes. An expression is a variable, an RDF term,
or a call of an operator, a built-in function or a cast; ``str`` returns it as SPARQL. Operators
such as ``!`` and ``||`` count as functions; ``-`` and ``+`` with one argument are signs.
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
"""The built-in functions of SPARQL 1.1 whose value depends only on their arguments, each with the
minimum and maximum number of arguments."""

_TYPES = ("boolean", "date", "dateTime", "decimal", "double", "float", "integer", "string", "time")
CASTS = frozenset(XSD + name for name in _TYPES)
"""IRIs of the types to which Oxigraph casts; all but date and time are in SPARQL 1.1."""


@dataclass(frozen=True)
class Variable:
    """A variable, identified by its name."""

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
    """Yield the names of the variables of an expression, in order."""
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
        """Names of the variables in the expression."""
        return frozenset(variables_of(self.expression))

    def __str__(self) -> str:
        return f"FILTER({self.expression})"


@dataclass(frozen=True)
class Bind:
    """BIND: set a variable to the value of the expression, or leave it unbound on an error."""

    expression: Expression
    name: str

    @cached_property
    def variables(self) -> frozenset[str]:
        """Names of the variables in the expression."""
        return frozenset(variables_of(self.expression))

    def __str__(self) -> str:
        return f"BIND({self.expression} AS ?{self.name})"


@dataclass(frozen=True)
class Values:
    """VALUES: join with a table of terms that contains no UNDEF."""

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
    """Consecutive triples, and the BIND, VALUES or FILTER conditions that follow them."""

    triples: tuple[Pattern, ...]
    then: tuple[Condition, ...]


@dataclass(frozen=True)
class Group:
    """A group pattern, in the order of the query.

    A FILTER applies to its whole group wherever it is written, so all filters are in the last run.
    Each reads only variables bound by its group or, in FILTER NOT EXISTS, by the enclosing group.
    """

    runs: tuple[Run, ...]

    @cached_property
    def parts(self) -> tuple[tuple[tuple[Pattern, ...], str], ...]:
        """For each run, its triples and the text of the conditions that follow them."""
        return tuple((run.triples, "\n".join(map(str, run.then))) for run in self.runs)

    @cached_property
    def triples(self) -> tuple[Pattern, ...]:
        """All triples of the group, in the order of the query."""
        return tuple(dict.fromkeys(pattern for run in self.runs for pattern in run.triples))

    @cached_property
    def conditions(self) -> str:
        """The FILTER, BIND and VALUES conditions as text, with one line for each run."""
        return "\n".join(text for _, text in self.parts if text)

    @cached_property
    def filters(self) -> tuple[Filter, ...]:
        """The FILTER conditions of the group."""
        return tuple(c for run in self.runs for c in run.then if isinstance(c, Filter))

    @cached_property
    def binds(self) -> tuple[Bind, ...]:
        """The BIND conditions of the group."""
        return tuple(c for run in self.runs for c in run.then if isinstance(c, Bind))

    @cached_property
    def tables(self) -> tuple[Values, ...]:
        """The VALUES conditions of the group."""
        return tuple(c for run in self.runs for c in run.then if isinstance(c, Values))

    @cached_property
    def slots(self) -> tuple[Slots, ...]:
        """The triples as templates, ready to be filled in."""
        return compiled(self.triples)

    @cached_property
    def key(self) -> tuple[str, ...]:
        """Sorted names of the variables in triples and VALUES, which determine all others."""
        names = {variable_name(term) for pattern in self.triples for term in pattern}
        names |= {name for table in self.tables for name in table.names}
        return tuple(sorted(name for name in names if name))


@dataclass(frozen=True)
class RulePattern:
    """The parts of a CONSTRUCT query that is a rule.

    Attributes:
        prologue: the BASE declaration against which IRI() resolves, as SPARQL; empty if there is
            none.
        head: the triples that the rule constructs.
        body: what the rule requires.
        absences: what must be absent; each removes the matches with which it can be joined.
    """

    prologue: str
    head: tuple[Pattern, ...]
    body: Group
    absences: tuple[Group, ...]


def variable_name(term: object) -> str | None:
    """Return the name of the variable that a pattern term stands for, or None for a constant."""
    if is_variable(term):
        assert isinstance(term, NamedNode)
        return term.value[len(VARIABLE) :]
    return None


def compiled(patterns: tuple[Pattern, ...]) -> tuple[Slots, ...]:
    """Return patterns as templates: a variable becomes its name, a constant stays as it is."""

    def slot(term: Term) -> str | Term:
        name = variable_name(term)
        return term if name is None else name

    return tuple((slot(s), slot(p), slot(o)) for s, p, o in patterns)


def stars(triples: Iterable[Pattern]) -> tuple[Star, ...]:
    """Group triples by subject and return the predicates and objects of each."""
    by_subject: dict[str, list[tuple[str | None, str | None]]] = {}
    for subject, predicate, value in triples:
        shape = tuple(None if variable_name(term) else str(term) for term in (predicate, value))
        by_subject.setdefault(str(subject), []).append((shape[0], shape[1]))
    return tuple(tuple(star) for star in by_subject.values())
