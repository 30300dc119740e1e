"""The sources as a bibliography: BibTeX for LaTeX, CSL-JSON for Zotero, Pandoc and the like."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from kg.model import terms
from kg.model.text import sanitize_line

if TYPE_CHECKING:
    from kg.analysis.overview import Sources
    from kg.model.result import Source

_SPECIAL = {c: f"\\{c}" for c in "&%$#_{}"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


def _sources(sources: Sources) -> list[tuple[str, Source]]:
    found = sources.found
    named = ((re.sub(r"[^\w-]", "-", s.iri.removeprefix(terms.SOURCE)), s) for s in found)
    return sorted(named, key=lambda pair: pair[0])


def bibtex(sources: Sources) -> str:
    """Return an ``@misc`` entry for each source; the year is omitted if it is not known."""
    entries = []
    for name, source in _sources(sources):
        fields = {"title": source.label, "note": source.citation or "", "year": _year(source)}
        lines = [f"  {key} = {{{_tex(value)}}}" for key, value in fields.items() if value]
        entries.append("@misc{" + name + ",\n" + ",\n".join(lines) + "\n}\n")
    return "\n".join(entries)


def _tex(text: str) -> str:
    return "".join(_SPECIAL.get(char, char) for char in sanitize_line(text))


def _year(source: Source) -> str:
    """Return the year of writing, if all of it falls in one year."""
    years = {day[:4] for day in (source.written_from, source.written_until) if day}
    return years.pop() if len(years) == 1 else ""


def csl_json(sources: Sources) -> str:
    """Return the sources as CSL-JSON (citeproc)."""
    items: list[dict[str, Any]] = []
    for name, source in _sources(sources):
        item: dict[str, Any] = {
            "id": name,
            "type": "document",
            "title": sanitize_line(source.label),
        }
        if source.citation:
            item["note"] = sanitize_line(source.citation)
        bounds = [day for day in (source.written_from, source.written_until) if day]
        if bounds:
            item["issued"] = {"date-parts": [[int(day[:4])] for day in dict.fromkeys(bounds)]}
        items.append(item)
    return json.dumps(items, indent=2, ensure_ascii=False) + "\n"


FORMATS = {"bibtex": bibtex, "csl": csl_json, "text": bibtex, "json": csl_json}
