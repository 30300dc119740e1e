"""What is read where: the store below, and above it only questions that have a name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import ROOT

READERS = {"store", "rules"}
ORDINALS = {"store", "rules", "model"}
"""The rooms in which days are counted."""


def modules(rooms: set[str]) -> list[Path]:
    """The modules outside some rooms."""
    found = sorted((ROOT / "kg").rglob("*.py"))
    return [path for path in found if path.relative_to(ROOT / "kg").parts[0] not in rooms]


@pytest.mark.parametrize(
    "path", modules(READERS), ids=lambda path: str(path.relative_to(ROOT / "kg"))
)
def test_statements_are_read_through_named_questions(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"quads_for_pattern|(?<!kg)\.store\.query\b", text)


@pytest.mark.parametrize(
    "path", modules(ORDINALS), ids=lambda path: str(path.relative_to(ROOT / "kg"))
)
def test_days_are_dates(path: Path) -> None:
    assert not re.search(r"(to|from)ordinal|\bday_of\b", path.read_text(encoding="utf-8"))
