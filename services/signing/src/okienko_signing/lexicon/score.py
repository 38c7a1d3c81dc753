"""A sign in full: what each hand does, one after another and at the same time. Frozen values, no files.

`Sign.moves` says what people write by hand. Notations of linguists say more: two hands with moves of their own, places
on single fingers, paths that are wavy, circles with an axis, repetitions of parts. That is held here.
"""

from dataclasses import dataclass
from enum import StrEnum

from okienko_signing.lexicon.model import Place, Vector


class Relation(StrEnum):
    """How near a hand is to its place."""

    FREE = "free"
    """At the place's height, in the space before it."""
    CLOSE = "close"
    TOUCH = "touch"
    INTERLOCK = "interlock"
    CROSS = "cross"
    BEHIND = "behind"
    EXTENDED = "extended"
    """As far before the place as the arm reaches easily."""
    BRUSH = "brush"
    """Touched on the way, not at the end."""


class PlayKind(StrEnum):
    """Movements that need no way."""

    FINGERS = "fingers"
    NOD = "nod"
    SWING = "swing"
    TWIST = "twist"
    STIR = "stir"
    STIR_BACK = "stir-back"


class Repeating(StrEnum):
    """How a part is done again."""

    FROM_START = "from-start"
    CONTINUE = "continue"
    REVERSE = "reverse"


@dataclass(frozen=True)
class Spot:
    """Where a hand is."""

    place: Place | None
    """None: at the other hand, wherever that is."""
    relation: Relation = Relation.FREE
    point: str = ""
    """Part of the hand, as `engine.surface` names them, joined by '+'; empty: whichever part faces the place."""


@dataclass(frozen=True)
class HandStart:
    """A hand before it moves."""

    shape: str
    fingers: Vector
    palm: Vector
    spot: Spot | None


@dataclass(frozen=True)
class Play:
    """A movement in place."""

    kind: PlayKind
    size: float = 1.0
    speed: float = 1.0
    times: int = 2
    fades: float = 0.0
    """Above 0 it grows, below it shrinks, by that share."""


@dataclass(frozen=True)
class Circle:
    """A circle that is drawn, alone or on top of a way."""

    axis: Vector
    """The hand turns about it by the right-hand rule."""
    diameter: float
    start: Vector | None = None
    """Direction from the middle to where the circle begins; None: nearest to the body, or the top."""
    turns: float = 1.0
    flattening: Vector | None = None
    """For ellipses: the direction of the long axis."""
    growth: float = 0.0


@dataclass(frozen=True)
class Gesture:
    """One stretch of movement of one hand, or of both where the left follows the right."""

    travel: Vector = (0.0, 0.0, 0.0)
    """Metres; with a target that is touched, the way in which the hand sets out."""
    bulge: Vector | None = None
    """For arcs: which side the arc bends to; its length is the height as share of the way."""
    ripple: float = 0.0
    """Height of waves on the way, metres."""
    is_sharp: bool = False
    """Whether the waves are corners."""
    ripple_growth: float = 0.0
    circle: Circle | None = None
    plays: tuple[Play, ...] = ()
    shape: str | None = None
    fingers: Vector | None = None
    palm: Vector | None = None
    roll: float = 0.0
    """Above 0 the fingers change one after another from the index, below 0 from the little finger; seconds."""
    spot: Spot | None = None
    brushed: Spot | None = None
    speed: float = 1.0
    rest: float = 0.0
    """Seconds of rest before."""
    hold: float = 0.0
    """Seconds of standing still after, stopped abruptly."""
    is_tense: bool = False
    """Slow and even, with held strength."""


@dataclass(frozen=True)
class Still:
    """The hand stays."""


@dataclass(frozen=True)
class Series:
    """One after another; fused parts flow into each other without a stop."""

    actions: tuple["Action", ...]
    is_fused: bool = False


@dataclass(frozen=True)
class Apart:
    """Each hand on its own, at the same time."""

    right: "Action"
    left: "Action"


@dataclass(frozen=True)
class Again:
    """A part and its repetitions."""

    action: "Action"
    manner: Repeating
    times: int
    """How often it is done in all."""
    growth: float = 0.0


Action = Gesture | Still | Series | Apart | Again


@dataclass(frozen=True)
class Score:
    """The whole sign."""

    right: HandStart
    left: HandStart | None
    """None: the left hand rests."""
    action: Action
    is_together: bool = False
    """Whether both hands do the same, so that neither leads."""
    alternates: bool = False
    """Whether the left hand is half a cycle behind."""
    between: Spot | None = None
    """How the hands stand to each other: `place` names the part of the left hand, `point` that of the right."""


def spots_of(score: Score) -> list[tuple[bool, Spot]]:
    """Return every place that a score names, each with whether it is the left hand's."""
    found = [(is_left, start.spot) for is_left, start in ((False, score.right), (True, score.left)) if start]
    spots = [(is_left, spot) for is_left, spot in found if spot]
    if score.between:
        spots.append((False, score.between))
    return [*spots, *_spots_in(score.action, is_left=False)]


def _spots_in(action: Action, *, is_left: bool) -> list[tuple[bool, Spot]]:
    match action:
        case Gesture():
            return [(is_left, spot) for spot in (action.spot, action.brushed) if spot]
        case Series():
            return [spot for part in action.actions for spot in _spots_in(part, is_left=is_left)]
        case Apart():
            return [*_spots_in(action.right, is_left=False), *_spots_in(action.left, is_left=True)]
        case Again():
            return _spots_in(action.action, is_left=is_left)
        case Still():
            return []
