"""Time and memory of a function in a separate process."""

from __future__ import annotations

import multiprocessing
import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Measured:
    """Median seconds and largest peak memory (MB) over runs, and the function's result."""

    seconds: float
    peak_mb: float
    result: object


def _run(function: Callable[[], object], pipe: object) -> None:
    began = time.perf_counter()
    result = function()
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    pipe.send((seconds, peak, result))  # type: ignore[attr-defined]


def measure(function: Callable[[], object], runs: int = 3) -> Measured:
    """Run a function several times, each in a fresh process."""
    context = multiprocessing.get_context("spawn")
    found = []
    for _ in range(runs):
        here, there = context.Pipe()
        process = context.Process(target=_run, args=(function, there))
        process.start()
        found.append(here.recv())
        process.join()
    return Measured(
        statistics.median(seconds for seconds, _, _ in found),
        max(peak for _, peak, _ in found),
        found[-1][2],
    )
