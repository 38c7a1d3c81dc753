"""`python -m okienko_translation`: serves translations; with a command, looks after the models.

Commands: `install-package FILE_OR_URL [--sha256 HASH]`, `list-packages`.
"""

import argparse
import asyncio
import gc
import sys
from collections.abc import Sequence

import grpc
from okienko.translation.v1 import editing_pb2_grpc, translation_pb2_grpc
from okienko_common.capacity import ModelPool
from okienko_common.logs import configure_logs, get_logger
from okienko_common.server import run_service
from okienko_common.sharing import SharedRoom

from okienko_translation import pairs, translator
from okienko_translation.batching import Batcher
from okienko_translation.editing import GLOSSARY, MEMORY, Editor
from okienko_translation.editing_service import TranslationEditingService
from okienko_translation.engines.installed import InstalledEngine
from okienko_translation.engines.installing import install
from okienko_translation.engines.package import PackageError
from okienko_translation.glossary.folder import GlossaryFolder
from okienko_translation.languages import Language, other
from okienko_translation.machine import Machine
from okienko_translation.memory.folder import MemoryFolder
from okienko_translation.outcomes import Sentence
from okienko_translation.published import PublishedCache
from okienko_translation.service import SERVICE_NAME, TranslationService
from okienko_translation.settings import TranslationSettings
from okienko_translation.templates.translating import Templates
from okienko_translation.translator import Job

log = get_logger(__name__)
_WARM_UP: dict[Language, str] = {"pl": "Gdzie jest urząd?", "en": "Where is the office?"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; without a command, serve."""
    parser = argparse.ArgumentParser(prog="python -m okienko_translation", description=__doc__)
    commands = parser.add_subparsers(dest="command")
    installing = commands.add_parser("install-package", help="check a machine translation model and install it")
    installing.add_argument("source", metavar="FILE_OR_URL", help="an .argosmodel file, or its https address")
    installing.add_argument("--sha256", default="", help="what the file must hash to")
    commands.add_parser("list-packages", help="say which pairs have a model and what is missing")
    chosen = parser.parse_args(arguments)
    settings = TranslationSettings.load()
    match chosen.command:
        case "install-package":
            return _install(settings, chosen.source, chosen.sha256)
        case "list-packages":
            return _list(settings)
        case _:
            _serve(settings)
            return 0


def _install(settings: TranslationSettings, source: str, sha256: str) -> int:
    try:
        package = install(source, settings.packages_folder, sha256)
    except PackageError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Installed {package.path}: {package.pair[0]} to {package.pair[1]}. A running service uses it at once.")
    return 0


def _list(settings: TranslationSettings) -> int:
    configure_logs("translation", "error", "console")
    memory = MemoryFolder(settings.edited_folder, settings.memory_folder).current()
    for report in pairs.report(_engine(settings).pairs(), memory):
        state = ". ".join(filter(None, ["model installed" * report.has_model, report.advice]))
        print(f"{report.pair[0]} to {report.pair[1]}: {state} ({report.memory_segments} segments in the memory)")
    return 0


def _engine(settings: TranslationSettings) -> InstalledEngine:
    return InstalledEngine(settings.packages_folder, settings.model_threads, settings.shipped_packages)


def _serve(settings: TranslationSettings) -> None:
    memory = MemoryFolder(settings.edited_folder, settings.memory_folder)
    glossary = GlossaryFolder(settings.edited_folder, settings.glossary_folder, settings.shipped_glossary)
    engine = _engine(settings)
    published = PublishedCache(settings.published_folder, settings.published_sentences)
    templates = Templates(settings.shipped_templates)
    machine = Machine(
        engine,
        settings.remembered_sentences,
        settings.least_confidence,
        glossary.current,
        published,
        templates,
    )
    looking = ModelPool(settings.lookup_workers, settings.max_waiting)
    lookups = SharedRoom(looking, settings.lookup_workers, settings.max_waiting, settings.longest_wait_seconds)
    models = ModelPool(settings.workers, settings.max_waiting)

    def register(server: grpc.aio.Server) -> None:
        batcher = Batcher(
            machine.translate,
            models,
            settings.workers,
            settings.workers + settings.max_waiting,
            settings.longest_wait_seconds,
        )
        service = TranslationService(memory, engine, machine, lookups, batcher)
        translation_pb2_grpc.add_TranslationServiceServicer_to_server(service, server)
        others = (settings.glossary_folder, settings.shipped_glossary)
        editing = TranslationEditingService(
            Editor(MEMORY, settings.edited_folder, [settings.memory_folder]),
            Editor(GLOSSARY, settings.edited_folder, others),
            looking,
        )
        editing_pb2_grpc.add_TranslationEditingServiceServicer_to_server(editing, server)

    def warm() -> None:
        # Millions of objects that stay: looking through them for garbage while they come takes a third of the time.
        gc.disable()
        try:
            templates.prepare()
            for source, text in _WARM_UP.items():
                target = other(source)
                translator.plan(Job((text,), source, target), memory.current(), machine)
                # Loads the model where there is one; a broken one is reported and left out.
                machine.translate([Sentence(text, (source, target), ())])
            # Looking through them again later would stop every call for 0.9 s.
            gc.freeze()
        finally:
            gc.enable()

    async def warm_up() -> None:
        await asyncio.to_thread(warm)
        reports = pairs.report(engine.pairs(), memory.current())
        for report in reports:
            if report.advice:
                log.warning("model missing or damaged", pair="-".join(report.pair), advice=report.advice)
        log.info("ready", segments=reports[0].memory_segments, models=sum(report.has_model for report in reports))

    async def close() -> None:
        looking.close()
        models.close()

    run_service(settings, SERVICE_NAME, register, warm_up, close)


if __name__ == "__main__":
    raise SystemExit(main())
