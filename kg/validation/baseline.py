"""Findings that a team knows and has accepted for now."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from kg.validation.finding import Findings


def without_known(findings: Findings, baseline: Path) -> Findings:
    """The findings that are not in a file written with ``--format json``.

    Where it stands makes no difference: a finding is known by shape, node, property and value.

    Raises:
        InputError: the file cannot be read, or holds no findings.
    """
    try:
        rows = json.loads(baseline.read_text(encoding="utf-8"))["findings"]
        known = {(row["shape"], row["node"], row["path"] or "", row["value"] or "") for row in rows}
    except (OSError, UnicodeError) as error:
        raise InputError(str(baseline), f"cannot be read ({error})") from error
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        advice = "write one with 'kg validate --format json'"
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
        raise InputError(str(baseline), "holds no findings", advice, line) from error
    return replace(findings, found=tuple(f for f in findings.found if f.key not in known))
