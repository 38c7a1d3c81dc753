"""Answers in the resident's language: the town's own text where there is one, else translated and labelled so."""

from collections import OrderedDict

import grpc
from okienko.faq.v1 import faq_pb2
from okienko.translation.v1 import translation_pb2
from okienko_common.logs import get_logger

from okienko_gateway import answers
from okienko_gateway.languages import Language
from okienko_gateway.neighbours import Neighbours
from okienko_gateway.requests import call_metadata
from okienko_gateway.schemas import Answer, Origin

log = get_logger(__name__)

MEMORY = {
    translation_pb2.TRANSLATION_ORIGIN_MEMORY,
    translation_pb2.TRANSLATION_ORIGIN_MEMORY_SENTENCES,
    translation_pb2.TRANSLATION_ORIGIN_UNCHANGED,
}
TEMPLATES = MEMORY | {translation_pb2.TRANSLATION_ORIGIN_TEMPLATE}
# Translating one answer's two dozen segments by machine takes seconds on one core; the town's own English takes none.
TRANSLATION_SECONDS = 20.0
REMEMBERED_ANSWERS = 256
BATCH = 64


class Localiser:
    """Gives answers in a language and remembers those that are whole, in memory only."""

    def __init__(self, neighbours: Neighbours) -> None:
        self._translation = neighbours.translation
        self._remembered: OrderedDict[tuple[bytes, str], Answer] = OrderedDict()

    async def localise(self, source: faq_pb2.Answer, language: Language) -> Answer:
        """Return the answer in the language; what cannot be translated stays Polish and is named in `untranslated`.

        The answer belongs to all who ask for it: copy it rather than change it.
        """
        # All that it is made of, so that whatever an editor changes is seen at once.
        key = (source.SerializeToString(), language)
        if key in self._remembered:
            self._remembered.move_to_end(key)
            return self._remembered[key]
        if any(text.language_code == language for text in source.texts):
            found = answers.answer(source, language, {}, "town")
        else:
            segments = answers.segments(answers.text_in(source.texts, "pl"))
            translated, origin = await self._translated(segments, language)
            found = answers.answer(source, language, translated, origin)
        if found.forms.text.origin != "untranslated":
            self._remembered[key] = found
            while len(self._remembered) > REMEMBERED_ANSWERS:
                self._remembered.popitem(last=False)
        return found

    async def _translated(self, segments: dict[str, str], language: Language) -> tuple[dict[str, str], Origin]:
        try:
            return await self._translate(segments, language)
        except grpc.aio.AioRpcError as error:
            # Without translation the Polish text is still an answer; the page says that it is Polish.
            log.warning("translation failed", code=error.code().name)
            return {}, "untranslated"

    async def _translate(self, segments: dict[str, str], language: Language) -> tuple[dict[str, str], Origin]:
        request = translation_pb2.TranslateTextRequest(
            source_language_code="pl", target_language_code=language, is_published=True
        )
        names, texts = list(segments), list(segments.values())
        results: list[translation_pb2.Translation] = []
        for start in range(0, len(texts), BATCH):
            request.ClearField("texts")
            request.texts.extend(texts[start : start + BATCH])
            response = await self._translation.TranslateText(
                request, timeout=TRANSLATION_SECONDS, metadata=call_metadata()
            )
            results += response.translations
        kept = {name: result for name, result in zip(names, results, strict=True) if result.text}
        texts_kept = {name: result.text for name, result in kept.items()}
        if len(kept) < len(names):
            return texts_kept, "untranslated"
        return texts_kept, _origin({result.origin for result in kept.values()})


def _origin(found: set[translation_pb2.TranslationOrigin.ValueType]) -> Origin:
    if found <= MEMORY:
        return "memory"
    # Neither a model's nor a person's: a reader is told of whichever is the least certain.
    return "template" if found <= TEMPLATES else "machine"
