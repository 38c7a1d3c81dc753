"""When two texts count as the same, and carrying the small differences over to the translation."""

import re

_SPACES = re.compile(r"\s+")
_QUOTES = str.maketrans(
    {**dict.fromkeys("„“”«»‟", '"'), **dict.fromkeys("‘’‚‛`´", "'"), **dict.fromkeys("–—−‐‑", "-"), "…": "..."}
)
_FINAL = re.compile(r"(?<=[^.!?…])([.!?…]+)$")


def exact_key(text: str) -> str:
    """Return the text with whitespace made single: matches under this key are word for word."""
    return _SPACES.sub(" ", text).strip()


def loose_key(text: str) -> str:
    """Return the text without its final punctuation, its first letter's case, and its kind of quotes and dashes."""
    bare = _FINAL.sub("", exact_key(text).translate(_QUOTES)).rstrip()
    return bare[:1].lower() + bare[1:]


def adapt(translation: str, stored: str, wanted: str) -> str:
    """Return `translation` of `stored` with the end and the first letter of `wanted`.

    A capital is given where `wanted` has one and `stored` has not; it is never taken away, since the first word may be a
    name in the other language.
    """
    stored_end, wanted_end = _ending(stored), _ending(wanted)
    if stored_end != wanted_end and _ending(translation) == stored_end:
        translation = translation[: len(translation) - len(stored_end)] + wanted_end
    if wanted[:1].isupper() and not stored[:1].isupper():
        translation = translation[:1].upper() + translation[1:]
    return translation


def _ending(text: str) -> str:
    match = _FINAL.search(text.rstrip())
    return match[1] if match else ""
