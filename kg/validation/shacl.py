"""SHACL validation of the graph, with pySHACL or a compiled engine.

SHACL validates one graph, so all statements are merged, and each named graph gets
``ent:statesAbout`` for every node that is a subject in it. Statements outside named graphs are
attributed to ``ent:unnamedGraph``, which has no source.

Denials and suppositions must be as well-formed as facts: here their classes are given by
``rdf:type``, and a node that stands for another is merged with it. ``ent:takesForFact`` marks
content whose form does not fit the polarity and modality of its claim.
"""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.errors import InputError
from kg.model import terms
from kg.model.terms import ONTOLOGY_GRAPH, ent, shorten
from kg.store.files import read_quads
from kg.store.open import shape_files
from kg.store.set_apart import DENIED_TYPE, STANDS_FOR, SUPPOSED_TYPE, TYPES, is_no, is_own
from kg.validation.chronology import Chronology
from kg.validation.consistency import ONE_WAY, Consistency
from kg.validation.engine_fast import Shapes, comparing, incomparable, is_shown
from kg.validation.finding import Finding, Findings, shape_name
from kg.validation.generated import SUBJECT, VALUE, generated_shapes, shape_properties
from kg.validation.unknown_terms import DANGLING, UNKNOWN, WRONG_KIND, TermCheck

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pyoxigraph import Quad

    from kg.store.dataset import Term

STATES_ABOUT = ent("statesAbout")
TAKES_FOR_FACT = ent("takesForFact")
UNNAMED = ent("unnamedGraph")
_ONTOLOGY = NamedNode(terms.OWL + "Ontology")


def flatten(quads: Iterable[Quad]) -> Iterator[Triple]:
    """Yield all statements for one graph, and who states them; some are repeated."""
    told: dict[tuple[NamedNode, Term], None] = {}
    own: list[Quad] = []
    ontologies: set[Term] = {ONTOLOGY_GRAPH}
    form = FormCheck()
    for quad in quads:
        graph, subject = quad.graph_name, quad.subject
        if not isinstance(graph, NamedNode):
            graph = UNNAMED
        if quad.object == _ONTOLOGY and quad.predicate == terms.TYPE and subject == graph:
            ontologies.add(graph)
        form.note(quad)
        if is_own(quad) and graph != ONTOLOGY_GRAPH:
            own.append(quad)
        else:
            yield quad.triple
            told[graph, subject] = None
    for claim, triple in _own(own):
        yield triple
        told[claim, triple.subject] = None
    for claim, node in told:
        if claim not in ontologies and not isinstance(node, Triple):
            yield Triple(claim, STATES_ABOUT, node)
    for claim, node in form.misplaced():
        yield Triple(claim, TAKES_FOR_FACT, node)


def _own(quads: list[Quad]) -> Iterator[tuple[NamedNode, Triple]]:
    """Yield the statements of claims about their own nodes."""
    stands_for: dict[Term, Term] = {
        quad.subject: quad.object for quad in quads if quad.predicate == STANDS_FOR
    }
    for quad in quads:
        if quad.predicate == STANDS_FOR:
            continue
        typed = quad.predicate in (DENIED_TYPE, SUPPOSED_TYPE)
        subject: Term = stands_for.get(quad.subject, quad.subject)
        if isinstance(subject, NamedNode) and isinstance(quad.graph_name, NamedNode):
            value = stands_for.get(quad.object, quad.object)
            predicate = terms.TYPE if typed else quad.predicate
            yield quad.graph_name, Triple(subject, predicate, value)


_POLARITY = terms.ent("hasPolarity")
_MODALITY = terms.ent("hasModality")
_COMMITTING = terms.ent("committing")
_DENIED = terms.ent("denied")


class FormCheck:
    """Collects statements, in any order, and finds those whose form does not fit their claim."""

    def __init__(self) -> None:
        self._polarity: dict[Term, Term] = {}
        self._modality: dict[Term, Term] = {}
        self._supposing: set[Term] = set()
        self._typed: set[tuple[NamedNode, NamedNode, NamedNode]] = set()
        self._foreign: dict[NamedNode, dict[NamedNode, None]] = {}

    def note(self, quad: Quad) -> None:
        """Add a statement."""
        graph, subject, predicate = quad.graph_name, quad.subject, quad.predicate
        if predicate == _POLARITY and self._polarity.get(subject) != _DENIED:
            self._polarity[subject] = quad.object
        elif predicate == _MODALITY:
            self._modality[subject] = quad.object
        elif predicate == _COMMITTING and is_no(quad.object):
            self._supposing.add(subject)
        if isinstance(graph, NamedNode) and isinstance(subject, NamedNode):
            if predicate in TYPES:
                self._typed.add((graph, subject, predicate))
            if not is_own(quad):
                self._foreign.setdefault(graph, {})[subject] = None

    def misplaced(self) -> Iterator[tuple[NamedNode, NamedNode]]:
        """Yield claims, each with a node whose form does not fit its polarity and modality."""
        found: dict[tuple[NamedNode, NamedNode], None] = {}
        for claim, node, predicate in self._typed:
            if claim in self._polarity and predicate != self._wanted(claim):
                found[claim, node] = None
        for claim, nodes in self._foreign.items():
            if claim in self._polarity and self._wanted(claim) != terms.TYPE:
                found.update(dict.fromkeys((claim, node) for node in nodes))
        yield from sorted(found, key=str)

    def _wanted(self, claim: Term) -> NamedNode:
        if self._modality.get(claim) in self._supposing:
            return SUPPOSED_TYPE
        return DENIED_TYPE if self._polarity.get(claim) == _DENIED else terms.TYPE


ENGINES = ("pyshacl", "fast")
_PARAMETER = NamedNode(terms.SH + "parameter")
_TARGET_NODE = NamedNode(terms.SH + "targetNode")
_COMPARING = [NamedNode(terms.SH + name) for name in ("lessThan", "lessThanOrEquals")]


def quickest() -> str:
    """Return the compiled engine if it is installed (its findings are the same), else pySHACL."""
    return "fast" if find_spec("shacl_rust") else "pyshacl"


def read_shapes() -> list[Triple]:
    """Return the statements of the ontology's shapes."""
    return [quad.triple for path in shape_files() for quad in read_quads(path)]


def validate(
    quads: Iterable[Quad],
    shapes: Sequence[Triple] = (),
    added: Iterable[Quad] | None = None,
    engine: str = "pyshacl",
    *,
    plain: bool = False,
) -> Findings:
    """Validate statements against the shapes of the ontology and further shapes.

    Args:
        quads: all statements, so that shapes see the whole graph; some may be repeated.
        shapes: statements of further shapes.
        added: some of the statements; if given, only findings about terms in these are returned.
        engine: one of ``ENGINES``.
        plain: True to run only the further shapes, on the given statements without additions.

    Raises:
        InputError: a shape is not what SHACL allows.
    """
    everything, added = list(quads), None if added is None else list(added)
    written = [] if plain else read_shapes()
    following = [] if plain else generated_shapes(everything, written)
    stated = [*written, *shapes, *following]
    data = list((q.triple for q in everything) if plain else flatten(everything))
    near = None if added is None else _spoken_of(added, stated)
    graph = None
    if engine == "fast":
        found = _fast(data, [*written, *following], shapes)
    else:
        from kg.validation.engine_pyshacl import reference_findings

        found, graph = reference_findings(data, stated)
    if near is not None:
        names = {shorten(node) for node in near}
        found = [finding for finding in found if finding.node in names]
    terms_of = TermCheck(everything)
    own = added
    if own is None:
        own = [quad for quad in everything if quad.graph_name != ONTOLOGY_GRAPH]
    unknown = list(terms_of.findings(own))
    if not plain:
        found += Chronology(everything).findings(own)
        unknown += Consistency(everything).findings(own)
    if plain:
        unknown = [finding for finding in unknown if finding.shape in (UNKNOWN, WRONG_KIND)]
    ordered = {
        shape_name(t.subject.value): shorten(t.object.value)
        for t in stated
        if t.predicate in _COMPARING
        and isinstance(t.subject, NamedNode)
        and isinstance(t.object, NamedNode)
    }
    one_each = _once(found, unknown, shape_properties(following), ordered)
    return Findings(tuple(sorted_findings(map(terms_of.hinted, one_each))), graph=graph)


def _fast(
    data: Sequence[Triple],
    known: Sequence[Triple],
    own: Sequence[Triple],
) -> list[Finding]:
    """Run the compiled engine, and pySHACL on shapes where the two might differ.

    Args:
        data: all data, in one graph.
        known: shapes that the tests run on both engines.
        own: the user's shapes.
    """
    from kg.validation.engine_fast import fast_findings

    shapes, left = [*known], list[Triple]()
    theirs = Shapes(own)
    components = any(triple.predicate == _PARAMETER for triple in own)
    for root in theirs.roots():
        closure = theirs.closure(root)
        (shapes if is_shown(closure) and not components else left).extend(closure)
    if left:
        ran = set(shapes)
        left += [triple for triple in own if triple not in ran]  # components, prefixes
    odd = incomparable(data, shapes)
    doubtful: list[Triple] = []
    if odd:
        all_shapes = Shapes(shapes)
        for root in all_shapes.roots():
            closure = all_shapes.closure(root)
            if comparing(closure, odd):
                doubtful += closure
    try:
        found = fast_findings(data, shapes)
    except InputError:
        raise
    except BaseException as error:  # a panic of the engine is not an Exception
        if type(error).__name__ != "PanicException":
            raise
        found, left, doubtful = [], [*shapes, *left], []
    if not left and not doubtful:
        return found
    from kg.validation.engine_pyshacl import reference_findings

    if left:
        found += reference_findings(data, left)[0]
    if doubtful:
        told = {shape_name(t.subject.value) for t in doubtful if isinstance(t.subject, NamedNode)}
        again = {shorten(node) for nodes in odd.values() for node in nodes}
        found = [f for f in found if f.shape not in told or f.node not in again]
        seen = reference_findings(data, doubtful)[0]
        found += [f for f in seen if f.node in again]
    return found


def _once(
    found: Iterable[Finding],
    unknown: Sequence[Finding],
    following: Mapping[str, str],
    ordered: Mapping[str, str],
) -> list[Finding]:
    """Keep the most informative of the findings about one value of a node.

    Written shapes take precedence over misspelt terms, these over shapes generated from the
    ontology (``following``: name and property), and these over things that nothing describes. A
    finding that one value must be later than another is dropped if either cannot be compared
    (``ordered``: names of such shapes and the property with the later values).
    """
    written, generated = [], []
    for finding in found:
        if finding.shape in following:
            generated.append(replace(finding, path=following[finding.shape]))
        else:
            written.append(finding)
    classless = {finding.node for finding in written if finding.path == "rdf:type"}
    generated = [f for f in generated if not (f.shape.endswith(SUBJECT) and f.node in classless)]
    strange = {(f.node, f.path) for f in generated if f.shape.endswith(VALUE)}
    written = [
        f
        for f in written
        if f.shape not in ordered
        or strange.isdisjoint({(f.node, f.path), (f.node, ordered[f.shape])})
    ]
    kept, told = list(written), {_subject(finding) for finding in written}
    around = {finding.value for finding in written if not finding.path}  # longer circles
    slips = [
        f for f in unknown if f.shape != DANGLING and (f.shape != ONE_WAY or f.node not in around)
    ]
    missing = [finding for finding in unknown if finding.shape == DANGLING]
    for group in (slips, generated, missing):
        new = [finding for finding in group if _subject(finding) not in told]
        kept += new
        told |= {_subject(finding) for finding in new}
    return kept


def _subject(finding: Finding) -> tuple[str, str, str]:
    return finding.node, finding.path, finding.value


def _spoken_of(added: Iterable[Quad], shapes: Iterable[Triple]) -> set[str]:
    """Return the terms in some statements, and the single target nodes of shapes."""
    single = {t.object for t in shapes if t.predicate == _TARGET_NODE}
    spoken = {UNNAMED.value, *(node.value for node in single if isinstance(node, NamedNode))}
    for quad in added:
        spoken.update(
            term.value for term in quad if isinstance(term, NamedNode | BlankNode | Literal)
        )
    return spoken


def sorted_findings(found: Iterable[Finding]) -> list[Finding]:
    """Return the distinct findings, most severe first, then by position and node."""
    return sorted(set(found), key=lambda finding: finding.order)
