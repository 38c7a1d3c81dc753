"""A recording's versions and what happened to them: frozen values, and steps from one to the next."""

import json
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any, Final

from okienko_signing.captions import Cue
from okienko_signing.recording_errors import NoSuchRecordingError, RecordingError, WrongStateError
from okienko_signing.shelf import StoredVideo, video_of
from okienko_signing.takes import State, next_number, published_of, with_changed

LONGEST_CUE: Final = 200
MOST_CUE_LINES: Final = 3
MOST_CUES: Final = 500
CAPTION_LANGUAGES: Final = ("pl", "en")


class Happening(StrEnum):
    """What can happen to a version."""

    ADDED = "added"
    PUBLISHED = "published"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    DELETED = "deleted"
    CAPTIONED = "captioned"


@dataclass(frozen=True)
class Event:
    """Something that happened; who did it is not kept."""

    time: float
    """Unix time."""
    kind: Happening


@dataclass(frozen=True)
class Captions:
    """Captions that a person edited."""

    file: str
    """WebVTT on the shelf."""
    cues: tuple[Cue, ...]


@dataclass(frozen=True)
class Version:
    """One upload."""

    number: int
    state: State
    source_sha256: str
    source_bytes: int
    video: StoredVideo | None
    """None once deleted."""
    captions: dict[str, Captions]
    """By language."""
    events: tuple[Event, ...]

    def files(self) -> set[str]:
        """Return the names of its files on the shelf."""
        videos = self.video.files() if self.video else ()
        return {*videos, *(captions.file for captions in self.captions.values())}

    def became(self, state: State, kind: Happening, time: float) -> "Version":
        """Return the version after something has happened to it."""
        return replace(self, state=state, events=(*self.events, Event(time, kind)))


@dataclass(frozen=True)
class History:
    """All versions of a recording, oldest first; at most one is published."""

    versions: tuple[Version, ...] = ()

    @property
    def published(self) -> Version | None:
        """The version that residents see."""
        return published_of(self.versions)

    def version(self, number: int) -> Version:
        """Return a version.

        Raises:
            NoSuchRecordingError: there is none of that number.

        """
        for version in self.versions:
            if version.number == number:
                return version
        raise NoSuchRecordingError(f"There is no version {number} of this recording.", f"Nie ma wersji {number}.")

    def added(self, video: StoredVideo, source_sha256: str, source_bytes: int, time: float) -> "History":
        """Return the history with one more version, ready to be published."""
        events = (Event(time, Happening.ADDED),)
        version = Version(next_number(self.versions), State.READY, source_sha256, source_bytes, video, {}, events)
        return History((*self.versions, version))

    def publishing(self, number: int, time: float) -> "History":
        """Return the history with that version published and no other.

        Raises:
            NoSuchRecordingError: there is no such version.
            WrongStateError: its files were removed.

        """
        chosen = self.version(number)
        if chosen.state is State.DELETED:
            raise WrongStateError(
                f"The files of version {number} were removed. Upload the recording again.",
                f"Pliki wersji {number} usunięto. Prześlij nagranie jeszcze raz.",
            )
        if chosen.state is State.PUBLISHED:
            return self
        replaced = self.published.became(State.REPLACED, Happening.REPLACED, time) if self.published else chosen
        return self._with(replaced, chosen.became(State.PUBLISHED, Happening.PUBLISHED, time))

    def withdrawing(self, time: float) -> "History":
        """Return the history with nothing published.

        Raises:
            WrongStateError: nothing is.

        """
        if self.published is None:
            raise WrongStateError(
                "No version of this recording is published, so none can be withdrawn.",
                "Żadna wersja tego nagrania nie jest opublikowana, więc nie ma czego wycofać.",
            )
        return self._with(self.published.became(State.WITHDRAWN, Happening.WITHDRAWN, time))

    def deleting(self, number: int, time: float) -> "History":
        """Return the history with that version's files given up.

        Raises:
            NoSuchRecordingError: there is no such version.
            WrongStateError: it is published.

        """
        chosen = self.version(number)
        if chosen.state is State.PUBLISHED:
            raise WrongStateError(
                f"Version {number} is published. Withdraw or replace it first.",
                f"Wersja {number} jest opublikowana. Najpierw ją wycofaj lub zastąp.",
            )
        if chosen.state is State.DELETED:
            return self
        emptied = replace(chosen, video=None, captions={})
        return self._with(emptied.became(State.DELETED, Happening.DELETED, time))

    def captioning(self, number: int, language: str, captions: Captions | None, time: float) -> "History":
        """Return the history with that version's captions replaced, or removed.

        Raises:
            NoSuchRecordingError: there is no such version.
            WrongStateError: its files were removed.

        """
        chosen = self.version(number)
        if chosen.video is None:
            raise WrongStateError(
                f"The files of version {number} were removed, so it has no captions.",
                f"Pliki wersji {number} usunięto, więc nie ma ona napisów.",
            )
        others = {key: value for key, value in chosen.captions.items() if key != language}
        kept = {**others, language: captions} if captions else others
        captioned = replace(chosen, captions=kept).became(chosen.state, Happening.CAPTIONED, time)
        return self._with(captioned)

    def _with(self, *changed: Version) -> "History":
        return History(with_changed(self.versions, *changed))


def checked_cues(cues: tuple[Cue, ...], seconds: float) -> tuple[Cue, ...]:
    """Return edited cues, with clean text, if a player can show them.

    Raises:
        RecordingError: it cannot; says which cue.

    """
    if len(cues) > MOST_CUES:
        raise RecordingError(f"At most {MOST_CUES} cues are kept.", f"Napisów może być najwyżej {MOST_CUES}.")
    clean = []
    before = 0.0
    for number, cue in enumerate(cues, start=1):
        lines = [" ".join(line.split()) for line in cue.text.replace("\r\n", "\n").split("\n")]
        text = "\n".join(line for line in lines if line)
        if not text or len(text) > LONGEST_CUE or text.count("\n") >= MOST_CUE_LINES:
            raise RecordingError(
                f"Cue {number} needs text: at most {LONGEST_CUE} characters on at most {MOST_CUE_LINES} lines.",
                f"Napis {number}: potrzebny tekst, najwyżej {LONGEST_CUE} znaków w {MOST_CUE_LINES} wierszach.",
            )
        if not before <= cue.start < cue.end:
            raise RecordingError(
                f"Cue {number} has to begin after the one before it has ended, and to end after it has begun.",
                f"Napis {number} musi zaczynać się po końcu poprzedniego i kończyć po swoim początku.",
            )
        # A player's clock and ours may differ by a picture.
        if cue.end > seconds + 0.1:
            raise RecordingError(
                f"Cue {number} ends at {cue.end:.3f} s, after the video's {seconds:.3f} s.",
                f"Napis {number} kończy się w {cue.end:.3f} s, a film trwa {seconds:.3f} s.",
            )
        before = cue.end
        clean.append(Cue(cue.start, min(cue.end, seconds), text))
    return tuple(clean)


def to_json(history: History) -> bytes:
    """Return the manifest's text."""
    return json.dumps({"versions": [asdict(version) for version in history.versions]}, ensure_ascii=False).encode()


def from_json(content: bytes) -> History:
    """Read a manifest; also one from before there were versions, which named a single published film.

    Raises:
        ValueError: it is damaged.

    """
    try:
        raw = json.loads(content)
        if "versions" not in raw:
            return History((Version(1, State.PUBLISHED, "", 0, video_of(raw), {}, ()),))
        return History(tuple(_version(item) for item in raw["versions"]))
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"the manifest is damaged: {error}") from error


def _version(raw: dict[str, Any]) -> Version:
    captions = {
        language: Captions(item["file"], tuple(Cue(**cue) for cue in item["cues"]))
        for language, item in raw["captions"].items()
    }
    events = tuple(Event(item["time"], Happening(item["kind"])) for item in raw["events"])
    video = video_of(raw["video"]) if raw["video"] else None
    return Version(**{**raw, "state": State(raw["state"]), "video": video, "captions": captions, "events": events})
