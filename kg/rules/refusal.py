"""What a rule may not contain, and what to write instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.errors import RuleError

if TYPE_CHECKING:
    from kg.store.syntax_tree import SyntaxNode, SyntaxTree

_ALWAYS = "a rule must conclude the same from the same facts, so leave it out"

ADVICE = {
    "OPTIONAL": "write a second rule without the optional part",
    "UNION": "write one rule for each branch",
    "GRAPH": "rules read one graph; leave GRAPH out",
    "SERVICE": "rules cannot query other servers",
    "SELECT": "derive what the subquery finds with a rule of its own; count in a question",
    "FROM": "rules read the graph that they are given; leave FROM out",
    "FILTER EXISTS": "write the pattern itself, outside FILTER",
    "EXISTS in an expression": "give FILTER NOT EXISTS { … } a FILTER of its own, or write the "
    "pattern itself",
    "UNDEF": "leave the column out and write one rule for each kind of row",
    "RAND": _ALWAYS,
    "NOW": "a rule applies to one moment and cannot use dates; the engine works out when it holds",
    "UUID": _ALWAYS,
    "STRUUID": _ALWAYS,
    "BNODE": "give the conclusion an IRI: BIND(IRI(CONCAT(…)) AS ?conclusion)",
    "an aggregate": "rules do not count; count in a question",
    "a function that SPARQL does not define": "use those of SPARQL 1.1",
    "a property path with |": "write property paths as steps, one rule for each alternative",
    "a property path with * + or ?": "write property paths as steps, each derived by a rule of "
    "its own; a rule may read what it concludes",
    "a property path with !": "write property paths as steps: a variable and a FILTER that "
    "excludes the others",
    "GROUP BY": "a modifier after WHERE { … } means nothing in a rule; count in a question",
    "HAVING": "a modifier after WHERE { … } means nothing in a rule; count in a question",
    "ORDER BY": "a modifier after WHERE { … } means nothing in a rule",
    "LIMIT or OFFSET": "a modifier after WHERE { … } means nothing in a rule",
    "VALUES after WHERE { … }": "it is a modifier there; put it within the braces",
    "a nested group with BIND": "write its patterns in the group around it",
    "a nested group with MINUS": "write its patterns in the group around it",
    "a nested group with NOT EXISTS": "write its patterns in the group around it",
}


def refused(construct: str, tree: SyntaxTree, node: SyntaxNode) -> RuleError:
    """A refusal of a construct by its name, with its place."""
    return misused(f"uses {construct}", ADVICE[construct], tree, node)


def misused(problem: str, advice: str, tree: SyntaxTree, node: SyntaxNode) -> RuleError:
    """A refusal that has a place."""
    error = RuleError(f"{problem}; {advice}")
    error.place = tree.place(node)
    return error
