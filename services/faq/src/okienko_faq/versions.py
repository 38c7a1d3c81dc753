"""`publish`, `versions`, `restore`: what stands in the store."""

# ruff: noqa: T201 - a command line prints

import argparse
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from okienko_common.reports import print_table

from okienko_faq.publishing import open_publisher
from okienko_faq.settings import FaqSettings
from okienko_faq.store.connecting import Database
from okienko_faq.store.database import Store


def add_commands(commands: Any) -> None:
    """Add `publish`, `versions` and `restore` to the parser's `commands`."""
    publishing = commands.add_parser(
        "publish", help="put the pack into the store; running services answer from it within two seconds"
    )
    publishing.add_argument("path", type=Path, nargs="?", help="folder of the pack; default: that of the settings")
    commands.add_parser("versions", help="list the versions of the content that can be gone back to")
    restoring = commands.add_parser("restore", help="answer from an earlier version again")
    restoring.add_argument("version", type=int, help="its number, from `versions`")


def publish(chosen: argparse.Namespace, settings: FaqSettings) -> int:
    """Publish a folder and prepare its search, so that services start in seconds.

    Raises:
        PackInvalidError: the pack has problems; what was published before stays.
        StoreUnavailableError: the database cannot be used.
    """
    folder: Path = chosen.path or settings.content
    started = time.monotonic()
    with closing(Database(settings.database)) as database:
        publisher = open_publisher(settings, database)
        published = publisher.publish(folder)
        said = "published" if published else "was published already"
        published = published or publisher.load()
    answers, mode = len(published.catalogue.answer_ids), published.retriever.mode
    print(
        f"{folder}: {said}, {answers} answers, version {published.version} ({mode}, {time.monotonic() - started:.1f} s)."
    )
    return 0


def list_versions(_: argparse.Namespace, settings: FaqSettings) -> int:
    """Print the versions that are kept, newest first.

    Raises:
        StoreUnavailableError: the database cannot be used.
    """
    with closing(Database(settings.database)) as database:
        rows = [
            [str(item.version), item.published_at, str(item.answers), "answers" if item.is_current else ""]
            for item in Store(database).history()
        ]
    print_table(["version", "published (UTC)", "answers", ""], rows)
    return 0


def restore(chosen: argparse.Namespace, settings: FaqSettings) -> int:
    """Publish an earlier version again.

    Raises:
        StoreContentError: there is none of that number.
        StoreUnavailableError: the database cannot be used.
    """
    with closing(Database(settings.database)) as database:
        Store(database).restore(chosen.version)
    print(f"Version {chosen.version} answers again, until the folder changes or another is restored.")
    return 0
