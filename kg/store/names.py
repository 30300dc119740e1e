"""From what people type to what the graph calls it: states, objects of interest, sources."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from pyoxigraph import Literal, NamedNode

from kg.errors import UnknownName
from kg.model import terms
from kg.store.dataset import label_of

if TYPE_CHECKING:
    from kg.store.dataset import Dataset, Term


_NAMES: WeakKeyDictionary[Dataset, dict[str, dict[str, NamedNode]]] = WeakKeyDictionary()
"""The names of what a dataset has of a class: looked up more than once for a pair of states."""


def by_identifier(dataset: Dataset, kind: str) -> dict[str, NamedNode]:
    """Members of a class of the ontology by their identifier, in its order."""
    found: dict[str, NamedNode] = {}
    for node, values in dataset.described(terms.ent(kind), terms.IDENTIFIER).items():
        for value in values:
            if isinstance(value, Literal):
                found[value.value] = node
    return dict(sorted(found.items()))


def find_state(dataset: Dataset, name: str) -> NamedNode:
    """State by its code or English name.

    Raises:
        UnknownName: no state is called so; names the closest ones.
    """
    return _find(dataset, name, ("State",), "state has the code", "kg query states")


def state_of_code(dataset: Dataset, code: str) -> NamedNode | None:
    """The state that has a code, None unless just one has it."""
    found = dataset.subjects(terms.IDENTIFIER, Literal(code))
    states = [node for node in found if terms.ent("State") in dataset.values(node, terms.TYPE)]
    return states[0] if len(states) == 1 and dataset.slug(states[0]) == code else None


def find_pair(dataset: Dataset, text: str) -> frozenset[str]:
    """IRIs of two states named as ``CODE-CODE``.

    Raises:
        UnknownName: it is not two states with a hyphen between them.
    """
    one, hyphen, other = text.partition("-")
    if not hyphen:
        raise UnknownName(f"{text!r} is no pair of states; write CODE-CODE")
    return frozenset({find_state(dataset, one).value, find_state(dataset, other).value})


def find_object(dataset: Dataset, name: str) -> NamedNode:
    """Region or issue by its identifier or English name.

    Raises:
        UnknownName: no object of interest is called so; names the closest ones.
    """
    kinds = ("Region", "Issue")
    return _find(dataset, name, kinds, "region or issue is called", "kg query objects-of-interest")


def _by_name(dataset: Dataset, kinds: tuple[str, ...]) -> dict[str, NamedNode]:
    """Members of classes by identifier and by label, in small letters."""
    names = _NAMES.setdefault(dataset, {})
    found = names.get(kinds[0])
    if found is None:
        known: dict[str, NamedNode] = {}
        labels: dict[NamedNode, list[Term]] = {}
        others: dict[NamedNode, list[Term]] = {}
        for kind in kinds:
            known |= by_identifier(dataset, kind)
            labels |= dataset.described(terms.ent(kind), terms.LABEL)
            others |= dataset.described(terms.ent(kind), terms.ALT_LABEL)
        found = names[kinds[0]] = {code.lower(): node for code, node in known.items()}
        for node in known.values():
            found[(label_of(labels[node]) or terms.shorten(node.value)).lower()] = node
        for called in known.values():
            for other in others[called]:
                found.setdefault(dataset.label(other).lower(), called)
    return found


def _find(dataset: Dataset, name: str, kinds: tuple[str, ...], what: str, ask: str) -> NamedNode:
    by_name = _by_name(dataset, kinds)
    node = by_name.get(name.lower())
    if node is None:
        import difflib

        near = difflib.get_close_matches(name.lower(), by_name, 3, 0.6)
        codes = dict.fromkeys(dataset.slug(by_name[match]) for match in near)
        hint = f"did you mean {', '.join(codes)}?" if codes else f"see '{ask}'"
        raise UnknownName(f"no {what} {name!r}; {hint}")
    return node


def find_source(dataset: Dataset, name: str) -> NamedNode:
    """Source by IRI, prefixed name or the last part of its IRI.

    Raises:
        UnknownName: no source is called so.
    """
    for candidate in (terms.expand(name), terms.SOURCE + name):
        node = NamedNode(candidate) if terms.is_iri(candidate) else None
        if node and terms.ent("Source") in dataset.values(node, terms.TYPE):
            return node
    raise UnknownName(f"no source is called {name!r}; see 'kg query sources'")


def find_claim(dataset: Dataset, name: str) -> NamedNode:
    """Claim by IRI, prefixed name or the last part of its IRI.

    Raises:
        UnknownName: no claim is called so.
    """
    for candidate in (terms.expand(name), terms.CLAIM + name):
        node = NamedNode(candidate) if terms.is_iri(candidate) else None
        if node and terms.ent("Claim") in dataset.values(node, terms.TYPE):
            return node
    raise UnknownName(f"no claim is called {name!r}; see 'kg query claims'")
