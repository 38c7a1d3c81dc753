"""Places and contacts: from symbols to spots of the score."""

from dataclasses import dataclass, replace
from typing import Final

from okienko_signing.engine.sites import NEUTRAL
from okienko_signing.engine.surface import ARM_PARTS
from okienko_signing.hamnosys.ledger import Ledger
from okienko_signing.hamnosys.symbols import Kind, Token
from okienko_signing.hamnosys.tree import Node, Rule
from okienko_signing.lexicon.model import Place
from okienko_signing.lexicon.score import Relation, Spot

_BODY: Final = {
    "head": "head",
    "headtop": "head-top",
    "forehead": "forehead",
    "eyebrows": "eyebrows",
    "eyes": "eye",
    "nose": "nose",
    "nostrils": "nostrils",
    "ear": "ear",
    "earlobe": "earlobe",
    "cheek": "cheek",
    "lips": "mouth",
    "tongue": "tongue",
    "teeth": "teeth",
    "chin": "chin",
    "underchin": "under-chin",
    "neck": "neck",
    "shouldertop": "shoulder-top",
    "shoulders": "shoulder-line",
    "chest": "chest",
    "stomach": "stomach",
    "belowstomach": "belly",
    "neutralspace": NEUTRAL,
}
_LIMBS: Final = {
    "upperarm": "upper-arm",
    "elbow": "elbow",
    "elbowinside": "elbow-inside",
    "lowerarm": "forearm",
    "wristback": "wrist-back",
    "wristpulse": "wrist-front",
    "wristtopulse": "wrist-front",
    "wristtoback": "wrist-back",
    "wristtothumb": "wrist-thumb",
    "wristtopinky": "wrist-little",
    "thumbball": "thumb-ball",
    "palm": "palm",
    "handback": "back",
    "thumbside": "thumb-side",
    "pinkyside": "little-side",
}
_FINGERS: Final = {
    "thumb": "thumb",
    "indexfinger": "index",
    "middlefinger": "middle",
    "ringfinger": "ring",
    "pinky": "little",
}
_PARTS: Final = {
    "fingertip": "tip",
    "fingernail": "nail",
    "fingerpad": "pad",
    "fingermidjoint": "joint",
    "fingerbase": "base",
    "fingerside": "edge",
}
_RELATIONS: Final = {
    "touch": Relation.TOUCH,
    "close": Relation.CLOSE,
    "interlock": Relation.INTERLOCK,
    "cross": Relation.CROSS,
    "armextended": Relation.EXTENDED,
    "behind": Relation.BEHIND,
    "brushing": Relation.BRUSH,
}
_STRENGTH: Final = ("brushing", "behind", "cross", "interlock", "touch", "close", "armextended")
"""Where several are said of one place, the first of these decides how near; the others are what it implies."""


@dataclass(frozen=True)
class Found:
    """A location as written."""

    place: Place | None
    on_hand: str
    """For places on the other hand: which part; else empty."""
    relation: Relation
    point: str
    """Part of the hand that goes there; empty if not said."""


def read_location(node: Node, ledger: Ledger, own: tuple[str, ...], other: tuple[str, ...]) -> Found:
    """Return what a location says.

    Args:
        node: the location.
        ledger: notes the symbols.
        own: the fingers that the moving hand's shape is about.
        other: those of the hand on which the place may be.
    """
    places = list(node.nodes(Rule.PLACE))
    relations: list[str] = []
    points: list[Node] = []
    for contact in node.nodes(Rule.CONTACT):
        inner = list(_contacts(contact))
        relations += [name for one in inner for name in ledger.use(*one.own(Kind.RELATION, Kind.BRUSHING))]
        found = [place for one in inner for place in one.nodes(Rule.PLACE)]
        if any(one.own(Kind.BRUSHING) for one in inner) and not places and found:
            places, found = found[:1], found[1:]
        points += found
    relation = next((_RELATIONS[name] for name in _STRENGTH if name in relations), Relation.FREE)
    point = "+".join(_point(place, ledger, own) for place in points)
    if not places:
        return Found(None, "", relation, point)
    place, on_hand = _place(places[0], ledger, other)
    return Found(place, on_hand, relation, point)


def _contacts(node: Node) -> list[Node]:
    """Return a contact and the contacts within it."""
    return [node, *(deeper for inner in node.nodes(Rule.CONTACT) for deeper in _contacts(inner))]


def spot_of(found: Found, *, mirrors: bool = False) -> Spot:
    """Return the spot of a location; with left and right exchanged if `mirrors`."""
    place = found.place
    if place is not None and mirrors and not found.on_hand:
        place = _mirrored(place)
    return Spot(place, found.relation, found.point)


def mirrored_spot(spot: Spot | None) -> Spot | None:
    """Return the spot with left and right exchanged."""
    if spot is None or spot.place is None:
        return spot
    return replace(spot, place=_mirrored(spot.place))


def _mirrored(place: Place) -> Place:
    swap = {"left": "right", "right": "left", "far-left": "far-right", "far-right": "far-left"}
    halfway = _mirrored(place.halfway) if place.halfway else None
    return Place(place.name, swap.get(place.side, place.side), place.distance, place.lift, halfway)


def _place(node: Node, ledger: Ledger, active: tuple[str, ...]) -> tuple[Place, str]:
    """Return the place, and the part of the other hand if it is there."""
    side = _side(node, ledger)
    bodies = node.own(Kind.BODY)
    halfway = None
    for other in node.nodes(Rule.PLACE):
        ledger.use(*node.own(Kind.BETWEEN))
        halfway, _ = _place(other, ledger, active)
    rest = node.own(Kind.LIMB, Kind.FINGER, Kind.FINGER_PART)
    if bodies:
        names = [_BODY[name] for name in ledger.use(*bodies)]
        for name in names[1:]:
            halfway = Place(name, side, halfway=halfway)
        if rest:
            part = _parts(rest, ledger, active)
            halfway = Place(f"other:{part}", halfway=halfway)
        return Place(names[0], side, halfway=halfway), ""
    part = _parts(rest, ledger, active)
    return Place(f"other:{part}", side, halfway=halfway), part


def _side(node: Node, ledger: Ledger) -> str:
    """Return the side: a symbol before the place means the signer's left, one behind it the right."""
    before = True
    side = ""
    for child in node.children:
        if not isinstance(child, Token):
            continue
        if child.kind is Kind.SIDE:
            (name,) = ledger.use(child)
            word = "left" if before else "right"
            side = f"far-{word}" if name == "lrbeside" else word
        else:
            before = False
    return side


def _point(node: Node, ledger: Ledger, active: tuple[str, ...]) -> str:
    """Return the part of a hand that goes somewhere."""
    part = _parts(node.own(Kind.LIMB, Kind.FINGER, Kind.FINGER_PART), ledger, active)
    side = "" if part in ARM_PARTS else _side(node, ledger)
    for other in node.nodes(Rule.PLACE):
        ledger.use(*node.own(Kind.BETWEEN))
        part = f"{part}+{_point(other, ledger, active)}"
    if not part:
        # A place of the body as the part that touches: the hand's whole.
        return "middle"
    if side:
        # The side of a finger or hand: its edge.
        part = f"{part}+{'thumb-side' if side.endswith('left') else 'little-side'}"
    return part


def _parts(tokens: tuple[Token, ...], ledger: Ledger, active: tuple[str, ...]) -> str:
    """Return the joined name of all parts that the symbols name."""
    names: list[str] = []
    fingers: list[str] = []
    for token in tokens:
        (name,) = ledger.use(token)
        if token.kind is Kind.LIMB:
            names.append(_LIMBS[name])
        elif token.kind is Kind.FINGER:
            fingers.append(_FINGERS[name])
        else:
            names += [f"{finger}-{_PARTS[name]}" for finger in fingers or active]
            fingers = []
    names += [f"{finger}-whole" for finger in fingers]
    return "+".join(names)
