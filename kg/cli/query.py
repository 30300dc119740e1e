"""``kg query``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.graph_options import GraphChoice, graph_options, rule_options
from kg.cli.options import Choice, format_option

if TYPE_CHECKING:
    from kg.store.query_file import QueryFile


class Assignment(click.ParamType[tuple[str, str]]):
    """``name=value``."""

    name = "name=value"

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[str, str]:
        if isinstance(value, tuple):
            return value
        name, equals, text = value.partition("=")
        if not equals or not name:
            self.fail(f"{value!r} is no parameter; write --param name=value", param, ctx)
        return name, text


def _questions() -> dict[str, str]:
    from kg.store.query import questions

    return {name: file.summary for name, file in questions().items()}


@click.command("query")
@click.argument("question", type=Choice("question", _questions), metavar="NAME|FILE|-")
@click.option(
    "--param",
    "-p",
    "parameters",
    multiple=True,
    type=Assignment(),
    metavar="NAME=VALUE",
    help="Value of a parameter (repeatable).",
)
@format_option("table", "csv", "tsv", "json", "xml", "turtle")
@graph_options
@rule_options
def command(
    question: str,
    parameters: tuple[tuple[str, str], ...],
    output: str,
    chosen: GraphChoice,
) -> None:
    """Answer a saved question (see 'kg questions'), a file of SPARQL, or what comes on stdin.

    The default graph holds all statements, conclusions and proofs included; GRAPH ?claim names
    the claim that makes one.
    """
    from kg.render.query_result import result_text
    from kg.rules.prov import prov_quads
    from kg.store.parameters import read_parameters
    from kg.store.query import run

    file = _read(question)
    derived = chosen.derive()
    dataset = derived.facts.dataset
    values = read_parameters(file, dict(parameters), dataset)
    dataset.extend(prov_quads(derived))
    click.echo(result_text(run(dataset, file, values), output), nl=False)


def _read(question: str) -> QueryFile:
    from kg.store.query import find_question
    from kg.store.query_file import parse, read

    if question == "-":
        return parse("-", "standard input", sys.stdin.read())
    path = Path(question)
    if path.suffix in (".rq", ".sparql") or path.is_file():
        return read(path)
    return find_question(question)
