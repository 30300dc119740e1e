"""A rule compiled for joins of columns: patterns over numbered terms, grouped into stars.

FILTER, BIND and VALUES become nested tuples: ``("var", name)``, ``("iri", text)``, ``("lit", text,
datatype, language)`` or ``(operation, *arguments)``. A condition with an operation that is not in
the tables below stays text, and Oxigraph evaluates it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal, NamedNode, Quad, Store

from kg.rules.join_order import ordered
from kg.rules.pattern import CASTS, INFIX, LISTS, Bind, Call, Filter, Variable
from kg.store.columns.terms_table import Terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kg.rules import pattern as parsed
    from kg.rules.pattern import Group, Run, Slots
    from kg.rules.rule import Rule
    from kg.store.columns.terms_table import Key
    from kg.store.dataset import Term

    Slot = str | int

Expression = tuple[Any, ...]

FILTER, BIND, VALUES, TEXT = "filter", "bind", "values", "text"

_BUILTINS = frozenset(
    {
        "STR",
        "CONCAT",
        "IRI",
        "URI",
        "IF",
        "YEAR",
        "MONTH",
        "DAY",
        "BOUND",
        "COALESCE",
        "isIRI",
        "isURI",
        "isBLANK",
        "isLITERAL",
        "isNUMERIC",
        "STRLEN",
        "UCASE",
        "LCASE",
        "STRSTARTS",
        "STRENDS",
        "CONTAINS",
        "STRBEFORE",
        "STRAFTER",
        "sameTerm",
    }
)


@dataclass(frozen=True)
class Condition:
    """One FILTER, BIND or VALUES condition.

    Attributes:
        kind: the kind of condition; ``TEXT`` if it could not be translated.
        names: the variable that a BIND binds, or the variables of VALUES.
        expression: what FILTER tests or BIND evaluates; None for VALUES.
        rows: the rows of VALUES, with a constant for each variable.
    """

    kind: str
    names: tuple[str, ...] = ()
    expression: Expression | None = None
    rows: tuple[tuple[Expression, ...], ...] = ()

    @cached_property
    def variables(self) -> tuple[str, ...]:
        """Names of the variables that the expression reads."""
        return tuple(dict.fromkeys(variables(self.expression))) if self.expression else ()


def variables(expression: Expression) -> Iterator[str]:
    """Yield the names of the variables of an expression, in order, with repetitions."""
    if expression[0] == "var":
        yield expression[1]
    elif expression[0] not in ("iri", "lit"):
        for part in expression[1:]:
            if isinstance(part, tuple):
                yield from variables(part)


def conditions_of(group: Group, prologue: str = "") -> list[list[Condition]]:
    """Return the FILTER, BIND and VALUES conditions of each run of a group.

    Args:
        group: a body or an absence.
        prologue: the BASE declaration of the rule; if there is one, Oxigraph resolves the results
            of IRI().
    """
    return [_of_run(run, bool(prologue)) for run in group.runs]


class _Unknown(Exception):
    """An expression uses an operation that is not translated here."""


def _of_run(run: Run, based: bool) -> list[Condition]:
    """Return the conditions of a run, or one ``TEXT`` condition if any cannot be translated."""
    if based and any("IRI(" in str(one) for one in run.then):
        return [Condition(TEXT)]
    try:
        return [condition for one in run.then for condition in _conditions(one)]
    except _Unknown:
        return [Condition(TEXT)]


def _conditions(one: parsed.Condition) -> Iterator[Condition]:
    if isinstance(one, Filter):
        for part in _conjuncts(_expression(one.expression)):
            yield Condition(FILTER, (), part)
    elif isinstance(one, Bind):
        yield Condition(BIND, (one.name,), _expression(one.expression))
    else:
        rows = tuple(tuple(map(_expression, row)) for row in one.rows)
        yield Condition(VALUES, one.names, None, rows)


def _conjuncts(expression: Expression) -> Iterator[Expression]:
    """Yield the conjuncts; an error in one counts as not true, so each can be tested alone."""
    if expression[0] == "&&":
        for part in expression[1:]:
            yield from _conjuncts(part)
    else:
        yield expression


_NAMES = {name.upper(): name for name in _BUILTINS}


def _expression(node: parsed.Expression) -> Expression:
    if isinstance(node, Variable):
        return ("var", node.name)
    if isinstance(node, NamedNode):
        return ("iri", node.value)
    if isinstance(node, Literal):
        return ("lit", node.value, node.datatype.value, node.language or "")
    assert isinstance(node, Call)
    arguments = tuple(map(_expression, node.arguments))
    if node.function in _NAMES:
        return (_NAMES[node.function], *arguments)
    if node.function in CASTS:
        return ("call", node.function, *arguments)
    if node.function in INFIX | LISTS | {"!"} and (len(arguments) > 1 or node.function == "!"):
        return (node.function, *arguments)
    raise _Unknown


@dataclass(frozen=True)
class Pattern:
    """One triple pattern: each slot is the name of a variable or the number of a term."""

    number: int
    subject: Slot
    predicate: Slot
    value: Slot

    @property
    def slots(self) -> tuple[Slot, Slot, Slot]:
        """Subject, predicate and value of the pattern."""
        return self.subject, self.predicate, self.value

    @cached_property
    def variables(self) -> frozenset[str]:
        """Names of the pattern's variables."""
        return frozenset(slot for slot in self.slots if isinstance(slot, str))


Star = tuple[Pattern, ...]


@dataclass(frozen=True)
class Body:
    """The conditions of a rule: what must be present, or what must be absent.

    Attributes:
        patterns: the triple patterns, numbered in the order of the query.
        values: tables of constants.
        filters: the FILTER conditions.
        binds: the BIND conditions in order, each with the variables that it can see.
        plain: True if the order of its parts matters in a way that joins do not preserve, so that
            Oxigraph must evaluate it as a query.
        source: the parts of that query: its prologue and its groups.
    """

    patterns: tuple[Pattern, ...]
    values: tuple[Condition, ...] = ()
    filters: tuple[Condition, ...] = ()
    binds: tuple[tuple[Condition, frozenset[str]], ...] = ()
    plain: bool = False
    source: tuple[str, tuple[Group, ...]] = ("", ())

    @cached_property
    def text(self) -> str:
        """The body as a SPARQL query."""
        prologue, groups = self.source
        text = "\n".join(ordered(group, _alike) for group in groups)
        return f"{prologue} SELECT * WHERE {{\n{text}\n}}"

    @cached_property
    def stars(self) -> tuple[Star, ...]:
        """The patterns grouped by subject."""
        found: dict[Slot, list[Pattern]] = {}
        for pattern in self.patterns:
            found.setdefault(pattern.subject, []).append(pattern)
        return tuple(map(tuple, found.values()))

    @cached_property
    def variables(self) -> frozenset[str]:
        """Names of the variables in the patterns."""
        return frozenset().union(*(pattern.variables for pattern in self.patterns))


_NUMBERING = Lock()
"""Lock held while constants are numbered, since threads of a server may use a rule at once."""


class CompiledRule:
    """A rule over numbered terms; its constants are numbered when a part is first used."""

    def __init__(self, rule: Rule, terms: Terms) -> None:
        self.rule = rule
        self._terms = terms

    @cached_property
    def head(self) -> tuple[Pattern, ...]:
        """The triples that the rule constructs."""
        with _NUMBERING:
            return tuple(_patterns(self.rule.head_slots, self._terms))

    @cached_property
    def _parts(self) -> tuple[Body, tuple[Body, ...]]:
        (body, *absences), constants = _outline(self.rule)
        with _NUMBERING:
            numbers = [self._terms.of_key(key) for key in constants]

        def numbered(part: Body) -> Body:
            patterns = (
                Pattern(p.number, *[numbers[s] if isinstance(s, int) else s for s in p.slots])
                for p in part.patterns
            )
            return replace(part, patterns=tuple(patterns))

        return numbered(body), tuple(map(numbered, absences))

    @property
    def body(self) -> Body:
        """The body, which must be present."""
        return self._parts[0]

    @property
    def absences(self) -> tuple[Body, ...]:
        """The bodies that must be absent."""
        return self._parts[1]


@lru_cache(maxsize=1024)
def _outline(rule: Rule) -> tuple[tuple[Body, ...], Sequence[Key]]:
    """Return a rule's body and absences over local numbers of its constants, and the constants."""
    terms = Terms()
    body = _body(rule.prologue, rule.body, terms)
    bound = body.variables | {n for c in (*body.values,) for n in c.names}
    bound |= {name for bind, _ in body.binds for name in bind.names}
    computed = frozenset(name for bind, _ in body.binds for name in bind.names)
    absences = tuple(
        replace(absence, plain=True) if _reads_unsure(absence, body, computed) else absence
        for absence in (
            _body(rule.prologue, group, terms, bound, rule.body) for group in rule.absences
        )
    )
    return (body, *absences), terms.added


def _reads_unsure(absence: Body, body: Body, computed: frozenset[str]) -> bool:
    """Return True if an absence reads a variable that the body may leave unbound."""
    outside = absence.variables - body.variables
    return bool(outside & computed) or (body.plain and bool(outside))


def _patterns(slots: Sequence[Slots], terms: Terms) -> Iterable[Pattern]:
    for number, three in enumerate(slots):
        yield Pattern(
            number, *(s if isinstance(s, str) else terms.number(canonical(s)) for s in three)
        )


@cache
def canonical(term: Term) -> Term:
    """Return a literal in the form that the store uses (the integer ``01`` becomes ``1``)."""
    if not isinstance(term, Literal) or not term.value or term.datatype.value.endswith("#string"):
        return term
    store = Store()
    store.add(Quad(NamedNode("urn:x"), NamedNode("urn:x"), term))
    written: Term = next(iter(store)).object
    return written


def _body(
    prologue: str,
    group: Group,
    terms: Terms,
    outside: frozenset[str] = frozenset(),
    around: Group | None = None,
) -> Body:
    patterns = tuple(_patterns(group.slots, terms))
    by_slots = dict(zip(group.triples, patterns, strict=True))
    values: list[Condition] = []
    filters: list[Condition] = []
    binds: list[tuple[Condition, frozenset[str]]] = []
    visible = set(outside)
    plain = False
    for run, found in zip(group.runs, conditions_of(group, prologue), strict=True):
        seen = {name for triple in run.triples for name in by_slots[triple].variables}
        plain |= any(name in seen for bind, _ in binds for name in bind.names)
        visible |= seen
        for condition in found:
            if condition.kind == TEXT:
                plain = True
            elif condition.kind == VALUES:
                plain |= any(name in bind.names for bind, _ in binds for name in condition.names)
                values.append(condition)
                visible |= set(condition.names)
            elif condition.kind == BIND:
                binds.append((condition, frozenset(visible)))
                visible |= set(condition.names)
            elif condition.kind == FILTER:
                filters.append(condition)
    source = prologue, tuple(part for part in (around, group) if part is not None)
    return Body(patterns, tuple(values), tuple(filters), tuple(binds), plain, source)


def _alike(_: object) -> int:
    return 0
