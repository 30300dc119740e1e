"""Third-party SPARQL servers as a user starts them, running for as long as a test needs them."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PASSWORD = "not-the-default"  # password of the server that the tests start
VIRTUOSO = """[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx
[Parameters]
ServerPort = {sql}
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = {folder}
ServerThreads = 5
[SPARQL]
ResultSetMaxRows = {rows}
"""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait(address: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except urllib.error.HTTPError as error:
            error.close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"nothing answers at {address}")


@contextmanager
def _running(command: list[str], address: str) -> Iterator[None]:
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait(address)
            yield
        finally:
            process.terminate()


@contextmanager
def oxigraph(folder: Path) -> Iterator[str]:
    """Start an Oxigraph server and yield its query address."""
    program = Path(sys.executable).with_name("oxigraph")
    port = free_port()
    command = [str(program), "serve", "--location", str(folder), "--bind", f"127.0.0.1:{port}"]
    with _running(command, f"http://127.0.0.1:{port}/"):
        yield f"http://127.0.0.1:{port}/query"


def has_virtuoso() -> bool:
    return shutil.which("virtuoso-t") is not None


@contextmanager
def virtuoso(folder: Path, rows: int) -> Iterator[str]:
    """Start Virtuoso, limited to ``rows`` rows per answer, and yield its address."""
    program = shutil.which("virtuoso-t")
    assert program is not None
    port, settings = free_port(), folder / "virtuoso.ini"
    text = VIRTUOSO.format(folder=folder, port=port, sql=free_port(), rows=rows)
    settings.write_text(text, encoding="utf-8")
    command = [program, "+foreground", "+configfile", str(settings)]
    change = [*command, "+pwdold", "dba", "+pwddba", PASSWORD]
    subprocess.run(change, capture_output=True, check=True, timeout=60)
    with _running(command, f"http://127.0.0.1:{port}/sparql"):
        yield f"http://127.0.0.1:{port}/sparql-auth"
