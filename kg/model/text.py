"""Text from a graph, made safe for a terminal, a table or XML."""

from __future__ import annotations

import re
import unicodedata

_KEPT = {"\u200c", "\u200d"}  # joiners, which Persian and Indic scripts and emoji need
_DROPPED = {"Cc", "Cf", "Cs"}  # control, format (such as changes of direction) and lone surrogates
_NONCHARACTERS = {"\ufffe", "\uffff"}  # which XML 1.0 forbids


def sanitize_line(text: str) -> str:
    """Return text on one line, without control, escape and direction-changing characters."""
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


def xml_bytes(data: bytes) -> bytes:
    """Return another program's XML without characters that XML 1.0 forbids.

    Each of these is replaced with U+FFFD, the replacement character.
    """
    if _UNFIT.search(data) is None:
        return data
    return _UNFIT.sub("\ufffd".encode(), data)


_UNFIT = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural unless it is one: ``1 row``, ``2 rows``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
