"""What residents of the tests say and sign, and how to find it where it must not be: in logs, caches, databases and other files."""

import json
import os
import re
import struct
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

# Words that stand in no answer, so that finding them anywhere proves that a question was kept.
SECRET = "zgubiłam akordeon turkusowy"
SECRET_WORD = SECRET.split()[1]
SECRET_ENGLISH = "my turquoise accordion vanished"
JPEG_START = b"\xff\xd8\xff"
# Their stems, for a word may be kept in another case.
_STEMS = [word[:6] for word in (*SECRET.split()[1:], *SECRET_ENGLISH.split()[1:2])]
_SAID = {stem.encode(code): stem for stem in _STEMS for code in ("utf-8", "utf-16-le")}
# Of the recognition socket's frames (docs/recognition-socket.md): the bytes before the points.
_BEFORE_POINTS = 12
# How many numbers in a row tell a hand from chance, and how many of the frames are looked for.
_IN_A_ROW, _FRAMES = 6, 4


def said_in(content: bytes) -> str:
    """Return which of the residents' words stands there; empty when none does."""
    lower = content.lower()
    return next((stem for part, stem in _SAID.items() if part in lower), "")


def said_in_log(log: str) -> list[str]:
    """Return a sentence for each line of a log, twenty at most, in which a resident's word stands."""
    assert said_in(SECRET.encode()), "The search for what was asked finds nothing."
    lines = [line for line in log.splitlines() if said_in(line.encode())]
    return [f"What was asked stands in a log: {line}" for line in lines[:20]]


def leaks(folder: Path, frames: Sequence[bytes] = (), known: Iterable[Path] = ()) -> dict[Path, str]:
    """Return which files hold what a resident said or showed, and what that is.

    Args:
        folder: looked through to its depths.
        frames: landmarks that were sent, as the recognition socket takes them; some of them are looked for.
        known: files of the test itself.
    """
    ways = [way for hand in _hands(frames) for way in _ways_to_keep(hand)]
    passed_over = set(known)
    found = {}
    # What runs meanwhile makes files and takes them away; `os.walk` passes over a folder that is gone.
    every = (Path(where) / name for where, _, names in os.walk(folder) for name in names)
    for path in every:
        if not path.is_file() or path in passed_over:
            continue
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            continue
        if said := said_in(content):
            found[path] = f"the resident's word {said}…"
        elif content.startswith(JPEG_START):
            found[path] = "a picture of a camera"
        elif any(holds(content) for holds in ways):
            found[path] = "the landmarks of a hand"
    return found


def prove_that_leaks_are_found(folder: Path, frames: Sequence[bytes] = ()) -> None:
    """Leave one of each kind for a moment, and see that each is found: a search that finds nothing proves nothing by itself."""
    contents = {"words": SECRET.title().encode(), "picture": JPEG_START + b"..."}
    for number, hand in enumerate(_hands(frames)):
        contents[f"floats-{number}"] = struct.pack(f"<8x{len(hand)}f", *hand)
        contents[f"doubles-{number}"] = struct.pack(f"<8x{len(hand)}d", *hand)
        contents[f"text-{number}"] = json.dumps(hand).encode()
    made = {folder / f"control-{name}": content for name, content in contents.items()}
    for path, content in made.items():
        path.write_bytes(content)
    try:
        missed = made.keys() - leaks(folder, frames).keys()
    finally:
        for path in made:
            path.unlink()
    assert not missed, f"What the test left itself was not found: {sorted(map(str, missed))}"


def _hands(frames: Sequence[bytes]) -> list[list[float]]:
    """Return the numbers of some frames that show a hand, from its first point on."""
    found: list[list[float]] = []
    for frame in frames:
        values = struct.unpack(f"<{(len(frame) - _BEFORE_POINTS) // 4}f", frame[_BEFORE_POINTS:])
        first = next((place for place, value in enumerate(values) if value), None)
        if first is not None:
            found.append(list(values[first:]))
    return found[:: max(1, len(found) // _FRAMES)][:_FRAMES]


def _ways_to_keep(hand: Sequence[float]) -> list[Callable[[bytes], object]]:
    """Return what finds a hand's numbers in a file: as they came, as doubles, and written with three decimals or more."""
    taken = hand[:_IN_A_ROW]
    packed = [struct.pack(f"<{len(taken)}{code}", *taken) for code in "fd"]
    # Cut and not rounded, for what follows in the file is any number of further digits.
    written = [re.escape(f"{value:.9f}"[: 5 if value >= 0 else 6].encode()) for value in hand[:3]]
    text = re.compile(rb"[0-9]*[^0-9-]+".join(written))
    return [*(re.compile(re.escape(part)).search for part in packed), text.search]
