"""What a JSON-LD file says that no statement is made of: keys that its context does not map."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from kg.validation.finding import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DROPPED = "dropped-key"


def dropped_keys(path: Path) -> list[Finding]:
    """A finding for each key that is left out in silence; the file is known to be JSON-LD."""
    text = path.read_text(encoding="utf-8-sig")
    found = []
    for key in dict.fromkeys(_dropped(json.loads(text), frozenset(), False)):
        offset = max(text.find(f"{json.dumps(key, ensure_ascii=False)}"), 0)
        line, column = text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
        message = "This key yields no statement; map it in @context, or write an IRI."
        one = Finding(Severity.VIOLATION, DROPPED, "", "", key, message)
        found.append(one.at(str(path), line, column))
    return found


def _dropped(value: Any, known: frozenset[str], vocab: bool) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _dropped(one, known, vocab)
        return
    if not isinstance(value, dict) or "@value" in value:
        return
    contexts = value.get("@context", [])
    for context in contexts if isinstance(contexts, list) else [contexts]:
        if context is None:
            known, vocab = frozenset(), False
        elif isinstance(context, dict):
            known |= {key for key, to in context.items() if to is not None}
            vocab = bool(context.get("@vocab", vocab))
            vocab = vocab or any(_is_scoped(to) for to in context.values())
        else:
            vocab = True  # a context of elsewhere, which may map anything
    for key, inner in value.items():
        if key == "@context":
            continue
        if key.startswith("@") or vocab or key in known or ":" in key:
            yield from _dropped(inner, known, vocab)
        else:
            yield key


def _is_scoped(definition: Any) -> bool:
    """True of a term with a context or a container of its own, which is not followed here."""
    return isinstance(definition, dict) and bool({"@context", "@container"} & set(definition))
