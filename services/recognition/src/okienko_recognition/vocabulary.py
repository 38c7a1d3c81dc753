"""What the sign model can name, beyond the finger alphabet: numerals and signs of the lexicon."""

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What a class of the sign model stands for."""

    LETTER = "letter"
    NUMERAL = "numeral"
    SIGN = "sign"


@dataclass(frozen=True)
class Sign:
    """One entry of the model's vocabulary.

    Attributes:
        text: The gloss, the number or the letter.
        sign_id: Stable identifier in the contract.
        kind: What it is.
    """

    text: str
    sign_id: str
    kind: Kind
