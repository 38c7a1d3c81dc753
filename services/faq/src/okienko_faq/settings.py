"""Settings of the FAQ service."""

import re
from pathlib import Path
from typing import Literal

from okienko_common.settings import ServiceSettings
from pydantic import Field, SecretStr, field_validator

from okienko_faq.mail.addresses import AddressError, recipient

REPOSITORY = Path(__file__).resolve().parents[4]


class FaqSettings(ServiceSettings, service="faq", default_port=50051):
    """Read from `OKIENKO_FAQ_…`."""

    content: Path = Field(
        REPOSITORY / "services/faq/content/miasto-przykladowo",
        description="Folder of the town's content pack; the pack that it extends stands beside it.",
    )
    towns: Path | None = Field(
        None,
        description="Folder of many towns' packs, instead of one town's: every folder in it with a town.yaml is served, one "
        "that is added within seconds. The town of OKIENKO_FAQ_CONTENT's name is the default, and must be there where that is "
        "set; else the first by name is.",
    )
    stale_after_days: int = Field(
        365, ge=1, le=3650, description="`validate` names answers last compared with the law longer ago than this."
    )
    database: str = Field(
        ".local/data/faq.sqlite",
        description="Published answers: a SQLite file, or postgresql://user:password@host/name for replicas on many machines.",
    )
    publish_at_start: bool = Field(
        True,
        description="Whether a start publishes the folder where it has changed; else `okienko-faq publish` alone does.",
    )
    poll_seconds: float = Field(
        0.5,
        ge=0.05,
        le=60,
        description="How often a newly published version is looked for; it answers without a restart.",
    )
    learning: Literal["off", "counts", "questions"] = Field(
        "counts",
        description="off: nothing; counts: topics, outcomes and ratings by day, no word of any question; questions: also "
        "masked questions that found no answer or whose answer did not help, which the page then says.",
    )
    question_days: int = Field(90, ge=1, le=3650, description="Masked questions are removed after so many days.")
    count_days: int = Field(730, ge=1, le=3650, description="Counts and ratings are removed after so many days.")
    smtp_host: str = Field("", description="Mail server for sending answers; empty switches that off.")
    smtp_port: int = Field(587, ge=1, le=65535, description="Its port: 587 with starttls, 465 with tls.")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="How the connection is encrypted; none only for a server on the same machine."
    )
    smtp_user: str = Field("", description="Name to log in with; empty does not log in.")
    smtp_password: SecretStr = Field(SecretStr(""), description="Password to log in with.")
    mail_from: str = Field("", description="Address that answers are sent from, e.g. okienko@town.example.")
    public_address: str = Field(
        "", description="Address of the page, for links in e-mails, e.g. https://okienko.town.example."
    )
    mail_per_recipient: int = Field(5, ge=1, le=1000, description="Answers that one address may get in a day.")
    mail_per_sender: int = Field(20, ge=1, le=100_000, description="Answers that one caller may have sent in a day.")
    mail_hours: float = Field(
        24.0,
        gt=0,
        le=168,
        description="A message that cannot be sent for so long is given up, and its address removed.",
    )
    job_lease_seconds: int = Field(
        120,
        ge=3,
        le=3600,
        description="A film or reading that is made ahead is another worker's when nothing was heard for so long of the one that "
        "has it; a worker that lives says so every five seconds, and at least three times in it.",
    )
    vectors: Path = Field(
        Path(".local/data/faq-vectors.npz"), description="Cache of the answers' embeddings; made anew where missing."
    )
    retrieval: Literal["auto", "lexical-only"] = Field(
        "auto",
        description="auto: words and meaning where the embedding model is installed, else words; lexical-only: words.",
    )
    embedding_threads: int = Field(1, ge=1, le=16, description="Threads of one embedding.")
    workers: int = Field(2, ge=1, le=64, description="Questions searched at the same time.")
    max_waiting: int = Field(64, ge=0, le=10_000, description="Questions that may wait; more are refused at once.")
    longest_wait_seconds: float = Field(
        1.0,
        gt=0,
        le=60,
        description="A question that would wait longer, by what they have cost of late, is refused at once.",
    )
    remembered_queries: int = Field(
        2048, ge=0, le=1_000_000, description="Question embeddings kept in memory (1.5 KB each); never on disk."
    )
    context_key: SecretStr = Field(
        SecretStr(""),
        description="Secret with which a conversation's context is signed, the same for all replicas, e.g. from "
        "`openssl rand -hex 24`; empty makes one that ends with the process.",
    )
    context_minutes: int = Field(
        360, ge=5, le=10_080, description="How long a context is understood; later questions are taken by themselves."
    )

    @field_validator("public_address")
    @classmethod
    def _is_an_address(cls, address: str) -> str:
        if address and not re.fullmatch(r"https?://[\w.-]+(:\d+)?(/[\w./~-]*)?", address):
            msg = "expected the page's address without a query, e.g. https://okienko.town.example"
            raise ValueError(msg)
        return address.rstrip("/")

    @field_validator("mail_from")
    @classmethod
    def _is_a_mailbox(cls, address: str) -> str:
        try:
            return recipient(address) if address else ""
        except AddressError:
            msg = "expected one e-mail address, e.g. okienko@town.example"
            raise ValueError(msg) from None

    @property
    def mail_advice(self) -> str:
        """What is missing for answers to be sent by e-mail; empty when nothing is."""
        missing = [
            f"OKIENKO_FAQ_{name.upper()}"
            for name in ("smtp_host", "mail_from", "public_address")
            if not getattr(self, name)
        ]
        return f"Answers are not sent by e-mail; set {', '.join(missing)} for that." if missing else ""
