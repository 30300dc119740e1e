"""The description of a table: its columns, its layout, and the claims that its rows make."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PARTICIPANT = "hasParticipant"
"""The property by which the parties of a pair take part, unless a description names another."""


@dataclass(frozen=True)
class Column:
    """A column, with its own name and the names that publishers give it.

    Attributes:
        kind: ``integer``, ``year``, ``number``, ``text``, ``date`` or ``day`` (YYYYMMDD).
        values: the values that texts stand for, if only these texts are allowed.
        codes: the codebook's wording for each value from which a claim is made.
        missing: the texts that mean that the value is unknown.
        pattern: a regular expression for the names of many similar columns, instead of aliases.
        optional: True if a file may lack the column; its values are then unknown.
    """

    name: str
    aliases: tuple[str, ...]
    kind: str
    values: Mapping[str, int] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    pattern: str = ""
    optional: bool = False
    codes: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Dialect:
    """The text format of a table.

    Attributes:
        delimiter: the character between cells.
        encoding: the encoding of the text.
        quoted: False if a quotation mark is an ordinary character.
        names: the names of the columns, if the file has no header line.
        preamble: True if other lines precede the header line.
        ending: a text at the end of every line that does not belong to a cell.
        release: a regular expression that finds the release of the table in the preamble.
        stated: by column whose single value is in the preamble, an expression that finds it.
        wide: names of two columns, year and value, into which columns named by years are converted.
    """

    delimiter: str = ","
    encoding: str = "utf-8"
    quoted: bool = True
    names: tuple[str, ...] = ()
    preamble: bool = False
    ending: str = ""
    release: str = ""
    stated: Mapping[str, str] = field(default_factory=dict)
    wide: tuple[str, str] | None = None


@dataclass(frozen=True)
class ClaimMapping:
    """A claim that a row makes.

    Attributes:
        name: a part of the claim's name.
        where: columns and the values that each must have; if empty, every row makes the claim.
        kind: a class of the ontology.
        properties: properties of the ontology with their values.
        label: the claim's sentence, with ``{a}``, ``{b}``, ``{parties}``, ``{key}``, columns, and
            ``{words}``, the codebook's wording for the value of the first column of ``where``.
        of: name of the same row's claim about the thing that creates this one, or empty.
        parties: the properties by which parties take part, if they differ from the table's.
        roles: further properties, each with the party that is its value.
        coded: properties with the number for each value of the first column of ``where``.
        flags: properties, with the column for each of their terms that is 1 if the term applies.
        whole: the property that gives the table's key as the number of the whole to which this
            belongs.
    """

    name: str
    where: tuple[tuple[str, tuple[int, ...]], ...]
    kind: str
    properties: Mapping[str, str]
    label: str
    of: str = ""
    parties: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    coded: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    flags: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    whole: str = ""

    @property
    def flag_columns(self) -> list[str]:
        """The columns that indicate which terms apply."""
        return [column for terms in self.flags.values() for column in terms.values()]

    @property
    def directed(self) -> bool:
        """True if the parties have different roles."""
        return bool(self.roles) or len(set(self.parties.values())) > 1


@dataclass(frozen=True)
class Aggregate:
    """How the rows of a pair are aggregated over a period before they become claims.

    Attributes:
        by: ``year`` or ``month``.
        directed: False if both directions of a pair are merged.
        sums: for each new column, the column that it adds up, or the column and the values (or
            ``above`` or ``below`` and a number) whose rows it counts.
        shared: for rows about single states, the column on which two of them are joined.
        choice: the column with the choice of each state; pairs get ``shared``, the number of items
            on which both made a choice, and ``agreement``, Lijphart's index.
    """

    by: str
    directed: bool = False
    sums: Mapping[str, str | tuple[Any, ...]] = field(default_factory=dict)
    shared: str = ""
    choice: str = ""


@dataclass(frozen=True)
class Whole:
    """A table's complete coverage of all states of its system, which makes its silence evidence.

    Attributes:
        classes: the classes of the ontology that it covers.
        rows: the number of rows of the published table; a file with fewer is only a part of it.
        each: True if it covers a state only while the list of its system contains that state.
        first: the first year with complete coverage.
        last: the last year with complete coverage.
    """

    classes: tuple[str, ...]
    rows: int
    first: int
    last: int
    each: bool = False


@dataclass(frozen=True)
class TableMapping:
    """The description of one kind of table.

    Attributes:
        states: the system of its codes, one of ``kg.tables.codes.SYSTEMS``.
        source: name and title of the source of its claims; empty if it makes none.
        parties: the columns that name the parties, with the property by which each takes part.
        year: the year column of yearly rows, which are merged into spells if they have no values.
        year_one: the year that the column numbers 1, if it counts sessions instead of years.
        bounds: the columns of the first and last day or year, if rows are already spells; each is
            one column, or three for year, month and day.
        precision: the precision of the bounds, if it is lower than written.
        key: a column that separates the spells of one pair, such as the number of a dispute.
        complete: True if the last year of a spell is its end even if it is the table's last;
            otherwise such a spell is open.
        values: properties of the ontology with the columns that give their values.
        named: a column with the thing's own name, or empty.
        aggregate: how rows are first aggregated, or None.
        beside: another table that dates the rows, found next to the file, or empty.
        forgiving: True if the published table is known to have rows that end before they begin;
            their end is then left out, and they are reported.
        matched: the greatest number of days between the beginnings of two records of the same
            parties about one thing, which is then searched for in the graph; 0 to match nothing.
        lists: the complete coverage of the whole table, or None.
        unused: by reason, expressions for the columns of the published table from which no claims
            are made.
        claims: the claims that its rows make.
    """

    name: str
    title: str
    citation: str
    states: str
    columns: tuple[Column, ...]
    layout: Dialect = Dialect()
    source: tuple[str, str] = ("", "")
    parties: Mapping[str, str] = field(default_factory=dict)
    year: str = ""
    year_one: int = 1
    bounds: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    precision: str = ""
    key: str = ""
    complete: bool = False
    values: Mapping[str, str] = field(default_factory=dict)
    named: str = ""
    aggregate: Aggregate | None = None
    beside: str = ""
    forgiving: bool = False
    matched: int = 0
    lists: Whole | None = None
    unused: Mapping[str, Sequence[str]] = field(default_factory=dict)
    claims: tuple[ClaimMapping, ...] = ()

    def words(self, claim: ClaimMapping, code: int | None) -> str:
        """Return the codebook's wording for the value that makes a claim, empty if it has none."""
        if not claim.where or code is None:
            return ""
        column = next(c for c in self.columns if c.name == claim.where[0][0])
        return column.codes[code]

    @property
    def is_folded(self) -> bool:
        """True if rows are about pairs and only state that something holds in a year."""
        pair = tuple(self.parties) == ("a", "b") and set(self.parties.values()) == {PARTICIPANT}
        yearly = all(len(bound) <= 1 for bound in self.bounds) and not self.precision
        years = {column.name for column in self.columns if column.kind == "year"}
        yearly = yearly and years.issuperset(name for bound in self.bounds for name in bound)
        plain = not (self.values or self.named or self.aggregate)
        return pair and yearly and plain


@dataclass(frozen=True)
class Header:
    """The names of a file's columns, and the data in its preamble.

    Attributes:
        line: the number of the header line, counted from one; 0 if there is none.
        release: the release of the table, if the preamble gives it.
        stated: the values of columns that are given in the preamble.
    """

    names: tuple[str, ...]
    line: int = 1
    release: str = ""
    stated: Mapping[str, str] = field(default_factory=dict)
