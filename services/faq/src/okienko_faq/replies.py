"""Findings as messages of the contract."""

from collections.abc import Mapping

from okienko.faq.v1 import faq_pb2

from okienko_faq.content.model import Emergency, SupportLine
from okienko_faq.dialogue.phrases import PHRASES, Phrase
from okienko_faq.dialogue.token import Seal, State
from okienko_faq.messages import Catalogue
from okienko_faq.retrieval.aspects import Field
from okienko_faq.retrieval.decision import ANSWER_FROM, CLARIFY_FROM, Outcome
from okienko_faq.retrieval.emergency_words import Danger
from okienko_faq.retrieval.finding import Explanation, Finding, Focus, Group

OUTCOMES: Mapping[Outcome, faq_pb2.Outcome.ValueType] = {
    Outcome.ANSWER: faq_pb2.OUTCOME_ANSWER,
    Outcome.CLARIFY: faq_pb2.OUTCOME_CLARIFY,
    Outcome.DECLINE: faq_pb2.OUTCOME_DECLINE,
    Outcome.EMERGENCY: faq_pb2.OUTCOME_EMERGENCY,
    Outcome.SMALL_TALK: faq_pb2.OUTCOME_SMALL_TALK,
}
FIELDS: Mapping[Field, faq_pb2.AnswerField.ValueType] = {
    Field.COST: faq_pb2.ANSWER_FIELD_COST,
    Field.DURATION: faq_pb2.ANSWER_FIELD_DURATION,
    Field.PLACE: faq_pb2.ANSWER_FIELD_PLACE,
    Field.DOCUMENTS: faq_pb2.ANSWER_FIELD_DOCUMENTS,
    Field.STEPS: faq_pb2.ANSWER_FIELD_STEPS,
    Field.HOURS: faq_pb2.ANSWER_FIELD_HOURS,
    Field.CONTACT: faq_pb2.ANSWER_FIELD_CONTACT,
    Field.ONLINE: faq_pb2.ANSWER_FIELD_ONLINE,
    Field.LEGAL_BASIS: faq_pb2.ANSWER_FIELD_LEGAL_BASIS,
}
STATES: Mapping[State, faq_pb2.ContextState.ValueType] = {
    State.NONE: faq_pb2.CONTEXT_STATE_UNSPECIFIED,
    State.READ: faq_pb2.CONTEXT_STATE_READ,
    State.EXPIRED: faq_pb2.CONTEXT_STATE_EXPIRED,
    State.INVALID: faq_pb2.CONTEXT_STATE_INVALID,
}
_SERVICES = (
    ("police", "Policja", "Police"),
    ("fire_service", "Straż pożarna", "Fire service"),
    ("ambulance", "Pogotowie ratunkowe", "Ambulance"),
)
_FITTING: Mapping[Danger, str] = {
    Danger.FIRE: "fire_service",
    Danger.MEDICAL: "ambulance",
    Danger.DOMESTIC: "police",
    Danger.CRIME: "police",
}


def response(
    finding: Finding, catalogue: Catalogue, seal: Seal, state: State, mode: str, *, explain: bool
) -> faq_pb2.AskResponse:
    """Return what the caller is told.

    Args:
        finding: what the dialogue says.
        catalogue: the answers as messages.
        seal: signs the context.
        state: what became of the context that was sent.
        mode: what the search can do.
        explain: whether to say how it came about.
    """
    language = finding.language
    answers = [catalogue.answer(answer, language) for answer in finding.answers]
    choices = catalogue.choices(finding.choices, language)
    if finding.outcome is Outcome.ANSWER:
        # What another part of the question may mean comes before what is always related.
        asked = {choice.answer_id for choice in choices}
        choices += [choice for choice in answers[0].related if choice.answer_id not in asked]
    elif finding.outcome is Outcome.CLARIFY:
        choices = [*(_group(group, language) for group in finding.groups), *_choosable(choices)]
    return faq_pb2.AskResponse(
        outcome=OUTCOMES[finding.outcome],
        answers=answers,
        choices=choices,
        confidence=finding.confidence,
        language_code=language,
        context=seal.close(finding.context),
        matched_question=finding.matched_question,
        focuses=[_focus(answer, focus) for answer, focus in zip(finding.answers, finding.focuses, strict=True)],
        phrase=phrase(PHRASES[finding.phrase]) if finding.phrase else None,
        context_state=STATES[state],
        emergency_contacts=contacts(catalogue.emergency, finding.dangers) if finding.dangers else [],
        explanation=_explanation(finding.explanation, mode) if explain else None,
    )


def phrase(said: Phrase) -> faq_pb2.Phrase:
    """Return a phrase of the service's own."""
    return faq_pb2.Phrase(phrase_id=said.phrase_id, icon=said.icon, texts=_names(said.pl, said.en), pjm=said.pjm)


def contacts(known: Emergency, dangers: frozenset[Danger]) -> list[faq_pb2.EmergencyContact]:
    """Return whom to call: the common number, whoever fits the danger, the other services."""
    fitting = {_FITTING[danger] for danger in dangers if danger in _FITTING}
    services = sorted(_SERVICES, key=lambda service: service[0] not in fitting)
    found = [_contact(known.number, "Numer alarmowy: każda pomoc", "Emergency number: any help")]
    support = [line for line in known.support if {Danger(danger) for danger in line.dangers} & dangers]
    urgent = [(getattr(known, name), pl, en) for name, pl, en in services if getattr(known, name)]
    # In a crisis of the mind somebody to talk to comes before the fire service.
    split = len(fitting) if fitting else 0
    found += [_contact(*service) for service in urgent[:split]]
    found += [_line(line) for line in support]
    return [*found, *(_contact(*service) for service in urgent[split:])]


def _contact(number: str, pl: str, en: str, url: str = "") -> faq_pb2.EmergencyContact:
    return faq_pb2.EmergencyContact(number=number, names=_names(pl, en), url=url)


def _line(line: SupportLine) -> faq_pb2.EmergencyContact:
    return _contact(line.number, line.pl, line.en, line.url)


def _names(pl: str, en: str) -> list[faq_pb2.LocalizedName]:
    return [faq_pb2.LocalizedName(language_code="pl", name=pl), faq_pb2.LocalizedName(language_code="en", name=en)]


def _group(group: Group, language: str) -> faq_pb2.Choice:
    said = PHRASES[group.phrase_id]
    english = language == "en"
    return faq_pb2.Choice(
        title=said.en if english else said.pl,
        language_code="en" if english else "pl",
        icon=said.icon,
        choice_id=group.phrase_id,
    )


def _choosable(choices: list[faq_pb2.Choice]) -> list[faq_pb2.Choice]:
    for choice in choices:
        choice.choice_id = choice.answer_id
    return choices


def _focus(answer: str, focus: Focus) -> faq_pb2.AnswerFocus:
    return faq_pb2.AnswerFocus(
        answer_id=answer, matched_question=focus.matched_question, fields=[FIELDS[item] for item in focus.fields]
    )


def _explanation(explained: Explanation, mode: str) -> faq_pb2.Explanation:
    hybrid = mode == "hybrid"
    return faq_pb2.Explanation(
        rule=explained.rule,
        retrieval_mode=("hybrid" if explained.with_meaning else "words") if hybrid else mode,
        read_as=explained.read_as,
        language_code=explained.language,
        answer_from=ANSWER_FROM,
        clarify_from=CLARIFY_FROM,
        candidates=[
            faq_pb2.Candidate(
                answer_id=item.entry,
                share=item.share,
                meaning=item.meaning,
                coverage=item.coverage,
                overlap=item.overlap,
                letters=item.letters,
                evidence=item.evidence,
            )
            for item in explained.candidates
        ],
        confidence=explained.confidence,
        scope=explained.scope,
    )
