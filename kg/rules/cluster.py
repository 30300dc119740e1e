"""Derivation on a cluster: each Spark task derives the pairs of one cell with the same engine.

Pairs are independent of each other (``kg.rules.cell``), so workers exchange nothing. The driver
writes the graph as one file (``kg.rules.archive``), which Spark distributes. Each worker maps this
file, derives a cell and returns its conclusions and proofs as rows. A result found in several cells
is written once.
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
"""Columns of the rows that are written; terms are in N-Quads syntax."""

_BATCH = 20_000  # rows per batch that a worker returns to Spark


def derive_on_spark(
    session: Any, facts: Facts, rules: Sequence[Rule], folder: Path | str, groups: int
) -> int:
    """Derive all conclusions on Spark workers; the facts themselves are not changed.

    Args:
        session: the Spark session.
        facts: the stated facts, without any conclusions.
        rules: the rules, in any order.
        folder: where to write conclusions and proofs, as Parquet with the columns ``COLUMNS``.
        groups: the number of groups of states; the number of tasks is about half its square.

    Returns:
        the number of statements written.

    Raises:
        InputError: the folder already exists or cannot be written.
    """
    from pyspark.errors import AnalysisException

    cells = cells_of(facts.ever().instances(ent("State")), groups)
    with tempfile.TemporaryDirectory() as apart:
        file = Path(apart) / f"entente-{uuid4()}"
        write_archive(file, facts, [], rules)
        session.sparkContext.addFile(str(file))
        name, chosen = file.name, tuple(rule for rule in rules if not rule.on_request)

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
    """Yield the conclusions on the pairs of a cell as Arrow batches; runs on a worker."""
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
