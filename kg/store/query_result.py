"""The answer to a SPARQL query of any form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples

from kg.errors import QueryError
from kg.model.result import Result
from kg.store.rows import Rows


@dataclass(frozen=True, repr=False)
class QueryResult(Result):
    """Solutions, triples or a boolean; solutions and triples can be read once.

    Attributes:
        found: what the store answered.
    """

    kind: ClassVar[str] = "query_result"
    found: QuerySolutions | QueryTriples | QueryBoolean

    def rows(self) -> Rows:
        """The solutions of a SELECT query.

        Raises:
            QueryError: the query was another.
        """
        if not isinstance(self.found, QuerySolutions):
            raise QueryError("rows come of SELECT; for a graph take to_rdflib()")
        return Rows.of(self.found)
