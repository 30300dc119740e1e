"""What tests share: the shipped graph and what follows from it, read once for each worker."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from kg.cli.main import main
from kg.rules.evaluate import derive
from kg.rules.inference import Inference
from kg.rules.rule import Rule, read_rules
from kg.store.dataset import Dataset
from kg.store.facts import Facts
from kg.store.open import open_dataset

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parent.parent
TESTS = Path(__file__).parent
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def shipped() -> Dataset:
    """The shipped graph; tests only read it."""
    return open_dataset()


@pytest.fixture(scope="session")
def rules() -> list[Rule]:
    """The shipped rules."""
    return read_rules()


@pytest.fixture(scope="session")
def derived(shipped: Dataset, rules: list[Rule]) -> Inference:
    """What follows from the shipped graph."""
    return derive(Facts(shipped), rules)


@pytest.fixture(autouse=True)
def own_library(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees tables that a user has imported or queries that were parsed, or leaves any."""
    monkeypatch.setenv("ENTENTE_DATA", str(tmp_path_factory.mktemp("kept")))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture
def kg() -> Callable[..., Result]:
    """Run the command line in this process."""

    def run(*arguments: object, stdin: str | None = None) -> Result:
        return CliRunner().invoke(main, [str(a) for a in arguments], input=stdin)

    return run


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder with the article and the field's data, where it lies beside the project."""
    if not SHARED.is_dir():
        pytest.skip("the folder ../shared, with the article and field data, is not here")
    return SHARED
