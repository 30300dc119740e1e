"""The code is organised as docs/architecture.md and docs/glossary.md describe."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from pathlib import Path

import pytest
from conftest import ROOT

ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
LAYERS = [
    part.strip()
    for line in (ROOT / ".importlinter")
    .read_text(encoding="utf-8")
    .partition("layers =\n")[2]
    .splitlines()
    if line.startswith("    ")
    for part in line.split("|")
]
MODULES = sorted((ROOT / "kg").rglob("*.py"))


def section(title: str) -> str:
    return ARCHITECTURE.partition(f"## {title}\n")[2].partition("\n## ")[0]


def steps(title: str) -> list[str]:
    return re.findall(r"^\d+\. `(kg/[^`]+)`", section(title), re.MULTILINE)


def floor(path: str) -> int:
    """Return the depth of a module's layer; the command line is at the top."""
    return LAYERS.index(path.split("/")[1].removesuffix(".py"))


def test_every_path_in_the_document_exists() -> None:
    for path in re.findall(r"`((?:kg|queries|ontology|graph)/[\w./]*)`", ARCHITECTURE):
        assert (ROOT / path).exists(), path


def test_rooms_are_those_of_the_tree() -> None:
    told = set(re.findall(r"^\| `kg/(\w+)/`", ARCHITECTURE, re.MULTILINE))
    there = {p.parent.name for p in (ROOT / "kg").glob("*/__init__.py")}
    assert there - told == {"graph"}  # the spine
    assert told <= there


def test_a_claim_walks_from_its_file_to_the_brief_and_never_back() -> None:
    walked = [floor(path) for path in steps("How a claim gets from a file to a brief")]
    assert len(walked) > 5 and walked == sorted(walked, reverse=True)


def test_a_click_walks_down_to_the_proof_and_never_back() -> None:
    walked = [floor(path) for path in steps("How a click in the page gets a proof")]
    assert len(walked) > 5 and walked == sorted(walked)


def defined(path: Path) -> set[str]:
    return {
        node.name
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }


def test_answers_to_where_to_look_are_true() -> None:
    rows = re.findall(r"^\| ([^|]+\?) \| (.+) \|$", section("Where to look"), re.MULTILINE)
    assert len(rows) == 6
    for _, answer in rows:
        path, *names = re.findall(r"`([^`]+)`", answer)
        place = ROOT / path
        assert place.exists(), path
        for name in names:
            if name.startswith("kg/"):
                place = ROOT / name
                assert place.exists(), name
            elif (name.isidentifier() and not name.isupper()) or "." in name:
                assert name.split(".")[-1] in defined(place), (path, name)
    assert not [p for p in MODULES if "sh:message" in p.read_text(encoding="utf-8")]
    meeting = [p for p in MODULES if "__and__" in defined(p)]
    places = ("model/intervals.py", "rules/columns/spans.py")
    assert meeting == [ROOT / "kg" / place for place in places]


def test_glossary_names_what_the_code_has() -> None:
    names = re.findall(r"\| `(kg\.[\w.]+)` \|$", GLOSSARY, re.MULTILINE)
    assert len(names) > 20
    for name in names:
        parts = name.split(".")
        size = next(
            n
            for n in range(len(parts), 0, -1)
            if (ROOT / Path(*parts[:n])).is_dir()
            or (ROOT / Path(*parts[:n])).with_suffix(".py").is_file()
        )
        found = import_module(".".join(parts[:size]))
        for part in parts[size:]:
            found = getattr(found, part)


@pytest.mark.parametrize(
    "word",
    [
        "Loss",
        "News",
        "whole_file",
        "made_folder",
        "kept_quads",
        "made_of",
        "Shown",
        "Asked",
        "Held",
    ],
)
def test_house_words_are_gone(word: str) -> None:
    for path in MODULES:
        assert word not in defined(path), path


def test_no_two_classes_share_a_name() -> None:
    seen: dict[str, Path] = {}
    for path in MODULES:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                assert node.name not in seen, (node.name, path, seen[node.name])
                seen[node.name] = path


READERS = {"store", "rules"}
ORDINALS = {"store", "rules", "model"}
"""The packages that represent days as ordinals."""


def modules(rooms: set[str]) -> list[Path]:
    """Return the modules outside the given packages."""
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
