"""Short wordings of answers, stances, claims and intervals, shared by text, Markdown and HTML.

Dates are shown with the precision of their sources.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from kg.analysis.age import end_bound, precision, start_bound
from kg.analysis.authors_and_data import Grounds
from kg.model.dates import ABOUT, NO_LATER, bound_text, format_date
from kg.model.result import Answer
from kg.model.text import sanitize_line
from kg.store.times import END, START

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from kg.analysis.brief import Brief, Form, RegionRow
    from kg.analysis.conclusions import Conclusion
    from kg.model.intervals import Interval
    from kg.model.result import Claim, Dyad
    from kg.store.dataset import Dataset


def both_in_sentence(brief: Brief) -> str:
    """Join the names of the two states, in the order asked for, for use within a sentence."""
    nodes = brief.dyad.nodes[::-1] if brief.dyad.turned else brief.dyad.nodes
    return " and ".join(sanitize_line(brief.dataset.in_sentence(node)) for node in nodes)


def both_text(brief: Brief) -> str:
    """Join the names of the two states for the start of a sentence or a heading."""
    both = both_in_sentence(brief)
    return both[:1].upper() + both[1:]


def interval_json(
    dataset: Dataset, interval: Interval | None, claims: Iterable[str]
) -> dict[str, str | None] | None:
    """Return the bounds as ISO dates (None if open), with the precision of the sources."""
    if interval is None:
        return None
    start, end = interval.start, interval.end
    first = precision(dataset, claims, start, START) if start else None
    last = precision(dataset, claims, end, END) if end else None
    kinds = start_bound(dataset, claims, start), end_bound(dataset, claims, end)
    return {
        "start": start.isoformat() if start else None,
        "start_bound": kinds[0],
        "start_precision": first,
        "start_edtf": bound_text(start, first, kinds[0]) if start else "..",
        "end": end.isoformat() if end else None,
        "end_bound": kinds[1],
        "end_precision": last,
        "end_edtf": bound_text(end, last, kinds[1]) if end else "..",
    }


def interval_text(dataset: Dataset, interval: Interval | None, claims: Iterable[str]) -> str:
    """Return ``since 2008``, ``until 2008``, ``1950-04-11 to 1980-04-10``, or nothing.

    If the beginning is only the date of a source that reports the fact in the present tense, the
    text is ``attested since 2019-10``, which does not say when it began.
    """
    if interval is None:
        return ""
    start, end = interval.start, interval.end
    first = start and format_date(start, precision(dataset, claims, start, START))
    last = end and format_date(end, precision(dataset, claims, end, END))
    kinds = start_bound(dataset, claims, start), end_bound(dataset, claims, end)
    first = first and _worded(first, kinds[0])
    last = last and _worded(last, kinds[1])
    if kinds[0] == NO_LATER and first:
        return f"attested {first} to {last}" if last else f"attested since {first}"
    if first and last:
        return f"{first} to {last}"
    if first:
        return f"since {first}"
    return f"until {last}" if last else ""


def _worded(text: str, kind: str) -> str:
    """Return a bound with ``about`` before it if it is approximate."""
    return f"about {text}" if kind == ABOUT else text


def attested_text(attested: Interval) -> str:
    """Return the period for which a source vouches; whole months are given as months."""
    first, last = _bounds(attested)
    return first if first and first == last else f"{first or '..'} to {last or 'open'}"


def attested_json(attested: Interval) -> dict[str, str | None]:
    """Return the attested days as plain values; whole months are given as months."""
    return dict(zip(("from", "until"), _bounds(attested), strict=True))


_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)


def day_text(day: date) -> str:
    """Return a day as in a newspaper, ``23 August 1939``; a month's last day as the month."""
    number = f"{day.day} " if (day + timedelta(1)).day > 1 else ""
    return f"{number}{_MONTHS[day.month - 1]} {day.year}"


def month_text(day: date) -> str:
    """Return a day in ISO form; a month's last day as the month."""
    return day.isoformat()[: 7 if (day + timedelta(1)).day == 1 else 10]


def _bounds(attested: Interval) -> tuple[str | None, str | None]:
    start, end = attested.start, attested.end
    month = bool(end and (end + timedelta(1)).day == 1 and (start is None or start.day == 1))
    first, last = (
        None if day is None else day.isoformat()[: 7 if month else 10] for day in (start, end)
    )
    return first, last


def says_something(row: RegionRow) -> bool:
    """Return True if either state's stance towards an object is known."""
    return bool(
        row.relation != "unknown"
        or row.not_core
        or any(row.postures.values())
        or any(row.levels.values())
        or row.argued_postures
        or row.argued_levels
        or row.inferred
    )


def stake_text(row: RegionRow, code: str) -> str:
    """Describe one state's stance towards an object; a question mark means that sources differ."""
    own = ", ".join(part for part in (posture_text(row, code), level_text(row, code)) if part)
    wider = row.inherited.get(code)
    if wider is None:
        return own or "unknown"
    parts = [part.replace("-", " ") for part in (wider.posture, wider.level) if part]
    whole = f"{', '.join(parts)} ({' and '.join(wider.whole)})"
    return f"{own}; {whole}" if own else whole


def posture_text(row: RegionRow, code: str) -> str:
    """Return a state's posture towards an object; empty if none is known."""
    posture = row.postures[code] or _either(row.argued_postures.get(code, ()))
    return posture.replace("-", " ")


def level_text(row: RegionRow, code: str) -> str:
    """Return the level of a state's interest in an object, or that it is not core; else empty."""
    level = row.levels[code] or _either(row.argued_levels.get(code, ()))
    if not level and code in row.inferred:
        return f"{row.inferred[code]} (inferred)"
    return level or ("not core" if code in row.not_core else "")


def _either(values: tuple[str, ...]) -> str:
    return f"{'/'.join(values)}?" if values else ""


def relation_text(row: RegionRow) -> str:
    """Describe the relation of two states' interests; a question mark means that sources differ."""

    def marked(relation: str) -> str:
        return f"{relation} (inferred)" if relation in row.inferred_relations else relation

    if len(row.argued_relations) > 1:
        return "contested"
    return _either(row.argued_relations) or " and ".join(map(marked, row.relations)) or row.relation


_GROUNDS = {
    Grounds.AUTHORS: "follows from authors alone",
    Grounds.DATA: "follows from data alone",
    Grounds.EITHER: "follows from authors alone, and from data alone",
    Grounds.BOTH: "follows from authors and data only together",
}


def grounds_text(brief: Brief, finding: Conclusion) -> str:
    """Whether a conclusion follows from authors or data; empty in a brief to which no data add."""
    grounds = brief.grounds.get(finding.conclusion or "")
    if grounds is None or not set(brief.grounds.values()) - {Grounds.AUTHORS, None}:
        return ""
    return _GROUNDS[grounds]


def answer_text(finding: Conclusion) -> str:
    """Return the answer of a conclusion in one word, or in a few if sources differ."""
    if not finding.contested:
        word = finding.holds.value if not finding.stale else "unknown by now"
        return f"{word}, inferred" if finding.inferred and not finding.stale else word
    under = {side.holds for side in finding.under}
    if len(under) == 1 and Answer.UNKNOWN not in under:
        return f"contested, but {under.pop().value} whoever is right"
    return "contested"


def sentence(finding: Conclusion) -> str:
    """Return the sentence of a conclusion's proof, or its question if there is no proof."""
    about = f" ({finding.about_label})" if finding.about_label else ""
    label = f"{finding.label}{about}"
    if finding.contested:
        return f"Sources differ on this: {label}."
    return " ".join(finding.because) or f"{label[:1].upper()}{label[1:]}."


def seen_text(finding: Conclusion, dyad: Dyad) -> str:
    """Say when a finding was last attested, or that its exact day is unknown; may be empty.

    A finding is presumed if a premise was last attested before the others began: see ``when_text``.
    """
    seen = None if finding.contested else finding.last_attested
    if finding.dated_to:
        return f" in {date_in_words(finding.dated_to)}, on an unknown day"
    if seen is None or seen >= dyad.as_of:
        return ""
    if _is_presumed(finding):
        return f" if what was last attested ({month_text(seen)}) has lasted"
    return f" when last attested ({month_text(seen)})"


def when_text(dataset: Dataset, finding: Conclusion) -> str:
    """Return the period in which a conclusion holds.

    If it was never attested as a whole, because one premise was last attested before another was
    first attested, the text is ``since 2019-10 or before``.
    """
    when = interval_text(dataset, finding.interval, finding.claims)
    if _is_presumed(finding) and when.startswith("attested since "):
        return f"{when.removeprefix('attested ')} or before"
    return when.removeprefix("attested ") if _is_presumed(finding) else when


def _is_presumed(finding: Conclusion) -> bool:
    """Return True if a premise was last attested before the period in which all hold."""
    seen, first = finding.last_attested, finding.interval and finding.interval.start
    return bool(seen and first and seen < first and not finding.contested)


def years_old(brief: Brief) -> int:
    """Return whole years from the latest evidence to the date of the brief; 0 if none exists."""
    return int((brief.dyad.as_of - brief.newest).days / 365.2425) if brief.newest else 0


def newest_text(brief: Brief, day_as: Callable[[date], str] = month_text) -> str:
    """Return the date of the latest evidence, and how long it precedes the brief's date."""
    assert brief.newest is not None
    number = years_old(brief)
    if number < 1:
        return day_as(brief.newest)
    return f"{day_as(brief.newest)}, {number} year{'s' * (number > 1)} before the date of the brief"


def manner_text(claim: Claim) -> str:
    """Describe a claim's modality and likelihood, and its explicitness unless it is explicit."""
    reading = "" if claim.explicitness == "explicit" else claim.explicitness
    if reading and claim.read_by:
        reading += f" ({claim.read_by})"
    voice = f"as {claim.speaker} says" if claim.speaker else ""
    return ", ".join(part for part in (claim.modality, claim.confidence, reading, voice) if part)


def date_in_words(text: str) -> str:
    """Return a date of any precision as a sentence has it: ``1962``, ``the 1960s``."""
    return f"the {text}" if text.endswith("s") else text


def form_text(form: Form, manner: str) -> str:
    """Return the forms that hold, the contested ones, and, if none holds, the denied ones."""
    of = [one for one in _deepest_first(form) if one.manner == manner]
    held = [one.about_label for one in of if one.holds is Answer.YES]
    argued = [f"{one.about_label} (contested)" for one in contested_forms(form, manner)]
    told = [*held, *argued, *([] if held else denied_forms(form, manner))]
    return ", ".join(dict.fromkeys(told)) or "unknown"


def denied_forms(form: Form, manner: str) -> list[str]:
    """Return what is denied, the deepest form first: ``no military alliance``, ``no alliance``."""
    of = [one for one in _deepest_first(form) if one.manner == manner]
    return [*dict.fromkeys(f"no {one.about_label}" for one in of if one.holds is Answer.NO)]


def contested_forms(form: Form, manner: str) -> list[Conclusion]:
    """Return the contested forms that are argued for; if there is none, those argued against."""
    of = [one for one in _deepest_first(form) if one.manner == manner]
    contested = [one for one in of if one.contested and not one.stale]
    return [one for one in contested if one.affirms] or contested


def _deepest_first(form: Form) -> list[Conclusion]:
    return sorted(form.findings, key=lambda one: -one.rank)


def unknown_kinds(brief: Brief) -> list[str]:
    """Return the kinds of conclusion whose answer is unknown and not merely contested."""
    found = [f for f in brief.conclusions if f.holds is Answer.UNKNOWN and not f.contested]
    return [*dict.fromkeys(f.label for f in found)]
