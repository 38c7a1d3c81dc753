"""The words of the notation: directions, places, parts of the hand, sizes, speeds."""

from typing import Final

from okienko_signing.lexicon.model import Place, Vector

_AXES: Final[dict[str, Vector]] = {
    "left": (1.0, 0.0, 0.0),
    "right": (-1.0, 0.0, 0.0),
    "up": (0.0, 1.0, 0.0),
    "down": (0.0, -1.0, 0.0),
    "out": (0.0, 0.0, 1.0),
    "in": (0.0, 0.0, -1.0),
}

SIZES: Final = {"tiny": 0.035, "small": 0.07, "medium": 0.12, "large": 0.20, "huge": 0.30}
"""Metres of travel, or of a circle's diameter."""
SPEEDS: Final = {"slow": 0.7, "normal": 1.0, "fast": 1.5}
SIDES: Final = {"right": -0.14, "left": 0.14, "centre": 0.0, "far-right": -0.24, "far-left": 0.24}
"""Metres from the body's middle in the space before it."""
DISTANCES: Final = {"touch": 0.0, "close": 0.03, "near": 0.10, "far": 0.16}
"""Metres off the skin, for places on the body; in space, see `SPACE_DISTANCES`."""
SPACE_DISTANCES: Final = {"touch": 0.16, "close": 0.18, "near": 0.21, "": 0.26, "far": 0.36}
"""Metres before the shoulders' plane."""
LIFTS: Final = {"high": 0.04, "low": -0.04}

BODY: Final[dict[str, Vector]] = {
    "head-top": (0.0, 0.325, 0.030),
    "forehead": (0.0, 0.262, 0.105),
    "temple": (0.084, 0.232, 0.050),
    "eye": (0.034, 0.212, 0.112),
    "nose": (0.0, 0.178, 0.132),
    "cheek": (0.055, 0.165, 0.088),
    "ear": (0.090, 0.195, 0.010),
    "mouth": (0.0, 0.138, 0.116),
    "chin": (0.0, 0.098, 0.104),
    "under-chin": (0.0, 0.078, 0.082),
    "jaw": (0.062, 0.125, 0.060),
    "neck": (0.0, 0.035, 0.062),
    "shoulder": (0.165, 0.035, 0.055),
    "chest": (0.0, -0.110, 0.105),
    "heart": (0.075, -0.105, 0.098),
    "stomach": (0.0, -0.250, 0.105),
    "belly": (0.0, -0.340, 0.105),
    "hip": (0.130, -0.400, 0.080),
}
"""Places on the body, on the side of the signer's left; without a side word the hand's own side is meant."""

SPACE: Final = {
    "space-head": 0.20,
    "space-face": 0.12,
    "space-shoulders": 0.0,
    "space-chest": -0.12,
    "space-stomach": -0.24,
    "space-belly": -0.33,
}
"""Heights in the space before the body, metres."""

OTHER_HAND: Final = {
    "other-palm": "palm",
    "other-back": "back",
    "other-fingertips": "fingertips",
    "other-index-tip": "index-tip",
    "other-thumb-tip": "thumb-tip",
    "other-little-tip": "little-tip",
    "other-middle-tip": "middle-tip",
    "other-thumb-side": "thumb-side",
    "other-little-side": "little-side",
    "other-knuckles": "knuckles",
    "other-index": "index-middle",
    "other-fingers": "fingers",
    "other-heel": "heel",
    "other-wrist": "wrist-back",
    "other-pulse": "wrist-front",
    "other-web": "web",
}
"""Places on the other hand, and which part of it they are."""
OTHER_ARM: Final = {"other-forearm": 0.5, "other-elbow": 1.0, "other-upper-arm": 1.5}
"""Places on the other arm, counted in bones from its wrist."""

PLACES: Final = frozenset({*BODY, *SPACE, *OTHER_HAND, *OTHER_ARM, "spelling"})

POINTS: Final = frozenset(
    {
        "palm",
        "back",
        "fingertips",
        "fingers",
        "thumb-tip",
        "index-tip",
        "middle-tip",
        "ring-tip",
        "little-tip",
        "thumb-side",
        "little-side",
        "knuckles",
        "index-middle",
        "heel",
        "wrist-back",
        "wrist-front",
        "web",
        "middle",
        "wrist",
    }
)
"""Parts of a hand that can be at a place."""

PLANES: Final = frozenset({"front", "side", "top", "front-back", "side-back", "top-back"})
"""Planes of circles; `-back` turns the other way round."""


def direction(text: str) -> Vector:
    """Return the unit vector of words such as `up`, `up-left`, `up-up-left` (more up than left).

    Raises:
        ValueError: a word is unknown or the words cancel out.

    """
    total = [0.0, 0.0, 0.0]
    for word in text.split("-"):
        if word not in _AXES:
            msg = f"'{word}' is no direction; use {', '.join(_AXES)}, joined by '-' for what lies between."
            raise ValueError(msg)
        total = [a + b for a, b in zip(total, _AXES[word], strict=True)]
    length = sum(v * v for v in total) ** 0.5
    if length < 1e-9:
        msg = f"The words of '{text}' cancel out and give no direction."
        raise ValueError(msg)
    return total[0] / length, total[1] / length, total[2] / length


def place(text: str) -> Place:
    """Return the place of words such as `chin`, `temple left close`, `space-chest centre high`.

    Raises:
        ValueError: a word is unknown or comes twice.

    """
    name, *words = text.split()
    if name not in PLACES:
        msg = f"'{name}' is no place; use one of {', '.join(sorted(PLACES))}."
        raise ValueError(msg)
    found = {"side": "", "distance": "", "lift": ""}
    for word in words:
        kind = "side" if word in SIDES else "distance" if word in DISTANCES else "lift" if word in LIFTS else ""
        if not kind or found[kind]:
            known = ", ".join([*SIDES, *DISTANCES, *LIFTS])
            msg = f"'{word}' does not fit into the place '{text}'; after the name come at most a side, distance, lift: {known}."
            raise ValueError(msg)
        found[kind] = word
    return Place(name=name, side=found["side"], distance=found["distance"], lift=found["lift"])
