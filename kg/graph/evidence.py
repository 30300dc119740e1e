"""Methods of ``Graph`` on claims, sources, rules and shapes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import UnknownName
from kg.graph.base import GraphBase, to_day, to_paths, to_period
from kg.rules.cell import Cell
from kg.store.names import find_claim, find_source, state_of_code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyoxigraph import NamedNode

    from kg.analysis.argument import Argument
    from kg.analysis.backtest import Score
    from kg.analysis.changes import Changes
    from kg.analysis.corroboration import Corroborations
    from kg.analysis.overview import Sources
    from kg.analysis.viewpoints import Comparison
    from kg.graph.base import Day, PathLike
    from kg.rules.columns.plan_joins import Plan
    from kg.rules.inference import Inference
    from kg.validation.finding import Findings


class EvidenceGraph(GraphBase):
    """Analyses of claims, sources, rules and shapes."""

    def what_if(
        self,
        *,
        retract: Sequence[str] = (),
        add: Sequence[PathLike] = (),
        dyad: str | None = None,
    ) -> Changes:
        """Show which conclusions change if claims are withdrawn or added; nothing is written.

        Args:
            retract: claims to withdraw, by IRI or the last part of it.
            add: files and folders of claims to add, which are validated.
            dyad: two codes joined by a hyphen, to report changes for this dyad only.

        Raises:
            UnknownName: there is no such claim.
            InputError: a file cannot be read.
            NonConforming: a file makes the graph break a shape.
        """
        from kg.analysis.changes import Changes, what_if
        from kg.store.open import read_files

        files = to_paths(add)
        conforming = self.workspace.check(files)
        states = self._states(dyad)
        inference = self._before(states)
        dataset = inference.dataset
        doubted = [find_claim(dataset, name).value for name in retract]
        if files:
            dataset = dataset.with_more(read_files(files))
        changed, _ = what_if(inference, dataset, doubted, states)
        conforming()
        if dyad:
            pair = "-".join(sorted(dyad.upper().split("-")))
            changed = [change for change in changed if change.dyad == pair]
        return Changes(tuple(changed))

    def _states(self, dyad: str | None) -> tuple[NamedNode, NamedNode] | None:
        """Return the two states of a dyad named by codes, None if no dyad is given."""
        codes = dyad.upper().split("-") if dyad else []
        states = [state_of_code(self.workspace.stated.dataset, code) for code in codes]
        if len(states) == 2 and states[0] and states[1]:
            return states[0], states[1]
        return None

    def _before(self, states: tuple[NamedNode, NamedNode] | None) -> Inference:
        """Return the conclusions before the change; in a large graph, only those on the pair."""
        return self._about(Cell.of_pair(states)) if states else self.inference

    def compare_viewpoints(self, one: str, other: str, *, as_of: Day = None) -> Comparison:
        """Compare the claims of two sources, and the conclusions from each alone.

        Args:
            one: name of a source.
            other: name of another source.
            as_of: compare conclusions on this date; over all time, if None.

        Raises:
            UnknownName: a source is unknown.
        """
        from kg.analysis.viewpoints import compare_viewpoints

        first, second = find_source(self.dataset, one), find_source(self.dataset, other)
        return compare_viewpoints(
            self.dataset, self.workspace.rules, first.value, second.value, to_day(as_of)
        )

    def argument(self, source: str = "", *, as_of: Day = None) -> Argument:
        """Return the argument of a source: what supports, qualifies and rebuts each of its claims.

        Args:
            source: name of a source; all sources that argue, if empty.
            as_of: weigh the claims against those of other sources on this date; on the last day on
                which any source was written, if None.

        Raises:
            UnknownName: the source is unknown.
        """
        from kg.analysis.argument import make_argument

        named = find_source(self.dataset, source).value if source else ""
        return make_argument(self.inference, named, to_day(as_of))

    def is_source(self, name: str) -> bool:
        """Return True if a source has this name."""
        try:
            return bool(find_source(self.dataset, name))
        except UnknownName:
            return False

    def sources(self) -> Sources:
        """Return the documents and data sets on which the claims rest."""
        from kg.analysis.overview import Sources
        from kg.store.claims import read_sources

        return Sources(tuple(read_sources(self.dataset).values()))

    def backtest(self, rule: str, *, since: Day = None, until: Day = None) -> Score:
        """Score a rule against what happened, over every dyad-year that the claims cover.

        Args:
            rule: name of a rule that has a file in ``queries/backtests``.
            since: a date in the first year to score.
            until: a date in the last year for which the outcome is known.

        Raises:
            UnknownName: the rule has no backtest.
        """
        from kg.analysis.backtest import read_backtest, score

        backtest = read_backtest(rule)
        first, last = to_period(since, until)
        return score(
            self.inference, backtest, first.year if first else None, last.year if last else None
        )

    def plan(self, *rules: str) -> Plan:
        """Return the evaluation plan of rules: the order of joins and the estimated rows.

        Args:
            rules: names of rules; all, if empty.

        Raises:
            UnknownName: there is no such rule.
        """
        from kg.rules.columns.plan_joins import Plan, plan

        known = {rule.name: rule for rule in self.workspace.rules}
        if unknown := [name for name in rules if name not in known]:
            raise UnknownName(f"unknown rule {unknown[0]!r}; see 'kg rules'")
        table = self.inference.proofs.table
        return Plan(tuple(plan(known[name], table) for name in rules or known))

    def corroborate(self, *claims: str, tests: Sequence[str] = ()) -> Corroborations:
        """Test claims, of those known by the graph's date of knowledge, against imported tables.

        Args:
            claims: claims by IRI or the last part of it; all, if empty.
            tests: names of files in ``queries/corroboration``; all, if empty.

        Raises:
            UnknownName: there is no such claim or test.
        """
        from kg.analysis.corroboration import Corroborations, choose_tests, corroborate

        wanted = choose_tests(tests)
        dataset = self.dataset
        chosen = {find_claim(dataset, name).value for name in claims}
        known_by = self.workspace.configuration.known_by
        return Corroborations(tuple(corroborate(dataset, wanted, chosen, known_by)))

    def validate(
        self,
        *,
        shapes: Sequence[PathLike] = (),
        engine: str = "",
        changed_since: str = "",
        baseline: PathLike | None = None,
        allow_empty: bool = False,
        context: Sequence[PathLike] = (),
    ) -> Findings:
        """Validate the graph; findings have positions, and unreadable files are findings too.

        Args:
            shapes: files with further SHACL shapes.
            engine: 'pyshacl' or 'fast' (extra ``fast``), which is the default if installed.
            changed_since: a git revision; report only findings introduced since then.
            baseline: file of findings to leave out, written as JSON.
            allow_empty: False makes a path with nothing to check a violation.
            context: files and folders to read but not check.

        Raises:
            InputError: a path does not exist, a shape is invalid, or git lacks the revision.
        """
        from kg.validation.check import check
        from kg.validation.finding import without_known
        from kg.validation.shacl import quickest

        configuration = self.workspace.configuration
        found = check(
            configuration.files(),
            shipped=configuration.shipped,
            others=self.workspace.elsewhere(),
            shapes=to_paths(shapes),
            engine=engine or quickest(),
            changed_since=changed_since,
            allow_empty=allow_empty,
            context=to_paths(context),
            plain=configuration.plain,
            source=configuration.endpoint,
        )
        return found if baseline is None else without_known(found, Path(baseline))
