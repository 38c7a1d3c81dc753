"""Handshape and orientation of both hands, as far as a transcription has said them."""

from dataclasses import dataclass, replace
from typing import Final

from okienko_signing.hamnosys.directions import between, mirrored, palm_of, vector_of
from okienko_signing.hamnosys.handshapes import active_fingers, angles_of, middle_of, shape_name
from okienko_signing.hamnosys.ledger import Ledger
from okienko_signing.hamnosys.symbols import Kind, Token
from okienko_signing.hamnosys.tree import Node, Rule
from okienko_signing.lexicon.model import Vector

RELAXED: Final = "relaxed"
"""Handshape of the lexicon that a hand has of which nothing is said."""
_DOWN: Final = (0.0, -1.0, 0.0)


@dataclass(frozen=True)
class Words:
    """What is known of one hand."""

    shape: str = RELAXED
    fingers: Vector = (0.0, 0.0, 1.0)
    label: Vector = _DOWN
    """The palm's symbol as the direction that it has for an outstretched hand."""
    active: tuple[str, ...] = ("index",)
    """The fingers that parts without a finger mean."""

    @property
    def palm(self) -> Vector:
        """Return where the palm faces."""
        return palm_of(self.fingers, self.label)

    def copied(self, *, is_mirrored: bool) -> "Words":
        """Return the other hand's words: mirrored, or with parallel fingers and the palm's turn mirrored."""
        fingers = mirrored(self.fingers) if is_mirrored else self.fingers
        return replace(self, fingers=fingers, label=mirrored(self.label))


@dataclass(frozen=True)
class Pair:
    """Both hands."""

    right: Words
    left: Words


@dataclass
class PostureReader:
    """Reads postures; remembers the handshapes that it has put together."""

    ledger: Ledger
    is_symmetric: bool
    is_mirrored: bool
    shapes: dict[str, tuple[float, ...]]

    def read(self, node: Node, pair: Pair, *, is_left: bool = False) -> Pair:
        """Return the hands after a posture; words for one hand are the right one's unless `is_left`."""
        for part in node.children:
            if isinstance(part, Token):
                self.ledger.use(part)
            elif part.rule is Rule.BOTH_POSTURES:
                first, second = part.nodes(Rule.POSTURE)
                right = self._one(first, pair.right)
                left = self._one(second, pair.left)
                pair = Pair(right, left)
            elif is_left:
                pair = replace(pair, left=self._said(part, pair.left))
            else:
                right = self._said(part, pair.right)
                left = pair.left
                if self.is_symmetric:
                    copy = right.copied(is_mirrored=self.is_mirrored)
                    left = _with(left, copy, part.rule)
                pair = Pair(right, left)
        return pair

    def _one(self, node: Node, words: Words) -> Words:
        for part in node.children:
            if isinstance(part, Token):
                self.ledger.use(part)
            elif part.rule is Rule.BOTH_POSTURES:
                for inner in part.nodes(Rule.POSTURE):
                    words = self._one(inner, words)
            else:
                words = self._said(part, words)
        return words

    def _said(self, node: Node, words: Words) -> Words:
        match node.rule:
            case Rule.SHAPE:
                name, active = self._shape(node)
                return replace(words, shape=name, active=active)
            case Rule.FINGERS_TO:
                return replace(words, fingers=self._direction(node, Kind.FINGERS_TO, "extfinger"))
            case _:
                return replace(words, label=self._direction(node, Kind.PALM_TO, "palm"))

    def _direction(self, node: Node, kind: Kind, prefix: str) -> Vector:
        tokens = node.own(kind)
        names = self.ledger.use(*tokens, *node.own(Kind.BETWEEN))
        return between([vector_of(name.removeprefix(prefix)) for name in names[: len(tokens)]])

    def _shape(self, node: Node) -> tuple[str, tuple[str, ...]]:
        own = node.own(Kind.SHAPE, Kind.THUMB, Kind.BEND, Kind.FINGER, Kind.FINGER_PART)
        symbols = self.ledger.use(*own)
        name, angles = shape_name(symbols), angles_of(symbols)
        for other in node.nodes(Rule.SHAPE):
            self.ledger.use(*node.own(Kind.BETWEEN))
            second, _ = self._shape(other)
            name = f"{name} between {second.removeprefix('hamnosys ')}"
            angles = middle_of([angles, self.shapes[second]])
        self.shapes[name] = angles
        return name, active_fingers(symbols)


def _with(words: Words, copy: Words, rule: Rule) -> Words:
    match rule:
        case Rule.SHAPE:
            return replace(words, shape=copy.shape, active=copy.active)
        case Rule.FINGERS_TO:
            return replace(words, fingers=copy.fingers)
        case _:
            return replace(words, label=copy.label)
