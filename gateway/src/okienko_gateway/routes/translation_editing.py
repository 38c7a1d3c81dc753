"""Editors' calls about the translation memory and the glossary."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from okienko.translation.v1 import editing_pb2 as pb

from okienko_gateway import translation_editing_schemas as schemas
from okienko_gateway.admin import NOT_LET_IN, Anybody, Editor
from okienko_gateway.context import ContextDep
from okienko_gateway.neighbours import answered, streamed
from okienko_gateway.requests import call_metadata
from okienko_gateway.routes.questions import encodable

router = APIRouter(
    prefix="/admin/translation",
    tags=["translation"],
    responses=NOT_LET_IN,
)

CALL_SECONDS = 10.0
FILE_SECONDS = 60.0
Format = Literal["tmx", "tbx", "csv"]
FORMATS: dict[str, tuple["pb.EditedFormat.ValueType", str, str]] = {
    "tmx": (pb.EDITED_FORMAT_TMX, "application/x-tmx+xml", "memory.tmx"),
    "tbx": (pb.EDITED_FORMAT_TBX, "application/x-tbx+xml", "glossary.tbx"),
    "csv": (pb.EDITED_FORMAT_CSV, "text/csv; charset=utf-8", "glossary.csv"),
}
PageSize = Annotated[int, Query(ge=1, le=1000)]
XML = {"requestBody": {"required": True, "content": {"application/octet-stream": {"schema": {"type": "string"}}}}}


@router.get("/units", dependencies=[Anybody], summary="Units of the translation memory")
async def list_units(
    context: ContextDep,
    q: Annotated[schemas.Query, Query()] = "",
    page_size: PageSize = 50,
    page: Annotated[schemas.PageToken, Query()] = "",
) -> schemas.Units:
    """Return texts in both languages, those that were changed here first."""
    request = pb.ListUnitsRequest(query=encodable(q), page_size=page_size, page_token=page)
    found = await _ask(context.neighbours.translation_editing.ListUnits, request)
    return schemas.Units(units=[_unit(one) for one in found.units], next=found.next_page_token, total=found.total_size)


@router.post("/units", dependencies=[Editor], status_code=201, summary="Add a unit")
async def add_unit(body: schemas.UnitInput, context: ContextDep) -> schemas.Unit:
    """Add a text in both languages; it is used at once, before those of other files."""
    return await _put_unit(body, "", context)


@router.put("/units/{entry}", dependencies=[Editor], summary="Change a unit")
async def change_unit(entry: schemas.EntryId, body: schemas.UnitInput, context: ContextDep) -> schemas.Unit:
    """Put a unit in the place of another; its identifier changes with its texts."""
    return await _put_unit(body, entry, context)


@router.delete("/units/{entry}", dependencies=[Editor], status_code=204, summary="Take a unit out of use")
async def delete_unit(entry: schemas.EntryId, context: ContextDep) -> None:
    """Take a unit out of use; one that comes from a file of others is marked as refused."""
    await _ask(context.neighbours.translation_editing.DeleteUnit, pb.DeleteUnitRequest(unit_id=entry))


@router.get("/terms", dependencies=[Anybody], summary="Entries of the glossary")
async def list_terms(
    context: ContextDep,
    q: Annotated[schemas.Query, Query()] = "",
    page_size: PageSize = 50,
    page: Annotated[schemas.PageToken, Query()] = "",
) -> schemas.Terms:
    """Return concepts with their terms, those that were changed here first."""
    request = pb.ListTermsRequest(query=encodable(q), page_size=page_size, page_token=page)
    found = await _ask(context.neighbours.translation_editing.ListTerms, request)
    return schemas.Terms(terms=[_term(one) for one in found.terms], next=found.next_page_token, total=found.total_size)


@router.post("/terms", dependencies=[Editor], status_code=201, summary="Add a term")
async def add_term(body: schemas.TermInput, context: ContextDep) -> schemas.TermEntry:
    """Add a concept; machine translations use its terms at once, or are withheld."""
    return await _put_term(body, "", context)


@router.put("/terms/{entry}", dependencies=[Editor], summary="Change a term")
async def change_term(entry: schemas.EntryId, body: schemas.TermInput, context: ContextDep) -> schemas.TermEntry:
    """Put a concept in the place of another; its identifier changes with its preferred terms."""
    return await _put_term(body, entry, context)


@router.delete("/terms/{entry}", dependencies=[Editor], status_code=204, summary="Take a term out of use")
async def delete_term(entry: schemas.EntryId, context: ContextDep) -> None:
    """Take a concept out of use; one that comes from a file of others is marked as refused."""
    await _ask(context.neighbours.translation_editing.DeleteTerm, pb.DeleteTermRequest(term_id=entry))


@router.post("/files/{kind}", dependencies=[Editor], summary="Add everything of a file", openapi_extra=XML)
async def import_file(kind: Format, request: Request, context: ContextDep) -> schemas.Imported:
    """Add a memory (TMX) or a glossary (TBX or CSV), sent as the body; all of it or nothing."""
    message = pb.ImportFileRequest(format=FORMATS[kind][0], content=await request.body())
    found = await _ask(context.neighbours.translation_editing.ImportFile, message, FILE_SECONDS)
    return schemas.Imported(imported=found.imported_count)


@router.get(
    "/files/{kind}", dependencies=[Anybody], summary="The memory or the glossary as a file", response_class=Response
)
async def export_file(kind: Format, context: ContextDep) -> Response:
    """Return everything, what is not reviewed included, as TMX, TBX or CSV."""
    form, media_type, name = FORMATS[kind]
    call = context.neighbours.translation_editing.ExportFile(
        pb.ExportFileRequest(format=form), timeout=FILE_SECONDS, metadata=call_metadata()
    )
    content = b"".join([piece.chunk async for piece in streamed(call, "translation")])
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=media_type, headers=headers)


async def _put_unit(body: schemas.UnitInput, replaces: str, context: ContextDep) -> schemas.Unit:
    unit = pb.TranslationUnit(polish=encodable(body.polish), english=encodable(body.english), is_reviewed=body.reviewed)
    request = pb.PutUnitRequest(unit=unit, replaces_unit_id=replaces)
    return _unit((await _ask(context.neighbours.translation_editing.PutUnit, request)).unit)


async def _put_term(body: schemas.TermInput, replaces: str, context: ContextDep) -> schemas.TermEntry:
    term = pb.GlossaryTerm(
        polish=map(encodable, body.polish),
        english=map(encodable, body.english),
        domain=encodable(body.domain),
        part_of_speech=encodable(body.part_of_speech),
        is_reviewed=body.reviewed,
    )
    request = pb.PutTermRequest(term=term, replaces_term_id=replaces)
    return _term((await _ask(context.neighbours.translation_editing.PutTerm, request)).term)


async def _ask(method: Any, request: object, seconds: float = CALL_SECONDS) -> Any:
    return await answered(method(request, timeout=seconds, metadata=call_metadata()), "translation")


def _unit(unit: pb.TranslationUnit) -> schemas.Unit:
    return schemas.Unit(
        id=unit.unit_id,
        polish=unit.polish,
        english=unit.english,
        reviewed=unit.is_reviewed,
        edited=unit.is_edited,
    )


def _term(term: pb.GlossaryTerm) -> schemas.TermEntry:
    return schemas.TermEntry(
        id=term.term_id,
        polish=list(term.polish),
        english=list(term.english),
        domain=term.domain,
        part_of_speech=term.part_of_speech,
        reviewed=term.is_reviewed,
        edited=term.is_edited,
    )
