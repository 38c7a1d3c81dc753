"""The JSON Schemas of a content pack and their complaints as sentences."""

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from okienko_faq.content.yaml_lines import Document, Where

SCHEMAS = Path(__file__).resolve().parents[3] / "content" / "schema"
"""The schemas stand beside the packs, where editors read them."""


@lru_cache
def _validator(name: str) -> Draft202012Validator:
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    return Draft202012Validator(schema, format_checker=FormatChecker())


def complaints(document: Document, schema: str) -> Iterator[tuple[Where, str]]:
    """Yield where and how `document` departs from the schema "entry", "places", "topics" or "town"."""
    for error in _validator(schema).iter_errors(document.value):
        yield tuple(error.absolute_path), _sentence(error)


def _sentence(error: ValidationError) -> str:
    value, limit = error.instance, error.validator_value
    name = f"'{error.absolute_path[-1]}'" if error.absolute_path else "the file"
    match error.validator:
        case "required":
            missing = ", ".join(f"'{key}'" for key in limit if key not in value)
            return f"{name} lacks {missing}; add {'it' if missing.count(',') == 0 else 'them'}."
        case "additionalProperties":
            unknown = ", ".join(f"'{key}'" for key in value if key not in error.schema.get("properties", {}))
            return f"{name} has the unknown key {unknown}; remove it or correct its spelling."
        case "type":
            return f"{name} is {_kind(value)}; expected {_EXPECTED.get(str(limit), str(limit))}."
        case "minLength" | "maxLength":
            bound = "at least" if error.validator == "minLength" else "at most"
            return f"{name} has {len(value)} characters; expected {bound} {limit}."
        case "minItems" | "maxItems":
            bound = "at least" if error.validator == "minItems" else "at most"
            return f"{name} has {len(value)} items; expected {bound} {limit}."
        case "pattern":
            if limit == "^[^<>]*$":
                return f"{name} contains '<' or '>'; expected plain text without HTML."
            return f"{name} is '{value}'; expected the form {limit}{_why(error)}."
        case "format":
            return f"{name} is '{value}'; expected a valid {limit}{_why(error)}."
        case _:
            return f"{name}: {error.message}{_why(error)}."


_EXPECTED = {"string": "text (put it in quotes)", "array": "a list", "object": "keys with values", "integer": "a whole number"}


def _kind(value: Any) -> str:
    kinds = {str: "text", list: "a list", dict: "keys with values", bool: "true or false", int: "a number", float: "a number"}
    return kinds.get(type(value), "empty" if value is None else type(value).__name__)


def _why(error: ValidationError) -> str:
    description = str(error.schema.get("description", "")).rstrip(".")
    return f" ({description})" if description else ""
