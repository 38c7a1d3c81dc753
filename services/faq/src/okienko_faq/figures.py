"""A town's figures: which forms its answers have, and what waits in its queues."""

import asyncio
import time
from datetime import UTC, datetime
from typing import get_args

from okienko_common.troubles import Troubles

from okienko_faq import metrics
from okienko_faq.jobs.book import JobBook, State
from okienko_faq.mail.queue import Queue
from okienko_faq.messages import Catalogue

LOOK_SECONDS = 15.0
"""As often as Prometheus asks."""


def note_forms(town: str, catalogue: Catalogue) -> None:
    """Set the figures of a town's forms from what it has published. Films of signers are counted by signing."""
    answers = [catalogue.answer(answer_id, "pl") for answer_id in catalogue.answer_ids]
    forms = dict.fromkeys(("text", "easy_text", "pjm", "english", "easy_english"), 0)
    for answer in answers:
        texts = {text.language_code: text for text in answer.texts}
        english = texts.get("en")
        forms["text"] += bool(texts["pl"].short_text)
        forms["easy_text"] += bool(texts["pl"].easy_text)
        forms["pjm"] += bool(answer.pjm)
        forms["english"] += english is not None
        forms["easy_english"] += bool(english and english.easy_text)
    metrics.ANSWERS.labels(town).set(len(answers))
    for form, count in forms.items():
        metrics.FORMS.labels(town, form).set(count)
    checked = min(datetime.fromisoformat(answer.checked_date).replace(tzinfo=UTC) for answer in answers)
    metrics.OLDEST_CHECK.labels(town).set(checked.timestamp())


class QueueWatch:
    """Looks into the queues of one town's database."""

    def __init__(self, queue: Queue, book: JobBook) -> None:
        """Watch letters and jobs."""
        self._queue = queue
        self._book = book

    def look(self, town: str) -> None:
        """Set the figures of what waits now."""
        waiting, oldest = self._queue.waiting()
        metrics.LETTERS_WAITING.labels(town).set(waiting)
        metrics.OLDEST_LETTER.labels(town).set(oldest)
        counts = self._book.counts()
        for state in get_args(State):
            metrics.JOBS.labels(town, state).set(sum(count for (_, own), count in counts.items() if own == state))
        metrics.OLDEST_JOB.labels(town).set(self._book.oldest_due())

    async def run(self, town: str) -> None:
        """Look from time to time; never ends."""
        troubles = Troubles("the queues cannot be looked at now; trying again", town=town)
        while True:
            started = time.monotonic()
            try:
                await asyncio.to_thread(self.look, town)
                troubles.over()
            except Exception as error:  # noqa: BLE001  (whatever it was, what waits must be watched on)
                troubles.tell(error)
            await asyncio.sleep(LOOK_SECONDS - (time.monotonic() - started) % LOOK_SECONDS)


def forget(town: str) -> None:
    """Take a town's figures away: it is no longer served."""
    for figure in metrics.OF_TOWNS:
        figure.remove_by_labels({"town": town})
