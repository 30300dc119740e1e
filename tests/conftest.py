"""Fixtures that tests share, made once for each worker, and how tests are spread over workers.

Invented graphs are in cases.py, answers to questions in answers.py, third-party servers in
stores.py and ``kg serve`` in serving.py; README.md says what each test needs.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, settings

from kg.cli.main import main
from kg.rules.evaluate import derive
from kg.rules.inference import Inference
from kg.rules.rule import Rule, read_rules
from kg.store.dataset import Dataset
from kg.store.facts import Facts
from kg.store.open import open_dataset

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

# The speed of generating inputs depends more on the load of the machine than on a test.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")

# Keep compiled modules even if the environment says not to: tests start many Python processes,
# and each would compile everything that it imports.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# Workers inherit the width of the terminal that started them; output must not depend on it.
os.environ["COLUMNS"] = "100"

ROOT = Path(__file__).parent.parent
TESTS = Path(__file__).parent
SHARED = ROOT.parent / "shared"
UNCOMPILED = {"PIP_NO_COMPILE": "0"}
"""For environments with little use: pip compiles nothing (for this option, 0 means yes)."""


@pytest.fixture(scope="session")
def shipped() -> Dataset:
    """The shipped graph, which tests must not modify."""
    return open_dataset()


@pytest.fixture(scope="session")
def rules() -> list[Rule]:
    """The shipped rules."""
    return read_rules()


@pytest.fixture(scope="session")
def derived(shipped: Dataset, rules: list[Rule]) -> Inference:
    """The conclusions from the shipped graph."""
    return derive(Facts(shipped), rules)


@pytest.fixture(scope="module")
def as_in_a_large_graph() -> Iterator[None]:
    """Derive only what has changed, which does not pay in a graph as small as those of tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kg.rules.evaluate._LARGE", 0)
        yield


@pytest.fixture(scope="session")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The parent of each test's own folders; pytest would scan them all to number the next."""
    return tmp_path_factory.mktemp("libraries")


@pytest.fixture(scope="session", autouse=True)
def one_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let each command reuse what earlier ones have parsed, read and derived, as for a user."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        yield


@pytest.fixture(autouse=True)
def own_library(libraries: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """Hide tables that a user has imported, and discard those that a test imports.

    Tests that change the program (with ``monkeypatch``) also have a cache of their own.
    """
    folder = Path(mkdtemp(prefix="kept", dir=libraries))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ENTENTE_DATA", str(folder))
        if "monkeypatch" in request.fixturenames:
            patch.setenv("XDG_CACHE_HOME", mkdtemp(prefix="cache", dir=libraries))
        yield folder


@pytest.fixture(scope="session")
def cli() -> Callable[..., Result]:
    """Run the command line in this process, without reusing results; for fixtures of a file."""

    def command(*arguments: object, stdin: str | None = None) -> Result:
        return CliRunner().invoke(main, [str(a) for a in arguments], input=stdin)

    return command


@pytest.fixture(scope="session")
def answered() -> dict[tuple[str, ...], Result]:
    """The answers of the command line in this worker about the shipped graph alone."""
    return {}


@pytest.fixture
def kg(
    request: pytest.FixtureRequest,
    own_library: Path,
    cli: Callable[..., Result],
    answered: dict[tuple[str, ...], Result],
) -> Callable[..., Result]:
    """Run the command line in this process.

    A command on the shipped graph alone is run once for each worker. It is run again if it is
    given a file, a folder, an address or standard input, if tables were imported, and in tests
    that change the program (with ``monkeypatch``).
    """
    may_change = "monkeypatch" in request.fixturenames

    def answer(*arguments: object, stdin: str | None = None) -> Result:
        words = tuple(map(str, arguments))
        anew = may_change or stdin is not None or any(own_library.iterdir())
        if anew or any("/" in word or word == "-o" or Path(word).exists() for word in words):
            return cli(*words, stdin=stdin)
        if words not in answered:
            answered[words] = cli(*words)
        return answered[words]

    return answer


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the article and the field's data, if it is beside the project."""
    if not SHARED.is_dir():
        pytest.skip("the folder ../shared, with the article and field data, is not here")
    return SHARED


def sparse(values: Sequence[object], every: int) -> list[object]:
    """Return cases as parameters; plain pytest runs one in ``every``, the others are slow tests."""
    return [
        pytest.param(value, marks=[pytest.mark.slow] if number % every else [])
        for number, value in enumerate(values)
    ]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option for CI's time budget; slow tests beyond it are skipped and reported."""
    parser.addoption("--budget", type=float, help="Seconds after which no slow test begins.")


BEGAN = time.monotonic()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a slow test once the budget is spent."""
    budget = item.config.getoption("budget")
    if budget and item.get_closest_marker("slow") and time.monotonic() - BEGAN > budget:
        pytest.skip(f"the budget of {budget:.0f} seconds for slow tests is spent")


FIRST = (
    "test_spark.py",
    "test_servers.py",
    "test_page.py",
    "test_import.py",
    "test_readme.py",
    "test_build.py",
    "test_one_pair.py",
    "test_shapes.py",
    "test_disagreement.py",
    "test_figures.py",
    "test_export.py",
    "test_scholar.py",
    "test_retraction.py",
    "test_explain.py",
    "test_commands.py",
    "test_notebook.py",
    "test_reuse.py",
    "test_time.py",
    "test_classes.py",
    "test_what_holds.py",
    "test_belief.py",
    "test_engine.py",
)
"""The files that take longest, which start first; the others go to any free worker."""

LAST = (
    "test_agreement.py",
    "test_reuse.py",
    "test_retraction.py",
    "test_belief.py",
    "test_findings.py",
)
"""The files whose slow tests draw many samples of one promise: where there is a budget, they run last."""


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Return 0 workers for one or two files, or for tests chosen by name, where they do not pay.

    Otherwise there is one more than cores, since some tests wait for servers and browsers.
    """
    asked = {Path(argument.partition("::")[0]) for argument in config.args}
    few = len(asked) <= 2 and all(path.is_file() for path in asked)
    chosen = config.option.keyword or getattr(config.option, "lf", False)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return 0 if few or chosen else (cores or 1) + 1


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Drop slow tests unless selected by ``-m`` or by name; put the longest files first."""
    order = [name for name in FIRST if name not in LAST] if config.option.budget else FIRST
    items.sort(key=lambda item: order.index(item.path.name) if item.path.name in order else 99)
    if config.option.budget:
        items.sort(key=lambda item: item.path.name in LAST and LAST.index(item.path.name) + 1)
    if not config.option.markexpr and not any("::" in argument for argument in config.args):
        slow = [item for item in items if item.get_closest_marker("slow")]
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if item not in slow]
