"""The syntax tree of a transcription: every symbol has exactly one place in it, so that nothing is lost."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from okienko_signing.hamnosys.symbols import Kind, Token


class Rule(StrEnum):
    """What a part of the tree is."""

    SIGN = "sign"
    SYMMETRY = "symmetry"
    POSTURE = "posture"
    SHAPE = "shape"
    FINGERS_TO = "fingers"
    PALM_TO = "palm"
    BOTH_POSTURES = "postures of both hands"
    LOCATION = "location"
    PLACE = "place"
    CONTACT = "contact"
    BOTH_LOCATIONS = "locations of both hands"
    MOVE = "move"
    PLAY = "play"
    CHANGE = "change"
    STILL = "still"
    PARALLEL = "parallel"
    SEQUENCE = "sequence"
    FUSION = "fusion"
    REPEAT = "repeat"
    TARGET = "target"
    ALTERNATING = "alternating"
    ACTIONS = "actions"


@dataclass(frozen=True)
class Node:
    """A part of the tree."""

    rule: Rule
    children: tuple["Node | Token", ...]

    def tokens(self) -> Iterator[Token]:
        """Yield the symbols below, in order."""
        for child in self.children:
            if isinstance(child, Token):
                yield child
            else:
                yield from child.tokens()

    def nodes(self, *rules: Rule) -> tuple["Node", ...]:
        """Return the direct children of the given rules; of all rules if none is given."""
        return tuple(child for child in self.children if isinstance(child, Node) and (not rules or child.rule in rules))

    def own(self, *kinds: Kind) -> tuple[Token, ...]:
        """Return the symbols that stand directly here, of the given kinds; of all kinds if none is given."""
        return tuple(
            child for child in self.children if isinstance(child, Token) and (not kinds or child.kind in kinds)
        )
