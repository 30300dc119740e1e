"""The ``kg`` command, with an example for each subcommand.

A subcommand's dependencies are imported only when it runs.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import sys
from typing import Any

import click

from kg.errors import KgError
from kg.version import __version__

EXAMPLES = {
    "backtest": "kg backtest RULE --from 1946 --to 2000",
    "brief": "kg brief FIRST SECOND --as-of 2019",
    "build": "kg build claims.trig --store graph",
    "compare-viewpoints": "kg compare-viewpoints SOURCE OTHER --as-of 2019",
    "convert": "kg convert claims.trig -o converted.trig",
    "corroborate": "kg corroborate --figures charts",
    "derive": "kg derive claims.trig -o conclusions.nq",
    "diff": "kg diff FIRST SECOND --from 1990 --to 2019",
    "explain": "kg explain FIRST SECOND mirrored-postures --as-of 2019",
    "export": "kg export gexf --as state --with-derived --merge --as-of 2019 -o states.gexf",
    "figure": "kg figure map FIRST SECOND --as-of 2019 -o map.svg",
    "hypotheses": "kg hypotheses FIRST SECOND --as-of 2019",
    "import": "kg import atop atop.csv",
    "lint": "kg lint --fail-on warning",
    "load": "kg load --update-endpoint http://localhost:8890/update",
    "measure": "kg measure similarity FIRST SECOND",
    "network": "kg network --from 1946 --to 2019 --format csv",
    "panel": "kg panel --from 1946 --to 2010 -o dyad-years.csv",
    "query": "kg query agreements --param first=FIRST --param second=SECOND",
    "questions": "kg questions --format json",
    "report": "kg report FIRST SECOND --as-of 2019 -o report.html",
    "rules": "kg rules --format shacl",
    "serve": "kg serve --port 8080 --watch",
    "timeline": "kg timeline FIRST SECOND --from 1990 --to 2019",
    "validate": "kg validate claims.trig --fail-on warning",
    "what-if": "kg what-if --retract CLAIM --add claims.trig",
}
"""Examples by command; words in capitals are placeholders."""


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
"""Packages that only some commands need, with the extra that installs each."""

COMMANDS = {
    "backtest": ("evidence:backtest", "Score a rule against what happened."),
    "brief": ("pair:brief", "Summarise what is known and concluded about two states."),
    "build": ("store:build", "Build a persistent graph in a folder."),
    "compare-viewpoints": ("evidence:compare_viewpoints", "Compare two sources."),
    "convert": ("validation:convert", "Update files of claims to the current form."),
    "corroborate": ("evidence:corroborate", "Test claims against imported tables."),
    "derive": ("store:derive", "Write conclusions and their proofs as RDF."),
    "diff": ("pair:diff", "Show what changed between two dates."),
    "explain": ("pair:explain", "Explain why a conclusion holds, or does not."),
    "export": ("export:export", "Write the graph in formats of other programs."),
    "figure": ("figures:figure", "Draw a map, timeline, network or other figure of two states."),
    "hypotheses": ("pair:hypotheses", "Weigh competing readings of a relationship."),
    "import": ("tables:import_table", "Turn a data set, such as ATOP, into claims."),
    "lint": ("validation:lint", "Check the ontology and the queries for defects."),
    "load": ("store:load", "Load the graph into a SPARQL server."),
    "measure": (
        "tables:measure",
        "Compute similarity, capabilities or disputes of two states by year.",
    ),
    "network": (
        "export:network",
        "Compute centrality, communities and structural balance.",
    ),
    "panel": ("export:panel", "Answer all questions about all pairs of states, year by year."),
    "query": ("queries:query", "Answer a saved question or any SPARQL query."),
    "questions": ("queries:list_questions", "List the saved questions."),
    "report": ("figures:report", "Write an HTML report on two states."),
    "rules": ("queries:rules", "List the rules in order of execution."),
    "serve": ("serve:serve", "Serve a web page and a SPARQL endpoint."),
    "timeline": ("pair:timeline", "List dated events and conclusions on two states."),
    "validate": ("validation:validate", "Validate claims with SHACL."),
    "what-if": ("evidence:what_if", "Show what changes if claims are withdrawn or added."),
}
"""Module and one-line summary of each command."""

TASKS = {
    "Analyse two states": (
        *("brief", "explain", "timeline", "diff", "hypotheses", "what-if", "compare-viewpoints"),
        *("figure", "report", "measure"),
    ),
    "Query the graph": ("query", "questions", "panel", "network", "rules", "serve"),
    "Check and test": ("validate", "lint", "convert", "corroborate", "backtest"),
    "Import and store": ("import", "build", "derive", "load"),
    "Export": ("export",),
}
"""Commands by task; all others are listed under a separate heading."""

RENAMED = {"compare-views": "compare-viewpoints"}
"""Former names of commands, which still work in this version."""

RENAMED_OPTIONS = {
    "rules": {"--as": "--format"},
    "serve": {"--rows": "--max-rows", "--seconds": "--timeout"},
}
"""Former names of options, by command."""

_OBJECTS = 100_000
"""Allocations before garbage collection; commands create many objects and few cycles."""


class LazyGroup(click.Group):
    """Loads a command's module only when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command = getattr(importlib.import_module(f"kg.cli.{module}"), name)
        assert isinstance(command, click.Command)
        command.epilog = f"\b\nExample: {EXAMPLES[cmd_name]}"
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; former names of commands and options still work, with a note."""
        called = args[0]
        if called not in COMMANDS and called not in RENAMED and not called.startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(called, COMMANDS, 1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise click.UsageError(f"There is no command {called!r}.{hint}", ctx)
        if called in RENAMED:
            args = [_renamed(called, RENAMED[called]), *args[1:]]
        options = RENAMED_OPTIONS.get(args[0], {})
        for number, argument in enumerate(args[1:], 1):
            option, equals, value = argument.partition("=")
            if option in options:
                args[number] = f"{_renamed(option, options[option])}{equals}{value}"
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        told = {name for names in TASKS.values() for name in names}
        rest = tuple(name for name in sorted(COMMANDS) if name not in told)
        for task, names in {**TASKS, "Other commands": rest}.items():
            found = [(name, COMMANDS[name][1]) for name in names if name in COMMANDS]
            if found:
                with formatter.section(task):
                    formatter.write_dl(found)

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run; an error that the user can fix becomes one line on stderr and an exit code."""
        gc.set_threshold(_OBJECTS, 20, 20)
        atexit.register(gc.freeze)  # the process ends: nothing need be searched for cycles
        try:
            code = super().main(*args, **kwargs | {"standalone_mode": False})
        except KgError as error:
            _complain(str(error))
            code = error.exit_code
        except ModuleNotFoundError as error:
            extra = EXTRAS.get((error.name or "").partition(".")[0])
            if extra is None:
                raise
            _complain(f"{error.name} is not installed; run pip install 'entente-kg[{extra}]'")
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
        except OSError as error:  # such as a full disk or a read-only folder
            if error.errno is None:
                raise
            _complain(f"{error.filename or 'the output'}: cannot be used ({error.strerror})")
            code = 2
        sys.exit(code if isinstance(code, int) else 0)


def _renamed(old: str, new: str) -> str:
    """Return the new name, after a note on standard error."""
    click.echo(f"kg: {old} is now called {new}; the old name will be removed", err=True)
    return new


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
    """Entente: sourced claims about relations between states, and conclusions drawn from them."""
