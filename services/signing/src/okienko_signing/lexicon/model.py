"""The phonological model: what a sign is made of. Frozen values, no files.

A sign is described for the signer's right hand: handshape, where the fingers point, where the palm faces, where which
part of the hand is, and how it moves; a symmetry rule or a description of its own gives the left hand.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from okienko_signing.clips.motion import RecordedMotion
    from okienko_signing.lexicon.score import Score

Vector = tuple[float, float, float]


class Symmetry(StrEnum):
    """What the left hand does."""

    ONE = "one"
    """Rests."""
    MIRROR = "mirror"
    """Does the same, mirrored."""
    PARALLEL = "parallel"
    """Has the mirrored posture and moves in the same direction."""
    ALTERNATE = "alternate"
    """Does the same, mirrored, half a movement later."""
    BASE = "base"
    """Stays as described under `left`."""


class PathKind(StrEnum):
    """The way the hand travels."""

    STRAIGHT = "straight"
    ARC = "arc"
    CIRCLE = "circle"
    ZIGZAG = "zigzag"
    HOOK = "hook"
    """The tail of the Polish letters ą and ę: down, and round towards the signer's left."""
    LETTER_Z = "letter-z"
    """The letter Z as its writer sees it."""
    WAVE = "wave"
    """Small swings of the whole hand about the elbow."""
    TWIST = "twist"
    """Turns of the forearm to and fro."""
    NOD = "nod"
    """Bends of the wrist to and fro."""
    WIGGLE = "wiggle"
    """The fingers play."""
    HOLD = "hold"
    """Nothing moves."""


class ReviewStatus(StrEnum):
    """Who has looked at a sign."""

    DRAFT = "draft"
    APPROVED = "approved"


@dataclass(frozen=True)
class Place:
    """A place on the body, on the other hand, or in the space before the body."""

    name: str
    """A name out of `notation.PLACES`."""
    side: str = ""
    """`right`, `left`, `centre`, `far-right`, `far-left`; empty: the hand's own side, or the middle of the body."""
    distance: str = ""
    """`touch`, `close`, `near`, `far`; empty: touching a body part, or the usual distance in space."""
    lift: str = ""
    """`high`, `low` or empty: a little above or below."""
    halfway: "Place | None" = None
    """Another place; what is meant lies in the middle between the two."""


@dataclass(frozen=True)
class Posture:
    """A hand held still."""

    shape: str
    fingers: Vector
    """Where the straight middle finger would point; x to the signer's left, y up, z towards the viewer."""
    palm: Vector
    place: Place
    point: str
    """Which part of the hand is at the place; a name out of `notation.POINTS`."""


@dataclass(frozen=True)
class Move:
    """One stretch of movement; changes of posture happen along the way."""

    path: PathKind = PathKind.STRAIGHT
    towards: Vector | None = None
    """Direction of travel, or for an arc the way to its end; None when the path needs none."""
    bulge: Vector | None = None
    """For arcs: which side the arc bends to."""
    plane: str = "front"
    """For circles: `front` (as on a wall), `side` (as a wheel seen from the side), `top` (as on a table)."""
    size: float = 0.10
    """Metres travelled, or a circle's diameter."""
    speed: float = 1.0
    times: int = 1
    returns: bool = False
    """Whether the hand goes back to where this move began."""
    shape: str | None = None
    fingers: Vector | None = None
    palm: Vector | None = None
    place: Place | None = None
    point: str | None = None
    still: str = ""
    """`right` or `left`: the hand that does not take part."""


@dataclass(frozen=True)
class NonManual:
    """What the face and head do."""

    mouth: str = ""
    """The Polish word, or part of it, that the mouth shapes."""
    brows: str = ""
    """`raised`, `furrowed` or empty."""
    head: str = ""
    """`nod`, `shake`, `tilt` or empty."""


@dataclass(frozen=True)
class Sign:
    """One entry of the lexicon."""

    gloss: str
    right: Posture
    symmetry: Symmetry
    left: Posture | None
    """How the left hand begins, where it is a base or where hands that move alike are held differently."""
    moves: tuple[Move, ...]
    repeat: int
    non_manual: NonManual
    source: str
    review: ReviewStatus
    parts: tuple[str, ...] = ()
    """For compounds: the glosses signed one after another instead of the description."""
    defined_at: str = field(default="", compare=False)
    """File and line, for messages."""
    score: "Score | None" = None
    """For signs out of a notation that says more than `right` and `moves` hold; stands instead of them."""
    recorded: "RecordedMotion | None" = None
    """For signs of which somebody's motion was recorded; stands instead of any description."""


@dataclass(frozen=True)
class Lexicon:
    """Everything that was read: handshapes, letters, numerals and signs."""

    handshapes: dict[str, tuple[float, ...]]
    """Joint angles in degrees, as `engine.hand.ANGLE_NAMES`."""
    letters: dict[str, Sign]
    """Lower-case letters and digraphs."""
    numerals: dict[int, Sign]
    signs: dict[str, Sign]
    """By gloss; other glosses for the same sign are entries of their own."""
    sources: dict[str, str]
    """Citation key to full citation."""
    digest: str
    """SHA-256 of all files, hexadecimal."""
