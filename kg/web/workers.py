"""Worker processes for queries, so that a runaway query can be stopped without affecting others.

A process without threads, the nursery, holds the store and forks workers from it. A query that is
not answered soon keeps its process, at a lower priority, and a new worker takes over cheap queries.
Slots for expensive queries are limited, and no client can take them all; a request that finds none
is told when to retry. One worker is reserved for queries known to be cheap. A worker that exceeds
its time is killed.
"""

from __future__ import annotations

import os
import re
import signal
import sys
import threading
import time
from collections import Counter, OrderedDict
from contextlib import suppress
from hashlib import blake2b
from multiprocessing import get_context
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from pyoxigraph import RdfFormat, Store

from kg.web.sparql import SparqlResponse, refusal, respond

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.web.sparql import SparqlRequest

_SOON = 1.0
"""CPU seconds after which a query counts as expensive."""
_SOONER = 0.25
"""CPU seconds for the same if all slots for expensive queries are taken or others are waiting."""
QUEUE = 1.5
"""Longest total wait of a query for its turn and for a worker, in seconds."""
_REMEMBERED = 10_000
"""Number of queries remembered as cheap, and of queries remembered as expensive."""
_LOWER = 10
"""Increase in the nice value of a process that runs an expensive query."""
_VARYING = re.compile(r"""[?$]\w+|\b\d+\b|"[^"\n]*"|'[^'\n]*'""")
_BUSY = "the server is busy with expensive queries; try again"


class Workers:
    """A pool of a fixed number of workers; requests wait for a free one.

    Args:
        store: the store to query, which is not modified.
        count: number of workers for cheap queries, and of slots for expensive ones.
        seconds: time limit of a query from its start.
        rows: the largest number of rows in an answer.
        memory: memory limit of a worker beside the store, in megabytes; 0 for none.

    Attributes:
        turns: number of queries answered at the same time, cheap or expensive.
        trials: how many of these may be queries not seen before.
        waiting: number of queries not seen before that are waiting for their turn.
    """

    def __init__(
        self, store: Store, count: int, seconds: float, rows: int, memory: int = 0
    ) -> None:
        self.seconds = seconds
        self.rows = rows
        self.memory = memory
        self.turns = 2 * count
        self.trials = max(count - 1, 1)
        self.waiting = 0
        self._key = os.urandom(16)
        self._listener = Listener(family="AF_UNIX", authkey=self._key, backlog=count * 2)
        self._free: SimpleQueue[tuple[Connection, int, int]] = SimpleQueue()
        self._places = threading.BoundedSemaphore(count)
        self._each = max(count - 1, 1)
        self._held: Counter[str] = Counter()
        self._cheap: OrderedDict[bytes, None] = OrderedDict()
        self._expensive: OrderedDict[bytes, None] = OrderedDict()
        self._edition = 0
        self._lock = threading.Lock()
        self._counting = threading.Lock()
        here, there = get_context("fork").Pipe()
        nursery = get_context("fork").Process(
            target=_nursery,
            args=(store, here, there, self._listener.address, self._key, memory),
            daemon=True,
        )
        nursery.start()
        there.close()
        self._nursery = here
        for _ in range(count):
            self._add()

    def _add(self) -> None:
        with self._lock:
            self._nursery.send(None)
            worker = self._listener.accept()
            self._free.put((worker, worker.recv(), self._edition))

    def replace(self, quads: bytes) -> None:
        """Switch to new statements in N-Quads; queries already running use the old ones."""
        with self._lock:
            self._nursery.send(quads)
            self._edition += 1

    def turned_away(self, request: SparqlRequest, client: str = "") -> SparqlResponse | None:
        """Refuse a query at once if it is known to be expensive and no slot is free."""
        is_known = _shape(request) in self._expensive
        return refusal(429, _BUSY) if is_known and self._is_full(client) else None

    def is_known(self, request: SparqlRequest) -> bool:
        """Return True if a similar query was asked before."""
        shape = _shape(request)
        return shape in self._cheap or shape in self._expensive

    def ask(
        self,
        request: SparqlRequest,
        accept: str,
        client: str = "",
        until: float | None = None,
        tried: Callable[[], None] = lambda: None,
    ) -> SparqlResponse:
        """Return the answer, or an error: 503 after the time limit, 429 if the query cannot start.

        Args:
            request: the query.
            accept: the Accept header.
            client: identifies the client.
            until: deadline for getting a worker (``time.monotonic``); default ``QUEUE`` from now.
            tried: called as soon as the query is known to be expensive.
        """
        shape = _shape(request)
        has_place = shape in self._expensive
        if has_place and not self._take_place(client):
            return refusal(429, _BUSY)
        try:
            try:
                worker, pid, edition = self._current(until or time.monotonic() + QUEUE)
            except Empty:
                return refusal(503, "all workers are busy; try again")
            if has_place:
                self._yield_place(pid)
            began, used = time.monotonic(), _seconds_of(pid)
            try:
                worker.send((request, accept, self.rows))
                if not has_place and not self._is_soon(worker, pid, used, client):
                    has_place = self._take_place(client)
                    self._note(shape, self._expensive, self._cheap)
                    tried()
                    if not has_place:
                        self._renew(worker, pid)
                        return refusal(429, _BUSY)
                    self._yield_place(pid)
                if worker.poll(max(self.seconds - (time.monotonic() - began), 0)):
                    found: SparqlResponse = worker.recv()
                    if has_place:
                        self._end(worker, pid)
                    else:
                        self._free.put((worker, pid, edition))
                        self._note(shape, self._cheap, self._expensive)
                    return found
                problem = f"the query took more than {self.seconds:g} seconds and was ended"
            except (EOFError, OSError):
                problem = "the query crashed its worker"
                if self.memory:
                    problem += f": it needed more than {self.memory} megabytes of memory"
            if has_place:
                self._end(worker, pid)
            else:
                self._renew(worker, pid)
            return refusal(503, problem)
        finally:
            if has_place:
                self._give_place_back(client)

    def _is_soon(self, worker: Connection, pid: int, began: float, client: str) -> bool:
        """Return True if an answer comes before the query counts as expensive."""
        while not worker.poll(_SOONER):
            used = _seconds_of(pid) - began
            if used >= _SOON or (used >= _SOONER and (self.waiting or self._is_full(client))):
                return False
        return True

    def _is_full(self, client: str) -> bool:
        """Return True if all slots for expensive queries, or all for the client, are taken."""
        if self._take_place(client):
            self._give_place_back(client)
            return False
        return True

    def _take_place(self, client: str) -> bool:
        with self._counting:
            if self._held[client] >= self._each or not self._places.acquire(blocking=False):
                return False
            self._held[client] += 1
            return True

    def _give_place_back(self, client: str) -> None:
        with self._counting:
            self._held[client] -= 1
            self._held += Counter()  # drop clients that hold none
            self._places.release()

    def _note(
        self, shape: bytes, known: OrderedDict[bytes, None], other: OrderedDict[bytes, None]
    ) -> None:
        """Remember whether a query was cheap or expensive, whatever the names of its variables."""
        with self._counting:
            other.pop(shape, None)
            known[shape] = None
            if len(known) > _REMEMBERED:
                known.popitem(last=False)

    def _yield_place(self, pid: int) -> None:
        """Replace a worker for cheap queries that now runs an expensive one."""
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, pid, _LOWER)
        self._add()

    def _current(self, until: float) -> tuple[Connection, int, int]:
        """Return a free worker that has the current statements."""
        while True:
            worker, pid, edition = self._free.get(timeout=max(until - time.monotonic(), 0))
            if edition == self._edition:
                return worker, pid, edition
            self._renew(worker, pid)

    def _renew(self, worker: Connection, pid: int) -> None:
        self._end(worker, pid)
        self._add()

    @staticmethod
    def _end(worker: Connection, pid: int) -> None:
        with suppress(ProcessLookupError):  # it may already have ended
            os.kill(pid, signal.SIGKILL)
        worker.close()

    def close(self) -> None:
        """End all workers."""
        self._nursery.close()
        while not self._free.empty():
            worker, pid, _ = self._free.get()
            self._end(worker, pid)
        self._listener.close()


def _shape(request: SparqlRequest) -> bytes:
    """Return a digest of a query that ignores names of variables, numbers and texts."""
    text = _VARYING.sub("?", request.query)
    return blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()


def _seconds_of(pid: int) -> float:
    """Return a process's CPU seconds; elapsed seconds, if the system does not report them."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
        user, kernel = fields.rpartition(")")[2].split()[11:13]
        return (int(user) + int(kernel)) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError):
        return time.monotonic()


def _nursery(
    store: Store, parents: Connection, pipe: Connection, address: str, key: bytes, memory: int
) -> None:
    """Fork workers until the process that asks for them closes its end of the pipe, or dies."""
    parents.close()  # this copy of the parent's end would keep the pipe open
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # so that dead workers do not become zombies
    while True:
        try:
            quads = pipe.recv()
        except EOFError:
            return
        if quads is not None:
            store = Store()
            store.bulk_load(quads, format=RdfFormat.N_QUADS)
        elif os.fork() == 0:
            pipe.close()
            _die_with_parent()
            _limit(memory)
            _work(store, address, key)
            os._exit(0)


def _die_with_parent() -> None:
    """Have this process killed when the nursery ends, even during a query (Linux)."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def _limit(memory: int) -> None:
    """Limit further memory, in megabytes; an allocation beyond the limit ends the process."""
    if memory and sys.platform == "linux":
        import resource

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        most = pages * resource.getpagesize() + memory * 1_000_000
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 2)  # discard the allocator's message; the server reports the failure


def _work(store: Store, address: str, key: bytes) -> None:
    with Client(address, family="AF_UNIX", authkey=key) as connection:
        connection.send(os.getpid())
        while True:
            try:
                request, accept, rows = connection.recv()
            except (EOFError, OSError):
                return
            connection.send(respond(store, request, accept, rows))
