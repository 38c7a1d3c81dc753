"""The grammar of HamNoSys 4 as a recursive descent: symbols to a lossless tree.

Driven by what transcribers write: the order within a posture or a location is free, as in the dictionaries.
"""

from typing import Final

from okienko_signing.hamnosys.errors import HamnosysError
from okienko_signing.hamnosys.symbols import Kind, Token
from okienko_signing.hamnosys.tree import Node, Rule

_CLOSED_BY: Final = {"seqbegin": "seqend", "parbegin": "parend", "fusionbegin": "fusionend"}
_GROUPS: Final = {"seqbegin": Rule.SEQUENCE, "parbegin": Rule.PARALLEL, "fusionbegin": Rule.FUSION}
_POSTURE: Final = frozenset({Kind.SHAPE, Kind.FINGERS_TO, Kind.PALM_TO, Kind.NON_DOMINANT})
_SITE: Final = frozenset({Kind.BODY, Kind.LIMB, Kind.FINGER, Kind.FINGER_PART})
_PLACE: Final = _SITE | {Kind.SIDE}
_TOUCH: Final = frozenset({Kind.RELATION, Kind.BRUSHING})
_LOCATION: Final = _PLACE | _TOUCH
_MODIFIER: Final = frozenset({Kind.ARC, Kind.LINE, Kind.CLOCK, Kind.ELLIPSE, Kind.SIZE, Kind.GROWTH, Kind.MANNER})
_SYMMETRY: Final = frozenset({"fingerstraightmod", "largemod", "smallmod", "alternatingmotion"})
_DEEPEST: Final = 24
"""Brackets within brackets that are still read; more is no sign."""


def parse(tokens: tuple[Token, ...]) -> Node:
    """Return the tree of one sign.

    Raises:
        HamnosysError: a symbol stands where the grammar has no place for it, or something is missing.

    """
    return _Parser(tokens).sign()


class _Parser:
    def __init__(self, tokens: tuple[Token, ...]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    # --- looking and taking -----------------------------------------------------------------------------------------

    def _peek(self, ahead: int = 0) -> Token | None:
        place = self._at + ahead
        return self._tokens[place] if place < len(self._tokens) else None

    def _kind(self, ahead: int = 0) -> Kind | None:
        token = self._peek(ahead)
        return token.kind if token else None

    def _name(self, ahead: int = 0) -> str:
        token = self._peek(ahead)
        return token.name if token else ""

    def _take(self) -> Token:
        token = self._tokens[self._at]
        self._at += 1
        return token

    def _while(self, kinds: frozenset[Kind]) -> list[Node | Token]:
        taken: list[Node | Token] = []
        while self._kind() in kinds:
            taken.append(self._take())
        return taken

    def _error(self, expected: str) -> HamnosysError:
        token = self._peek()
        if token is None:
            return HamnosysError(len(self._tokens) + 1, "the end", expected)
        return HamnosysError(token.position, token.name, expected)

    def _closing(self, name: str) -> Token:
        if self._name() != name:
            raise self._error(f"{name}, to close the bracket,")
        return self._take()

    # --- the sign ---------------------------------------------------------------------------------------------------

    def sign(self) -> Node:
        parts: list[Node | Token] = self._while(frozenset({Kind.SPACE}))
        if self._kind() is Kind.SYMMETRY:
            symmetry: list[Node | Token] = [self._take()]
            while self._name() in _SYMMETRY:
                symmetry.append(self._take())
            parts.append(Node(Rule.SYMMETRY, tuple(symmetry)))
        parts.append(self._posture())
        parts += self._while(frozenset({Kind.SPACE}))
        while self._starts_location() or self._starts_both(_LOCATION):
            parts.append(self._location())
        parts.append(self._actions())
        if self._peek() is not None:
            raise self._error("a movement, a place or the end")
        return Node(Rule.SIGN, tuple(parts))

    def _starts_both(self, kinds: frozenset[Kind]) -> bool:
        """Return whether a bracket for both hands opens here whose first symbol is one of `kinds`."""
        return self._name() == "parbegin" and self._kind(1) in kinds and self._has_plus()

    def _has_plus(self) -> bool:
        depth, ahead = 0, 0
        while (token := self._peek(ahead)) is not None:
            depth += (token.kind is Kind.OPEN) - (token.kind is Kind.CLOSE)
            if depth == 1 and token.kind is Kind.PLUS:
                return True
            if depth == 0:
                return False
            ahead += 1
        return False

    # --- postures ---------------------------------------------------------------------------------------------------

    def _posture(self) -> Node:
        parts: list[Node | Token] = []
        while True:
            match self._kind():
                case Kind.SHAPE:
                    parts.append(self._shape())
                case Kind.FINGERS_TO:
                    parts.append(self._with_between(Rule.FINGERS_TO, Kind.FINGERS_TO))
                case Kind.PALM_TO:
                    parts.append(self._with_between(Rule.PALM_TO, Kind.PALM_TO))
                case Kind.NON_DOMINANT:
                    parts.append(self._take())
                case _ if self._starts_both(_POSTURE):
                    opening = self._take()
                    first = self._posture()
                    plus = self._plus()
                    second = self._posture()
                    closing = self._closing("parend")
                    parts.append(Node(Rule.BOTH_POSTURES, (opening, first, plus, second, closing)))
                case _ if parts:
                    return Node(Rule.POSTURE, tuple(parts))
                case _:
                    raise self._error("a handshape or an orientation")

    def _plus(self) -> Token:
        if self._kind() is not Kind.PLUS:
            raise self._error("plus, before the other hand,")
        return self._take()

    def _with_between(self, rule: Rule, kind: Kind) -> Node:
        parts: list[Node | Token] = [self._take()]
        while self._kind() is Kind.BETWEEN and self._kind(1) is kind:
            parts += [self._take(), self._take()]
        return Node(rule, tuple(parts))

    def _shape(self) -> Node:
        parts: list[Node | Token] = [self._take()]
        while True:
            if self._kind() in {Kind.THUMB, Kind.BEND} or (
                self._kind() in {Kind.FINGER, Kind.FINGER_PART} and not self._is_touched()
            ):
                parts.append(self._take())
            elif self._kind() is Kind.BETWEEN and self._kind(1) is Kind.SHAPE:
                parts += [self._take(), self._shape()]
            else:
                return Node(Rule.SHAPE, tuple(parts))

    def _is_touched(self) -> bool:
        """Return whether the fingers named here are a place that is touched, not part of the handshape."""
        ahead = 0
        while self._kind(ahead) in {Kind.FINGER, Kind.FINGER_PART, Kind.SIDE}:
            ahead += 1
        return self._kind(ahead) in _TOUCH or (self._name(ahead) == "seqbegin" and self._kind(ahead + 1) in _TOUCH)

    # --- locations --------------------------------------------------------------------------------------------------

    def _starts_location(self) -> bool:
        return self._kind() in _LOCATION or self._touches_inside()

    def _touches_inside(self) -> bool:
        """Return whether a bracket opens that says with which part something is touched."""
        return self._name() == "seqbegin" and self._kind(1) in _TOUCH

    def _location(self) -> Node:
        if self._name() == "parbegin":
            opening = self._take()
            first = self._hand_location()
            plus = self._plus()
            second = self._hand_location()
            closing = self._closing("parend")
            return Node(Rule.BOTH_LOCATIONS, (opening, first, plus, second, closing))
        return self._hand_location()

    def _hand_location(self) -> Node:
        parts: list[Node | Token] = []
        if self._kind() in _PLACE:
            parts.append(self._place())
        while self._kind() in _TOUCH or self._touches_inside():
            parts.append(self._contact())
        if not parts:
            raise self._error("a place or a contact")
        return Node(Rule.LOCATION, tuple(parts))

    def _place(self) -> Node:
        parts: list[Node | Token] = self._while(frozenset({Kind.SIDE}))
        sites = self._while(_SITE)
        if not sites:
            raise self._error("a place")
        parts += sites
        parts += self._while(frozenset({Kind.SIDE}))
        if self._kind() is Kind.BETWEEN and self._kind(1) in _PLACE:
            parts += [self._take(), self._place()]
        return Node(Rule.PLACE, tuple(parts))

    def _contact(self) -> Node:
        if self._kind() in _TOUCH:
            return Node(Rule.CONTACT, (self._take(),))
        parts: list[Node | Token] = [self._take(), *self._while(_TOUCH)]
        while self._kind() in _PLACE or self._touches_inside():
            parts.append(self._contact() if self._touches_inside() else self._place())
            parts += self._while(_TOUCH)
        parts.append(self._closing("seqend"))
        return Node(Rule.CONTACT, tuple(parts))

    # --- actions ----------------------------------------------------------------------------------------------------

    def _actions(self) -> Node:
        parts: list[Node | Token] = []
        while (part := self._action()) is not None:
            parts.append(part)
        return Node(Rule.ACTIONS, tuple(parts))

    def _action(self) -> Node | Token | None:  # noqa: PLR0911 - one case a kind of symbol
        match self._kind():
            case Kind.SPACE:
                return self._take()
            case Kind.MOVE | Kind.CIRCLE:
                return Node(Rule.MOVE, (self._take(), *self._move_modifiers()))
            case Kind.PLAY:
                return Node(Rule.PLAY, (self._take(), *self._modifiers()))
            case Kind.REPLACE:
                return Node(Rule.CHANGE, (self._take(), *self._modifiers(), self._posture(), *self._modifiers()))
            case Kind.STILL:
                return Node(Rule.STILL, (self._take(),))
            case Kind.REPEAT:
                return Node(Rule.REPEAT, (self._take(), *self._modifiers()))
            case Kind.ALTERNATING:
                return Node(Rule.ALTERNATING, (self._take(),))
            case _ if self._starts_location() or self._starts_both(_LOCATION):
                return Node(Rule.TARGET, (self._location(), *self._modifiers()))
            case Kind.OPEN:
                return self._group()
            case _:
                return None

    def _modifiers(self) -> list[Node | Token]:
        return self._while(_MODIFIER)

    def _move_modifiers(self) -> list[Node | Token]:
        parts = self._modifiers()
        # A circle between two planes, or a straight way between two directions.
        while self._kind() is Kind.BETWEEN and self._kind(1) in {Kind.MOVE, Kind.CIRCLE}:
            parts += [self._take(), self._take(), *self._modifiers()]
        return parts

    def _group(self) -> Node:
        opening = self._take()
        self._depth += 1
        if self._depth > _DEEPEST:
            raise HamnosysError(opening.position, opening.name, f"at most {_DEEPEST} brackets within each other")
        parts: list[Node | Token] = [opening, self._actions()]
        if self._kind() is Kind.PLUS and opening.name == "parbegin":
            parts += [self._take(), self._actions()]
        parts.append(self._closing(_CLOSED_BY[opening.name]))
        parts += self._modifiers()
        self._depth -= 1
        return Node(_GROUPS[opening.name], tuple(parts))
