"""Contract messages to domain values and back; every refusal is a sentence in Polish and English."""

import math
from collections.abc import Sequence

import grpc
import numpy as np
from google.protobuf.duration_pb2 import Duration
from okienko.recognition.v1 import recognition_pb2 as pb
from okienko_common.errors import ServiceError
from okienko_common.paging import page

from okienko_recognition.alphabet import LANGUAGE, LETTERS
from okienko_recognition.coaching import Advice
from okienko_recognition.decoding.transcript import Part, Transcript
from okienko_recognition.inbox import MOST_FRAMES
from okienko_recognition.landmarks import HAND_POINTS, FrameHands
from okienko_recognition.reading import Reading
from okienko_recognition.recogniser import StreamOptions
from okienko_recognition.utterance import Event
from okienko_recognition.vocabulary import Sign

MAX_ALTERNATIVES = 10
MAX_HINTS = 200
MAX_PHRASES, MAX_PHRASE_LENGTH = 50, 200


def refuse(reason: str, pl: str, en: str) -> ServiceError:
    """Return an INVALID_ARGUMENT error."""
    return ServiceError(grpc.StatusCode.INVALID_ARGUMENT, reason, pl, en)


def check_language(code: str) -> None:
    """Refuse every language but Polish Sign Language."""
    if code != LANGUAGE:
        raise refuse(
            "UNKNOWN_LANGUAGE",
            f"Ten serwer rozpoznaje polski język migowy. Podaj język „{LANGUAGE}”.",
            f"This server recognises Polish Sign Language. Give the language as {LANGUAGE!r}.",
        )


def read_config(config: pb.RecognitionConfig) -> StreamOptions:
    """Check a stream's configuration.

    Raises:
        ServiceError: INVALID_ARGUMENT for another language, a wrong number of alternatives or too many hints.
    """
    check_language(config.language_code)
    if not 0 <= config.max_alternatives <= MAX_ALTERNATIVES:
        raise refuse(
            "WRONG_MAX_ALTERNATIVES",
            f"Liczba odczytań musi leżeć między 0 a {MAX_ALTERNATIVES}.",
            f"The number of alternatives must lie between 0 and {MAX_ALTERNATIVES}.",
        )
    if len(config.hint_sign_ids) > MAX_HINTS:
        raise refuse(
            "TOO_MANY_HINTS",
            f"Podpowiedzi może być najwyżej {MAX_HINTS}. Wyślij tylko te z bieżącej strony.",
            f"At most {MAX_HINTS} hints are allowed. Send only those of the current page.",
        )
    return StreamOptions(config.interim_results, config.max_alternatives or 1, frozenset(config.hint_sign_ids))


def read_phrases(config: pb.RecognitionConfig) -> Sequence[str]:
    """Return the phrases whose words are likelier.

    Raises:
        ServiceError: INVALID_ARGUMENT for too many or too long ones.
    """
    phrases = list(config.hint_phrases)
    if len(phrases) > MAX_PHRASES or any(len(phrase) > MAX_PHRASE_LENGTH for phrase in phrases):
        raise refuse(
            "TOO_MANY_PHRASES",
            f"Podpowiedzi może być najwyżej {MAX_PHRASES}, każda do {MAX_PHRASE_LENGTH} znaków. Wyślij tytuły z bieżącej strony.",
            f"At most {MAX_PHRASES} phrases of {MAX_PHRASE_LENGTH} characters are allowed. Send the titles of the current page.",
        )
    return phrases


def read_frames(request: pb.StreamRecognizeRequest) -> Sequence[pb.Frame]:
    """Return the frames of a message after the first.

    Raises:
        ServiceError: INVALID_ARGUMENT for a second configuration, an empty batch or one that is too long.
    """
    match request.WhichOneof("payload"):
        case "frame":
            return (request.frame,)
        case "frames":
            if 1 <= len(request.frames.frames) <= MOST_FRAMES:
                return request.frames.frames
            raise refuse(
                "WRONG_BATCH",
                f"W jednej wiadomości może być od 1 do {MOST_FRAMES} klatek. Podziel je na kilka wiadomości.",
                f"One message may hold 1 to {MOST_FRAMES} frames. Split them into several messages.",
            )
        case _:
            raise refuse(
                "CONFIG_TWICE",
                "Po konfiguracji mogą przyjść tylko klatki. Zacznij nowy strumień, aby ją zmienić.",
                "After the configuration only frames may come. Start a new stream to change it.",
            )


def read_offset(frame: pb.Frame, last: float | None) -> float:
    """Return a frame's time in seconds.

    Raises:
        ServiceError: INVALID_ARGUMENT when it is negative, malformed or does not grow.
    """
    offset = frame.offset
    seconds = offset.seconds + offset.nanos / 1e9
    if seconds < 0 or not 0 <= offset.nanos < 1_000_000_000:
        raise refuse(
            "WRONG_OFFSET",
            "Czas klatki nie może być ujemny. Licz go od pierwszej klatki.",
            "A frame's time must not be negative. Count it from the first frame.",
        )
    if last is not None and seconds <= last:
        raise refuse(
            "OFFSET_NOT_GROWING",
            "Klatki przyszły nie po kolei. Czas każdej klatki musi być większy niż poprzedniej; zacznij od nowa.",
            "Frames came out of order. Each frame's time must be greater than the one before; start again.",
        )
    return seconds


def read_brightness(frame: pb.Frame) -> float | None:
    """Return the picture's brightness, or None when it was not sent.

    Raises:
        ServiceError: INVALID_ARGUMENT when it is no number from 0 to 1.
    """
    if not frame.HasField("brightness"):
        return None
    if not math.isfinite(frame.brightness) or not 0 <= frame.brightness <= 1:
        raise refuse(
            "WRONG_BRIGHTNESS",
            "Jasność obrazu musi leżeć między 0 a 1.",
            "The picture's brightness must lie between 0 and 1.",
        )
    return frame.brightness


def duration(seconds: float) -> Duration:
    """Return a Duration to the nearest nanosecond."""
    whole = int(seconds)
    return Duration(seconds=whole, nanos=min(round((seconds - whole) * 1e9), 999_999_999))


def reading_message(reading: Reading) -> pb.StreamRecognizeResponse:
    """Pack a reading."""
    alternatives = [
        pb.Alternative(sign_id=a.letter.sign_id, text=a.letter.text, confidence=a.confidence)
        for a in reading.alternatives
    ]
    return pb.StreamRecognizeResponse(
        result=pb.Result(
            segment_id=reading.segment,
            alternatives=alternatives,
            is_final=reading.is_final,
            start_offset=duration(reading.start),
            end_offset=duration(reading.end),
        )
    )


def advice_message(advice: Advice) -> pb.StreamRecognizeResponse:
    """Pack advice."""
    return pb.StreamRecognizeResponse(hint=pb.Hint(code=pb.HintCode.Value(f"HINT_CODE_{advice.value}")))


def transcript_message(transcript: Transcript) -> pb.StreamRecognizeResponse:
    """Pack the utterance so far."""
    parts = [_part_message(part) for part in transcript.parts]
    return pb.StreamRecognizeResponse(transcript=pb.Transcript(parts=parts))


def _part_message(part: Part) -> pb.TranscriptPart:
    return pb.TranscriptPart(
        segment_ids=part.segments,
        hypotheses=[
            pb.Hypothesis(
                words=one.words,
                confidence=one.confidence,
                is_literal=one.is_literal,
                source=pb.HypothesisSource.Value(f"HYPOTHESIS_SOURCE_{one.source.value}"),
            )
            for one in part.hypotheses
        ],
    )


def event_message(event: Event) -> pb.StreamRecognizeResponse:
    """Pack what was made of the frames."""
    match event:
        case Reading():
            return reading_message(event)
        case Transcript():
            return transcript_message(event)
        case _:
            return advice_message(event)


def landmarks_message(seconds: float, frame: FrameHands, left: Sequence[bool]) -> pb.StreamRecognizeResponse:
    """Pack the landmarks of a JPEG frame in layout "hands/1"; two hands of one side take both places."""
    values = np.zeros((2, HAND_POINTS, 4), np.float32)
    taken: set[int] = set()
    for hand, is_left in zip(frame.hands, left, strict=True):
        place = 0 if is_left else 1
        place = 1 - place if place in taken else place
        taken.add(place)
        values[place, :, :3] = hand.points / (hand.aspect_ratio, 1.0, hand.aspect_ratio)
        values[place, :, 3] = hand.confidence
    aspect_ratio = frame.hands[0].aspect_ratio if frame.hands else 1.0
    landmarks = pb.Landmarks(layout="hands/1", values=values.ravel(), aspect_ratio=aspect_ratio)
    return pb.StreamRecognizeResponse(landmarks=pb.FrameLandmarks(offset=duration(seconds), landmarks=landmarks))


def signs_page(page_size: int, page_token: str, lexical: Sequence[Sign] = ()) -> tuple[list[pb.Sign], str]:
    """Return a page of the vocabulary, letters first, and the token of the next page.

    Args:
        page_size: As asked for; 0 for the usual one.
        page_token: As this server gave it; empty for the first page.
        lexical: The signs and numerals that can be recognised beside the letters.

    Raises:
        ServiceError: INVALID_ARGUMENT for a negative size or a token that this server did not give.
    """
    signs = [*_LETTERS, *(pb.Sign(sign_id=x.sign_id, gloss=x.text, kind=pb.SIGN_KIND_LEXICAL) for x in lexical)]
    start, end, token = page(page_token, page_size, len(signs))
    return signs[start:end], token


_LETTERS = tuple(
    pb.Sign(
        sign_id=letter.sign_id,
        gloss=letter.text,
        kind=pb.SIGN_KIND_MOVING_LETTER if letter.is_moving else pb.SIGN_KIND_STATIC_LETTER,
    )
    for letter in LETTERS
)
