"""Checks of an ontology: a folder of queries, each of which finds one kind of defect."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from pyoxigraph import NamedNode, Quad, QuerySolutions

from kg import resources
from kg.errors import InputError
from kg.model import terms
from kg.model.terms import ONTOLOGY_GRAPH, ent, shorten
from kg.store.dataset import Dataset
from kg.store.files import rdf_files, read_quads
from kg.store.open import graph_paths, ontology_files, shape_files
from kg.store.query import run
from kg.store.query_file import read_folder
from kg.store.reading import read_query
from kg.tables.mapping import mapping_names, read_mapping
from kg.validation.finding import Finding, Findings, Severity, locate
from kg.validation.shacl import sorted_findings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kg.store.query_file import QueryFile
    from kg.tables.description import TableMapping

_QUERIES = NamedNode(terms.GRAPH + "queries")
_SHAPES = NamedNode(terms.GRAPH + "shapes")
_FOLDERS = ("backtests", "corroboration", "criteria", "questions", "rules", "views")


def checks(folders: Sequence[Path] = ()) -> list[QueryFile]:
    """Return the checks in some folders, by default the shipped ones, sorted by name."""
    chosen = list(folders) or [resources.folder("queries") / "checks"]
    return [check for folder in chosen for check in read_folder(folder)]


def lint(
    paths: Sequence[Path] = (), *, shipped: bool = True, folders: Sequence[Path] = ()
) -> Findings:
    """Run the checks on the ontology, its shapes, the graph and the queries.

    Args:
        paths: modules of ontologies, and folders of them, in addition to the shipped one.
        shipped: False to check the paths only.
        folders: folders with checks to run instead of the shipped ones.

    Raises:
        InputError: a file cannot be read, or a check has no column ``?node`` or no severity.
        QueryError: a check fails.
    """
    own = list(rdf_files(paths))
    modules = [*own, *(ontology_files() if shipped else ())]
    shapes = shape_files() if shipped else []
    graphs = graph_paths() if shipped else []
    quads = [*_in_graph(modules, ONTOLOGY_GRAPH), *_in_graph(shapes, _SHAPES)]
    for path in graphs:
        quads += read_quads(path)
    if shipped:
        quads += _mentions()
    dataset = Dataset(quads)
    found = [finding for check in checks(folders) for finding in _found(dataset, check)]
    placed = _in_queries(locate(found, [*modules, *shapes, *graphs]))
    return Findings(tuple(sorted_findings(placed)), "The ontology")


def _in_graph(paths: Sequence[Path], graph: NamedNode) -> Iterator[Quad]:
    for path in paths:
        for quad in read_quads(path):
            yield Quad(quad.subject, quad.predicate, quad.object, graph)


def _mentions() -> Iterator[Quad]:
    """Yield the terms that each query file and table description mentions."""
    home = resources.folder("queries")
    for folder in _FOLDERS:
        for path in sorted((home / folder).rglob("*.rq")):
            for name in read_query(path.read_text(encoding="utf-8"), str(path)).terms:
                yield _mention(path, NamedNode(name))
    for name in mapping_names():
        path = resources.folder("graph") / "datasets" / f"{name}.yaml"
        for word in sorted(_words(read_mapping(name))):
            yield _mention(path, ent(word))


def _words(mapping: TableMapping) -> set[str]:
    """Return the terms that a mapping mentions."""
    words = {*mapping.parties.values(), *mapping.values}
    for claim in mapping.claims:
        words |= {claim.kind, *claim.properties, *claim.properties.values()}
        words |= {*claim.roles, *claim.coded, *claim.flags}
        words |= {term for terms in claim.flags.values() for term in terms}
        words |= set(claim.parties.values())
    return words


def _mention(path: Path, term: NamedNode) -> Quad:
    return Quad(NamedNode(path.resolve().as_uri()), ent("mentions"), term, _QUERIES)


def _found(dataset: Dataset, check: QueryFile) -> Iterator[Finding]:
    severity = str(check.other.get("severity", "")).upper()
    if severity not in Severity.__members__:
        raise InputError(check.path, "has no severity", "add '#+ severity: violation'", 1)
    result = run(dataset, check, {})
    names = [v.value for v in result.variables] if isinstance(result, QuerySolutions) else []
    if not isinstance(result, QuerySolutions) or "node" not in names:
        raise InputError(check.path, "has no column ?node", "select the node that is wrong")
    for row in result:
        cells = dict(zip(names, row, strict=True))
        node, value = (shorten(getattr(cells.get(n), "value", "")) for n in ("node", "value"))
        yield Finding(Severity[severity], check.name, node, "", value, check.summary)


def _in_queries(findings: Sequence[Finding]) -> Iterator[Finding]:
    """Yield findings, placing those about a file where it mentions the term."""
    for finding in findings:
        if not finding.node.startswith("file:"):
            yield finding
            continue
        path = Path(unquote(urlsplit(finding.node).path))
        name = finding.value.partition(":")[2]
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if (column := line.find(name)) >= 0:
                yield replace(finding, node=path.name).at(str(path), number, column + 1)
                break
        else:
            yield replace(finding, node=path.name).at(str(path), 1, 1)
