"""The mail server (SMTP), and what it says about a letter."""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Literal, Protocol

Security = Literal["starttls", "tls", "none"]
_SECONDS = 20.0


class RefusedError(Exception):
    """The mail server will never take this letter."""


class AwayError(Exception):
    """The mail server cannot be reached, or asks to come back later."""


class MailServer(Protocol):
    """Takes messages."""

    def send(self, message: EmailMessage, recipient: str) -> None:
        """Hand over one message.

        Raises:
            RefusedError: it will never be taken.
            AwayError: it may be taken later.
        """


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """A mail server; one connection for each message."""

    host: str
    port: int
    security: Security
    user: str = ""
    password: str = ""

    def send(self, message: EmailMessage, recipient: str) -> None:
        """See the Protocol; only kinds of errors are told on, because their words hold the address."""
        if self.user and not f"{self.user}{self.password}".isascii():
            # smtplib would fail in the middle of the login, and a server that still waits for the rest would then answer
            # to its farewell as to a letter that it refuses.
            raise AwayError(
                "login refused: OKIENKO_FAQ_SMTP_USER or OKIENKO_FAQ_SMTP_PASSWORD has a letter that a login cannot hold, "
                "such as ą. Choose one of plain letters, digits and signs at the mail server, and set it here."
            )
        try:
            with self._connect() as connection:
                if self.user:
                    connection.login(self.user, self.password)
                connection.send_message(message, to_addrs=[recipient])
        except smtplib.SMTPRecipientsRefused as error:
            code = next(iter(error.recipients.values()))[0]
            _tell(code)
        except smtplib.SMTPAuthenticationError:
            # The town's own settings are wrong, here and below: that can be mended, and the letter kept until then.
            raise AwayError("login refused") from None
        except smtplib.SMTPSenderRefused as error:
            raise AwayError(f"sender refused, {error.smtp_code}") from None
        except smtplib.SMTPResponseException as error:
            _tell(error.smtp_code)
        except (OSError, smtplib.SMTPException) as error:
            raise AwayError(type(error).__name__) from None

    def _connect(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.security == "tls":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=_SECONDS, context=context)
        connection = smtplib.SMTP(self.host, self.port, timeout=_SECONDS)
        try:
            if self.security == "starttls":
                connection.starttls(context=context)
        except BaseException:
            connection.close()
            raise
        return connection


def _tell(code: int) -> None:
    """Raise what an SMTP code means (RFC 5321: 4xx later, 5xx never)."""
    if 500 <= code < 600:
        raise RefusedError(str(code)) from None
    raise AwayError(str(code)) from None
