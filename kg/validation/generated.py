"""Shapes generated from an ontology: for each property its subject, its value and its cardinality.

``rdfs:domain`` and ``rdfs:range`` are read as conditions here, not as entailments; a property with
values from a scheme takes it from the written shapes. A problem that a written shape also finds is
reported in the words of that shape (``kg.validation.shacl``). Anonymous shapes get stable names, so
that a finding can be recognised in a later run.
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
"""Levels of nested blank nodes that tell two shapes apart."""


def name_shapes(triples: Iterable[Triple]) -> list[Triple]:
    """The statements of a shapes graph, in which anonymous shapes have a name.

    A shape of a property is called after the shape to which it belongs and its path, one with
    targets of its own after the first of them.
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
    """Of each anonymous shape what it says, the name it should have, and its node."""
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
            found.append((_said(node, about, _DEPTH), name or "anonymous", node))
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


def _said(node: Term, about: dict[Term, list[Triple]], depth: int) -> str:
    """Describe a node, in an order that does not depend on the names of blank nodes."""
    if not isinstance(node, BlankNode):
        return str(node)
    if not depth:
        return "[]"
    inner = sorted(f"{t.predicate} {_said(t.object, about, depth - 1)}" for t in about[node])
    return f"[{' ; '.join(inner)}]"


SUBJECT, VALUE = "-subject", "-value"
"""How names of shapes end that say of whom a property may be said, and which values it has."""
_GENERATED = SHAPE + "ontology/"

_OBJECT = NamedNode(OWL + "ObjectProperty")
_DATATYPE = NamedNode(OWL + "DatatypeProperty")
_KINDS = {_OBJECT, _DATATYPE, terms.FUNCTIONAL}
_DOMAIN, _RANGE = NamedNode(RDFS + "domain"), NamedNode(RDFS + "range")
_UNION = NamedNode(OWL + "unionOf")
_FIRST, _REST, _NIL = (NamedNode(RDF + name) for name in ("first", "rest", "nil"))
_CONCEPT = NamedNode(terms.SKOS + "Concept")
_READ = {TYPE, _DOMAIN, _RANGE, _UNION, _FIRST, _REST, terms.LABEL}


def _sh(name: str) -> NamedNode:
    return NamedNode(SH + name)


class Ontology:
    """The properties and classes that some statements declare."""

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
        """Properties of objects and of data, by IRI."""
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
        """The class, or those that it is the union of."""
        if isinstance(node, NamedNode):
            return [node]
        found: list[NamedNode] = []
        rest, seen = next(iter(self.values(node, _UNION)), _NIL), set()
        while rest != _NIL and rest not in seen:
            seen.add(rest)
            found += [c for c in self.values(rest, _FIRST) if isinstance(c, NamedNode)]
            rest = next(iter(self.values(rest, _REST)), _NIL)
        return found

    def name(self, node: NamedNode) -> str:
        """Return a readable name for a class, with its article."""
        labels = [v for v in self.values(node, terms.LABEL) if isinstance(v, Literal)]
        text = next((v.value for v in labels if v.language in ("en", None)), split(node.value)[1])
        return f"an {text}" if text[:1].lower() in "aeiou" else f"a {text}"


class WrittenValues:
    """The written shapes' constraints on the values of properties: datatypes or schemes.

    Attributes:
        datatypes: by property; none where shapes differ.
        schemes: by property the shapes of the schemes from which its values may come.
        names: what people read for the scheme of such a shape.
    """

    def __init__(self, written: Sequence[Triple]) -> None:
        paths = {t.subject: t.object for t in written if t.predicate == _sh("path")}
        members = {t.subject: t.object for t in written if t.predicate == _sh("hasValue")}
        self.datatypes: dict[Term, list[Term]] = {}
        self.schemes: dict[Term, list[Term]] = {}
        self.names: dict[Term, str] = {}
        found = {_sh("node"): self.schemes, _sh("datatype"): self.datatypes}
        for triple in written:
            path = paths.get(triple.subject)
            if triple.predicate in found and isinstance(path, NamedNode):
                values = found[triple.predicate].setdefault(path, [])
                if triple.object not in values:
                    values.append(triple.object)
            elif triple.predicate == _sh("property") and triple.object in members:
                scheme = members[triple.object]  # type: ignore[index]
                self.names[triple.subject] = shorten(getattr(scheme, "value", str(scheme)))
        self.datatypes = {path: all_ for path, all_ in self.datatypes.items() if len(all_) == 1}
        for shapes in self.schemes.values():
            shapes.sort(key=str)


def generated_shapes(quads: Iterable[Quad], written: Sequence[Triple]) -> list[Triple]:
    """The shapes that follow from the properties that some statements declare.

    Args:
        quads: everything, the ontologies among it.
        written: the shapes that people wrote; they say in which scheme a value stands.
    """
    ontology = Ontology(quads)
    values = WrittenValues(written)
    return [t for prop in ontology.properties() for t in _shapes(ontology, prop, values)]


def shape_properties(shapes: Iterable[Triple]) -> dict[str, str]:
    """For each of those shapes, by its short name, the property of which it is."""
    paths = (_sh("targetSubjectsOf"), _sh("path"))
    return {
        shape_name(t.subject.value): shorten(t.object.value)
        for t in shapes
        if t.predicate in paths
        and isinstance(t.subject, NamedNode)
        and isinstance(t.object, NamedNode)
    }


def _shapes(ontology: Ontology, prop: NamedNode, written: WrittenValues) -> Iterator[Triple]:
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
    constraints = list(_value(ontology, prop, value, written, name))
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
    ontology: Ontology, prop: NamedNode, shape: NamedNode, written: WrittenValues, name: str
) -> Iterator[Triple]:
    said = shorten(prop.value)
    ranges = ontology.values(prop, _RANGE)
    schemes = written.schemes.get(prop, [])
    if _OBJECT in ontology.values(prop, TYPE):
        yield Triple(shape, _sh("nodeKind"), _sh("BlankNodeOrIRI"))
        classes = [c for r in ranges for c in [ontology.classes(r)] if c]
        if schemes and classes == [[_CONCEPT]]:
            yield from _any(shape, "node", schemes, f"{name}n")
        else:
            for number, chosen in enumerate(classes):
                yield from _of_class(shape, chosen, f"{name}v{number}")
        if schemes:
            which = " or ".join(sorted(written.names.get(s, "its scheme") for s in schemes))
            message = f"Choose the value of {said} from {which}."
        elif classes:
            what = _either(ontology, [c for chosen in classes for c in chosen])
            message = f"The value of {said} must be {what} that the graph knows; describe it."
        else:
            message = f"The value of {said} is a thing, not text; give its IRI."
        yield Triple(shape, _sh("message"), Literal(message, language="en"))
    elif _DATATYPE in ontology.values(prop, TYPE):
        stated = ranges or written.datatypes.get(prop, [])
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
    """The condition that one of some constraints is kept."""
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
