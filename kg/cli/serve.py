"""The web server: ``kg serve``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli.options import graph_options, open_graph, rule_options

if TYPE_CHECKING:
    from kg.configuration import Configuration
    from kg.web.holder import GraphHolder, Watcher
    from kg.web.workers import Workers


_GRACE = 3
"""Seconds that running queries have to finish when the server is told to stop."""


@click.command("serve")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on; any but loopback is reachable by others.",
)
@click.option(
    "--workers", type=click.IntRange(1), default=2, show_default=True, help="Number of processes."
)
@click.option(
    "--timeout",
    type=click.FloatRange(0.1),
    default=30.0,
    show_default=True,
    help="Query time limit in seconds.",
)
@click.option(
    "--max-rows",
    type=click.IntRange(1),
    default=100_000,
    show_default=True,
    help="Maximum number of result rows.",
)
@click.option(
    "--memory",
    type=click.IntRange(0),
    default=500,
    show_default=True,
    help="Memory limit of a query in megabytes (Linux only); 0 for none.",
)
@click.option(
    "--allow-origin",
    "origins",
    multiple=True,
    help="Origin allowed to query (CORS; repeatable; default: none).",
)
@click.option("--watch", is_flag=True, help="Reload when a file changes.")
@graph_options
@rule_options
def serve(
    port: int,
    host: str,
    workers: int,
    timeout: float,
    max_rows: int,
    memory: int,
    origins: tuple[str, ...],
    watch: bool,
    configuration: Configuration,
) -> None:
    """Serve a web page and a read-only SPARQL endpoint.

    The page is at /, its JSON API at /openapi.json, the endpoint at /sparql (SPARQL 1.1 Protocol)
    and a health check at /health. A query that exceeds the time limit is stopped without affecting
    others. With --watch, changed files and rules are reloaded; if one has an error, the previous
    version is still served.
    """
    import uvicorn

    from kg.web.app import application
    from kg.web.holder import GraphHolder
    from kg.web.workers import Workers

    if watch and (configuration.endpoint or configuration.store):
        raise click.UsageError("--watch follows files, not a server or a store.")
    held = GraphHolder(open_graph(configuration))
    answering = Workers(held.graph.recorded.store, workers, timeout, max_rows, memory)
    try:
        app = application(held, answering, origins)
        following = _follow(configuration, held, answering) if watch else None
        config = uvicorn.Config(
            app, host=host, port=port, log_level="warning", timeout_graceful_shutdown=_GRACE
        )
        server = uvicorn.Server(config)
        with config.bind_socket() as socket:
            click.echo(f"http://{host}:{socket.getsockname()[1]}/", err=True)
            server.run(sockets=[socket])
        if following:
            following.close()
    finally:
        answering.close()


def _follow(configuration: Configuration, held: GraphHolder, answering: Workers) -> Watcher:
    from kg.model.text import sanitize_line
    from kg.web.holder import Watcher

    watcher = Watcher(
        configuration.watched(),
        held,
        answering,
        again=lambda graph: open_graph(configuration, graph.inference),
        tell=lambda text: click.echo(f"kg: {sanitize_line(text)}", err=True),
    )
    watcher.start()
    return watcher
