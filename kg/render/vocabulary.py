"""A vocabulary as text and JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from kg.render.tabular import columns

if TYPE_CHECKING:
    from kg.analysis.overview import Vocabulary


def vocabulary_json(vocabulary: Vocabulary) -> dict[str, Any]:
    """Return prefixes and terms as plain values."""
    return {"prefixes": vocabulary.prefixes, "words": [asdict(word) for word in vocabulary.words]}


def vocabulary_text(vocabulary: Vocabulary) -> str:
    """Return a line for each term."""
    rows = [[word.name, word.kind, word.label] for word in vocabulary.words]
    return "\n".join(columns(rows)) + "\n" if rows else ""


FORMATS = {"text": vocabulary_text, "json": vocabulary_json}
