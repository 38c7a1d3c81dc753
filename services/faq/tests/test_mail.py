"""Answers by e-mail, through a real mail server on loopback."""

import asyncio
import email
import email.policy
import itertools
import socket
from collections.abc import AsyncIterator, Iterator
from datetime import date
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import grpc
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope
from okienko.faq.v1 import faq_pb2, mail_pb2, mail_pb2_grpc
from okienko_common import troubles as troubles_module
from okienko_common.errors import ErrorDetails, read_error
from okienko_common.server import start_server
from okienko_faq.content.model import Pack
from okienko_faq.mail import postman as postman_module
from okienko_faq.mail.addresses import AddressError, counted_recipient, counted_sender, recipient
from okienko_faq.mail.message import Origin, compose
from okienko_faq.mail.postman import Postman
from okienko_faq.mail.queue import Letter, Queue, TooManyLettersError
from okienko_faq.mail.server import AwayError, MailServer, SmtpServer
from okienko_faq.mail_service import MailService
from okienko_faq.messages import Catalogue
from okienko_faq.service import SERVICE_NAME
from okienko_faq.settings import FaqSettings
from okienko_faq.store.connecting import Database
from okienko_faq.store.database import StoredPack
from okienko_faq.store.revision import revisions
from okienko_faq.store.tables import METADATA, daily_keys, letter_counts
from sqlalchemy import select

ORIGIN = Origin("Miasteczko", "https://okienko.example", "okienko@miasteczko.example")
RECIPIENT = "anna.nowak@poczta.example"


class Clock:
    """A time that tests move."""

    def __init__(self) -> None:
        self.seconds = 1_795_000_000.0
        self.day = date(2026, 11, 27)

    def now(self) -> float:
        return self.seconds

    def today(self) -> date:
        return self.day


class MailRoom:
    """What arrives at the mail server, and what it says to it."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.replies: Iterator[str] = itertools.repeat("250 OK")

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802
        reply = next(self.replies)
        if reply.startswith("250"):
            content = envelope.content
            assert isinstance(content, bytes)
            message = email.message_from_bytes(content, policy=email.policy.default)
            assert isinstance(message, EmailMessage)
            self.messages.append(message)
            self.recipients += envelope.rcpt_tos
        return reply


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def mail_room() -> MailRoom:
    return MailRoom()


@pytest.fixture
def server(mail_room: MailRoom) -> Iterator[SmtpServer]:
    controller = Controller(mail_room, hostname="127.0.0.1", port=_free_port(), ready_timeout=120)
    controller.start()
    yield SmtpServer("127.0.0.1", controller.port, "none")
    controller.stop()


@pytest.fixture
def catalogue(pack: Pack) -> Catalogue:
    return Catalogue(StoredPack(pack, revisions(pack)))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def queue(database: Database, clock: Clock) -> Queue:
    return Queue(database, 2, 3, clock.now, clock.today)


def postman(queue: Queue, server: MailServer, catalogue: Catalogue) -> Postman:
    found = Postman(queue, server, ORIGIN.public_address, ORIGIN.sender, 86_400)
    found.open(catalogue)
    return found


def letter(answer: str = "dowod-osobisty", language: str = "pl", to: str = RECIPIENT) -> Letter:
    return Letter(to, answer, language)


def _rows(database: Database, table: str) -> list[Any]:
    with database.read() as connection:
        return list(connection.execute(select(METADATA.tables[table])).mappings())


def test_sends_the_answer_and_forgets_the_address(
    queue: Queue, server: SmtpServer, mail_room: MailRoom, catalogue: Catalogue, database: Database
) -> None:
    queue.add(letter(), "203.0.113.7")
    assert postman(queue, server, catalogue).send_next()
    assert not postman(queue, server, catalogue).send_next()
    (message,) = mail_room.messages
    assert mail_room.recipients == [RECIPIENT]
    assert message["Subject"] == "Dowód osobisty – Miasteczko"
    assert (message["From"], message["Auto-Submitted"]) == ("Miasteczko <okienko@miasteczko.example>", "auto-generated")
    assert message["Message-ID"].endswith("@miasteczko.example>")
    assert _rows(database, "letters") == []


def test_neither_address_nor_caller_stays_in_the_file(tmp_path: Path, server: SmtpServer, catalogue: Catalogue) -> None:
    path = tmp_path / "faq.sqlite"
    clock = Clock()
    queue = Queue(Database(path), 2, 3, clock.now, clock.today)
    queue.add(letter(), "203.0.113.7")
    assert RECIPIENT.encode() in path.read_bytes()
    assert postman(queue, server, catalogue).send_next()
    kept = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert not any(part in kept for part in (b"nowak", b"poczta.example", b"203.0.113"))


def test_a_letter_that_cannot_be_sent_now_is_tried_again_and_survives_a_restart(
    queue: Queue, server: SmtpServer, mail_room: MailRoom, catalogue: Catalogue, clock: Clock, database: Database
) -> None:
    mail_room.replies = iter(["451 later", "250 OK"])
    queue.add(letter(), "")
    assert postman(queue, server, catalogue).send_next()
    assert not mail_room.messages
    # Another process, half a minute later.
    again = postman(Queue(database, 2, 3, clock.now, clock.today), server, catalogue)
    assert not again.send_next()
    clock.seconds += 30
    assert again.send_next()
    assert len(mail_room.messages) == 1
    assert _rows(database, "letters") == []


def test_a_sender_that_dies_loses_its_lease_and_the_message_keeps_its_identifier(
    queue: Queue, server: SmtpServer, mail_room: MailRoom, catalogue: Catalogue, clock: Clock
) -> None:
    queue.add(letter(), "")
    first = queue.lease()
    assert first
    assert queue.lease() is None, "two replicas must not send one letter"
    clock.seconds += 121
    assert postman(queue, server, catalogue).send_next()
    assert mail_room.messages[0]["Message-ID"] == f"<{first.letter_id}@miasteczko.example>"


def test_a_letter_that_is_refused_or_too_late_is_given_up(
    queue: Queue, server: SmtpServer, mail_room: MailRoom, catalogue: Catalogue, clock: Clock, database: Database
) -> None:
    mail_room.replies = itertools.repeat("550 no such mailbox")
    queue.add(letter(), "")
    assert postman(queue, server, catalogue).send_next()
    assert _rows(database, "letters") == []
    queue.add(letter(), "")
    clock.seconds += 86_401
    assert queue.remove_older_than(86_400) == 1
    assert _rows(database, "letters") == []


def test_a_letter_about_an_answer_that_was_removed_is_dropped(
    queue: Queue, server: SmtpServer, mail_room: MailRoom, catalogue: Catalogue, database: Database
) -> None:
    queue.add(letter("nie-ma"), "")
    assert postman(queue, server, catalogue).send_next()
    assert (mail_room.messages, _rows(database, "letters")) == ([], [])


def test_a_recipient_and_a_sender_have_a_limit_each_for_a_day(queue: Queue, clock: Clock, database: Database) -> None:
    queue.add(letter(to="anna@poczta.example"), "203.0.113.7")
    queue.add(letter(to="Anna+urzad@poczta.example"), "203.0.113.8")
    with pytest.raises(TooManyLettersError) as raised:
        queue.add(letter(to="anna@poczta.example"), "203.0.113.9")
    assert raised.value.kind == "recipient"
    for name in ("jan", "ewa"):
        queue.add(letter(to=f"{name}@poczta.example"), "203.0.113.7")
    with pytest.raises(TooManyLettersError) as raised:
        queue.add(letter(to="ola@poczta.example"), "203.0.113.7")
    assert raised.value.kind == "sender"
    assert len(_rows(database, "letters")) == 4
    clock.day = date(2026, 11, 28)
    queue.add(letter(to="anna@poczta.example"), "203.0.113.7")
    assert [row["day"] for row in _rows(database, daily_keys.name)] == ["2026-11-28"], "yesterday's key is gone"
    assert sorted(row["count"] for row in _rows(database, letter_counts.name)) == [1, 1]


def test_logs_never_hold_an_address(
    queue: Queue, server: SmtpServer, mail_room: MailRoom, catalogue: Catalogue, capsys: pytest.CaptureFixture[str]
) -> None:
    mail_room.replies = iter(["451 anna.nowak@poczta.example later", "550 anna.nowak@poczta.example unknown", "250 OK"])
    for _ in range(2):
        queue.add(letter(), "203.0.113.7")
    worker = postman(queue, server, catalogue)
    assert worker.send_next()
    assert worker.send_next()
    printed = "".join(capsys.readouterr())
    assert "put back" in printed
    assert not any(part in printed for part in ("nowak", "203.0.113"))


@pytest.mark.parametrize("language", ["pl", "en"])
def test_the_message_reads_well_as_text_and_as_html(catalogue: Catalogue, language: str) -> None:
    answer = catalogue.answer("dowod-osobisty", language)
    text = next(text for text in answer.texts if text.language_code == language)
    message = compose(answer, text, language, ORIGIN, is_machine_translated=False)
    plain = message.get_body(("plain",))
    html = message.get_body(("html",))
    assert plain
    assert html
    page = f"https://okienko.example/#/answer/dowod-osobisty?lang={language}"
    for part in (plain.get_content(), html.get_content().replace("&amp;", "&")):
        for expected in (text.short_text, *text.steps, "Rynek 1, 00-000 Miasteczko", page, f"{page}&film=1"):
            assert expected in part
    assert message["Content-Language"] == language
    reader = _Reader()
    reader.feed(html.get_content())
    assert reader.open == []
    assert (reader.language, reader.headings[0]) == (language, "h1")
    assert set(reader.headings[1:]) == {"h2"}
    assert not reader.loads, "an e-mail that loads anything tells that it was read"


class _Reader(HTMLParser):
    """Follows the structure of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.headings: list[str] = []
        self.loads: list[str] = []
        self.language = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.language = self.language or (dict(attrs).get("lang") or "")
        self.loads += [tag] if tag in {"img", "link", "script", "iframe"} else []
        self.headings += [tag] if tag in {"h1", "h2", "h3"} else []
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_says_when_it_was_translated_automatically_or_not_at_all(catalogue: Catalogue) -> None:
    answer = catalogue.answer("oplata-za-smieci", "en")
    (polish,) = answer.texts
    assert "so it is in Polish" in str(compose(answer, polish, "en", ORIGIN, is_machine_translated=False))
    translated = faq_pb2.AnswerText(language_code="en", title="Waste fee", short_text="It depends.")
    message = compose(answer, translated, "en", ORIGIN, is_machine_translated=True)
    assert "This text was translated automatically" in str(message)
    assert message["Subject"] == "Waste fee – Miasteczko"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (" jan@poczta.pl ", "jan@poczta.pl"),
        ("jan.k+x@Poczta.PL", "jan.k+x@poczta.pl"),
        ("jan@żółw.pl", "jan@xn--w-uga1v8h.pl"),
    ],
)
def test_reads_addresses(typed: str, read: str) -> None:
    assert recipient(typed) == read


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "jan",
        "jan@",
        "@poczta.pl",
        "jan@poczta",
        "a@b.pl,c@d.pl",
        "a@b.pl\nBcc: c@d.pl",
        "jan nowak@poczta.pl",
        "j@1.2.3.4",
        "jan@-a.pl",
        ".jan@a.pl",
        "j..n@a.pl",
        f"{'a' * 65}@b.pl",
        f"a@{'b.' * 130}pl",
        "ja\u202en@a.pl",
        "jan@a..pl",
        "żółw@a.pl",
    ],
)
def test_refuses_what_is_no_address(typed: str) -> None:
    with pytest.raises(AddressError):
        recipient(typed)


def test_counts_a_mailbox_and_a_household_once() -> None:
    assert counted_recipient("Jan+urzad@poczta.pl") == "jan@poczta.pl"
    assert counted_sender("::ffff:203.0.113.7") == "203.0.113.7"
    assert counted_sender("2001:db8:1:2:3::4") == counted_sender("2001:db8:1:2:ffff::1") == "2001:db8:1:2::/64"
    assert counted_sender("nobody") == ""


def test_a_mail_server_that_is_away_or_wants_another_login_is_tried_again() -> None:
    message = EmailMessage()
    message["From"], message["To"] = ORIGIN.sender, RECIPIENT
    with pytest.raises(AwayError, match="ConnectionRefusedError"):
        SmtpServer("127.0.0.1", 1, "none").send(message, RECIPIENT)
    strict = Controller(
        MailRoom(),
        hostname="127.0.0.1",
        port=_free_port(),
        ready_timeout=120,
        authenticator=lambda *_: AuthResult(success=False, handled=False),
        auth_require_tls=False,
    )
    strict.start()
    port = strict.port
    try:
        with pytest.raises(AwayError, match="login refused"):
            SmtpServer("127.0.0.1", port, "none", "okienko", "wrong").send(message, RECIPIENT)
        for user, password in (("okienko", "zażółć"), ("urząd", "wrong")):
            with pytest.raises(AwayError, match=r"login refused: .*SMTP_PASSWORD has a letter"):
                SmtpServer("127.0.0.1", port, "none", user, password).send(message, RECIPIENT)
        with pytest.raises(AwayError):
            # It offers no encryption, so nothing is handed over in clear.
            SmtpServer("127.0.0.1", port, "starttls").send(message, RECIPIENT)
    finally:
        strict.stop()


class FaultyServer:
    """Fails in ways that nobody has foreseen, in words with an address."""

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.sent: list[str] = []

    def send(self, message: EmailMessage, recipient: str) -> None:
        if self.failures:
            self.failures -= 1
            raise ValueError(recipient)
        self.sent.append(recipient)


def test_an_unforeseen_error_puts_a_letter_back_and_lets_the_next_one_go(
    queue: Queue, catalogue: Catalogue, clock: Clock, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    server = FaultyServer(failures=1)
    worker = postman(queue, server, catalogue)
    queue.add(letter(), "")
    clock.seconds += 1
    queue.add(letter(to="jan@poczta.example"), "")
    assert worker.send_next()
    assert worker.send_next()
    assert server.sent == ["jan@poczta.example"]
    assert [row["recipient"] for row in _rows(database, "letters")] == [RECIPIENT]
    clock.seconds += 30
    assert worker.send_next()
    assert server.sent[1:] == [RECIPIENT]
    printed = "".join(capsys.readouterr())
    assert "ValueError" in printed
    assert "nowak" not in printed


async def test_letters_are_sent_and_old_ones_forgotten_after_any_error_whose_kind_is_logged_once(
    queue: Queue, catalogue: Catalogue, clock: Clock, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    logged: list[str] = []
    monkeypatch.setattr(troubles_module, "log", SimpleNamespace(error=lambda _, error: logged.append(error)))
    monkeypatch.setattr(postman_module, "_LOOK_SECONDS", 0.01)
    monkeypatch.setattr(postman_module, "_TIDY_SECONDS", 0.0)
    lease = queue.lease
    is_failing = True

    def failing() -> Letter | None:
        if is_failing:
            raise RuntimeError(RECIPIENT)
        return lease()

    monkeypatch.setattr(queue, "lease", failing)
    queue.add(letter(), "")
    server = FaultyServer(failures=0)
    running = asyncio.create_task(postman(queue, server, catalogue).run())
    async with asyncio.timeout(120):
        while not logged:
            await asyncio.sleep(0.02)
        clock.seconds += 86_401
        while _rows(database, "letters"):
            await asyncio.sleep(0.02)
        is_failing = False
        queue.add(letter(), "")
        while not server.sent:
            await asyncio.sleep(0.02)
    running.cancel()
    assert logged == ["RuntimeError"]


async def test_old_letters_are_forgotten_while_many_cannot_be_sent(
    queue: Queue, catalogue: Catalogue, clock: Clock, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postman_module, "_TIDY_SECONDS", 0.0)
    queue.add(letter(), "")
    endless = Letter(RECIPIENT, "dowod-osobisty", "pl", letter_id="of another")
    monkeypatch.setattr(queue, "lease", lambda: endless)
    server = FaultyServer(failures=1_000_000)
    running = asyncio.create_task(postman(queue, server, catalogue).run())
    async with asyncio.timeout(120):
        while server.failures == 1_000_000:
            await asyncio.sleep(0.02)
        clock.seconds += 86_401
        while _rows(database, "letters"):
            await asyncio.sleep(0.02)
    running.cancel()


# --- over gRPC ---


@pytest.fixture
async def stub(
    queue: Queue, server: SmtpServer, catalogue: Catalogue, request: pytest.FixtureRequest
) -> AsyncIterator[Any]:
    is_on = getattr(request, "param", True)
    worker = postman(queue, server, catalogue) if is_on else None
    service = MailService(queue, worker, "" if is_on else FaqSettings().mail_advice)
    service.open(catalogue)

    def register(grpc_server: grpc.aio.Server) -> None:
        mail_pb2_grpc.add_MailServiceServicer_to_server(service, grpc_server)

    running = await start_server(FaqSettings(port=0), SERVICE_NAME, register)
    sending = asyncio.create_task(worker.run()) if worker else None
    async with grpc.aio.insecure_channel(f"127.0.0.1:{running.port}") as channel:
        yield mail_pb2_grpc.MailServiceStub(channel)
    if sending:
        sending.cancel()
    await running.stop(0, 1)


def _request(**changes: Any) -> mail_pb2.SendAnswerRequest:
    values = {"answer_id": "dowod-osobisty", "language_code": "en", "recipient": RECIPIENT, "sender": "203.0.113.7"}
    return mail_pb2.SendAnswerRequest(**(values | changes))


async def _refused(call: Any) -> ErrorDetails:
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        await call
    return read_error(raised.value)


async def test_an_answer_is_sent_within_moments(stub: Any, mail_room: MailRoom) -> None:
    assert (await stub.GetMail(mail_pb2.GetMailRequest())).is_available
    await stub.SendAnswer(_request())
    async with asyncio.timeout(120):
        while not mail_room.messages:
            await asyncio.sleep(0.02)
    assert mail_room.messages[0]["Subject"] == "ID card – Miasteczko"


async def test_bad_requests_are_refused_with_a_sentence(stub: Any) -> None:
    for changes, reason in (
        ({"answer_id": "nie-ma"}, "ANSWER_NOT_FOUND"),
        ({"language_code": "de"}, "UNSUPPORTED_LANGUAGE"),
        ({"recipient": "jan"}, "BAD_MAIL_ADDRESS"),
        ({"translated": faq_pb2.AnswerText(short_text="a" * 70_000)}, "TEXT_TOO_LONG"),
    ):
        error = await _refused(stub.SendAnswer(_request(**changes)))
        assert error.reason == reason
        assert error.pl.endswith(".")
        assert error.en.endswith(".")
    for _ in range(2):
        await stub.SendAnswer(_request())
    assert (await _refused(stub.SendAnswer(_request()))).reason == "TOO_MANY_LETTERS"


@pytest.mark.parametrize("stub", [False], indirect=True)
async def test_without_a_mail_server_it_says_what_is_missing(stub: Any) -> None:
    found = await stub.GetMail(mail_pb2.GetMailRequest())
    assert not found.is_available
    assert found.advice.endswith(
        "set OKIENKO_FAQ_SMTP_HOST, OKIENKO_FAQ_MAIL_FROM, OKIENKO_FAQ_PUBLIC_ADDRESS for that."
    )
    assert (await _refused(stub.SendAnswer(_request()))).reason == "MAIL_OFF"


def test_impossible_settings_are_refused() -> None:
    for name, value in (
        ("public_address", "okienko.example"),
        ("public_address", "https://a.example/?x=1"),
        ("mail_from", "okienko"),
    ):
        with pytest.raises(ValueError, match="expected"):
            FaqSettings.model_validate({name: value})
    assert FaqSettings.model_validate({"public_address": "https://a.example/"}).public_address == "https://a.example"
