"""What was read from queries, kept so that each text is parsed once.

Parsing takes a hundred times as long as looking a result up. Results of the shipped queries stand
in ``queries/parsed``, which ``python -m kg.rules.parsed`` writes; those of a user's queries in the
cache folder of the user. A result is found by the text that it was read from and by the sources of
the modules that read it, so it is never that of another text or of another version. It is JSON,
and whoever looks it up checks it: what cannot be read counts as absent, and a folder that cannot
be written to is left alone.
"""

from __future__ import annotations

import hashlib
import json
import os
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from kg import resources
from kg.errors import KgError
from kg.store.atomic import atomic_write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

T = TypeVar("T")

_MOST_FILES = 1000
_MOST_BYTES = 1_000_000
_BAD = (ValueError, TypeError, LookupError, AttributeError, RecursionError)


class ParseCache(Generic[T]):
    """Results of one kind.

    Args:
        kind: name of the file of shipped results.
        sources: the modules that decide what is read; where one changes, nothing kept counts.
        load: a result from its JSON; raises ValueError or the like for what is none.
        dump: the JSON of a result.
    """

    def __init__(
        self,
        kind: str,
        sources: Sequence[Path],
        load: Callable[[Any], T],
        dump: Callable[[T], Any],
    ) -> None:
        self.kind = kind
        self._sources = sources
        self._load = load
        self._dump = dump

    def find(self, text: str) -> T | None:
        """What was read from a text, None where that is not known."""
        shipped = self._shipped.get(_digest(text))
        found = self._loaded(shipped) if shipped is not None else None
        return found if found is not None else self._from_user(text)

    def keep(self, text: str, found: T) -> None:
        """Keep what was read from a text, if the user's folder lets us."""
        try:
            content = json.dumps(self._dump(found), ensure_ascii=True).encode()
            folder = user_folder()
            if len(content) > _MOST_BYTES or not self.version:
                return
            folder.mkdir(parents=True, exist_ok=True)
            with atomic_write(folder / self._name(text)) as file:
                file.write(content)
            _prune(folder)
        except (OSError, KgError, RuntimeError, *_BAD):
            return

    @property
    def shipped_file(self) -> Path:
        """Where the results of shipped queries stand."""
        return resources.folder("queries") / "parsed" / f"{self.kind}.json"

    def shipped_content(self, results: Iterable[tuple[str, T]]) -> str:
        """What that file must hold: one result a line, by the digest of its text."""
        lines = sorted(
            f"{json.dumps(_digest(text))}: {json.dumps(self._dump(found), separators=(',', ':'))}"
            for text, found in results
        )
        known = f'{{"version": {json.dumps(self.version)}, "results": {{\n'
        return known + ",\n".join(lines) + "\n}}\n"

    @cached_property
    def version(self) -> str:
        """Digest of the modules that read, empty where their sources are not there."""
        try:
            return _digest("\0".join(path.read_text(encoding="utf-8") for path in self._sources))
        except (OSError, ValueError):
            return ""

    @cached_property
    def _shipped(self) -> dict[str, Any]:
        try:
            kept = json.loads(self.shipped_file.read_bytes())
            results = kept["results"] if kept["version"] == self.version else {}
        except (OSError, *_BAD):
            return {}
        return results if isinstance(results, dict) else {}

    def _from_user(self, text: str) -> T | None:
        try:
            path = user_folder() / self._name(text)
            if not self.version or path.stat().st_size > _MOST_BYTES:
                return None
            return self._loaded(json.loads(path.read_bytes()))
        except (OSError, RuntimeError, *_BAD):
            return None

    def _loaded(self, kept: Any) -> T | None:
        try:
            return self._load(kept)
        except _BAD:
            return None

    def _name(self, text: str) -> str:
        return f"{self.kind}-{_digest(self.version + text)}.json"


def user_folder() -> Path:
    """The folder of the user's own results (XDG Base Directory Specification)."""
    chosen = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(chosen) if chosen else Path.home() / ".cache") / "entente" / "parsed"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _prune(folder: Path) -> None:
    """Drop the older half where there are too many."""
    files = list(folder.glob("*.json"))
    if len(files) > _MOST_FILES:
        files.sort(key=lambda path: path.stat().st_mtime)
        for path in files[: len(files) - _MOST_FILES // 2]:
            path.unlink(missing_ok=True)
