"""Text from a graph made safe for a terminal, a table or XML."""

from __future__ import annotations

import unicodedata

_KEPT = {"\u200c", "\u200d"}  # joiners, which Persian and Indic scripts and emoji need
_DROPPED = {"Cc", "Cf", "Cs"}  # control, format (such as changes of direction) and lone surrogates
_NONCHARACTERS = {"\ufffe", "\uffff"}  # which XML 1.0 forbids


def sanitize_line(text: str) -> str:
    """The text on one line, without control, escape and direction-changing characters."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    return " ".join("".join(map(_plain_character, text)).split())


def _plain_character(char: str) -> str:
    if char in "\n\r\t":
        return " "
    if char in _KEPT:
        return char
    dropped = unicodedata.category(char) in _DROPPED or char in _NONCHARACTERS
    return "" if dropped else char
