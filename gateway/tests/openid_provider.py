"""An OpenID provider of a town for tests: discovery, keys, authorization with PKCE and a token endpoint, over real HTTP."""

import base64
import hashlib
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT_ID, CLIENT_SECRET = "okienko-gateway", "provider-knows-0123456789"
_KEYS = [RSAKey.generate_key(2048, {"kid": "first"}), ECKey.generate_key("P-256", {"kid": "second"})]


@dataclass
class Provider:
    """What it tells of whoever logs in next, and how it may go wrong."""

    redirect_uri: str
    issuer: str = ""
    person: dict[str, Any] = field(default_factory=lambda: {"sub": "a1b2", "groups": ["town-web"]})
    """Claims of the person who is logged in there."""
    wrong: dict[str, Any] = field(default_factory=dict)
    """Claims that replace the true ones in ID tokens."""
    signing_key: Any = field(default_factory=lambda: _KEYS[0])
    published: list[Any] = field(default_factory=lambda: [_KEYS[0]])
    is_away: bool = False
    refusals: list[str] = field(default_factory=list)
    """Why the token endpoint has refused."""
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def change_keys(self) -> None:
        """Sign with a new key from now on, as providers do from time to time."""
        self.signing_key, self.published = _KEYS[1], [_KEYS[1]]

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._discovery),
                Route("/keys", self._keys),
                Route("/authorize", self._authorize),
                Route("/token", self._token, methods=["POST"]),
            ]
        )

    async def _discovery(self, request: Request) -> Response:
        if self.is_away:
            return Response(status_code=503)
        return JSONResponse(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "end_session_endpoint": f"{self.issuer}/logout",
                "response_types_supported": ["code"],
                "code_challenge_methods_supported": ["S256"],
            }
        )

    async def _keys(self, request: Request) -> Response:
        return JSONResponse(KeySet(self.published).as_dict(private=False))

    async def _authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT_ID
        assert asked["redirect_uri"] == self.redirect_uri
        assert "openid" in asked["scope"].split()
        assert asked["code_challenge_method"] == "S256"
        assert len(asked["state"]) >= 20
        assert len(asked["nonce"]) >= 20
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked
        answer = urlencode({"code": code, "state": asked["state"], "iss": self.issuer})
        return RedirectResponse(f"{self.redirect_uri}?{answer}", 302)

    async def _token(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode()))
        asked = self._codes.pop(form.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest()).rstrip(
            b"="
        )
        login = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        reason = (
            "client"
            if request.headers.get("authorization") != f"Basic {login}"
            else "code"
            if asked is None
            else "verifier"
            if challenge.decode() != asked["code_challenge"]
            else "redirect"
            if form.get("redirect_uri") != asked["redirect_uri"]
            else ""
        )
        if reason or asked is None:
            self.refusals.append(reason)
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        header = {"alg": "ES256" if isinstance(self.signing_key, ECKey) else "RS256", "kid": self.signing_key.kid}
        id_token = jwt.encode(header, {**claims, **self.person, **self.wrong}, self.signing_key)
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "expires_in": 300, "id_token": id_token})


@contextmanager
def running_provider(redirect_uri: str) -> Iterator[Provider]:
    """Serve a provider on a free port of loopback."""
    listener = socket.create_server(("127.0.0.1", 0))
    provider = Provider(redirect_uri, f"http://127.0.0.1:{listener.getsockname()[1]}")
    server = uvicorn.Server(uvicorn.Config(provider.app(), log_level="critical", lifespan="off"))
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()
