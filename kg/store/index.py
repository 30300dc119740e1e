"""A graph as columns on disk: its quads and its stated facts, ready to query.

Everything is memory-mapped: a query about two states reads only the pages that mention them. The
days on which statements hold are a separate group of columns, and further groups can be added. The
files that make up the graph are listed in order, each with a digest of its contents.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kg import resources
from kg.errors import unreadable
from kg.store.columns.fact_index import Order, Property, SortedRun
from kg.store.columns.quads import ORDERS, QuadColumns, interned, repeats
from kg.store.columns.stated import Kept, Stated, Times
from kg.store.columns.terms_table import StoredTerms, Terms, term_columns
from kg.store.dataset import Dataset
from kg.store.open import ontology_files, ontology_quads, read_files, shape_files
from kg.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from kg.store.columns.container import Container
    from kg.store.columns.fact_index import Numbers

    Parts = list[list[Any]]
    """For each file: path, digest, number of quads that it added, number that it contains."""
    Columns = dict[str, NDArray[Any]]

_WORDS = "ontology"
"""Replaces the path of the first part: the ontology, the shapes and the program itself."""
_ROOMS = ("model", "store", "rules")
_FORMAT = 3


def parts_of(files: Iterable[Path]) -> Parts:
    """Return the ontology and files as parts, whose numbers of quads are not known yet.

    Raises:
        InputError: a file cannot be read.
    """
    found: Parts = [[_WORDS, _words(), 0, 0]]
    for path in files:
        try:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as error:
            raise unreadable(path, error) from error
        found.append([str(path.resolve()), digest, 0, 0])
    return found


def _words() -> str:
    """Return a digest of the ontology, the shapes, and the installed program."""
    found = hashlib.sha256(f"{_FORMAT} {__version__}".encode())
    for path in (*ontology_files(), *shape_files()):
        found.update(path.read_bytes())
    home = Path(resources.__file__).parent
    for room in _ROOMS:
        for path in sorted((home / room).rglob("*.py")):
            known = path.stat()
            found.update(f"{path.name} {known.st_size} {known.st_mtime_ns}".encode())
    return found.hexdigest()


def read_parts(parts: Parts, before: Parts, known: Dataset | None) -> tuple[Dataset, Parts]:
    """Read files into one graph; unchanged files are not read again.

    Args:
        parts: the files, the ontology first.
        before: the files of a graph read earlier; none if another version of the program read it.
        known: the graph read earlier.

    Returns:
        the graph, and the files with their numbers of quads.

    Raises:
        InputError: a file is missing, has a syntax error or an impossible date.
    """
    there = _segments(parts, before) if known is not None else {}
    terms = Terms(known.columns.terms if known is not None else None)
    chunks: list[list[Numbers]] = []
    for number, (path, *_) in enumerate(parts):
        if known is not None and number in there:
            chunks.append(_columns(known.columns, there[number]))
        else:
            quads = read_files([Path(path)]) if number else ontology_quads()
            chunks.append(interned(quads, terms))
    columns = [np.concatenate(column) for column in zip(*chunks, strict=True)]
    kept = np.ones(len(columns[0]), bool)
    kept[repeats(columns)] = False
    ends = np.cumsum([len(chunk[0]) for chunk in chunks])
    counts = [int(part.sum()) for part in np.split(kept, ends[:-1])]
    made = [
        [path, digest, count, len(chunk[0])]
        for (path, digest, *_), count, chunk in zip(parts, counts, chunks, strict=True)
    ]
    if known is not None and list(there.values()) == _in_order(before) and kept.all():
        late = np.arange(len(known), len(columns[0]))
        more = QuadColumns(terms, [column[late] for column in columns])
        return _to_keep(Dataset(known.columns.followed_by(more, np.arange(len(late)))), made)
    return _to_keep(Dataset(QuadColumns(terms, [column[kept] for column in columns])), made)


def _to_keep(dataset: Dataset, parts: Parts) -> tuple[Dataset, Parts]:
    """Return the graph and its files; if claims were rewritten, all are to be read next time."""
    if dataset.rewritten:
        parts = [[path, "", count, total] for path, _, count, total in parts]
    return dataset, parts


def _in_order(parts: Parts) -> list[slice]:
    """Return each file's range of quads."""
    ends = np.cumsum([part[2] for part in parts]).tolist()
    return [slice(end - part[2], end) for end, part in zip(ends, parts, strict=True)]


def _segments(parts: Parts, before: Parts) -> dict[int, slice]:
    """Return, for each unchanged file, the position of its quads.

    A file that repeats statements of an earlier file added fewer quads than it contains. It is read
    again if an earlier file has changed.
    """
    places = {
        tuple(part[:2]): (n, place)
        for n, (part, place) in enumerate(zip(before, _in_order(before), strict=True))
    }
    found = {}
    alike = True
    for number, part in enumerate(parts):
        was, place = places.get(tuple(part[:2]), (-1, slice(0)))
        alike = alike and was == number
        if was >= 0 and (alike or before[was][2] == before[was][3]):
            found[number] = place
    return found


def _columns(columns: QuadColumns, rows: slice) -> list[Numbers]:
    return [column[rows] for column in columns.columns]


_QUADS = ("graphs", "subjects", "predicates", "objects")
_STATED = ("graphs", "starts", "behind", "subjects", "properties", "values")
_TIMES = ("keys", "first", "last")
DAYS = ("first", "last", "counts", "at", "pool_first", "pool_last")
"""Names of the columns of the days on which statements hold; see ``Validity``."""
_SIDES = ("by_subject", "by_value")
_RIVALS = 6


def index_columns(
    dataset: Dataset, stated: Stated, days: Sequence[NDArray[Any]], terms: Terms
) -> tuple[Columns, Any]:
    """Return the columns of a graph, and their description.

    Args:
        dataset: the quads that were read.
        stated: the facts that they state.
        days: the columns of the days on which each statement is stated to hold.
        terms: all terms used by any of these.
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
    orders, metadata = order_columns("stated", stated.by_property, derived=False)
    for number, column in enumerate(stated.kept.rivals or ()):
        found[f"rivals_{number}"] = column
    return found | orders | term_columns(terms), {"properties": metadata}


def order_columns(
    kind: str, by_property: dict[int, Property], derived: bool
) -> tuple[Columns, list[Any]]:
    """Return the columns of both orders of each property, for stated or derived statements."""
    found: Columns = {}
    metadata: list[Any] = []
    for side in _SIDES:
        runs = [(n, _run(getattr(held, side), derived)) for n, held in by_property.items()]
        kept = [(number, run) for number, run in runs if run is not None and len(run)]
        nothing = np.empty(0, np.int64)
        found[f"{kind}_{side}_keys"] = np.concatenate([nothing, *(run.keys for _, run in kept)])
        rows = np.concatenate([nothing, *(run.rows for _, run in kept)])
        found[f"{kind}_{side}_rows"] = rows.astype(np.int32)
        ends = np.cumsum([len(run) for _, run in kept]).tolist()
        metadata.append(
            [
                [number, end - len(run), end, run.groups, run.spread]
                for (number, run), end in zip(kept, ends, strict=True)
            ]
        )
    return found, metadata


def _run(order: Order, derived: bool) -> SortedRun | None:
    if not derived:
        return order.stated
    return order.merged_derived()


def read_runs(kind: str, columns: Container, metadata: Iterable[Any]) -> list[dict[int, SortedRun]]:
    """Return, for each of the two orders, the run of each property."""
    found = []
    for side, properties in zip(_SIDES, metadata, strict=True):
        keys, rows = (columns.column(f"{kind}_{side}_{part}") for part in ("keys", "rows"))
        found.append(
            {
                number: SortedRun(keys[low:high], rows[low:high], groups, spread)
                for number, low, high, groups, spread in properties
            }
        )
    return found


def read_index(columns: Container, metadata: Any) -> tuple[Dataset, Stated]:
    """Map the quads and the stated facts from columns.

    Raises:
        KeyError, ValueError, TypeError: the file does not contain these columns.
    """
    terms = Terms(StoredTerms(columns))
    runs = {
        name: SortedRun(columns.column(f"quads_{name}_keys"), columns.column(f"quads_{name}_rows"))
        for name in ORDERS
    }
    quads = QuadColumns(terms, [columns.column(f"quads_{name}") for name in _QUADS], runs)
    by_subject, by_value = read_runs("stated", columns, metadata["properties"])
    by_property = {
        number: Property(Order(run), Order(by_value[number])) for number, run in by_subject.items()
    }
    days = [f"days_{name}" for name in DAYS]
    graphs, starts, behind, *statements = (columns.column(f"stated_{name}") for name in _STATED)
    times = Times(*(columns.column(f"times_{name}") for name in _TIMES))
    rivals = [columns.column(f"rivals_{number}") for number in range(_RIVALS)]
    kept = Kept(by_property, lambda: columns.changeable(*days), rivals)
    stated = Stated(terms, graphs, statements, starts, behind, times, kept)
    return Dataset(quads, apart=True), stated
