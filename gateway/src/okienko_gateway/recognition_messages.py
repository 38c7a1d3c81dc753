"""The recognition service's messages as the socket's JSON."""

from collections.abc import Sequence
from typing import Annotated, Any

from okienko.recognition.v1 import recognition_pb2
from pydantic import BaseModel, Field

from okienko_gateway.durations import from_milliseconds, seconds

_DAY = 86_400.0
Offset = Annotated[float, Field(ge=0, le=_DAY)]


class EarlierAlternative(BaseModel):
    """A reading of a stretch of signing."""

    sign_id: str = Field(max_length=100)
    text: str = Field(max_length=100)
    confidence: float = Field(ge=0, le=1)


class EarlierResult(BaseModel):
    """A final result that a socket gave before it was lost."""

    start: Offset
    end: Offset
    alternatives: list[EarlierAlternative] = Field(max_length=10)


def earlier_results(results: Sequence[EarlierResult]) -> list[recognition_pb2.Result]:
    """Return what another socket gave as the service takes it: the last one is number -1."""
    return [
        recognition_pb2.Result(
            segment_id=place,
            is_final=True,
            start_offset=from_milliseconds(round(result.start * 1000)),
            end_offset=from_milliseconds(round(result.end * 1000)),
            alternatives=[
                recognition_pb2.Alternative(sign_id=one.sign_id, text=one.text, confidence=one.confidence)
                for one in result.alternatives
            ],
        )
        for place, result in enumerate(results, -len(results))
    ]


def socket_message(response: recognition_pb2.StreamRecognizeResponse) -> dict[str, Any]:
    """Return one response as a message for the page."""
    match response.WhichOneof("event"):
        case "result":
            return _result(response.result)
        case "hint":
            name = recognition_pb2.HintCode.Name(response.hint.code)
            return {"type": "hint", "code": name.removeprefix("HINT_CODE_").lower()}
        case "transcript":
            return _transcript(response.transcript)
        case _:
            found = response.landmarks
            return {
                "type": "landmarks",
                "offset": seconds(found.offset),
                "layout": found.landmarks.layout,
                "aspect_ratio": found.landmarks.aspect_ratio,
                "values": [round(value, 5) for value in found.landmarks.values],
            }


def _transcript(transcript: recognition_pb2.Transcript) -> dict[str, Any]:
    return {
        "type": "transcript",
        "parts": [
            {
                "segment_ids": list(part.segment_ids),
                "hypotheses": [
                    {
                        "words": list(one.words),
                        "confidence": round(one.confidence, 4),
                        "is_literal": one.is_literal,
                        "source": recognition_pb2.HypothesisSource.Name(one.source)
                        .removeprefix("HYPOTHESIS_SOURCE_")
                        .lower(),
                    }
                    for one in part.hypotheses
                ],
            }
            for part in transcript.parts
        ],
    }


def _result(result: recognition_pb2.Result) -> dict[str, Any]:
    return {
        "type": "result",
        "segment_id": result.segment_id,
        "is_final": result.is_final,
        "start": seconds(result.start_offset),
        "end": seconds(result.end_offset),
        "alternatives": [
            {"sign_id": item.sign_id, "text": item.text, "confidence": round(item.confidence, 4)}
            for item in result.alternatives
        ],
    }
