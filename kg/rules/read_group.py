"""A group of a rule from the parse tree: triples, conditions, and what must be absent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal

from kg.rules.expression import Bind, Filter, Values
from kg.rules.pattern import Group, Run, variable_name
from kg.rules.read_expression import absent_group, conjuncts, read_expression
from kg.rules.read_triples import as_stored
from kg.rules.refusal import misused, refused
from kg.store.syntax_tree import SyntaxNode

if TYPE_CHECKING:
    from kg.rules.expression import Condition
    from kg.rules.pattern import Pattern
    from kg.rules.read_triples import Triples
    from kg.store.syntax_tree import SyntaxTree

_ELSEWHERE = {
    "OptionalGraphPattern": "OPTIONAL",
    "GraphGraphPattern": "GRAPH",
    "ServiceGraphPattern": "SERVICE",
    "SubSelect": "SELECT",
}


@dataclass(frozen=True)
class Absent:
    """A group that must be absent, not yet read.

    Attributes:
        sure: variables that are bound where a MINUS stands, by triples or VALUES.
        made: variables that a BIND before it makes.
    """

    node: SyntaxNode
    minus: bool
    sure: frozenset[str]
    made: frozenset[str]


@dataclass
class GroupReader:
    """Reads one group; what must be absent is left for later, when all variables are known.

    Attributes:
        outer: variables of the group around it that it sees (in FILTER NOT EXISTS).
        what: what the group is, for messages.
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
        """The group.

        Raises:
            RuleError: it has a part that a rule may not have; names the part and its place.
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
        """Read a part; one that holds for the whole group is given back."""
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
        """A group in braces of its own, which joins where it has triples and their filters."""
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
