"""The rules as SQL joins over numbered terms, run by DuckDB without the project's engine.

A term is a row of ``term`` with its N-Triples text; an expression is SQL that returns such a text.
Only what the shipped rules use is translated; any other function raises an error that names it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pyarrow
from pyoxigraph import RdfFormat, Triple, parse

from kg.model.terms import XSD
from kg.rules.pattern import Call, Variable, variable_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kg.rules.pattern import Expression, Group, Term
    from kg.rules.rule import Rule

_INTEGER = f"^^<{XSD}integer>"
_BOOLEAN = {"&&": "AND", "||": "OR"}
_COMPARED = {"=": "=", "!=": "<>", "<": "<", ">": ">", "<=": "<=", ">=": ">="}


class DuckDB:
    """An in-memory table of statements, queried in one thread."""

    def __init__(self) -> None:
        self.base = duckdb.connect(config={"threads": 1})
        self.base.execute("CREATE TABLE term (id INTEGER, text VARCHAR)")
        self.base.execute("CREATE TABLE t (s INTEGER, p INTEGER, o INTEGER)")
        self.base.execute(
            "CREATE MACRO lex(x) AS CASE WHEN starts_with(x, '<') THEN x[2:-2] "
            "ELSE regexp_extract(x, '^\"(.*)\"', 1, 's') END"
        )
        self.numbers: dict[str, int] = {}

    def add(self, triples: Iterable[Triple]) -> None:
        numbers = self.numbers
        rows = [
            tuple(numbers.setdefault(str(term), len(numbers)) for term in triple)
            for triple in triples
        ]
        columns = [pyarrow.array(column, pyarrow.int32()) for column in zip(*rows, strict=True)]
        statements = pyarrow.table(dict(zip("spo", columns, strict=True)))
        terms = pyarrow.table({"id": list(numbers.values()), "text": list(numbers)})
        for name, table in (("t", statements), ("term", terms)):
            self.base.register("added", table)
            self.base.execute(f"INSERT INTO {name} SELECT * FROM added")
            self.base.unregister("added")

    def statements(self) -> set[Triple]:
        rows = self.base.execute(
            "SELECT concat_ws(' ', a.text, b.text, c.text, '.') FROM t JOIN term a ON a.id = s "
            "JOIN term b ON b.id = p JOIN term c ON c.id = o"
        ).fetchall()
        text = "\n".join(row[0] for row in rows)
        return {quad.triple for quad in parse(text, RdfFormat.N_TRIPLES)}

    def run(self, rule: Rule) -> bool:
        select = Select(self, rule.body, "b")
        absent = [Select(self, g, f"n{i}", select) for i, g in enumerate(rule.absences)]
        body = select.text([f"NOT EXISTS ({group.text()})" for group in absent])
        self.base.execute(f"CREATE OR REPLACE TEMP TABLE m AS {body}")
        for name in select.computed:
            self.base.execute(
                "INSERT INTO term SELECT (SELECT max(id) FROM term) + row_number() OVER (), text "
                f'FROM (SELECT DISTINCT "{name}" AS text FROM m) '
                "WHERE text NOT IN (SELECT text FROM term)"
            )
        named = " ".join(
            f'JOIN term "of {name}" ON "of {name}".text = m."{name}"' for name in select.computed
        )
        heads = (", ".join(self._said(term, select) for term in pattern) for pattern in rule.head)
        every = " UNION ALL ".join(f"SELECT {head} FROM m {named}" for head in heads)
        (added,) = self.base.execute(
            f"INSERT INTO t SELECT DISTINCT * FROM ({every}) q(s, p, o) WHERE NOT EXISTS "
            "(SELECT 1 FROM t WHERE t.s = q.s AND t.p = q.p AND t.o = q.o)"
        ).fetchall()[0]
        return bool(added)

    def _said(self, term: Term, select: Select) -> str:
        name = variable_name(term)
        if name is None:
            return str(self.number(str(term)))
        return f'"of {name}".id' if name in select.computed else f'm."{name}"'

    def number(self, text: str) -> int:
        """Return the number of a term."""
        found = self.base.execute("SELECT id FROM term WHERE text = ?", [text]).fetchall()
        if not found:
            self.base.execute("INSERT INTO term SELECT max(id) + 1, ? FROM term", [text])
            return self.number(text)
        return int(found[0][0])


class Select:
    """A group pattern as SQL.

    Args:
        base: the database that numbers terms.
        group: the pattern.
        named: the prefix of table names.
        around: the enclosing group, if any.
    """

    def __init__(
        self, base: DuckDB, group: Group, named: str, around: Select | None = None
    ) -> None:
        self.columns: dict[str, str] = {}
        self.computed: dict[str, str] = {}
        self._around, self._named = around, named
        self._from: list[str] = []
        self._where: list[str] = []
        self._texts: set[str] = set()
        for number, pattern in enumerate(group.triples):
            table = f"{named}{number}"
            self._from.append(f"t {table}")
            for column, term in zip("spo", pattern, strict=True):
                self._meet(f"{table}.{column}", variable_name(term), term, base)
        for number, values in enumerate(group.tables):
            rows = ", ".join(
                f"({', '.join(str(base.number(str(term))) for term in row)})" for row in values.rows
            )
            names = ", ".join(f'"{name}"' for name in values.names)
            self._from.append(f"(VALUES {rows}) {named}v{number}({names})")
            for name in values.names:
                self._meet(f'{named}v{number}."{name}"', name, None, base)
        for bind in group.binds:
            self.computed[bind.name] = self._expression(bind.expression)
        self._where += [self._test(condition.expression) for condition in group.filters]

    def _meet(self, column: str, name: str | None, term: Term | None, base: DuckDB) -> None:
        if name is None:
            self._where.append(f"{column} = {base.number(str(term))}")
        elif name in self.columns:
            self._where.append(f"{column} = {self.columns[name]}")
        else:
            self.columns[name] = column
            if self._around is not None and name in self._around.columns:
                self._where.append(f"{column} = {self._around.columns[name]}")
            elif self._around is not None and name in self._around.computed:
                self._where.append(f"{self._text_of(name)} = {self._around.computed[name]}")

    def text(self, more: Sequence[str] = ()) -> str:
        """Return the query, with the further conditions ``more``."""
        chosen = [f'{column} AS "{name}"' for name, column in self.columns.items()]
        chosen += [f'{text} AS "{name}"' for name, text in self.computed.items()]
        return (
            f"SELECT {', '.join(chosen)} FROM {', '.join(self._from)} "
            f"WHERE {' AND '.join([*self._where, *more]) or 'true'}"
        )

    def _text_of(self, name: str) -> str:
        if name in self.computed:
            return self.computed[name]
        if name not in self.columns and self._around is not None:
            return self._around._text_of(name)
        table = f'"{self._named} {name}"'
        if name not in self._texts:
            self._texts.add(name)
            self._from.append(f"term {table}")
            self._where.append(f"{table}.id = {self.columns[name]}")
        return f"{table}.text"

    def _lexical(self, expression: Expression) -> str:
        return f"lex({self._expression(expression)})"

    def _expression(self, expression: Expression) -> str:
        if isinstance(expression, Variable):
            return self._text_of(expression.name)
        if not isinstance(expression, Call):
            return "'" + str(expression).replace("'", "''") + "'"
        some = expression.arguments
        if expression.function == "IF":
            kept = f"{self._expression(some[1])} ELSE {self._expression(some[2])}"
            return f"CASE WHEN {self._test(some[0])} THEN {kept} END"
        texts = [self._lexical(argument) for argument in some]
        match expression.function:
            case "STR" | "CONCAT":
                return f"'\"' || {' || '.join(texts)} || '\"'"
            case "IRI":
                return f"'<' || {texts[0]} || '>'"
            case "STRAFTER":
                text, part = texts
                rest = f"substr({text}, strpos({text}, {part}) + length({part}))"
                return f"'\"' || CASE WHEN contains({text}, {part}) THEN {rest} ELSE '' END || '\"'"
            case "YEAR":
                return f"'\"' || CAST({texts[0]}[1:4] AS INTEGER) || '\"{_INTEGER}'"
            case "+" | "-" if len(texts) == 2:
                one, other = (f"CAST({text} AS INTEGER)" for text in texts)
                return f"'\"' || ({one} {expression.function} {other}) || '\"{_INTEGER}'"
            case name if name == XSD + "date":
                return f"'\"' || {texts[0]} || '\"^^<{name}>'"
        raise SystemExit(f"{expression.function} is not translated to SQL")

    def _test(self, expression: Expression) -> str:
        if isinstance(expression, Call):
            name, some = expression.function, expression.arguments
            if name in _BOOLEAN:
                return f"({self._test(some[0])} {_BOOLEAN[name]} {self._test(some[1])})"
            if name == "!":
                return f"(NOT {self._test(some[0])})"
            if name in ("IN", "NOT IN"):
                one, *others = (self._expression(argument) for argument in some)
                return f"({one} {name} ({', '.join(others)}))"
            if name in ("=", "!="):
                return (
                    f"({self._expression(some[0])} {_COMPARED[name]} {self._expression(some[1])})"
                )
            if name in _COMPARED:
                return f"({self._lexical(some[0])} {_COMPARED[name]} {self._lexical(some[1])})"
        raise SystemExit(f"{expression} is not translated to SQL")
