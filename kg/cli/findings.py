"""How commands that find something print it and say so in their exit code."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from kg.cli.options import format_option

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kg.validation.finding import Finding

FORMATS = ("text", "json", "github", "sarif", "junit")
_SHOWN = 20


def findings_options(*formats: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """``--format``, ``--fail-on`` and ``--show``."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        for option in (
            click.option(
                "--show",
                "shown",
                type=click.IntRange(min=1),
                default=_SHOWN,
                show_default=True,
                help="Findings of one shape that text lists; machine formats list all.",
            ),
            click.option(
                "--fail-on",
                type=click.Choice(["violation", "warning", "info"]),
                default="violation",
                show_default=True,
                help="Gravest finding that is still accepted is the one below.",
            ),
            format_option(*FORMATS, *formats),
        ):
            function = option(function)
        return function

    return decorate


def print_findings(findings: Sequence[Finding], output: str, shown: int, what: str) -> None:
    """Print findings in one of ``FORMATS``."""
    from kg.render import findings as report
    from kg.version import __version__

    text = {
        "json": lambda: report.findings_json(findings),
        "github": lambda: report.findings_github(findings),
        "sarif": lambda: report.findings_sarif(findings, __version__),
        "junit": lambda: report.findings_junit(findings, what),
        "text": lambda: report.findings_text(findings, shown, what),
    }[output]()
    click.echo(text, nl=False)


def exit_with(findings: Sequence[Finding], fail_on: str, *, readable: bool = True) -> None:
    """Exit with 2 if something could not be read, 1 if the gate is reached, else 0."""
    from kg.validation.finding import Severity, conforms

    if not readable:
        sys.exit(2)
    sys.exit(0 if conforms(findings, Severity[fail_on.upper()]) else 1)
