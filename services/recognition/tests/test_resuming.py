"""A stream that goes on where another server ended, in the middle of a word."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hands import Act, ScriptedClassifier, signing
from okienko.recognition.v1 import recognition_pb2 as pb
from okienko_common.errors import ServiceError
from okienko_recognition.decoding.channel import Channel
from okienko_recognition.decoding.lexicon import Lexicon
from okienko_recognition.decoding.transcript import Decoder, Transcript
from okienko_recognition.landmarks import FrameHands
from okienko_recognition.messages import event_message
from okienko_recognition.reading import Reader, Reading, ReadingLimits
from okienko_recognition.recogniser import StreamOptions, StreamRecogniser
from okienko_recognition.resuming import read_earlier
from okienko_recognition.utterance import Event, Utterance

DECODER = Decoder(Lexicon.build({"las": -1.0, "sala": -1.5}), Channel(np.zeros((36, 36), np.float32)))
CLASSIFIER = ScriptedClassifier()
Frames = Sequence[tuple[float, FrameHands]]
LAS = [Act("l", 1.1), Act("a", 1.1), Act("s", 1.1)]


def utterance(earlier: Sequence[Reading] = ()) -> Utterance:
    reader = Reader(CLASSIFIER.shapes, ReadingLimits(threshold=0.4))
    return Utterance(StreamRecogniser(CLASSIFIER, reader, StreamOptions(most=5)), DECODER.start(), earlier)


def read(utterance: Utterance, frames: Frames) -> list[Event]:
    return [event for seconds, frame in frames for event in utterance.push(seconds, frame)]


def config_after(events: Sequence[Event]) -> pb.RecognitionConfig:
    """Return what the gateway tells the next server: final results as they came, numbered below zero."""
    finals = [event_message(one).result for one in events if isinstance(one, Reading) and one.is_final]
    for place, result in enumerate(finals, -len(finals)):
        result.segment_id = place
    return pb.RecognitionConfig(language_code="pso", earlier_results=finals)


def resumed(frames: Frames, killed: float, seen_again: float) -> list[Event]:
    """Read with one server until it is killed, then with another that sees what was not read yet, so many seconds at most."""
    events = read(utterance(), [one for one in frames if one[0] < killed])
    earlier = read_earlier(config_after(events))
    since = max([killed - seen_again, *(one.end for one in earlier)])
    later = utterance(earlier)
    return [*read(later, [one for one in frames if one[0] > since]), *later.finish()]


def words(events: Sequence[Event]) -> list[str]:
    transcript = [one for one in events if isinstance(one, Transcript)][-1]
    return [part.hypotheses[0].words[0] for part in transcript.parts]


@pytest.mark.parametrize("killed", [1.5, 1.9, 2.1, 2.4, 3.0])
def test_a_word_spelled_across_the_end_of_a_server_stays_one(killed: float) -> None:
    events = resumed(list(signing([*LAS, Act(None, 0.5)])), killed, seen_again=2.0)
    assert words(events) == ["las"]
    (part,) = [one for one in events if isinstance(one, Transcript)][-1].parts
    literal = next(one for one in part.hypotheses if one.is_literal)
    assert literal.words == ("las",), "a letter was read twice or lost"
    assert len(part.segments) == 3
    assert part.segments[0] < 0 < part.segments[-1]


def test_a_letter_that_is_held_on_and_on_is_not_read_again() -> None:
    frames = list(signing([Act("l", 1.1), Act("a", 3.0), Act("s", 1.1), Act(None, 0.5)]))
    assert words(resumed(frames, killed=3.4, seen_again=1.0)) == ["las"]


def test_a_letter_shown_again_after_the_hand_was_lowered_counts_anew() -> None:
    frames = list(signing([Act("s", 1.1), Act(None, 0.6), Act("s", 1.1), Act(None, 0.5)]))
    (part,) = [one for one in resumed(frames, killed=1.3, seen_again=2.0) if isinstance(one, Transcript)][-1].parts
    assert next(one for one in part.hypotheses if one.is_literal).words == ("ss",)


def test_a_word_that_was_over_is_followed_by_another() -> None:
    frames = list(signing([*LAS, Act(None, 2.0), *LAS, Act(None, 0.5)]))
    assert words(resumed(frames, killed=5.6, seen_again=2.0)) == ["las", "las"]
    # Too little is seen again to show the pause, but it was one: nothing has been read for that long.
    assert words(resumed(frames, killed=5.9, seen_again=0.3)) == ["las", "las"]


def earlier(**changes: Any) -> pb.Result:
    alternative = pb.Alternative(sign_id="pjm/letter/a", text="a", confidence=0.9)
    fields: dict[str, Any] = {"segment_id": -1, "is_final": True, "alternatives": [alternative]}
    return pb.Result(**fields | changes)


@pytest.mark.parametrize(
    "results",
    [
        [earlier(segment_id=0)],
        [earlier(is_final=False)],
        [earlier(segment_id=-1), earlier(segment_id=-2)],
        [earlier(start_offset={"seconds": 3}, end_offset={"seconds": 2})],
        [earlier(start_offset={"seconds": -1})],
        [earlier(alternatives=[pb.Alternative(sign_id="pjm/letter/a", confidence=float("nan"))])],
        [earlier(alternatives=[pb.Alternative(sign_id="pjm/sign/x", text="X" * 101, confidence=0.5)])],
        [earlier(alternatives=[pb.Alternative(text="X", confidence=0.5)])],
        [earlier(alternatives=[pb.Alternative(sign_id="pjm/letter/a")] * 11)],
        [earlier(segment_id=number) for number in range(-41, 0)],
    ],
)
def test_what_no_server_has_read_is_refused(results: list[pb.Result]) -> None:
    with pytest.raises(ServiceError) as refused:
        read_earlier(pb.RecognitionConfig(earlier_results=results))
    assert refused.value.reason == "WRONG_EARLIER_RESULTS"


def test_a_sign_is_taken_as_it_was_named_and_a_letter_as_we_know_it() -> None:
    told = [
        earlier(segment_id=-3),
        earlier(segment_id=-2, alternatives=[pb.Alternative(sign_id="pjm/sign/x", text="X", confidence=0.5)]),
        earlier(segment_id=-1, alternatives=[]),
    ]
    letter, sign, declined = read_earlier(pb.RecognitionConfig(earlier_results=told))
    assert letter.alternatives[0].is_letter
    assert (sign.alternatives[0].letter.text, sign.alternatives[0].is_letter) == ("X", False)
    assert declined.alternatives == ()
