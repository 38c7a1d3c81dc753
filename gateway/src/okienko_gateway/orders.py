"""What is ordered of signing and speech for an answer: the same whether a resident waits for it or it is made ahead."""

from okienko.faq.v1 import faq_pb2
from okienko.signing.v1 import signing_pb2
from okienko.speech.v1 import speech_pb2

from okienko_gateway.answers import spoken_text, text_in
from okienko_gateway.languages import Language
from okienko_gateway.recording_names import stored_name
from okienko_gateway.schemas import Answer


def film(
    source: faq_pb2.Answer,
    answer: Answer,
    priority: signing_pb2.Priority.ValueType,
    *,
    wants_further_sizes: bool = False,
) -> signing_pb2.GetSigningRequest:
    """Return the order of an answer's film, captioned with `answer`, which is `source` in one language."""
    return signing_pb2.GetSigningRequest(
        language_code="pso",
        recording_id=stored_name(source.answer_id),
        glosses=source.pjm,
        text=answer.short,
        text_language_code=answer.language,
        is_published=True,
        priority=priority,
        wants_further_sizes=wants_further_sizes,
    )


def title_film(
    source: faq_pb2.Answer,
    topics: faq_pb2.ListTopicsResponse,
    language: Language,
    priority: signing_pb2.Priority.ValueType,
    *,
    wants_further_sizes: bool = False,
) -> signing_pb2.GetSigningRequest:
    """Return the order of the film of an answer's title."""
    featured = {item.answer_id: item for item in topics.featured}
    glosses = featured[source.answer_id].pjm if source.answer_id in featured else ""
    # Without glosses the signing service drafts them, which it can do from Polish only.
    title = text_in(source.texts, language if glosses else "pl")
    return signing_pb2.GetSigningRequest(
        language_code="pso",
        recording_id=stored_name(f"{source.answer_id}-title"),
        glosses=glosses,
        text=title.title,
        text_language_code=title.language_code,
        is_published=True,
        priority=priority,
        wants_further_sizes=wants_further_sizes,
    )


def reading(
    answer: Answer, voice: str = "", priority: speech_pb2.Priority.ValueType = speech_pb2.PRIORITY_INTERACTIVE
) -> speech_pb2.SynthesizeRequest:
    """Return the order of an answer's reading.

    A text that stayed Polish in part would be read by an English voice; then the Polish one reads what there is.
    """
    language = "pl" if answer.forms.text.origin == "untranslated" else answer.language
    return speech_pb2.SynthesizeRequest(
        text=spoken_text(answer),
        language_code=language,
        voice_name=voice,
        word_marks=True,
        is_published=True,
        priority=priority,
    )
