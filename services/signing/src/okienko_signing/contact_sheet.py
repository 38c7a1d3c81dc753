"""`python -m okienko_signing.contact_sheet`: a picture of signs for a reviewer, each at its start, middle and end."""

import argparse
import unicodedata
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from okienko_signing.engine.compiler import compile_sign
from okienko_signing.engine.path import FRAME_RATE
from okienko_signing.engine.utterance import Motion, Piece, perform
from okienko_signing.lexicon.loader import load_lexicon
from okienko_signing.lexicon.model import Lexicon, Sign
from okienko_signing.rendering.signer import SignerRenderer
from okienko_signing.settings import SigningSettings

LABEL_HEIGHT: Final = 22
_FONTS: Final = ("DejaVuSans.ttf", "LiberationSans-Regular.ttf", "Arial.ttf")
"""Fonts with Polish letters; where none is installed, labels lose their marks."""


def main(arguments: list[str] | None = None) -> int:
    """Write the sheet."""
    parser = argparse.ArgumentParser(prog="python -m okienko_signing.contact_sheet", description=__doc__)
    parser.add_argument("signs", nargs="*", help="glosses, letters or numbers; 'letters', 'numerals', 'signs' for all")
    parser.add_argument("--output", type=Path, default=Path("reports/contact-sheet.png"))
    parser.add_argument("--columns", type=int, default=4, help="signs beside each other")
    parser.add_argument("--width", type=int, default=240, help="pixels of one picture")
    parser.add_argument("--zoom", type=float, default=1.0, help="above 1 for a closer view")
    chosen = parser.parse_args(arguments)
    lexicon = load_lexicon(SigningSettings().lexicon)
    signs = _chosen(chosen.signs or ["letters"], lexicon)
    if not signs:
        parser.error("None of these is in the lexicon.")
    sheet = contact_sheet(signs, lexicon, columns=chosen.columns, width=chosen.width, zoom=chosen.zoom)
    chosen.output.parent.mkdir(parents=True, exist_ok=True)
    sheet.save(chosen.output)
    print(f"{chosen.output}: {len(signs)} signs, {sheet.width}x{sheet.height}.")  # noqa: T201 - a command line
    return 0


def _chosen(names: list[str], lexicon: Lexicon) -> list[Sign]:
    found: list[Sign] = []
    for name in names:
        match name:
            case "letters":
                found += lexicon.letters.values()
            case "numerals":
                found += lexicon.numerals.values()
            case "signs":
                found += [sign for sign in lexicon.signs.values() if not sign.parts]
            case _ if name.upper() in lexicon.signs:
                sign = lexicon.signs[name.upper()]
                found += [lexicon.signs[part] for part in sign.parts] or [sign]
            case _ if name.lower() in lexicon.letters:
                found.append(lexicon.letters[name.lower()])
            case _ if name.isdecimal() and int(name) in lexicon.numerals:
                found.append(lexicon.numerals[int(name)])
    return found


def contact_sheet(signs: list[Sign], lexicon: Lexicon, *, columns: int, width: int, zoom: float) -> Image.Image:
    """Return a sheet of `signs`, three pictures of `width` pixels each, `columns` signs in a row."""
    height = width * 7 // 8 // 2 * 2
    renderer = SignerRenderer(width, height, zoom=zoom)
    rows = -(-len(signs) // columns)
    sheet = Image.new("RGB", (columns * (3 * width + 6), rows * (height + LABEL_HEIGHT)), "white")
    pen = ImageDraw.Draw(sheet)
    font, has_marks = _font()
    for number, sign in enumerate(signs):
        motion = perform([Piece(compile_sign(sign, lexicon), sign.non_manual)], lexicon.handshapes["relaxed"])
        x, y = number % columns * (3 * width + 6), number // columns * (height + LABEL_HEIGHT)
        label = sign.gloss if has_marks else _plain(sign.gloss)
        pen.text((x + 4, y + 3), label, fill="black", font=font)
        for place, frame in enumerate(_frames(motion)):
            picture = Image.fromarray(renderer.picture(motion, frame))
            sheet.paste(picture, (x + place * width, y + LABEL_HEIGHT))
    return sheet


def _frames(motion: Motion) -> tuple[int, int, int]:
    """Return the frames shown: the first posture, the middle of the movement, the last posture."""
    start, end = (round(seconds * FRAME_RATE) for seconds in motion.spans[0])
    wrists = np.linalg.norm(np.diff(motion.right[start:end, 8], axis=0), axis=1).cumsum()
    middle = int(np.searchsorted(wrists, wrists[-1] / 2)) if len(wrists) and wrists[-1] > 0 else (end - start) // 2
    return start + 2, start + middle, end - 2


def _font() -> tuple[ImageFont.FreeTypeFont | ImageFont.ImageFont, bool]:
    for name in _FONTS:
        try:
            return ImageFont.truetype(name, 15), True
        except OSError:
            continue
    return ImageFont.load_default(15), False


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text.replace("Ł", "L").replace("ł", "l")) if c.isascii())


if __name__ == "__main__":
    raise SystemExit(main())
