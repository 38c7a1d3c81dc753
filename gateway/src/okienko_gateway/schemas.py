"""The public API's messages; the OpenAPI document is made from these."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from okienko_gateway.languages import Language

AskedField = Literal["cost", "duration", "place", "documents", "steps", "hours", "contact", "online", "legal_basis"]
AnswerId = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Origin = Literal["town", "memory", "template", "machine", "untranslated"]


class Hours(BaseModel):
    """Opening hours of one day; days without an item are closed."""

    day: int = Field(ge=1, le=7, description="ISO 8601 day: 1 is Monday.")
    opens: str = Field(description="Local time, HH:MM.")
    closes: str = Field(description="Local time, HH:MM; 24:00 for midnight.")


class Place(BaseModel):
    """Somewhere to go."""

    id: str
    name: str
    note: str = Field(description="Room, floor, entrance; may be empty.")
    address: str
    phone: str
    email: str
    text_message_number: str = Field(description="Number for text messages; may be empty.")
    website: str
    hours: list[Hours]


class Interpreter(BaseModel):
    """The hand-over to the town's sign-language interpreter."""

    url: str = Field(description="Where the hand-over leads; empty when the town has none.")
    hours: list[Hours]


class ClosedDay(BaseModel):
    """A day on which offices are closed whatever their hours."""

    date: str = Field(description="Local date, ISO 8601.")
    name: str = Field(description="Why, e.g. the holiday's name.")
    is_own: bool = Field(description="Whether only the town's own office is closed; else it is a public holiday.")


class OpenState(BaseModel):
    """Whether a place is open at the time of the response."""

    is_open: bool
    closes: str = Field("", description="Local time, HH:MM, when it closes; empty while it is closed.")
    opens_date: str = Field(
        "", description="Local date on which it opens next; empty while it is open or when unknown."
    )
    opens: str = Field("", description="Local time, HH:MM, at which it opens then.")
    closed_because: str = Field("", description="Name of today's holiday or closing day; empty on other days.")


class Office(BaseModel):
    """The office itself."""

    town: str
    office: Place
    interpreter: Interpreter
    time_zone: str
    closed_days: list[ClosedDay] = Field([], description="From today on, for a year.")
    open_now: OpenState | None = Field(None, description="Of the office.")
    interpreter_now: OpenState | None = Field(None, description="Of the interpreter.")


class Choice(BaseModel):
    """Something that can be chosen."""

    id: str = Field(description="Identifier of the answer, or of the phrase that names a group of answers.")
    title: str
    language: str = Field(description="BCP 47 tag of the title.")
    icon: str
    kind: Literal["answer", "group"] = "answer"


class Phrase(BaseModel):
    """Something that the official says in its own words; `/phrases/{id}/signing` has it as sign video."""

    id: str
    icon: str
    text: str
    pjm: str


class EmergencyContact(BaseModel):
    """A way to get help at once."""

    number: str
    name: str
    url: str = Field(description="Chat or app for those who do not hear or speak; may be empty.")


class Source(BaseModel):
    """What an answer rests on."""

    title: str
    provision: str
    published: str
    url: str


class TextForm(BaseModel):
    """Where an answer's text comes from."""

    origin: Origin = Field(
        description="town: written by the town; memory: from its translation memory; template: at least one sentence put "
        "together from sentence patterns that people wrote, none by a model; machine: at least one sentence translated by a "
        "model; untranslated: at least one field could not be translated and is in Polish."
    )
    language: Language


class FormState(BaseModel):
    """Whether a form can be had now."""

    available: bool


class Forms(BaseModel):
    """The forms of an answer."""

    text: TextForm
    sign: FormState
    speech: FormState


class Answer(BaseModel):
    """One answer with all its forms."""

    id: str
    topic: str
    icon: str
    language: Language
    title: str
    question: str
    short: str
    easy: list[str]
    steps: list[str]
    documents: list[str] = Field(description="What to bring or attach; empty where nothing is needed or known.")
    cost: str
    duration: str
    forms: Forms
    places: list[Place]
    online: str = Field(description="Web page where it can be done; empty where it cannot.")
    sources: list[Source]
    checked: str = Field(description="Day on which an editor last checked the answer, ISO 8601.")
    related: list[Choice]
    pjm: str = Field(description="The gist as PJM glosses in PJM order.")
    revision: str
    untranslated: list[str] = Field(description="Fields, or list items such as steps.2, that are still in Polish.")
    asked: list[AskedField] = Field([], description="What of it was asked for, to be shown first; empty: the whole.")
    matched_question: str = Field("", description="The stored question that matched best, in a response to a question.")
    context: str = Field("", description="To be sent with a next question about this answer; in /answers/{answer_id}.")


class AskRequest(BaseModel):
    """A question as text or glosses, or a choice of the response before."""

    text: str | None = Field(None, description="The question as typed, 1 to 500 characters.")
    glosses: list[str] | None = Field(None, description="The question as signed, at most 40 glosses or spelled words.")
    choice: str | None = Field(
        None, max_length=60, description='Id of a choice of the response before; "none" when no choice fits.'
    )
    language: Language | None = Field(None, description="The resident's language; absent to detect it.")
    context: str = Field("", max_length=2000, description="The context of the previous response.")
    explain: bool = Field(False, description="Whether the response shall say how it came about.")


class Candidate(BaseModel):
    """An answer that was considered, with what each part of the search says of it."""

    id: str
    share: float = Field(description="Likelihood relative to the others, 0 to 1.")
    meaning: float | None = Field(None, description="0 is unrelated, 1 a close paraphrase; absent when not needed.")
    coverage: float = Field(description="Share of the question's weight that its words cover, 0 to 1.")
    overlap: float = Field(description="Overlap of words with its nearest phrase, 0 to 1.")
    letters: float = Field(description="Likeness of letters, 0 to 1.")
    evidence: float = Field(description="BM25 in units of three words that no other answer has: 1 is much.")


class Explanation(BaseModel):
    """How a response came about, for developers."""

    rule: str = Field(description="search, exact, follow-up, choice, parts, small-talk or emergency.")
    retrieval: str = Field(description="hybrid, words (meaning was not needed) or lexical-only.")
    read_as: str = Field(description="The question as it was searched.")
    language: str
    answer_from: float = Field(description="Confidence from which a question is answered.")
    clarify_from: float = Field(description="Scope from which it is asked back; below it is declined.")
    confidence: float | None = Field(
        None, description="Probability that the first is the one asked for, 0 to 1; absent when nothing was searched."
    )
    scope: float | None = Field(
        None, description="Probability that it is among the first four; absent as `confidence` is."
    )
    candidates: list[Candidate]


class AskResponse(BaseModel):
    """What the town says to a question."""

    outcome: Literal["answer", "clarify", "decline", "emergency", "small_talk"]
    answers: list[Answer]
    choices: list[Choice]
    confidence: float = Field(ge=0, le=1)
    language: str
    context: str
    matched_question: str
    phrase: Phrase | None = Field(None, description="The question back (clarify) or the reply (small_talk).")
    notice: str = Field(
        "", description="A sentence when the context was too old or not ours; the question stood alone."
    )
    emergency_contacts: list[EmergencyContact] = Field(
        [], description="With emergency: whom to call, the fittest first."
    )
    office: Office | None = Field(None, description="Whom to turn to; with decline, emergency and small_talk.")
    explanation: Explanation | None = Field(None, description="Only where it was asked for.")


class Topic(BaseModel):
    """A group of answers."""

    id: str
    icon: str
    names: dict[str, str] = Field(description="Language to name.")
    answers: list[Choice]


class FeaturedAnswer(BaseModel):
    """An answer of the first screen."""

    id: str
    icon: str
    titles: dict[str, str] = Field(description="Language to title.")
    pjm: str


class Topics(BaseModel):
    """The first screen."""

    topics: list[Topic]
    featured: list[FeaturedAnswer]


class ServiceHealth(BaseModel):
    """State of one service and what it can do."""

    status: Literal["serving", "not_serving", "unreachable"]
    detail: dict[str, Any]


class Health(BaseModel):
    """State of everything."""

    status: Literal["ok", "degraded"]
    services: dict[str, ServiceHealth]


class Rendition(BaseModel):
    """A clip in one format."""

    url: str
    media_type: str
    width: int
    height: int
    frame_rate: float


class GlossMark(BaseModel):
    """A gloss and when it is signed, in seconds."""

    gloss: str
    start: float
    end: float
    is_fingerspelled: bool
    text_start: int | None = Field(
        None, description="First character (code point) of the word of the text that it stands for; absent if unsure."
    )
    text_end: int | None = Field(None, description="One past the last.")


class Stretch(BaseModel):
    """A stretch of a clip whose signs have the same origin, in seconds."""

    provenance: Literal["human", "composed", "fingerspelled"]
    review_status: Literal["draft", "approved"] = Field(description="Of its weakest sign.")
    start: float
    end: float


class TextMark(BaseModel):
    """Characters of the playlist's text and when they are signed."""

    text_start: int = Field(description="First character (code point) in the text.")
    text_end: int = Field(description="One past the last.")
    start: float = Field(description="Seconds.")
    end: float = Field(description="Seconds.")


class Clip(BaseModel):
    """One playable piece."""

    provenance: Literal["human", "composed", "fingerspelled"]
    review_status: Literal["draft", "approved"]
    renditions: list[Rendition] = Field(
        description="First what every device plays without stuttering, WebM before MP4; then larger and smoother ones, "
        "from the lightest to the heaviest. Further sizes are made later: a later playlist may list more."
    )
    poster: str
    captions: str
    duration: float = Field(description="Seconds.")
    text_start: int
    text_end: int
    marks: list[GlossMark]
    stretches: list[Stretch] = Field([], description="What the piece consists of, in order.")
    text_marks: list[TextMark] = Field([], description="For following along in the text, in order.")


class Playlist(BaseModel):
    """The signed version of a text."""

    clips: list[Clip]
    coverage: float = Field(
        ge=0, le=1, description="Share of the glosses that are signed rather than spelled or left out."
    )
    uncovered_words: list[str]
    is_draft: bool = Field(description="Whether the glosses were drafted by machine.")
    text: str
    glosses: str


class WordMark(BaseModel):
    """A word of the text and when it is heard."""

    start: int = Field(description="First character (code point) in the text.")
    end: int = Field(description="One past the last.")
    seconds: float


class SpeechMarks(BaseModel):
    """What is read aloud, and when."""

    text: str
    language: str
    voice: str
    sample_rate: int
    marks: list[WordMark]


class TranslateRequest(BaseModel):
    """Texts to translate."""

    texts: list[str] = Field(min_length=1, max_length=64)
    source: Language | None = None
    target: Language
    keep: list[str] = Field([], max_length=100, description="Phrases to leave as they are.")


class AppliedTerm(BaseModel):
    """A term of the office's glossary that stands in a text and in its translation."""

    source: str = Field(description="As the glossary has it.")
    target: str
    source_text: str = Field(description="As it stands in the text, inflected.")
    target_text: str


class Translation(BaseModel):
    """One translation."""

    text: str
    origin: Literal["memory", "memory_sentences", "template", "machine", "withheld", "unchanged"]
    source: str
    quality: float | None = None
    withheld_reason: str = ""
    terms: list[AppliedTerm] = []


class TranslateResponse(BaseModel):
    """Translations in the order of the texts."""

    translations: list[Translation]


class LanguagePair(BaseModel):
    """A direction of translation."""

    source: str
    target: str
    has_model: bool
    memory_segments: int
    advice: str = Field(description="What is missing and the command that installs it; empty when nothing is.")


class LanguagePairs(BaseModel):
    """The directions of translation."""

    pairs: list[LanguagePair]


class Voice(BaseModel):
    """A voice."""

    name: str
    languages: list[str]
    attribution: str
    is_default: bool
    is_fast: bool


class Voices(BaseModel):
    """The voices and what is missing."""

    voices: list[Voice]
    advice: list[str]


class SpeechRequest(BaseModel):
    """A text to speak."""

    text: str = Field(description="1 to 5000 characters.")
    language: Language
    voice: str = ""
    rate: float = Field(1.0, ge=0.5, le=2)
    format: Literal["wav", "ogg", "webm"] = "wav"


class SigningRequest(BaseModel):
    """Free text or glosses to sign; nothing of it is kept."""

    text: str = ""
    glosses: str = ""
    language: Language = "pl"


class Sign(BaseModel):
    """A sign or letter that can be recognised."""

    id: str
    gloss: str
    kind: Literal["static_letter", "moving_letter", "lexical"]


class Signs(BaseModel):
    """The recogniser's vocabulary."""

    signs: list[Sign]


class TownTheme(BaseModel):
    """A town's colours, "#rrggbb"; those that stand on each other can be read there."""

    header: str = Field(description="Ground of the header and of the main buttons.")
    accent: str = Field(description="What stands out on it.")
    link: str = Field(description="Links on white.")


class TownPage(BaseModel):
    """The town that the page is for."""

    id: str
    name: str
    theme: TownTheme | None = None
