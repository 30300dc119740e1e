"""A rule from the parse tree of its query, by the meaning that SPARQL 1.1 gives to each part.

What a rule may contain is a part of SPARQL in which every match of the body has premises of its
own, so that it can be said on which days the match holds: triples, FILTER, BIND and VALUES, joined,
less what FILTER NOT EXISTS or MINUS removes. A part that has this meaning in another form is turned
into it: steps of a path into triples, blank nodes into variables, braces that only group into the
group around them. All else is refused by its name and place.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kg.errors import RuleError
from kg.rules.expression import Bind, Call, Filter, Values, Variable
from kg.rules.pattern import Group, RulePattern, Run, variable_name
from kg.rules.read_group import GroupReader
from kg.rules.read_triples import Triples
from kg.rules.refusal import misused, refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyoxigraph import NamedNode

    from kg.rules.expression import Condition, Expression
    from kg.rules.pattern import Pattern, Term
    from kg.rules.read_group import Absent
    from kg.store.syntax_tree import SyntaxNode, SyntaxTree

_MODIFIERS = {
    "datasetClause": "FROM",
    "groupby": "GROUP BY",
    "having": "HAVING",
    "orderby": "ORDER BY",
    "limitoffset": "LIMIT or OFFSET",
    "valuesClause": "VALUES after WHERE { … }",
}


def read_rule(tree: SyntaxTree) -> RulePattern:
    """Take a rule apart.

    Raises:
        RuleError: the query is no CONSTRUCT query, or has a part that rules lack; names the part
            and, where it is known, its place.
    """
    query = tree.query
    if query.name != "ConstructQuery":
        raise RuleError("is not a CONSTRUCT query")
    for field, construct in _MODIFIERS.items():
        for node in query.all(field):
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
    """The group of a MINUS, to be joined with the body.

    It removes what it shares a variable with, by the variables that are bound where it stands;
    one that the body binds later is another variable, so it is given another name.
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
    """A group with some variables under other names."""

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
