"""What a response holds beside its answers: phrases, notices, emergency contacts, explanations."""

from collections.abc import Iterable, Mapping

from okienko.faq.v1 import faq_pb2

from okienko_gateway.answers import name_in
from okienko_gateway.languages import Language
from okienko_gateway.schemas import Answer, AskedField, Candidate, EmergencyContact, Explanation, Phrase

OUTCOMES = {
    faq_pb2.OUTCOME_ANSWER: "answer",
    faq_pb2.OUTCOME_CLARIFY: "clarify",
    faq_pb2.OUTCOME_DECLINE: "decline",
    faq_pb2.OUTCOME_EMERGENCY: "emergency",
    faq_pb2.OUTCOME_SMALL_TALK: "small_talk",
}
WITH_OFFICE = frozenset({"decline", "emergency", "small_talk"})
FIELDS: Mapping[faq_pb2.AnswerField.ValueType, AskedField] = {
    faq_pb2.ANSWER_FIELD_COST: "cost",
    faq_pb2.ANSWER_FIELD_DURATION: "duration",
    faq_pb2.ANSWER_FIELD_PLACE: "place",
    faq_pb2.ANSWER_FIELD_DOCUMENTS: "documents",
    faq_pb2.ANSWER_FIELD_STEPS: "steps",
    faq_pb2.ANSWER_FIELD_HOURS: "hours",
    faq_pb2.ANSWER_FIELD_CONTACT: "contact",
    faq_pb2.ANSWER_FIELD_ONLINE: "online",
    faq_pb2.ANSWER_FIELD_LEGAL_BASIS: "legal_basis",
}
_NOTICES: Mapping[faq_pb2.ContextState.ValueType, Mapping[Language, str]] = {
    faq_pb2.CONTEXT_STATE_EXPIRED: {
        "pl": "Od poprzedniej odpowiedzi minęło dużo czasu, więc odpowiadamy na samo pytanie. Jeśli chodzi o tamtą sprawę, "
        "napisz jej nazwę.",
        "en": "The previous answer was a long time ago, so we answer the question by itself. If it is about that matter, write "
        "its name.",
    },
    faq_pb2.CONTEXT_STATE_INVALID: {
        "pl": "Nie udało się odczytać poprzedniej odpowiedzi, więc odpowiadamy na samo pytanie. Jeśli chodzi o tamtą sprawę, "
        "napisz jej nazwę.",
        "en": "The previous answer could not be read, so we answer the question by itself. If it is about that matter, write "
        "its name.",
    },
}


def focused(answer: Answer, focus: faq_pb2.AnswerFocus | None) -> Answer:
    """Return the answer with what was asked of it."""
    if focus is None:
        return answer
    asked = [FIELDS[field] for field in focus.fields if field in FIELDS]
    return answer.model_copy(update={"asked": asked, "matched_question": focus.matched_question})


def phrase(source: faq_pb2.Phrase, language: str) -> Phrase:
    """Return a phrase in one language."""
    return Phrase(id=source.phrase_id, icon=source.icon, text=name_in(source.texts, language), pjm=source.pjm)


def notice(state: faq_pb2.ContextState.ValueType, language: Language) -> str:
    """Return the sentence that says what became of the context; empty when it was read or none was sent."""
    return _NOTICES[state][language] if state in _NOTICES else ""


def emergency_contacts(items: Iterable[faq_pb2.EmergencyContact], language: str) -> list[EmergencyContact]:
    """Return whom to call, in one language."""
    return [EmergencyContact(number=item.number, name=name_in(item.names, language), url=item.url) for item in items]


def explanation(source: faq_pb2.Explanation) -> Explanation:
    """Return how the response came about."""
    return Explanation(
        rule=source.rule,
        retrieval=source.retrieval_mode,
        read_as=source.read_as,
        language=source.language_code,
        answer_from=source.answer_from,
        clarify_from=source.clarify_from,
        confidence=source.confidence if source.HasField("confidence") else None,
        scope=source.scope if source.HasField("scope") else None,
        candidates=[
            Candidate(
                id=item.answer_id,
                share=item.share,
                meaning=item.meaning if item.HasField("meaning") else None,
                coverage=item.coverage,
                overlap=item.overlap,
                letters=item.letters,
                evidence=item.evidence,
            )
            for item in source.candidates
        ],
    )
