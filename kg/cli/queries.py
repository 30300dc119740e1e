"""SPARQL: ``kg query``, ``questions`` and ``rules``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.options import (
    Choice,
    as_of_option,
    format_option,
    graph_options,
    open_graph,
    plain_option,
    print_result,
    refuse_unless,
    rule_options,
    rules_option,
)
from kg.configuration import Configuration
from kg.model.text import sanitize_line

if TYPE_CHECKING:
    from datetime import date

    from kg.store.query_file import QueryFile


class Assignment(click.ParamType[tuple[str, str]]):
    """A parameter as ``name=value``."""

    name = "name=value"

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[str, str]:
        if isinstance(value, tuple):
            return value
        name, equals, text = value.partition("=")
        if not equals or not name:
            self.fail(f"{value!r} is not a parameter: write name=value", param, ctx)
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
@as_of_option
@format_option("table", "csv", "tsv", "json", "xml", "turtle")
@graph_options
@plain_option
@rule_options
def query(
    question: str,
    parameters: tuple[tuple[str, str], ...],
    as_of: date | None,
    format: str,
    configuration: Configuration,
) -> None:
    """Answer a saved question (see 'kg questions'), a SPARQL file, or a query on standard input.

    The default graph is what holds, at any time or on the date of --as-of, according to all sources
    or those of --viewpoint: what their claims affirm as fact, assessment or policy, plus
    superclasses, superproperties, conclusions and proofs. GRAPH ?claim reads what a claim
    says, even if it is denied, predicted or hoped for.
    """
    from kg.render import render

    graph = open_graph(configuration)
    file = _read(question)
    given = graph.answer(file, dict(parameters), as_of=as_of)
    shown = render(given, format)
    click.echo(shown, nl=False)
    if _is_none(str(shown), format):
        for told in graph.never_holds(file):
            click.echo(f"kg: warning: {sanitize_line(told)}", err=True)


def _is_none(shown: str, format: str) -> bool:
    """Return True if the output says that there are no results."""
    if format in ("csv", "tsv"):
        return shown.count("\n") <= 1
    no = ('"bindings":[]', '"boolean":false', "<results></results>", "<boolean>false")
    return shown in ("", "no\n", "0 rows\n") or any(sign in shown[-200:] for sign in no)


def _read(question: str) -> QueryFile:
    from kg.store.query import find_question
    from kg.store.query_file import parse, read

    if question == "-":
        return parse("-", "standard input", sys.stdin.read())
    path = Path(question)
    if path.suffix in (".rq", ".sparql") or path.is_file():
        return read(path)
    if "{" in question:
        raise click.UsageError("Pass SPARQL in a file, or on standard input: kg query - < FILE")
    return find_question(question)


@click.command("questions")
@format_option("text", "json")
def list_questions(format: str) -> None:
    """List the saved questions with their parameters; * marks a required one."""
    from kg.store.query import Questions, questions

    print_result(Questions(tuple(questions().values())), format)


@click.command("rules")
@rules_option
@click.option(
    "--plan",
    "planned",
    metavar="NAME",
    help="Show the evaluation plan of a rule: its joins and estimated rows.",
)
@format_option("text", "json", "shacl")
def rules(rule_folders: tuple[Path, ...], planned: str | None, format: str) -> None:
    """List the rules in order of execution, by stratum.

    --format shacl writes them as SHACL Advanced Features (Turtle), for other processors.
    """
    from kg.rules.rule import read_rules
    from kg.rules.stratify import program_of
    from kg.store.dataset import Dataset
    from kg.store.open import ontology_quads

    refuse_unless(planned is None, "format", "the list of rules")
    if planned is not None:
        print_result(open_graph(Configuration(rules=rule_folders)).plan(planned), "text")
        return
    program = program_of(read_rules(rule_folders), Dataset(ontology_quads()))
    print_result(program, format)
