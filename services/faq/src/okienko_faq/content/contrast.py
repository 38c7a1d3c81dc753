"""Whether a town's colours can be read on each other: contrast as WCAG 2.2 defines it (success criterion 1.4.3)."""

from collections.abc import Iterator

from okienko_faq.content.model import Theme

_LEAST = 4.5
"""For text of ordinary size, level AA."""
_WHITE = "#ffffff"


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours "#rrggbb", from 1 (the same) to 21 (black on white)."""
    brighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def unreadable(theme: Theme) -> Iterator[tuple[str, str]]:
    """Yield the name of every colour that cannot be read where it is used, with a sentence that says so."""
    pairs = (
        ("header", theme.header, _WHITE, "white"),
        ("accent", theme.accent, theme.header, "'header'"),
        ("link", theme.link, _WHITE, "white"),
    )
    for name, colour, other, said in pairs:
        ratio = contrast(colour, other)
        if ratio < _LEAST:
            yield name, f"{colour} on {said} has a contrast of {ratio:.1f}; at least {_LEAST} is needed to be read."


def _luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
