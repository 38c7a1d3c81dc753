"""Carries letters from the queue to the mail server."""

import asyncio
import contextlib
import math
import time
from email.message import EmailMessage

from okienko.faq.v1 import faq_pb2
from okienko_common.logs import get_logger
from okienko_common.troubles import Troubles

from okienko_faq import metrics
from okienko_faq.mail.message import Origin, address, compose
from okienko_faq.mail.queue import Letter, Queue
from okienko_faq.mail.server import AwayError, MailServer, RefusedError, SmtpServer
from okienko_faq.messages import Catalogue
from okienko_faq.settings import FaqSettings

log = get_logger(__name__)
_LOOK_SECONDS = 5.0
_TIDY_SECONDS = 300.0


class Postman:
    """Sends what waits, one letter after the other."""

    def __init__(
        self, queue: Queue, server: MailServer, public_address: str, sender: str, give_up_seconds: float
    ) -> None:
        """Carry from `queue` to `server`.

        Args:
            queue: what waits.
            server: takes it.
            public_address: of the page, for links, where the town itself names none.
            sender: e-mail address that letters come from.
            give_up_seconds: a letter that could not be sent for so long is given up.
        """
        self._queue = queue
        self._server = server
        self._public_address = public_address
        self._sender = sender
        self._give_up = give_up_seconds
        self._catalogue: Catalogue | None = None
        self._woken = asyncio.Event()

    def open(self, catalogue: Catalogue) -> None:
        """Send these answers from now on."""
        self._catalogue = catalogue

    def wake(self) -> None:
        """Look into the queue now."""
        self._woken.set()

    async def run(self) -> None:
        """Send letters as they come; never ends."""
        troubles = Troubles("the letters cannot be read now; trying again")
        tidied = -math.inf
        while True:
            is_more = False
            try:
                # Between letters, too: a server that keeps each of many waiting must not keep old addresses here.
                if time.monotonic() - tidied >= _TIDY_SECONDS:
                    self._tell("given up", await asyncio.to_thread(self._queue.remove_older_than, self._give_up))
                    tidied = time.monotonic()
                is_more = await asyncio.to_thread(self.send_next)
                troubles.over()
            except Exception as error:  # noqa: BLE001  (whatever it was, letters must be sent and forgotten on)
                troubles.tell(error)
            if is_more:
                continue
            self._woken.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_SECONDS):
                    await self._woken.wait()

    def send_next(self) -> bool:
        """Send the letter that has waited longest; return False where none is due."""
        letter = self._queue.lease()
        if letter is None:
            return False
        assert self._catalogue, "open() comes before the first letter"
        if letter.answer_id not in self._catalogue:
            # The answer was removed meanwhile.
            self._queue.remove(letter)
            self._tell("answer removed", 1)
            return True
        try:
            self._server.send(self._message(letter, self._catalogue), letter.recipient)
        except RefusedError as error:
            self._queue.remove(letter)
            self._tell("refused", 1, str(error))
        except AwayError as error:
            self._queue.put_back(letter)
            self._tell("put back", 1, str(error))
        except Exception as error:  # noqa: BLE001  (whatever it was, the other letters must not wait for this one)
            self._queue.put_back(letter)
            self._tell("put back", 1, type(error).__name__)
        else:
            self._queue.remove(letter)
            self._tell("sent", 1)
        return True

    def _message(self, letter: Letter, catalogue: Catalogue) -> EmailMessage:
        answer = catalogue.answer(letter.answer_id, letter.language)
        texts = {text.language_code: text for text in answer.texts}
        if letter.translated:
            text = faq_pb2.AnswerText.FromString(letter.translated)
        else:
            text = texts.get(letter.language) or texts["pl"]
        page = catalogue.site.public_address or self._public_address
        origin = Origin(catalogue.town_name, page, self._sender)
        message = compose(answer, text, letter.language, origin, is_machine_translated=letter.is_machine_translated)
        address(message, letter.recipient, letter.letter_id)
        return message

    def _tell(self, outcome: str, count: int, reason: str = "") -> None:
        """Count and log what became of letters; never an address."""
        if count:
            metrics.LETTERS.labels(outcome).inc(count)
            log.info("letter", outcome=outcome, count=count, reason=reason)


def new_postman(settings: FaqSettings, queue: Queue, public_address: str) -> Postman:
    """Return a postman for the mail server that the settings name; `public_address` as for `Postman`."""
    server = SmtpServer(
        settings.smtp_host,
        settings.smtp_port,
        settings.smtp_security,
        settings.smtp_user,
        settings.smtp_password.get_secret_value(),
    )
    return Postman(queue, server, public_address, settings.mail_from, 3600 * settings.mail_hours)
