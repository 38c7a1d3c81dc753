"""A sign's clips and what happened to them: frozen values, and steps from one to the next."""

import json
import re
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any, Final

from okienko_signing.clips.errors import ClipStateError, InvalidClipError, NoSuchClipError
from okienko_signing.clips.quality import Quality, Span
from okienko_signing.lexicon.model import ReviewStatus
from okienko_signing.takes import State, next_number, published_of, with_changed

LONGEST_GLOSS: Final = 60
SHORTEST_NOTE: Final = 10
LONGEST_NOTE: Final = 500
MOST_CLIPS: Final = 50
_GLOSS: Final = re.compile(r"[A-ZĄĆĘŁŃÓŚŹŻ0-9]+(-[A-ZĄĆĘŁŃÓŚŹŻ0-9]+)*")
_ADDRESS: Final = re.compile(r"\S@\S|\d[\d -]{7,}\d")
"""What looks like an address of e-mail, a telephone or identity number."""


class Source(StrEnum):
    """Where landmarks come from."""

    WEBCAM = "webcam"
    POSE_FILE = "pose-file"


class Happening(StrEnum):
    """What can happen to a clip."""

    ADDED = "added"
    PUBLISHED = "published"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    DELETED = "deleted"
    APPROVED = "approved"
    UNAPPROVED = "unapproved"


@dataclass(frozen=True)
class Event:
    """Something that happened; who did it is not kept."""

    time: float
    """Unix time."""
    kind: Happening


@dataclass(frozen=True)
class Files:
    """What is kept of a clip; names begin with the content's SHA-256."""

    landmarks: str
    """As recorded, see `frames.to_bytes`."""
    motion: str
    """As the engine signs it, see `motion.to_bytes`."""


@dataclass(frozen=True)
class Clip:
    """One take of a sign."""

    number: int
    state: State
    review: ReviewStatus
    consent: str
    """How consent was given; empty once deleted."""
    source: Source
    files: Files | None
    """None once deleted."""
    span: Span
    seconds: float
    """Length of the whole recording."""
    is_two_handed: bool
    is_left_handed: bool
    quality: Quality
    events: tuple[Event, ...] = ()

    def became(self, state: State, kind: Happening, time: float) -> "Clip":
        """Return the clip after something has happened to it."""
        return replace(self, state=state, events=(*self.events, Event(time, kind)))


@dataclass(frozen=True)
class SignHistory:
    """All clips of a gloss, oldest first; at most one is published."""

    clips: tuple[Clip, ...] = ()

    @property
    def published(self) -> Clip | None:
        """The clip that is signed."""
        return published_of(self.clips)

    def clip(self, number: int) -> Clip:
        """Return a clip.

        Raises:
            NoSuchClipError: there is none of that number.

        """
        for clip in self.clips:
            if clip.number == number:
                return clip
        raise NoSuchClipError(f"There is no clip {number} of this sign.", f"Ten znak nie ma nagrania {number}.")

    def added(self, clip: Clip, time: float) -> "SignHistory":
        """Return the history with one more clip, numbered anew and ready to be published.

        Raises:
            ClipStateError: there are too many.

        """
        if sum(other.state is not State.DELETED for other in self.clips) >= MOST_CLIPS:
            raise ClipStateError(
                f"This sign has {MOST_CLIPS} clips already. Delete those that are not needed.",
                f"Ten znak ma już {MOST_CLIPS} nagrań. Usuń niepotrzebne.",
            )
        numbered = replace(clip, number=next_number(self.clips))
        return SignHistory((*self.clips, numbered.became(State.READY, Happening.ADDED, time)))

    def publishing(self, number: int, time: float) -> "SignHistory":
        """Return the history with that clip published and no other.

        Raises:
            NoSuchClipError: there is no such clip.
            ClipStateError: its landmarks were removed.

        """
        chosen = self._kept(number)
        if chosen.state is State.PUBLISHED:
            return self
        replaced = self.published.became(State.REPLACED, Happening.REPLACED, time) if self.published else chosen
        return self._with(replaced, chosen.became(State.PUBLISHED, Happening.PUBLISHED, time))

    def withdrawing(self, time: float) -> "SignHistory":
        """Return the history with nothing published.

        Raises:
            ClipStateError: nothing is.

        """
        if self.published is None:
            raise ClipStateError(
                "No clip of this sign is published, so none can be withdrawn.",
                "Żadne nagranie tego znaku nie jest opublikowane, więc nie ma czego wycofać.",
            )
        return self._with(self.published.became(State.WITHDRAWN, Happening.WITHDRAWN, time))

    def reviewing(self, number: int, review: ReviewStatus, time: float) -> "SignHistory":
        """Return the history with that clip approved, or a draft again.

        Raises:
            NoSuchClipError: there is no such clip.
            ClipStateError: its landmarks were removed.

        """
        chosen = self._kept(number)
        if chosen.review is review:
            return self
        kind = Happening.APPROVED if review is ReviewStatus.APPROVED else Happening.UNAPPROVED
        return self._with(replace(chosen, review=review).became(chosen.state, kind, time))

    def deleting(self, number: int, time: float) -> "SignHistory":
        """Return the history with that clip's landmarks and consent note given up.

        Raises:
            NoSuchClipError: there is no such clip.
            ClipStateError: it is published.

        """
        chosen = self.clip(number)
        if chosen.state is State.PUBLISHED:
            raise ClipStateError(
                f"Clip {number} is published. Withdraw or replace it first.",
                f"Nagranie {number} jest opublikowane. Najpierw je wycofaj lub zastąp.",
            )
        if chosen.state is State.DELETED:
            return self
        emptied = replace(chosen, files=None, consent="", review=ReviewStatus.DRAFT)
        return self._with(emptied.became(State.DELETED, Happening.DELETED, time))

    def _kept(self, number: int) -> Clip:
        chosen = self.clip(number)
        if chosen.files is None:
            raise ClipStateError(
                f"The landmarks of clip {number} were removed. Record the sign again.",
                f"Punkty nagrania {number} usunięto. Nagraj znak jeszcze raz.",
            )
        return chosen

    def _with(self, *changed: Clip) -> "SignHistory":
        return SignHistory(with_changed(self.clips, *changed))


def checked_gloss(gloss: str) -> str:
    """Return a gloss.

    Raises:
        InvalidClipError: a recorded sign cannot be called so.

    """
    if len(gloss) > LONGEST_GLOSS or not _GLOSS.fullmatch(gloss) or gloss.replace("-", "").isdecimal():
        raise InvalidClipError(
            f"'{gloss[:LONGEST_GLOSS]}' is no gloss for a sign; use capital letters, digits and '-' inside, at most "
            f"{LONGEST_GLOSS} characters, and not digits alone: numbers are put together from numerals.",
            f"'{gloss[:LONGEST_GLOSS]}' nie jest glosą znaku; użyj wielkich liter, cyfr i '-' w środku, najwyżej "
            f"{LONGEST_GLOSS} znaków, nie samych cyfr: liczby składają się z liczebników.",
        )
    return gloss


def checked_consent(note: str) -> str:
    """Return a consent note, trimmed.

    Raises:
        InvalidClipError: it is missing, too long, or looks as if it named somebody.

    """
    note = " ".join(note.split())
    if not SHORTEST_NOTE <= len(note) <= LONGEST_NOTE or not note.isprintable():
        raise InvalidClipError(
            f"Say in {SHORTEST_NOTE} to {LONGEST_NOTE} characters how the signer agreed, without naming anybody: "
            "'Agreed in writing on 26 November 2026, file 12'.",
            f"Napisz w {SHORTEST_NOTE}–{LONGEST_NOTE} znakach, jak osoba migająca wyraziła zgodę, bez nazwisk: "
            "„Zgoda pisemna z 26 listopada 2026, teczka 12”.",
        )
    if _ADDRESS.search(note):
        raise InvalidClipError(
            "The consent note seems to hold an e-mail address, a telephone or an identity number. Name nobody in it: "
            "point to the file where the consent lies.",
            "Notatka o zgodzie zawiera chyba adres e-mail, numer telefonu lub numer osobisty. Nie wskazuj w niej osoby: "
            "podaj teczkę, w której leży zgoda.",
        )
    return note


def to_json(signs: dict[str, SignHistory]) -> bytes:
    """Return the manifest's text."""
    raw = {gloss: asdict(history) for gloss, history in sorted(signs.items())}
    return json.dumps({"signs": raw}, ensure_ascii=False).encode()


def from_json(content: bytes) -> dict[str, SignHistory]:
    """Read a manifest.

    Raises:
        ValueError: it is damaged.

    """
    try:
        raw = json.loads(content)["signs"]
        return {gloss: SignHistory(tuple(_clip(item) for item in sign["clips"])) for gloss, sign in raw.items()}
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"the manifest is damaged: {error}") from error


def _clip(raw: dict[str, Any]) -> Clip:
    return Clip(
        **{
            **raw,
            "state": State(raw["state"]),
            "review": ReviewStatus(raw["review"]),
            "source": Source(raw["source"]),
            "files": Files(**raw["files"]) if raw["files"] else None,
            "span": Span(**raw["span"]),
            "quality": Quality(**raw["quality"]),
            "events": tuple(Event(item["time"], Happening(item["kind"])) for item in raw["events"]),
        }
    )
