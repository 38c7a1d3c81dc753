"""A transcription as a sign of the lexicon, with the handshapes it needs and the symbols it could not say."""

from dataclasses import dataclass, field, replace
from typing import Final

from okienko_signing.hamnosys.actions import ActionReader, Couple
from okienko_signing.hamnosys.combining import movement_flips, reflected
from okienko_signing.hamnosys.directions import mirrored
from okienko_signing.hamnosys.grammar import parse
from okienko_signing.hamnosys.ledger import Ledger
from okienko_signing.hamnosys.places import Found, mirrored_spot, read_location, spot_of
from okienko_signing.hamnosys.postures import RELAXED, Pair, PostureReader, Words
from okienko_signing.hamnosys.symbols import Kind, Token
from okienko_signing.hamnosys.tree import Node, Rule
from okienko_signing.lexicon.model import NonManual, Place, Posture, ReviewStatus, Sign, Symmetry
from okienko_signing.lexicon.score import Action, Again, Apart, HandStart, Relation, Score, Series, Spot, Still

_RESTING: Final = HandStart(RELAXED, (0.86, -0.35, 0.35), (0.0, -0.45, -0.85), Spot(Place("belly", "right")))
_ARM: Final = Words(RELAXED, (-0.92, -0.1, 0.38), (0.0, -1.0, 0.0), ("index",))
"""A left arm that is only there to be touched: the forearm before the chest, the palm down."""


@dataclass(frozen=True)
class Translation:
    """What became of one transcription."""

    sign: Sign
    shapes: dict[str, tuple[float, ...]]
    """Joint angles of the handshapes it names."""
    ignored: tuple[Token, ...]
    """Symbols that say something which the motion does not show."""
    tree: Node


def translate(gloss: str, tokens: tuple[Token, ...], source: str, defined_at: str = "") -> Translation:
    """Return the sign of a transcription; its right hand is the dominant one, as the notation means it.

    Raises:
        HamnosysError: the transcription has a mistake.

    """
    tree = parse(tokens)
    reader = _SignReader(tree, tokens)
    score = reader.score()
    sign = Sign(
        gloss=gloss,
        right=Posture(score.right.shape, score.right.fingers, score.right.palm, Place("space-chest"), "middle"),
        symmetry=Symmetry.MIRROR if score.is_together else Symmetry.ONE,
        left=None,
        moves=(),
        repeat=1,
        non_manual=NonManual(),
        source=source,
        review=ReviewStatus.DRAFT,
        defined_at=defined_at,
        score=score,
    )
    return Translation(sign, reader.shapes, reader.ledger.ignored(), tree)


@dataclass
class _Starts:
    """Where the hands begin, as far as it is read."""

    right: Spot | None = None
    left: Spot | None = None
    between: Spot | None = None
    needs_left: bool = field(default=False)


class _SignReader:
    def __init__(self, tree: Node, tokens: tuple[Token, ...]) -> None:
        self._tree = tree
        self.ledger = Ledger(tokens)
        self.shapes: dict[str, tuple[float, ...]] = {}

    def score(self) -> Score:
        couple, alternates = self._symmetry()
        (posture,) = self._tree.nodes(Rule.POSTURE)
        postures = PostureReader(self.ledger, couple.follows, couple.is_mirrored, self.shapes)
        pair = postures.read(posture, Pair(Words(), Words()))
        two_handed = couple.follows or any(node.rule is Rule.BOTH_POSTURES for node in posture.nodes())
        starts = self._starts(pair, couple, two_handed=two_handed)
        (node,) = self._tree.nodes(Rule.ACTIONS)
        actions = ActionReader(self.ledger, postures, couple, pair, _last(starts, couple, two_handed=two_handed))
        action = actions.read(node)
        needs_left = starts.needs_left or _names_other(node)
        if not two_handed and needs_left:
            pair = Pair(pair.right, _ARM)
        has_left = two_handed or needs_left or _is_for_both(action)
        score = Score(
            right=_start(pair.right, starts.right),
            left=_start(pair.left, starts.left) if has_left else None,
            action=action,
            is_together=couple.follows,
            alternates=(alternates or actions.alternates) and couple.follows,
            between=starts.between,
        )
        # The non-dominant hand alone: what a right-handed signer does with the left one, so left and right change.
        return _by_the_left(score) if posture.own(Kind.NON_DOMINANT) and score.left is None else score

    def _symmetry(self) -> tuple[Couple, bool]:
        nodes = self._tree.nodes(Rule.SYMMETRY)
        if not nodes:
            return Couple(), False
        first, *modifiers = self.ledger.use(*nodes[0].own())
        is_mirrored = first == "symmlr"
        flips = movement_flips(
            is_mirrored=is_mirrored,
            is_upside_down="fingerstraightmod" in modifiers,
            is_inside_out="largemod" in modifiers,
        )
        return Couple(follows=True, is_mirrored=is_mirrored, flips=flips), "alternatingmotion" in modifiers

    def _starts(self, pair: Pair, couple: Couple, *, two_handed: bool) -> _Starts:
        starts = _Starts()
        for node in self._tree.nodes(Rule.LOCATION, Rule.BOTH_LOCATIONS):
            if node.rule is Rule.BOTH_LOCATIONS:
                one, two = node.nodes(Rule.LOCATION)
                starts.right = spot_of(self._found(one, pair.right, pair.left))
                starts.left = spot_of(self._found(two, pair.left, pair.right))
                starts.needs_left = True
                continue
            found = self._found(node, pair.right, pair.left)
            if found.place is None and not two_handed:
                # One hand, near or touching, and nothing said of what: the chest before which it is.
                found = Found(Place("chest"), "", found.relation, found.point)
            if found.place is None or found.on_hand:
                starts.needs_left = True
                starts.between = _between(found, is_together=couple.follows)
            else:
                if found.relation in {Relation.CROSS, Relation.INTERLOCK} and two_handed:
                    # Crossed before the body: the hands cross each other, the place says where.
                    part = found.point or "wrist"
                    starts.between = Spot(Place(f"other:{part}"), found.relation, part)
                    found = Found(found.place, "", Relation.CLOSE, "")
                starts.right = spot_of(found)
                if couple.follows:
                    starts.left = spot_of(found, mirrors=couple.is_mirrored)
        if starts.between and not couple.follows and starts.right and starts.right.relation is Relation.FREE:
            # A constellation at a height: the left hand is there, the right one comes to it.
            starts.left = starts.left or Spot(starts.right.place)
        return starts

    def _found(self, node: Node, own: Words, other: Words) -> Found:
        return read_location(node, self.ledger, own.active, other.active)


def _last(starts: _Starts, couple: Couple, *, two_handed: bool) -> Spot | None:
    """Return the place of the body that a contact without a place means at first."""
    last = starts.right
    if last and couple.follows and (starts.between or last.relation is Relation.FREE):
        # Two hands that are only at some height touch each other, not the body.
        return None
    return last or (None if two_handed else Spot(Place("chest")))


def _by_the_left(score: Score) -> Score:
    right = score.right
    left = HandStart(right.shape, mirrored(right.fingers), mirrored(right.palm), mirrored_spot(right.spot))
    return replace(score, right=_RESTING, left=left, action=Apart(Still(), reflected(score.action)))


def _between(found: Found, *, is_together: bool) -> Spot:
    spot = spot_of(found)
    # Both hands do the same: they meet with the same part.
    return replace(spot, point=found.on_hand) if is_together and found.on_hand and not found.point else spot


def _start(words: Words, spot: Spot | None) -> HandStart:
    return HandStart(words.shape, words.fingers, words.palm, spot)


def _is_for_both(action: Action) -> bool:
    """Return whether anything is described for each hand."""
    match action:
        case Apart():
            return True
        case Series():
            return any(_is_for_both(part) for part in action.actions)
        case Again():
            return _is_for_both(action.action)
        case _:
            return False


def _names_other(node: Node) -> bool:
    """Return whether an action goes to the other hand or arm."""
    kinds = {Kind.LIMB, Kind.FINGER, Kind.FINGER_PART}
    for child in node.children:
        if isinstance(child, Token):
            continue
        if child.rule in {Rule.LOCATION, Rule.BOTH_LOCATIONS} and _is_on_hand(child, kinds):
            return True
        if _names_other(child):
            return True
    return False


def _is_on_hand(node: Node, kinds: set[Kind]) -> bool:
    places = list(node.nodes(Rule.PLACE))
    brushed = [
        place
        for contact in node.nodes(Rule.CONTACT)
        if contact.own(Kind.BRUSHING)
        for place in contact.nodes(Rule.PLACE)
    ]
    inner = [place for location in node.nodes(Rule.LOCATION) for place in location.nodes(Rule.PLACE)]
    return any(token.kind in kinds for place in [*places, *brushed[:1], *inner] for token in place.own())
