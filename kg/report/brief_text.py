"""The brief for a reader at a terminal, at most 100 columns wide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.report.columns import WIDTH, columns, named, wrapped
from kg.report.period import interval_text
from kg.vocabulary.answer import Answer
from kg.vocabulary.plain import plain

if TYPE_CHECKING:
    from kg.explain.brief import Brief, RegionRow
    from kg.explain.conclusions import Finding
    from kg.store.claims import Claim
    from kg.store.dataset import Dataset


class BriefText:
    """Lays a brief out, section by section."""

    def __init__(self, brief: Brief, dataset: Dataset) -> None:
        self.brief = brief
        self.dataset = dataset
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
        names = " and ".join(map(plain, self.brief.names))
        title = f"{names}, as of {self.brief.dyad.as_of.isoformat()}"
        self.lines += [title, "=" * min(len(title), WIDTH)]
        for note in self.brief.dyad.read_as:
            self.lines += wrapped(note)

    def _slug_label(self, slug: str) -> str:
        concept = self.dataset.concept("FormScheme", slug)
        return self.dataset.label(concept) if concept else slug

    def _verdict(self) -> None:
        form = self.brief.form
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
            rows.append([relation.capitalize(), ", ".join(labels) or "none that is known"])
        for name, value in rows:
            self.lines += named(name, value, 32)

    def _answer(self, kind: str) -> str:
        found = [f for f in self.brief.conclusions if f.kind == kind]
        return found[0].holds.value if found else "unknown"

    def _matrix(self) -> None:
        known = [row for row in self.brief.regions if _says_something(row)]
        if not known:
            return
        self._section("Postures and interests")
        codes = self.brief.dyad.codes
        rows = [["", *self.brief.names, "relation"]]
        rows += [[row.label, *(_stake(row, code) for code in codes), row.relation] for row in known]
        self.lines += columns(rows)

    def _conclusions(self) -> None:
        found = [f for f in (*self.brief.form.findings, *self.brief.conclusions) if f.conclusion]
        if not found:
            return
        self._section("Conclusions")
        for finding in found:
            self._finding(finding)

    def _finding(self, finding: Finding) -> None:
        when = interval_text(self.dataset, finding.interval, finding.claims)
        about = [finding.manner, self._slug_label(finding.about) if finding.about else ""]
        if finding.subject != "-".join(self.brief.dyad.codes):
            about.append(finding.subject)
        detail = ", ".join(part for part in about if part)
        label = finding.label + (f" ({detail})" if detail else "")
        answer = "sources disagree" if finding.contested else finding.holds.value
        self.lines += wrapped(f"{answer}: {label}" + (f", {when}" if when else ""), 2, 7)
        for sentence in finding.because:
            self.lines += wrapped(sentence, 7)
        if finding.claims:
            self.lines += wrapped("claims: " + self._numbers(finding.claims), 7, 15)
        for text in finding.assumes:
            self.lines += wrapped(f"assumes: {text}", 7, 16)
        if finding.turns_on:
            self.lines += wrapped("turns on: " + self._numbers(finding.turns_on), 7, 17)

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
        labels = [row.label for row in rows if _says_something(row)]
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


def _says_something(row: RegionRow) -> bool:
    return bool(
        row.relation != "unknown"
        or row.not_core
        or any(row.postures.values())
        or any(row.levels.values())
    )


def _stake(row: RegionRow, code: str) -> str:
    level = row.levels[code] or ("not core" if code in row.not_core else None)
    parts = [part.replace("-", " ") for part in (row.postures[code], level) if part]
    return ", ".join(parts) or "unknown"


def _cited(claim: Claim) -> str:
    manner = ", ".join(part for part in (claim.modality, claim.confidence) if part)
    return f"{claim.label} ({claim.locator}; {manner})"


def brief_text(brief: Brief, dataset: Dataset) -> str:
    """The brief as text."""
    return BriefText(brief, dataset).render()
