"""gRPC in, gRPC out: messages of the contract to calls of the domain."""

# ruff: noqa: ARG002, N802 - the contract fixes the names and arguments of its methods

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import grpc
from okienko.faq.v1 import faq_pb2, faq_pb2_grpc
from okienko_common.paging import page
from okienko_common.sharing import Room

from okienko_faq import metrics, questions, refusals, replies
from okienko_faq.dialogue.dialogue import Dialogue, Question
from okienko_faq.dialogue.phrases import PHRASES
from okienko_faq.dialogue.token import Seal
from okienko_faq.figures import note_forms
from okienko_faq.messages import Catalogue
from okienko_faq.questions import QuestionError
from okienko_faq.retrieval.context import Context
from okienko_faq.retrieval.retriever import Retriever

SERVICE_NAME = "okienko.faq.v1.FaqService"
_PAGE_SIZE = 100
Note = Callable[[faq_pb2.AskRequest, faq_pb2.AskResponse], None]
_CallContext = grpc.aio.ServicerContext[Any, Any]


@dataclass(frozen=True, slots=True)
class _Opened:
    catalogue: Catalogue
    dialogue: Dialogue
    mode: str


class FaqService(faq_pb2_grpc.FaqServiceServicer):
    """The six calls; `open` gives it the answers once they are loaded."""

    def __init__(self, town: str, room: Room, seal: Seal, note: Note | None = None) -> None:
        """Answer for one town.

        Args:
            town: its identifier, under which its figures are kept.
            room: searches run in it, off the event loop.
            seal: signs contexts.
            note: told of every question and response.
        """
        self._town = town
        self._room = room
        self._note = note
        self._seal = seal
        self._opened: _Opened | None = None

    def open(self, catalogue: Catalogue, retriever: Retriever) -> None:
        """Begin to answer from these."""
        note_forms(self._town, catalogue)
        self._opened = _Opened(catalogue, Dialogue(retriever, catalogue.starters), retriever.mode)

    async def Ask(self, request: faq_pb2.AskRequest, context: _CallContext) -> faq_pb2.AskResponse:
        """Find the answer to a question, ask back, or decline."""
        opened = self._ready()
        earlier, state = self._seal.open(request.context)
        finding = await self._room.run(opened.dialogue.find, _question(request, earlier))
        metrics.OUTCOMES.labels(self._town, finding.outcome.value).inc()
        response = replies.response(finding, opened.catalogue, self._seal, state, opened.mode, explain=request.explain)
        if self._note:
            self._note(request, response)
        return response

    async def GetAnswer(self, request: faq_pb2.GetAnswerRequest, context: _CallContext) -> faq_pb2.GetAnswerResponse:
        """Return one answer with all its texts."""
        catalogue = self._ready().catalogue
        if request.answer_id not in catalogue:
            raise refusals.answer_not_found()
        return faq_pb2.GetAnswerResponse(
            answer=catalogue.answer(request.answer_id, request.language_code or "pl"),
            context=self._seal.close(Context(answered=(request.answer_id,)), by_the_hour=True),
        )

    async def ListTopics(self, request: faq_pb2.ListTopicsRequest, context: _CallContext) -> faq_pb2.ListTopicsResponse:
        """Return the topics and the answers of the first screen."""
        catalogue = self._ready().catalogue
        return faq_pb2.ListTopicsResponse(
            topics=catalogue.topics(request.language_code or "pl"), featured=catalogue.featured()
        )

    async def ListAnswers(
        self, request: faq_pb2.ListAnswersRequest, context: _CallContext
    ) -> faq_pb2.ListAnswersResponse:
        """Return every answer's identifier and Polish title, page by page."""
        catalogue = self._ready().catalogue
        ids = catalogue.answer_ids
        start, end, token = page(request.page_token, request.page_size, len(ids), _PAGE_SIZE)
        return faq_pb2.ListAnswersResponse(answers=catalogue.choices(ids[start:end], "pl"), next_page_token=token)

    async def GetOffice(self, request: faq_pb2.GetOfficeRequest, context: _CallContext) -> faq_pb2.GetOfficeResponse:
        """Return the office itself."""
        opened = self._ready()
        return opened.catalogue.office(opened.mode, datetime.now(UTC))

    async def ListPhrases(
        self, request: faq_pb2.ListPhrasesRequest, context: _CallContext
    ) -> faq_pb2.ListPhrasesResponse:
        """Return what the service says in its own words."""
        return faq_pb2.ListPhrasesResponse(phrases=[replies.phrase(said) for said in PHRASES.values()])

    def _ready(self) -> _Opened:
        return refusals.opened(self._opened)


def _question(request: faq_pb2.AskRequest, context: Context) -> Question:
    try:
        match request.WhichOneof("question"):
            case "glossed":
                return questions.from_glosses(request.glossed.glosses, request.language_code, context)
            case "choice_id":
                return questions.from_choice(request.choice_id, request.language_code, context)
            case _:
                return questions.from_text(request.text, request.language_code, context)
    except QuestionError as error:
        raise refusals.invalid(error.reason, error.pl, error.en) from error
