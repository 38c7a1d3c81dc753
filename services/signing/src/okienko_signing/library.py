"""Finds or makes the signed version of a text: a recording, else a film of the glosses, else of drafted glosses."""

import asyncio
import threading
import time
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Final

from okienko_signing import metrics
from okienko_signing.alignment import Span, aligned
from okienko_signing.backroom import Backroom
from okienko_signing.captions import Cue, cues, webvtt
from okienko_signing.composition import Plan, plan
from okienko_signing.draft import draft
from okienko_signing.glosses import GlossError, Token, parse_glosses
from okienko_signing.lexicon.model import Lexicon, ReviewStatus
from okienko_signing.production import Film, Script, film_key
from okienko_signing.recordings import Recording, Recordings
from okienko_signing.shelf import Encoding, Shelf, StoredVideo
from okienko_signing.sizes import Size, drawn_for
from okienko_signing.studio import Studio
from okienko_signing.text_marks import stretches, text_marks
from okienko_signing.wanted import Found, Wanted, WantError

LONGEST_TEXT: Final = 2000
_REMEMBERED: Final = 512
_TRUSTED_SECONDS: Final = 10.0
"""How long what was found is given again without a look whether its files are still there."""


@dataclass(frozen=True)
class _Unmade:
    """A film that has to be made first."""

    script: Script
    key: str
    planned: Plan
    tokens: tuple[Token, ...]
    drafted: tuple[Span, ...] | None
    """Where each word of a drafted gloss line comes from; None for an editor's."""
    lexicon: Lexicon
    """With which it was planned."""

    @property
    def signs(self) -> int:
        """How many signs it shows, letters too."""
        return sum(len(unit.signs) for unit in self.planned.units)


@dataclass(frozen=True)
class _Remembered:
    """A film that was found."""

    film: _Unmade
    found: Found
    trusted_until: float


class Library:
    """Everything a request needs, put together by `__main__`."""

    def __init__(
        self,
        lexicon: Lexicon,
        shelf: Shelf,
        recordings: Recordings,
        studio: Studio,
        size: Size,
        backroom: Backroom | None = None,
        further: tuple[Size, ...] = (),
        now: Callable[[], float] = time.monotonic,
        vocabulary: Callable[[], Lexicon] | None = None,
    ) -> None:
        """Use the given parts.

        Films are made in `size`; in the sizes `further` too where there is a back room and time. `vocabulary` gives the lexicon
        as it is now, recorded signs included; the same object while nothing changes.
        """
        self._vocabulary = vocabulary or (lambda: lexicon)
        self._lexicon = lexicon
        self._shelf = shelf
        self._recordings = recordings
        self._studio = studio
        self._size = size
        self._backroom = backroom
        self._further = further if backroom else ()
        self._now = now
        # Morfeusz is no library for several threads at once.
        self._reading = threading.Lock()
        self._remembered: OrderedDict[Wanted, _Remembered] = OrderedDict()

    @property
    def lexicon(self) -> Lexicon:
        """The signs as they are now; may look into the storage."""
        self._take_in()
        return self._lexicon

    @property
    def shelf(self) -> Shelf:
        """The files."""
        return self._shelf

    async def find(self, wanted: Wanted, town: str = "") -> AsyncGenerator[float | Found, None]:
        """Yield the share done while a film is being rendered, in the town's turn, and at last the signed version.

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
            _note(ready, ready="yes")
            yield ready
            return
        made = ready if isinstance(ready, _Remembered) else None
        if isinstance(ready, _Unmade):
            async with aclosing(self._made(ready, wanted, town)) as steps:
                async for step in steps:
                    if isinstance(step, float):
                        yield step
                    else:
                        made = step
        assert made
        _note(made.found, ready="yes" if made is ready else "no")
        async with aclosing(self._sized(made, wanted, town)) as sizes:
            async for size in sizes:
                yield size if isinstance(size, float) else size.found

    def _ready(self, wanted: Wanted) -> Found | _Remembered | _Unmade:
        """Return the recording or the film that lies ready, else what has to be made."""
        self._take_in()
        recording = self._recordings.find(wanted.recording) if wanted.recording else None
        if recording is not None:
            return self._recorded(recording, wanted)
        remembered = self._remembered.get(wanted.film)
        if remembered is not None and self._now() < remembered.trusted_until:
            return remembered
        unmade = remembered.film if remembered else self._unmade(wanted)
        video = self._shelf.video(unmade.key, is_published=wanted.is_published)
        if video is None:
            return unmade
        if remembered and remembered.found.video == video and self._shelf.size(remembered.found.captions) is not None:
            return self._remember(unmade, remembered.found, wanted)
        return self._composed(unmade, video, wanted)

    def _take_in(self) -> None:
        """Sign with what was published, and no longer with what was withdrawn, since the last question."""
        lexicon = self._vocabulary()
        if lexicon is not self._lexicon:
            self._lexicon = lexicon
            self._remembered.clear()

    def _unmade(self, wanted: Wanted) -> _Unmade:
        lexicon = self._lexicon
        line, drafted = self._line(wanted, lexicon)
        tokens = parse_glosses(line)
        planned = self._plan(tokens, lexicon)
        recorded = {sign.gloss: sign for unit in planned.units for sign in unit.signs if sign.recorded}
        script = Script(
            line, self._size.width, self._size.height, self._size.frame_rate, recorded=tuple(recorded.values())
        )
        return _Unmade(script, film_key(script, lexicon.digest), planned, tokens, drafted, lexicon)

    def _remember(self, film: _Unmade, found: Found, wanted: Wanted) -> _Remembered:
        """Return a film with its further sizes, kept at hand if it is published."""
        further = self._shelf.further(film.key) if wanted.is_published else ()
        remembered = _Remembered(film, replace(found, further=further), self._now() + _TRUSTED_SECONDS)
        if wanted.is_published and film.lexicon is self._lexicon:
            self._remembered[wanted.film] = remembered
            while len(self._remembered) > _REMEMBERED:
                self._remembered.popitem(last=False)
        return remembered

    def _lacking(self, ready: _Remembered, wanted: Wanted) -> tuple[str, Script, Callable[[Film], None], float] | None:
        """Return what makes the sizes that a published film lacks, as `Backroom.later` takes it; None where it has all."""
        if not wanted.is_published or not self._lacks(ready.found.further):
            return None
        drawn = drawn_for(self._further)
        smaller = tuple(size for size in self._further if size != drawn)
        script = replace(
            ready.film.script, width=drawn.width, height=drawn.height, frame_rate=drawn.frame_rate, further=smaller
        )
        key = ready.film.key
        return f"{key}-further", script, lambda made: self._keep_further(key, script, made), ready.film.signs

    def _lacks(self, further: tuple[Encoding, ...]) -> bool:
        there = {(made.width, made.height, made.frame_rate) for made in further}
        return any((size.width, size.height, size.frame_rate) not in there for size in self._further)

    def _keep_further(self, key: str, script: Script, made: Film) -> None:
        drawn = Size(script.width, script.height, script.frame_rate)
        contents = {drawn: made.webm, **dict(zip(script.further, made.further, strict=True))}
        stored = [(size, self._shelf.put(contents[size], "webm", is_published=True)) for size in self._further]
        self._shelf.put_further(
            key,
            tuple(
                Encoding(name, digest, size.width, size.height, float(size.frame_rate))
                for size, (name, digest) in stored
            ),
        )

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

    def _composed(self, made: _Unmade, video: StoredVideo, wanted: Wanted) -> _Remembered:
        spans = self._spans(made, wanted)
        shown = self._cues(video, wanted, spans)
        found = Found(
            video=video,
            captions=self._captions(shown, wanted),
            is_human=False,
            is_draft=made.drafted is not None,
            is_spelled=all(unit.is_fingerspelled for unit in made.planned.units),
            coverage=made.planned.coverage,
            uncovered=made.planned.uncovered,
            review=made.planned.review,
            stretches=stretches(made.planned.units, video.marks),
            text_marks=text_marks(wanted.text, shown),
            spans=spans,
        )
        return self._remember(made, found, wanted)

    def _spans(self, made: _Unmade, wanted: Wanted) -> tuple[Span | None, ...]:
        """Return for each gloss that is shown the characters that it stands for."""
        if made.drafted is not None:
            spans: tuple[Span | None, ...] = tuple(made.drafted[token.word] for token in made.tokens)
        else:
            is_polish = wanted.text_language.split("-")[0] in {"", "pl"}
            with self._reading:
                spans = aligned(made.tokens, wanted.text, is_polish=is_polish)
        return tuple(spans[unit.token] for unit in made.planned.units if unit.signs)

    def _line(self, wanted: Wanted, lexicon: Lexicon) -> tuple[str, tuple[Span, ...] | None]:
        """Return the gloss line, and where its words come from if it was drafted."""
        if wanted.glosses.strip():
            return wanted.glosses, None
        if not wanted.text.strip():
            raise WantError("Neither glosses nor a text were given. Send one of them.")
        if wanted.text_language.split("-")[0] not in {"", "pl"}:
            raise WantError(
                f"Signing can be drafted from Polish only, not from '{wanted.text_language}'. Send glosses or Polish."
            )
        with self._reading:
            drafted = draft(wanted.text, lexicon.signs)
        if not drafted.line:
            raise WantError("The text holds no word that could be signed. Write a sentence.")
        return drafted.line, drafted.spans

    def _plan(self, tokens: tuple[Token, ...], lexicon: Lexicon) -> Plan:
        planned = plan(tokens, lexicon)
        if not any(unit.signs for unit in planned.units):
            raise GlossError("Nothing in the gloss line can be signed or spelled. Write letters or digits.")
        return planned

    async def _made(self, unmade: _Unmade, wanted: Wanted, town: str) -> AsyncGenerator[float | _Remembered, None]:
        """Yield the share done of a film that is made, and at last the film."""
        if wanted.is_published:
            await asyncio.to_thread(self._shelf.check)
        key, script = unmade.key, unmade.script
        # A resident's text and a published one never share a rendering: who asks first would decide where it is kept.
        flight = f"{key}-{wanted.is_published}"
        kept: list[StoredVideo] = []
        studio = self._studio
        if self._backroom is not None:
            self._backroom.disturb()
            if not wanted.is_urgent and not studio.is_making(flight):
                studio = self._backroom.studio
        keep = self._keeper(key, script, wanted, kept)
        async with aclosing(studio.film(flight, script, keep, town=town, signs=unmade.signs)) as steps:
            async for step in steps:
                if isinstance(step, float):
                    yield step
                else:
                    video = kept[0] if kept else self._keep(key, script, step, is_published=wanted.is_published)
                    yield await asyncio.to_thread(self._composed, unmade, video, wanted)

    async def _sized(self, made: _Remembered, wanted: Wanted, town: str) -> AsyncGenerator[float | _Remembered, None]:
        """Yield the share done of the further sizes where they are waited for, and at last the film; else list them."""
        lacking = self._lacking(made, wanted)
        if lacking is None or self._backroom is None:
            yield made
            return
        if not wanted.wants_further:
            self._backroom.later(*lacking, lambda: self._lacks(self._shelf.further(made.film.key)))
            yield made
            return
        key, script, keep, signs = lacking
        async with aclosing(self._backroom.studio.film(key, script, keep, town=town, signs=signs)) as steps:
            async for step in steps:
                if isinstance(step, float):
                    yield step
        yield await asyncio.to_thread(self._remember, made.film, made.found, wanted)

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
    def _cues(video: StoredVideo, wanted: Wanted, spans: tuple[Span | None, ...] = ()) -> tuple[Cue, ...]:
        end = video.marks[-1].end if video.marks else video.seconds
        return cues(wanted.text, video.marks, video.sentence_starts, end, spans)

    def _captions(self, shown: tuple[Cue, ...], wanted: Wanted) -> str:
        language = wanted.text_language or "pl"
        content = webvtt(shown, language).encode()
        return self._shelf.put(content, "vtt", is_published=wanted.is_published)[0]


def _note(found: Found, *, ready: str) -> None:
    """Count what was given."""
    drafted = "drafted" if found.is_draft else "composed"
    origin = "recording" if found.is_human else "spelled" if found.is_spelled else drafted
    metrics.PLAYLISTS.labels(origin, ready).inc()
    metrics.COVERAGE.observe(found.coverage)
