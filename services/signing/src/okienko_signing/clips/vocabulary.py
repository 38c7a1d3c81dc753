"""The lexicon as it is signed with now: what was recorded and published stands before what is described."""

import threading
import time
from collections.abc import Callable
from typing import Final

from okienko_common.logs import get_logger

from okienko_signing.clips.errors import ClipError
from okienko_signing.clips.history import Clip
from okienko_signing.clips.motion import RecordedMotion
from okienko_signing.clips.signs import recorded_sign, with_recorded
from okienko_signing.clips.store import SignClips
from okienko_signing.lexicon.model import Lexicon
from okienko_signing.recording_errors import RecordingError
from okienko_signing.storage import ShelfError

log = get_logger(__name__)

_LOOK_SECONDS: Final = 2.0
"""How soon a copy of the service sees what another one has published."""


class Vocabulary:
    """Gives the present lexicon, and a new one when a recorded sign is published, approved or withdrawn."""

    def __init__(self, lexicon: Lexicon, clips: SignClips, now: Callable[[], float] = time.monotonic) -> None:
        """Put the published signs of `clips` before those of `lexicon`."""
        self._described = lexicon
        self._clips = clips
        self._now = now
        self._present = lexicon
        self._shown: dict[str, Clip] = {}
        self._trusted_until = float("-inf")
        self._missed: set[str] = set()
        self._looking = threading.Lock()

    def lexicon(self) -> Lexicon:
        """Return the present lexicon; the same object as long as nothing has changed. Never fails.

        Where the storage cannot be read, signs stay as they were: a town's page goes on signing.
        """
        if self._now() >= self._trusted_until and self._looking.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._looking.release()
        return self._present

    def refresh(self) -> None:
        """Look now: somebody has changed something here."""
        with self._looking:
            self._look()

    def _look(self) -> None:
        self._trusted_until = self._now() + _LOOK_SECONDS
        try:
            signs = self._clips.all()
        except (RecordingError, ShelfError) as error:
            log.warning("recorded signs cannot be read; signing goes on with those known", reason=str(error))
            return
        published = {gloss: clip for gloss, sign in signs.items() if (clip := sign.published)}
        if published == self._shown:
            return
        recorded = {
            gloss: recorded_sign(gloss, motion, clip.review, self._described.signs.get(gloss))
            for gloss, clip in published.items()
            if (motion := self._motion_of(gloss, clip))
        }
        self._shown = {gloss: published[gloss] for gloss in recorded}
        self._present = with_recorded(self._described, tuple(recorded.values()))

    def _motion_of(self, gloss: str, clip: Clip) -> RecordedMotion | None:
        known = self._present.signs.get(gloss)
        if known and known.recorded and clip.files and clip.files.motion.startswith(known.recorded.digest):
            return known.recorded
        try:
            return self._clips.published_motion(clip)
        except (ClipError, ShelfError) as error:
            key = f"{gloss} {clip.number}"
            if key not in self._missed:
                log.warning("a recorded sign cannot be read and is left out", gloss=gloss, reason=str(error))
                self._missed.add(key)
            return None
