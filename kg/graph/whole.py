"""Methods of ``Graph`` on the whole graph: queries, networks and exports."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from kg.errors import OptionError
from kg.graph.base import GraphBase, to_day, to_period, to_years
from kg.rules.prov import prov_quads

if TYPE_CHECKING:
    from collections.abc import Mapping

    import networkx
    import rdflib

    from kg.analysis.network import Network
    from kg.analysis.overview import Overview, Vocabulary
    from kg.analysis.panel import Panel
    from kg.graph.base import Day, PathLike
    from kg.store.query import QueryResult, Rows, Statements
    from kg.store.query_file import QueryFile


class WholeGraph(GraphBase):
    """Queries and exports of the whole graph."""

    @staticmethod
    def questions() -> dict[str, str]:
        """Return the saved questions by name."""
        from kg.store.query import questions

        return {name: file.summary for name, file in questions().items()}

    def query(self, question: str, /, *, as_of: Day = None, **parameters: object) -> Rows:
        """Answer a saved question or a SELECT query with rows.

        The default graph is what holds, conclusions and their proofs included; ``GRAPH ?claim``
        reads what a claim says.

        Args:
            question: name of a saved question, a file that ends in .rq or .sparql, or SPARQL.
            as_of: restrict the default graph to what holds on this date; at any time, if None.
            parameters: values of the variables, such as codes of states.

        Raises:
            InputError: the text is not SPARQL, or the file cannot be read.
            QueryError: it is not a SELECT query, or a parameter is missing or unknown.
            UnknownName: there is no such question or state.
        """
        return self.sparql(question, as_of=as_of, **parameters).rows()

    def sparql(self, question: str, /, *, as_of: Day = None, **parameters: object) -> QueryResult:
        """Answer a query of any form; the arguments are those of ``query``."""
        from kg.store.query import read_question

        given = {name: str(value) for name, value in parameters.items()}
        return self.answer(read_question(question), given, as_of=as_of)

    def answer(
        self, file: QueryFile, parameters: Mapping[str, str], *, as_of: Day = None
    ) -> QueryResult:
        """Answer a query that was already read, with parameters as text.

        Raises:
            QueryError: a parameter is missing or unknown, or the query fails.
            UnknownName: there is no such state, object or source.
        """
        from kg.store.query import answer, refuse
        from kg.store.query_file import read_parameters

        refuse(file)
        if self.workspace.configuration.plain:
            return answer(self.dataset, file, read_parameters(file, parameters, self.dataset))
        values = read_parameters(file, parameters, self.dataset)
        day = to_day(as_of)
        return answer(self.queryable if day is None else self._recorded(day), file, values)

    def never_holds(self, file: QueryFile) -> list[str]:
        """Explain why a query has no results, as far as its names and comparisons show why."""
        from kg.store.never import never_holds

        asked = self.dataset if self.workspace.configuration.plain else self.queryable
        return never_holds(asked.store, file.text, file.path)

    def overview(self) -> Overview:
        """Summarise the size and coverage of the graph, and its most discussed pairs."""
        from kg.analysis.overview import make_overview

        return make_overview(self.inference)

    def vocabulary(self) -> Vocabulary:
        """Return the vocabulary for queries: prefixes, classes, properties, concepts and names."""
        from kg.analysis.overview import make_vocabulary

        return make_vocabulary(self.dataset)

    def network(
        self,
        view: str = "state",
        *,
        ego: str | None = None,
        as_of: Day = None,
        with_derived: bool = False,
        with_measures: bool = False,
        merge: bool = False,
    ) -> Network:
        """Build a network from the graph.

        Args:
            view: the definition of nodes and edges: 'entity', 'state', or a view's folder.
            ego: a state; keep only it, its neighbours and the edges between them.
            as_of: restrict the network to this date; all time, if None.
            with_derived: True adds conclusions.
            with_measures: True adds degree, strength, betweenness and community to the nodes.
            merge: True merges the edges between two nodes into cooperative and conflictual ones.

        Raises:
            InputError: there is no such view.
            UnknownName: there is no such state.
        """
        from kg.analysis.network import merged, subgraph

        if self.workspace.configuration.plain:
            source = self.dataset
        else:
            source = self.recorded if with_derived else self.inference.holding
        found = subgraph(source, view, state=ego, as_of=to_day(as_of), with_derived=with_derived)
        if with_measures:
            from kg.analysis.centrality import with_measures as measured

            found = measured(found)
        return merged(found) if merge else found

    def centrality(
        self, *, as_of: Day = None, since: Day = None, until: Day = None, triads: bool = False
    ) -> Rows:
        """Measure the network of states on a date, at the end of each year, or over all time.

        Args:
            as_of: the date.
            since: a date in the first year of a series.
            until: a date in its last year.
            triads: True lists signed triads and whether they are balanced, instead of measures.

        Raises:
            OptionError: only one bound is given, or a date is given with bounds.
        """
        from kg.analysis.centrality import measure_rows, triad_rows

        day, (first, last) = to_day(as_of), to_period(since, until)
        if (first is None) != (last is None) or (first is not None and day is not None):
            raise OptionError("give both --from and --to, or --as-of, or none of them")
        days = [day.isoformat()] if day else []
        if first is not None and last is not None:
            days = [date(n, 12, 31).isoformat() for n in range(first.year, last.year + 1)]
        return (triad_rows if triads else measure_rows)(self.network().undisputed, days)

    def panel(self, *, since: Day, until: Day, every_pair: bool = False) -> Panel:
        """Return the answers of ``brief`` about all pairs of states on 1 July of each year.

        Args:
            since: a date in the first year.
            until: a date in the last.
            every_pair: True includes pairs that no source mentions but about which a complete
                list allows an answer.
        """
        from kg.analysis.panel import make_panel
        from kg.rules.evaluate import derive

        found = self.inference
        if every_pair:
            rules = [replace(rule, on_request=False) for rule in found.rules]
            found = derive(found.facts.less(()), rules)
        return make_panel(found, *to_years(since, until))

    def statements(self, *, as_of: Day = None, with_derived: bool = False) -> Statements:
        """Return all statements as RDF, or the snapshot of one date, without time and sources.

        The default graph is what holds; the contents of claims, conclusions and proofs are in named
        graphs. A syntax without named graphs includes only what holds.

        Args:
            as_of: the date.
            with_derived: True adds all conclusions to a snapshot, which otherwise has only those of
                rules about history.
        """
        from kg.analysis.network import snapshot
        from kg.store.holds import unnamed
        from kg.store.query import Statements

        day = to_day(as_of)
        if day is None:
            store = self.queryable.store
            return Statements(iter(store), unnamed=unnamed(store))
        held = snapshot(self.inference, day, with_derived=with_derived)
        return Statements(held, named_graphs=False)

    def contested_on(self, day: date) -> int:
        """Count the statements that are contested on a day and so omitted from its snapshot."""
        days = self.inference.facts.weighed().values()
        return sum(day in arguable and day not in certain for certain, arguable in days)

    def conclusions(self) -> Statements:
        """Return conclusions and their proofs as RDF, without repeating the claims behind them."""
        from kg.store.query import Statements

        return Statements(prov_quads(self.inference))

    def derive_on_spark(self, folder: PathLike, *, groups: int = 4) -> int:
        """Derive on Spark's workers (extra ``spark``) and write the conclusions as Parquet.

        Args:
            folder: where to write rows of subject, predicate, object and graph.
            groups: number of groups of states; Spark runs one task for each pair of groups.

        Returns:
            the number of statements written, which are the same as in ``conclusions``.

        Raises:
            InputError: the folder exists, or cannot be written.
        """
        from kg.rules.cluster import derive_on_spark
        from kg.store.spark import spark_session

        workspace = self.workspace
        return derive_on_spark(
            spark_session(), workspace.stated.less(()), workspace.rules, folder, groups
        )

    def description(self) -> Statements:
        """Describe the data set in VoID and DCAT."""
        from kg.analysis.overview import void_triples
        from kg.store.query import Statements

        return Statements(void_triples(self.dataset), named_graphs=False)

    def ontology(self) -> Statements:
        """Return the modules of the ontology as one."""
        from kg.store.open import merged_ontology
        from kg.store.query import Statements

        return Statements(merged_ontology(), named_graphs=False)

    def owl(self) -> Statements:
        """Return what holds without conclusions, and the ontology, for reasoners of OWL 2."""
        from kg.store.holds import WhatHolds, in_owl_2
        from kg.store.query import Statements

        held = WhatHolds(self.inference.facts, derived=False).default()
        return Statements(in_owl_2(held), named_graphs=False)

    def to_networkx(
        self,
        view: str = "entity",
        *,
        ego: str | None = None,
        as_of: Day = None,
        with_derived: bool = False,
    ) -> networkx.MultiDiGraph[str]:
        """Return a networkx graph: nodes with ``label`` and ``kind``, edges with ``weight``.

        The arguments are those of ``network``.
        """
        from kg.render.network import to_networkx

        return to_networkx(self.network(view, ego=ego, as_of=as_of, with_derived=with_derived))

    def to_rdflib(self, *, with_derived: bool = False) -> rdflib.Dataset:
        """Return an rdflib dataset: what holds by default, and a named graph for each claim.

        Args:
            with_derived: True adds conclusions and proofs, each in its own named graph.
        """
        import rdflib

        from kg.store.holds import WhatHolds

        facts = self.inference.facts
        source = self.recorded if with_derived else WhatHolds(facts, derived=False)
        return rdflib.Dataset().parse(data=source.serialized(), format="nquads")
