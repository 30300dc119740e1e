"""A rule, read from the parse tree of its query with the semantics of SPARQL 1.1.

A rule may use the part of SPARQL in which every match of the body has its own premises, so that the
days of the match can be computed: joins of triples, FILTER, BIND and VALUES, without the solutions
that FILTER NOT EXISTS or MINUS removes. Equivalent forms are rewritten: path steps become triples,
blank nodes become variables, and braces that only group are merged into the enclosing group.
Anything else is rejected with its name and position.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal

from kg.errors import RuleError
from kg.rules.pattern import (
    Bind,
    Call,
    Filter,
    Group,
    RulePattern,
    Run,
    Values,
    Variable,
    variable_name,
)
from kg.rules.read_expression import (
    Triples,
    absent_group,
    as_stored,
    conjuncts,
    misused,
    read_expression,
    refused,
)
from kg.store.syntax import SyntaxNode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyoxigraph import NamedNode

    from kg.rules.pattern import Condition, Expression, Pattern, Term
    from kg.store.syntax import SyntaxTree

_ELSEWHERE = {
    "OptionalGraphPattern": "OPTIONAL",
    "GraphGraphPattern": "GRAPH",
    "ServiceGraphPattern": "SERVICE",
    "SubSelect": "SELECT",
}


@dataclass(frozen=True)
class Absent:
    """A group that must be absent and has not been read yet.

    Attributes:
        sure: the variables that triples or VALUES bind before a MINUS.
        made: the variables that a BIND sets before it.
    """

    node: SyntaxNode
    minus: bool
    sure: frozenset[str]
    made: frozenset[str]


@dataclass
class GroupReader:
    """Reads one group; absences are read later, when all variables are known.

    Attributes:
        outer: the variables of the enclosing group that it sees (in FILTER NOT EXISTS).
        what: the kind of group, for error messages.
    """

    tree: SyntaxTree
    triples: Triples
    outer: frozenset[str] = frozenset()
    what: str = "the body"
    sure: set[str] = field(default_factory=set)
    made: set[str] = field(default_factory=set)
    absent: list[Absent] = field(default_factory=list)
    _runs: list[Run] = field(default_factory=list)
    _open: list[Pattern] = field(default_factory=list)
    _filters: list[Filter] = field(default_factory=list)

    def read(self, node: SyntaxNode) -> Group:
        """Read the group.

        Raises:
            RuleError: it contains something that a rule may not; the error names it and its
                position.
        """
        if node.name == "SubSelect":
            raise refused("SELECT", self.tree, node)
        filters = [self._part(part) for part in node.all("part")]
        for one in filters:
            if one is not None:
                self._filter(one, self.sure | self.made | self.outer)
        self._runs.append(Run(tuple(self._open), tuple(self._filters)))
        return Group(tuple(self._runs))

    def _part(self, part: SyntaxNode) -> SyntaxNode | None:
        """Read a part, or return it unread if it applies to the whole group."""
        if part.name == "Filter":
            return part
        if part.name == "TriplesBlock":
            self._triples(part)
        elif part.name == "Bind":
            self._bind(part)
        elif part.name == "InlineData":
            self._values(part)
        elif part.name == "MinusGraphPattern":
            self.absent.append(
                Absent(part, True, frozenset(self.sure), frozenset(self.made - self.sure))
            )
        elif part.name == "GroupOrUnionGraphPattern":
            groups = part.all("graph")
            if len(groups) > 1:
                raise refused("UNION", self.tree, part)
            self._nested(groups[0])
        else:
            raise refused(_ELSEWHERE[part.name], self.tree, part)
        return None

    def _triples(self, part: SyntaxNode) -> None:
        found = self.triples.read(part)
        self._open += found
        for pattern in found:
            self.sure.update(name for term in pattern if (name := variable_name(term)))

    def _bind(self, part: SyntaxNode) -> None:
        made = Bind(read_expression(part["expr"], self.tree), part["var"].value)
        self._check(made, self.sure | self.made | self.outer, part, "BIND", "before it is bound")
        if made.name in self.outer:
            raise misused(
                f"gives ?{made.name} a value by BIND in {self.what}, and again outside",
                "choose another name",
                self.tree,
                part,
            )
        self.made.add(made.name)
        self._close(made)

    def _values(self, part: SyntaxNode) -> None:
        table = self._table(part)
        self.sure.update(table.names)
        self._close(table)

    def _close(self, then: Condition) -> None:
        self._runs.append(Run(tuple(self._open), (then,)))
        self._open = []

    def _table(self, part: SyntaxNode) -> Values:
        names = tuple(name.value for name in part.all("var"))
        rows: dict[tuple[Any, ...], None] = {}
        for value in part.all("value"):
            row = tuple(value) if isinstance(value, list) else (value,)
            if any(isinstance(term, str) for term in row):
                raise refused("UNDEF", self.tree, part)
            stored = (as_stored(term) if isinstance(term, Literal) else term for term in row)
            rows[tuple(stored) if names else ()] = None
        return Values(names, tuple(rows))

    def _nested(self, node: SyntaxNode) -> None:
        """Read a nested group, which is joined if it contains only triples and their filters."""
        if node.name == "SubSelect":
            raise refused("SELECT", self.tree, node)
        before = set(self.sure)
        self.sure.clear()
        filters = []
        for part in node.all("part"):
            if part.name == "Bind":
                raise refused("a nested group with BIND", self.tree, part)
            if part.name == "MinusGraphPattern":
                raise refused("a nested group with MINUS", self.tree, part)
            one = self._part(part)
            filters += [] if one is None else [one]
        for one in filters:
            if any(absent_group(part) for part in conjuncts(one["expr"])):
                raise refused("a nested group with NOT EXISTS", self.tree, one)
            self._filter(one, self.sure)
        self.sure |= before

    def _filter(self, part: SyntaxNode, known: set[str] | frozenset[str]) -> None:
        for one in conjuncts(part["expr"]):
            if (group := absent_group(one)) is not None:
                self.absent.append(Absent(group, False, frozenset(), frozenset()))
                continue
            if isinstance(one, SyntaxNode) and one.name == "Builtin_EXISTS":
                raise refused("FILTER EXISTS", self.tree, part)
            made = Filter(read_expression(one, self.tree))
            self._check(made, known, part, "FILTER", f"which {self.what} does not bind")
            self._filters.append(made)

    def _check(
        self,
        made: Filter | Bind,
        known: set[str] | frozenset[str],
        part: SyntaxNode,
        word: str,
        why: str,
    ) -> None:
        for name in sorted(made.variables - known):
            joint = " " if word == "BIND" else ", "
            raise misused(
                f"reads ?{name} in {word}{joint}{why}",
                "there it has no value in SPARQL",
                self.tree,
                part,
            )


_MODIFIERS = {
    "datasetClause": "FROM",
    "groupby": "GROUP BY",
    "having": "HAVING",
    "orderby": "ORDER BY",
    "limitoffset": "LIMIT or OFFSET",
    "valuesClause": "VALUES after WHERE { … }",
}


def read_rule(tree: SyntaxTree) -> RulePattern:
    """Return the pattern of a rule.

    Raises:
        RuleError: the query is not a CONSTRUCT query, or uses SPARQL that rules do not support; the
            error names the part and, if known, its position.
    """
    query = tree.query
    if query.name != "ConstructQuery":
        raise RuleError("is not a CONSTRUCT query")
    for part, construct in _MODIFIERS.items():
        for node in query.all(part):
            raise refused(construct, tree, node)
    where: SyntaxNode | None = query.get("where")
    if where is None or where.name == "FakeGroupGraphPatten":
        raise RuleError("has no template; write CONSTRUCT { … } WHERE { … }")
    triples = Triples(tree)
    reader = GroupReader(tree, triples)
    body = reader.read(where)
    absences = [
        _absence(absent, reader, triples)
        for absent in sorted(reader.absent, key=lambda absent: absent.node.start)
    ]
    head = triples.template(query.all("template"), query)
    if not head:
        raise RuleError("constructs nothing")
    for name in (name for pattern in head for term in pattern if (name := variable_name(term))):
        if name not in reader.sure | reader.made:
            raise RuleError(f"constructs ?{name}, which its body does not bind")
    prologue = f"BASE <{tree.base}>" if tree.base else ""
    return RulePattern(prologue, head, body, tuple(absences))


def _absence(absent: Absent, body: GroupReader, triples: Triples) -> Group:
    node = absent.node["graph"] if absent.minus else absent.node
    word = "MINUS" if absent.minus else "NOT EXISTS"
    seen = frozenset() if absent.minus else frozenset(body.sure | body.made)
    triples.next_group()
    reader = GroupReader(body.tree, triples, seen, word)
    group = reader.read(node)
    for inner in reader.absent:
        raise misused(
            "negates within a negation",
            "derive the inner part with a rule of its own",
            body.tree,
            inner.node,
        )
    if absent.minus:
        return _minus(group, absent, reader, body)
    return group


def _minus(group: Group, absent: Absent, reader: GroupReader, body: GroupReader) -> Group:
    """Return the group of a MINUS in a form that can be joined with the body.

    A MINUS compares only the variables bound before it. A variable that the body binds later is a
    different one, so it is renamed.
    """

    def misread(problem: str, advice: str) -> RuleError:
        return misused(problem, advice, body.tree, absent.node)

    mine = reader.sure | reader.made
    before = absent.sure | absent.made
    if not mine & before:
        raise misread(
            "uses a MINUS that shares no variable with what stands before it, and so removes "
            "nothing",
            "name a variable of the body in it, or write FILTER NOT EXISTS { … }",
        )
    doubtful = sorted((reader.made - reader.sure) & before)
    if not mine & absent.sure:
        doubtful += sorted(mine & absent.made)
    doubtful += sorted(mine & absent.made & body.sure)
    if doubtful:
        raise misread(
            f"uses a MINUS that depends on ?{doubtful[0]}, which a BIND may leave without a value",
            "write FILTER NOT EXISTS { … }",
        )
    later = (mine - before) & (body.sure | body.made)
    names = {name: body.triples.fresh("_other") for name in sorted(later)}
    return _renamed(group, names) if names else group


def _renamed(group: Group, names: Mapping[str, NamedNode]) -> Group:
    """Return a group with some variables renamed."""

    def term(old: Term) -> Term:
        return names.get(variable_name(old) or "", old)

    def name(old: str) -> str:
        return variable_name(names[old]) or old if old in names else old

    def expression(old: Expression) -> Expression:
        if isinstance(old, Variable):
            return Variable(name(old.name))
        if isinstance(old, Call):
            return replace(old, arguments=tuple(map(expression, old.arguments)))
        return old

    def pattern(old: Pattern) -> Pattern:
        subject, predicate, value = old
        return term(subject), names.get(variable_name(predicate) or "", predicate), term(value)

    def condition(old: Condition) -> Condition:
        if isinstance(old, Values):
            return replace(old, names=tuple(map(name, old.names)))
        if isinstance(old, Bind):
            return Bind(expression(old.expression), name(old.name))
        return Filter(expression(old.expression))

    return Group(
        tuple(
            Run(tuple(map(pattern, run.triples)), tuple(map(condition, run.then)))
            for run in group.runs
        )
    )
