"""Which part of a recording is the sign, how well its hands were seen, and how near the engine's hand came."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from okienko_signing.clips.errors import ClipError
from okienko_signing.clips.fitting import FittedHand
from okienko_signing.clips.frames import ClipFrames
from okienko_signing.clips.smoothing import Bools
from okienko_signing.clips.stance import Stance
from okienko_signing.clips.viewpoint import SHOULDER_MIDDLE, Viewpoint
from okienko_signing.engine.arm import Array
from okienko_signing.engine.hand import HAND_LENGTH, world_points
from okienko_signing.engine.path import FRAME_RATE, Track

SHORTEST_SIGN: Final = 0.3
LONGEST_SIGN: Final = 6.0
LEAST_SEEN: Final = 0.8
LONGEST_GAP: Final = 0.3
WORST_SHAPE: Final = 0.10
"""Median misfit of the hand's shape, share of its length. People's hands fit at 0.04, those of the wrong side at 0.17."""
WORST_REPROJECTION: Final = 0.20
"""Median distance in the picture, share of the hand's length."""
_STILL: Final = 0.25
"""Metres a second below which a raised hand has arrived."""
_ARRIVING: Final = 0.6
"""Seconds within which a hand that was raised arrives."""
_HELD: Final = 0.10
"""Seconds that stay of a stillness at either end."""


@dataclass(frozen=True)
class Span:
    """From when to when, seconds of the recording."""

    start: float
    end: float


@dataclass(frozen=True)
class Quality:
    """How good a recording is."""

    frame_rate: float
    """Frames a second."""
    seen_share: float
    """Share of the sign's frames in which the hand was found; of two hands the rarer one's."""
    shape_error: float
    """Median misfit of the engine's hand to the landmarks' shape, share of the hand's length."""
    reprojection_error: float
    """Median distance of the engine's hand from the landmarks in the picture, place included, share of its length."""
    reprojection_error_p90: float
    """The distance that nine tenths of all points keep."""


def sign_span(grid: Array, active: Bools, hands: list[Array]) -> Span:
    """Return when the sign is: without resting, raising and lowering the hands.

    Args:
        grid: (G,) even times.
        active: (G,) whether any hand is raised.
        hands: (G, 21, 3) points of each hand that takes part.

    """
    raised = np.flatnonzero(active)
    first, last = int(raised[0]), int(raised[-1])
    speed = (
        np.max([np.linalg.norm(np.gradient(hand, axis=0), axis=2).mean(axis=1) for hand in hands], axis=0) * FRAME_RATE
    )
    start = first if first == 0 else _arrival(speed, first, 1)
    end = last if last == len(grid) - 1 else _arrival(speed, last, -1)
    start, end = _without_stillness(speed, min(start, end), max(start, end))
    return Span(float(grid[start]), float(grid[end]))


def _arrival(speed: Array, at: int, step: int) -> int:
    """Return where a hand that is on its way up (step 1), or will go down (-1), stands still or turns."""
    frames = round(_ARRIVING * FRAME_RATE)
    fastest = speed[at]
    for frame in range(at, min(max(at + step * frames, 1), len(speed) - 2), step):
        fastest = max(fastest, speed[frame])
        is_lowest = speed[frame] <= speed[frame - 1] and speed[frame] <= speed[frame + 1]
        if speed[frame] < _STILL or (is_lowest and speed[frame] < fastest / 2):
            return frame
    return at


def _without_stillness(speed: Array, start: int, end: int) -> tuple[int, int]:
    """Return both ends with at most a short hold each, and at least the shortest sign between them."""
    moving = np.flatnonzero(speed[start : end + 1] > _STILL / 2)
    if not len(moving):
        return start, end
    held = round(_HELD * FRAME_RATE)
    shorter = max(start, start + int(moving[0]) - held), min(end, start + int(moving[-1]) + held)
    lacking = round(SHORTEST_SIGN * FRAME_RATE) + 1 - (shorter[1] - shorter[0])
    if lacking > 0:
        return max(start, shorter[0] - lacking // 2 - 1), min(end, shorter[1] + lacking // 2 + 1)
    return shorter


def check_span(span: Span) -> None:
    """Make sure that the sign has a length that signs have.

    Raises:
        ClipError: it has not.

    """
    seconds = span.end - span.start
    if seconds < SHORTEST_SIGN - 1e-9:
        raise ClipError(
            f"The sign is {seconds:.2f} s long; at least {SHORTEST_SIGN} s are needed. Keep the hands up a little longer.",
            f"Znak trwa {seconds:.2f} s; potrzeba co najmniej {SHORTEST_SIGN} s. Przytrzymaj ręce w górze nieco dłużej.",
        )
    if seconds > LONGEST_SIGN + 1e-9:
        raise ClipError(
            f"The sign is {seconds:.1f} s long; at most {LONGEST_SIGN:.0f} s are taken. Record one sign only.",
            f"Znak trwa {seconds:.1f} s; przyjmujemy najwyżej {LONGEST_SIGN:.0f} s. Nagraj tylko jeden znak.",
        )


def check_sight(times: Array, seen: Bools, span: Span) -> float:
    """Return the share of the sign's frames in which a hand was seen.

    Raises:
        ClipError: it was seen too seldom, or not for too long.

    """
    inside = (times >= span.start - 1e-9) & (times <= span.end + 1e-9)
    share = float(seen[inside].mean()) if inside.any() else 0.0
    if share < LEAST_SEEN:
        raise ClipError(
            f"A hand was found in {share:.0%} of the sign's frames; at least {LEAST_SEEN:.0%} are needed. Keep both hands in "
            "the picture, light them from the front, and wear what is unlike your skin.",
            f"Dłoń znaleziono w {share:.0%} klatek znaku; potrzeba co najmniej {LEAST_SEEN:.0%}. Trzymaj dłonie w kadrze, "
            "oświetl je z przodu i załóż ubranie w innym kolorze niż skóra.",
        )
    marks = np.concatenate([[span.start], times[inside & seen], [span.end]])
    gap = int(np.argmax(np.diff(marks)))
    lost = float(marks[gap + 1] - marks[gap])
    if lost > LONGEST_GAP:
        raise ClipError(
            f"A hand was out of sight for {lost:.2f} s from second {marks[gap]:.1f} on; at most {LONGEST_GAP} s can be filled. "
            "Sign more slowly and keep the hands apart and in the picture.",
            f"Dłoni nie było widać przez {lost:.2f} s od sekundy {marks[gap]:.1f}; uzupełniamy najwyżej {LONGEST_GAP} s. "
            "Migaj wolniej i trzymaj dłonie w kadrze, nie zasłaniając jednej drugą.",
        )
    return share


@dataclass(frozen=True, eq=False)
class Shown:
    """A hand of the engine over the sign's time, and where it was recorded."""

    track: Track
    seen: Bools
    """(T,) bool, the recording's frames in which it was found."""
    is_left: bool


def shape_error(fits: list[FittedHand]) -> float:
    """Return the median misfit of the engine's hands to the landmarks' shape, share of the hand's length.

    Raises:
        ClipError: it is so large that the landmarks are of another hand.

    """
    share = float(np.median(np.concatenate([fit.misfit for fit in fits]))) / HAND_LENGTH
    if share > WORST_SHAPE:
        raise ClipError(
            f"The landmarks do not look like the hands that they are said to be (misfit {share:.0%}, at most {WORST_SHAPE:.0%}). "
            "Turn the palms and the backs of the hands to the camera, not only their edges, come closer, and record again.",
            f"Punkty nie pasują do wskazanych dłoni (błąd {share:.0%}, najwyżej {WORST_SHAPE:.0%}). "
            "Pokazuj kamerze dłonie od środka lub z wierzchu, nie tylko z boku, podejdź bliżej i nagraj ponownie.",
        )
    return share


def reprojection(
    clip: ClipFrames, grid: Array, stance: Stance, viewpoint: Viewpoint, hands: list[Shown]
) -> tuple[float, float]:
    """Return how far the engine's hands are from the landmarks in the picture, median and p90, shares of a hand's length.

    Args:
        clip: the recording.
        grid: (G,) times of the tracks' frames.
        stance: of the signer.
        viewpoint: of the camera.
        hands: at least one.

    Raises:
        ClipError: they are too far from each other.

    """
    inside = (clip.times >= grid[0] - 1e-9) & (clip.times <= grid[-1] + 1e-9)
    distances = []
    for hand in hands:
        frames = np.flatnonzero(inside & hand.seen)
        nearest = np.clip(np.round((clip.times[frames] - grid[0]) * FRAME_RATE).astype(int), 0, len(grid) - 1)
        track, first = hand.track, 0 if hand.is_left else 21
        placed = world_points(track.angles, track.wrists, track.rotations, is_left=hand.is_left)[nearest]
        placed -= SHOULDER_MIDDLE
        # Back to the signer's own neck, so that only what went astray counts.
        heights = placed[..., 1].mean(axis=1)
        placed[..., 1] += (stance.lowered(heights) - heights)[:, None]
        shown = viewpoint.pictured(placed, stance.middles[frames], stance.metre, clip.aspect_ratio)
        given = clip.values[frames, first : first + 21, :2] * [clip.aspect_ratio, 1.0]
        distances.append(np.linalg.norm(shown - given, axis=2).ravel() / (HAND_LENGTH * stance.metre))
    away = np.concatenate(distances)
    middle = float(np.median(away))
    if middle > WORST_REPROJECTION:
        raise ClipError(
            f"The signer cannot follow this recording: the hands end up {middle:.0%} of a hand's length beside the recorded "
            f"ones; at most {WORST_REPROJECTION:.0%} is good enough. Face the camera, sit upright, and record again.",
            f"Postać nie może odtworzyć nagrania: dłonie wypadają {middle:.0%} długości dłoni obok nagranych; dopuszczamy "
            f"{WORST_REPROJECTION:.0%}. Usiądź prosto, przodem do kamery, i nagraj ponownie.",
        )
    return middle, float(np.percentile(away, 90))
