"""English inflection: regular rules and the exceptions that municipal sentences need."""

import re
from functools import cache

_IRREGULAR_NOUNS = {
    "child": "children", "person": "people", "man": "men", "woman": "women", "wife": "wives", "life": "lives",
    "leaf": "leaves", "shelf": "shelves", "foot": "feet", "tooth": "teeth", "policeman": "policemen", "spouse": "spouses",
    "half": "halves", "knife": "knives", "deaf": "deaf", "tax-free": "tax-free", "sheep": "sheep",
    "grandchild": "grandchildren", "stepchild": "stepchildren", "crisis": "crises", "means": "means",
    "premises": "premises", "headquarters": "headquarters", "bus": "buses", "gas": "gases",
}  # fmt: skip
# base: (third person, past, past participle, -ing); only what the rules below get wrong.
_IRREGULAR_VERBS = {
    "be": ("is", "was", "been", "being"), "have": ("has", "had", "had", "having"), "do": ("does", "did", "done", "doing"),
    "go": ("goes", "went", "gone", "going"), "get": ("gets", "got", "got", "getting"),
    "pay": ("pays", "paid", "paid", "paying"), "lose": ("loses", "lost", "lost", "losing"),
    "send": ("sends", "sent", "sent", "sending"), "buy": ("buys", "bought", "bought", "buying"),
    "sell": ("sells", "sold", "sold", "selling"), "find": ("finds", "found", "found", "finding"),
    "bring": ("brings", "brought", "brought", "bringing"), "take": ("takes", "took", "taken", "taking"),
    "give": ("gives", "gave", "given", "giving"), "write": ("writes", "wrote", "written", "writing"),
    "fill": ("fills", "filled", "filled", "filling"), "come": ("comes", "came", "come", "coming"),
    "make": ("makes", "made", "made", "making"), "move": ("moves", "moved", "moved", "moving"),
    "leave": ("leaves", "left", "left", "leaving"), "set": ("sets", "set", "set", "setting"),
    "put": ("puts", "put", "put", "putting"), "cut": ("cuts", "cut", "cut", "cutting"),
    "feed": ("feeds", "fed", "fed", "feeding"),
    "see": ("sees", "saw", "seen", "seeing"), "say": ("says", "said", "said", "saying"),
    "tell": ("tells", "told", "told", "telling"), "know": ("knows", "knew", "known", "knowing"),
    "show": ("shows", "showed", "shown", "showing"), "throw": ("throws", "threw", "thrown", "throwing"),
    "build": ("builds", "built", "built", "building"), "begin": ("begins", "began", "begun", "beginning"),
    "choose": ("chooses", "chose", "chosen", "choosing"), "hold": ("holds", "held", "held", "holding"),
    "keep": ("keeps", "kept", "kept", "keeping"), "meet": ("meets", "met", "met", "meeting"),
    "read": ("reads", "read", "read", "reading"), "run": ("runs", "ran", "run", "running"),
    "speak": ("speaks", "spoke", "spoken", "speaking"), "steal": ("steals", "stole", "stolen", "stealing"),
    "understand": ("understands", "understood", "understood", "understanding"), "hand": ("hands", "handed", "handed", "handing"),
    "withdraw": ("withdraws", "withdrew", "withdrawn", "withdrawing"), "park": ("parks", "parked", "parked", "parking"),
    "drive": ("drives", "drove", "driven", "driving"), "ride": ("rides", "rode", "ridden", "riding"),
    "apply": ("applies", "applied", "applied", "applying"), "let": ("lets", "let", "let", "letting"),
    "rent": ("rents", "rented", "rented", "renting"), "stop": ("stops", "stopped", "stopped", "stopping"),
    "submit": ("submits", "submitted", "submitted", "submitting"), "plan": ("plans", "planned", "planned", "planning"),
    "cancel": ("cancels", "cancelled", "cancelled", "cancelling"), "feel": ("feels", "felt", "felt", "feeling"),
    "become": ("becomes", "became", "become", "becoming"), "lend": ("lends", "lent", "lent", "lending"),
    "spend": ("spends", "spent", "spent", "spending"), "dig": ("digs", "dug", "dug", "digging"),
    "shut": ("shuts", "shut", "shut", "shutting"), "think": ("thinks", "thought", "thought", "thinking"),
    "break": ("breaks", "broke", "broken", "breaking"), "catch": ("catches", "caught", "caught", "catching"),
    "fall": ("falls", "fell", "fallen", "falling"), "teach": ("teaches", "taught", "taught", "teaching"),
    "enrol": ("enrols", "enrolled", "enrolled", "enrolling"), "swap": ("swaps", "swapped", "swapped", "swapping"),
    "fell": ("fells", "felled", "felled", "felling"), "wait": ("waits", "waited", "waited", "waiting"),
    "transfer": ("transfers", "transferred", "transferred", "transferring"), "sit": ("sits", "sat", "sat", "sitting"),
    "permit": ("permits", "permitted", "permitted", "permitting"), "refer": ("refers", "referred", "referred", "referring"),
    "sign": ("signs", "signed", "signed", "signing"), "unblock": ("unblocks", "unblocked", "unblocked", "unblocking"),
    "stand": ("stands", "stood", "stood", "standing"), "forget": ("forgets", "forgot", "forgotten", "forgetting"),
    "drop": ("drops", "dropped", "dropped", "dropping"), "tie": ("ties", "tied", "tied", "tying"),
    "pick": ("picks", "picked", "picked", "picking"), "bite": ("bites", "bit", "bitten", "biting"),
    "undergo": ("undergoes", "underwent", "undergone", "undergoing"), "win": ("wins", "won", "won", "winning"),
    "overpay": ("overpays", "overpaid", "overpaid", "overpaying"), "sue": ("sues", "sued", "sued", "suing"),
    "grow": ("grows", "grew", "grown", "growing"), "eat": ("eats", "ate", "eaten", "eating"),
    "wear": ("wears", "wore", "worn", "wearing"), "commit": ("commits", "committed", "committed", "committing"),
    "scan": ("scans", "scanned", "scanned", "scanning"), "swim": ("swims", "swam", "swum", "swimming"),
    "dispose": ("disposes", "disposed", "disposed", "disposing"), "print": ("prints", "printed", "printed", "printing"),
    "deal": ("deals", "dealt", "dealt", "dealing"), "draw": ("draws", "drew", "drawn", "drawing"),
    "hear": ("hears", "heard", "heard", "hearing"), "light": ("lights", "lit", "lit", "lighting"),
    "log": ("logs", "logged", "logged", "logging"), "rebuild": ("rebuilds", "rebuilt", "rebuilt", "rebuilding"),
    "rob": ("robs", "robbed", "robbed", "robbing"), "scrap": ("scraps", "scrapped", "scrapped", "scrapping"),
    "spread": ("spreads", "spread", "spread", "spreading"), "top": ("tops", "topped", "topped", "topping"),
    "trim": ("trims", "trimmed", "trimmed", "trimming"), "re-register": (
        "re-registers", "re-registered", "re-registered", "re-registering"),
    "can": ("can", "could", "could", "can"),
}  # fmt: skip
_PREPOSITIONS = frozenset(
    {
        "of", "for", "to", "from", "in", "on", "at", "with", "by", "about", "against", "abroad", "without", "under",
        "between", "who", "that", "into", "issued", "due",
    }
)  # fmt: skip
_VOWEL_EXCEPTION = re.compile(r"^(?:eu|uni(?!n)|use|usu|uti|one|once|u-|ubi|ukr)", re.IGNORECASE)
_SPELLED_WITH_VOWEL = frozenset("AEFHILMNORSX")
_READ_AS_WORDS = frozenset({"MOPS", "NIP", "REGON", "SIM", "LED", "RODO", "SAD", "MOSIR", "NASK"})


@cache
def plural(noun: str) -> str:
    """Return the plural of a noun phrase whose last word is the noun, or whose noun stands before a preposition."""
    words = noun.split(" ")
    end = next((i for i, word in enumerate(words) if i and word in _PREPOSITIONS), len(words))
    head = words[end - 1]
    words[end - 1] = _plural_word(head)
    return " ".join(words)


def _plural_word(word: str) -> str:
    low = word.lower()
    if low in _IRREGULAR_NOUNS:
        return _IRREGULAR_NOUNS[low]
    if re.search(r"[^aeiou]y$", low):
        return word[:-1] + "ies"
    if re.search(r"(?:s|x|z|ch|sh)$", low):
        return word + "es"
    if low.endswith("man") and low != "german":
        return word[:-3] + "men"
    return word + "s"


@cache
def verb(base: str, form: str) -> str:
    """Return a form of a verb: `base`, `3`, `past`, `pp` or `ing`."""
    if form == "base":
        return base
    if base in _IRREGULAR_VERBS:
        return _IRREGULAR_VERBS[base][{"3": 0, "past": 1, "pp": 2, "ing": 3}[form]]
    if form == "3":
        return _plural_word(base)
    silent = base.endswith("e") and not base.endswith(("ee", "ye", "oe"))
    if form == "ing":
        return (base[:-1] if silent else base) + "ing"
    if re.search(r"[^aeiou]y$", base):
        return base[:-1] + "ied"
    return base + ("d" if base.endswith("e") else "ed")


@cache
def article(following: str) -> str:
    """Return `a` or `an` before the given word."""
    word = following.lstrip("\"'(“‘")
    if not word:
        return "a"
    if word[0].isdigit():
        return "an" if re.match(r"(?:8|11(?!\d)|18(?!\d))", word) else "a"
    letters = re.sub(r"\W.*$", "", word)
    if len(letters) > 1 and letters.isupper() and letters not in _READ_AS_WORDS:
        return "an" if letters[0] in _SPELLED_WITH_VOWEL else "a"
    if re.match(r"(?:hour|honest|honou?r|heir)", word.lower()):
        return "an"
    if _VOWEL_EXCEPTION.match(word):
        return "a"
    return "an" if word[0].lower() in "aeiou" else "a"
