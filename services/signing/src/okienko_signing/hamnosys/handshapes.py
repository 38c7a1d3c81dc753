"""Handshapes put together from their symbols: base, thumb, bending, single fingers, contacts within the hand."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

import numpy as np

from okienko_signing.engine.arm import Array
from okienko_signing.engine.hand import FINGERS, LOWER_LIMITS, UPPER_LIMITS, local_points
from okienko_signing.hamnosys.symbols import KINDS, Kind

_STRAIGHT: Final = (2.0, 3.0, 3.0)
_FOLDED: Final = (88.0, 106.0, 70.0)
_BENDS: Final = {
    "fingerstraightmod": (66.0, 5.0, 4.0),
    "fingerbendmod": (30.0, 42.0, 26.0),
    "fingerhookmod": (10.0, 90.0, 46.0),
    "doublebent": (56.0, 78.0, 32.0),
    "doublehooked": (70.0, 104.0, 62.0),
}
"""Knuckle, middle joint, end joint: bent at the knuckle only, rounded, hooked, and the latter from the knuckle on."""
_PINCHES: Final = {"": (52.0, 50.0, 28.0), **_BENDS, "fingerstraightmod": (70.0, 16.0, 10.0)}
_CEES: Final = {"": (18.0, 44.0, 30.0), **_BENDS, "fingerstraightmod": (42.0, 10.0, 8.0)}
_NONE: Final = (-3.0, 0.0, 3.0, 7.0)
_WIDE: Final = (13.0, 3.0, -7.0, -16.0)
_V: Final = (9.0, -9.0, 0.0, 5.0)

_OUT: Final = (58.0, 12.0, 0.0, 0.0)
_OPPOSED: Final = (42.0, 46.0, 6.0, 14.0)
_ON_FIST: Final = (34.0, 24.0, 26.0, 14.0)
_BESIDE: Final = (24.0, 14.0, 14.0, 8.0)
_ACROSS_FIST: Final = (28.0, 46.0, 44.0, 50.0)
_ACROSS_TWO: Final = (19.0, 48.0, 46.0, 44.0)
_ACROSS_PALM: Final = (4.0, 50.0, 40.0, 34.0)
_CEE_THUMB: Final = (54.0, 34.0, 0.0, 14.0)


@dataclass(frozen=True)
class _Base:
    """A base handshape."""

    active: tuple[int, ...]
    """The fingers that it is about, index 0 to little 3."""
    bends: dict[str, tuple[float, float, float]]
    spread: tuple[float, ...]
    thumb: tuple[float, ...]
    across: tuple[float, ...]
    """The thumb where it lies across."""
    others: tuple[float, float, float] = _FOLDED
    pinches: bool = False


_FINGER_BENDS: Final = {"": _STRAIGHT, **_BENDS}
_ALL: Final = (0, 1, 2, 3)
_BASES: Final = {
    "fist": _Base((), _FINGER_BENDS, _NONE, _ON_FIST, _ACROSS_FIST),
    "flathand": _Base(_ALL, _FINGER_BENDS, _NONE, _BESIDE, _ACROSS_PALM),
    "finger2": _Base((0,), _FINGER_BENDS, _NONE, _ON_FIST, _ACROSS_FIST),
    "finger23": _Base((0, 1), _FINGER_BENDS, _NONE, _ACROSS_TWO, _ACROSS_TWO),
    "finger23spread": _Base((0, 1), _FINGER_BENDS, _V, _ACROSS_TWO, _ACROSS_TWO),
    "finger2345": _Base(_ALL, _FINGER_BENDS, _WIDE, _ACROSS_PALM, _ACROSS_PALM),
    "pinch12": _Base((0,), _PINCHES, _NONE, _OPPOSED, _ACROSS_FIST, pinches=True),
    "pinchall": _Base(_ALL, _PINCHES, _NONE, _OPPOSED, _ACROSS_PALM, pinches=True),
    "pinch12open": _Base((0,), _PINCHES, _WIDE, _OPPOSED, _ACROSS_PALM, _STRAIGHT, pinches=True),
    "cee12": _Base((0,), _CEES, _NONE, _CEE_THUMB, _ACROSS_FIST),
    "ceeall": _Base(_ALL, _CEES, _NONE, _CEE_THUMB, _ACROSS_PALM),
    "ceeopen": _Base((0,), _CEES, _WIDE, _CEE_THUMB, _ACROSS_PALM, _STRAIGHT),
}
_FINGER_NUMBERS: Final = {"indexfinger": 0, "middlefinger": 1, "ringfinger": 2, "pinky": 3}
_NATURAL_THUMBS: Final = {"thumboutmod": _OUT, "thumbopenmod": _OPPOSED}


@dataclass
class _Plan:
    """What the symbols after the base say, gathered before angles are set."""

    bends: list[str] = field(default_factory=list)
    thumb: str = ""
    chosen: list[int] = field(default_factory=list)
    """Fingers named without a bending of their own."""
    own: dict[int, str] = field(default_factory=dict)
    thumb_bends: list[str] = field(default_factory=list)
    contacts: list[tuple[int, str]] = field(default_factory=list)
    """Fingers, -1 for the thumb, with a part: they touch each other there."""
    parts: list[str] = field(default_factory=list)
    """Parts that are named without a finger: where the thumb lies."""


def shape_name(symbols: Sequence[str]) -> str:
    """Return the name under which the lexicon holds the handshape of these symbols."""
    return "hamnosys " + " ".join(symbols)


def active_fingers(symbols: Sequence[str]) -> tuple[str, ...]:
    """Return the fingers that a handshape is about, which a part without a finger means."""
    base = _BASES[symbols[0]]
    plan = _planned(symbols[1:])
    chosen = plan.chosen or list(base.active)
    names = [FINGERS[finger] for finger in chosen]
    if base.pinches or not names:
        names.append("thumb")
    return tuple(dict.fromkeys(names))


@lru_cache(maxsize=2048)
def angles_of(symbols: tuple[str, ...]) -> tuple[float, ...]:
    """Return the 20 joint angles, degrees, of a base handshape and the symbols that modify it."""
    base = _BASES[symbols[0]]
    plan = _planned(symbols[1:])
    if plan.chosen and set(plan.chosen) != set(base.active):
        base = replace(base, active=tuple(plan.chosen), spread=_spread_of(plan.chosen, base))
    angles = np.array([0.0] * 16 + [*_thumb(base, plan)])
    for finger in range(4):
        is_active = finger in base.active
        bend = _bend(base, plan, finger, is_active=is_active)
        angles[4 * finger : 4 * finger + 4] = (base.spread[finger], *bend)
    _cross(angles, plan)
    _touch(angles, base, plan)
    return tuple(float(angle) for angle in np.clip(angles, LOWER_LIMITS + 0.5, UPPER_LIMITS - 0.5))


def middle_of(shapes: Sequence[tuple[float, ...]]) -> tuple[float, ...]:
    """Return the handshape between several."""
    return tuple(float(angle) for angle in np.mean(shapes, axis=0))


def _planned(symbols: Sequence[str]) -> _Plan:  # noqa: C901, PLR0912 - one case a kind of symbol
    plan = _Plan()
    waiting: list[int] = []
    for index, symbol in enumerate(symbols):
        following = symbols[index + 1] if index + 1 < len(symbols) else ""
        match KINDS[symbol]:
            case Kind.THUMB:
                plan.thumb = symbol
            case Kind.FINGER:
                number = _FINGER_NUMBERS.get(symbol, -1)
                if following and KINDS[following] is Kind.FINGER_PART:
                    plan.contacts.append((number, following))
                else:
                    waiting.append(number)
            case Kind.FINGER_PART:
                if index == 0 or KINDS[symbols[index - 1]] is not Kind.FINGER:
                    plan.parts.append(symbol)
            case _ if waiting:
                for number in waiting:
                    if number < 0:
                        plan.thumb_bends.append(symbol)
                    else:
                        plan.own[number] = symbol
                waiting = []
            case _:
                plan.bends.append(symbol)
    if -1 in waiting:
        plan.parts.append("fingertip")
    plan.chosen = [number for number in waiting if number >= 0]
    return plan


def _spread_of(chosen: Sequence[int], base: _Base) -> tuple[float, ...]:
    if base.spread is _NONE:
        return _NONE
    spread = [0.0] * 4
    for place, finger in enumerate(sorted(chosen)):
        spread[finger] = 10.0 - 20.0 * place / max(len(chosen) - 1, 1)
    return tuple(spread)


def _bend(base: _Base, plan: _Plan, finger: int, *, is_active: bool) -> tuple[float, float, float]:
    if finger in plan.own:
        bend = base.bends if is_active and base.pinches else _FINGER_BENDS
        return bend[plan.own[finger]]
    if not is_active:
        if not base.active and "fingerstraightmod" in plan.bends:
            return 84.0, 98.0, 12.0
        return base.others
    if not plan.bends:
        return base.bends[""]
    if len(plan.bends) == 1:
        return base.bends[plan.bends[0]]
    # Said twice, a bending is stronger.
    total = np.array(base.bends[plan.bends[0]]) * (0.6 + 0.4 * len(plan.bends))
    return float(total[0]), float(total[1]), float(total[2])


def _thumb(base: _Base, plan: _Plan) -> tuple[float, ...]:
    thumb = list(base.thumb)
    if plan.thumb == "thumbacrossmod":
        thumb = list(base.across)
    elif plan.thumb:
        thumb = list(_NATURAL_THUMBS[plan.thumb])
    bends = list(plan.thumb_bends)
    if not base.active and plan.bends and plan.bends[0] != "fingerstraightmod":
        bends += plan.bends
    for bend in bends:
        thumb[2:] = {"fingerstraightmod": [40.0, 0.0], "fingerbendmod": [24.0, 40.0]}.get(bend, [30.0, 62.0])
    return tuple(thumb)


def _cross(angles: Array, plan: _Plan) -> None:
    """Lay one finger over another where two fingers touch with nail and pad."""
    named = [(finger, part) for finger, part in plan.contacts if finger >= 0]
    if len(named) < 2 or len(named) < len(plan.contacts):
        return
    (one, part), (two, _) = named[0], named[1]
    over, under = (two, one) if part in {"fingernail", "fingermidjoint"} else (one, two)
    sign = 1.0 if over > under else -1.0
    angles[4 * over : 4 * over + 4] = (12.0 * sign, 14.0, 10.0, 4.0)
    angles[4 * under : 4 * under + 4] = (-9.0 * sign, 2.0, 6.0, 4.0)


def _touch(angles: Array, base: _Base, plan: _Plan) -> None:
    """Bring the thumb's tip to the fingers, by search within the thumb's limits."""
    fingers = list(base.active)
    part = "fingertip"
    reach = 0.012
    thumb_part = "fingerpad"
    if any(finger < 0 for finger, _ in plan.contacts):
        thumb_part = next(part for finger, part in plan.contacts if finger < 0)
        fingers = [finger for finger, _ in plan.contacts if finger >= 0] or fingers
        part = next((part for finger, part in plan.contacts if finger >= 0), "fingertip")
    elif plan.parts:
        part = plan.parts[-1]
        fingers = fingers or [0]
    elif not base.pinches or plan.thumb == "thumboutmod":
        return
    elif plan.thumb == "thumbopenmod":
        reach = 0.040
    elif plan.thumb == "thumbacrossmod":
        part = "fingermidjoint"
    points = local_points(angles[None])[0]
    goal = np.mean([_on_finger(points, finger, part) for finger in fingers], axis=0)
    angles[16:] = _searched(angles, goal, reach, thumb_part)


def _on_finger(points: Array, finger: int, part: str) -> Array:
    base = 5 + 4 * finger
    joints = {"fingermidjoint": base + 1, "fingerbase": base, "fingerside": base + 2, "fingernail": base + 3}
    return np.asarray(points[joints.get(part, base + 3)])


def _searched(angles: Array, goal: Array, reach: float, thumb_part: str) -> Array:
    best = np.array([40.0, 44.0, 12.0, 18.0])
    low, high = LOWER_LIMITS[16:] + 1.0, UPPER_LIMITS[16:] - 1.0
    width = np.array([30.0, 30.0, 30.0, 40.0])
    for _ in range(4):
        steps = np.stack(np.meshgrid(*[np.linspace(-1.0, 1.0, 5)] * 4, indexing="ij"), axis=-1).reshape(-1, 4)
        thumbs = np.clip(best + steps * width, low, high)
        hands = np.repeat(angles[None], len(thumbs), axis=0)
        hands[:, 16:] = thumbs
        points = local_points(hands)
        tip = points[:, 4] if thumb_part != "fingermidjoint" else points[:, 3]
        far = np.abs(np.linalg.norm(tip - goal, axis=1) - reach) / 0.01
        # A nail that touches needs a bent end joint; a pad needs a nearly straight one.
        wanted = 70.0 if thumb_part == "fingernail" else 18.0
        strain = (((thumbs - np.array([40.0, 44.0, 12.0, wanted])) / 110.0) ** 2).sum(axis=1)
        cost = far**2 + ((thumbs[:, 3] - wanted) / 60.0) ** 2 + strain
        best = thumbs[int(cost.argmin())]
        width = width / 2.2
    return best
