"""What a table is and what its columns are called, as ``graph/datasets`` says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from kg import resources
from kg.errors import UnknownName

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Column:
    """A column under its own name and those that its publishers give it.

    Attributes:
        kind: ``integer``, ``number``, ``text`` or ``date``.
        values: what texts stand for, where only these are allowed.
        missing: texts that mean that nothing is known.
    """

    name: str
    aliases: tuple[str, ...]
    kind: str
    values: Mapping[str, int] = field(default_factory=dict)
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class TableMapping:
    """One kind of table; ``states`` names the codes that it uses: ``cow`` or ``iso-alpha-2``."""

    name: str
    title: str
    citation: str
    states: str
    columns: tuple[Column, ...]


def _folder() -> Path:
    return resources.folder("graph") / "datasets"


def mapping_names() -> list[str]:
    """Names of the tables that can be read."""
    return sorted(path.stem for path in _folder().glob("*.yaml"))


def read_mapping(name: str) -> TableMapping:
    """The mapping of a table.

    Raises:
        UnknownName: there is no such table; names them all.
    """
    path = _folder() / f"{name}.yaml"
    if not path.is_file():
        known = ", ".join(mapping_names())
        raise UnknownName(f"no table is called {name!r}; choose {known}")
    data: dict[str, Any] = yaml.load(path.read_text("utf-8"), Loader=_Loader)  # noqa: S506
    columns = tuple(
        Column(
            name=key,
            aliases=tuple(value["aliases"]),
            kind=value["type"],
            values=value.get("values", {}),
            missing=tuple(value.get("missing", ())),
        )
        for key, value in data["columns"].items()
    )
    return TableMapping(name, data["title"], data["citation"], data.get("states", ""), columns)
