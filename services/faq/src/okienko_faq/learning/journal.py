"""Notes what happens, masked at once, and writes it down every few seconds."""

import asyncio
import random
import threading
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from typing import Literal, TypeVar
from zoneinfo import ZoneInfo

from okienko_common.logs import get_logger

from okienko_faq.learning.kept import Asked, KeptTables, Noted
from okienko_faq.learning.masking import Masker

log = get_logger(__name__)

K = TypeVar("K")
Mode = Literal["off", "counts", "questions"]
_MOST_NOTED = 10_000
"""Notes that wait for a database that is away; more are dropped, so that memory stays bounded."""
_WRITE_SECONDS = 5.0
_OLD_AFTER_WRITES = 720


def today_in_poland() -> date:
    """Return the day of the town, wherever the server stands."""
    return datetime.now(ZoneInfo("Europe/Warsaw")).date()


class Journal:
    """Keeps what the mode allows; safe to call from several threads."""

    def __init__(
        self, tables: KeptTables, mode: Mode, question_days: int, count_days: int, today: Callable[[], date]
    ) -> None:
        """Write into `tables`.

        Args:
            tables: where to.
            mode: "off" keeps nothing, "counts" no words, "questions" masked questions, too.
            question_days: questions are removed after so many days.
            count_days: counts and ratings are.
            today: the day in the town.
        """
        self.tables = tables
        self.mode = mode
        self.question_days = question_days
        self.count_days = count_days
        self._today = today
        self._masker: Masker | None = None
        self._lock = threading.Lock()
        self._questions: Counter[Asked] = Counter()
        self._topics: Counter[tuple[str, str, str, str]] = Counter()
        self._ratings: Counter[tuple[str, str, str, bool]] = Counter()

    def use(self, masker: Masker) -> None:
        """Mask with the words of the answers that are published now."""
        self._masker = masker

    def keep(self, mode: Mode, question_days: int, count_days: int) -> None:
        """Keep this much from now on; what is kept already and may not be any more goes within the hour."""
        self.mode, self.question_days, self.count_days = mode, question_days, count_days

    @property
    def keeps_questions(self) -> bool:
        """Whether any word of a question is kept."""
        return self.mode == "questions"

    def asked(self, text: str, language: str, outcome: str, topic: str) -> None:
        """Note a question: its topic and outcome, and where it found no answer its masked text."""
        if self.mode == "off":
            return
        day = self._today().isoformat()
        self._count(self._topics, (day, topic, outcome, language))
        if outcome == "decline":
            self._keep(Asked(day, language, "unanswered", text))

    def rated(self, answer_id: str, language: str, question: str, *, helped: bool) -> None:
        """Note a thumb, and the masked question that the answer did not help with."""
        if self.mode == "off":
            return
        day = self._today().isoformat()
        self._count(self._ratings, (day, answer_id, language, helped))
        if question and not helped:
            self._keep(Asked(day, language, "rated_down", question, answer_id))

    def write(self) -> None:
        """Write down what was noted; what cannot be written, as while the database is away, is tried again the next time."""
        with self._lock:
            noted = Noted(self._questions, self._topics, self._ratings)
            self._questions, self._topics, self._ratings = Counter(), Counter(), Counter()
        if not (noted.questions or noted.topics or noted.ratings):
            return
        try:
            self.tables.add(noted)
        except Exception as error:  # noqa: BLE001  (whatever it was, what was noted must not be lost)
            # Its message would quote the questions.
            log.warning("what was learned cannot be written now", error=type(error).__name__)
            with self._lock:
                self._questions += Counter(noted.questions)
                self._topics += Counter(noted.topics)
                self._ratings += Counter(noted.ratings)

    def remove_old(self) -> None:
        """Remove what has been kept for long enough, and all questions where none are to be kept any more."""
        try:
            self.tables.remove_old(self._today(), self.question_days, self.count_days)
            if not self.keeps_questions:
                self.tables.delete_all_questions()
        except Exception as error:  # noqa: BLE001  (whatever it was, old questions must be removed the next time)
            log.warning("old questions cannot be removed now", error=type(error).__name__)

    async def run(self) -> None:
        """Write every few seconds and tidy up every hour; never ends."""
        writes = 0
        while True:
            if writes % _OLD_AFTER_WRITES == 0:
                await asyncio.to_thread(self.remove_old)
            writes += 1
            # Not at a fixed beat, so that the file's times tell still less about who asked when.
            await asyncio.sleep(_WRITE_SECONDS * random.uniform(0.5, 1.5))  # noqa: S311 - a pause, not a secret
            await asyncio.to_thread(self.write)

    def _keep(self, asked: Asked) -> None:
        masker = self._masker
        if not self.keeps_questions or masker is None:
            return
        text = masker.mask(asked.text, asked.language)
        if any(character.isalpha() for character in text):
            masked = Asked(asked.day, asked.language, asked.reason, text, asked.answer_id)
            self._count(self._questions, masked)

    def _count(self, counter: Counter[K], key: K) -> None:
        with self._lock:
            if key in counter or len(counter) < _MOST_NOTED:
                counter[key] += 1
