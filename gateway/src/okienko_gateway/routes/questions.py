"""Asking, answers, topics, the office."""

import hashlib
from typing import Annotated

from fastapi import APIRouter, Header, Query, Response
from okienko.faq.v1 import faq_pb2

from okienko_gateway import answers, replies
from okienko_gateway.context import ContextDep, LanguageDep, LightCall, LookCall
from okienko_gateway.languages import Language
from okienko_gateway.lookups import fetch_answer_response, fetch_topics
from okienko_gateway.neighbours import answered
from okienko_gateway.problems import Problem
from okienko_gateway.requests import call_metadata, chosen_town
from okienko_gateway.schemas import (
    Answer,
    AnswerId,
    AskRequest,
    AskResponse,
    FeaturedAnswer,
    Office,
    Topic,
    Topics,
    TownPage,
    TownTheme,
)

router = APIRouter(tags=["questions"])

ASK_SECONDS = 5.0


@router.post("/ask", dependencies=[LightCall], summary="Ask a question")
async def ask(body: AskRequest, context: ContextDep, caller: LanguageDep) -> AskResponse:
    """Answer from the town's store, ask back, or decline with the office's contact. Nothing of the question is kept."""
    request = faq_pb2.AskRequest(
        language_code=body.language or "", context=encodable(body.context), explain=body.explain
    )
    if sum(given is not None for given in (body.text, body.glosses, body.choice)) != 1:
        raise Problem(
            400,
            "ONE_QUESTION",
            "Podaj pytanie jako tekst, jako glosy albo jako wybór, jedno z trzech.",
            "Give the question as text, as glosses or as a choice, one of the three.",
        )
    if body.text is not None:
        request.text = encodable(body.text)
    elif body.choice is not None:
        request.choice_id = encodable(body.choice)
    else:
        request.glossed.glosses.extend(encodable(gloss) for gloss in body.glosses or [])
    response = await answered(context.neighbours.faq.Ask(request, timeout=ASK_SECONDS, metadata=call_metadata()), "faq")
    language: Language = body.language or ("en" if response.language_code == "en" else "pl")
    outcome = replies.OUTCOMES.get(response.outcome, "decline")
    focuses = {focus.answer_id: focus for focus in response.focuses}
    localised = [await context.localiser.localise(item, language) for item in response.answers]
    return AskResponse.model_validate(
        {
            "outcome": outcome,
            "answers": [replies.focused(answer, focuses.get(answer.id)) for answer in localised],
            "choices": answers.choices(response.choices),
            "confidence": min(1.0, max(0.0, response.confidence)),
            "language": response.language_code or caller,
            "context": response.context,
            "matched_question": response.matched_question,
            "phrase": replies.phrase(response.phrase, language) if response.HasField("phrase") else None,
            "notice": replies.notice(response.context_state, language),
            "emergency_contacts": replies.emergency_contacts(response.emergency_contacts, language),
            "office": await context.offices.get(language) if outcome in replies.WITH_OFFICE else None,
            "explanation": replies.explanation(response.explanation) if response.HasField("explanation") else None,
        }
    )


@router.get(
    "/answers/{answer_id}", dependencies=[LookCall], summary="One answer with all its forms", response_model=Answer
)
async def get_answer(
    answer_id: AnswerId,
    context: ContextDep,
    caller: LanguageDep,
    response: Response,
    language: Annotated[Language | None, Query(description="Language of the answer.")] = None,
    if_none_match: Annotated[str | None, Header()] = None,
) -> Answer | Response:
    """Return the answer in the language; what the town has not written in it is translated and labelled so."""
    wanted = language or caller
    fetched = await fetch_answer_response(context.neighbours, answer_id, wanted)
    localised = await context.localiser.localise(fetched.answer, wanted)
    found = localised.model_copy(update={"context": fetched.context})
    # The context stays the same for an hour: what is kept longer would be refused when it is sent back.
    age = hashlib.blake2b(fetched.context.encode(), digest_size=4).hexdigest()
    etag = f'"{found.revision}-{found.language}-{found.forms.text.origin}-{age}"'
    headers = {"ETag": etag, "Cache-Control": "no-cache", "Vary": "Accept-Language"}
    if if_none_match == etag:
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    return found


@router.get("/topics", dependencies=[LookCall], summary="Topics and the most-asked answers")
async def get_topics(
    context: ContextDep,
    caller: LanguageDep,
    language: Annotated[Language | None, Query(description="Language of the answers' titles, where written.")] = None,
) -> Topics:
    """Return the first screen: topics with their answers, and the most-asked answers."""
    found = await fetch_topics(context.neighbours, language or caller)
    return Topics(
        topics=[
            Topic(
                id=item.topic_id,
                icon=item.icon,
                names={name.language_code: name.name for name in item.names},
                answers=answers.choices(item.answers),
            )
            for item in found.topics
        ],
        featured=[
            FeaturedAnswer(
                id=item.answer_id,
                icon=item.icon,
                titles={title.language_code: title.name for title in item.titles},
                pjm=item.pjm,
            )
            for item in found.featured
        ],
    )


@router.get("/office", summary="The office's contact, hours and hand-over")
async def get_office(
    context: ContextDep,
    caller: LanguageDep,
    language: Annotated[Language | None, Query(description="Language of names and notes.")] = None,
) -> Office:
    """Return whom to turn to."""
    return await context.offices.get(language or caller)


@router.get("/town", summary="The town that this page is for")
async def get_town(context: ContextDep) -> TownPage:
    """Return its name and colours; without them the page keeps its own."""
    town = (await context.towns.current()).towns.get(chosen_town())
    if town is None:
        raise Problem(
            503,
            "TOWNS_UNKNOWN",
            "Nie wiemy jeszcze, które to miasto. Spróbuj ponownie za chwilę.",
            "It is not known yet which town this is. Please try again in a moment.",
            retry_after_seconds=2,
            service="faq",
        )
    colours = town.theme if town.HasField("theme") else None
    theme = TownTheme(header=colours.header, accent=colours.accent, link=colours.link) if colours else None
    return TownPage(id=town.town_id, name=town.name, theme=theme)


def encodable(text: str) -> str:
    r"""Return the text, unless JSON escapes such as "\ud800" have put half a character into it.

    Raises:
        Problem: 400, the text is not Unicode.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Problem(
            400,
            "INVALID_TEXT",
            "Tekst zawiera znaki, których nie da się odczytać. Wpisz go ponownie.",
            "The text has characters that cannot be read. Please type it again.",
        ) from None
    return text
