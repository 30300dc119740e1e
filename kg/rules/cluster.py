"""Derivation on a cluster: each Spark task derives the pairs of one cell with the same engine.

Pairs do not need each other (``kg.rules.cell``), so workers exchange nothing: each maps the graph,
which the driver keeps as one file (``kg.rules.archive``) and Spark distributes, derives a cell and
returns conclusions and proofs as rows. Results that several cells find alike are written once.
"""

from __future__ import annotations

import tempfile
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from kg.errors import InputError
from kg.model.terms import ent
from kg.rules.archive import read_archive, write_archive
from kg.rules.cell import cells_of
from kg.rules.pair import derive_cell
from kg.rules.prov import prov_quads

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kg.rules.archive import Archive
    from kg.rules.cell import Cell
    from kg.rules.rule import Rule
    from kg.store.facts import Facts

COLUMNS = ("subject", "predicate", "object", "graph")
"""Columns of what is written: terms as in N-Quads."""

_BATCH = 20_000  # rows that a worker hands to Spark at once


def derive_on_spark(
    session: Any, facts: Facts, rules: Sequence[Rule], folder: Path | str, groups: int
) -> int:
    """Derive all conclusions on Spark's workers; the facts themselves are not changed.

    Args:
        session: the session.
        facts: what is held, nothing derived yet.
        rules: the rules, in any order.
        folder: where conclusions and proofs are written, as Parquet with the columns ``COLUMNS``.
        groups: into how many groups states are dealt; half its square is the number of tasks.

    Returns:
        the number of statements written.

    Raises:
        InputError: the folder exists, or cannot be written.
    """
    from pyspark.errors import AnalysisException

    cells = cells_of(facts.ever().instances(ent("State")), groups)
    with tempfile.TemporaryDirectory() as apart:
        file = Path(apart) / f"entente-{uuid4()}"
        write_archive(file, facts, [], rules)
        session.sparkContext.addFile(str(file))
        name, chosen = file.name, tuple(rule for rule in rules if not rule.asked)

        def derive(batches: Iterable[Any]) -> Iterator[Any]:
            for batch in batches:
                for number in batch.column(0).to_pylist():
                    yield from _rows(name, chosen, cells[number])

        tasks = session.range(0, len(cells), 1, len(cells))
        schema = ", ".join(f"{column} string" for column in COLUMNS)
        table = tasks.mapInArrow(derive, schema)
        try:
            table.distinct().write.parquet(str(folder))
        except AnalysisException as error:
            problem = "exists already" if "EXISTS" in str(error) else "cannot be written"
            raise InputError(str(folder), problem, "name a folder that does not exist") from error
    return int(session.read.parquet(str(folder)).count())


def _rows(name: str, rules: Sequence[Rule], cell: Cell) -> Iterator[Any]:
    """Conclusions on the pairs of a cell, on a worker, as batches of Arrow."""
    from pyarrow import RecordBatch
    from pyspark import SparkFiles

    found = derive_cell(_mapped(SparkFiles.get(name)).facts(), rules, cell)
    quads = prov_quads(found)
    while some := list(islice(quads, _BATCH)):
        rows = ([str(term) for term in quad] for quad in some)
        yield RecordBatch.from_arrays([*zip(*rows, strict=True)], names=list(COLUMNS))


@lru_cache(1)
def _mapped(file: str) -> Archive:
    return read_archive(Path(file))
