"""What ratings, e-mail and the to-do list take and give."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from okienko_gateway.languages import Language

Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$", description="ISO 8601.")]


class LearningFeature(BaseModel):
    """What is kept of residents' questions."""

    mode: Literal["off", "counts", "questions"] = Field(
        description="off: nothing; counts: topics, outcomes and ratings by day; questions: also masked questions that found "
        "no answer or whose answer did not help. Tell the resident."
    )
    question_days: int = Field(description="Masked questions are removed after so many days.")
    count_days: int = Field(description="Counts and ratings are removed after so many days.")


class MailFeature(BaseModel):
    """Whether answers can be sent by e-mail."""

    available: bool
    advice: str = Field(description="What an administrator has to set; empty when nothing is missing.")


class Features(BaseModel):
    """What this town has switched on."""

    learning: LearningFeature
    mail: MailFeature


class RatingRequest(BaseModel):
    """A resident's thumb."""

    helpful: bool
    language: Language = "pl"
    question: str = Field(
        "",
        max_length=500,
        description="What was asked; used only where questions are kept and the answer did not help.",
    )


class MailRequest(BaseModel):
    """Where to send an answer."""

    address: str = Field(max_length=320, description="One e-mail address; it is forgotten once the message is gone.")
    language: Language = "pl"


class KeptQuestion(BaseModel):
    """A masked question of one day."""

    id: str
    text: str = Field(
        description="Names, numbers and addresses are masked: [nazwisko], [numer], [adres], [e-mail], [słowo]."
    )
    language: str
    day: str
    count: int
    reason: Literal["unanswered", "rated_down"]


class TodoItem(BaseModel):
    """Questions that are after the same thing, and what could be done."""

    questions: list[KeptQuestion]
    count: int = Field(description="How often all of them were asked.")
    suggestion: Literal["new_answer", "add_aliases", "revise", "answered"] = Field(
        description="new_answer: nothing is near; add_aliases: `nearest` may be it, asked in other words; revise: `nearest` "
        "did not help; answered: it is answered by now."
    )
    nearest: str
    nearest_title: str
    confidence: float = Field(ge=0, le=1)
    draft: str = Field(description="YAML to begin with; may be empty.")


class TodoList(BaseModel):
    """The to-do list, the most asked first."""

    items: list[TodoItem]
    questions: int = Field(description="How many different questions are kept.")
    considered: int = Field(description="How many of them were looked at.")


class DoneRequest(BaseModel):
    """Questions that are dealt with."""

    questions: list[Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]] = Field(min_length=1, max_length=1000)


class Done(BaseModel):
    """How many questions were removed for good."""

    removed: int


class TopicCount(BaseModel):
    """How often a topic was asked about on one day."""

    day: str
    topic: str = Field(description="Of the first answer or of the nearest; empty when nothing was near.")
    outcome: Literal["answer", "clarify", "decline", "emergency"]
    language: str
    count: int


class RatingCount(BaseModel):
    """Thumbs of one day."""

    day: str
    answer: str
    language: str
    helpful: int
    unhelpful: int


class Counts(BaseModel):
    """Counts by day."""

    topics: list[TopicCount]
    ratings: list[RatingCount]
