"""Keeps recorded signs where films are kept: one manifest of all clips, swapped whole, and two files a clip.

Every request for signing reads what is published, so all of it stands in one file; and a change is one swap of that file, so
that it happens as a whole and two at the same time never undo each other.
"""

import contextlib
import hashlib
import time
from collections.abc import Callable
from typing import Final

from okienko_signing.clips import frames as frames_format
from okienko_signing.clips import motion as motion_format
from okienko_signing.clips.errors import ClipError, NoSuchClipError
from okienko_signing.clips.frames import ClipFrames
from okienko_signing.clips.history import (
    Clip,
    Files,
    SignHistory,
    Source,
    checked_consent,
    checked_gloss,
    from_json,
    to_json,
)
from okienko_signing.clips.motion import RecordedMotion
from okienko_signing.clips.retargeting import Retargeted
from okienko_signing.engine.compiler import SignMotion
from okienko_signing.lexicon.model import ReviewStatus
from okienko_signing.recording_errors import RecordingError
from okienko_signing.storage import ShelfError, Storage
from okienko_signing.takes import State

FOLDER: Final = "sign-clips"
_MANIFEST: Final = f"{FOLDER}/manifest.json"
_ATTEMPTS: Final = 20


class SignClips:
    """The recorded signs of a storage. Safe for several threads and several copies of the service."""

    def __init__(self, storage: Storage, now: Callable[[], float] = time.time) -> None:
        """Keep manifest and files in `storage`."""
        self._storage = storage
        self._now = now

    def all(self) -> dict[str, SignHistory]:
        """Return every recorded sign by gloss.

        Raises:
            ClipError: the manifest is damaged.
            ShelfError: the storage cannot be used.

        """
        return self._read()[0]

    def history(self, gloss: str) -> SignHistory:
        """Return the clips of a gloss.

        Raises:
            InvalidClipError: it is no gloss.
            NoSuchClipError: nothing was recorded under it.
            ClipError: the manifest is damaged.
            ShelfError: the storage cannot be used.

        """
        found = self.all().get(checked_gloss(gloss))
        if found is None:
            raise NoSuchClipError(
                f"Nothing was recorded for '{gloss}'. Record the sign first.",
                f"Nie ma nagrań znaku '{gloss}'. Najpierw go nagraj.",
            )
        return found

    def add(self, gloss: str, consent: str, source: Source, recording: ClipFrames, made: Retargeted) -> Clip:
        """Keep a clip that is ready to be published.

        Raises:
            InvalidClipError: gloss or consent note cannot be used.
            ClipError: there are too many clips, or the manifest is damaged.
            ShelfError: the storage is full or cannot be used; nothing of the clip stays.

        """
        gloss, consent = checked_gloss(gloss), checked_consent(consent)
        contents = [frames_format.to_bytes(recording), motion_format.to_bytes(made.motion)]
        files = Files(*(f"{hashlib.sha256(content).hexdigest()}.npz" for content in contents))
        clip = Clip(
            number=0,
            state=State.READY,
            review=ReviewStatus.DRAFT,
            consent=consent,
            source=source,
            files=files,
            span=made.span,
            seconds=recording.seconds,
            is_two_handed=made.motion.left is not None,
            is_left_handed=made.is_left_handed,
            quality=made.quality,
        )
        fresh: list[str] = []
        try:
            for name, content in zip((files.landmarks, files.motion), contents, strict=True):
                if self._storage.size(_key(name)) is None:
                    self._storage.put(_key(name), content)
                    fresh.append(name)
            changed = self._change(gloss, lambda old: old.added(clip, self._now()))
        except (ShelfError, RecordingError):
            for name in fresh:
                with contextlib.suppress(ShelfError):
                    self._storage.remove(_key(name))
            raise
        return changed.clips[-1]

    def publish(self, gloss: str, number: int) -> SignHistory:
        """Sign with a clip from now on; the one before it stays at hand.

        Raises:
            ClipError: there is no such clip, or its files are gone.
            ShelfError: the storage cannot be used.

        """
        files = self.history(gloss).clip(number).files
        if files is not None:
            self._motion(files)
        return self._change(gloss, lambda old: old.publishing(number, self._now()))

    def withdraw(self, gloss: str) -> SignHistory:
        """Sign as the lexicon does again; the files stay.

        Raises:
            ClipError: nothing is published under that gloss.
            ShelfError: the storage cannot be used.

        """
        self.history(gloss)
        return self._change(gloss, lambda old: old.withdrawing(self._now()))

    def review(self, gloss: str, number: int, review: ReviewStatus) -> SignHistory:
        """Say whether a signer has approved a clip.

        Raises:
            ClipError: there is no such clip, or it was deleted.
            ShelfError: the storage cannot be used.

        """
        self.history(gloss)
        return self._change(gloss, lambda old: old.reviewing(number, review, self._now()))

    def delete(self, gloss: str, number: int) -> SignHistory:
        """Remove the landmarks, motion and consent note of a clip that is not published.

        Raises:
            ClipError: there is no such clip, or it is published.
            ShelfError: the storage cannot be used.

        """
        files = self.history(gloss).clip(number).files
        changed = self._change(gloss, lambda old: old.deleting(number, self._now()))
        # The same content has the same name, so another clip may need it.
        kept = {other.files for sign in self.all().values() for other in sign.clips if other.files}
        needed = {name for other in kept for name in (other.landmarks, other.motion)}
        for name in {files.landmarks, files.motion} - needed if files else ():
            self._storage.remove(_key(name))
        return changed

    def landmarks(self, gloss: str, number: int) -> ClipFrames:
        """Return a clip's landmarks.

        Raises:
            ClipError: there is no such clip, it was deleted, or its file is damaged.
            ShelfError: the storage cannot be used.

        """
        files = self._files(gloss, number)
        try:
            return frames_format.from_bytes(self._whole(files.landmarks))
        except ValueError as error:
            raise _damaged(error) from error

    def motion(self, gloss: str, number: int) -> SignMotion:
        """Return a clip's motion.

        Raises:
            ClipError: there is no such clip, it was deleted, or its file is damaged.
            ShelfError: the storage cannot be used.

        """
        return self._motion(self._files(gloss, number)).motion

    def published_motion(self, clip: Clip) -> RecordedMotion:
        """Return the motion of a clip that is published.

        Raises:
            ClipError: its file is damaged or gone.
            ShelfError: the storage cannot be used.

        """
        assert clip.files is not None
        return self._motion(clip.files)

    def _files(self, gloss: str, number: int) -> Files:
        files = self.history(gloss).clip(number).files
        if files is None:
            raise NoSuchClipError(
                f"The landmarks of clip {number} were removed. Choose another clip.",
                f"Punkty nagrania {number} usunięto. Wybierz inne nagranie.",
            )
        return files

    def _motion(self, files: Files) -> RecordedMotion:
        try:
            return RecordedMotion(files.motion.split(".")[0], motion_format.from_bytes(self._whole(files.motion)))
        except ValueError as error:
            raise _damaged(error) from error

    def _whole(self, name: str) -> bytes:
        content = self._storage.get(_key(name))
        if content is None or f"{hashlib.sha256(content).hexdigest()}.npz" != name:
            raise ValueError("missing or changed")
        return content

    def _read(self) -> tuple[dict[str, SignHistory], str | None]:
        found = self._storage.read(_MANIFEST)
        if found is None:
            return {}, None
        try:
            return from_json(found.content), found.tag
        except ValueError as error:
            raise ClipError(
                f"The list of recorded signs ({_MANIFEST}) is damaged; restore it from the backup.",
                f"Spis nagranych znaków ({_MANIFEST}) jest uszkodzony; przywróć go z kopii zapasowej.",
            ) from error

    def _change(self, gloss: str, step: Callable[[SignHistory], SignHistory]) -> SignHistory:
        """Take a step from the present history; again from the start where somebody else was faster."""
        for _ in range(_ATTEMPTS):
            signs, tag = self._read()
            history = signs.get(gloss, SignHistory())
            changed = step(history)
            if changed is history or self._storage.swap(_MANIFEST, to_json({**signs, gloss: changed}), tag):
                return changed
        raise ShelfError("The recorded signs are being changed by too many others at once. Try again.")


def _key(name: str) -> str:
    return f"{FOLDER}/{name}"


def _damaged(error: Exception) -> ClipError:
    return ClipError(
        f"A file of this clip is damaged or gone ({error}); restore it from the backup, or record the sign again.",
        "Plik tego nagrania jest uszkodzony lub zniknął; przywróć go z kopii zapasowej albo nagraj znak ponownie.",
    )
