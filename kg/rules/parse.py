"""Parsing queries into rules: what a rule constructs, requires, and requires to be absent.

``read_rule`` checks on a query's parse tree that it contains only what a rule may contain. Results
are cached.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import Store

from kg.errors import KgError, RuleError
from kg.rules.pattern_json import dump_pattern, load_pattern
from kg.store.reading import ParseCache, service_place
from kg.store.syntax import not_sparql, refuse_deep

if TYPE_CHECKING:
    from kg.rules.pattern import RulePattern

_STORE = Path(__file__).parents[1] / "store"
_MODULES = ("read_rule", "read_expression")
_FORMS = ("pattern", "pattern_json")

RULES = ParseCache(
    "rules",
    [
        *(_STORE / f"{name}.py" for name in ("syntax", "grammar")),
        *(Path(__file__).with_name(f"{name}.py") for name in (*_MODULES, *_FORMS)),
    ],
    load_pattern,
    dump_pattern,
)
"""Cache of parsed rules."""


def read_pattern(text: str, path: str = "") -> RulePattern:
    """Return the pattern of a rule, from the cache if it was parsed before.

    Raises:
        InputError: the text is not SPARQL 1.1; the error names path, line and column.
        RuleError: the text is not a CONSTRUCT query, or uses SPARQL that rules do not support.
    """
    found = RULES.find(text)
    if found is None:
        found = parse_pattern(text, path)
        RULES.keep(text, found)
    return found


def parse_pattern(text: str, path: str = "") -> RulePattern:
    """Parse the text of a rule, without the cache; raises as ``read_pattern`` does."""
    from kg.rules.read_rule import read_rule
    from kg.store.grammar import parse_query

    refuse_deep(text, path)
    wrong: KgError | None = None
    if service_place(text, path) is None:  # otherwise Oxigraph might query that server
        try:
            Store().query(text)
        except SyntaxError as error:
            wrong = not_sparql(path, error)
        except (RuntimeError, ValueError, OSError) as error:
            wrong = RuleError(f"cannot be run ({error})")
    try:
        found = read_rule(parse_query(text, path))
    except RuleError:
        raise
    except KgError as error:
        raise wrong or error from error
    except ValueError as error:  # a name that does not make a valid IRI
        raise wrong or RuleError(f"cannot be read ({error})") from error
    if wrong:
        raise wrong
    return found
