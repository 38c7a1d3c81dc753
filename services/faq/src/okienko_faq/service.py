"""gRPC in, gRPC out: messages of the contract to calls of the domain."""

# ruff: noqa: ARG002, N802 - the contract fixes the names and arguments of its methods

from typing import Any, NoReturn

import grpc
from okienko.faq.v1 import faq_pb2, faq_pb2_grpc
from okienko_common.capacity import ModelPool
from okienko_common.errors import ServiceError
from okienko_common.telemetry import meter

from okienko_faq import questions
from okienko_faq.messages import OUTCOMES, Catalogue
from okienko_faq.questions import QuestionError
from okienko_faq.retrieval.context import Context
from okienko_faq.retrieval.decision import Outcome
from okienko_faq.retrieval.finding import Finding
from okienko_faq.retrieval.retriever import Question, Retriever

SERVICE_NAME = "okienko.faq.v1.FaqService"
_PAGE_SIZE = 100
_LARGEST_PAGE = 1000
_LONGEST_TOKEN = 9
_CallContext = grpc.aio.ServicerContext[Any, Any]


class FaqService(faq_pb2_grpc.FaqServiceServicer):
    """The five calls; `open` gives it the answers once they are loaded."""

    def __init__(self, pool: ModelPool) -> None:
        """Search in `pool`, off the event loop."""
        self._pool = pool
        self._catalogue: Catalogue | None = None
        self._retriever: Retriever | None = None
        self._outcomes = meter("okienko.faq").create_counter(
            "okienko_faq_outcomes", description="Responses by outcome."
        )

    def open(self, catalogue: Catalogue, retriever: Retriever) -> None:
        """Begin to answer from these."""
        self._catalogue = catalogue
        self._retriever = retriever

    async def Ask(self, request: faq_pb2.AskRequest, context: _CallContext) -> faq_pb2.AskResponse:
        """Find the answer to a question, ask back, or decline."""
        catalogue, retriever = self._ready()
        finding = await self._pool.run(retriever.find, _question(request))
        self._outcomes.add(1, {"outcome": finding.outcome.value})
        return _response(finding, catalogue)

    async def GetAnswer(self, request: faq_pb2.GetAnswerRequest, context: _CallContext) -> faq_pb2.GetAnswerResponse:
        """Return one answer with all its texts."""
        catalogue, _ = self._ready()
        if request.answer_id not in catalogue:
            raise ServiceError(
                grpc.StatusCode.NOT_FOUND,
                "ANSWER_NOT_FOUND",
                "Nie ma takiej odpowiedzi. Mogła zostać usunięta; zadaj pytanie jeszcze raz.",
                "There is no such answer. It may have been removed; please ask again.",
            )
        return faq_pb2.GetAnswerResponse(answer=catalogue.answer(request.answer_id, request.language_code or "pl"))

    async def ListTopics(self, request: faq_pb2.ListTopicsRequest, context: _CallContext) -> faq_pb2.ListTopicsResponse:
        """Return the topics and the answers of the first screen."""
        catalogue, _ = self._ready()
        return faq_pb2.ListTopicsResponse(
            topics=catalogue.topics(request.language_code or "pl"), featured=catalogue.featured()
        )

    async def ListAnswers(
        self, request: faq_pb2.ListAnswersRequest, context: _CallContext
    ) -> faq_pb2.ListAnswersResponse:
        """Return every answer's identifier and Polish title, page by page."""
        catalogue, _ = self._ready()
        ids = catalogue.answer_ids
        start = _page_start(request.page_token, len(ids))
        if request.page_size < 0:
            _refuse("BAD_PAGE_SIZE", "Rozmiar strony nie może być ujemny.", "A page cannot have a negative size.")
        end = start + min(request.page_size or _PAGE_SIZE, _LARGEST_PAGE)
        token = str(end) if end < len(ids) else ""
        return faq_pb2.ListAnswersResponse(answers=catalogue.choices(ids[start:end], "pl"), next_page_token=token)

    async def GetOffice(self, request: faq_pb2.GetOfficeRequest, context: _CallContext) -> faq_pb2.GetOfficeResponse:
        """Return the office itself."""
        catalogue, retriever = self._ready()
        return catalogue.office(retriever.mode)

    def _ready(self) -> tuple[Catalogue, Retriever]:
        if self._catalogue is None or self._retriever is None:
            raise ServiceError(
                grpc.StatusCode.UNAVAILABLE,
                "STARTING",
                "Usługa właśnie się uruchamia. Spróbuj ponownie za chwilę.",
                "The service is starting. Please try again in a moment.",
                retry_after_seconds=1.0,
            )
        return self._catalogue, self._retriever


def _question(request: faq_pb2.AskRequest) -> Question:
    try:
        if request.WhichOneof("question") == "glossed":
            return questions.from_glosses(request.glossed.glosses, request.language_code, request.context)
        return questions.from_text(request.text, request.language_code, request.context)
    except QuestionError as error:
        raise ServiceError(grpc.StatusCode.INVALID_ARGUMENT, error.reason, error.pl, error.en) from error


def _response(finding: Finding, catalogue: Catalogue) -> faq_pb2.AskResponse:
    answered = finding.outcome in {Outcome.ANSWER, Outcome.EMERGENCY}
    context = Context(answered=finding.answers) if answered else Context(offered=finding.choices)
    answers = [catalogue.answer(answer, finding.language) for answer in finding.answers]
    choices = catalogue.choices(finding.choices, finding.language)
    if finding.outcome is Outcome.ANSWER:
        choices = list(answers[0].related)
    return faq_pb2.AskResponse(
        outcome=OUTCOMES[finding.outcome],
        answers=answers,
        choices=choices,
        confidence=finding.confidence,
        language_code=finding.language,
        context=context.encode(),
        matched_question=finding.matched_question,
    )


def _page_start(token: str, size: int) -> int:
    if not token:
        return 0
    if not token.isascii() or not token.isdigit() or len(token) > _LONGEST_TOKEN or int(token) >= size:
        _refuse(
            "BAD_PAGE_TOKEN",
            "Nie ma takiej strony listy. Zacznij listę od początku.",
            "There is no such page of the list. Start the list from the beginning.",
        )
    return int(token)


def _refuse(reason: str, pl: str, en: str) -> NoReturn:
    raise ServiceError(grpc.StatusCode.INVALID_ARGUMENT, reason, pl, en)
