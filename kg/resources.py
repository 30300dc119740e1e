"""The paths of the shipped ontology, graph and queries, in a wheel or a checkout."""

from __future__ import annotations

from pathlib import Path

_INSTALLED = Path(__file__).parent / "_data"


def root() -> Path:
    """Return the folder that holds ``ontology/``, ``graph/`` and ``queries/``.

    A wheel carries a copy inside the package; an editable install has none, so the checkout
    beside the package is used.
    """
    return _INSTALLED if _INSTALLED.is_dir() else Path(__file__).parent.parent


def folder(name: str) -> Path:
    """Return one of the shipped folders, such as ``queries/rules``."""
    return root() / name
