"""Parse the shipped queries: ``python -m kg.rules.parsed`` writes ``queries/parsed``.

Run it after changing a shipped query or a module that reads queries; a test checks that it was run.
Stale files cost time but never correctness: each query is then parsed where it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg import resources
from kg.rules.parse import RULES, parse_pattern
from kg.store.query_file import HEADERS, header_of, parse_header
from kg.store.reading import QUERIES, parse_reading

if TYPE_CHECKING:
    from pathlib import Path


def shipped_contents() -> dict[Path, str]:
    """Return the text that each file of ``queries/parsed`` must have."""
    home = resources.folder("queries")
    texts = {path: path.read_text(encoding="utf-8") for path in sorted(home.rglob("*.rq"))}
    rules = [text for path, text in texts.items() if path.is_relative_to(home / "rules")]
    headers = {
        header: parse_header(header, "") for text in texts.values() if (header := header_of(text))
    }
    return {
        HEADERS.shipped_file: HEADERS.shipped_content(headers.items()),
        RULES.shipped_file: RULES.shipped_content((text, parse_pattern(text)) for text in rules),
        QUERIES.shipped_file: QUERIES.shipped_content(
            (text, parse_reading(text, str(path))) for path, text in texts.items()
        ),
    }


if __name__ == "__main__":
    for file, content in shipped_contents().items():
        file.parent.mkdir(exist_ok=True)
        file.write_text(content, encoding="utf-8")
