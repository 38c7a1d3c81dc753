"""Sessions of editors: what the cookie holds, and what a change must bring besides."""

import hmac
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from starlette.responses import Response

from okienko_gateway.accounts.openid import Journey, OpenIdProvider
from okienko_gateway.accounts.roles import Actor, Role
from okienko_gateway.accounts.sealing import Sealer

JOURNEY_SECONDS = 600
CSRF_HEADER = "x-csrf-token"
CALLBACK_PATH = "/api/v1/account/callback"


@dataclass(frozen=True)
class Session:
    """Who is logged in, for how long, and the token that every change brings."""

    actor: Actor
    csrf: str
    until: float
    """Seconds since 1970."""


class Accounts:
    """Sessions and journeys in sealed cookies; nothing is kept on the server.

    Args:
        provider: who knows the people.
        sealer: seals the cookies.
        public_address: of the page, e.g. "https://okienko.town.example"; https makes the cookies Secure and `__Host-`.
        session_seconds: after which a person logs in anew, with the roles that they have then.
        clock: seconds since 1970.
    """

    def __init__(
        self,
        provider: OpenIdProvider,
        sealer: Sealer,
        public_address: str,
        session_seconds: float,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.provider = provider
        self._sealer = sealer
        parts = urlsplit(public_address)
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._is_secure = parts.scheme == "https"
        self._seconds = session_seconds
        self._clock = clock
        prefix = "__Host-" if self._is_secure else ""
        self.session_cookie = f"{prefix}okienko-session"
        self.journey_cookie = f"{prefix}okienko-login"

    def begin(self, response: Response, journey: Journey, back_to: str) -> None:
        """Let the browser remember a journey to the provider."""
        value = {"state": journey.state, "nonce": journey.nonce, "verifier": journey.verifier, "back": back_to}
        self._set(response, self.journey_cookie, self._sealer.seal("login", value, JOURNEY_SECONDS), JOURNEY_SECONDS)

    def journey(self, cookies: Mapping[str, str]) -> tuple[Journey, str] | None:
        """Return the journey that this browser began, and where it wanted to go."""
        value = self._sealer.open("login", cookies.get(self.journey_cookie, ""))
        if value is None:
            return None
        return Journey(value["state"], value["nonce"], value["verifier"]), str(value["back"])

    def log_in(self, response: Response, actor: Actor) -> None:
        """Open a session; one of before ends with it, so that nobody can have prepared it."""
        value = {
            "sub": actor.subject,
            "roles": sorted(actor.roles),
            "towns": None if actor.towns is None else sorted(actor.towns),
            "csrf": secrets.token_urlsafe(24),
            "until": str(int(self._clock() + self._seconds)),
        }
        self._set(response, self.session_cookie, self._sealer.seal("session", value, self._seconds), int(self._seconds))
        self.forget_journey(response)

    def log_out(self, response: Response) -> None:
        """Let the browser forget the session."""
        self._set(response, self.session_cookie, "", 0)

    def forget_journey(self, response: Response) -> None:
        """Let the browser forget the journey."""
        self._set(response, self.journey_cookie, "", 0)

    def session(self, cookies: Mapping[str, str]) -> Session | None:
        """Return the session of a request, if it has one that is still open."""
        value: dict[str, Any] | None = self._sealer.open("session", cookies.get(self.session_cookie, ""))
        if value is None:
            return None
        roles = frozenset(Role(role) for role in value["roles"])
        towns = None if value["towns"] is None else frozenset(value["towns"])
        return Session(Actor(value["sub"], roles, towns), value["csrf"], float(value["until"]))

    def is_own(self, session: Session, headers: Mapping[str, str]) -> bool:
        """Whether a change was sent by our page: from our origin, and with the session's token."""
        origin = headers.get("origin")
        is_from_here = origin == self._origin if origin else headers.get("sec-fetch-site") == "same-origin"
        return is_from_here and hmac.compare_digest(headers.get(CSRF_HEADER, "").encode(), session.csrf.encode())

    def _set(self, response: Response, name: str, value: str, seconds: int) -> None:
        same_site: Literal["lax"] = "lax"
        response.set_cookie(
            name, value, max_age=seconds, path="/", secure=self._is_secure, httponly=True, samesite=same_site
        )
