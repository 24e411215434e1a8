"""Briefings as JSON and back, and the JSON Schema of that form: `python -m summarizers.schema` prints it."""

import json
import sys
from functools import cache
from typing import TYPE_CHECKING, Any

from summarizers.briefing import SCHEMA, Briefing

if TYPE_CHECKING:
    from pydantic import TypeAdapter


@cache
def _briefings() -> "TypeAdapter[Briefing]":
    from pydantic import TypeAdapter  # takes a while to import, and only JSON needs it

    return TypeAdapter(Briefing)


def to_dict(briefing: Briefing) -> dict[str, Any]:
    """The briefing as JSON values: spans are pairs, dates ISO 8601."""
    made: dict[str, Any] = _briefings().dump_python(briefing, mode="json")
    return made


def to_json(briefing: Briefing, indent: int | None = None) -> str:
    """The briefing as JSON text, on one line unless indented."""
    return _briefings().dump_json(briefing, indent=indent).decode()


def from_json(text: str | bytes) -> Briefing:
    """The briefing again; a ValueError says where the text is not one."""
    return _briefings().validate_json(text)


def json_schema() -> dict[str, Any]:
    """The JSON Schema of what `to_json` gives: every field is there, also where it is null or empty."""
    made = _briefings().json_schema(mode="serialization")
    records = [made, *(each for each in made["$defs"].values() if "properties" in each)]
    for record in records:
        record["required"] = list(record["properties"])
        for field in record["properties"].values():
            field.pop("default", None)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA, **made}


if __name__ == "__main__":
    json.dump(json_schema(), sys.stdout, indent=2)
    sys.stdout.write("\n")
