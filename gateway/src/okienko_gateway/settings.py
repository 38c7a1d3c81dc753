"""Settings of the gateway."""

import re
from pathlib import Path
from typing import Self

from okienko_common.settings import ServiceSettings
from pydantic import Field, SecretStr, field_validator, model_validator

from okienko_gateway.accounts.openid import is_safe
from okienko_gateway.accounts.roles import Role


class GatewaySettings(ServiceSettings, service="gateway", default_port=8080):
    """Everything that can be set, as OKIENKO_GATEWAY_… variables."""

    faq_target: str = Field(
        "127.0.0.1:50051", description="Where the answers service is; dns:///name:port for replicas."
    )
    recognition_target: str = Field("127.0.0.1:50052", description="Where the recognition service is.")
    signing_target: str = Field("127.0.0.1:50053", description="Where the signing service is.")
    translation_target: str = Field("127.0.0.1:50054", description="Where the translation service is.")
    speech_target: str = Field("127.0.0.1:50055", description="Where the speech service is.")
    frontend_folder: Path = Field(Path("frontend/dist"), description="The built page.")
    media_folder: Path = Field(
        Path(".local/media"), description="The signing service's folder where it is shared; else files come over gRPC."
    )
    models_folder: Path = Field(Path(".local/models"), description="Where hand_landmarker.task and its kin lie.")
    allowed_origins: list[str] = Field(
        [], description='Other pages that may open the recognition socket, as JSON: ["https://town.example"].'
    )
    questions_per_minute: int = Field(60, ge=1, description="Questions and other light calls per address.")
    heavy_calls_per_minute: int = Field(20, ge=1, description="Free-text speech, signing and translation per address.")
    content_calls_per_minute: int = Field(
        1200,
        ge=1,
        description="Looks at topics and answers per address; a sign video counts as two, a reading as five.",
    )
    sockets_per_address: int = Field(4, ge=1, description="Recognition sockets open at the same time per address.")
    admin_token: SecretStr = Field(
        SecretStr(""), description="Secret of at least 24 characters that opens /api/v1/admin; empty closes it."
    )
    admin_calls_per_minute: int = Field(600, ge=1, description="Calls with that secret per address.")
    public_address: str = Field(
        "", description="Address of the page, e.g. https://okienko.town.example; needed for accounts."
    )
    oidc_issuer: str = Field(
        "", description="OpenID provider of the office's accounts, e.g. https://login.town.example; empty: no accounts."
    )
    oidc_client_id: str = Field("", description="As which the gateway is registered there.")
    oidc_client_secret: SecretStr = Field(SecretStr(""), description="Its secret there; empty for a public client.")
    oidc_scopes: str = Field("openid", description="What is asked for; no name and no e-mail address is needed.")
    oidc_role_claim: str = Field(
        "groups", description="Claim of the ID token that names groups; dots lead inside, e.g. realm_access.roles."
    )
    oidc_roles: dict[str, Role] = Field(
        {}, description='What the groups may do, as JSON: {"town-web": "editor", "pjm": "reviewer", "it": "operator"}.'
    )
    oidc_towns: dict[str, list[str]] = Field(
        {},
        description='Of which towns the groups are, where there are many, as JSON: {"nowe-web": ["nowe"], "it": ["*"]}; '
        "empty: every account acts for every town.",
    )
    session_key: SecretStr = Field(
        SecretStr(""),
        description="Secret that seals editors' sessions, the same for all replicas, e.g. from `openssl rand -hex 24`; "
        "empty makes one that ends with the process.",
    )
    session_minutes: int = Field(60, ge=5, le=720, description="After so long an editor logs in anew.")
    audit_folder: Path = Field(Path(".local/audit"), description="Folder of the audit log: who changed what, and when.")
    audit_days: int = Field(365, ge=1, le=3650, description="Audit files are removed after so many days.")
    embedding_pages: list[str] = Field(
        [], description='Other pages that may show this one in a frame, as JSON: ["https://town.example"].'
    )
    hsts_seconds: int = Field(
        31_536_000, ge=0, description="For how long browsers that came by https come by nothing else; 0 says nothing."
    )
    trusted_proxies: str = Field(
        "127.0.0.1", description="Addresses whose X-Forwarded-For is believed, comma-separated; '*' believes all."
    )
    body_limit_bytes: int = Field(64 * 1024, ge=1024, description="Largest request body.")
    socket_idle_seconds: float = Field(30.0, gt=0, description="A recognition socket without frames closes after this.")
    socket_lifetime_seconds: float = Field(
        900.0, gt=0, description="A recognition socket closes after this at the latest."
    )

    @field_validator("public_address", "oidc_issuer")
    @classmethod
    def _nobody_listens(cls, address: str) -> str:
        if address and not is_safe(address):
            msg = "needs https:// (http:// only for 127.0.0.1), e.g. https://okienko.town.example"
            raise ValueError(msg)
        return address

    @field_validator("public_address")
    @classmethod
    def _without_end(cls, address: str) -> str:
        return address.rstrip("/")

    @field_validator("embedding_pages")
    @classmethod
    def _are_origins(cls, pages: list[str]) -> list[str]:
        for page in pages:
            # It goes into a header, where a semicolon would begin another rule.
            if not re.fullmatch(r"https://[A-Za-z0-9.-]+(:\d+)?", page):
                msg = 'needs origins without a path, e.g. ["https://town.example"]'
                raise ValueError(msg)
        return pages

    @model_validator(mode="after")
    def _accounts_are_whole(self) -> Self:
        missing = [name for name in ("public_address", "oidc_client_id", "oidc_roles") if not getattr(self, name)]
        if self.oidc_issuer and missing:
            names = ", ".join(f"OKIENKO_GATEWAY_{name.upper()}" for name in missing)
            raise ValueError(f"OKIENKO_GATEWAY_OIDC_ISSUER also needs {names}")
        return self

    @field_validator("session_key")
    @classmethod
    def _not_guessable(cls, key: SecretStr) -> SecretStr:
        if 0 < len(key.get_secret_value()) < 24:
            msg = "needs at least 24 characters, e.g. from `openssl rand -hex 24`, or none at all"
            raise ValueError(msg)
        return key

    @field_validator("admin_token")
    @classmethod
    def _long_enough(cls, token: SecretStr) -> SecretStr:
        secret = token.get_secret_value()
        if secret and (len(secret) < 24 or not secret.isascii() or not secret.isprintable() or " " in secret):
            msg = "needs at least 24 ASCII characters without spaces, e.g. from `openssl rand -hex 24`, or none at all"
            raise ValueError(msg)
        return token
