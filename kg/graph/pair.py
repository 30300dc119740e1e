"""Methods of ``Graph`` on two states."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kg.analysis.brief import make_brief
from kg.errors import OptionError
from kg.graph.base import GraphBase, to_day, to_path, to_period, to_years

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from kg.analysis.brief import Brief
    from kg.analysis.explanation import Explanations, Report
    from kg.analysis.hindsight import Hindsight
    from kg.analysis.hypotheses import Matrix
    from kg.analysis.timeline import Difference, Timeline
    from kg.graph.base import Day, PathLike
    from kg.render.charts.figure import Figure
    from kg.store.query import Rows


class PairGraph(GraphBase):
    """Analyses of a pair of states."""

    def brief(self, first: str, second: str, *, as_of: Day = None) -> Brief:
        """Summarise what is known and concluded about two states.

        Args:
            first: code or English name of a state.
            second: code or English name of another state.
            as_of: date to report on; by default, the latest with evidence on the two.

        Raises:
            UnknownName: a name is unknown, or both name one state.
            BadDay: the date is invalid.
        """
        return make_brief(*self.about(first, second, as_of))

    def explain(self, *names: str, as_of: Day = None) -> Explanations:
        """Explain why a conclusion holds or does not, down to the sources.

        Args:
            names: the IRI of a conclusion, or two states and a kind of conclusion.
            as_of: date to report on; defaults as in ``brief``.

        Raises:
            UnknownName: there is no such conclusion, state or kind.
            TypeError: the number of names is not one or three.
        """
        from kg.analysis.explanation import Explanations, explain_conclusion, explain_kind

        if len(names) == 1:
            found = explain_conclusion(self.inference, names[0], to_day(as_of))
        elif len(names) == 3:
            inference, dyad = self.about(names[0], names[1], as_of)
            found = explain_kind(inference, dyad, names[2])
        else:
            raise TypeError("name one conclusion, or two states and a kind")
        return Explanations(tuple(found), self.dataset)

    def timeline(
        self, first: str, second: str, *, since: Day = None, until: Day = None
    ) -> Timeline:
        """List what began and ended between two states after one date and up to another."""
        from kg.analysis.spans import make_timeline

        period = to_period(since, until)
        whole = self.through_time(first, second)
        return make_timeline(whole, first, second, *period)

    def diff(self, first: str, second: str, *, since: date | str, until: date | str) -> Difference:
        """Show what changed between two dates.

        Raises:
            OptionError: the first date is later than the second.
        """
        from kg.analysis.timeline import History

        earlier, later = to_period(since, until)
        assert earlier is not None and later is not None
        return History(self.through_time(first, second), first, second).difference(earlier, later)

    def hindsight(
        self, first: str, second: str, *, as_of: Day, known_by: Sequence[date | str]
    ) -> Hindsight:
        """Show how sources written between two dates changed the picture of a single date.

        Args:
            first: code or English name of a state.
            second: code or English name of another state.
            as_of: date to report on; defaults as in ``brief``.
            known_by: the earlier and the later date.

        Raises:
            OptionError: these are not two dates in order.
        """
        from kg.analysis.hindsight import hindsight
        from kg.workspace import Workspace

        days = [to_day(day) for day in known_by]
        if len(days) != 2 or None in days or days[0] > days[1]:  # type: ignore[operator]
            raise OptionError("give two dates, the earlier one first")
        before, after = (
            type(self)(Workspace(replace(self.workspace.configuration, known_by=day))).through_time(
                first, second
            )
            for day in days
        )
        day = self.about(first, second, as_of)[1].as_of
        return hindsight(before, after, first, second, day)

    def hypotheses(self, first: str, second: str, *, as_of: Day = None) -> Matrix:
        """Weigh competing hypotheses about the form of a relationship (Heuer 1999)."""
        from kg.analysis.hypotheses import weigh

        inference, dyad = self.about(first, second, as_of)
        return weigh(inference, dyad)

    def figure(self, kind: str, first: str, second: str, *, as_of: Day = None) -> Figure:
        """Draw a figure of two states, which displays itself in a notebook (extra ``figures``).

        Args:
            kind: 'matrix', 'timeline', 'map', 'network' or 'trajectory'.
            first: code or English name of a state.
            second: code or English name of another state.
            as_of: date to report on; defaults as in ``brief``.

        Raises:
            UnknownName: there is no such figure.
        """
        from kg.render.charts.pair import draw_pair

        brief = self.brief(first, second, as_of=as_of)
        return draw_pair(kind, brief, lambda: self.timeline(*brief.dyad.codes))

    def report(
        self,
        first: str,
        second: str,
        *,
        as_of: Day = None,
        made_by: str = "",
        progress: Callable[[int, int], None] | None = None,
    ) -> Report:
        """Make a brief with every proof, to be written as one HTML file (extra ``figures``).

        Args:
            first: code or English name of a state.
            second: code or English name of another state.
            as_of: date to report on; defaults as in ``brief``.
            made_by: the command that reproduces the report, printed in it.
            progress: called with the number of conclusions explained so far and in total.
        """
        from kg.analysis.explanation import make_report

        inference, dyad = self.about(first, second, as_of)
        return make_report(make_brief(inference, dyad), inference, made_by, progress)

    def similarity(
        self,
        first: str,
        second: str,
        *,
        votes: PathLike | None = None,
        roll_calls: PathLike | None = None,
        obligations: PathLike | None = None,
        squared: bool = False,
        engine: str = "duckdb",
        since: Day = None,
        until: Day = None,
    ) -> Rows:
        """Compute the similarity of votes or alliance commitments by year (extra ``data``)."""
        from kg.analysis.measures import similarity

        return similarity(
            self.dataset,
            first,
            second,
            votes=to_path(votes),
            roll_calls=to_path(roll_calls),
            obligations=to_path(obligations),
            squared=squared,
            engine=engine,
            years=to_years(since, until),
        )

    def capability(
        self,
        first: str,
        second: str,
        *,
        capabilities: PathLike | None = None,
        since: Day = None,
        until: Day = None,
    ) -> Rows:
        """Return the CINC scores of two states by year (extra ``data``)."""
        from kg.analysis.measures import capability

        file = to_path(capabilities)
        return capability(
            self.dataset, first, second, capabilities=file, years=to_years(since, until)
        )

    def disputes(
        self,
        first: str,
        second: str,
        *,
        disputes: PathLike | None = None,
        by_region: bool = False,
        since: Day = None,
        until: Day = None,
    ) -> Rows:
        """Count the militarised disputes of two states by year or region (extra ``data``)."""
        from kg.analysis import measures

        return measures.disputes(
            self.dataset,
            first,
            second,
            disputes=to_path(disputes),
            by_region=by_region,
            years=to_years(since, until),
        )
