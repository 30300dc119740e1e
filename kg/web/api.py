"""The JSON API of the page: briefs, proofs, what-if, questions, networks, figures and exports."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import numpy as np  # noqa: F401  (read whole before threads draw, which look for its parts)
from fastapi import APIRouter, HTTPException, Path, Query, Response
from pydantic import BaseModel

from kg import resources
from kg.errors import KgError, QueryError, UnknownName
from kg.model.terms import shorten
from kg.render import render
from kg.render.charts.pair import PAIR_FIGURES
from kg.render.drawing import NOTATIONS
from kg.render.network import drawn_json
from kg.render.values import claim_json
from kg.store.claims import read_claims, read_sources
from kg.store.names import by_identifier, find_claim
from kg.store.query import questions

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.analysis.network import Network
    from kg.graph import Graph
    from kg.web.holder import GraphHolder

T = TypeVar("T")

_MEDIA = {"svg": "image/svg+xml", "json": "application/json"}
_FIGURES = f"^({'|'.join(PAIR_FIGURES)})$"

State = Annotated[str, Query(description="Code or English name of a state.", max_length=100)]
Day = Annotated[
    str | None, Query(description="Day, month or year: 2019-12-31, 2019-12, 2019.", max_length=10)
]
Kind = Annotated[str | None, Query(description="Kind of conclusion.", max_length=100)]
Doubts = Annotated[list[str], Query(description="Claims to leave out (repeatable).", max_length=50)]


Known = Annotated[
    str | None, Query(description="Omit sources written after this date.", max_length=10)
]


class Problem(BaseModel):
    """An error, described in one line."""

    detail: str


class Labelled(BaseModel):
    """Something with a name."""

    code: str
    label: str


class NamedState(Labelled):
    """A state, with its name as it reads within a sentence."""

    in_sentence: str


REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"model": Problem, "description": "A value is wrong."},
    404: {"model": Problem, "description": "The graph does not know it."},
}


def _file(media: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {media: {}}, "description": "The file."}}


def json_api(held: GraphHolder) -> APIRouter:
    """Return the routes under ``/api``, all of which are read-only."""
    api = APIRouter(prefix="/api", responses=REFUSALS)

    @api.get("/states")
    def states() -> list[NamedState]:
        """List all states, ordered by code."""
        dataset = held.graph.dataset
        return [
            NamedState(code=code, label=dataset.label(node), in_sentence=dataset.in_sentence(node))
            for code, node in sorted(by_identifier(dataset, "State").items())
        ]

    @api.get("/sources")
    def sources() -> list[Labelled]:
        """List all sources that make claims, ordered by name."""
        graph = held.graph
        making = {claim.source for claim in graph.inference.facts.claims.values()}
        found = [s for s in read_sources(graph.dataset).values() if s.iri in making]
        return [
            Labelled(code=shorten(s.iri).partition(":")[2], label=s.label)
            for s in sorted(found, key=lambda s: s.label)
        ]

    @api.get("/overview")
    def overview() -> dict[str, Any]:
        """Return the size of the graph, and its most discussed pairs with their verdicts."""
        data: dict[str, Any] = held.overview().data
        return data

    @api.get("/brief")
    def brief(
        first: State,
        second: State,
        as_of: Day = None,
        doubt: Doubts = [],  # noqa: B006
        known_by: Known = None,
    ) -> dict[str, Any]:
        """Summarise what is known and concluded about two states."""
        return _known(
            lambda: held.without(doubt, known_by).brief(first, second, as_of=as_of or None).data
        )

    @api.get("/timeline")
    def timeline(
        first: State,
        second: State,
        doubt: Doubts = [],  # noqa: B006
        known_by: Known = None,
    ) -> list[dict[str, Any]]:
        """List what began and ended between two states, in order."""
        return _known(lambda: held.without(doubt, known_by).timeline(first, second).data)

    @api.get("/explain")
    def explain(
        conclusion: Annotated[
            str | None, Query(description="IRI of a conclusion.", max_length=500)
        ] = None,
        first: State | None = None,
        second: State | None = None,
        kind: Annotated[
            str | None, Query(description="Kind of conclusion.", max_length=100)
        ] = None,
        as_of: Day = None,
        doubt: Doubts = [],  # noqa: B006
        known_by: Known = None,
    ) -> list[dict[str, Any]]:
        """Explain why a conclusion holds or does not, or what is missing.

        Name a conclusion, or two states and a kind.
        """
        names = [conclusion] if conclusion else [first or "", second or "", kind or ""]
        return _known(
            lambda: held.without(doubt, known_by).explain(*names, as_of=as_of or None).data
        )

    @api.get("/claims")
    def claims(
        claim: Annotated[
            list[str], Query(description="IRI of a claim (repeatable).", max_length=500)
        ],
    ) -> list[dict[str, Any]]:
        """Return claims with their source, locator and modality."""

        def described() -> list[dict[str, Any]]:
            graph = held.graph
            known, listed = read_claims(graph.dataset), read_sources(graph.dataset)
            found = [known[find_claim(graph.dataset, name).value] for name in claim]
            return [
                claim_json(one)
                | {"source_label": source.label, "citation": source.citation}
                | {"url": source.url or None}
                | {"written_until": source.written_until or None}
                for one in found
                if (source := listed[one.source])
            ]

        return _known(described)

    @api.get("/argument")
    def argument(
        source: Annotated[
            str, Query(description="Name of a source; all, if empty.", max_length=200)
        ] = "",
        as_of: Day = None,
        doubt: Doubts = [],  # noqa: B006
        known_by: Known = None,
    ) -> dict[str, Any]:
        """Return the argument of a source: what supports, qualifies and rebuts its claims."""
        return _known(
            lambda: held.without(doubt, known_by).argument(source, as_of=as_of or None).data
        )

    @api.get("/drawing/{notation}", response_class=Response, responses=_file("text/plain"))
    def drawing(
        notation: Annotated[
            str, Path(pattern=f"^({'|'.join(NOTATIONS)})$", description="How to draw.")
        ],
        conclusion: Annotated[
            str, Query(description="IRI of a conclusion, for its proofs.", max_length=500)
        ] = "",
        claim: Annotated[
            str, Query(description="IRI of a claim, for its argument.", max_length=500)
        ] = "",
        as_of: Day = None,
        doubt: Doubts = [],  # noqa: B006
        known_by: Known = None,
    ) -> Response:
        """Draw the proofs of a conclusion, or what is offered for and against a claim."""

        def drawn() -> str:
            graph, day = held.without(doubt, known_by), as_of or None
            if claim:
                return str(render(graph.argument(as_of=day).for_claim(claim), notation))
            return str(render(graph.explain(conclusion, as_of=day), notation))

        return _saved(_known(drawn).encode(), "text/plain", f"reasons.{notation}")

    @api.get("/what-if")
    def what_if(retract: Doubts) -> dict[str, Any]:
        """Return the conclusions that change without some claims."""
        return _known(lambda: held.graph.what_if(retract=retract).data)

    @api.get("/compare")
    def compare(
        one: Annotated[str, Query(description="Name of a source.", max_length=200)],
        other: Annotated[str, Query(description="Name of another source.", max_length=200)],
        as_of: Day = None,
    ) -> dict[str, Any]:
        """Compare the claims of two sources, and the conclusions from each alone."""
        return _known(lambda: held.graph.compare_viewpoints(one, other, as_of=as_of or None).data)

    @api.get("/vocabulary")
    def vocabulary() -> dict[str, Any]:
        """Return the vocabulary for queries, with definitions and prefixes."""
        data: dict[str, Any] = held.graph.vocabulary().data
        return data

    @api.get("/questions")
    def saved() -> list[dict[str, Any]]:
        """List the saved questions with their parameters and their SPARQL."""
        return [
            {
                "name": name,
                "summary": file.summary,
                "parameters": [
                    {"name": p.name, "type": p.kind, "required": p.required}
                    | {"about": p.description}
                    for p in file.parameters
                ],
                "sparql": file.text,
            }
            for name, file in questions().items()
        ]

    @api.get("/questions/{name}")
    def ask(
        name: Annotated[str, Path(description="Name of a saved question.", max_length=100)],
        p: Annotated[
            list[str], Query(description="A parameter as name=value (repeatable).", max_length=20)
        ] = [],  # noqa: B006
    ) -> dict[str, Any]:
        """Return the rows that answer a saved question."""

        def answered() -> dict[str, Any]:
            given = dict(_pair(text) for text in p)
            rows = held.graph.query(name, **given)
            return {"columns": rows.columns, "rows": rows.values}

        return _known(answered)

    @api.get("/network")
    def network(
        as_of: Day = None,
        state: Annotated[
            str | None, Query(description="State whose neighbourhood to show.", max_length=100)
        ] = None,
        derived: Annotated[bool, Query(description="Include conclusions.")] = False,
    ) -> dict[str, Any]:
        """Return states and their relations, with a position and a size for each state."""
        graph = held.graph
        network = _known(lambda: _network(graph, as_of, state, derived))
        return drawn_json(network, graph.inference)

    @api.get("/world", response_class=Response, responses=_file("application/json"))
    def world() -> Response:
        """Return the outlines of states, by code, as TopoJSON."""
        outlines = resources.folder("graph") / "reference" / "world.topojson"
        return Response(outlines.read_bytes(), media_type="application/json")

    @api.get(
        "/figure/{kind}",
        response_class=Response,
        responses={200: {"content": {"image/svg+xml": {}, "application/json": {}}}},
    )
    def figure(
        kind: Annotated[str, Path(pattern=_FIGURES, description="Kind of figure.")],
        first: State,
        second: State,
        as_of: Day = None,
        doubt: Doubts = [],  # noqa: B006
        known_by: Known = None,
        format: Annotated[  # noqa: A002  (the name on the command line)
            str, Query(pattern="^(svg|json)$", description="SVG, or its Vega-Lite specification.")
        ] = "svg",
    ) -> Response:
        """Return a figure of two states."""

        def drawn() -> bytes:
            graph = held.without(doubt, known_by)
            made = render(graph.figure(kind, first, second, as_of=as_of or None), format)
            assert isinstance(made, bytes)
            return made

        return Response(_known(drawn), media_type=_MEDIA[format])

    @api.get("/report", response_class=Response, responses=_file("text/html"))
    def report(
        first: State,
        second: State,
        as_of: Day = None,
        doubt: Doubts = [],  # noqa: B006
        known_by: Known = None,
    ) -> Response:
        """Return the report on two states as an HTML file."""

        def made() -> str:
            graph = held.without(doubt, known_by)
            found = graph.report(first, second, as_of=as_of or None)
            dyad = found.brief.dyad
            command = ["kg", "report", *dyad.codes, "--as-of", dyad.as_of.isoformat()]
            if known_by:
                command += ["--known-by", known_by]
            without = f" (without {', '.join(doubt)})" if doubt else ""
            return str(render(replace(found, made_by=" ".join(command) + without), "html"))

        return _saved(_known(made).encode(), "text/html", "report.html")

    @api.get(
        "/export.gexf",
        response_class=Response,
        responses={200: {"content": {"application/xml": {}}}},
    )
    def export(as_of: Day = None, derived: bool = False) -> Response:
        """Return the network of states for Gephi."""

        def written() -> bytes:
            made = render(_network(held.graph, as_of, None, derived), "gexf")
            assert isinstance(made, bytes)
            return made

        return _saved(_known(written), "application/xml", "states.gexf")

    return api


def _known(answer: Callable[[], T]) -> T:
    """Return the answer, or raise an HTTP error that gives the reason in one line."""
    try:
        return answer()
    except UnknownName as error:
        raise HTTPException(404, _line(error)) from error
    except KgError as error:
        raise HTTPException(400, _line(error)) from error


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:300]


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise QueryError(f"{text!r} is not a parameter: write name=value")
    return name, value


def _network(graph: Graph, as_of: str | None, state: str | None, derived: bool) -> Network:
    return graph.network(ego=state or None, as_of=as_of or None, with_derived=derived)


def _saved(content: bytes, media: str, name: str) -> Response:
    return Response(
        content, media_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
