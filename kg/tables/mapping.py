"""Reading of the table descriptions in ``graph/datasets``."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

import yaml

from kg import resources
from kg.errors import InputError, UnknownName
from kg.tables.description import (
    PARTICIPANT,
    Aggregate,
    ClaimMapping,
    Column,
    Dialect,
    TableMapping,
    Whole,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_EXAMPLES = {
    "title": "title: Strategic rivalries",
    "citation": "citation: author (year), title, publisher",
    "columns": "columns: {a: {aliases: [ccode1], type: integer}}",
    "type": "type: integer (or year, number, text, date, day)",
    "by": "by: year (or month)",
    "name": "name: rivalry",
    "class": "class: Rivalry",
    "classes": "classes: [Obligation]",
    "rows": "rows: 273296",
    "first": "first: 1815",
    "last": "last: 2018",
    "label": 'label: "{a} and {b} are strategic rivals"',
}
"""An example for each key that a description or a part of it requires."""


class _Section(dict[str, Any]):
    """A description or a part of it, which reports a key that it lacks.

    Args:
        data: the part as YAML.
        path: the file.
        name: its position in the file; empty for the whole file.

    Raises:
        InputError: it is not a mapping; or, on later access, a key is missing.
    """

    def __init__(self, data: object, path: Path, name: str = "") -> None:
        self._path = path
        self._name = name
        if not isinstance(data, dict):
            raise self._error("is not a mapping of keys to values", "write 'key: value'")
        super().__init__(data)

    def __missing__(self, key: str) -> Any:
        raise self._error(f"lacks the key {key!r}", f"add '{_EXAMPLES[key]}'")

    def part(self, key: str) -> _Section:
        """Return the part under a key, or an empty one if there is none."""
        return _Section(self.get(key, {}), self._path, self._under(key))

    def parts(self, key: str) -> list[_Section]:
        """Return the parts listed under a key."""
        under = enumerate(self.get(key, ()), 1)
        return [_Section(one, self._path, f"{self._under(key)}[{n}]") for n, one in under]

    def only(self, kind: type[Aggregate | Dialect]) -> None:
        """Check that the part has only keys that are valid for its kind."""
        known = [field.name for field in fields(kind)]
        for key in sorted(self.keys() - known):
            raise self._error(f"has the unknown key {key!r}", f"choose from {', '.join(known)}")

    def refuse(self, problem: str, advice: str) -> InputError:
        """Return an error about the part."""
        return self._error(problem, advice)

    def _under(self, key: str) -> str:
        return f"{self._name}.{key}" if self._name else key

    def _error(self, problem: str, advice: str) -> InputError:
        return InputError(str(self._path), f"{self._name} {problem}".lstrip(), advice)


def _folder() -> Path:
    return resources.folder("graph") / "datasets"


def mapping_names() -> list[str]:
    """Return the names of the tables that can be read."""
    return sorted(path.stem for path in _folder().glob("*.yaml"))


def importable() -> dict[str, str]:
    """Return the names of the tables whose rows become claims, with their titles."""
    mappings = [read_mapping(name) for name in mapping_names()]
    return {mapping.name: mapping.title for mapping in mappings if mapping.claims}


def read_mapping(name: str) -> TableMapping:
    """Return the mapping of a table.

    Raises:
        UnknownName: there is no such table; the error lists all tables.
        InputError: its description lacks a key or is not valid YAML.
    """
    path = _folder() / f"{name}.yaml"
    if not path.is_file():
        known = ", ".join(mapping_names())
        raise UnknownName(f"unknown table {name!r}; choose {known}")
    return read_description(path)


def read_description(path: Path) -> TableMapping:
    """Return the mapping in a file; its name is that of the file.

    Raises:
        InputError: the file lacks a key or is not valid YAML.
    """
    try:
        loaded = yaml.load(path.read_text("utf-8"), Loader=_Loader)  # noqa: S506
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise InputError(str(path), f"is not YAML ({error.problem})", "fix it", line) from error
    data = _Section(loaded, path)
    listed = _Section(data["columns"], path, "columns")
    columns = tuple(_column(name, listed.part(name)) for name in listed)
    period, source = data.part("period"), data.part("source")
    pair = {"a": PARTICIPANT, "b": PARTICIPANT} if "claims" in data else {}
    return TableMapping(
        name=path.stem,
        title=data["title"],
        citation=data["citation"],
        states=data.get("states", ""),
        columns=columns,
        layout=_layout(data.part("layout")),
        source=(source.get("id", ""), source.get("label", "")),
        parties=data.get("parties", pair),
        year=period.get("year", ""),
        year_one=period.get("first", 1),
        bounds=(_listed(period.get("start")), _listed(period.get("end"))),
        precision=period.get("precision", ""),
        key=data.get("key", ""),
        complete=data.get("complete", False),
        values=data.get("values", {}),
        named=data.get("named", ""),
        aggregate=_aggregate(data.part("aggregate")) if "aggregate" in data else None,
        beside=data.get("beside", ""),
        forgiving=data.get("forgiving", False),
        matched=data.get("matched", 0),
        lists=_whole(data.part("lists")) if "lists" in data else None,
        unused=data.get("unused", {}),
        claims=tuple(_claim(part, columns) for part in data.parts("claims")),
    )


def _listed(value: str | list[str] | None) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)


def _column(name: str, data: _Section) -> Column:
    return Column(
        name=name,
        aliases=tuple(data.get("aliases", ())),
        kind=data["type"],
        values=data.get("values", {}),
        missing=tuple(data.get("missing", ())),
        pattern=data.get("pattern", ""),
        optional=data.get("optional", False),
        codes=data.get("codes", {}),
    )


def _layout(data: _Section) -> Dialect:
    data.only(Dialect)
    tuples = {name: tuple(data[name]) for name in ("names", "wide") if name in data}
    return Dialect(**(data | tuples))


def _aggregate(data: _Section) -> Aggregate:
    data.only(Aggregate)
    sums = {
        name: value if isinstance(value, str) else tuple(value)
        for name, value in data.get("sums", {}).items()
    }
    return Aggregate(**(data | {"by": data["by"], "sums": sums}))


def _whole(data: _Section) -> Whole:
    years = data["first"], data["last"]
    return Whole(tuple(data["classes"]), data["rows"], *years, each=data.get("each", False))


def _claim(data: _Section, columns: Sequence[Column]) -> ClaimMapping:
    claim = ClaimMapping(
        name=data["name"],
        where=_where(data.get("where")),
        kind=data["class"],
        properties=data.get("properties", {}),
        label=data["label"],
        of=data.get("of", ""),
        parties=data.get("parties", {}),
        roles=data.get("roles", {}),
        coded=data.get("coded", {}),
        flags=data.get("flags", {}),
        whole=data.get("whole", ""),
    )
    _check_words(data, claim, {column.name: column.codes for column in columns})
    return claim


def _where(
    given: list[Any] | dict[str, list[int]] | None,
) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Return conditions given as a list of one column and its values, or as columns with values."""
    if isinstance(given, list):
        given = {given[0]: given[1:]}
    return tuple((column, tuple(values)) for column, values in (given or {}).items())


def _check_words(
    data: _Section, claim: ClaimMapping, codes: Mapping[str, Mapping[int, str]]
) -> None:
    """Check that the codebook's wording is given for a claim's values, and used in its label.

    Raises:
        InputError: the wording is missing or not used.
    """
    for column, values in claim.where:
        for value in values:
            if value not in codes.get(column, {}):
                raise data.refuse(
                    f"is made of {column} {value}, whose wording in the codebook is not given",
                    f"add them to columns.{column}.codes",
                )
    if not claim.where or "{words}" in claim.label:
        return
    column, values = claim.where[0]
    for value in values:
        if codes[column][value] not in claim.label:
            raise data.refuse(
                f"has a label that does not say {codes[column][value]!r}, the codebook's words "
                f"for {column} {value}",
                "say it there, or write {words}",
            )
