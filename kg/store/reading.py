"""Facts about a query that the store does not tell, read from its parse tree."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal, NamedNode, Variable

from kg.errors import QueryError
from kg.store.parse_cache import ParseCache
from kg.store.syntax import expanded, may_use

if TYPE_CHECKING:
    from kg.store.syntax_tree import SyntaxNode, SyntaxTree


@dataclass(frozen=True)
class Reading:
    """What a query is made of.

    Attributes:
        form: SELECT, ASK, CONSTRUCT or DESCRIBE.
        start: index at which that word stands, after the prologue.
        pattern: first and last index of what its outermost braces hold, None if it has none.
        subquery: True where those braces hold a subquery and nothing else.
        template: False of the short form CONSTRUCT WHERE { … }.
        claim: first and last index of its first ``GRAPH ?claim { … }``, with the braces of its own
            in which that stands, if any; None if it has none.
        dataset: True where it names its graphs (FROM, FROM NAMED).
        terms: the IRIs that it names, in order.
    """

    form: str
    start: int
    pattern: tuple[int, int] | None
    subquery: bool
    template: bool
    claim: tuple[int, int] | None
    dataset: bool
    terms: tuple[str, ...]


def read_query(text: str, path: str = "") -> Reading:
    """Read a well-formed query. Indices count in the text without codepoint escapes.

    Raises:
        InputError: it cannot be read; names line and column.
    """
    found = QUERIES.find(text)
    if found is None:
        found = parse_reading(text, path)
        QUERIES.keep(text, found)
    return found


def parse_reading(text: str, path: str = "") -> Reading:
    """The same, from the text alone."""
    from kg.store.grammar import parse_query

    return _reading(parse_query(text, path))


def service_place(text: str, path: str = "") -> tuple[int, int] | None:
    """Line and column at which a query asks another server (SERVICE), None if it does not.

    What was kept of a query is never trusted for this.

    Raises:
        InputError: the letters occur, and the query cannot be read; names line and column.
    """
    if not may_use("SERVICE", text):
        return None
    from kg.store.grammar import parse_query

    tree = parse_query(text, path)
    for node in tree.query.walk():
        if node.name == "ServiceGraphPattern":
            return tree.place(node)
    return None


def names_dataset(text: str, path: str = "") -> bool:
    """True of a query that says itself which graphs it asks (FROM, FROM NAMED).

    Raises:
        InputError: the letters occur, and the query cannot be read; names line and column.
    """
    return may_use("FROM", text) and read_query(text, path).dataset


def refuse_service(text: str, path: str = "") -> None:
    """Let no query pass that asks another server.

    Raises:
        QueryError: it does.
        InputError: that cannot be told, since the query cannot be read.
    """
    place = service_place(text, path)
    if place:
        line, column = place
        raise QueryError(f"SERVICE at {line}:{column}: federated queries are disabled")


def with_values(text: str, block: str, path: str = "") -> str:
    """The query with a VALUES block at the opening of its outermost group pattern.

    Raises:
        QueryError: it has none that could open so.
        InputError: it cannot be read; names line and column.
    """
    reading = read_query(text, path)
    if not reading.template:
        raise QueryError("has no template to bind into; write CONSTRUCT { … } WHERE { … }")
    if reading.pattern is None:
        raise QueryError("has no pattern to bind a parameter in")
    first, last = reading.pattern
    plain = expanded(text)
    inner = plain[first:last]
    if reading.subquery:
        inner = f"{{ {inner} }}"
    return f"{plain[:first]} {block} {inner}{plain[last:]}"


def _reading(tree: SyntaxTree) -> Reading:
    query = tree.query
    where: SyntaxNode | None = query.get("where")
    template = where is None or where.name != "FakeGroupGraphPatten"
    return Reading(
        form=query.name.removesuffix("Query").upper(),
        start=query.start,
        pattern=(where.start, where.end) if where else None,
        subquery=where is not None and where.name == "SubSelect",
        template=template and (where is not None or query.name != "ConstructQuery"),
        claim=_claim(query),
        dataset=any(node.name == "DatasetClause" for node in query.walk()),
        terms=tuple(dict.fromkeys(_iris(query))),
    )


def _claim(query: SyntaxNode) -> tuple[int, int] | None:
    nodes = list(query.walk())
    found = [n for n in nodes if n.name == "GraphGraphPattern" and n["term"] == Variable("claim")]
    if not found:
        return None
    first = min(found, key=lambda node: node.start)
    braces = [
        node
        for node in nodes
        if node.name == "GroupOrUnionGraphPattern"
        and node.start <= first.start
        and first.end <= node.end
    ]
    chosen = min(braces, key=lambda node: node.end - node.start, default=first)
    return chosen.start, chosen.end


def _iris(query: SyntaxNode) -> list[str]:
    found = []
    for term in query.leaves():
        if isinstance(term, NamedNode):
            found.append(term.value)
        elif isinstance(term, Literal):
            found.append(term.datatype.value)
    return found


def _load(kept: Any) -> Reading:
    pattern, claim = kept["pattern"], kept["claim"]
    made = Reading(
        form=str(kept["form"]),
        start=int(kept["start"]),
        pattern=(int(pattern[0]), int(pattern[1])) if pattern else None,
        subquery=bool(kept["subquery"]),
        template=bool(kept["template"]),
        claim=(int(claim[0]), int(claim[1])) if claim else None,
        dataset=bool(kept["dataset"]),
        terms=tuple(map(str, kept["terms"])),
    )
    if made.form not in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"):
        raise ValueError(made.form)
    return made


_HERE = Path(__file__).parent
QUERIES = ParseCache(
    "queries",
    [_HERE / f"{name}.py" for name in ("reading", "syntax", "syntax_tree", "grammar")],
    _load,
    asdict,
)
"""Queries that were read before."""
