"""Changed answers as text and JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.render.tabular import wrapped

if TYPE_CHECKING:
    from kg.analysis.changes import Changes


def changes_text(changes: Changes) -> str:
    """Return a line for each change, followed by its reasons."""
    if not changes.changed:
        return "Nothing changes.\n"
    lines: list[str] = []
    for change in changes.changed:
        of_pair = change.subject == change.dyad
        about = ", ".join(filter(None, (change.about_label, change.dyad if of_pair else "")))
        since = f", from {change.day.isoformat()}" if change.day else ""
        before, after = (
            "contested" if contested else answer.value
            for answer, contested in zip(
                (change.before, change.after), change.contested, strict=True
            )
        )
        pair = "" if of_pair else f" of {change.dyad}"
        lines += wrapped(
            f"{before} -> {after}: {change.label} ({about}){pair}{since}",
            0,
            4,
        )
        for sentence in change.because:
            lines += wrapped(sentence, 4, 6)
        for absence in change.for_want_of:
            lines += wrapped(f"no longer defeated by: {absence}", 4, 6)
    return "\n".join(lines) + "\n"


def changes_json(changes: Changes) -> dict[str, Any]:
    """Return the changes as plain values."""
    return {
        "changed": [
            {
                "kind": change.kind,
                "label": change.label,
                "dyad": change.dyad,
                "subject": change.subject,
                "about": change.about or None,
                "names": list(change.names),
                "about_label": change.about_label or None,
                "before": change.before.value,
                "after": change.after.value,
                "contested": dict(zip(("before", "after"), change.contested, strict=True)),
                "from": change.day.isoformat() if change.day else None,
                "because": list(change.because),
                "for_want_of": list(change.for_want_of),
            }
            for change in changes.changed
        ]
    }


FORMATS = {"text": changes_text, "json": changes_json}
