"""The graph as an object: open it, ask it, take it elsewhere."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import QuerySolutions, RdfFormat, serialize

from kg.analysis.brief import make_brief
from kg.analysis.dyad import find_dyad
from kg.analysis.explanation import explain_conclusion, explain_kind
from kg.analysis.what_if import what_if
from kg.errors import NonConforming, QueryError
from kg.model.dates import parse_date
from kg.render.brief import brief_json, brief_markdown, brief_text
from kg.render.changes import changes_json, changes_text
from kg.render.proof import proof_json, proof_text
from kg.render.rows import Rows
from kg.render.shown import Shown, fenced
from kg.rules.evaluate import derive
from kg.rules.prov import prov_quads
from kg.rules.retraction import retract
from kg.rules.rule import read_rules
from kg.store.dataset import Dataset
from kg.store.facts import Facts
from kg.store.names import find_claim, find_source
from kg.store.open import open_dataset, read_files
from kg.store.parameters import read_parameters
from kg.store.query import find_question, questions, run
from kg.store.query_file import parse
from kg.validation.gate import violations

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import networkx
    import rdflib
    from pyoxigraph import Quad

    from kg.analysis.brief import Brief
    from kg.render.figure import Figure
    from kg.rules.inference import Inference

    PathLike = str | Path


def open_graph(
    *paths: PathLike,
    shipped: bool = True,
    viewpoints: Sequence[str] = (),
    rules: Sequence[PathLike] = (),
    endpoint: str = "",
) -> Graph:
    """The shipped graph, a user's own files, and all that follows from them.

    Args:
        paths: RDF files, or folders of them, to add; they are validated first.
        shipped: False leaves the shipped claims out; states and regions stay.
        viewpoints: names of the sources to believe; all, if none are named.
        rules: folders of rules in place of the shipped ones.
        endpoint: address of a SPARQL server whose graph takes the place of the shipped one
            (extra ``endpoint``; credentials are taken from the environment).

    Raises:
        InputError: the server cannot be read, or a file is missing, breaks its syntax or has an
            impossible date.
        NonConforming: a file makes the graph break a shape.
        UnknownName: no source is called so.
    """
    files = [Path(path) for path in paths]
    held: list[Quad] = []
    if endpoint:
        from kg.store.remote.client import Endpoint
        from kg.store.remote.download import read_endpoint

        with Endpoint(endpoint) as server:
            held = read_endpoint(server)
    dataset = open_dataset(files, shipped=shipped, others=held)
    if files and (found := violations(dataset, files)):
        raise NonConforming(found)
    believed = {find_source(dataset, name).value for name in viewpoints} or None
    return Graph(derive(Facts(dataset, believed), read_rules([Path(folder) for folder in rules])))


class Graph:
    """Statements, and all that follows from them.

    Args:
        derived: what follows, with its proofs.
    """

    def __init__(self, derived: Inference) -> None:
        self.derived = derived
        self.dataset = derived.facts.dataset

    def __repr__(self) -> str:
        return f"<kg.Graph of {len(self.dataset):,} statements>"

    @cached_property
    def recorded(self) -> Dataset:
        """The statements with conclusions and proofs as RDF."""
        return Dataset([*self.dataset.quads(), *prov_quads(self.derived)])

    def without(self, *claims: str) -> Graph:
        """The graph as if nobody had made some claims; this one is left as it is.

        Raises:
            UnknownName: there is no such claim.
        """
        doubted = [find_claim(self.dataset, name).value for name in claims]
        return Graph(retract(self.derived, doubted)) if doubted else self

    def brief(self, first: str, second: str, *, as_of: date | str | None = None) -> Shown:
        """What the graph says and implies about two states, as ``kg brief`` prints it.

        Args:
            first: code or English name of a state.
            second: another.
            as_of: day, month or year; the last day of which there is news, if None.

        Raises:
            UnknownName: a name is unknown, or both name one state.
            BadDay: the date is none.
        """
        brief, dataset = self._brief(first, second, as_of), self.dataset
        return Shown(
            brief_text(brief, dataset), brief_markdown(brief, dataset), brief_json(brief, dataset)
        )

    def _brief(self, first: str, second: str, as_of: date | str | None) -> Brief:
        dyad = find_dyad(self.derived.facts, first, second, _day(as_of))
        return make_brief(self.derived, dyad)

    def explain(self, *names: str, as_of: date | str | None = None) -> Shown:
        """Why a conclusion holds or does not, as ``kg explain`` prints it.

        Args:
            names: the IRI of a conclusion, or two states and a kind.
            as_of: day, month or year.

        Raises:
            UnknownName: there is no such conclusion, state or kind.
            TypeError: neither one nor three names.
        """
        if len(names) == 1:
            found = explain_conclusion(self.derived, names[0], _day(as_of))
        elif len(names) == 3:
            dyad = find_dyad(self.derived.facts, names[0], names[1], _day(as_of))
            found = explain_kind(self.derived, dyad, names[2])
        else:
            raise TypeError("name one conclusion, or two states and a kind")
        text = proof_text(found, self.dataset)
        return Shown(text, fenced(text), [proof_json(one, self.dataset) for one in found])

    def what_if(self, *, retract: Sequence[str] = (), add: Sequence[PathLike] = ()) -> Shown:
        """Which conclusions change if claims are doubted or added, as ``kg what-if`` prints it.

        Raises:
            UnknownName: there is no such claim.
            InputError: a file cannot be read.
            NonConforming: a file makes the graph break a shape.
        """
        files = [Path(path) for path in add]
        dataset = self.dataset
        if files:
            dataset = Dataset([*dataset.quads(), *read_files(files)])
            if found := violations(dataset, files):
                raise NonConforming(found)
        doubted = [find_claim(self.dataset, name).value for name in retract]
        changed, _ = what_if(self.derived, dataset, doubted)
        text = changes_text(changed)
        return Shown(text, fenced(text), changes_json(changed))

    @staticmethod
    def questions() -> dict[str, str]:
        """The saved questions by name."""
        return {name: file.summary for name, file in questions().items()}

    def query(self, question: str, **parameters: object) -> Rows:
        """Answer a saved question or a SELECT query, conclusions and proofs included.

        Args:
            question: name of a saved question, or SPARQL.
            parameters: values of its variables, such as codes of states.

        Raises:
            InputError: the text is no SPARQL.
            QueryError: it is no SELECT query, or a parameter is missing or unknown.
            UnknownName: there is no such question or state.
        """
        saved = question.replace("-", "").isalnum()
        file = find_question(question) if saved else parse("query", "query", question)
        given = {name: str(value) for name, value in parameters.items()}
        values = read_parameters(file, given, self.dataset)
        found = run(self.recorded, file, values)
        if not isinstance(found, QuerySolutions):
            raise QueryError("rows come of SELECT; for a graph take to_rdflib()")
        return Rows.of(found)

    def figure(
        self, kind: str, first: str, second: str, *, as_of: date | str | None = None
    ) -> Figure:
        """A figure of a pair, which shows itself in a notebook (extra ``figures``).

        Args:
            kind: 'matrix', 'timeline', 'map', 'network' or 'trajectory'.
            first: code or English name of a state.
            second: another.
            as_of: day, month or year.

        Raises:
            KeyError: there is no such figure.
        """
        from kg.render.charts.pair import PAIR_CHARTS
        from kg.render.figure import Figure

        return Figure(PAIR_CHARTS[kind](self._brief(first, second, as_of), self.recorded))

    def to_networkx(
        self,
        view: str = "entity",
        *,
        ego: str | None = None,
        as_of: date | str | None = None,
        with_derived: bool = False,
    ) -> networkx.MultiDiGraph[str]:
        """A network for networkx: nodes with ``label`` and ``kind``, edges with ``weight``.

        Args:
            view: what is a node and an edge: 'entity', 'state', or a folder of ``queries/views``.
            ego: a state; only it, its neighbours and what lies between them.
            as_of: only what is there on a day.
            with_derived: True adds what follows.

        Raises:
            InputError: there is no such view.
        """
        from kg.analysis.subgraph import subgraph
        from kg.render.graph_formats import to_networkx

        found = subgraph(
            self.recorded, view, state=ego, as_of=_day(as_of), with_derived=with_derived
        )
        return to_networkx(found)

    def to_rdflib(self, *, with_derived: bool = False) -> rdflib.Dataset:
        """The statements in an rdflib dataset, a graph for each claim.

        Args:
            with_derived: True adds conclusions and proofs, each in a graph of its own.
        """
        import rdflib

        dataset = rdflib.Dataset()
        source = self.recorded if with_derived else self.dataset
        data = serialize(source.quads(), format=RdfFormat.N_QUADS)
        return dataset.parse(data=data, format="nquads")


def _day(day: date | str | None) -> date | None:
    return parse_date(day) if isinstance(day, str) else day
