"""Rendering: one module for each kind of result, with its formats in ``FORMATS`` at the end.

``render(result, format)`` is the only way in. A module may have three tables:

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
    """The formats that a kind of result has, its own order, the usual one first."""
    found = {**_table(result, "FORMATS"), **_table(result, "WRITERS"), **_table(result, "FOLDERS")}
    return tuple(found)


def render(result: Result, format: str = "text") -> str | bytes:  # noqa: A002
    """A result in a format: text as ``str``, anything else as ``bytes``.

    Args:
        result: what an analysis returned.
        format: one of ``formats(type(result))``; ``md`` is there for any result with ``text``.

    Raises:
        UnknownName: such a result has no such format.
        QueryError: the answer to a query is of a kind that the format cannot hold.
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
    """Write a result as the files of a folder, which is made if need be.

    Raises:
        UnknownName: such a result is not written as a folder in this format.
        InputError: a file cannot be written.
    """
    writer = _table(type(result), "FOLDERS").get(format)
    if writer is None:
        raise _unknown(result, format)
    writer(result, folder)


def fenced(text: str) -> str:
    """Text as a Markdown block of code, whatever it holds."""
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}text\n{text.rstrip()}\n{fence}\n"


def _made(result: Result, output: str) -> Any:
    """A result in a format of ``FORMATS``, or its plain values as ``data``."""
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
