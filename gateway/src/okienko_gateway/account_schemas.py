"""Bodies of the calls about accounts and the audit log."""

from datetime import datetime

from pydantic import BaseModel, Field

from okienko_gateway.accounts.roles import Role


class OpenSession(BaseModel):
    """Who is logged in in this browser."""

    subject: str = Field(description="The provider's identifier of the person.")
    roles: list[Role]
    csrf_token: str = Field(description="Every change sends it back in the header X-CSRF-Token.")
    expires: datetime


class SessionState(BaseModel):
    """How one can log in, and whether one is."""

    has_secret: bool = Field(description="Whether the office's secret opens the editors' calls.")
    has_accounts: bool = Field(description="Whether /api/v1/account/login leads to the office's accounts.")
    session: OpenSession | None = Field(None, description="Absent where nobody is logged in.")


class Farewell(BaseModel):
    """After logging out."""

    provider: str | None = Field(None, description="Where the provider's own session can be ended.")


class AuditLogEntry(BaseModel):
    """One line of the audit log."""

    time: datetime
    subject: str = Field(description="The provider's identifier of the person, or \"key\" for the office's secret.")
    roles: list[str]
    action: str = Field(description='Method and path below /api/v1 with names in place of identifiers, or "login".')
    ids: dict[str, str] = Field(description="What the names in the path stood for.")
    outcome: str = Field(description="The HTTP status, or why a login was refused.")
    request_id: str


class AuditLog(BaseModel):
    """The newest entries, newest first."""

    entries: list[AuditLogEntry]
