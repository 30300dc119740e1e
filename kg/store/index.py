"""A graph as columns on disk: what was read, and what is stated, ready to be asked.

Everything is mapped: who asks about two states reads the few pages on which something of them
stands. The days on which statements hold are a group of columns of their own; another such group
can stand beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kg.store.columns.fact_index import Order, Property, SortedRun
from kg.store.columns.quads import ORDERS, QuadColumns
from kg.store.columns.stated import Kept, Stated
from kg.store.columns.stored_terms import StoredTerms, term_columns
from kg.store.columns.terms_table import Terms
from kg.store.columns.times_table import Times
from kg.store.dataset import Dataset

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from kg.store.columns.container import Container

    Columns = dict[str, NDArray[Any]]

_QUADS = ("graphs", "subjects", "predicates", "objects")
_STATED = ("graphs", "starts", "behind", "subjects", "properties", "values")
_TIMES = ("keys", "first", "last")
DAYS = ("first", "last", "counts", "at", "pool_first", "pool_last")
"""The columns of the days on which statements hold: see ``Validity``."""
_SIDES = ("by_subject", "by_value")


def index_columns(
    dataset: Dataset, stated: Stated, days: Sequence[NDArray[Any]], terms: Terms
) -> tuple[Columns, Any]:
    """The columns of a graph, and what must be told of them.

    Args:
        dataset: what was read.
        stated: what is stated by it.
        days: the columns of the days on which each statement is stated to hold.
        terms: all terms that any of this names.
    """
    quads = dataset.columns
    found = {f"quads_{name}": getattr(quads, name) for name in _QUADS}
    for name in ORDERS:
        run = quads.order(name)
        found |= {f"quads_{name}_keys": run.keys, f"quads_{name}_rows": run.rows}
    three = (stated.graphs, stated.starts, stated.behind, *stated.statements)
    found |= {f"stated_{name}": column for name, column in zip(_STATED, three, strict=True)}
    found |= {f"times_{name}": getattr(stated.times, name) for name in _TIMES}
    found |= {f"days_{name}": column for name, column in zip(DAYS, days, strict=True)}
    orders, told = order_columns("stated", stated.by_property, derived=False)
    return found | orders | term_columns(terms), {"properties": told}


def order_columns(
    kind: str, by_property: dict[int, Property], derived: bool
) -> tuple[Columns, list[Any]]:
    """The two orders of each property: what is stated, or what was derived."""
    found: Columns = {}
    told: list[Any] = []
    for side in _SIDES:
        runs = [(n, _run(getattr(held, side), derived)) for n, held in by_property.items()]
        kept = [(number, run) for number, run in runs if run is not None and len(run)]
        nothing = np.empty(0, np.int64)
        found[f"{kind}_{side}_keys"] = np.concatenate([nothing, *(run.keys for _, run in kept)])
        rows = np.concatenate([nothing, *(run.rows for _, run in kept)])
        found[f"{kind}_{side}_rows"] = rows.astype(np.int32)
        ends = np.cumsum([len(run) for _, run in kept]).tolist()
        told.append(
            [
                [number, end - len(run), end, run.groups, run.spread]
                for (number, run), end in zip(kept, ends, strict=True)
            ]
        )
    return found, told


def _run(order: Order, derived: bool) -> SortedRun | None:
    if not derived:
        return order.stated
    return order.merged_derived()


def read_runs(kind: str, columns: Container, told: Iterable[Any]) -> list[dict[int, SortedRun]]:
    """For either order, the run of each property."""
    found = []
    for side, properties in zip(_SIDES, told, strict=True):
        keys, rows = (columns.column(f"{kind}_{side}_{part}") for part in ("keys", "rows"))
        found.append(
            {
                number: SortedRun(keys[low:high], rows[low:high], groups, spread)
                for number, low, high, groups, spread in properties
            }
        )
    return found


def read_index(columns: Container, told: Any) -> tuple[Dataset, Stated]:
    """What was read, and what is stated, mapped.

    Raises:
        KeyError, ValueError, TypeError: the file holds no such columns.
    """
    terms = Terms(StoredTerms(columns))
    runs = {
        name: SortedRun(columns.column(f"quads_{name}_keys"), columns.column(f"quads_{name}_rows"))
        for name in ORDERS
    }
    quads = QuadColumns(terms, [columns.column(f"quads_{name}") for name in _QUADS], runs)
    by_subject, by_value = read_runs("stated", columns, told["properties"])
    by_property = {
        number: Property(Order(run), Order(by_value[number])) for number, run in by_subject.items()
    }
    days = [f"days_{name}" for name in DAYS]
    graphs, starts, behind, *statements = (columns.column(f"stated_{name}") for name in _STATED)
    times = Times(*(columns.column(f"times_{name}") for name in _TIMES))
    kept = Kept(by_property, lambda: columns.changeable(*days))
    stated = Stated(terms, graphs, statements, starts, behind, times, kept)
    return Dataset(quads, apart=True), stated
