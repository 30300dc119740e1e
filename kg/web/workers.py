"""Processes that answer queries, so that one that runs away can be ended and the others go on.

A process without threads of its own, the nursery, holds the store and forks workers from it; a
worker that has not answered in time is killed and another takes its place.
"""

from __future__ import annotations

import os
import signal
import threading
from multiprocessing import get_context
from multiprocessing.connection import Client, Connection, Listener
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from pyoxigraph import RdfFormat, Store

from kg.web.sparql import SparqlResponse, refusal, respond

if TYPE_CHECKING:
    from kg.web.sparql import SparqlRequest


class Workers:
    """A fixed number of workers; requests wait for one that is free.

    Args:
        store: what they answer from; it is not changed.
        count: number of workers.
        seconds: time that one query may take, its wait for a worker included.
        rows: the most rows that an answer may have.
    """

    def __init__(self, store: Store, count: int, seconds: float, rows: int) -> None:
        self.seconds = seconds
        self.rows = rows
        self._key = os.urandom(16)
        self._listener = Listener(family="AF_UNIX", authkey=self._key)
        self._free: SimpleQueue[tuple[Connection, int, int]] = SimpleQueue()
        self._edition = 0
        self._lock = threading.Lock()
        here, there = get_context("fork").Pipe()
        nursery = get_context("fork").Process(
            target=_nursery,
            args=(store, here, there, self._listener.address, self._key),
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
        """Answer from other statements, in N-Quads; what has begun is answered from the old."""
        with self._lock:
            self._nursery.send(quads)
            self._edition += 1

    def ask(self, asked: SparqlRequest, accept: str) -> SparqlResponse:
        """The answer, or a refusal with 503 where none came in time."""
        try:
            worker, pid, edition = self._current()
        except Empty:
            return refusal(503, "all workers are busy; try again")
        try:
            worker.send((asked, accept, self.rows))
            if worker.poll(self.seconds):
                found: SparqlResponse = worker.recv()
                self._free.put((worker, pid, edition))
                return found
        except (EOFError, OSError):
            pass
        self._renew(worker, pid)
        return refusal(503, f"the query took more than {self.seconds:g} seconds and was ended")

    def _current(self) -> tuple[Connection, int, int]:
        """A free worker that has the present statements."""
        while True:
            worker, pid, edition = self._free.get(timeout=self.seconds)
            if edition == self._edition:
                return worker, pid, edition
            self._renew(worker, pid)

    def _renew(self, worker: Connection, pid: int) -> None:
        os.kill(pid, signal.SIGKILL)
        worker.close()
        self._add()

    def close(self) -> None:
        """End all workers."""
        self._nursery.close()
        while not self._free.empty():
            worker, pid, _ = self._free.get()
            worker.close()
            os.kill(pid, signal.SIGKILL)
        self._listener.close()


def _nursery(store: Store, parents: Connection, pipe: Connection, address: str, key: bytes) -> None:
    """Fork workers until the process that asks for them closes its end of the pipe, or dies."""
    parents.close()  # this copy of its end, which would keep the pipe open for ever
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # so that no dead worker is left behind
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
            _work(store, address, key)
            os._exit(0)


def _work(store: Store, address: str, key: bytes) -> None:
    with Client(address, family="AF_UNIX", authkey=key) as connection:
        connection.send(os.getpid())
        while True:
            try:
                asked, accept, rows = connection.recv()
            except (EOFError, OSError):
                return
            connection.send(respond(store, asked, accept, rows))
