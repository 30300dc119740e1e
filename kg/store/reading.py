"""Properties of a query that the store does not report, read from its parse tree and cached.

Parsing takes a hundred times as long as a lookup, so each text is parsed once. Results for the
shipped queries are in ``queries/parsed``, which ``python -m kg.rules.parsed`` writes; those for a
user's queries are in the user's cache folder. The key of a result covers the text and the source
code of the parsing modules, so a result for another text or version is never returned. Results are
JSON and are checked when read: a damaged result is treated as absent, and a folder without write
permission is left alone.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pyoxigraph import Literal, NamedNode, Variable

from kg import resources
from kg.errors import KgError, QueryError
from kg.store.atomic import atomic_write
from kg.store.syntax import expanded, may_use

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from kg.store.syntax import SyntaxNode, SyntaxTree

T = TypeVar("T")

_MOST_FILES = 1000
_MOST_BYTES = 1_000_000
_BAD = (ValueError, TypeError, LookupError, AttributeError, RecursionError)


class ParseCache(Generic[T]):
    """A cache of parse results of one kind.

    Args:
        kind: the name of the file of shipped results.
        sources: the modules that determine the results; if one changes, all kept results are
            invalid.
        load: creates a result from JSON data; raises ValueError or the like if they are not valid.
        dump: returns a result as JSON data.
    """

    def __init__(
        self,
        kind: str,
        sources: Sequence[Path],
        load: Callable[[Any], T],
        dump: Callable[[T], Any],
    ) -> None:
        self.kind = kind
        self._sources = sources
        self._load = load
        self._dump = dump

    def find(self, text: str) -> T | None:
        """Return the kept result of parsing a text, or None."""
        shipped = self._shipped.get(_digest(text))
        found = self._loaded(shipped) if shipped is not None else None
        return found if found is not None else self._from_user(text)

    def keep(self, text: str, found: T) -> None:
        """Keep the result of parsing a text if the user's cache folder is writable."""
        try:
            content = json.dumps(self._dump(found), ensure_ascii=True).encode()
            folder = user_folder()
            if len(content) > _MOST_BYTES or not self.version:
                return
            folder.mkdir(parents=True, exist_ok=True)
            with atomic_write(folder / self._name(text)) as file:
                file.write(content)
            _prune(folder)
        except (OSError, KgError, RuntimeError, *_BAD):
            return

    @property
    def shipped_file(self) -> Path:
        """The file with the results for the shipped queries."""
        return resources.folder("queries") / "parsed" / f"{self.kind}.json"

    def shipped_content(self, results: Iterable[tuple[str, T]]) -> str:
        """Return the text of that file: one result in each line, by the digest of its query."""
        lines = sorted(
            f"{json.dumps(_digest(text))}: {json.dumps(self._dump(found), separators=(',', ':'))}"
            for text, found in results
        )
        known = f'{{"version": {json.dumps(self.version)}, "results": {{\n'
        return known + ",\n".join(lines) + "\n}}\n"

    @cached_property
    def version(self) -> str:
        """Digest of the parsing modules, empty if their sources are not available."""
        try:
            return _digest("\0".join(path.read_text(encoding="utf-8") for path in self._sources))
        except (OSError, ValueError):
            return ""

    @cached_property
    def _shipped(self) -> dict[str, Any]:
        try:
            kept = json.loads(self.shipped_file.read_bytes())
            results = kept["results"] if kept["version"] == self.version else {}
        except (OSError, *_BAD):
            return {}
        return results if isinstance(results, dict) else {}

    def _from_user(self, text: str) -> T | None:
        try:
            path = user_folder() / self._name(text)
            if not self.version or path.stat().st_size > _MOST_BYTES:
                return None
            return self._loaded(json.loads(path.read_bytes()))
        except (OSError, RuntimeError, *_BAD):
            return None

    def _loaded(self, kept: Any) -> T | None:
        try:
            return self._load(kept)
        except _BAD:
            return None

    def _name(self, text: str) -> str:
        return f"{self.kind}-{_digest(self.version + text)}.json"


def user_folder() -> Path:
    """Return the folder of the user's own results (XDG Base Directory Specification)."""
    chosen = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(chosen) if chosen else Path.home() / ".cache") / "entente" / "parsed"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _prune(folder: Path) -> None:
    """Delete the older half of the files if there are too many."""
    files = list(folder.glob("*.json"))
    if len(files) > _MOST_FILES:
        files.sort(key=lambda path: path.stat().st_mtime)
        for path in files[: len(files) - _MOST_FILES // 2]:
            path.unlink(missing_ok=True)


@dataclass(frozen=True)
class Reading:
    """The parts of a query.

    Attributes:
        form: SELECT, ASK, CONSTRUCT or DESCRIBE.
        start: the index of that keyword, after the prologue.
        pattern: start and end index of the content of its outermost braces, or None without braces.
        subquery: True if those braces contain only a subquery.
        template: False for the short form CONSTRUCT WHERE { … }.
        claim: start and end index of its first ``GRAPH ?claim { … }``, including separate braces
            around it, if any; None if it has none.
        dataset: True if it names its graphs (FROM, FROM NAMED).
        terms: the IRIs that it mentions, in order.
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
    """Read a well-formed query; indices refer to the text with codepoint escapes replaced.

    Raises:
        InputError: the query cannot be parsed; the error names line and column.
    """
    found = QUERIES.find(text)
    if found is None:
        found = parse_reading(text, path)
        QUERIES.keep(text, found)
    return found


def parse_reading(text: str, path: str = "") -> Reading:
    """Read the parts of a query from its text, without the cache."""
    from kg.store.grammar import parse_query

    return _reading(parse_query(text, path))


def service_place(text: str, path: str = "") -> tuple[int, int] | None:
    """Return line and column at which a query uses another server (SERVICE), or None.

    Cached results are never trusted for this.

    Raises:
        InputError: the keyword may occur and the query cannot be parsed; the error names line and
            column.
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
    """Return True for a query that names its own graphs (FROM, FROM NAMED).

    Raises:
        InputError: the keyword may occur and the query cannot be parsed; the error names line and
            column.
    """
    return may_use("FROM", text) and read_query(text, path).dataset


def refuse_service(text: str, path: str = "") -> None:
    """Reject a query that uses another server (SERVICE).

    Raises:
        QueryError: the query uses another server.
        InputError: the query may do so but cannot be parsed.
    """
    place = service_place(text, path)
    if place:
        line, column = place
        raise QueryError(f"SERVICE at {line}:{column}: federated queries are disabled")


def with_values(text: str, block: str, path: str = "") -> str:
    """Return the query with a VALUES block at the start of its outermost group pattern.

    Raises:
        QueryError: it has no group pattern in which to put VALUES.
        InputError: the query cannot be parsed; the error names line and column.
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
    [_HERE / f"{name}.py" for name in ("reading", "syntax", "grammar")],
    _load,
    asdict,
)
"""Cache of parsed queries."""
