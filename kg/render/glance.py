"""The short brief, which fits one terminal screen: verdict, matrix, and a line per answer."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from kg.model.text import sanitize_line
from kg.render.tabular import columns, line_width
from kg.render.verdict import side_by_side, verdict
from kg.render.words import (
    answer_text,
    both_text,
    month_text,
    newest_text,
    relation_text,
    says_something,
    stake_text,
    years_old,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.analysis.brief import Brief
    from kg.analysis.conclusions import Conclusion


def brief_glance(brief: Brief) -> str:
    """Return the verdict on a pair, its matrix, and each answer with the age of its evidence."""
    width = line_width()
    title = f"{both_text(brief)}, as of {brief.dyad.as_of.isoformat()}"
    lines = [title, "=" * min(len(title), width)]
    for note in (*brief.dyad.read_as, brief.dyad.chosen):
        lines += _wrapped(f"({note})", width) if note else []
    told = [verdict(brief)]
    if brief.newest:
        newest = f"Newest evidence: {newest_text(brief)}."
        told = [newest, *told] if years_old(brief) else [*told, newest]
    for sentence in told:
        lines += _wrapped(sentence, width)
    lines += _matrix(brief, width)
    lines += _answers(brief, width)
    lines += [
        "",
        *_answered_twice(brief, width),
        *_differing(brief, width),
        *_unknown(brief, width),
    ]
    codes = " ".join(brief.states)
    lines += _wrapped(f"kg brief {codes} --full gives reasons, claims and sources.", width)
    return "\n".join(lines) + "\n"


def _wrapped(text: str, width: int, hanging: int = 0) -> list[str]:
    return textwrap.wrap(
        sanitize_line(text), width, subsequent_indent=" " * hanging, break_on_hyphens=False
    )


def _matrix(brief: Brief, width: int) -> list[str]:
    rows = [
        [row.label, *(stake_text(row, code) for code in brief.states), relation_text(row)]
        for row in brief.regions
        if says_something(row)
    ]
    head = ["", *brief.states.values(), "relation"]
    return ["", *columns([head, *rows], 2, width)] if rows else []


def _answers(brief: Brief, width: int) -> list[str]:
    """Return a line for each kind and answer, with its subjects and the age of the evidence."""
    shown = (*brief.form.findings, *brief.conclusions, *brief.further)
    grouped: dict[tuple[str, str], list[Conclusion]] = {}
    for finding in shown:
        if finding.conclusion:
            grouped.setdefault((answer_text(finding), finding.label), []).append(finding)
    rows = []
    broad = max((len(answer.partition(", but")[0]) for answer, _ in grouped), default=0)
    for (answer, label), found in grouped.items():
        about = _about(brief, found)
        seen = min((one.last_attested for one in found if one.last_attested), default=None)
        mark = "  ! contested" if any(one.contested for one in found) else ""
        dated = next((one.dated_to for one in found if one.dated_to), "")
        age = f"  {month_text(seen)}" if seen else ""
        age = f"  {dated}" if dated else age
        word = answer.partition(", but")[0]
        told = f"  {word:<{broad}}  {label}" + (f" ({about})" if about else "")
        room = width - len(age) - len(mark)
        head, *rest = textwrap.wrap(
            told, room, subsequent_indent=" " * (broad + 6), break_on_hyphens=False
        )
        rows += [f"{head:<{room}}{age}{mark}".rstrip(), *rest]
    return ["", *rows] if rows else []


def _about(brief: Brief, found: list[Conclusion]) -> str:
    """Name the subjects of one kind of conclusion: ``conduct: alignment, entente``, ``A; B``."""
    grouped: dict[str, list[str]] = {}
    for one in found:
        subject = one.subject if one.subject != "-".join(brief.dyad.codes) else ""
        about = ", ".join(filter(None, (sanitize_line(one.about_label), subject)))
        grouped.setdefault(one.manner, []).append(about)
    told = []
    for manner, abouts in grouped.items():
        parts = filter(None, dict.fromkeys(abouts))
        told.append(f"{manner}: {', '.join(parts)}" if manner else "; ".join(parts))
    return "; ".join(filter(None, told))


def _answered_twice(brief: Brief, width: int) -> list[str]:
    """A sentence for each question on which authors and data differ, one for all others."""
    found = brief.answered_twice
    told = [side_by_side(brief, one) for one in found if one.agree is False]
    if alike := [one.about for one in found if one.agree]:
        told.append(f"Authors and data agree on: {_listed(alike)}.")
    return [line for sentence in told for line in _wrapped(sentence, width, 2)]


def _differing(brief: Brief, width: int) -> list[str]:
    told = [
        f"{one.about} ({'contested' if one.contested else 'outweighed by a later look'})"
        for one in brief.disputes
    ]
    return _wrapped(f"Sources differ on: {_listed(told)}.", width, 2) if told else []


def _unknown(brief: Brief, width: int) -> list[str]:
    silent = sum(not says_something(row) for row in brief.regions)
    found = (*brief.conclusions, *brief.further)
    kinds = dict.fromkeys(one.label for one in found if one.conclusion is None)
    told = [*kinds, f"{silent} regions and issues" if silent else ""]
    return _wrapped(f"Unknown: {_listed(told)}.", width, 2)


def _listed(parts: Iterable[str]) -> str:
    return ", ".join(filter(None, parts))
