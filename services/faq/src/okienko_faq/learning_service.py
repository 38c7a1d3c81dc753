"""What the answers lack: gRPC in, gRPC out."""

# ruff: noqa: ARG002, N802 - the contract fixes the names and arguments of its methods

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from datetime import date
from typing import Any

import grpc
from okienko.faq.v1 import faq_pb2, learning_pb2, learning_pb2_grpc
from okienko_common.errors import ServiceError
from okienko_common.paging import LARGEST_PAGE, page_size
from okienko_common.sharing import Room

from okienko_faq.learning.exporting import Format, export
from okienko_faq.learning.journal import Journal
from okienko_faq.learning.kept import KeptQuestion
from okienko_faq.learning.masking import Masker
from okienko_faq.learning.todo import MOST_CONSIDERED, Found, Suggestion, TodoItem, todo
from okienko_faq.messages import Catalogue
from okienko_faq.publishing import Published
from okienko_faq.questions import LONGEST_TEXT
from okienko_faq.refusals import (
    answer_not_found,
    invalid,
    opened,
    stored,
    unsupported_language,
)
from okienko_faq.retrieval.retriever import Retriever
from okienko_faq.retrieval.words import fold, tokens
from okienko_faq.store.tables import questions, ratings, topic_counts

_CallContext = grpc.aio.ServicerContext[Any, Any]
_CHUNK = 64 * 1024
_PAGE_SIZE = 50
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MODES: Mapping[str, learning_pb2.LearningMode.ValueType] = {
    "off": learning_pb2.LEARNING_MODE_OFF,
    "counts": learning_pb2.LEARNING_MODE_COUNTS,
    "questions": learning_pb2.LEARNING_MODE_QUESTIONS,
}
_SUGGESTIONS: Mapping[Suggestion, learning_pb2.Suggestion.ValueType] = {
    Suggestion.NEW_ANSWER: learning_pb2.SUGGESTION_NEW_ANSWER,
    Suggestion.ADD_ALIASES: learning_pb2.SUGGESTION_ADD_ALIASES,
    Suggestion.REVISE: learning_pb2.SUGGESTION_REVISE,
    Suggestion.ANSWERED: learning_pb2.SUGGESTION_ANSWERED,
}
_REASONS: Mapping[str, learning_pb2.KeptReason.ValueType] = {
    "unanswered": learning_pb2.KEPT_REASON_UNANSWERED,
    "rated_down": learning_pb2.KEPT_REASON_RATED_DOWN,
}
_OUTCOMES: Mapping[faq_pb2.Outcome.ValueType, str] = {
    faq_pb2.OUTCOME_ANSWER: "answer",
    faq_pb2.OUTCOME_CLARIFY: "clarify",
    faq_pb2.OUTCOME_DECLINE: "decline",
    faq_pb2.OUTCOME_EMERGENCY: "emergency",
}
_TABLES = {
    learning_pb2.LEARNED_TABLE_QUESTIONS: questions,
    learning_pb2.LEARNED_TABLE_TOPICS: topic_counts,
    learning_pb2.LEARNED_TABLE_RATINGS: ratings,
}
_FORMATS: Mapping[learning_pb2.TableFormat.ValueType, Format] = {
    learning_pb2.TABLE_FORMAT_CSV: "csv",
    learning_pb2.TABLE_FORMAT_PARQUET: "parquet",
}
_LANGUAGES = ("pl", "en")


class LearningService(learning_pb2_grpc.LearningServiceServicer):
    """The six calls; `open` gives it the answers once they are loaded."""

    def __init__(self, journal: Journal, room: Room) -> None:
        """Keep what `journal` keeps; group questions in `room`, off the event loop."""
        self._journal = journal
        self._room = room
        self._published: Published | None = None
        self._notes: set[asyncio.Task[None]] = set()

    def open(self, published: Published) -> None:
        """Use the words and topics of what is published now."""
        self._published = published
        if self._journal.keeps_questions:
            self._journal.use(masker(published.retriever))

    def note(self, request: faq_pb2.AskRequest, response: faq_pb2.AskResponse) -> None:
        """Note a question and what was said to it, without keeping the caller waiting."""
        outcome, published = _OUTCOMES.get(response.outcome), self._published
        if self._journal.mode == "off" or outcome is None or published is None:
            return
        text = request.text or " ".join(request.glossed.glosses)
        topic = _topic(response, published.catalogue)
        self._soon(self._journal.asked, text, response.language_code, outcome, topic)

    async def GetLearning(
        self, request: learning_pb2.GetLearningRequest, context: _CallContext
    ) -> learning_pb2.GetLearningResponse:
        """Say what is kept."""
        journal = self._journal
        return learning_pb2.GetLearningResponse(
            mode=_MODES[journal.mode], question_days=journal.question_days, count_days=journal.count_days
        )

    async def RateAnswer(
        self, request: learning_pb2.RateAnswerRequest, context: _CallContext
    ) -> learning_pb2.RateAnswerResponse:
        """Count a thumb."""
        if self._journal.mode == "off":
            raise ServiceError(
                grpc.StatusCode.FAILED_PRECONDITION,
                "RATINGS_OFF",
                "Urząd nie zbiera ocen odpowiedzi.",
                "This office does not collect ratings of answers.",
            )
        if request.answer_id not in self._ready().catalogue:
            raise answer_not_found()
        if request.language_code not in _LANGUAGES:
            raise unsupported_language()
        question = request.question[:LONGEST_TEXT]
        language = request.language_code
        self._soon(self._journal.rated, request.answer_id, language, question, helped=request.is_helpful)
        return learning_pb2.RateAnswerResponse()

    async def ListTodoItems(
        self, request: learning_pb2.ListTodoItemsRequest, context: _CallContext
    ) -> learning_pb2.ListTodoItemsResponse:
        """Group the kept questions."""
        published = self._ready()
        size = page_size(request.page_size, _PAGE_SIZE)
        kept = await self._stored(self._journal.tables.questions)
        items = await self._room.run(todo, kept, _finder(published), published.embedder)
        return learning_pb2.ListTodoItemsResponse(
            items=[_todo_item(item, published.catalogue) for item in items[:size]],
            question_count=len(kept),
            considered_count=min(len(kept), MOST_CONSIDERED),
        )

    async def DeleteQuestions(
        self, request: learning_pb2.DeleteQuestionsRequest, context: _CallContext
    ) -> learning_pb2.DeleteQuestionsResponse:
        """Remove questions for good."""
        if not request.question_ids or len(request.question_ids) > LARGEST_PAGE:
            raise invalid(
                "BAD_QUESTION_IDS",
                f"Podaj od 1 do {LARGEST_PAGE} identyfikatorów pytań.",
                f"Give 1 to {LARGEST_PAGE} identifiers of questions.",
            )
        deleted = await self._stored(self._journal.tables.delete_questions, list(request.question_ids))
        return learning_pb2.DeleteQuestionsResponse(deleted_count=deleted)

    async def ListCounts(
        self, request: learning_pb2.ListCountsRequest, context: _CallContext
    ) -> learning_pb2.ListCountsResponse:
        """Return counts and ratings of some days."""
        first, last = _day(request.first_day) or "", _day(request.last_day) or "9"
        topics = await self._stored(self._journal.tables.rows, topic_counts, first, last)
        rated = await self._stored(self._journal.tables.rows, ratings, first, last)
        return learning_pb2.ListCountsResponse(
            topics=[
                learning_pb2.TopicCount(
                    day=row["day"],
                    topic_id=row["topic"],
                    outcome=row["outcome"],
                    language_code=row["language"],
                    count=row["count"],
                )
                for row in topics
            ],
            ratings=[
                learning_pb2.RatingCount(
                    day=row["day"],
                    answer_id=row["answer_id"],
                    language_code=row["language"],
                    helpful_count=row["helpful"],
                    unhelpful_count=row["unhelpful"],
                )
                for row in rated
            ],
        )

    async def ExportTable(
        self, request: learning_pb2.ExportTableRequest, context: _CallContext
    ) -> AsyncIterator[learning_pb2.ExportTableResponse]:
        """Return one table as a file."""
        table, file_format = _TABLES.get(request.table), _FORMATS.get(request.format)
        if table is None or file_format is None:
            raise invalid(
                "BAD_EXPORT",
                "Podaj tabelę (questions, topics albo ratings) i format (csv albo parquet).",
                "Give the table (questions, topics or ratings) and the format (csv or parquet).",
            )
        rows = await self._stored(self._journal.tables.rows, table)
        file = await asyncio.to_thread(export, table, rows, file_format)
        for start in range(0, max(1, len(file)), _CHUNK):
            yield learning_pb2.ExportTableResponse(chunk=file[start : start + _CHUNK])

    def _soon(self, call: Any, *args: Any, **kwargs: Any) -> None:
        """Mask and note in a thread, so that the answer does not wait for it."""
        task = asyncio.create_task(asyncio.to_thread(call, *args, **kwargs))
        self._notes.add(task)
        task.add_done_callback(self._notes.discard)

    async def settle(self) -> None:
        """Wait for what is being noted, and write it down."""
        await asyncio.gather(*self._notes, return_exceptions=True)
        await asyncio.to_thread(self._journal.write)

    async def _stored(self, call: Any, *args: Any) -> Any:
        await self.settle()
        return await stored(call, *args)

    def _ready(self) -> Published:
        return opened(self._published)


def masker(retriever: Retriever) -> Masker:
    """Return a masker that knows the words of what `retriever` searches."""
    index = retriever.index
    texts = (
        text for entry in index.entries for text in [*(phrase.text for phrase in entry.phrases), *entry.bodies.values()]
    )
    numbers = frozenset(token for text in texts for token in tokens(text) if token[0].isdigit())

    def stands_in_store(word: str) -> bool:
        return word in index.english_words or word in numbers or fold(word) in index.normaliser.folded_forms

    return Masker(stands_in_store, index.normaliser.repair_word)


def _finder(published: Published) -> Any:
    retriever = published.retriever

    def find(text: str, language: str) -> Found:
        search = retriever.search(text, language)
        nearest = retriever.index.entries[search.ranking.order[0]]
        return Found(search.decided.outcome, nearest.entry_id, nearest.topic_id, search.ranking.confidence)

    return find


def _topic(response: faq_pb2.AskResponse, catalogue: Catalogue) -> str:
    if response.answers:
        return response.answers[0].topic_id
    near = next((choice.answer_id for choice in response.choices if choice.answer_id in catalogue), "")
    return catalogue.answer(near, "pl").topic_id if near else ""


def _todo_item(item: TodoItem, catalogue: Catalogue) -> learning_pb2.TodoItem:
    title = catalogue.choices([item.nearest], "pl")[0].title if item.nearest in catalogue else ""
    return learning_pb2.TodoItem(
        questions=[_question(question) for question in item.questions],
        count=item.count,
        suggestion=_SUGGESTIONS[item.suggestion],
        nearest_answer_id=item.nearest,
        nearest_title=title,
        confidence=item.confidence,
        draft=item.draft,
    )


def _question(kept: KeptQuestion) -> learning_pb2.KeptQuestion:
    return learning_pb2.KeptQuestion(
        question_id=kept.question_id,
        text=kept.asked.text,
        language_code=kept.asked.language,
        day=kept.asked.day,
        count=kept.count,
        reason=_REASONS[kept.asked.reason],
    )


def _day(text: str) -> str:
    if text:
        try:
            date.fromisoformat(text if _DAY.fullmatch(text) else "")
        except ValueError:
            raise invalid("BAD_DAY", "Podaj dzień jak 2026-11-27.", "Give a day such as 2026-11-27.") from None
    return text
