"""The OpenID provider: discovery, the way there, and the way back. Authorization code with PKCE, state and nonce."""

import asyncio
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from okienko_common.logs import get_logger

if TYPE_CHECKING:
    from joserfc.jwk import KeySet

log = get_logger(__name__)

KNOWN_SECONDS = 600.0
"""How long discovery and keys are remembered."""
_KEYS_AGAIN_SECONDS = 30.0
"""A token signed with an unknown key makes the keys be fetched again, at most this often."""
_CALL_SECONDS = 10.0
_LEEWAY_SECONDS = 60
ALGORITHMS = ["RS256", "PS256", "ES256", "ES384", "RS384", "RS512", "PS384", "PS512", "EdDSA", "Ed25519"]
"""Signatures with a provider's own key; never `none`, and no shared secret."""
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class ProviderAwayError(Exception):
    """The provider cannot be reached, or does not say what it must."""


class LoginRefusedError(Exception):
    """The provider's answer does not prove who came."""


@dataclass(frozen=True)
class Journey:
    """What must come back as it was sent."""

    state: str
    nonce: str
    verifier: str
    """Of PKCE."""


def new_journey() -> Journey:
    """Draw one at random."""
    return Journey(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48))


class OpenIdProvider:
    """One provider, as its discovery document describes it.

    Args:
        issuer: its identifier; https, or http on this machine.
        client_id: as which the gateway is registered there.
        client_secret: empty for a public client.
        redirect_uri: where it sends people back.
        scopes: what is asked for, "openid" among it.
        clock: seconds, monotonic.
    """

    def __init__(
        self,
        issuer: str,
        client_id: str,
        client_secret: str,
        redirect_uri: str,
        scopes: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._issuer = issuer
        self._client_id = client_id
        self._client_secret = client_secret
        self._redirect_uri = redirect_uri
        self._scopes = scopes
        self._clock = clock
        self._document: dict[str, Any] = {}
        self._document_until = 0.0
        self._keys: KeySet | None = None
        self._keys_from = 0.0
        self._turn = asyncio.Lock()

    async def address(self, journey: Journey) -> str:
        """Return where to send a person who wants to log in.

        Raises:
            ProviderAwayError: the provider is away.
        """
        document = await self._discover()
        client = self._client()
        async with client:
            url, _ = client.create_authorization_url(
                document["authorization_endpoint"],
                state=journey.state,
                nonce=journey.nonce,
                code_verifier=journey.verifier,
            )
        return str(url)

    async def arrive(self, journey: Journey, answer: Mapping[str, str]) -> dict[str, Any]:
        """Return the claims of who comes back.

        Args:
            journey: what was sent.
            answer: the query with which the person came back.

        Raises:
            ProviderAwayError: the provider is away.
            LoginRefusedError: the answer proves nothing.
        """
        if not secrets.compare_digest(answer.get("state", "").encode(), journey.state.encode()):
            raise LoginRefusedError("state")
        if answer.get("iss", self._issuer) != self._issuer:
            raise LoginRefusedError("iss")
        if "error" in answer or not answer.get("code"):
            raise LoginRefusedError("refused by the provider")
        token = await self._token(answer["code"], journey)
        return await self._claims(str(token.get("id_token", "")), str(token.get("access_token", "")), journey)

    async def farewell(self) -> str | None:
        """Return where the provider ends its own session, if it says so."""
        try:
            return (await self._discover()).get("end_session_endpoint")
        except ProviderAwayError:
            return None

    async def _token(self, code: str, journey: Journey) -> dict[str, Any]:
        import httpx2
        from authlib.integrations.base_client import OAuthError

        document = await self._discover()
        try:
            async with self._client() as client:
                token: dict[str, Any] = await client.fetch_token(
                    document["token_endpoint"],
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=journey.verifier,
                )
        except OAuthError:
            raise LoginRefusedError("code") from None
        except (httpx2.HTTPError, ValueError) as error:
            raise ProviderAwayError(type(error).__name__) from None
        return token

    async def _claims(self, id_token: str, access_token: str, journey: Journey) -> dict[str, Any]:
        from authlib.oidc.core import CodeIDToken
        from joserfc import jwt
        from joserfc.errors import InvalidKeyIdError, JoseError

        try:
            try:
                token = jwt.decode(id_token, await self._key_set(), algorithms=ALGORITHMS)
            except (InvalidKeyIdError, ValueError):
                # The provider may have changed its keys.
                token = jwt.decode(id_token, await self._key_set(anew=True), algorithms=ALGORITHMS)
            claims = CodeIDToken(
                token.claims,
                token.header,
                {
                    "iss": {"essential": True, "value": self._issuer},
                    "aud": {"essential": True, "value": self._client_id},
                },
                {"nonce": journey.nonce, "client_id": self._client_id, "access_token": access_token},
            )
            claims.validate(leeway=_LEEWAY_SECONDS)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise LoginRefusedError(type(error).__name__) from None
        return dict(token.claims)

    async def _key_set(self, *, anew: bool = False) -> "KeySet":
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        async with self._turn:
            age = self._clock() - self._keys_from
            if self._keys is None or age > KNOWN_SECONDS or (anew and age > _KEYS_AGAIN_SECONDS):
                document = await self._document_now()
                try:
                    self._keys = KeySet.import_key_set(await self._fetch(document["jwks_uri"]))  # type: ignore[arg-type]  # checked there
                except (JoseError, KeyError, TypeError, ValueError):
                    raise ProviderAwayError("jwks") from None
                self._keys_from = self._clock()
            return self._keys

    async def _discover(self) -> dict[str, Any]:
        async with self._turn:
            return await self._document_now()

    async def _document_now(self) -> dict[str, Any]:
        if self._clock() >= self._document_until:
            document = await self._fetch(self._issuer.rstrip("/") + "/.well-known/openid-configuration")
            endpoints = ("authorization_endpoint", "token_endpoint", "jwks_uri")
            if document.get("issuer") != self._issuer or not all(
                is_safe(str(document.get(name, ""))) for name in endpoints
            ):
                raise ProviderAwayError("discovery")
            self._document, self._document_until = document, self._clock() + KNOWN_SECONDS
        return self._document

    async def _fetch(self, url: str) -> dict[str, Any]:
        import httpx2

        try:
            async with httpx2.AsyncClient(timeout=_CALL_SECONDS) as client:
                response = await client.get(url)
                response.raise_for_status()
                found = response.json()
        except (httpx2.HTTPError, ValueError) as error:
            log.warning("openid provider away", error=type(error).__name__)
            raise ProviderAwayError(type(error).__name__) from None
        if not isinstance(found, dict):
            raise ProviderAwayError("no object")
        return found

    def _client(self) -> Any:
        from authlib.integrations.httpx_client import AsyncOAuth2Client

        return AsyncOAuth2Client(
            self._client_id,
            self._client_secret or None,
            token_endpoint_auth_method="client_secret_basic" if self._client_secret else "none",
            scope=self._scopes,
            redirect_uri=self._redirect_uri,
            code_challenge_method="S256",
            timeout=_CALL_SECONDS,
        )


def is_safe(url: str) -> bool:
    """Whether nobody on the way can read or change what is exchanged: https, or this machine itself."""
    parts = urlsplit(url)
    return (parts.scheme == "https" and bool(parts.hostname)) or (parts.scheme == "http" and parts.hostname in LOOPBACK)
