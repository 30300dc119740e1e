"""Reading rules from queries: what a rule constructs, requires, and requires to be absent.

``read_rule`` decides on the parse tree of a query what a rule may contain; results are cached.
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
"""Rules that were read before."""


def read_pattern(text: str, path: str = "") -> RulePattern:
    """Take a rule apart.

    Raises:
        InputError: the text is not SPARQL 1.1; names its path, line and column.
        RuleError: the text is no CONSTRUCT query, or uses a part that rules lack.
    """
    found = RULES.find(text)
    if found is None:
        found = parse_pattern(text, path)
        RULES.keep(text, found)
    return found


def parse_pattern(text: str, path: str = "") -> RulePattern:
    """Parse the text of a rule."""
    from kg.rules.read_rule import read_rule
    from kg.store.grammar import parse_query

    refuse_deep(text, path)
    wrong: KgError | None = None
    if service_place(text, path) is None:  # else Oxigraph might ask that server
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
    except ValueError as error:  # a name of which no IRI can be made
        raise wrong or RuleError(f"cannot be read ({error})") from error
    if wrong:
        raise wrong
    return found
