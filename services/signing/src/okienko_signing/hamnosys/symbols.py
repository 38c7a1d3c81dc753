"""The symbols of HamNoSys 4: code points, names, and what kind of symbol each is.

Code points and names are those of the HamNoSysUnicode font (T. Hanke and M. Schulder, University of Hamburg).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from okienko_signing.hamnosys.errors import HamnosysError


class Kind(StrEnum):
    """What a symbol is for; the values are the words of the messages."""

    SYMMETRY = "symmetry operator"
    NON_DOMINANT = "non-dominant hand"
    SHAPE = "handshape"
    THUMB = "thumb position"
    BEND = "finger bending"
    FINGER = "finger"
    FINGER_PART = "part of a finger"
    FINGERS_TO = "extended finger direction"
    PALM_TO = "palm orientation"
    BODY = "place on the body or before it"
    LIMB = "place on a hand or arm"
    SIDE = "side"
    RELATION = "contact or distance"
    BRUSHING = "brushing"
    MOVE = "straight movement"
    CIRCLE = "circular movement"
    PLAY = "movement in place"
    ARC = "arc"
    LINE = "form of the path"
    CLOCK = "start on the circle"
    ELLIPSE = "ellipse"
    SIZE = "size"
    GROWTH = "growing or shrinking"
    MANNER = "manner of movement"
    REPLACE = "change"
    STILL = "no movement"
    REPEAT = "repetition"
    ALTERNATING = "alternating movement"
    BETWEEN = "between"
    PLUS = "other hand"
    OPEN = "opening bracket"
    CLOSE = "closing bracket"
    SPACE = "space or punctuation"
    OTHER = "symbol outside of the manual grammar"


_TABLE: Final[tuple[tuple[int, Kind, str], ...]] = (
    (0x0020, Kind.SPACE, "space"),
    (0xE000, Kind.SHAPE, "fist flathand finger2 finger23 finger23spread finger2345 pinch12 pinchall pinch12open cee12"),
    (0xE00A, Kind.SHAPE, "ceeall ceeopen"),
    (0xE00C, Kind.THUMB, "thumboutmod thumbacrossmod thumbopenmod"),
    (0xE010, Kind.BEND, "fingerstraightmod fingerbendmod fingerhookmod doublebent doublehooked"),
    (0xE020, Kind.FINGERS_TO, "extfingeru extfingerur extfingerr extfingerdr extfingerd extfingerdl extfingerl"),
    (0xE027, Kind.FINGERS_TO, "extfingerul extfingerol extfingero extfingeror extfingeril extfingeri extfingerir"),
    (0xE02E, Kind.FINGERS_TO, "extfingerui extfingerdi extfingerdo extfingeruo"),
    (0xE038, Kind.PALM_TO, "palmu palmur palmr palmdr palmd palmdl palml palmul"),
    (0xE040, Kind.BODY, "head headtop forehead eyebrows eyes nose nostrils ear earlobe cheek lips tongue teeth chin"),
    (0xE04E, Kind.BODY, "underchin neck shouldertop shoulders chest stomach belowstomach"),
    (0xE058, Kind.SIDE, "lrbeside lrat"),
    (0xE05A, Kind.OTHER, "coreftag corefref"),
    (0xE05F, Kind.BODY, "neutralspace"),
    (0xE060, Kind.LIMB, "upperarm elbow elbowinside lowerarm wristback wristpulse thumbball palm handback thumbside"),
    (0xE06A, Kind.LIMB, "pinkyside"),
    (0xE070, Kind.FINGER, "thumb indexfinger middlefinger ringfinger pinky"),
    (0xE075, Kind.FINGER_PART, "fingertip fingernail fingerpad fingermidjoint fingerbase fingerside"),
    (0xE07C, Kind.LIMB, "wristtopulse wristtoback wristtothumb wristtopinky"),
    (0xE080, Kind.MOVE, "moveu moveur mover movedr moved movedl movel moveul moveol moveo moveor moveil movei moveir"),
    (0xE08E, Kind.MOVE, "moveui movedi movedo moveuo"),
    (0xE092, Kind.CIRCLE, "circleo circlei circled circleu circlel circler circleul circledr circleur circledl"),
    (0xE09C, Kind.CIRCLE, "circleol circleir circleor circleil circleui circledo circleuo circledi"),
    (0xE0A4, Kind.PLAY, "fingerplay nodding swinging twisting stircw stirccw"),
    (0xE0AA, Kind.REPLACE, "replace"),
    (0xE0AD, Kind.MOVE, "movecross movex"),
    (0xE0AF, Kind.STILL, "nomotion"),
    (0xE0B0, Kind.CLOCK, "clocku clockul clockl clockdl clockd clockdr clockr clockur clockfull"),
    (0xE0B9, Kind.ARC, "arcl arcu arcr arcd"),
    (0xE0BD, Kind.LINE, "wavy zigzag"),
    (0xE0C0, Kind.ELLIPSE, "ellipseh ellipseur ellipsev ellipseul"),
    (0xE0C4, Kind.GROWTH, "increasing decreasing"),
    (0xE0C6, Kind.SIZE, "smallmod largemod"),
    (0xE0C8, Kind.MANNER, "fast slow tense rest halt"),
    (0xE0D0, Kind.RELATION, "close touch interlock cross armextended behind"),
    (0xE0D6, Kind.BRUSHING, "brushing"),
    (0xE0D8, Kind.REPEAT, "repeatfromstart repeatfromstartseveral repeatcontinue repeatcontinueseveral repeatreverse"),
    (0xE0DD, Kind.ALTERNATING, "alternatingmotion"),
    (0xE0E0, Kind.OPEN, "seqbegin"),
    (0xE0E1, Kind.CLOSE, "seqend"),
    (0xE0E2, Kind.OPEN, "parbegin"),
    (0xE0E3, Kind.CLOSE, "parend"),
    (0xE0E4, Kind.OPEN, "fusionbegin"),
    (0xE0E5, Kind.CLOSE, "fusionend"),
    (0xE0E6, Kind.BETWEEN, "between"),
    (0xE0E7, Kind.PLUS, "plus"),
    (0xE0E8, Kind.SYMMETRY, "symmpar symmlr"),
    (0xE0EA, Kind.NON_DOMINANT, "nondominant"),
    (0xE0EB, Kind.OTHER, "nonipsi etc orirelative"),
    (0xE0F0, Kind.OTHER, "mime"),
    (0xE0F1, Kind.SPACE, "version40"),
    (0x002C, Kind.SPACE, "comma"),
    (0x002E, Kind.SPACE, "fullstop"),
    (0x0021, Kind.SPACE, "exclaim"),
    (0x003F, Kind.SPACE, "query"),
    (0x007B, Kind.OTHER, "altbegin metaalt altend"),
)

CODE_POINTS: Final[dict[str, int]] = {
    name: first + offset for first, _, names in _TABLE for offset, name in enumerate(names.split())
}
"""Code point of each symbol, by its name without the leading 'ham'."""
KINDS: Final[dict[str, Kind]] = {name: kind for _, kind, names in _TABLE for name in names.split()}
_NAMES: Final = {code: name for name, code in CODE_POINTS.items()}
_ALIASES: Final = {
    "moveudl": "movedl",
    "palmud": "palmd",
    "thumbout": "thumboutmod",
    "thumbacross": "thumbacrossmod",
    "thumbopen": "thumbopenmod",
    "cee12open": "ceeopen",
    "sympar": "symmpar",
    "symlr": "symmlr",
    "period": "fullstop",
}
"""Other spellings in use: of the SiGML tools, and of a widely copied table that misnames two symbols."""


@dataclass(frozen=True)
class Token:
    """One symbol where it stands."""

    name: str
    """Without the leading 'ham'."""
    position: int
    """Counted from 1, as people do."""

    @property
    def kind(self) -> Kind:
        """Return what the symbol is for."""
        return KINDS[self.name]


def tokens_of(text: str) -> tuple[Token, ...]:
    """Return the symbols of a transcription in the font's characters.

    Raises:
        HamnosysError: a character is no symbol.

    """
    found = []
    for position, character in enumerate(text, start=1):
        name = _NAMES.get(ord(character))
        if name is None:
            raise HamnosysError(position, f"U+{ord(character):04X}", "a symbol of HamNoSys 4")
        found.append(Token(name, position))
    return tuple(found)


def tokens_named(names: Sequence[str]) -> tuple[Token, ...]:
    """Return the symbols of a transcription in names, with or without the leading 'ham'.

    Raises:
        HamnosysError: a name is unknown.

    """
    found = []
    for position, written in enumerate(names, start=1):
        plain = written.lower().removeprefix("ham")
        name = _ALIASES.get(plain, plain)
        if name not in CODE_POINTS:
            raise HamnosysError(position, written, "the name of a symbol of HamNoSys 4")
        found.append(Token(name, position))
    return tuple(found)


def read_tokens(text: str) -> tuple[Token, ...]:
    """Return the symbols of either spelling: the font's characters, or names between spaces or commas.

    Raises:
        HamnosysError: something is no symbol.

    """
    if any("a" <= character.lower() <= "z" for character in text):
        return tokens_named([name for name in re.split(r"[\s,]+", text) if name])
    return tokens_of(text)


def text_of(tokens: Sequence[Token]) -> str:
    """Return the transcription in the font's characters."""
    return "".join(chr(CODE_POINTS[token.name]) for token in tokens)
