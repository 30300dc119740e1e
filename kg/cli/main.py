"""The ``kg`` command; what a subcommand needs is imported when it runs."""

from __future__ import annotations

import gc
import importlib
import keyword
import sys
from typing import Any

import click

from kg.errors import KgError
from kg.version import __version__

EXTRAS = {
    "altair": "figures",
    "duckdb": "data",
    "fastapi": "serve",
    "fontTools": "figures",
    "httpx": "endpoint",
    "font_source_sans_pro": "figures",
    "ibis": "data",
    "jinja2": "figures",
    "pyarrow": "data",
    "pyspark": "spark",
    "shacl_rust": "fast",
    "starlette": "serve",
    "uvicorn": "serve",
    "vl_convert": "figures",
    "watchfiles": "serve",
}
"""Packages that only some commands need, and the extra that installs them."""

COMMANDS = {
    "backtest": "Score a rule against what happened.",
    "brief": "What the graph says and implies about two states.",
    "build": "Keep the graph and what follows from it in a folder.",
    "compare-views": "Two sources side by side.",
    "corroborate": "Hold claims against the tables that were imported.",
    "derive": "Derive all that follows, with proofs, as RDF.",
    "diff": "What began, ended and changed between two dates.",
    "explain": "Why a conclusion holds, or does not.",
    "export": "Write the graph for other programs.",
    "figure": "Draw postures, timeline, network or trajectory of two states.",
    "hypotheses": "Weigh the forms of a relationship against the claims.",
    "import": "Turn a table of the field into claims.",
    "lint": "Check the ontology and its queries for defects of form.",
    "load": "Write the graph to a SPARQL server.",
    "measure": "Similarity and capabilities of two states, year by year, from a table.",
    "network": "Who is central among states, who belongs together, which triads balance.",
    "query": "Answer a saved question or any SPARQL query.",
    "questions": "List the saved questions.",
    "report": "One HTML file on two states, with figures and proofs.",
    "rules": "List the rules in the order in which they run.",
    "serve": "A page and a SPARQL endpoint on this machine.",
    "timeline": "What began and ended between two states.",
    "validate": "Check the graph against its shapes.",
    "what-if": "What changes if claims are doubted or added.",
}


_OBJECTS = 100_000
"""New objects before Python looks for circles; commands make many objects and few circles."""


class LazyGroup(click.Group):
    """Loads a command's module only when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"kg.cli.{_module(cmd_name)}")
        command = module.command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run; an error that the user can mend is one line on stderr and its exit code."""
        gc.set_threshold(_OBJECTS, 20, 20)
        try:
            code = super().main(*args, **kwargs | {"standalone_mode": False})
        except KgError as error:
            _complain(str(error))
            code = error.exit_code
        except ModuleNotFoundError as error:
            extra = EXTRAS.get((error.name or "").partition(".")[0])
            if extra is None:
                raise
            _complain(f"{error.name} is not installed; run pip install '.[{extra}]' in the clone")
            code = 2
        except click.exceptions.NoArgsIsHelpError as error:
            click.echo(error.format_message(), err=True)
            code = error.exit_code
        except click.UsageError as error:
            where = error.ctx.command_path if error.ctx else "kg"
            _complain(f"{error.format_message()} See '{where} --help'.")
            code = error.exit_code
        except click.ClickException as error:
            _complain(error.format_message())
            code = error.exit_code
        except (click.Abort, KeyboardInterrupt):
            code = 130
        except BrokenPipeError:
            sys.stderr.close()
            code = 0
        sys.exit(code if isinstance(code, int) else 0)


def _module(name: str) -> str:
    """Name of the module of a command; a keyword of Python gets an underscore."""
    module = name.replace("-", "_")
    return f"{module}_" if keyword.iskeyword(module) else module


def _complain(text: str) -> None:
    from kg.model.text import sanitize_line

    for line in text.splitlines():
        click.echo(f"kg: {sanitize_line(line)}", err=True)


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 done and conforming, 1 findings, 2 bad input or usage.",
)
@click.version_option(__version__, prog_name="kg")
def main() -> None:
    """A knowledge graph of strategic relationships between states, and the engine over it."""
