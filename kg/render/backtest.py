"""A rule's score as text and JSON."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from kg.render.tabular import rows_table, wrapped

if TYPE_CHECKING:
    from kg.analysis.backtest import Miss, Score
    from kg.store.dataset import Dataset

_APART = ("backtest", "dataset", "misses")
_RATIOS = ("precision", "recall", "base_rate")


def score_text(score: Score) -> str:
    """Return the confusion table, the ratios and the misses as text."""
    title = f"{score.backtest.rule}, followed within {score.backtest.horizon} years?"
    lines = [title, "=" * len(title), *wrapped(score.backtest.summary, 0)]
    if not score.dyad_years:
        return "\n".join([*lines, "", "unknown: no claim covers a dyad-year", ""])
    years = f"{score.first_year} to {score.last_year}"
    lines += ["", f"{score.dyad_years} dyad-years, {years}, without those of the outcome itself"]
    table = rows_table(
        ("", "followed", "did not"),
        [
            ("foreseen", score.true_positives, score.false_positives),
            ("not foreseen", score.false_negatives, score.true_negatives),
        ],
    )
    lines += ["", table]
    for name in _RATIOS:
        value = getattr(score, name)
        shown = "unknown" if value is None else f"{value:.4f}"
        lines.append(f"{name.replace('_', ' '):<10} {shown}")
    for foreseen, heading in (
        (True, "Predicted, did not happen"),
        (False, "Happened, not predicted"),
    ):
        chosen = [miss for miss in score.misses if miss.foreseen is foreseen]
        if chosen:
            lines += ["", heading]
        for miss in chosen:
            names = " and ".join(_names(miss, score.dataset))
            lines += wrapped(f"{names}: {miss.years} years, {miss.first} to {miss.last}", 2, 4)
    return "\n".join(lines) + "\n"


def score_json(score: Score) -> dict[str, Any]:
    """Return the score as plain values; a ratio is null if nothing is known."""
    counts = {f.name: getattr(score, f.name) for f in fields(score) if f.name not in _APART}
    return {
        "rule": score.backtest.rule,
        "summary": score.backtest.summary,
        "horizon": score.backtest.horizon,
        "dyad_years": score.dyad_years,
        **counts,
        **{name: getattr(score, name) for name in _RATIOS},
        "misses": [
            {
                "dyad": [
                    score.dataset.slug(miss.first_state),
                    score.dataset.slug(miss.second_state),
                ],
                "foreseen": miss.foreseen,
                "years": miss.years,
                "first": miss.first,
                "last": miss.last,
            }
            for miss in score.misses
        ],
    }


def _names(miss: Miss, dataset: Dataset) -> tuple[str, str]:
    return dataset.label(miss.first_state), dataset.label(miss.second_state)


FORMATS = {"text": score_text, "json": score_json}
