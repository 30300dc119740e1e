"""``kg export``."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

import click

from kg.cli.graph_options import GraphChoice, graph_options, rule_options
from kg.cli.options import StateCode, as_of_option, output_option, written

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from kg.analysis.network import Network
    from kg.store.dataset import Dataset

RDF = ("nquads", "trig", "jsonld", "turtle", "ntriples", "rdfxml")
FILES = ("gexf", "graphml", "cytoscape")
ABOUT = ("bibtex", "csl", "void")
FOLDERS = ("csv", "neo4j", "parquet")


@click.command("export")
@click.argument("form", metavar="FORMAT", type=click.Choice([*FILES, *FOLDERS, *RDF, *ABOUT]))
@click.argument("state", required=False, type=StateCode())
@output_option
@click.option(
    "--as",
    "view",
    default="entity",
    show_default=True,
    help="View that says what is a node and what an edge (a folder of queries/views), or 'ego': "
    "the states around STATE.",
)
@as_of_option
@click.option(
    "--with-derived", is_flag=True, help="Add what follows to a network, or to the graph of a day."
)
@click.option(
    "--with-measures",
    "measured",
    is_flag=True,
    help="Add degree, strength, betweenness and community to the nodes of a network.",
)
@graph_options
@rule_options
def command(
    form: str,
    state: str | None,
    target: Path,
    view: str,
    as_of: date | None,
    with_derived: bool,
    measured: bool,
    chosen: GraphChoice,
) -> None:
    """Write the graph as FORMAT: claims, conclusions and proofs as RDF, or a network of them.

    Networks are gexf (Gephi), graphml (yEd, Cytoscape), cytoscape (Cytoscape.js) and, as two files
    in the folder that -o names, csv, neo4j and parquet. RDF with --as-of is the graph of one day,
    without time and sources. 'void' describes the data set; 'bibtex' and
    'csl' (CSL-JSON) are its sources.
    """
    from kg.analysis.snapshot import snapshot
    from kg.analysis.subgraph import subgraph
    from kg.render.rdf import write_quads, write_triples
    from kg.rules.prov import prov_quads

    if (view == "ego") != (state is not None):
        raise click.UsageError("'--as ego' needs a STATE, and a STATE needs '--as ego'.")
    derived = chosen.derive()
    dataset = derived.facts.dataset
    if form in ABOUT:
        with written(target) as file:
            _write_about(dataset, form, file)
        return
    if form in RDF and as_of is not None:
        with written(target) as file:
            write_triples(snapshot(derived, as_of, with_derived=with_derived), form, file)
        return
    dataset.extend(prov_quads(derived))
    if form in RDF:
        with written(target) as file:
            write_quads(dataset.quads(), form, file)
        return
    name = "state" if state is not None else view
    network = subgraph(dataset, name, state=state, as_of=as_of, with_derived=with_derived)
    if measured:
        from kg.analysis.centrality import with_measures

        network = with_measures(network)
    if form in FOLDERS:
        _write_folder(network, form, target)
    else:
        _write_file(network, form, target)


def _write_about(dataset: Dataset, form: str, file: BinaryIO) -> None:
    from kg.render.bibliography import bibtex, csl_json
    from kg.render.rdf import write_triples
    from kg.render.void import void_quads

    if form == "void":
        write_triples(void_quads(dataset), "turtle", file)
    else:
        file.write((bibtex if form == "bibtex" else csl_json)(dataset).encode())


def _write_file(network: Network, form: str, target: Path) -> None:
    from kg.render.gexf import write_gexf
    from kg.render.graph_formats import write_cytoscape, write_graphml

    writers = {"gexf": write_gexf, "graphml": write_graphml, "cytoscape": write_cytoscape}
    with written(target) as file:
        writers[form](network, file)


def _write_folder(network: Network, form: str, target: Path) -> None:
    from kg.render import edge_list as tables
    from kg.store.atomic import atomic_write, ensure_directory

    if str(target) == "-":
        raise click.UsageError(f"{form} is two files; name a folder with -o.")
    parts = (
        ("nodes", tables.node_rows(network), tables.NEO4J_NODES),
        ("edges", tables.edge_rows(network), tables.NEO4J_EDGES),
    )
    for name, rows, fixed in parts:
        ending = "parquet" if form == "parquet" else "csv"
        with atomic_write(ensure_directory(target) / f"{name}.{ending}") as file:
            if form == "parquet":
                tables.write_parquet_rows(rows, file)
            else:
                heads = tables.neo4j_names(rows, fixed) if form == "neo4j" else None
                tables.write_csv(rows, file, heads)
