"""Ratings by residents; what the answers lack, for editors."""

import asyncio
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from okienko.faq.v1 import learning_pb2, mail_pb2

from okienko_gateway.admin import NOT_LET_IN, Anybody, Editor, Reader
from okienko_gateway.context import ContextDep, LightCall
from okienko_gateway.learning_schemas import (
    Counts,
    Day,
    Done,
    DoneRequest,
    Features,
    KeptQuestion,
    LearningFeature,
    MailFeature,
    RatingCount,
    RatingRequest,
    TodoItem,
    TodoList,
    TopicCount,
)
from okienko_gateway.neighbours import answered, streamed
from okienko_gateway.requests import call_metadata
from okienko_gateway.routes.questions import encodable
from okienko_gateway.schemas import AnswerId

router = APIRouter(tags=["learning"])
editors = APIRouter(
    prefix="/admin/learning",
    tags=["learning"],
    responses=NOT_LET_IN,
)

CALL_SECONDS = 5.0
# Comparing a thousand questions costs 16 s of one core.
GROUPING_SECONDS = 60.0
MODES = {
    learning_pb2.LEARNING_MODE_COUNTS: "counts",
    learning_pb2.LEARNING_MODE_QUESTIONS: "questions",
}
SUGGESTIONS = {
    learning_pb2.SUGGESTION_ADD_ALIASES: "add_aliases",
    learning_pb2.SUGGESTION_REVISE: "revise",
    learning_pb2.SUGGESTION_ANSWERED: "answered",
}
TABLES = {
    "questions": learning_pb2.LEARNED_TABLE_QUESTIONS,
    "topics": learning_pb2.LEARNED_TABLE_TOPICS,
    "ratings": learning_pb2.LEARNED_TABLE_RATINGS,
}
FORMATS = {
    "csv": (learning_pb2.TABLE_FORMAT_CSV, "text/csv; charset=utf-8"),
    "parquet": (learning_pb2.TABLE_FORMAT_PARQUET, "application/vnd.apache.parquet"),
}


@router.get("/features", summary="What this town has switched on")
async def get_features(context: ContextDep) -> Features:
    """Say what is kept of questions, so that a page can tell the resident, and whether answers can be sent by e-mail."""
    kept, mail = await asyncio.gather(
        answered(
            context.neighbours.learning.GetLearning(
                learning_pb2.GetLearningRequest(), timeout=CALL_SECONDS, metadata=call_metadata()
            ),
            "faq",
        ),
        answered(
            context.neighbours.mail.GetMail(mail_pb2.GetMailRequest(), timeout=CALL_SECONDS, metadata=call_metadata()),
            "faq",
        ),
    )
    mode = MODES.get(kept.mode, "off")
    learning = {"mode": mode, "question_days": kept.question_days, "count_days": kept.count_days}
    return Features(
        learning=LearningFeature.model_validate(learning),
        mail=MailFeature(available=mail.is_available, advice=mail.advice),
    )


@router.post("/answers/{answer_id}/rating", dependencies=[LightCall], status_code=204, summary="Say whether it helped")
async def rate(answer_id: AnswerId, body: RatingRequest, context: ContextDep) -> None:
    """Count a thumb. The question is kept, masked, only where the town keeps questions and the answer did not help."""
    request = learning_pb2.RateAnswerRequest(
        answer_id=answer_id, is_helpful=body.helpful, language_code=body.language, question=encodable(body.question)
    )
    await answered(
        context.neighbours.learning.RateAnswer(request, timeout=CALL_SECONDS, metadata=call_metadata()), "faq"
    )


@editors.get("", dependencies=[Reader], summary="What the answers lack")
async def list_todo(context: ContextDep, page_size: Annotated[int, Query(ge=1, le=1000)] = 50) -> TodoList:
    """Return questions without an answer, or whose answer did not help, by what they are after, with a suggestion each."""
    request = learning_pb2.ListTodoItemsRequest(page_size=page_size)
    found = await answered(
        context.neighbours.learning.ListTodoItems(request, timeout=GROUPING_SECONDS, metadata=call_metadata()), "faq"
    )
    return TodoList(
        items=[_todo_item(item) for item in found.items],
        questions=found.question_count,
        considered=found.considered_count,
    )


@editors.post("/done", dependencies=[Editor], summary="Remove questions that are dealt with")
async def done(body: DoneRequest, context: ContextDep) -> Done:
    """Remove kept questions for good."""
    request = learning_pb2.DeleteQuestionsRequest(question_ids=body.questions)
    found = await answered(
        context.neighbours.learning.DeleteQuestions(request, timeout=CALL_SECONDS, metadata=call_metadata()), "faq"
    )
    return Done(removed=found.deleted_count)


@editors.get("/counts", dependencies=[Anybody], summary="Questions by day and topic, ratings by day and answer")
async def list_counts(
    context: ContextDep,
    first: Annotated[Day | None, Query(description="First day; absent for the oldest.")] = None,
    last: Annotated[Day | None, Query(description="Last day; absent for today.")] = None,
) -> Counts:
    """Return counts; they hold no word of any question."""
    request = learning_pb2.ListCountsRequest(first_day=first or "", last_day=last or "")
    found = await answered(
        context.neighbours.learning.ListCounts(request, timeout=CALL_SECONDS, metadata=call_metadata()), "faq"
    )
    return Counts(
        topics=[
            TopicCount.model_validate(
                {
                    "day": row.day,
                    "topic": row.topic_id,
                    "outcome": row.outcome,
                    "language": row.language_code,
                    "count": row.count,
                }
            )
            for row in found.topics
        ],
        ratings=[
            RatingCount(
                day=row.day,
                answer=row.answer_id,
                language=row.language_code,
                helpful=row.helpful_count,
                unhelpful=row.unhelpful_count,
            )
            for row in found.ratings
        ],
    )


@editors.get("/export", dependencies=[Reader], summary="A table as a file", response_class=Response)
async def export(
    context: ContextDep,
    table: Annotated[Literal["questions", "topics", "ratings"], Query()] = "questions",
    file_format: Annotated[Literal["csv", "parquet"], Query(alias="format")] = "csv",
) -> Response:
    """Return masked questions, counts by topic or ratings as CSV or Parquet."""
    kind, media_type = FORMATS[file_format]
    request = learning_pb2.ExportTableRequest(table=TABLES[table], format=kind)
    call = context.neighbours.learning.ExportTable(request, timeout=GROUPING_SECONDS, metadata=call_metadata())
    content = b"".join([piece.chunk async for piece in streamed(call, "faq")])
    headers = {"Content-Disposition": f'attachment; filename="{table}.{file_format}"', "Cache-Control": "no-store"}
    return Response(content, media_type=media_type, headers=headers)


def _todo_item(item: learning_pb2.TodoItem) -> TodoItem:
    return TodoItem.model_validate(
        {
            "questions": [_question(question) for question in item.questions],
            "count": item.count,
            "suggestion": SUGGESTIONS.get(item.suggestion, "new_answer"),
            "nearest": item.nearest_answer_id,
            "nearest_title": item.nearest_title,
            "confidence": min(1.0, max(0.0, item.confidence)),
            "draft": item.draft,
        }
    )


def _question(kept: learning_pb2.KeptQuestion) -> KeptQuestion:
    is_rated = kept.reason == learning_pb2.KEPT_REASON_RATED_DOWN
    return KeptQuestion(
        id=kept.question_id,
        text=kept.text,
        language=kept.language_code,
        day=kept.day,
        count=kept.count,
        reason="rated_down" if is_rated else "unanswered",
    )
