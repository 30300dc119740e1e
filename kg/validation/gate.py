"""The gate for a user's own files: claims that violate the shapes are kept out of the graph."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pyoxigraph import NamedNode, Quad

from kg.errors import NonConforming
from kg.model import terms
from kg.store.files import rdf_files
from kg.store.open import read_files
from kg.validation.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from kg.store.dataset import Dataset


_ONTOLOGIES = {NamedNode(f"{terms.OWL}{name}") for name in ("Ontology", "Class")}


class PendingCheck:
    """A validation that goes on while other work is done; call it to know the outcome.

    Args:
        paths: files and folders to validate; nothing is done where there are none.
        dataset: called for everything that was read, those files included.
    """

    def __init__(self, paths: Sequence[Path], dataset: Callable[[], Dataset]) -> None:
        self._found: list[str] | None = None if paths else []
        if paths:
            self._result = run_in_fork(lambda: violations(dataset(), paths))

    def __call__(self) -> None:
        """Wait for the outcome.

        Raises:
            NonConforming: one of the files makes the graph break a shape.
        """
        if self._found is None:
            self._found = self._result()
        if self._found:
            raise NonConforming(self._found)


def violations(dataset: Dataset, paths: Iterable[Path]) -> list[str]:
    """Return a line for each violation in some files.

    Args:
        dataset: everything, those files included.
        paths: the files and folders.
    """
    from kg.validation.finding import locate
    from kg.validation.shacl import quickest, validate

    added = read_files(paths)
    if foreign := _foreign(added):
        where = ", ".join(map(str, paths))
        return [f"{where}: {foreign}"]
    for claim in dataset.set_apart() & {quad.graph_name for quad in added}:
        added += [Quad(t.subject, t.predicate, t.object, claim) for t in dataset.graph(claim)]
    report = validate(dataset.quads(), added=added, engine=quickest())
    found = [finding for finding in report.found if finding.severity is Severity.VIOLATION]
    return [finding.text for finding in locate(found, rdf_files(paths))] if found else []


def _foreign(quads: Sequence[Quad]) -> str:
    """Return a warning for a graph that uses no term of the ontology; empty for any other."""
    words = Counter(quad.predicate.value for quad in quads)
    declared = {quad.object for quad in quads if quad.predicate == terms.TYPE}
    own = any(word.startswith(terms.ENT) for word in words)
    if not quads or own or not declared.isdisjoint(_ONTOLOGIES):
        return ""
    spaces = Counter(word[: max(word.rfind("#"), word.rfind("/")) + 1] for word in words)
    named = ", ".join(f"<{space}>" for space, _ in spaces.most_common(2))
    return (
        f"uses another vocabulary ({len(quads):,} statements, in terms of {named}); query it with "
        "'kg query --plain', draw it with 'kg export gexf --plain --as FOLDER', check it with "
        "'kg validate --plain --shapes FILE', or map it (docs/claims.md)"
    )


T = TypeVar("T")


def run_in_fork(task: Callable[[], T]) -> Callable[[], T]:
    """Start a task in a process of its own; call what comes back to wait for its result.

    Where a process cannot safely be forked, or the forked one fails, the task is run here when its
    result is asked for, so that its errors are raised here.
    """
    if not _may_fork():
        return task
    from multiprocessing import get_context

    context = get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    context.Process(target=_run, args=(task, sender), daemon=True).start()
    sender.close()

    def result() -> T:
        try:
            found: T = receiver.recv()
        except EOFError:
            return task()
        return found

    return result


def _may_fork() -> bool:
    """Return True for a Linux process with a single thread, native threads included."""
    threads = Path("/proc/self/task")
    return sys.platform == "linux" and threads.is_dir() and len(list(threads.iterdir())) == 1


def _run(task: Callable[[], Any], sender: Any) -> None:
    from kg.errors import KgError

    try:
        sender.send(task())
    except KgError:
        sender.close()  # the first process runs the task again and says what is wrong
