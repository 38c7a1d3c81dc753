"""How large films are and how smooth: the size that everybody gets at once, and those that are made later. Pure."""

import re
from dataclasses import dataclass
from typing import Final

_WRITTEN: Final = re.compile(r"([0-9]{3,4})p([0-9]{2})")
_HEIGHTS: Final = range(240, 1081)
_RATES: Final = range(20, 51)


@dataclass(frozen=True)
class Size:
    """Pixels and frames a second."""

    width: int
    height: int
    frame_rate: int

    @property
    def pixel_rate(self) -> int:
        """What a player has to decode, pixels a second."""
        return self.width * self.height * self.frame_rate


def further_sizes(written: str, first: Size) -> tuple[Size, ...]:
    """Return the sizes of `720p50 480p50`: heights and frame rates, in the shape of `first`, which is left out.

    Raises:
        ValueError: a word is no size, or its frame rate is no whole part of the highest, of whose pictures it is made.

    """
    sizes: list[Size] = []
    for word in written.split():
        match = _WRITTEN.fullmatch(word)
        if match is None or int(match[1]) not in _HEIGHTS or int(match[2]) not in _RATES or int(match[1]) % 2:
            msg = (
                f"'{word}' is no size; write an even height from 240 to 1080 and a rate from 20 to 50, such as 720p50."
            )
            raise ValueError(msg)
        width = 2 * round(int(match[1]) * first.width / first.height / 2)
        sizes.append(Size(width, int(match[1]), int(match[2])))
    highest = max((size.frame_rate for size in sizes), default=1)
    for size in sizes:
        if highest % size.frame_rate:
            msg = f"{size.frame_rate} frames a second cannot be taken out of {highest}; use a half, or leave one out."
            raise ValueError(msg)
    return tuple(size for size in dict.fromkeys(sizes) if size != first)


def drawn_for(sizes: tuple[Size, ...]) -> Size:
    """Return the size in which pictures are drawn so that all of `sizes` can be made of them."""
    return Size(
        max(size.width for size in sizes), max(size.height for size in sizes), max(size.frame_rate for size in sizes)
    )
