"""Polish verbs: every form that a sentence of the grammar can ask for."""

from functools import cache

from polish_forms import UnknownFormError, expanded, generated

_PREFERRED_VERB_FORMS = {"znaleźć": {"impt.sg.sec": "znajdź"}, "uiścić": {"impt.sg.sec": "uiść"}}
# Homonyms: wysłać "spread", stać "come to a halt".
_OTHER_VERBS = frozenset({"wysłać:Vp~cielę", "stać:Vp"})


@cache
def _verb_table(lemma: str) -> dict[str, str]:
    table: dict[str, str] = dict(_PREFERRED_VERB_FORMS.get(lemma, {}))
    for form, base, tag, _ in generated(lemma):
        if base in _OTHER_VERBS:
            continue
        for parts in expanded(tag):
            key = _verb_key(parts)
            if key:
                table.setdefault(key, form)
    if not table:
        raise UnknownFormError(f"'{lemma}' is no verb that Morfeusz knows. Write its infinitive.")
    return table


def _verb_key(parts: list[str]) -> str | None:
    """Return what a form is looked up by, or None where it is never needed."""
    kind = parts[0]
    if kind in {"fin", "bedzie", "impt"} or (kind == "praet" and parts[-1] != "agl"):
        return f"{kind}.{parts[1]}.{parts[2]}"
    if kind == "ger" and parts[-1] == "aff" and parts[1] == "sg":
        return f"ger.{parts[2]}"
    return kind if kind in {"imps", "inf"} else None


_PERSONS = {"1sg": "sg.pri", "2sg": "sg.sec", "3sg": "sg.ter", "1pl": "pl.pri", "2pl": "pl.sec", "3pl": "pl.ter"}


def verb(lemma: str, form: str, gender: str = "m1") -> str:
    """Return a form of a verb.

    Args:
        lemma: its infinitive.
        form: `inf`; `1sg` … `3pl` (present, or future of a perfective verb); `imp`, `imp1pl`, `imp2pl`; `p1sg`, `p2sg`,
            `p3sg`, `p1pl`, `p3pl` (past); `c1sg`, `c3sg` (conditional); `imps` (-no, -to); `ger.` and a case.
        gender: of the subject, for past and conditional.

    Raises:
        UnknownFormError: The verb or the form does not exist.
    """
    table = _verb_table(lemma)
    try:
        if form in _PERSONS:
            key = _PERSONS[form]
            return table[f"fin.{key}"]
        if form.startswith("f") and form[1:] in _PERSONS:
            return table[f"bedzie.{_PERSONS[form[1:]]}"]
        if form.startswith("imp") and form != "imps":
            return table[f"impt.{_PERSONS[form[3:] or '2sg']}"]
        if form[0] in "pc" and form[1].isdigit():
            return _past(table, form, gender)
        return table[form]
    except KeyError:
        raise UnknownFormError(f"'{lemma}' has no form '{form}'.") from None


def _past(table: dict[str, str], form: str, gender: str) -> str:
    number = form[2:]
    of_gender = gender if number == "sg" else ("m1" if gender == "m1" else "f")
    stem = table[f"praet.{number}.{of_gender}"]
    person = form[1]
    if form[0] == "c":
        ending = {"1sg": "bym", "2sg": "byś", "3sg": "by", "1pl": "byśmy", "2pl": "byście", "3pl": "by"}[
            person + number
        ]
        return stem + ending
    if number == "pl":
        return stem + {"1": "śmy", "2": "ście", "3": ""}[person]
    vowel = "e" if stem.endswith("ł") else ""
    return stem + {"1": f"{vowel}m", "2": f"{vowel}ś", "3": ""}[person]
