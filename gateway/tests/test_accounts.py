"""Editors log in with accounts of the office, at a real provider on loopback."""

import re
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from gateway_town import Town
from joserfc.jwk import RSAKey
from okienko.faq.v1 import towns_pb2
from okienko_gateway.accounts.openid import KNOWN_SECONDS
from okienko_gateway.accounts.roles import Role, roles_in, towns_in
from okienko_gateway.accounts.sealing import Sealer
from okienko_gateway.settings import GatewaySettings
from okienko_gateway.towns import Known
from openid_provider import CLIENT_ID, CLIENT_SECRET, Provider, running_provider
from pydantic import ValidationError
from starlette.testclient import TestClient

PAGE = "https://okienko.town.example"
SESSION = "__Host-okienko-session"
ROLES = {"town-web": "editor", "pjm": "reviewer", "it": "operator"}
GROUPS = {Role.EDITOR: "town-web", Role.REVIEWER: "pjm", Role.OPERATOR: "it"}


@pytest.fixture
def provider() -> Iterator[Provider]:
    with running_provider(f"{PAGE}/api/v1/account/callback") as provider:
        yield provider


@pytest.fixture
def with_accounts(settings: GatewaySettings, provider: Provider) -> GatewaySettings:
    return settings.model_copy(
        update={
            "public_address": PAGE,
            "oidc_issuer": provider.issuer,
            "oidc_client_id": CLIENT_ID,
            "oidc_client_secret": type(settings.oidc_client_secret)(CLIENT_SECRET),
            "oidc_roles": {group: Role(role) for group, role in ROLES.items()},
        }
    )


@pytest.fixture
def client(with_accounts: GatewaySettings, open_client: Callable[[GatewaySettings], TestClient]) -> TestClient:
    opened = open_client(with_accounts)
    opened.base_url = PAGE
    opened.follow_redirects = False
    return opened


def at_the_provider(client: TestClient, back: str = "/#/teach") -> str:
    """Walk to the provider as a browser does and return where it sends the person back."""
    gone = client.get("/api/v1/account/login", params={"back": back})
    assert gone.status_code == 303
    with httpx2.Client() as browser:
        returned = browser.get(gone.headers["location"])
    assert returned.status_code == 302
    return returned.headers["location"].removeprefix(PAGE)


def log_in(client: TestClient, back: str = "/#/teach") -> Any:
    return client.get(at_the_provider(client, back))


def state(client: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/v1/account/session").json()
    return found


def own(client: TestClient) -> dict[str, str]:
    return {"Origin": PAGE, "X-CSRF-Token": state(client)["session"]["csrf_token"]}


EDITOR, REVIEWER, OPERATOR = Role.EDITOR, Role.REVIEWER, Role.OPERATOR
ALLOWED: dict[str, set[Role]] = {
    "get /api/v1/admin/learning": {EDITOR},
    "post /api/v1/admin/learning/done": {EDITOR},
    "get /api/v1/admin/learning/counts": {EDITOR, REVIEWER, OPERATOR},
    "get /api/v1/admin/learning/export": {EDITOR},
    "get /api/v1/admin/recordings": {EDITOR, REVIEWER, OPERATOR},
    "get /api/v1/admin/recordings/{recording_id}": {EDITOR, REVIEWER, OPERATOR},
    "post /api/v1/admin/recordings/{recording_id}/versions/{version}/publish": {REVIEWER},
    "post /api/v1/admin/recordings/{recording_id}/withdraw": {REVIEWER},
    "delete /api/v1/admin/recordings/{recording_id}/versions/{version}": {EDITOR, REVIEWER},
    "get /api/v1/admin/recordings/{recording_id}/versions/{version}/captions": {EDITOR, REVIEWER, OPERATOR},
    "put /api/v1/admin/recordings/{recording_id}/versions/{version}/captions": {EDITOR},
    "post /api/v1/admin/recordings/{recording_id}/uploads": {EDITOR},
    "head /api/v1/admin/uploads/{upload_id}": {EDITOR},
    "patch /api/v1/admin/uploads/{upload_id}": {EDITOR},
    "delete /api/v1/admin/uploads/{upload_id}": {EDITOR},
    "post /api/v1/admin/uploads/{upload_id}/finish": {EDITOR},
    "get /api/v1/admin/signs": {EDITOR, REVIEWER, OPERATOR},
    "get /api/v1/admin/signs/taught": {EDITOR, REVIEWER, OPERATOR},
    "post /api/v1/admin/signs/{gloss}/check": {EDITOR, REVIEWER},
    "get /api/v1/admin/signs/{gloss}/clips": {EDITOR, REVIEWER, OPERATOR},
    "post /api/v1/admin/signs/{gloss}/clips": {EDITOR, REVIEWER},
    "get /api/v1/admin/signs/{gloss}/clips/{clip}": {EDITOR, REVIEWER, OPERATOR},
    "get /api/v1/admin/signs/{gloss}/clips/{clip}/pose": {EDITOR, REVIEWER},
    "delete /api/v1/admin/signs/{gloss}/clips/{clip}": {EDITOR, REVIEWER},
    "post /api/v1/admin/signs/{gloss}/clips/{clip}/publish": {REVIEWER},
    "post /api/v1/admin/signs/{gloss}/clips/{clip}/review": {REVIEWER},
    "post /api/v1/admin/signs/{gloss}/withdraw": {REVIEWER},
    "get /api/v1/admin/translation/units": {EDITOR, REVIEWER, OPERATOR},
    "post /api/v1/admin/translation/units": {EDITOR},
    "put /api/v1/admin/translation/units/{entry}": {EDITOR},
    "delete /api/v1/admin/translation/units/{entry}": {EDITOR},
    "get /api/v1/admin/translation/terms": {EDITOR, REVIEWER, OPERATOR},
    "post /api/v1/admin/translation/terms": {EDITOR},
    "put /api/v1/admin/translation/terms/{entry}": {EDITOR},
    "delete /api/v1/admin/translation/terms/{entry}": {EDITOR},
    "get /api/v1/admin/translation/files/{kind}": {EDITOR, REVIEWER, OPERATOR},
    "post /api/v1/admin/translation/files/{kind}": {EDITOR},
    "get /api/v1/admin/jobs": {EDITOR, REVIEWER, OPERATOR},
    "post /api/v1/admin/jobs/repeat": {OPERATOR},
    "get /api/v1/admin/audit": {OPERATOR},
}
FILLED = {"recording_id": "dowod-osobisty", "version": "1", "upload_id": "0" * 32, "gloss": "DOM", "clip": "1"} | {
    "entry": "0" * 16,
    "kind": "csv",
}


def test_a_person_logs_in_at_the_provider_and_comes_back_to_the_page(client: TestClient, provider: Provider) -> None:
    assert state(client) == {"has_secret": False, "has_accounts": True}
    came_back = log_in(client)
    assert came_back.status_code == 303
    assert came_back.headers["location"] == "/#/teach"
    session = state(client)["session"]
    assert (session["subject"], session["roles"]) == ("a1b2", ["editor"])
    assert client.get("/api/v1/admin/learning/counts").status_code == 200
    assert provider.refusals == []


def test_the_cookie_is_for_this_host_over_tls_and_no_script_can_read_it(client: TestClient) -> None:
    cookies = log_in(client).headers.get_list("set-cookie")
    (session,) = (cookie for cookie in cookies if cookie.startswith(f"{SESSION}="))
    assert {"HttpOnly", "Secure", "Path=/", "SameSite=lax"} <= set(session.split("; "))
    assert "Domain" not in session
    assert re.search(r"Max-Age=3600\b", session)
    # Sealed: whoever reads it learns neither who nor which roles.
    assert "a1b2" not in session


@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": "another"},
        {"aud": "another-client"},
        {"iss": "https://login.elsewhere.example"},
        {"exp": int(time.time()) - 3600},
        {"azp": "another-client"},
    ],
)
def test_a_token_that_was_made_for_somebody_else_opens_nothing(
    client: TestClient, provider: Provider, wrong: dict[str, Any]
) -> None:
    provider.wrong = wrong
    assert_refused(client, log_in(client))


def assert_refused(client: TestClient, answer: Any) -> None:
    assert answer.status_code == 401
    assert "Nie udało się potwierdzić, kto się loguje" in answer.text
    assert "session" not in state(client)


def test_a_token_signed_by_somebody_else_opens_nothing(client: TestClient, provider: Provider) -> None:
    provider.signing_key = RSAKey.generate_key(2048, {"kid": "first"})
    assert_refused(client, log_in(client))


def test_a_way_back_that_this_browser_did_not_begin_opens_nothing(client: TestClient) -> None:
    back = at_the_provider(client)
    client.cookies.clear()
    assert_refused(client, client.get(back))


def test_a_state_that_was_changed_on_the_way_opens_nothing(client: TestClient) -> None:
    back = at_the_provider(client)
    sent = parse_qs(urlsplit(back).query)["state"][0]
    assert_refused(client, client.get(back.replace(sent, "x" * len(sent))))


def test_a_code_works_once_and_only_with_the_verifier_that_began_it(client: TestClient, provider: Provider) -> None:
    first = at_the_provider(client)
    code = parse_qs(urlsplit(first).query)["code"][0]
    second = at_the_provider(client)
    own_code = parse_qs(urlsplit(second).query)["code"][0]
    # A stolen code, put into another person's journey.
    assert_refused(client, client.get(second.replace(own_code, code)))
    assert provider.refusals == ["verifier"]


def test_a_provider_may_change_its_keys(
    client: TestClient, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    log_in(client)
    accounts = client.app.state.context.accounts  # type: ignore[attr-defined]
    provider.change_keys()
    provider_clock = accounts.provider._clock
    accounts.provider._clock = lambda: provider_clock() + KNOWN_SECONDS / 2
    client.cookies.clear()
    assert log_in(client).status_code == 303
    assert "session" in state(client)


def test_a_provider_that_is_away_is_a_sentence_and_no_crash(client: TestClient, provider: Provider) -> None:
    provider.is_away = True
    answer = client.get("/api/v1/account/login")
    assert answer.status_code == 503
    assert answer.json()["reason"] == "PROVIDER_AWAY"
    assert answer.headers["retry-after"] == "10"


def test_somebody_without_a_role_is_told_so_and_gets_no_session(client: TestClient, provider: Provider) -> None:
    provider.person = {"sub": "c3", "groups": ["fire-brigade"]}
    answer = log_in(client)
    assert answer.status_code == 403
    assert "nie ma żadnej roli" in answer.text
    assert "session" not in state(client)


@pytest.mark.parametrize("back", ["//elsewhere.example", "https://elsewhere.example/", "/\\elsewhere.example", "x"])
def test_nobody_is_led_to_another_site_after_logging_in(client: TestClient, back: str) -> None:
    assert log_in(client, back).headers["location"] == "/"


@pytest.mark.parametrize("role", list(Role))
def test_every_editors_call_is_open_to_its_roles_and_to_no_other(
    client: TestClient, provider: Provider, role: Role
) -> None:
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    calls = {
        f"{method} {path}"
        for path, methods in paths.items()
        if path.startswith("/api/v1/admin")
        for method in methods
        if method != "options"
    }
    assert calls == ALLOWED.keys(), "who may make a new call must be decided here"
    provider.person = {"sub": "a1b2", "groups": [GROUPS[role]]}
    log_in(client)
    headers = {**own(client), "Tus-Resumable": "1.0.0", "Upload-Length": "10", "Upload-Offset": "0"}
    for call in sorted(calls):
        method, path = call.split()
        answer = client.request(method, path.format(**FILLED), headers=headers)
        assert (answer.status_code == 403) == (role not in ALLOWED[call]), (call, answer.status_code)
        assert answer.status_code != 401


def test_without_a_session_no_editors_call_is_open(client: TestClient) -> None:
    for call in ALLOWED:
        method, path = call.split()
        answer = client.request(method, path.format(**FILLED), headers={"Tus-Resumable": "1.0.0"})
        assert answer.status_code == 401, call


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": PAGE},
        {"Origin": PAGE, "X-CSRF-Token": "guessed"},
        {"Origin": "https://elsewhere.example", "X-CSRF-Token": "the session's"},
        {"X-CSRF-Token": "the session's", "Sec-Fetch-Site": "cross-site"},
    ],
)
def test_a_change_that_another_page_sends_is_not_made(client: TestClient, town: Town, headers: dict[str, str]) -> None:
    log_in(client)
    token = own(client)["X-CSRF-Token"]
    sent = {name: token if value == "the session's" else value for name, value in headers.items()}
    body = {"questions": ["0" * 32]}
    answer = client.post("/api/v1/admin/learning/done", json=body, headers=sent)
    assert (answer.status_code, answer.json()["reason"]) == (403, "CSRF_REFUSED")
    assert town.learning.deleted == []
    assert client.post("/api/v1/admin/learning/done", json=body, headers=own(client)).status_code == 200
    assert town.learning.deleted == ["0" * 32]


def test_a_change_from_our_page_counts_where_a_browser_sends_no_origin(client: TestClient) -> None:
    log_in(client)
    headers = {"X-CSRF-Token": own(client)["X-CSRF-Token"], "Sec-Fetch-Site": "same-origin"}
    answer = client.post("/api/v1/admin/learning/done", json={"questions": ["0" * 32]}, headers=headers)
    assert answer.status_code == 200


def test_logging_out_ends_the_session_in_this_browser(client: TestClient, provider: Provider) -> None:
    log_in(client)
    left = client.delete("/api/v1/account/session", headers=own(client))
    assert left.json() == {"provider": f"{provider.issuer}/logout"}
    assert "session" not in state(client)
    assert client.get("/api/v1/admin/learning/counts").status_code == 401


def test_a_changed_cookie_is_none(client: TestClient) -> None:
    log_in(client)
    sealed = client.cookies[SESSION]
    client.cookies.clear()
    client.cookies.set(SESSION, sealed[:-6] + ("AAAAAA" if sealed[-6:] != "AAAAAA" else "BBBBBB"))
    assert client.get("/api/v1/admin/learning/counts").status_code == 401


def test_what_is_sealed_opens_for_its_purpose_and_its_time_only() -> None:
    now = 1000.0
    sealer = Sealer("k" * 24, lambda: now)
    sealed = sealer.seal("session", {"sub": "a"}, 60)
    assert sealer.open("session", sealed) == {"sub": "a"}
    assert sealer.open("login", sealed) is None
    assert Sealer("another" * 4, lambda: now).open("session", sealed) is None
    assert Sealer("k" * 24, lambda: now).open("session", sealed) == {"sub": "a"}, "copies of the gateway share the key"
    now += 61
    assert sealer.open("session", sealed) is None
    assert all(sealer.open("session", junk) is None for junk in ("", "x", "a.b.c.d.e", "ą", "." * 4))


def test_the_offices_secret_opens_beside_the_accounts(
    with_accounts: GatewaySettings, open_client: Callable[[GatewaySettings], TestClient]
) -> None:
    secret = type(with_accounts.admin_token)("town-secret-0123456789abcdef")
    both = open_client(with_accounts.model_copy(update={"admin_token": secret}))
    assert state(both) == {"has_secret": True, "has_accounts": True}
    headers = {"Authorization": f"Bearer {secret.get_secret_value()}"}
    assert both.get("/api/v1/admin/audit", headers=headers).status_code == 200
    assert both.get("/api/v1/admin/audit", headers={"Authorization": "Bearer wrong"}).status_code == 401


def test_roles_come_from_the_claim_that_the_town_names() -> None:
    mapping = {"r": Role.REVIEWER, "e": Role.EDITOR}
    assert roles_in({"realm_access": {"roles": ["r", "x", 3]}}, "realm_access.roles", mapping) == {Role.REVIEWER}
    assert roles_in({"https://town.example/roles": "e"}, "https://town.example/roles", mapping) == {Role.EDITOR}
    assert roles_in({}, "groups.deeper", mapping) == frozenset()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"oidc_issuer": "http://login.town.example"}, "needs https://"),
        ({"oidc_issuer": "https://login.town.example"}, "OKIENKO_GATEWAY_PUBLIC_ADDRESS"),
        ({"session_key": "short"}, "at least 24"),
        ({"embedding_pages": ["https://a.example; script-src *"]}, "origins without a path"),
    ],
)
def test_settings_that_would_be_unsafe_are_refused(wrong: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        GatewaySettings.model_validate(wrong)


@pytest.mark.parametrize(
    ("groups", "towns"),
    [(["nowe-web"], {"nowe"}), (["nowe-web", "stare-web"], {"nowe", "stare"}), (["it"], None), (["inne"], set())],
)
def test_groups_may_be_of_some_towns_only(groups: list[str], towns: set[str] | None) -> None:
    mapping = {"nowe-web": ["nowe"], "stare-web": ["stare"], "it": ["*"]}
    assert towns_in({"groups": groups}, "groups", mapping) == towns
    assert towns_in({"groups": groups}, "groups", {}) is None


def test_who_is_of_one_town_opens_nothing_of_another(
    with_accounts: GatewaySettings, open_client: Callable[[GatewaySettings], TestClient], provider: Provider, town: Town
) -> None:
    # All roles there are, in one town; the other is the default one, whose calls name no town.
    towns = {group: ["przykladowo"] for group in ROLES}
    client = open_client(with_accounts.model_copy(update={"oidc_towns": towns}))
    client.base_url, client.follow_redirects = PAGE, False
    known = client.app.state.context.towns  # type: ignore[attr-defined]
    listed = towns_pb2.Town(town_id="przykladowo"), towns_pb2.Town(town_id="inne", is_default=True)
    known._known = Known.of(towns_pb2.ListTownsResponse(towns=listed))
    known._asked_at = float("inf")
    provider.person = {"sub": "p-1", "groups": list(ROLES)}
    assert log_in(client).status_code == 303
    assert client.get("/t/przykladowo/api/v1/admin/learning/counts").status_code == 200
    headers = {**own(client), "Tus-Resumable": "1.0.0", "Upload-Length": "10", "Upload-Offset": "0"}
    for call in ALLOWED:
        method, path = call.split()
        for prefix in ("", "/t/inne"):
            refused = client.request(method, f"{prefix}{path.format(**FILLED)}", headers=headers)
            assert refused.status_code == 403, call
            assert method == "head" or refused.json()["reason"] == "OTHER_TOWN", call
    assert town.learning.deleted == [], "nothing of it reached a service"
    # Nor by the name under which the services keep the other town's recordings.
    foreign = client.get("/t/przykladowo/api/v1/admin/recordings/inne--dowod-osobisty")
    assert (foreign.status_code, foreign.json()["reason"]) == (400, "INVALID_FIELD")
    # An operator reads what was done in towns of their own, and what they tried elsewhere themselves.
    trail = client.app.state.context.audit  # type: ignore[attr-defined]
    for subject, action, ids in (
        ("p-2", "POST /x", {}),
        ("p-3", "POST /x", {"town": "przykladowo"}),
        ("p-4", "login", {}),
    ):
        trail.record(subject, action, "ok", ids)
    log = client.get("/t/przykladowo/api/v1/admin/audit", params={"page_size": 1000}).json()["entries"]
    assert {entry["subject"] for entry in log} == {"p-1", "p-3"}
