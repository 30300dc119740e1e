"""``kg serve``."""

from __future__ import annotations

import click

from kg.cli.choice import GraphChoice, graph_options, rule_options


@click.command("serve")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1), default=2, show_default=True, help="Processes.")
@click.option(
    "--seconds",
    type=click.FloatRange(0.1),
    default=30.0,
    show_default=True,
    help="Time that a query may take.",
)
@click.option(
    "--rows",
    type=click.IntRange(1),
    default=100_000,
    show_default=True,
    help="The most rows that an answer may have.",
)
@click.option(
    "--allow-origin",
    "origins",
    multiple=True,
    help="Site whose pages may ask (CORS, repeatable); none by default.",
)
@graph_options
@rule_options
def command(
    port: int,
    workers: int,
    seconds: float,
    rows: int,
    origins: tuple[str, ...],
    chosen: GraphChoice,
) -> None:
    """Serve the graph, conclusions and proofs as a SPARQL endpoint on 127.0.0.1; it only reads.

    The endpoint is /sparql (SPARQL 1.1 Protocol); /health says that it runs. A query that takes too
    long is ended, and the others go on.
    """
    import uvicorn

    from kg.derive.record import record
    from kg.serve.app import application
    from kg.serve.workers import Workers

    derived = chosen.derive()
    dataset = derived.facts.dataset
    dataset.extend(record(derived))
    answering = Workers(dataset.store, workers, seconds, rows)
    try:
        app = application(answering, origins)
        config = uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning")
        server = uvicorn.Server(config)
        with config.bind_socket() as socket:
            click.echo(f"http://127.0.0.1:{socket.getsockname()[1]}/sparql", err=True)
            server.run(sockets=[socket])
    finally:
        answering.close()
