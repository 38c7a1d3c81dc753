"""`python -m okienko_signing`: serves signed versions; with a command, works on the lexicon or on videos.

Commands: `render` (a gloss line as a video file), `add-recording`, `withdraw-recording`, `check-lexicon`.
"""

import argparse
import asyncio
import sys
from pathlib import Path

import grpc
from okienko.signing.v1 import signing_pb2_grpc
from okienko_common.logs import get_logger
from okienko_common.server import run_service

from okienko_signing import render_command
from okienko_signing.engine.compiler import SignError, compile_sign
from okienko_signing.lexicon.loader import load_lexicon
from okienko_signing.lexicon.yaml_nodes import LexiconError
from okienko_signing.library import Library, Size
from okienko_signing.production import Script
from okienko_signing.recordings import RecordingError, Recordings
from okienko_signing.rendering.errors import FilmError
from okienko_signing.service import SERVICE_NAME, SigningService
from okienko_signing.settings import SigningSettings
from okienko_signing.shelf import Shelf, ShelfError
from okienko_signing.studio import WARM_UP, ProcessWorkshop, Studio

log = get_logger(__name__)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; without a command, serve."""
    parser = argparse.ArgumentParser(prog="python -m okienko_signing", description=__doc__)
    commands = parser.add_subparsers(dest="command")
    render_command.add_arguments(commands.add_parser("render", help="write a gloss line as a video file"))
    adding = commands.add_parser("add-recording", help="publish a recording of a signer")
    adding.add_argument("id", help="identifier, e.g. the answer's: dowod-osobisty")
    adding.add_argument("file", type=Path, help="video file")
    adding.add_argument("--captions", type=Path, help="WebVTT file made for it; else captions come from the text")
    commands.add_parser("withdraw-recording", help="unpublish a recording").add_argument("id")
    commands.add_parser("check-lexicon", help="read every file of the lexicon and make every sign once")
    chosen = parser.parse_args(arguments)
    settings = SigningSettings.load()
    try:
        match chosen.command:
            case "render":
                print(render_command.run(chosen, settings.lexicon))
            case "add-recording":
                captions = chosen.captions.read_text(encoding="utf-8") if chosen.captions else ""
                video = _recordings(settings).add(chosen.id, chosen.file, captions=captions).video
                print(f"{chosen.id}: {video.width}x{video.height}, {video.frame_rate:.0f}/s, {video.seconds:.1f} s.")
            case "withdraw-recording":
                withdrawn = _recordings(settings).withdraw(chosen.id)
                print(f"{chosen.id}: {'withdrawn' if withdrawn else 'there was no recording of that name'}.")
            case "check-lexicon":
                return _check(settings.lexicon)
            case _:
                _serve(settings)
    except (LexiconError, SignError, RecordingError, ShelfError, FilmError, ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _recordings(settings: SigningSettings) -> Recordings:
    shelf = Shelf(settings.media, settings.kept_megabytes * 1_000_000)
    shelf.open(clean=False)
    return Recordings(settings.media, shelf)


def _check(folder: Path) -> int:
    lexicon = load_lexicon(folder)
    problems = 0
    described = [*lexicon.letters.values(), *lexicon.numerals.values(), *lexicon.signs.values()]
    for sign in described:
        try:
            if not sign.parts:
                compile_sign(sign, lexicon)
        except SignError as error:
            problems += 1
            print(error)
    print(f"{folder}: {len(described)} entries, {problems} problems.")
    return 1 if problems else 0


def _serve(settings: SigningSettings) -> None:
    lexicon = load_lexicon(settings.lexicon)
    service = SigningService()
    workshop = ProcessWorkshop(
        settings.render_processes, settings.lexicon, settings.render_niceness, settings.longest_seconds
    )
    studio = Studio(workshop, settings.render_processes, settings.max_waiting)
    size = Size(settings.width, settings.height, settings.frame_rate)

    def register(server: grpc.aio.Server) -> None:
        signing_pb2_grpc.add_SigningServiceServicer_to_server(service, server)

    async def warm_up() -> None:
        shelf = Shelf(settings.media, settings.kept_megabytes * 1_000_000)
        try:
            await asyncio.to_thread(shelf.open, clean=True)
        except ShelfError as error:
            # Recordings and residents' texts can still be served; published renderings fail with the same sentence.
            log.warning("media folder unusable", reason=str(error))
        script = Script(WARM_UP, size.width, size.height, size.frame_rate)
        async for _ in studio.film("warm-up", script, lambda _: None):
            pass
        service.open(Library(lexicon, shelf, Recordings(settings.media, shelf), studio, size))
        log.info("ready", signs=len(lexicon.signs), letters=len(lexicon.letters), media=str(settings.media))

    async def close() -> None:
        studio.close()

    run_service(settings, SERVICE_NAME, register, warm_up, close)


if __name__ == "__main__":
    raise SystemExit(main())
