"""What is looked up in the town's store: answers, the first screen, the official's own phrases."""

from okienko.faq.v1 import faq_pb2

from okienko_gateway.languages import Language
from okienko_gateway.neighbours import Neighbours, answered
from okienko_gateway.requests import call_metadata

LOOKUP_SECONDS = 3.0


async def fetch_answer(
    neighbours: Neighbours, answer_id: str, language: Language = "pl", seconds: float = LOOKUP_SECONDS
) -> faq_pb2.Answer:
    """Fetch one answer from the store.

    Raises:
        Problem: 404, there is none with that identifier; 503, the answers service is away.
    """
    return (await fetch_answer_response(neighbours, answer_id, language, seconds)).answer


async def fetch_answer_response(
    neighbours: Neighbours, answer_id: str, language: Language = "pl", seconds: float = LOOKUP_SECONDS
) -> faq_pb2.GetAnswerResponse:
    """Fetch one answer with the context that a next question may refer to; raises as `fetch_answer`."""
    return await answered(
        neighbours.faq.GetAnswer(
            faq_pb2.GetAnswerRequest(answer_id=answer_id, language_code=language),
            timeout=seconds,
            metadata=call_metadata(),
        ),
        "faq",
    )


async def fetch_phrases(neighbours: Neighbours, seconds: float = LOOKUP_SECONDS) -> faq_pb2.ListPhrasesResponse:
    """Fetch what the official says in its own words.

    Raises:
        Problem: 503, the answers service is away.
    """
    return await answered(
        neighbours.faq.ListPhrases(faq_pb2.ListPhrasesRequest(), timeout=seconds, metadata=call_metadata()),
        "faq",
    )


async def fetch_topics(
    neighbours: Neighbours, language: Language = "pl", seconds: float = LOOKUP_SECONDS
) -> faq_pb2.ListTopicsResponse:
    """Fetch the first screen from the store.

    Raises:
        Problem: 503, the answers service is away.
    """
    return await answered(
        neighbours.faq.ListTopics(
            faq_pb2.ListTopicsRequest(language_code=language), timeout=seconds, metadata=call_metadata()
        ),
        "faq",
    )
