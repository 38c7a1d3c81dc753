"""Words that bound what they stand by: "at least", "more than", "before", "until", "only". A translation must not change them."""

import re
from functools import cache

from okienko_translation.languages import Language
from okienko_translation.text.polish import readings

# For each meaning and language: what surely says it, and what may say it in a translation.
_Patterns = dict[Language, tuple[str, str]]
_MEANINGS: tuple[_Patterns, ...] = (
    {
        "pl": (
            r"co najmniej|przynajmniej|nie mniej niż",
            r"co najmniej|najmniej|przynajmniej|minimum|nie mniej|od|powyżej|ukończ\w*|najpóźniej|do",
        ),
        "en": (r"at least|no less than|not less than", r"at least|minimum|less|from|or (?:more|older|over)|over"),
    },
    {
        "pl": (
            r"co najwyżej|najwyżej|nie więcej niż|maksymalnie",
            r"najwyżej|nie więcej|nie wcześniej|maksymaln\w*|do|najpóźniej|najdłużej|nie może\w*|nie starsz\w+",
        ),
        "en": (
            r"at most|no more than|not more than",
            r"at most|maxim\w*|no more|not more|up to|within|not exceed|or less",
        ),
    },
    {
        "pl": (
            r"ponad|powyżej|(?<!nie )(?:więcej|dłużej|starsz\w+) niż",
            r"ponad|powyżej|więcej|wyższ\w+|dłuż\w+|starsz\w+|przekr\w+|niż",
        ),
        "en": (r"(?<!no )(?<!not )(?:more|longer|older) than", r"more|over|above|exceed\w*|longer|older|beyond|higher"),
    },
    {
        "pl": (r"poniżej|mniej niż|młodsz\w+ niż|krócej niż", r"poniżej|mniej|niższ\w+|młodsz\w+|krócej|do"),
        "en": (r"less than|younger than|fewer than", r"less|under|below|younger|fewer|lower|shorter"),
    },
    {
        "pl": (r"zanim", r"przed|sprzed|zanim|wcześniej|najpierw|u notariusza|przy"),
        "en": (r"before", r"before|in front|prior|until|first|outside|earlier"),
    },
    {
        "pl": (r"dopiero po", r"po|później|potem|kiedy|gdy|od|miejsca"),
        "en": (r"(?<!look )(?<!looks )after", r"after|following|once|later|when|past|until"),
    },
    {
        "pl": (r"tylko|wyłącznie|jedynie", r"tylko|wyłącznie|jedynie|sam\w*|dopiero|nie"),
        "en": (r"only|solely|exclusively", r"only|solely|exclusiv\w*|just|alone|nothing but|not|one"),
    },
    {
        "pl": (r"codziennie|każdego dnia", r"codzienn\w+|co dzień|dziennie|każd\w+"),
        "en": (r"every day|daily", r"every|daily|each|a day"),
    },
    {
        "pl": (r"wczoraj", r"wczoraj\w*"),
        "en": (r"yesterday", r"yesterday"),
    },
    {
        "pl": (r"jutro", r"jutr\w+"),
        "en": (r"tomorrow", r"tomorrow"),
    },
    {
        "pl": (r"rano|od rana", r"ran\w+|porann\w+|dzisiejsz\w+|dziś"),
        "en": (r"(?<!good )mornings?", r"mornings?|a\.?m\.?"),
    },
    {
        "pl": (r"po południu|popołudni\w+", r"po południu|popołudni\w+|południ\w+"),
        "en": (r"(?<!good )afternoons?", r"afternoons?|p\.?m\.?"),
    },
    {
        "pl": (r"wieczorem|wieczora|wieczorami", r"wiecz\w+"),
        "en": (r"(?<!good )evenings?", r"evenings?|night|p\.?m\.?|tonight"),
    },
    {
        "pl": (r"nocą|w nocy|nocn\w+|nocy", r"noc\w*|północ\w*|wiecz\w+|dob\w+|nocleg\w*"),
        "en": (r"nights?|overnight", r"nights?|overnight|midnight|nightly"),
    },
    {
        "pl": (
            r"poczt\w+ elektroniczn\w+|e-?mail\w*|mailem",
            r"poczt\w+ elektroniczn\w+|e-?mail\w*|mail\w*|elektroniczn\w+",
        ),
        "en": (r"e-?mails?", r"e-?mails?|mail|electronic\w*"),
    },
    {
        "pl": (r"od rana|od (?:wczoraj|dawna|zawsze)|odkąd", r"od|odkąd"),
        "en": (r"since", r"since|from|for|ago|always|long"),
    },
    {
        "pl": (
            r"(?:krótsz|dłuższ|tańsz|droższ|lepsz|gorsz|większ|mniejsz|szybsz|bliższ)\w+",
            r"\w+sz(?:y|a|e|ego|ej|emu|ym|ą|ych|ymi)|\w+ej|bardziej|ponad|powyżej|poniżej|nad",
        ),
        "en": (
            r"(?:short|cheap|bigg|larg|small|fast|clos|high|low)er|(?<!no )(?<!any )longer|better|worse",
            r"\w+er|more|less|better|worse|over|above|below|under",
        ),
    },
    {
        "pl": (
            r"naj(?!bliż|wyż|starsz\w+ stażem)\w+sz(?:y|a|e|ego|ej|emu|ym|ą|ych|ymi)|naj(?:krócej|dłużej|taniej|drożej|szybciej|lepiej|gorzej|bliżej)(?<!jak najszybciej)",
            r"naj\w+",
        ),
        "en": (
            r"(?:short|cheap|bigg|larg|small|fast|clos|high|low|long|old|young|eas|near)(?:i)?est|best|worst",
            r"\w+est|most|best|worst|least|max\w*|soon\w*|next|top",
        ),
    },
)
# Something lasts until a day, and is done by it.
_LASTING = re.compile(
    r"\b(?:(?:nie)?czynn\w+|otwart\w+|zamknięt\w+|ważn\w+|trwa\w*|obowiązuj\w+|nie działa\w*) do \d", re.IGNORECASE
)
_BY = re.compile(r"\bby \d", re.IGNORECASE)
# "Gotówką do 2000 zł" is "up to"; "o 20 zł" is "by".
_UP_TO = re.compile(r"\bdo (?:kwoty |wysokości )?\d[\d .,]*(?:zł|PLN|%)", re.IGNORECASE)
_BY_AMOUNT = re.compile(r"\b(?:by|until) (?:PLN )?\d[\d .,]*(?:zł|PLN|%|zloty)", re.IGNORECASE)
_MORE_BY = re.compile(r"\bo (?:ok\. )?\d", re.IGNORECASE)
# "Do 21. roku życia" lasts until then.
_AGED = re.compile(r"\bdo (?:ukończenia )?\S+ roku życia", re.IGNORECASE)
_BY_AGE = re.compile(r"\bby (?:the age|\w+ years? of age)", re.IGNORECASE)
_ACTS = re.compile(
    r"^(?:the|an?|your|this) (?:[\w-]+ ){1,3}(?:must|can|may|has to|have to|should|will) (?!not be\b|be\b)",
    re.IGNORECASE,
)


def changed(source: str, output: str, language: Language, target: Language) -> bool:
    """Return whether a bound that one side surely has is missing on the other."""
    for meaning in _MEANINGS:
        sure, _ = meaning[language]
        _, possible = meaning[target]
        if _has(sure, source) and not _has(possible, output):
            return True
        sure, _ = meaning[target]
        _, possible = meaning[language]
        if _has(sure, output) and not _has(possible, source):
            return True
    if language != "pl":
        return False
    if (_LASTING.search(source) and _BY.search(output)) or (_AGED.search(source) and _BY_AGE.search(output)):
        return True
    if _UP_TO.search(source) and _BY_AMOUNT.search(output) and not _MORE_BY.search(source):
        return True
    return _begins_with_object(source) and bool(_ACTS.search(output))


def _begins_with_object(polish: str) -> bool:
    """Return whether what is done stands first: "Formularz muszą podpisać rodzice"; English must not make it the one who does."""
    words = re.findall(r"[^\W\d_]+", polish)[:4]
    for index, word in enumerate(words[1:], 1):
        verbs = [one for one in readings(word) if one.kind == "fin" and ":ter:" in one.tag]
        if verbs:
            first = readings(words[0].lower())
            subjects = [one for one in first if one.kind in {"subst", "ger"} and one.case == "nom"]
            is_noun = bool(first) and all(one.kind in {"subst", "ger"} for one in first)
            return is_noun and not any(one.number == verb.number for one in subjects for verb in verbs) and index <= 2
    return False


def _has(pattern: str, text: str) -> bool:
    return _compiled(pattern).search(text) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)
