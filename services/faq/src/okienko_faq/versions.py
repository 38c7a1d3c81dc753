"""`publish`, `versions`, `restore`: what stands in the store."""

# ruff: noqa: T201 - a command line prints

import argparse
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from okienko_common.reports import print_table

from okienko_faq.content.loading import PackInvalidError, changed_at, content_hash
from okienko_faq.desk import Place, place_of
from okienko_faq.engines import Embedder
from okienko_faq.engines.choosing import choose_embedder
from okienko_faq.publishing import Publisher
from okienko_faq.settings import FaqSettings
from okienko_faq.store import vectors
from okienko_faq.store.connecting import Database
from okienko_faq.store.database import Store, StoreContentError
from okienko_faq.towns import town_folders

REST_SECONDS = 20.0
"""A folder that has been touched since may still be being copied, and half a town can be a whole pack."""


def add_commands(commands: Any) -> None:
    """Add `publish`, `versions` and `restore` to the parser's `commands`."""
    publishing = commands.add_parser(
        "publish", help="put the pack into the store; running services answer from it within two seconds"
    )
    publishing.add_argument(
        "path", type=Path, nargs="?", help="folder of the pack; default: that of the settings, or every town's"
    )
    publishing.add_argument(
        "--changed",
        action="store_true",
        help=f"only what has changed and then been left alone for {REST_SECONDS:.0f} s: for a routine that looks every minute",
    )
    listing = commands.add_parser("versions", help="list the versions of the content that can be gone back to")
    restoring = commands.add_parser("restore", help="answer from an earlier version again")
    restoring.add_argument("version", type=int, help="its number, from `versions`")
    for command in (listing, restoring):
        command.add_argument("--town", help="which one, where OKIENKO_FAQ_TOWNS names a folder of many")


def publish(chosen: argparse.Namespace, settings: FaqSettings) -> int:
    """Publish a folder, or those of all towns, and prepare their search, so that services start in seconds.

    Where one of many towns has problems they are printed, the others are published all the same, and 1 is returned.

    Raises:
        PackInvalidError: the only pack has problems; what was published before stays.
        StoreUnavailableError: the database cannot be used.
    """
    many = town_folders(settings.towns) if settings.towns else {}
    folders = [chosen.path] if chosen.path else list(many.values()) or [settings.content]
    if chosen.changed:
        folders = [folder for folder in folders if _is_new(settings, folder)]
    if not folders:
        return 0
    embedder = choose_embedder(settings)
    if embedder and settings.towns:
        _borrow_embeddings(settings, many.values())
    failed = 0
    for folder in folders:
        try:
            with _opened(settings, folder) as place:
                _publish(place, embedder, settings.remembered_queries)
        except PackInvalidError as error:
            if len(folders) == 1:
                raise
            failed += 1
            print(f"{folder}: not published, its pack has problems:\n{error}", file=sys.stderr)
    return 1 if failed else 0


def _is_new(settings: FaqSettings, folder: Path) -> bool:
    if time.time() - changed_at(folder) < REST_SECONDS:
        print(f"{folder}: has just been changed; it is published once nobody has touched it for {REST_SECONDS:.0f} s.")
        return False
    with _opened(settings, folder) as place:
        return Store(place.database).folder_hash() != content_hash(folder)


def _borrow_embeddings(settings: FaqSettings, folders: Iterable[Path]) -> None:
    """Fetch those of any town that has some: a Job begins without, and most texts of a new town are the national ones."""
    for folder in folders:
        if settings.vectors.exists():
            return
        with _opened(settings, folder) as place:
            vectors.fetch(settings.vectors, place.database)


def _publish(place: Place, embedder: Embedder | None, remembered: int) -> None:
    started = time.monotonic()
    publisher = Publisher(place.database, embedder, place.vectors, remembered)
    published = publisher.publish(place.folder)
    said = "published" if published else "was published already"
    published = published or publisher.load()
    answers, mode = len(published.catalogue.answer_ids), published.retriever.mode
    print(
        f"{place.folder}: {said}, {answers} answers, version {published.version} ({mode}, "
        f"{time.monotonic() - started:.1f} s)."
    )


def list_versions(chosen: argparse.Namespace, settings: FaqSettings) -> int:
    """Print the versions that are kept, newest first.

    Raises:
        StoreContentError: there is no such town.
        StoreUnavailableError: the database cannot be used.
    """
    with _opened(settings, _folder(settings, chosen.town)) as place:
        rows = [
            [str(item.version), item.published_at, str(item.answers), "answers" if item.is_current else ""]
            for item in Store(place.database).history()
        ]
    print_table(["version", "published (UTC)", "answers", ""], rows)
    return 0


def restore(chosen: argparse.Namespace, settings: FaqSettings) -> int:
    """Publish an earlier version again.

    Raises:
        StoreContentError: there is none of that number, or no such town.
        StoreUnavailableError: the database cannot be used.
    """
    with _opened(settings, _folder(settings, chosen.town)) as place:
        Store(place.database).restore(chosen.version)
    print(f"Version {chosen.version} answers again, until the folder changes or another is restored.")
    return 0


@contextmanager
def _opened(settings: FaqSettings, folder: Path) -> Iterator[Place]:
    database = Database(settings.database)
    try:
        place = place_of(settings, folder, database)
        yield place
        place.database.close()
    finally:
        database.close()


def _folder(settings: FaqSettings, town: str | None) -> Path:
    if not settings.towns:
        return settings.content
    folders = town_folders(settings.towns)
    if town not in folders:
        raise StoreContentError(f"Name one of the towns with --town: {', '.join(folders) or 'there is none yet'}.")
    return folders[town]
