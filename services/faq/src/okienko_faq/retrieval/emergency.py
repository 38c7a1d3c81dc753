"""Questions asked in danger: a short list of rules, tried before any search.

The rules look for something that happens now; words of paperwork ("zaświadczenie po pożarze") switch most of them off.
A missed emergency still finds the emergency numbers by search; a false one costs the resident one extra card.
All patterns meet folded text: lower-case, no diacritics, no punctuation.
"""

import re
from dataclasses import dataclass

from okienko_faq.retrieval.words import key


@dataclass(frozen=True, slots=True)
class _Rule:
    pattern: re.Pattern[str]
    domestic: bool = False
    always: bool = False
    """Words of paperwork do not switch it off."""


@dataclass(frozen=True, slots=True)
class Emergency:
    """Somebody may be in danger."""

    domestic: bool
    """Violence at home: help for victims belongs beside the emergency numbers."""


_PAPERWORK = re.compile(
    r"\b(zaswiadcz|odpis|odszkodow|ubezpiecz|zasil|zapomog|swiadczen|rent[aeyo]|emerytur|urlop|wnios|dokument|formularz|"
    r"swiadectw|orzeczen|szkolen|kurs|przeglad|przepis|drog[aei] pozarow|ochron|prac[aey] w|przy pracy|histori|film|"
    r"muzeum|po (pozarze|zawale|udarze|wypadku|powodzi|wybuchu)|spali[lo]|grill|ognisk|papieros|smieci|pie[ck]|komin|"
    r"certificate|insurance|benefit|compensation|after (a|the|my)|document|form|pension|permit|fire ?works|fireplace|"
    r"extinguisher|alarm system|hydrant|smoking|grant|course|museum|movie|adres|godziny|address|opening)"
)
_WHO_PL = r"(maz|zona|partner|chlopak|ojciec|tata|matka|mama|syn|brat|ojczym|konkubent|rodzic)\w*"
_WHO_EN = r"(husband|wife|partner|boyfriend|girlfriend|father|dad|mother|mum|mom|son|brother|stepfather|parents?)"

_RULES = (
    # Fire, gas, explosion.
    _Rule(re.compile(r"\b(pozar|pali(c)? sie|sie pali|plonie|plonac|wybuch\w*|bomb[aey])\b")),
    _Rule(
        re.compile(
            r"\b(ulatnia\w* sie gaz|gaz\w* (sie )?ulatnia\w*|czuc gaz\w*|wyciek gazu|smierdzi gazem|gaz smierdziec)\b"
        )
    ),
    _Rule(
        re.compile(
            r"\b(on fire|house fire|there is a fire|fire in|burning (house|building|flat|car)|is burning|"
            r"gas leak|smell(s)? (of )?gas|explosion|a bomb)\b|^fire( fire)*$"
        )
    ),
    # Somebody's life.
    _Rule(
        re.compile(
            r"\b(zawal\w*|udar mozgu|ma udar|nie oddycha\w*|oddychac nie|nieprzytomn\w+|straci\w+ przytomnosc|"
            r"zemdlal\w*|krwotok\w*|mocno krwawi\w*|krwawi|krew duzo|dusi sie|sie dusi|zadlawi\w+|topi sie|"
            r"tonie (dziecko|czlowiek|ktos)|(dziecko|czlowiek|ktos) tonie|przedawkowa\w+|umiera|serce bolec|"
            r"bol w klatce|boli serce|serce boli)\b"
        )
    ),
    _Rule(
        re.compile(
            r"\b(heart attack|having a stroke|not breathing|can t breathe|cannot breathe|unconscious|"
            r"passed out|bleeding|choking|drowning|overdos\w+|is dying|chest pain)\b"
        )
    ),
    _Rule(
        re.compile(
            r"\b(wezw\w+|potrzeb\w+|przyslijcie|szybko|pilnie|trzeba) (\w+ )?(karetk\w+|pogotowi\w+|ambulans\w*|straz\w* pozarn\w+)"
            r"|\b(call|need|send) (an? |the )?(ambulance|fire brigade|firefighters)\b|\bkaretka (szybko|natychmiast|potrzebowac)\b"
        )
    ),
    _Rule(
        re.compile(
            r"\bwypad(ek|ku)\b.*\b(rann\w+|krew|krwi\w*|potrac\w+)|\bpotracil\w* (mnie|czlowieka|dziecko|pieszego)|"
            r"\b(car )?accident\b.*\b(injured|hurt|wounded|bleeding)\b"
        )
    ),
    _Rule(
        re.compile(
            r"\b(zabic sie|sie zabic|zabije sie|sie zabije|samoboj\w+|odebrac sobie zycie|nie chce (mi sie )?zyc|"
            r"zyc nie chciec|chciec umrzec|chce umrzec|ja zabic ja)\b"
        ),
        always=True,
    ),
    _Rule(re.compile(r"\b(suicid\w+|kill (myself|himself|herself)|want to die|end my life)\b"), always=True),
    # Violence.
    _Rule(
        re.compile(
            rf"\b{_WHO_PL}( \w+)? (bije|bil|pobil|katuje|grozi|bic|szarpie|dusi)\b|\bbi(je|c) (mnie|ja|nas) (\w+ )?{_WHO_PL}|"
            rf"\b(bije|katuje) (mnie|nas|dzieci|dziecko|zone|mame|matke)\b"
        ),
        domestic=True,
        always=True,
    ),
    _Rule(
        re.compile(
            rf"\b{_WHO_EN}( is| just)? (hit(s|ting)?|beat(s|ing)?|hurt(s|ing)?|choking|threaten(s|ing)?|attack(s|ing)?)\b|"
            r"\b(hits|hitting|beats|beating) (me|us|my (kids?|child|children|mother|mum|mom))\b"
        ),
        domestic=True,
        always=True,
    ),
    _Rule(
        re.compile(
            r"\b(atakuje mnie|mnie atakuje|napadl\w* (mnie|na mnie)|mnie napadl\w*|napadnieto mnie|ktos mnie goni|"
            r"grozi (mi )?nozem|ma (noz|bron|pistolet)|strzela\w*|gwalc\w+|zgwalc\w+|wlamuje sie|wlamuja sie|sie wlamuje|"
            r"zabije mnie|chce mnie zabic|porwa\w+ (dziecko|mnie))\b"
        )
    ),
    _Rule(
        re.compile(
            r"\b(attacking me|being attacked|has a (knife|gun)|shooting|raped?|breaking in(to)?|"
            r"(will|going to) kill me|been (robbed|stabbed|shot)|kidnapped)\b"
        )
    ),
    _Rule(
        re.compile(
            r"\b(zaginelo|zaginal|zaginela) (mi |moje |moj |moja )?(dziecko|syn|corka|osoba|maz|zona)|"
            r"\b(child|son|daughter) (is |has gone |went )?missing\b"
        )
    ),
    # A cry for help and nothing else.
    _Rule(
        re.compile(
            r"^((prosze )?(ratunku|na pomoc|pomocy|sos|s o s)( (ratunku|na pomoc|pomocy|sos|prosze|szybko))*|"
            r"help( me)?( please)?|emergency|alarm|niebezpieczenstwo)$|\bratunku\b"
        )
    ),
)


def detect(text: str) -> Emergency | None:
    """Return what kind of emergency `text` (Polish, English or joined glosses) speaks of, or None."""
    folded = key(text).replace("'", " ").replace("’", " ")
    paperwork = bool(_PAPERWORK.search(folded))
    hits = [rule for rule in _RULES if (rule.always or not paperwork) and rule.pattern.search(folded)]
    return Emergency(any(rule.domestic for rule in hits)) if hits else None
