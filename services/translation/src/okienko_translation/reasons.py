"""Why a translation is not shown, as sentences in the language of the reader."""

from enum import Enum

from okienko_translation.languages import Language
from okienko_translation.quality import Fault


class Reason(Enum):
    """Why a text has no translation, in Polish and in English."""

    NO_MODEL = (
        "Tego zdania nie ma w pamięci tłumaczeń, a model tłumaczenia maszynowego nie jest zainstalowany.",
        "The translation memory does not hold this sentence and no machine translation model is installed.",
    )
    MODEL_FAILED = (
        "Model tłumaczenia nie zadziałał. Spróbuj ponownie za chwilę.",
        "The translation model failed. Please try again in a moment.",
    )
    TOO_LONG = (
        "Zdanie jest za długie dla modelu tłumaczenia. Podziel je na krótsze.",
        "The sentence is too long for the translation model. Split it into shorter ones.",
    )
    OTHER_LANGUAGE = (
        "Ten tekst nie jest ani po polsku, ani po angielsku. Tłumaczymy tylko między tymi językami.",
        "This text is in neither Polish nor English. Only these two are translated.",
    )
    PARTS_LOST = (
        "Tłumaczenie maszynowe zgubiło lub zmieniło nazwę, kwotę, datę albo kod, dlatego go nie pokazujemy.",
        "The machine translation lost or changed a name, amount, date or code, so it is not shown.",
    )
    UNSURE = (
        "Model tłumaczenia nie był pewny wyniku, dlatego go nie pokazujemy.",
        "The translation model was not sure of its result, so it is not shown.",
    )
    EMPTY = ("Model tłumaczenia nic nie napisał.", "The translation model wrote nothing.")
    UNKNOWN_WORDS = (
        "Model tłumaczenia nie znał części słów, dlatego wyniku nie pokazujemy.",
        "The translation model did not know some of the words, so its result is not shown.",
    )
    REPETITION = (
        "Tłumaczenie maszynowe powtarzało w kółko te same słowa, dlatego go nie pokazujemy.",
        "The machine translation repeated the same words over and over, so it is not shown.",
    )
    LENGTH = (
        "Tłumaczenie maszynowe jest o wiele za krótkie albo za długie, dlatego go nie pokazujemy.",
        "The machine translation is far too short or too long, so it is not shown.",
    )
    UNTRANSLATED = (
        "Model zostawił tekst bez tłumaczenia.",
        "The model left the text untranslated.",
    )
    NUMBERS = (
        "W tłumaczeniu maszynowym nie zgadzają się liczby, dlatego go nie pokazujemy.",
        "The numbers in the machine translation do not match, so it is not shown.",
    )

    FACTS = (
        "W tłumaczeniu maszynowym nie zgadza się liczba, miesiąc, dzień tygodnia, okres albo przeczenie, dlatego go nie pokazujemy.",
        "A number, month, weekday, period or “not” in the machine translation does not match, so it is not shown.",
    )
    NAMES = (
        "W tłumaczeniu maszynowym nie zgadzają się nazwy własne, dlatego go nie pokazujemy.",
        "The names in the machine translation do not match, so it is not shown.",
    )
    GRAMMAR = (
        "Słowa w tłumaczeniu maszynowym nie pasowały do siebie, dlatego go nie pokazujemy.",
        "The words of the machine translation did not agree with one another, so it is not shown.",
    )
    DROPPED = (
        "W tłumaczeniu maszynowym brakuje ważnego słowa ze zdania, dlatego go nie pokazujemy.",
        "The machine translation leaves out a word that matters, so it is not shown.",
    )
    MARKUP = (
        "Nie wiadomo, których słów tłumaczenia dotyczy wyróżnienie albo odnośnik, dlatego go nie pokazujemy.",
        "It is not certain which words of the translation the emphasis or link belongs to, so it is not shown.",
    )
    TERMS = (
        "W tłumaczeniu maszynowym brakuje terminu ze słownika urzędu, dlatego go nie pokazujemy.",
        "The machine translation lacks a term of the office's glossary, so it is not shown.",
    )

    def sentence(self, language: Language) -> str:
        """Return the sentence in one language."""
        polish, english = self.value
        return polish if language == "pl" else english


FAULTS = {
    Fault.EMPTY: Reason.EMPTY,
    Fault.UNKNOWN_WORDS: Reason.UNKNOWN_WORDS,
    Fault.REPETITION: Reason.REPETITION,
    Fault.LENGTH: Reason.LENGTH,
    Fault.UNTRANSLATED: Reason.UNTRANSLATED,
    Fault.NUMBERS: Reason.NUMBERS,
    Fault.FACTS: Reason.FACTS,
    Fault.NAMES: Reason.NAMES,
    Fault.GRAMMAR: Reason.GRAMMAR,
    Fault.DROPPED: Reason.DROPPED,
}
