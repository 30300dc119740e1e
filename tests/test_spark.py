"""Spark with two local worker processes gives the same records and conclusions as this process."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import SHARED, TESTS
from test_brief import Kg

from kg.analysis.similarity import vote_years
from kg.errors import InputError
from kg.rules.inference import Inference
from kg.rules.prov import prov_quads
from kg.store.dataset import Dataset
from kg.store.names import find_pair
from kg.store.open import open_dataset
from kg.tables.engines import connect
from kg.tables.importing import needs_pairs, read_records, rows
from kg.tables.mapping import read_mapping
from kg.tables.records import Record, TableImport

TABLES = TESTS / "tables"
MASTER = "local-cluster[2,1,1024]"
FEW = (  # with few rows, optimised compilation does not pay
    "--conf spark.sql.shuffle.partitions=2 "
    "--conf spark.ui.enabled=false --conf spark.log.level=ERROR "
    "--conf spark.driver.extraJavaOptions=-XX:TieredStopAtLevel=1 "
    "--conf spark.executor.extraJavaOptions=-XX:TieredStopAtLevel=1"
)
SAMPLES = {
    "arms-exports": "exports.csv",
    "arms-transfers": "register.csv",
    "atop": "obligations.csv",
    "atop-alliances": "alliances.csv",
    "contiguity": "contiguity.csv",
    "cow-states": "states.csv",
    "exercises": "exercises.csv",
    "gdelt": "events.export.CSV",
    "gml-mid": "disputes.csv",
    "icews": "icews.tab",
    "ideal-points": "ideal_points.csv",
    "nmc": "capabilities.csv",
    "rivalries": "rivalries.csv",
    "un-votes": "votes.csv",
}
REAL = {
    "atop": "atop5_1_directed_dyad_year.csv.gz",
    "gdelt": "gdelt_20191024143000.export.CSV.gz",
    "gml-mid": "gml_directed_dispute_year.csv.gz",
    "un-votes": "un_votes.csv.gz",
}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::FutureWarning:pyspark.*"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    patch = pytest.MonkeyPatch()
    local = "--conf spark.driver.host=127.0.0.1 --conf spark.driver.bindAddress=127.0.0.1"
    patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    patch.setenv("PYSPARK_SUBMIT_ARGS", f"--master {MASTER} {local} {FEW} pyspark-shell")
    connection = connect("spark")
    session = connection.raw_sql("SELECT 1").sparkSession
    session.sparkContext.setLogLevel("ERROR")
    yield connection
    session.stop()
    patch.undo()


@pytest.fixture(scope="module")
def states() -> Dataset:
    return open_dataset(shipped=False)


def records(connection: Any, table: str, file: Path, dataset: Dataset) -> dict[str, list[Record]]:
    mapping = read_mapping(table)
    read = rows(connection, mapping, [file])
    between = [find_pair(dataset, "BOL-BTN")] if needs_pairs(mapping) else []
    found = read_records(read, TableImport(mapping, [file], dataset, between))
    assert found.rows
    return {
        name: sorted((replace(r, line=0) for r in made), key=repr)
        for name, made in found.by_claim.items()
    }


def test_two_workers_of_their_own_run_the_tables(spark: Any) -> None:
    context = spark.raw_sql("SELECT 1").sparkSession.sparkContext
    assert context.master == MASTER
    executors = context._jsc.sc().statusTracker().getExecutorInfos()
    assert len(executors) == 3  # the driver and two workers


@pytest.mark.parametrize("table", sorted(SAMPLES))
def test_samples_give_the_records_of_duckdb(spark: Any, table: str, states: Dataset) -> None:
    if table in REAL and (SHARED / "data" / REAL[table]).exists():
        pytest.skip("the real table is read instead")
    file = TABLES / SAMPLES[table]
    on_spark = records(spark, table, file, states)
    assert on_spark == records(connect(), table, file, states)
    assert any(on_spark.values())


@pytest.mark.parametrize("table", sorted(REAL))
def test_real_tables_give_the_records_of_duckdb(
    spark: Any, table: str, states: Dataset, shared: Path
) -> None:
    file = shared / "data" / REAL[table]
    on_spark = records(spark, table, file, states)
    assert on_spark == records(connect(), table, file, states)


def test_generated_events_come_to_the_same_months(
    spark: Any, states: Dataset, tmp_path: Path
) -> None:
    from benchmarks.events import write_events

    file = tmp_path / "generated.export.CSV"
    write_events(file, rows=20_000, seed=7)
    on_spark = records(spark, "gdelt", file, states)
    assert on_spark == records(connect(), "gdelt", file, states)
    assert sum(map(len, on_spark.values())) > 100


def test_votes_are_counted_alike(spark: Any) -> None:
    assert spark.name == "pyspark"
    one, other = (list(vote_years(TABLES / "votes.csv", None, e)) for e in ("spark", "duckdb"))
    assert [(y.year, y.codes) for y in one] == [(y.year, y.codes) for y in other]
    for mine, theirs in zip(one, other, strict=True):
        assert (mine.tables() == theirs.tables()).all()


def test_a_wrong_row_is_refused(spark: Any, tmp_path: Path) -> None:
    lines = (TABLES / "rivalries.csv").read_text(encoding="utf-8").splitlines()
    for wrong, problem in (
        ("9,x,2,20", "longer or shorter"),
        ("9,x,two,20,1900,1901,1,,,", "'two'"),
    ):
        file = tmp_path / f"{problem[1:4]}.csv"
        file.write_text("\n".join([*lines, wrong]) + "\n", encoding="utf-8")
        with pytest.raises(InputError, match=problem):
            rows(spark, read_mapping("rivalries"), [file])


def test_workers_derive_what_is_derived_here(
    spark: Any, kg: Kg, tmp_path: Path, derived: Inference
) -> None:
    """All statements are equal; each pair of states is derived by one of six tasks."""
    there = tmp_path / "there"
    done = kg("derive", "--engine", "spark", "-o", there)
    assert done.exit_code == 0, done.output
    session = spark.raw_sql("SELECT 1").sparkSession
    found = {tuple(row) for row in session.read.parquet(str(there)).collect()}
    assert found == {tuple(map(str, quad)) for quad in prov_quads(derived)}
    assert done.stdout == f"{len(found):,} statements\n"
    again = kg("derive", "--engine", "spark", "-o", there)
    assert again.exit_code == 2 and "exists already" in again.stderr


def test_generator_is_a_function_of_its_seed(tmp_path: Path) -> None:
    from benchmarks.events import write_events

    seed = random.randrange(1000)
    for name in ("one", "two"):
        write_events(tmp_path / name, rows=50, seed=seed)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert len((tmp_path / "one").read_text("utf-8").splitlines()) == 50
