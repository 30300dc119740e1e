"""The description of a table: its columns, its layout, and the claims that its rows make."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PARTICIPANT = "hasParticipant"
"""The property by which the parties of a pair take part, where a description names no other."""


@dataclass(frozen=True)
class Column:
    """A column under its own name and those that its publishers give it.

    Attributes:
        kind: ``integer``, ``year``, ``number``, ``text``, ``date`` or ``day`` (YYYYMMDD).
        values: what texts stand for, where only these are allowed.
        codes: the words of the codebook for each value that a claim is made of.
        missing: texts that mean that nothing is known.
        pattern: a regular expression for the names of many columns alike, in place of aliases.
        optional: True if a file may lack the column; then nothing is known about it.
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
        delimiter: what parts the cells.
        encoding: the encoding of the text.
        quoted: False if a quotation mark is a character like any other.
        names: the columns, where the file has no line that names them.
        preamble: True if other lines stand above the one that names the columns.
        ending: what every line ends in and no cell means.
        release: an expression that finds in the preamble which release the table is of.
        stated: columns whose one value the preamble states, by an expression that finds it.
        wide: names of two columns, year and value, into which columns named by years are folded.
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
    """The claim that a row makes.

    Attributes:
        name: part of the claim's name.
        where: columns and the values that each must have; every row makes the claim, if empty.
        kind: class of the ontology.
        properties: properties of the ontology with their values.
        label: the claim's sentence, with ``{a}``, ``{b}``, ``{parties}``, ``{key}``, columns, and
            ``{words}``, the codebook's for the value of the first column of ``where``.
        of: name of the claim of the same row about the thing that creates this one, or empty.
        parties: the properties by which parties take part, where they are not the table's.
        roles: further properties, each with the party that it names.
        coded: properties and the number that each value of the first column of ``where`` means.
        flags: properties, and for each of their terms the column that is 1 where it is said.
        whole: the property that gives the table's key as the number of what this is a part of.
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
        """The columns that say which terms are said."""
        return [column for terms in self.flags.values() for column in terms.values()]

    @property
    def directed(self) -> bool:
        """True if the parties do not take part alike."""
        return bool(self.roles) or len(set(self.parties.values())) > 1


@dataclass(frozen=True)
class Aggregate:
    """Rows of a pair brought together over a period before they become claims.

    Attributes:
        by: ``year`` or ``month``.
        directed: False if both directions of a pair are merged.
        sums: the columns that are made, and the column that each adds up, or the column and the
            values of which it counts the rows (or ``above`` or ``below`` and a number).
        shared: of rows about single states, the column on which two of them meet.
        choice: the column with what each state chose; pairs get ``shared``, the number of choices
            that both made, and ``agreement``, Lijphart's index.
    """

    by: str
    directed: bool = False
    sums: Mapping[str, str | tuple[Any, ...]] = field(default_factory=dict)
    shared: str = ""
    choice: str = ""


@dataclass(frozen=True)
class Whole:
    """A table's complete coverage of all states of its system: its silence is evidence.

    Attributes:
        classes: classes of the ontology.
        rows: how many rows the published table has; a file with fewer is a part of it.
        each: True where it speaks of a state only while the list of its system has that state.
        first: first year of which it lists all.
        last: last such year.
    """

    classes: tuple[str, ...]
    rows: int
    first: int
    last: int
    each: bool = False


@dataclass(frozen=True)
class TableMapping:
    """One kind of table.

    Attributes:
        states: the system of its codes, one of ``kg.tables.codes.SYSTEMS``.
        source: name and title under which its claims are kept; empty if it makes none.
        parties: columns that name the parties, with the property by which each takes part.
        year: the column of yearly rows, which are folded into spells where they carry no values.
        year_one: the year that the column calls 1, where it counts sessions and not years.
        bounds: the columns of the first and last day or year, where rows are spells already; each
            is one column or three, for year, month and day.
        precision: how exactly the bounds are known, where less exactly than they are written.
        key: a column that keeps spells of one pair apart, such as the number of a dispute.
        complete: True if the last year of a spell is its end even if it is the table's last;
            else such a spell is open.
        values: properties of the ontology with the columns that give their values.
        named: a column with the thing's own name, or empty.
        aggregate: how rows are brought together first, or None.
        beside: another table that dates the rows, found beside the file, or empty.
        forgiving: True if the published table is known to have rows that end before they begin;
            their end is left out then, and they are reported.
        matched: within how many days two records of the same parties begin if they are of one
            thing, which is then looked for among those that the graph knows; 0 if none is.
        lists: what the whole table lists all of, or None.
        unused: for each reason, expressions for the columns of the published table that make no
            claim because of it.
        claims: what its rows claim.
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
        """The codebook's words for the value that makes a claim; empty where it has none."""
        if not claim.where or code is None:
            return ""
        column = next(c for c in self.columns if c.name == claim.where[0][0])
        return column.codes[code]

    @property
    def is_folded(self) -> bool:
        """Return True for rows about pairs that only say that something holds in a year."""
        pair = tuple(self.parties) == ("a", "b") and set(self.parties.values()) == {PARTICIPANT}
        yearly = all(len(bound) <= 1 for bound in self.bounds) and not self.precision
        years = {column.name for column in self.columns if column.kind == "year"}
        yearly = yearly and years.issuperset(name for bound in self.bounds for name in bound)
        plain = not (self.values or self.named or self.aggregate)
        return pair and yearly and plain


@dataclass(frozen=True)
class Header:
    """The names of the columns, and what stands above them.

    Attributes:
        line: number of the line that names them, counted from one; 0 where none does.
        release: which release of a table it is, where the preamble says so.
        stated: values of columns that the preamble states.
    """

    names: tuple[str, ...]
    line: int = 1
    release: str = ""
    stated: Mapping[str, str] = field(default_factory=dict)
