"""The office's contact, kept so that it can be shown even while the answers service is away."""

import time
from collections.abc import Callable

from okienko.faq.v1 import faq_pb2

from okienko_gateway.neighbours import Neighbours, answered
from okienko_gateway.problems import Problem
from okienko_gateway.requests import call_metadata

FRESH_SECONDS = 60.0


class OfficeCache:
    """Asks for the office once a minute and keeps the last reply for hard times."""

    def __init__(self, neighbours: Neighbours, clock: Callable[[], float] = time.monotonic) -> None:
        self._faq = neighbours.faq
        self._clock = clock
        self._office: faq_pb2.GetOfficeResponse | None = None
        self._asked_at = 0.0

    async def get(self) -> faq_pb2.GetOfficeResponse:
        """Return the office.

        Raises:
            Problem: the answers service is away and has never been heard.
        """
        if self._office and self._clock() - self._asked_at < FRESH_SECONDS:
            return self._office
        try:
            self._office = await answered(
                self._faq.GetOffice(faq_pb2.GetOfficeRequest(), timeout=2.0, metadata=call_metadata()), "faq"
            )
            self._asked_at = self._clock()
        except Problem:
            if not self._office:
                raise
        return self._office
