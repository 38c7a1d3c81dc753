"""Figures of the answers. A town is labelled with its identifier, its folder's name: two may be called the same."""

from prometheus_client import Counter, Gauge

OUTCOMES = Counter(
    "okienko_faq_outcomes", "Responses by outcome; `decline` means that nothing was found.", ("town", "outcome")
)
EMBEDDINGS = Counter("okienko_faq_embeddings", "Questions embedded, by source: memory, model.", ("source",))
ANSWERS = Gauge("okienko_faq_answers", "Published answers.", ("town",))
FORMS = Gauge(
    "okienko_faq_forms",
    "Published answers that have a form: text, easy_text, pjm, english, easy_english.",
    ("town", "form"),
)
OLDEST_CHECK = Gauge(
    "okienko_faq_oldest_check_timestamp_seconds",
    "Of the days on which answers were last compared with the law, the earliest.",
    ("town",),
)
LETTERS = Counter("okienko_faq_letters", "Letters by what became of them.", ("outcome",))
LETTERS_WAITING = Gauge(
    "okienko_faq_letters_waiting", "Letters that wait to be sent, whichever copy will send them.", ("town",)
)
OLDEST_LETTER = Gauge(
    "okienko_faq_oldest_letter_timestamp_seconds",
    "When the letter came that waits longest; 0 where none waits.",
    ("town",),
)
JOBS = Gauge(
    "okienko_faq_jobs",
    "Films and readings to be made ahead, by state: waiting, running, done, failed.",
    ("town", "state"),
)
OLDEST_JOB = Gauge(
    "okienko_faq_oldest_job_timestamp_seconds",
    "Since when the job is due that waits longest; 0 where none is.",
    ("town",),
)
OF_TOWNS = (OUTCOMES, ANSWERS, FORMS, OLDEST_CHECK, LETTERS_WAITING, OLDEST_LETTER, JOBS, OLDEST_JOB)
"""Those that go with a town."""
