"""Each town's office and its contact, kept so that it can be shown even while the answers service is away."""

import time
from collections.abc import Callable

from okienko.faq.v1 import faq_pb2

from okienko_gateway.neighbours import Neighbours, answered
from okienko_gateway.problems import Problem
from okienko_gateway.requests import call_metadata, chosen_town

FRESH_SECONDS = 60.0


class OfficeCache:
    """Asks for a town's office once a minute and keeps the last reply for hard times."""

    def __init__(self, neighbours: Neighbours, clock: Callable[[], float] = time.monotonic) -> None:
        self._faq = neighbours.faq
        self._clock = clock
        self._known: dict[str, tuple[float, faq_pb2.GetOfficeResponse]] = {}
        """By town: when it was asked, and its reply."""

    async def get(self) -> faq_pb2.GetOfficeResponse:
        """Return the office of the town at hand.

        Raises:
            Problem: the answers service is away and has never been heard.
        """
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
