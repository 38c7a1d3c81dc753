"""Checks on a JPEG before anything decodes it: a small file can unpack to gigabytes."""

MAX_BYTES = 512 * 1024
MAX_SIDE = 1920
# Start-of-frame markers; C4, C8 and CC mean something else (ITU-T T.81, table B.1).
_FRAME_MARKERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ALONE = frozenset(range(0xD0, 0xD9)) | {0x01}


class InvalidPictureError(ValueError):
    """A picture that cannot or must not be decoded.

    Attributes:
        reason: Identifier for programs.
        pl: The sentence in Polish.
        en: The sentence in English.
    """

    def __init__(self, reason: str, pl: str, en: str) -> None:
        super().__init__(en)
        self.reason, self.pl, self.en = reason, pl, en


def broken_picture() -> InvalidPictureError:
    """Return the error for bytes that are no readable JPEG."""
    return InvalidPictureError(
        "BROKEN_JPEG",
        "Tego obrazu nie da się odczytać. Wyślij klatkę jako poprawny plik JPEG.",
        "This picture cannot be read. Send the frame as a valid JPEG file.",
    )


def picture_size(data: bytes) -> tuple[int, int]:
    """Read width and height from a JPEG's header and check the limits.

    Returns:
        Width and height in pixels, each 1 to `MAX_SIDE`.

    Raises:
        InvalidPictureError: Too many bytes, too many pixels, or no JPEG.
    """
    if len(data) > MAX_BYTES:
        raise InvalidPictureError(
            "JPEG_TOO_LARGE",
            f"Klatka ma {len(data) // 1024} KiB, a może mieć najwyżej 512 KiB. Zmniejsz obraz lub jakość.",
            f"The frame has {len(data) // 1024} KiB, but at most 512 KiB are allowed. Lower the size or the quality.",
        )
    if data[:2] != b"\xff\xd8":
        raise broken_picture()
    at = 2
    while at + 9 <= len(data):
        if data[at] != 0xFF:
            raise broken_picture()
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker in _ALONE:
            at += 2
        elif marker in _FRAME_MARKERS:
            height, width = int.from_bytes(data[at + 5 : at + 7]), int.from_bytes(data[at + 7 : at + 9])
            return _checked(width, height)
        else:
            at += 2 + int.from_bytes(data[at + 2 : at + 4])
    raise broken_picture()


def _checked(width: int, height: int) -> tuple[int, int]:
    if not width or not height:
        raise broken_picture()
    if max(width, height) > MAX_SIDE:
        raise InvalidPictureError(
            "PICTURE_TOO_LARGE",
            f"Obraz ma {width}×{height} punktów, a może mieć najwyżej {MAX_SIDE}×{MAX_SIDE}. Wyślij mniejszy.",
            f"The picture has {width}×{height} pixels, but at most {MAX_SIDE}×{MAX_SIDE} are allowed. Send a smaller one.",
        )
    return width, height
