"""The list of saved questions, from their headers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.render.tabular import wrapped

if TYPE_CHECKING:
    from kg.store.query import Questions


def questions_text(questions: Questions) -> str:
    """Return each question's name, parameters and text."""
    lines: list[str] = []
    for file in questions.found:
        given = " ".join(p.name + ("*" if p.required else "") for p in file.parameters)
        lines += wrapped(f"{file.name}  {given}".rstrip())
        lines += wrapped(file.summary, 4)
    return "\n".join(lines) + "\n"


def questions_json(questions: Questions) -> list[dict[str, Any]]:
    """Return the headers of the questions as plain values."""
    return [
        {
            "name": file.name,
            "summary": file.summary,
            "parameters": [
                {
                    "name": p.name,
                    "type": p.kind,
                    "required": p.required,
                    "description": p.description,
                }
                for p in file.parameters
            ],
        }
        for file in questions.found
    ]


FORMATS = {"text": questions_text, "json": questions_json}
