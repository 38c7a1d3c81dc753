"""Makes a film of a gloss line: runs in a process of its own, so that the service stays awake."""

import hashlib
import json
import multiprocessing
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np

from okienko_signing.clips.signs import with_recorded
from okienko_signing.composition import Mark, act_out, plan
from okienko_signing.engine.face import CHANNELS
from okienko_signing.engine.path import FRAME_RATE
from okienko_signing.engine.utterance import REST_HEIGHT, Motion
from okienko_signing.glosses import parse_glosses
from okienko_signing.lexicon.loader import load_lexicon
from okienko_signing.lexicon.model import Lexicon, Sign
from okienko_signing.rendering.signer import SignerRenderer
from okienko_signing.sizes import Size

_RAISED: Final = 0.30
"""How far above its rest a hand counts as raised, metres."""
SLOTS: Final = 64
"""Renderings whose progress can be watched at the same time."""


class TooLongError(ValueError):
    """A signing longer than the service renders; the message says what to do."""


@dataclass(frozen=True)
class Script:
    """Everything that decides what a film looks like."""

    glosses: str
    width: int
    height: int
    frame_rate: int
    further: tuple[Size, ...] = ()
    """Smaller sizes that are made of the same pictures."""
    recorded: tuple[Sign, ...] = ()
    """Recorded signs in the line, which stand before the lexicon's."""


@dataclass(frozen=True)
class Film:
    """A finished film."""

    webm: bytes
    mp4: bytes
    poster: bytes
    seconds: float
    marks: tuple[Mark, ...]
    sentence_starts: tuple[float, ...]
    """When each signed sentence begins, seconds."""
    further: tuple[bytes, ...] = ()
    """WebM in each further size of the script."""


def produce(script: Script, lexicon: Lexicon, longest_seconds: float, on_progress: Callable[[float], None]) -> Film:
    """Render and encode.

    Args:
        script: what to sign and how large.
        lexicon: the signs.
        longest_seconds: the longest film to make.
        on_progress: told the share done, 0 to 1.

    Raises:
        GlossError: the gloss line cannot be read.
        TooLongError: the film would be too long.
        ValueError: nothing in the line can be shown.
        FilmError: encoding failed.

    """
    # Loads FFmpeg, whose encoders are GPL: only this process of its own may.
    from okienko_signing.rendering import film

    lexicon = with_recorded(lexicon, script.recorded)
    planned = plan(parse_glosses(script.glosses), lexicon)
    motion, marks = act_out(planned, lexicon)
    if motion.seconds > longest_seconds:
        msg = (
            f"Signing this would take {motion.seconds:.0f} seconds; at most {longest_seconds:.0f} are rendered. "
            "Split the text."
        )
        raise TooLongError(msg)
    renderer = _renderer(script.width, script.height)
    frames = max(1, round(motion.seconds * script.frame_rate))
    (webm, *further), count = film.webms_of(
        renderer.pictures(motion, script.frame_rate),
        script.frame_rate,
        script.further,
        on_frame=lambda done: on_progress(done / frames),
    )
    poster = renderer.picture(motion, telling_frame(motion))
    starts: dict[int, float] = {}
    shown = [unit for unit in planned.units if unit.signs]
    for unit, mark in zip(shown, marks, strict=True):
        starts.setdefault(unit.sentence, mark.start)
    return Film(
        webm=webm,
        mp4=film.mp4_of(webm),
        poster=film.poster_of(poster),
        seconds=count / script.frame_rate,
        marks=marks,
        sentence_starts=tuple(starts.values()),
        further=tuple(further),
    )


def telling_frame(motion: Motion) -> int:
    """Return the frame that shows best that somebody signs: hands up and still, eyes open; the earliest of the best."""
    score = np.full(len(motion.right), -np.inf)
    for start, end in motion.spans:
        score[round(start * FRAME_RATE) : max(round(end * FRAME_RATE), 1)] = 0.0
    for wrist in (motion.right[:, 0], motion.left[:, 0]):
        score += np.clip((wrist[:, 1] - REST_HEIGHT) / _RAISED, 0.0, 1.0)
        score -= np.linalg.norm(np.gradient(wrist, axis=0), axis=1) * FRAME_RATE
    score -= motion.face[:, CHANNELS.index("blink")] * 2
    return int(np.argmax(np.round(score, 1)))


@cache
def _renderer(width: int, height: int) -> SignerRenderer:
    return SignerRenderer(width, height)


@cache
def engine_digest() -> str:
    """Return the SHA-256 of the code that decides what a film looks like: another engine, another film."""
    digest = hashlib.sha256()
    here = Path(__file__).parent
    files = [*(here / "engine").glob("*.py"), *(here / "rendering").glob("*.py"), *(here / "lexicon").glob("*.py")]
    files += [here / name for name in ("composition.py", "glosses.py", "numerals.py", "spelling.py", "production.py")]
    for path in sorted(files):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def film_key(script: Script, lexicon_digest: str) -> str:
    """Return the hash under which a film is kept: glosses, size, lexicon, engine and recorded signs."""
    parts = [
        " ".join(script.glosses.split()),
        script.width,
        script.height,
        script.frame_rate,
        lexicon_digest,
        engine_digest(),
        *([sign.gloss, sign.recorded.digest] for sign in script.recorded if sign.recorded),
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


# What follows lives in the rendering process.

_progress: "multiprocessing.sharedctypes.SynchronizedArray[float] | None" = None
_lexicon: Lexicon | None = None


def start_worker(
    progress: "multiprocessing.sharedctypes.SynchronizedArray[float]", lexicon_folder: str, niceness: int
) -> None:
    """Prepare a rendering process: give way to others, keep to one thread, read the lexicon."""
    global _progress, _lexicon  # noqa: PLW0603 - a worker process has no other place for what its jobs share
    os.nice(niceness)
    _progress = progress
    _lexicon = load_lexicon(Path(lexicon_folder))


def work(script: Script, longest_seconds: float, slot: int) -> Film:
    """Run one job in a prepared process; see `produce`."""
    assert _lexicon is not None

    def tell(fraction: float) -> None:
        if _progress is not None:
            _progress[slot] = fraction

    return produce(script, _lexicon, longest_seconds, tell)
