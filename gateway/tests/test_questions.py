from collections.abc import Callable

import pytest
from gateway_town import Town, answer
from okienko.translation.v1 import translation_pb2
from okienko_gateway.answers import segments
from okienko_gateway.settings import GatewaySettings
from starlette.testclient import TestClient

PUBLIC_CALLS = {
    "/api/v1/ask",
    "/api/v1/answers/{answer_id}",
    "/api/v1/answers/{answer_id}/speech",
    "/api/v1/answers/{answer_id}/speech/marks",
    "/api/v1/answers/{answer_id}/signing",
    "/api/v1/topics",
    "/api/v1/health",
    "/api/v1/translate",
    "/api/v1/speech",
}


def test_a_question_gets_the_towns_answer_with_all_its_parts(client: TestClient) -> None:
    body = client.post("/api/v1/ask", json={"text": "jak wyrobić dowód", "language": "en"}).json()
    assert body["outcome"] == "answer"
    answer = body["answers"][0]
    assert (answer["title"], answer["short"], answer["cost"]) == ("ID card", "Apply at the office.", "Free")
    assert answer["easy"] == ["Come to the office.", "Bring a photo."]
    assert answer["places"][0]["name"] == "Town Hall"
    assert answer["places"][0]["hours"] == [{"day": 1, "opens": "08:00", "closes": "16:00"}]
    assert answer["forms"]["text"] == {"origin": "town", "language": "en"}
    assert answer["checked"] == "2026-11-24"
    assert body["office"] is None


def test_glosses_are_a_question_too(client: TestClient) -> None:
    assert client.post("/api/v1/ask", json={"glosses": ["DOWÓD", "JAK"]}).json()["outcome"] == "answer"


def test_a_declined_question_brings_the_offices_contact(client: TestClient) -> None:
    body = client.post("/api/v1/ask", json={"text": "pogoda"}).json()
    assert body["outcome"] == "decline"
    assert body["office"]["office"]["phone"] == "44 000 01 00"
    assert body["office"]["office"]["name"] == "Urząd Miasta"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{broken", "INVALID_JSON"),
        ("[]", "INVALID_FIELD"),
        ('{"text": 5}', "INVALID_FIELD"),
        ('{"text": "a", "language": "de"}', "INVALID_FIELD"),
        ("{}", "ONE_QUESTION"),
        ('{"text": "a", "glosses": ["B"]}', "ONE_QUESTION"),
        ('{"text": "\\ud800"}', "INVALID_TEXT"),
        ('{"text": "' + "x" * 10_000 + '"}', "QUESTION_TOO_LONG"),
    ],
)
def test_bad_input_gets_a_sentence_and_never_its_own_words_back(client: TestClient, content: str, reason: str) -> None:
    response = client.post("/api/v1/ask", content=content, headers={"Content-Type": "application/json"})
    body = response.json()
    assert response.status_code == 400
    assert response.headers["content-type"] == "application/problem+json"
    assert body["reason"] == reason
    assert body["detail"].endswith(".")
    assert body["request_id"] == response.headers["x-request-id"]
    assert "xxx" not in response.text


@pytest.mark.parametrize("content", [b"x" * 100_000, iter([b"x" * 50_000] * 2)], ids=["declared", "chunked"])
def test_a_body_that_is_too_large_is_refused(client: TestClient, content: bytes) -> None:
    response = client.post("/api/v1/ask", content=content, headers={"Content-Type": "application/json"})
    assert response.status_code == 413
    assert response.json()["reason"] == "BODY_TOO_LARGE"
    assert "content-security-policy" in response.headers


def test_the_sentence_is_in_the_callers_language(client: TestClient) -> None:
    path = "/api/v1/answers/nie-ma"
    assert client.get(path).json()["detail"] == "Nie ma takiej odpowiedzi."
    english = client.get(path, headers={"Accept-Language": "en-GB,en;q=0.9,pl;q=0.5"})
    assert english.json()["detail"] == "No such answer."
    assert english.status_code == 404


def test_an_answer_without_english_is_translated_from_memory_and_labelled(client: TestClient, town: Town) -> None:
    town.translation.known = {
        "Dowód osobisty": "ID card",
        "Jak wyrobić dowód osobisty?": "How do I get an ID card?",
        "Złóż wniosek w urzędzie.": "Apply at the office.",
        "Przyjdź do urzędu.": "Come to the office.",
        "Weź zdjęcie.": "Bring a photo.",
        "Zrób zdjęcie.": "Take a photo.",
        "Zdjęcie": "A photo",
        "Złóż wniosek.": "Apply.",
        "Bezpłatnie": "Free",
        "30 dni": "30 days",
    }
    body = client.get("/api/v1/answers/tylko-po-polsku?language=en").json()
    assert body["forms"]["text"]["origin"] == "memory"
    assert body["documents"] == ["A photo"]
    assert (body["title"], body["steps"], body["untranslated"]) == ("ID card", ["Take a photo.", "Apply."], [])


@pytest.mark.parametrize(
    ("origins", "shown"),
    [
        ({"Zdjęcie": translation_pb2.TRANSLATION_ORIGIN_TEMPLATE}, "template"),
        ({"Zdjęcie": translation_pb2.TRANSLATION_ORIGIN_UNCHANGED}, "memory"),
        (
            {
                "Zdjęcie": translation_pb2.TRANSLATION_ORIGIN_TEMPLATE,
                "30 dni": translation_pb2.TRANSLATION_ORIGIN_MACHINE,
            },
            "machine",
        ),
    ],
)
def test_an_answer_is_labelled_by_its_least_certain_sentence(
    client: TestClient, town: Town, origins: dict[str, translation_pb2.TranslationOrigin.ValueType], shown: str
) -> None:
    polish = answer("tylko-po-polsku", english=False).texts[0]
    town.translation.known = {text: f"en {text}" for text in segments(polish).values()}
    town.translation.origins = origins
    body = client.get("/api/v1/answers/tylko-po-polsku?language=en").json()
    assert body["forms"]["text"]["origin"] == shown
    sent = client.post(
        "/api/v1/answers/tylko-po-polsku/mail", json={"address": "anna@poczta.example", "language": "en"}
    )
    assert sent.status_code == 202
    # The message has one sentence for whatever no person wrote.
    assert town.mail.sent[0].is_machine_translated == (shown != "memory")


def test_what_cannot_be_translated_stays_polish_and_is_named(client: TestClient, town: Town) -> None:
    town.translation.known = {"Dowód osobisty": "ID card"}
    body = client.get("/api/v1/answers/tylko-po-polsku?language=en").json()
    assert body["forms"]["text"]["origin"] == "untranslated"
    assert body["title"] == "ID card"
    assert body["short"] == "Złóż wniosek w urzędzie."
    assert "short" in body["untranslated"]
    assert "steps.0" in body["untranslated"]
    assert "title" not in body["untranslated"]


def test_without_the_translation_service_the_polish_answer_is_still_given(client: TestClient, town: Town) -> None:
    town.servers["translation"].stop(0).wait()
    body = client.get("/api/v1/answers/tylko-po-polsku?language=en").json()
    assert body["forms"]["text"]["origin"] == "untranslated"
    assert body["short"] == "Złóż wniosek w urzędzie."


def test_an_unchanged_answer_is_not_sent_twice(client: TestClient) -> None:
    first = client.get("/api/v1/answers/dowod-osobisty?language=pl")
    again = client.get("/api/v1/answers/dowod-osobisty?language=pl", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    english = client.get("/api/v1/answers/dowod-osobisty?language=en", headers={"If-None-Match": first.headers["etag"]})
    assert english.status_code == 200


def test_the_first_screen_has_topics_and_featured_answers(client: TestClient) -> None:
    body = client.get("/api/v1/topics").json()
    assert body["topics"][0]["names"] == {"pl": "Dowód osobisty"}
    assert body["featured"][0]["pjm"] == "DOWÓD OSOBISTY"


def test_a_dead_service_is_named_and_the_others_go_on(client: TestClient, town: Town) -> None:
    town.servers["speech"].stop(0).wait()
    failed = client.get("/api/v1/voices", headers={"Accept-Language": "en"})
    assert failed.status_code == 503
    assert failed.json()["service"] == "speech"
    assert failed.json()["detail"].startswith("Reading aloud: this help is not working at the moment.")
    assert int(failed.headers["retry-after"]) >= 1
    assert client.post("/api/v1/ask", json={"text": "dowód"}).status_code == 200
    health = client.get("/api/v1/health").json()
    assert health["status"] == "degraded"
    assert health["services"]["speech"]["status"] == "unreachable"
    assert health["services"]["faq"] == {
        "status": "serving",
        "detail": {"town": "Miasto Przykładowo", "retrieval_mode": "hybrid"},
    }


def test_the_offices_contact_outlives_the_answers_service(client: TestClient, town: Town) -> None:
    assert client.get("/api/v1/office").status_code == 200
    town.servers["faq"].stop(0).wait()
    assert client.get("/api/v1/office").json()["town"] == "Miasto Przykładowo"


def test_an_address_that_asks_too_often_is_told_how_long_to_wait(
    settings: GatewaySettings, open_client: Callable[[GatewaySettings], TestClient]
) -> None:
    client = open_client(settings.model_copy(update={"questions_per_minute": 3}))
    statuses = [client.post("/api/v1/ask", json={"text": "dowód"}).status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    refused = client.post("/api/v1/ask", json={"text": "dowód"})
    assert 1 <= int(refused.headers["retry-after"]) <= 60


def test_the_openapi_document_is_complete(client: TestClient) -> None:
    document = client.get("/api/v1/openapi.json").json()
    assert set(document["paths"]) >= PUBLIC_CALLS
    for path, operations in document["paths"].items():
        for operation in operations.values():
            assert operation.get("summary"), path
            assert operation.get("description"), path
            assert "application/problem+json" in operation["responses"]["503"]["content"], path


def test_a_missing_page_or_model_says_what_to_run(
    settings: GatewaySettings, open_client: Callable[[GatewaySettings], TestClient]
) -> None:
    client = open_client(settings.model_copy(update={"frontend_folder": settings.models_folder}))
    assert "make frontend" in client.get("/").json()["detail"]
    assert "make models" in client.get("/models/hand_landmarker.task").json()["detail"]


def test_hashed_assets_are_kept_for_good_and_the_page_is_asked_for_again(client: TestClient) -> None:
    assert "immutable" in client.get("/assets/app-1.js").headers["cache-control"]
    assert client.get("/").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/api/v1/ask", "POST"),
        ("GET", "/api/v1/ask", "POST"),
        ("TRACE", "/api/v1/topics", "GET"),
        ("DELETE", "/api/v1/admin/recordings/dowod/versions/1/captions", "GET, PUT"),
        ("POST", "/media/abc.webm", "GET"),
        ("POST", "/", "GET, HEAD"),
    ],
)
def test_a_method_that_an_address_does_not_take_is_refused_with_those_that_it_takes(
    client: TestClient, method: str, path: str, allowed: str
) -> None:
    answer = client.request(method, path)
    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)
    assert answer.json()["reason"] == "METHOD_NOT_ALLOWED"
