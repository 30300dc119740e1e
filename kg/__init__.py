"""Entente: sourced claims about relations between states, and conclusions drawn from them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # no linear algebra here, so no threads

from kg.errors import (
    CyclicNegation,
    InputError,
    KgError,
    NonConforming,
    OptionError,
    QueryError,
    RuleError,
    UnknownName,
)
from kg.version import __version__

if TYPE_CHECKING:
    from kg.graph import Graph, open  # noqa: A004  (kg.open, as of a file)
    from kg.store.query import Rows

__all__ = [
    "CyclicNegation",
    "Graph",
    "InputError",
    "KgError",
    "NonConforming",
    "OptionError",
    "QueryError",
    "Rows",
    "RuleError",
    "UnknownName",
    "__version__",
    "open",
]

_LAZY = {"Graph": "kg.graph", "open": "kg.graph", "Rows": "kg.store.query"}
"""Names imported on first use, with their modules, so that ``kg --help`` is instant."""


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(f"module 'kg' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_LAZY[name]), name)
