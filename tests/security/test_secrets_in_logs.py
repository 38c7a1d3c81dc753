"""Real processes with secrets from files, provoked into every error at hand: no secret comes out."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from okienko_stack import free_port

SECRETS = {
    "OKIENKO_GATEWAY_ADMIN_TOKEN": "admin-secret-aaaaaaaaaaaaaaaa",
    "OKIENKO_GATEWAY_SESSION_KEY": "session-secret-bbbbbbbbbbbbbb",
    "OKIENKO_GATEWAY_OIDC_CLIENT_SECRET": "client-secret-cccccccccccccccc",
    "OKIENKO_FAQ_SMTP_PASSWORD": "smtp-secret-dddddddddddddddddd",
    "OKIENKO_FAQ_CONTEXT_KEY": "context-secret-eeeeeeeeeeeeeeee",
    "OKIENKO_FAQ_DATABASE": "postgresql://okienko:database-secret-ffff@127.0.0.1:1/okienko",
    "OKIENKO_SIGNING_STORAGE_ACCESS_KEY": "access-secret-gggggggggggggg",
    "OKIENKO_SIGNING_STORAGE_SECRET_KEY": "store-secret-hhhhhhhhhhhhhhh",
}
WORDS = [value.split("@")[0].rsplit(":", 1)[-1] for value in SECRETS.values()]
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def environment(folder: Path, **plain: str) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("OKIENKO_")}
    files = {}
    for name, value in SECRETS.items():
        path = folder / name
        path.write_text(f"{value}\n")
        files[f"{name}_FILE"] = str(path)
    return {**clean, **files, **plain}


def ask(port: int, path: str, headers: dict[str, str] | None = None, body: bytes | None = None) -> int:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", body, headers or {})
    try:
        with OPENER.open(request, timeout=120) as answer:
            answer.read()
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.read()
        return error.code


@pytest.mark.parametrize("log_format", ["json", "console"])
def test_the_gateway_prints_no_secret_whatever_goes_wrong(tmp_path: Path, log_format: str) -> None:
    port, log = free_port(), tmp_path / "log"
    variables = environment(
        tmp_path,
        OKIENKO_GATEWAY_PORT=str(port),
        OKIENKO_GATEWAY_LOG_LEVEL="debug",
        OKIENKO_GATEWAY_LOG_FORMAT=log_format,
        OKIENKO_GATEWAY_PUBLIC_ADDRESS="http://127.0.0.1:1",
        OKIENKO_GATEWAY_OIDC_ISSUER="http://127.0.0.1:1",
        OKIENKO_GATEWAY_OIDC_CLIENT_ID="okienko",
        OKIENKO_GATEWAY_OIDC_ROLES='{"a": "editor"}',
        OKIENKO_GATEWAY_AUDIT_FOLDER=str(tmp_path / "audit"),
    )
    token = SECRETS["OKIENKO_GATEWAY_ADMIN_TOKEN"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "okienko_gateway"], env=variables, stdout=output, stderr=output
        )
        try:
            deadline = time.monotonic() + 240
            while True:
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                    break
                assert time.monotonic() < deadline
                time.sleep(0.05)
            login = {"Authorization": f"Bearer {token}"}
            assert ask(port, "/api/v1/admin/audit", login) == 200
            assert ask(port, "/api/v1/admin/audit", {"Authorization": f"Bearer {token}x"}) == 401
            assert ask(port, "/api/v1/admin/recordings", login) == 503
            assert ask(port, "/api/v1/account/login") == 503
            assert ask(port, "/api/v1/account/callback", {"Cookie": f"okienko-session={token}"}) == 401
            assert ask(port, "/api/v1/admin/learning/done", {**login, "Content-Type": "application/json"}, b"{") == 400
        finally:
            process.terminate()
            process.wait(120)
    printed = log.read_text() + "".join(path.read_text() for path in (tmp_path / "audit").glob("*"))
    assert "serving" in printed
    assert [word for word in WORDS if word in printed] == []


@pytest.mark.parametrize(
    ("service", "plain", "expected"),
    [
        ("faq", {}, "OKIENKO_FAQ_DATABASE"),
        (
            "signing",
            {"OKIENKO_SIGNING_STORAGE": "s3://films/okienko?endpoint=http://127.0.0.1:1"},
            "media folder unusable",
        ),
    ],
)
def test_a_service_that_cannot_reach_its_store_says_so_and_no_secret(
    tmp_path: Path, service: str, plain: dict[str, str], expected: str
) -> None:
    prefix = f"OKIENKO_{service.upper()}"
    variables = environment(tmp_path, **{f"{prefix}_PORT": str(free_port()), f"{prefix}_LOG_LEVEL": "debug", **plain})
    log = tmp_path / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", f"okienko_{service}"], env=variables, stdout=output, stderr=output
        )
        try:
            deadline = time.monotonic() + 240
            while expected not in log.read_text() and process.poll() is None and time.monotonic() < deadline:
                time.sleep(0.05)
        finally:
            process.terminate()
            process.wait(120)
    printed = log.read_text()
    assert expected in printed
    assert [word for word in WORDS if word in printed] == []
