"""Output for other programs: ``kg export``, ``network`` and ``panel``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli.options import (
    StateCode,
    as_of_option,
    format_option,
    graph_options,
    open_graph,
    output_option,
    period_options,
    plain_option,
    print_result,
    refuse_unless,
    rule_options,
    write_result,
)

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from kg.configuration import Configuration

RDF = ("nquads", "trig", "jsonld", "turtle", "ntriples", "rdfxml")
FILES = ("gexf", "graphml", "cytoscape")
ABOUT = ("bibtex", "csl", "void", "ontology", "owl")
FOLDERS = ("csv", "neo4j", "parquet")


@click.command("export")
@click.argument("format", metavar="FORMAT", type=click.Choice([*FILES, *FOLDERS, *RDF, *ABOUT]))
@click.argument("state", required=False, type=StateCode())
@output_option
@click.option(
    "--as",
    "view",
    metavar="VIEW",
    default="entity",
    show_default=True,
    help="View that defines nodes and edges: 'entity', 'state' or another folder of "
    "queries/views; or 'ego' for STATE and its neighbours.",
)
@as_of_option
@click.option(
    "--with-derived", is_flag=True, help="Add conclusions to a network or to a dated graph."
)
@click.option(
    "--with-measures",
    is_flag=True,
    help="Add degree, strength, betweenness and community to the nodes of a network.",
)
@click.option(
    "--merge",
    is_flag=True,
    help="Merge the edges between two states into one for cooperation and one for conflict.",
)
@graph_options
@plain_option
@rule_options
def export(
    format: str,
    state: str | None,
    target: Path,
    view: str,
    as_of: date | None,
    with_derived: bool,
    with_measures: bool,
    merge: bool,
    configuration: Configuration,
) -> None:
    """Write the graph in FORMAT: RDF with claims, conclusions and proofs, or a network.

    Network formats are gexf (Gephi), graphml (yEd, Cytoscape), cytoscape (Cytoscape.js) and, as two
    files in a folder given by -o, csv, neo4j and parquet. RDF with --as-of is a snapshot,
    without dates and sources. 'void' describes the data set; 'ontology' is its ontology in one
    file, and 'owl' the ontology and what holds for OWL 2 reasoners (RDF/XML, dates as
    xsd:dateTime); 'bibtex' and 'csl' (CSL-JSON) list its sources.
    """
    networks = ", ".join((*FILES, *FOLDERS))
    is_network = format in (*FILES, *FOLDERS)
    refuse_unless(is_network, "view", f"networks ({networks})")
    refuse_unless(is_network, "with_measures", f"networks ({networks})")
    refuse_unless(is_network, "merge", f"networks ({networks})")
    refuse_unless(format not in ABOUT, "as_of", f"networks ({networks}) and RDF ({', '.join(RDF)})")
    of_a_day = format in RDF and as_of is not None
    refuse_unless(
        is_network or of_a_day, "with_derived", f"networks ({networks}) and RDF with --as-of"
    )
    if (view == "ego") != (state is not None):
        raise click.UsageError("'--as ego' needs a STATE, and a STATE needs '--as ego'.")
    if format in FOLDERS and str(target) == "-":
        raise click.UsageError(f"{format} is two files: name a folder with -o.")
    graph = open_graph(configuration)
    if format == "void":
        write_result(graph.description(), "turtle", target)
    elif format == "ontology":
        write_result(graph.ontology(), "turtle", target)
    elif format == "owl":
        write_result(graph.owl(), "rdfxml", target)
    elif format in ABOUT:
        write_result(graph.sources(), format, target)
    elif format in RDF:
        found = graph.statements(as_of=as_of, with_derived=with_derived)
        write_result(found, format, target)
        contested = graph.contested_on(as_of) if as_of is not None else 0
        if contested:
            number = f"{contested:,} statement{'s are' if contested > 1 else ' is'}"
            told = "left out; conclusions that assume their absence may be contested"
            click.echo(f"{number} contested on {as_of}, and {told}", err=True)
    else:
        network = graph.network(
            "state" if state is not None else view,
            ego=state,
            as_of=as_of,
            with_derived=with_derived,
            with_measures=with_measures,
            merge=merge,
        )
        write_result(network, format, target, folder=format in FOLDERS)


@click.command("network")
@as_of_option
@period_options("First year of an annual series.", "Last year of the series.")
@click.option("--triads", is_flag=True, help="List signed triads and whether they are balanced.")
@format_option("table", "csv", "json")
@graph_options
@rule_options
def network(
    as_of: date | None,
    since: date | None,
    until: date | None,
    triads: bool,
    format: str,
    configuration: Configuration,
) -> None:
    """Compute degree, betweenness, communities and structural balance of the network of states.

    Without a date or a period, all relations are counted, whatever their date.
    """
    graph = open_graph(configuration)
    print_result(graph.centrality(as_of=as_of, since=since, until=until, triads=triads), format)


@click.command("panel")
@period_options("First year.", "Last year.", required=True)
@click.option(
    "--every-pair",
    is_flag=True,
    help="Include pairs that no source mentions, if a source lists all treaties of both.",
)
@output_option
@format_option("csv", "json", "text", "md")
@graph_options
@rule_options
def panel(
    since: date,
    until: date,
    every_pair: bool,
    target: Path,
    format: str,
    configuration: Configuration,
) -> None:
    """Answer all questions about all pairs of states, one row per dyad-year.

    Each answer is that of 'kg brief' on 1 July of the year. A cell is empty where nothing is known;
    a dyad-year without any answer has no row. 'text' counts the answers; 'md' adds the pairs of
    states with answers that seldom go together.
    """
    graph = open_graph(configuration)
    write_result(graph.panel(since=since, until=until, every_pair=every_pair), format, target)
