"""What MediaPipe does behind our back: later versions than the pinned one look up an outside host."""

import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from okienko_recognition.engines.mediapipe_hands import MODEL

MODELS = Path(__file__).parents[3] / ".local" / "models"
FIND_HANDS = """
import sys, cv2, numpy as np
from pathlib import Path
from okienko_recognition.engines.mediapipe_hands import MediaPipeHands
picture = np.random.default_rng(0).integers(0, 255, (120, 160, 3), np.uint8)
with MediaPipeHands(Path(sys.argv[1])) as finder:
    print("ready", flush=True)
    for k in range(3):
        finder.find(cv2.imencode(".jpg", picture)[1].tobytes(), k / 10)
print("found")
"""


def test_mediapipe_is_the_version_that_was_watched() -> None:
    assert version("mediapipe") == "0.10.30"


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed; `apt-get install strace`.")
@pytest.mark.skipif(
    not (MODELS / MODEL).is_file(), reason="The hand landmarker is missing; run models/landmarks/assemble.py."
)
def test_finding_hands_opens_no_connection_and_writes_no_file(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    watched = ["strace", "-f", "-e", "trace=connect,sendto,openat,creat,write", "-o", str(trace)]
    command = [*watched, sys.executable, "-B", "-c", FIND_HANDS, str(MODELS / MODEL)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=350, check=True)
    assert "found" in done.stdout
    lines = trace.read_text(errors="replace").splitlines()
    connections = [line for line in lines if ("connect(" in line or "sendto(" in line) and "AF_UNIX" not in line]
    # Before the first frame, a library of MediaPipe's looks for PortAudio by way of the compiler, which leaves nothing.
    ready = next(number for number, line in enumerate(lines) if '"ready' in line)
    made = [line for line in lines[ready:] if "O_CREAT" in line or "creat(" in line]
    assert connections == made == []
