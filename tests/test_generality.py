"""Only data names a state, a region or a source."""

from __future__ import annotations

import re

import pytest
from conftest import ROOT

from kg.model.terms import ID
from kg.store.claims import read_sources
from kg.store.dataset import Dataset
from kg.store.names import by_identifier

FILES = sorted(
    [*ROOT.glob("queries/**/*.rq"), *ROOT.glob("ontology/**/*.ttl"), *ROOT.glob("kg/**/*.py")]
)
ORDINARY = {
    "AND",
    "MAR",
    "CUB",
    "MLI",
    "GIN",
    "NOR",
    "PER",
    "VAN",
    "JAM",
    "TON",
    "CAN",
    "MAC",
    "PNG",
}
"""State codes that are also English words, keywords or formats; only their IRIs are searched."""


@pytest.fixture(scope="module")
def names(shipped: Dataset) -> re.Pattern[str]:
    """A pattern of all codes and labels of states and regions, and all names of sources."""
    states, regions = (
        by_identifier(shipped, "State"),
        by_identifier(shipped, "Region") | by_identifier(shipped, "Issue"),
    )
    regions = {code: node for code, node in regions.items() if node.value.startswith(ID)}
    words = {code for code in states if code not in ORDINARY}
    words |= {shipped.label(node) for node in [*states.values(), *regions.values()]}
    words -= {"World", "International order"}
    parts = {f"id:{code}" for code in [*states, *regions]}
    parts |= {f"entente/id/{code}" for code in [*states, *regions]}
    parts |= {iri.rsplit("/", 1)[-1] for iri in read_sources(shipped)}
    whole, ends = ("|".join(map(re.escape, sorted(found))) for found in (words, parts))
    return re.compile(rf"\b(?:{whole})\b|(?:{ends})\b")


def own_text(path_text: str) -> str:
    """Return the text without annotation examples and literature, which may name anything."""
    lines = path_text.splitlines()
    skipped = ("skos:example", "dcterms:source", "#+ after", "skos:scopeNote")
    return "\n".join(line for line in lines if not line.strip().startswith(skipped))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_file_names_no_state_region_or_source(path, names: re.Pattern[str]) -> None:
    assert not names.findall(own_text(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "text", ["in CHN,", "of China.", "<https://w3id.org/entente/id/BOL>", "id:CAN", "see lo-2017"]
)
def test_a_name_would_be_found(text: str, names: re.Pattern[str]) -> None:
    assert names.search(text)
