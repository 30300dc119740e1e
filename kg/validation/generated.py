"""Shapes generated from an ontology: for each property, its subject, its value and its cardinality.

Here, ``rdfs:domain`` and ``rdfs:range`` are conditions, not entailments; a range can be the
concepts of a scheme. A problem that a written shape also finds is reported with that shape's
message (``kg.validation.shacl``). Anonymous shapes get stable names, so that a finding can be
recognised in a later run.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.model import terms
from kg.model.terms import BASE, ENT, OWL, RDF, RDFS, SH, TYPE, XSD, shorten
from kg.validation.finding import shape_name
from kg.validation.unknown_terms import split

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pyoxigraph import Quad

    from kg.store.dataset import Term

SHAPE = BASE + "shape/"
_PROPERTY = NamedNode(SH + "property")
_PATH = NamedNode(SH + "path")
_SHAPES = {NamedNode(SH + "NodeShape"), NamedNode(SH + "PropertyShape")}
_TARGETS = {NamedNode(f"{SH}target{kind}") for kind in ("Class", "Node", "SubjectsOf", "ObjectsOf")}
_DEPTH = 12
"""Levels of nested blank nodes by which two shapes are distinguished."""


def name_shapes(triples: Iterable[Triple]) -> list[Triple]:
    """Return the statements of a shapes graph, with names for anonymous shapes.

    A property shape is named after its parent shape and its path, and a shape with targets after
    its first target.
    """
    stated = list(triples)
    about: dict[Term, list[Triple]] = defaultdict(list)
    for triple in stated:
        about[triple.subject].append(triple)
    names: dict[Term, NamedNode] = {}
    taken: Counter[str] = Counter()
    for _, wanted, node in sorted(_wanted(stated, about), key=lambda one: one[:2]):
        if node not in names:
            taken[wanted] += 1
            number = f"-{taken[wanted]}" if taken[wanted] > 1 else ""
            names[node] = NamedNode(f"{SHAPE}{wanted}{number}")
    if not names:
        return stated
    return [
        Triple(names.get(t.subject, t.subject), t.predicate, names.get(t.object, t.object))
        for t in stated
    ]


def _wanted(
    stated: list[Triple], about: dict[Term, list[Triple]]
) -> list[tuple[str, str, BlankNode]]:
    """Return the description of each anonymous shape, the name it should have, and its node."""
    found = []
    owners: dict[Term, Term] = {}
    for triple in stated:
        if triple.predicate == _PROPERTY and isinstance(triple.object, BlankNode):
            owners[triple.object] = triple.subject
    for node, triples in about.items():
        if not isinstance(node, BlankNode):
            continue
        name = _name(node, about, owners)
        if name or any(t.predicate == TYPE and t.object in _SHAPES for t in triples):
            found.append((_description(node, about, _DEPTH), name or "anonymous", node))
    return found


def _name(node: Term, about: dict[Term, list[Triple]], owners: dict[Term, Term]) -> str:
    """Return a name for an anonymous shape; empty if findings never name it."""
    parts: list[str] = []
    while isinstance(node, BlankNode):
        path = next((t.object for t in about[node] if t.predicate == _PATH), None)
        target = next((t.object for t in about[node] if t.predicate in _TARGETS), None)
        for said in (path, target):
            if said is not None:
                parts.insert(0, _local(said) if isinstance(said, NamedNode) else "path")
        if node not in owners or len(parts) > _DEPTH:
            return "-".join(parts) if target is not None else ""
        node = owners[node]
    return "-".join([_local(node), *parts])


def _local(term: Term) -> str:
    text = re.sub(r"^.*[/#:]", "", getattr(term, "value", str(term)))
    return re.sub(r"[^\w-]", "-", text) or "shape"


def _description(node: Term, about: dict[Term, list[Triple]], depth: int) -> str:
    """Describe a node, in an order that does not depend on the names of blank nodes."""
    if not isinstance(node, BlankNode):
        return str(node)
    if not depth:
        return "[]"
    inner = sorted(f"{t.predicate} {_description(t.object, about, depth - 1)}" for t in about[node])
    return f"[{' ; '.join(inner)}]"


SUBJECT, VALUE = "-subject", "-value"
"""Suffixes of the names of shapes for the subject of a property, and for its values."""
_GENERATED = SHAPE + "ontology/"

_OBJECT = NamedNode(OWL + "ObjectProperty")
_DATATYPE = NamedNode(OWL + "DatatypeProperty")
_KINDS = {_OBJECT, _DATATYPE, terms.FUNCTIONAL}
_DOMAIN, _RANGE = NamedNode(RDFS + "domain"), NamedNode(RDFS + "range")
_UNION = NamedNode(OWL + "unionOf")
_FIRST, _REST, _NIL = (NamedNode(RDF + name) for name in ("first", "rest", "nil"))
_CONCEPT = NamedNode(terms.SKOS + "Concept")
_ON, _HAS_VALUE = NamedNode(OWL + "onProperty"), NamedNode(OWL + "hasValue")
_IN_SCHEME = NamedNode(terms.SKOS + "inScheme")
_READ = {TYPE, _DOMAIN, _RANGE, _UNION, _FIRST, _REST, _ON, _HAS_VALUE, terms.LABEL}


def _sh(name: str) -> NamedNode:
    return NamedNode(SH + name)


class Ontology:
    """The properties and classes declared by some statements."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._about: dict[Term, dict[NamedNode, list[Term]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for quad in quads:
            if quad.predicate in _READ and (quad.predicate != TYPE or quad.object in _KINDS):
                values = self._about[quad.subject][quad.predicate]
                if quad.object not in values:
                    values.append(quad.object)

    def properties(self) -> list[NamedNode]:
        """Return the object and datatype properties, sorted by IRI."""
        found = [
            node
            for node, said in self._about.items()
            if isinstance(node, NamedNode) and not _KINDS.isdisjoint(said.get(TYPE, ()))
        ]
        return sorted(found, key=str)

    def values(self, node: Term, predicate: NamedNode) -> list[Term]:
        """Return the ontology's values for a term and a property."""
        return self._about[node][predicate] if node in self._about else []

    def classes(self, node: Term) -> list[NamedNode]:
        """Return the class, or the classes of which it is the union."""
        if isinstance(node, NamedNode):
            return [node]
        return [c for c in self._members(node) if isinstance(c, NamedNode)]

    def schemes(self, prop: NamedNode) -> list[NamedNode]:
        """Return the schemes of a property's values according to its ranges, sorted by IRI."""
        ranges = self.values(prop, _RANGE)
        found = {
            scheme
            for one in [*ranges, *(c for r in ranges for c in self._members(r))]
            if _IN_SCHEME in self.values(one, _ON)
            for scheme in self.values(one, _HAS_VALUE)
            if isinstance(scheme, NamedNode)
        }
        return sorted(found, key=str)

    def _members(self, node: Term) -> list[Term]:
        """Return the members of the union that defines a class."""
        found: list[Term] = []
        rest, seen = next(iter(self.values(node, _UNION)), _NIL), set()
        while rest != _NIL and rest not in seen:
            seen.add(rest)
            found += self.values(rest, _FIRST)
            rest = next(iter(self.values(rest, _REST)), _NIL)
        return found

    def name(self, node: NamedNode) -> str:
        """Return a readable name for a class, with its article."""
        labels = [v for v in self.values(node, terms.LABEL) if isinstance(v, Literal)]
        text = next((v.value for v in labels if v.language in ("en", None)), split(node.value)[1])
        return f"an {text}" if text[:1].lower() in "aeiou" else f"a {text}"


def _written_datatypes(written: Sequence[Triple]) -> dict[Term, list[Term]]:
    """Return the datatype that written shapes give each property's values; none if they differ."""
    paths = {t.subject: t.object for t in written if t.predicate == _sh("path")}
    found: dict[Term, list[Term]] = {}
    for triple in written:
        path = paths.get(triple.subject)
        if triple.predicate == _sh("datatype") and isinstance(path, NamedNode):
            values = found.setdefault(path, [])
            if triple.object not in values:
                values.append(triple.object)
    return {path: all_ for path, all_ in found.items() if len(all_) == 1}


def generated_shapes(quads: Iterable[Quad], written: Sequence[Triple]) -> list[Triple]:
    """Return the shapes for the properties that some statements declare.

    Args:
        quads: all statements, including the ontologies.
        written: the shapes written by hand, which give the datatype of a date, as OWL cannot.
    """
    ontology = Ontology(quads)
    datatypes = _written_datatypes(written)
    properties = ontology.properties()
    schemes = {scheme for prop in properties for scheme in ontology.schemes(prop)}
    return [
        *(t for scheme in sorted(schemes, key=str) for t in _scheme_shape(scheme)),
        *(t for prop in properties for t in _shapes(ontology, prop, datatypes)),
    ]


def _in_scheme(scheme: NamedNode) -> NamedNode:
    return NamedNode(f"{_GENERATED}in-{_local(scheme)}")


def _scheme_shape(scheme: NamedNode) -> Iterator[Triple]:
    """Yield the shape for the concepts of a scheme."""
    shape, member = _in_scheme(scheme), BlankNode(f"in{_local(scheme)}")
    yield Triple(shape, TYPE, _sh("NodeShape"))
    yield Triple(shape, _sh("property"), member)
    yield Triple(member, _sh("path"), _IN_SCHEME)
    yield Triple(member, _sh("hasValue"), scheme)


def shape_properties(shapes: Iterable[Triple]) -> dict[str, str]:
    """Return the property of each generated shape, by the shape's short name."""
    paths = (_sh("targetSubjectsOf"), _sh("path"))
    return {
        shape_name(t.subject.value): shorten(t.object.value)
        for t in shapes
        if t.predicate in paths
        and isinstance(t.subject, NamedNode)
        and isinstance(t.object, NamedNode)
    }


def _shapes(
    ontology: Ontology, prop: NamedNode, datatypes: dict[Term, list[Term]]
) -> Iterator[Triple]:
    space, local = split(prop.value)
    prefix = "" if space == ENT else shorten(prop.value).partition(":")[0] + "-"
    name = f"{prefix}{local}"
    kinds = ontology.values(prop, TYPE)
    shape = NamedNode(f"{_GENERATED}{name}")
    yield Triple(shape, TYPE, _sh("NodeShape"))
    yield Triple(shape, _sh("targetSubjectsOf"), prop)
    said = shorten(prop.value)
    domains = [c for d in ontology.values(prop, _DOMAIN) for c in [ontology.classes(d)] if c]
    if domains:
        one = NamedNode(f"{_GENERATED}{name}{SUBJECT}")
        yield Triple(one, TYPE, _sh("NodeShape"))
        yield Triple(one, _sh("targetSubjectsOf"), prop)
        for number, domain in enumerate(domains):
            yield from _of_class(one, domain, f"{name}s{number}")
        whom = _either(ontology, [c for domain in domains for c in domain])
        message = f"{said} applies only to {whom}; say that it is one, or use another property."
        yield Triple(one, _sh("message"), Literal(message, language="en"))
    value = NamedNode(f"{_GENERATED}{name}{VALUE}")
    constraints = list(_value(ontology, prop, value, datatypes, name))
    if constraints:
        yield Triple(shape, _sh("property"), value)
        yield Triple(value, _sh("path"), prop)
        yield from constraints
    if terms.FUNCTIONAL in kinds:
        once = NamedNode(f"{_GENERATED}{name}-once")
        yield Triple(shape, _sh("property"), once)
        yield Triple(once, _sh("path"), prop)
        yield Triple(once, _sh("maxCount"), Literal(1))
        message = f"A thing has at most one {said}; remove the others."
        yield Triple(once, _sh("message"), Literal(message, language="en"))


def _value(
    ontology: Ontology,
    prop: NamedNode,
    shape: NamedNode,
    written: dict[Term, list[Term]],
    name: str,
) -> Iterator[Triple]:
    said = shorten(prop.value)
    ranges = ontology.values(prop, _RANGE)
    schemes = ontology.schemes(prop)
    if _OBJECT in ontology.values(prop, TYPE):
        yield Triple(shape, _sh("nodeKind"), _sh("BlankNodeOrIRI"))
        classes = [c for r in ranges for c in [ontology.classes(r)] if c]
        if schemes and classes == [[_CONCEPT]]:
            yield from _any(shape, "node", [_in_scheme(s) for s in schemes], f"{name}n")
        else:
            for number, chosen in enumerate(classes):
                yield from _of_class(shape, chosen, f"{name}v{number}")
        if schemes:
            which = " or ".join(shorten(scheme.value) for scheme in schemes)
            message = f"Choose the value of {said} from {which}."
        elif classes:
            what = _either(ontology, [c for chosen in classes for c in chosen])
            message = f"The value of {said} must be {what} that the graph knows; describe it."
        else:
            message = f"The value of {said} is a thing, not text; give its IRI."
        yield Triple(shape, _sh("message"), Literal(message, language="en"))
    elif _DATATYPE in ontology.values(prop, TYPE):
        stated = ranges or written.get(prop, [])
        datatypes = [r for r in stated if isinstance(r, NamedNode)]
        yield Triple(shape, _sh("nodeKind"), _sh("Literal"))
        for datatype in datatypes:
            yield Triple(shape, _sh("datatype"), datatype)
        kind = f"as {shorten(datatypes[0].value)}" if datatypes else "in quotation marks"
        if datatypes and datatypes[0].value == XSD + "string":
            kind = "as text"
        yield Triple(
            shape, _sh("message"), Literal(f"Write the value of {said} {kind}.", language="en")
        )


def _either(ontology: Ontology, classes: list[NamedNode]) -> str:
    names = list(dict.fromkeys(map(ontology.name, classes)))
    return " or ".join([", ".join(names[:-1]), names[-1]]) if names[1:] else names[0]


def _of_class(shape: NamedNode, classes: list[NamedNode], key: str) -> Iterator[Triple]:
    if len(classes) == 1:
        yield Triple(shape, _sh("class"), classes[0])
    else:
        yield from _any(shape, "class", classes, key)


def _any(shape: NamedNode, constraint: str, values: Sequence[Term], key: str) -> Iterator[Triple]:
    """Yield the condition that at least one of several values of a constraint is satisfied."""
    if len(values) == 1:
        yield Triple(shape, _sh(constraint), values[0])
        return
    rest: NamedNode | BlankNode = _NIL
    for number, value in enumerate(reversed(values)):
        inner, cell = BlankNode(f"{key}i{number}"), BlankNode(f"{key}c{number}")
        yield Triple(inner, _sh(constraint), value)
        yield Triple(cell, _FIRST, inner)
        yield Triple(cell, _REST, rest)
        rest = cell
    yield Triple(shape, _sh("or"), rest)
