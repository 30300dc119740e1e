"""Checks on RDF before a native parser reads it: format, size, nesting, encoding, XML entities.

Parsers recurse on nesting, and a file can be crafted to exhaust them. Unusual input is first given
to a separate process, which may crash. A process for all input would cost more than the reading
itself, so a cheap look-ahead decides.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from pyoxigraph import RdfFormat

from kg.errors import InputError, unreadable

if TYPE_CHECKING:
    from pathlib import Path

_LIMITED = """
import io, sys
from pyoxigraph import RdfFormat, Store, parse
data, memory, seconds = sys.stdin.buffer.read(), *map(int, sys.argv[1:])
try:
    import resource as r
except ImportError:
    pass
else:
    for kind, most in (r.RLIMIT_AS, memory), (r.RLIMIT_CPU, seconds), (r.RLIMIT_STACK, 2**21):
        r.setrlimit(kind, (most, most))
    r.setrlimit(r.RLIMIT_CORE, (0, 0))
    r.setrlimit(r.RLIMIT_NOFILE, (0, 0))  # nor any socket
try:
    %s
except Exception:
    pass  # whoever reads it then is told
"""
QUERY = "Store().query(data.decode())"
"""Code that prepares a query."""
JSON_LD = "any(False for _ in parse(io.BytesIO(data), format=RdfFormat.JSON_LD))"
"""Code that parses a JSON-LD document."""


def survives(action: str, data: bytes) -> bool:
    """Return True if a process with a small stack and little memory and time survives an action.

    Args:
        action: ``QUERY`` or ``JSON_LD``.
        data: the input; the limits are 5 s and 1 GB, plus 5 s and 50 MB for each megabyte.
    """
    import subprocess

    megabytes = len(data) // 1_000_000
    seconds = 5 + 5 * megabytes
    limits = str(2**30 + 50_000_000 * megabytes), str(seconds)
    try:
        done = subprocess.run(  # noqa: S603  (this Python, and no shell)
            [sys.executable, "-c", _LIMITED % action, *limits],
            input=data,
            capture_output=True,
            timeout=10 * seconds,  # in case other processes are busy
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


LARGEST = 4_000_000_000
"""Largest size of a file, in bytes."""
DEEPEST = 200
"""Deepest nesting of brackets, lists, elements or objects."""

_OTHER_MARKS = {
    b"\xff\xfe\x00\x00": "UTF-32",
    b"\x00\x00\xfe\xff": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}
_TURTLE = re.compile(
    rb'"""(?:[^"\\]|\\.|"(?!""))*(?:""")?'
    rb"|'''(?:[^'\\]|\\.|'(?!''))*(?:''')?"
    rb'|"(?:[^"\\\n]|\\.)*"?'
    rb"|'(?:[^'\\\n]|\\.)*'?"
    rb"|<[^<>\"{}|^`\s]*>|\\.|#[^\n]*|(<<)|([\[(])|([\])])",
    re.DOTALL,
)
_JSON = re.compile(rb'"(?:[^"\\]|\\.)*"?|([\[{])|([\]}])', re.DOTALL)
_CONTEXT = re.compile(rb'"(?:@|\\u0040)(?:c|\\u0063)[^"]*"\s*:\s*[\[{]')
_USUAL_CONTEXT = 20_000
"""Largest usual JSON-LD context, in bytes; term chains of 100,000 bytes first crashed a process."""
_XML = re.compile(
    rb"<!--(?:.*?-->|.*)|<!\[CDATA\[(?:.*?\]\]>|.*)|<\?(?:.*?\?>|.*)|(<!)|(</)|<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*?(/?)>",
    re.DOTALL,
)
_ATTRIBUTES = 10_000
_DECLARED = 20_000
"""Largest size of the part of a file that declares entities, in bytes."""
_ENTITIES = 200_000
"""Largest number of uses of entities, each of up to 300 characters, in a file."""
ENDINGS = (".trig", ".ttl", ".nq", ".nt", ".rdf", ".owl", ".jsonld")
"""Extensions of the files that are read."""
_ENDINGS = {"owl": "rdf", "rdfs": "rdf"}
"""Extensions that do not name a syntax, with the extension of the syntax that is usual for them."""
_DOCTYPE = re.compile(rb"<!DOCTYPE\s+[\w:.-]+\s*(?:\[((?:[^\]\"']|\"[^\"]*\"|'[^']*')*)\]\s*)?>")
_ENTITY = re.compile(
    rb"\s*(?:<!--.*?-->\s*)*<!ENTITY\s+[\w.-]+\s+(?:\"([^\"&%]{0,300})\"|'([^'&%]{0,300})')\s*>\s*",
    re.DOTALL,
)
"""Matches an entity for a short text without further entities, as OWL editors write them."""


def rdf_format(path: Path) -> RdfFormat | None:
    """Return the RDF syntax for a file's extension, or None for other files."""
    ending = path.suffix.removeprefix(".").lower()
    return RdfFormat.from_extension(_ENDINGS.get(ending, ending))


def read_bounded(path: Path) -> tuple[bytes, RdfFormat]:
    """Return the bytes of an RDF file without a byte order mark, and its syntax.

    Raises:
        InputError: the file cannot be read, is too large or too deeply nested, is not UTF-8,
            declares a DOCTYPE that is not harmless, or has statements about statements; the error
            names the line.
    """
    form = rdf_format(path)
    assert form is not None
    try:
        if path.stat().st_size > LARGEST:
            raise InputError(str(path), f"has more than {LARGEST:,} bytes", "split it")
        data = path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error
    for mark, name in _OTHER_MARKS.items():
        if data.startswith(mark):
            raise InputError(str(path), f"is {name}", "save it as UTF-8", 1, 1)
    data = data.removeprefix(b"\xef\xbb\xbf")
    if form == RdfFormat.RDF_XML and path.suffix.lower() == ".owl" and not _is_xml(data):
        form = RdfFormat.TURTLE
    if form == RdfFormat.RDF_XML:
        _look_at_xml(path, data)
    elif form == RdfFormat.JSON_LD:
        _look_at_depth(path, data, _JSON, b"[{")
        _look_at_contexts(path, data)
    elif form in (RdfFormat.TURTLE, RdfFormat.TRIG, RdfFormat.N3):
        _look_at_depth(path, data, _TURTLE, b"[(<")
    return data, form


def _is_xml(data: bytes) -> bool:
    return (data.lstrip()[:1] == b"<" and data.lstrip()[:200].find(b"rdf:RDF") >= 0) or (
        data.lstrip().startswith(b"<?xml")
    )


def _look_at_depth(path: Path, data: bytes, tokens: re.Pattern[bytes], opening: bytes) -> None:
    """Reject brackets that are nested too deeply, and statements about statements."""
    is_turtle = tokens is _TURTLE
    many = sum(data.count(bytes([mark])) for mark in opening if mark != ord("<")) > DEEPEST
    if not many and not (is_turtle and b"<<" in data):
        return
    depth = 0
    for match in tokens.finditer(data):
        groups = match.groups()
        if is_turtle and groups[0]:
            problem = "has a statement about a statement (<<, RDF 1.2), which is not supported"
            raise _at(path, data, match.start(), problem, "make it a claim in a named graph")
        if groups[-2]:
            depth += 1
            if depth > DEEPEST:
                problem = f"nests more than {DEEPEST} levels from here on"
                raise _at(path, data, match.start(), problem, "name the nested parts")
        elif groups[-1]:
            depth -= 1


def _look_at_contexts(path: Path, data: bytes) -> None:
    """Reject chains of JSON-LD terms that are too long for the parser."""
    after = 0
    for match in _CONTEXT.finditer(data):
        if match.end() <= after:
            continue
        depth = 0
        for token in _JSON.finditer(data, match.end() - 1):
            depth += bool(token[1]) - bool(token[2])
            after = token.end()
            if depth == 0:
                break
        if after - match.start() > _USUAL_CONTEXT:
            if survives(JSON_LD, data):
                return
            problem = "has a context that the parser cannot follow"
            raise _at(path, data, match.start(), problem, "write fewer terms, with full IRIs")


def _look_at_xml(path: Path, data: bytes) -> None:
    """Reject entities that could expand or refer elsewhere, and elements nested too deeply."""
    depth, after = 0, 0
    for match in _XML.finditer(data):
        if match.start() < after:
            continue
        declared, closing, empty = match.groups()
        if match.group().count(b"=") > _ATTRIBUTES:
            problem = f"has an element with more than {_ATTRIBUTES:,} attributes"
            raise _at(path, data, match.start(), problem, "use child elements instead")
        if declared:
            after = _end_of_doctype(data, match.start())
            if not after or data.count(b"&", after) > _ENTITIES:
                problem = "declares a DOCTYPE with more than short names for IRIs"
                raise _at(path, data, match.start(), problem, "write IRIs in full and remove it")
        elif closing:
            depth -= 1
        elif empty == b"":
            depth += 1
            if depth > DEEPEST:
                problem = f"nests more than {DEEPEST} levels from here on"
                raise _at(path, data, match.start(), problem, "name the nested parts")


def _end_of_doctype(data: bytes, start: int) -> int:
    """Return the offset after a DOCTYPE with harmless entities, or 0 for any other."""
    match = _DOCTYPE.match(data, start)
    if match is None:
        return 0
    inner = match[1] or b""
    return 0 if len(inner) > _DECLARED or _ENTITY.sub(b"", inner).strip() else match.end()


def _at(path: Path, data: bytes, offset: int, problem: str, advice: str) -> InputError:
    line = data.count(b"\n", 0, offset) + 1
    column = len(data[data.rfind(b"\n", 0, offset) + 1 : offset].decode("utf-8", "replace")) + 1
    return InputError(str(path), problem, advice, line, column)
