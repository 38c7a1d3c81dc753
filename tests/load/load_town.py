"""A running Okienko with what a town has after its first night: films and readings of the answers that are asked for."""

import json
import random
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from leaks import SECRET, SECRET_ENGLISH, leaks, prove_that_leaks_are_found
from load_frames import frames
from okienko_stack import REPOSITORY, RunningStack
from outbound import Watch, sent_outside, watched_network

# Locust and matplotlib, in a virtual environment of their own.
TOOLS = ["env", "UV_PROJECT_ENVIRONMENT=.local/venv-load", str(REPOSITORY / ".tools/bin/uv")]
TOOLS += ["run", "--quiet", "--frozen", "--only-group", "load"]
QUESTIONS = REPOSITORY / "services/faq/evaluation"
KEPT = REPOSITORY / ".local/load"
MADE = ("media", "speech", "faq.sqlite", "faq-vectors.npz")
ANSWERS = 3
SPEECH = "speech?language=pl&voice=pl-espeak"
FRAME_SECONDS = 30.0
PREPARE_SECONDS = 300.0
# Among the residents' questions, ones whose words may afterwards stand nowhere: so many of a hundred.
SECRET_PERCENT = 4
# What lies beside the town's own files.
OF_RESIDENTS = ("prepared.json", "frames.bin", "outcomes.jsonl")


class RunningTown(RunningStack):
    """Everything, and a watch on what leaves it."""

    watch: Watch | None = None
    signed: Sequence[bytes] = ()

    @property
    def verdict(self) -> str:
        """What may be said when nothing was found."""
        return "nothing has leaked" if self.watch else "nothing was kept; what is sent to the outside was NOT watched"

    def what_leaked(self) -> list[str]:
        """Return a sentence for each address outside that was called, and for each file with what a resident said or showed."""
        prove_that_leaks_are_found(self.folder, self.signed)
        kept = leaks(self.folder, self.signed, known=[self.folder / name for name in OF_RESIDENTS])
        return sent_outside(self.watch) + [
            f"{path.relative_to(self.folder)} holds {what}." for path, what in kept.items()
        ]


def questions(seed: int) -> list[dict[str, str]]:
    """Return the evaluation questions in a shuffled order, none twice."""
    lines = [
        json.loads(line)
        for name in ("held_out", "development")
        for line in (QUESTIONS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    bodies = [{"text": one["text"], "language": one["language"]} for one in lines if one["language"] != "gloss"]
    random.Random(seed).shuffle(bodies)
    return bodies


@contextmanager
def running_town(folder: Path) -> Iterator[RunningTown]:
    """Start everything, prepare the most-asked answers, and leave in `folder` what `residents.py` reads."""
    with watched_network() as watch:
        yield from _running_town(folder, watch)


def _running_town(folder: Path, watch: Watch | None) -> Iterator[RunningTown]:
    quiet = {f"OKIENKO_{name}_LOG_LEVEL": "error" for name in ("GATEWAY", "FAQ", "RECOGNITION")}
    # Rendering gives way to other work, which on a machine that is busy with that work would take for ever.
    made = {"OKIENKO_FAQ_VECTORS": str(folder / "data/faq-vectors.npz"), "OKIENKO_SIGNING_RENDER_NICENESS": "0"}
    stack = RunningTown(folder, environment={**quiet, **made})
    stack.watch = watch
    stack.data.mkdir(parents=True)
    # What was made before is taken over; what is missing is made below, which may take minutes.
    _copy(KEPT, stack.data)
    stack.start()
    try:
        featured = json.loads(stack.get("/api/v1/topics"))["featured"]
        chosen = [item["id"] for item in featured[:ANSWERS]]
        # In the quick voice: readings are kept as files, whichever voice made them, and the learnt one takes minutes.
        films, readings = ([f"topics/{one}/signing" for one in chosen], [f"answers/{one}/{SPEECH}" for one in chosen])
        for form in (*films, *readings):
            started = time.monotonic()
            _wait_for(stack, f"/api/v1/{form}")
            _copy(stack.data, KEPT)
            print(f"prepared {form} in {time.monotonic() - started:.0f} s", flush=True)
        stack.signed = frames(FRAME_SECONDS, seed=3)
        asked = questions(seed=1)
        secrets = [{"text": SECRET, "language": "pl"}, {"text": SECRET_ENGLISH, "language": "en"}]
        asked += secrets * (len(asked) * SECRET_PERCENT // 200)
        prepared = {"answers": chosen, "speech": SPEECH, "questions": asked}
        (folder / "prepared.json").write_text(json.dumps(prepared), encoding="utf-8")
        (folder / "frames.bin").write_bytes(b"".join(stack.signed))
        yield stack
    finally:
        stack.stop()


def draw(what: str, report: Path) -> None:
    """Draw a report as a picture beside it."""
    subprocess.run([*TOOLS, "python", "tests/load/load_plots.py", what, str(report)], cwd=REPOSITORY, check=True)


def _copy(source: Path, destination: Path) -> None:
    destination.mkdir(parents=True, exist_ok=True)
    for name in MADE:
        if (source / name).is_dir():
            shutil.copytree(source / name, destination / name, dirs_exist_ok=True)
        elif (source / name).is_file():
            shutil.copy(source / name, destination / name)


def _wait_for(stack: RunningStack, path: str) -> None:
    """Fetch what is made when it is first asked for; on a busy machine a call may end before it is ready."""
    ends = time.monotonic() + PREPARE_SECONDS
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while True:
        try:
            with opener.open(stack.address + path, timeout=PREPARE_SECONDS) as response:
                response.read()
                return
        except urllib.error.HTTPError as error:
            if error.code not in {503, 504} or time.monotonic() > ends:
                raise
            time.sleep(1.0)
