"""`python -m okienko_signing`: serves signed versions; with a command, works on the lexicon or on videos.

Commands: `render` (a gloss line as a video file), `add-recording`, `list-recordings`, `withdraw-recording`,
`check-lexicon`, `import-hamnosys`.
"""

import argparse
import asyncio
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

import grpc
from okienko.signing.v1 import recordings_pb2_grpc, sign_clips_pb2_grpc, signing_pb2_grpc
from okienko_common.logs import get_logger
from okienko_common.server import run_service

from okienko_signing import confinement, render_command
from okienko_signing.backroom import Backroom
from okienko_signing.caption_reading import read_webvtt
from okienko_signing.clips.desk import ClipDesk
from okienko_signing.clips.store import SignClips
from okienko_signing.clips.vocabulary import Vocabulary
from okienko_signing.composition import RELEASE
from okienko_signing.engine.compiler import SignError, compile_sign
from okienko_signing.hamnosys import import_command
from okienko_signing.intake import Intake, encode_apart
from okienko_signing.lexicon.loader import load_lexicon
from okienko_signing.lexicon.yaml_nodes import LexiconError
from okienko_signing.library import Library
from okienko_signing.production import Script
from okienko_signing.recording_errors import RecordingError
from okienko_signing.recording_history import CAPTION_LANGUAGES
from okienko_signing.recording_service import RecordingService
from okienko_signing.recordings import Recordings, add_file
from okienko_signing.rendering.errors import FilmError
from okienko_signing.s3_storage import S3Storage
from okienko_signing.service import SERVICE_NAME, SigningService
from okienko_signing.settings import SigningSettings
from okienko_signing.shelf import Shelf
from okienko_signing.sign_clip_service import SignClipService
from okienko_signing.storage import FolderStorage, ShelfError, Storage
from okienko_signing.studio import WARM_UP, ProcessWorkshop, Studio
from okienko_signing.uploads import Uploads

log = get_logger(__name__)

_LOWEST_PRIORITY: Final = 19


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; without a command, serve."""
    parser = argparse.ArgumentParser(prog="python -m okienko_signing", description=__doc__)
    commands = parser.add_subparsers(dest="command")
    render_command.add_arguments(commands.add_parser("render", help="write a gloss line as a video file"))
    adding = commands.add_parser("add-recording", help="publish a recording of a signer")
    adding.add_argument("id", help="identifier, e.g. the answer's: dowod-osobisty")
    adding.add_argument("file", type=Path, help="video file")
    adding.add_argument("--captions", type=Path, help="WebVTT file made for it; else captions come from the text")
    adding.add_argument("--captions-language", choices=CAPTION_LANGUAGES, default="pl", help="of that file")
    commands.add_parser("list-recordings", help="all recordings with their versions")
    commands.add_parser("withdraw-recording", help="unpublish a recording").add_argument("id")
    import_command.add_arguments(
        commands.add_parser("import-hamnosys", help="take a dictionary's HamNoSys into a lexicon folder")
    )
    commands.add_parser("check-lexicon", help="read every file of the lexicon and make every sign once")
    chosen = parser.parse_args(arguments)
    settings = SigningSettings.load()
    try:
        match chosen.command:
            case "render":
                print(render_command.run(chosen, settings.lexicon))
            case "add-recording":
                print(_add_recording(_recordings(settings), chosen))
            case "withdraw-recording":
                _recordings(settings).withdraw(chosen.id)
                print(f"{chosen.id}: withdrawn.")
            case "list-recordings":
                print(_list_recordings(_recordings(settings)))
            case "import-hamnosys":
                print(import_command.run(chosen, settings.lexicon))
            case "check-lexicon":
                return _check(settings.lexicon)
            case _:
                _serve(settings)
    except (LexiconError, SignError, RecordingError, ShelfError, FilmError, ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _shelf(settings: SigningSettings) -> Shelf:
    place: Storage = FolderStorage(settings.media)
    if settings.storage:
        place = S3Storage(settings.storage, settings.storage_access_key, settings.storage_secret_key.get_secret_value())
    return Shelf(place, settings.kept_megabytes * 1_000_000)


def _recordings(settings: SigningSettings) -> Recordings:
    shelf = _shelf(settings)
    shelf.open(clean=False)
    return Recordings(shelf)


def _add_recording(recordings: Recordings, chosen: argparse.Namespace) -> str:
    # Everything that can be wrong is found before anything is published.
    edited = read_webvtt(chosen.captions.read_text(encoding="utf-8")) if chosen.captions else ()
    version = add_file(recordings, chosen.id, chosen.file)
    try:
        if edited:
            recordings.caption(chosen.id, version.number, chosen.captions_language, edited)
    except RecordingError:
        recordings.delete(chosen.id, version.number)
        raise
    recordings.publish(chosen.id, version.number)
    video = version.video
    assert video
    size = f"{video.width}x{video.height}, {video.frame_rate:.0f}/s, {video.seconds:.1f} s"
    return f"{chosen.id}: version {version.number} published, {size}."


def _list_recordings(recordings: Recordings) -> str:
    lines = []
    for name in recordings.names():
        for version in recordings.history(name).versions:
            since = datetime.fromtimestamp(version.events[-1].time, UTC) if version.events else None
            lines.append(
                f"{name} {version.number} {version.state} {since:%Y-%m-%d %H:%M} UTC"
                if since
                else f"{name} {version.number} {version.state}"
            )
    return "\n".join(lines) or "There are no recordings."


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


def intake_of(settings: SigningSettings, recordings: Recordings) -> Intake:
    """Return what makes uploads versions, and tell the operator what else an editor would meet with the first one."""
    walls = confinement.offered()
    if lack := confinement.lack_of(walls, must_be_confined=settings.uploads_confined):
        log.warning("decoder of uploads not locked in", **walls, reason=lack)
    uploads = Uploads(
        settings.uploads or settings.media / "uploads",
        settings.upload_megabytes * 1_000_000,
        settings.upload_hours * 3600,
    )
    encoder = partial(encode_apart, must_be_confined=settings.uploads_confined)
    return Intake(uploads, recordings, encoder, settings.uploads_ordered)


def _serve(settings: SigningSettings) -> None:
    lexicon = load_lexicon(settings.lexicon)
    service, recording_service, clip_service = SigningService(), RecordingService(), SignClipService()
    workshop = ProcessWorkshop(
        settings.render_processes, settings.lexicon, settings.render_niceness, settings.longest_seconds
    )
    behind = ProcessWorkshop(1, settings.lexicon, _LOWEST_PRIORITY, settings.longest_seconds)
    studio = Studio(
        workshop,
        settings.render_processes,
        settings.max_waiting,
        lambda is_busy: behind.pause() if is_busy else behind.resume(),
        longest_wait_seconds=settings.longest_wait_seconds,
    )
    backroom = Backroom(
        Studio(behind, 1, settings.max_waiting, lambda is_busy: None if is_busy else behind.rest(), "advance")
    )
    size, further = settings.sizes()

    shelf = _shelf(settings)
    recordings = Recordings(shelf)
    clips = SignClips(shelf.storage)
    vocabulary = Vocabulary(lexicon, clips)
    running: list[Intake] = []

    def register(server: grpc.aio.Server) -> None:
        signing_pb2_grpc.add_SigningServiceServicer_to_server(service, server)
        recordings_pb2_grpc.add_RecordingServiceServicer_to_server(recording_service, server)
        sign_clips_pb2_grpc.add_SignClipServiceServicer_to_server(clip_service, server)

    async def warm_up() -> None:
        try:
            await asyncio.to_thread(shelf.open, clean=True)
        except ShelfError as error:
            # Recordings and residents' texts can still be served; published renderings fail with the same sentence.
            log.warning("media folder unusable", reason=str(error))
        script = Script(WARM_UP, size.width, size.height, size.frame_rate)
        async for _ in studio.film("warm-up", script, lambda _: None, signs=0.0):
            pass
        service.open(
            Library(lexicon, shelf, recordings, studio, size, backroom, further, vocabulary=vocabulary.lexicon)
        )
        running.append(intake_of(settings, recordings))
        running[0].tend()
        recording_service.open(running[0])
        clip_service.open(ClipDesk(clips, vocabulary, lexicon.handshapes[RELEASE]))
        log.info("ready", signs=len(lexicon.signs), letters=len(lexicon.letters), media=str(settings.media))

    async def close() -> None:
        backroom.close()
        studio.close()
        for intake in running:
            await intake.close()

    run_service(settings, SERVICE_NAME, register, warm_up, close)


if __name__ == "__main__":
    raise SystemExit(main())
