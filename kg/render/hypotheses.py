"""Heuer's matrix of competing hypotheses, for people and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.analysis.hypotheses import CONSISTENT, INCONSISTENT
from kg.render.tabular import wrapped

if TYPE_CHECKING:
    from kg.analysis.hypotheses import Matrix

_SIGN = {CONSISTENT: "+", INCONSISTENT: "-"}


def matrix_text(matrix: Matrix) -> str:
    """The ranking, then the matrix: + consistent, - inconsistent, blank neutral."""
    title = f"{' and '.join(matrix.dyad.codes)}, as of {matrix.dyad.as_of.isoformat()}"
    lines = [title, "=" * len(title), "", "Hypotheses, the least contradicted first"]
    for number, one in enumerate(matrix.hypotheses, 1):
        letter = chr(ord("A") + number - 1)
        lines += wrapped(
            f"{letter}  {one.label}: {one.inconsistent} against, {one.consistent} for", 2, 5
        )
    letters = {one.form: chr(ord("A") + n) for n, one in enumerate(matrix.hypotheses)}
    legend = "+ consistent, - inconsistent, . neutral; * diagnostic"
    if any(evidence.contested for evidence in matrix.evidence):
        legend += "; ? contested, and not counted"
    lines += ["", f"Evidence ({legend})"]
    lines.append("  " + "".join(letters.values()))
    for evidence in matrix.evidence:
        signs = "".join(_SIGN.get(evidence.verdicts.get(form, ""), ".") for form in letters)
        mark = "?" if evidence.contested else "*" if evidence.diagnostic else " "
        text = wrapped(f"{evidence.claim.label} ({evidence.claim.locator})", 19)
        lines.append(f"  {signs} {mark}".ljust(19) + text[0][19:])
        lines += text[1:]
    return "\n".join(lines) + "\n"


def matrix_json(matrix: Matrix) -> dict[str, Any]:
    """The matrix as plain values; forms of which a claim says nothing are neutral."""
    return {
        "dyad": list(matrix.dyad.codes),
        "as_of": matrix.dyad.as_of.isoformat(),
        "hypotheses": [
            {
                "form": one.form,
                "label": one.label,
                "inconsistent": one.inconsistent,
                "consistent": one.consistent,
            }
            for one in matrix.hypotheses
        ],
        "evidence": [
            {
                "claim": evidence.claim.iri,
                "label": evidence.claim.label,
                "source": evidence.claim.source,
                "locator": evidence.claim.locator,
                "contested": evidence.contested,
                "verdicts": {
                    one.form: evidence.verdicts.get(one.form, "neutral")
                    for one in matrix.hypotheses
                },
                "diagnostic": evidence.diagnostic,
                "criteria": list(evidence.criteria),
            }
            for evidence in matrix.evidence
        ],
    }


FORMATS = {"text": matrix_text, "json": matrix_json}
