"""Answers by e-mail."""

from fastapi import APIRouter, Request, Response
from okienko.faq.v1 import faq_pb2, mail_pb2

from okienko_gateway.context import ContextDep, HeavyCall
from okienko_gateway.learning_schemas import MailRequest
from okienko_gateway.lookups import fetch_answer
from okienko_gateway.neighbours import answered
from okienko_gateway.requests import call_metadata
from okienko_gateway.routes.questions import encodable
from okienko_gateway.schemas import Answer, AnswerId

router = APIRouter(tags=["questions"])

CALL_SECONDS = 5.0


@router.post("/answers/{answer_id}/mail", dependencies=[HeavyCall], status_code=202, summary="Send an answer by e-mail")
async def send(answer_id: AnswerId, body: MailRequest, context: ContextDep, request: Request) -> Response:
    """Send the answer as text and HTML, with links to itself and to its sign video; the address is forgotten then."""
    found = await context.localiser.localise(
        await fetch_answer(context.neighbours, answer_id, body.language), body.language
    )
    sending = mail_pb2.SendAnswerRequest(
        answer_id=answer_id,
        language_code=body.language,
        recipient=encodable(body.address),
        sender=request.client.host if request.client else "",
    )
    if found.forms.text.origin in {"memory", "template", "machine"}:
        sending.translated.CopyFrom(_text(found))
        sending.is_machine_translated = found.forms.text.origin in {"template", "machine"}
    await answered(context.neighbours.mail.SendAnswer(sending, timeout=CALL_SECONDS, metadata=call_metadata()), "faq")
    return Response(status_code=202)


def _text(answer: Answer) -> faq_pb2.AnswerText:
    return faq_pb2.AnswerText(
        language_code=answer.language,
        question=answer.question,
        title=answer.title,
        short_text=answer.short,
        easy_text=answer.easy,
        steps=answer.steps,
        cost=answer.cost,
        duration=answer.duration,
        documents=answer.documents,
    )
