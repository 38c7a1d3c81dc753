"""Who changed what is written down, before anybody hears that it was done."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from gateway_town import Town
from okienko_gateway.accounts.audit import AuditTrail, AuditUnavailableError
from okienko_gateway.routes import learning as learning_routes
from okienko_gateway.settings import GatewaySettings
from pydantic import SecretStr
from starlette.testclient import TestClient

TOKEN = "town-secret-0123456789abcdef"
LOGIN = {"Authorization": f"Bearer {TOKEN}"}
NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)


@pytest.fixture
def editor(settings: GatewaySettings, open_client: Callable[[GatewaySettings], TestClient]) -> TestClient:
    return open_client(settings.model_copy(update={"admin_token": SecretStr(TOKEN)}))


def entries(editor: TestClient, **query: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = editor.get("/api/v1/admin/audit", params=query, headers=LOGIN).json()["entries"]
    return found


def test_a_change_is_recorded_with_who_what_which_when_and_the_outcome(editor: TestClient) -> None:
    headers = {**LOGIN, "X-Request-Id": "0123456789abcdef"}
    editor.post("/api/v1/admin/learning/done", json={"questions": ["0" * 32]}, headers=headers)
    editor.post("/api/v1/admin/learning/done", json={"questions": "no list"}, headers=LOGIN)
    failed, done = entries(editor)
    assert datetime.now(UTC) >= datetime.fromisoformat(done.pop("time"))
    assert done == {
        "subject": "key",
        "roles": ["editor", "operator", "reviewer"],
        "action": "POST /admin/learning/done",
        "ids": {},
        "outcome": "200",
        "request_id": "0123456789abcdef",
    }
    assert failed["outcome"] == "400"


def test_a_change_that_breaks_on_its_way_back_is_recorded_once(
    editor: TestClient, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: Any, **__: Any) -> Any:
        raise ValueError("secret words")

    monkeypatch.setattr(learning_routes, "Done", breaks)
    assert editor.post("/api/v1/admin/learning/done", json={"questions": ["0" * 32]}, headers=LOGIN).status_code == 500
    assert town.learning.deleted == ["0" * 32]
    (entry,) = entries(editor)
    assert (entry["action"], entry["outcome"]) == ("POST /admin/learning/done", "500")


def test_identifiers_are_recorded_and_no_content_is(editor: TestClient, settings: GatewaySettings) -> None:
    cues = [{"start": 0, "end": 1, "text": "tajne słowo"}]
    path = "/api/v1/admin/recordings/dowod-osobisty/versions/3/captions"
    editor.put(path, params={"language": "pl"}, json={"cues": cues}, headers=LOGIN)
    (entry,) = entries(editor)
    assert entry["ids"] == {"recording_id": "dowod-osobisty", "version": "3"}
    # Two of them at midnight.
    for file in settings.audit_folder.iterdir():
        written = file.read_text()
        assert "tajne" not in written
        assert TOKEN not in written
        assert "testclient" not in written, "addresses are nobody's business"
        assert file.stat().st_mode & 0o077 == 0


def test_reading_residents_questions_is_recorded_and_reading_lists_is_not(editor: TestClient) -> None:
    for path in ("/learning", "/learning/export", "/learning/counts"):
        assert editor.get(f"/api/v1/admin{path}", headers=LOGIN).status_code == 200
    assert [entry["action"] for entry in entries(editor)] == [
        "GET /admin/learning/export",
        "GET /admin/learning",
    ]


def test_no_change_is_made_that_could_not_be_recorded(
    settings: GatewaySettings, town: Town, open_client: Callable[[GatewaySettings], TestClient], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    blocked = {"admin_token": SecretStr(TOKEN), "audit_folder": tmp_path / "file" / "audit"}
    editor = open_client(settings.model_copy(update=blocked))
    answer = editor.post("/api/v1/admin/learning/done", json={"questions": ["0" * 32]}, headers=LOGIN)
    assert (answer.status_code, answer.json()["reason"]) == (507, "AUDIT_UNAVAILABLE")
    assert town.learning.deleted == []
    assert editor.get("/api/v1/admin/learning/counts", headers=LOGIN).status_code == 200


def test_entries_come_newest_first_and_can_be_chosen_by_day_and_person(tmp_path: Path) -> None:
    now = NOON
    trail = AuditTrail(tmp_path, 30, lambda: now)
    for day, subject in ((24, "a"), (25, "b"), (26, "a")):
        now = NOON.replace(day=day)
        trail.record(subject, "login", "ok")
    assert [entry.time.day for entry in trail.entries()] == [26, 25, 24]
    assert [entry.time.day for entry in trail.entries(subject="a")] == [26, 24]
    assert [entry.time.day for entry in trail.entries(date(2026, 11, 25), date(2026, 11, 25))] == [25]


def test_files_are_removed_when_their_time_is_over(tmp_path: Path) -> None:
    now = NOON
    trail = AuditTrail(tmp_path, 30, lambda: now)
    trail.record("a", "login", "ok")
    (tmp_path / "notes.txt").write_text("somebody's")
    now = datetime(2026, 12, 27, 12, tzinfo=UTC)
    trail.record("a", "login", "ok")
    assert len(list(trail.entries())) == 2
    now = datetime(2026, 12, 28, 12, tzinfo=UTC)
    trail.record("a", "login", "ok")
    assert [entry.time.date() for entry in trail.entries()] == [date(2026, 12, 28), date(2026, 12, 27)]
    assert (tmp_path / "notes.txt").exists()


def test_the_log_only_grows_and_a_line_cut_off_by_a_crash_harms_no_other(tmp_path: Path) -> None:
    trail = AuditTrail(tmp_path, 30, lambda: NOON)
    trail.record("a", "login", "ok")
    (file,) = tmp_path.iterdir()
    before = file.read_bytes()
    with file.open("ab") as half:
        half.write(b'{"time": "2026-11-27T12:0')
    trail.record("b", "login", "ok")
    assert file.read_bytes().startswith(before)
    assert sorted(entry.subject for entry in trail.entries()) == ["a", "b"]
    assert json.loads(before)["subject"] == "a"


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trail = AuditTrail(tmp_path, 30)
    trail.check()

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("okienko_gateway.accounts.audit.os.write", full)
    with pytest.raises(AuditUnavailableError):
        trail.record("a", "login", "ok")
