"""The brief for a reader at a terminal, at most 100 columns wide."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from kg.model.answer import Answer
from kg.model.text import sanitize_line
from kg.render.period import (
    attested_json,
    attested_text,
    interval_json,
    interval_text,
    month_text,
)
from kg.render.tabular import WIDTH, columns, named, wrapped

if TYPE_CHECKING:
    from kg.analysis.brief import Brief, RegionRow
    from kg.analysis.conclusions import Conclusion
    from kg.model.claim import Claim
    from kg.model.dyad import Dyad
    from kg.store.dataset import Dataset


class BriefText:
    """Lays a brief out, section by section."""

    def __init__(self, brief: Brief) -> None:
        self.brief = brief
        self.dataset = brief.dataset
        self.lines: list[str] = []
        further = {c.iri: c for c in (*brief.record, *brief.expected)}
        self.all = dict(sorted({**brief.claims, **further}.items()))
        self.number = {iri: number for number, iri in enumerate(self.all, 1)}

    def render(self) -> str:
        """The whole brief, ending with a line break."""
        self._title()
        if self.brief.known:
            self._verdict()
            self._matrix()
            self._conclusions()
            self._disputes()
            self._claims("On record", self.brief.record)
        else:
            self.lines += wrapped("Unknown: the graph says nothing of these two together.")
        self._unknown()
        self._claims("Expected or hoped for, not known", self.brief.expected)
        self._sources()
        return "\n".join(self.lines) + "\n"

    def _section(self, title: str) -> None:
        self.lines += ["", title, "-" * len(title)]

    def _title(self) -> None:
        names = " and ".join(map(sanitize_line, self.brief.names))
        title = f"{names}, as of {self.brief.dyad.as_of.isoformat()}"
        self.lines += [title, "=" * min(len(title), WIDTH)]
        for note in self.brief.dyad.read_as:
            self.lines += wrapped(note)

    def _slug_label(self, slug: str) -> str:
        concept = self.dataset.concept("FormScheme", slug)
        return self.dataset.label(concept) if concept else slug

    def _verdict(self) -> None:
        form = self.brief.form
        if self.brief.newest:
            self.lines += named("Newest evidence", newest_text(self.brief), 32)
        held = {
            manner: [
                self._slug_label(f.about)
                for f in sorted(form.findings, key=lambda f: -f.rank)
                if f.manner == manner and f.holds is Answer.YES
            ]
            for manner in ("formal", "conduct")
        }
        formal = ", ".join(held["formal"]) or (
            "no alliance by treaty" if form.formal == "none" else "unknown"
        )
        lead = f" towards {self._slug_label(form.towards)}" if form.towards else ""
        rows = [
            ["Form by treaty", formal],
            ["Form in conduct", ", ".join(held["conduct"]) or "unknown"],
            ["Trajectory", form.trajectory + lead],
            ["Basis for a military alliance", self._answer("basis-for-military-alliance")],
        ]
        for relation in ("overlap", "conflict", "divergence"):
            labels = [row.label for row in self.brief.regions if row.relation == relation]
            labels += [
                f"{row.label} (contested)"
                for row in self.brief.regions
                if relation in row.argued_relations
            ]
            rows.append([relation.capitalize(), ", ".join(labels) or "none that is known"])
        for name, value in rows:
            self.lines += named(name, value, 32)

    def _answer(self, kind: str) -> str:
        found = [f for f in self.brief.conclusions if f.kind == kind]
        return answer_text(found[0]) if found else "unknown"

    def _matrix(self) -> None:
        known = [row for row in self.brief.regions if says_something(row)]
        if not known:
            return
        self._section("Postures and interests")
        codes = self.brief.dyad.codes
        rows = [["", *self.brief.names, "relation"]]
        rows += [
            [row.label, *(stake_text(row, code) for code in codes), relation_text(row)]
            for row in known
        ]
        self.lines += columns(rows)
        if any(cell.endswith("?") or "?," in cell for row in rows[1:] for cell in row[1:]):
            self.lines += wrapped("? contested; see what sources differ on, below", 2)

    def _conclusions(self) -> None:
        found = [f for f in (*self.brief.form.findings, *self.brief.conclusions) if f.conclusion]
        for title, restated in (("Conclusions", False), ("Restated from a source", True)):
            some = [finding for finding in found if finding.restated is restated]
            if some:
                self._section(title)
            for finding in some:
                self._finding(finding)

    def _finding(self, finding: Conclusion) -> None:
        when = interval_text(self.dataset, finding.interval, finding.claims)
        about = [finding.manner, self._slug_label(finding.about) if finding.about else ""]
        if finding.subject != "-".join(self.brief.dyad.codes):
            about.append(finding.subject)
        detail = ", ".join(part for part in about if part)
        label = finding.label + (f" ({detail})" if detail else "")
        answer = answer_text(finding) + seen_text(finding, self.brief.dyad)
        self.lines += wrapped(f"{answer}: {label}" + (f", {when}" if when else ""), 2, 7)
        for sentence in finding.because:
            self.lines += wrapped(sentence, 7)
        if finding.claims:
            self.lines += wrapped("claims: " + self._numbers(finding.claims), 7, 15)
        if finding.confidence.explicitness not in ("", "explicit"):
            self.lines += wrapped(f"rests on a claim that is {finding.confidence.explicitness}", 7)
        for text in finding.assumes:
            self.lines += wrapped(f"assumes: {text}", 7, 16)
        if finding.turns_on:
            self.lines += wrapped("turns on: " + self._numbers(finding.turns_on), 7, 17)
        for under in finding.under:
            sides = self._numbers(under.claims)
            self.lines += wrapped(f"if {sides} is right: {under.holds.value}", 7, 10)

    def _disputes(self) -> None:
        if not self.brief.disputes:
            return
        self._section("Where sources differ")
        for dispute in self.brief.disputes:
            settled = "contested" if dispute.contested else "outweighed by a later look"
            self.lines += wrapped(f"{dispute.about}: {settled}", 2, 4)
            for side in dispute.sides:
                seen = f", attested {attested_text(side.attested)}"
                gone = " (no longer)" if side.standing == "outweighed" else ""
                number = self._numbers((side.claim.iri,))
                self.lines += wrapped(f"{side.says}{gone}: {number}{seen}", 7, 10)

    def _numbers(self, claims: tuple[str, ...]) -> str:
        return " ".join(f"[{self.number[iri]}]" for iri in claims if iri in self.number)

    def _claims(self, title: str, claims: tuple[Claim, ...]) -> None:
        if claims:
            self._section(title)
            for claim in claims:
                self.lines += wrapped(f"[{self.number[claim.iri]}] {claim.label}", 2, 7)

    def _unknown(self) -> None:
        kinds = [f.label for f in self.brief.conclusions if f.holds is Answer.UNKNOWN]
        rows = [row for row in self.brief.regions if row.relation == "unknown"]
        labels = [row.label for row in rows if says_something(row)]
        others = len(rows) - len(labels)
        if others:
            other = "other regions and issues" if labels else "regions and issues"
            labels.append(f"{others} {other} of which nothing is said")
        self._section("Unknown")
        if kinds:
            self.lines += wrapped("Conclusions: " + ", ".join(dict.fromkeys(kinds)), 2, 4)
        if labels:
            self.lines += wrapped("Relation of interests: " + ", ".join(labels), 2, 4)

    def _sources(self) -> None:
        if not self.brief.sources:
            return
        self._section("Claims and sources")
        for source in self.brief.sources:
            self.lines += wrapped(source.citation or source.label, 2, 4)
            for iri, number in self.number.items():
                claim = self.all[iri]
                if claim.source == source.iri:
                    self.lines += wrapped(f"[{number}] {_cited(claim)}", 4, 9)


def says_something(row: RegionRow) -> bool:
    """True where something is known of how either state stands towards an object."""
    return bool(
        row.relation != "unknown"
        or row.not_core
        or any(row.postures.values())
        or any(row.levels.values())
        or row.argued_postures
        or row.argued_levels
    )


def stake_text(row: RegionRow, code: str) -> str:
    """How one state stands towards an object; with a question mark where sources differ."""
    posture = row.postures[code] or _either(row.argued_postures.get(code, ()))
    level = row.levels[code] or _either(row.argued_levels.get(code, ()))
    level = level or ("not core" if code in row.not_core else "")
    own = ", ".join(part.replace("-", " ") for part in (posture, level) if part)
    wider = row.inherited.get(code)
    if wider is None:
        return own or "unknown"
    parts = [part.replace("-", " ") for part in (wider.posture, wider.level) if part]
    whole = f"{', '.join(parts)} ({' and '.join(wider.whole)})"
    return f"{own}; {whole}" if own else whole


def _either(values: tuple[str, ...]) -> str:
    return f"{'/'.join(values)}?" if values else ""


def relation_text(row: RegionRow) -> str:
    """How two states' interests in an object are related; with a question mark as above."""
    if len(row.argued_relations) > 1:
        return "contested"
    return _either(row.argued_relations) or row.relation


def answer_text(finding: Conclusion) -> str:
    """The answer of a conclusion in a word, or where sources differ, in a few."""
    if not finding.contested:
        return finding.holds.value if not finding.stale else "unknown by now"
    under = {side.holds for side in finding.under}
    if len(under) == 1 and Answer.UNKNOWN not in under:
        return f"contested, but {under.pop().value} whoever is right"
    return "contested"


def _cited(claim: Claim) -> str:
    manner = manner_text(claim)
    note = f" Note: {claim.note}" if claim.note else ""
    return f"{claim.label} ({claim.locator}; {manner}){note}"


def seen_text(finding: Conclusion, dyad: Dyad) -> str:
    """When all that a conclusion needs was last attested, if that is before the day asked."""
    seen = finding.last_attested
    return f" when last attested ({month_text(seen)})" if seen and seen < dyad.as_of else ""


def newest_text(brief: Brief) -> str:
    """The newest evidence, and how long before the day asked that is."""
    newest, asked = brief.newest, brief.dyad.as_of
    assert newest is not None
    number = int((asked - newest).days / 365.2425)
    if number < 1:
        return month_text(newest)
    return f"{month_text(newest)}, {number} year{'s' * (number > 1)} before the day asked"


def manner_text(claim: Claim) -> str:
    """As what a source puts a claim, how surely, and how plainly where it is not explicit."""
    reading = "" if claim.explicitness == "explicit" else claim.explicitness
    if reading and claim.read_by:
        reading += f" ({claim.read_by})"
    return ", ".join(part for part in (claim.modality, claim.confidence, reading) if part)


def brief_text(brief: Brief) -> str:
    """The brief as text."""
    return BriefText(brief).render()


_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#])")


def escaped(text: str) -> str:
    """Text in which nothing is taken for Markdown or HTML."""
    return _SPECIAL.sub(r"\\\1", sanitize_line(text))


def _table(header: list[str], rows: list[list[str]]) -> list[str]:
    lines = [header, ["---"] * len(header), *[[escaped(cell) for cell in row] for row in rows]]
    return ["| " + " | ".join(line) + " |" for line in lines]


def brief_markdown(brief: Brief) -> str:
    """The brief as Markdown, ending with a line break."""
    names = [escaped(name) for name in brief.names]
    form = brief.form
    lines = [f"# {names[0]} and {names[1]}, as of {brief.dyad.as_of.isoformat()}", ""]
    lines += [f"*{escaped(note)}*\n" for note in brief.dyad.read_as]
    trajectory = form.trajectory + (f" towards {form.towards}" if form.towards else "")
    if brief.newest:
        lines += [f"Newest evidence: {newest_text(brief)}.", ""]
    lines += _table(
        ["Form by treaty", "Form in conduct", "Trajectory"],
        [[form.formal, form.conduct, trajectory]],
    )
    known = [row for row in brief.regions if row.relation != "unknown" or row.argued_relations]
    if known:
        lines += ["", "## Postures and interests", ""]
        lines += _table(
            ["", *names, "relation"],
            [
                [
                    row.label,
                    *(stake_text(row, c) for c in brief.dyad.codes),
                    relation_text(row),
                ]
                for row in known
            ],
        )
    lines += ["", "## Conclusions", ""]
    for finding in (*form.findings, *brief.conclusions):
        if finding.conclusion is None:
            continue
        when = interval_text(brief.dataset, finding.interval, finding.claims)
        detail = ", ".join(filter(None, (finding.about, finding.subject, when)))
        answer = answer_text(finding) + seen_text(finding, brief.dyad)
        lines.append(f"- **{answer}**: {escaped(finding.label)} ({escaped(detail)})")
        lines += [f"  - {escaped(sentence)}" for sentence in finding.because]
        lines += [f"  - assumes: {escaped(text)}" for text in finding.assumes]
        for iri in finding.claims:
            claim = brief.claims[iri]
            about = f"{claim.locator}; {manner_text(claim)}"
            lines.append(f"  - {escaped(claim.label)} ({escaped(about)})")
            if claim.note:
                lines.append(f"    {escaped(claim.note)}")
        for under in finding.under:
            labels = "; ".join(escaped(brief.claims[iri].label) for iri in under.claims)
            lines.append(f"  - {under.holds.value}, if this is right: {labels}")
    if brief.disputes:
        lines += ["", "## Where sources differ", ""]
    for dispute in brief.disputes:
        lines.append(f"- {escaped(dispute.about)}")
        for side in dispute.sides:
            seen = f", attested {attested_text(side.attested)}"
            label = escaped(side.claim.label)
            lines.append(f"  - {escaped(side.says)} ({side.standing}{seen}): {label}")
    unknown = [f.label for f in brief.conclusions if f.holds is Answer.UNKNOWN]
    lines += ["", "## Unknown", "", escaped(", ".join(unknown)) or "Nothing that is asked."]
    if brief.expected:
        lines += ["", "## Expected or hoped for, not known", ""]
        lines += [
            f"- {escaped(claim.label)} ({escaped(claim.locator)})" for claim in brief.expected
        ]
    lines += ["", "## Sources", ""]
    lines += [f"- {escaped(source.citation or source.label)}" for source in brief.sources]
    return "\n".join(lines) + "\n"


def brief_json(brief: Brief) -> dict[str, Any]:
    """The brief as plain values, keys and lists in a stable order."""
    return {
        "dyad": list(brief.dyad.codes),
        "names": list(brief.names),
        "as_of": brief.dyad.as_of.isoformat(),
        "read_as": list(brief.dyad.read_as),
        "known": brief.known,
        "regions": [
            {
                "region": row.region,
                "label": row.label,
                "postures": row.postures,
                "levels": row.levels,
                "not_core": list(row.not_core),
                "relation": row.relation,
                "claims": list(row.claims),
                "conclusion": row.conclusion,
                "argued_postures": {c: list(v) for c, v in row.argued_postures.items()},
                "argued_levels": {c: list(v) for c, v in row.argued_levels.items()},
                "argued_relations": list(row.argued_relations),
                "inherited": {
                    code: {
                        "posture": wider.posture,
                        "level": wider.level,
                        "from": list(wider.whole),
                    }
                    for code, wider in row.inherited.items()
                },
            }
            for row in brief.regions
        ],
        "conclusions": [finding_json(f, brief.dataset) for f in brief.conclusions],
        "form": {
            "formal": brief.form.formal,
            "conduct": brief.form.conduct,
            "trajectory": brief.form.trajectory,
            "towards": brief.form.towards,
            "findings": [finding_json(f, brief.dataset) for f in brief.form.findings],
        },
        "record": [claim_json(claim) for claim in brief.record],
        "expected": [claim_json(claim) for claim in brief.expected],
        "newest_evidence": brief.newest.isoformat() if brief.newest else None,
        "disputes": [
            {
                "about": dispute.about,
                "contested": dispute.contested,
                "sides": [
                    {
                        "says": side.says,
                        "claim": side.claim.iri,
                        "source": side.claim.source,
                        "standing": side.standing,
                        "attested": attested_json(side.attested),
                    }
                    for side in dispute.sides
                ],
            }
            for dispute in brief.disputes
        ],
        "claims": {iri: claim_json(claim) for iri, claim in brief.claims.items()},
        "sources": [
            {
                "source": source.iri,
                "label": source.label,
                "citation": source.citation,
                "written_from": source.written_from or None,
                "written_until": source.written_until or None,
            }
            for source in brief.sources
        ],
    }


def finding_json(finding: Conclusion, dataset: Dataset) -> dict[str, Any]:
    """One conclusion as plain values."""
    return {
        "kind": finding.kind,
        "subject": finding.subject,
        "about": finding.about or None,
        "manner": finding.manner or None,
        "holds": finding.holds.value,
        "contested": finding.contested,
        "restated": finding.restated,
        "last_attested": finding.last_attested.isoformat() if finding.last_attested else None,
        "stale": finding.stale,
        "under": [
            {"claims": list(under.claims), "holds": under.holds.value} for under in finding.under
        ],
        "interval": interval_json(dataset, finding.interval, finding.claims),
        "because": list(finding.because),
        "claims": list(finding.claims),
        "assumes": list(finding.assumes),
        "turns_on": list(finding.turns_on),
        "confidence": {
            "weakest_modality": finding.confidence.modality or None,
            "weakest_estimate": finding.confidence.estimate or None,
            "weakest_explicitness": finding.confidence.explicitness or None,
            "sufficient_sources": list(finding.confidence.sources),
        },
        "conclusion": finding.conclusion,
    }


def claim_json(claim: Claim) -> dict[str, Any]:
    """One claim as plain values."""
    return {
        "claim": claim.iri,
        "label": claim.label,
        "source": claim.source,
        "locator": claim.locator,
        "modality": claim.modality,
        "denied": claim.denied,
        "confidence": claim.confidence or None,
        "explicitness": claim.explicitness or None,
        "read_by": claim.read_by or None,
        "note": claim.note or None,
    }


FORMATS = {"text": brief_text, "json": brief_json, "md": brief_markdown}
