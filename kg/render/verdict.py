"""The verdict on a pair in a sentence or two that a newspaper could print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.render.words import (
    answer_text,
    both_in_sentence,
    contested_forms,
    date_in_words,
    denied_forms,
)

if TYPE_CHECKING:
    from kg.analysis.authors_and_data import AnsweredTwice
    from kg.analysis.brief import Brief, Form

_TIES = {
    "rising": "their ties are deepening",
    "falling": "their ties are weakening",
    "flat": "their ties are steady",
}
_BASIS = {
    "yes": "There is a basis for a military alliance.",
    "no": "There is no basis for a military alliance.",
    "contested": "Whether there is a basis for a military alliance is contested.",
}


_HOSTILE = "confrontation"
_CONDUCT = {
    "alignment": "are aligned",
    "confrontation": "are in confrontation",
    "de-facto-non-aggression": "observe a de facto non-aggression pact",
}
_OPEN = ("unknown", "contested")
_FRICTION = ", yet in a militarised dispute"


def verdict(brief: Brief) -> str:
    """Summarise the relationship, its direction, and whether it can support an alliance.

    The verdict covers form, trajectory, basis and conflicts, in this order. Unknown points are
    left out unless all are unknown.
    """
    both = both_in_sentence(brief)
    if not brief.known:
        return f"The graph has no claims about {both} together."
    sentences = [_forms(brief, both) + _direction(brief) + "."]
    contested = _contested(brief.form, "they")
    if contested and not sentences[0].startswith("Whether "):
        sentences.append(f"{contested}.")
    dated = next((one.dated_to for one in brief.form.findings if one.dated_to), "")
    if dated:
        sentences.append(f"Sources date this only to {date_in_words(dated)}.")
    basis = next((f for f in brief.conclusions if f.kind == "basis-for-military-alliance"), None)
    if basis is not None:
        sentences.append(_BASIS.get(answer_text(basis).partition(",")[0], ""))
    disputed = [row.in_sentence for row in brief.regions if row.relation == "conflict"]
    if disputed:
        sentences.append(f"Their interests conflict over {listed(disputed)}.")
    said = " ".join(filter(None, sentences))
    return said[:1].upper() + said[1:]


def _forms(brief: Brief, both: str) -> str:
    form = brief.form
    formal, conduct = form.label(form.formal), form.label(form.conduct)
    bound = form.formal not in ("none", *_OPEN)
    if form.conduct == "none":
        paper = f" but are bound by {with_article(formal)}" if bound else ""
        return f"{both} have {listed(denied_forms(form, 'conduct'))}{paper}"
    if form.conduct not in _OPEN:
        hostile = form.conduct == _HOSTILE
        stand = _stand(form.conduct, conduct)
        paper = ""
        if bound:
            joined = ", though" if hostile else " and" if stand.startswith("are ") else " and are"
            paper = f"{joined} bound by {with_article(formal)}"
        elif form.formal == "none" and not hostile:
            joined = " and" if stand.startswith("have ") else " but have"
            paper = f"{joined} {_no_treaty(form)}"
        friction = _FRICTION if brief.in_dispute and not hostile else ""
        return f"{both} {stand}{paper}{friction}"
    if bound:
        return f"{both} are bound by {with_article(formal)}"
    if form.formal == "none":
        return f"{both} have {_no_treaty(form)}"
    return _contested(form, both) or f"The form of the relationship between {both} is unknown"


def _stand(conduct: str, label: str) -> str:
    return _CONDUCT.get(conduct, f"have {with_article(label)}")


def _no_treaty(form: Form) -> str:
    denied = denied_forms(form, "formal")
    if f"no {form.label('alliance')}" in denied:
        return "no treaty of alliance"
    return f"{listed(denied)} by treaty"


def _contested(form: Form, both: str) -> str:
    """Say which forms of the two are contested where none holds; empty if there is none."""
    told = []
    if form.formal == "contested":
        labels = [with_article(one.about_label) for one in contested_forms(form, "formal")]
        told.append(f"are bound by {' or '.join(dict.fromkeys(labels))}")
    if form.conduct == "contested":
        told += [_stand(one.about, one.about_label) for one in contested_forms(form, "conduct")]
    return f"Whether {both} {' or '.join(dict.fromkeys(told))} is contested" if told else ""


def _direction(brief: Brief) -> str:
    ties = _TIES.get(brief.form.trajectory, "")
    if not ties:
        return ""
    towards = brief.form.towards
    lead = f" towards {with_article(brief.form.label(towards))}" if towards else ""
    return f"; {ties}{lead}"


_MEETING = {True: "agree on", False: "differ on", None: "both speak of"}


def side_by_side(brief: Brief, question: AnsweredTwice) -> str:
    """What authors say and what the data say about one question, in a sentence."""
    labels = {source.iri: source.label for source in brief.sources}
    authors, data = (
        f"{reply.says} ({listed([labels.get(iri, iri) for iri in reply.sources])})"
        for reply in (question.authors, question.data)
    )
    meeting = _MEETING[question.agree]
    return f"Authors and data {meeting} {question.about}: authors say {authors}, the data {data}."


def with_article(noun: str) -> str:
    """Return a noun with its indefinite article, chosen by its first letter."""
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


def listed(words: list[str]) -> str:
    """Join words into a list for a sentence: ``A``, ``A and B``, ``A, B and C``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
