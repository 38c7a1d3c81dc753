"""Which forms the published answers have, as figures."""

from datetime import UTC, datetime

from okienko_faq import metrics
from okienko_faq.messages import Catalogue


def note_forms(catalogue: Catalogue) -> None:
    """Set the figures of a town's forms from what it has published. Films of signers are counted by signing."""
    town = catalogue.town_name
    answers = [catalogue.answer(answer_id, "pl") for answer_id in catalogue.answer_ids]
    forms = dict.fromkeys(("text", "easy_text", "pjm", "english", "easy_english"), 0)
    for answer in answers:
        texts = {text.language_code: text for text in answer.texts}
        english = texts.get("en")
        forms["text"] += bool(texts["pl"].short_text)
        forms["easy_text"] += bool(texts["pl"].easy_text)
        forms["pjm"] += bool(answer.pjm)
        forms["english"] += english is not None
        forms["easy_english"] += bool(english and english.easy_text)
    metrics.ANSWERS.labels(town).set(len(answers))
    for form, count in forms.items():
        metrics.FORMS.labels(town, form).set(count)
    checked = min(datetime.fromisoformat(answer.checked_date).replace(tzinfo=UTC) for answer in answers)
    metrics.OLDEST_CHECK.labels(town).set(checked.timestamp())
