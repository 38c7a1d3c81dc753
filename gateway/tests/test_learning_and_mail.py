"""Ratings, e-mail, and what editors see of both."""

import pytest
from gateway_town import Town, answer
from okienko.faq.v1 import learning_pb2
from okienko_gateway.answers import segments
from okienko_gateway.settings import GatewaySettings
from starlette.testclient import TestClient

TOKEN = "a-secret-of-the-town-hall"
EDITOR = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def settings(settings: GatewaySettings) -> GatewaySettings:
    return settings.model_copy(update={"admin_token": type(settings.admin_token)(TOKEN)})


def test_says_what_is_switched_on(client: TestClient) -> None:
    assert client.get("/api/v1/features").json() == {
        "learning": {"mode": "questions", "question_days": 90, "count_days": 730},
        "mail": {"available": False, "advice": "Set the mail server."},
    }


def test_passes_a_thumb_on(client: TestClient, town: Town) -> None:
    body = {"helpful": False, "language": "en", "question": "how much is it"}
    assert client.post("/api/v1/answers/dowod-osobisty/rating", json=body).status_code == 204
    (rated,) = town.learning.rated
    assert (rated.answer_id, rated.is_helpful, rated.language_code, rated.question) == (
        *("dowod-osobisty", False, "en"),
        "how much is it",
    )


def test_sends_the_towns_own_text_by_name_and_a_translation_as_text(client: TestClient, town: Town) -> None:
    body = {"address": "anna@poczta.example", "language": "en"}
    assert client.post("/api/v1/answers/dowod-osobisty/mail", json=body).status_code == 202
    polish = answer("tylko-po-polsku", english=False).texts[0]
    town.translation.known |= {text: f"en {text}" for text in segments(polish).values()}
    assert client.post("/api/v1/answers/tylko-po-polsku/mail", json=body).status_code == 202
    own, translated = town.mail.sent
    assert (own.recipient, own.sender, own.HasField("translated")) == ("anna@poczta.example", "testclient", False)
    assert (translated.translated.title, translated.is_machine_translated) == ("en Dowód osobisty", False)


def test_what_is_refused_keeps_its_sentence(client: TestClient) -> None:
    address = {"address": "dosc@poczta.example"}
    refused = client.post("/api/v1/answers/dowod-osobisty/mail", json=address, headers={"Accept-Language": "en"})
    assert (refused.status_code, refused.json()["detail"]) == (429, "Enough today.")
    off = client.post("/api/v1/answers/nie-oceniamy/rating", json={"helpful": True})
    assert (off.status_code, off.json()["reason"]) == (404, "RATINGS_OFF")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/v1/answers/dowod-osobisty/rating", {}),
        ("/api/v1/answers/dowod-osobisty/rating", {"helpful": "może"}),
        ("/api/v1/answers/dowod-osobisty/rating", {"helpful": True, "question": "a" * 501}),
        ("/api/v1/answers/dowod-osobisty/mail", {"address": "a" * 400}),
        ("/api/v1/answers/dowod-osobisty/mail", {"address": "a@b.pl", "language": "de"}),
        ("/api/v1/answers/../mail", {"address": "a@b.pl"}),
    ],
)
def test_bad_requests_are_refused(client: TestClient, path: str, body: dict[str, object]) -> None:
    refused = client.post(path, json=body)
    assert refused.status_code in {400, 404}
    assert refused.json()["detail"].endswith(".")


def test_no_editors_call_is_open_without_the_secret(client: TestClient) -> None:
    for method, path in (
        ("GET", "/api/v1/admin/learning"),
        ("GET", "/api/v1/admin/learning/counts"),
        ("GET", "/api/v1/admin/learning/export"),
        ("POST", "/api/v1/admin/learning/done"),
    ):
        assert client.request(method, path).status_code == 401


def test_editors_see_what_the_answers_lack_and_remove_it(client: TestClient, town: Town) -> None:
    found = client.get("/api/v1/admin/learning", headers=EDITOR).json()
    (item,) = found["items"]
    assert (item["suggestion"], item["nearest_title"], found["considered"]) == ("add_aliases", "Dowód osobisty", 1)
    assert item["questions"][0]["reason"] == "unanswered"
    done = {"questions": [item["questions"][0]["id"]]}
    assert client.post("/api/v1/admin/learning/done", json=done, headers=EDITOR).json() == {"removed": 1}
    assert town.learning.deleted == ["0" * 32]
    assert client.post("/api/v1/admin/learning/done", json={"questions": []}, headers=EDITOR).status_code == 400


def test_editors_get_counts_and_files(client: TestClient) -> None:
    days = {"first": "2026-11-01", "last": "2026-11-27"}
    counts = client.get("/api/v1/admin/learning/counts", params=days, headers=EDITOR).json()
    assert counts["topics"][0] == {
        "day": "2026-11-01",
        "topic": "dokumenty",
        "outcome": "answer",
        "language": "pl",
        "count": 2,
    }
    assert (counts["ratings"][0]["day"], counts["ratings"][0]["unhelpful"]) == ("2026-11-27", 1)
    assert client.get("/api/v1/admin/learning/counts?first=x", headers=EDITOR).status_code == 400
    file = client.get("/api/v1/admin/learning/export?table=topics&format=parquet", headers=EDITOR)
    assert file.content == f"{learning_pb2.LEARNED_TABLE_TOPICS},{learning_pb2.TABLE_FORMAT_PARQUET}".encode()
    assert file.headers["content-disposition"] == 'attachment; filename="topics.parquet"'
    assert client.get("/api/v1/admin/learning/export?format=xlsx", headers=EDITOR).status_code == 400
