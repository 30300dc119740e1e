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
        kind: ``integer``, ``year``, ``number``, ``text`` or ``date``.
        values: what texts stand for, where only these are allowed.
        missing: texts that mean that nothing is known.
    """

    name: str
    aliases: tuple[str, ...]
    kind: str
    values: Mapping[str, int] = field(default_factory=dict)
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class ClaimMapping:
    """What a row claims.

    Attributes:
        name: part of the claim's name.
        where: a column and the values that make the claim; every row makes it, if empty.
        kind: class of the ontology.
        properties: properties of the ontology with their values.
        label: the claim's sentence, with ``{a}``, ``{b}`` and ``{key}``.
    """

    name: str
    where: tuple[str, tuple[int, ...]] | None
    kind: str
    properties: Mapping[str, str]
    label: str


@dataclass(frozen=True)
class TableMapping:
    """One kind of table.

    Attributes:
        states: the codes that it uses: ``cow`` or ``iso-alpha-2``.
        source: name and title under which its claims are kept; empty if it makes none.
        year: the column of yearly rows, which are folded into spells, or empty.
        bounds: the columns of first and last year, where rows are spells already.
        key: a column that keeps spells of one pair apart, such as the number of a dispute.
        complete: True where the last year of a spell is its end even if it is the table's last;
            else such a spell is open.
        claims: what its rows claim.
    """

    name: str
    title: str
    citation: str
    states: str
    columns: tuple[Column, ...]
    source: tuple[str, str] = ("", "")
    year: str = ""
    bounds: tuple[str, str] = ("", "")
    key: str = ""
    complete: bool = False
    claims: tuple[ClaimMapping, ...] = ()


def _folder() -> Path:
    return resources.folder("graph") / "datasets"


def mapping_names() -> list[str]:
    """Names of the tables that can be read."""
    return sorted(path.stem for path in _folder().glob("*.yaml"))


def importable() -> dict[str, str]:
    """Names of the tables whose rows become claims, with their titles."""
    mappings = [read_mapping(name) for name in mapping_names()]
    return {mapping.name: mapping.title for mapping in mappings if mapping.claims}


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
    period, source = data.get("period", {}), data.get("source", {})
    return TableMapping(
        name=name,
        title=data["title"],
        citation=data["citation"],
        states=data.get("states", ""),
        columns=columns,
        source=(source.get("id", ""), source.get("label", "")),
        year=period.get("year", ""),
        bounds=(period.get("start", ""), period.get("end", "")),
        key=data.get("key", ""),
        complete=data.get("complete", False),
        claims=tuple(_claim(claim) for claim in data.get("claims", ())),
    )


def _claim(data: dict[str, Any]) -> ClaimMapping:
    where = data.get("where")
    return ClaimMapping(
        name=data["name"],
        where=(where[0], tuple(where[1:])) if where else None,
        kind=data["class"],
        properties=data.get("properties", {}),
        label=data["label"],
    )
