"""Places on and before the body as a point of the skin and the way out of it."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from okienko_signing.engine.arm import SHOULDER, Array, solve_elbows
from okienko_signing.engine.clearance import HEAD_CENTRE, HEAD_HALF
from okienko_signing.engine.posture import MIRROR, HandState
from okienko_signing.engine.surface import ARM_PARTS, ARM_RADIUS, patch
from okienko_signing.lexicon import notation
from okienko_signing.lexicon.model import Place

_MORE: Final[dict[str, tuple[float, float, float]]] = {
    "head": (0.0, 0.205, 0.112),
    "eyebrows": (0.034, 0.236, 0.106),
    "nostrils": (0.0, 0.164, 0.128),
    "earlobe": (0.088, 0.165, 0.012),
    "tongue": (0.0, 0.134, 0.114),
    "teeth": (0.0, 0.140, 0.114),
    "shoulder-top": (0.125, 0.048, 0.020),
    "shoulder-line": (0.0, -0.030, 0.090),
}
SITES: Final = {**notation.BODY, **_MORE}
"""Places on the body, on the side of the signer's left."""
NEUTRAL: Final = "neutral"
_ARM: Final = {f"other:{name}": share for name, share in ARM_PARTS.items()}
_PAIRED: Final = frozenset({"eye", "eyebrows", "temple", "cheek", "ear", "earlobe", "jaw", "shoulder", "shoulder-top"})
_SIDES: Final = {"left": 1.0, "right": -1.0, "far-left": 2.0, "far-right": -2.0}
_HEAD_SIDE: Final = 0.042
_HEAD_BESIDE: Final = 0.105
_TRUNK_SIDE: Final = 0.085
_TRUNK_BESIDE: Final = 0.165
_NEUTRAL: Final[Array] = np.array([0.11, -0.14, 0.105])


@dataclass(frozen=True)
class Site:
    """A point of the skin."""

    centre: Array
    """(3,) metres."""
    out: Array
    """(3,) unit vector out of the skin; zeros where any way is as good."""
    thickness: float = 0.0
    """From `centre` to the skin."""
    is_head: bool = False


def site_of(place: Place, hand: HandState, other: HandState | None, *, both: bool) -> Site:
    """Return where a place is.

    Args:
        place: the place; names out of `SITES`, `neutral`, or `other:` and a part of the hand.
        hand: the hand that goes there.
        other: the other hand.
        both: whether the other hand goes to the same place, so that they must not meet in the middle.

    Raises:
        ValueError: the place is on the other hand, which is not described.

    """
    if place.halfway:
        one = site_of(_whole(place), hand, other, both=both)
        two = site_of(place.halfway, hand, other, both=both)
        out = one.out + two.out
        length = max(float(np.linalg.norm(out)), 1e-9)
        return Site(
            (one.centre + two.centre) / 2,
            out / length,
            (one.thickness + two.thickness) / 2,
            one.is_head and two.is_head,
        )
    if place.name.startswith("other:"):
        if other is None:
            msg = f"The place '{place.name.removeprefix('other:')}' is on the other hand, which is not described."
            raise ValueError(msg)
        return _on_other(place, other)
    return _on_body(place, hand, both=both)


def _whole(place: Place) -> Place:
    return Place(place.name, place.side, place.distance, place.lift)


def _on_other(place: Place, other: HandState) -> Site:
    if place.name in _ARM:
        elbow, _ = solve_elbows(other.wrist[None], other.rotation[None, :, 1], is_left=other.is_left)
        share = _ARM[place.name]
        shoulder = SHOULDER * (np.ones(3) if other.is_left else MIRROR)
        start, end, part = (other.wrist, elbow[0], share) if share <= 1.0 else (elbow[0], shoulder, share - 1.0)
        along = (end - start) / np.linalg.norm(end - start)
        out = np.array([0.0, 0.45, 0.9])
        if place.name == "other:elbow-inside":
            out = np.array([0.0, 1.0, 0.4])
        if place.side:
            out = np.array([-0.8 if place.side.endswith("right") else 0.8, 0.3, 0.5])
        out = out - along * float(out @ along)
        return Site(start + (end - start) * part, out / np.linalg.norm(out), ARM_RADIUS)
    found = patch(other, place.name.removeprefix("other:"))
    facing = found.facing
    if place.side:
        # A side word at a part of the hand: its edge on that side.
        sideways = np.array([-1.0 if place.side.endswith("right") else 1.0, 0.0, 0.0])
        facing = facing + (1.0 if abs(_SIDES[place.side]) < 1.5 else 2.0) * sideways
        facing = facing / max(float(np.linalg.norm(facing)), 1e-9)
    return Site(found.centre, facing, found.thickness)


def _on_body(place: Place, hand: HandState, *, both: bool) -> Site:
    own = 1.0 if hand.is_left else -1.0
    named = _SIDES.get(place.side, 0.0)
    if place.name == NEUTRAL:
        side = named or own
        return Site(_NEUTRAL * np.array([side, 1.0, 1.0]), np.array([0.0, 0.0, 1.0]))
    base = np.array(SITES[place.name])
    is_head = base[1] > 0.06
    if place.name in _PAIRED:
        side = named or own
        base[0] *= np.sign(side) * (1.25 if abs(side) > 1.5 else 1.0)
    elif named:
        at, beside = (_HEAD_SIDE, _HEAD_BESIDE) if is_head else (_TRUNK_SIDE, _TRUNK_BESIDE)
        base[0] = np.sign(named) * (beside if abs(named) > 1.5 else at)
        base[2] -= _fall(base, is_head=is_head)
    elif both:
        base[0] = own * (0.03 if is_head else 0.075)
        base[2] -= _fall(base, is_head=is_head)
    out = (base - HEAD_CENTRE) / HEAD_HALF**2 if is_head else np.array([0.25 * np.sign(base[0]), 0.0, 1.0])
    if place.name == "shoulder-top":
        out = np.array([0.0, 1.0, 0.5])
    elif place.name == "under-chin":
        out = np.array([0.0, -1.0, 0.5])
    elif place.name == "head-top":
        out = np.array([0.0, 1.0, 0.1])
    elif place.name == "neck":
        out = np.array([0.0, 0.0, 1.0])
    return Site(base, out / np.linalg.norm(out), 0.0, is_head)


def _fall(base: Array, *, is_head: bool) -> float:
    """Return how far the skin lies back at that distance from the middle."""
    half, depth = (HEAD_HALF[0] + 0.02, HEAD_HALF[2]) if is_head else (0.19, 0.09)
    return float(depth * (1.0 - np.sqrt(max(1.0 - (base[0] / half) ** 2, 0.02))))
