"""What can go wrong with recordings and their uploads; every message is a sentence in English and one in Polish."""

from typing import ClassVar


class RecordingError(ValueError):
    """A recording, or something about it, that cannot be used; says why and what to do."""

    reason: ClassVar[str] = "RECORDING_UNUSABLE"
    """UPPER_SNAKE identifier, for programs."""

    def __init__(self, en: str, pl: str, **facts: int) -> None:
        """Say it in English and in Polish; `facts` are for programs."""
        super().__init__(en)
        self.pl = pl
        self.facts = facts


class NoSuchRecordingError(RecordingError):
    """There is no recording, version or upload of that name."""

    reason = "NO_SUCH_RECORDING"


class NoSuchUploadError(NoSuchRecordingError):
    """There is no upload of that name any more."""

    reason = "NO_SUCH_UPLOAD"

    def __init__(self) -> None:
        """Say so."""
        super().__init__(
            "There is no such upload; it may have expired or been cancelled. Begin a new one.",
            "Nie ma takiego przesyłania; mogło wygasnąć lub zostało anulowane. Zacznij nowe.",
        )


class WrongStateError(RecordingError):
    """The step is not possible in the state that the recording is in."""

    reason = "RECORDING_STATE"


class WrongOffsetError(WrongStateError):
    """The bytes do not follow those that are there."""

    reason = "WRONG_OFFSET"

    def __init__(self, offset: int) -> None:
        """Say where to go on."""
        super().__init__(
            f"The upload has reached byte {offset}; send what follows from there.",
            f"Przesłano już {offset} bajtów; wyślij dalszy ciąg od tego miejsca.",
            offset=offset,
        )


class UploadIncompleteError(WrongStateError):
    """Bytes are missing."""

    reason = "UPLOAD_INCOMPLETE"

    def __init__(self, offset: int, size: int) -> None:
        """Say how many."""
        super().__init__(
            f"Only {offset} of {size} bytes have arrived; send the rest, then finish.",
            f"Dotarło tylko {offset} z {size} bajtów; wyślij resztę, potem zakończ.",
            offset=offset,
        )


class UploadBusyError(RecordingError):
    """Somebody else works on the upload at this moment."""

    reason = "UPLOAD_BUSY"

    def __init__(self, retry_after_seconds: float = 5.0) -> None:
        """Say so, and when it makes sense to try again."""
        self.retry_after_seconds = retry_after_seconds
        super().__init__(
            "Another call works on this upload right now. Try again in a moment.",
            "Ten plik jest właśnie przetwarzany przez inne zapytanie. Spróbuj za chwilę.",
        )


class TooManyFinishingError(UploadBusyError):
    """Too many recordings wait to be re-encoded."""

    reason = "ENCODING_BUSY"


class RecordingTooLargeError(RecordingError):
    """A file, or a piece of one, over the limit."""

    reason = "RECORDING_TOO_LARGE"


class ChecksumError(RecordingError):
    """The bytes that arrived are not those that were sent."""

    reason = "CHECKSUM_MISMATCH"


class UnconfinedError(RecordingError):
    """Nothing here locks a decoder in, so no film from outside is read."""

    reason = "DECODER_UNCONFINED"

    def __init__(self) -> None:
        """Say what is missing."""
        super().__init__(
            "Uploaded films are not read: this machine offers neither seccomp nor Landlock, behind which that is safe. Ask the "
            "operator to allow one of them to the signing service, or to set OKIENKO_SIGNING_UPLOADS_CONFINED=false, and finish "
            "the upload then; it is kept.",
            "Nie odczytujemy przesłanych filmów: na tym komputerze nie ma ani seccomp, ani Landlock, które to zabezpieczają. "
            "Poproś administratora o udostępnienie jednego z nich usłudze signing albo o OKIENKO_SIGNING_UPLOADS_CONFINED=false "
            "i dokończ wtedy przesyłanie; plik czeka.",
        )


class UploadsFullError(RecordingError):
    """No room for the upload."""

    reason = "UPLOADS_FULL"

    def __init__(self, why: str) -> None:
        """Say why."""
        super().__init__(
            f"There is no room for this upload ({why}). Finish or cancel other uploads or free some space, then go on.",
            f"Brak miejsca na ten plik ({why}). Zakończ lub anuluj inne przesyłania albo zwolnij miejsce.",
        )
