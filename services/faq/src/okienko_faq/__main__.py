"""`python -m okienko_faq`: serves answers; with a command, works on a content pack.

Commands: `validate` (checks a pack), `report` (which forms of answers are missing), `new-town` (begins a town's pack),
`import-catalogue` (drafts from a catalogue of services or a FAQ page), `export-memory` (the pack as translation memory),
`publish` (puts the pack into the store, from where running services take it up), `versions`, `restore`.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from pathlib import Path

import grpc
from okienko.faq.v1 import faq_pb2_grpc, learning_pb2_grpc, mail_pb2_grpc
from okienko_common.capacity import ModelPool
from okienko_common.logs import get_logger
from okienko_common.server import run_service

from okienko_faq import editors, versions
from okienko_faq.catalogue.command import add_command, import_catalogue
from okienko_faq.content.loading import PackInvalidError, load
from okienko_faq.content.memory import export_memory
from okienko_faq.dialogue.dialogue import Dialogue, Question
from okienko_faq.dialogue.token import new_seal
from okienko_faq.learning.journal import Journal, today_in_poland
from okienko_faq.learning.kept import KeptTables
from okienko_faq.learning_service import LearningService
from okienko_faq.mail.postman import new_postman
from okienko_faq.mail.queue import Queue
from okienko_faq.mail_service import MailService
from okienko_faq.publishing import Published, follow, open_publisher
from okienko_faq.service import SERVICE_NAME, FaqService
from okienko_faq.settings import FaqSettings
from okienko_faq.store.connecting import Database, StoreUnavailableError
from okienko_faq.store.database import StoreContentError

log = get_logger(__name__)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; without a command, serve."""
    parser = argparse.ArgumentParser(prog="python -m okienko_faq", description=__doc__)
    commands = parser.add_subparsers(dest="command")
    editors.add_commands(commands)
    add_command(commands)
    versions.add_commands(commands)
    exporting = commands.add_parser(
        "export-memory", help="write the pack's Polish and English as translation memory (TMX)"
    )
    exporting.add_argument("--output", type=Path, required=True, help="folder for the .tmx file")
    chosen = parser.parse_args(arguments)
    settings = FaqSettings()
    try:
        return COMMANDS.get(chosen.command, _serve)(chosen, settings)
    except PackInvalidError as error:
        print(f"The content pack has problems:\n{error}", file=sys.stderr)
        return 1
    except (StoreUnavailableError, StoreContentError) as error:
        print(error, file=sys.stderr)
        return 1


COMMANDS: Mapping[str | None, Callable[[argparse.Namespace, FaqSettings], int]] = {
    "validate": editors.validate_pack,
    "validate-content": editors.validate_pack,
    "report": editors.report_forms,
    "new-town": lambda chosen, _: editors.begin_town(chosen),
    "import-catalogue": import_catalogue,
    "export-memory": lambda chosen, settings: _export_memory(chosen.output, settings),
    "publish": versions.publish,
    "versions": versions.list_versions,
    "restore": versions.restore,
}


def _export_memory(folder: Path, settings: FaqSettings) -> int:
    print(export_memory(load(settings.content), folder))
    return 0


def _serve(_: argparse.Namespace, settings: FaqSettings) -> int:
    pool = ModelPool(settings.workers, settings.max_waiting)
    database = Database(settings.database)
    journal = Journal(
        KeptTables(database), settings.learning, settings.question_days, settings.count_days, today_in_poland
    )
    learning = LearningService(journal, pool)
    queue = Queue(database, settings.mail_per_recipient, settings.mail_per_sender, time.time, today_in_poland)
    postman = None if settings.mail_advice else new_postman(settings, queue)
    mail = MailService(queue, postman, settings.mail_advice)
    seal = new_seal(settings.context_key.get_secret_value(), settings.context_minutes)
    service = FaqService(pool, seal, learning.note)
    background = AsyncExitStack()

    def register(server: grpc.aio.Server) -> None:
        faq_pb2_grpc.add_FaqServiceServicer_to_server(service, server)
        learning_pb2_grpc.add_LearningServiceServicer_to_server(learning, server)
        mail_pb2_grpc.add_MailServiceServicer_to_server(mail, server)

    async def warm_up() -> None:
        publisher = await asyncio.to_thread(open_publisher, settings, database)
        folder = settings.content if settings.publish_at_start else None
        published = await asyncio.to_thread(publisher.open, folder)
        await pool.run(
            Dialogue(published.retriever).find, Question("Jak wyrobić dowód osobisty i gdzie zapłacić podatek?")
        )
        swap(published)
        tasks = [follow(publisher, published, swap, settings.poll_seconds), journal.run()]
        for task in [*tasks, postman.run()] if postman else tasks:
            background.callback(asyncio.create_task(task).cancel)
        log.info("ready", retrieval=published.retriever.mode, answers=len(published.catalogue.answer_ids))
        if settings.mail_advice:
            log.info(settings.mail_advice)

    def swap(published: Published) -> None:
        service.open(published.catalogue, published.retriever)
        learning.open(published)
        mail.open(published.catalogue)

    async def close() -> None:
        await background.aclose()
        await learning.settle()
        pool.close()
        database.close()

    run_service(settings, SERVICE_NAME, register, warm_up, close)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
