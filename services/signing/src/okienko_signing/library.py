"""Finds or makes the signed version of a text: a recording, else a film of the glosses, else of drafted glosses."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Final

from okienko_signing.captions import Cue, cues, webvtt
from okienko_signing.composition import Plan, plan
from okienko_signing.draft import draft_glosses
from okienko_signing.glosses import GlossError, parse_glosses
from okienko_signing.lexicon.model import Lexicon, ReviewStatus
from okienko_signing.production import Film, Script, film_key
from okienko_signing.recordings import Recording, Recordings
from okienko_signing.shelf import Shelf, StoredVideo
from okienko_signing.studio import Studio
from okienko_signing.text_marks import Stretch, TextMark, stretches, text_marks

LONGEST_TEXT: Final = 2000


class WantError(ValueError):
    """A request that cannot be met; the message says why and what to do."""


@dataclass(frozen=True)
class Wanted:
    """What a caller asks for."""

    recording: str
    glosses: str
    text: str
    text_language: str
    is_published: bool


@dataclass(frozen=True)
class Found:
    """A signed version."""

    video: StoredVideo
    captions: str
    """File name."""
    is_human: bool
    is_draft: bool
    is_spelled: bool
    """Whether it consists of letters only."""
    coverage: float
    uncovered: tuple[str, ...]
    review: ReviewStatus
    stretches: tuple[Stretch, ...]
    """Where the signs of each stretch come from; none for a recording, which is one stretch."""
    text_marks: tuple[TextMark, ...]


@dataclass(frozen=True)
class Size:
    """How films are rendered."""

    width: int
    height: int
    frame_rate: int


@dataclass(frozen=True)
class _Unmade:
    """A film that has to be made first."""

    script: Script
    key: str
    planned: Plan
    is_draft: bool


class Library:
    """Everything a request needs, put together by `__main__`."""

    def __init__(self, lexicon: Lexicon, shelf: Shelf, recordings: Recordings, studio: Studio, size: Size) -> None:
        """Use the given parts."""
        self._lexicon = lexicon
        self._shelf = shelf
        self._recordings = recordings
        self._studio = studio
        self._size = size
        # Morfeusz is no library for several threads at once.
        self._drafting = threading.Lock()

    @property
    def lexicon(self) -> Lexicon:
        """The signs."""
        return self._lexicon

    @property
    def shelf(self) -> Shelf:
        """The files."""
        return self._shelf

    async def find(self, wanted: Wanted) -> AsyncIterator[float | Found]:
        """Yield the share done while a film is being rendered, and at last the signed version.

        Raises:
            WantError: the request makes no sense or cannot be met.
            GlossError: the gloss line cannot be read.
            BusyError: too many films wait.
            ShelfError: the media folder cannot be used.
            StudioLostError: the rendering process died.

        """
        if len(wanted.text) > LONGEST_TEXT:
            raise WantError(f"The text has {len(wanted.text)} characters; at most {LONGEST_TEXT} are signed. Split it.")
        # One thread for everything that lies ready: every further hop would cost a waiting caller a millisecond.
        ready = await asyncio.to_thread(self._ready, wanted)
        if isinstance(ready, Found):
            yield ready
            return
        if wanted.is_published:
            await asyncio.to_thread(self._shelf.check)
        async for step in self._render(ready.key, ready.script, wanted):
            if isinstance(step, float):
                yield step
            else:
                yield await asyncio.to_thread(self._composed, ready, step, wanted)

    def _ready(self, wanted: Wanted) -> "Found | _Unmade":
        """Return the signed version that lies ready, else what has to be made."""
        recording = self._recordings.find(wanted.recording) if wanted.recording else None
        if recording is not None:
            return self._recorded(recording, wanted)
        line, is_draft = self._line(wanted)
        planned = self._plan(line)
        script = Script(line, self._size.width, self._size.height, self._size.frame_rate)
        unmade = _Unmade(script, film_key(script, self._lexicon.digest), planned, is_draft)
        video = self._shelf.video(unmade.key, is_published=wanted.is_published)
        return unmade if video is None else self._composed(unmade, video, wanted)

    def _recorded(self, recording: Recording, wanted: Wanted) -> Found:
        edited = recording.captions.get(wanted.text_language or "pl")
        shown = edited.cues if edited else self._cues(recording.video, wanted)
        return Found(
            video=recording.video,
            captions=edited.file if edited else self._captions(shown, wanted),
            is_human=True,
            is_draft=False,
            is_spelled=False,
            coverage=1.0,
            uncovered=(),
            review=ReviewStatus.APPROVED,
            stretches=(),
            text_marks=text_marks(wanted.text, shown),
        )

    def _composed(self, made: "_Unmade", video: StoredVideo, wanted: Wanted) -> Found:
        shown = self._cues(video, wanted)
        return Found(
            video=video,
            captions=self._captions(shown, wanted),
            is_human=False,
            is_draft=made.is_draft,
            is_spelled=all(unit.is_fingerspelled for unit in made.planned.units),
            coverage=made.planned.coverage,
            uncovered=made.planned.uncovered,
            review=made.planned.review,
            stretches=stretches(made.planned.units, video.marks),
            text_marks=text_marks(wanted.text, shown),
        )

    def _line(self, wanted: Wanted) -> tuple[str, bool]:
        """Return the gloss line and whether it was drafted."""
        if wanted.glosses.strip():
            return wanted.glosses, False
        if not wanted.text.strip():
            raise WantError("Neither glosses nor a text were given. Send one of them.")
        if wanted.text_language.split("-")[0] not in {"", "pl"}:
            raise WantError(
                f"Signing can be drafted from Polish only, not from '{wanted.text_language}'. Send glosses or Polish."
            )
        with self._drafting:
            line = draft_glosses(wanted.text, self._lexicon.signs)
        if not line:
            raise WantError("The text holds no word that could be signed. Write a sentence.")
        return line, True

    def _plan(self, line: str) -> Plan:
        planned = plan(parse_glosses(line), self._lexicon)
        if not any(unit.signs for unit in planned.units):
            raise GlossError("Nothing in the gloss line can be signed or spelled. Write letters or digits.")
        return planned

    async def _render(self, key: str, script: Script, wanted: Wanted) -> AsyncIterator[float | StoredVideo]:
        # A resident's text and a published one never share a rendering: who asks first would decide where it is kept.
        flight = f"{key}-{wanted.is_published}"
        kept: list[StoredVideo] = []
        async for step in self._studio.film(flight, script, self._keeper(key, script, wanted, kept)):
            if isinstance(step, float):
                yield step
            elif kept:
                yield kept[0]
            else:
                yield self._keep(key, script, step, is_published=wanted.is_published)

    def _keeper(self, key: str, script: Script, wanted: Wanted, kept: list[StoredVideo]) -> Callable[[Film], None]:
        return lambda made: kept.append(self._keep(key, script, made, is_published=wanted.is_published))

    def _keep(self, key: str, script: Script, made: Film, *, is_published: bool) -> StoredVideo:
        stored = [
            self._shelf.put(content, suffix, is_published=is_published)
            for content, suffix in ((made.webm, "webm"), (made.mp4, "mp4"), (made.poster, "webp"))
        ]
        video = StoredVideo(
            webm=stored[0][0],
            mp4=stored[1][0],
            poster=stored[2][0],
            seconds=made.seconds,
            width=script.width,
            height=script.height,
            frame_rate=float(script.frame_rate),
            sha256=dict(stored),
            marks=made.marks,
            sentence_starts=made.sentence_starts,
        )
        self._shelf.put_video(key, video, is_published=is_published)
        return video

    @staticmethod
    def _cues(video: StoredVideo, wanted: Wanted) -> tuple[Cue, ...]:
        end = video.marks[-1].end if video.marks else video.seconds
        return cues(wanted.text, video.marks, video.sentence_starts, end)

    def _captions(self, shown: tuple[Cue, ...], wanted: Wanted) -> str:
        language = wanted.text_language or "pl"
        content = webvtt(shown, language).encode()
        return self._shelf.put(content, "vtt", is_published=wanted.is_published)[0]
