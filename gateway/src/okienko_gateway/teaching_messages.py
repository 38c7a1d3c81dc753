"""The recognition service's messages about teaching as the gateway gives and takes them."""

from collections.abc import Sequence

from okienko.recognition.v1 import recognition_pb2
from okienko.signing.v1 import sign_clips_pb2

from okienko_gateway.recording_messages import enum_word
from okienko_gateway.teaching_schemas import CalibratedLetter, TakeCheck, TaughtSign, TaughtSignList

_DIGITS = 3


def taught(source: recognition_pb2.ListTaughtSignsResponse) -> TaughtSignList:
    """Return the taught signs."""
    signs = [
        TaughtSign(id=one.sign_id, gloss=one.gloss, takes=len(one.take_sha256), agreement=round(one.agreement, _DIGITS))
        for one in source.signs
    ]
    return TaughtSignList(signs=signs, is_current=source.is_current)


def take(
    clip: sign_clips_pb2.SignClip, parts: Sequence[sign_clips_pb2.GetClipFramesResponse]
) -> recognition_pb2.CheckTakesRequest:
    """Return a recorded clip as a take to be checked."""
    frames = [
        recognition_pb2.Frame(
            offset=frame.offset,
            landmarks=recognition_pb2.Landmarks(
                layout=parts[0].layout, values=frame.values, aspect_ratio=parts[0].aspect_ratio
            ),
        )
        for part in parts
        for frame in part.frames
    ]
    return recognition_pb2.CheckTakesRequest(
        take=recognition_pb2.Take(frames=frames, start_offset=clip.start_offset, end_offset=clip.end_offset)
    )


def checked(clips: Sequence[int], source: recognition_pb2.CheckTakesResponse) -> TakeCheck:
    """Return what would come of teaching."""
    return TakeCheck.model_validate(
        {
            "verdict": enum_word(recognition_pb2.TeachingVerdict.Name(source.verdict), "TEACHING_VERDICT_"),
            "agreement": round(source.agreement, _DIGITS),
            "takes": [
                {"clip": clip, "agreement": round(agreement, _DIGITS)}
                for clip, agreement in zip(clips, source.take_agreements, strict=True)
            ],
            "neighbours": [
                {"id": one.sign_id, "gloss": one.gloss, "probability": round(one.probability, _DIGITS)}
                for one in source.neighbours
            ],
        }
    )


def calibration(letters: Sequence[CalibratedLetter]) -> list[recognition_pb2.CalibratedLetter]:
    """Return adapted letters as the service takes them."""
    return [
        recognition_pb2.CalibratedLetter(
            sign_id=letter.sign_id,
            frames=[
                recognition_pb2.Landmarks(layout="hands/1", values=values, aspect_ratio=letter.aspect_ratio)
                for values in letter.frames
            ],
        )
        for letter in letters
    ]
