"""A conversation through the public API: choices, what was asked, closed days, danger, explanations."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from gateway_town import Town
from okienko_gateway.opening import Calendar, open_state
from okienko_gateway.schemas import ClosedDay, Hours, OpenState
from starlette.testclient import TestClient

WEEK = [Hours(day=day, opens="08:00", closes="16:00") for day in (1, 2, 3, 4, 5)]
CLOSED = [
    ClosedDay(date="2026-12-24", name="Wigilia", is_own=False),
    ClosedDay(date="2026-12-25", name="Boże Narodzenie", is_own=False),
    ClosedDay(date="2026-12-28", name="Dzień wolny", is_own=True),
]


def state(text: str, *, own_office: bool = True, hours: list[Hours] = WEEK) -> OpenState:
    now = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Warsaw"))
    return open_state(hours, Calendar.of(CLOSED, own_office=own_office), now)


def test_what_was_asked_of_an_answer_comes_with_it(client: TestClient) -> None:
    body = client.post("/api/v1/ask", json={"text": "ile kosztuje dowód"}).json()
    assert body["answers"][0]["asked"] == ["cost"]
    assert body["explanation"] is None


def test_a_question_back_names_its_choices_and_groups(client: TestClient) -> None:
    body = client.post("/api/v1/ask", json={"text": "paszport", "language": "en", "context": "old"}).json()
    assert body["phrase"] == {"id": "ask-who", "icon": "family", "text": "Who is it for?", "pjm": "KTO"}
    assert [(choice["id"], choice["kind"]) for choice in body["choices"]] == [
        ("paszport-dorosly", "answer"),
        ("who-child", "group"),
    ]
    assert body["notice"].startswith("The previous answer was a long time ago")


def test_a_choice_is_sent_back_with_its_context(client: TestClient, town: Town) -> None:
    assert client.post("/api/v1/ask", json={"choice": "who-child", "context": "sealed"}).status_code == 200
    sent = town.faq.asked[-1]
    assert (sent.WhichOneof("question"), sent.choice_id, sent.context) == ("choice_id", "who-child", "sealed")


def test_one_question_at_a_time(client: TestClient) -> None:
    response = client.post("/api/v1/ask", json={"text": "a", "choice": "none"})
    assert response.json()["reason"] == "ONE_QUESTION"


def test_danger_brings_whom_to_call(client: TestClient) -> None:
    body = client.post("/api/v1/ask", json={"text": "pali się", "language": "en"}).json()
    assert body["emergency_contacts"] == [{"number": "112", "name": "Help", "url": ""}]


def test_a_response_explains_itself_when_asked_to(client: TestClient) -> None:
    body = client.post("/api/v1/ask", json={"text": "dowód", "explain": True}).json()
    assert body["explanation"]["rule"] == "search"
    assert body["explanation"]["candidates"][0]["coverage"] == 0.5
    assert body["explanation"]["candidates"][0]["meaning"] is None
    assert body["explanation"]["candidates"][0]["evidence"] == 0.25
    assert (body["explanation"]["confidence"], body["explanation"]["scope"]) == (0.75, None)


def test_an_answer_brings_a_context_and_is_sent_anew_when_that_changes(client: TestClient, town: Town) -> None:
    first = client.get("/api/v1/answers/dowod-osobisty?language=pl")
    assert first.json()["context"] == "sealed-at-eight"
    unchanged = client.get(
        "/api/v1/answers/dowod-osobisty?language=pl", headers={"If-None-Match": first.headers["etag"]}
    )
    assert unchanged.status_code == 304
    town.faq.context = "sealed-at-nine"
    again = client.get("/api/v1/answers/dowod-osobisty?language=pl", headers={"If-None-Match": first.headers["etag"]})
    assert again.json()["context"] == "sealed-at-nine"


def test_the_official_signs_its_own_phrases(client: TestClient, town: Town) -> None:
    assert client.get("/api/v1/phrases/ask-who/signing?language=pl").json()["glosses"] == "KTO"
    assert town.signing.requests[-1].text == "Dla kogo?"
    missing = client.get("/api/v1/phrases/ask-nobody/signing")
    assert (missing.status_code, missing.json()["reason"]) == (404, "NO_SUCH_PHRASE")


def test_the_office_names_its_closed_days(client: TestClient) -> None:
    body = client.get("/api/v1/office?language=en").json()
    assert body["closed_days"] == [{"date": "2026-12-24", "name": "Christmas Eve", "is_own": False}]
    assert isinstance(body["open_now"]["is_open"], bool)


def test_it_is_open_within_its_hours() -> None:
    assert state("2026-12-23 08:00") == OpenState(is_open=True, closes="16:00")
    assert not state("2026-12-23 16:00").is_open


def test_a_holiday_closes_and_the_next_open_day_is_named() -> None:
    found = state("2026-12-24 10:00")
    assert (found.is_open, found.closed_because) == (False, "Wigilia")
    # 25 and 28 December are closed, 26 and 27 are a weekend.
    assert (found.opens_date, found.opens) == ("2026-12-29", "08:00")


def test_the_towns_own_closing_day_closes_its_own_office_only() -> None:
    assert state("2026-12-28 10:00").closed_because == "Dzień wolny"
    assert state("2026-12-28 10:00", own_office=False).is_open


def test_a_place_that_never_closes_knows_no_holiday() -> None:
    always = [Hours(day=day, opens="00:00", closes="24:00") for day in range(1, 8)]
    assert state("2026-12-25 23:59", hours=always) == OpenState(is_open=True, closes="24:00")


@pytest.mark.parametrize("text", ["2027-03-27 23:59", "2027-03-28 03:30"])
def test_the_night_of_the_clock_change_is_a_night_like_any_other(text: str) -> None:
    assert state(text).opens_date == "2027-03-29"
