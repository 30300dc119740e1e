"""``kg derive``."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.graph_options import GraphChoice, graph_options, rule_options
from kg.cli.options import output_option, rdf_format, rdf_format_option, update_option, written


@click.command("derive")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@output_option
@rdf_format_option
@update_option
@graph_options
@rule_options
@click.pass_context
def command(
    context: click.Context,
    paths: tuple[Path, ...],
    target: Path,
    form: str | None,
    update: str,
    chosen: GraphChoice,
) -> None:
    """Derive all that follows from the graph and PATHs, with proofs, as RDF.

    Conclusions and proofs each have a graph of their own; what they follow from is not repeated.
    With --endpoint they are written to the server, in place of earlier ones, unless -o is given.
    """
    from kg.render.rdf import write_quads
    from kg.rules.prov import prov_quads

    derived = chosen.adding(paths).derive()
    if chosen.endpoint and context.get_parameter_source("target") is _DEFAULT:
        from kg.cli.progress import Progress
        from kg.store.remote.client import Endpoint
        from kg.store.remote.upload import write_derived

        with Endpoint(chosen.endpoint, update) as server, Progress("writing") as progress:
            write_derived(server, prov_quads(derived), progress.step)
        click.echo(f"{len(derived.proofs):,} proofs")
        return
    with written(target) as file:
        write_quads(prov_quads(derived), rdf_format(form, target), file)


_DEFAULT = click.core.ParameterSource.DEFAULT
