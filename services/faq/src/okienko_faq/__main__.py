"""`python -m okienko_faq`: serves answers; with a command, works on a content pack.

Commands: `validate` (checks a pack), `report` (which forms of answers are missing), `new-town` (begins a town's pack),
`import-catalogue` (drafts from a catalogue of services or a FAQ page), `export-memory` (the pack as translation memory),
`prepare` (imports the pack and embeds its texts ahead).
"""

import argparse
import asyncio
import sys
import time
from pathlib import Path

import grpc
from okienko.faq.v1 import faq_pb2_grpc
from okienko_common.capacity import ModelPool
from okienko_common.logs import get_logger
from okienko_common.server import run_service

from okienko_faq import editors
from okienko_faq.catalogue.command import add_command, import_catalogue
from okienko_faq.content.loading import PackInvalidError, load
from okienko_faq.content.memory import export_memory
from okienko_faq.engines.choosing import choose_embedder
from okienko_faq.messages import Catalogue
from okienko_faq.retrieval import weights
from okienko_faq.retrieval.documents import from_pack_entry
from okienko_faq.retrieval.retriever import Question, Retriever
from okienko_faq.service import SERVICE_NAME, FaqService
from okienko_faq.settings import FaqSettings
from okienko_faq.store.database import Store
from okienko_faq.store.importing import import_changed

log = get_logger(__name__)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; without a command, serve."""
    parser = argparse.ArgumentParser(prog="python -m okienko_faq", description=__doc__)
    commands = parser.add_subparsers(dest="command")
    editors.add_commands(commands)
    add_command(commands)
    exporting = commands.add_parser(
        "export-memory", help="write the pack's Polish and English as translation memory (TMX)"
    )
    exporting.add_argument("--output", type=Path, required=True, help="folder for the .tmx file")
    commands.add_parser("prepare", help="import the pack and embed its texts, so that the service starts quickly")
    chosen = parser.parse_args(arguments)
    settings = FaqSettings()
    try:
        match chosen.command:
            case "validate" | "validate-content":
                return editors.validate_pack(chosen, settings)
            case "report":
                return editors.report_forms(chosen, settings)
            case "new-town":
                return editors.begin_town(chosen)
            case "import-catalogue":
                return import_catalogue(chosen, settings)
            case "export-memory":
                print(export_memory(load(settings.content), chosen.output))
            case "prepare":
                started = time.monotonic()
                _, retriever = open_store(settings)
                print(f"Prepared {settings.content} ({retriever.mode}) in {time.monotonic() - started:.1f} s.")
            case _:
                _serve(settings)
    except PackInvalidError as error:
        print(f"The content pack has problems:\n{error}", file=sys.stderr)
        return 1
    return 0


def open_store(settings: FaqSettings) -> tuple[Catalogue, Retriever]:
    """Import the pack where it changed and prepare the search.

    Raises:
        PackInvalidError: the pack has problems.
    """
    stored, changed = import_changed(settings.content, Store(settings.database))
    if changed:
        log.info("content imported", pack=stored.pack.town.id, answers=len(stored.pack.entries))
    entries = [from_pack_entry(entry) for entry in stored.pack.entries]
    retriever = Retriever(
        entries, weights.load(), choose_embedder(settings), settings.vectors, settings.remembered_queries
    )
    return Catalogue(stored), retriever


def _serve(settings: FaqSettings) -> None:
    pool = ModelPool(settings.workers, settings.max_waiting)
    service = FaqService(pool)

    def register(server: grpc.aio.Server) -> None:
        faq_pb2_grpc.add_FaqServiceServicer_to_server(service, server)

    async def warm_up() -> None:
        catalogue, retriever = await asyncio.to_thread(open_store, settings)
        await pool.run(retriever.find, Question("Jak wyrobić dowód osobisty i gdzie zapłacić podatek?"))
        service.open(catalogue, retriever)
        log.info("ready", retrieval=retriever.mode, answers=len(catalogue.answer_ids))

    async def close() -> None:
        pool.close()

    run_service(settings, SERVICE_NAME, register, warm_up, close)


if __name__ == "__main__":
    raise SystemExit(main())
