"""Editors' calls: recorded signs, their clips and skeletons."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from okienko.signing.v1 import sign_clips_pb2, signing_pb2
from pydantic import ValidationError

from okienko_gateway import sign_clip_messages
from okienko_gateway.admin import NOT_LET_IN, Anybody, EditorOrReviewer, Reviewer
from okienko_gateway.context import ContextDep
from okienko_gateway.neighbours import answered, streamed
from okienko_gateway.problems import Problem
from okienko_gateway.requests import call_metadata
from okienko_gateway.routes.questions import encodable
from okienko_gateway.sign_clip_schemas import (
    ClipNumber,
    ClipRequest,
    ClipSkeleton,
    Gloss,
    RecordedSign,
    RecordedSignList,
    ReviewRequest,
    SignClip,
    Skeleton,
    clip_request_schema,
)

LARGEST_BYTES = 8 * 1024 * 1024
"""Ten seconds at 60 frames with world points, written with all their digits, are 5 MB."""
CALL_SECONDS = 10.0
RECORD_SECONDS = 60.0
_MOST_MISTAKES = 3
_REVIEWS = {"draft": signing_pb2.REVIEW_STATUS_DRAFT, "approved": signing_pb2.REVIEW_STATUS_APPROVED}
_SKELETONS = {"recorded": sign_clips_pb2.SKELETON_RECORDED, "signer": sign_clips_pb2.SKELETON_SIGNER}

router = APIRouter(
    prefix="/admin/signs",
    tags=["recorded signs"],
    responses={
        **NOT_LET_IN,
        409: {"description": "Not possible in the state that the clip is in."},
        422: {"description": "The recording cannot be used; the sentence says why and what to do."},
        501: {"description": "This server has no package for .pose files."},
        507: {"description": "There is no room for the clip, or the place of media files cannot be used."},
    },
)


@router.get("", dependencies=[Anybody], summary="All recorded signs with their clips")
async def list_recorded_signs(
    context: ContextDep,
    page: Annotated[str, Query(max_length=200, description="`next_page` of the page before.")] = "",
    page_size: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> RecordedSignList:
    """Return recorded signs by gloss."""
    request = sign_clips_pb2.ListRecordedSignsRequest(page_size=page_size, page_token=encodable(page))
    found = await answered(
        context.neighbours.sign_clips.ListRecordedSigns(request, timeout=CALL_SECONDS, metadata=call_metadata()),
        "signing",
    )
    return RecordedSignList(
        signs=[sign_clip_messages.sign(item) for item in found.signs], next_page=found.next_page_token
    )


@router.get("/{gloss}/clips", dependencies=[Anybody], summary="One recorded sign with its clips")
async def get_recorded_sign(gloss: Gloss, context: ContextDep) -> RecordedSign:
    """Return every clip of a gloss, newest first, and what happened to it."""
    request = sign_clips_pb2.GetRecordedSignRequest(gloss=encodable(gloss))
    found = await answered(
        context.neighbours.sign_clips.GetRecordedSign(request, timeout=CALL_SECONDS, metadata=call_metadata()),
        "signing",
    )
    return sign_clip_messages.sign(found.sign)


@router.post(
    "/{gloss}/clips",
    dependencies=[EditorOrReviewer],
    status_code=201,
    summary="Record a sign",
    openapi_extra={
        "requestBody": {"required": True, "content": {"application/json": {"schema": clip_request_schema()}}}
    },
)
async def record(gloss: Gloss, context: ContextDep, request: Request) -> SignClip:
    """Check landmarks of one sign, turn them into the signer's motion and keep them; nothing is published yet.

    Up to 8 MB of JSON.
    """
    # Read here and not by the framework, which would take in the whole body before it looks at the secret.
    content = await request.body()
    try:
        body = await asyncio.to_thread(ClipRequest.model_validate_json, content)
    except ValidationError as error:
        mistakes = error.errors(include_url=False, include_input=False, include_context=False)[:_MOST_MISTAKES]
        raise RequestValidationError([{**item, "loc": ("body", *item["loc"])} for item in mistakes]) from None
    encodable(body.consent)
    call = context.neighbours.sign_clips.RecordClip(
        sign_clip_messages.requests(encodable(gloss), body), timeout=RECORD_SECONDS, metadata=call_metadata()
    )
    return sign_clip_messages.clip((await answered(call, "signing")).clip)


@router.get("/{gloss}/clips/{clip}", dependencies=[Anybody], summary="A clip with its skeleton, to be played back")
async def get_clip(
    gloss: Gloss,
    clip: ClipNumber,
    context: ContextDep,
    skeleton: Annotated[
        Skeleton, Query(description="As it was recorded, or as the drawn signer does it, from rest to rest.")
    ] = "recorded",
) -> ClipSkeleton:
    """Return a clip's landmarks frame by frame, never mirrored."""
    sign = await get_recorded_sign(gloss, context)
    chosen = next((item for item in sign.clips if item.clip == clip), None)
    if chosen is None:
        raise Problem(
            404, "NO_SUCH_CLIP", f"Ten znak nie ma nagrania {clip}.", f"There is no clip {clip} of this sign."
        )
    request = sign_clips_pb2.GetClipFramesRequest(gloss=gloss, clip=clip, skeleton=_SKELETONS[skeleton])
    call = context.neighbours.sign_clips.GetClipFrames(request, timeout=CALL_SECONDS, metadata=call_metadata())
    messages = [message async for message in streamed(call, "signing")]
    return ClipSkeleton(
        clip=chosen,
        skeleton=skeleton,
        layout=messages[0].layout,
        aspect_ratio=messages[0].aspect_ratio,
        frames=[sign_clip_messages.skeleton_frame(frame) for message in messages for frame in message.frames],
    )


@router.get(
    "/{gloss}/clips/{clip}/pose",
    dependencies=[EditorOrReviewer],
    summary="A clip as a .pose file",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}},
)
async def export(gloss: Gloss, clip: ClipNumber, context: ContextDep) -> Response:
    """Return the recorded landmarks for research tools and other avatars (sign-language-processing/pose)."""
    request = sign_clips_pb2.ExportClipRequest(gloss=encodable(gloss), clip=clip)
    call = context.neighbours.sign_clips.ExportClip(request, timeout=CALL_SECONDS, metadata=call_metadata())
    content = b"".join([message.chunk async for message in streamed(call, "signing")])
    headers = {"Content-Disposition": f'attachment; filename="clip-{clip}.pose"'}
    return Response(content, headers=headers, media_type="application/octet-stream")


@router.post("/{gloss}/clips/{clip}/publish", dependencies=[Reviewer], summary="Sign with a clip")
async def publish(gloss: Gloss, clip: ClipNumber, context: ContextDep) -> RecordedSign:
    """Sign the gloss with this clip from the next question on; the one before stays at hand as `replaced`."""
    request = sign_clips_pb2.PublishClipRequest(gloss=encodable(gloss), clip=clip)
    found = await answered(
        context.neighbours.sign_clips.PublishClip(request, timeout=CALL_SECONDS, metadata=call_metadata()), "signing"
    )
    return sign_clip_messages.sign(found.sign)


@router.post(
    "/{gloss}/clips/{clip}/review", dependencies=[Reviewer], summary="Say whether a signer has approved a clip"
)
async def review(gloss: Gloss, clip: ClipNumber, body: ReviewRequest, context: ContextDep) -> RecordedSign:
    """Approve a clip once a signer of PJM has looked at it as the page signs it, or take that back."""
    request = sign_clips_pb2.ReviewClipRequest(gloss=encodable(gloss), clip=clip, review_status=_REVIEWS[body.status])
    found = await answered(
        context.neighbours.sign_clips.ReviewClip(request, timeout=CALL_SECONDS, metadata=call_metadata()), "signing"
    )
    return sign_clip_messages.sign(found.sign)


@router.post("/{gloss}/withdraw", dependencies=[Reviewer], summary="Sign as the lexicon does again")
async def withdraw(gloss: Gloss, context: ContextDep) -> RecordedSign:
    """Use the lexicon's sign again, or letters where it has none; the clip can be published again."""
    request = sign_clips_pb2.WithdrawRecordedSignRequest(gloss=encodable(gloss))
    found = await answered(
        context.neighbours.sign_clips.WithdrawRecordedSign(request, timeout=CALL_SECONDS, metadata=call_metadata()),
        "signing",
    )
    return sign_clip_messages.sign(found.sign)


@router.delete("/{gloss}/clips/{clip}", dependencies=[EditorOrReviewer], summary="Remove a clip's landmarks")
async def delete(gloss: Gloss, clip: ClipNumber, context: ContextDep) -> RecordedSign:
    """Remove landmarks and consent note of a clip that is not published, e.g. because its signer asks for it."""
    request = sign_clips_pb2.DeleteClipRequest(gloss=encodable(gloss), clip=clip)
    found = await answered(
        context.neighbours.sign_clips.DeleteClip(request, timeout=CALL_SECONDS, metadata=call_metadata()), "signing"
    )
    return sign_clip_messages.sign(found.sign)
