"""What the hands do: from the tree's actions to the score's."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from okienko_signing.hamnosys.combining import at_once, flipped, joined_to_last, modified
from okienko_signing.hamnosys.ledger import Ledger
from okienko_signing.hamnosys.movements import read_movement
from okienko_signing.hamnosys.places import Found, read_location, spot_of
from okienko_signing.hamnosys.postures import Pair, PostureReader, Words
from okienko_signing.hamnosys.symbols import Kind, Token
from okienko_signing.hamnosys.tree import Node, Rule
from okienko_signing.lexicon.model import Place, Vector
from okienko_signing.lexicon.score import Action, Again, Apart, Gesture, Relation, Repeating, Series, Spot, Still

_REPEATS: Final = {
    "repeatfromstart": (Repeating.FROM_START, 2),
    "repeatfromstartseveral": (Repeating.FROM_START, 3),
    "repeatcontinue": (Repeating.CONTINUE, 2),
    "repeatcontinueseveral": (Repeating.CONTINUE, 3),
    "repeatreverse": (Repeating.REVERSE, 2),
}


@dataclass(frozen=True)
class Couple:
    """How the left hand goes with the right one's description."""

    follows: bool = False
    """Whether it does the same."""
    is_mirrored: bool = True
    flips: Vector = (1.0, 1.0, 1.0)
    """Signs of its movement along each axis, mirroring included."""


@dataclass
class ActionReader:
    """Reads actions; knows how the hands stand at each moment."""

    ledger: Ledger
    postures: PostureReader
    couple: Couple
    pair: Pair
    last: Spot | None = None
    """The place of the body where the described hand is or was, which a contact without a place means."""
    alternates: bool = field(default=False, init=False)

    def read(self, node: Node, hand: str = "") -> Action:
        """Return a list of actions one after another; `hand` is `right` or `left` inside of a bracket for each."""
        done: list[Action] = []
        for child in node.children:
            if isinstance(child, Token):
                continue
            match child.rule:
                case Rule.REPEAT:
                    done = self._repeated(done, child)
                case Rule.ALTERNATING:
                    self.ledger.use(*child.own())
                    self.alternates = True
                case Rule.STILL:
                    self.ledger.use(*child.own())
                    done.append(Still())
                case Rule.TARGET:
                    target = self._simple(child, hand)
                    together = joined_to_last(done, target)
                    done = [*done[:-1], together] if together else [*done, target]
                case Rule.SEQUENCE | Rule.FUSION:
                    done.append(self._series(child, hand))
                case Rule.PARALLEL:
                    done.append(self._parallel(child, hand))
                case _:
                    done.append(self._simple(child, hand))
        return done[0] if len(done) == 1 else Series(tuple(done))

    def _repeated(self, done: Sequence[Action], node: Node) -> list[Action]:
        (name,) = self.ledger.use(*node.own(Kind.REPEAT))
        manner, times = _REPEATS[name]
        growth = 0.0
        for token in node.own(Kind.GROWTH):
            (word,) = self.ledger.use(token)
            growth += 1.0 if word == "increasing" else -1.0
        modifiers = read_movement(Node(node.rule, node.own(Kind.MANNER)), self.ledger)
        action: Action = done[0] if len(done) == 1 else Series(tuple(done))
        if not done:
            action = Still()
        again = Again(modified(action, modifiers), manner, times, growth)
        return [again]

    def _series(self, node: Node, hand: str) -> Action:
        (actions,) = node.nodes(Rule.ACTIONS)
        inner = self.read(actions, hand)
        modifiers = read_movement(node, self.ledger)
        if node.rule is Rule.FUSION:
            inner = Series(inner.actions if isinstance(inner, Series) else (inner,), is_fused=True)
        return modified(inner, modifiers)

    # --- at the same time -------------------------------------------------------------------------------------------

    def _parallel(self, node: Node, hand: str) -> Action:
        sides = node.nodes(Rule.ACTIONS)
        modifiers = read_movement(node, self.ledger)
        if len(sides) == 1:
            return modified(self._merged(sides[0], hand), modifiers)
        right = self.read(sides[0], "right")
        left = self.read(sides[1], "left")
        return modified(Apart(right, left), modifiers)

    def _merged(self, node: Node, hand: str) -> Action:
        """Return what stands in one bracket as one action, as far as one hand can do it at once."""
        whole: Action | None = None
        for child in node.children:
            if isinstance(child, Token):
                continue
            if child.rule is Rule.REPEAT:
                whole = self._repeated([whole] if whole else [], child)[0]
                continue
            if child.rule is Rule.ALTERNATING:
                self.ledger.use(*child.own())
                self.alternates = True
                continue
            part = self.read(Node(Rule.ACTIONS, (child,)), hand)
            whole = part if whole is None else at_once(whole, part)
        return whole or Still()

    # --- single actions ---------------------------------------------------------------------------------------------

    def _simple(self, node: Node, hand: str) -> Action:
        match node.rule:
            case Rule.CHANGE:
                return self._change(node, hand)
            case Rule.TARGET:
                return self._target(node, hand)
            case _:
                return self._shared(read_movement(node, self.ledger), hand)

    def _shared(self, gesture: Gesture, hand: str) -> Action:
        """Return the gesture for the hand that is meant, and for the other one if it does the same."""
        if hand or not self.couple.follows:
            return gesture
        return Apart(gesture, flipped(gesture, self.couple.flips))

    def _change(self, node: Node, hand: str) -> Action:
        (posture,) = node.nodes(Rule.POSTURE)
        before = self.pair
        reader = replace(self.postures, is_symmetric=self.couple.follows and not hand)
        self.pair = reader.read(posture, before, is_left=hand == "left")
        modifiers = read_movement(node, self.ledger)
        right = _changed(modifiers, before.right, self.pair.right)
        left = _changed(modifiers, before.left, self.pair.left)
        if hand:
            return left if hand == "left" else right
        if self.pair.left != before.left:
            return Apart(right, left)
        return Apart(right, left) if self.couple.follows else right

    def _target(self, node: Node, hand: str) -> Action:
        (location,) = node.nodes(Rule.LOCATION, Rule.BOTH_LOCATIONS)
        modifiers = read_movement(node, self.ledger)
        if location.rule is Rule.BOTH_LOCATIONS:
            one, two = location.nodes(Rule.LOCATION)
            first = self._found(one, self.pair.right, self.pair.left)
            second = self._found(two, self.pair.left, self.pair.right)
            return Apart(_aimed(modifiers, spot_of(first)), _aimed(modifiers, spot_of(second)))
        own, other = (self.pair.left, self.pair.right) if hand == "left" else (self.pair.right, self.pair.left)
        found = self._found(location, own, other)
        if found.place is None and self.last is not None and self.last.place is not None and self._means_last(found):
            found = Found(self.last.place, "", found.relation, found.point or self.last.point)
        elif self.couple.follows and not hand and found.on_hand and not found.point:
            # Both hands do the same: they meet with the same part.
            found = replace(found, point=found.on_hand)
        if found.place is not None and not found.on_hand:
            self.last = spot_of(found)
        gesture = _aimed(modifiers, spot_of(found))
        if hand or not self.couple.follows:
            return gesture
        if found.place is None or found.on_hand:
            return Apart(gesture, _aimed(modifiers, met(found)))
        return Apart(gesture, _aimed(modifiers, spot_of(found, mirrors=self.couple.is_mirrored)))

    def _means_last(self, found: Found) -> bool:
        """Return whether a contact without a place is one with the body: always of one hand, of two if they were near.

        Two hands that are said to touch or to be close, and were not close to the body before, do so to each other.
        """
        if not self.couple.follows:
            return True
        return found.relation is Relation.TOUCH and self.last is not None and self.last.relation is Relation.CLOSE

    def _found(self, node: Node, own: Words, other: Words) -> Found:
        return read_location(node, self.ledger, own.active, other.active)


def met(found: Found) -> Spot:
    """Return the spot of the left hand where both hands go to each other."""
    part = found.point or found.on_hand
    place = Place(f"other:{part}") if part else None
    return Spot(place, found.relation, found.on_hand)


def _changed(modifiers: Gesture, before: Words, after: Words) -> Gesture:
    turns = before.fingers != after.fingers or before.label != after.label
    return replace(
        modifiers,
        shape=after.shape if after.shape != before.shape else None,
        fingers=after.fingers if turns else None,
        palm=after.palm if turns else None,
    )


def _aimed(gesture: Gesture, spot: Spot) -> Gesture:
    if spot.relation is Relation.BRUSH:
        return replace(gesture, brushed=spot)
    return replace(gesture, spot=spot)
