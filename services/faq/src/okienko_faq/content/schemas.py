"""The JSON Schemas of a content pack and their complaints as sentences."""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from referencing import Registry, Resource

from okienko_faq.content.yaml_lines import Document, Where

_INSTALLED = Path(__file__).parent / "schema"
_CHECKOUT = Path(__file__).resolve().parents[3] / "content" / "schema"
SCHEMAS = _INSTALLED if _INSTALLED.is_dir() else _CHECKOUT
"""The schemas stand beside the packs, where editors read them; an installed package carries a copy."""


@lru_cache
def _validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(_read(name), format_checker=FormatChecker(), registry=_shared())


@lru_cache
def _shared() -> Registry[Any]:
    values = _read("values")
    registry: Registry[Any] = Registry().with_resource(values["$id"], Resource.from_contents(values))
    return registry


def _read(name: str) -> Any:
    return json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))


def complaints(document: Document, schema: str) -> Iterator[tuple[Where, str]]:
    """Yield where and how `document` departs from the schema "entry", "pack", "places", "topics" or "town"."""
    for error in _validator(schema).iter_errors(document.value):
        yield tuple(error.absolute_path), _sentence(error)


def _sentence(error: ValidationError) -> str:
    name = f"'{error.absolute_path[-1]}'" if error.absolute_path else "the file"
    limit: Any = error.validator_value
    problem = _WORDINGS.get(str(error.validator), _other)(error.instance, limit, error)
    return f"{name} {problem}{_why(error)}."


def _missing(value: Any, limit: Any, _: ValidationError) -> str:
    missing = [f"'{key}'" for key in limit if key not in value]
    return f"lacks {', '.join(missing)}; add {'it' if len(missing) == 1 else 'them'}"


def _unknown(value: Any, _: Any, error: ValidationError) -> str:
    schema: Any = error.schema
    unknown = ", ".join(f"'{key}'" for key in value if key not in schema.get("properties", {}))
    return f"has the unknown key {unknown}; remove it or correct its spelling"


def _wrong_type(value: Any, limit: Any, _: ValidationError) -> str:
    return f"is {_kind(value)}; expected {_EXPECTED.get(str(limit), str(limit))}"


def _wrong_form(value: Any, limit: Any, _: ValidationError) -> str:
    if limit == _PLAIN_TEXT:
        return "contains '<' or '>'; expected plain text without HTML"
    return f"is '{value}'; expected the form {limit}"


def _other(_: Any, __: Any, error: ValidationError) -> str:
    return f"is not right: {error.message}"


_PLAIN_TEXT = "^[^<>]*$"
_WORDINGS: Mapping[str, Callable[[Any, Any, ValidationError], str]] = {
    "required": _missing,
    "additionalProperties": _unknown,
    "type": _wrong_type,
    "minLength": lambda value, limit, _: f"has {len(value)} characters; expected at least {limit}",
    "maxLength": lambda value, limit, _: f"has {len(value)} characters; expected at most {limit}",
    "minItems": lambda value, limit, _: f"has {len(value)} items; expected at least {limit}",
    "maxItems": lambda value, limit, _: f"has {len(value)} items; expected at most {limit}",
    "pattern": _wrong_form,
    "enum": lambda value, limit, _: f"is '{value}'; expected one of {', '.join(map(str, limit))}",
    "format": lambda value, limit, _: f"is '{value}'; expected a valid {limit}",
}
_EXPECTED = {
    "string": "text (put it in quotes)",
    "array": "a list",
    "object": "keys with values",
    "integer": "a whole number",
}


def _kind(value: Any) -> str:
    kinds = {
        str: "text",
        list: "a list",
        dict: "keys with values",
        bool: "true or false",
        int: "a number",
        float: "a number",
    }
    return kinds.get(type(value), "empty" if value is None else type(value).__name__)


def _why(error: ValidationError) -> str:
    schema: Any = error.schema
    description = str(schema.get("description", "")).rstrip(".")
    return f" ({description})" if description else ""
