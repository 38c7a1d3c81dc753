"""The Polish finger alphabet: which handshape and which movement make each letter.

Read off the MIT-licensed clips and photos named in the README; letters that share a handshape differ by movement alone.
"""

from dataclasses import dataclass
from enum import Enum

LANGUAGE = "pso"
SIGN_PREFIX = "pjm/letter/"


class Movement(Enum):
    """What a hand does while it keeps a letter's shape."""

    STILL = "still"
    DOWN = "down"
    HOOK = "hook"
    SIDE = "side"
    FORWARD = "forward"
    TWIST = "twist"
    ARC = "arc"
    FLICK = "flick"
    ZIGZAG = "zigzag"
    ZIGZAG_STROKE = "zigzag_stroke"
    ZIGZAG_RETURN = "zigzag_return"


@dataclass(frozen=True)
class Letter:
    """One letter of the finger alphabet.

    Attributes:
        text: The letter, or the digraph, in lower case.
        shape: Name of the handshape, as the shape classifier knows it.
        movement: What the hand does.
    """

    text: str
    shape: str
    movement: Movement

    @property
    def sign_id(self) -> str:
        """Stable identifier in the contract."""
        return SIGN_PREFIX + self.text

    @property
    def is_moving(self) -> bool:
        """Whether a movement belongs to the letter."""
        return self.movement is not Movement.STILL


def _letters(movement: Movement, pairs: str) -> tuple[Letter, ...]:
    split = (pair.split(":") for pair in pairs.split())
    return tuple(Letter(text, shape, movement) for text, shape in split)


# f is moving in one source and held still in the two others; its shape of its own tells it from t.
LETTERS: tuple[Letter, ...] = tuple(
    sorted(
        (
            *_letters(Movement.STILL, "a:a b:b c:c e:e i:i l:l m:m n:n o:o p:p r:r s:s t:t u:u w:w y:y"),
            *_letters(Movement.DOWN, "ć:c ń:n ó:o ś:s h:h ch:ch"),
            *_letters(Movement.HOOK, "ą:a ę:e j:i"),
            *_letters(Movement.SIDE, "ł:l sz:sz"),
            *_letters(Movement.FORWARD, "cz:cz"),
            *_letters(Movement.TWIST, "k:k"),
            *_letters(Movement.ARC, "d:d"),
            *_letters(Movement.FLICK, "g:g f:f"),
            *_letters(Movement.ZIGZAG, "rz:r z:d"),
            *_letters(Movement.ZIGZAG_STROKE, "ź:d"),
            *_letters(Movement.ZIGZAG_RETURN, "ż:d"),
        ),
        key=lambda letter: ("aąbcćdeęfghijklłmnńoóprsśtuwyzźż".index(letter.text[0]), letter.text),
    )
)
LETTER_BY_SIGN_ID = {letter.sign_id: letter for letter in LETTERS}

# Names for sets of shapes that cannot be told apart in one still picture, used only when a still hand is scored.
MERGED_SHAPES = {"f": "t", "sz": "b", "cz": "ch"}


def merged_shape(text: str) -> str:
    """Return the name of the still shape that a letter shows, pairs with one handshape counted as one.

    Raises:
        KeyError: `text` is no letter of the finger alphabet.
    """
    shape = LETTER_BY_SIGN_ID[SIGN_PREFIX + text].shape
    return MERGED_SHAPES.get(shape, shape)
