"""A plain question is answered past the framework, with the same words as within it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from okienko.faq.v1 import faq_pb2
from okienko_gateway import office
from okienko_gateway.localisation import Localiser
from okienko_gateway.office import OfficeCache
from okienko_gateway.settings import GatewaySettings
from starlette.testclient import TestClient

GENERAL_WAY = {"Content-Type": "application/json; charset=utf-8"}
"""What FastAPI takes as well, but is not plain."""


@pytest.mark.parametrize(
    "content",
    [
        '{"text": "jak wyrobić dowód", "language": "en"}',
        '{"text": "pogoda"}',
        '{"glosses": ["DOWÓD", "JAK"]}',
        '{"text": "dowód", "explain": true}',
        "{}",
        "{broken",
        '{"text": 5}',
        '{"text": "\\ud800"}',
    ],
)
@pytest.mark.parametrize("language", ["pl", "en"])
def test_both_ways_say_the_same(client: TestClient, content: str, language: str) -> None:
    headers = {"Accept-Language": language, "X-Request-Id": "the-same-1"}
    direct = client.post("/api/v1/ask", content=content, headers={**headers, "Content-Type": "application/json"})
    general = client.post("/api/v1/ask", content=content, headers={**headers, **GENERAL_WAY})
    assert direct.content == general.content
    assert direct.status_code == general.status_code
    assert dict(direct.headers) == dict(general.headers)


def test_a_question_that_comes_in_pieces_is_answered(client: TestClient) -> None:
    pieces = iter([b'{"text": "jak wyr', 'obić dowód"}'.encode()])
    response = client.post("/api/v1/ask", content=pieces, headers={"Content-Type": "application/json"})
    assert response.json()["outcome"] == "answer"


@pytest.mark.parametrize("headers", [{}, GENERAL_WAY], ids=["direct", "general"])
def test_a_question_counts_once_whichever_way_it_goes(
    settings: GatewaySettings, open_client: Callable[[GatewaySettings], TestClient], headers: dict[str, str]
) -> None:
    client = open_client(settings.model_copy(update={"questions_per_minute": 3}))
    statuses = [client.post("/api/v1/ask", json={"text": "pies"}, headers=headers).status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]


async def test_an_answer_that_an_editor_has_changed_is_seen_at_once() -> None:
    localiser = Localiser(cast(Any, type("Neighbours", (), {"translation": None})()))
    text = faq_pb2.AnswerText(
        language_code="pl", title="Dowód", question="Jak?", short_text="Złóż wniosek.", cost="0 zł"
    )
    source = faq_pb2.Answer(answer_id="dowod", revision="1", texts=[text])
    first = await localiser.localise(source, "pl")
    assert await localiser.localise(source, "pl") is first
    # The revision may be the same: what counts is what is in it.
    source.texts[0].cost = "30 zł"
    assert (await localiser.localise(source, "pl")).cost == "30 zł"


async def test_an_office_is_open_or_closed_by_the_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime(2026, 11, 27, 12, 59, 59, tzinfo=UTC)

    class Clock:
        @staticmethod
        def time() -> float:
            return now.timestamp()

        @staticmethod
        def monotonic() -> float:
            return 1_000.0

    class Faq:
        asked = 0

        async def GetOffice(self, *_: object, **__: object) -> faq_pb2.GetOfficeResponse:  # noqa: N802
            self.asked += 1
            name = faq_pb2.PlaceText(language_code="pl", name="Urząd")
            hours = faq_pb2.OpeningHours(day=5, opens="08:00", closes="14:00")
            place = faq_pb2.Place(place_id="urzad", texts=[name], hours=[hours])
            return faq_pb2.GetOfficeResponse(office=place, time_zone="Europe/Warsaw")

    class Now(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return now

    faq = Faq()
    monkeypatch.setattr(office, "time", Clock)
    monkeypatch.setattr("okienko_gateway.answers.datetime", Now)
    cache = OfficeCache(cast(Any, type("Neighbours", (), {"faq": faq})()), clock=Clock.monotonic)
    before = await cache.get("pl")
    assert await cache.get("pl") is before
    now = datetime(2026, 11, 27, 13, 0, 0, tzinfo=UTC)
    after = await cache.get("pl")
    assert before.open_now is not None
    assert after.open_now is not None
    assert (before.open_now.is_open, after.open_now.is_open, faq.asked) == (True, False, 1)
