"""What can be wrong with a recorded sign; every message is a sentence in English and one in Polish."""

from okienko_signing.recording_errors import (
    NoSuchRecordingError,
    RecordingError,
    RecordingTooLargeError,
    UploadBusyError,
    WrongStateError,
)


class ClipError(RecordingError):
    """A recorded sign that cannot be used; says why and what to do."""

    reason = "CLIP_UNUSABLE"


class InvalidClipError(ClipError):
    """Numbers or words that no recording can have: the sender's mistake, not the signer's."""

    reason = "INVALID_CLIP"


class ClipTooLargeError(RecordingTooLargeError):
    """More frames or bytes than a sign needs."""

    reason = "CLIP_TOO_LARGE"


class NoSuchClipError(NoSuchRecordingError):
    """There is no recorded sign, or no clip, of that name."""

    reason = "NO_SUCH_CLIP"


class ClipStateError(WrongStateError):
    """The step is not possible in the state that the clip is in."""

    reason = "CLIP_STATE"


class PoseFilesUnavailableError(ClipError):
    """The package for `.pose` files is not installed."""

    reason = "POSE_FILES_UNAVAILABLE"

    def __init__(self) -> None:
        """Say how to install it."""
        super().__init__(
            "This server cannot read or write .pose files. Install okienko-signing[pose] on it, or send landmarks.",
            "Ten serwer nie obsługuje plików .pose. Zainstaluj na nim okienko-signing[pose] albo prześlij punkty.",
        )


class TooManyClipsError(UploadBusyError):
    """Too many recordings wait to be looked into."""

    reason = "CLIPS_BUSY"

    def __init__(self) -> None:
        """Say so."""
        RecordingError.__init__(
            self,
            "Too many recordings are being looked into right now. Send it again in a moment.",
            "Sprawdzamy teraz zbyt wiele nagrań. Prześlij je ponownie za chwilę.",
        )
