"""Each town's office and its contact, kept so that it can be shown even while the answers service is away."""

import time
from collections.abc import Callable

from okienko.faq.v1 import faq_pb2

from okienko_gateway import answers
from okienko_gateway.languages import Language
from okienko_gateway.neighbours import Neighbours, answered
from okienko_gateway.problems import Problem
from okienko_gateway.requests import call_metadata, chosen_town
from okienko_gateway.schemas import Office

FRESH_SECONDS = 60.0
MINUTE = 60.0


class OfficeCache:
    """Asks for a town's office once a minute and keeps the last reply for hard times."""

    def __init__(self, neighbours: Neighbours, clock: Callable[[], float] = time.monotonic) -> None:
        self._faq = neighbours.faq
        self._clock = clock
        self._known: dict[str, tuple[float, faq_pb2.GetOfficeResponse]] = {}
        """By town: when it was asked, and its reply."""
        self._shown: dict[tuple[str, Language], tuple[faq_pb2.GetOfficeResponse, float, Office]] = {}
        """By town and language: the reply, the minute since the epoch, and the office as it is then."""

    async def get(self, language: Language) -> Office:
        """Return the office of the town at hand, open or closed as it is this minute.

        Raises:
            Problem: the answers service is away and has never been heard.
        """
        reply, minute = await self._reply(), time.time() // MINUTE
        key = (chosen_town(), language)
        kept = self._shown.get(key)
        if kept and kept[0] is reply and kept[1] == minute:
            return kept[2]
        office = answers.office(reply, language)
        self._shown[key] = reply, minute, office
        return office

    async def _reply(self) -> faq_pb2.GetOfficeResponse:
        asked_at, office = self._known.get(chosen_town(), (0.0, None))
        if office and self._clock() - asked_at < FRESH_SECONDS:
            return office
        try:
            office = await answered(
                self._faq.GetOffice(faq_pb2.GetOfficeRequest(), timeout=2.0, metadata=call_metadata()), "faq"
            )
            self._known[chosen_town()] = self._clock(), office
        except Problem:
            if not office:
                raise
        return office
