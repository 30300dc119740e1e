"""Rendering: one module for each kind of result, which lists its formats in ``FORMATS``.

``render(result, format)`` is the only entry point. A module may have three tables:

``FORMATS``
    functions from a result to text or bytes; the one for ``json`` returns plain values;
``WRITERS``
    functions of a result and an open file, for output that can be large;
``FOLDERS``
    functions of a result and a folder, for output of more than one file.
"""

from __future__ import annotations

import io
import json
from importlib import import_module
from typing import TYPE_CHECKING, Any, BinaryIO

from kg.errors import UnknownName
from kg.model.result import Result, set_renderer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path


def formats(result: type[Result]) -> tuple[str, ...]:
    """Return the formats of a kind of result in its own order, the default first."""
    found = {**_table(result, "FORMATS"), **_table(result, "WRITERS"), **_table(result, "FOLDERS")}
    return tuple(found)


def render(result: Result, format: str = "text") -> str | bytes:  # noqa: A002
    """Return a result in a format: text as ``str``, anything else as ``bytes``.

    Args:
        result: the result of an analysis.
        format: one of ``formats(type(result))``; any result with ``text`` also has ``md``.

    Raises:
        UnknownName: this kind of result does not have the format.
        QueryError: the format cannot represent this kind of query result.
    """
    if writer := _table(type(result), "WRITERS").get(format):
        file = io.BytesIO()
        writer(result, file)
        return file.getvalue()
    made = _made(result, format)
    if format == "json" and not isinstance(made, str | bytes):
        return json.dumps(made, indent=2, ensure_ascii=False) + "\n"
    if isinstance(made, str | bytes):
        return made
    raise TypeError(f"{format} gives no text")


def write(result: Result, format: str, file: BinaryIO) -> None:  # noqa: A002
    """Write a result to an open file; the formats are those of ``render``."""
    if writer := _table(type(result), "WRITERS").get(format):
        writer(result, file)
        return
    made = render(result, format)
    file.write(made.encode() if isinstance(made, str) else made)


def write_folder(result: Result, format: str, folder: Path) -> None:  # noqa: A002
    """Write a result as files in a folder, which is created if necessary.

    Raises:
        UnknownName: this kind of result cannot be written as a folder in the format.
        InputError: a file cannot be written.
    """
    writer = _table(type(result), "FOLDERS").get(format)
    if writer is None:
        raise _unknown(result, format)
    writer(result, folder)


def fenced(text: str) -> str:
    """Return any text as a fenced code block in Markdown."""
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}text\n{text.rstrip()}\n{fence}\n"


def _made(result: Result, output: str) -> Any:
    """Return a result in a format of ``FORMATS``, or its plain values for ``data``."""
    table = _table(type(result), "FORMATS")
    name = "json" if output == "data" else output
    if name in table:
        made = table[name](result)
        return json.loads(made) if output == "data" and isinstance(made, str) else made
    if name == "md" and "text" in table:
        return fenced(str(table["text"](result)))
    raise _unknown(result, output)


def _table(result: type[Result], name: str) -> Mapping[str, Callable[..., Any]]:
    found: Mapping[str, Callable[..., Any]] = getattr(
        import_module(f"kg.render.{result.kind}"), name, {}
    )
    return found


def _unknown(result: Result, output: str) -> UnknownName:
    known = ", ".join(formats(type(result)))
    return UnknownName(f"{type(result).__name__} has no format {output!r}; choose {known}")


set_renderer(_made)
