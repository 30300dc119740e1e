"""The three answers."""

from __future__ import annotations

from enum import StrEnum


class Answer(StrEnum):
    """What is known of a question; absence of knowledge is never a no."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
