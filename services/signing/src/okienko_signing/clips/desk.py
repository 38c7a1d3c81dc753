"""Where recordings of signs are handed in, looked at and published: what the service calls, without messages."""

import threading
from dataclasses import dataclass, field
from typing import Final

from okienko_signing.clips.errors import (
    ClipTooLargeError,
    InvalidClipError,
    PoseFilesUnavailableError,
    TooManyClipsError,
)
from okienko_signing.clips.frames import MOST_FRAMES, ClipFrames, Frame, checked_frames
from okienko_signing.clips.history import Clip, SignHistory, Source, checked_consent, checked_gloss
from okienko_signing.clips.retargeting import retarget
from okienko_signing.clips.store import SignClips
from okienko_signing.clips.synthetic import recorded
from okienko_signing.clips.vocabulary import Vocabulary
from okienko_signing.engine.path import FRAME_RATE
from okienko_signing.engine.utterance import Piece, perform
from okienko_signing.lexicon.model import NonManual, ReviewStatus

LARGEST_FILE: Final = 4_000_000
"""Bytes of a `.pose` file: ten seconds of the whole of MediaPipe Holistic at 30 frames a second are 2.8 MB."""
_MOST_WAITING: Final = 4


@dataclass
class Intake:
    """A recording on its way."""

    gloss: str
    consent: str
    layout: str
    aspect_ratio: float
    is_mirrored: bool
    frames: list[Frame] = field(default_factory=list)
    content: bytearray = field(default_factory=bytearray)

    def add_frame(self, frame: Frame) -> None:
        """Take a frame.

        Raises:
            ClipTooLargeError: there are too many.

        """
        if len(self.frames) >= MOST_FRAMES:
            raise ClipTooLargeError(
                f"The recording has more than {MOST_FRAMES} frames. Record one sign only, for at most 10 seconds.",
                f"Nagranie ma ponad {MOST_FRAMES} klatek. Nagraj tylko jeden znak, najwyżej 10 sekund.",
            )
        self.frames.append(frame)

    def add_bytes(self, chunk: bytes) -> None:
        """Take a piece of a file.

        Raises:
            ClipTooLargeError: the file is too large.

        """
        if len(self.content) + len(chunk) > LARGEST_FILE:
            raise ClipTooLargeError(
                f"The .pose file is larger than {LARGEST_FILE // 1_000_000} MB. Cut it to one sign.",
                f"Plik .pose ma ponad {LARGEST_FILE // 1_000_000} MB. Przytnij go do jednego znaku.",
            )
        self.content += chunk


class ClipDesk:
    """Takes recordings up and changes what is signed. Safe for several threads."""

    def __init__(self, clips: SignClips, vocabulary: Vocabulary, relaxed: tuple[float, ...]) -> None:
        """Keep in `clips`, tell `vocabulary`; `relaxed` are the joint angles of a resting hand."""
        self._clips = clips
        self._vocabulary = vocabulary
        self._relaxed = relaxed
        self._waiting = threading.Semaphore(_MOST_WAITING)
        self._turn = threading.Lock()

    @property
    def clips(self) -> SignClips:
        """What is kept."""
        return self._clips

    @staticmethod
    def intake(gloss: str, consent: str, *, layout: str, aspect_ratio: float, is_mirrored: bool) -> Intake:
        """Begin to take a recording.

        Raises:
            InvalidClipError: the gloss or the consent note cannot be used.

        """
        return Intake(checked_gloss(gloss), checked_consent(consent), layout, aspect_ratio, is_mirrored)

    def record(self, intake: Intake) -> Clip:
        """Check a recording, turn it into motion, measure it and keep it.

        Raises:
            ClipError: it cannot be used; says what to do.
            TooManyClipsError: too many others wait.
            ShelfError: the storage is full or cannot be used.

        """
        if not self._waiting.acquire(blocking=False):
            raise TooManyClipsError
        try:
            with self._turn:
                recording, source = _recording(intake)
                return self._clips.add(intake.gloss, intake.consent, source, recording, retarget(recording))
        finally:
            self._waiting.release()

    def signer_skeleton(self, gloss: str, number: int) -> ClipFrames:
        """Return landmarks of the drawn signer who does a clip, from rest to rest.

        Raises:
            ClipError: there is no such clip, or its file is damaged.
            ShelfError: the storage cannot be used.

        """
        piece = Piece(self._clips.motion(gloss, number), NonManual())
        return recorded(perform([piece], self._relaxed), frame_rate=FRAME_RATE, has_world=False)

    def pose_file(self, gloss: str, number: int) -> bytes:
        """Return a clip as a `.pose` file.

        Raises:
            ClipError: there is no such clip, or the package for such files is missing.
            ShelfError: the storage cannot be used.

        """
        recording = self._clips.landmarks(gloss, number)
        try:
            # An optional package.
            from okienko_signing.clips.pose import write_clip
        except ImportError as error:
            raise PoseFilesUnavailableError from error
        return write_clip(recording)

    def publish(self, gloss: str, number: int) -> SignHistory:
        """Sign with a clip from the next question on; see `SignClips.publish`."""
        history = self._clips.publish(gloss, number)
        self._vocabulary.refresh()
        return history

    def withdraw(self, gloss: str) -> SignHistory:
        """Sign as the lexicon does again; see `SignClips.withdraw`."""
        history = self._clips.withdraw(gloss)
        self._vocabulary.refresh()
        return history

    def review(self, gloss: str, number: int, review: ReviewStatus) -> SignHistory:
        """Say whether a signer has approved a clip; see `SignClips.review`."""
        history = self._clips.review(gloss, number, review)
        self._vocabulary.refresh()
        return history


def _recording(intake: Intake) -> tuple[ClipFrames, Source]:
    if bool(intake.content) == bool(intake.frames):
        raise InvalidClipError(
            "Neither frames nor a file came, or both. Send one of them.",
            "Nie przyszły ani klatki, ani plik, albo przyszły oba. Prześlij jedno z nich.",
        )
    if intake.frames:
        frames = checked_frames(
            intake.frames, layout=intake.layout, aspect_ratio=intake.aspect_ratio, is_mirrored=intake.is_mirrored
        )
        return frames, Source.WEBCAM
    try:
        # An optional package.
        from okienko_signing.clips.pose import read_clip
    except ImportError as error:
        raise PoseFilesUnavailableError from error
    return read_clip(bytes(intake.content), is_mirrored=intake.is_mirrored), Source.POSE_FILE
