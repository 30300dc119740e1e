"""Whether a query is SPARQL 1.1, as Oxigraph sees it, and what can be told without parsing it."""

from __future__ import annotations

import re
import sys

from kg.errors import InputError

_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


def not_sparql(path: str, error: SyntaxError) -> InputError:
    """The store's complaint about a query's syntax, with its place and without its grammar."""
    text = str(error.args[0] if error.args else error)
    place = re.match(r"error at (\d+):(\d+): ", text)
    if not place:
        return InputError(path, f"is not SPARQL 1.1: {' '.join(text.split())[:200]}")
    line, column = map(int, place.groups())
    return InputError(path, "is not SPARQL 1.1 from here on", "mend the query", line, column)


def expanded(text: str) -> str:
    """The text with its codepoint escapes replaced (SPARQL 1.1, section 19.2).

    An escaped quotation mark, backslash, line break or surrogate is left: written out, it could
    end the string that it stands in.
    """
    if "\\" not in text:
        return text

    def character(match: re.Match[str]) -> str:
        code = int(match[1] or match[2], 16)
        unsafe = code in map(ord, "\"'\\\r\n") or 0xD800 <= code < 0xE000 or code > sys.maxunicode
        return match[0] if unsafe else chr(code)

    return _ESCAPE.sub(character, text)


def may_use(word: str, text: str) -> bool:
    """False where a query cannot use a keyword, since its letters do not occur at all."""
    return word.casefold() in expanded(text).casefold()
