"""`python -m okienko_signing render`: a gloss line as a video or pose file, for looking, research and fake cameras."""

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from okienko_signing.composition import Pace, act_out, plan
from okienko_signing.glosses import parse_glosses
from okienko_signing.lexicon.loader import load_lexicon
from okienko_signing.rendering.canvas import Bytes
from okienko_signing.rendering.signer import SignerRenderer


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("glosses", help="gloss line, e.g. '#DOWÓD' or 'DOWÓD NOWY GDZIE'")
    parser.add_argument("--output", type=Path, required=True, help="file ending in .webm, .mp4, .y4m, .mjpeg or .pose")
    parser.add_argument("--size", default="640x480", help="picture size, e.g. 640x480 or 1280x720")
    parser.add_argument("--frame-rate", type=int, default=25, help="frames a second (default 25)")
    parser.add_argument("--slow", type=float, default=1.0, help="1.5 plays at two thirds of the speed")
    parser.add_argument(
        "--fingerspell-hold",
        type=float,
        default=0.0,
        metavar="SECONDS",
        help="hold each letter so long and let the hand go between letters, for a recogniser to watch",
    )
    parser.add_argument("--zoom", type=float, default=1.0, help="above 1 for a closer view")
    parser.add_argument("--mirror", action="store_true", help="flip left and right, as a selfie camera does")
    parser.add_argument("--lead", type=float, default=0.0, help="seconds of stillness before and after")


def run(arguments: argparse.Namespace, lexicon_folder: Path) -> str:
    """Render and return a sentence that says what was written.

    Raises:
        ValueError: the gloss line, the size or the file's ending is not understood.
        FilmError: the file cannot be written.

    """
    lexicon = load_lexicon(lexicon_folder)
    planned = plan(parse_glosses(arguments.glosses), lexicon)
    pace = Pace(letter_hold=arguments.fingerspell_hold, releases=True) if arguments.fingerspell_hold else Pace()
    motion, _ = act_out(planned, lexicon, pace)
    width, height = (int(number) for number in arguments.size.lower().split("x"))
    output: Path = arguments.output
    output.parent.mkdir(parents=True, exist_ok=True)
    missing = f" Spelled for want of a sign: {', '.join(planned.uncovered)}." if planned.uncovered else ""
    if output.suffix == ".pose":
        # Only this ending needs the package for it.
        from okienko_signing.pose_file import write_pose

        count = write_pose(output, motion, width, height, zoom=arguments.zoom)
        return f"{output}: {count} frames of landmarks, {motion.seconds:.1f} s.{missing}"
    renderer = SignerRenderer(width, height, zoom=arguments.zoom)
    rate = arguments.frame_rate
    pictures = _padded(renderer.pictures(motion, rate * arguments.slow), round(arguments.lead * rate))
    if arguments.mirror:
        pictures = (np.ascontiguousarray(picture[:, ::-1]) for picture in pictures)
    count = _write(output, pictures, rate)
    return f"{output}: {count} frames, {count / rate:.1f} s.{missing}"


def _write(output: Path, pictures: Iterator[Bytes], rate: int) -> int:
    # Loads FFmpeg, whose encoders are GPL; the service imports this module for its arguments only.
    from okienko_signing.rendering import film

    if output.suffix in {".webm", ".mp4"}:
        webm, count = film.webm_of(pictures, rate)
        output.write_bytes(webm if output.suffix == ".webm" else film.mp4_of(webm))
        return count
    if output.suffix == ".y4m":
        return film.write_y4m(output, pictures, rate)
    if output.suffix == ".mjpeg":
        return film.write_motion_jpeg(output, pictures, rate)
    msg = f"'{output.suffix}' is no ending this command writes; use .webm, .mp4, .y4m, .mjpeg or .pose."
    raise ValueError(msg)


def _padded(pictures: Iterator[Bytes], frames: int) -> Iterator[Bytes]:
    """Yield the first and the last picture `frames` times more."""
    last: Bytes | None = None
    for picture in pictures:
        if last is None:
            yield from (picture for _ in range(frames))
        last = picture
        yield picture
    if last is not None:
        yield from (last for _ in range(frames))
