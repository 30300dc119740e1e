"""The coverage table accounts for every sentence of the article, and for every claim."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from conftest import ROOT
from pyoxigraph import Literal, NamedNode

from kg.model.terms import CLAIM, NOTATION, SKOS, SOURCE, ent
from kg.store.claims import read_claims
from kg.store.dataset import Dataset

ARTICLE = "sino-russian-alignment-2019"
NOTE = NamedNode(SKOS + "note")
TABLE = ROOT / "graph" / "sources" / ARTICLE / "coverage.csv"


def rows() -> list[tuple[int, int, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [
            (int(row["paragraph"]), int(row["sentence"]), row["claim"])
            for row in csv.DictReader(file)
        ]


def explicitness() -> list[tuple[str, str]]:
    """Return the explicitness of each claim in the article; empty if the row has none."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [(row["claim"], row["explicitness"]) for row in csv.DictReader(file)]


def sentences(article: str) -> list[int]:
    """Return the number of sentences in each paragraph."""
    paragraphs = [p for p in article.splitlines() if p.strip()]
    abbreviated = re.compile(r"\bU\.S\.(?= [A-Za-z])")
    ends = re.compile(r"[.?!][’'”\"]?(?=\s+[A-Z‘“]|\s*$)")
    return [len(ends.findall(abbreviated.sub("US", p))) for p in paragraphs]


def test_every_claim_of_the_article_is_in_the_table(shipped: Dataset) -> None:
    source = SOURCE + ARTICLE
    claims = {c.iri for c in read_claims(shipped).values() if c.source == source}
    assert claims == {CLAIM + claim for _, _, claim in rows() if " " not in claim}


def test_claims_stand_where_the_table_says(shipped: Dataset) -> None:
    for paragraph, sentence, claim in rows():
        if " " not in claim:
            node = NamedNode(CLAIM + claim)
            assert shipped.text(node, ent("paragraph")) == str(paragraph)
            assert shipped.text(node, ent("sentence")) == str(sentence)
            locator = f"paragraph {paragraph}, sentence {sentence}"
            assert shipped.text(node, ent("locator")) == locator


def test_claims_are_as_explicit_as_the_table_says(shipped: Dataset) -> None:
    for claim, stated in explicitness():
        if " " in claim:
            assert stated == ""
        else:
            (concept,) = shipped.nodes(NamedNode(CLAIM + claim), ent("hasExplicitness"))
            assert shipped.text(concept, NOTATION) == stated, claim


def test_every_shipped_claim_says_how_it_stands_in_its_source(shipped: Dataset) -> None:
    for claim in map(NamedNode, read_claims(shipped)):
        assert len(shipped.values(claim, ent("hasExplicitness"))) == 1, claim


def test_what_is_read_in_names_its_reader_and_its_reason(shipped: Dataset) -> None:
    for claim in map(NamedNode, read_claims(shipped)):
        read_in = ent("codersReading") in shipped.values(claim, ent("hasExplicitness"))
        assert bool(shipped.values(claim, ent("isReadBy"))) == read_in, claim
        assert shipped.text(claim, NOTE) or not read_in, claim


def test_no_claim_has_two_notes_in_a_language(shipped: Dataset) -> None:
    for claim in map(NamedNode, read_claims(shipped)):
        notes = shipped.values(claim, NOTE)
        languages = [note.language for note in notes if isinstance(note, Literal)]
        assert len(languages) == len(set(languages)), claim


def test_sentences_without_a_claim_say_why() -> None:
    for _, _, claim in rows():
        assert " " not in claim or re.match(r"no claim: \w.{10}", claim)


def test_every_sentence_of_the_article_is_in_the_table(shared: Path) -> None:
    text = next((shared / "seed").glob("*.txt")).read_text(encoding="utf-8")
    expected = {
        (paragraph, sentence)
        for paragraph, count in enumerate(sentences(text), 1)
        for sentence in range(1, count + 1)
    }
    assert {(paragraph, sentence) for paragraph, sentence, _ in rows()} == expected


def test_labels_paraphrase(shipped: Dataset, shared: Path) -> None:
    """No label repeats six words of the article in a row."""
    text = next((shared / "seed").glob("*.txt")).read_text(encoding="utf-8")
    words = re.findall(r"[\w’'-]+", text.lower())
    runs = {tuple(words[i : i + 6]) for i in range(len(words) - 5)}
    for claim in read_claims(shipped).values():
        said = re.findall(r"[\w’'-]+", claim.label.lower())
        assert not runs & {tuple(said[i : i + 6]) for i in range(len(said) - 5)}, claim.label
