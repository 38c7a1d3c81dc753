"""The gRPC service: messages to domain calls and back, nothing else."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Final

import grpc
from google.protobuf import duration_pb2
from okienko.signing.v1 import signing_pb2, signing_pb2_grpc
from okienko_common.errors import ServiceError
from okienko_common.paging import page
from okienko_common.towns import called_town

from okienko_signing.engine.compiler import SignError
from okienko_signing.glosses import GlossError
from okienko_signing.lexicon.model import ReviewStatus
from okienko_signing.library import Library
from okienko_signing.production import TooLongError
from okienko_signing.rendering.errors import FilmError
from okienko_signing.shelf import MEDIA_TYPES, Encoding, StoredVideo
from okienko_signing.starting import opened
from okienko_signing.storage import ShelfError, StoreAwayError
from okienko_signing.studio import BusyError, StudioLostError
from okienko_signing.wanted import Found, Wanted, WantError

SERVICE_NAME: Final = "okienko.signing.v1.SigningService"
SIGN_LANGUAGE: Final = "pso"
CHUNK_BYTES: Final = 64 * 1024
_BLOCK_BYTES: Final = 4 * 1024 * 1024
"""What is read at once: a store answers few large questions faster than many small ones."""


class SigningService(signing_pb2_grpc.SigningServiceServicer):
    """Answers calls once `open` has been called."""

    def __init__(self) -> None:
        """Start without a library; calls fail until there is one."""
        self._library: Library | None = None

    def open(self, library: Library) -> None:
        """Answer calls from now on."""
        self._library = library

    async def GetSigning(  # noqa: N802 - the contract's name
        self,
        request: signing_pb2.GetSigningRequest,
        context: grpc.aio.ServicerContext[signing_pb2.GetSigningRequest, signing_pb2.GetSigningResponse],
    ) -> AsyncIterator[signing_pb2.GetSigningResponse]:
        """Stream progress, then the playlist."""
        del context
        library = self._opened()
        if request.language_code not in {"", SIGN_LANGUAGE}:
            raise ServiceError(
                grpc.StatusCode.INVALID_ARGUMENT,
                "UNKNOWN_SIGN_LANGUAGE",
                "Ten system miga tylko w polskim języku migowym (pso).",
                "Only Polish Sign Language (pso) is signed here.",
                {"language_code": "pso"},
            )
        wanted = Wanted(
            recording=request.recording_id,
            glosses=request.glosses,
            text=request.text,
            text_language=request.text_language_code,
            is_published=request.is_published,
            is_urgent=request.priority != signing_pb2.PRIORITY_BACKGROUND,
            wants_further=request.wants_further_sizes,
        )
        try:
            # Closed at once when the caller goes away, so that a film that was not begun is not.
            async with aclosing(library.find(wanted, called_town())) as steps:
                async for step in steps:
                    if isinstance(step, Found):
                        yield signing_pb2.GetSigningResponse(playlist=_playlist(step, len(request.text)))
                    else:
                        yield signing_pb2.GetSigningResponse(progress=signing_pb2.Progress(fraction=step))
        except _EXPECTED as error:
            raise _explained(error) from error

    async def GetMedia(  # noqa: N802 - the contract's name
        self,
        request: signing_pb2.GetMediaRequest,
        context: grpc.aio.ServicerContext[signing_pb2.GetMediaRequest, signing_pb2.GetMediaResponse],
    ) -> AsyncIterator[signing_pb2.GetMediaResponse]:
        """Stream a file or a part of it."""
        del context
        shelf = self._opened().shelf
        try:
            size = await asyncio.to_thread(shelf.size, request.file)
            if size is None:
                raise _no_such_file()
            start, end = _range(request.offset_bytes, request.length_bytes, size)
            media_type = MEDIA_TYPES[request.file.rsplit(".", 1)[1]]
            first = signing_pb2.GetMediaResponse(media_type=media_type, size_bytes=size)
            for position in range(start, end, _BLOCK_BYTES):
                wanted = min(_BLOCK_BYTES, end - position)
                read = await asyncio.to_thread(shelf.get, request.file, position, wanted)
                block = _whole(read, wanted, is_first=position == start)
                for at in range(0, wanted, CHUNK_BYTES):
                    first.chunk = block[at : at + CHUNK_BYTES]
                    yield first
                    first = signing_pb2.GetMediaResponse()
            if first.media_type:
                yield first
        except ShelfError as error:
            raise _explained(error) from error

    async def ListSigns(  # noqa: N802 - the contract's name
        self,
        request: signing_pb2.ListSignsRequest,
        context: grpc.aio.ServicerContext[signing_pb2.ListSignsRequest, signing_pb2.ListSignsResponse],
    ) -> signing_pb2.ListSignsResponse:
        """Return a page of the lexicon, by gloss; the page token is the number of signs already given."""
        del context
        library = self._opened()
        lexicon = await asyncio.to_thread(lambda: library.lexicon)
        signs = sorted(lexicon.signs.values(), key=lambda sign: sign.gloss)
        start, end, token = page(request.page_token, request.page_size, len(signs))
        return signing_pb2.ListSignsResponse(
            signs=[
                signing_pb2.LexiconSign(
                    gloss=sign.gloss, source=lexicon.sources[sign.source], review_status=REVIEW_STATUSES[sign.review]
                )
                for sign in signs[start:end]
            ],
            next_page_token=token,
        )

    def _opened(self) -> Library:
        return opened(self._library)


REVIEW_STATUSES: Final = {
    ReviewStatus.DRAFT: signing_pb2.REVIEW_STATUS_DRAFT,
    ReviewStatus.APPROVED: signing_pb2.REVIEW_STATUS_APPROVED,
}
_SPELLED: Final = {True: signing_pb2.PROVENANCE_FINGERSPELLED, False: signing_pb2.PROVENANCE_COMPOSED}
_EXPECTED: Final = (
    BusyError, FilmError, GlossError, ShelfError, SignError, StudioLostError, TooLongError, WantError
)  # fmt: skip


def _playlist(found: Found, text_length: int) -> signing_pb2.Playlist:
    video = found.video
    provenance = signing_pb2.PROVENANCE_COMPOSED
    if found.is_human:
        provenance = signing_pb2.PROVENANCE_HUMAN
    elif found.is_spelled:
        provenance = signing_pb2.PROVENANCE_FINGERSPELLED
    clip = signing_pb2.Clip(
        provenance=provenance,
        renditions=renditions(video, found.further),
        poster=video.poster,
        captions=found.captions,
        duration=duration(video.seconds),
        text_start=0,
        text_end=text_length,
        review_status=REVIEW_STATUSES[found.review],
        marks=[
            signing_pb2.GlossMark(
                gloss=mark.gloss,
                start_offset=duration(mark.start),
                end_offset=duration(mark.end),
                is_fingerspelled=mark.is_fingerspelled,
                text_start=span[0] if span else None,
                text_end=span[1] if span else None,
            )
            for mark, span in zip(video.marks, itertools.chain(found.spans, itertools.repeat(None)), strict=False)
        ],
        stretches=[
            signing_pb2.Stretch(
                provenance=_SPELLED[part.is_spelled],
                review_status=REVIEW_STATUSES[part.review],
                start_offset=duration(part.start),
                end_offset=duration(part.end),
            )
            for part in found.stretches
        ]
        or [
            signing_pb2.Stretch(
                provenance=provenance, review_status=REVIEW_STATUSES[found.review], end_offset=duration(video.seconds)
            )
        ],
        text_marks=[
            signing_pb2.TextMark(
                text_start=mark.text_start,
                text_end=mark.text_end,
                start_offset=duration(mark.start),
                end_offset=duration(mark.end),
            )
            for mark in found.text_marks
        ],
    )
    return signing_pb2.Playlist(
        clips=[clip], coverage=found.coverage, uncovered_words=found.uncovered, is_draft=found.is_draft
    )


def renditions(video: StoredVideo, further: tuple[Encoding, ...] = ()) -> list[signing_pb2.Rendition]:
    """Return the files of a film: what every device plays first, then what asks more of it."""
    first = [
        signing_pb2.Rendition(
            file=name,
            media_type=MEDIA_TYPES[name.rsplit(".", 1)[1]],
            width=video.width,
            height=video.height,
            frame_rate=video.frame_rate,
            sha256=video.sha256[name],
        )
        for name in (video.webm, video.mp4)
        if name
    ]
    return first + [
        signing_pb2.Rendition(
            file=made.file,
            media_type=made.media_type,
            width=made.width,
            height=made.height,
            frame_rate=made.frame_rate,
            sha256=made.sha256,
        )
        for made in sorted(further, key=lambda made: made.width * made.height * made.frame_rate)
    ]


def _whole(block: bytes | None, wanted: int, *, is_first: bool) -> bytes:
    if block is None and is_first:
        # Its size was remembered from before it was lost.
        raise _no_such_file()
    if block is None or len(block) != wanted:
        raise ShelfError("The file was removed while it was sent. Ask for it again.")
    return block


def _no_such_file() -> ServiceError:
    return ServiceError(
        grpc.StatusCode.NOT_FOUND,
        "NO_SUCH_FILE",
        "Nie ma takiego pliku lub film już usunięto z pamięci. Poproś o niego ponownie.",
        "There is no such file, or the film has left the memory. Ask for it again.",
    )


def _range(offset: int, length: int, size: int) -> tuple[int, int]:
    """Return the first byte and the one past the last.

    Raises:
        ServiceError: the range makes no sense or begins behind the end.

    """
    if offset < 0 or length < 0 or offset > size:
        raise ServiceError(
            grpc.StatusCode.OUT_OF_RANGE,
            "OUTSIDE_FILE",
            "Żądany zakres leży poza plikiem. Pobierz plik od początku.",
            f"The file has {size} bytes; ask for a part of those.",
            {"size_bytes": str(size)},
        )
    return offset, size if length == 0 else min(size, offset + length)


def seconds(value: duration_pb2.Duration) -> float:
    """Return a duration of the contract in seconds."""
    return value.seconds + value.nanos / 1_000_000_000


def duration(seconds: float) -> duration_pb2.Duration:
    """Return a time in the contract's form, to the millisecond."""
    milliseconds = round(seconds * 1000)
    return duration_pb2.Duration(seconds=milliseconds // 1000, nanos=milliseconds % 1000 * 1_000_000)


def shelf_unusable(error: ShelfError) -> ServiceError:
    """Return what a caller is told when films cannot be kept or fetched."""
    if isinstance(error, StoreAwayError):
        return ServiceError(
            grpc.StatusCode.UNAVAILABLE,
            "FILMS_AWAY",
            "Miejsce, w którym leżą filmy, jest chwilowo niedostępne. Spróbuj ponownie za chwilę.",
            str(error),
            retry_after_seconds=3.0,
        )
    return ServiceError(
        grpc.StatusCode.FAILED_PRECONDITION,
        "MEDIA_FOLDER_UNUSABLE",
        "Nie można zapisać lub odczytać filmu: miejsce na filmy jest pełne lub niedostępne. Powiadom urząd.",
        str(error),
    )


def _explained(error: Exception) -> ServiceError:
    """Return the error that the caller is told."""
    code = grpc.StatusCode
    match error:
        case BusyError():
            return ServiceError(
                code.RESOURCE_EXHAUSTED,
                "RENDERING_BUSY",
                "Zbyt wiele filmów czeka na przygotowanie. Spróbuj za chwilę.",
                str(error),
                retry_after_seconds=error.retry_after_seconds,
            )
        case StudioLostError():
            return ServiceError(
                code.UNAVAILABLE,
                "RENDERING_LOST",
                "Przygotowanie filmu zostało przerwane. Spróbuj ponownie.",
                str(error),
                retry_after_seconds=2.0,
            )
        case ShelfError():
            return shelf_unusable(error)
        case SignError() | FilmError():
            return ServiceError(
                code.INTERNAL, "RENDERING_FAILED", "Nie udało się przygotować filmu. Powiadom urząd.", str(error)
            )
        case TooLongError():
            return ServiceError(
                code.INVALID_ARGUMENT, "SIGNING_TOO_LONG", "Tekst jest za długi, by go wymigać. Podziel go.", str(error)
            )
        case _:
            return ServiceError(
                code.INVALID_ARGUMENT,
                "CANNOT_BE_SIGNED",
                "Tego tekstu nie da się wymigać. Napisz zdanie po polsku lub podaj glosy.",
                str(error),
            )
