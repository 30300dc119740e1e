"""A full disk or a read-only folder gives a one-line error and leaves earlier files unchanged."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import TESTS

from kg.errors import InputError
from kg.store.atomic import _swept, atomic_write, unfinished

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder with room for 200 kB."""
    folder = tmp_path / "small"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("a file system can be mounted by root alone")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_file_that_finds_no_room_leaves_the_former(tmp_path: Path) -> None:
    file = tmp_path / "kept"
    file.write_text("before")
    with pytest.raises(InputError, match="No space left"), atomic_write(file) as written:
        written.write(b"after")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert file.read_text() == "before" and list(tmp_path.iterdir()) == [file]


def test_what_a_killed_writer_left_goes_with_the_next(tmp_path: Path) -> None:
    left = tmp_path / ".other.abcdefgh.unfinished"
    left.mkdir()
    (left / "part").write_text("half")
    (tmp_path / ".mine.unfinished").write_text("of somebody else")
    with unfinished(tmp_path / "kept", folder=True) as living:
        _swept.discard(tmp_path)  # simulate another process
        with atomic_write(tmp_path / "file") as written:
            written.write(b"whole")
        assert living.is_dir() and not left.exists()
    assert {path.name for path in tmp_path.iterdir()} == {".mine.unfinished", "file"}


def test_a_file_system_without_locks_is_written_to_and_not_swept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("fcntl.flock", refuse)
    (tmp_path / ".other.abcdefgh.unfinished").write_text("may be another's")
    with atomic_write(tmp_path / "file") as written:
        written.write(b"whole")
    assert {path.name for path in tmp_path.iterdir()} == {".other.abcdefgh.unfinished", "file"}


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [
        ("build", "--store", "store"),
        ("export", "ntriples", "-o", "out.nt"),
        ("export", "gexf", "-o", "out.gexf"),
        ("derive", "-o", "out.trig"),
        ("report", "CHN", "RUS", "-o", "out.html"),
    ],
    ids=lambda command: command[-1],
)
def test_a_full_disk_is_told_in_a_line(small_disk: Path, command: tuple[str, ...]) -> None:
    (small_disk / command[-1]).parent.mkdir(exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-m", "kg", *command],
        cwd=small_disk,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2 and "No space left" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
    left = [file.name for file in small_disk.rglob("*") if file.is_file()]
    assert set(left) <= {"lock"}


@pytest.mark.slow
def test_a_folder_that_only_reads_is_told_in_a_line(small_disk: Path) -> None:
    remount = ["mount", "-o", "remount,size=9m,{}", str(small_disk)]
    kg = [sys.executable, "-m", "kg"]
    subprocess.run([part.format("rw") for part in remount], check=True)
    subprocess.run([*kg, "build", "--store", "store"], cwd=small_disk, check=True)
    before = (small_disk / "store" / "graph.index").read_bytes()
    subprocess.run([part.format("ro") for part in remount], check=True)
    more = str(TESTS / "shapes" / "valid.trig")
    for command in (["build", "--store", "store", "--graph", more], ["derive", "-o", "out.trig"]):
        done = subprocess.run(
            [*kg, *command], cwd=small_disk, capture_output=True, text=True, check=False
        )
        assert done.returncode == 2 and "Read-only file system" in done.stderr.splitlines()[-1]
        assert "Traceback" not in done.stderr
    asked = [*kg, "brief", "CHN", "RUS", "--store", "store"]
    assert subprocess.run(asked, cwd=small_disk, capture_output=True, check=False).returncode == 0
    assert (small_disk / "store" / "graph.index").read_bytes() == before


@pytest.mark.slow
def test_an_output_that_is_full_is_told_in_a_line() -> None:
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "kg", "export", "ntriples"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2 and done.stderr.count("\n") == 1 and "No space left" in done.stderr
