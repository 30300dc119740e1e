"""The three answers."""

from __future__ import annotations

from enum import StrEnum


class Answer(StrEnum):
    """What is known of a question; absence of knowledge is never a no."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    @classmethod
    def of(cls, holds: bool, does_not_hold: bool) -> Answer:
        """Both at once is a disagreement among sources, and so unknown."""
        if holds == does_not_hold:
            return cls.UNKNOWN
        return cls.YES if holds else cls.NO
