"""English that nobody writes, as far as neighbouring words show it: "a translated the birth certificate", "a tickets", "is fill out"."""

import re

_DETERMINER = r"(?:an?|the|your|my|our|their|his|its)"
# Base forms that are no noun, adjective or participle.
_VERB = r"(?:apply|arrive|ask|begin|bring|choose|depend|fill|give|go|happen|hear|inform|know|learn|pay|receive|send|submit|write)"
_AUXILIARY = r"(?:do|does|did|will|would|can|could|must|may|might|shall|should|need|let)"
_BROKEN = re.compile(
    # Two determiners with at most a participle between them.
    rf"\b{_DETERMINER} (?:\w+ed )?{_DETERMINER}\b(?! (?:few|lot|little)\b)"
    r"|\b(?:your|my|our|their) (?:other|another) (?:person|people)\b"
    # "A tickets", "a bus tickets." at an end; "a bus", "a class" and "a series" end in s, too.
    r"|\ban? [a-z]{3,}(?:[^suiy'\W]|[^aeou\W]y)s(?=[.,;?!]|$)"
    r"|\ban? [a-z]{2,} (?!does\b|goes\b|needs\b|costs\b|pays\b|works\b)[a-z]{3,}[^suiy'\W]s(?=[.?!]|$)"
    # "Your application is no signature"; "there is no".
    r"|\b(?<!there )(?<!this )(?<!that )(?<!it )(?:is|are) no (?!longer\b|more\b|one\b|problem\b|\w+er\b)[a-z]"
    r"|\b(?:an?|the|of|for|to|with|in|on|at) (?:is|are|has|have|can|must|may|do|does)\b(?! not)(?= the\b| an?\b)"
    # "A 2 photo"; "a 2-room flat", "a 24 hour line".
    r"|\ban? \d+ (?!hour\b|day\b|minute\b|week\b|month\b|year\b)[a-z]{3,}"
    rf"|\b(?:is|are|was|were) (?:not )?{_VERB}\b(?! (?:and|or)\b)"
    # "How can I proved", "Do the office send", "How many people do have to sign", "My wife is a foreigner and do not know", "a other".
    r"|\b(?:can|could|will|would|must|should|may|did|does|do) (?:i|you|we|he|she|they) (?!need|feed|proceed|exceed|succeed)[a-z]{2,}ed\b"
    r"|\bdo (?:the|an?|my|your|our) (?!people|children|police|staff)[a-z]+[^s\W] (?:send|pay|accept|issue|need|open|close|start|offer|take|help|charge|collect|work)\b"
    r"|\b(?:people|persons|documents|photos|copies|days|months|years) do (?:have|need) to\b"
    r"|^(?:my|the|he|she|it|an?)\b[^,.;?]*\b(?:is|has|was) [^,.;?]*\band do not\b"
    r"|\ban? other\b(?! than)"
    # "The bus not stop"; not behind an auxiliary anywhere before, since questions turn it round: "does the bus not stop".
    rf"|^(?:(?!\b{_AUXILIARY}\b).)*\b(?!(?:{_AUXILIARY}|to|and|or|but|why|if|please|better)\b)[a-z]+ not (?:{_VERB}|stop|need|have|issue|accept)\b",
    re.IGNORECASE,
)


def is_broken(text: str) -> bool:
    """Return whether words stand together in an English sentence that cannot."""
    return _BROKEN.search(text) is not None
