"""A query file: SPARQL with a header of YAML in comment lines that open with ``#+``.

The header convention is that of grlc (Merono-Penuela and Hoekstra, 2016).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import InputError
from kg.store.parse_cache import ParseCache

if TYPE_CHECKING:
    from collections.abc import Mapping


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
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(str(path), f"cannot be read ({error})") from error
    return parse(path.stem, str(path), text)


def parse(name: str, path: str, text: str) -> QueryFile:
    """Query file from its text; a text without a header has an empty summary."""
    header = header_of(text)
    data: Any = HEADERS.find(header) if header else {}
    if data is None:
        data = parse_header(header, path)
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


def header_of(text: str) -> str:
    """The header of a query, as YAML; empty where it has none."""
    lines = text.splitlines()
    return "\n".join(line[2:].removeprefix(" ") for line in lines if line.startswith("#+"))


def parse_header(header: str, path: str) -> Any:
    """What a header says.

    Raises:
        InputError: it is not YAML; names the line.
    """
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.load(header, Loader=loader)  # noqa: S506  (safe loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise InputError(path, "the header is not YAML", "fix the '#+' lines", line) from error


def _load(kept: Any) -> dict[str, Any]:
    if not isinstance(kept, dict):
        raise TypeError("a header is a mapping")
    return dict(kept)


HEADERS: ParseCache[Any] = ParseCache("headers", [Path(__file__)], _load, lambda found: found)
"""Headers that were read before."""


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
