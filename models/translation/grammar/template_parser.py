"""Reading the text of a template."""

import re

import polish_forms
from templates import (
    ARTICLE,
    Agreement,
    Choice,
    Gendered,
    Node,
    ObjectPhrase,
    Parallel,
    Possessor,
    Slot,
    Template,
    TemplateError,
    Text,
    VerbHead,
)

_PAIRS = {"{": "}", "(": ")", "<": ">"}
_SLOT = re.compile(r"(?:([^{}>]+)>)?([A-Z][A-Za-z]*\d*)((?:\.[a-z0-9]+)*)(?:@([A-Z][A-Za-z]*\d*))?")
_OBJECT = re.compile(r"\[([^\[\];]+)(?:; *(pl|m1|m2|m3|f|n))?\]")
_HEAD = re.compile(r"\*([^\W\d_]+(?:-[^\W\d_]+)*)(?:/([^\W\d_]+))?")


def parse(text: str, *, english: bool) -> Template:
    """Read a template.

    Args:
        text: as the README describes.
        english: whose inflection its slots use.

    Raises:
        TemplateError: A bracket is not closed or a slot is not understood.
    """
    nodes: list[Node] = []
    text = text.replace("a(n) ", f"{ARTICLE} ")
    position = start = 0
    while position < len(text):
        character = text[position]
        if character == "*" and (head := _HEAD.match(text, position)):
            nodes += [Text(text[start:position]), VerbHead(head[1], head[2] or head[1], english)]
            position = start = head.end()
        elif character == "[" and (found := _OBJECT.match(text, position)):
            nodes += [Text(text[start:position]), _object(found)]
            position = start = found.end()
        elif text.startswith(("@poss", "@self"), position):
            nodes += [Text(text[start:position]), Possessor(text.startswith("@self", position))]
            position = start = position + 5
        elif character in _PAIRS and (node := _bracketed(text, position, english)):
            nodes += [Text(text[start:position]), node[0]]
            position = start = node[1]
        else:
            position += 1
    nodes.append(Text(text[start:]))
    return Template(tuple(node for node in nodes if not isinstance(node, Text) or node.text))


def _object(match: re.Match[str]) -> ObjectPhrase:
    mark = match[2]
    gender = mark if mark != "pl" else None
    return ObjectPhrase(*polish_forms.parse_noun_phrase(match[1], gender, mark == "pl", False))


def _bracketed(text: str, position: int, english: bool) -> tuple[Node, int] | None:
    opening = text[position]
    end = _closing(text, position)
    inside = text[position + 1 : end]
    if opening == "{":
        return _slot(inside, text, english), end + 1
    if inside.startswith("<"):
        options = _options(text[position + 2 : end], english)
        return Gendered(options[0], options[1], of_addressee=True), end + 2
    options = _options(inside, english)
    if len(options) == 1:
        return None
    if opening == "(":
        return Choice(options), end + 1
    return Gendered(options[0], options[1], of_addressee=False), end + 1


def _slot(inside: str, text: str, english: bool) -> Node:
    if inside[:1].isdigit() and inside[1:2] == ":":
        return Parallel(inside[0], _options(inside[2:], english))
    match = _SLOT.fullmatch(inside)
    if match is None:
        raise TemplateError(f"'{{{inside}}}' in '{text}' is no slot. Write {{Name.feature}} or {{word>Name.feature}}.")
    features = tuple(match[3][1:].split(".")) if match[3] else ()
    if match[1]:
        return Agreement(match[1], match[2], features, english)
    return Slot(match[2], features, english, match[4])


def _closing(text: str, position: int) -> int:
    opening, depth = text[position], 0
    if text.startswith("<<", position):
        end = text.find(">>", position)
        if end < 0:
            raise TemplateError(f"'<<' in '{text}' is not closed.")
        return end
    in_slot = 0
    for index in range(position, len(text)):
        character = text[index]
        if opening != "{" and character in "{}":
            in_slot += 1 if character == "{" else -1
        elif in_slot:
            continue
        elif character == opening:
            depth += 1
        elif character == _PAIRS[opening]:
            depth -= 1
            if depth == 0:
                return index
    raise TemplateError(f"'{opening}' in '{text}' is not closed.")


def _options(text: str, english: bool) -> tuple[Template, ...]:
    parts, depth, braces, start = [], 0, 0, 0
    for index, character in enumerate(text):
        if character in "{}":
            braces += 1 if character == "{" else -1
        elif braces:
            continue
        elif character in "(<":
            depth += 1
        elif character in ")>":
            depth -= 1
        elif character == "|" and depth == 0:
            parts.append(text[start:index])
            start = index + 1
    parts.append(text[start:])
    return tuple(parse(part, english=english) for part in parts)


def person_of(english: str) -> str | None:
    """Return whose the things in an English sentence are: my, our, your, or None where nobody is named."""
    outside = re.sub(r"\{[^{}]*\}", " ", english)
    if re.search(r"\b(?:I|my|me|I'm|I've)\b", outside):
        return "my"
    if re.search(r"\b(?:we|our|us)\b", outside, re.IGNORECASE):
        return "our"
    return "your" if re.search(r"\b(?:you|your)\b", outside, re.IGNORECASE) else None
