"""gRPC in, gRPC out: editors' messages of the contract to the two editors."""

# ruff: noqa: ARG002, N802 - the contract fixes the names and arguments of its methods

from collections.abc import AsyncIterator, Callable
from typing import Any, ParamSpec, TypeVar

import grpc
from okienko.translation.v1 import editing_pb2, editing_pb2_grpc
from okienko_common.capacity import ModelPool
from okienko_common.errors import ServiceError

from okienko_translation.editing import EditingError, Editor, Listed, NotFoundError
from okienko_translation.glossary.csv_file import write_csv
from okienko_translation.glossary.entry import Entry, GlossaryError
from okienko_translation.glossary.tbx import write_tbx
from okienko_translation.memory import tmx
from okienko_translation.memory.tmx import Unit

# A message may have 1,048,576 bytes.
LARGEST_IMPORT = 1_000_000
_CHUNK = 256 * 1024
_PAGE, _LARGEST_PAGE = 50, 1000
_CallContext = grpc.aio.ServicerContext[Any, Any]
P = ParamSpec("P")
R = TypeVar("R")


class TranslationEditingService(editing_pb2_grpc.TranslationEditingServiceServicer):
    """The editors' calls.

    Args:
        units: the memory.
        terms: the glossary.
        pool: runs what reads and writes files.
    """

    def __init__(self, units: Editor[Unit], terms: Editor[Entry], pool: ModelPool) -> None:
        self._units = units
        self._terms = terms
        self._pool = pool

    async def ListUnits(
        self, request: editing_pb2.ListUnitsRequest, context: _CallContext
    ) -> editing_pb2.ListUnitsResponse:
        """Return a page of units."""
        found = await self._run(self._units.find, request.query)
        start, end, token = _page(request.page_size, request.page_token, len(found))
        return editing_pb2.ListUnitsResponse(
            units=map(_unit, found[start:end]), next_page_token=token, total_size=len(found)
        )

    async def PutUnit(self, request: editing_pb2.PutUnitRequest, context: _CallContext) -> editing_pb2.PutUnitResponse:
        """Add or change a unit."""
        unit = Unit(request.unit.polish.strip(), request.unit.english.strip(), request.unit.is_reviewed)
        if not (0 < len(unit.pl) <= tmx.LONGEST_SEGMENT and 0 < len(unit.en) <= tmx.LONGEST_SEGMENT):
            raise _invalid(
                f"Wpis potrzebuje tekstu po polsku i po angielsku, każdy do {tmx.LONGEST_SEGMENT} znaków.",
                f"A unit needs a text in Polish and in English, each of at most {tmx.LONGEST_SEGMENT} characters.",
            )
        if not _is_storable(unit.pl + unit.en):
            raise _invalid(
                "Tekst ma niedozwolone znaki sterujące. Usuń je.", "A text has control characters. Remove them."
            )
        kept = await self._run(self._units.put, unit, request.replaces_unit_id)
        return editing_pb2.PutUnitResponse(unit=_unit(Listed(kept, is_own=True, is_others=False)))

    async def DeleteUnit(
        self, request: editing_pb2.DeleteUnitRequest, context: _CallContext
    ) -> editing_pb2.DeleteUnitResponse:
        """Take a unit out of use."""
        await self._run(self._units.delete, request.unit_id)
        return editing_pb2.DeleteUnitResponse()

    async def ListTerms(
        self, request: editing_pb2.ListTermsRequest, context: _CallContext
    ) -> editing_pb2.ListTermsResponse:
        """Return a page of entries."""
        found = await self._run(self._terms.find, request.query)
        start, end, token = _page(request.page_size, request.page_token, len(found))
        return editing_pb2.ListTermsResponse(
            terms=map(_term, found[start:end]), next_page_token=token, total_size=len(found)
        )

    async def PutTerm(self, request: editing_pb2.PutTermRequest, context: _CallContext) -> editing_pb2.PutTermResponse:
        """Add or change an entry."""
        term = request.term
        pl, en = (tuple(dict.fromkeys(one.strip() for one in terms)) for terms in (term.polish, term.english))
        if not _is_storable("".join((*pl, *en, term.domain, term.part_of_speech))):
            raise _invalid(
                "Termin ma niedozwolone znaki sterujące. Usuń je.", "A term has control characters. Remove them."
            )
        try:
            entry = Entry(
                pl, en, term.domain.strip()[:200], term.part_of_speech.strip()[:40] or "noun", term.is_reviewed
            )
        except GlossaryError as error:
            raise _invalid("Podaj od 1 do 10 terminów w każdym języku, każdy do 200 znaków.", str(error)) from error
        kept = await self._run(self._terms.put, entry, request.replaces_term_id)
        return editing_pb2.PutTermResponse(term=_term(Listed(kept, is_own=True, is_others=False)))

    async def DeleteTerm(
        self, request: editing_pb2.DeleteTermRequest, context: _CallContext
    ) -> editing_pb2.DeleteTermResponse:
        """Take an entry out of use."""
        await self._run(self._terms.delete, request.term_id)
        return editing_pb2.DeleteTermResponse()

    async def ImportFile(
        self, request: editing_pb2.ImportFileRequest, context: _CallContext
    ) -> editing_pb2.ImportFileResponse:
        """Add everything of a file."""
        if len(request.content) > LARGEST_IMPORT:
            raise _invalid(
                f"Plik może mieć najwyżej {LARGEST_IMPORT // 1_000_000} MB. Podziel go albo skopiuj do folderu pamięci.",
                f"The file may have at most {LARGEST_IMPORT // 1_000_000} MB. Split it, or copy it into the memory's folder.",
            )
        match request.format:
            case editing_pb2.EDITED_FORMAT_TMX:
                count = await self._run(self._units.take_in, request.content, "import.tmx")
            case editing_pb2.EDITED_FORMAT_TBX:
                count = await self._run(self._terms.take_in, request.content, "import.tbx")
            case editing_pb2.EDITED_FORMAT_CSV:
                count = await self._run(self._terms.take_in, request.content, "import.csv")
            case _:
                raise _unknown_format()
        return editing_pb2.ImportFileResponse(imported_count=count)

    async def ExportFile(
        self, request: editing_pb2.ExportFileRequest, context: _CallContext
    ) -> AsyncIterator[editing_pb2.ExportFileResponse]:
        """Return the whole memory or glossary, piece by piece."""
        match request.format:
            case editing_pb2.EDITED_FORMAT_TMX:
                content = await self._run(lambda: tmx.write(self._units.everything()))
            case editing_pb2.EDITED_FORMAT_TBX:
                content = await self._run(lambda: write_tbx(self._terms.everything()))
            case editing_pb2.EDITED_FORMAT_CSV:
                content = await self._run(lambda: write_csv(self._terms.everything()))
            case _:
                raise _unknown_format()
        for start in range(0, len(content), _CHUNK):
            yield editing_pb2.ExportFileResponse(chunk=content[start : start + _CHUNK])

    async def _run(self, call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return await self._pool.run(call, *args, **kwargs)
        except NotFoundError as error:
            raise ServiceError(grpc.StatusCode.NOT_FOUND, "ENTRY_NOT_FOUND", error.pl, error.en) from error
        except EditingError as error:
            is_input = error.reason in {"FILE_UNREADABLE", "TOO_MANY"}
            code = grpc.StatusCode.INVALID_ARGUMENT if is_input else grpc.StatusCode.FAILED_PRECONDITION
            raise ServiceError(code, error.reason, error.pl, error.en) from error


def _page(size: int, token: str, total: int) -> tuple[int, int, str]:
    """Return where a page begins and ends, and the token of the next."""
    if size < 0 or size > _LARGEST_PAGE or (token and not (token.isascii() and token.isdigit() and len(token) < 10)):
        raise _invalid(
            f"Strona może mieć od 1 do {_LARGEST_PAGE} wpisów, a jej znacznik musi pochodzić z poprzedniej odpowiedzi.",
            f"A page has 1 to {_LARGEST_PAGE} entries, and its token comes from the answer before.",
        )
    start = int(token or 0)
    end = start + (size or _PAGE)
    return start, end, str(end) if end < total else ""


def _is_storable(text: str) -> bool:
    """Return whether XML can hold the text."""
    return all(character >= " " or character in "\t\n\r" for character in text)


def _unit(listed: Listed[Unit]) -> editing_pb2.TranslationUnit:
    unit = listed.item
    return editing_pb2.TranslationUnit(
        unit_id=unit.identity,
        polish=unit.pl,
        english=unit.en,
        is_reviewed=unit.reviewed,
        is_edited=listed.is_own,
    )


def _term(listed: Listed[Entry]) -> editing_pb2.GlossaryTerm:
    entry = listed.item
    return editing_pb2.GlossaryTerm(
        term_id=entry.identity,
        polish=entry.pl,
        english=entry.en,
        domain=entry.domain,
        part_of_speech=entry.part_of_speech,
        is_reviewed=entry.reviewed,
        is_edited=listed.is_own,
    )


def _invalid(pl: str, en: str) -> ServiceError:
    return ServiceError(grpc.StatusCode.INVALID_ARGUMENT, "BAD_ENTRY", pl, en)


def _unknown_format() -> ServiceError:
    return _invalid("Podaj format: TMX, TBX albo CSV.", "Name the format: TMX, TBX or CSV.")
