"""The matrix of competing hypotheses (Heuer 1999) as text and JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.analysis.hypotheses import CONSISTENT, INCONSISTENT
from kg.model.text import counted
from kg.render.tabular import wrapped

if TYPE_CHECKING:
    from kg.analysis.hypotheses import Evidence, Matrix

_SIGN = {CONSISTENT: "+", INCONSISTENT: "-"}


def matrix_text(matrix: Matrix) -> str:
    """Return the ranking, the matrix (+ consistent, - inconsistent, . neutral), and linchpins."""
    title = f"{' and '.join(matrix.names)}, as of {matrix.dyad.as_of.isoformat()}"
    lines = [title, "=" * len(title)]
    lines += wrapped(f"({matrix.dyad.chosen})") if matrix.dyad.chosen else []
    ranked = [one for one in matrix.hypotheses if one.ranked]
    letters = {one.form: chr(ord("A") + number) for number, one in enumerate(ranked)}
    lines += ["", "Hypotheses, least contradicted first"]
    for one in ranked:
        counts = f"{one.inconsistent} against, {one.consistent} for"
        lines += wrapped(f"{letters[one.form]}  {one.label}: {counts}", 2, 5)
    silent = [one.label for one in matrix.hypotheses if not one.ranked]
    if silent:
        lines += wrapped(f"No evidence on: {', '.join(silent)}", 2, 4)
    if matrix.evidence:
        lines += _evidence(matrix, letters)
        lines += ["", "Criteria applied"]
        for criterion in matrix.criteria:
            after = f" ({'; '.join(criterion.after)})" if criterion.after else ""
            lines += wrapped(f"{criterion.summary} {criterion.because}{after}", 2, 4)
    labels = {one.form: one.label for one in matrix.hypotheses}
    if matrix.turns_on:
        lines += ["", "The ranking turns on"]
    for less in matrix.turns_on:
        leading = " and ".join(labels[form] for form in less.leading) or "nothing"
        lines += wrapped(f"{less.claim.label}: without it {leading}", 2, 4)
    return "\n".join(lines) + "\n"


def _evidence(matrix: Matrix, letters: dict[str, str]) -> list[str]:
    legend = "+ consistent, - inconsistent, . neutral; * diagnostic"
    if any(one.contested for one in matrix.evidence):
        legend += "; ? contested, and not counted"
    if any(one.verdicts.keys() - one.counted and not one.contested for one in matrix.evidence):
        legend += "; o already counted as the evidence it rests on"
    lines = ["", *wrapped(f"Evidence ({legend})"), "  " + "".join(letters.values())]
    margin = max(len(letters) + 6, 12)
    for one in matrix.evidence:
        signs = "".join(_sign(one, form) for form in letters)
        mark = "?" if one.contested else "*" if one.diagnostic else " "
        text = wrapped(_in_words(one), margin)
        lines.append(f"  {signs} {mark}".ljust(margin) + text[0][margin:])
        lines += text[1:]
    return lines


def _sign(one: Evidence, form: str) -> str:
    verdict = one.verdicts.get(form, "")
    return (
        "o"
        if verdict and form not in one.counted and not one.contested
        else _SIGN.get(verdict, ".")
    )


def _in_words(one: Evidence) -> str:
    """Describe a piece of evidence: a conclusion, or the first claim and the number of others."""
    if one.conclusion is not None:
        about = " ".join(part for part in (one.conclusion.manner, one.conclusion.about) if part)
        name = one.conclusion.label + (f" ({about})" if about else "")
        return f"Conclusion: {one.conclusion.holds.value}: {name}"
    first = one.claims[0]
    more = len(one.claims) - 1
    again = f"; {counted(more, 'more claim')} to the same effect" if more else ""
    return f"{first.label} ({first.locator}{again})"


def matrix_json(matrix: Matrix) -> dict[str, Any]:
    """Return the matrix as plain values; forms that a piece does not mention are neutral."""
    return {
        "dyad": list(matrix.dyad.codes),
        "asked": list(matrix.dyad.asked),
        "as_of": matrix.dyad.as_of.isoformat(),
        "day_chosen": matrix.dyad.chosen or None,
        "hypotheses": [
            {
                "form": one.form,
                "label": one.label,
                "inconsistent": one.inconsistent,
                "consistent": one.consistent,
                "follows": one.follows,
                "ranked": one.ranked,
            }
            for one in matrix.hypotheses
        ],
        "leading": list(matrix.leading),
        "evidence": [
            {
                "told": _in_words(one),
                "claims": [claim.iri for claim in one.claims],
                "conclusion": one.conclusion.conclusion if one.conclusion else None,
                "contested": one.contested,
                "verdicts": {
                    form.form: one.verdicts.get(form.form, "neutral") for form in matrix.hypotheses
                },
                "counted": sorted(one.counted),
                "diagnostic": one.diagnostic,
                "criteria": list(one.criteria),
            }
            for one in matrix.evidence
        ],
        "criteria": [
            {
                "criterion": one.name,
                "summary": one.summary,
                "because": one.because,
                "after": list(one.after),
            }
            for one in matrix.criteria
        ],
        "turns_on": [
            {"claim": one.claim.iri, "label": one.claim.label, "leading": list(one.leading)}
            for one in matrix.turns_on
        ],
    }


FORMATS = {"text": matrix_text, "json": matrix_json}
