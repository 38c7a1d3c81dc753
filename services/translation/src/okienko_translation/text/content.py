"""Whether an English translation left out a noun or an adjective of the Polish: one without a counterpart, and nothing new in its place.

Counterparts are those that the model's training showed, of all forms of the Polish words. A translator may say it otherwise, but then some
word of the translation has no counterpart either; where each has one, the word is simply gone.
"""

# ruff: noqa: SIM905 - a paragraph of words is read and edited more easily than a list of strings

from functools import lru_cache

from okienko_translation.text.lexicon import FUNCTION_WORDS, STEM, WORD, Dictionary, plain
from okienko_translation.text.polish import readings, written_forms

_KINDS = frozenset({"subst", "adj", "ppas", "pact", "ger"})
_SHORTEST = 3
# What the other language does without, as lemmas.
_GENERAL = frozenset(
    """ten taki inny nasz wasz mój twój swój każdy wszystek cały kto co pan pani państwo sam wydanie wysokość sprawa termin
    miejsce przypadek godzina koniec strona imię działanie powód zakres okolica język raz rok życie możliwy dostępny
    konieczny potrzebny czynny formularz numer osoba rzecz sposób cel kwestia podstawa teren chwila czas dzień pora kolej
    dany właściwy odpowiedni następny kolejny pierwszy drugi trzeci czwarty piąty szósty siódmy ósmy dziewiąty dziesiąty
    jeden rodzaj ciąg pomoc możliwość okres przyjęcie dokonanie złożenie uzyskanie załatwienie posiadanie starosta jednoosobowy""".split()
)
_PASSED_OVER = frozenset(
    """form forms order number numbers text message messages member members staff head page place every case cases time date
    people person matter office went plays after longer bring makes make made take taken takes goes going comes come coming
    given gets getting hold held holds start starts started keep keeps using used able possible available required needed
    need needs deal deals something somebody someone anything anybody right left back still soon near next during other
    others same well long later first second third want wants like following according regarding kind type part way
    help there""".split()
)
# The model's lists have words of four letters or more.
_SHORT: dict[str, frozenset[str]] = {
    word: frozenset(stems.split())
    for word, _, stems in (
        line.strip().partition(": ")
        for line in """car: samoc auto auta pojaz
        tax: podat
        fee: oplat
        dog: pies psa psem psy
        cat: kot kota koty
        mum: mama matka mamy matki
        dad: tata ojcie ojca taty
        son: syn syna synow
        bin: kosz kosza pojem
        bus: autob
        law: prawo prawa prawe
        job: praca pracy zatru
        old: stary stare stara
        new: nowy nowa nowe
        pay: placi zapla wplac oplac
        ill: chory chore
        end: konie konca
        map: mapa mapy
        key: klucz
        box: skrzy pude
        pet: zwier""".splitlines()
    )
}
_SHORT_SOURCES: dict[str, set[str]] = {}
for _word, _stems in _SHORT.items():
    for _stem in _stems:
        _SHORT_SOURCES.setdefault(_stem, set()).add(_word)


def drops(polish: str, english: str, dictionary: Dictionary) -> bool:
    """Return whether a noun or an adjective of a Polish sentence is gone in its English translation.

    Args:
        polish: the sentence, without the parts that are alike on both sides.
        english: its translation, likewise.
        dictionary: which Polish stems go with which English ones.
    """
    given = [word for word in WORD.findall(polish) if len(word) >= _SHORTEST]
    written = [plain(word) for word in WORD.findall(english) if len(word) >= _SHORTEST]
    said = frozenset(word[:STEM] for word in written)
    if not any(_is_gone(word, said, dictionary) for word in given):
        return False
    stems = frozenset(stem for word in given for stem in forms(word)[0])
    return not any(
        word[:STEM] not in stems and stems.isdisjoint((*dictionary.sources(word[:STEM]), *_SHORT.get(word, ())))
        for word in written
        if word not in FUNCTION_WORDS and word not in _PASSED_OVER and (len(word) > _SHORTEST or word in _SHORT)
    )


def _is_gone(word: str, said: frozenset[str], dictionary: Dictionary) -> bool:
    """Return whether a noun or an adjective that training showed counterparts of has none here."""
    # Mostly the form that stands there tells already, and making the others takes longer than all the rest.
    own = frozenset((plain(word[:STEM]),))
    if not said.isdisjoint(own | _counterparts(own, dictionary)):
        return False
    stems, lemmas, is_content = forms(word)
    if not is_content or lemmas & _GENERAL:
        return False
    known = _counterparts(stems, dictionary)
    return bool(known) and said.isdisjoint(known) and said.isdisjoint(stems)


def _counterparts(stems: frozenset[str], dictionary: Dictionary) -> frozenset[str]:
    return frozenset(other for stem in stems for other in (*dictionary.targets(stem), *_SHORT_SOURCES.get(stem, ())))


@lru_cache(maxsize=20_000)
def forms(word: str) -> tuple[frozenset[str], frozenset[str], bool]:
    """Return the stems of all forms of a Polish word, its lemmas, and whether it is surely a noun or an adjective."""
    found = readings(word) or readings(word.lower())
    lemmas = frozenset(one.lemma for one in found)
    written = {word, *(form for lemma in lemmas for form in written_forms(lemma))}
    stems = frozenset(plain(stem) for stem in {form[:STEM] for form in written if len(form) >= _SHORTEST})
    return stems, lemmas, bool(found) and all(one.kind in _KINDS for one in found)
