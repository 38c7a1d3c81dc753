"""One town's desk: its answers, what it learns, its mail, and what goes on behind; a service has one for each town."""

import asyncio
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from okienko_common.logs import get_logger
from okienko_common.sharing import Room
from sqlalchemy.exc import SQLAlchemyError

from okienko_faq.content.model import Site
from okienko_faq.dialogue.dialogue import Dialogue, Question
from okienko_faq.dialogue.token import new_seal
from okienko_faq.engines import Embedder
from okienko_faq.figures import QueueWatch, forget
from okienko_faq.job_service import JobService
from okienko_faq.jobs.book import JobBook
from okienko_faq.jobs.wanted import wanted
from okienko_faq.learning.journal import Journal, today_in_poland
from okienko_faq.learning.kept import KeptTables
from okienko_faq.learning_service import LearningService
from okienko_faq.mail.postman import new_postman
from okienko_faq.mail.queue import Queue
from okienko_faq.mail_service import MailService
from okienko_faq.publishing import Published, Publisher, follow
from okienko_faq.service import FaqService
from okienko_faq.settings import FaqSettings
from okienko_faq.store.connecting import Database

log = get_logger(__name__)
_WARMING = Question("Jak wyrobić dowód osobisty i gdzie zapłacić podatek?")


@dataclass(frozen=True, slots=True)
class Place:
    """Where one town has its things."""

    town: str
    """Identifier: the name of its folder."""
    folder: Path
    database: Database
    vectors: Path
    """Cache of its texts' embeddings."""
    public_address: str
    """Address of its page, where the town itself names none."""


class Desk:
    """Answers for one town."""

    def __init__(self, settings: FaqSettings, place: Place, room: Room, embedder: Embedder | None) -> None:
        """Put a town's parts together; nothing is answered before `open`."""
        self._settings = settings
        self._place = place
        self._room = room
        self._publisher = Publisher(place.database, embedder, place.vectors, settings.remembered_queries)
        journal = Journal(
            KeptTables(place.database), settings.learning, settings.question_days, settings.count_days, today_in_poland
        )
        queue = Queue(place.database, settings.mail_per_recipient, settings.mail_per_sender, time.time, today_in_poland)
        self._journal = journal
        self._postman = None if settings.mail_advice else new_postman(settings, queue, place.public_address)
        self.learning = LearningService(journal, room)
        self.mail = MailService(queue, self._postman, settings.mail_advice)
        # A context of one town means nothing in another.
        seal = new_seal(settings.context_key.get_secret_value(), settings.context_minutes, place.town)
        self.faq = FaqService(place.town, room, seal, self.learning.note)
        self._book = JobBook(place.database, time.time, settings.job_lease_seconds)
        self._watch = QueueWatch(queue, self._book)
        self.jobs = JobService(self._book)
        self._tasks: set[asyncio.Task[None]] = set()
        self._published: Published | None = None

    @property
    def town(self) -> str:
        """Identifier of the town."""
        return self._place.town

    @property
    def name(self) -> str:
        """The town's name."""
        return self._answering().catalogue.town_name

    @property
    def site(self) -> Site:
        """How the town is reached and what it allows."""
        return self._answering().catalogue.site

    async def open(self) -> None:
        """Publish what is new in the town's folder, answer from it, and follow what is published from now on.

        Raises:
            PackInvalidError: the pack has problems, and nothing was published before.
            StoreContentError: nothing is published yet, and this process may not publish.
            StoreUnavailableError: the database cannot be used.
        """
        folder = self._place.folder if self._settings.publish_at_start else None
        published = await asyncio.to_thread(self._publisher.open, folder)
        await self._room.run(Dialogue(published.retriever).find, _WARMING)
        self._swap(published)
        background = [
            follow(self._publisher, published, self._swap, self._settings.poll_seconds),
            self._journal.run(),
            self._watch.run(self.town),
            *([self._postman.run()] if self._postman else []),
        ]
        self._tasks |= {asyncio.create_task(task) for task in background}
        answers = len(published.catalogue.answer_ids)
        log.info("ready", town=self.town, retrieval=published.retriever.mode, answers=answers)

    async def close(self) -> None:
        """Stop what goes on behind, and write down what was learned."""
        for task in self._tasks:
            task.cancel()
        if self._published:
            forget(self.town)
        await self.learning.settle()
        self._place.database.close()

    def _swap(self, published: Published) -> None:
        self._published = published
        site = published.catalogue.site
        settings = self._settings
        self._journal.keep(
            site.learning or settings.learning,
            site.question_days or settings.question_days,
            site.count_days or settings.count_days,
        )
        self.faq.open(published.catalogue, published.retriever)
        self.learning.open(published)
        self.mail.open(published.catalogue)
        task = asyncio.create_task(self._want(published))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _want(self, published: Published) -> None:
        """Have made what is published now; the answers do not wait for it."""
        try:
            await asyncio.to_thread(self._book.want, list(wanted(published.catalogue)))
        except SQLAlchemyError as error:
            log.warning("films and readings cannot be ordered now", town=self.town, error=type(error).__name__)

    def _answering(self) -> Published:
        assert self._published, "open() comes first"
        return self._published


def place_of(settings: FaqSettings, folder: Path, database: Database) -> Place:
    """Return where the town of `folder` has its things.

    Args:
        settings: of the service.
        folder: the town's pack.
        database: the service's; one of many towns gets its own part of it.

    Raises:
        StoreUnavailableError: that part cannot be made.
    """
    town = folder.resolve().name
    if not settings.towns:
        return Place(town, folder, database, settings.vectors, settings.public_address)
    page = f"{settings.public_address}/t/{town}" if settings.public_address else ""
    return Place(town, folder, database.of_town(town), vectors_of(settings, folder), page)


def vectors_of(settings: FaqSettings, folder: Path) -> Path:
    """Return the cache of the embeddings of one pack; the only town's is that of the settings.

    A new one begins with those of another: most of its texts are the national ones, which take 100 s CPU to embed.
    """
    shared = settings.vectors
    if not settings.towns and folder.resolve() == settings.content.resolve():
        return shared
    vectors = shared.with_name(f"{shared.stem}-{folder.resolve().name}{shared.suffix}")
    others = [shared, *sorted(shared.parent.glob(f"{shared.stem}-*{shared.suffix}"))]
    known = next((path for path in others if path.exists()), None)
    if known and not vectors.exists():
        partial = vectors.with_suffix(".partial")
        shutil.copyfile(known, partial)
        partial.replace(vectors)
    return vectors
