"""The engines that process tables: DuckDB in this process, or Spark on its own workers.

They differ only in how text is read; everything else is the same Ibis expression.
"""

from __future__ import annotations

import atexit
import gzip
import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import InputError
from kg.store.spark import spark_session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.tables.description import Dialect, Header

ENGINES = ("duckdb", "spark")


def connect(engine: str = "duckdb") -> Any:
    """Return a connection through Ibis.

    Args:
        engine: ``duckdb`` (extra ``data``), in memory; or ``spark`` (extra ``spark``), on the
            session from ``kg.store.spark``.
    """
    import ibis

    if engine == "duckdb":
        return ibis.duckdb.connect()
    return ibis.pyspark.connect(spark_session())


def engine_failures() -> tuple[type[Exception], ...]:
    """Return the exceptions that DuckDB and Ibis raise for a file that is not a table."""
    import duckdb
    import ibis

    found = [duckdb.Error, ibis.common.exceptions.IbisError, OSError, UnicodeError]
    if spark := sys.modules.get("pyspark.errors"):
        found.append(spark.PySparkException)
    return tuple(found)


def load_text(
    connection: Any, header: Header, layout: Dialect, path: Path, wanted: Sequence[str]
) -> Any:
    """Return the cells of the columns wanted as text, with the column ``line_``.

    Raises:
        InputError: a row is longer or shorter than the header, or the file is not a table.
    """
    if layout.encoding != "utf-8":
        path = _in_utf8(path, layout.encoding)
    if connection.name == "pyspark":
        return _on_spark(connection, header, layout, path).select(*wanted, "line_")
    import ibis

    try:
        read = connection.read_csv(
            str(path),
            columns=dict.fromkeys(header.names, "VARCHAR"),
            auto_detect=False,
            header=False,
            skip=header.line,
            delim=layout.delimiter,
            quote='"' if layout.quoted else "",
            escape='"' if layout.quoted else "",
        )
        table = connection.create_table(ibis.util.gen_name("read"), read.select(*wanted), temp=True)
    except engine_failures() as error:
        raise _refused(error, path) from error
    return table.mutate(line_=ibis.row_number() + header.line + 1)


def _in_utf8(path: Path, encoding: str) -> Path:
    """Return an uncompressed UTF-8 copy of a text file, which is removed when the program ends."""
    folder = Path(tempfile.mkdtemp(prefix="entente-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    copy = folder / path.name.removesuffix(".gz")
    opened = gzip.open if path.suffix == ".gz" else open
    with (
        opened(path, "rt", encoding=encoding, newline="") as text,
        copy.open("w", encoding="utf-8", newline="") as file,
    ):
        shutil.copyfileobj(text, file)
    return copy


def _refused(error: Exception, path: Path) -> InputError:
    text = str(error)
    line = re.search(r"Error on Line: (\d+)", text)
    if line:
        counts = re.search(r"Number of Columns: (\d+) Found: (\d+)", text)
        problem = (
            "has {1} cells, not {0}".format(*counts.groups()) if counts else "is not a valid row"
        )
        return InputError(str(path), problem, "fix the row", int(line[1]), 1)
    problem = " ".join(text.split()).partition(":")[2].strip()[:80] or text[:80]
    return InputError(str(path), f"cannot be read as a table ({problem})")


_BROKEN = "broken_"


def _on_spark(connection: Any, header: Header, layout: Dialect, path: Path) -> Any:
    """Read the text on Spark, which does not number lines."""
    import ibis
    from pyspark.sql.types import StringType, StructField, StructType

    names = [*header.names, _BROKEN]
    if header.line > 1:
        path = _without_preamble(path, header.line - 1)
    session = connection.raw_sql("SELECT 1").sparkSession
    read = (
        session.read.schema(StructType([StructField(name, StringType()) for name in names]))
        .option("header", bool(header.line))
        .option("sep", layout.delimiter)
        .option("quote", '"' if layout.quoted else "")
        .option("escape", '"' if layout.quoted else "\\")
        .option("mode", "PERMISSIVE")
        .option("columnNameOfCorruptRecord", _BROKEN)
        .csv(str(path.resolve()))
        .persist()
    )
    told = read[_BROKEN].rlike(f"[^\\s{re.escape(layout.delimiter)}]")  # blank rows may be ragged
    broken = read.where(told).select(_BROKEN).head(1)
    if broken:
        text = " ".join(str(broken[0][0]).split())[:60]
        problem = f"has a row that is longer or shorter than the header: {text!r}"
        raise InputError(str(path), problem, "fix the row")
    name = ibis.util.gen_name("read")
    read.drop(_BROKEN).createOrReplaceTempView(name)
    return connection.table(name).mutate(line_=ibis.literal(0, type="int64"))


def _without_preamble(path: Path, lines: int) -> Path:
    """Return a copy that begins with the header line."""
    copy = _in_utf8(path, "utf-8")
    kept = copy.read_text(encoding="utf-8").splitlines(keepends=True)[lines:]
    copy.write_text("".join(kept), encoding="utf-8")
    return copy
