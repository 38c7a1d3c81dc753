"""Which texts the translation service may keep on the disk."""

from gateway_town import Town
from starlette.testclient import TestClient


def test_answers_are_published_and_what_residents_write_is_not(client: TestClient, town: Town) -> None:
    client.get("/api/v1/answers/tylko-po-polsku?language=en")
    assert town.translation.published == [True]
    body = {"texts": ["Mam długi i nie wiem, co robić."], "target": "en"}
    assert client.post("/api/v1/translate", json=body).status_code == 200
    assert town.translation.published == [True, False]
