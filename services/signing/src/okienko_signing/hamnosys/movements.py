"""Movements: straight ways, arcs, circles, movements in place, with size and manner."""

from dataclasses import dataclass, field, replace
from typing import Final

from okienko_signing.hamnosys.directions import between, unit, vector_of
from okienko_signing.hamnosys.ledger import Ledger
from okienko_signing.hamnosys.symbols import Kind, Token
from okienko_signing.hamnosys.tree import Node
from okienko_signing.lexicon.model import Vector
from okienko_signing.lexicon.score import Circle, Gesture, Play, PlayKind

_WAYS: Final = {-2: 0.030, -1: 0.060, 0: 0.130, 1: 0.240, 2: 0.320}
"""Metres of a straight way, from twice small to twice large."""
_CIRCLES: Final = {-2: 0.040, -1: 0.070, 0: 0.130, 1: 0.220, 2: 0.280}
"""Metres across."""
_ARCS: Final = {-1: 0.18, 0: 0.34, 1: 0.52}
"""Height of an arc as share of its way."""
_RIPPLES: Final = {-1: 0.010, 0: 0.020, 1: 0.034}
_PLAYS: Final = {-1: 0.6, 0: 1.0, 1: 1.5}
_PLAY_KINDS: Final = {
    "fingerplay": PlayKind.FINGERS,
    "nodding": PlayKind.NOD,
    "swinging": PlayKind.SWING,
    "twisting": PlayKind.TWIST,
    "stircw": PlayKind.STIR,
    "stirccw": PlayKind.STIR_BACK,
}
_FAST: Final = 1.45
_SLOW: Final = 0.62
_REST: Final = 0.14
_HALT: Final = 0.16
_ROLL: Final = 0.30
_SHAKEN: Final = 0.5
_ELLIPSES: Final = {"ellipseh": (1.0, 0.0), "ellipsev": (0.0, 1.0), "ellipseur": (-1.0, 1.0), "ellipseul": (1.0, 1.0)}


@dataclass
class Draft:
    """A gesture as its symbols are read."""

    sizes: dict[str, int] = field(default_factory=dict)
    """Smaller below 0, larger above, by what they are said of: way, arc, ripple, circle, play."""
    subject: str = "way"
    ways: list[Vector] = field(default_factory=list)
    axes: list[Vector] = field(default_factory=list)
    play: PlayKind | None = None
    arcs: list[Vector] = field(default_factory=list)
    ripple: str = ""
    clocks: list[str] = field(default_factory=list)
    ellipse: str = ""
    growth: int = 0
    grown: str = "way"
    speed: float = 1.0
    rest: float = 0.0
    hold: float = 0.0
    is_tense: bool = False
    full: int = 0


def read_movement(node: Node, ledger: Ledger) -> Gesture:
    """Return the gesture of a movement, a movement in place, or of the modifiers of a change."""
    draft = Draft()
    for token in node.own():
        _note(draft, token, ledger)
    return _drawn(draft)


def _note(draft: Draft, token: Token, ledger: Ledger) -> None:  # noqa: C901, PLR0912 - one case a kind of symbol
    name = token.name
    match token.kind:
        case Kind.MOVE if name in {"movecross", "movex"}:
            return
        case Kind.MOVE:
            draft.ways.append(vector_of(name.removeprefix("move")))
        case Kind.CIRCLE:
            draft.axes.append(vector_of(name.removeprefix("circle")))
            draft.subject = "circle"
        case Kind.PLAY:
            draft.play = _PLAY_KINDS[name]
            draft.subject = "play"
        case Kind.ARC:
            draft.arcs.append(vector_of(name.removeprefix("arc")))
            draft.subject = "arc"
        case Kind.LINE:
            draft.ripple = name
            draft.subject = "ripple"
        case Kind.SIZE:
            step = 1 if name == "largemod" else -1
            draft.sizes[draft.subject] = draft.sizes.get(draft.subject, 0) + step
        case Kind.CLOCK if name == "clockfull":
            draft.full += 1
        case Kind.CLOCK:
            draft.clocks.append(name.removeprefix("clock"))
        case Kind.ELLIPSE:
            draft.ellipse = name
        case Kind.GROWTH:
            draft.growth += 1 if name == "increasing" else -1
            draft.grown = draft.subject
        case Kind.MANNER:
            _note_manner(draft, name)
        case Kind.BETWEEN:
            pass
        case _:
            return
    ledger.use(token)


def _note_manner(draft: Draft, name: str) -> None:
    match name:
        case "fast":
            draft.speed *= _FAST
        case "slow":
            draft.speed *= _SLOW
        case "rest":
            draft.rest += _REST
        case "halt":
            draft.hold += _HALT
        case _:
            draft.is_tense = True


def _sized(table: dict[int, float], step: int) -> float:
    return table[max(min(table), min(max(table), step))]


def _drawn(draft: Draft) -> Gesture:
    way_step = draft.sizes.get("way", 0)
    travel = (0.0, 0.0, 0.0)
    if draft.ways:
        x, y, z = between(draft.ways)
        length = _sized(_WAYS, way_step)
        travel = (x * length, y * length, z * length)
    speed, roll = draft.speed, 0.0
    plays: tuple[Play, ...] = ()
    if draft.play is not None:
        size = _sized(_PLAYS, draft.sizes.get("play", 0))
        fades = _SHAKEN * draft.growth if draft.grown == "play" else 0.0
        plays = (Play(draft.play, size, draft.speed, 2, fades),)
        speed = 1.0
    elif draft.growth and draft.grown == "way":
        if draft.ways:
            speed *= 1.25 if draft.growth > 0 else 0.8
        else:
            roll = _ROLL * draft.growth
    return Gesture(
        travel=travel,
        bulge=_bulge(draft),
        ripple=_sized(_RIPPLES, draft.sizes.get("ripple", 0)) if draft.ripple else 0.0,
        is_sharp=draft.ripple == "zigzag",
        ripple_growth=_SHAKEN * draft.growth if draft.grown in {"ripple", "arc"} else 0.0,
        circle=_circle(draft) if draft.axes else None,
        plays=plays,
        roll=roll,
        speed=speed,
        rest=draft.rest,
        hold=draft.hold,
        is_tense=draft.is_tense,
    )


def _bulge(draft: Draft) -> Vector | None:
    if not draft.arcs:
        return None
    x, y, z = between(draft.arcs)
    height = _sized(_ARCS, draft.sizes.get("arc", 0))
    return x * height, y * height, z * height


def _circle(draft: Draft) -> Circle:
    axis = between(draft.axes)
    # A size before the circle's own modifiers and one after them both mean the circle.
    step = draft.sizes.get("circle", 0) + draft.sizes.get("way", 0)
    turns = 1.0
    if len(draft.clocks) > 1:
        turns = _part_of_turn(draft.clocks[0], draft.clocks[-1])
    growth = 0.6 * draft.growth if draft.growth and draft.grown == "circle" else 0.0
    x, y = _ELLIPSES.get(draft.ellipse, (0.0, 0.0))
    return Circle(
        axis=axis,
        diameter=_sized(_CIRCLES, step),
        start=_clock(draft.clocks[0], axis) if draft.clocks else None,
        turns=turns + max(draft.full - 1, 0),
        flattening=_on_plane(x, y, axis) if draft.ellipse else None,
        growth=growth,
    )


_HOURS: Final = ("u", "ur", "r", "dr", "d", "dl", "l", "ul")


def _part_of_turn(first: str, last: str) -> float:
    steps = (_HOURS.index(last) - _HOURS.index(first)) % 8
    return steps / 8 or 1.0


def _clock(hour: str, axis: Vector) -> Vector:
    x = ("l" in hour) - ("r" in hour)
    y = ("u" in hour) - ("d" in hour)
    return _on_plane(float(x), float(y), axis)


def _on_plane(x: float, y: float, axis: Vector) -> Vector:
    """Return a direction of the page in the circle's plane: seen from behind, from above or from the side."""
    largest = max(range(3), key=lambda index: abs(axis[index]))
    if largest == 1:
        return unit(x, 0.0, y)
    if largest == 0:
        return unit(0.0, y, x)
    return unit(x, y, 0.0)


def merged(one: Gesture, two: Gesture) -> Gesture | None:
    """Return the gesture that does both at the same time; None if one hand cannot."""
    if any(getattr(one, name) and getattr(two, name) for name in _SINGLE):
        return None
    x, y, z = (a + b for a, b in zip(one.travel, two.travel, strict=True))
    return replace(
        one,
        travel=(x, y, z),
        bulge=_sum(one.bulge, two.bulge),
        ripple=max(one.ripple, two.ripple),
        is_sharp=one.is_sharp or two.is_sharp,
        ripple_growth=one.ripple_growth or two.ripple_growth,
        circle=one.circle or two.circle,
        plays=(*one.plays, *two.plays),
        shape=two.shape or one.shape,
        fingers=two.fingers or one.fingers,
        palm=two.palm or one.palm,
        roll=one.roll or two.roll,
        spot=two.spot or one.spot,
        brushed=two.brushed or one.brushed,
        speed=one.speed * two.speed,
        rest=one.rest + two.rest,
        hold=one.hold + two.hold,
        is_tense=one.is_tense or two.is_tense,
    )


_SINGLE: Final = ("circle", "shape", "fingers", "spot", "brushed", "ripple", "roll")
"""What a gesture can have only once."""


def _sum(one: Vector | None, two: Vector | None) -> Vector | None:
    if one is None or two is None:
        return one or two
    return one[0] + two[0], one[1] + two[1], one[2] + two[2]
