"""What another server had read of a stream before it went, checked: with it, the stream goes on in the middle of a word."""

import math

from okienko.recognition.v1 import recognition_pb2 as pb
from okienko_common.errors import ServiceError

from okienko_recognition.alphabet import LETTER_BY_SIGN_ID, Letter
from okienko_recognition.decoding.transcript import MOST_READINGS
from okienko_recognition.messages import MAX_ALTERNATIVES, refuse
from okienko_recognition.reading import Alternative, Reading
from okienko_recognition.vocabulary import Kind, Sign

MAX_TEXT_LENGTH = 100


def read_earlier(config: pb.RecognitionConfig) -> tuple[Reading, ...]:
    """Return the final readings of the stream that this one goes on with; none where it begins anew.

    Raises:
        ServiceError: INVALID_ARGUMENT for too many of them, wrong numbers or times, or what no server has read.
    """
    if len(config.earlier_results) > MOST_READINGS:
        raise _wrong()
    readings: list[Reading] = []
    for result in config.earlier_results:
        reading = _reading(result)
        if readings and (reading.segment <= readings[-1].segment or reading.start < readings[-1].start):
            raise _wrong()
        readings.append(reading)
    return tuple(readings)


def _reading(result: pb.Result) -> Reading:
    start, end = (offset.seconds + offset.nanos / 1e9 for offset in (result.start_offset, result.end_offset))
    if not result.is_final or result.segment_id >= 0 or not 0 <= start <= end:
        raise _wrong()
    if len(result.alternatives) > MAX_ALTERNATIVES:
        raise _wrong()
    alternatives = tuple(Alternative(_sign(one), _confidence(one)) for one in result.alternatives)
    return Reading(result.segment_id, alternatives, is_final=True, start=start, end=end)


def _sign(alternative: pb.Alternative) -> Letter | Sign:
    """Return a letter of ours, or a sign as it was named: a replica may have been taught another one meanwhile."""
    letter = LETTER_BY_SIGN_ID.get(alternative.sign_id)
    if letter:
        return letter
    if not 0 < len(alternative.text) <= MAX_TEXT_LENGTH or not 0 < len(alternative.sign_id) <= MAX_TEXT_LENGTH:
        raise _wrong()
    kind = Kind.NUMERAL if alternative.text.isdecimal() else Kind.SIGN
    return Sign(alternative.text, alternative.sign_id, kind)


def _confidence(alternative: pb.Alternative) -> float:
    if not math.isfinite(alternative.confidence) or not 0 <= alternative.confidence <= 1:
        raise _wrong()
    return alternative.confidence


def _wrong() -> ServiceError:
    return refuse(
        "WRONG_EARLIER_RESULTS",
        f"Wcześniejsze odczyty (najwyżej {MOST_READINGS}) muszą być ostateczne, po kolei i z numerami poniżej zera. Zacznij bez nich.",
        f"Earlier results, at most {MOST_READINGS}, must be final, in order and numbered below zero. Start without them.",
    )
