"""Every response says what a browser may do with it; Google's CSP Evaluator finds nothing in what the page says."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from okienko_gateway.policies import DATA_POLICY, SCRIPT_POLICY, page_policy
from okienko_gateway.settings import GatewaySettings
from pydantic import SecretStr
from starlette.testclient import TestClient

REPOSITORY = Path(__file__).resolve().parents[2]
EVALUATOR = REPOSITORY / "deploy/lint/evaluate_csp.mjs"
PAGE = """<!doctype html><meta property="csp-nonce" nonce="okienko-nonce">
<script type="module" nonce="okienko-nonce" src="/assets/app-1.js"></script>"""
FILLED = {
    "recording_id": "dowod-osobisty", "version": "1", "upload_id": "0" * 32, "gloss": "DOM", "clip": "1",
    "answer_id": "dowod-osobisty", "phrase_id": "ask-who", "file": "abc.webm", "town_id": "nowe", "entry": "0" * 16, "kind": "csv",
}  # fmt: skip


@pytest.fixture
def page(settings: GatewaySettings) -> GatewaySettings:
    (settings.frontend_folder / "index.html").write_text(PAGE)
    (settings.frontend_folder / "wasm").mkdir()
    (settings.frontend_folder / "wasm" / "loader.js").write_text("export {}")
    return settings.model_copy(update={"admin_token": SecretStr("town-secret-0123456789abcdef")})


def findings(policy: str) -> list[dict[str, Any]]:
    node = shutil.which("node") or str(REPOSITORY / ".tools/node/bin/node")
    if not (REPOSITORY / "deploy/lint/node_modules/csp_evaluator").is_dir() or not Path(node).exists():
        pytest.skip("Google's CSP Evaluator is not installed; `make lint` installs it.")
    printed = subprocess.run([node, EVALUATOR], input=policy, capture_output=True, text=True, check=True).stdout
    found: list[dict[str, Any]] = json.loads(printed)
    return found


def test_the_evaluator_finds_nothing_in_the_policy_of_the_page(
    page: GatewaySettings, open_client: Callable[[GatewaySettings], TestClient]
) -> None:
    policy = open_client(page).get("/").headers["content-security-policy"]
    found = findings(policy)
    # Fallbacks for browsers of before 2018, one of which would be 'unsafe-inline', are what it would add, not a finding.
    assert [item for item in found if item["severity"] != "STRICT_CSP"] == []
    assert "unsafe-inline" not in policy
    assert "'unsafe-eval'" not in policy


def test_the_evaluator_finds_nothing_in_the_policy_of_data_and_would_find_something() -> None:
    # It wants trusted types of a policy under which no script runs at all.
    assert {item["type"] for item in findings(DATA_POLICY)} <= {"REQUIRE_TRUSTED_TYPES_FOR_SCRIPTS"}
    assert {item["severity"] for item in findings("script-src * 'unsafe-inline'")} >= {"HIGH"}


def test_workers_run_our_own_files_only() -> None:
    # 'self' would be weak where people's files lie beside ours: media have a type of their own and `nosniff`.
    assert {item["type"] for item in findings(SCRIPT_POLICY)} == {
        "REQUIRE_TRUSTED_TYPES_FOR_SCRIPTS",
        "SCRIPT_ALLOWLIST_BYPASS",
    }


def test_the_nonce_is_new_each_time_and_stands_where_the_page_needs_it(
    page: GatewaySettings, open_client: Callable[[GatewaySettings], TestClient]
) -> None:
    client = open_client(page)
    nonces = set()
    for path in ("/", "/index.html", "/"):
        answer = client.get(path)
        (nonce,) = re.findall(r"'nonce-([A-Za-z0-9_-]{22})'", answer.headers["content-security-policy"])
        assert answer.text.count(f'nonce="{nonce}"') == 2
        assert "okienko-nonce" not in answer.text
        assert answer.headers["cache-control"] == "no-cache"
        nonces.add(nonce)
    assert len(nonces) == 3


def test_every_route_carries_the_headers(
    page: GatewaySettings, open_client: Callable[[GatewaySettings], TestClient]
) -> None:
    client = open_client(page)
    described = client.get("/api/v1/openapi.json").json()["paths"]
    calls = [(method, path) for path, methods in described.items() for method in methods]
    calls += [("get", path) for path in ("/", "/assets/app-1.js", "/wasm/loader.js", "/nowhere", "/models/x", "/api/x")]
    calls += [("get", "/media/../../etc/passwd"), ("post", "/"), ("get", "/api/v1/account/callback")]
    assert len(calls) > 40
    for method, path in calls:
        headers = client.request(method, path.format_map(FILLED), follow_redirects=False).headers
        policy = headers["content-security-policy"]
        assert policy in {DATA_POLICY, SCRIPT_POLICY} or policy.startswith("default-src 'none'; script-src 'nonce-"), (
            path
        )
        assert (policy == SCRIPT_POLICY) == path.endswith(".js"), path
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-frame-options"] == "DENY"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert "camera=(self)" in headers["permissions-policy"]
        assert "microphone=()" in headers["permissions-policy"]
        assert "server" not in headers
        assert re.fullmatch(r"[0-9a-f]{16}", headers["x-request-id"])


def test_browsers_are_bound_to_https_where_they_came_by_it(
    page: GatewaySettings, open_client: Callable[[GatewaySettings], TestClient]
) -> None:
    client = open_client(page)
    assert "strict-transport-security" not in client.get("/").headers
    client.base_url = "https://okienko.town.example"
    assert client.get("/").headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"


def test_only_pages_that_the_town_names_may_frame_this_one(
    page: GatewaySettings, open_client: Callable[[GatewaySettings], TestClient]
) -> None:
    framed = open_client(page.model_copy(update={"embedding_pages": ["https://town.example"]}))
    headers = framed.get("/").headers
    assert headers["content-security-policy"].endswith("frame-ancestors https://town.example")
    assert "x-frame-options" not in headers
    # Answers of the programming interface stay where they are.
    assert framed.get("/api/v1/topics").headers["content-security-policy"] == DATA_POLICY


def test_the_policy_of_the_built_page_is_the_one_that_its_own_tests_run_under() -> None:
    source = (REPOSITORY / "frontend/tools/security-policy.ts").read_text()
    page_rules, script_rules = (
        [rule.replace("${NONCE}", "okienko-nonce") for rule in re.findall(r"^  [\"'`](.*)[\"'`],$", part, re.MULTILINE)]
        for part in source.split("export const SCRIPT_POLICY")
    )
    assert page_rules == page_policy("okienko-nonce").split("; ")
    assert script_rules == SCRIPT_POLICY.split("; ")
