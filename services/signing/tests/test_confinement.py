"""The decoder of uploads is locked in: whoever breaks into it through a film can do nothing from there."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from okienko_signing import intake
from okienko_signing.intake import encode_apart
from okienko_signing.recording_errors import RecordingError
from recorded_films import video

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
