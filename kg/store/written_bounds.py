"""Bounds that files give in EDTF, as days with a precision and a kind of bound."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad

from kg.errors import InputError
from kg.model import terms
from kg.model.edtf import KNOWN, NO_EARLIER, NO_LATER, BadBound, parse_bound
from kg.store.times import END, START

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

EDTF = NamedNode("http://id.loc.gov/datatypes/edtf/EDTF")
"""Datatype of EDTF as the Library of Congress names it."""
_MARK = b"datatypes/edtf"
_KINDS = {
    NO_LATER: terms.ent("noLaterThan"),
    NO_EARLIER: terms.ent("noEarlierThan"),
    "about": terms.ent("about"),
}
_UNSOUND = {START: NO_EARLIER, END: NO_LATER}
_ADVICE = "then no day is known on which it holds; leave the bound out"


def may_have_bounds(data: bytes) -> bool:
    """True of the text of a file that may have literals of EDTF."""
    return _MARK in data


def with_days(path: Path, quads: Iterable[Quad]) -> Iterator[Quad]:
    """The statements, those that give a bound in EDTF replaced by ones that give a day.

    Raises:
        InputError: a bound is not EDTF, or one of which no day follows.
    """
    for quad in quads:
        value = quad.object
        is_bound = quad.predicate in (START, END)
        if not (is_bound and isinstance(value, Literal) and value.datatype == EDTF):
            yield quad
            continue
        side = "start" if quad.predicate == START else "end"
        try:
            bound = parse_bound(value.value)
        except BadBound as error:
            raise InputError(str(path), str(error), "see Time in the documentation") from error
        if bound.kind == _UNSOUND[quad.predicate]:
            raise InputError(str(path), f"the {side} {value.value!r} is {bound.kind}", _ADVICE)
        early = side == "start"
        day = bound.first if early else bound.last
        told = Literal(day.isoformat(), datatype=terms.DATE)
        yield Quad(quad.subject, quad.predicate, told, quad.graph_name)
        exactly = terms.ent(bound.precision)
        yield Quad(quad.subject, terms.ent(f"{side}Precision"), exactly, quad.graph_name)
        if bound.kind != KNOWN:
            kind = terms.ent(f"{side}Bound")
            yield Quad(quad.subject, kind, _KINDS[bound.kind], quad.graph_name)
