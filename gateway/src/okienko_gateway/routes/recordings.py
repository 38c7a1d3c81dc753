"""Editors' calls: recordings of signers, their versions and captions."""

from typing import Annotated

from fastapi import APIRouter, Query
from okienko.signing.v1 import recordings_pb2

from okienko_gateway import recording_messages
from okienko_gateway.admin import NOT_LET_IN, Anybody, Editor, EditorOrReviewer, Reviewer
from okienko_gateway.context import ContextDep, GatewayContext
from okienko_gateway.languages import Language
from okienko_gateway.lookups import fetch_answer
from okienko_gateway.neighbours import answered
from okienko_gateway.problems import Problem
from okienko_gateway.recording_names import own_name, stored_name
from okienko_gateway.recording_schemas import (
    Captions,
    CaptionsRequest,
    Recording,
    RecordingId,
    RecordingList,
    RecordingVersion,
    VersionNumber,
)
from okienko_gateway.requests import call_metadata
from okienko_gateway.routes.questions import encodable

router = APIRouter(
    prefix="/admin/recordings",
    tags=["recordings"],
    responses={
        **NOT_LET_IN,
        409: {"description": "Not possible in the state that the recording is in."},
        422: {"description": "The recording or its captions cannot be used; the sentence says why."},
    },
)
CALL_SECONDS = 10.0
TITLE = "-title"


@router.get("", dependencies=[Anybody], summary="All recordings with their history")
async def list_recordings(
    context: ContextDep,
    page: Annotated[str, Query(max_length=100, description="`next_page` of the page before.")] = "",
    page_size: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> RecordingList:
    """Return recordings by identifier; where there are many towns a page holds fewer."""
    request = recordings_pb2.ListRecordingsRequest(page_size=page_size, page_token=encodable(page))
    found = await answered(
        context.neighbours.recordings.ListRecordings(request, timeout=CALL_SECONDS, metadata=call_metadata()), "signing"
    )
    listed = [recording_messages.recording(item) for item in found.recordings if own_name(item.recording_id)]
    return RecordingList(recordings=listed, next_page=found.next_page_token)


@router.get("/{recording_id}", dependencies=[Anybody], summary="One recording with its history")
async def get_recording(recording_id: RecordingId, context: ContextDep) -> Recording:
    """Return every version that was uploaded, newest first, and what happened to it."""
    request = recordings_pb2.GetRecordingRequest(recording_id=stored_name(recording_id))
    found = await answered(
        context.neighbours.recordings.GetRecording(request, timeout=CALL_SECONDS, metadata=call_metadata()), "signing"
    )
    return recording_messages.recording(found.recording)


@router.post("/{recording_id}/versions/{version}/publish", dependencies=[Reviewer], summary="Publish a version")
async def publish(recording_id: RecordingId, version: VersionNumber, context: ContextDep) -> Recording:
    """Show this version from now on; the one before stays at hand as `replaced`."""
    request = recordings_pb2.PublishVersionRequest(recording_id=stored_name(recording_id), version=version)
    found = await answered(
        context.neighbours.recordings.PublishVersion(request, timeout=CALL_SECONDS, metadata=call_metadata()), "signing"
    )
    return recording_messages.recording(found.recording)


@router.post("/{recording_id}/withdraw", dependencies=[Reviewer], summary="Withdraw what is published")
async def withdraw(recording_id: RecordingId, context: ContextDep) -> Recording:
    """Show the composed film again; the recording can be published again."""
    request = recordings_pb2.WithdrawRecordingRequest(recording_id=stored_name(recording_id))
    found = await answered(
        context.neighbours.recordings.WithdrawRecording(request, timeout=CALL_SECONDS, metadata=call_metadata()),
        "signing",
    )
    return recording_messages.recording(found.recording)


@router.delete(
    "/{recording_id}/versions/{version}", dependencies=[EditorOrReviewer], summary="Remove a version's files"
)
async def delete(recording_id: RecordingId, version: VersionNumber, context: ContextDep) -> Recording:
    """Remove the files of a version that is not published, e.g. because its signer asks for it; the history stays."""
    request = recordings_pb2.DeleteVersionRequest(recording_id=stored_name(recording_id), version=version)
    found = await answered(
        context.neighbours.recordings.DeleteVersion(request, timeout=CALL_SECONDS, metadata=call_metadata()), "signing"
    )
    return recording_messages.recording(found.recording)


@router.get("/{recording_id}/versions/{version}/captions", dependencies=[Anybody], summary="A version's captions")
async def get_captions(
    recording_id: RecordingId, version: VersionNumber, context: ContextDep, language: Language = "pl"
) -> Captions:
    """Return the edited captions, else the answer's text spread over the film, ready to be edited and sent back."""
    request = recordings_pb2.GetCaptionsRequest(
        recording_id=stored_name(recording_id),
        version=version,
        language_code=language,
        text=await _text(context, recording_id, language),
    )
    found = await answered(
        context.neighbours.recordings.GetCaptions(request, timeout=CALL_SECONDS, metadata=call_metadata()), "signing"
    )
    return Captions(
        language=language, is_edited=found.is_edited, cues=[recording_messages.cue(item) for item in found.cues]
    )


@router.put(
    "/{recording_id}/versions/{version}/captions", dependencies=[Editor], summary="Replace a version's captions"
)
async def put_captions(
    recording_id: RecordingId,
    version: VersionNumber,
    body: CaptionsRequest,
    context: ContextDep,
    language: Language = "pl",
) -> RecordingVersion:
    """Keep captions in one language; at once, where the version is published."""
    for cue in body.cues:
        encodable(cue.text)
    request = recordings_pb2.SetCaptionsRequest(
        recording_id=stored_name(recording_id),
        version=version,
        language_code=language,
        cues=[recording_messages.to_cue(cue) for cue in body.cues],
    )
    found = await answered(
        context.neighbours.recordings.SetCaptions(request, timeout=CALL_SECONDS, metadata=call_metadata()), "signing"
    )
    return recording_messages.version(found.version)


async def _text(context: GatewayContext, recording_id: str, language: Language) -> str:
    """Return what the recording signs, as the page shows it; empty where the answer is gone."""
    try:
        answer = await context.localiser.localise(
            await fetch_answer(context.neighbours, recording_id.removesuffix(TITLE)), language
        )
    except Problem as problem:
        if problem.status == 404:
            return ""
        raise
    return answer.title if recording_id.endswith(TITLE) else answer.short
