"""Editors' calls about teaching: what recorded takes would teach the recogniser, and what it has been taught."""

from collections.abc import Sequence

from fastapi import APIRouter
from okienko.recognition.v1 import recognition_pb2
from okienko.signing.v1 import recordings_pb2, sign_clips_pb2

from okienko_gateway import teaching_messages
from okienko_gateway.admin import NOT_LET_IN, Anybody, EditorOrReviewer
from okienko_gateway.context import ContextDep, GatewayContext
from okienko_gateway.neighbours import answered, streamed
from okienko_gateway.problems import Problem
from okienko_gateway.requests import call_metadata
from okienko_gateway.routes.questions import encodable
from okienko_gateway.sign_clip_schemas import Gloss
from okienko_gateway.teaching_schemas import TakeCheck, TaughtSignList

CALL_SECONDS = 10.0
CHECK_SECONDS = 30.0
MOST_TAKES = 8
"""The newest so many takes teach a sign, as the recognition service has it."""

router = APIRouter(
    prefix="/admin/signs",
    tags=["recorded signs"],
    responses=NOT_LET_IN,
)


@router.get("/taught", dependencies=[Anybody], summary="The signs that the recogniser has been taught")
async def list_taught_signs(context: ContextDep) -> TaughtSignList:
    """Return what one recognition server knows at the moment; the others know the same within two seconds."""
    call = context.neighbours.recognition.ListTaughtSigns(
        recognition_pb2.ListTaughtSignsRequest(), timeout=CALL_SECONDS, metadata=call_metadata()
    )
    return teaching_messages.taught(await answered(call, "recognition"))


@router.post("/{gloss}/check", dependencies=[EditorOrReviewer], summary="Whether the takes of a sign can teach it")
async def check(gloss: Gloss, context: ContextDep) -> TakeCheck:
    """Compare the takes that are kept, the newest eight, with each other and with all signs that are recognised; nothing is changed."""
    request = sign_clips_pb2.GetRecordedSignRequest(gloss=encodable(gloss))
    found = await answered(
        context.neighbours.sign_clips.GetRecordedSign(request, timeout=CALL_SECONDS, metadata=call_metadata()),
        "signing",
    )
    kept = [clip for clip in found.sign.clips if clip.state != recordings_pb2.VERSION_STATE_DELETED][:MOST_TAKES]
    if not kept:
        raise Problem(
            409,
            "TAKES_MISSING",
            "Nie ma nagrań tego znaku. Nagraj go najpierw, najlepiej trzy do pięciu razy.",
            "This sign has no takes. Record it first, best three to five times.",
        )
    takes = [await _take(context, gloss, clip) for clip in kept]
    call = context.neighbours.recognition.CheckTakes(
        iter([recognition_pb2.CheckTakesRequest(gloss=gloss), *takes]), timeout=CHECK_SECONDS, metadata=call_metadata()
    )
    return teaching_messages.checked([clip.clip for clip in kept], await answered(call, "recognition"))


async def _take(
    context: GatewayContext, gloss: str, clip: sign_clips_pb2.SignClip
) -> recognition_pb2.CheckTakesRequest:
    request = sign_clips_pb2.GetClipFramesRequest(
        gloss=gloss, clip=clip.clip, skeleton=sign_clips_pb2.SKELETON_RECORDED
    )
    call = context.neighbours.sign_clips.GetClipFrames(request, timeout=CALL_SECONDS, metadata=call_metadata())
    messages: Sequence[sign_clips_pb2.GetClipFramesResponse] = [part async for part in streamed(call, "signing")]
    return teaching_messages.take(clip, messages)
