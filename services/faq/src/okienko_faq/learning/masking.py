"""Takes out of a question whatever may name or number a person, before anything is written.

Spelled words are joined first, so that they are judged as words. Then three passes: patterns of numbers, addresses and
the like; names after what introduces them ("nazywam się"); then every word by itself, of which only those stay that cannot be a name: words of the town's own answers and common words of the
dictionary. So what no pattern foresees is masked, too, rather than kept.
"""

import re
from collections.abc import Callable

from okienko_faq.learning.spelled import join_letters, replace_spoken_numbers
from okienko_faq.retrieval.morphology import analyse
from okienko_faq.retrieval.stopwords import FUNCTION
from okienko_faq.retrieval.words import clean, lower_if_shouted

EMAIL, NUMBER, ADDRESS, NAME, WORD = "[e-mail]", "[numer]", "[adres]", "[nazwisko]", "[słowo]"

_LETTERS = r"[^\W\d_]"
_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\S*@\S*|\S+\s*\(at\)\s*\S+", re.IGNORECASE), EMAIL),
    (re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE), ADDRESS),
    # Case numbers and land registers: letters and digits joined by points, dashes and strokes.
    (re.compile(r"(?<!\w)[\w/-]+(?:[./-]\w+)*[./-]\d+(?:[./-]\w+)+(?!\w)"), NUMBER),
    # PESEL, NIP, REGON, phone and account numbers, dates, however they are grouped: five digits or more.
    (re.compile(rf"(?<!\w)(?:{_LETTERS}{{1,3}}\s?)?[+(]*\d(?:[\s().,/–-]{{0,2}}\d){{4,}}(?!\d)"), NUMBER),
    # Identity cards, passports, number plates.
    (re.compile(r"(?<!\w)(?=\w*\d)(?=\w*[^\W\d_])\w{4,}(?!\w)"), NUMBER),
    # A street with what follows it up to its number.
    (
        re.compile(
            rf"(?<!\w)(?:ul|al|pl|os|ulic\w*|alej\w*|plac\w*|osiedl\w*|street|st|avenue)\b\.?\s+(?:[\w.'’-]+\s+){{0,3}}?"
            rf"\d+\s?{_LETTERS}?(?:\s?[/m.]+\s?\d+)?(?!\w)",
            re.IGNORECASE,
        ),
        ADDRESS,
    ),
    (
        re.compile(
            rf"(?<!\w)(?:ul|al|os)\.\s*{_LETTERS}+|(?<!\w)(?:ulic[aęyą]|alej[aęią]|osiedl[eua])\s+{_LETTERS}+",
            re.IGNORECASE,
        ),
        ADDRESS,
    ),
)
_SURELY = re.compile(
    r"(?<!\w)(?<!jak )(?:nazywa(?:m|my|ć|c)?[\s-]+si[eę]|si[eę][\s-]+nazywa(?:m|my|ć|c)|"
    r"mam\s+na\s+imi[eę]|ma\s+na\s+imi[eę]|na\s+imi[eę](?:\s+mam)?|nazwisk\w*(?:\s+to)?|"
    r"podpisan\w*|my\s+(?:full\s+|last\s+|first\s+|sur)?name(?:\s+is|['’]s)?|(?:his|her|their)\s+name(?:\s+is|['’]s)?|"
    r"call\s+me|named|called|imi[eę]|surname)[\s:,–-]+",
    re.IGNORECASE,
)
"""A name follows, whatever it looks like, unless it is "imię i nazwisko"."""
_PERHAPS = re.compile(
    r"(?<!\w)(?:jestem|pan|pana|panu|panem|pani|pani[aą]|panna|pa[nń]stw\w*|dr|mgr|in[zż]|prof|i\s+am|i['’]m|this\s+is|mr|mrs|ms|miss)"
    r"\.?[\s:,]+",
    re.IGNORECASE,
)
"""A name may follow: it is masked where it can be one."""
_MASK = re.compile(r"\[(?:e-mail|numer|adres|nazwisko|słowo)\]")
_PIECE = re.compile(rf"\[[^\[\]]+\]|{_LETTERS}+(?:['’-]{_LETTERS}+)*|\d+(?:[.,]\d+)*\+?|\s+|.")
_SURNAME_ENDINGS = re.compile(r"(?:sk|ck|dzk)(?:i|a|iego|iemu|im|iej|ą|ich|imi)$|(?:owicz|ewicz)\w{0,4}$")
_RATHER_NAMES = frozenset(
    {
        *("nowak", "wójcik", "kowalczyk", "krawczyk", "szewczyk", "mazur", "dudek", "duda", "stępień", "walczak"),
        *("bednarek", "kania", "kozak", "kołodziej", "krupa", "mazurek", "wieczorek"),
    }
)
"""Of the hundred commonest surnames those that are nouns as well, but that a town hall hears as names even in lower case;
"król", "lis" or "wilk" may as well be what they say."""
_PERSONAL = frozenset({"imię", "nazwisko", "patronimicum", "pseudonim"})
_MOST_OF_A_NAME = 3
_LONGEST_STORE_NUMBER = 4


class Masker:
    """Masks questions; safe to call from several threads."""

    def __init__(self, stands_in_store: Callable[[str], bool], repair: Callable[[str], str] | None = None) -> None:
        """Know the town's words.

        Args:
            stands_in_store: says whether the published answers use a lower-case word, number or a form of it.
            repair: returns the store's word that a misspelt lower-case word stands for, else the word itself.
        """
        self._stands_in_store = stands_in_store
        self._repair = repair or (lambda word: word)

    def mask(self, question: str, language: str) -> str:
        """Return the question without anything that may name or number a person, at most 500 characters.

        Args:
            question: as typed, or glosses joined by spaces.
            language: "pl" or "en"; in English unknown words stay where they cannot be names, since there is no dictionary.
        """
        # What stands in brackets would look like a mask.
        text, spelled = join_letters(clean(question).replace("[", " ").replace("]", " "))
        text = lower_if_shouted(text)
        for pattern, mask in _PATTERNS:
            text = pattern.sub(f" {mask} ", text)
        text = replace_spoken_numbers(text, NUMBER)
        text = self._after(_SURELY, text, lambda word: word.lower() not in FUNCTION["pl"] | FUNCTION["en"])
        text = self._after(_PERHAPS, text, self._may_be_name)
        pieces = _PIECE.findall(text)
        words = self._words(pieces, language, spelled)
        return re.sub(r"\s+([,.;:?!])", r"\1", re.sub(r"\s+", " ", "".join(words))).strip()[:500]

    def _after(self, introduction: re.Pattern[str], text: str, is_name: Callable[[str], bool]) -> str:
        """Mask up to three words after what introduces a name: the first if `is_name`, the next ones if they may be."""
        done = ""
        while found := introduction.search(text):
            done += text[: found.end()]
            text = text[found.end() :]
            for number in range(_MOST_OF_A_NAME):
                word = re.match(rf"\s*({_LETTERS}+(?:['’-]{_LETTERS}+)*)\.?", text)
                if word is None or not (is_name if number == 0 else self._may_be_name)(word[1]):
                    break
                done += f" {NAME} "
                text = text[word.end() :]
        return done + text

    def _words(self, pieces: list[str], language: str, spelled: frozenset[str]) -> list[str]:
        masked: list[str] = []
        follows_name = False
        for piece in pieces:
            if not piece[0].isalnum():
                masked.append(piece)
                # A name goes on over a space only.
                follows_name = piece == NAME or (follows_name and piece.isspace())
                continue
            word = NAME if follows_name and self._may_be_name(piece) else self._word(piece, language, spelled)
            if word == NAME and not follows_name:
                self._take_back(masked)
            masked.append(word)
            follows_name = word == NAME
        return masked

    def _take_back(self, masked: list[str]) -> None:
        """Mask the word before a name, too, where it may belong to it ("kowalska Anna")."""
        if len(masked) >= 2 and masked[-1].isspace() and masked[-2][0].isalpha() and self._may_be_name(masked[-2]):
            masked[-2] = NAME

    def _word(self, piece: str, language: str, spelled: frozenset[str]) -> str:
        lower = piece.lower()
        is_spelled = lower in spelled
        if piece[0].isdigit():
            digits = sum(character.isdigit() for character in piece)
            return piece if digits <= _LONGEST_STORE_NUMBER and self._stands_in_store(lower) else NUMBER
        parts = re.split(r"['’-]", lower)
        if all(self._is_town_word(part, language) for part in parts):
            return piece
        # Names are what is spelled most, whatever else the word may be ("Z-A-J-Ą-C").
        if self._is_named(piece) or (is_spelled and self._has_personal(lower.title())):
            return NAME
        if all(self._is_common(part) for part in parts):
            return piece
        repaired = self._repair(lower) if language == "pl" and piece == lower else lower
        if repaired != lower and all(
            self._is_town_word(part, language) or self._is_common(part) for part in repaired.split()
        ):
            return repaired
        # English names are capitalised, and its first word rarely is one that no other rule has found.
        return piece if language == "en" and piece == lower and piece.isascii() and not is_spelled else WORD

    def _is_town_word(self, lower: str, language: str) -> bool:
        return lower in FUNCTION.get(language, FUNCTION["pl"]) or self._stands_in_store(lower)

    def _is_named(self, word: str) -> bool:
        """Say whether a word is a first name or a surname rather than anything else."""
        lower = word.lower()
        if _SURNAME_ENDINGS.search(lower) and self._has_personal(lower.title()):
            return True
        if not self._has_personal(lower.title()):
            return False
        # "Kot" with a capital is taken for a name, "kot" for a cat.
        return word != lower or not self._is_common(lower) or self._is_rather_name(lower)

    def _may_be_name(self, word: str) -> bool:
        lower = word.lower()
        if lower in FUNCTION["pl"] or lower in FUNCTION["en"]:
            return False
        if self._has_personal(lower.title()) or _SURNAME_ENDINGS.search(lower):
            return True
        return not self._stands_in_store(lower) and (word != lower or not self._is_common(lower))

    def _has_personal(self, word: str) -> bool:
        return any(_PERSONAL & set(labels) for *_, labels in self._readings(word))

    def _is_rather_name(self, lower: str) -> bool:
        return any(
            "nazwisko" in labels and lemma.split(":")[0].lower() in _RATHER_NAMES
            for lemma, _, labels in self._readings(lower.title())
        )

    def _is_common(self, lower: str) -> bool:
        """Say whether the dictionary holds a lower-case word as anything but a proper name or an abbreviation."""
        readings = self._readings(lower)
        return any(
            not lemma.split(":")[0][:1].isupper()
            and not tag.startswith(("ign", "brev"))
            and (not labels or "nazwa_pospolita" in labels)
            for lemma, tag, labels in readings
        )

    def _readings(self, word: str) -> list[tuple[str, str, list[str]]]:
        return [(lemma, tag, labels) for start, _, (_, lemma, tag, labels, _) in analyse(word) if start == 0]
