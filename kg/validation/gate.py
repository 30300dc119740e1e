"""The gate for a user's own files, which keeps claims that violate the shapes out of the graph."""

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

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from kg.store.dataset import Dataset


class PendingCheck:
    """A validation that runs in the background; call it to wait for the result.

    Args:
        paths: files and folders to validate; without any, nothing is done.
        dataset: returns everything that was read, including these files.
    """

    def __init__(self, paths: Sequence[Path], dataset: Callable[[], Dataset]) -> None:
        self._found: list[str] | None = None if paths else []
        if paths:
            self._result = run_in_fork(lambda: violations(dataset(), paths))

    def __call__(self) -> None:
        """Wait for the result.

        Raises:
            NonConforming: one of the files makes the graph violate a shape.
        """
        if self._found is None:
            self._found = self._result()
        if self._found:
            raise NonConforming(self._found)


def violations(dataset: Dataset, paths: Iterable[Path]) -> list[str]:
    """Return a line for each violation in some files.

    Args:
        dataset: everything that was read, including these files.
        paths: the files and folders.
    """
    from kg.validation.finding import Severity, locate
    from kg.validation.shacl import quickest, validate

    by_file = {path: read_files([path]) for path in rdf_files(paths)}
    if foreign := list(_foreign(by_file)):
        return foreign
    added = [quad for quads in by_file.values() for quad in quads]
    for claim in dataset.set_apart() & {quad.graph_name for quad in added}:
        added += [Quad(t.subject, t.predicate, t.object, claim) for t in dataset.graph(claim)]
    report = validate(dataset.quads(), added=added, engine=quickest())
    found = [finding for finding in report.found if finding.severity is Severity.VIOLATION]
    if any(finding.shape == _VOUCHED for finding in found) and not _claims(added):
        return [f"{', '.join(map(str, paths))}: {unclaimed(added)}"]
    return [finding.text for finding in locate(found, list(by_file))] if found else []


def _foreign(by_file: Mapping[Path, Sequence[Quad]]) -> Iterator[str]:
    """Yield a line for each file without the project's terms that no file with them uses."""
    linked = {path for path, quads in by_file.items() if not quads or any(map(is_ours, quads))}
    more = linked
    while more:
        used = {term for path in more for quad in by_file[path] for term in quad}
        rest = (path for path in by_file if path not in linked)
        more = {p for p in rest if not used.isdisjoint(quad.subject for quad in by_file[p])}
        linked = linked | more
    for path in by_file:
        if path not in linked:
            yield f"{path}: {another_vocabulary(by_file[path])}"


def is_ours(quad: Quad) -> bool:
    """Return True for a statement that contains one of the project's IRIs."""
    return any(isinstance(term, NamedNode) and term.value.startswith(terms.BASE) for term in quad)


def _claims(quads: Iterable[Quad]) -> bool:
    return any(q.predicate == terms.TYPE and q.object == _CLAIM for q in quads)


def another_vocabulary(quads: Collection[Quad]) -> str:
    """Describe a graph without any of the project's IRIs, and the commands that accept it."""
    return f"uses another vocabulary ({_measured(quads)}); {_DOORS}, or map it (docs/claims.md)"


def unclaimed(quads: Collection[Quad]) -> str:
    """Describe a graph that uses the project's terms without a claim, with advice."""
    return (
        f"holds no ent:Claim ({_measured(quads)}): what it states has no source here; describe "
        "each graph of statements as an ent:Claim (docs/claims.md; 'kg validate' names the "
        f"places), or {_DOORS}"
    )


def _measured(quads: Collection[Quad]) -> str:
    words = Counter(quad.predicate.value for quad in quads)
    spaces: Counter[str] = Counter()
    for word, times in words.items():
        spaces[word[: max(word.rfind("#"), word.rfind("/")) + 1]] += times
    strange = Counter({s: n for s, n in spaces.items() if s not in (terms.ENT, terms.RDF)})
    named = ", ".join(f"<{space}>" for space, _ in (strange or spaces).most_common(2))
    return f"{len(quads):,} statements, in terms of {named}"


_CLAIM = terms.ent("Claim")
_VOUCHED = "graph-is-vouched-for"
_DOORS = (
    "query it with 'kg query --plain', draw it with 'kg export gexf --plain --as FOLDER', "
    "check it with 'kg validate --plain --shapes FILE'"
)
T = TypeVar("T")


def run_in_fork(task: Callable[[], T]) -> Callable[[], T]:
    """Start a task in a separate process; the returned function waits for its result.

    If a process cannot be forked safely, or the forked one fails, the task runs in this process
    when its result is requested, so that its errors are raised here.
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
    """Return True for a Linux process with a single thread, counting native threads."""
    threads = Path("/proc/self/task")
    return sys.platform == "linux" and threads.is_dir() and len(list(threads.iterdir())) == 1


def _run(task: Callable[[], Any], sender: Any) -> None:
    from kg.errors import KgError

    try:
        sender.send(task())
    except KgError:
        sender.close()  # the first process runs the task again and raises its error
