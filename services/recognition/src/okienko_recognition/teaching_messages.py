"""Messages about taught signs and adapted letters to domain values and back."""

import math
from collections.abc import Sequence
from typing import Final

import grpc
import numpy as np
from google.protobuf.duration_pb2 import Duration
from okienko.recognition.v1 import recognition_pb2 as pb
from okienko_common.errors import ServiceError

from okienko_recognition.alphabet import LETTER_BY_SIGN_ID, Letter
from okienko_recognition.calibration import FEWEST_FRAMES, MOST_FRAMES, MOST_LETTERS, UnsteadyHandError
from okienko_recognition.classifiers import Float
from okienko_recognition.landmarks import FrameHands, InvalidLandmarksError, parse_frame
from okienko_recognition.lessons import Check, Take
from okienko_recognition.messages import read_offset, refuse
from okienko_recognition.recogniser import ActiveHand
from okienko_recognition.taught import TaughtSigns

MOST_CHECKED: Final = 10
MOST_TAKE_FRAMES: Final = 600
LONGEST_GLOSS: Final = 60


def read_gloss(request: pb.CheckTakesRequest | None) -> str:
    """Return the gloss of the first message.

    Raises:
        ServiceError: INVALID_ARGUMENT where there is none.
    """
    gloss = request.gloss.strip() if request is not None and request.WhichOneof("payload") == "gloss" else ""
    if not 0 < len(gloss) <= LONGEST_GLOSS:
        raise refuse(
            "GLOSS_MISSING",
            f"Pierwsza wiadomość musi podać glosę, najwyżej {LONGEST_GLOSS} znaków. Zacznij od niej.",
            f"The first message must carry the gloss, at most {LONGEST_GLOSS} characters. Start with it.",
        )
    return gloss


def read_take(request: pb.CheckTakesRequest, before: int) -> Take:
    """Return the take of a later message, of which `before` came earlier.

    Raises:
        ServiceError: INVALID_ARGUMENT for one too many, too long, empty, without landmarks, or with times that no recording has.
    """
    if request.WhichOneof("payload") != "take":
        raise refuse(
            "GLOSS_TWICE",
            "Po glosie mogą przyjść tylko nagrania. Zacznij od nowa, aby ją zmienić.",
            "After the gloss only takes may come. Start again to change it.",
        )
    if before >= MOST_CHECKED:
        raise refuse(
            "TOO_MANY_TAKES",
            f"Naraz można sprawdzić najwyżej {MOST_CHECKED} nagrań. Usuń gorsze z nich.",
            f"At most {MOST_CHECKED} takes can be checked at once. Delete the worse ones.",
        )
    take = request.take
    start, end = _seconds(take.start_offset), _seconds(take.end_offset)
    if not 1 <= len(take.frames) <= MOST_TAKE_FRAMES or not 0 <= start < end:
        raise refuse(
            "WRONG_TAKE",
            f"Nagranie musi mieć od 1 do {MOST_TAKE_FRAMES} klatek, a znak musi się w nim kończyć po swoim początku.",
            f"A take must have 1 to {MOST_TAKE_FRAMES} frames, and the sign in it must end after it has begun.",
        )
    frames: list[tuple[float, FrameHands]] = []
    last: float | None = None
    for frame in take.frames:
        last = read_offset(frame, last)
        frames.append((last, _landmarks(frame.landmarks)))
    return Take("", tuple(frames), start, end)


def check_message(check: Check) -> pb.CheckTakesResponse:
    """Pack what would come of teaching."""
    lesson = check.lesson
    return pb.CheckTakesResponse(
        agreement=lesson.agreement if len(lesson.digests) > 1 else 0.0,
        take_agreements=lesson.take_agreements,
        neighbours=[
            pb.Neighbour(sign_id=one.sign.sign_id, gloss=one.sign.text, probability=one.probability)
            for one in check.neighbours
        ],
        verdict=pb.TeachingVerdict.Value(f"TEACHING_VERDICT_{check.verdict.value}"),
    )


def taught_message(taught: TaughtSigns, *, is_current: bool) -> pb.ListTaughtSignsResponse:
    """Pack the taught signs."""
    signs = [
        pb.TaughtSign(sign_id=one.sign.sign_id, gloss=one.sign.text, take_sha256=one.digests, agreement=one.agreement)
        for one in taught.signs
    ]
    return pb.ListTaughtSignsResponse(signs=signs, is_current=is_current)


def read_calibration(config: pb.RecognitionConfig) -> dict[Letter, Float]:
    """Return the hands in which a resident showed letters, (t, 21, 3) each.

    Raises:
        ServiceError: INVALID_ARGUMENT for unknown letters, one twice, too many, or frames without a hand.
    """
    shown: dict[Letter, Float] = {}
    for one in config.calibration:
        letter = LETTER_BY_SIGN_ID.get(one.sign_id)
        if letter is None or letter in shown or len(config.calibration) > MOST_LETTERS:
            raise refuse(
                "WRONG_CALIBRATION",
                f"Dopasować można najwyżej {MOST_LETTERS} liter alfabetu palcowego, każdą raz. Zacznij dopasowanie od nowa.",
                f"At most {MOST_LETTERS} letters of the finger alphabet can be adjusted, each once. Start adjusting again.",
            )
        hands = _hands(one.frames)
        if not FEWEST_FRAMES <= len(hands) <= MOST_FRAMES or len(one.frames) > MOST_FRAMES:
            raise refuse(
                "CALIBRATION_HAND_MISSING",
                f"Litera „{letter.text}” potrzebuje od {FEWEST_FRAMES} do {MOST_FRAMES} klatek z dłonią. Pokaż ją jeszcze raz.",
                f"The letter {letter.text!r} needs {FEWEST_FRAMES} to {MOST_FRAMES} frames with a hand. Show it again.",
            )
        shown[letter] = np.stack(hands)
    return shown


def unsteady(error: UnsteadyHandError) -> ServiceError:
    """Say that a letter was not held."""
    return refuse(
        "CALIBRATION_UNSTEADY",
        f"Dłoń zmieniała kształt, gdy pokazywała literę „{error.letter.text}”. Pokaż ją jeszcze raz, nieruchomo.",
        f"The hand changed its shape while it showed the letter {error.letter.text!r}. Show it again and keep still.",
    )


def no_hand() -> ServiceError:
    """Say that a take shows no sign."""
    return refuse(
        "NO_HAND_IN_TAKE",
        "W jednym z nagrań nie widać dłoni tam, gdzie ma być znak. Usuń je i nagraj znak jeszcze raz.",
        "In one of the takes no hand is to be seen where the sign should be. Delete it and record the sign again.",
    )


def no_sign_model() -> ServiceError:
    """Say that this server knows letters only."""
    return ServiceError(
        grpc.StatusCode.FAILED_PRECONDITION,
        "NO_SIGN_MODEL",
        "Ten serwer rozpoznaje same litery, więc nie można nauczyć go znaków. Administrator: zainstaluj models/recognition/weights.",
        "This server recognises letters alone, so it cannot be taught signs. Administrator: install models/recognition/weights.",
    )


def _hands(frames: Sequence[pb.Landmarks]) -> list[Float]:
    active = ActiveHand()
    chosen = (active.choose(_landmarks(frame).hands) for frame in frames[: MOST_FRAMES + 1])
    return [hand.points for hand in chosen if hand is not None]


def _landmarks(sent: pb.Landmarks) -> FrameHands:
    try:
        return parse_frame(sent.layout, sent.values, sent.aspect_ratio)
    except InvalidLandmarksError as error:
        raise refuse(error.reason, error.pl, error.en) from None


def _seconds(value: Duration) -> float:
    seconds = value.seconds + value.nanos / 1e9
    return seconds if math.isfinite(seconds) else -1.0
