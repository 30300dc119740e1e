"""A query file: SPARQL with a header of YAML in comment lines that open with ``#+``.

The header convention is that of grlc (Merono-Penuela and Hoekstra, 2016).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from kg.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Parameter:
    """A variable that a caller binds: ``kind`` is state, date, object or text."""

    name: str
    kind: str = "text"
    required: bool = False
    description: str = ""


@dataclass(frozen=True)
class QueryFile:
    """One ``.rq`` file; its name without the suffix is its identifier."""

    name: str
    path: str
    text: str
    summary: str
    parameters: tuple[Parameter, ...] = ()
    because: str = ""
    unless: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    other: Mapping[str, Any] = field(default_factory=dict)


def _texts(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),)


def read(path: Path) -> QueryFile:
    """Read one query file.

    Raises:
        InputError: the file cannot be read, or its header is not a YAML mapping with a summary.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(str(path), f"cannot be read ({error})") from error
    return parse(path.stem, str(path), text)


def parse(name: str, path: str, text: str) -> QueryFile:
    """Query file from its text; a text without a header has an empty summary."""
    lines = text.splitlines()
    header = "\n".join(line[2:].removeprefix(" ") for line in lines if line.startswith("#+"))
    try:
        data = yaml.load(header, Loader=_Loader) if header else {}  # noqa: S506  (safe loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise InputError(path, "the header is not YAML", "mend the '#+' lines", line) from error
    if not isinstance(data, dict) or (header and not data.get("summary")):
        raise InputError(path, "the header has no summary", "add '#+ summary: …'", 1)
    parameters = tuple(
        Parameter(
            key,
            str((value or {}).get("type", "text")),
            bool((value or {}).get("required", False)),
            str((value or {}).get("description", "")),
        )
        for key, value in (data.pop("parameters", None) or {}).items()
    )
    return QueryFile(
        name=name,
        path=path,
        text=text,
        summary=str(data.pop("summary", "")),
        parameters=parameters,
        because=str(data.pop("because", "")),
        unless=_texts(data.pop("unless", None)),
        after=_texts(data.pop("after", None)),
        other=data,
    )


def read_folder(folder: Path) -> list[QueryFile]:
    """All ``.rq`` files of a folder and of those below it, by name.

    Raises:
        InputError: the folder does not exist, or two files share a name.
    """
    if not folder.is_dir():
        raise InputError(str(folder), "is not a folder")
    files = [read(path) for path in sorted(folder.rglob("*.rq"))]
    seen: dict[str, str] = {}
    for file in files:
        if file.name in seen:
            raise InputError(file.path, f"has the name of {seen[file.name]}", "rename one")
        seen[file.name] = file.path
    return sorted(files, key=lambda file: file.name)
