"""`python -m okienko_faq`: serves answers; with a command, works on a content pack.

Commands: `validate` (checks a pack), `report` (which forms of answers are missing), `new-town` (begins a town's pack),
`import-catalogue` (drafts from a catalogue of services or a FAQ page), `export-memory` (the pack as translation memory),
`publish` (puts the pack into the store, from where running services take it up), `versions`, `restore`.
"""

import argparse
import asyncio
import sys
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import grpc
from okienko.faq.v1 import (
    faq_pb2,
    faq_pb2_grpc,
    jobs_pb2,
    jobs_pb2_grpc,
    learning_pb2,
    learning_pb2_grpc,
    mail_pb2,
    mail_pb2_grpc,
    towns_pb2_grpc,
)
from okienko_common.capacity import ModelPool
from okienko_common.logs import get_logger
from okienko_common.server import run_service
from okienko_common.sharing import SharedRoom

from okienko_faq import editors, versions
from okienko_faq.catalogue.command import add_command, import_catalogue
from okienko_faq.closed_days import public_holidays
from okienko_faq.content.loading import PackInvalidError, load
from okienko_faq.content.memory import export_memory
from okienko_faq.desk import Desk, place_of
from okienko_faq.engines.choosing import choose_embedder
from okienko_faq.service import SERVICE_NAME
from okienko_faq.settings import FaqSettings
from okienko_faq.store.connecting import Database, StoreUnavailableError
from okienko_faq.store.database import StoreContentError
from okienko_faq.town_service import TownService, by_town
from okienko_faq.towns import Towns, default_town, town_folders

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
    "validate": editors.of_each_town(editors.validate_pack),
    "validate-content": editors.of_each_town(editors.validate_pack),
    "report": editors.of_each_town(editors.report_forms),
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
    # The only town is the default one, whatever it is called.
    default = default_town(settings, town_folders(settings.towns)) if settings.towns else ""
    pool = ModelPool(settings.workers, settings.max_waiting)
    room = SharedRoom(pool, settings.workers, settings.max_waiting, settings.longest_wait_seconds)
    database = Database(settings.database)
    embedder = choose_embedder(settings)
    watching = AsyncExitStack()

    def new_desk(folder: Path) -> Desk:
        return Desk(settings, place_of(settings, folder, database), room.of(folder.resolve().name), embedder)

    towns = Towns(new_desk, default)

    def register(server: grpc.aio.Server) -> None:
        services = faq_pb2.DESCRIPTOR.services_by_name
        faq = by_town(services["FaqService"], lambda town: towns.of(town).faq)
        faq_pb2_grpc.add_FaqServiceServicer_to_server(faq, server)
        services = learning_pb2.DESCRIPTOR.services_by_name
        learning = by_town(services["LearningService"], lambda town: towns.of(town).learning)
        learning_pb2_grpc.add_LearningServiceServicer_to_server(learning, server)
        services = mail_pb2.DESCRIPTOR.services_by_name
        mail = by_town(services["MailService"], lambda town: towns.of(town).mail)
        mail_pb2_grpc.add_MailServiceServicer_to_server(mail, server)
        services = jobs_pb2.DESCRIPTOR.services_by_name
        jobs = by_town(services["JobService"], lambda town: towns.of(town).jobs)
        jobs_pb2_grpc.add_JobServiceServicer_to_server(jobs, server)
        towns_pb2_grpc.add_TownServiceServicer_to_server(TownService(towns), server)

    async def warm_up() -> None:
        # Loads the calendars; the first caller would wait for them, on a busy machine longer than a page does.
        this_year = datetime.now(UTC).year
        await asyncio.to_thread(lambda: [public_holidays(year) for year in (this_year, this_year + 1)])
        if not settings.towns:
            await towns.add(settings.content)
        else:
            await towns.look(town_folders(settings.towns))
            if not towns.desks:
                raise StoreContentError(
                    f"No town in {settings.towns} can be served. Put a town's folder there (`okienko-faq new-town`), or "
                    "mend what is said above."
                )
            watching.callback(asyncio.create_task(towns.follow(settings.towns)).cancel)
        if settings.mail_advice:
            log.info(settings.mail_advice)

    async def close() -> None:
        await watching.aclose()
        await towns.close()
        pool.close()
        database.close()

    run_service(settings, SERVICE_NAME, register, warm_up, close)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
