"""Free-text translation."""

from fastapi import APIRouter
from okienko.translation.v1 import translation_pb2

from okienko_gateway.context import ContextDep, HeavyCall
from okienko_gateway.neighbours import answered
from okienko_gateway.requests import call_metadata
from okienko_gateway.routes.questions import encodable
from okienko_gateway.schemas import (
    AppliedTerm,
    LanguagePair,
    LanguagePairs,
    TranslateRequest,
    TranslateResponse,
    Translation,
)

router = APIRouter(tags=["translation"])

TRANSLATE_SECONDS = 30.0
LIST_SECONDS = 2.0
ORIGINS = {
    translation_pb2.TRANSLATION_ORIGIN_MEMORY: "memory",
    translation_pb2.TRANSLATION_ORIGIN_MEMORY_SENTENCES: "memory_sentences",
    translation_pb2.TRANSLATION_ORIGIN_TEMPLATE: "template",
    translation_pb2.TRANSLATION_ORIGIN_MACHINE: "machine",
    translation_pb2.TRANSLATION_ORIGIN_UNCHANGED: "unchanged",
}


@router.post("/translate", dependencies=[HeavyCall], summary="Translate free text")
async def translate(body: TranslateRequest, context: ContextDep) -> TranslateResponse:
    """Translate texts; each says whether people, a sentence pattern or a machine wrote it, or why it was withheld. Nothing is kept on disk."""
    request = translation_pb2.TranslateTextRequest(
        texts=[encodable(text) for text in body.texts],
        source_language_code=body.source or "",
        target_language_code=body.target,
        untranslatable_phrases=[encodable(phrase) for phrase in body.keep],
    )
    response = await answered(
        context.neighbours.translation.TranslateText(request, timeout=TRANSLATE_SECONDS, metadata=call_metadata()),
        "translation",
    )
    return TranslateResponse(
        translations=[
            Translation.model_validate(
                {
                    "text": item.text,
                    "origin": ORIGINS.get(item.origin, "withheld"),
                    "source": item.source_language_code,
                    "quality": item.quality if item.HasField("quality") else None,
                    "withheld_reason": item.withheld_reason,
                    "terms": [
                        AppliedTerm(
                            source=term.source_term,
                            target=term.target_term,
                            source_text=term.source_text,
                            target_text=term.target_text,
                        )
                        for term in item.terms
                    ],
                }
            )
            for item in response.translations
        ]
    )


@router.get("/translate/pairs", summary="Directions of translation and what is missing")
async def list_pairs(context: ContextDep) -> LanguagePairs:
    """Return every direction, those without a model included."""
    found = await answered(
        context.neighbours.translation.ListLanguagePairs(
            translation_pb2.ListLanguagePairsRequest(), timeout=LIST_SECONDS, metadata=call_metadata()
        ),
        "translation",
    )
    return LanguagePairs(
        pairs=[
            LanguagePair(
                source=item.source_language_code,
                target=item.target_language_code,
                has_model=item.has_model,
                memory_segments=item.memory_segments,
                advice=item.advice,
            )
            for item in found.pairs
        ]
    )
