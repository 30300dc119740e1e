"""The full brief as text, at most 100 columns wide, and as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from kg.render.brief_markdown import brief_markdown
from kg.render.glance import brief_glance
from kg.render.tabular import columns, line_width, named, wrapped
from kg.render.values import claim_json, finding_json
from kg.render.verdict import listed, side_by_side, verdict
from kg.render.words import (
    answer_text,
    attested_json,
    attested_text,
    both_text,
    form_text,
    grounds_text,
    manner_text,
    newest_text,
    relation_text,
    says_something,
    seen_text,
    stake_text,
    unknown_kinds,
    when_text,
)

if TYPE_CHECKING:
    from kg.analysis.brief import Brief
    from kg.analysis.conclusions import Conclusion
    from kg.model.result import Claim


class BriefText:
    """Lays out a brief, section by section."""

    def __init__(self, brief: Brief) -> None:
        self.brief = brief
        self.dataset = brief.dataset
        self.lines: list[str] = []
        listed = (*brief.record, *brief.denied, *brief.expected, *brief.reported)
        further = {claim.iri: claim for claim in listed}
        self.all = dict(sorted({**brief.claims, **further}.items()))
        self.number = {iri: number for number, iri in enumerate(self.all, 1)}

    def render(self) -> str:
        """Return the whole brief, ending with a line break."""
        self._title()
        if self.brief.known:
            self._verdict()
            self._matrix()
            self._conclusions()
            self._answered_twice()
            self._disputes()
            self._claims("On record", self.brief.record)
            self._claims("Denied", self.brief.denied)
        elif self.brief.expected or self.brief.reported:
            self.lines += wrapped(
                "Unknown: sources mention the two together but vouch for nothing; see below."
            )
        else:
            self.lines += wrapped("Unknown: the graph has no claims about the two together.")
        self._unknown()
        self._claims("Expected or hoped for, not known", self.brief.expected)
        self._claims("Reported or thought unlikely, not vouched for", self.brief.reported)
        self._sources()
        return "\n".join(self.lines) + "\n"

    def _section(self, title: str) -> None:
        self.lines += ["", title, "-" * len(title)]

    def _title(self) -> None:
        both = both_text(self.brief)
        title = f"{both}, as of {self.brief.dyad.as_of.isoformat()}"
        self.lines += [title, "=" * min(len(title), line_width())]
        for note in (*self.brief.dyad.read_as, self.brief.dyad.chosen):
            self.lines += wrapped(f"({note})") if note else []

    def _verdict(self) -> None:
        form = self.brief.form
        if self.brief.newest:
            self.lines += named("Newest evidence", newest_text(self.brief), 32)
        formal, conduct = form_text(form, "formal"), form_text(form, "conduct")
        lead = f" towards {form.label(form.towards)}" if form.towards else ""
        rows = [
            ["Form by treaty", formal],
            ["Form in conduct", conduct],
            ["Trajectory", form.trajectory + lead],
            ["Basis for a military alliance", self._answer("basis-for-military-alliance")],
        ]
        for relation in ("overlap", "conflict", "divergence"):
            labels = [row.label for row in self.brief.regions if relation in row.relations]
            labels += [
                f"{row.label} (contested)"
                for row in self.brief.regions
                if relation in row.argued_relations
            ]
            rows.append([relation.capitalize(), ", ".join(labels) or "none known"])
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
        states = self.brief.states
        rows = [["", *states.values(), "relation"]]
        rows += [
            [row.label, *(stake_text(row, code) for code in states), relation_text(row)]
            for row in known
        ]
        self.lines += columns(rows)
        if any(cell.endswith("?") or "?," in cell for row in rows[1:] for cell in row[1:]):
            self.lines += wrapped("? contested; see 'Where sources differ' below", 2)

    def _conclusions(self) -> None:
        brief = self.brief
        told = (*brief.form.findings, *brief.conclusions, *brief.further)
        found = [finding for finding in told if finding.conclusion]
        for title, restated in (("Conclusions", False), ("Restated from a source", True)):
            some = [finding for finding in found if finding.restated is restated]
            if some:
                self._section(title)
            for finding in some:
                self._finding(finding)

    def _finding(self, finding: Conclusion) -> None:
        when = when_text(self.dataset, finding)
        about = [finding.manner, finding.about_label]
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
        if grounds := grounds_text(self.brief, finding):
            self.lines += wrapped(grounds, 7)
        if finding.confidence.explicitness not in ("", "explicit"):
            self.lines += wrapped(f"rests on a claim that is {finding.confidence.explicitness}", 7)
        for text in finding.assumes:
            self.lines += wrapped(f"assumes: {text}", 7, 16)
        if finding.turns_on:
            self.lines += wrapped("turns on: " + self._numbers(finding.turns_on), 7, 17)
        for under in finding.under:
            sides = [f"[{self.number[iri]}]" for iri in under.claims if iri in self.number]
            right = f"{listed(sides)} {'is' if len(sides) == 1 else 'are'} right"
            self.lines += wrapped(f"if {right}: {under.holds.value}", 7, 10)

    def _answered_twice(self) -> None:
        if self.brief.answered_twice:
            self._section("Authors and data")
        for question in self.brief.answered_twice:
            self.lines += wrapped(side_by_side(self.brief, question), 2, 4)

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
        kinds = unknown_kinds(self.brief)
        silent = [row for row in self.brief.regions if row.relation == "unknown"]
        rows = [row for row in silent if not row.argued_relations]
        labels = [row.label for row in rows if says_something(row)]
        others = len(rows) - len(labels)
        if others:
            other = "other regions and issues" if labels else "regions and issues"
            labels.append(f"{others} {other} without claims")
        self._section("Unknown")
        if kinds:
            self.lines += wrapped("Conclusions: " + ", ".join(kinds), 2, 4)
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


def _cited(claim: Claim) -> str:
    manner = manner_text(claim)
    note = f" Note: {claim.note}" if claim.note else ""
    return f"{claim.label} ({claim.locator}; {manner}){note}"


def brief_text(brief: Brief) -> str:
    """Return the brief as text."""
    return BriefText(brief).render()


def brief_json(brief: Brief) -> dict[str, Any]:
    """Return the brief as plain values, with keys and lists in a stable order."""

    def findings(found: tuple[Conclusion, ...]) -> list[dict[str, Any]]:
        return [
            finding_json(one, brief.dataset) | {"follows_from": grounds.value if grounds else None}
            for one, grounds in ((one, brief.grounds.get(one.conclusion or "")) for one in found)
        ]

    return {
        "dyad": list(brief.dyad.codes),
        "names": list(brief.names),
        "asked": list(brief.states),
        "as_of": brief.dyad.as_of.isoformat(),
        "read_as": list(brief.dyad.read_as),
        "day_chosen": brief.dyad.chosen or None,
        "known": brief.known,
        "verdict": verdict(brief),
        "regions": [
            {
                "region": row.region,
                "label": row.label,
                "postures": row.postures,
                "levels": row.levels,
                "inferred_levels": row.inferred,
                "inferred_relations": list(row.inferred_relations),
                "not_core": list(row.not_core),
                "relation": row.relation,
                "claims": list(row.claims),
                "conclusion": row.conclusion,
                "relations": row.relations,
                "last_attested": row.last_attested.isoformat() if row.last_attested else None,
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
                "states": list(row.states) if says_something(row) else [],
            }
            for row in brief.regions
        ],
        "conclusions": findings(brief.conclusions),
        "relations": findings(brief.relations),
        "further": findings(brief.further),
        "form": {
            "formal": brief.form.formal,
            "conduct": brief.form.conduct,
            "trajectory": brief.form.trajectory,
            "towards": brief.form.towards,
            "ladder": [asdict(rung) for rung in brief.form.ladder],
            "findings": findings(brief.form.findings),
        },
        "record": [claim_json(claim) for claim in brief.record],
        "denied": [claim_json(claim) for claim in brief.denied],
        "expected": [claim_json(claim) for claim in brief.expected],
        "reported": [claim_json(claim) for claim in brief.reported],
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
        "authors_and_data": [
            {
                "about": question.about,
                "agree": question.agree,
                **{
                    side: {
                        "says": reply.says,
                        "claims": list(reply.claims),
                        "sources": list(reply.sources),
                    }
                    for side, reply in (("authors", question.authors), ("data", question.data))
                },
            }
            for question in brief.answered_twice
        ],
        "claims": {iri: claim_json(claim) for iri, claim in brief.claims.items()},
        "sources": [
            {
                "source": source.iri,
                "label": source.label,
                "citation": source.citation,
                "url": source.url or None,
                "written_from": source.written_from or None,
                "written_until": source.written_until or None,
            }
            for source in brief.sources
        ],
    }


FORMATS = {"text": brief_glance, "full": brief_text, "json": brief_json, "md": brief_markdown}
