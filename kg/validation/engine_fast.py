"""The compiled SHACL engine (extra ``fast``), which gives the same findings as pySHACL.

Shapes run on it only if it is known to agree with pySHACL; the others run on pySHACL. Tests compare
the two on the W3C's suite and on random mutations. Anything outside the lists here (custom SPARQL,
look-ahead in patterns, repeating paths, qualified shapes and comparisons of values of several
datatypes) is left to pySHACL.
"""

from __future__ import annotations

import re
from collections import defaultdict
from io import BytesIO
from typing import TYPE_CHECKING, Any

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, serialize

from kg.errors import InputError
from kg.model.terms import RDF, RDFS, SH, SUBPROPERTY, TYPE, XSD, shorten
from kg.validation.finding import Finding, Severity, shape_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pyoxigraph import Triple

    from kg.store.dataset import Term

_TARGETS = {f"{SH}target{kind}" for kind in ("Class", "Node", "SubjectsOf", "ObjectsOf")}
_WORDS = (
    "property path minCount maxCount class datatype nodeKind hasValue in node not or and xone "
    "severity message minLength maxLength pattern name description order group disjoint "
    "inversePath alternativePath"
)
_RUN = _TARGETS | {f"{SH}{name}" for name in _WORDS.split()}
_PATHS = {NamedNode(f"{SH}inversePath"), NamedNode(f"{SH}alternativePath")}
_FIRST, _REST = NamedNode(RDF + "first"), NamedNode(RDF + "rest")
_LIST = {_FIRST, _REST, TYPE}
_PLAIN = re.compile(
    r"(?:[\w \-:/#@,;=&%~!<>'\"^$.()|*+?]|\\[.\-/\\]|\[\^?[\w.\- ]+\]|\{\d+(?:,\d*)?\})*\Z", re.A
)
"""Regular expressions that mean the same in Python and in Rust."""
_SEVERITIES = {f"{SH}{name}" for name in ("Info", "Warning", "Violation")}
_ORDERS = "lessThan lessThanOrEquals minInclusive maxInclusive minExclusive maxExclusive"
_COMPARISONS = {NamedNode(f"{SH}{name}") for name in _ORDERS.split()}
_FAMILIES = {f"{XSD}{name}": "number" for name in ("integer", "decimal", "double", "float")} | {
    f"{XSD}date": "date"
}


class Shapes:
    """Statements of shapes, grouped by the shape with a target to which they belong."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.about: dict[Term, list[Triple]] = defaultdict(list)
        for triple in triples:
            self.about[triple.subject].append(triple)

    def roots(self) -> list[Term]:
        """Return the shapes that have a target, or are themselves classes."""
        return [
            node
            for node, said in self.about.items()
            if any(
                t.predicate.value in _TARGETS
                or (t.predicate == TYPE and t.object in (_RDFS_CLASS, _OWL_CLASS))
                for t in said
            )
        ]

    def closure(self, root: Term) -> list[Triple]:
        """Return all SHACL statements about a shape and the shapes that it refers to."""
        found: dict[Triple, None] = {}
        todo, seen = [root], {root}
        while todo:
            for triple in self.about.get(todo.pop(), ()):
                if not triple.predicate.value.startswith(SH) and triple.predicate not in _LIST:
                    continue
                found[triple] = None
                if triple.object in self.about and triple.object not in seen:
                    seen.add(triple.object)
                    todo.append(triple.object)
        return list(found)


_RDFS_CLASS = NamedNode(RDFS + "Class")
_OWL_CLASS = NamedNode("http://www.w3.org/2002/07/owl#Class")


def is_shown(triples: Sequence[Triple]) -> bool:
    """Return True for a shape that is known to give the same results on both engines."""
    heads = {t.object for t in triples if t.predicate == _REST}
    paths = {t.object for t in triples if t.predicate.value == SH + "path"}
    firsts = {t.subject for t in triples if t.predicate == _FIRST}
    if any(isinstance(p, BlankNode) and p in firsts for p in paths | heads & paths):
        return False  # a sequence
    if any(SUBPROPERTY in (t.subject, t.object) for t in triples):
        return False  # not passed to the compiled engine
    return all(map(_is_run, triples)) and not _has_deep_path(triples, paths)


def _has_deep_path(triples: Sequence[Triple], paths: set[Term]) -> bool:
    """Return True if a path is not one step (forward or inverse) or a choice of properties."""
    for triple in triples:
        if triple.subject in paths and triple.predicate in _PATHS:
            if triple.predicate.value.endswith("inversePath"):
                if not isinstance(triple.object, NamedNode):
                    return True
                continue
            node: Term = triple.object
            rows: dict[tuple[Term, NamedNode], Term] = {
                (t.subject, t.predicate): t.object for t in triples
            }
            while (node, _FIRST) in rows:
                if not isinstance(rows[node, _FIRST], NamedNode):
                    return True
                node = rows.get((node, _REST), node)
    return False


def _is_run(triple: Triple) -> bool:
    name, value = triple.predicate.value, triple.object
    if triple.predicate in _LIST:
        return True
    if name not in _RUN:
        return False
    if name == SH + "pattern":
        return (
            isinstance(value, Literal)
            and bool(_PLAIN.match(value.value))
            and not re.search(r"\(\?|[*+?}]\+", value.value)
        )
    if name == SH + "severity":
        return isinstance(value, NamedNode) and value.value in _SEVERITIES
    if name == SH + "datatype":
        return isinstance(value, NamedNode) and value.value.startswith(XSD)
    return not (name in _TARGETS and isinstance(value, Literal))


def incomparable(data: Iterable[Triple], shapes: Sequence[Triple]) -> dict[NamedNode, set[str]]:
    """Return the properties that shapes compare, with the nodes whose values are not comparable.

    Values are comparable if all are numbers or all are days without a time zone; on others, the
    engines differ.
    """
    paths = {t.subject: t.object for t in shapes if t.predicate.value == SH + "path"}
    compared: dict[NamedNode, str] = {}
    for triple in shapes:
        if triple.predicate in _COMPARISONS and isinstance(paths.get(triple.subject), NamedNode):
            path = paths[triple.subject]
            assert isinstance(path, NamedNode)
            if isinstance(triple.object, Literal):
                compared[path] = _FAMILIES.get(triple.object.datatype.value, "")
            elif isinstance(triple.object, NamedNode):
                compared[path] = compared[triple.object] = "date"
    odd: dict[NamedNode, set[str]] = {}
    for quad in data:
        family = compared.get(quad.predicate)
        if family is not None and _family(quad.object) != family:
            odd.setdefault(quad.predicate, set()).add(getattr(quad.subject, "value", ""))
    return odd


def _family(value: Term) -> str | None:
    if not isinstance(value, Literal):
        return None
    family = _FAMILIES.get(value.datatype.value)
    return family if family != "date" or len(value.value) == 10 else None


def comparing(triples: Sequence[Triple], properties: Iterable[Term]) -> bool:
    """Return True for a shape that compares values of any of some properties."""
    chosen = set(properties)
    paths = {t.subject: t.object for t in triples if t.predicate.value == SH + "path"}
    return any(
        t.predicate in _COMPARISONS and (t.object in chosen or paths.get(t.subject) in chosen)
        for t in triples
    )


_LITERAL = re.compile(r'"(.*)"(?:@[\w-]+|\^\^<[^>]*>)?\Z', re.DOTALL)
_ESCAPE = re.compile(r'\\(["\\nrt])')
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t"}


def fast_findings(data: Iterable[Triple], shapes: Iterable[Triple]) -> list[Finding]:
    """Return all violations of the shapes.

    Unlike SHACL, the engine treats the subject of a property as a subject of its superproperties
    too; so subproperty statements are not passed to it.

    Raises:
        InputError: a shape is not what SHACL allows.
    """
    import shacl_rust

    told = (triple for triple in data if triple.predicate != SUBPROPERTY)
    read, stated = (
        BytesIO(serialize(triples, format=RdfFormat.N_TRIPLES) or b"") for triples in (told, shapes)
    )
    try:
        report = shacl_rust.validate_file(read, stated, data_format="nt", shapes_format="nt")
    except ValueError as error:
        text = " ".join(str(error).split())[:200]
        raise InputError("shapes", f"contain a shape that cannot be used ({text})") from error
    return [_finding(result) for result in report["results"]]


def _finding(result: dict[str, Any]) -> Finding:
    node, value = _bare(result["focusNode"]), _bare(result.get("value", ""))
    path = result.get("resultPath", "")
    messages = result["messages"]
    return Finding(
        severity=Severity.named(_bare(result["severity"])),
        shape=shape_name(_bare(result["sourceShape"])),
        node=shorten(node),
        path=shorten(_bare(path)) if path.startswith("<") else "",
        value="" if value == node else shorten(value),
        message=messages[-1] if messages else "",
    )


def _bare(term: str) -> str:
    """Return the IRI, label or lexical form of a term in N-Triples syntax."""
    if term.startswith("<"):
        return term[1:-1]
    if term.startswith("_:"):
        return term[2:]
    literal = _LITERAL.match(term)
    return _ESCAPE.sub(lambda m: _ESCAPED.get(m[1], m[1]), literal[1]) if literal else term
