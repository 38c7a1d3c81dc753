"""Reads the lexicon folder: `handshapes.yaml`, `sources.yaml`, `letters.yaml`, `numerals.yaml` and `signs/*.yaml`.

Transcriptions in HamNoSys lie beside them in `hamnosys/*.tsv`.
"""

import hashlib
from pathlib import Path
from typing import Final

from okienko_signing.engine.hand import ANGLE_NAMES, FINGERS, LOWER_LIMITS, UPPER_LIMITS
from okienko_signing.hamnosys.files import load_folder
from okienko_signing.lexicon import notation
from okienko_signing.lexicon.model import (
    Lexicon,
    Move,
    NonManual,
    PathKind,
    Place,
    Posture,
    ReviewStatus,
    Sign,
    Symmetry,
    Vector,
)
from okienko_signing.lexicon.yaml_nodes import LexiconError, Node, read_yaml

_POSTURE_KEYS: Final = ("shape", "fingers", "palm", "at", "point")
_SIGN_KEYS: Final = (
    "gloss", *_POSTURE_KEYS, "hands", "left", "moves", "repeat", "mouth", "brows", "head", "source", "review", "parts"
)  # fmt: skip
_MOVE_KEYS: Final = (
    "path", "to", "bulge", "plane", "size", "speed", "times", "back", "still", *_POSTURE_KEYS
)  # fmt: skip
_MAX_TIMES: Final = 6


def load_lexicon(folder: Path) -> Lexicon:
    """Read and check every file of `folder`.

    Raises:
        LexiconError: the first mistake found, with file, line and what was expected.

    """
    digest = hashlib.sha256()
    for path in sorted([*folder.rglob("*.yaml"), *folder.glob("hamnosys/*.tsv")]):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    handshapes = _handshapes(read_yaml(folder / "handshapes.yaml"))
    sources = {key: node.text() for key, node in read_yaml(folder / "sources.yaml").mapping().items()}
    reader = _SignReader(handshapes, sources)
    letters = reader.read_file(folder / "letters.yaml")
    numerals = reader.read_file(folder / "numerals.yaml")
    signs: dict[str, Sign] = {}
    for path in sorted((folder / "signs").glob("*.yaml")):
        for gloss, sign in reader.read_file(path).items():
            if gloss in signs:
                msg = f"{sign.defined_at}: The gloss '{gloss}' is already defined at {signs[gloss].defined_at}."
                raise LexiconError(msg)
            signs[gloss] = sign
    _check_parts(signs)
    transcribed = load_folder(folder)
    for gloss, sign in transcribed.signs.items():
        # What is described in this lexicon's own words wins over what a dictionary has.
        signs.setdefault(gloss, sign)
    return Lexicon(
        handshapes={**handshapes, **transcribed.shapes},
        letters=letters,
        numerals={_numeral(gloss, sign): sign for gloss, sign in numerals.items()},
        signs=signs,
        sources={**sources, **transcribed.sources},
        digest=digest.hexdigest(),
    )


def _numeral(gloss: str, sign: Sign) -> int:
    if not gloss.isdecimal():
        msg = f"{sign.defined_at}: '{gloss}' is no number; in numerals.yaml every gloss is a whole number."
        raise LexiconError(msg)
    return int(gloss)


def _check_parts(signs: dict[str, Sign]) -> None:
    for sign in signs.values():
        for part in sign.parts:
            if part not in signs:
                msg = f"{sign.defined_at}: The part '{part}' of '{sign.gloss}' is in no file of the lexicon."
                raise LexiconError(msg)
            if signs[part].parts:
                msg = (
                    f"{sign.defined_at}: The part '{part}' of '{sign.gloss}' is itself made of parts; "
                    "name the described signs instead."
                )
                raise LexiconError(msg)


def _handshapes(root: Node) -> dict[str, tuple[float, ...]]:
    sections = root.mapping(("fingers", "thumbs", "spreads", "shapes"))
    for name in ("fingers", "thumbs", "spreads", "shapes"):
        if name not in sections:
            raise root.error(f"The section '{name}' is missing.")
    fingers = {name: _numbers(node, 3) for name, node in sections["fingers"].mapping().items()}
    thumbs = {name: _numbers(node, 4) for name, node in sections["thumbs"].mapping().items()}
    spreads = {name: _numbers(node, 4) for name, node in sections["spreads"].mapping().items()}
    shapes = {}
    for name, node in sections["shapes"].mapping().items():
        entry = node.mapping(("fingers", *FINGERS, "spread", "thumb"))
        angles: list[float] = []
        spread = _named_or_numbers(entry["spread"], spreads, 4) if "spread" in entry else [0.0] * 4
        for index, finger in enumerate(FINGERS):
            pose = entry.get(finger, entry.get("fingers"))
            if pose is None:
                raise node.error(f"The handshape '{name}' says nothing about the {finger} finger.")
            angles += [spread[index], *_named_or_numbers(pose, fingers, 3)]
        if "thumb" not in entry:
            raise node.error(f"The handshape '{name}' says nothing about the thumb.")
        angles += _named_or_numbers(entry["thumb"], thumbs, 4)
        for joint, angle, low, high in zip(ANGLE_NAMES, angles, LOWER_LIMITS, UPPER_LIMITS, strict=True):
            if not low <= angle <= high:
                raise node.error(
                    f"In '{name}' the joint {joint} is bent to {angle:g} degrees; a hand reaches {low:g} to {high:g}."
                )
        shapes[name] = tuple(angles)
    return shapes


def _numbers(node: Node, count: int) -> list[float]:
    values = [item.number(-180.0, 180.0) for item in node.items()]
    if len(values) != count:
        raise node.error(f"{count} numbers were expected here, {len(values)} were found.")
    return values


def _named_or_numbers(node: Node, names: dict[str, list[float]], count: int) -> list[float]:
    return _numbers(node, count) if node.is_list else names[node.text(names)]


class _SignReader:
    """Turns entries into signs; knows the handshapes and sources that entries may name."""

    def __init__(self, handshapes: dict[str, tuple[float, ...]], sources: dict[str, str]) -> None:
        self._handshapes = handshapes
        self._sources = sources

    def read_file(self, path: Path) -> dict[str, Sign]:
        signs: dict[str, Sign] = {}
        for node in read_yaml(path).items():
            sign = self._sign(node)
            if sign.gloss in signs:
                raise node.error(f"The gloss '{sign.gloss}' is already defined at {signs[sign.gloss].defined_at}.")
            signs[sign.gloss] = sign
        return signs

    def _sign(self, node: Node) -> Sign:
        entry = node.mapping(_SIGN_KEYS)
        for key in ("gloss", "source"):
            if key not in entry:
                raise node.error(f"The key '{key}' is missing.")
        parts = tuple(item.text() for item in entry["parts"].items()) if "parts" in entry else ()
        symmetry = Symmetry(entry["hands"].text(tuple(Symmetry))) if "hands" in entry else Symmetry.ONE
        if symmetry is Symmetry.BASE and "left" not in entry:
            raise node.error("'hands: base' needs a description of the left hand under 'left'.")
        if symmetry is Symmetry.ONE and "left" in entry:
            raise node.error("The left hand is described, but 'hands' does not say what it does; write base or mirror.")
        right = _RESTING if parts else self._posture(node, entry)
        return Sign(
            gloss=entry["gloss"].text(),
            right=right,
            symmetry=symmetry,
            left=self._posture(entry["left"], entry["left"].mapping(_POSTURE_KEYS)) if "left" in entry else None,
            moves=tuple(self._move(item) for item in entry["moves"].items()) if "moves" in entry else (),
            repeat=int(entry["repeat"].number(1, _MAX_TIMES)) if "repeat" in entry else 1,
            non_manual=NonManual(
                mouth=entry["mouth"].text() if "mouth" in entry else "",
                brows=entry["brows"].text(("raised", "furrowed")) if "brows" in entry else "",
                head=entry["head"].text(("nod", "shake", "tilt")) if "head" in entry else "",
            ),
            source=entry["source"].text(self._sources),
            review=ReviewStatus(entry["review"].text(tuple(ReviewStatus))) if "review" in entry else ReviewStatus.DRAFT,
            parts=parts,
            defined_at=node.where(),
        )

    def _posture(self, node: Node, entry: dict[str, Node]) -> Posture:
        for key in ("shape", "fingers", "palm", "at"):
            if key not in entry:
                raise node.error(f"The key '{key}' is missing.")
        fingers, palm = _direction(entry["fingers"]), _direction(entry["palm"])
        if abs(sum(a * b for a, b in zip(fingers, palm, strict=True))) > 0.95:
            raise entry["palm"].error("The palm cannot face the way the fingers point, nor the opposite way.")
        return Posture(
            shape=entry["shape"].text(self._handshapes),
            fingers=fingers,
            palm=palm,
            place=_place(entry["at"]),
            point=entry["point"].text(notation.POINTS) if "point" in entry else "middle",
        )

    def _move(self, node: Node) -> Move:
        entry = node.mapping(_MOVE_KEYS)
        path = PathKind(entry["path"].text(tuple(PathKind))) if "path" in entry else PathKind.STRAIGHT
        if path is PathKind.ARC and "bulge" not in entry:
            raise node.error("An arc needs 'bulge': the side to which it bends.")
        size_default = "medium" if "path" in entry or "to" in entry else "tiny"
        return Move(
            path=path,
            towards=_direction(entry["to"]) if "to" in entry else None,
            bulge=_direction(entry["bulge"]) if "bulge" in entry else None,
            plane=entry["plane"].text(notation.PLANES) if "plane" in entry else "front",
            size=notation.SIZES[entry["size"].text(notation.SIZES) if "size" in entry else size_default],
            speed=notation.SPEEDS[entry["speed"].text(notation.SPEEDS) if "speed" in entry else "normal"],
            times=int(entry["times"].number(1, _MAX_TIMES)) if "times" in entry else 1,
            returns=entry["back"].text(("true", "false")) == "true" if "back" in entry else False,
            shape=entry["shape"].text(self._handshapes) if "shape" in entry else None,
            fingers=_direction(entry["fingers"]) if "fingers" in entry else None,
            palm=_direction(entry["palm"]) if "palm" in entry else None,
            place=_place(entry["at"]) if "at" in entry else None,
            point=entry["point"].text(notation.POINTS) if "point" in entry else None,
            still=entry["still"].text(("right", "left")) if "still" in entry else "",
        )


_RESTING: Final = Posture("", (0.0, 1.0, 0.0), (0.0, 0.0, 1.0), Place("space-chest"), "middle")


def _direction(node: Node) -> Vector:
    try:
        return notation.direction(node.text())
    except ValueError as error:
        raise node.error(str(error)) from error


def _place(node: Node) -> Place:
    try:
        return notation.place(node.text())
    except ValueError as error:
        raise node.error(str(error)) from error
