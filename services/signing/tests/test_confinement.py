"""The decoder of uploads is locked in: whoever breaks into it through a film can do nothing from there."""

import asyncio
import hashlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from okienko_signing import confinement, intake
from okienko_signing.__main__ import intake_of
from okienko_signing.intake import Intake, encode_apart
from okienko_signing.recording_errors import RecordingError, UnconfinedError
from okienko_signing.recording_history import Version
from okienko_signing.recordings import Recordings
from okienko_signing.settings import SigningSettings
from okienko_signing.shelf import Shelf
from okienko_signing.storage import FolderStorage
from recorded_films import video

FILM = video(count=25)
ATTEMPTS: dict[str, str] = {
    "network": "socket.socket()",
    "unix socket": "socket.socketpair()",
    "program": "os.execv('/bin/true', ['true'])",
    "subprocess": "subprocess.run(['/bin/true'], check=True)",
    "signal": "os.kill(os.getppid(), 0)",
    "trace": "check(libc.ptrace(16, os.getppid(), 0, 0))",
    "read": "open('/etc/passwd').read()",
    "list": "os.listdir('/root')",
    "write": "open(os.environ['OUTSIDE'], 'w')",
    "link": "os.symlink('/etc/passwd', os.path.join(folder, 'way-out'))",
    "memory": "bytearray(3_000_000_000)",
    "file": "open(os.path.join(folder, 'large'), 'wb').truncate(2_000_000_000)",
    "namespace": "check(libc.unshare(0x20000))",
}
PROGRAM = """
import ctypes, json, os, socket, subprocess, sys
from pathlib import Path
from okienko_signing import confinement
folder = sys.argv[1]
libc = ctypes.CDLL(None, use_errno=True)
def check(result):
    if result < 0:
        raise OSError(ctypes.get_errno(), "")
walls = [confinement.leave_the_network()]
confinement.limit()
walls += [confinement.forbid_files_but([Path(sys.argv[2]), *confinement.places_of_python()], Path(folder)), confinement.forbid_calls()]
outcomes = {}
for name, attempt in json.loads(sys.argv[3]).items():
    try:
        exec(attempt)
        outcomes[name] = "done"
    except (OSError, MemoryError) as error:
        outcomes[name] = type(error).__name__
Path(folder, "made").write_bytes(Path(sys.argv[2]).read_bytes())
print(json.dumps([walls, outcomes]))
"""


def test_nothing_that_an_intruder_wants_works_inside_and_the_work_does(tmp_path: Path) -> None:
    source, folder, outside = tmp_path / "film", tmp_path / "work", tmp_path / "outside"
    source.write_bytes(b"a film")
    folder.mkdir()
    arguments = [sys.executable, "-c", PROGRAM, str(folder), str(source), json.dumps(ATTEMPTS)]
    ran = subprocess.run(
        arguments, capture_output=True, text=True, check=False, env={**os.environ, "OUTSIDE": str(outside)}
    )
    assert ran.returncode == 0, ran.stderr
    walls, outcomes = json.loads(ran.stdout)
    _, files, calls = walls
    if not calls:
        pytest.skip("This machine forbids seccomp filters, which the rest of this test is about.")
    by_files = {"read", "list", "write"}
    done = {name for name, outcome in outcomes.items() if outcome == "done"}
    assert done == (set() if files else by_files)
    assert outcomes["memory"] == "MemoryError"
    assert (folder / "made").read_bytes() == b"a film"
    assert not files or not outside.exists()


async def test_a_film_is_encoded_behind_the_walls(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "film").write_bytes(video(count=30))
    (tmp_path / "work").mkdir()
    encoded = await encode_apart(tmp_path / "film", tmp_path / "work", lambda _: None)
    assert encoded.webm.startswith(b"\x1aE\xdf\xa3")
    printed = capsys.readouterr()
    assert "decoder confined" in printed.out + printed.err
    assert "calls=True" in printed.out + printed.err or sys.platform != "linux"


@pytest.fixture
def build_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[bool, bool], None]:
    """Let this machine offer only some of Landlock and seccomp, to the service and to its decoders."""

    def build(files: bool, calls: bool) -> None:
        monkeypatch.setattr(confinement, "offered", lambda: {"files": files, "calls": calls})
        interpreter = tmp_path / "python"
        program = f"""
from okienko_signing import confinement, transcoding
confinement.forbid_files_but = lambda *_: {files}
confinement.forbid_calls = lambda: {calls}
raise SystemExit(transcoding.main())"""
        # Without -I -m okienko_signing.transcoding.
        interpreter.write_text(f"#!/bin/sh\nshift 3\nexec '{sys.executable}' -I -c '{program}' \"$@\"\n")
        interpreter.chmod(0o700)
        monkeypatch.setattr(sys, "executable", str(interpreter))

    return build


def intake_for(media: Path, *, is_confined: bool) -> tuple[Intake, str]:
    """Return an intake, and an upload that is complete."""
    settings = SigningSettings(media=media, uploads_confined=is_confined)
    made = intake_of(settings, Recordings(Shelf(FolderStorage(media), 1_000_000)))
    upload = made.uploads.start("dowod", len(FILM), hashlib.sha256(FILM).hexdigest())
    made.uploads.append(upload.upload_id, 0, FILM)
    return made, upload.upload_id


async def test_no_upload_is_read_where_nothing_locks_the_decoder_in_and_it_waits(
    tmp_path: Path, build_machine: Callable[[bool, bool], None], capsys: pytest.CaptureFixture[str]
) -> None:
    build_machine(False, False)
    made, upload_id = intake_for(tmp_path, is_confined=True)
    printed = capsys.readouterr()
    assert "Uploaded films are not read" in printed.out + printed.err, "the operator hears of it before any editor"
    with pytest.raises(UnconfinedError, match=r"neither seccomp nor Landlock.*OKIENKO_SIGNING_UPLOADS_CONFINED"):
        _ = [step async for step in made.finish(upload_id, "")]
    upload = made.uploads.get(upload_id)
    assert (upload.offset, upload.version, upload.is_ordered) == (len(FILM), 0, True)


@pytest.mark.parametrize(
    ("files", "calls", "is_confined", "warning"),
    [
        (False, False, False, "no wall around their decoder"),
        (True, False, True, "Without seccomp"),
        (False, True, True, "Without Landlock"),
    ],
    ids=["none, accepted", "Landlock", "seccomp"],
)
async def test_one_wall_or_the_operators_word_is_enough_and_the_log_says_what_is_open(
    tmp_path: Path,
    build_machine: Callable[[bool, bool], None],
    capsys: pytest.CaptureFixture[str],
    files: bool,
    calls: bool,
    is_confined: bool,
    warning: str,
) -> None:
    build_machine(files, calls)
    made, upload_id = intake_for(tmp_path, is_confined=is_confined)
    printed = capsys.readouterr()
    assert warning in printed.out + printed.err
    steps = [step async for step in made.finish(upload_id, "")]
    assert isinstance(steps[-1], Version)


def test_what_the_machine_offers_is_what_stands_in_the_decoder(tmp_path: Path) -> None:
    program = """
import json, sys
from pathlib import Path
from okienko_signing import confinement
offered = confinement.offered()
stands = {"files": confinement.forbid_files_but([], Path(sys.argv[1])), "calls": confinement.forbid_calls()}
print(json.dumps([offered, stands]))
"""
    arguments = [sys.executable, "-c", program, str(tmp_path)]
    offered, stands = json.loads(subprocess.run(arguments, capture_output=True, text=True, check=True).stdout)
    assert offered == stands
    assert bool(confinement.lack_of(stands, must_be_confined=True)) == (not all(stands.values()))


async def test_a_decoder_that_is_stuck_is_ended_and_the_editor_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "film").write_bytes(video(count=250))
    (tmp_path / "work").mkdir()
    stopped: list[int] = []

    def stop(_: float) -> None:
        for pid in decoders():
            os.kill(pid, signal.SIGSTOP)
            stopped.append(pid)
        # Only now: a slow machine takes seconds until the first word of progress.
        monkeypatch.setattr(intake, "STALLED_SECONDS", 0.5)

    with pytest.raises(RecordingError, match="more memory or time"):
        await asyncio.wait_for(encode_apart(tmp_path / "film", tmp_path / "work", stop), 300)
    assert stopped
    assert not decoders(), "no process is left behind"


def decoders() -> list[int]:
    children = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    pids = [int(pid) for found in children for pid in found.read_text().split()]
    return [pid for pid in pids if b"okienko_signing.transcoding" in Path(f"/proc/{pid}/cmdline").read_bytes()]
