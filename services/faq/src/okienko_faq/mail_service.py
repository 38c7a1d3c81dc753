"""Answers by e-mail: gRPC in, gRPC out."""

# ruff: noqa: ARG002, N802 - the contract fixes the names and arguments of its methods

import asyncio
from typing import Any

import grpc
from okienko.faq.v1 import mail_pb2, mail_pb2_grpc
from okienko_common.errors import ServiceError
from sqlalchemy.exc import SQLAlchemyError

from okienko_faq.mail.addresses import AddressError, recipient
from okienko_faq.mail.postman import Postman
from okienko_faq.mail.queue import Letter, Queue, QueueFullError, TooManyLettersError
from okienko_faq.mail.wording import WORDINGS
from okienko_faq.messages import Catalogue
from okienko_faq.refusals import answer_not_found, invalid, unsupported_language

_CallContext = grpc.aio.ServicerContext[Any, Any]
_LARGEST_TEXT = 64 * 1024


class MailService(mail_pb2_grpc.MailServiceServicer):
    """The two calls; `open` gives it the answers once they are loaded."""

    def __init__(self, queue: Queue, postman: Postman | None, advice: str) -> None:
        """Take letters up for `postman`; without one, say `advice`."""
        self._queue = queue
        self._postman = postman
        self._advice = advice
        self._catalogue: Catalogue | None = None

    def open(self, catalogue: Catalogue) -> None:
        """Send these answers from now on."""
        self._catalogue = catalogue
        if self._postman:
            self._postman.open(catalogue)

    async def GetMail(self, request: mail_pb2.GetMailRequest, context: _CallContext) -> mail_pb2.GetMailResponse:
        """Say whether answers can be sent."""
        return mail_pb2.GetMailResponse(is_available=self._postman is not None, advice=self._advice)

    async def SendAnswer(
        self, request: mail_pb2.SendAnswerRequest, context: _CallContext
    ) -> mail_pb2.SendAnswerResponse:
        """Take an answer up for sending."""
        if self._postman is None:
            raise ServiceError(
                grpc.StatusCode.FAILED_PRECONDITION,
                "MAIL_OFF",
                "Ten urząd nie wysyła odpowiedzi pocztą elektroniczną. Możesz skopiować link albo wydrukować odpowiedź.",
                "This office does not send answers by e-mail. You can copy the link or print the answer.",
            )
        letter = self._letter(request)
        try:
            await asyncio.to_thread(self._queue.add, letter, request.sender)
        except TooManyLettersError as error:
            raise _too_many(error) from None
        except (QueueFullError, SQLAlchemyError):
            raise ServiceError(
                grpc.StatusCode.UNAVAILABLE,
                "MAIL_BUSY",
                "Poczta jest chwilowo przeciążona. Spróbuj za kilka minut albo skopiuj link.",
                "The mail is overloaded for the moment. Try again in a few minutes, or copy the link.",
                retry_after_seconds=300.0,
            ) from None
        self._postman.wake()
        return mail_pb2.SendAnswerResponse()

    def _letter(self, request: mail_pb2.SendAnswerRequest) -> Letter:
        if self._catalogue is None or request.answer_id not in self._catalogue:
            raise answer_not_found()
        if request.language_code not in WORDINGS:
            raise unsupported_language()
        try:
            address = recipient(request.recipient)
        except AddressError:
            raise invalid(
                "BAD_MAIL_ADDRESS",
                "To nie jest adres e-mail. Wpisz jeden adres, na przykład jan@poczta.pl.",
                "This is not an e-mail address. Type one address, for example john@mail.com.",
            ) from None
        translated = request.translated.SerializeToString() if request.HasField("translated") else b""
        if len(translated) > _LARGEST_TEXT:
            raise invalid("TEXT_TOO_LONG", "Tekst odpowiedzi jest za długi.", "The answer's text is too long.")
        return Letter(address, request.answer_id, request.language_code, translated, request.is_machine_translated)


def _too_many(error: TooManyLettersError) -> ServiceError:
    pl, en = {
        "recipient": (
            "Na ten adres wysłaliśmy dziś już dość wiadomości. Spróbuj jutro albo skopiuj link.",
            "Enough messages went to this address today. Try again tomorrow, or copy the link.",
        ),
        "sender": (
            "Z Twojej sieci wysłano dziś już dość wiadomości. Spróbuj jutro albo skopiuj link.",
            "Enough messages were sent from your network today. Try again tomorrow, or copy the link.",
        ),
    }[error.kind]
    return ServiceError(grpc.StatusCode.RESOURCE_EXHAUSTED, "TOO_MANY_LETTERS", pl, en, retry_after_seconds=3600.0)
